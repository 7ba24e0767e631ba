"""Papers in lists that people write by hand: one entry of a list, or one paragraph, for each."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text
from publications.bylines import parse_name

from .base import Paper
from .html_lines import Line, Span, lines_of_page
from .html_papers import Owner, is_name, papers_of
from .links import kind_by_place, kind_by_word
from .list_forms import (
    QUOTED,
    cut_at_comma,
    cut_behind_names,
    cut_behind_with,
    forms_of,
    linked_reference,
    listed_form,
    names_in,
    names_of,
)
from .list_papers import LEGEND, ListedPaper, linked, paper_of, unlinked
from .markdown import html_of, lines_of, text_of
from .names import SIGNS, read_byline
from .places import Places
from .venues import YEAR, looks_like_venue

LONGEST_LEGEND = 2_000  # characters of a line that may end in one
LONGEST_UNIT = 6_000  # characters; what is longer is a text
_YEAR_FIRST = re.compile(r"\W*((?:19|20)\d\d)[)\].:,]+\s+")
_THESIS = re.compile(r"(?i)\b(?:thesis|dissertation)\b")
_WITH = re.compile(r"\b(?:[Ww]ith|w/)\s+[A-Z]")
_HEADING = re.compile(r"h[1-6]")


@dataclass
class ReadList:
    """The papers of a list, and the texts in it that are none."""

    papers: list[Paper] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def papers_in_list(
    source: html.HtmlElement | str, places: Places, where: str, owner_spellings: Sequence[str]
) -> list[Paper]:
    """Return the papers of a list in Markdown or HTML, in its order; nothing else of it."""
    return read_list(source, places, where, owner_spellings).papers


def read_list(
    source: html.HtmlElement | str, places: Places, where: str, owner_spellings: Sequence[str]
) -> ReadList:
    """Return the papers of a list in Markdown or HTML, in its order, and what is beside them.

    `where` is the place of the list, for people; `owner_spellings` are names of whose list it is.
    """
    element = html_of(source) if isinstance(source, str) else deepcopy(source)
    _drop_empty_links(element)
    owner = Owner(owner_spellings)
    units = units_of(element)
    legend = _legend_of(lines_of_page(element))
    headings = dict(_headings_of(element))
    read = [(unit, read_entry(unit, owner, legend)) for unit in units]
    if any(paper for _, paper in read):
        found = ReadList()
        for unit, paper in read:
            if paper:
                paper.heading = headings.get(unit, "")
                found.papers.append(paper_of(paper, unit, places, where))
            else:
                found.unread.append(text_of(unit))
        found.unread += _beside(element, units)
        return found
    return _by_page(element, owner, legend, (places, where))


def _by_page(
    element: html.HtmlElement, owner: Owner, legend: str, at: tuple[Places, str]
) -> ReadList:
    """Return the papers whose lines nothing parts but their looks."""
    lines = lines_of_page(element)
    told = papers_of(lines, owner, legend)
    known = {number for one in told for number in one.lines}
    rest = [line.text for number, line in enumerate(lines)
            if number not in known and not _HEADING.fullmatch(line.heading)]  # fmt: skip
    papers = [
        paper_of(
            ListedPaper(one.title, one.byline, one.title_link,
                        [*one.venue, *one.texts, linked(one.links)]), one.unit, *at
        )
        for one in told
    ]  # fmt: skip
    return ReadList(papers, rest)


def _drop_empty_links(element: html.HtmlElement) -> None:
    """Take out the words of links that nobody gave an address: "[slides]()"."""
    for link in list(element.iter("a")):
        if (link.get("href") or "").strip() in {"", "#"} and kind_by_word(text_of(link)):
            link.drop_tree()


def _beside(element: html.HtmlElement, units: Sequence[_Element]) -> list[str]:
    """Return the texts that stand beside the entries; headings are none."""
    for one in [*units, *element.iter("h1", "h2", "h3", "h4", "h5", "h6")]:
        if one.getparent() is not None:
            one.drop_tree()
    return lines_of(element)


def _headings_of(element: html.HtmlElement) -> Iterator[tuple[_Element, str]]:
    """Yield each element with the heading above it."""
    heading = ""
    for one in element.iter():
        if isinstance(one.tag, str) and _HEADING.fullmatch(one.tag):
            heading = text_of(one)
        yield one, heading


def _legend_of(lines: Sequence[Line]) -> str:
    """Return what the lines say of marks beside names."""
    told = (LEGEND.search(line.text) for line in lines if len(line.text) < LONGEST_LEGEND)
    return " ".join(found[0] for found in told if found)


def units_of(element: html.HtmlElement) -> list[_Element]:
    """Return the entries of the outermost lists, or the paragraphs where there are no lists.

    What stands under each of some headings is put into an element of its own.
    """
    items = [one for one in element.iter("li", "dd") if not any(
        outer.tag in {"li", "dd"} for outer in one.iterancestors())]  # fmt: skip
    if items:
        return items
    rows = [one for one in element.iter("tr") if not one.xpath(".//tr")]
    return rows or _below_headings(element) or list(element.iter("p"))


def _below_headings(element: html.HtmlElement) -> list[_Element]:
    """Return what stands under each of the deepest headings, if these are more than a few."""
    tags = [str(one.tag) for one in element.iter("h3", "h4", "h5")]
    deepest = max(tags, default="")
    headings = list(element.iter(deepest)) if tags.count(deepest) > 1 else []
    units: list[_Element] = []
    for heading in headings:
        within = [heading]
        for sibling in heading.itersiblings():
            if isinstance(sibling.tag, str) and _HEADING.fullmatch(sibling.tag):
                break
            within.append(sibling)
        unit = html.Element("div")
        heading.addprevious(unit)
        unit.extend(within)
        units.append(unit)
    return units


def read_entry(
    unit: _Element, owner: Owner, legend: str, *, is_alone: bool = False
) -> ListedPaper | None:
    """Return the paper that one entry of a list tells, None for none.

    `is_alone` says that an entry that names nobody is the owner's.
    """
    if len(text_of(unit)) > LONGEST_UNIT:
        return None
    return read_lines(lines_of_page(unit), owner, legend, is_alone=is_alone)


def read_lines(
    told: Sequence[Line], owner: Owner, legend: str, *, is_alone: bool = False
) -> ListedPaper | None:
    """Return the paper that the lines of one entry tell, None for none; see `read_entry`."""
    lines: list[Line] = []
    link = ""
    for line in told:
        if whole := linked_reference(line):
            link = whole
            line.spans = [replace(one, href="") if one.href == whole else one for one in line.spans]
        has_title = any(span.title for one in lines for span in one.spans)
        parts = [line] if has_title else _parted(line, owner)
        lines += [part for one in parts for part in _without_links_before(one)]
    lines = [line for line in lines if line.text.strip(" |,;.[]()")]
    if not lines:
        return None
    legend = f"{legend} {_legend_of(lines)}"
    ways = [_by_lines, _by_form]
    if len(lines) == 1 and not any(span.title for span in lines[0].spans):
        ways.reverse()
    found = ways[0](lines, owner, legend) or ways[1](lines, owner, legend)
    found = found or (_by_owner_alone(lines, owner) if is_alone else None)
    if found and link:
        found.link = found.link or link
    return found


def _parted(line: Line, owner: Owner) -> list[Line]:
    """Return a line as its title, told by its look, and what stands before and behind it."""
    if line.heading:
        return _parted_heading(line)
    at = [n for n, span in enumerate(line.spans) if _is_marked(span) and span.text.strip()]
    if not at:
        return [line]
    start = next((n for n in at if _is_titled(line.spans, n, owner)), None)
    if start is None:
        return [line]
    end = start
    while end + 1 < len(line.spans) and (
        _look(line.spans[end + 1]) == _look(line.spans[start])
        or (line.spans[end + 1].href and line.spans[end + 1].href == line.spans[start].href)
    ):
        end += 1
    parts = [line.spans[:start], line.spans[start : end + 1], line.spans[end + 1 :]]
    return [
        Line([replace(span, title=n == 1) for span in spans])
        for n, spans in enumerate(parts)
        if spans
    ]


def _without_links_before(line: Line) -> list[Line]:
    """Return a line, parted behind the links it begins with: "[code, data] Ada Poe, Bo Li"."""
    end = 0
    for number, span in enumerate(line.spans):
        if span.href and (kind_by_word(span.text) or kind_by_place(span.href)):
            end = number + 1
        elif re.search(r"\w", span.text):
            break
    if not end or end == len(line.spans):
        return [line]
    return [Line(line.spans[:end]), Line(line.spans[end:])]


def _parted_heading(line: Line) -> list[Line]:
    """Return a heading as its title, the signs in brackets before it, and the links behind it."""
    linked = [n for n, span in enumerate(line.spans) if n and span.href and kind_by_word(span.text)]
    end = linked[0] if linked else len(line.spans)
    text = "".join(span.text for span in line.spans[:end])
    before = re.match(r"\s*(?:\[[^\[\]]*\]\s*)+(?=\w)", text)
    title = text[before.end() if before else 0 :].rstrip(" ([|-–—:")
    href = next((span.href for span in line.spans[:end] if span.href), "")
    parts = [Line([Span(title, href, title=True)], line.element)]
    if before:
        parts += [Line([Span(sign)]) for sign in re.findall(r"\[([^\[\]]*)\]", before[0])]
    links = [span for span in line.spans[end:] if span.href]
    return [*parts, Line(links)] if links else parts


def _stands_out(line: Line) -> bool:
    return bool(line.links) or all(
        span.bold or span.title for span in line.spans if span.text.strip()
    )


def _look(span: Span) -> tuple[str, bool]:
    return (span.href, False) if span.href else ("", span.bold)


def _is_marked(span: Span) -> bool:
    return bool(span.href or span.bold or span.title)


def _is_titled(spans: list[Span], at: int, owner: Owner) -> bool:
    """Whether a marked stretch that begins here can be a title: words, and no name or venue."""
    look, end = _look(spans[at]), at
    while end + 1 < len(spans) and _look(spans[end + 1]) == look:
        end += 1
    text = clean_text("".join(span.text for span in spans[at : end + 1])).strip(
        f' .,[]()“”"{SIGNS}'
    )
    if len(text.split()) < 3 or is_name(text) or len(text) < 12:
        return len(text.split()) > 1 and not at and len(text) > 12 and not is_name(text)
    if spans[at].href and kind_by_word(text) and len(text.split()) < 4:
        return False
    names = read_byline(text).names
    return not (len(names) > 1 and all(is_name(name.full) for name in names))


def _by_lines(lines: list[Line], owner: Owner, legend: str) -> ListedPaper | None:
    """Read an entry whose title and names stand in lines, or looks, of their own."""
    lines = [part for line in lines for part in cut_behind_with(line)]
    lines = [part for line in lines for part in cut_behind_names(line, owner, legend)]
    if len(lines) > 1 and not any(names_of(line, owner, legend, strict=True) for line in lines):
        lines = [part for line in lines for part in cut_at_comma(line, owner, legend)]
    told = [names_of(line, owner, legend) for line in lines]
    titled = [line for line in lines if any(span.title for span in line.spans)]
    for number, names in enumerate(told):
        if names is None:
            continue
        before = [line for line in lines[:number] if len(line.text) > 3]
        behind = [line for line in lines[number + 1 :] if len(line.text) > 12]
        title = next(iter([*titled, *before, *behind]), None)
        if title is None or title is lines[number]:
            continue
        shown = _tidy(title.text)
        if (
            len(shown) < 4
            or (looks_like_venue(shown) and YEAR.search(shown))
            or (is_name(shown) and (not _stands_out(title) or owner.is_named(parse_name(shown))))
        ):
            continue
        rest = [line for line in lines if line is not title and line is not lines[number]]
        return ListedPaper(shown, names, _link_of(title), rest)
    is_thesis = any(_THESIS.search(line.text) for line in lines if line not in titled)
    return _by_owner_alone(lines, owner) if is_thesis else None


def _by_owner_alone(lines: list[Line], owner: Owner) -> ListedPaper | None:
    """Read an entry that names nobody: it is by whose list this is."""
    titled = [line for line in lines if any(span.title for span in line.spans)]
    if not owner.names or len(titled) > 1 or any(_WITH.search(line.text) for line in lines):
        return None
    names = read_byline(owner.names[0])
    if titled:
        rest = [line for line in lines if line is not titled[0]]
        return ListedPaper(_tidy(titled[0].text), names, _link_of(titled[0]), rest, is_alone=True)
    text, links = _whole(lines)
    if not (quoted := QUOTED.match(text)):
        return None
    rest = [Line([Span(text[quoted.end() :])]), links]
    return ListedPaper(_tidy(quoted[1]), names, "", rest, is_alone=True)


def _link_of(title: Line) -> str:
    return next((url for _, url in title.links), "")


def _by_form(lines: list[Line], owner: Owner, legend: str) -> ListedPaper | None:
    """Read an entry in one line by the signs that part names, title and venue."""
    text, links = _whole(lines)
    if year := _YEAR_FIRST.match(text):
        text = f"{text[year.end() :]} ({year[1]})"
    for parts in forms_of(text):
        names = names_in(parts.names, owner, legend, strict=parts.strict)
        if names and len(parts.title.split()) > 2:
            return ListedPaper(_tidy(parts.title), names, "", [Line([Span(parts.end)]), links])
    if len(lines) == 1 and (found := listed_form(lines[0], owner, legend)):
        names, title, end = found
        return ListedPaper(_tidy(title), names, "", [end, links])
    return None


def _whole(lines: list[Line]) -> tuple[str, Line]:
    """Return the text of an entry without its links to files, and the links."""
    text = clean_text(" ".join(unlinked(line) for line in lines))
    return text, linked([link for line in lines for link in line.links])


def _tidy(title: str) -> str:
    title = re.sub(r"^(?:\[[A-Z]?\d+\]|\d+[.)])\s+", "", clean_text(title)).strip(" ,*|")
    title = title.strip('“”"').strip()
    return title[:-1] if title.endswith((".", ",")) and not title.endswith("..") else title
