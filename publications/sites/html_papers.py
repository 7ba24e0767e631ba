"""Papers of a page, told by their evidence: a title, a byline below it, a venue, links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from portal.kit.text import clean_text, fold
from publications.bylines import ORGANIZATION
from publications.records import Name
from researchers.names import Kind, compare
from researchers.spelling import spell_whole

from .html_lines import Line, Span
from .links import kind_by_place, kind_by_word
from .names import BORDER, Byline, read_byline
from .venues import YEAR, looks_like_venue

# Words that no name has, in what else stands between commas on such pages.
_NO_NAME = re.compile(
    r"(?i)\b(?:university|institute|department|google|microsoft|facebook|research|lab|labs|school|"
    r"conference|journal|workshop|proceedings|paper|project|page|code|video|slides|poster|arxiv|"
    r"award|student|professor|scientist|engineer|intern|fall|spring|summer|winter|machine|learning|"
    r"vision|computer|science|robotics|intelligence|systems?|reviewer|chair|committee|course|"
    r"instructor|assistant|the|of|for|with|from|in|on|at|my|i|we|you|is|are|was|to|by|this|that|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"phd|ph\.d|msc|bsc|b\.s|m\.s|member|reading|group|best|oral|spotlight|preprint|thesis|"
    r"under|review|submission|press|appear|international|national|email|scholar|github|twitter|"
    r"linkedin|cv|advised|http|www)\b"
)
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’`´-]*\.?")
_PARTICLES = {"van", "von", "de", "der", "den", "di", "da", "dos", "del", "la", "le", "bin", "al",
              "el", "ter", "ten", "du", "des", "zu", "af", "y", "e", "st."}  # fmt: skip
LONGEST_TITLE, SHORTEST_TITLE = 400, 4  # characters
LONGEST_BYLINE = 20_000
SEARCHED = 3  # lines above a byline among which its title is
_BADGE = re.compile(r"(?i)^\W*(?:new|updated?|\d{1,3}|[cjwtp]\d{1,3})\W*$")
_LEGEND = re.compile(r"(?i)(?:equal|corresponding|alphabetical|\* ?denotes|joint first)")


class Owner:
    """The person whose page it is, in the spellings that stand on it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name for name in names if name]
        self._spellings = [spell_whole(name) for name in self.names]

    def is_named(self, name: Name) -> bool:
        """Return whether a name of a byline can be hers."""
        full = name.full
        if any(fold(full) == fold(own) for own in self.names):
            return True
        told = spell_whole(full)
        return any(compare(told, own).kind >= Kind.INITIALS for own in self._spellings)


@dataclass
class Found:
    """A paper as its lines tell it; `lines` are numbers of the page's lines."""

    title: str
    title_link: str
    byline: Byline
    lines: list[int]
    venue: list[Line] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    texts: list[Line] = field(default_factory=list)
    unit: _Element | None = None
    elements: list[_Element] = field(default_factory=list)


def is_name(text: str) -> bool:
    """Return whether a text can be one person's name, or that of a team."""
    words = text.replace("(", " ").replace(")", " ").split()
    if not 1 <= len(words) <= 7 or len(text) > 60:
        return False
    if len(words) > 1 and ORGANIZATION.search(text) and words[0][:1].isupper() and len(words) <= 5:
        return bool(re.search(r"(?i)team|collaboration|consortium", text))
    if _NO_NAME.search(text) or re.fullmatch(r"[A-Z][A-Z0-9]{2,}", text):
        return False
    return all(
        (_NAME_WORD.fullmatch(word) and (word[0].isupper() or not word[0].isascii()))
        or word.lower().strip(".,") in _PARTICLES
        or re.fullmatch(r"(?:[dDlL]['’])?[A-Z][\w.'’-]*|\"\w+\"|[A-Z]\.,?", word)
        for word in words
    )


def byline_of(line: Line, owner: Owner, legend: str) -> tuple[Byline, bool] | None:
    """Return the byline that a line is, and whether the owner is in it; None if it is none."""
    text = line.text
    is_other = line.heading in {"h1", "name", "pageheading"} or any(
        span.title and span.text.strip() for span in line.spans
    )
    if is_other or len(text) > LONGEST_BYLINE:
        return None
    marked = re.sub(rf"^{BORDER}*\s*(?:authors?|by)\s*:\s*", "", line.byline(), flags=re.IGNORECASE)
    byline = read_byline(marked, legend)
    names = [name.full for name in byline.names]
    if not names:
        return None
    good = sum(map(is_name, names))
    is_owned = any(owner.is_named(name) for name in byline.names)
    if good < len(names) * (0.75 if is_owned else 1) or (not is_owned and good < 2):
        return None
    is_vague = YEAR.search(text) or sum(" " in name for name in names) < len(names) - 1
    return None if is_vague and not is_owned else (byline, is_owned)


def is_links(line: Line) -> bool:
    """Return whether a line is but links and what stands between them."""
    words = [word for word, _ in line.links if word]
    if not words:
        return False
    rest = re.sub(r"[^\w]", "", line.unlinked)
    is_known = [bool(kind_by_word(word) or kind_by_place(url)) for word, url in line.links]
    return len(rest) <= 12 + 2 * len(words) and (all(is_known) or len(words) > 1 or len(rest) < 3)


def is_title(line: Line) -> bool:
    """Return whether a line can be a title."""
    text = line.text
    if not SHORTEST_TITLE <= len(text) <= LONGEST_TITLE or _BADGE.match(text):
        return False
    return not (is_links(line) and len(line.links) > 1)


