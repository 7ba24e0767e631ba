"""Entries of a list in one line: the signs that part names, title and venue."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from portal.kit.text import clean_text
from publications.bylines import INITIALS

from .html_lines import Line, Span
from .html_papers import Owner, is_name
from .names import BORDER, Byline, read_byline
from .venues import looks_like_venue

_COMMA = re.compile(r"(?<!\s)(?:\s*[,;]\s+(?P<and>(?:and|&)\s+)?|\s+(?P<last>(?:and|&))\s+)")
_AT_END_OF_NAMES = re.compile(r"(?<!\s)\s*[(\[](?:19|20)\d\d[a-z]?[)\]]\W*$")
_ENDS_TITLE = re.compile(r"[.?!]\s+(?=\W*[A-Z])|(?<!\s),?\s+(?=In[: ]+[A-Z])")
# A title and its venue that no sign parts: "On Long Looms in LOOM 2015".
_IN_DATED = re.compile(
    r"\s+in\s+(?=[A-Z][\w/&’'-]*(?:\s[A-Z][\w/&’'-]*){0,3},?\s\(?(?:19|20)\d\d\W*$)"
)
QUOTED = re.compile(r"[“\"«](.{8,400}?)[,.]?[”\"»]")
_APA = re.compile(
    r"^(?P<names>.{3,2000}?)\s*[(\[](?P<year>(?:19|20)\d\d(?=[a-z]?(?:,[^()]*)?[)\]])|"
    r"in press|forthcoming|under review|submitted|accepted|in prep\w*)[a-z]?(?:,[^()]*)?[)\]]"
    r"\s*[.,:]?\s*"
    r"(?P<title>.{8,400}?(?:\.|[?!]\.?|$))(?P<end>\s+.*|$)"
)
_INITIAL = re.compile(r"(?:^|[\s.,-])[A-Z]$")
_STOP = re.compile(r"\.\s+|[.,]?\s+(?=[Ii]n[: ]+[A-Z\"“])|\s[–—|]\s")
MOST_STOPS = 40  # full stops at which names may end
LONGEST_NAMES = 2_000  # characters
MOST_NAMES = 200  # of which the last is looked for
LONGEST_NAME = 3  # words of what may stand among names and is none
MOST_DIGITS = 3  # of a mark behind a name
SHORTEST_TITLE = 8
SHORTEST_REFERENCE, MOST_LINKS = 50, 5  # characters of one in a link; links of its line


class Parts(NamedTuple):
    """What may be the names, the title and the rest of an entry."""

    names: str
    title: str
    end: str
    strict: bool = False  # whether nothing but names may be among the names


_LABEL = re.compile(r"^\W*\[?[A-Za-z]{0,3}\d{1,3}\]\W*|^\W*[(\[](?:19|20)\d\d[)\]]\W*")
_YEAR_BEHIND = re.compile(r"[.,]?\s*(?<!\d)((?:19|20)\d\d)[a-z]?\W*$")
_YEAR_BEFORE = re.compile(r"[(\[]?((?:19|20)\d\d)[a-z]?[)\]]?[.,:]\s+")
_WITH = re.compile(
    r"^(?P<title>.{8,400}?)[.,]?\s*\((?P<names>(?:joint(?:ly)?(?: work)? )?with\s[^()]{3,300})\)"
    r"(?P<end>.*)$"
)
_STARTS_WITH = re.compile(
    r"(?i)[\s,.;:–—-]*(?:"
    r"[(\[](?P<closed>(?:joint(?:ly)?(?: work)? )?(?:with|w/)\s[^()\[\]]{3,300})[)\]]|"
    r"(?P<open>(?:joint(?:ly)?(?: work)? )?(?:with|w/)\s+)(?=[A-Z]))"
)
_COMMA_WITH = re.compile(r",\s+(?:joint(?:ly)?(?: work)? )?(?=with\s)")
_VANCOUVER = re.compile(r"[^\W\d_][^,.\d]{0,40} [^\W\d_a-z]{1,3}")


def linked_reference(line: Line) -> str:
    """Return where a line leads that is a whole reference in one link, "" for another."""
    if len(line.links) > MOST_LINKS or len(line.text) < SHORTEST_REFERENCE:
        return ""
    for word, href in line.links:
        is_most = len(word) > 0.7 * len(line.text)
        if is_most and (QUOTED.search(word) or _APA.match(word)):
            return href
    return ""


def forms_of(text: str) -> Iterator[Parts]:
    """Yield how a line may be parted: by quotes, by a year in brackets, by full stops."""
    for parts in _forms_of(text):
        names, title, end, strict = parts
        if year := _YEAR_BEHIND.search(names):
            names, end = names[: year.start()], f"{end}, {year[1]}"
        elif year := _YEAR_BEFORE.match(title):
            title, end = title[year.end() :], f"{end}, {year[1]}"
        yield Parts(names, title, end, strict)


def _forms_of(text: str) -> Iterator[Parts]:
    if quoted := QUOTED.search(text):
        names, end = text[: quoted.start()], text[quoted.end() :]
        if not re.search(r"\w", names) and (behind := with_names(end)):
            names, end = end[behind[0] : behind[1]], end[behind[2] :]
        yield Parts(names, quoted[1], end)
    if found := _APA.match(text):
        title, end = _parted_title(found["title"], found["end"])
        yield Parts(found["names"], title, f"{end}, {found['year']}")
    if together := _WITH.match(text):
        yield Parts(together["names"], together["title"], together["end"], strict=True)
    if apart := _COMMA_WITH.search(text):
        rest = text[apart.end() :].removeprefix("with ")
        if at := _end_of_names(rest):
            yield Parts(f"with {rest[: at[0]]}", text[: apart.start()], rest[at[1] :], strict=True)
    for stop in list(re.finditer(r"[.:]\s+", text))[:MOST_STOPS]:
        before = text[: stop.start()]
        if _INITIAL.search(before) and not _is_vancouver(before):
            if not _is_turned(before, text[stop.end() :]):
                continue
            before += "."
        start = stop.end() + SHORTEST_TITLE
        closed = re.search(r"[.?!](?:\s|$)", text[start:])
        if closed is None:
            break
        cut = start + closed.start() + 1
        is_colon = stop[0].startswith(":")
        yield Parts(before, text[stop.end() : cut], text[cut:], strict=is_colon)

    first, *others = re.split(r"(?<=[.?!])\s+", text, maxsplit=2)
    if len(others) == 2:  # the title comes first
        yield Parts(others[0].rstrip("."), first, others[1], strict=True)


def _is_vancouver(text: str) -> bool:
    """Return whether a text is names whose initials stand behind, without full stops: "Poe A"."""
    pieces = re.split(r",\s*(?:and\s+)?", text)
    return len(text) < LONGEST_NAMES and all(map(_VANCOUVER.fullmatch, pieces))


def _is_turned(text: str, behind: str) -> bool:
    """Return whether a text is names, their initials behind commas: "Poe, A. & Li, B"."""
    pieces = re.split(r"\.?,\s+(?:(?:and|&)\s+)?|\.?\s+(?:and|&)\s+", text)[:MOST_NAMES]
    return (
        len(pieces) % 2 == 0
        and all(INITIALS.fullmatch(given) for given in pieces[1::2])
        and all(is_name(family) for family in pieces[::2])
        and not re.match(r"(?:and|&)\s", behind)
    )


def _parted_title(title: str, end: str) -> tuple[str, str]:
    """Return a title, and what follows, parted at the comma before a venue if nothing follows."""
    if re.search(r"\w", end):
        return title, end
    at = _before_venue(title)
    return (title[:at], f"{title[at + 1 :]}{end}") if at else (title, end)


def _before_venue(text: str) -> int:
    """Return where the comma stands behind which a part of a text is a venue, 0 for nowhere."""
    commas = (sign for sign in list(re.finditer(r",\s+", text))[:MOST_STOPS]
              if looks_like_venue(text[sign.end() :].partition(",")[0]))  # fmt: skip
    return next((sign.start() for sign in commas), 0)


def with_names(text: str) -> tuple[int, int, int] | None:
    """Return where "with Bo Reed" at the beginning of a text starts and ends, and what follows."""
    found = _STARTS_WITH.match(text)
    if found is None:
        return None
    if found["closed"]:
        return found.start("closed"), found.end("closed"), found.end()
    start = found.end()
    end = _end_of_names(text[start:]) or (len(text) - start,) * 2
    return found.start("open"), start + end[0], start + end[1]


def cut_behind_with(line: Line) -> list[Line]:
    """Return a line, parted behind "with Bo Reed" at its beginning."""
    at = with_names("".join(span.text for span in line.spans))
    if at is None or any(span.title for span in line.spans):
        return [line]
    names, _ = _cut(_cut(line, 0, at[0])[1], at[1] - at[0], at[1] - at[0])
    return [names, _cut(line, at[2], at[2])[1]]


def cut_behind_names(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return a line, parted where names end: at a full stop, italics, "In", or a last comma."""
    if len(line.text) < 12 or any(span.title for span in line.spans):
        return [line]
    if names_of(line, owner, legend, strict=True):
        return [line]
    for at in range(1, len(line.spans)):
        span = line.spans[at]
        if span.italic and not is_name(clean_text(span.text).strip(" .,*")):
            first = Line(list(line.spans[:at]))
            if names_of(first, owner, legend, strict=True):
                return [first, Line(list(line.spans[at:]))]
            break
    tried = 0
    for at, span in enumerate(line.spans):
        for stop in _STOP.finditer(span.text):
            before = span.text[: stop.start()]
            tried += 1
            if (_INITIAL.search(before) and not _is_vancouver(before)) or tried > MOST_STOPS:
                continue
            year = _AT_END_OF_NAMES.search(before)
            before = before[: year.start()] if year else before
            first = Line([*line.spans[:at], replace(span, text=before)])
            if names_of(first, owner, legend, strict=True):
                rest = [replace(span, text=span.text[stop.end() :]), *line.spans[at + 1 :]]
                return [first, Line(rest), *([Line([Span(year[0])])] if year else [])]
    return [line]


