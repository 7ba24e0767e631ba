"""Labs and who belongs to them, from when to when."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from portal.kit.addresses import page_address
from portal.kit.changes import Watched
from portal.kit.dates import printed_span
from portal.kit.fields import PartialDateField, PictureField, ends_not_before_start
from portal.kit.models import Slugged, Timestamped, save_along
from portal.kit.text import fold
from researchers.querysets import LabQuerySet, MembershipQuerySet

from .people import Researcher

LISTED_TWICE = "This person already has this role in this lab from that date."


class Lab(Slugged, Timestamped):
    """A lab, group, institute or department; units nest."""

    slug_fields = ("name", "short_name")

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True, help_text="As people call it: SkyLab.")
    institution = models.CharField(max_length=200, blank=True)
    tagline = models.CharField(max_length=250, blank=True, help_text="One plain sentence.")
    description = models.TextField(blank=True, help_text="In Markdown.")
    logo = PictureField("logo", sizes=(160, 320))
    picture = PictureField("picture", sizes=(480, 960, 1600))
    picture_alt = models.CharField("picture described", max_length=200, blank=True)
    url = models.URLField("web site", max_length=500, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="part of",
    )
    domain = models.CharField(
        "own host name",
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(
                r"^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$", "Write the host name only: lab.example.org."
            )
        ],
        help_text="If the lab also answers under a host name of its own.",
    )
    is_public = models.BooleanField(
        default=True, help_text="Shown to everybody; otherwise only here."
    )
    accepts_suggestions = models.BooleanField(
        "bring in at once what ORCID says of members",
        default=False,
        help_text="New papers in the ORCID record of a present member are public without a yes. "
        "What is in doubt is still asked.",
    )
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    objects = LabQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")),
                name="lab_not_its_own_parent",
                violation_error_message="A lab cannot be part of itself.",
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=~models.Q(domain=""),
                name="lab_domain_unique",
                violation_error_message="Another lab answers under this host name.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **options: Any) -> None:
        self.sort_key = fold(self.name)[:200]
        save_along(options, ["name"], "sort_key")
        super().save(*args, **options)

    def clean(self) -> None:
        seen, unit = {self.pk}, self.parent
        while unit is not None:
            if unit.pk in seen:
                circle = f"{self.parent} is itself part of {self}: units cannot go in circles."
                raise ValidationError({"parent": circle})
            seen.add(unit.pk)
            unit = unit.parent

    def get_absolute_url(self) -> str:
        return page_address("researchers:lab-detail", self.slug)

    @property
    def slug_source(self) -> str:
        return self.short_name or self.name


class Membership(Watched):
    """A person in a lab, in a role, for a time. Alumni are memberships that ended."""

    class Role(models.TextChoices):
        FACULTY = "faculty", "Faculty"
        RESEARCHER = "researcher", "Researchers"
        POSTDOC = "postdoc", "Postdocs"
        PHD = "phd", "PhD students"
        MASTER = "master", "Master's students"
        UNDERGRADUATE = "undergraduate", "Undergraduates"
        ENGINEER = "engineer", "Engineers"
        STAFF = "staff", "Staff"
        VISITOR = "visitor", "Visitors"
        MEMBER = "member", "Members"

        @property
        def of_one(self) -> str:
            """The role's word for one person, in a running line: "PhD student"."""
            return self.label if self in {"faculty", "staff"} else self.label.removesuffix("s")

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="memberships")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    title = models.CharField(max_length=100, blank=True, help_text="Instead of the role's word.")
    starts_on = PartialDateField("from", null=True, blank=True)
    ends_on = PartialDateField(
        "until", null=True, blank=True, help_text="Leave empty for now. Then it moves to alumni."
    )
    weight = models.SmallIntegerField(
        default=0, help_text="Within a role, small numbers come first; then by family name."
    )
    now_at = models.CharField(max_length=200, blank=True, help_text="For alumni: where they are.")
    now_at_url = models.URLField("address of that", max_length=500, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["lab", "weight", "researcher__sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=ends_not_before_start("starts_on", "ends_on"),
                name="membership_ends_after_start",
                violation_error_message="The membership ends before it starts. Swap the two dates "
                "or correct one.",
            ),
            models.UniqueConstraint(
                fields=["researcher", "lab", "role", "starts_on"],
                condition=models.Q(starts_on__isnull=False),
                name="membership_unique",
                violation_error_message=LISTED_TWICE,
            ),
            models.UniqueConstraint(
                fields=["researcher", "lab", "role"],
                condition=models.Q(starts_on__isnull=True),
                name="membership_undated_unique",
                violation_error_message=LISTED_TWICE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.researcher} in {self.lab}"

    @property
    def printed_dates(self) -> str:
        return printed_span(self.starts_on, self.ends_on)
