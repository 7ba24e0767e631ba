"""Upper and lower case of titles.

Source: CSL 1.0.2, "Text-case"; where it is silent, citeproc-js.
"""

import re
from collections.abc import Callable

SKIPPED = frozenset((
    "about", "above", "across", "afore", "after", "against", "al", "along", "alongside",
    "amid", "amidst", "among", "amongst", "anenst", "apropos", "apud", "around", "as",
    "aside", "astride", "at", "athwart", "atop", "barring", "before", "behind", "below",
    "beneath", "beside", "besides", "between", "beyond", "but", "by", "circa", "despite",
    "down", "during", "et", "except", "for", "forenenst", "from", "given", "in", "inside",
    "into", "lest", "like", "modulo", "near", "next", "notwithstanding", "of", "off", "on",
    "onto", "out", "over", "per", "plus", "pro", "qua", "sans", "since", "than", "through",
    "thru", "throughout", "thruout", "till", "to", "toward", "towards", "under", "underneath",
    "until", "unto", "up", "upon", "versus", "vs.", "v.", "vs", "v", "via", "vis-à-vis",
    "with", "within", "without", "or", "yet", "so", "and", "nor", "a", "an", "the", "de",
    "d'", "von", "van", "c", "ca",
))  # fmt: skip
BORDER, SHUT, OPENED = "\ue012", "\ue013", "\ue014"  # between runs; before and behind sub and sup
_TAG = re.compile(r"([‘’“”\"'\-–—/.,;?!:\[\]()\ue010-\ue018])")
_SPACE = re.compile(r"([\u00a0 \u2000-\u200b\u205f\u3000]+)")
_GREEK = re.compile(r"[\u0370-\u03ff]")


def recased(text: str, case: str) -> str:
    """Return `text`, in which runs are parted by `BORDER` and the like, in another case."""
    if case == "lowercase":
        return text.lower()
    if case == "uppercase":
        return "".join(part.upper() if place % 2 == 0 else part
                       for place, part in enumerate(_TAG.split(text)))  # fmt: skip
    if case == "capitalize-all":
        return re.sub(r"(?<![^\s\ue010-\ue018])\w", lambda found: found[0].upper(), text)
    if case == "title":
        return _title(text)
    return _each_word(text, _Sentence(lowers=case == "sentence"))


def _capital(word: str) -> str:
    return word if _GREEK.fullmatch(word) else word[:1].upper() + word[1:]


class _Sentence:
    """Words of which the first gets a capital, unless it has one; `lowers` the others."""

    def __init__(self, *, lowers: bool) -> None:
        self.is_first, self.lowers = True, lowers

    def __call__(self, word: str) -> str:
        if self.is_first:
            self.is_first = False
            return _capital(word) if word == word.lower() or self.lowers else word
        return word.lower() if self.lowers else word


def _each_word(text: str, change: Callable[[str], str]) -> str:
    parts = _TAG.split(text)
    for place in range(0, len(parts), 2):
        words = _SPACE.split(parts[place])
        words[::2] = [change(word) if word else word for word in words[::2]]
        parts[place] = "".join(words)
    return "".join(parts)


def _title(text: str) -> str:
    parts = _TAG.split(text)
    is_first, after_stop, is_shut = True, False, False
    last: tuple[int, int] | None = None
    split: dict[int, list[str]] = {}
    for place in range(0, len(parts), 2):
        before = parts[place - 1] if place else ""
        is_shut = before == SHUT or (is_shut and before != OPENED)
        after_stop = after_stop or before in {"!", "?", ":"}
        string = parts[place]
        if not string.strip():
            continue
        if is_shut:
            last = None
            is_first = after_stop = False
            continue
        words = split[place] = _SPACE.split(string)
        follows = parts[place + 1] if place + 1 < len(parts) else ""
        for at in range(0, len(words), 2):
            word = words[at]
            if not word:
                continue
            is_big = len(word) > 1 and word.lower() not in SKIPPED
            is_big |= place == 0 and at == len(words) - 1 and follows == "-"
            if (is_big or is_first or after_stop) and word == word.lower():
                words[at] = _capital(word)
            is_first = after_stop = False
            last = place, at
        if before == "’" and words[0]:  # what follows an apostrophe stays
            words[0] = string[0] + words[0][1:]
            last = None
    if last:
        words = split[last[0]]
        if len(words[last[1]]) > 1 and words[last[1]].lower() in SKIPPED:
            words[last[1]] = _capital(words[last[1]])
    for place, words in split.items():
        parts[place] = "".join(words)
    return "".join(parts)
