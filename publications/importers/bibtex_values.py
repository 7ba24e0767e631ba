"""Values as a .bib file writes them: quoted, braced, joined with #, named by macros."""

import re
from collections.abc import Iterable
from functools import cached_property

from bibtexparser.model import String
from bibtexparser.splitter import Splitter

from .bibtex_dates import MACROS, NAMES
from .doubts import KEPT, Doubts

LONGEST = 100_000  # characters of a macro; what is longer comes from macros that double themselves
HEADS = re.compile(r"^[ \t]*@(\w+)[ \t]*[{(]\s*([^\s,={}()]*)", re.MULTILINE)
_WORD = re.compile(r"[^\s#{}\"]+")
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w+:-]*)\s*=\s*(?=[{\"\w])")
_HEAD = re.compile(r"\s*@\s*([^\s{(,=@]+)\s*([{(])\s*")
_KEY = re.compile(r"([^\s,={}\"]*)\s*(,|(?=[A-Za-z][\w+:-]*\s*=))\s*")
_NAME = re.compile(r"[\s,]*([A-Za-z_][^\s={}(),\"#%]*)\s*=\s*")


class Macros:
    """The strings of a file, by name in lower case; the months are there from the start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known = NAMES | MACROS

    def define(self, name: str, raw: str, doubts: Doubts) -> None:
        """Keep the value of an @string as it stands now, as BibTeX does."""
        value = evaluate(raw, self, doubts, (name.lower(),))
        if len(value) > LONGEST:
            what = f'The string "{name}" is longer than {LONGEST:,} characters.'
            doubts.add(what, "It was cut. Look for strings that repeat others.")
            value = value[:LONGEST]
        self.known[name.lower()] = value

    def value(self, name: str, doubts: Doubts, within: tuple[str, ...] = ()) -> str | None:
        """Return what `name` stands for, also where its @string comes later; None if for nothing.

        `within` names the strings whose values are being worked out.
        """
        name = name.lower()
        if name in self.known:
            return self.known[name]
        if name not in self._later:
            return None
        if name in within:
            what = f'The string "{name}" is made of itself.'
            doubts.add(what, "It was left out there.")
            return ""
        value = evaluate(self._later[name], self, doubts, (*within, name))[:LONGEST]
        self.known[name] = value
        return value

    @cached_property
    def _later(self) -> dict[str, str]:
        """The values of all strings of the file as they are written."""
        found: dict[str, str] = {}
        heads = list(HEADS.finditer(self.text))
        ends = [head.start() for head in heads[1:]] + [len(self.text)]
        for head, end in zip(heads, ends, strict=False):
            if head[1].lower() == "string":
                for block in Splitter(self.text[head.start() : end]).split().blocks:
                    if isinstance(block, String):
                        found.setdefault(block.key.lower(), block.value)
        return found


def fields_of(
    pairs: Iterable[tuple[str, str]],
    macros: Macros,
    doubts: Doubts,
) -> dict[str, str]:
    """Return the fields of an entry by name in lower case, their values without outer braces.

    Of a field that stands there twice the first is the one, as for BibTeX; another one that says
    something else is kept under a name with a number.
    """
    fields: dict[str, str] = {}
    for key, raw in pairs:
        name = key.lower()
        if not name.isidentifier() and not _is_name(name):
            name = _tidied(key, doubts)
        is_braced = raw[:1] == "{" and raw[-1] == "}" and "#" not in raw and "=" not in raw
        if is_braced or (raw[:1] == '"' == raw[-1] and raw.count('"') == 2):
            value = raw[1:-1]
        elif raw.isdigit():
            value = raw
        else:
            more: list[tuple[str, str]] = []
            value = evaluate(raw, macros, doubts, more=more)
            for other, rest in more:
                doubts.add(f'A comma is missing before "{other}".', "Add it.")
                fields.setdefault(other.lower(), evaluate(rest, macros, doubts))
        if name not in fields:
            fields[name] = value
        elif value.strip() != fields[name].strip():
            number = 2
            while f"{name}_{number}" in fields:
                number += 1
            fields[f"{name}_{number}"] = value
            what = f'The field "{name}" stands there {number} times; the first one is taken.'
            doubts.add(what, KEPT)
    return fields


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[\w+:./*-]+", name) is not None


def _tidied(
    key: str,
    doubts: Doubts,
) -> str:
    """Return the name of a field before which something stands that does not belong there."""
    lines = [line for line in key.split("\n") if not line.lstrip().startswith("%")]
    words = " ".join(lines).split() or ["unnamed"]
    if len(words) > 1:
        what = f'"{" ".join(words[:-1])[:60]}" belongs to no field.'
        doubts.add(what, "It was left out.")
    return words[-1].lower()


def evaluate(
    raw: str,
    macros: Macros,
    doubts: Doubts,
    within: tuple[str, ...] = (),
    more: list[tuple[str, str]] | None = None,
) -> str:
    """Return the value of an expression: parts in quotes or braces, numbers, macros, # between.

    A field that follows without a comma is added to `more`.
    """
    parts: list[str] = []
    place, length, is_joined = 0, len(raw), True
    while place < length:
        if raw[place].isspace():
            place += 1
        elif raw[place] == "#":
            is_joined = True
            place += 1
        else:
            if not is_joined:
                found = _NEXT_FIELD.match(raw, place)
                if found and more is not None:
                    more.append((found[1], raw[found.end() :]))
                    break
                parts.append(" ")
            text, place = _part(raw, place, macros, doubts, within)
            parts.append(text)
            is_joined = False
            if sum(map(len, parts)) > 10 * LONGEST + length:
                break
    return "".join(parts)


def _part(
    raw: str,
    place: int,
    macros: Macros,
    doubts: Doubts,
    within: tuple[str, ...],
) -> tuple[str, int]:
    """Return one part of an expression and the place behind it."""
    if raw[place] in '{"':
        end = closing(raw, place) or closing(raw, place, counts_escaped=True)
        return (raw[place + 1 : end], end + 1) if end else (raw[place + 1 :], len(raw))
    found = _WORD.match(raw, place)
    if found is None:  # a brace too many
        return "", place + 1
    word = found.group()
    if word.isdigit():
        return word, found.end()
    value = macros.value(word, doubts, within)
    if value is None:
        if _NEXT_FIELD.match(raw, place) is None and re.fullmatch(r"[A-Za-z][\w:+-]*", word):
            what = f'"{word}" is neither in quotes nor a string that the file defines.'
            doubts.add(what, "It was taken as it is written.")
        value = word
    return value, found.end()


_SIGNS = re.compile(r'(?<!\\)[{}"]')
_ALL_SIGNS = re.compile(r'[{}"]')


def closing(raw: str, start: int, *, counts_escaped: bool = False) -> int:
    """Return where the part that opens at `start` is closed, 0 if nowhere.

    BibTeX counts every brace; most people think that one behind a backslash does not count.
    """
    is_quoted = raw[start] == '"'
    depth = 0
    for found in (_ALL_SIGNS if counts_escaped else _SIGNS).finditer(raw, start + is_quoted):
        sign = found.group()
        if sign == '"':
            if is_quoted and depth == 0 and (counts_escaped or raw[found.start() - 1] != "\\"):
                return found.start()
        else:
            depth += 1 if sign == "{" else -1
            if depth == 0 and not is_quoted:
                return found.start()
    return 0


def _value_end(raw: str, start: int, end: str) -> int:
    """Return where the value that begins at `start` ends; 0 if a part of it is never closed."""
    place = start
    while place < len(raw) and raw[place] not in f",{end}":
        if raw[place] in '{"':
            stop = closing(raw, place, counts_escaped=True)
            if not stop:
                return 0
            place = stop + 1
        elif raw[start:place].strip() and _NEXT_FIELD.match(raw, place):
            break
        else:
            place += 1
    return place


_SWALLOWED = re.compile(r",\s*[A-Za-z][\w+:-]*\s*=\s*[{\"\w]")


def recovered(raw: str) -> tuple[str, str, list[tuple[str, str]], bool] | None:
    """Return (type, key, fields, whether it is closed) of an entry by BibTeX's own rules, or None.

    An entry of which only the last bracket is missing is read; one with a value that runs on into
    other fields is not. The splitter gives up where a comma is missing behind the key, where a
    brace stands behind a backslash, or where quotes stand in braces in quotes.
    """
    head = _HEAD.match(raw)
    if head is None:
        return None
    kind = head[1].lower()
    key = ""
    place = head.end()
    if kind != "string":
        if not (found := _KEY.match(raw, place)):
            return None
        key, place = found[1], found.end()
    fields: list[tuple[str, str]] = []
    end = "}" if head[2] == "{" else ")"
    while True:
        while place < len(raw) and (raw[place].isspace() or raw[place] == ","):
            place += 1
        if place >= len(raw) or raw[place] == end:
            break
        if not (name := _NAME.match(raw, place)):
            return None
        stop = _value_end(raw, name.end(), end)
        if not stop:
            return None
        fields.append((name[1], raw[name.end() : stop].strip()))
        place = stop
    is_closed = place < len(raw)
    if not fields or (not is_closed and _SWALLOWED.search(fields[-1][1])):
        return None
    return kind, key, fields, is_closed
