"""Papers of a page, told by their evidence: a title, a byline below it, a venue, links."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from portal.kit.text import clean_text
from publications.bylines import parse_name
from publications.records import Name

from .html_bylines import Owner, bylines_in, is_links, is_name, known_better
from .html_lines import HEADINGS, Line, Span
from .html_outline import is_year, names_section
from .links import kind_by_place, kind_by_word
from .names import Byline
from .venues import YEAR, is_award, looks_like_venue, names_venue

__all__ = ["Found", "Owner", "is_links", "is_name", "is_title", "papers_of"]

LONGEST_TITLE, SHORTEST_TITLE = 400, 4  # characters
SEARCHED, NEAR = 3, 20  # lines above a byline among which its title is; above that, another's
MOST_LINK_WORDS, SURE_TITLE = 3, 5  # words: no link beside a paper is called by more
_BADGE = re.compile(r"(?i)^\W*(?:new|updated?|\d{1,4}|[cjwtp]\d{1,3})\W*$")
_THESIS = re.compile(
    r"(?i)\W*(?:ph\.?\s?d\.?|master'?s?|doctoral|bachelor'?s?|diploma|m\.?s\.?c?\.?)\s*"
    r"(?:thesis|dissertation)\b"
)
_LEGEND = re.compile(r"(?i)(?:equal|corresponding|alphabetical|\* ?denotes|joint first)")


@dataclass
class Found:
    """A paper as its lines tell it; `lines` are numbers of the page's lines."""

    title: str
    title_link: str
    byline: Byline
    lines: list[int]
    venue: list[Line] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    behind: list[tuple[str, str]] = field(default_factory=list)  # links in the title's line
    texts: list[Line] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)
    unit: _Element | None = None
    elements: list[_Element] = field(default_factory=list)


def is_title(line: Line) -> bool:
    """Return whether a line can be a title."""
    text = line.text
    if not SHORTEST_TITLE <= len(text) <= LONGEST_TITLE or _BADGE.match(text):
        return False
    return _begins_with_title(line) or not (is_links(line) and len(line.links) > 1)


def _begins_with_title(line: Line) -> bool:
    """Return whether a line is a linked title and links of the paper behind it."""
    if len(line.links) < 2 or not next((s.href for s in line.spans if s.text.strip()), ""):
        return False
    (word, _), *behind = line.links
    words = len(word.split())
    is_long = words > MOST_LINK_WORDS and (words > SURE_TITLE or not kind_by_word(word))
    return is_long and all(kind_by_word(other) for other, _ in behind)


def papers_of(
    lines: Sequence[Line], owner: Owner, legend: str, closed: Container[int] = ()
) -> list[Found]:
    """Return the papers in these lines, in their order; what stands of the owner in bold counts.

    `closed` are numbers of lines that are of no paper.
    """
    owner = known_better(lines, owner, legend)
    bylines = list(bylines_in(lines, owner, legend))
    found: list[Found] = []
    taken: set[int] = set()
    for start, end, byline, is_owned in bylines:
        if start in closed:
            continue
        paper = _title_below(lines, start, end, byline) or _titled(lines, start, end, byline, taken)
        if paper and (is_owned or _has_evidence(lines, paper, end)):
            found.append(paper)
            taken.update(paper.lines)
    if owner.names:
        found += _theses(lines, parse_name(owner.names[0]), taken, closed)
        found.sort(key=lambda paper: paper.lines[0])
    _place_rest(lines, found)
    return found


def _title_below(lines: Sequence[Line], start: int, end: int, byline: Byline) -> Found | None:
    """Return the paper of a byline that begins an entry and has its title below it."""
    first, below = lines[start], lines[end + 1] if end + 1 < len(lines) else None
    above = lines[start - 1] if start else None
    if below is None or below.paragraph or not first.paragraph:
        return None
    has_title = above is not None and not first.item and (above.heading or _is_marked(above))
    is_strong = _is_linked(below) or _is_bold(below) or any(span.title for span in below.spans)
    is_other = is_award(below.text) or is_name(below.text) or not is_title(below)
    is_short = len(below.text.split()) < 3 or (is_links(below) and kind_by_word(below.text))
    if has_title or not is_strong or is_other or is_short:
        return None
    title, link, rest = _title(below.spans)
    paper = Found(title, link, byline, list(range(start, end + 2)))
    _take_behind(rest, paper)
    paper.elements = [e for n in paper.lines if (e := lines[n].element) is not None]
    return paper


