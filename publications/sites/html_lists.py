"""What was left unread among the papers of a page, read entry by entry as a list of references."""

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from .base import Paper
from .html_bylines import Owner
from .html_lines import Line
from .html_outline import Part
from .html_paper import legend_of
from .links import kind_by_place, kind_by_word
from .list_papers import ListedPaper, paper_of
from .lists import read_entry
from .markdown import text_of
from .places import Places
from .venues import YEAR, looks_like_venue

ENTRIES = {"li", "p", "tr", "dd"}
_TOGETHER = re.compile(r"\b(?:with|w/)\s+[A-Z]")


def listed_in(
    part: Part, lines: Sequence[Line], taken: set[int], owner: Owner, places: Places
) -> Iterator[tuple[int, Paper]]:
    """Yield (number of its first line, paper) of what else a section lists, and take its lines."""
    numbers = {id(line): number for number, line in enumerate(lines)}
    full = {one for number in taken for one in _path(lines[number].element)}
    units: dict[_Element, list[Line]] = {}
    for line in part.lines:
        unit = next((one for one in _path(line.element) if one.tag in ENTRIES), None)
        if unit is not None and unit not in full and not line.heading:
            units.setdefault(unit, []).append(line)
    legend = legend_of(lines)
    is_alone = any(_TOGETHER.search(text_of(unit)) for unit in units)
    read = {unit: read_entry(unit, owner, legend, is_alone=is_alone) for unit in units}
    papers = {unit: one for unit, one in read.items() if one and _is_paper(one, owner)}
    if part.kind != "publications" and len(papers) * 2 <= len(units):
        return
    for unit, paper in papers.items():
        own = units[unit]
        at = next(place for place, line in enumerate(part.lines) if line is own[0])
        part.before = part.before if part.has_papers else at
        part.has_papers, part.kind = True, "publications"
        gone = set(map(id, own))
        part.lines = [line for line in part.lines if id(line) not in gone]
        where = f"{places.base}, line {own[0].number}" if own[0].number else places.base
        yield numbers[id(own[0])], paper_of(paper, unit, places, where)


def _path(element: _Element | None) -> list[_Element]:
    return [] if element is None else [element, *element.iterancestors()]


def _is_paper(read: ListedPaper, owner: Owner) -> bool:
    """Return whether an entry is a paper of the owner: she is not named alone, or more says so."""
    is_told = (
        len(read.byline.names) > 1
        or bool(read.link)
        or any(
            looks_like_venue(line.text)
            or YEAR.search(line.text)
            or any(kind_by_word(word) or kind_by_place(url) for word, url in line.links)
            for line in read.rest
        )
    )
    return is_told and any(map(owner.is_named, read.byline.names))
