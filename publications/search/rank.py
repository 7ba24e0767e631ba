"""In which order publications are shown, the same on every database."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from .language import Term
from .match import Candidate

Key = tuple[int, int, int]
Holds = Callable[[str], bool]


def ranking(terms: Sequence[Term]) -> Callable[[Candidate], Key]:
    """Return the key by which matches are sorted.

    Titles that are the words; that have them side by side; that have all of them; that have words
    which begin so: of each the shorter the better. Then bylines that have all; then what has some
    in one, some in the other, or in the venue; then the rest. Among equals the newest.
    """
    free = [term for term in terms if term.column in {"", "title"}]
    in_title = _holding(free)
    entirely = _holding([replace(term, is_prefix=False) for term in free])
    in_names = _holding([term for term in terms if term.column in {"", "names"}])
    whole = " ".join(word for term in terms for word in term.words)
    size = len(whole.split())

    def key(row: Candidate) -> Key:
        text = f" {row.title} "
        if in_title(text):
            if row.title == whole:
                return 0, 0, -row.place
            fit = 1 if f" {whole} " in text else 2 if entirely(text) else 3
            return fit, -int(10 * size / len(row.title.split())), -row.place
        if in_names(f" {row.names} "):
            return 4, 0, -row.place
        return 5 if in_title(f"{text}| {row.names} | {row.venue} ") else 6, 0, -row.place

    return key


def _holding(terms: Sequence[Term]) -> Holds:
    """Return whether a folded text, spaces at both ends, holds every one of `terms`, if any."""
    needles = [_needles(term) for term in terms]
    single: Any = [each[0] for each in needles if len(each) == 1]
    several = [each for each in needles if len(each) > 1]
    if not needles:
        return lambda _text: False

    def holds(text: str) -> bool:
        return all(map(text.__contains__, single)) and all(
            any(map(text.__contains__, each)) for each in several
        )

    return holds


def _needles(term: Term) -> list[str]:
    """Return the texts one of which a text must hold."""
    end = "" if term.is_prefix else " "
    return [f" {' '.join(term.words)}{end}", *(f" {word}{end}" for word in term.others)]