def _theses(
    lines: Sequence[Line], name: Name, taken: set[int], closed: Container[int]
) -> Iterator[Found]:
    """Yield what stands as a title above a line that calls it a thesis: its author is the owner."""
    for number in range(1, len(lines)):
        line, above = lines[number], lines[number - 1]
        apart = {number, number - 1} & taken or number in closed
        if apart or len(line.text) > 120 or not _THESIS.match(line.text) or line.heading:
            continue
        links = len(above.links) == 1 and not re.search(r"\w", above.unlinked)
        marked = above.heading or links or _is_bold(above) or any(s.title for s in above.spans)
        if not marked or not is_title(above) or names_section(above):
            continue
        title, link, _ = _title(above.spans)
        byline = Byline((name,), others=False, extra={})
        paper = Found(title, link, byline, [number - 1, number], venue=[line])
        paper.elements = [e for n in paper.lines if (e := lines[n].element) is not None]
        yield paper


def _titled(
    lines: Sequence[Line], start: int, end: int, byline: Byline, taken: set[int]
) -> Found | None:
    """Return the paper whose byline stands in these lines, None if nothing above is a title."""
    between: list[Line] = []
    for number in range(start - 1, max(-1, start - 1 - SEARCHED), -1):
        line = lines[number]
        if number in taken or _is_of_other(lines, number, start, taken):
            return None
        if _BADGE.match(line.text):
            continue
        has_mark = any(span.title for span in line.spans) or line.heading or _is_marked(line)
        is_plain_venue = looks_like_venue(line.text) and not has_mark and not _is_bold(line)
        is_above = is_links(line) and len(line.links) > 1 and not _begins_with_title(line)
        if (is_plain_venue and not between) or is_above:
            between.append(line)
            continue
        if not is_title(line) or names_section(line):
            return None
        first = number
        spans = list(line.spans)
        while first - 1 not in taken and _is_one_title(lines, first):
            first -= 1
            spans = [*lines[first].spans, Span(" "), *spans]
        title, link, rest = _title(spans)
        if len(title) < SHORTEST_TITLE:
            return None
        paper = Found(title, link, byline, list(range(first, end + 1)))
        _take_behind(rest, paper)
        paper.venue += [one for one in between if not is_links(one)]
        paper.links += [link for one in between if is_links(one) for link in one.links]
        paper.elements = [e for n in paper.lines if (e := lines[n].element) is not None]
        return paper
    return None


def _is_of_other(lines: Sequence[Line], number: int, start: int, taken: set[int]) -> bool:
    """Return whether a line is of another entry than the byline: its item, or a paper's card."""
    around = _common([one for n in (number, start) if (one := lines[n].element) is not None])
    path = lines[number].path
    own = path[: path.index(around[0])] if around and around[0] in path else []
    near = (lines[n].path for n in range(max(0, number - NEAR), number) if n in taken)
    return any(one.tag == "li" for one in own) or any(own[-1] in one for one in near if own)


def _is_link_word(span: Span) -> bool:
    return bool(span.href and kind_by_word(span.text))


def _take_behind(rest: Line | None, paper: Found) -> None:
    """Give a paper what stands behind its title: the links, and what else is told there."""
    for span in rest.spans if rest else ():
        if _is_link_word(span):
            paper.behind.append((clean_text(span.text), span.href))
    spans = [span for span in rest.spans if not _is_link_word(span)] if rest else []
    line = Line(spans=spans)
    if is_award(line.text):
        paper.awards += [line.text.strip(" .,!()[]")]
    elif re.search(r"\w", line.text):
        paper.venue.append(line)


def _is_marked(line: Line) -> bool:
    """Return whether a line is one link, or begins in bold, at the beginning of an entry."""
    first = next((span for span in line.spans if span.text.strip()), None)
    is_strong = first is not None and first.bold and len(first.text.split()) > 2
    return line.paragraph and (is_strong or _is_linked(line))


def _is_linked(line: Line) -> bool:
    return len(line.links) == 1 and not re.search(r"\w", line.unlinked)


