"""Papers with what hangs on them, each related table in one query."""

from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.utils import timezone

from publications.models import Attachment, Authorship, Publication, PublicationLink
from researchers.models import Lab

# What a page or the API shows. Columns that Byline adds for its own use are not read.
SHOWN = (
    "slug", "type", "title", "year", "month", "day", "venue_id", "venue_detail", "volume", "issue",
    "pages", "publisher", "abstract", "summary", "picture", "picture_alt", "hover_picture",
    "hover_video", "doi", "arxiv_id", "pmid", "isbn", "citation_key", "status", "publish_at",
    "note", "language", "preferred_version_id", "extra", "provenance", "title_key", "date_number",
    "created_at", "updated_at", "id",
)  # fmt: skip


def unshown(model: type[Model], shown: tuple[str, ...]) -> list[str]:
    """Return the names of the model's fields that are not among `shown`."""
    return [field.name for field in model._meta.concrete_fields if field.attname not in shown]


HIDDEN = unshown(Publication, SHOWN)


def is_public(prefix: str = "") -> Q:
    """Return the condition of being public, over a path to papers."""
    is_due = Q(**{f"{prefix}status": "scheduled", f"{prefix}publish_at__lte": timezone.now()})
    return Q(**{f"{prefix}status": "published"}) | is_due


def public() -> QuerySet[Publication]:
    """Public papers, newest first."""
    papers = Publication.objects.filter(is_public()).defer(*HIDDEN)
    return papers.order_by("-date_number", "-pk")


def main_versions() -> QuerySet[Publication]:
    return public().exclude(preferred_version__status="published")


def with_related(papers: QuerySet[Publication]) -> QuerySet[Publication]:
    """Bring along what a list prints of each paper: a query for each related table."""
    return papers.select_related("venue").prefetch_related(*related())


def related(prefix: str = "") -> list[Prefetch]:
    """Return the prefetches of a paper that is reached over `prefix`."""
    authors = Authorship.objects.select_related("researcher").order_by("role", "position")
    links = PublicationLink.objects.select_related("kind")
    files = Attachment.objects.filter(is_public=True).select_related("kind")
    return [
        Prefetch(f"{prefix}authorships", authors),
        Prefetch(f"{prefix}links", links),
        Prefetch(f"{prefix}attachments", files),
        Prefetch(f"{prefix}awards"),
        Prefetch(f"{prefix}topics"),
    ]


def of_lab(papers: QuerySet[Publication], lab: Lab) -> QuerySet[Publication]:
    """Papers of years in which an author was in the lab or in a unit of it."""
    membership = "authorships__researcher__memberships"
    labs = [lab.pk, *lab.units.filter(is_public=True).values_list("pk", flat=True)]
    return papers.filter(
        Q(**{f"{membership}__starts_on": None})
        | Q(**{f"{membership}__starts_on__lt": (F("year") + 1) * 10_000}),
        Q(**{f"{membership}__ends_on": None})
        | Q(**{f"{membership}__ends_on__gte": F("year") * 10_000}),
        **{f"{membership}__lab__in": labs},
    ).distinct()
