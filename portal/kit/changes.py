"""What a change makes new: the shelves whose pages print a row, and what is derived from it.

Watched rows say through `watch` which shelves they stand on. Within `changing()`, which every save
and deletion of a watched row opens, this is gathered; at its end, in the same transaction, what was
touched is derived anew and each shelf gets a version it never had. So whoever reads a version and
then the data never has older data than the version says.
"""

import datetime
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

from django.db import connection, models, transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.utils import timezone

Watcher = Callable[[Any, Collection[str] | None], None]
Deriver = Callable[[set[int]], None]

TURNS = 2_026_1122  # key of the lock that changes take in turn
LAG = datetime.timedelta(seconds=10)  # within which a change is there for all once it is dated
TICK = datetime.timedelta(microseconds=1)
BEFORE, CLEARED = "_as_it_was", "_what_was_cleared"  # on a row, while it is saved or cleared
_watchers: dict[type[models.Model], list[Watcher]] = defaultdict(list)
_derivers: dict[type[models.Model], Deriver] = {}


class Shelf(models.Model):
    """What pages draw from, like "lab:skylab": a version that changes with what they print.

    `works` are the public papers on it, versions of one work counted once; `entries` counts all.
    What waits for its moment to become public counts from the first change after that moment.
    """

    key = models.CharField(max_length=100, primary_key=True)
    version = models.BigIntegerField()
    works = models.IntegerField(default=0)
    entries = models.IntegerField(default=0)

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return self.key


class Change(models.Model):
    """One change of what programs follow: a number higher than those before, and its moment.

    Changes take turns, so numbers rise as changes are committed, and moments with them. The moment
    is `LAG` after the end of the work: when it comes, the change is there. So whoever reads up to
    now, and next time from then on, misses nothing. It is null while the change is under way.
    """

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(null=True, unique=True)

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return str(self.number)


class _Unit(threading.local):
    """What one thread's open change has touched so far."""

    def __init__(self) -> None:
        self.depth = 0
        self.clear()

    def clear(self) -> None:
        self.shelves: set[str] = set()
        self.rows: dict[type[models.Model], set[int]] = defaultdict(set)
        self.sizes: dict[str, list[int]] = {}  # works and entries to add, by shelf
        self.is_numbered = False


_unit = _Unit()


@contextmanager
def changing() -> Iterator[None]:
    """One transaction, at the end of which all that was touched in it is derived anew, once."""
    with transaction.atomic(savepoint=_unit.depth == 0):
        if _unit.depth == 0:
            _take_turns()
        _unit.depth += 1
        try:
            yield
            if _unit.depth == 1:
                _settle()
        finally:
            _unit.depth -= 1
            if _unit.depth == 0:
                _unit.clear()


