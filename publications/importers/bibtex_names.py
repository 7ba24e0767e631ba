"""Names as BibTeX and BibLaTeX write them: parted, with the marks that stand beside them.

Source: BibTeX's own documentation ("BibTeXing", section 4) for "First von Last", "von Last, First"
and "von Last, Jr, First"; the biblatex manual, section 3.6, for `family=..., given=...`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from portal.kit.identifiers import InvalidIdentifier, normalize_orcid
from portal.kit.latex import decode
from portal.kit.text import clean_text
from publications.records import Name

from .bibtex_marks import SIGNS

MARKS = "*†‡§¶∗⁎^♯♮"
_IS_ODD = re.compile(rf"[\\{{}}$~`&{MARKS}=]|--|''")
_MARK = re.compile(rf"[{MARKS}]")
_TEAM = re.compile(r"^[^,]*\s[A-Z]\*$")
_LOOSE_ACCENT = re.compile(r"\\([uvHcdbkrt])\s+([^\W\d_])")
_RAISED = re.compile(rf"[\d,\s{MARKS}]+|[a-z](?:,[a-z])*")
_BEHIND = re.compile(rf"(?<=[^\s\\])\s*\\?((?:\\?[{MARKS}])+)(?=\s*(?:,|\s|$))")
_BEFORE = re.compile(rf"^((?:[{MARKS}])+)(?=\w)")
_SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)$")
_INITIALS = re.compile(r"[A-Z]{1,3}$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.[\s~-]*)+$")
_EXTENDED = re.compile(r"(?:^|,)\s*\"?(?:family|given)\s*=")
_PART = re.compile(r'"?([a-z-]+)\s*=\s*("[^"]*"|\{(?:[^{}]|\{[^{}]*\})*\}|[^,"]*)"?\s*(?:,|$)')
_OTHERS = re.compile(r"(?:others|et\.? al\.?)$", re.IGNORECASE)
_TAIL = re.compile(r",?\s+et\.? al\.?$", re.IGNORECASE)
_LATEX_MARKS = re.compile(
    r"(?:\\?\$?\^?\{?\\(dagger|ddagger|ast|star|dag|ddag|S|P)\}?\$?|"
    r"\\textsuperscript\{([^{}]*)\}|\$\^\{?([^${}]*)\}?\$)(?![A-Za-z])"
)


class People(NamedTuple):
    """The names of a field, the mark beside each (by its place, from 0), whether more are meant."""

    names: tuple[Name, ...]
    marks: tuple[tuple[int, str], ...]
    others: bool
    doubts: tuple[str, ...]


@lru_cache(maxsize=8192)
def read_people(text: str) -> People:
    """Return the people of the raw value of a field such as author."""
    parts = list(_parts(text))
    others = bool(parts) and bool(_OTHERS.match(parts[-1]))
    if others:
        parts.pop()
    elif parts and (tail := _TAIL.search(parts[-1])):
        others = True
        parts[-1] = parts[-1][: tail.start()]
    doubts = []
    if len(parts) > 1 and parts[-2].endswith(","):
        parts = [", ".join(part.rstrip(", ") for part in parts)]
    if len(parts) == 1 and (apart := _apart(parts[0])):
        doubts.append(f'"{_short(parts[0])}" was read as {len(apart)} names.')
        parts = apart
    if len(parts) > 1 and all(_is_vancouver(part) for part in parts):
        parts = [", ".join(part.rsplit(" ", 1)) for part in parts]
    names: list[Name] = []
    marks: list[tuple[int, str]] = []
    for part in parts:
        name, mark = _marked(part)
        if not name:
            continue
        if mark:
            marks.append((len(names), mark))
        names.append(name)
    return People(tuple(names), tuple(marks), others, tuple(doubts))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _parts(text: str) -> Iterator[str]:
    """Yield the names of a list: the words "and" outside of braces stand between them."""
    text = clean_text(text)
    if "{" not in text:
        pieces = text.split(" and ")
        if " AND " in text or " And " in text:
            pieces = re.split(r"(?i) and ", text)
    else:
        pieces = split_outside(text, _AND)
    for piece in pieces:
        if piece := piece.strip().removeprefix("and ").removesuffix(" and").strip(" ;"):
            yield piece


_AND = re.compile(r"\\.|[{}]|\band(?=\s)", re.IGNORECASE)
_COMMA = re.compile(r"\\.|[{},]")
_SEMICOLON = re.compile(r"\\.|[{};]")


def split_outside(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return `text` cut at every separator that stands outside of braces.

    The pattern finds escapes and braces too; the word "and" needs white space before it.
    """
    pieces, depth, start = [], 0, 0
    for found in separator.finditer(text):
        sign = found.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign[0] != "\\" and depth <= 0:
            before = text[found.start() - 1 : found.start()]
            if sign in ",;" or not before.strip():
                pieces.append(text[start : found.start()])
                start = found.end()
    return [*pieces, text[start:]]