def papers_of(lines: Sequence[Line], owner: Owner, legend: str) -> list[Found]:
    """Return the papers in these lines, in their order; what stands of the owner in bold counts."""
    owner = known_better(lines, owner, legend)
    bylines = list(_bylines(lines, owner, legend))
    found: list[Found] = []
    taken: set[int] = set()
    for start, end, byline, is_owned in bylines:
        paper = _titled(lines, start, end, byline, taken)
        if paper and (is_owned or _has_evidence(lines, paper, end)):
            found.append(paper)
            taken.update(paper.lines)
    _place_rest(lines, found)
    return found


def known_better(lines: Sequence[Line], owner: Owner, legend: str) -> Owner:
    """Return the owner with the spellings of her name in bold in bylines: "Jon T. Barron"."""
    told: dict[str, int] = {}
    for line in lines:
        strong = [clean_text(span.text).strip(" ,*") for span in line.spans if span.bold]
        strong = [name for name in strong if is_name(name)]
        if len(strong) == 1 and byline_of(line, owner, legend):
            told[strong[0]] = told.get(strong[0], 0) + 1
    own = [spell_whole(name) for name in owner.names]
    known = [
        name
        for name, count in told.items()
        if any(
            spell_whole(name).family == one.family and name[:1].lower() == initial
            for one, initial in zip(own, (n[:1].lower() for n in owner.names), strict=True)
        )
        or count > 5
    ]
    return Owner([*owner.names, *known])


def _bylines(
    lines: Sequence[Line], owner: Owner, legend: str
) -> Iterator[tuple[int, int, Byline, bool]]:
    """Yield (first line, last line, byline, whether the owner is in it)."""
    at = 0
    while at < len(lines):
        best = None
        last = at
        whole = Line(spans=list(lines[at].spans), heading=lines[at].heading)
        while True:
            if told := byline_of(whole, owner, legend):
                best = (at, last, *told)
            elif best or not whole.text.rstrip().endswith((",", "&", " and")):
                break
            following = lines[last + 1] if last + 1 < len(lines) else None
            if following is None or following.paragraph or last - at > 8:
                break
            if not _goes_on(whole, following):
                break
            whole.spans += [Span("\n" if best else " ", border=-last - 1), *following.spans]
            last += 1
        if best and not best[3] and _is_above_byline(lines, best[1] + 1, owner, legend):
            at += 1  # a title of the form of names
        elif best:
            yield best
            at = best[1] + 1
        else:
            at += 1


def _is_above_byline(lines: Sequence[Line], number: int, owner: Owner, legend: str) -> bool:
    told = byline_of(lines[number], owner, legend) if number < len(lines) else None
    return told is not None and told[1]


def _goes_on(whole: Line, following: Line) -> bool:
    """Return whether a byline goes on in the next line."""
    text = following.text
    is_open = bool(re.search(r"(?:[,&;]|\band)\s*$", whole.text)) or text.startswith(
        (",", "and ", "&")
    )
    if looks_like_venue(text) and not is_open:
        return False
    if is_links(following) and any(kind_by_word(word) for word, _ in following.links):
        return False
    names = read_byline(following.byline()).names
    fits = bool(names) and all(is_name(name.full) for name in names)
    return fits and (is_open or (len(names) > 1 and not looks_like_venue(text)))


def _titled(
    lines: Sequence[Line], start: int, end: int, byline: Byline, taken: set[int]
) -> Found | None:
    """Return the paper whose byline stands in these lines, None if nothing above is a title."""
    between: list[Line] = []
    for number in range(start - 1, max(-1, start - 1 - SEARCHED), -1):
        line = lines[number]
        if number in taken:
            return None
        if _BADGE.match(line.text):
            continue
        has_mark = any(span.title for span in line.spans) or line.heading
        is_plain_venue = looks_like_venue(line.text) and not has_mark and not _is_bold(line)
        if (is_plain_venue and not between) or (is_links(line) and len(line.links) > 1):
            between.append(line)
            continue
        if not is_title(line):
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
        paper.venue = [*([rest] if rest else []), *(one for one in between if not is_links(one))]
        paper.links = [link for one in between if is_links(one) for link in one.links]
        paper.elements = [e for n in paper.lines if (e := lines[n].element) is not None]
        return paper
    return None


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
        for number in range(paper.lines[-1] + 1, end):
            line = lines[number]
            if line.element is None or not _within(line.element, paper.unit):
                break
            if line.heading and line.paragraph and paper.links:
                break
            paper.lines.append(number)
            _take(line, paper)


def _take(line: Line, paper: Found) -> None:
    is_early = not paper.texts and not (paper.links and paper.venue)
    is_first = is_early and not paper.venue and not paper.links and len(line.text) < 120
    if is_links(line):
        paper.links += line.links
    elif is_first or (is_early and looks_like_venue(line.text)):
        paper.venue.append(line)
    else:
        known = [(w, u) for w, u in line.links if kind_by_word(w) or kind_by_place(u)]
        if len(known) > 1 and len(line.unlinked) < 60:
            paper.links += line.links
        elif not _LEGEND.search(line.text) or len(line.text) > 60:
            paper.texts.append(line)


def _within(element: _Element, unit: _Element | None) -> bool:
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
        alone = [element for element in path if counts[element] == 1]
        paper.unit = alone[-1] if alone else (path[0] if path else None)
        if paper.unit is not None and paper.unit.tag in {"body", "html"} and path:
            paper.unit = next((one for one in path if one.tag in {"tr", "li", "div"}), path[0])


def _common(elements: list[_Element]) -> list[_Element]:
    """Return the element that holds all of these, and what holds that, from the inside out."""
    if not elements:
        return []
    paths = [[element, *element.iterancestors()] for element in elements]
    return [one for one in paths[0] if all(one in path for path in paths[1:])]
