"""By what the found publications may be narrowed, counted among the newest of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from portal.kit.sql import PreparedAmong
from publications.models import Publication, Topic, Venue
from researchers.models import Lab, Researcher

OFFERED = 12  # values of a facet
NARROWING = {"author": "researcher", **{n: n for n in ("year", "type", "venue", "lab", "topic")}}
_TYPES = dict(Publication.Type.choices)


@dataclass(frozen=True)
class Value:
    """One value of a facet: what the address says for it, its label, and how many have it."""

    value: str
    label: str
    count: int


def facets(shelves: Iterable[str]) -> dict[str, list[Value]]:
    """Return by parameter the commonest values with their labels; years in their order.

    From the shelves of publications as entries have them. At most four queries.
    """
    counts: dict[str, Counter[str]] = {shelf: Counter() for shelf in NARROWING.values()}
    for key, number in Counter(" ".join(shelves).split()).items():
        _, kind, value = key.split(":", 2)
        if kind in counts:
            counts[kind][value] = number
    years = sorted(counts["year"].items())
    found = {
        "year": [Value(year, year, number) for year, number in years],
        "type": [Value(key, _TYPES.get(key, key), n) for key, n in _common(counts["type"])],
    }
    for name in LABELLED:
        common = _common(counts[NARROWING[name]])
        labels = labelled(name, [slug for slug, _ in common])
        found[name] = [Value(slug, labels[slug], n) for slug, n in common if slug in labels]
    return {name: values for name, values in found.items() if values}


def _common(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:OFFERED]


def _labels(rows: Callable[[], "QuerySet[Any]"], name: str) -> PreparedAmong:
    return PreparedAmong(
        lambda slugs: rows().filter(slug__in=slugs).order_by().values_list("slug", name)
    )


LABELLED = {
    "venue": _labels(Venue.objects.all, "name"),
    "author": _labels(Researcher.objects.credited, "full_name"),
    "lab": _labels(Lab.objects.public, "name"),
    "topic": _labels(Topic.objects.all, "name"),
}


def label(name: str, value: str) -> str:
    """Return what pages call a value of a parameter: the value, if visitors know none such."""
    if name == "type":
        return _TYPES.get(value, value)
    return labelled(name, [value]).get(value, value) if name in LABELLED else value


def labelled(name: str, slugs: Sequence[str]) -> dict[str, str]:
    """Return what pages call these values of a parameter; private ones aside."""
    return dict(LABELLED[name](slugs))
