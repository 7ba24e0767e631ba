"""Where the words that were sought stand in a text, for people to see."""

import re
from collections.abc import Iterable, Sequence

from portal.kit.text import fold, other_spellings

from .language import Term

Pieces = list[tuple[str, bool]]  # a part of the text, and whether it was sought
AROUND = 240  # letters of a snippet
_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")
_WORD = re.compile(r"\w+(?:[-‐‑'’]\w+)*")


def marked(text: str, terms: Sequence[Term]) -> Pieces:
    """Return `text` in pieces, those apart whose words were sought."""
    pieces: Pieces = []
    end = 0
    for start, stop in _places(text, terms):
        if start > end:
            pieces.append((text[end:start], False))
        pieces.append((text[start:stop], True))
        end = stop
    return [*pieces, (text[end:], False)] if end < len(text) else pieces


def marked_html(markup: str, terms: Sequence[Term]) -> str:
    """Return safe HTML of text and links with `mark` around what was sought."""
    plain = markup.replace("&#39;", "'")
    words = [word for term in terms for word in (*term.words, *term.others)]
    if markup.isascii() and not _may_hold(plain, words):
        return markup
    parts = _MARKUP.split(plain)
    for index in range(0, len(parts), 2):
        pieces = marked(parts[index], terms)
        parts[index] = "".join(f"<mark>{text}</mark>" if hit else text for text, hit in pieces)
    return "".join(parts)


def snippet(text: str, terms: Sequence[Term]) -> Pieces:
    """Return the part of `text` that holds most of what was sought, cut at words; [] if none."""
    places = list(_places(text, terms))
    if not places:
        return []
    best = max(
        range(len(places)),
        key=lambda at: (len(_within(text, places, at)), -at),
    )
    start = max(0, places[best][0] - AROUND // 4)
    start = text.find(" ", start) + 1 if start else 0
    stop = start + AROUND
    stop = text.rfind(" ", start, stop) if stop < len(text) else len(text)
    pieces = marked(text[start:stop], terms)
    return [*([("… ", False)] if start else []), *pieces, *([(" …", False)] * (stop < len(text)))]


def _within(text: str, places: Sequence[tuple[int, int]], at: int) -> set[str]:
    """Return which words stand near the place `at`."""
    first = places[at][0]
    return {fold(text[a:b]) for a, b in places[at:] if b <= first + AROUND * 3 // 4}


def _places(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    whole, begun = set(), []
    for term in terms:
        words = [*term.words, *term.others]
        if term.is_prefix:
            begun += [term.words[-1], *term.others]
        whole.update(words)
    if text.isascii() and not _may_hold(text, whole):
        return []
    starts = tuple(begun)
    return [
        found.span()
        for found in _WORD.finditer(text)
        if any(word in whole or word.startswith(starts) for word in _folded(found[0]))
    ]


def _may_hold(text: str, words: Iterable[str]) -> bool:
    """Return whether a text in ASCII has the letters of one of `words` in a row. A quick test."""
    lower = text.lower()
    joined = lower.translate(_JOINS)
    return any(word in lower or word in joined for word in words)


_JOINS = {ord("-"): None, ord("'"): None}


def _folded(word: str) -> Sequence[str]:
    """Return the words by which one of a text is found; most are nothing but themselves."""
    if word.isascii() and word.isalnum():
        return (word.lower(),)
    return (*fold(word).split(), *other_spellings(word))
