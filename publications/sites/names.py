"""Bylines as pages print them: names in any order of parts, with marks, links, and legends."""

import re
from dataclasses import dataclass
from typing import Any

from portal.kit.text import clean_text
from publications.bylines import (
    CUT,
    INITIALS,
    MARKS,
    SUFFIX,
    VANCOUVER,
    parse_initials,
    parse_name,
    strip_marks,
)
from publications.importers.bibtex_marks import with_marks
from publications.records import Name

from .venues import names_venue

# Private signs in a text made from markup: where an element begins or ends, and what is raised.
BORDER, RAISED = "\ue000", "\ue001"
SIGNS = MARKS + "+^♯♭△▲◇◆○●■□"
_RAISED = re.compile(f"{RAISED}([^{RAISED}]*){RAISED}")
_SEPARATOR = re.compile(
    rf"(\s*[,;，；、·|•]\s*(?:(?:and|&)\s+)?|\s+(?:and|&|und|et(?!\s+al\b)|AND)\s+|\n|{BORDER}+)"
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,200})[)\]]")
_LEGEND = re.compile(r"(?i)equal|contribut|correspond|co-?first|joint|alphabet|advis|supervis|lead")
_WORD = re.compile(r"[^\W\d_]")
_MORE = re.compile(
    r"(?i)^(?:and |& )?(?:\d+ )?(?:more|others|many others|other authors|et\.? al\.?)"
    r"(?: authors?)?$"
)
_AMONG = re.compile(  # "13 others including Ada Quill"
    r"(?i)^(?:and |& )?(?:\d+|many|several)? ?(?:others?|more|co-?authors)(?: authors?)?"
    r"[,:(]* ?(?:including|incl\.|with|among them) (.+?)\)?$"
)
_GIVEN = re.compile(r"[^\W\d_][\w'’-]+(?: [^\W\d_]\.){1,3}")  # "Ada L."
_ROLE = re.compile(r"(?i)^(?:authors?|by|with|joint work with|together with)\s*:?\s+")


@dataclass(frozen=True)
class Byline:
    """The names of a byline; `others` says that it was cut off, `extra` holds unclear marks."""

    names: tuple[Name, ...]
    others: bool
    extra: dict[str, Any]


def read_byline(text: str, legend: str = "") -> Byline:
    """Return the names in `text`. `legend` is what the page says of marks: "* equal contribution".

    A legend in brackets within the byline counts too. A star that two or more names share means
    equal contribution if nothing says what it means; other marks stay in `extra`.
    """
    text = _ROLE.sub("", text.strip())
    legend = " ".join([legend, *(found for found in _IN_BRACKETS.findall(text)
                                 if _LEGEND.search(found))])  # fmt: skip
    text = _IN_BRACKETS.sub(lambda found: "" if _LEGEND.search(found[1]) else found[0], text)
    pieces, others = _pieces(text)
    marked = [_marked(piece) for piece in pieces]
    parts = _joined([pair for pair in marked if _WORD.search(pair[0])])
    names: list[Name] = []
    marks = []
    for plain, mark in parts:
        if _MORE.match(plain):
            others = True
            continue
        among = _AMONG.match(plain)
        others = others or among is not None
        if mark:
            marks.append((len(names), mark))
        names.append(_name(among[1] if among else plain))
    extra: dict[str, Any] = {}
    people = with_marks(tuple(names), marks, {"note": _with_stars(legend, marks)}, extra, "author")
    if others:
        extra["others"] = True
    return Byline(people, others, extra)


def _with_stars(legend: str, marks: list[tuple[int, str]]) -> str:
    """Return the legend; a star that several share and nothing explains is of equal authors."""
    starred = sum("*" in mark for _, mark in marks)
    if starred > 1 and "*" not in legend:
        return f"{legend} * equal contribution"
    return legend


