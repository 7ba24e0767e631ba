"""A publication, where it appeared and what it is about."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.db.models.functions import Coalesce

from portal.kit.addresses import page_address
from portal.kit.dates import check_parts
from portal.kit.fields import IdentifierField, PictureField
from portal.kit.identifiers import SCHEMES
from portal.kit.models import Slugged, SluggedQuerySet, Timestamped, save_along
from portal.kit.text import clean_text, fold, key_hash
from publications.querysets import PublicationQuerySet, newest_first
from researchers.models import Project, Researcher


class Venue(Slugged, Timestamped):
    """A journal, conference series or other place where publications appear."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", "Conference"
        JOURNAL = "journal", "Journal"
        WORKSHOP = "workshop", "Workshop"
        BOOK = "book", "Book series"
        REPOSITORY = "repository", "Preprint server"
        OTHER = "other", "Other"

    slug_fields = ("name", "short_name")

    name = models.CharField(max_length=300, help_text="The long name, without the year.")
    short_name = models.CharField(max_length=60, blank=True, help_text="NeurIPS, ICRA, RA-L")
    name_key = models.CharField(max_length=300, editable=False, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CONFERENCE)
    url = models.URLField("web site", max_length=500, blank=True)
    issn = IdentifierField("issn", max_length=9)
    color = models.CharField(
        "colour",
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write the colour as #1772d0.")],
        help_text="Of the venue's chip, where a page shows chips.",
    )

    objects = SluggedQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.short_name})" if self.short_name else self.name

    def save(self, *args: Any, **options: Any) -> None:
        self.name_key = fold(self.name)[:300]
        save_along(options, ["name"], "name_key")
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return page_address("publications:venue-detail", self.slug)

    @property
    def slug_source(self) -> str:
        return self.short_name or self.name


class Topic(Slugged):
    """What publications are about."""

    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(blank=True, help_text="In Markdown.")

    objects = SluggedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_address("publications:topic-detail", self.slug)

    @property
    def slug_source(self) -> str:
        return self.name


def hover_path(publication: "Publication", filename: str) -> str:
    return f"motion/{publication.slug or 'new'}{PurePosixPath(filename).suffix.lower()}"