def cut_at_comma(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return a line, parted where names that commas part end and something else begins."""
    text = "".join(span.text for span in line.spans)
    has_title = any(span.title for span in line.spans)
    lead = len(text) - len(text.lstrip(" ,;:.|–—-"))
    if not has_title and (end := names_end(text[lead:])):
        end = end[0] + lead, end[1] + lead
        first, rest = _cut(line, *end)
        if names_of(first, owner, legend, strict=True):
            return [first, rest]
    return [line]


def names_end(text: str) -> tuple[int, int] | None:
    """Return the comma behind the last name of a line that begins with names, None for none."""
    signs = list(_COMMA.finditer(text))[:MOST_NAMES]
    starts = [0, *(sign.end() for sign in signs)]
    kept: list[str] = []
    is_last = False
    for number, (start, sign) in enumerate(zip(starts, [*signs, None], strict=True)):
        piece = text[start : sign.start() if sign else len(text)]
        plain = _bare(piece)
        is_given = bool(INITIALS.fullmatch(plain))
        if kept and not is_given and (is_last or not _goes_on(kept, plain)):
            before = signs[number - 1]
            if before["last"] and number > 2 and len(plain.split()) > LONGEST_NAME:
                before = signs[number - 2]  # "Bo Li, Weaving Looms and threads of all colours"
            return (before.start(), before.end()) if not before["last"] else None
        if not kept and not is_name(plain):
            return None
        kept.append(plain)
        before_sign = signs[number - 1] if number else None
        is_last = is_last or bool(before_sign and (before_sign["and"] or before_sign["last"]))
    return None


def _end_of_names(text: str) -> tuple[int, int] | None:
    """Return the sign behind the names a text begins with, None for none."""
    stops = (stop for stop in re.finditer(r"\.\s+", text)
             if not _INITIAL.search(text[: stop.start()]))  # fmt: skip
    stop = next(((stop.start(), stop.end()) for stop in stops), None)
    found = [end for end in (names_end(text), stop) if end]
    return min(found, default=None)


def _bare(piece: str) -> str:
    """Return a name without the signs and numbers around it."""
    start, end = 0, len(piece) - _marks_behind(piece)
    while start < end and not piece[start].isalpha():
        start += 1
    while end > start and len(piece) - end < MOST_DIGITS and piece[end - 1].isdigit():
        end -= 1
    return piece[start:end].strip()


def _marks_behind(piece: str) -> int:
    """Return how many signs stand behind a name: no letters, digits or full stops."""
    end = len(piece)
    while end and not (piece[end - 1].isalnum() or piece[end - 1] in "._"):
        end -= 1
    return len(piece) - end


def _goes_on(names: list[str], plain: str) -> bool:
    """Return whether one more piece is a name in the manner of those before it."""
    if not is_name(plain):
        return False
    whole = [name for name in names if " " in name]
    if len(whole) < 2 or len(whole) < len(names):
        return True
    has_initials = [bool(INITIALS.fullmatch(name.rpartition(" ")[2])) for name in [*whole, plain]]
    return " " in plain and (has_initials[-1] or not all(has_initials[:-1]))


def _cut(line: Line, start: int, end: int) -> tuple[Line, Line]:
    """Return what stands before and behind a stretch of a line's text."""
    before: list[Span] = []
    behind: list[Span] = []
    at = 0
    for span in line.spans:
        if head := span.text[: max(0, start - at)]:
            before.append(replace(span, text=head))
        if tail := span.text[max(0, end - at) :]:
            behind.append(replace(span, text=tail))
        at += len(span.text)
    return Line(before), Line(behind)


def listed_form(line: Line, owner: Owner, legend: str) -> tuple[Byline, str, Line] | None:
    """Return names, title and what follows of an entry that commas part, None if it is none.

    The title ends where italics begin, at a full stop, at "In", or before a part that is a venue.
    """
    first, *others = cut_at_comma(line, owner, legend)
    names = names_of(first, owner, legend, strict=True) if others else None
    if names is None:
        return None
    rest = others[0]
    at = 0
    for span in rest.spans:
        if at and (span.italic or span.href):
            break
        at += len(span.text)
    text = "".join(span.text for span in rest.spans)
    head = text[:at]
    if stop := _ENDS_TITLE.search(head):
        at = stop.start() + (text[stop.start()] in "?!")
    elif at == len(text):
        dated = _IN_DATED.search(text)
        at = _before_venue(text) or (dated.start() if dated else 0)
    title, end = _cut(rest, at, at)
    shown = title.text.rstrip(" ,:")
    shown = shown[:-3].rstrip(" ,:") if shown.lower().endswith(" in") else shown
    return (names, shown, end) if len(shown.split()) > 2 else None


def names_of(line: Line, owner: Owner, legend: str, *, strict: bool = False) -> Byline | None:
    """Return the byline that a line is, None for none."""
    if any(span.title for span in line.spans):
        return None
    return names_in(line.byline(), owner, legend, strict=strict)


def names_in(text: str, owner: Owner, legend: str, *, strict: bool = False) -> Byline | None:
    """Return the names in a text that is nothing else; where the owner is among them, little else.

    `strict` allows nothing else there, too. "With X" is the owner and X.
    """
    text = re.sub(r"^[\s,.:;|)\]–—-]+|[\s,;:|–—-]+$", "", text)
    text = _LABEL.sub("", text)
    together = re.match(r"(?i)(?:joint(?:ly)?(?: work)? )?(?:with|w/)\s+", text)
    text = re.sub(r"(?i)^(?:(?:joint(?:ly)?(?: work)? )?(?:with|w/)|by|authors?:)\s+", "", text)
    text = re.sub(r"[(\[][^()\[\]]*(?:alphabetical)[^()\[\]]*[)\]]", "", text)
    text = _named_in_full(_with_givens(_owner_turned(text, owner)), owner)
    byline = read_byline(text, legend)
    if together and owner.names and not any(map(owner.is_named, byline.names)):
        byline = read_byline(f"{owner.names[0]}, {text}", legend)
    names = [name.full for name in byline.names]
    if not names:
        return None
    others = [name for name in names if not is_name(name)]
    is_owned = any(owner.is_named(name) for name in byline.names)
    if not is_owned:
        is_short = len(names) < 2 or any(" " not in name for name in names)
        is_cut = len(names) == 1 and byline.others and not strict  # "Poe et al. (2020)"
        return None if others or (is_short and not is_cut) else byline
    if others and (strict or len(others) * 4 > len(names) or any(map(_is_text, others))):
        return None
    return None if strict and len(names) > 2 and " " not in names[-1] else byline


def _is_text(piece: str) -> bool:
    return ":" in piece or len(piece.split()) > LONGEST_NAME


def _with_givens(text: str) -> str:
    """Return names, those with commas within turned where only some are: "Poe, A., Li B."."""
    pieces = re.split(r"(\s*,\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+)", text.replace(BORDER, ""))
    plain = [piece[: len(piece) - _marks_behind(piece)] for piece in pieces[::2]]
    given = [bool(INITIALS.fullmatch(piece)) for piece in plain]
    if not any(given) or given[0] or (all(given[1::2]) and not any(given[::2])):
        return text
    told: list[str] = []
    for number, piece in enumerate(plain):
        before = pieces[number * 2 - 1] if number else ""
        if given[number] and not given[number - 1] and " " not in plain[number - 1].strip():
            told[-1] = f"{told[-1][: -len(plain[number - 1])]}{piece} {plain[number - 1]}"
            told.append(pieces[number * 2][len(piece) :])
        else:
            told.append(f"{before}{pieces[number * 2]}")
    return "".join(told)


def _owner_turned(text: str, owner: Owner) -> str:
    """Return the owner's name for a text that is nothing but it, turned: "Poe, Ada"."""
    family, _, given = text.strip(" .").partition(", ")
    turned = f"{given} {family}"
    return turned if given and "," not in given and turned in owner.names else text


def _named_in_full(text: str, owner: Owner) -> str:
    """Return names with the owner's initials, standing alone for her, as her name."""
    if not owner.names:
        return text
    letters = "".join(word[0] for word in owner.names[0].split() if word[0].isupper())
    if len(letters) < 2:
        return text
    initials = r"\.[ -]?".join(letters)
    alone = rf"(^|[,;]\s+(?:and\s+)?|\s(?:and|&)\s+){initials}\.(?=\W*(?:[,;]|and\b|&|$))"
    if re.match(r"[^,\s]+,\s", text) and not re.match(alone, text):
        return text
    return re.sub(alone, lambda found: found[1] + owner.names[0], text)
