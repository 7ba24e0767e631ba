"""The sitemap: an index of parts, each with the pages of ten thousand ids of one kind.

Source: the Sitemap protocol 0.9, sitemaps.org. Django's own sitemaps count all pages and skip to
the one asked for; here a part is a range of primary keys, so it costs the same however many there
are, and an entry never moves to another part.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.kit.addresses import origin_of, page_address
from portal.kit.changes import Shelf
from portal.kit.pages import drawn_from
from publications.models import Publication, Topic, Venue
from researchers.models import Lab, Project, Researcher

IDS_IN_PART = 10_000  # as in the indexes "publication_sitemap" and "researcher_sitemap"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MEDIA_TYPE = "application/xml; charset=utf-8"
PAGES = (
    "home",
    "researchers:researcher-list",
    "researchers:lab-list",
    "publications:publication-list",
    "publications:venue-list",
    "api:docs",
)
SHELVES = ("publications", "people", "labs", "venues", "topics", "profiles")


def _with_papers(kind: str, things: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of `things` on whose shelf there are public papers."""
    key = Concat(Value(f"{kind}:"), OuterRef("slug"))
    return things.filter(Exists(Shelf.objects.filter(key=key, works__gt=0)))


@dataclass(frozen=True)
class Kind:
    """Pages of one kind: the public rows, the name of their page, the column of their last change.

    Topics keep no time of change; the protocol leaves it open.
    """

    rows: Callable[[], QuerySet[Any]]
    page: str
    changed: str = "updated_at"


KINDS = {
    "publications": Kind(Publication.objects.listed, "publications:publication-detail"),
    "researchers": Kind(Researcher.objects.with_page, "researchers:researcher-detail"),
    "labs": Kind(Lab.objects.public, "researchers:lab-detail"),
    "projects": Kind(Project.objects.public, "researchers:project-detail"),
    "venues": Kind(lambda: _with_papers("venue", Venue.objects.all()), "publications:venue-detail"),
    "topics": Kind(
        lambda: _with_papers("topic", Topic.objects.all()), "publications:topic-detail", ""
    ),
}


class PartOf(Func):
    """The number of the part an id is in, in the words of the indexes that know it."""

    template = f"(%(expressions)s / {IDS_IN_PART})"
    output_field = IntegerField()


def parts(kind: Kind) -> list[tuple[int, datetime | None]]:
    """Return the number and the last change of each part that has a page. Two queries.

    For each range of ids the newest row is looked up, by an index where there may be many.
    """
    model = kind.rows().model
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return []
    rows = kind.rows().annotate(part=PartOf(F("pk"))).filter(part=RawSQL("parts.number", []))
    rows = rows.order_by(f"-{kind.changed}") if kind.changed else rows.order_by()
    newest, parameters = rows.values_list(kind.changed or "pk")[:1].query.sql_with_params()
    counted = "SELECT 0 UNION ALL SELECT number + 1 FROM parts WHERE number < %s"
    asked = f"SELECT number, ({newest}) FROM parts"  # noqa: S608 -- ours
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE parts(number) AS ({counted}) {asked}",
            [last // IDS_IN_PART, *parameters],
        )
        found = cursor.fetchall()
    return [
        (number, _moment(changed) if kind.changed else None)
        for number, changed in found
        if changed is not None
    ]


def _moment(value: Any) -> datetime:
    """Return the time a driver gave: SQLite has it as text."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@require_safe
@drawn_from(*SHELVES, by_content=True)
def index(request: HttpRequest) -> HttpResponse:
    """Every part that has a page, with its last change: who knows a part need not read it again."""
    base = escape(origin_of(request) + reverse("home"))
    entries = [_entry("sitemap", f"{base}sitemap-pages-0.xml", None)]
    for name, kind in KINDS.items():
        for number, changed in parts(kind):
            entries.append(_entry("sitemap", f"{base}sitemap-{name}-{number}.xml", changed))
    return HttpResponse(_document("sitemapindex", entries), content_type=MEDIA_TYPE)


@require_safe
@drawn_from(*SHELVES)
def part(request: HttpRequest, kind: str, number: str) -> HttpResponseBase:
    """The pages of one part: one query, or for those that are no rows, none."""
    origin = escape(origin_of(request))
    if kind == "pages":
        if int(number):
            raise Http404("There is one part of these.")
        entries: Iterable[str] = [_entry("url", origin + reverse(name), None) for name in PAGES]
    else:
        entries = list(_pages(KINDS[kind], int(number), origin))
        if not entries:
            raise Http404("There is nothing in this part of the sitemap.")
    # In a stream: what is asked for once in a while shall not drive pages out of the memory.
    return StreamingHttpResponse([_document("urlset", entries)], content_type=MEDIA_TYPE)


def _pages(kind: Kind, number: int, origin: str) -> Iterator[str]:
    first = number * IDS_IN_PART
    rows = kind.rows().filter(pk__gte=first, pk__lt=first + IDS_IN_PART).order_by("pk")
    for row in rows.values_list("slug", *filter(None, [kind.changed])):
        changed = row[1] if kind.changed else None
        yield _entry("url", origin + page_address(kind.page, row[0]), changed)


def _entry(tag: str, address: str, changed: datetime | None) -> str:
    """Return a page or a part; `address` is escaped, the time UTC. Source: W3C NOTE-datetime."""
    told = f"<lastmod>{changed.isoformat()[:19]}Z</lastmod>" if changed else ""
    return f"<{tag}><loc>{address}</loc>{told}</{tag}>\n"


def _document(root: str, entries: Iterable[str]) -> str:
    body = "".join(entries)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="{NAMESPACE}">\n{body}</{root}>\n'
