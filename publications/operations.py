"""Changes planned as rows before and after: shown, carried out in one transaction, undone exactly.

A plan only reads. What it says is what `carry_out` writes, and `undo` writes the same backwards.
"""

import copy
import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.sql import DeleteQuery
from django.utils import timezone

from portal.kit.changes import changing, touch
from publications.models import Authorship, Operation, Publication
from publications.shelves import projects_changed, topics_changed

Row = models.Model
Columns = dict[str, Any]

AT_ONCE = 500  # rows in one statement
PARKED = 1_000_000  # positions of a byline wait above this while it is renumbered
STAMP = "updated_at"  # says when a row last changed, so an undo sets it anew, too


class Refused(Exception):
    """It cannot be done, and the message says why in a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One row before and after; None where it is not there."""

    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        row = self.before or self.after
        assert row is not None  # noqa: S101 -- for the type
        return row

    @property
    def changed(self) -> set[str] | None:
        """The columns that differ; None for a row that is new or goes."""
        if self.before is None or self.after is None:
            return None
        before, after = columns(self.before), columns(self.after)
        return {name for name, value in before.items() if value != after[name]}


@dataclass
class Plan:
    """What is to be changed, as rows and in words."""

    changes: list[str] = field(default_factory=list)
    edits: dict[tuple[type[Row], Any], Edit] = field(default_factory=dict)
    new: list[Row] = field(default_factory=list)  # to be saved after all else
    made: list[Row] = field(default_factory=list)  # saved already, within the same transaction

    def say(self, sentence: str) -> None:
        self.changes.append(sentence)

    def change(self, row: Row, **values: Any) -> None:
        """Plan other values of columns, by their attribute names."""
        key = type(row), row.pk
        known = self.edits.get(key)
        after = copy.copy(known.after if known and known.after else row)
        for name, value in values.items():
            setattr(
                after,
                name,
                str(value) if isinstance(value, models.fields.files.FieldFile) else value,
            )
        self.edits[key] = Edit(known.before if known else row, after)

    def delete(self, row: Row) -> None:
        known = self.edits.get((type(row), row.pk))
        self.edits[type(row), row.pk] = Edit(known.before if known else row, None)

    def after(self, row: Row) -> Row | None:
        """Return the row as it will be, None if it goes."""
        known = self.edits.get((type(row), row.pk))
        return known.after if known else row

    def real(self) -> list[Edit]:
        """Return the edits that change something; whoever changes gets a new time stamp."""
        now = timezone.now()
        found = []
        for edit in self.edits.values():
            if edit.changed is None or edit.changed:
                if edit.after is not None and hasattr(edit.after, STAMP):
                    setattr(edit.after, STAMP, now)
                found.append(edit)
        return found


def columns(row: Row) -> Columns:
    """Return the columns of a row as JSON values, by their attribute names."""
    return {
        each.attname: _as_json(each, getattr(row, each.attname))
        for each in row._meta.concrete_fields
        if not each.generated
    }


