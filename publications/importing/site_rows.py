"""Rows of any model that a source tells: compared three ways, written, and taken back.

What was told last time, what is here now and what is told today decide: what only the source
changed is taken, what was edited here stays, what was removed here stays away.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from portal.kit.changes import rederive, rewrite
from publications.models import ImportedSite, ImportRun, Publication
from publications.operations import columns, referrers
from researchers.models import Researcher

NEW, CHANGED, SAME, KEPT, REMOVED = "new", "changed", "same", "kept", "removed"
WITHOUT_END = {"created_at", "updated_at", "full_name", "sort_key", "slug", "name_key"}
RENAMED = {"position", "teaching", "degree", "news"}  # known again by the first part of their keys
QUIET = {"position", "order", "weight"}  # where something stands: a change of it is not told


@dataclass
class Wanted:
    """One row that the source tells.

    `key` is the same in every import of the source. `values` are fields by their column names, as
    JSON; `fixed` are those that only a new row gets. `row` is the row that it is found to be, None
    for a new one. `label` says to people what it is.
    """

    key: str
    model: type[models.Model]
    values: dict[str, Any]
    label: str
    fixed: dict[str, Any] = field(default_factory=dict)
    row: models.Model | None = None
    parent: "Wanted | None" = None  # of which this one needs the row
    parent_field: str = ""
    second: "Wanted | None" = None
    second_field: str = ""
    before: str = ""  # the key it had last time
    state: str = SAME
    taken: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    problem: str = ""


def as_json(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a value of a column as `operations.columns` tells it. Raises ValidationError."""
    each = model._meta.get_field(name)
    if isinstance(each, models.JSONField | models.FileField):
        return value
    if isinstance(each, models.ForeignKey):
        return value
    told = each.get_prep_value(each.to_python(value))
    return told.isoformat() if hasattr(told, "isoformat") else told


def compare(wanted: Sequence[Wanted], told: Mapping[str, Any]) -> None:
    """Fill in what each row is to become; `told` is what the source told last time, by key."""
    renamed = _renamed(wanted, told)
    for one in wanted:
        one.before = renamed.get(one.key, one.key)
        before = told.get(one.before)
        if one.row is None and one.before != one.key:
            one.row = one.model._base_manager.filter(pk=before["row"]).first()
        if one.row is None:
            if before is not None and before.get("row"):
                one.state = REMOVED
            else:
                one.state = NEW
                one.taken = {name: (None, value) for name, value in one.values.items()}
            continue
        now = columns(one.row)
        earlier = before["values"] if before else {}
        for name, theirs in one.values.items():
            ours = now[name]
            if ours == theirs:
                continue
            was_told = name in earlier
            if was_told and earlier[name] == theirs:
                continue  # edited here since, and the source says nothing new
            if ours == earlier[name] if was_told else _is_empty(one, name, ours):
                one.taken[name] = (ours, theirs)
            else:
                one.kept[name] = (ours, theirs)
        one.state = CHANGED if set(one.taken) - QUIET else SAME
        if one.state == SAME and set(one.kept) - QUIET:
            one.state = KEPT


def _renamed(wanted: Sequence[Wanted], told: Mapping[str, Any]) -> dict[str, str]:
    """Return by the new key of an entry the one it had, where just one of each can be meant.

    A job is known again by its organization, a course by its code, though its title changed.
    """
    now = {one.key for one in wanted}
    old: dict[str, list[str]] = defaultdict(list)
    new: dict[str, list[str]] = defaultdict(list)
    for key, before in told.items():
        if key not in now and before.get("row") and _kind(key) in RENAMED:
            old[_stem(key)].append(key)
    for one in wanted:
        if one.row is None and one.key not in told and _kind(one.key) in RENAMED:
            new[_stem(one.key)].append(one.key)
    return {
        keys[0]: old[stem][0]
        for stem, keys in new.items()
        if len(keys) == 1 and len(old.get(stem, ())) == 1
    }


def _kind(key: str) -> str:
    """Return the kind of entry that a key is of; before it may stand whose it is."""
    return key.partition(":")[0].rpartition("/")[2]


def _stem(key: str) -> str:
    return ":".join(key.split(":")[:2])


def _is_empty(one: Wanted, name: str, ours: Any) -> bool:
    each = one.model._meta.get_field(name)
    return ours in ("", None, [], {}) or (each.has_default() and ours == each.get_default())


def gone(wanted: Sequence[Wanted], told: Mapping[str, Any]) -> list[str]:
    """Return labels of what the source told last time and no longer tells."""
    now = {key for one in wanted for key in (one.key, one.before)}
    return [str(before.get("label", key)) for key, before in told.items() if key not in now]


