"""The answer to a search: names first, then publications, ranked, with facets."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from portal.kit.identifiers import arxiv_without_version
from portal.kit.namewords import alike, named, words_of
from publications.counting import CAP, Count
from publications.models import Publication, Topic, Venue
from publications.models.search import PLACES
from researchers.models import Lab, Project, Researcher

from .entries import WORK
from .language import Query, Term, parse
from .match import Match, matching

CANDIDATES = 1000  # the newest matches, among which the best are chosen and facets counted
TITLES = 200  # more, whose titles hold all that is sought
PER_PAGE = 20
NAMES_SHOWN = 5  # of a kind
OFFERED = 12  # values of a facet
NARROWING = {"author": "researcher", **{n: n for n in ("year", "type", "venue", "lab", "topic")}}
_KEY = re.compile(r"[\w:-]+")
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Value:
    """One value of a facet: what the address says for it, its label, and how many have it."""

    value: str
    label: str
    count: int


@dataclass
class Found:
    """What was found for a query. `hits` are ids of publications, the best first, of one page."""

    query: Query
    names: dict[str, list[Any]] = field(default_factory=dict)
    hits: list[int] = field(default_factory=list)
    count: Count = Count(0)  # noqa: RUF009 -- frozen
    counted: int = 0  # among how many of the newest the facets were counted
    facets: dict[str, list[Value]] = field(default_factory=dict)
    number: int = 1
    pages: int = 1
    instead: str = ""  # what was sought instead of a word nobody has

    @property
    def terms(self) -> list[Term]:
        """What was sought in fact, to be shown in what was found."""
        return parse(self.instead).terms if self.instead else self.query.terms

    @property
    def is_nothing(self) -> bool:
        return not (self.hits or any(self.names.values()))


def find(text: str, chosen: Mapping[str, str] = NOTHING, number: int = 1) -> Found:
    """Return what is found for `text` among publications that have what is `chosen`.

    `chosen` maps parameters of the address (author, year, type, venue, lab, topic) to values. The
    queries that are asked are few, and none looks at more rows than it may.
    """
    query = parse(text)
    found = _found(query, chosen, number)
    if found.is_nothing and not chosen and (other := _mended(query)):
        again = _found(parse(other), chosen, number)
        if not again.is_nothing:
            again.query, again.instead = query, other
            return again
    return found


def every(text: str, chosen: Mapping[str, str] = NOTHING) -> tuple[list[int], list[str]]:
    """Return the ids of all that is found, at most 10,000, and what is to be said of the query."""
    query = parse(text)
    if query.identifiers:
        return _found(query, chosen, 1).hits, query.notes
    shelves = _shelves(chosen)
    if shelves is None or not (query.has_place or shelves):
        return [], query.notes
    rows = matching(query, [*shelves, WORK]).newest(("place",), CAP)
    return [place % PLACES for (place,) in rows], query.notes


def _shelves(chosen: Mapping[str, str]) -> list[str] | None:
    """Return the shelves that narrow a search, None if one of them can be none."""
    shelves = [f"{NARROWING[name]}:{value}" for name, value in chosen.items() if value]
    return shelves if all(map(_KEY.fullmatch, shelves)) else None


def _found(query: Query, chosen: Mapping[str, str], number: int) -> Found:
    found = Found(query)
    shelves = _shelves(chosen)
    if shelves is None:
        return found
    if query.identifiers:
        _find_identified(found)
        return found
    if number == 1 and not shelves and query.names:
        found.names = _named(query.names)
    if query.has_place or shelves:
        _find_papers(found, query, shelves, number)
    if not found.hits and (people := found.names.get("researcher")):
        # Found by a name that none of her papers has.
        _find_papers(found, Query(""), [f"researcher:{people[0].slug}"], number)
    return found


def _find_identified(found: Found) -> None:
    for scheme, value in found.query.identifiers:
        if scheme == "orcid":
            people = Researcher.objects.credited().filter(orcid=value)[:NAMES_SHOWN]
            found.names.setdefault("researcher", []).extend(people)
            continue
        wanted = {scheme: value}
        if scheme == "arxiv":
            wanted = {"arxiv_id": arxiv_without_version(value)}
        papers = Publication.objects.listed().filter(**wanted).newest()
        found.hits += papers.values_list("pk", flat=True)[:PER_PAGE]
    found.count = Count(len(found.hits))
    found.counted = len(found.hits)


def _find_papers(found: Found, query: Query, shelves: Sequence[str], number: int) -> None:
    columns = ("place", "title", "names", "shelves")
    keys = [*shelves, WORK]
    match = matching(query, keys)
    rows = match.newest(columns, CANDIDATES)
    found.count, found.counted = Count(len(rows)), len(rows)
    if len(rows) == CANDIDATES:
        more, lowest = match.count(CAP + 1)
        found.count = Count(min(more, CAP), more <= CAP)
        found.facets = _facets(rows)
        rows = [*_titled(query, keys, columns, lowest if more > CAP else None), *rows]
        rows = list({row[0]: row for row in rows}.values())
    else:
        found.facets = _facets(rows)
    ranked = sorted(rows, key=_rank(query.terms))
    found.pages = max(1, -(-len(ranked) // PER_PAGE))
    found.number = min(max(1, number), found.pages)
    start = (found.number - 1) * PER_PAGE
    found.hits = [place % PLACES for place, *_ in ranked[start : start + PER_PAGE]]


def _titled(
    query: Query, keys: Sequence[str], columns: Sequence[str], lowest: int | None
) -> list[tuple[Any, ...]]:
    """Return matches whose titles hold what is sought anywhere."""
    if not any(not term.column for term in query.terms):
        return []
    titled: Match = matching(query, keys, titles_only=True)
    return titled.newest(columns, TITLES, above=lowest)


def _rank(terms: Sequence[Term]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Return the key by which matches are sorted, the same on every database.

    Titles that are the words, then titles that hold all of them, the shorter the better; then
    bylines that do; then the rest; among equals the newest.
    """
    free = [needles(term) for term in terms if term.column in {"", "title"}]
    by_name = [needles(term) for term in terms if term.column in {"", "names"}]
    whole = " ".join(word for term in terms for word in term.words)
    size = len(whole.split())

    def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
        place, title, names = row[:3]
        text = f" {title} "
        if free and all(any(n in text for n in each) for each in free):
            if title == whole:
                return 0, 0, -place
            return 1, -int(10 * size / len(title.split())), -place
        text = f" {names} "
        if by_name and all(any(n in text for n in each) for each in by_name):
            return 2, 0, -place
        return 3, 0, -place

    return key