def _pieces(text: str) -> tuple[list[str], bool]:
    """Return what stands between commas and the word "and"; and whether more are meant."""
    raised: list[str] = []

    def keep(found: re.Match[str]) -> str:
        raised.append(found[1])
        return f"{RAISED}{len(raised) - 1}{RAISED}"

    text = _RAISED.sub(keep, text)
    parts = _SEPARATOR.split(text)
    pieces = [parts[0]]
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        is_weak = not sign.strip(BORDER) or sign == "\n"
        if is_weak and not (_is_whole(pieces[-1]) and _is_whole(part)):
            pieces[-1] += (" " if sign == "\n" else "") + part
        else:
            pieces.append(part)
    others = False
    told = []
    for piece in pieces:
        plain = " ".join(piece.replace(BORDER, "").split()).strip(" .:") if piece else ""
        plain = plain + "." if re.search(r"\b[A-Z]$", plain) and "." in piece else plain
        if (cut := CUT.sub("", plain).strip(" ,")) != plain:
            others, plain = True, cut
        plain = _RAISED.sub(lambda found: f"{RAISED}{raised[int(found[1])]}{RAISED}", plain)
        if plain:
            told.append(plain)
    return told, others


def _is_whole(piece: str) -> bool:
    """Return whether a piece can be a whole name: two words that begin in upper case, no verbs."""
    plain = _RAISED.sub("", piece.replace(BORDER, " "))
    plain, _ = strip_marks(plain.strip(SIGNS + " "))
    words = plain.split()
    return 2 <= len(words) <= 6 and words[0][:1].isupper() and words[-1][:1].isupper()


def _marked(piece: str) -> tuple[str, str]:
    """Return a name and the marks beside it."""
    marks = "".join(
        ",".join(part for part in re.split(r"[,\s]+", found) if part)
        for found in _RAISED.findall(piece)
    )
    plain = _RAISED.sub("", piece)
    start = len(plain) - len(plain.lstrip(SIGNS + " "))
    end = len(plain.rstrip(SIGNS + " "))
    marks += "".join(sign for sign in plain[:start] + plain[end:] if sign in SIGNS)
    plain, more = strip_marks(plain[start:end])
    found = re.fullmatch(r"([^,]+?)([\^+]+)(,.*)", plain)  # "Lee^, Yong Jae"
    if found:
        plain, more = found[1] + found[3], more + found[2]
    return clean_text(plain), (marks + more).replace("∗", "*").replace("⁎", "*")


def _joined(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put together what commas within names parted: suffixes, "Family, G." pairs."""
    told: list[tuple[str, str]] = []
    for plain, mark in parts:
        if told and SUFFIX.fullmatch(plain):
            told[-1] = f"{told[-1][0]}, {plain}", told[-1][1] + mark
        else:
            told.append((plain, mark))
    seconds, firsts = told[1::2], told[::2]
    if len(told) > 1 and len(told) % 2 == 0 and (
        all(INITIALS.fullmatch(plain) for plain, _ in seconds)
        or (len(told) > 2 and all(" " not in plain and not names_venue(plain) for plain, _ in told))
    ):  # fmt: skip
        return [
            (f"{family}, {given}", mark + more)
            for (family, mark), (given, more) in zip(firsts, seconds, strict=True)
        ]
    return _inverted(_leading_joined(told))


def _leading_joined(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the names of a byline whose first one alone is turned: "Poe, Ada L., Bo Li"."""
    words = [len(plain.split()) for plain, _ in parts]
    if len(words) < 3 or words[0] > 2 or 1 in words[2:]:
        return parts
    (family, mark), (given, more), *others = parts
    is_given = _GIVEN.fullmatch(given) if words[1] > 1 else words[0] == 1
    if not is_given or any(map(INITIALS.fullmatch, [given, *family.split()])):
        return parts
    return [(f"{family}, {given}", mark + more), *others]


def _inverted(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the names of a byline that mixes "Family, G." with "Family G.", others as they are."""
    told: list[tuple[str, str]] = []
    for plain, mark in parts:
        if told and INITIALS.fullmatch(plain) and re.fullmatch(r"[^\W\d_][\w'’-]+", told[-1][0]):
            told[-1] = f"{told[-1][0]}, {plain}", told[-1][1] + mark
        else:
            told.append((plain, mark))
    if len(told) == len(parts):
        return parts
    return [
        (re.sub(r"^([^\W\d_][\w'’-]+) ((?:[A-Z]\.[ -]?)+)$", r"\1, \2", plain), mark)
        for plain, mark in told
    ]


def _name(plain: str) -> Name:
    family, _, initials = plain.rpartition(" ")
    if family and "," not in plain and VANCOUVER.fullmatch(initials) and family[1:2].islower():
        return parse_initials(plain)
    return parse_name(plain)
