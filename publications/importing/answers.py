"""Answers to "is this person that one?", remembered: as a spelling of hers, or as not her."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from portal.kit.changes import changing
from publications.identity import spelling
from publications.models import ImportRow, Suggestion
from publications.records import Record
from researchers.models import NameVariant

from .people import people
from .values import values_of


@changing()
def remember_answers(rows: Iterable[ImportRow], *, user: int | None = None) -> dict[str, list[int]]:
    """Store what the choices of these rows say about names; return the ids of what is new.

    A person who was chosen has the name from now on; where it was said to be a new person, those
    offered are not asked about for that name again.
    """
    chosen: dict[int, dict[str, Any]] = {}
    refused: dict[tuple[int, str], str] = {}
    for row in rows:
        if not (answers := row.wishes.get("people")) or row.wishes.get("skip"):
            continue
        names = values_of(Record.load(row.record)).names
        offered = {asked["place"]: asked["candidates"] for asked in row.questions}
        for place, pk in ((int(place), pk) for place, pk in answers.items()):
            if place >= len(names):
                continue
            name = names[place][1]
            if pk > 0:
                chosen.setdefault(pk, {})[name.full] = spelling(name)
                continue
            for candidate in offered.get(place, ()):
                refused[candidate["id"], spelling(name).joined] = name.full
    return {"variants": _add_variants(chosen), "refusals": _add_refusals(refused, user)}


def _add_variants(chosen: Mapping[int, Mapping[str, Any]]) -> list[int]:
    added = []
    for person in people(sorted(chosen)):
        listed = set(
            NameVariant.objects.filter(researcher=person.id).values_list("name", flat=True)
        )
        known = set(person.names)
        for name, spelled in chosen[person.id].items():
            if spelled not in known and name not in listed:
                known.add(spelled)
                variant = NameVariant.objects.create(researcher_id=person.id, name=name[:300])
                added.append(variant.pk)
    return added


def _add_refusals(refused: Mapping[tuple[int, str], str], user: int | None) -> list[int]:
    added = []
    for (pk, joined), name in refused.items():
        suggestion, is_new = Suggestion.objects.get_or_create(
            kind=Suggestion.Kind.SAME_PERSON,
            researcher_id=pk,
            key=f"name:{joined}"[:200],
            defaults={
                "status": Suggestion.Status.REJECTED,
                "payload": {"name": name},
                "decided_by_id": user,
                "decided_at": timezone.now(),
            },
        )
        if is_new:
            added.append(suggestion.pk)
    return added


def forget_answers(told: Mapping[str, list[int]]) -> None:
    """Take back what `remember_answers` returned."""
    for variant in NameVariant.objects.filter(pk__in=told.get("variants", [])):
        variant.delete()
    Suggestion.objects.filter(pk__in=told.get("refusals", [])).delete()
