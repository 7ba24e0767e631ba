"""Text for keys and addresses: folding, slugs, signs, joining."""

import hashlib
import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from typing import Any

from anyascii import anyascii

SLUG_LENGTH = 80
SEARCH_WORDS = 12
CACHED_LENGTH = 300  # characters of texts that are worth remembering folded: names, titles
_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """Return the key on which names and titles meet: lower-case ASCII words, one space between.

    Accents, case, hyphens, apostrophes and scripts are folded: "Erdős–Rényi" and "erdos renyi"
    give the same key. Text that folds to nothing (only symbols) gives "".
    """
    return _folded(text) if len(text) <= CACHED_LENGTH else _folded.__wrapped__(text)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(_WORD.findall(text.lower().replace("'", "")))
    # Only the accents of European scripts fall away; the marks of kana are other sounds (ga, not
    # ka), and Hangul is read as whole syllables, so what is left is put together again.
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
    plain = anyascii(unicodedata.normalize("NFC", plain)).casefold().replace("'", "")
    return " ".join(_WORD.findall(plain))


def other_spellings(text: str) -> list[str]:
    """Return folded words by which `text` may be sought beside those of `fold`.

    Letters that German and Nordic readers write as two ("Müller": mueller), and words with hyphens
    in one ("re-identification": reidentification).
    """
    found = []
    if not text.isascii():
        lower = unicodedata.normalize("NFC", text).lower()
        for word in re.findall(r"\w+", lower):
            if not _TWO_LETTERS.isdisjoint(word):
                found += fold(word.translate(_SPELT_OUT)).split()
    for word in _HYPHENATED.findall(text):
        found += fold("".join(_HYPHEN.split(word))).split()
    return list(dict.fromkeys(found))


_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_TWO_LETTERS = set(map(chr, _SPELT_OUT))
_HYPHEN = re.compile("[-\u2010\u2011]")
_HYPHENATED = re.compile(r"\w+(?:[-\u2010\u2011]\w+)+")


def key_hash(key: str) -> int:
    """Return the number, from 0 to 2^63 - 1, by which an index finds a key of any length."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 1


def clean_text(text: str) -> str:
    """Return `text` in NFC, without control characters, every run of white space as one space."""
    if not text.isprintable() or "  " in text or text != text.strip():
        text = " ".join(text.split())
        if not text.isprintable():
            text = "".join(c for c in text if c.isprintable() or c in "\u200c\u200d")
            text = " ".join(text.split())
    return unicodedata.normalize("NFC", text)


def storable(value: Any) -> Any:
    """Return a JSON value as every database takes it: no NUL, no half of a surrogate pair.

    An integer of more than 63 bits becomes text.
    """
    if isinstance(value, str):
        if value.isascii() or value.isprintable():
            return value.replace("\0", "")
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    return value


def search_words(text: str) -> list[str]:
    """Return the distinct folded words of a search, the first twelve: each costs a full look."""
    return list(dict.fromkeys(fold(text).split()))[:SEARCH_WORDS]


def slugify(text: str, *, default: str) -> str:
    """Return an address part of at most 80 characters for `text`, cut at a word.

    Text that folds to nothing gives `default`.
    """
    slug = fold(text).replace(" ", "-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or default


def numbered(base: str, taken: Container[str]) -> str:
    """Return `base`, or the first of base-2, base-3, ... not `taken`, never over 80 characters."""
    slug, number = base, 1
    while slug in taken:
        number += 1
        tail = f"-{number}"
        slug = base[: SLUG_LENGTH - len(tail)].rstrip("-") + tail
    return slug


def numbered_prefix(base: str) -> str:
    """Return what all that `numbered` gives for `base` begin with, save `base` itself."""
    room = SLUG_LENGTH - 8  # for numbers of seven digits
    return f"{base}-" if len(base) <= room else base[:room].rstrip("-")


def is_numbered(slug: str, base: str) -> bool:
    """Return whether `slug` is one of those `numbered` gives for `base`."""
    found = re.fullmatch(r"(.+)(-(?:[2-9]|[1-9]\d+))", slug)
    return slug == base or (
        found is not None and found[1] == base[: SLUG_LENGTH - len(found[2])].rstrip("-")
    )


def join_names(names: Sequence[str]) -> str:
    """Return "A", "A and B" or "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
