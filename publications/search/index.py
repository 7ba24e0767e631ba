"""Keeping what is searched as publications are: derived with their documents."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from portal.kit.sql import insert_rows
from publications.models import Document, Publication, SearchEntry
from publications.models.search import place_of

from .entries import Sought, shelves_text, sought

COLUMNS = ("place", "publication", "title", "names", "venue", "rest", "shelves")


def entry_of(paper: Publication, document: Document) -> SearchEntry:
    """Return what is searched of a public publication that was read `with_rows()`."""
    date_number: Any = paper.date_number
    return SearchEntry(
        place_of(date_number, paper.pk),
        paper.pk,
        *sought(paper),
        shelves_text(document.shelves, is_work=document.is_work),
    )


def set_entries(ids: Sequence[int], entries: Iterable[SearchEntry]) -> None:
    """Keep of these publications the entries that are given, and no others."""
    kept = _kept(ids)
    wanted = {entry.publication: entry for entry in entries}
    new = [entry for pk, entry in wanted.items() if _values(kept.get(pk)) != _values(entry)]
    gone = {*(pk for pk in kept if pk not in wanted), *(entry.publication for entry in new)}
    if gone & kept.keys():
        SearchEntry.objects.filter(publication__in=gone).delete()
    insert_rows(SearchEntry, COLUMNS, map(_values, new))


def add_entries(rows: Iterable[tuple[int, int, Sought, Sequence[str]]]) -> None:
    """Add what is searched of new public works: (id, date_number, words, keys of shelves)."""
    insert_rows(
        SearchEntry,
        COLUMNS,
        (
            (place_of(date_number, pk), pk, *words, shelves_text(keys, is_work=True))
            for pk, date_number, words, keys in rows
        ),
    )


def entry_ids() -> Iterable[int]:
    """Return the ids of all publications that can be found."""
    return SearchEntry.objects.values_list("publication", flat=True)


def wrong_entries(ids: Sequence[int], entries: Iterable[SearchEntry]) -> Iterator[str]:
    """Yield a sentence for each of these publications whose entry is not the one given."""
    kept, wanted = _kept(ids), {entry.publication: entry for entry in entries}
    for pk in ids:
        if _values(kept.get(pk)) != _values(wanted.get(pk)):
            yield f"Publication {pk}: is found by other words than its own."


def _kept(ids: Sequence[int]) -> dict[int, SearchEntry]:
    return {entry.publication: entry for entry in SearchEntry.objects.filter(publication__in=ids)}


def _values(entry: SearchEntry | None) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in COLUMNS) if entry else ()