def _is_bold(line: Line) -> bool:
    return all(span.bold or not span.text.strip() for span in line.spans)


def _is_one_title(lines: Sequence[Line], number: int) -> bool:
    """Return whether the line above is the first part of the title that goes on in this one."""
    if number == 0 or lines[number].paragraph:
        return False
    above, line = lines[number - 1], lines[number]
    looks = [
        {(span.bold, span.title, span.href) for span in one.spans if span.text.strip()}
        for one in (above, line)
    ]
    same = len(looks[0]) == 1 and looks[0] == looks[1]
    return same and any(looks[0].copy().pop()) and not is_links(above) and len(above.text) > 15


def _title(spans: list[Span]) -> tuple[str, str, Line | None]:
    """Return the title in these spans, where it leads, and what of the line is behind it."""
    marked = [place for place, span in enumerate(spans) if span.title and span.text.strip()]
    if not marked:
        strong = [place for place, span in enumerate(spans) if span.bold and span.text.strip()]
        words = sum(len(spans[place].text.split()) for place in strong)
        marked = strong if words >= 3 else []
    if not marked:
        linked = [place for place, span in enumerate(spans) if span.href and span.text.strip()]
        words = sum(len(spans[place].text.split()) for place in linked)
        marked = linked if words >= 3 else []
    while len(marked) > 1 and _is_link_word(spans[marked[-1]]):
        marked.pop()
    if marked:
        first = marked[0]
        inner = [spans[place] for place in range(first, marked[-1] + 1)
                 if not (_BADGE.match(spans[place].text.strip("[] ")))]  # fmt: skip
        rest = spans[marked[-1] + 1 :]
        before = "".join(span.text for span in spans[:first]).strip(" []()*•·-–—")
        if before and not _BADGE.match(before) and len(before) > 12:
            inner, rest = spans[:], []
        elif rest and not re.search(r"\w{3}", "".join(span.text for span in rest)):
            rest = []
    else:
        inner, rest = spans, []
    title = clean_text("".join(span.text for span in inner))
    link = next((span.href for span in inner if span.href), "")
    title = re.sub(r"^(?:\[?new!?\]?|\[[A-Z]?\d+\]|\d+[.)])\s+", "", title, flags=re.IGNORECASE)
    title = title.strip(" ,").strip('“”"')
    title = title[:-1] if title.endswith(".") and not title.endswith("..") else title
    return title.strip(), link, Line(spans=rest) if rest else None


def _has_evidence(lines: Sequence[Line], paper: Found, end: int) -> bool:
    """Return whether more than names says that this is a paper: a venue, or links of one."""
    following = lines[end + 1 : end + 4]
    return any(looks_like_venue(line.text) or is_links(line) for line in following) and (
        len(paper.title.split()) > 2 and not is_name(paper.title)
    )


def _place_rest(lines: Sequence[Line], papers: list[Found]) -> None:
    """Give each paper its unit, and the lines behind its byline: venue, links, text."""
    _find_units(papers)
    for place, paper in enumerate(papers):
        end = papers[place + 1].lines[0] if place + 1 < len(papers) else len(lines)
        start = papers[place - 1].lines[-1] + 1 if place else 0
        paper.venue += [] if paper.venue else _labels_above(lines, paper, start)
        for number in range(paper.lines[-1] + 1, end):
            line = lines[number]
            if line.element is None or not _belongs(line, paper.unit):
                break
            is_apart = line.heading and (paper.links or names_section(line))
            if (line.paragraph and is_apart) or is_year(line):
                break
            paper.lines.append(number)
            _take(line, paper)
        paper.links = [*paper.behind, *paper.links]


def _labels_above(lines: Sequence[Line], paper: Found, start: int) -> list[Line]:
    """Return the venue that a label above the title tells: "LOOM 2024"."""
    for number in range(paper.lines[0] - 1, max(start, paper.lines[0] - SEARCHED) - 1, -1):
        line = lines[number]
        if line.heading or not _within(line.element, paper.unit):
            break
        labels = [span for span in line.spans if span.badge and YEAR.search(span.text)]
        if len(labels) == 1 and looks_like_venue(clean_text(labels[0].text)):
            paper.lines.insert(0, number)
            return [replace(line, spans=[replace(labels[0], badge=False)])]
    return []


