"""Authorship: who, at which place, under which name, with which marks."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from portal.kit.changes import Watched, changing
from portal.kit.fields import PictureField
from portal.kit.models import save_along
from portal.kit.text import clean_text
from publications.querysets import AuthorshipQuerySet
from researchers.models import Researcher

from .publication import Publication


class Authorship(Watched):
    """One name in a byline. Positions count 1, 2, 3 ... within a publication and role, no gaps.

    A new row goes to the end, or to the position it asks for, and the others make room. After that
    only `Authorship.objects.set_order` changes the order: saving a row keeps the place it has in
    the database, so that a form that was opened before somebody reordered cannot undo that.
    """

    class Role(models.TextChoices):
        AUTHOR = "author", "author"
        EDITOR = "editor", "editor"

    # Both are what other indexes begin with; one of their own would cost each new row as much.
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="authorships", db_index=False
    )
    researcher = models.ForeignKey(
        Researcher, on_delete=models.PROTECT, related_name="authorships", db_index=False
    )
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.AUTHOR)
    position = models.PositiveIntegerField(editable=False)
    credited_as = models.CharField(
        max_length=330,
        blank=True,
        help_text="The name as printed on this paper. Leave empty for the present name; it stays "
        "when the person's name changes.",
    )
    credited_parts = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="The credited name in its parts, as a CSL name variable.",
    )
    claimed_orcid = models.CharField(max_length=19, blank=True, editable=False)
    equal_group = models.PositiveSmallIntegerField(
        "equal group",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        help_text="The same number for all who contributed equally: 1 for the first such group.",
    )
    is_corresponding = models.BooleanField("corresponding", default=False)
    affiliation = models.CharField(
        max_length=500, blank=True, help_text="Where the author was then, as printed."
    )
    selected = models.BooleanField(default=False, help_text="Among the author's selected papers.")
    order = models.PositiveIntegerField(
        "place on the author's page",
        null=True,
        blank=True,
        help_text="Small numbers first; papers without one follow by date.",
    )
    hidden = models.BooleanField(default=False, help_text="Not on the author's own page.")
    blurb = models.TextField(
        "own sentence", blank=True, help_text="On the author's page, instead of the paper's."
    )
    picture = PictureField(
        "own picture",
        sizes=(160, 320, 640),
        help_text="On the author's page, instead of the paper's.",
    )
    picture_alt = models.CharField("own picture described", max_length=300, blank=True)

    objects = AuthorshipQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "role", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "role", "position"],
                name="authorship_position_unique",
                violation_error_message="Two people cannot stand at the same place in a byline.",
            ),
            models.UniqueConstraint(
                fields=["publication", "role", "researcher"],
                name="authorship_once",
                violation_error_message="This person is already named on this publication. For "
                "two people of one name, make a second person.",
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1),
                name="authorship_position_from_one",
                violation_error_message="Positions count from 1.",
            ),
            models.CheckConstraint(
                condition=models.Q(equal_group__isnull=True) | models.Q(equal_group__range=(1, 6)),
                name="authorship_equal_group_has_a_sign",
                violation_error_message="Groups of equal contributors count from 1 to 6.",
            ),
        ]
        indexes = [
            models.Index(fields=["researcher", "hidden", "order"], name="authorship_of_researcher"),
        ]

    def __str__(self) -> str:
        return f"{self.credited_as or self.researcher} ({self.position})"

    def save(self, *args: Any, **options: Any) -> None:
        fields = options.get("update_fields")
        self.credited_as = clean_text(self.credited_as) or self.researcher.full_name
        save_along(options, ["researcher", "credited_as"], "credited_as")
        if fields is not None and {"publication", "role", "position"}.isdisjoint(fields):
            super().save(*args, **options)
            return
        with changing():
            rows = type(self).objects
            byline = (self.publication_id, self.role)
            rows.lock_bylines([self.publication_id])
            before = None if self._state.adding else rows.filter(pk=self.pk).first()
            if before and (before.publication_id, before.role) == byline:
                self.position = before.position
                super().save(*args, **options)
                return
            end = rows.next_position(*byline)
            wanted = end if before or self.position is None else self.position
            self.position = end
            save_along(options, fields or (), "position")
            super().save(*args, **options)
            if before:
                rows.close_gaps([before.publication_id])
            if wanted < end:
                self._move_to(wanted)

    def _move_to(self, position: int) -> None:
        byline = type(self).objects.filter(publication=self.publication_id, role=self.role)
        ids = list(byline.exclude(pk=self.pk).order_by("position").values_list("pk", flat=True))
        self.position = max(1, position)
        ids.insert(self.position - 1, self.pk)
        byline.set_order(self.publication_id, self.role, ids)

    def delete(self, *args: Any, **options: Any) -> Any:
        with changing():
            type(self).objects.lock_bylines([self.publication_id])
            deleted = super().delete(*args, **options)
            type(self).objects.close_gaps([self.publication_id])
        return deleted