def needles(term: Term) -> list[str]:
    """Return the texts one of which a folded text with a space at both ends holds for `term`."""
    end = "" if term.is_prefix else " "
    return [f" {' '.join(term.words)}{end}", *(f" {word}{end}" for word in term.others)]


def _facets(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Value]]:
    """Return by parameter the commonest values with their labels; years in their order."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in NARROWING}
    parameters = {shelf: name for name, shelf in NARROWING.items()}
    for row in rows:
        for key in row[-1].split():
            kind, _, value = key.partition(":")
            if kind in parameters:
                counts[parameters[kind]][value] += 1
    facets = {"year": [Value(y, y, n) for y, n in sorted(counts["year"].items())]}
    types = dict(Publication.Type.choices)
    facets["type"] = [
        Value(value, types.get(value, value), number) for value, number in _common(counts["type"])
    ]
    for name, label, rows_of in (
        ("venue", "name", Venue.objects.all()),
        ("author", "full_name", Researcher.objects.credited()),
        ("lab", "name", Lab.objects.public()),
        ("topic", "name", Topic.objects.all()),
    ):
        facets[name] = _labelled(_common(counts[name]), rows_of, label)
    return {name: values for name, values in facets.items() if values}


def _common(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:OFFERED]


def _labelled(pairs: Sequence[tuple[str, int]], rows: "QuerySet[Any]", label: str) -> list[Value]:
    if not pairs:
        return []
    labels = dict(rows.filter(slug__in=[slug for slug, _ in pairs]).values_list("slug", label))
    return [Value(slug, labels[slug], number) for slug, number in pairs if slug in labels]


SHOWN_KINDS: dict[str, Callable[[], "QuerySet[Any]"]] = {
    "researcher": Researcher.objects.credited,
    "lab": Lab.objects.public,
    "venue": Venue.objects.all,
    "topic": Topic.objects.all,
    "project": Project.objects.public,
}


def _named(words: list[str]) -> dict[str, list[Any]]:
    """Return by kind the few rows whose names hold every word, or a word that each begins."""
    ids: dict[str, list[int]] = {}
    for kind, pk in named(words):
        ids.setdefault(kind, []).append(pk)
    found = {}
    for kind, rows in SHOWN_KINDS.items():
        if kind in ids:
            shown = rows().in_bulk(ids[kind]).values()
            found[kind] = sorted(shown, key=lambda row: _name_rank(row, words))[:NAMES_SHOWN]
    return found


def _name_rank(row: Any, words: Sequence[str]) -> tuple[Any, ...]:
    """Sort those with a page first, then whole words before beginnings, then by name."""
    name = getattr(row, "full_name", "") or row.name
    folded = words_of(name)
    is_author = getattr(row, "visibility", "page") != "page"
    return is_author, sum(word not in folded for word in words), len(name), name, row.pk


def _mended(query: Query) -> str:
    """Return the query with words that are nearly those of a name put right, "" if none is."""
    if not query.names:
        return ""
    mended, is_other = [], False
    for word in query.names:
        known = named([word], limit=1)
        near = [] if known else alike(word)
        mended.append(near[0] if near else word)
        is_other |= bool(near)
    return " ".join(mended) if is_other else ""
