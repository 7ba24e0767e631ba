"""A person as an identity, with the names and links that belong to her."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from portal.kit.addresses import page_address
from portal.kit.changes import Watched
from portal.kit.fields import IdentifierField, PictureField
from portal.kit.models import SAFE_ADDRESS, LinkKind, Slugged, Timestamped, save_along
from portal.kit.text import clean_text, fold
from researchers.querysets import ResearcherQuerySet

NAME_FIELDS = ("given_name", "family_name", "suffix", "name_order", "display_name")


def cv_path(researcher: "Researcher", filename: str) -> str:
    return f"cv/{researcher.slug or 'new'}/{filename}"


class Researcher(Slugged, Timestamped):
    """Everybody who is named anywhere: with a page of their own, credited only, or hidden."""

    class Visibility(models.TextChoices):
        PAGE = "page", "has a page"
        AUTHOR = "author", "is credited, without a page"
        HIDDEN = "hidden", "is hidden: only the printed name stays on papers"

    class NameOrder(models.TextChoices):
        GIVEN_FIRST = "given-first", "given name first (Ada Lovelace)"
        FAMILY_FIRST = "family-first", "family name first (Nagy Ferenc)"

    class PaperOrder(models.TextChoices):
        MANUAL = "manual", "in the order I chose"
        YEAR = "year", "newest first, by year"

    slug_fields = NAME_FIELDS

    given_name = models.CharField(
        max_length=150, blank=True, help_text="Empty for one-name people."
    )
    family_name = models.CharField(
        max_length=150, help_text="With its particles: van der Berg. Also the name of a team."
    )
    suffix = models.CharField(max_length=20, blank=True, help_text="Jr., III")
    name_order = models.CharField(
        max_length=12, choices=NameOrder.choices, default=NameOrder.GIVEN_FIRST
    )
    display_name = models.CharField(
        max_length=300,
        blank=True,
        help_text="Only if the name is printed in a way its parts do not give.",
    )
    full_name = models.CharField(max_length=330, editable=False)
    sort_key = models.CharField(max_length=330, editable=False, db_index=True)
    original_name = models.CharField(
        "name in its own script", max_length=150, blank=True, help_text="李明, Иван Петров"
    )
    is_organization = models.BooleanField(
        "is a team or organization", default=False, help_text="A group that signs papers as one."
    )
    pronouns = models.CharField(max_length=40, blank=True)
    headline = models.CharField(
        "title line",
        max_length=200,
        blank=True,
        help_text="One line under the name: PhD student, UC Berkeley EECS.",
    )
    bio = models.TextField(
        blank=True, help_text="Two short paragraphs about you, in Markdown. Links welcome."
    )
    research = models.TextField(
        "research statement", blank=True, help_text="What you work on, in Markdown."
    )
    portrait = PictureField(
        "portrait",
        sizes=(96, 300, 600),
        square=True,
        help_text="JPEG, PNG, WebP or AVIF, at most 20 MB. Shown as a circle.",
    )
    portrait_alt = models.CharField(
        "portrait described",
        max_length=200,
        blank=True,
        help_text="What the picture shows, for those who do not see it.",
    )
    cv = models.FileField("CV file", upload_to=cv_path, blank=True, help_text="A PDF.")
    email = models.EmailField("e-mail", blank=True)
    email_is_public = models.BooleanField("show the e-mail address", default=False)
    orcid = IdentifierField(
        "orcid", max_length=19, help_text="0000-0002-1825-0097, or its address."
    )
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.AUTHOR, db_index=True
    )
    homepage = models.URLField(
        "home page elsewhere",
        max_length=500,
        blank=True,
        help_text="Where the name links to while there is no page here.",
    )
    paper_order = models.CharField(
        "order of papers", max_length=8, choices=PaperOrder.choices, default=PaperOrder.MANUAL
    )
    footer = models.CharField(
        "foot line",
        max_length=300,
        blank=True,
        help_text="A last line, in Markdown: credits, thanks.",
    )
    is_synced = models.BooleanField(
        "look for new papers",
        default=True,
        help_text="At ORCID, and at OpenAlex and DBLP if there is a link to them. What is found is "
        "suggested, not shown.",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="researcher",
        verbose_name="account",
        help_text="Who may edit this page.",
    )

    objects = ResearcherQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["orcid"],
                condition=~models.Q(orcid=""),
                name="researcher_orcid_unique",
                violation_error_message="Another person here has this ORCID iD. Look whether the "
                "two are one person.",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "sort_key", "id"], name="researcher_listed"),
            models.Index(  # the newest page of each part of the sitemap
                models.F("id") / models.Value(10_000),
                models.F("updated_at").desc(),
                condition=models.Q(visibility="page"),
                name="researcher_sitemap",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **options: Any) -> None:
        self.full_name = self.composed_name
        self.sort_key = fold(f"{self.family_name} {self.given_name}")[:330]
        save_along(options, NAME_FIELDS, "full_name", "sort_key")
        super().save(*args, **options)

    def clean(self) -> None:
        for name in ("given_name", "family_name", "suffix", "display_name", "original_name"):
            setattr(self, name, clean_text(getattr(self, name)))
        if not self.family_name:
            raise ValidationError({"family_name": "A name is needed. A single name goes here."})

    def get_absolute_url(self) -> str:
        return page_address("researchers:researcher-detail", self.slug)

    @property
    def composed_name(self) -> str:
        """The name as it is printed today: as chosen, else its parts in their order."""
        if self.display_name:
            return self.display_name
        parts = [self.given_name, self.family_name]
        if self.name_order == self.NameOrder.FAMILY_FIRST:
            parts.reverse()
        return " ".join(part for part in [*parts, self.suffix] if part)

    @property
    def slug_source(self) -> str:
        return self.composed_name

    @property
    def has_page(self) -> bool:
        return self.visibility == self.Visibility.PAGE


class NameVariant(Watched):
    """Another spelling under which the person has published; matching learns from these."""

    researcher = models.ForeignKey(
        Researcher, on_delete=models.CASCADE, related_name="name_variants"
    )
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["researcher", "name"],
                name="name_variant_unique",
                violation_error_message="This spelling is already listed.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        save_along(options, ["name"], "name_key")
        self.name_key = fold(self.name)[:300]
        super().save(*args, **options)


class ProfileLinkKind(LinkKind):
    """E-mail, CV, Google Scholar, ORCID, GitHub ...: add a row to add a kind."""

    class Meta(LinkKind.Meta):
        verbose_name = "kind of profile link"
        verbose_name_plural = "kinds of profile links"


class ProfileLink(Watched):
    """One of the words under the bio: where else the person is."""

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="links")
    kind = models.ForeignKey(ProfileLinkKind, on_delete=models.PROTECT, related_name="links")
    value = models.CharField(
        "address or name",
        max_length=500,
        help_text="An address, or the name there if the kind knows how to make the address.",
    )
    label = models.CharField(max_length=60, blank=True, help_text="Instead of the kind's word.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "kind__position", "pk"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.kind_id and self.value:
            check_address(self.url or self.value, "value")

    @property
    def url(self) -> str:
        return self.kind.address(self.value.strip())

    @property
    def text(self) -> str:
        return self.label or self.kind.label


def check_address(url: str, field: str) -> None:
    """Raise ValidationError for `field` unless `url` is one a page may link to."""
    if not SAFE_ADDRESS.match(url):
        raise ValidationError(
            {field: f'"{url}" is not an address. Write it whole: https://example.org/page.'}
        )
