"""Rows of any model that a source tells: compared three ways, written, and taken back.

What was told last time, what is here now and what is told today decide: what only the source
changed is taken, what was edited here stays, what was removed here stays away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from portal.kit.changes import rederive, rewrite
from publications.models import ImportedSite, ImportRun, Publication
from publications.operations import columns, referrers
from researchers.models import Researcher

NEW, CHANGED, SAME, KEPT, REMOVED = "new", "changed", "same", "kept", "removed"
WITHOUT_END = {"created_at", "updated_at", "full_name", "sort_key", "slug", "name_key"}
RENAMED = {"position", "teaching", "degree", "news"}  # known again by the first part of their keys
PLURALS = {"credit": "the papers", "link": "the links", "section": "the sections", "news": "news",
           "activity": "awards and talks", "teaching": "courses", "position": "positions",
           "degree": "degrees", "contribution": "projects"}  # fmt: skip
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
    joins: dict[str, "Wanted"] = field(default_factory=dict)  # to what a new row is joined
    only_with: dict[str, str] = field(default_factory=dict)  # what is taken with another only
    before: str = ""  # the key it had last time
    instead: dict[str, Any] = field(default_factory=dict)  # what a new row gets of `values`
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


def compare(
    wanted: Sequence[Wanted], told: Mapping[str, Any], elsewhere: Collection[str] = ()
) -> dict[str, str]:
    """Fill in what each row is to become; return what is put in another order, by its key.

    `told` is what the source told last time, by key; `elsewhere` are keys of what other sources
    brought to the same page: what of it is not here was removed.
    """
    renamed = _renamed(wanted, told)
    by_row = {(_kind(key), before.get("row")): key for key, before in told.items()}
    keys = {one.key for one in wanted}
    for one in wanted:
        before = told.get(one.key)
        if before and one.row is not None and before["row"] != one.row.pk:
            other = by_row.get((_kind(one.key), one.row.pk))
            if other in keys - {one.key}:
                one.row = None  # that is the row of the other, which looks the same
    rows = {(one.model, one.row.pk) for one in wanted if one.row is not None}
    for one in wanted:
        one.before = renamed.get(one.key, one.key)
        if one.row is not None and one.key not in told:
            known = by_row.get((_kind(one.key), one.row.pk), one.key)
            one.before = one.key if known in keys else known
        before = told.get(one.before)
        if one.row is None and before is not None:
            one.row = _row_of(one, before["row"], rows)
        if one.row is None:
            is_gone = before is not None and before.get("row")
            if is_gone or (before is None and one.key in elsewhere):
                one.state = REMOVED
            else:
                one.state = NEW
                one.taken = {name: (None, value) for name, value in one.values.items()}
            continue
        _compare_row(one, before["values"] if before else {})
    moved = _order(wanted, told)
    for one in wanted:
        if one.row is not None:
            one.state = CHANGED if set(one.taken) - QUIET else SAME
            if one.state == SAME and set(one.kept) - QUIET:
                one.state = KEPT
    return moved


def _row_of(
    one: Wanted, pk: int, taken: set[tuple[type[models.Model], Any]]
) -> models.Model | None:
    """Return the row that was told as this one and is known by nothing but that any more."""
    row = one.model._base_manager.filter(pk=pk).first()
    if row is None or (one.model, row.pk) in taken:
        return None
    person = one.fixed.get("researcher_id")
    return row if person in {None, getattr(row, "researcher_id", person)} else None


def _compare_row(one: Wanted, earlier: Mapping[str, Any]) -> None:
    assert one.row is not None  # noqa: S101 -- for the type
    now = columns(one.row)
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
    for name, other in one.only_with.items():
        if other not in one.taken:
            one.taken.pop(name, None)


def _order(wanted: Sequence[Wanted], told: Mapping[str, Any]) -> dict[str, str]:
    """Leave an order that was made here, what is new comes last; else take that of the source.

    Return what the source puts in another order, by key.
    """
    groups: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    for one in wanted:
        for name in QUIET.intersection(one.values):
            groups[one.key.partition(":")[0], name].append(one)
    moved = {}
    for (key, name), group in groups.items():
        known = [one for one in group if one.row is not None]
        ours = {id(one): getattr(one.row, name) for one in known}
        both = [one for one in known if name in told.get(one.before, {}).get("values", {})
                and ours[id(one)] is not None]  # fmt: skip
        here = sorted(both, key=lambda one: (ours[id(one)], one.row.pk if one.row else 0))
        before = sorted(both, key=lambda one: told[one.before]["values"][name])
        if [id(one) for one in here] != [id(one) for one in before]:
            last = max(ours[id(one)] for one in both)
            for one in group:
                one.taken.pop(name, None)
                one.kept.pop(name, None)
                if one.row is None or ours[id(one)] is None:
                    last += 1
                    one.instead[name] = last
                if one.row is not None and ours[id(one)] is None:
                    one.taken[name] = (None, last)
        elif any(name in one.taken for one in both) and [id(one) for one in here] != [
            id(one) for one in sorted(both, key=lambda one: one.values[name])
        ]:
            noun = _kind(key)
            moved[f"order:{key}"] = f"order of {PLURALS.get(noun, noun)}"
    return moved


def leave_order(wanted: Sequence[Wanted], leave: Collection[str]) -> None:
    """Leave the order of those whose new order is not wanted."""
    for one in wanted:
        if f"order:{one.key.partition(':')[0]}" in leave and one.row is not None:
            for name in QUIET:
                one.taken.pop(name, None)


def _renamed(wanted: Sequence[Wanted], told: Mapping[str, Any]) -> dict[str, str]:
    """Return by the new key of an entry the one it had, where just one of each can be meant.

    A job is known again by its organization, a course by its code, though its title changed.
    """
    now = {one.key for one in wanted}
    old: dict[str, list[str]] = defaultdict(list)
    new: dict[str, list[str]] = defaultdict(list)
    for key, before in told.items():
        if key not in now and before.get("row") and _can_be_renamed(key):
            old[_stem(key)].append(key)
    for one in wanted:
        if one.row is None and one.key not in told and _can_be_renamed(one.key):
            new[_stem(one.key)].append(one.key)
    return {
        keys[0]: old[stem][0]
        for stem, keys in new.items()
        if len(keys) == 1 and len(old.get(stem, ())) == 1
    }


def _can_be_renamed(key: str) -> bool:
    return _kind(key) in RENAMED and not _stem(key).endswith(":")


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
            if row := _made(one):
                for name, other in one.joins.items():
                    getattr(row, name).add(other.row)
                back.append(_told(row, None, columns(row)) | {"joined": len(one.joins)})
        elif one.row is not None and one.taken:
            _change(one, back)
    return back


def _made(one: Wanted) -> models.Model | None:
    """Return a new row, saved, None if it cannot be; values that cannot be stored are left out."""
    values = one.fixed | one.values | one.instead
    row = one.model(**_python(one.model, values))
    wrong = _wrong(row, set())
    needed = {each.name for each in row._meta.fields if not each.blank}
    if wrong and set(wrong) <= set(one.values) - needed:
        row = one.model(**_python(one.model, {n: v for n, v in values.items() if n not in wrong}))
        one.problem, wrong = _sentence(wrong), _wrong(row, set())
    if wrong or not _is_saved(one, row):
        one.problem = _sentence(wrong) if wrong else one.problem
        one.state = REMOVED
        return None
    one.row = row
    return row


def _change(one: Wanted, back: list[dict[str, Any]]) -> None:
    """Write what is taken of the source; values that cannot be stored are left out."""
    row = one.row
    assert row is not None  # noqa: S101 -- for the type
    before = columns(row)
    unchanged = {each.name for each in row._meta.fields if each.attname not in one.taken}
    for _ in range(2):
        theirs = {name: value for name, (_, value) in one.taken.items()}
        for name, value in _python(one.model, theirs).items():
            setattr(row, name, value)
        wrong = _wrong(row, unchanged)
        if not wrong:
            break
        one.problem = _sentence(wrong)
        row = type(row)._base_manager.get(pk=row.pk)
        one.taken = {name: told for name, told in one.taken.items() if name not in wrong}
    one.row = row
    if wrong or not one.taken or not _is_saved(one, row):
        one.row = type(row)._base_manager.get(pk=row.pk)
        one.state = KEPT
        return
    after = columns(row)
    names = {name for name, value in before.items() if value != after[name]}
    back.append(_told(row, {n: before[n] for n in names}, {n: after[n] for n in names}))


def _is_saved(one: Wanted, row: models.Model) -> bool:
    """Save a row and return whether that could be; if not, say why."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        one.problem = "The same is here already."
        return False
    row.refresh_from_db()
    return True


