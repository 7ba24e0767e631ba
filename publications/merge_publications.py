"""One publication out of two entries, field by field, or two versions of one work; undoable."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from portal.kit.changes import changing
from portal.kit.text import fold
from publications.duplicates import family_key
from publications.merging import (
    accept_pair,
    fill,
    is_empty,
    move_rows,
    pair_key,
    redirect,
    settle_pair,
    shown,
)
from publications.models import Authorship, Operation, Publication, Suggestion
from publications.operations import Plan, Refused, carry_out

SAME_PUBLICATION = Suggestion.Kind.SAME_PUBLICATION
KEEP, OTHER = "keep", "other"
BYLINE = "authors"  # the choice whose printed names and order stand

# What is chosen together, under the name of its first field.
CHOSEN = (
    ("title",), ("type",), ("year", "month", "day"), ("venue_id",), ("venue_detail",), ("volume",),
    ("issue",), ("pages",), ("publisher",), ("abstract",), ("summary",), ("picture", "picture_alt"),
    ("hover_picture",), ("hover_video",), ("doi",), ("arxiv_id",), ("pmid",), ("isbn",),
    ("citation_key",), ("status", "publish_at"), ("note",), ("language",),
)  # fmt: skip
NAMES = {"venue_id": "venue"}


def merge_publications(
    *,
    keep: Publication,
    other: Publication,
    choices: Mapping[str, str] | None = None,
    by: Any = None,
    dry_run: bool = False,
) -> Operation | Plan:
    """Return the operation that made one entry of two, or with `dry_run` the plan.

    `choices` says by field (and "authors") whose value stands, "keep" or "other"; without a choice
    that of `keep`, unless it is empty. Raises Refused.
    """
    choices = choices or {}
    if dry_run:
        return plan_merge(keep, other, choices, by=by)
    with changing():
        keep, other = _as_stored(keep), _as_stored(other)
        return carry_out(
            plan_merge(keep, other, choices, by=by),
            kind=Operation.Kind.MERGE_PUBLICATIONS,
            summary=f'"{shown(other.title, 300)}" became "{shown(keep.title, 300)}".',
            by=by,
        )


def join_versions(
    *, preferred: Publication, other: Publication, by: Any = None, dry_run: bool = False
) -> Operation | Plan:
    """Return the operation that made `other` a version of `preferred`, or its plan."""
    if dry_run:
        return plan_join(preferred, other, by=by)
    with changing():
        preferred, other = _as_stored(preferred), _as_stored(other)
        return carry_out(
            plan_join(preferred, other, by=by),
            kind=Operation.Kind.JOIN_VERSIONS,
            summary=f'"{shown(other.title, 300)}" was joined to "{shown(preferred.title, 300)}".',
            by=by,
        )


def _as_stored(paper: Publication) -> Publication:
    found = Publication.objects.filter(pk=paper.pk).first()
    if found is None:
        raise Refused(f'"{paper}" is no longer here. Look at the list again.')
    return found


def plan_join(preferred: Publication, other: Publication, *, by: Any = None) -> Plan:
    if preferred.pk == other.pk:
        raise Refused("Choose two publications: this is the same one twice.")
    if preferred.preferred_version_id not in {None, other.pk}:
        raise Refused(
            f'"{preferred}" gives way to another version itself, '
            f'"{preferred.preferred_version}". Choose that one.'
        )
    plan = Plan()
    if preferred.preferred_version_id == other.pk:
        plan.change(preferred, preferred_version_id=None)
    plan.change(other, preferred_version_id=preferred.pk)
    plan.say(f"Lists show {_named(preferred)}; {_named(other)} is named there as another version.")
    for version in Publication.objects.filter(preferred_version=other).exclude(pk=preferred.pk):
        plan.change(version, preferred_version_id=preferred.pk)
        plan.say(f"{_named(version)} was a version of it, and becomes one, too.")
    accept_pair(plan, SAME_PUBLICATION, preferred, other, by)
    return plan


def _named(paper: Publication) -> str:
    said = ", ".join(str(part) for part in (paper.get_type_display().lower(), paper.year) if part)
    return f'"{shown(paper.title, 120)}" ({said})'


def plan_merge(
    keep: Publication, other: Publication, choices: Mapping[str, str], *, by: Any = None
) -> Plan:
    if keep.pk == other.pk:
        raise Refused("Choose two publications: this is the same one twice.")
    plan = Plan()
    _unite_fields(plan, keep, other, choices)
    for role, label in Authorship.Role.choices:
        _unite_bylines(plan, keep, other, role, label, prefers_other=choices.get(BYLINE) == OTHER)
    _unite_versions(plan, keep, other)
    _end_relations(plan, keep, other)
    move_rows(plan, keep=keep, other=other, apart=[Authorship, Publication])
    settle_pair(plan, SAME_PUBLICATION, keep=keep, other=other, by=by)
    redirect(plan, gone=other, to=keep)
    plan.delete(other)
    return plan


def chosen_fields(keep: Publication, other: Publication) -> list[dict[str, Any]]:
    """Return the fields in which two entries differ, with what each says and whose would stand."""
    found = []
    for names in CHOSEN:
        mine, theirs = _told(keep, names), _told(other, names)
        if mine != theirs:
            found.append(
                {
                    "name": NAMES.get(names[0], names[0]),
                    "label": _label(keep, names),
                    "keep": mine,
                    "other": theirs,
                    "chosen": OTHER if not mine else KEEP,
                }
            )
    return found


def _label(paper: Publication, names: Sequence[str]) -> str:
    if names[0] == "year":
        return "date"
    return str(paper._meta.get_field(NAMES.get(names[0], names[0])).verbose_name)


def _told(paper: Publication, names: Sequence[str]) -> str:
    """Return what an entry says in a field, in words."""
    name = names[0]
    if name == "venue_id":
        return str(paper.venue or "")
    if name == "year":
        parts = [paper.year, paper.month, paper.day]
        return "-".join(f"{part:02}" for part in parts if part)
    if name in {"type", "status"}:
        return str(getattr(paper, f"get_{name}_display")())
    return str(getattr(paper, name) or "")


def _unite_fields(
    plan: Plan, keep: Publication, other: Publication, choices: Mapping[str, str]
) -> None:
    values: dict[str, Any] = {"updated_at": timezone.now()}
    provenance = dict(keep.provenance)
    for names in CHOSEN:
        name = NAMES.get(names[0], names[0])
        mine, theirs = _told(keep, names), _told(other, names)
        chosen = choices.get(name) or (OTHER if is_empty(getattr(keep, names[0])) else KEEP)
        if mine == theirs:
            continue
        if chosen == OTHER:
            values |= {each: getattr(other, each) for each in names}
            for each in names:
                source = other.provenance.get(NAMES.get(each, each))
                provenance.pop(NAMES.get(each, each), None)
                if source is not None:
                    provenance[NAMES.get(each, each)] = source
            _say_value(plan, _label(keep, names), theirs, mine)
        elif theirs:
            plan.say(
                f'{capfirst(_label(keep, names))}: "{shown(mine)}" stays, "{shown(theirs)}" is '
                "dropped."
            )
    if title := values.get("title"):
        values |= _title_keys(title)
    values["extra"] = {**other.extra, **keep.extra}
    values["provenance"] = provenance
    plan.change(keep, **values)


def _title_keys(title: str) -> dict[str, Any]:
    probe = Publication(title=title)
    probe.fold_title()
    return {"title_key": probe.title_key, "title_hash": probe.title_hash}


def _say_value(plan: Plan, label: str, new: str, former: str) -> None:
    instead = f', instead of "{shown(former)}"' if former else ""
    plan.say(f'{capfirst(label)}: "{shown(new)}" is taken over{instead}.')


def _byline(paper: Publication, role: str) -> list[Authorship]:
    rows = Authorship.objects.filter(publication=paper, role=role)
    return list(rows.select_related("researcher").order_by("position"))


def _unite_bylines(
    plan: Plan, keep: Publication, other: Publication, role: str, label: str, *, prefers_other: bool
) -> None:
    """Plan one byline: that of one entry in its order, with whom only the other one names between.

    Who is named on both stands there once, under the printed name of the first, with all that was
    chosen for either row.
    """
    mine, theirs = _byline(keep, role), _byline(other, role)
    first, second = (theirs, mine) if prefers_other and theirs else (mine, theirs)
    pairs = _matched(first, second)
    united = list(first)
    after = -1  # behind whom the next row that only the second byline has comes
    for row in second:
        twin = pairs.get(row.pk)
        if twin is None:
            after += 1
            united.insert(after, row)
            if first:
                plan.say(f"{row.credited_as} is named on one entry only, and comes in as {label}.")
            continue
        after = united.index(twin)
        _unite_rows(plan, twin, row)
        plan.delete(row)
        if twin.researcher_id != row.researcher_id:
            plan.say(
                f'"{row.credited_as}" is taken to be {twin.credited_as}. Whether the two people '
                "are one is asked in the list of likely duplicates."
            )
            _ask(plan, keep, twin.researcher_id, row.researcher_id)
    for place, row in enumerate(united, 1):
        plan.change(row, publication_id=keep.pk, position=place)


def _ask(plan: Plan, paper: Publication, one: int, two: int) -> None:
    """Plan that somebody is asked whether two people are one, unless that was asked before."""
    key = pair_key(one, two)
    known = {row.key for row in plan.new if isinstance(row, Suggestion)}
    asked = Suggestion.objects.filter(kind=Suggestion.Kind.SAME_PERSON, key=key)
    if key not in known and not asked.exists():
        evidence = [f'Both were named in two entries of "{shown(paper.title, 200)}".']
        kind = Suggestion.Kind.SAME_PERSON
        plan.new.append(Suggestion(kind=kind, key=key, evidence=evidence))


def _matched(first: Sequence[Authorship], second: Sequence[Authorship]) -> dict[int, Authorship]:
    """Return by the key of a row of `second` the row of `first` that names the same person.

    The same row of people; else the same family name and first letter, if neither byline has it
    twice.
    """
    by_person = {row.researcher_id: row for row in first}
    pairs = {
        row.pk: by_person[row.researcher_id] for row in second if row.researcher_id in by_person
    }
    taken = {row.pk for row in pairs.values()}
    left = _by_name([row for row in first if row.pk not in taken])
    for key, rows in _by_name([row for row in second if row.pk not in pairs]).items():
        twins = left.get(key, [])
        if len(rows) == len(twins) == 1:
            pairs[rows[0].pk] = twins[0]
    return pairs


def _by_name(rows: Sequence[Authorship]) -> dict[tuple[str, str], list[Authorship]]:
    found: dict[tuple[str, str], list[Authorship]] = {}
    for row in rows:
        family = family_key(row.researcher.family_name)
        given = fold(row.researcher.given_name)[:1]
        found.setdefault((family, given), []).append(row)
    return found


def _unite_rows(plan: Plan, kept: Authorship, dropped: Authorship) -> None:
    """Plan that what an author chose for either row stays: shown if one is, selected if one is."""
    plan.change(
        kept,
        selected=kept.selected or dropped.selected,
        hidden=kept.hidden and dropped.hidden,
        is_corresponding=kept.is_corresponding or dropped.is_corresponding,
    )
    fill(plan, kept, dropped, "publication_id", "researcher_id", "credited_as", "credited_parts")


def _unite_versions(plan: Plan, keep: Publication, other: Publication) -> None:
    """Plan that versions of `other` are versions of what is kept, and that no chain comes about."""
    preferred = keep.preferred_version_id or other.preferred_version_id
    if preferred in {keep.pk, other.pk}:
        preferred = None
    plan.change(keep, preferred_version_id=preferred)
    versions = Publication.objects.filter(preferred_version__in=[keep.pk, other.pk])
    for version in versions.exclude(pk__in=[keep.pk, other.pk, preferred or 0]):
        plan.change(version, preferred_version_id=preferred or keep.pk)
        plan.say(f"{_named(version)} stays another version of it.")


def _end_relations(plan: Plan, keep: Publication, other: Publication) -> None:
    """Plan that what the two said of each other is gone: nothing relates to itself."""
    both = [keep.pk, other.pk]
    for relation in keep.relations.model.objects.filter(publication__in=both, target__in=both):
        plan.delete(relation)
        plan.say(f'That one "{relation.get_kind_display()}" the other is no longer said.')
