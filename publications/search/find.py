"""The answer to a search: names first, then publications, ranked, with facets."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet

from portal.kit.namewords import alike, named, words_of
from publications.counting import CAP, Count
from publications.models import Publication, Topic, Venue
from publications.models.search import PLACES
from researchers.models import Lab, Project, Researcher

from .language import Query, Term, parse
from .match import Among, Match, matching
from .meant import due, identified, public, shelves_meant

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
    where = among(query, chosen)
    if where is None or not (query.has_place or where.groups):
        return [], query.notes
    rows = settled(query, where)[1].newest(("place",), CAP)
    return [place % PLACES for (place,) in rows], query.notes


def settled(query: Query, where: Among) -> tuple[Query, Match]:
    """Return `query` with its last word as it stands, if that finds enough; and its matches.

    To look for all words that begin like a common one would cost much, and add little.
    """
    if not (query.terms and query.terms[-1].is_prefix):
        return query, matching(query, where)
    *others, last = query.terms
    whole = replace(query, terms=[*others, replace(last, is_prefix=False)])
    match = matching(whole, where)
    if len(match.newest(("place",), CANDIDATES)) == CANDIDATES:
        return whole, match
    return query, matching(query, where)


def among(query: Query, chosen: Mapping[str, str]) -> Among | None:
    """Return where what is sought must stand, None if that is nowhere; `query` gets notes."""
    groups = [(f"{NARROWING[name]}:{value}",) for name, value in chosen.items() if value]
    if not all(_KEY.fullmatch(key) and public(key) for (key,) in groups):
        return None
    for key in query.shelves:
        meant = shelves_meant(key)
        if not meant:
            query.notes.append(f"There is no {key.replace(':', ' “', 1)}”.")
            return None
        groups.append(meant)
    never = [key for one in query.not_shelves for key in shelves_meant(one)]
    return Among(tuple(groups), tuple(never), due())


def _found(query: Query, chosen: Mapping[str, str], number: int) -> Found:
    found = Found(query)
    if query.identifiers:
        _find_identified(found, number)
        return found
    where = among(query, chosen)
    if where is None:
        return found
    if number == 1 and not where.groups and query.names:
        found.names = _named(query.names)
    if query.has_place or where.groups:
        _find_papers(found, query, where, number)
    if not found.hits and (people := found.names.get("researcher")):
        # Found by a name that none of her papers has.
        hers = replace(where, groups=((f"researcher:{people[0].slug}",),))
        _find_papers(found, Query(""), hers, number)
    return found


def _find_identified(found: Found, number: int) -> None:
    for scheme, value in found.query.identifiers:
        if scheme == "orcid":
            people = Researcher.objects.credited().filter(orcid=value)[:NAMES_SHOWN]
            found.names.setdefault("researcher", []).extend(people)
    ids = identified_by(found.query)
    found.count, found.counted = Count(len(ids)), len(ids)
    _turn_to(found, number, ids)


def identified_by(query: Query) -> list[int]:
    """Return ids of the publications whose identifiers, or whose people's, `query` names."""
    ids: list[int] = []
    for scheme, value in query.identifiers:
        if scheme == "orcid":
            hers = Q(authorships__researcher__in=Researcher.objects.credited().filter(orcid=value))
            papers = Publication.objects.listed().main_versions().newest().filter(hers).distinct()
            ids += papers.values_list("pk", flat=True)[:CANDIDATES]
        else:
            ids += identified(scheme, value)
    return ids


def _find_papers(found: Found, query: Query, where: Among, number: int) -> None:
    columns = ("place", "title", "names", "venue", "shelves")
    query, match = settled(query, where)
    rows = match.newest(columns, CANDIDATES)
    found.count, found.counted = Count(len(rows)), len(rows)
    if len(rows) == CANDIDATES:
        more, lowest = match.count(CAP + 1)
        found.count = Count(min(more, CAP), more <= CAP)
        found.facets = _facets(rows)
        rows = [*_titled(query, where, columns, lowest if more > CAP else None), *rows]
        rows = list({row[0]: row for row in rows}.values())
    else:
        found.facets = _facets(rows)
    ranked = sorted(rows, key=_rank(query.terms))
    _turn_to(found, number, [place % PLACES for place, *_ in ranked])


def _turn_to(found: Found, number: int, ids: Sequence[int]) -> None:
    found.pages = max(1, -(-len(ids) // PER_PAGE))
    found.number = min(max(1, number), found.pages)
    found.hits = [*ids[(found.number - 1) * PER_PAGE : found.number * PER_PAGE]]


def _titled(
    query: Query, where: Among, columns: Sequence[str], lowest: int | None
) -> list[tuple[Any, ...]]:
    """Return matches whose titles hold what is sought anywhere."""
    if not any(not term.column for term in query.terms):
        return []
    titled = matching(query, where, titles_only=True)
    return titled.newest(columns, TITLES, above=lowest)


def _rank(terms: Sequence[Term]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Return the key by which matches are sorted, the same on every database.

    Titles that are the words; that have them side by side; that have all of them; that have words
    which begin so: of each the shorter the better. Then bylines that have all; then what has some
    in one, some in the other, or in the venue; then the rest. Among equals the newest.
    """
    free = [needles(term) for term in terms if term.column in {"", "title"}]
    entire = [
        needles(replace(term, is_prefix=False)) for term in terms if term.column in {"", "title"}
    ]
    by_name = [needles(term) for term in terms if term.column in {"", "names"}]
    whole = " ".join(word for term in terms for word in term.words)
    size = len(whole.split())

    def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
        place, title, names, venue = row[:4]
        text = f" {title} "
        if _holds(text, free):
            if title == whole:
                return 0, 0, -place
            fit = 1 if f" {whole} " in text else 2 if _holds(text, entire) else 3
            return fit, -int(10 * size / len(title.split())), -place
        if _holds(f" {names} ", by_name):
            return 4, 0, -place
        return 5 if _holds(f"{text}| {names} | {venue} ", free) else 6, 0, -place

    return key


def _holds(text: str, wanted: Sequence[Sequence[str]]) -> bool:
    """Whether `text` holds one needle of each of `wanted`, if there is any."""
    return bool(wanted) and all(any(needle in text for needle in each) for each in wanted)


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
            _, kind, value = key.split(":", 2)
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
