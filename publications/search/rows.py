"""People, labs, venues, topics and projects whose names hold what is sought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from portal.kit.addresses import page_address
from portal.kit.changes import read_shelves
from portal.kit.namewords import named, words_of
from portal.kit.sql import PreparedAmong
from publications.models import Topic, Venue
from researchers.models import Lab, Project, Researcher

NAMES_SHOWN = 5  # of a kind
NOTHING = Value("")
ONLY_WITH_PAPERS = ("venue", "topic")  # others are shown for their own sake
PAGES = {
    "researcher": "researchers:researcher-detail",
    "lab": "researchers:lab-detail",
    "venue": "publications:venue-detail",
    "topic": "publications:topic-detail",
    "project": "researchers:project-detail",
}


@dataclass(frozen=True)
class Named:
    """A person, a lab or the like as a search shows it; `line` tells the one from the other."""

    pk: int
    name: str
    slug: str
    kind: str
    line: str = ""
    has_page: bool = True

    @property
    def key(self) -> str:
        """The key of the shelf of its papers."""
        return f"{self.kind}:{self.slug}"

    @property
    def url(self) -> str:
        """The address of its page: of a person without one that of her papers."""
        if self.has_page:
            return page_address(PAGES[self.kind], self.slug)
        return f"{reverse('publications:publication-list')}?author={self.slug}"


def _rows(
    rows: Callable[[], "QuerySet[Any]"], name: str, line: Any = NOTHING, visibility: Any = NOTHING
) -> PreparedAmong:
    """Return the query of (id, name, slug, line, visibility) by ids."""
    columns = ("pk", name, "slug", line, visibility)
    return PreparedAmong(lambda ids: rows().filter(pk__in=ids).order_by().values_list(*columns))


KINDS = {
    "researcher": _rows(Researcher.objects.credited, "full_name", "headline", "visibility"),
    "lab": _rows(Lab.objects.public, "name", Coalesce(NullIf("tagline", NOTHING), "institution")),
    "venue": _rows(Venue.objects.all, "name"),
    "topic": _rows(Topic.objects.all, "name"),
    "project": _rows(Project.objects.public, "name", "tagline"),
}


def rows_named(words: list[str]) -> dict[str, list[Named]]:
    """Return by kind the few rows whose names hold every word, or a word that each begins.

    Whole words first, then who has a page, then those with most papers.
    """
    ids: dict[str, list[int]] = {}
    for kind, pk in named(words):
        ids.setdefault(kind, []).append(pk)
    told = {kind: rows_of(kind, ids[kind]) for kind in KINDS if kind in ids}
    sizes = read_shelves([row.key for rows in told.values() for row in rows])
    found = {}
    for kind, rows in told.items():
        ranked = []
        for row in rows:
            works = sizes[row.key][1].works
            if works or kind not in ONLY_WITH_PAPERS:
                folded = words_of(row.name)
                missing = sum(word not in folded for word in words)
                place = (missing, not row.has_page, -works, len(row.name), row.name, row.pk)
                ranked.append((place, row))
        if ranked:
            found[kind] = [row for _, row in sorted(ranked)[:NAMES_SHOWN]]
    return found


def rows_of(kind: str, ids: Sequence[int]) -> list[Named]:
    """Return the public ones among rows of a kind, in no order. One query."""
    return [
        Named(pk, name, slug, kind, line, visibility in {"", "page"})
        for pk, name, slug, line, visibility in KINDS[kind](ids)
    ]