def _take_turns() -> None:
    """Wait until no other change is under way: what one derives, another must not change meanwhile.

    SQLite needs nothing for it: its transactions begin with the lock of the whole database.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURNS])


def _open() -> AbstractContextManager[None]:
    """Return the change that is under way, or one of its own."""
    return nullcontext() if _unit.depth else changing()


def renew(*shelves: str) -> None:
    """Make the pages that draw from these shelves new."""
    with _open():
        _unit.shelves.update(shelves)


def rederive(model: type[models.Model], ids: Iterable[int]) -> None:
    """Have what is stored about these rows derived anew."""
    with _open():
        _unit.rows[model].update(ids)


def resize(shelf: str, *, works: int, entries: int) -> None:
    """Add to the number of works and entries on a shelf; within `changing()`."""
    if size := _unit.sizes.get(shelf):
        size[0] += works
        size[1] += entries
    else:
        _unit.sizes[shelf] = [works, entries]
    _unit.shelves.add(shelf)


def derives(model: type[models.Model]) -> Callable[[Deriver], Deriver]:
    """Register the function that derives what is stored about rows of `model`, by their ids."""

    def register(derive: Deriver) -> Deriver:
        _derivers[model] = derive
        return derive

    return register


def change_number() -> int:
    """Return the number of the change that is under way; within `changing()`."""
    _unit.is_numbered = True
    last = Change.objects.order_by("-number").first()
    if last is None or last.at is not None:
        last = Change.objects.create()
    return last.number


def _date() -> None:
    """Give the change that ends its moment."""
    own, *before = Change.objects.order_by("-number")[:2]
    if own.at is None:
        own.at = max([timezone.now() + LAG, *(one.at + TICK for one in before if one.at)])
        own.save(update_fields=["at"])


def _settle() -> None:
    for model, derive in _derivers.items():
        if ids := _unit.rows.pop(model, None):
            derive(ids)
    write_versions(_unit.shelves, _unit.sizes)
    if _unit.is_numbered:
        _date()


def write_versions(
    keys: Collection[str], sizes: Mapping[str, Sequence[int]] = MappingProxyType({})
) -> None:
    """Give these shelves a version that none ever had, and add to their sizes.

    In one order, so that none waits in a ring. The version is a random number, not the next one: a
    restored backup must not repeat what clients have seen.
    """
    if not keys:
        return
    token = secrets.randbits(62)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kit_shelf (key, version, works, entries) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (key) DO UPDATE SET version = excluded.version, "
            "works = kit_shelf.works + excluded.works, "
            "entries = kit_shelf.entries + excluded.entries",
            [(key, token, *sizes.get(key, (0, 0))) for key in sorted(keys)],
        )


class Size(NamedTuple):
    """How much is on a shelf."""

    works: int
    entries: int


def read_shelves(keys: Sequence[str]) -> dict[str, tuple[int, Size]]:
    """Return the present version and size of each shelf; 0 where nothing changed yet. One query."""
    found = dict.fromkeys(keys, (0, Size(0, 0)))
    if keys:
        marks = ",".join(["%s"] * len(keys))
        wanted = f"SELECT key, version, works, entries FROM kit_shelf WHERE key IN ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(wanted, keys)
            for key, version, works, entries in cursor.fetchall():
                found[key] = version, Size(works, entries)
    return found


def watch(*watched: type[models.Model]) -> Callable[[Watcher], Watcher]:
    """Register what a change of these models' rows touches.

    The function is called with the row as it was and as it is, and the names of the columns that
    differ, None for a row that is new or goes; it calls `renew` and `rederive`.
    """

    def register(watcher: Watcher) -> Watcher:
        for model in watched:
            if model not in _watchers:
                pre_save.connect(_before_save, model)
                post_save.connect(_after_save, model)
                pre_delete.connect(_before_delete, model)
            _watchers[model].append(watcher)
        return watcher

    return register


def watch_relation(relation: Any, watcher: Callable[[set[int], set[int]], None]) -> None:
    """Register what a change of a many-to-many relation touches: ids of its owners, of the others.

    Both sets are those between which something came or went.
    """
    through = relation.through

    def changed(instance: Any, action: str, pk_set: Any, **options: Any) -> None:
        is_reverse = options["reverse"]
        if action == "pre_clear":
            accessor = relation.rel.get_accessor_name() if is_reverse else relation.field.name
            cleared = set(getattr(instance, accessor).values_list("pk", flat=True))
            setattr(instance, CLEARED, cleared)
        elif action in {"post_add", "post_remove", "post_clear"}:
            others = instance.__dict__.pop(CLEARED) if action == "post_clear" else pk_set
            with _open():
                watcher(*((others, {instance.pk}) if is_reverse else ({instance.pk}, others)))

    m2m_changed.connect(changed, through, weak=False)


def _columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def changed_between(before: models.Model, after: models.Model) -> set[str]:
    """Return the names of the columns in which two states of a row differ."""
    old, new = _columns(before), _columns(after)
    return {name for name, value in old.items() if value != new[name]}


def differs(changed: Collection[str] | None, fields: Collection[str]) -> bool:
    """Whether a change is one of `fields`; a row that is new or goes differs in all."""
    return changed is None or not set(fields).isdisjoint(changed)


def note(before: models.Model | None, after: models.Model | None) -> None:
    """Gather what the change of a watched row touches; None where there was, or is, no row."""
    differing: Collection[str] | None = None
    if before is not None and after is not None:
        differing = changed_between(before, after)
        if not differing:
            return
    with _open():
        for row in (before, after):
            if row is not None:
                touch(row, differing)


def touch(row: models.Model, changed: Collection[str] | None) -> None:
    """Gather what one state of a row touches; for those who write many rows past their models.

    While the database is as it was for rows as they were, then once it is as it will be.
    """
    with _open():
        for watcher in _watchers.get(type(row), ()):
            watcher(row, changed)


def rewrite(row: models.Model, before: models.Model, columns: Iterable[str]) -> None:
    """Write these columns of a row, which was `before` when this very change read it.

    What follows is gathered as a save does it, without reading the row twice more.
    """
    values = {name: getattr(row, name) for name in columns}
    models.QuerySet.update(type(row)._base_manager.filter(pk=row.pk), **values)
    note(before, row)


def _before_save(instance: models.Model, *, raw: bool = False, **_: Any) -> None:
    if not instance._state.adding:
        setattr(instance, BEFORE, type(instance)._base_manager.filter(pk=instance.pk).first())


def _after_save(instance: models.Model, *, created: bool, **_: Any) -> None:
    before = None if created else instance.__dict__.pop(BEFORE, None)
    stored = type(instance)._base_manager.filter(pk=instance.pk).first() if before else instance
    note(before, stored)


def _before_delete(instance: models.Model, **_: Any) -> None:
    note(instance, None)


class WatchedQuerySet(models.QuerySet):
    """Changes of many rows at once touch what changes of each would."""

    def update(self, **values: Any) -> int:
        with changing():
            before = {row.pk: row for row in self._plain()}
            count = super().update(**values)
            self._note_since(before)
        return count

    update.alters_data = True

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> Any:
        with changing():
            rows = super().bulk_create(objs, *args, **options)
            for row in rows:
                note(None, row)
        return rows

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **options: Any) -> int:
        objs = list(objs)
        with changing():
            before = self.model._base_manager.in_bulk([row.pk for row in objs])
            count = super().bulk_update(objs, fields, *args, **options)
            self._note_since(before)
        return count

    bulk_update.alters_data = True

    def delete(self) -> Any:
        with changing():
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def _plain(self) -> Self:
        mine = self.order_by().values("pk")
        return self.model._base_manager.filter(pk__in=mine).order_by()

    def _note_since(self, before: dict[int, models.Model]) -> None:
        after = self.model._base_manager.in_bulk(list(before))
        for pk, row in before.items():
            note(row, after.get(pk))


class Watched(models.Model):
    """A row that pages print: saved and deleted together with all that follows from it."""

    objects: ClassVar[Any] = WatchedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # through which `lab.memberships.add(row)` updates

    def save(self, *args: Any, **options: Any) -> None:
        with changing():
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        with changing():
            # As it is, which may no longer be as it was read.
            note(type(self)._base_manager.filter(pk=self.pk).first(), None)
            return super().delete(*args, **options)
