"""Papers in one line, as in a list of references: cut into title, byline, venue, links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from portal.kit.text import clean_text

from .html_bylines import Owner, byline_of, is_links, is_name
from .html_lines import Line, Span
from .html_outline import NO_PAPERS, is_year, kind_of_heading
from .links import kind_by_word
from .list_forms import cut_at_comma, linked_reference, listed_form
from .names import read_byline
from .venues import YEAR, looks_like_venue, names_venue

SHORTEST = 50  # characters of a line that may tell all of a paper
TITLE_WORDS = 3
LONGEST, LONGEST_VENUE = 2_000, 300  # characters of a line to be cut, and of the venue in it
MOST_STOPS = 60  # places of a line at which names may end
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d[a-z]?\)?[.,:]?\s+\w+\W+\w+\W+\w")
_SENTENCE = re.compile(r"[^\W\d_]{3,}\.\s")
_STOP = re.compile(r"[.;,]\s+|\s+(?=[Ii]n:?\s)|\s+(?=\(?(?:19|20)\d\d)|(?<=\))\s+|\s+(?=[\[(])")
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{12,300})[”\"»]")
_QUOTES = tuple('“"«')
_ENDS = re.compile(
    r"(?:(?:(?<=[^\W\d_]{2})[.,:])?\s*[(\[]?(?<!\d)(?:19|20)\d\d[a-z]?[)\]]?\s*[.,:)]\s*|(?<=[^\W\d_]{2})[.:]\s+(?=[“\"A-Z0-9])|"
    r"(?<=[a-z] [A-Z])\.\s+(?!\w+\s+(?:and|&)\b)(?=[A-Z][\w-]*\s+[a-z])|"
    r"(?<=[a-z] [A-Z][A-Z])\.\s+(?!\w+\s+(?:and|&)\b)(?=[A-Z][\w-]*\s+[a-z])|"
    r"\s*\((?:in press|forthcoming|to appear|accepted|under review)\)\.?\s+|"
    r"(?<=\))[.:]\s+|\s+[–—]\s+|\s*\|\s*)"
)
_TIGHT = re.compile(r"(?<=[^\W\d_]),(?=[^\W\d_])")  # a comma without the space behind it
_SHOWN = re.compile(r"(?i),\s*(poster|demo|(?:short|full) paper|extended abstract)$")
_TOLD = re.compile(r"(?:19|20)\d\d|in press|forthcoming|to appear|accepted|under review")


def cut_lines(lines: Sequence[Line], owner: Owner, legend: str) -> list[Line]:
    """Return the lines, those that hold a whole paper cut into its parts."""
    told: list[Line] = []
    section = ""
    for number, line in enumerate(lines):
        section = kind_of_heading(line.text) if line.heading and not is_year(line) else section
        if linked_reference(line):
            told.append(line)  # it is read where lists are
            continue
        parts = [] if line.heading else _behind_names(line, owner, legend)
        if not parts and section not in NO_PAPERS | {"news"}:
            parts = _listed(line, lines[number + 1 : number + 2], owner, legend)
        parts = parts or ([] if line.heading else _with_venue(line, owner, legend))
        is_known = len(line.text) < SHORTEST or line.heading or byline_of(line, owner, legend)
        if parts or is_known:
            told += parts or [line]
            continue
        above = lines[number - 1] if number else None
        parts = _before_italics(line, owner, legend)
        if not parts and not (above and not line.paragraph and len(above.text) > 10):
            parts = _cited(line, owner, legend)
        told += parts or [line]
    return told


def _behind_names(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return the parts of a line that is names and a linked title behind them, [] for another."""
    for place, span in enumerate(line.spans):
        plain = clean_text(span.text)
        if not span.href or len(plain.split()) < TITLE_WORDS or is_name(plain):
            continue
        before = line.spans[:place]
        if not re.search(r"[.:]\s*$", "".join(one.text for one in before)):
            return []
        names = Line(_trimmed(before))
        names.spans[-1] = replace(names.spans[-1], text=names.spans[-1].text.rstrip(". "))
        if _is_only_names(names, owner, legend):
            title = [replace(span, title=True, italic=False)]
            return _told(line, title, names.spans, [line.spans[place + 1 :]])
        return []
    return []