def _apart(text: str) -> list[str]:
    """Return the names of a list without "and": "A. Smith, B. Jones, C. Brown"; [] for one name."""
    if _EXTENDED.search(text) or is_group(text):
        return []
    pieces = [piece.strip() for piece in split_outside(text, _SEMICOLON)]
    if len(pieces) > 1 and not re.search(r"&[#\w]+;", text):
        return [piece for piece in pieces if piece]
    pieces = [piece.strip() for piece in split_outside(text, _COMMA)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 4 and not (len(pieces) == 3 and all(" " in piece for piece in pieces)):
        return []
    if all(_DOTTED.match(decode(piece)) for piece in pieces[1::2]) and len(pieces) % 2 == 0:
        return [", ".join(pieces[place : place + 2]) for place in range(0, len(pieces), 2)]
    return pieces if all(" " in piece or "~" in piece for piece in pieces) else []


def _is_vancouver(text: str) -> bool:
    """Return whether `text` is a family name with initials behind it: "Lee SY"."""
    family, _, initials = text.rpartition(" ")
    return bool(_INITIALS.match(initials)) and family[1:2].islower() and "," not in text


def is_group(text: str) -> bool:
    """Return whether one pair of braces holds all of `text`."""
    if text[:1] != "{" or text[-1:] != "}":
        return False
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text):
        if found.group() in "{}":
            depth += 1 if found.group() == "{" else -1
            if depth == 0:
                return found.end() == len(text)
    return False


@lru_cache(maxsize=16384)
def _marked(text: str) -> tuple[Name | None, str]:
    """Return a name and the marks that stood at its parts, which are no part of it.

    A star behind a single letter is part of a team's name: "Sagittarius A*".
    """
    if not _IS_ODD.search(text):
        return _plain_name(text) or _name(text), ""
    if is_group(text):
        literal = decode(text)
        return (Name(literal=literal) if literal else None), ""
    if _EXTENDED.search(text):
        return _extended(text), ""
    marks: list[str] = []

    def take(found: re.Match[str]) -> str:
        inner = found[2] or found[3] or ""
        mark = SIGNS[found[1]] if found[1] else decode(f"${inner}$").strip("$")
        if found[1] or _RAISED.fullmatch(mark):
            marks.append(mark)
            return ""
        return found.group()

    if _TEAM.search(text):
        return Name(literal=decode(text)), ""
    text = _LOOSE_ACCENT.sub(r"\\\1{\2}", text)
    has_latex = "\\" in text or "$" in text
    plain = _LATEX_MARKS.sub(take, text) if has_latex else text
    if _MARK.search(plain):
        plain, more = _without_marks(plain)
        marks += more
    return _name(plain), "".join(marks)


def _without_marks(text: str) -> tuple[str, list[str]]:
    """Return `text` without the marks at the words of a person's name, and the marks."""
    marks: list[str] = []

    def take(found: re.Match[str]) -> str:
        marks.append(found[1].replace("∗", "*").replace("⁎", "*"))
        return ""

    return _BEFORE.sub(take, _BEHIND.sub(take, text)), marks


def _plain_name(text: str) -> Name | None:
    """Return the parts of "Family, Given" where nothing more is to be found out, else None."""
    family, _, given = text.partition(", ")
    if not given or "," in given or " " in family or _SUFFIX.match(given):
        return None
    return Name(family=family, given=given)


