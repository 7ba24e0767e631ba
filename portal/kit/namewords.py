"""Words of names, by which people, labs and the like are found while one types, slips included.

A word is found by its beginning, and by its end, which is kept backwards; one with a slip of the
pen still has one of its halves right.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, models

from portal.kit.sql import beginning, insert_rows
from portal.kit.text import fold, other_spellings

LONGEST = 40
Row = tuple[str, int]  # kind and id


class NameWord(models.Model):
    """A folded word of the name of a row."""

    kind = models.CharField(max_length=12)
    row = models.BigIntegerField()
    word = models.CharField(max_length=LONGEST, db_index=True)
    backwards = models.CharField(max_length=LONGEST, db_index=True)

    class Meta:
        app_label = "kit"
        indexes = [models.Index(fields=["row", "kind"], name="nameword_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}: {self.word}"


def words_of(*names: str) -> set[str]:
    """Return the words by which a row of these names is found."""
    return {
        word[:LONGEST]
        for name in names
        if name
        for word in (*fold(name).split(), *other_spellings(name))
    }


def set_words(kind: str, wanted: Mapping[int, Collection[str]]) -> None:
    """Keep for each id in `wanted` these words and no others."""
    kept = kept_words(kind, wanted)
    moved = [pk for pk, words in wanted.items() if kept.get(pk, set()) != set(words)]
    if not moved:
        return
    NameWord.objects.filter(kind=kind, row__in=[pk for pk in moved if pk in kept]).delete()
    add_words(kind, {pk: wanted[pk] for pk in moved})


def add_words(kind: str, wanted: Mapping[int, Collection[str]]) -> None:
    """Keep these words of rows that had none."""
    rows = ((kind, pk, word, word[::-1]) for pk, words in wanted.items() for word in sorted(words))
    insert_rows(NameWord, ("kind", "row", "word", "backwards"), rows)


def kept_words(kind: str, ids: Iterable[int]) -> dict[int, set[str]]:
    """Return by id the words that are kept."""
    kept = defaultdict(set)
    rows = NameWord.objects.filter(kind=kind, row__in=list(ids))
    for pk, word in rows.values_list("row", "word"):
        kept[pk].add(word)
    return kept


def wrong_words(kind: str, wanted: Mapping[int, Collection[str]]) -> Iterator[str]:
    """Yield a sentence for each row that is found by other words than `wanted`."""
    kept = kept_words(kind, wanted)
    for pk, words in wanted.items():
        if kept.get(pk, set()) != set(words):
            yield f"{kind.capitalize()} {pk}: is found by other words than those of its name."


def named(words: list[str], limit: int = 200, kind: str = "") -> list[Row]:
    """Return rows of which each of `words` begins a word of the name, at most `limit`.

    Of every kind, or of one. If there are more, those whose word is shorter come first. The SQL is
    written by hand: for Django to make it takes several times what it takes to answer it.
    """
    longest = max(words, key=len, default="")
    if not longest:
        return []
    condition, parameters = beginning("words.word", longest)
    conditions: list[str] = [condition]
    values: list[Any] = [*parameters]
    if kind:
        conditions.append("words.kind = %s")
        values.append(kind)
    for word in words:
        if word != longest:
            condition, more = beginning("other.word", word)
            same = "other.kind = words.kind AND other.row = words.row"
            conditions.append(
                f"EXISTS (SELECT 1 FROM kit_nameword AS other WHERE {same} AND {condition})"  # noqa: S608
            )
            values += more
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words.kind, words.row FROM kit_nameword AS words"  # noqa: S608 -- ours
            f" WHERE {' AND '.join(conditions)}"
            " ORDER BY words.word, words.kind, words.row LIMIT %s",
            [*values, limit * 4],
        )
        return list(dict.fromkeys(cursor.fetchall()))[:limit]


def alike(word: str) -> list[str]:
    """Return words of names that `word` may be a slip of, the nearest first; itself not.

    One letter that is wrong, missing, too many or has changed places with the next; of eight
    letters and more, two. Words of fewer than four are taken as they stand.
    """
    if len(word) < 4:
        return []
    slips = 1 if len(word) < 8 else 2
    half = len(word) // (slips + 1)
    near: dict[str, int] = {}
    for field, text in (("word", word), ("backwards", word[::-1])):
        for other in _beginning(field, text[:half]):
            distance = slips_between(word, other, slips)
            if 0 < distance <= slips:
                near[other] = distance
    return sorted(near, key=lambda other: (near[other], other))


def _beginning(field: str, start: str) -> set[str]:
    condition, parameters = beginning(field, start)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT word FROM kit_nameword WHERE {condition}",  # noqa: S608 -- ours
            parameters,
        )
        return {word for (word,) in cursor.fetchall()}


def slips_between(one: str, other: str, most: int) -> int:
    """Return how many slips lead from one word to the other, `most` + 1 for more than `most`.

    Source: optimal string alignment distance, after Damerau (1964) and Levenshtein (1966).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, own in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != own))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == own:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
