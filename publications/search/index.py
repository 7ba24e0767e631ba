"""Keeping what is searched as publications are: derived with their documents."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction

from portal.kit.sql import insert_rows
from publications.models import Document, Publication, SearchEntry
from publications.models.search import place_of

from .entries import VERSION, WAITING, WORK, Sought, shelves_text, sought, waiting
from .match import INDEX

COLUMNS = ("place", "publication", "title", "names", "venue", "rest", "shelves")


def entry_of(paper: Publication, document: Document) -> SearchEntry | None:
    """Return what is searched of a publication that was read `with_rows()`; of a draft nothing."""
    if paper.status == Publication.Status.DRAFT:
        return None
    date_number: Any = paper.date_number
    marks = [WORK if document.is_work or not document.is_entry else VERSION]
    if not document.is_entry:
        marks += [WAITING, waiting(paper.pk)]
    return SearchEntry(
        place_of(date_number, paper.pk),
        paper.pk,
        *sought(paper),
        shelves_text(document.shelves, *marks),
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
            (place_of(date_number, pk), pk, *words, shelves_text(keys, WORK))
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


def rebuild_index() -> None:
    """Make the index anew from the entries; on PostgreSQL it is a column of theirs."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")  # noqa: S608


def wrong_index() -> Iterator[str]:
    """Yield a sentence if the index does not hold what the entries say.

    Source: SQLite, "FTS5 Extension", section 6.3, the integrity-check command.
    """
    if connection.vendor != "sqlite":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            command = f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
            cursor.execute(command)
    except DatabaseError:
        yield "The index of the search does not hold what its entries say."


def _kept(ids: Sequence[int]) -> dict[int, SearchEntry]:
    return {entry.publication: entry for entry in SearchEntry.objects.filter(publication__in=ids)}


def _values(entry: SearchEntry | None) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in COLUMNS) if entry else ()