def _python(model: type[models.Model], told: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name, value in told.items():
        each = model._meta.get_field(name)
        is_plain = isinstance(each, models.FileField | models.ForeignKey)
        values[each.attname] = value if is_plain else each.to_python(value)
    return values


def _wrong(row: models.Model, unchanged: set[str]) -> dict[str, list[str]]:
    """Return why a row cannot be stored, by field; nothing if it can."""
    fixed = {each.name for each in row._meta.fields if not each.editable or each.is_relation}
    files = {each.name for each in row._meta.fields if isinstance(each, models.FileField)}
    try:
        row.full_clean(exclude=(fixed | unchanged | files) - {"slug"} if row.pk else fixed | files)
    except ValidationError as error:
        return error.message_dict
    return {}


def _sentence(wrong: Mapping[str, list[str]]) -> str:
    return " ".join(
        f"{name}: {' '.join(told)}" if name != "__all__" else " ".join(told)
        for name, told in wrong.items()
    )


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
                          if name not in WITHOUT_END | QUIET)  # fmt: skip
            if is_same and not _is_used(row, told.get("joined", 0)):
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


def _is_used(row: models.Model, joined: int) -> bool:
    """Whether something else is about a row by now than the `joined` that it was joined to."""
    return any(
        key.model._base_manager.filter(**{key.name: row.pk}).count()
        > (joined if key.model._meta.auto_created else 0)
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
