"""The sections of a page as facts: their entries where the form is known, else their text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from lxml.etree import _Element

from .base import SECTION, Fact
from .html_activities import activity
from .html_head import EMAIL
from .html_items import (
    CODE,
    DEGREES,
    TERM,
    Item,
    courses,
    degree,
    is_date,
    leading_date,
    markdown,
    news,
    project,
)
from .html_jobs import is_prose, position
from .html_lines import Line
from .html_media import media_of
from .html_outline import Part, is_chrome, kind_of_heading, level_of
from .places import Places
from .venues import YEAR

__all__ = ["EMAIL", "Part", "facts_of", "items_of", "kind_of_heading"]


def items_of(part: Part, places: Places) -> list[Item]:
    """Return the entries of a section, with the picture that stands beside each."""
    items: list[Item] = []
    if part.kind in _UNDER_HEADINGS and part.lines and part.lines[0].heading:
        return _under_headings(part, places)
    rows = _dated_rows(part)
    row: _Element | None = None
    for number, line in enumerate(part.lines):
        before, row = row, rows[number]
        if row is not None:
            if row is before:
                items[-1].lines.append(line)
            else:
                items.append(Item([line]))
            continue
        starts = line.paragraph or before is not None
        goes_on = _is_plain(line) or _is_label(line)
        is_dated = bool(items) and items[-1].is_date and not is_date(line.text)
        is_same = bool(items) and _same_cell(items[-1], line) and (
            goes_on if not line.item else part.kind in _BY_ROW
        )  # fmt: skip
        if items and (not starts or is_dated or is_same):
            items[-1].lines.append(line)
        else:
            items.append(Item([line]))
    if part.kind in _BY_LINE or part.kind == "education":
        items = [one for item in items for one in _parted(item, part.kind)]
    _take_pictures(items, places)
    return items


def _dated_rows(part: Part) -> list[_Element | None]:
    """Return for each line the row, or whatever else, that holds one date and what is of it."""
    if part.kind not in _BY_ROW:
        return [None] * len(part.lines)
    paths = [line.path for line in part.lines]
    dated = [path for path, line in zip(paths, part.lines, strict=True) if is_date(line.text)]
    if len(dated) < 2:
        return [None] * len(paths)
    lines = Counter(one for path in paths for one in path)
    dates = Counter(one for path in dated for one in path)
    return [
        next((one for one in reversed(path) if dates[one] == 1 and lines[one] > 1), None)
        for path in paths
    ]


def _under_headings(part: Part, places: Places) -> list[Item]:
    """Return entries that each have a heading; smaller ones within are lines of theirs."""
    level = level_of(part.lines[0])
    items: list[Item] = []
    for line in part.lines:
        if line.heading and level_of(line) <= level:
            items.append(Item([line]))
        else:
            items[-1].lines.append(line)
    _take_pictures(items, places)
    return items


def _is_label(line: Line) -> bool:
    """Return whether a line begins with a label within an entry: "Tech: PyTorch"."""
    strong = "".join(span.text for span in line.spans if span.bold)
    return bool(re.fullmatch(r"\s*[^:]{2,30}:\s*", strong)) and line.spans[0].bold


def _parted(item: Item, kind: str) -> list[Item]:
    """Return the entries that breaks part in one paragraph, each of which has a date of its own.

    An award is told by a word for such, too.
    """
    if len(item.lines) < 2 or is_date(item.lines[0].text):
        return [item]
    if kind == "education":
        return _degrees(item)
    starts = [bool(leading_date(line.text)[0]) for line in item.lines]
    if not (starts[0] and sum(starts) > 1):
        if kind == "news":
            return [item]
        dated = [bool(YEAR.search(line.text) or _PRIZE.search(line.text)) for line in item.lines]
        starts = [True] * len(dated) if all(dated) else [True]
        starts += [False] * (len(item.lines) - len(starts))
    told: list[Item] = []
    for line, begins in zip(item.lines, starts, strict=True):
        if begins or not told:
            told.append(Item([line]))
        else:
            told[-1].lines.append(line)
    return told


def _degrees(item: Item) -> list[Item]:
    """Return the entries of a paragraph, one for each line that begins with a degree."""
    if not DEGREES.match(item.lines[0].text):
        return [item]
    told: list[Item] = []
    for line in item.lines:
        if DEGREES.match(line.text):
            told.append(Item([line]))
        else:
            told[-1].lines.append(line)
    return told


def _take_pictures(items: list[Item], places: Places) -> None:
    """Give each entry the picture beside it; one that several share is of none."""
    counts: Counter[_Element] = Counter()
    paths = []
    for item in items:
        path = item.lines[0].path
        paths.append(path)
        counts.update(path)
    for item, path in zip(items, paths, strict=True):
        alone = [one for one in path if counts[one] == 1 and one.tag not in {"body", "html"}]
        item.picture = media_of(alone[-1], places).picture if alone else ""
    if len(items) == 1 and items[0].picture:
        items[0].picture = _picture(items[0], places)


def _is_plain(line: Line) -> bool:
    """Whether nothing of a line is emphasised or linked as a name of an entry is."""
    first = next((span for span in line.spans if span.text.strip()), None)
    return first is None or not (first.title or first.bold or first.href)


def _same_cell(item: Item, line: Line) -> bool:
    """Whether a line stands in the same cell, or list entry, as an entry."""
    return _cell(item.lines[0].element) is not None and _cell(item.lines[0].element) is _cell(
        line.element
    )


def _cell(element: _Element | None) -> _Element | None:
    while element is not None and element.tag not in {"td", "li", "article", "section"}:
        element = element.getparent()
    return element


_UNDER_HEADINGS = {"experience", "education", "projects"}
_BY_LINE = {"news", "awards", "talks"}  # entries of these may be parted by mere breaks
_BY_ROW = {"experience", "education", "teaching", "awards", "talks", "service", "news"}
_PRIZE = re.compile(
    r"(?i)\b(?:awards?|prizes?|fellow\w*|scholar\w*|hono\w+|medal|grant|recogni\w+|best)\b"
)


def _picture(item: Item, places: Places) -> str:
    """Return the picture in the row of an entry, "" for none."""
    element = item.lines[0].element
    while element is not None and element.tag not in {"tr", "li", "body", "section"}:
        if re.search(r"(?:^|\s)row(?:$|\s)", element.get("class") or ""):
            break
        element = element.getparent()
    if element is None or element.tag == "body":
        return ""
    return media_of(element, places).picture


def facts_of(part: Part, places: Places) -> Iterator[Fact]:
    """Yield what a section tells: its entries where their form is known, else its text."""
    resolve, where = places.whole, places.base
    lines = [line for line in part.lines if not is_chrome(line)]
    part = Part(part.title, part.kind, lines, part.number)
    place = f"{where}, line {lines[0].number}" if lines and lines[0].number else where
    reader = _READERS.get(part.kind)
    known = list(reader(items_of(part, places), places)) if reader else None
    if known is not None and known:
        usual = {"experience": "experience", "teaching": "teaching", "projects": "projects"}
        values = {"kind": usual.get(part.kind, part.kind), "title": part.title}
        if known[0].kind == SECTION:
            yield known.pop(0)  # what stands above the entries
        yield Fact(SECTION, values, place)
        yield from known
    elif text := markdown(lines, resolve):
        yield Fact(SECTION, {"kind": "text", "title": part.title[:100], "body": text}, place)


def _projects(items: list[Item], places: Places) -> Iterator[Fact]:
    if len(items) > 1 and _is_introduction(items[0]):
        values = {"kind": "text", "title": "About the projects"}
        values["body"] = markdown(items[0].lines, places.whole)
        yield Fact(SECTION, values, _where(items[0], places))
        items = items[1:]
    for item in items:
        yield project(item, places.whole, _where(item, places))


def _is_introduction(item: Item) -> bool:
    """Return whether an entry is a paragraph about those below it, which has no name of its own."""
    first = item.lines[0]
    return (
        len(item.lines) == 1
        and len(first.text) > 100
        and not (first.item or first.links or first.heading or item.picture)
        and _is_plain(first)
        and first.text.endswith(".")
    )


def _teaching(items: list[Item], places: Places) -> Iterator[Fact]:
    found: list[Fact] = []
    for item in items:
        single = [Item([line], item.picture) for line in item.lines]
        by_line = [list(courses(one, places.whole, _where(one, places))) for one in single]
        if len(by_line) > 1 and all(by_line) and all(has_code(one) for one in single):
            found += [fact for facts in by_line for fact in facts]
            continue
        facts = list(courses(item, places.whole, _where(item, places)))
        if not facts:
            return  # then the whole section is kept as text
        found += facts
    yield from found


def has_code(item: Item) -> bool:
    return bool(CODE.search(item.text) and TERM.search(item.text))


def _positions(items: list[Item], places: Places) -> Iterator[Fact]:
    if any(len(item.text) > 600 or is_prose(item) for item in items):
        return
    for item in items:
        yield position(item, places.whole, _where(item, places))


def _news(items: list[Item], places: Places) -> Iterator[Fact]:
    told = [news(item, places.whole, _where(item, places)) for item in items]
    if sum(fact is not None for fact in told) * 2 < len(told):
        return
    undated = [item for item, fact in zip(items, told, strict=True) if fact is None]
    yield from (fact for fact in told if fact)
    if undated:
        text = "\n".join(
            f"- {markdown(item.lines, places.whole).removeprefix('- ')}" for item in undated
        )
        values = {"kind": "text", "title": "Further news", "body": text}
        yield Fact(SECTION, values, _where(undated[0], places))


def _education(items: list[Item], places: Places) -> Iterator[Fact]:
    told = [degree(item, places.whole, _where(item, places)) for item in items]
    if told and all(told):
        yield from (fact for fact in told if fact)


def _activities(kind: str, items: list[Item], places: Places) -> Iterator[Fact]:
    if any(line.heading for item in items for line in item.lines) or any(
        len(item.text) > 400 for item in items
    ):
        return
    for item in items:
        lines = [Item([line], item.picture) for line in item.lines]
        parts = lines if kind == "service" and len(lines) < 20 else [item]
        for part in parts:
            yield activity(part, kind, places.whole, _where(part, places))


def _where(item: Item, places: Places) -> str:
    number = item.lines[0].number
    return f"{places.base}, line {number}" if number else places.base


Reader = Callable[[list[Item], Places], Iterator[Fact]]
_READERS: dict[str, Reader] = {
    "projects": _projects,
    "teaching": _teaching,
    "experience": _positions,
    "news": _news,
    "education": _education,
    "awards": lambda items, places: _activities("award", items, places),
    "talks": lambda items, places: _activities("talk", items, places),
    "service": lambda items, places: _activities("service", items, places),
}
