"""What was left unread among the papers of a page, read entry by entry as a list of references."""

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from publications.records import Problem

from .base import Paper, Site
from .html_bylines import Owner
from .html_lines import Line, Span
from .html_outline import Part
from .html_paper import legend_of
from .links import kind_by_place, kind_by_word
from .list_papers import ListedPaper, paper_of
from .lists import read_entry, read_lines
from .places import Places
from .venues import YEAR, looks_like_venue, names_venue

ENTRIES = {"li", "p", "tr", "dd"}
LISTS = {"publications", "research"}  # sections among whose lines more papers are looked for
TITLE_WORDS = 3
MOST_LINES = 12  # below a heading that is a title
LONGEST_VENUE = 120  # characters of a line that dates a paper which names nobody
_NUMBERED = re.compile(r"(?i)\b(?:vol(?:ume)?|issue|no|pp|pg|pages?)\.?\s*\d")
Listed = tuple[int, Paper]


class Leftovers:
    """Reads the papers that a page's sections still hold beside those found in its lines."""

    def __init__(self, site: Site, lines: Sequence[Line], owner: Owner, places: Places) -> None:
        self._site, self._owner, self._places = site, owner, places
        self._numbers = {id(line): number for number, line in enumerate(lines)}
        self._lines, self._legend = lines, legend_of(lines)

    def papers(self, parts: list[Part], taken: set[int]) -> list[Listed]:
        """Return (number of its first line, paper) of what is left, and take it from `parts`."""
        full = {one for number in taken for one in self._lines[number].path}
        found: list[Listed] = []
        above: Part | None = None
        for part in list(parts):
            if part.kind in LISTS:
                found += self._listed(part, full)
            if part.kind == "publications":
                above = part if above is None or part.level <= above.level else above
            elif above and part.level > above.level and part.kind == "text":
                found += self._listed(part, full)
                if headed := self._headed(part):
                    found.append(headed)
                    above.has_papers = True
                    parts.remove(part)
            elif above and part.level <= above.level:
                above = None
        return found

    def _listed(self, part: Part, full: set[_Element]) -> Iterator[Listed]:
        """Yield the papers of entries of a section, and take their lines."""
        units: dict[_Element, list[Line]] = {}
        for line in part.lines:
            unit = next((one for one in line.path if one.tag in ENTRIES), None)
            if unit is not None and unit not in full and not line.heading:
                units.setdefault(unit, []).append(line)
        alone = part.kind == "publications"
        read = {unit: read_entry(unit, self._owner, self._legend, is_alone=alone) for unit in units}
        papers = {unit: one for unit, one in read.items() if one and self._is_paper(one)}
        if part.kind != "publications" and len(papers) * 2 <= len(units):
            return
        for unit, paper in papers.items():
            own = units[unit]
            at = next(place for place, line in enumerate(part.lines) if line is own[0])
            part.before = part.before if part.has_papers else at
            part.has_papers, part.kind = True, "publications"
            gone = set(map(id, own))
            part.lines = [line for line in part.lines if id(line) not in gone]
            yield self._told(paper, unit, own[0])

    def _headed(self, part: Part) -> Listed | None:
        """Return the paper of a section whose heading is its title, None for no paper."""
        if part.has_papers or not 0 < len(part.lines) <= MOST_LINES:
            return None
        title = Line([Span(part.title, title=True)])
        paper = read_lines([title, *part.lines], self._owner, self._legend, is_alone=True)
        if paper is None or not self._is_paper(paper) or (
            paper.is_alone and not any(map(_names_venue, paper.rest))
        ):  # fmt: skip
            return None
        _, told = self._told(paper, None, self._lines[part.number])
        return part.number, told

    def _told(self, paper: ListedPaper, unit: _Element | None, line: Line) -> Listed:
        where = f"{self._places.base}, line {line.number}" if line.number else self._places.base
        if paper.is_alone:
            what = f'"{paper.title[:80]}" names nobody: it was credited to {self._owner.names[0]}.'
            self._site.remarks.append(Problem(where, what, "Add by hand whom else it is by."))
        number = self._numbers.get(id(line), 0)
        return number, paper_of(paper, unit, self._places, where)

    def _is_paper(self, read: ListedPaper) -> bool:
        """Return whether an entry is a paper of the owner, with what else says so."""
        if read.is_alone:
            dated = (line for line in read.rest if len(line.text) <= LONGEST_VENUE)
            is_told = any(looks_like_venue(one.text) or _NUMBERED.search(one.text) for one in dated)
            return is_told and len(read.title.split()) >= TITLE_WORDS
        is_owned = any(map(self._owner.is_named, read.byline.names)) or read.byline.others
        is_told = len(read.byline.names) > 1 or len(read.title.split()) > TITLE_WORDS
        return is_owned and (is_told or bool(read.link) or any(map(_tells, read.rest)))


def _names_venue(line: Line) -> bool:
    """Return whether a line surely says where a paper appeared."""
    return names_venue(line.text) or bool(_NUMBERED.search(line.text))


def _tells(line: Line) -> bool:
    """Return whether a line says where a paper appeared, or leads to it."""
    links = (kind_by_word(word) or kind_by_place(url) for word, url in line.links)
    return bool(YEAR.search(line.text)) or looks_like_venue(line.text) or any(links)
