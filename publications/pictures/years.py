"""Publications per year, as bars each of which leads to the list of its year."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse

from portal.kit.pages import Drawn
from publications.querysets import PublicationQuerySet

WIDTH, HEIGHT = 320, 100  # units of the picture; it is printed about 1.2 pixels wide each
TOP, BASE = 16, 80  # between them stand the bars
WIDEST_SLOT, LABELLED_SLOT = 32, 15  # of a year; a narrower one has no number above its bar
YEAR_ROOM = 32
LONGEST_SPAN = 60  # years side by side; beyond it, those without publications are left out
MOST = 5_000  # works that are counted for a picture; see docs/discoverability.md


@dataclass(frozen=True)
class Bar:
    """A year with its works: where the list of them is, where the bar stands."""

    year: int
    works: int
    url: str
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Years:
    """The picture: its bars from left to right, all `slot` apart, and (x, year) of what is named.

    `undated` works have no bar.
    """

    bars: list[Bar]
    ticks: list[tuple[float, int]]
    slot: float
    undated: int

    width, height, base = WIDTH, HEIGHT, BASE

    @property
    def bar_width(self) -> float:
        return round(self.slot * 0.72, 2)

    @property
    def has_numbers(self) -> bool:
        return self.slot >= LABELLED_SLOT


def years_of(papers: PublicationQuerySet, read: Drawn, shelf: str, **query: str) -> Years | None:
    """Return the picture of public main versions, None if fewer than two years have any.

    `papers` are those on `shelf`, of which `read` knows the version: they are counted once for each
    by one query, not at all if there are very many. Each bar leads to the list of publications
    with `query` and its year.
    """
    if read.sizes[shelf].works > MOST:
        return None
    state = f"{shelf} {read.versions[shelf]} {read.clock.state}"
    key = f"years:{hashlib.blake2b(state.encode(), digest_size=16).hexdigest()}"
    works = cache.get(key)
    if works is None:
        works = dict(papers.order_by().values_list("year").annotate(works=Count("pk")))
        cache.set(key, works)
    undated = works.pop(None, 0)
    if len(works) < 2:
        return None
    address = reverse("publications:publication-list")
    urls = {year: f"{address}?{urlencode({**query, 'year': year})}" for year in works}
    return drawn(works, urls, undated)


def drawn(works: Mapping[int, int], urls: Mapping[int, str], undated: int = 0) -> Years:
    """Return the picture of the number of works by year."""
    first, last = min(works), max(works)
    slots = range(first, last + 1) if last - first < LONGEST_SPAN else sorted(works)
    slot = min(WIDEST_SLOT, WIDTH / len(slots))
    most = max(works.values())
    bars, places = [], {}
    for year, place in zip(slots, count(), strict=False):
        places[year] = round((place + 0.5) * slot, 2)
        if number := works.get(year):
            height = round(max(2, (BASE - TOP) * number / most), 2)
            bars.append(Bar(year, number, urls[year], places[year], BASE - height, height))
    step = -int(-YEAR_ROOM // slot)
    named = list(slots)[::-1][::step]
    return Years(bars, [(places[year], year) for year in sorted(named)], round(slot, 2), undated)
