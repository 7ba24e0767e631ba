"""Formatted text as CSL makes it: runs of one look, joined, and put right where they meet.

Source: CSL 1.0.2, "Formatting", "Text-case", "Quotes"; where it is silent, citeproc-js.
"""

import html
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .cases import BORDER, OPENED, SHUT, recased

OPEN, CLOSE = "\ue010", "\ue011"  # quotes, until it is known how deep they are
TAGS = {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "small-caps": ('<span class="small-caps">', "</span>"),
}
# What becomes of a mark when another follows. Source: citeproc-js, CSL.Output.Queue.
MEETING = {
    "!": {".": "!", "?": "!?", ":": "!", ",": "!,", ";": "!;"},
    "?": {"!": "?!", ".": "?", ":": "?", ",": "?,", ";": "?;"},
    ".": {"!": ".!", "?": ".?", ":": ".:", ",": ".,", ";": ".;"},
    ":": {"!": "!", "?": "?", ".": ":", ",": ":,", ";": ":;"},
    ",": {"!": ",!", "?": ",?", ":": ",:", ".": ",.", ";": ",;"},
    ";": {"!": "!", "?": "?", ":": ";", ".": ";", ",": ";,"},
}
OPENING, CLOSING = frozenset("\ue010\ue015\ue017"), frozenset("\ue011\ue016\ue018")
RAISED = frozenset(("sup", "sub"))
DOUBLE, ELBUOD, SINGLE, ELGNIS = "\ue015", "\ue016", "\ue017", "\ue018"  # quotes of the value
LITERAL = {DOUBLE: "“", ELBUOD: "”", SINGLE: "‘", ELGNIS: "’"}
_STRAIGHT = re.compile("[\"'“‘]")
_QUOTED = [
    (re.compile(r'(?<!\w)"([^"]*)"(?!\w)'), rf"{OPEN}\1{CLOSE}"),
    (re.compile("“([^”]*)”"), rf"{DOUBLE}\1{ELBUOD}"),
    (re.compile(r"(?<!\w)'((?:[^']|(?<=\w)'(?=\w))*)'(?!\w)"), rf"{SINGLE}\1{ELGNIS}"),
    (re.compile(r"‘((?:[^‘’]|(?<=\w)’(?=\w))*)’(?!\w)"), rf"{SINGLE}\1{ELGNIS}"),
]
_MARKUP = re.compile(r"<(/?)(i|b|sup|sub)>")
_MARKS = {"i": "italic", "b": "bold", "sup": "sup", "sub": "sub"}
_BORDERS = re.compile(f"[{BORDER}{SHUT}{OPENED}]")
_LETTERS = re.compile(
    r"[-0-9a-zA-Z\u0e01-\u0e5b\u00c0-\u017f\u0370-\u052f\u0590-\u05ff\u0600-\u06ff\u1f00-\u1fff]"
)
_ADDRESS = re.compile(
    r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]|(?<![\w/.])10\.\d{4,9}/[^\s<>\"]*[^\s<>\".,;:!?)\]]"
)


class Run(NamedTuple):
    """A piece of text of one look: a set of the keys of `TAGS`."""

    text: str
    looks: frozenset[str] = frozenset()


Runs = list[Run]
PLAIN: frozenset[str] = frozenset()


def plain(text: str) -> Runs:
    return [Run(text)] if text else []