class Publication(Slugged, Timestamped):
    """One work. Who wrote it is said by its authorships, in their order."""

    class Type(models.TextChoices):
        """CSL 1.0.2 item types, appendix III, as far as people publish in them."""

        PAPER_CONFERENCE = "paper-conference", "Conference paper"
        ARTICLE_JOURNAL = "article-journal", "Journal article"
        ARTICLE = "article", "Preprint"
        CHAPTER = "chapter", "Book chapter"
        BOOK = "book", "Book"
        THESIS = "thesis", "Thesis"
        REPORT = "report", "Report"
        DATASET = "dataset", "Dataset"
        SOFTWARE = "software", "Software"
        PATENT = "patent", "Patent"
        REVIEW = "review", "Review"
        SPEECH = "speech", "Talk"
        WEBPAGE = "webpage", "Web page"
        DOCUMENT = "document", "Other"

    class Status(models.TextChoices):
        DRAFT = "draft", "draft: only editors see it"
        SCHEDULED = "scheduled", "scheduled: public from a date on"
        PUBLISHED = "published", "public"

    slug_follows_name = False
    slug_fields = ("title",)

    type = models.CharField(max_length=20, choices=Type.choices, default=Type.PAPER_CONFERENCE)
    title = models.TextField(help_text="As printed. Math between dollar signs: $O(n^2)$.")
    title_key = models.TextField(editable=False)
    title_hash = models.BigIntegerField(
        default=0,
        editable=False,
        db_index=True,
        help_text="Finds a title_key, which is too long for an index; two may have the same.",
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 12, if known.")
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    date_number = models.GeneratedField(
        expression=Coalesce("year", 0) * 10_000 + Coalesce("month", 0) * 100 + Coalesce("day", 0),
        output_field=models.IntegerField(),
        db_persist=True,
        editable=False,
    )
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        db_index=False,  # `publication_by_venue` begins with it
    )
    venue_detail = models.CharField(
        "venue as printed",
        max_length=500,
        blank=True,
        help_text="What follows the venue's name, or stands in its place: Safe Control Workshop.",
    )
    volume = models.CharField(max_length=60, blank=True)
    issue = models.CharField(max_length=60, blank=True)
    pages = models.CharField(max_length=100, blank=True, help_text="931-944")
    publisher = models.CharField(max_length=300, blank=True)
    abstract = models.TextField(blank=True)
    summary = models.TextField(
        "one plain sentence", blank=True, help_text="What it does and why one might care."
    )
    picture = PictureField(
        "picture",
        sizes=(160, 320, 640),
        help_text="A small picture to remember the paper by: JPEG, PNG, WebP or AVIF, at most "
        "20 MB.",
    )
    picture_alt = models.CharField(
        "picture described",
        max_length=300,
        blank=True,
        help_text="What it shows, for those who do not see it. Leave empty if it is decoration.",
    )
    hover_picture = PictureField(
        "second picture", sizes=(160, 320), help_text="Faded in under the pointer, or on focus."
    )
    hover_video = models.FileField(
        db_index=True,
        upload_to=hover_path,
        blank=True,
        validators=[FileExtensionValidator(["mp4", "webm"])],
        help_text="A short silent MP4 or WebM, instead of the second picture.",
    )
    doi = IdentifierField("doi", db_index=True, help_text="In any spelling, or its address.")
    arxiv_id = IdentifierField("arxiv", max_length=40, db_index=True, help_text="2201.01441")
    pmid = IdentifierField("pmid", max_length=8, db_index=True)
    isbn = IdentifierField("isbn", max_length=13, db_index=True)
    citation_key = models.CharField(
        max_length=100,
        blank=True,
        validators=[
            RegexValidator(
                r"""^[^\s"#%'(),={}~\\]+$""",
                "A key has no spaces and none of \" # % ' ( ) , = { } ~ and backslash.",
            )
        ],
        help_text="The paper's key in BibTeX files. Leave empty to have it made.",
    )
    made_key = models.CharField(
        max_length=100,
        blank=True,
        editable=False,
        db_index=True,
        help_text="The key of a publication that was given none: made once, and kept.",
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    publish_at = models.DateTimeField(
        "public from", null=True, blank=True, help_text="For a scheduled publication."
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="A remark that is printed: to appear, invited."
    )
    language = models.CharField(max_length=20, blank=True, help_text="en, de, zh-Hans (BCP 47)")
    topics = models.ManyToManyField(Topic, blank=True, related_name="publications")
    projects = models.ManyToManyField(Project, blank=True, related_name="publications")
    researchers = models.ManyToManyField(
        Researcher, through="Authorship", related_name="publications"
    )
    preferred_version = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="other_versions",
        help_text="If another entry is the version to show and cite, this one is joined to it.",
    )
    extra = models.JSONField(default=dict, blank=True, editable=False)
    provenance = models.JSONField(default=dict, blank=True, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = newest_first()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__range=(1, 9999)),
                name="publication_year_has_four_digits",
                violation_error_message="A year has four digits.",
            ),
            models.CheckConstraint(
                condition=models.Q(month__isnull=True)
                | models.Q(month__range=(1, 12), year__isnull=False),
                name="publication_month_needs_year",
                violation_error_message="A month is a number from 1 to 12 and needs a year.",
            ),
            models.CheckConstraint(
                condition=models.Q(day__isnull=True)
                | models.Q(day__range=(1, 31), month__isnull=False),
                name="publication_day_needs_month",
                violation_error_message="A day is a number from 1 to 31 and needs a month.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="scheduled") | models.Q(publish_at__isnull=False),
                name="publication_scheduled_needs_date",
                violation_error_message="Say from when a scheduled publication is public: fill in "
                '"public from".',
            ),
            models.CheckConstraint(
                condition=~models.Q(preferred_version=models.F("pk")),
                name="publication_not_its_own_version",
                violation_error_message="A publication cannot be a version of itself.",
            ),
        ]
        indexes = [
            models.Index(fields=["-date_number", "-id"], name="publication_newest"),
            models.Index(fields=["venue", "-date_number", "-id"], name="publication_by_venue"),
            models.Index(fields=["type", "-date_number", "-id"], name="publication_by_type"),
            models.Index(fields=["citation_key"], name="publication_by_citation_key"),
            models.Index(
                fields=["publish_at"],
                condition=models.Q(status="scheduled"),
                name="publication_waiting",
            ),
            models.Index(  # the newest of each part of the sitemap
                models.F("id") / models.Value(10_000),
                models.F("updated_at").desc(),
                name="publication_sitemap",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        self.fold_title()
        save_along(options, ["title"], "title_key", "title_hash")
        if not (self._state.adding or self.key):  # it was given one since this was read
            made = Publication.objects.filter(pk=self.pk).values_list("made_key", flat=True)
            self.made_key = made.first() or ""
        super().save(*args, **options)

    def clean(self) -> None:
        self.title = clean_text(self.title)
        if not self.title:
            raise ValidationError({"title": "A title is needed."})
        if problem := check_parts(self.year, self.month, self.day):
            part = "day" if self.day else "month" if self.month else "year"
            raise ValidationError({part: problem})
        preferred = self.preferred_version
        if preferred and preferred.preferred_version_id:
            raise ValidationError(
                {
                    "preferred_version": f'"{preferred}" gives way to another version itself. '
                    "Choose that one."
                }
            )

    def fold_title(self) -> None:
        """Set what is found by the title; `save` does, `bulk_create` does not."""
        self.title_key = fold(self.title)
        self.title_hash = key_hash(self.title_key)

    def get_absolute_url(self) -> str:
        return page_address("publications:publication-detail", self.slug)

    @property
    def slug_source(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The key by which it is cited, "" as long as nobody is credited."""
        return self.citation_key or self.made_key

    @property
    def doi_url(self) -> str:
        return SCHEMES["doi"].link(self.doi)

    @property
    def arxiv_url(self) -> str:
        return SCHEMES["arxiv"].link(self.arxiv_id)