def _listed(line: Line, below: Sequence[Line], owner: Owner, legend: str) -> list[Line]:
    """Return the parts of a list's entry of plain text that commas part, [] for another line."""
    is_whole = line.item and line.paragraph and all(one.paragraph for one in below)
    is_plain = not line.heading and not any(span.href or span.title for span in line.spans)
    is_plain = is_plain and SHORTEST <= len(line.text) <= LONGEST
    if not (is_whole and is_plain) or _QUOTED.search(line.text):
        return []
    spaced = [replace(span, text=_TIGHT.sub(", ", span.text)) for span in line.spans]
    found = listed_form(replace(line, spans=spaced), owner, legend)
    if not found or not any(owner.is_named(name) for name in found[0].names):
        return []
    first, rest = cut_at_comma(replace(line, spans=spaced), owner, legend)
    _, title, end = found
    if not looks_like_venue(end.text.strip(" ,")) or looks_like_venue(title):
        return []
    look = next(span for span in rest.spans if span.text.strip())
    spans = end.spans
    if shown := _SHOWN.search(title):
        title, spans = title[: shown.start()], [Span(f"({shown[1]}) "), *spans]
    return _told(line, [replace(look, text=title, title=True)], first.spans, [spans])


def _with_venue(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return a byline and the venue behind it in the same line, [] for another.

    The longest start that is nothing but names, the owner's among them, is the byline.
    """
    text = line.text
    is_linked = any(kind_by_word(word) for word, _ in line.links)
    if len(text) > LONGEST or not (YEAR.search(text) or names_venue(text) or is_linked):
        return []
    edge = _italics_behind_names(line.spans)
    for place, start, end, sign in islice(_stops(line.spans[: edge + 1]), MOST_STOPS):
        if place == edge and end:
            continue
        span = line.spans[place]
        rest = [replace(span, text=span.text[end:]), *line.spans[place + 1 :]]
        is_initial = sign.startswith(".") and re.search(r"(?:^|[\s.,-])[A-Z]$", span.text[:start])
        if is_initial or _QUOTED.search(_text(rest)):
            continue  # "and C. Lin, “The title”"
        if not (_begins_venue(_text(rest), sign) or _is_only_links(Line(rest))):
            continue
        before = [*line.spans[:place], replace(span, text=span.text[:start])]
        first = Line(_trimmed(before), line.element, line.paragraph, "", line.item, line.number)
        told = first.text
        if YEAR.search(told) or names_venue(told):
            continue
        if _is_only_names(first, owner, legend):
            return [first, Line(rest, line.element, paragraph=False, number=line.number)]
    return []


def _italics_behind_names(spans: Sequence[Span]) -> int:
    """Return the place of italics that begin behind a full stop: a venue; the end for none."""
    before = ""
    for place, span in enumerate(spans):
        is_plain = span.italic and not span.href and not is_name(clean_text(span.text))
        if is_plain and re.search(r"[^\W\d_]{2}\.\s*$", before):
            return place
        before += span.text
    return len(spans)


def _stops(spans: Sequence[Span]) -> Iterator[tuple[int, int, int, str]]:
    """Yield (span, end of what is before, start of what is behind, sign), the last first."""
    for place in range(len(spans) - 1, -1, -1):
        stops = [
            (found.start(), found.end(), found[0]) for found in _STOP.finditer(spans[place].text)
        ]
        yield from ((place, *stop) for stop in reversed([(0, 0, ""), *stops]))


def _is_only_links(line: Line) -> bool:
    """Return whether all of a line is links of a paper, in words for such."""
    return all(kind_by_word(word) for word, _ in line.links) and is_links(line) and not re.search(
        r"\w", line.unlinked
    )  # fmt: skip


def _begins_venue(text: str, sign: str) -> bool:
    """Return whether what stands behind a sign is a venue; behind a comma it is so at once."""
    plain = text.lstrip(" ,.;:([")
    if _YEAR_FIRST.match(plain) or plain[:1] in _QUOTES:
        return False  # "(2018). The title"
    ends = r"[,.(]" if "," in sign or not sign else r"(?<=\w{3})\.\s"
    near = re.split(ends, plain, maxsplit=1)[0]
    return len(plain) <= LONGEST_VENUE and bool(YEAR.search(near) or names_venue(near))


def _is_only_names(line: Line, owner: Owner, legend: str) -> bool:
    if any(span.title and span.text.strip() for span in line.spans):
        return False
    names = read_byline(line.byline(), legend).names
    return (
        bool(names)
        and all(is_name(name.full) and not _SENTENCE.search(name.full) for name in names)
        and any(owner.is_named(name) for name in names)
    )


def _before_italics(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return a byline and what stands behind it in italics, [] for another line."""
    for place, span in enumerate(line.spans):
        if not place or not span.italic or span.href or is_name(clean_text(span.text)):
            continue
        rest = line.spans[place:]
        text = clean_text("".join(one.text for one in rest))
        first = Line(_trimmed(line.spans[:place]), line.element, line.paragraph)
        found = byline_of(first, owner, legend)
        if _is_title_before_venue(rest) or _QUOTED.search(first.text):
            return []
        if found and found[1] and (looks_like_venue(text) or len(text.split()) < 6):
            return [first, Line(rest, line.element, paragraph=False, number=line.number)]
        return []
    return []


def _is_title_before_venue(spans: Sequence[Span]) -> bool:
    """Return whether the first of these spans is a title in italics, and a venue stands behind."""
    title, behind = clean_text(spans[0].text).strip(" ,."), _text(spans[1:]).strip(" ,.")
    return (
        len(title.split()) >= TITLE_WORDS
        and not names_venue(title)
        and not YEAR.search(title)
        and looks_like_venue(behind)
        and bool(re.match(r"[^\W\d_]", behind))
    )


def _trimmed(spans: Sequence[Span]) -> list[Span]:
    spans = list(spans)
    while spans and not spans[-1].text.strip(" ,.;:-–—("):
        spans.pop()
    if spans:
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip(" ,;:-–—("))
    return spans