def _extended(text: str) -> Name | None:
    told = {}
    for key, value in _PART.findall(text):
        told[key] = decode(value.strip('"'))
    prefix = told.get("prefix", "")
    drops = told.get("useprefix", "") == "false"
    orcid = ""
    if "orcid" in told:
        try:
            orcid = normalize_orcid(told["orcid"])
        except InvalidIdentifier:
            orcid = ""
    family, given = told.get("family", ""), told.get("given", "") or told.get("given-i", "")
    if not family and not given:
        return None
    return Name(
        family=family or given,
        given=given if family else "",
        non_dropping_particle="" if drops else prefix,
        dropping_particle=prefix if drops else "",
        suffix=told.get("suffix", ""),
        orcid=orcid,
    )


def _name(text: str) -> Name | None:
    """Return the parts of one name, None if there is nothing in it."""
    is_plain = "{" not in text and "\\" not in text
    pieces = text.split(",") if is_plain else split_outside(text, _COMMA)
    pieces = [piece.strip(" ~") for piece in pieces]
    while pieces and not pieces[-1]:
        pieces.pop()
    if not pieces:
        return None
    if len(pieces) == 1:
        return _first_last(pieces[0])
    family, given = pieces[0], pieces[-1]
    suffix = ", ".join(pieces[1:-1])
    if len(pieces) > 2 and _SUFFIX.match(given) and not _SUFFIX.match(suffix):
        given, suffix = suffix, given
    elif len(pieces) == 2 and _SUFFIX.match(given):
        given, suffix = "", given
        if " " in family:
            return _with_suffix(_first_last(family), suffix)
    particle, family = _particle(_words(family))
    decoded = decode(family)
    if not decoded:
        return _first_last(given) if given else None
    if not suffix and not is_group(family) and (tail := re.search(r"\s([JS]r\.?)$", decoded)):
        decoded, suffix = decoded[: tail.start()], tail[1]
    return Name(
        family=decoded,
        given=decode(given),
        non_dropping_particle=decode(particle),
        suffix=decode(suffix),
    )


def _with_suffix(name: Name | None, suffix: str) -> Name | None:
    if name is None:
        return None
    return Name(
        family=name.family,
        given=name.given,
        non_dropping_particle=name.non_dropping_particle,
        suffix=decode(suffix),
    )


def _words(text: str) -> list[str]:
    """Return the words of `text`; braces hold theirs together, ~ stands between words."""
    if "{" not in text:
        return text.replace("~", " ").split()
    words, depth, word = [], 0, ""
    for sign in re.findall(r"\\.|[{}]|[\s~]+|[^\\{}\s~]+", text):
        if depth == 0 and (sign.isspace() or sign[0] == "~"):
            words.append(word)
            word = ""
            continue
        depth += {"{": 1, "}": -1}.get(sign, 0)
        word += sign
    return [word for word in [*words, word] if word]


def _is_particle(word: str) -> bool:
    """Return whether `word` begins in lower case; braced words have no case. Source: BibTeXing."""
    first = word[0]
    if first.isalpha():
        return first.islower()
    if first == "{" and word[1:2] != "\\":
        return False
    first = decode(word).lstrip("'’‘")[:1]
    return first.isalpha() and first.islower()


def _particle(words: list[str]) -> tuple[str, str]:
    """Return the particles that begin a family name, and the rest."""
    count = 0
    while count < len(words) - 1 and _is_particle(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _first_last(text: str) -> Name | None:
    """Return the parts of a name without commas: first names, particles, last name."""
    words = _words(text)
    suffix = ""
    if len(words) > 2 and _SUFFIX.match(words[-1]):
        suffix = words.pop()
    if not words:
        return None
    start = next(
        (place for place, word in enumerate(words[:-1]) if _is_particle(word)), len(words) - 1
    )
    particle, family = _particle(words[start:])
    given = " ".join(words[:start])
    if not decode(family):
        return None
    return Name(
        family=decode(family),
        given=decode(given),
        non_dropping_particle=decode(particle),
        suffix=decode(suffix),
    )
