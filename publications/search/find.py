"""The answer to a search: names first, then publications, ranked, with facets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from portal.kit.namewords import alike, named
from publications.counting import CAP, Count
from publications.models import Publication
from publications.models.search import PLACES
from researchers.models import Researcher

from .facets import NARROWING, Value, facets
from .language import Query, Term, parse
from .match import Among, Match, matching, read
from .meant import due, identified, public, shelves_meant
from .rank import ranking
from .rows import NAMES_SHOWN, Named, rows_named, rows_of

CANDIDATES = 1000  # the newest matches, among which the best are chosen and facets counted
TITLES = 200  # more, whose titles hold all that is sought
PER_PAGE = 20
_KEY = re.compile(r"[\w:-]+")
NOTHING: Mapping[str, str] = {}


@dataclass
class Found:
    """What was found for a query. `hits` are ids of publications, the best first, of one page."""

    query: Query
    names: dict[str, list[Named]] = field(default_factory=dict)
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
        return identified_by(query), query.notes
    where = among(query, chosen)
    if where is None or not (query.has_place or where.groups):
        return [], query.notes
    places = settled(query, where, CAP)[2]
    return [place % PLACES for place in places], query.notes


def settled(query: Query, where: Among, most: int) -> tuple[Query, Match, list[int]]:
    """Return `query` with its last word as it stands, if that finds enough; and what it finds.

    That is its matches, and the places of the newest, at most `most`. To look for all words that
    begin like a common one would cost much, and add little.
    """
    if query.terms and query.terms[-1].is_prefix:
        *others, last = query.terms
        whole = replace(query, terms=[*others, replace(last, is_prefix=False)])
        match = matching(whole, where)
        places = match.places(most)
        if len(places) >= CANDIDATES:
            return whole, match, places
    match = matching(query, where)
    return query, match, match.places(most)


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
        found.names = rows_named(query.names)
    if query.has_place or where.groups:
        _find_papers(found, query, where, number)
    if not found.hits and (people := found.names.get("researcher")):
        # Found by a name that none of her papers has.
        hers = replace(where, groups=((people[0].key,),))
        _find_papers(found, Query(""), hers, number)
    return found


def _find_identified(found: Found, number: int) -> None:
    for scheme, value in found.query.identifiers:
        if scheme == "orcid":
            people = Researcher.objects.credited().filter(orcid=value)
            ids = people.values_list("pk", flat=True)[:NAMES_SHOWN]
            found.names.setdefault("researcher", []).extend(rows_of("researcher", list(ids)))
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
    query, _, places = settled(query, where, CAP + 1)
    found.count = Count(min(len(places), CAP), len(places) <= CAP)
    rows = read(places[:CANDIDATES])
    found.counted, found.facets = len(rows), facets(row.shelves for row in rows)
    if len(places) > CANDIDATES and any(not term.column for term in query.terms):
        titled = matching(query, where, titles_only=True).places(TITLES, above=places[-1])
        rows += read(sorted(set(titled) - set(places[:CANDIDATES])))
    rank = ranking(query.terms)
    _turn_to(found, number, [row.place % PLACES for row in sorted(rows, key=rank)])


def _turn_to(found: Found, number: int, ids: Sequence[int]) -> None:
    found.pages = max(1, -(-len(ids) // PER_PAGE))
    found.number = min(max(1, number), found.pages)
    found.hits = [*ids[(found.number - 1) * PER_PAGE : found.number * PER_PAGE]]


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