def _cited(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return title, byline, venue and links of a line that has all of them, [] for another."""
    if not any(_is_owner_near(name, line.text) for name in owner.names):
        return []
    line = _without_number(line)
    pieces = list(_pieces(line))
    bylines = [
        place
        for place, (kind, spans) in enumerate(pieces)
        if not kind and (found := byline_of(Line(spans), owner, legend)) and found[1]
    ]
    if not bylines:
        return []
    at = bylines[0]
    titles = [place for place, (kind, _) in enumerate(pieces) if kind == "title"]
    following = [
        place
        for place in range(at + 1, len(pieces))
        if len(_text(pieces[place][1]).split()) >= TITLE_WORDS
    ]
    if at == 1 and not titles and _is_plain_title(pieces[0][1]) and following and (
        looks_like_venue(_text(pieces[following[0]][1]))
    ):  # fmt: skip
        titles = [0]
    place = titles[0] if titles else following[0] if following else -1
    if titles and _is_journal(pieces[place][1]) and following and at < following[0] < place:
        place = following[0]
    if not titles and place >= 0:
        _join_subtitle(pieces, place)
    if place < 0 or len(_text(pieces[place][1]).split()) < TITLE_WORDS:
        return []
    title = [replace(span, title=True, italic=False) for span in pieces[place][1]]
    rest = [spans for n, (kind, spans) in enumerate(pieces) if n not in {at, place}]
    return _told(line, title, pieces[at][1], rest)


def _is_plain_title(spans: Sequence[Span]) -> bool:
    text = _text(spans)
    return len(text.split()) >= TITLE_WORDS and not (YEAR.search(text) or is_name(text))


def _told(
    line: Line, title: list[Span], names: list[Span], rest: Sequence[Sequence[Span]]
) -> list[Line]:
    """Return a line's parts as lines: title, byline, venue, links."""
    links = [span for spans in rest for span in spans if span.href and kind_by_word(span.text)]
    venue = [
        span for spans in rest for span in [*spans, Span(" ")]
        if span not in links and re.search(r"\w|^ $", span.text)
    ]  # fmt: skip
    told = [
        Line(title, line.element, line.paragraph, "", line.item, line.number),
        Line(names, line.element, paragraph=False, number=line.number),
    ]
    told += [
        Line(spans, line.element, paragraph=False, number=line.number)
        for spans in (venue, links)
        if any(re.search(r"\w", span.text) for span in spans)
    ]
    return told


def _is_journal(spans: Sequence[Span]) -> bool:
    """Return whether what stands out does so in italics only, as journals behind titles do."""
    return all(span.italic and not (span.bold or span.href or span.title) for span in spans)


def _join_subtitle(pieces: list[tuple[str, list[Span]]], place: int) -> None:
    """Put what stands behind the colon of a title to it."""
    while _text(pieces[place][1]).endswith(":") and place + 1 < len(pieces):
        kind, spans = pieces.pop(place + 1)
        pieces[place] = kind, [*pieces[place][1], Span(" "), *spans]


def _without_number(line: Line) -> Line:
    """Return a line without the number or label that a list has before it: "[C1]", "3."."""
    first = line.spans[0]
    plain = re.sub(r"^\s*(?:\[[A-Za-z]{0,3}-?\d{1,3}\]|\d{1,3}[.)])\s*", "", first.text)
    if plain == first.text:
        return line
    spans = [replace(first, text=plain), *line.spans[1:]]
    return replace(line, spans=spans)


def _is_owner_near(name: str, text: str) -> bool:
    return name.rsplit(maxsplit=1)[-1].lower() in text.lower()


def _text(spans: Sequence[Span]) -> str:
    return clean_text("".join(span.text for span in spans))


def _pieces(line: Line) -> Iterator[tuple[str, list[Span]]]:
    """Yield (kind, spans): "title" for what stands out as one, "" for the text between."""
    held: list[Span] = []
    for span in _quoted(line.spans):
        words = clean_text(span.text).strip(" ,.").split()
        plain = " ".join(words)
        stands_out = span.title or (
            len(words) >= TITLE_WORDS
            and (span.bold or bool(span.href) or span.italic)
            and not is_name(plain)
            and not (span.italic and looks_like_venue(plain))
            and not (span.href and kind_by_word(plain))
        )
        if stands_out:
            yield from _sentences(held)
            held = []
            yield "title", [span]
        elif span.italic and (names_venue(plain) or re.search(r"[.?!]$", _text(held))):
            yield from _sentences(held)
            held = [span]
        else:
            held.append(span)
    yield from _sentences(held)


def _quoted(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans; a quotation within one becomes a title of its own."""
    for span in spans:
        at = 0
        for found in _QUOTED.finditer(span.text):
            yield replace(span, text=span.text[at : found.start()])
            yield replace(span, text=found[1], title=True)
            at = found.end()
        if at < len(span.text):
            yield replace(span, text=span.text[at:])


def _sentences(spans: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """Yield text between titles, cut where a byline or a title of plain text ends."""
    held: list[Span] = []
    for span in spans:
        if span.href:
            held.append(span)
            continue
        at = 0
        for found in _ENDS.finditer(span.text):
            if found.start() < at:
                continue
            is_initial = re.search(r" [A-Z]{1,2}$", span.text[at : found.start()])
            stop = found[0][:1] if found[0][:1] in {".", ":"} and not is_initial else ""
            held.append(replace(span, text=span.text[at : found.start()] + stop))
            yield "", held
            said = _TOLD.search(found[0])
            held = [replace(span, text=said[0])] if said else []
            if said:
                yield "", held
                held = []
            at = found.end()
        held.append(replace(span, text=span.text[at:]))
    if any(span.text.strip() for span in held):
        yield "", held