def write(wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    """Write what is to be taken; return the way back. Within `changing()`.

    What cannot be stored becomes a problem of its row, and changes nothing.
    """
    back: list[dict[str, Any]] = []
    for one in wanted:
        parents = ((one.parent, one.parent_field), (one.second, one.second_field))
        if missing := next((up for up, _ in parents if up is not None and up.row is None), None):
            one.state, one.problem = REMOVED, missing.problem
            continue
        one.fixed |= {name: up.row.pk for up, name in parents if up is not None and up.row}
        if one.state == NEW:
            row = one.model(**_python(one.model, one.fixed | one.values))
            one.problem = _problem(row, set())
            if one.problem:
                one.state = REMOVED
                continue
            row.save()
            row.refresh_from_db()
            one.row = row
            back.append(_told(row, None, columns(row)))
        elif one.row is not None and one.taken:
            _change(one, back)
    return back


def _change(one: Wanted, back: list[dict[str, Any]]) -> None:
    row = one.row
    assert row is not None  # noqa: S101 -- for the type
    before = columns(row)
    theirs = {name: value for name, (_, value) in one.taken.items()}
    for name, value in _python(one.model, theirs).items():
        setattr(row, name, value)
    unchanged = {each.name for each in row._meta.fields if each.attname not in one.taken}
    one.problem = _problem(row, unchanged)
    if one.problem:
        one.row = type(row)._base_manager.get(pk=row.pk)
        one.state = KEPT
        return
    row.save()
    row.refresh_from_db()
    after = columns(row)
    names = {name for name, value in before.items() if value != after[name]}
    back.append(_told(row, {n: before[n] for n in names}, {n: after[n] for n in names}))


def _python(model: type[models.Model], told: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name, value in told.items():
        each = model._meta.get_field(name)
        is_plain = isinstance(each, models.FileField | models.ForeignKey)
        values[each.attname] = value if is_plain else each.to_python(value)
    return values


def _problem(row: models.Model, unchanged: set[str]) -> str:
    """Return why a row cannot be stored, "" if it can."""
    fixed = {each.name for each in row._meta.fields if not each.editable or each.is_relation}
    files = {each.name for each in row._meta.fields if isinstance(each, models.FileField)}
    try:
        row.full_clean(exclude=(fixed | unchanged | files) - {"slug"} if row.pk else fixed | files)
    except ValidationError as error:
        return " ".join(
            f"{name}: {' '.join(told)}" if name != "__all__" else " ".join(told)
            for name, told in error.message_dict.items()
        )
    return ""


def _told(row: models.Model, before: Any, after: dict[str, Any]) -> dict[str, Any]:
    return {"model": row._meta.label_lower, "pk": row.pk, "before": before, "after": after}


def remembered(wanted: Iterable[Wanted], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be known of this import at the next one."""
    renamed = {one.before for one in wanted if one.before and one.before != one.key}
    now = {key: value for key, value in told.items() if key not in renamed}
    for one in wanted:
        if one.row is not None:
            now[one.key] = {"row": one.row.pk, "values": one.values, "label": one.label}
        elif one.key not in now and one.state == REMOVED and not one.problem:
            now[one.key] = {"row": 0, "values": one.values, "label": one.label}
    return now


def take_back(back: Sequence[Mapping[str, Any]]) -> list[str]:
    """Undo what `write` did, and return a sentence for each row that was edited since and stays."""
    kept: list[str] = []
    for told in reversed(back):
        model = apps.get_model(told["model"])
        row = model._base_manager.filter(pk=told["pk"]).first()
        if row is None:
            continue
        now, after = columns(row), told["after"]
        if told["before"] is None:
            is_same = all(now.get(name) == value for name, value in after.items()
                          if name not in WITHOUT_END)  # fmt: skip
            if is_same and not _is_used(row):
                row.delete()
            else:
                kept.append(f"{row} was edited since and stays.")
            continue
        back_to = {
            name: value for name, value in told["before"].items()
            if now.get(name) == after[name] and name not in WITHOUT_END
        }  # fmt: skip
        edited = sorted(set(told["before"]) - set(back_to) - WITHOUT_END - QUIET)
        words = [name.replace("_", " ") for name in edited]
        kept += [f"{row}: the {word} was edited since and stays." for word in words]
        _set_back(row, back_to)
    return kept


def _is_used(row: models.Model) -> bool:
    """Whether something else is about a row by now."""
    return any(
        key.model._base_manager.filter(**{key.name: row.pk}).exists()
        for key in referrers(type(row))
        if key.model not in {type(row), ImportRun, ImportedSite}
    )


def _set_back(row: models.Model, values: Mapping[str, Any]) -> None:
    if not values:
        return
    before = type(row)._base_manager.get(pk=row.pk)
    for name, value in _python(type(row), values).items():
        setattr(row, name, value)
    rewrite(row, before, list(values))  # the time of the last change is that of the import
    if isinstance(row, Publication | Researcher):
        rederive(type(row), [row.pk])
