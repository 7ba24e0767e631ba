"""What hangs on a publication: links, awards, relations, files."""

from pathlib import PurePosixPath

from django.core.validators import FileExtensionValidator
from django.db import models

from portal.kit.changes import Watched
from portal.kit.models import LinkKind
from portal.kit.text import slugify
from publications.querysets import AttachmentQuerySet
from researchers.models.people import check_address

from .publication import Publication


class PublicationLinkKind(LinkKind):
    """Website, arXiv, PDF, code, video ...: add a row to add a kind."""

    class Meta(LinkKind.Meta):
        verbose_name = "kind of publication link"
        verbose_name_plural = "kinds of publication links"


class PublicationLink(Watched):
    """One of the words under a paper: where its website, code or video is."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="links")
    kind = models.ForeignKey(PublicationLinkKind, on_delete=models.PROTECT, related_name="links")
    url = models.CharField("address", max_length=1000)
    label = models.CharField(max_length=60, blank=True, help_text="Instead of the kind's word.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind__position", "position", "pk"]

    def __str__(self) -> str:
        return self.label or self.kind.label

    def clean(self) -> None:
        if self.kind_id and self.url:
            address = self.kind.address(self.url.strip())
            check_address(address or self.url, "url")
            self.url = address


class Award(Watched):
    """A distinction of a paper: oral, spotlight, best paper."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="awards")
    name = models.CharField(max_length=120, help_text="Oral, Spotlight, Best Paper Award")
    url = models.URLField("address", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Relation(Watched):
    """How a publication relates to another work, here or elsewhere.

    Kinds are DataCite relation types (Metadata Schema 4.6, appendix A), read from publication to
    target.
    """

    class Kind(models.TextChoices):
        PREPRINT_OF = "IsPreviousVersionOf", "is the preprint or an earlier version of"
        VERSION_OF = "IsVersionOf", "is a version of"
        RETRACTS = "Retracts", "retracts"
        CORRECTS = "Corrects", "corrects"
        SUPPLEMENTS = "IsSupplementTo", "supplements"
        REVIEWS = "Reviews", "reviews"
        TRANSLATES = "IsTranslationOf", "is a translation of"
        CONTINUES = "Continues", "continues"
        PART_OF = "IsPartOf", "is part of"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    target = models.ForeignKey(
        Publication,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="inverse_relations",
    )
    identifier = models.CharField(
        max_length=500, blank=True, help_text="DOI or address of a work that is not listed here."
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) ^ ~models.Q(identifier=""),
                name="relation_one_target",
                violation_error_message="Choose the other publication or give its identifier: one "
                "of the two.",
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | ~models.Q(target=models.F("publication")),
                name="relation_not_to_itself",
                violation_error_message="A publication cannot relate to itself.",
            ),
            models.UniqueConstraint(
                fields=["publication", "kind", "target"],
                condition=models.Q(target__isnull=False),
                name="relation_unique",
                violation_error_message="This relation is already listed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target or self.identifier}"


def attachment_path(attachment: "Attachment", filename: str) -> str:
    path = PurePosixPath(filename)
    name = slugify(path.stem, default="file")
    return f"files/{attachment.publication.slug}/{name}{path.suffix.lower()}"


class Attachment(Watched):
    """A file hosted here: the PDF of the paper, slides, a poster."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="attachments"
    )
    kind = models.ForeignKey(
        PublicationLinkKind, on_delete=models.PROTECT, related_name="attachments"
    )
    file = models.FileField(
        upload_to=attachment_path,
        db_index=True,
        validators=[FileExtensionValidator(["pdf", "zip", "txt", "csv", "pptx", "mp4", "webm"])],
    )
    label = models.CharField(max_length=60, blank=True, help_text="Instead of the kind's word.")
    license = models.CharField(max_length=60, blank=True, help_text="CC-BY-4.0 (SPDX)")
    is_public = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["kind__position", "pk"]

    def __str__(self) -> str:
        return self.label or self.kind.label
