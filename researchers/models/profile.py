"""What a profile holds beside papers: degrees, work, teaching, projects, news, own sections."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.kit.addresses import page_address
from portal.kit.changes import Watched
from portal.kit.dates import printed_span
from portal.kit.fields import PartialDateField, PictureField, ends_not_before_start
from portal.kit.markup import render_inline
from portal.kit.models import Slugged, Timestamped
from researchers.querysets import NewsQuerySet, ProjectQuerySet

from .labs import Lab
from .people import Researcher

ENDS_BEFORE_START = "This ends before it starts. Swap the two dates or correct one."


class Dated(Watched):
    """Something that lasted from one partly known date to another."""

    starts_on = PartialDateField("from", null=True, blank=True, help_text="2021, 2021-08, Aug 2021")
    ends_on = PartialDateField(
        "until", null=True, blank=True, help_text="Leave empty if it goes on."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=ends_not_before_start("starts_on", "ends_on"),
                name="%(class)s_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]

    @property
    def printed_dates(self) -> str:
        return printed_span(self.starts_on, self.ends_on)


class Degree(Watched):
    """A degree, earned or under way."""

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="degrees")
    degree = models.CharField(max_length=100, help_text="Ph.D., M.S., B.S.")
    field = models.CharField(max_length=200, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    starts_on = PartialDateField("from", null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="When it was earned.")
    advisors = models.CharField(max_length=300, blank=True, help_text="Names, parted by commas.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(year__isnull=True)
                | models.Q(starts_on__lt=(models.F("year") + 1) * 10_000),
                name="degree_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.degree} {self.field}".strip()

    @property
    def printed_dates(self) -> str:
        if self.year:
            return str(self.year)
        return f"since {self.starts_on.printed}" if self.starts_on else ""


class Position(Dated):
    """Work: an employer, what one was there, and when."""

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="positions")
    organization = models.CharField(max_length=200)
    url = models.URLField("address", max_length=500, blank=True)
    logo = PictureField("logo", sizes=(160, 320))
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True, help_text="In Markdown.")
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta(Dated.Meta):
        ordering = ["position", "-starts_on", "pk"]

    def __str__(self) -> str:
        return self.organization


class Teaching(Watched):
    """A course taught, in one term."""

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="teaching")
    code = models.CharField(max_length=40, blank=True, help_text="CS 189")
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=100, blank=True, help_text="Instructor, Teaching Assistant")
    term = models.CharField(max_length=60, blank=True, help_text="Fall 2019")
    url = models.URLField("address", max_length=500, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    logo = PictureField("logo", sizes=(160, 320))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "teaching"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.code}: {self.title}" if self.code else self.title


class Project(Slugged, Timestamped):
    """A project with a page: software, a grant, a long-lived effort."""

    name = models.CharField(max_length=200)
    tagline = models.CharField(max_length=250, blank=True, help_text="One plain sentence.")
    description = models.TextField(blank=True, help_text="In Markdown.")
    url = models.URLField("web site", max_length=500, blank=True)
    code_url = models.URLField("source code", max_length=500, blank=True)
    picture = PictureField("picture", sizes=(160, 320, 480))
    picture_alt = models.CharField("picture described", max_length=200, blank=True)
    labs = models.ManyToManyField(Lab, blank=True, related_name="projects")
    researchers = models.ManyToManyField(
        Researcher, through="Contribution", related_name="projects", blank=True
    )
    is_public = models.BooleanField(default=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_address("researchers:project-detail", self.slug)

    @property
    def slug_source(self) -> str:
        return self.name.partition(":")[0]


class Contribution(Watched):
    """A person in a project: her role, what she did, and where it stands on her page."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="contributions")
    researcher = models.ForeignKey(
        Researcher, on_delete=models.CASCADE, related_name="contributions"
    )
    role = models.CharField(max_length=100, blank=True, help_text="Core contributor")
    description = models.CharField("what I did", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "researcher"],
                name="contribution_unique",
                violation_error_message="This person is already in this project.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.researcher} in {self.project}"


def go_with_the_last_owner(collector: Any, field: Any, rows: Any, using: str) -> None:
    """Delete news with what it is about, unless it is about something else, too (`on_delete`)."""
    others = {"lab", "researcher", "project"} - {field.name}
    is_shared = models.Q(*((f"{name}__isnull", False) for name in others), _connector=models.Q.OR)
    models.SET_NULL(collector, field, rows.filter(is_shared), using)
    models.CASCADE(collector, field, rows.exclude(is_shared), using)


class NewsItem(Watched):
    """One dated line of news of a person, a lab or a project."""

    date = PartialDateField(help_text="2021-08-15; the day or the month may be left out.")
    text = models.TextField(help_text="One or two lines, in Markdown.")
    lab = models.ForeignKey(
        Lab, on_delete=go_with_the_last_owner, null=True, blank=True, related_name="news"
    )
    researcher = models.ForeignKey(
        Researcher, on_delete=go_with_the_last_owner, null=True, blank=True, related_name="news"
    )
    project = models.ForeignKey(
        Project, on_delete=go_with_the_last_owner, null=True, blank=True, related_name="news"
    )
    is_public = models.BooleanField(default=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lab__isnull=False)
                | models.Q(researcher__isnull=False)
                | models.Q(project__isnull=False),
                name="news_belongs_somewhere",
                violation_error_message="Say whose news this is: a lab's, a person's or a "
                "project's.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.text[:60]}"

    @property
    def printed_date(self) -> str:
        return self.date.printed

    @property
    def text_html(self) -> str:
        return render_inline(self.text)


class Activity(Watched):
    """A talk, an award or a service entry."""

    class Kind(models.TextChoices):
        TALK = "talk", "Talk"
        AWARD = "award", "Award"
        SERVICE = "service", "Service"

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=250)
    organization = models.CharField(max_length=250, blank=True, help_text="Where, or who gave it.")
    date = PartialDateField(null=True, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    description = models.TextField(blank=True, help_text="In Markdown.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position", "-date", "pk"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return self.title


class Section(Watched):
    """A part of a profile page in its place: one of the built-in parts, or a free text.

    Built-in parts without a row stand after those with one, in their usual order.
    """

    TEXT = "text"

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="sections")
    kind = models.SlugField(max_length=30, default=TEXT)
    title = models.CharField(max_length=100, blank=True, help_text="Instead of the usual heading.")
    body = models.TextField("text", blank=True, help_text="For a free text, in Markdown.")
    is_shown = models.BooleanField("shown", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["researcher", "kind"],
                condition=~models.Q(kind="text"),
                name="section_once",
                violation_error_message="This part is already placed.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    def clean(self) -> None:
        if self.kind == self.TEXT and not self.title:
            raise ValidationError({"title": "A free section needs a heading."})
