"""Own names and signs in a citation that somebody else formats: found again by marks, not by text.

A name that is to be seen goes into the formatter between two characters of private use, the first
of which tells its place in the byline; what comes out is marked wherever the style put it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.utils.html import escape

from publications.citations import citable, cite
from publications.records import Name, Record

from .references import EQUAL_SIGNS, awards_of, is_own

FIRST, END = 0xE100, "\uf8ff"  # of the private use area, U+E000 to U+F8FF
MARKS = re.compile(f"[{chr(FIRST)}-{END}]")
GAP = r"[\s\u00a0\u202f]"


def styled_reference(record: Record, own_page: str, style: str) -> str:
    """Return `record` in a CSL style and its awards, as `plain_reference` has them."""
    html = cite(citable(marked(record, own_page)), style).html
    return " ".join([unmarked(html, record, own_page), *awards_of(record)])


def marked(record: Record, own_page: str) -> Record:
    """Return `record` with marks around the family names that `unmarked` makes strong or signs."""
    return record.but(authors=tuple(_marked(record.authors, own_page)))


def _marked(names: Sequence[Name], own_page: str) -> Iterator[Name]:
    for place, name in enumerate(names):
        is_seen = is_own(name, own_page) or name.equal_group
        if not is_seen or FIRST + place >= ord(END):
            yield name
            continue
        mark = chr(FIRST + place)
        if name.literal:
            yield replace(name, literal=f"{mark}{name.literal}{END}")
        else:
            yield replace(name, family=f"{mark}{name.family}{END}")


def unmarked(html: str, record: Record, own_page: str) -> str:
    """Return a citation of `marked(record)` in safe HTML without marks.

    The own name is strong, with the given name or initials beside it; signs stand behind names.
    """
    for mark in {*MARKS.findall(html)} - {END}:
        name = record.authors[ord(mark) - FIRST]
        html = _around(mark, name).sub(_printer(name, own_page), html)
    return html


def _around(mark: str, name: Name) -> re.Pattern[str]:
    """Return what finds a marked name with its particles and given name, before it or behind."""
    parts = [name.dropping_particle, name.non_dropping_particle, name.suffix.rstrip(".")]
    beside = [re.escape(escape(part)) + r"\.?" for part in parts if part]
    beside += _given(name.given)
    marked = f"{mark}[^{END}]*{END}"
    if not beside:
        return re.compile(marked)
    either = f"(?:{'|'.join(beside)})"
    gap = GAP + ("+" if name.given.isascii() else "*")  # 李明 has none
    return re.compile(rf"(?:(?<!\w){either}{gap})*{marked}(?:,?{gap}{either}(?!\w))*")


def _given(given: str) -> list[str]:
    """Return patterns of a given name: in full, and as initials, "J.-P.", "J. P.", "JP"."""
    parts = [part for part in re.split(r"[\s.\-\u2010]+", given) if part]
    if not parts:
        return []
    initials = rf"(?:[.\-\u2010]|{GAP})*".join(re.escape(part[0]) for part in parts)
    return [re.escape(escape(given)), rf"{initials}\.?"]


def _printer(name: Name, own_page: str) -> Callable[[re.Match[str]], str]:
    sign = EQUAL_SIGNS[name.equal_group - 1] if name.equal_group else ""

    def printed(found: re.Match[str]) -> str:
        text = MARKS.sub("", found.group())
        text = f"<strong>{text}</strong>" if is_own(name, own_page) else text
        return f'{text}<sup class="sign">{sign}</sup>' if sign else text

    return printed
