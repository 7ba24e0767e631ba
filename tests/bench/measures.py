"""What is measured, of whom, and what Byline aims at."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.client import Answer, Client

UNCHANGED, CONDITIONAL, FIRST = "unchanged", "304", "first"
PAPER_MARK = b"<article"  # once for each paper of a page
RECORD_MARK = b"<record>"  # once for each record of a harvest
CONSTANT = "constant bytes"
BOOK, FLOOR = "by the book", "floor"


@dataclass(frozen=True)
class Target:
    """Byline's figure is at most `most` times, or `least` times less than, that of `of`.

    `of` is BOOK or FLOOR, the same measure there, or the name of another measure.
    """

    of: str
    most: float = 0
    least: float = 0

    @property
    def text(self) -> str:
        if self.least:
            return f"{self.least:g}x less than {self.of}"
        return f"at most {self.most:g}x {self.of}"

    def is_met(self, ours: float, theirs: float) -> bool:
        return theirs >= self.least * ours if self.least else ours <= self.most * theirs


@dataclass(frozen=True)
class Measure:
    """One address in one state: the first answer, the same again, or the word that it is the same.

    `papers` is how many the answer must show, None where it shows none.
    """

    name: str
    path: str
    state: str = FIRST
    papers: int | None = None
    targets: tuple[Target, ...] = ()
    has_floor: bool = False
    has_book: bool = True

    def shown(self, answer: Answer) -> list[str]:
        """Return the papers of an answer: slugs for the API, marks for a page."""
        if self.path.startswith("/api/"):
            return [row["slug"] for row in json.loads(answer.body)["results"]]
        mark = RECORD_MARK if self.path.startswith("/oai") else PAPER_MARK
        return ["paper"] * answer.body.count(mark)

    def check(self, answer: Answer) -> list[str]:
        """Return the papers of an answer. Raises RuntimeError unless it is what was asked for."""
        if answer.status != 200:
            raise RuntimeError(f"{self.path} gives {answer.status}: {answer.body[:300]!r}")
        if self.papers is None:
            return []
        shown = self.shown(answer)
        if len(shown) != self.papers:
            raise RuntimeError(f"{self.path} shows {len(shown)} papers instead of {self.papers}")
        return shown


SMALL, LARGE = "/researchers/bench-40/", "/researchers/bench-400/"
API = "/api/publications"
SEARCH = "/search/?q="
RARE = "brenbamar"  # the family name of a few people, one of whom is there at every size
API_TARGETS = (Target(FLOOR, most=1.6), Target(BOOK, least=15))

MEASURES = [
    Measure(
        "researcher, 40 papers, unchanged",
        SMALL,
        UNCHANGED,
        40,
        (Target(BOOK, least=80), Target(CONSTANT, most=10)),
    ),
    Measure(
        "researcher, 40 papers, 304",
        SMALL,
        CONDITIONAL,
        40,
        (Target("researcher, 40 papers, unchanged", most=1),),
    ),
    Measure("researcher, 40 papers, first", SMALL, FIRST, 40, (Target(BOOK, least=8),)),
    Measure("researcher, 400 papers, unchanged", LARGE, UNCHANGED, 400),
    Measure("researcher, 400 papers, 304", LARGE, CONDITIONAL, 400),
    Measure("researcher, 400 papers, first", LARGE, FIRST, 400, (Target(BOOK, least=15),)),
    Measure("publication list, first", "/publications/", FIRST, 40, (Target(BOOK, least=6),)),
    Measure("lab page, first", "/labs/bench-lab/", FIRST, 30, (Target(BOOK, least=6),)),
    Measure("venue page, first", "/venues/bench-venue/", FIRST, 40, (Target(BOOK, least=6),)),
    Measure("topic page, first", "/topics/bench-topic/", FIRST, 40, (Target(BOOK, least=6),)),
    Measure(
        "search, two common words",
        f"{SEARCH}robots+learning",
        targets=(Target(FLOOR, least=5),),
        has_floor=True,
        has_book=False,
    ),
    Measure("search, a rare word", f"{SEARCH}{RARE}", has_floor=True, has_book=False),
    Measure("API, 25 papers", f"{API}?page_size=25", FIRST, 25, API_TARGETS, has_floor=True),
    Measure("API, author", f"{API}?author=bench-400", FIRST, 25, API_TARGETS, has_floor=True),
    Measure(
        "API, year and venue",
        f"{API}?year=2020&venue=bench-venue",
        FIRST,
        25,
        API_TARGETS,
        has_floor=True,
    ),
    Measure("API, lab", f"{API}?lab=bench-lab", FIRST, 25, API_TARGETS, has_floor=True),
]
FLOORS = [
    Measure(CONSTANT, "/constant", has_floor=True, has_book=False),
    Measure("static file", "/static/file.txt", has_floor=True, has_book=False),
]
CURSOR_NAMES = FIRST_PAGE, DEEPEST = "API, first page", "API, deepest page"
LARGEST_PAGE = 100


def cursor_measures(
    client: Client, deepest: Callable[[Client], str] | None = None
) -> list[Measure]:
    """Return the measures of the first page by cursor and of the deepest one there is.

    Without cursors, the deepest numbered page beside the first one.
    """
    start = f"{API}?cursor=*"
    has_cursors = client.get(start).status == 200
    if not has_cursors:
        start = API
    deep = (deepest or (deepest_cursor if has_cursors else deepest_number))(client)
    shown = len(json.loads(client.get(deep).body)["results"])
    target = Target(FIRST_PAGE, most=1.2)
    return [
        Measure(FIRST_PAGE, start, FIRST, 25, has_book=False),
        Measure(DEEPEST, deep, FIRST, shown, (target,), has_book=not has_cursors),
    ]


def deepest_number(client: Client) -> str:
    """Return the address of the last page as the Link header has it."""
    return _linked(client.get(API), "last") or API


def deepest_cursor(client: Client) -> str:
    """Return the address of the last page by cursor: as linked, else by following them all."""
    last = _linked(client.get(f"{API}?cursor=*"), "last")
    if "cursor=" in last:
        return last
    path = f"{API}?cursor=*&page_size={LARGEST_PAGE}"
    while following := json.loads(client.get(path).body)["next"]:
        path = _path(following)
    return path.replace(f"page_size={LARGEST_PAGE}", "page_size=25")


def _linked(answer: Answer, relation: str) -> str:
    """Return the path the Link header gives for `relation`, "" if it gives none."""
    for link in answer.headers.get("Link", "").split(", "):
        address, _, rest = link.partition(">; rel=")
        if rest.strip('"') == relation:
            return _path(address.removeprefix("<"))
    return ""


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]
