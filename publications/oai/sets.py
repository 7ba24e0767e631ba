"""The sets: labs, types, venues and years, each a set of a set. Source: OAI-PMH 2.0 §2.6, §4.6."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from portal.kit.changes import Shelf
from portal.kit.sql import begins_with
from publications.models import Publication, Venue
from publications.stamps import KINDS
from researchers.models import Lab

AT_ONCE = 100  # sets in a response
NAMES = {"lab": "Labs", "type": "Types", "venue": "Venues", "year": "Years"}
Place = tuple[str, str]  # kind, and slug of the set within it, "" for the whole


class Set(NamedTuple):
    spec: str
    name: str
    place: Place


START: Place = ("", "")


def part(place: Place) -> tuple[list[Set], Place | None]:
    """Return the sets behind a place, and the place of the last one if there are more."""
    found: list[Set] = []
    for one in _behind(place):
        if len(found) == AT_ONCE:
            return found, found[-1].place
        found.append(one)
    return found, None


def _behind(place: Place) -> Iterator[Set]:
    for kind in KINDS:
        if kind < place[0]:
            continue
        if kind > place[0]:
            yield Set(kind, NAMES[kind], (kind, ""))
        after = place[1] if kind == place[0] else ""
        for slug, name in CHILDREN[kind](after):
            yield Set(f"{kind}:{slug}", name, (kind, slug))


def _labs(after: str) -> Iterator[tuple[str, str]]:
    found = Lab.objects.public().filter(slug__gt=after).order_by("slug")
    yield from found.values_list("slug", "name")[: AT_ONCE + 1]


def _venues(after: str) -> Iterator[tuple[str, str]]:
    found = Venue.objects.filter(slug__gt=after).order_by("slug")
    yield from found.values_list("slug", "name")[: AT_ONCE + 1]


def _types(after: str) -> Iterator[tuple[str, str]]:
    for slug in _shelved("type:", after):
        yield slug, str(Publication.Type(slug).label)


def _years(after: str) -> Iterator[tuple[str, str]]:
    for slug in _shelved("year:", after):
        yield slug, slug


def _shelved(prefix: str, after: str) -> list[str]:
    keys = Shelf.objects.filter(begins_with("key", prefix), entries__gt=0)
    slugs = (key.removeprefix(prefix) for key in keys.values_list("key", flat=True))
    return sorted(slug for slug in slugs if slug > after)


CHILDREN: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "lab": _labs,
    "type": _types,
    "venue": _venues,
    "year": _years,
}
