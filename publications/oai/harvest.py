"""Lists of records by the moment of their last change, a part at a time.

A list is what was there when its first part was asked for. Its order is that of changes, then of
publications; a part goes on behind the last one, wherever that was. What changes meanwhile leaves
the list for one that begins later: it comes with the next harvest, from the time of this one on.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import connection
from django.utils import timezone

from portal.kit.changes import Change
from publications.as_records import with_ids
from publications.models import SetMember, Stamp
from publications.records import Record
from publications.stamps import with_parents

from .asking import Asked, ProtocolError, moments

AT_ONCE = 100  # records in a response


@dataclass(frozen=True)
class Item:
    """What is told of one publication: of one that is no longer public, that and its sets."""

    publication: int
    at: datetime.datetime
    sets: Sequence[str]
    is_deleted: bool
    record: Record | None = None


@dataclass(frozen=True)
class Listing:
    """A list from a place on: the changes up to `last`, behind `change` and `publication`.

    `prefix` is that of the format, `spec` the set or "", `cursor` how many records came before.
    """

    prefix: str
    spec: str
    last: int
    change: int
    publication: int
    cursor: int = 0

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """Return the list that is asked for, from its beginning. Raises ProtocolError."""
        begins, before = moments(asked.arguments)
        come = Change.objects.filter(at__lte=timezone.now())
        if before:
            come = come.filter(at__lt=before)
        last = come.order_by("-at").first()
        first = begins and Change.objects.filter(at__gte=begins).order_by("at").first()
        if last is None or (begins and first is None):
            raise _nothing()
        prefix, spec = asked.arguments["metadataPrefix"], asked.arguments.get("set", "")
        return cls(prefix, spec, last.number, first.number if first else 0, 0)

    @property
    def state(self) -> list[Any]:
        """What a resumptionToken keeps of it."""
        return [
            self.prefix, self.spec, self.last, self.change, self.publication, self.cursor,
        ]  # fmt: skip

    def part(self) -> tuple[list[tuple[int, int]], Self | None]:
        """Return the next (change, publication)s, and the list behind them if there is more.

        Raises ProtocolError if there is nothing at all.
        """
        rows = self._rows()
        shown = rows[:AT_ONCE]
        if not shown and not self.cursor:
            raise _nothing()
        if not shown:
            # All that was left has changed since. A part without a record is none, so the one
            # before comes again, as it is now.
            stamp = Stamp.objects.get(pk=self.publication)
            return [(stamp.change, stamp.publication)], None
        if len(rows) <= AT_ONCE:
            return shown, None
        change, publication = shown[-1]
        following = replace(
            self, change=change, publication=publication, cursor=self.cursor + len(shown)
        )
        return shown, following

    def _rows(self) -> list[tuple[int, int]]:
        table, condition = Stamp._meta.db_table, ""
        if self.spec:
            table, condition = SetMember._meta.db_table, "spec = %s AND "
        values = [self.spec] * bool(self.spec)
        wanted = (
            f"SELECT change, publication FROM {table} WHERE {condition}"  # noqa: S608
            "(change, publication) > (%s, %s) AND change <= %s "
            "ORDER BY change, publication LIMIT %s"
        )
        place = [self.change, self.publication, self.last, AT_ONCE + 1]
        with connection.cursor() as cursor:
            cursor.execute(wanted, [*values, *place])
            return list(cursor.fetchall())


def items(rows: Sequence[tuple[int, int]], origin: str, *, with_records: bool) -> list[Item]:
    """Return what is told of these (change, publication)s, in their order.

    Whether each is public is read last: nothing is told of what has just been hidden.
    """
    ids = [publication for _, publication in rows]
    dated = Change.objects.filter(number__in={change for change, _ in rows})
    moments: dict[int, Any] = dict(dated.values_list("number", "at"))
    records = dict(with_ids(ids, origin)) if with_records else {}
    stamps = Stamp.objects.in_bulk(ids)
    found = []
    for change, pk in rows:
        stamp = stamps[pk]
        is_deleted = stamp.is_deleted or (with_records and pk not in records)
        record = None if is_deleted else records.get(pk)
        found.append(Item(pk, moments[change], with_parents(stamp.sets), is_deleted, record))
    return found


def _nothing() -> ProtocolError:
    return ProtocolError("noRecordsMatch", "There is no such record. Ask for more.")
