"""Entries of a list in one line: the signs that part names, title and venue."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from portal.kit.text import clean_text

from .html_lines import Line
from .html_papers import Owner, is_name
from .names import Byline, read_byline

_QUOTED = re.compile(r"[“\"«](.{8,400}?)[,.]?[”\"»]")
_APA = re.compile(
    r"^(?P<names>.{3,2000}?)\s*[(\[](?P<year>(?:19|20)\d\d)[a-z]?(?:,[^()]*)?[)\]]\s*[.,:]?\s*"
    r"(?P<title>.{8,400}?)[.?!](?P<end>\s+.*|$)"
)
_INITIAL = re.compile(r"(?:^|[\s.,-])[A-Z]$")
_STOP = re.compile(r"\.\s+|[.,]?\s+(?=[Ii]n[: ]+[A-Z\"“])|\s[–—|]\s")
MOST_STOPS = 40  # full stops at which names may end
SHORTEST_TITLE = 8


class Parts(NamedTuple):
    """What may be the names, the title and the rest of an entry."""

    names: str
    title: str
    end: str


def forms_of(text: str) -> Iterator[Parts]:
    """Yield how a line may be parted: by quotes, by a year in brackets, by full stops."""
    if quoted := _QUOTED.search(text):
        yield Parts(text[: quoted.start()], quoted[1], text[quoted.end() :])
    if found := _APA.match(text):
        yield Parts(found["names"], found["title"], f"{found['end']}, {found['year']}")
    for stop in list(re.finditer(r"[.:]\s+", text))[:MOST_STOPS]:
        if _INITIAL.search(text[: stop.start()]):
            continue
        start = stop.end() + SHORTEST_TITLE
        end = re.search(r"[.?!](?:\s|$)", text[start:])
        if end is None:
            return
        cut = start + end.start()
        yield Parts(text[: stop.start()], text[stop.end() : cut], text[cut + 1 :])


def cut_behind_names(line: Line, owner: Owner, legend: str) -> list[Line]:
    """Return a line, parted where names end and the venue begins: a full stop, italics, "In"."""
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
            if _INITIAL.search(before) or tried > MOST_STOPS:
                continue
            first = Line([*line.spans[:at], replace(span, text=before)])
            if names_of(first, owner, legend, strict=True):
                rest = replace(span, text=span.text[stop.end() :])
                return [first, Line([rest, *line.spans[at + 1 :]])]
    return [line]


def names_of(line: Line, owner: Owner, legend: str, *, strict: bool = False) -> Byline | None:
    """Return the byline that a line is, None for none."""
    if any(span.title for span in line.spans):
        return None
    return names_in(line.byline(), owner, legend, strict=strict)


def names_in(text: str, owner: Owner, legend: str, *, strict: bool = False) -> Byline | None:
    """Return the names in a text that is nothing else; where the owner is among them, little else.

    `strict` allows nothing else there, too.
    """
    text = re.sub(r"^[\s,.:;|)\]–—-]+|[\s,;:|–—-]+$", "", text)
    text = re.sub(r"(?i)^(?:with|joint work with|by|authors?:)\s+", "", text)
    text = re.sub(r"[(\[][^()\[\]]*(?:alphabetical)[^()\[\]]*[)\]]", "", text)
    byline = read_byline(text, legend)
    names = [name.full for name in byline.names]
    if not names:
        return None
    good = sum(map(is_name, names))
    is_owned = any(owner.is_named(name) for name in byline.names)
    if good < len(names) * (0.75 if is_owned and not strict else 1) or (not is_owned and good < 2):
        return None
    return byline