def _belongs(line: Line, unit: _Element | None) -> bool:
    """Return whether a line is within a paper's element, or below the heading that names it."""
    heads = unit is not None and (unit.tag in HEADINGS or unit.tag == "dt")
    if unit is not None and heads and not line.heading:
        return _within(line.element, unit.getparent())
    return _within(line.element, unit)


def _take(line: Line, paper: Found) -> None:
    if len(line.text) <= 100 and _LEGEND.search(line.text) and not YEAR.search(line.text):
        return  # what marks beside names mean is told of the whole page
    if line.text.startswith("@") and "{" in line.text:
        return  # BibTeX, which is read from the markup
    is_early = not paper.texts and not (paper.links and paper.venue)
    is_first = is_early and not paper.venue and not paper.links and len(line.text) < 120
    if is_early and not paper.venue and (parts := _venue_and_links(line)):
        paper.venue.append(parts[0])
        paper.links += parts[1].links
    elif is_early and _is_linked_venue(line):
        paper.venue.append(line)
    elif is_links(line):
        paper.links += line.links
    elif is_first or (is_early and looks_like_venue(line.text) and _is_sure(line, paper)):
        paper.venue.append(line)
    else:
        known = [(w, u) for w, u in line.links if kind_by_word(w) or kind_by_place(u)]
        if len(known) > 1 and len(line.unlinked) < 60:
            paper.links += line.links
        elif is_award(line.text):
            paper.awards.append(line.text.strip(" .,!"))
        else:
            paper.texts.append(line)
            paper.links += [
                (w, u) for w, u in line.links if kind_by_word(w) and len(w.split()) <= 2
            ]


def _venue_and_links(line: Line) -> tuple[Line, Line] | None:
    """Return the parts of a line that is a venue, a stroke and links: "LOOM 2024 / paper"."""
    at = next((place for place, span in enumerate(line.spans) if span.href), 0)
    head, tail = replace(line, spans=line.spans[:at]), replace(line, spans=line.spans[at:])
    plain = head.text.rstrip(" /|·")
    is_apart = plain != head.text and not re.search(r"\w", tail.unlinked)
    if not is_apart or not all(kind_by_word(word) for word, _ in tail.links):
        return None
    is_italic = all(span.italic for span in head.spans if re.search(r"\w", span.text))
    if not looks_like_venue(plain) or (kind_by_word(plain) and not is_italic):
        return None
    return head, tail


def _is_linked_venue(line: Line) -> bool:
    """Return whether a line is one link, whose words are a venue and its year."""
    name = YEAR.sub("", line.text).strip(" ,.()'’")
    if not _is_linked(line) or (kind_by_word(line.text) and not names_venue(name)):
        return False
    return bool(name and YEAR.search(line.text) and looks_like_venue(line.text))


def _is_sure(line: Line, paper: Found) -> bool:
    """Return whether a line surely tells of a venue; the first one needs less."""
    text = line.text
    return not paper.venue or bool(YEAR.search(text)) or names_venue(text) or is_award(text)


def _within(element: _Element | None, unit: _Element | None) -> bool:
    while element is not None:
        if element is unit:
            return True
        element = element.getparent()
    return False


def _find_units(papers: list[Found]) -> None:
    """Find for each paper the largest element that holds no other."""
    counts: dict[_Element, int] = {}
    paths: list[list[_Element]] = []
    for paper in papers:
        path = _common(paper.elements)
        paths.append(path)
        for element in path:
            counts[element] = counts.get(element, 0) + 1
    for paper, path in zip(papers, paths, strict=True):
        item = next((place for place, one in enumerate(path) if one.tag == "li"), len(path))
        alone = [element for element in path[: item + 1] if counts[element] == 1]
        paper.unit = alone[-1] if alone else (path[0] if path else None)
        if paper.unit is not None and paper.unit.tag in {"body", "html"} and path:
            inner = [one for one in path if one.tag in {"tr", "li", "div"}]
            paper.unit = next((one for one in path if one.tag == "article"), [*inner, path[0]][0])


def _common(elements: list[_Element]) -> list[_Element]:
    """Return the element that holds all of these, and what holds that, from the inside out."""
    if not elements:
        return []
    paths = [[element, *element.iterancestors()] for element in elements]
    return [one for one in paths[0] if all(one in path for path in paths[1:])]