def text_of(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def looking(runs: Runs, looks: frozenset[str]) -> Runs:
    """Return the runs with `looks` beside their own; italics within italics stand upright."""
    if not looks:
        return runs
    return [Run(run.text, run.looks ^ looks if looks & run.looks else run.looks | looks)
            for run in runs]  # fmt: skip


def joined(parts: Sequence[Runs], delimiter: str) -> Runs:
    """Return the parts that are not empty with `delimiter` between them."""
    found: Runs = []
    for part in parts:
        if part:
            if found and delimiter:
                found.append(Run(delimiter))
            found += part
    return found


def cased(runs: Runs, case: str, *, is_english: bool) -> Runs:
    """Return the runs in another case; titles only of English are put into title case."""
    if not runs or not case or (case in {"title", "sentence"} and not is_english):
        return runs
    text = runs[0].text
    for run, after in pairwise(runs):
        was, now = run.looks & RAISED, after.looks & RAISED
        text += (SHUT if now else OPENED if was else BORDER) + after.text
    parts = _BORDERS.split(recased(text, case))
    return [Run(part, run.looks) for part, run in zip(parts, runs, strict=True)]


def has_letters(runs: Runs) -> bool:
    """Whether the runs have a letter or digit of a script that is slanted when it is stressed."""
    return bool(_LETTERS.search(text_of(runs)))


def marked_up(text: str) -> Runs:
    """Return the runs of a value: i, b, sup and sub are looks, quotes that pair are marked."""
    if not text:
        return []
    if _STRAIGHT.search(text):
        for pattern, marks in _QUOTED:
            text = pattern.sub(marks, text)
        text = text.replace("'", "’")
    if "<" not in text:
        return [Run(text)]
    runs, looks, at = [], PLAIN, 0
    for found in _MARKUP.finditer(text):
        runs += [Run(text[at : found.start()], looks)] if found.start() > at else []
        look = _MARKS[found[2]]
        looks = looks - {look} if found[1] else looks | {look}
        at = found.end()
    return [*runs, *([Run(text[at:], looks)] if at < len(text) else [])]


def finished(runs: Runs, *, inside_quotes: bool, marks: tuple[str, str, str, str]) -> Runs:
    """Return the runs of an entry put right: marks that meet, spaces, quotes.

    `inside_quotes` says that commas and full stops stand before the closing quote; `marks` are
    the outer and the inner quotes, opening and closing.
    """
    merged: list[list[object]] = []
    letters: list[tuple[str, frozenset[str], int]] = []  # letter, looks, number of its run
    for number, run in enumerate(runs):
        letters += [(letter, run.looks, number) for letter in run.text]
    letters = _met(letters)
    if inside_quotes:
        letters = _moved_inside(letters)
        letters = _met(letters)
    depth = 0
    for letter, looks, _ in letters:
        sign = letter
        if letter in OPENING:
            sign = marks[0 if depth % 2 == 0 else 2]
            sign = LITERAL.get(letter, sign) if depth == 0 else sign
            depth += 1
        elif letter in CLOSING:
            depth = max(0, depth - 1)
            sign = marks[1 if depth % 2 == 0 else 3]
            sign = LITERAL.get(letter, sign) if depth == 0 else sign
        if merged and merged[-1][1] == looks:
            merged[-1][0] = f"{merged[-1][0]}{sign}"
        else:
            merged.append([sign, looks])
    return [Run(str(text), looks) for text, looks in merged]  # type: ignore[arg-type]


Letters = list[tuple[str, frozenset[str], int]]


def _met(letters: Letters) -> Letters:
    """Resolve marks that meet where two runs do, and spaces that double."""
    kept: Letters = []
    for letter in letters:
        sign, _, number = letter
        at = len(kept) - 1
        while at >= 0 and kept[at][0] == CLOSE and sign in MEETING:
            at -= 1  # a mark behind a closing quote meets the one before it
        before = kept[at][0] if at >= 0 else ""
        is_border = at >= 0 and kept[at][2] != number
        if sign == " " and before == " ":
            continue
        if is_border and sign == "." and before == " " and at and kept[at - 1][0] == ".":
            continue  # what stood between two full stops is empty
        if is_border and sign in MEETING and before in MEETING:
            if sign == before:
                continue
            pair = MEETING[before].get(sign, before + sign)
            if pair == before:
                continue
            if len(pair) == 1:
                kept[at] = (pair, kept[at][1], kept[at][2])
                continue
        kept.append(letter)
    while kept and kept[-1][0] == " ":
        kept.pop()
    while kept and kept[0][0] == " ":
        kept.pop(0)
    return kept


def _moved_inside(letters: Letters) -> Letters:
    kept: Letters = []
    for letter in letters:
        at = len(kept)
        while letter[0] in ".," and at > 0 and kept[at - 1][0] == CLOSE:
            at -= 1
        if at < len(kept):
            kept.insert(at, (letter[0], kept[at - 1][1] if at else letter[1], letter[2]))
        else:
            kept.append(letter)
    return kept


def as_text(runs: Runs) -> str:
    return text_of(runs)


def as_html(runs: Runs) -> str:
    """Return safe HTML: text escaped, addresses as links, looks as elements."""
    return "".join(_element(run) for run in runs)


def _element(run: Run) -> str:
    inner, at = [], 0
    for found in _ADDRESS.finditer(run.text):
        inner.append(html.escape(run.text[at : found.start()], quote=False))
        shown = html.escape(found[0], quote=False)
        lead = "" if found[0].startswith("http") else "https://doi.org/"
        inner.append(f'<a href="{lead}{html.escape(found[0])}">{shown}</a>')
        at = found.end()
    inner.append(html.escape(run.text[at:], quote=False))
    text = "".join(inner)
    for look in sorted(run.looks & TAGS.keys()):
        opening, closing = TAGS[look]
        text = f"{opening}{text}{closing}"
    return text
