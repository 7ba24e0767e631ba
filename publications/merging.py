"""What merging people and merging publications share: moving rows, answers, old addresses."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.kit.models import OldSlug
from publications.models import (
    Attachment,
    Award,
    PublicationLink,
    Relation,
    Suggestion,
    SyncState,
)
from publications.operations import Columns, Plan, Row, columns, plain, referrers
from researchers.models import Contribution, Membership, NameVariant, ProfileLink, Section

# What makes two rows of one owner the same row; of other models, all columns do.
IDENTITY: dict[type[Row], Callable[[Any], Any]] = {
    Membership: lambda row: (row.lab_id, row.role, row.starts_on),
    NameVariant: lambda row: row.name,
    Contribution: lambda row: row.project_id,
    Section: lambda row: (row.kind, *((row.title, row.body) if row.kind == Section.TEXT else ())),
    ProfileLink: lambda row: (row.kind_id, row.value.strip().rstrip("/")),
    PublicationLink: lambda row: (row.kind_id, row.url.strip().rstrip("/")),
    Award: lambda row: row.name.casefold(),
    Attachment: lambda row: (row.kind_id, str(row.file)),
    Relation: lambda row: (row.kind, row.target_id, row.identifier),
    Suggestion: lambda row: (row.kind, row.key),
    SyncState: lambda row: (row.service, row.identifier),
}
BESIDE = {"id", "position", "created_at", "updated_at"}  # tell nothing of what a row says


def is_empty(value: Any) -> bool:
    return value in (None, "", {}, []) or (
        isinstance(value, models.fields.files.FieldFile) and not value
    )


def shown(value: Any, length: int = 80) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def counted(count: int, model: type[Row]) -> str:
    names = model._meta
    return f"{count} {names.verbose_name if count == 1 else names.verbose_name_plural}"


def move_rows(plan: Plan, *, keep: Row, other: Row, apart: Iterable[type[Row]] = ()) -> None:
    """Plan that all that hangs on `other` hangs on `keep`, without doubles.

    Rows of the models `apart` are left alone. A row that both have stays once: that of `keep`,
    with what only the other's says filled in.
    """
    for key in referrers(type(keep)):
        if key.model not in set(apart):
            _move(plan, key, keep, other)


def _move(plan: Plan, key: models.ForeignKey, keep: Row, other: Row) -> None:
    model, owner = key.model, key.attname
    rows = plain(model).filter(**{f"{key.name}__in": [keep.pk, other.pk]}).order_by("pk")
    rows = sorted(rows, key=lambda row: (getattr(row, "position", 0), row.pk))
    present = [row for row in map(plan.after, rows) if row is not None]
    kept = {_identity(row, owner): row for row in present if getattr(row, owner) == keep.pk}
    free = max((getattr(row, "position", 0) + 1 for row in kept.values()), default=0)
    moved = doubled = 0
    for row in present:
        if getattr(row, owner) != other.pk:
            continue
        values: Columns = {owner: keep.pk}
        twin = kept.get(_identity(row, owner))
        if twin is not None:
            fill(plan, twin, row, owner)
            plan.delete(row)
            doubled += 1
            continue
        if free and hasattr(row, "position"):
            values["position"] = free
            free += 1
        plan.change(row, **values)
        kept[_identity(row, owner)] = row
        moved += 1
    if not model._meta.auto_created and model is not Suggestion:
        _say_moved(plan, model, moved, doubled)
    elif model._meta.auto_created and moved:
        others = [each for each in model._meta.fields if each.is_relation and each is not key]
        related = others[0].related_model
        plan.say(f"{counted(moved, related)} {'is' if moved == 1 else 'are'} taken over.")


def _say_moved(plan: Plan, model: type[Row], moved: int, doubled: int) -> None:
    if moved:
        plan.say(f"{counted(moved, model)} {'moves' if moved == 1 else 'move'}.")
    if doubled:
        plan.say(
            f"{counted(doubled, model)} that both have {'stays' if doubled == 1 else 'stay'} once."
        )


def _identity(row: Row, owner: str) -> Any:
    identity = IDENTITY.get(type(row))
    if identity is not None:
        return identity(row)
    told = columns(row)
    return tuple(repr(value) for name, value in told.items() if name not in BESIDE | {owner})


def fill(plan: Plan, kept: Row, dropped: Row, *owners: str) -> None:
    """Plan that columns in which `kept` says nothing get what `dropped` says."""
    kept = plan.after(kept) or kept
    values = {
        each.attname: getattr(dropped, each.attname)
        for each in kept._meta.concrete_fields
        if not each.generated
        and each.attname not in {*BESIDE, *owners}
        and is_empty(getattr(kept, each.attname))
        and not is_empty(getattr(dropped, each.attname))
    }
    if isinstance(kept, Suggestion) and kept.status == Suggestion.Status.OPEN:
        values |= {name: getattr(dropped, name) for name in ("status", "decided_at")}
    if values:
        plan.change(kept, **values)


def redirect(plan: Plan, *, gone: Any, to: Any) -> None:
    """Plan that all addresses `gone` has and had lead to `to`."""
    kind = gone._meta.label_lower
    for old in OldSlug.objects.filter(kind=kind, object_id=gone.pk):
        plan.change(old, object_id=to.pk)
    plan.new.append(OldSlug(kind=kind, slug=gone.slug, object_id=to.pk))
    plan.say(f"The address {gone.get_absolute_url()} leads to {to.get_absolute_url()}.")


def pair_key(a: int, b: int) -> str:
    """Return the key of a suggestion about two rows, whichever is named first."""
    return f"{min(a, b)}|{max(a, b)}"


def about(kind: str, pk: int) -> models.QuerySet[Suggestion]:
    """Return the suggestions of a kind that name a row in their pair."""
    named = Q(key__startswith=f"{pk}|") | Q(key__endswith=f"|{pk}")
    return Suggestion.objects.filter(named, kind=kind).order_by("pk")


def settle_pair(plan: Plan, kind: str, *, keep: Row, other: Row, by: Any) -> None:
    """Plan that what was asked of the two is answered, and what of `other` is asked of `keep`."""
    answered = pair_key(keep.pk, other.pk)
    of_keep = {row.key: row for row in about(kind, keep.pk)}
    for row in filter(None, map(plan.after, about(kind, other.pk))):
        if row.key == answered:
            _accept(plan, row, by)
            continue
        third = next(int(part) for part in row.key.split("|") if part != str(other.pk))
        key = pair_key(keep.pk, third)
        if (twin := of_keep.get(key)) is None:
            plan.change(row, key=key)
            of_keep[key] = row
            continue
        rejected = Suggestion.Status.REJECTED
        if row.status == rejected and twin.status != rejected:
            plan.change(twin, status=rejected, decided_at=row.decided_at)
        plan.delete(row)


def accept_pair(plan: Plan, kind: str, a: Row, b: Row, by: Any) -> None:
    """Plan that the question about the two, if it was asked, is answered with yes."""
    for row in Suggestion.objects.filter(kind=kind, key=pair_key(a.pk, b.pk)):
        _accept(plan, row, by)


def _accept(plan: Plan, row: Suggestion, by: Any) -> None:
    if row.status == Suggestion.Status.REJECTED:
        plan.say("That they are not the same, as was answered before, no longer holds.")
    plan.change(
        row,
        status=Suggestion.Status.ACCEPTED,
        decided_by_id=by.pk if by else None,
        decided_at=timezone.now(),
    )


def remember_different(kind: str, a: int, b: int, *, by: Any) -> None:
    """Remember for good that two people, or two publications, are not the same."""
    answer = {
        "status": Suggestion.Status.REJECTED,
        "decided_by": by,
        "decided_at": timezone.now(),
    }
    asked = Suggestion.objects.filter(kind=kind, key=pair_key(a, b))
    if not asked.update(**answer):
        Suggestion.objects.create(kind=kind, key=pair_key(a, b), **answer)
