"""What is searched of a publication: its words, folded, as the index takes them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from portal.kit.text import fold, other_spellings
from publications.models import Publication

LONGEST_WORD = 60
MOST_LETTERS = 20_000  # of one column; a longer abstract is searched so far
ON_SHELVES = ("year:", "type:", "venue:", "researcher:", "lab:", "topic:", "project:")
# Marks of entries. Like shelves they begin with a colon, so that no word is the beginning of one.
WORK = ":is:work"  # stands for one work, other versions of which are not listed beside it
VERSION = ":is:version"  # another public entry stands for it
WAITING = ":is:waiting"  # becomes public at a moment that had not come when this was written


class Sought(NamedTuple):
    """The folded words of a publication."""

    title: str
    names: str
    venue: str
    rest: str


def sought(paper: Publication) -> Sought:
    """Return the words of `paper`, which was read `with_rows()`; hidden people's names aside."""
    told: Any = paper
    venue = paper.venue
    kept = paper.extra.get("_kept", {}).get("keyword", ())
    rest = [
        paper.summary,
        paper.abstract,
        *(row["name"] for row in told.topic_rows),
        *(word for word in kept if isinstance(word, str)),
        *(row["name"] for row in told.award_rows),
        paper.publisher,
        paper.note,
    ]
    where = [venue.name, venue.short_name] if venue else []
    return Sought(
        indexed([paper.title]),
        indexed(_names(told.author_rows)),
        indexed([*where, paper.venue_detail, str(paper.year or "")]),
        indexed(rest),
    )


def _names(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the credited names, each followed by the person's present one where that differs."""
    names = []
    for row in rows:
        if row["visibility"] == "hidden":
            continue
        present = f"{row['given_name']} {row['family_name']}".strip()
        names += dict.fromkeys((row["credited_as"], present))
    return names


def indexed(texts: Iterable[str]) -> str:
    """Return the folded words of `texts` in their order, other spellings of them at the end."""
    texts = [text for text in texts if text]
    words = [fold(text) for text in texts]
    words += dict.fromkeys(word for text in texts for word in other_spellings(text))
    folded = " ".join(filter(None, words))[:MOST_LETTERS]
    if len(folded) > LONGEST_WORD:
        folded = " ".join(word[:LONGEST_WORD] for word in folded.split())
    return folded


def shelves_text(keys: Iterable[str], *marks: str) -> str:
    """Return the shelves by which results are narrowed and counted, and the marks of the entry."""
    return " ".join([*(f":{key}" for key in keys if key.startswith(ON_SHELVES)), *marks])


def waiting(publication: int) -> str:
    """Return the mark of the one entry that waits for its moment."""
    return f":waiting:{publication}"
