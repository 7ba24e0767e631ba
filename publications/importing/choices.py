"""What people choose in a preview: stored with its rows, for the import to follow."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from publications.models import ImportRow, ImportRun
from publications.records import Record

from .choosing import (
    AS_NEW,
    AS_PROPOSED,
    ASKED,
    DIFFERS,
    LEAVE_OUT,
    NEW_PERSON,
    NOT_NOW,
    evidence_of,
    maybe_of,
)
from .plan import SAME
from .previews import row_of, source_of, wishes_of
from .runs import AT_ONCE, Report, _Import
from .site_runs import save_page_choices


def save_choices(run: ImportRun, sent: Mapping[str, Any]) -> int:
    """Store what was chosen on a page of rows; return how many of them changed.

    `sent` is a QueryDict: "rows" are the numbers that were on the page; for each there is
    "target-N", "fields-N" with "shown-N", and "person-N-PLACE" with "everywhere-N-PLACE" if the
    answer is that of all entries that ask about the name.
    """
    numbers = [int(text) for text in sent.getlist("rows") if text.isdecimal()][:500]
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.status != ImportRun.Status.PREVIEW:
            return 0
        save_page_choices(run, sent)
        changed, moved = [], []
        said: set[tuple[int, str]] = set()  # row and place of each answer given or changed now
        for row in run.rows.filter(number__in=numbers).exclude(record={}):
            wishes = chosen_in(row, sent)
            if wishes == row.wishes:
                continue
            now, before = wishes.get("people", {}), row.wishes.get("people", {})
            said |= {(row.number, place) for place in now if now[place] != before.get(place)}
            has_moved = wishes.get("onto") != row.wishes.get("onto")
            row.wishes = wishes
            changed.append(row)
            if has_moved:
                row.wishes.pop("fields", None)
                row.wishes.pop("people", None)
                moved.append(row)
        look_again(run, moved)
        names = ["wishes", "action", "differences", "questions", "problems"]
        ImportRow.objects.bulk_update(changed, names, batch_size=100)
        return len(changed) + _answer_everywhere(run, numbers, sent, said)


def _answer_everywhere(
    run: ImportRun, numbers: Sequence[int], sent: Mapping[str, Any], said: set[tuple[int, str]]
) -> int:
    """Give answers to all entries that ask the same, and return how many of them changed.

    They ask the same if the name is the same and the person who was chosen is offered there, too.
    What was `said` of another entry just now stands.
    """
    rows = run.rows.filter(ASKED).only("run", "number", "questions", "wishes")
    answers: dict[str, int] = {}
    for row in rows.filter(number__in=numbers):
        for asked in row.questions:
            answer = row.wishes.get("people", {}).get(str(asked["place"]))
            if answer is not None and f"everywhere-{row.number}-{asked['place']}" in sent:
                answers[asked["name"]] = answer or -row.number
                said.discard((row.number, str(asked["place"])))
    if not answers:
        return 0
    changed = []
    for row in rows:
        people = dict(row.wishes.get("people", {}))
        for asked in row.questions:
            answer = answers.get(asked["name"])
            if (row.number, str(asked["place"])) in said:
                continue
            if answer is not None and (answer < 0 or answer in _offered(asked)):
                people[str(asked["place"])] = answer
        if people != row.wishes.get("people", {}):
            row.wishes = row.wishes | {"people": people}
            changed.append(row)
    _write_wishes(changed)
    return len(changed)


def _offered(asked: Mapping[str, Any]) -> set[int]:
    return {told["id"] for told in asked["candidates"]}


def _write_wishes(rows: Iterable[ImportRow]) -> None:
    with connection.cursor() as cursor:  # several times as fast as bulk_update
        cursor.executemany(
            "UPDATE publications_importrow SET wishes = %s WHERE id = %s",
            [(json.dumps(row.wishes), row.pk) for row in rows],
        )


def chosen_in(row: ImportRow, sent: Any) -> dict[str, Any]:
    """Return what was chosen for a row as `wishes_of` reads it; what was not asked stays."""
    wishes = dict(row.wishes)
    target = sent.get(f"target-{row.number}")
    if target is not None:
        wishes.pop("skip", None)
        if target == LEAVE_OUT:
            wishes["skip"] = True
        elif target == AS_NEW:
            wishes["onto"] = 0
        elif target == AS_PROPOSED:
            wishes.pop("onto", None)
        elif target in {str(told["id"]) for told in maybe_of(row)}:
            wishes["onto"] = int(target)
    if f"shown-{row.number}" in sent:
        chosen = set(sent.getlist(f"fields-{row.number}"))
        taken = {told["field"] for told in row.differences if told["field"] in chosen}
        proposed = {told["field"] for told in row.differences if told["take"]}
        if "fields" in wishes or taken != proposed:
            wishes["fields"] = sorted(taken)
    people = dict(wishes.get("people", {}))
    for asked in row.questions:
        place, answer = str(asked["place"]), sent.get(f"person-{row.number}-{asked['place']}")
        if answer == NOT_NOW:
            people.pop(place, None)
        elif answer == NEW_PERSON:
            people[place] = min(people.get(place, 0), 0)  # if one for several entries, that one
        elif answer in set(map(str, _offered(asked))):
            people[place] = int(answer)
    wishes.pop("people", None)
    return wishes | ({"people": people} if people else {})


def look_again(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """Fill in what these rows would change now that they are to be another publication."""
    planned = []
    for row in rows:
        is_repeated = row.publication_id is None and evidence_of(row) and not maybe_of(row)
        if is_repeated and row.wishes.get("onto") is None:
            row.action, row.differences, row.questions = SAME, [], []
        elif not row.wishes.get("skip"):
            planned.append(row)
    for start in range(0, len(planned), AT_ONCE):
        batch = planned[start : start + AT_ONCE]
        work = _Import(source_of(run), Report(), writes=False, run=None)
        items = [(Record.load(row.record).but(where=row.where), wishes_of(row.wishes))
                 for row in batch]  # fmt: skip
        for row, plan in zip(batch, work.take(items), strict=True):
            fresh = row_of(run, row.number, plan)
            row.action, row.problems = fresh.action, fresh.problems
            row.differences, row.questions = fresh.differences, fresh.questions


def choose_all(run: ImportRun, *, take: bool) -> int:
    """Choose all differences of a preview, or none; return in how many rows there are any."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.status != ImportRun.Status.PREVIEW:
            return 0
        rows = list(run.rows.filter(DIFFERS).only("run", "differences", "wishes"))
        for row in rows:
            fields = sorted(told["field"] for told in row.differences) if take else []
            row.wishes = row.wishes | {"fields": fields}
        _write_wishes(rows)
    return len(rows)
