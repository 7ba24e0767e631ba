"""Text for keys and addresses: folding, slugs, signs, joining."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from anyascii import anyascii

SLUG_LENGTH = 80


def fold(text: str) -> str:
    """Return `text` as lower-case ASCII words parted by single spaces: the key names and titles meet on.

    Accents, case, hyphens, apostrophes and scripts are folded: "Erdős–Rényi" and "erdos renyi"
    give the same key. Text that folds to nothing (only symbols) gives "".
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = anyascii(plain).casefold().replace("'", "")
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def clean_text(text: str) -> str:
    """Return `text` in NFC, without control characters and with single spaces."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or c.isprintable() or c in "\u200c\u200d")
    return " ".join(text.split())


def slugify(text: str, *, default: str) -> str:
    """Return an address part of at most 80 characters for `text`, cut at a word; `default` if it folds to nothing."""
    slug = fold(text).replace(" ", "-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or default


def numbered(base: str, is_taken: Callable[[str], bool]) -> str:
    """Return `base`, or the first of base-2, base-3, ... that is not taken, never over 80 characters."""
    slug, number = base, 1
    while is_taken(slug):
        number += 1
        tail = f"-{number}"
        slug = base[: SLUG_LENGTH - len(tail)] + tail
    return slug


def join_names(names: Sequence[str]) -> str:
    """Return "A", "A and B" or "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
