"""The order of texts, near to that of Unicode's collation (UTS #10, root), without its tables."""

import re
import unicodedata
from functools import cache
from typing import Any

MARKS = "_-–—,;:!?.‘’“”'\"()[]{}§¶@*/\\&#%`´^+<=>|~$"
PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "þ": "th", "ð": "d"}
_MARKS = re.compile("[\ue010-\ue018]")
Key = tuple[list[tuple[int, int]], str, str]


@cache
def _weights(letter: str) -> tuple[tuple[int, int], ...]:
    """Return the weights of a letter: spaces first, then marks, numbers and letters."""
    if letter.isspace():
        return ((0, 0),)
    found = []
    for part in unicodedata.normalize("NFKD", PLAIN.get(letter, letter)):
        if unicodedata.combining(part):
            continue
        if part.isalnum():
            found.append((3 if part.isalpha() else 2, ord(part)))
        else:
            found.append((1, MARKS.find(part) % 256))
    return tuple(found)


def collated(text: str) -> Key:
    """Return by what a text sorts: letters alone, then accents, then small before capital."""
    text = _MARKS.sub("", text).strip(" .,:;[]'\"")
    small = text.casefold()
    return [weight for letter in small for weight in _weights(letter)], small, text.swapcase()


class Reversed:
    """A key that sorts the other way round."""

    def __init__(self, key: Any) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reversed) and bool(self.key == other.key)

    def __lt__(self, other: "Reversed") -> bool:
        return bool(other.key < self.key)

    def __hash__(self) -> int:
        return hash(self.key)


def letters(number: int) -> str:
    """Return "a" for 0, "b" for 1, "aa" for 26."""
    text, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