def _as_json(each: models.Field, value: Any) -> Any:
    if isinstance(each, models.JSONField):
        return value
    value = each.get_prep_value(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _with(row: Row, told: Columns) -> Row:
    """Return a copy of the row with the columns that `columns` told."""
    row = copy.copy(row)
    for each in row._meta.concrete_fields:
        if each.attname in told:
            setattr(row, each.attname, each.to_python(told[each.attname]))
    return row


def referrers(model: type[Row]) -> Iterator[models.ForeignKey]:
    """Yield every foreign key to `model`, many-to-many tables included, derived tables not."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            key = relation.field
            if key.db_constraint and not key.model._meta.proxy:
                yield key


def plain(model: type[Row]) -> models.QuerySet:
    """Return all rows of `model`, to be read and written past its manager."""
    return models.QuerySet(model)


@changing()
def carry_out(plan: Plan, *, kind: str, summary: str, by: Any) -> Operation:
    """Write what was planned and return the operation that undoes it. Raises Refused."""
    edits = plan.real()
    try:
        with transaction.atomic():
            _write(edits)
            for row in plan.new:
                row.save()
    except IntegrityError as error:
        raise Refused(
            "Somebody changed these entries at the same moment. Look at them and try again."
        ) from error
    edits += [Edit(None, row) for row in [*plan.made, *plan.new]]
    return Operation.objects.create(
        kind=kind,
        summary=summary[:1000],
        changes=plan.changes,
        by=by,
        undo=[_told(edit) for edit in edits],
    )


def _told(edit: Edit) -> dict[str, Any]:
    """Return an edit as JSON; of a row that only changed, the columns that differ."""
    before = columns(edit.before) if edit.before else None
    after = columns(edit.after) if edit.after else None
    if before is not None and after is not None:
        changed = edit.changed or set()
        before = {name: value for name, value in before.items() if name in changed}
        after = {name: value for name, value in after.items() if name in changed}
    label = edit.row._meta.label_lower
    return {"model": label, "pk": edit.row.pk, "before": before, "after": after}


@changing()
def undo(operation: Operation) -> None:
    """Make every row again what it was before `operation`. Raises Refused if it no longer can.

    What was changed since beside it stays. The time a row last changed is that of the undoing.
    """
    operation.refresh_from_db()
    if operation.undone_at is not None:
        raise Refused("This is undone already.")
    edits = list(_backwards(operation.undo))
    try:
        with transaction.atomic():
            _write(edits)
    except IntegrityError as error:
        raise Refused(
            "It cannot be undone: what it would bring back is taken by something newer."
        ) from error
    operation.undone_at = timezone.now()
    operation.save(update_fields=["undone_at"])


def _backwards(told: Sequence[dict[str, Any]]) -> Iterator[Edit]:
    """Yield the edits that undo those which are told, after a look at what is there now."""
    by_model: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in told:
        by_model[each["model"]].append(each)
    now = timezone.now()
    for label, some in by_model.items():
        model = apps.get_model(label)
        present = _in_bulk(model, [each["pk"] for each in some])
        for each in some:
            row = present.get(each["pk"])
            _check_unchanged(model, row, each)
            before = each["before"]
            if before is None:
                yield Edit(row, None)
                continue
            wanted = _with(row or model(pk=each["pk"]), before)
            if hasattr(wanted, STAMP):
                setattr(wanted, STAMP, now)
            yield Edit(row, wanted)


def _check_unchanged(model: type[Row], row: Row | None, told: dict[str, Any]) -> None:
    """Raise Refused unless the row is still as the operation left it, as far as it changed it."""
    after, name = told["after"], model._meta.verbose_name
    if (row is None) != (after is None):
        what = "was deleted" if row is None else "is there again"
        shown = f' "{row}"' if row is not None else ""
        raise Refused(f"It cannot be undone: a row ({name}){shown} {what} since.")
    if row is None:
        return
    present = columns(row)
    differing = [
        key for key, value in after.items() if key != STAMP and present.get(key, value) != value
    ]
    if differing:
        labels = ", ".join(
            str(each.verbose_name) for each in model._meta.concrete_fields
            if each.attname in differing
        )  # fmt: skip
        raise Refused(f'It cannot be undone: "{row}" ({name}) was changed since: {labels}.')


def _in_bulk(model: type[Row], pks: Sequence[Any]) -> dict[Any, Row]:
    found: dict[Any, Row] = {}
    for some in _chunks(pks):
        found |= plain(model).in_bulk(list(some))
    return found


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _write(edits: Sequence[Edit]) -> None:
    """Write the edits: rows go, change, come, in this order, so that none is in another's way."""
    gone: dict[type[Row], list[Any]] = defaultdict(list)
    changed: dict[tuple[type[Row], tuple[str, ...]], list[Row]] = defaultdict(list)
    come: dict[type[Row], list[Row]] = defaultdict(list)
    for edit in edits:
        if edit.before is not None:
            _touch(edit.before, edit.changed)
        model = type(edit.row)
        if edit.after is None:
            gone[model].append(edit.row.pk)
        elif edit.before is None:
            come[model].append(edit.after)
        elif edit.changed:
            changed[model, tuple(sorted(edit.changed))].append(edit.after)
    for model, pks in gone.items():
        DeleteQuery(model).delete_batch(pks, DEFAULT_DB_ALIAS)
    _park_positions(changed)
    for (model, names), rows in changed.items():
        _update(model, names, rows)
    for model, rows in come.items():
        _insert(model, rows)
    for model, pks in gone.items():
        _check_nothing_hangs_on(model, pks)
    _stamp_publications(edits)
    for edit in edits:
        if edit.after is not None:
            _touch(edit.after, edit.changed)


def _stamp_publications(edits: Sequence[Edit]) -> None:
    """Say of publications whose rows changed that they did: whoever keeps a copy asks for it."""
    pks = {
        pk
        for edit in edits
        for row in (edit.before, edit.after)
        if (pk := getattr(row, "publication_id", None)) is not None
    }
    for some in _chunks(sorted(pks)):
        plain(Publication).filter(pk__in=some).update(updated_at=timezone.now())


def _park_positions(changed: dict[tuple[type[Row], tuple[str, ...]], list[Row]]) -> None:
    """Take the rows whose place in a byline changes out of each other's way."""
    pks = [
        row.pk for (model, names), rows in changed.items()
        if model is Authorship and {"position", "publication_id"} & set(names)
        for row in rows
    ]  # fmt: skip
    for some in _chunks(pks):
        plain(Authorship).filter(pk__in=some).update(position=PARKED + models.F("pk"))


def _update(model: type[Row], names: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Write these columns: in one statement where all rows get the same."""
    if model is Authorship and "publication_id" in names and "position" not in names:
        names = (*names, "position")  # was parked
    by_attname = {each.attname: each.name for each in model._meta.concrete_fields}
    first = rows[0]
    values = {name: getattr(first, name) for name in names}
    told = [columns(row) for row in rows]
    if all(each[name] == told[0][name] for each in told for name in names):
        for some in _chunks([row.pk for row in rows]):
            plain(model).filter(pk__in=some).update(
                **{by_attname[name]: value for name, value in values.items()}
            )
        return
    fields = [by_attname[name] for name in names]
    plain(model).bulk_update(rows, fields, batch_size=AT_ONCE // len(fields) or 1)


def _insert(model: type[Row], rows: Sequence[Row]) -> None:
    """Insert rows with the keys and times they have."""
    dated = [
        each.name for each in model._meta.concrete_fields if getattr(each, "auto_now_add", False)
    ]
    copies = [copy.copy(row) for row in rows]
    plain(model).bulk_create(copies, batch_size=AT_ONCE)
    if dated:  # inserting sets these to now
        plain(model).bulk_update(rows, dated, batch_size=AT_ONCE)


def _check_nothing_hangs_on(model: type[Row], pks: Iterable[Any]) -> None:
    for key in referrers(model):
        hanging = plain(key.model).filter(**{f"{key.name}__in": list(pks)})
        if (row := hanging.first()) is not None:
            raise Refused(
                f'It cannot be done: "{row}" ({key.model._meta.verbose_name}) hangs on a row that '
                "would go. Move or delete it first."
            )


_TIES: dict[type[Row], Callable[[Any], None]] = {
    Publication.topics.through: lambda tie: topics_changed({tie.publication_id}, {tie.topic_id}),
    Publication.projects.through: lambda tie: projects_changed(
        {tie.publication_id}, {tie.project_id}
    ),
}


def _touch(row: Row, changed: set[str] | None) -> None:
    if tie := _TIES.get(type(row)):
        tie(row)
    else:
        touch(row, changed)
