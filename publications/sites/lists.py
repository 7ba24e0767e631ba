"""Papers in lists that people write by hand: one entry of a list, or one paragraph, for each."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import html
from lxml.etree import _Element

from portal.kit.dates import PartialDate
from portal.kit.text import clean_text, fold
from publications.bylines import parse_name
from publications.drafts import Draft

from .base import Paper
from .html_lines import Line, Span, lines_of_page
from .html_media import media_of
from .html_papers import Owner, is_name, papers_of
from .links import kind_by_place, kind_by_word
from .list_forms import cut_behind_names, forms_of, names_in, names_of
from .markdown import html_of, text_of
from .names import SIGNS, Byline, read_byline
from .places import Places, tell_link
from .venues import YEAR, looks_like_venue, read_venue

_LEGEND = re.compile(r"(?i)[(\[]?[^()\[\]]*[*†‡+∗^#][^()\[\]]*(?:equal|contribut|advis|"
                     r"correspond|joint)"
                     r"[^()\[\]]*[)\]]?")  # fmt: skip
_NOTE = re.compile(
    r"(?i)^\W*(?:alphabetical(?:ly)?(?: order)?|authors? (?:listed )?in alphabetical.*)\W*$"
)
LONGEST_LEGEND = 2_000  # characters of a line that may end in one
LONG = 80  # characters of a text that tells what a paper is about
LONGEST_UNIT = 6_000  # characters; what is longer is a text


@dataclass
class _Read:
    """What one entry of a list tells."""

    title: str
    byline: Byline
    link: str = ""
    rest: list[Line] = field(default_factory=list)


def papers_in_list(
    source: html.HtmlElement | str, places: Places, where: str, owner_spellings: Sequence[str]
) -> list[Paper]:
    """Return the papers of a list in Markdown or HTML, in its order; nothing else of it.

    `where` is the place of the list, for people; `owner_spellings` are names of whose list it is.
    """
    element = html_of(source) if isinstance(source, str) else source
    owner = Owner(owner_spellings)
    units = units_of(element)
    legend = _legend_of(lines_of_page(element))
    found = [(unit, read) for unit in units if (read := _read(unit, owner, legend))]
    if found:
        return [_paper(read, unit, places, where) for unit, read in found]
    lines = lines_of_page(element)
    return [
        _paper(
            _Read(one.title, one.byline, one.title_link,
                  [*one.venue, *one.texts, _linked(one.links)]), one.unit, places, where
        )
        for one in papers_of(lines, owner, legend)
    ]  # fmt: skip


def _legend_of(lines: Sequence[Line]) -> str:
    """Return what the lines say of marks beside names."""
    told = (_LEGEND.search(line.text) for line in lines if len(line.text) < LONGEST_LEGEND)
    return " ".join(found[0] for found in told if found)


def units_of(element: html.HtmlElement) -> list[_Element]:
    """Return the entries of the outermost lists, or the paragraphs where there are no lists."""
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
    if tags.count(deepest) < 2:
        return []
    units: list[_Element] = []
    for heading in element.iter(deepest):
        unit = html.Element("div")
        unit.append(deepcopy(heading))
        for sibling in heading.itersiblings():
            if isinstance(sibling.tag, str) and re.fullmatch(r"h[1-6]", sibling.tag):
                break
            unit.append(deepcopy(sibling))
        units.append(unit)
    return units


def is_paper_unit(unit: _Element, owner_spellings: Sequence[str]) -> bool:
    """Return whether an entry of a list is a paper."""
    return _read(unit, Owner(owner_spellings), "") is not None


def _read(unit: _Element, owner: Owner, legend: str) -> _Read | None:
    if len(text_of(unit)) > LONGEST_UNIT:
        return None
    lines: list[Line] = []
    for line in lines_of_page(unit):
        has_title = any(span.title for one in lines for span in one.spans)
        parts = [line] if has_title else _parted(line, owner)
        lines += [part for one in parts for part in _without_links_before(one)]
    lines = [line for line in lines if line.text.strip(" |,;.[]()")]
    if not lines:
        return None
    legend = f"{legend} {_legend_of(lines)}"
    return _by_lines(lines, owner, legend) or _by_form(lines, owner, legend)


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


def _by_lines(lines: list[Line], owner: Owner, legend: str) -> _Read | None:
    """Read an entry whose title and names stand in lines, or looks, of their own."""
    lines = [part for line in lines for part in cut_behind_names(line, owner, legend)]
    told = [names_of(line, owner, legend) for line in lines]
    for number, names in enumerate(told):
        if names is None:
            continue
        before = [line for line in lines[:number] if len(line.text) > 3]
        behind = [line for line in lines[number + 1 :] if len(line.text) > 12]
        titled = [line for line in lines if any(span.title for span in line.spans)]
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
        link = next((url for _, url in title.links), "")
        rest = [line for line in lines if line is not title and line is not lines[number]]
        return _Read(shown, names, link, rest)
    return None


def _by_form(lines: list[Line], owner: Owner, legend: str) -> _Read | None:
    """Read an entry in one line by the signs that part names, title and venue."""
    text = clean_text(" ".join(_unlinked(line) for line in lines))
    for parts in forms_of(text):
        names = names_in(parts.names, owner, legend)
        if names and len(parts.title.split()) > 2:
            links = _linked([link for line in lines for link in line.links])
            return _Read(_tidy(parts.title), names, "", [Line([Span(parts.end)]), links])
    return None


def _tidy(title: str) -> str:
    title = re.sub(r"^(?:\[[A-Z]?\d+\]|\d+[.)])\s+", "", clean_text(title)).strip(" ,*|")
    title = title.strip('“”"').strip()
    return title[:-1] if title.endswith((".", ",")) and not title.endswith("..") else title


def _linked(links: Iterable[tuple[str, str]]) -> Line:
    return Line([Span(word, href) for word, href in links])


def _paper(read: _Read, unit: _Element | None, places: Places, where: str) -> Paper:
    draft = Draft(where, "list")
    media = media_of(unit, places)
    paper = Paper(draft.record(), media.picture, media.alt, media.hover)
    draft.tell("title", read.title)
    draft.authors = list(read.byline.names)
    for name, value in read.byline.extra.items():
        draft.keep(name, value)
    paper.title_link = read.link
    links: list[tuple[str, str]] = []
    texts: list[str] = []
    notes: list[str] = []
    loud: list[str] = []
    for line in read.rest:
        links += line.links
        loud += [clean_text(span.text) for span in line.spans if span.bold or span.loud]
        text = _unlinked(line)
        if _LEGEND.fullmatch(text) or re.fullmatch(r"[\W_]*", text):
            continue
        (notes if _NOTE.match(text) else texts).append(text)
    _tell_venue(draft, texts, [one for one in loud if not YEAR.fullmatch(one)])
    if notes:
        draft.tell("note", " ".join(note.strip(" ()") for note in notes))
    if read.link and not read.link.startswith("#"):
        tell_link(draft, paper, "", read.link, places)
    for word, href in links:
        tell_link(draft, paper, word, href, places)
    draft.links = [
        link for number, link in enumerate(draft.links)
        if link.url.rstrip("/") not in {one.url.rstrip("/") for one in draft.links[:number]}
    ]  # fmt: skip
    paper.record = draft.record()
    return paper


def _unlinked(line: Line) -> str:
    """Return a line without the words of its links to files of the paper, and what parts them."""
    kept = [span.text for span in line.spans if not span.href or not (
        kind_by_word(span.text) or kind_by_place(span.href)) or YEAR.search(span.text)]  # fmt: skip
    text = clean_text(" ".join("".join(kept).split()))
    text = re.sub(r"[(\[]\s*(?:[,|/·&]\s*)*[)\]]|\|\s*(?=\||$)", " ", text)
    return clean_text(re.sub(r"(?:\s*[,|/·]\s*){2,}", ", ", text)).strip(" ,;|/[]·")


def _tell_venue(draft: Draft, texts: list[str], loud: list[str]) -> None:
    """Tell where the paper appeared; texts that do not say so are a note."""
    places_of = [text for text in texts if looks_like_venue(text)] or [
        text for text in texts if len(text.split()) < 13 and not text.endswith(".")
    ][:1]
    if dated := [text for text in places_of if YEAR.search(text) and len(text.split()) > 1]:
        places_of = dated
    notes = [text for text in texts if text not in places_of and len(text) > 3]
    if long := [note for note in notes if len(note) > LONG]:
        draft.fields["summary"] = clean_text(" ".join(long))
        notes = [note for note in notes if note not in long]
    text = ", ".join(part.strip(" ,.") for part in places_of[:3])
    venue = read_venue(text, tuple(loud))
    if not venue.date and YEAR.fullmatch(venue.issue):
        venue.date, venue.issue = PartialDate(int(venue.issue)), ""
    venue.name = re.sub(r"[(\[][\s,;.]*[)\]]", "", venue.name).strip(" ,;")
    if fold(venue.name) in {"blog", "blogpost", "blog post"}:
        venue.kind, venue.name = "webpage", ""
    draft.fields["type"] = venue.kind
    draft.fields["issued"] = venue.date
    draft.tell("container_title", venue.name)
    draft.tell("container_short", venue.short)
    for name in ("volume", "issue", "pages"):
        draft.tell(name, str(getattr(venue, name, "") or ""))
    for other in list(notes):
        praise = read_venue(f"X, {other}")
        if praise.awards and praise.name == "X":
            venue.awards += praise.awards
            notes.remove(other)
    draft.awards = list(dict.fromkeys(venue.awards))
    note = " ".join(part.strip(" .,;[]") for part in [venue.note, *notes] if part.strip(" .,;[]"))
    if note and fold(note):
        draft.tell("note", note[:500])
