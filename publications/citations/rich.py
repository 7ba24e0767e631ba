"""Formatted text as CSL makes it: runs of one look, joined, and put right where they meet.

Source: CSL 1.0.2, "Formatting", "Text-case", "Quotes"; where it is silent, citeproc-js.
"""

import html
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
SMALL_WORDS = frozenset(
    """
    a across after against along among amongst an and around as at atop before behind below beneath
    beside besides between beyond but by circa contra de despite down during except for from given
    in inside into like near nor of off on onto or out outside over past per plus pro qua re
    regarding round since so than the through throughout till to toward towards under underneath
    unlike until up upon v van versus via vis-à-vis von vs with within without yet
    """.split()  # noqa: SIM905 -- a list of words reads better as words
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


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


def cased(runs: Runs, case: str, *, is_english: bool) -> Runs:  # noqa: PLR0911 -- a case each
    """Return the runs in another case; titles only of English are put into title case."""
    if not runs or not case:
        return runs
    if case == "lowercase":
        return [Run(run.text.lower(), run.looks) for run in runs]
    if case == "uppercase":
        return [Run(run.text.upper(), run.looks) for run in runs]
    if case == "capitalize-first":
        return _first_capital(runs)
    if case == "capitalize-all":
        return [Run(re.sub(r"(?<![\w’'])\w", _upper, run.text), run.looks) for run in runs]
    if case == "title" and is_english:
        return _title_case(runs)
    if case == "sentence" and is_english:
        text = text_of(runs)
        if text.isupper():
            runs = [Run(run.text.lower(), run.looks) for run in runs]
        return _first_capital(runs)
    return runs


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()


def _first_capital(runs: Runs) -> Runs:
    for at, run in enumerate(runs):
        if run.text.strip():
            start = len(run.text) - len(run.text.lstrip(f" {OPEN}‘“"))
            word = run.text[start : start + 1].upper() + run.text[start + 1 :]
            return [*runs[:at], Run(run.text[:start] + word, run.looks), *runs[at + 1 :]]
    return runs


def _title_case(runs: Runs) -> Runs:
    whole = text_of(runs)
    if whole.isupper() and len(whole) > 8:
        runs = [Run(run.text.lower(), run.looks) for run in runs]
    size, at, done = len(text_of(runs)), 0, []
    for run in runs:
        pieces = re.split(r"(\s+|[-–—/](?=\w)|[(“‘\"\[])", run.text)
        place, out, is_start = at, [], at == 0
        for number, piece in enumerate(pieces):
            if number % 2 or not piece:
                out.append(piece)
            else:
                before = ((done and done[-1].text) or "") + "".join(out)
                after_stop = bool(re.search(r"[:?!.]\s+[“‘\"(\[]?$", before)) or bool(
                    re.search(r"[—“‘\"]$", before)
                )
                is_edge = is_start or after_stop or place + len(piece) >= size
                out.append(_capital(piece, is_edge=is_edge))
            place += len(piece)
            is_start = is_start and not piece.strip(' (“‘"[')
        done.append(Run("".join(out), run.looks))
        at += len(run.text)
    return done


def _capital(word: str, *, is_edge: bool) -> str:
    core = word.strip(".,;:!?)]’'\"”")
    if core != core.lower() or (core.lower() in SMALL_WORDS and not is_edge):
        return word
    if word.startswith("$") or not word[:1].isalpha():
        return word
    return word[0].upper() + word[1:]


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
        if letter == OPEN:
            sign, depth = marks[0 if depth % 2 == 0 else 2], depth + 1
        elif letter == CLOSE:
            depth = max(0, depth - 1)
            sign = marks[1 if depth % 2 == 0 else 3]
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
        address = html.escape(found[0])
        inner.append(f'<a href="{address}">{address}</a>')
        at = found.end()
    inner.append(html.escape(run.text[at:], quote=False))
    text = "".join(inner)
    for look in sorted(run.looks & TAGS.keys()):
        opening, closing = TAGS[look]
        text = f"{opening}{text}{closing}"
    return text
