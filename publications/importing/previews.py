"""Imports that wait for a decision: read into rows, chosen row by row, brought in, undone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction

from portal.kit.changes import changing
from portal.kit.text import storable
from publications.importers import IMPORTERS
from publications.models import ImportRow, ImportRun, Publication
from publications.records import Problem, Record

from .answers import remember_answers
from .intake import IDENTIFIERS, SEVERAL, read_identifiers, read_several
from .plan import LOST, Plan, Wishes
from .runs import AT_ONCE, Item, Report, Source, _Import, import_records
from .values import AUTHORS, LABELS

Progress = Callable[[int], None]


def read(run: ImportRun) -> Iterator[Item]:
    """Yield what the text of `run` holds."""
    if run.format in IMPORTERS:
        return IMPORTERS[run.format].parse(run.text)
    if run.format == SEVERAL:
        return read_several(run.text)
    if run.format == IDENTIFIERS:
        return read_identifiers(run.text)
    raise ValueError(f'There is no importer "{run.format}".')


def source_of(run: ImportRun) -> Source:
    """Return where a run comes from; of several files or services each record says its own."""
    return Source(
        format=run.format,
        origin="" if run.format in {SEVERAL, IDENTIFIERS} else run.source,
        title=run.source,
        user=run.user,
        researcher=run.researcher,
        lab=run.lab,
    )


def make_preview(
    run: ImportRun,
    items: Iterable[Item] | None = None,
    progress: Progress | None = None,
    further: Callable[[Report], dict[str, Any]] | None = None,
) -> Report:
    """Make a row of each entry of `run`, with what it would change; its publications stay.

    Rows are there as they are made: other pages show how far it is. `further` gives what the report
    says beside.
    """
    report = Report()
    work = _Import(source_of(run), report, writes=False, run=None)
    run.rows.all().delete()
    number = 0
    items = iter(read(run) if items is None else items)
    while batch := list(islice(items, AT_ONCE)):
        planned = work.take([(item, None) for item in batch])
        rows = [row_of(run, number + place, one) for place, one in enumerate(planned, 1)]
        with transaction.atomic():
            ImportRow.objects.bulk_create(row for row in rows if row)
        number += len(planned)
        if progress:
            progress(len(batch))
    work.finish()
    run.report = report.as_json() | (further(report) if further else {})
    run.status, run.text = ImportRun.Status.PREVIEW, ""
    run.save(update_fields=["report", "status", "text"])
    return report


def row_of(run: ImportRun, number: int, planned: Plan | Problem) -> ImportRow:
    if isinstance(planned, Problem):
        action = LOST if planned.is_loss else ImportRow.Action.SKIP
        return ImportRow(
            run=run, number=number, action=action, where=storable(planned.where)[:200],
            problems=[storable(str(planned))],
        )  # fmt: skip
    stored = planned.target if planned.target > 0 and planned.sameness else None
    return ImportRow(
        run=run,
        number=number,
        action=planned.action,
        where=storable(planned.record.where)[:200],
        record=storable(planned.record.dump()),
        publication_id=stored,
        matched_by={
            "evidence": list(planned.sameness.evidence) if planned.sameness else [],
            "maybe": [
                {"id": pk, "kind": same.kind, "evidence": list(same.evidence)}
                for pk, same in planned.maybe
                if pk > 0
            ],
        },
        differences=[
            {
                "field": one.field,
                "label": LABELS.get(one.field, one.field),
                "kind": one.kind,
                "ours": one.ours,
                "theirs": one.theirs,
                "take": one.take,
            }
            for one in planned.differences
        ],
        questions=list(_questions(planned)),
        problems=storable(planned.problems),
    )


def _questions(plan: Plan) -> Iterator[dict[str, Any]]:
    for place, ((_, name), verdict) in enumerate(zip(plan.names, plan.verdicts, strict=False)):
        candidates = [
            {"id": one.person.id, "reasons": list(one.reasons), "likeness": one.likeness.words}
            for one in verdict.candidates
            if one.person.id > 0
        ]
        if verdict.person is None and candidates:
            yield {"place": place, "name": name.full, "candidates": candidates[:5]}


def wishes_of(told: Mapping[str, Any]) -> Wishes | None:
    """Return what was chosen for a row, as `ImportRow.wishes` keeps it."""
    if not told:
        return None
    fields = told.get("fields")
    return Wishes(
        skip=bool(told.get("skip")),
        onto=told.get("onto"),
        fields=None if fields is None else frozenset(fields),
        people={int(place): int(pk) for place, pk in told.get("people", {}).items()},
    )


@changing()
def apply_run(run: ImportRun, progress: Progress | None = None, user: int | None = None) -> Report:
    """Bring in the rows of a preview as they were chosen, in one transaction.

    What `user` answered about people is remembered, and taken back when the import is undone.
    """
    rows = list(run.rows.exclude(record={}).order_by("number"))
    gone = _gone({row.wishes["onto"] for row in rows if row.wishes.get("onto")})
    for row in rows:
        if row.wishes.get("onto") in gone:  # the proposal stands again
            del row.wishes["onto"]
    answers = remember_answers(rows, user=user)
    report = import_records(
        (Record.load(row.record).but(where=row.where) for row in rows),
        wishes=(wishes_of(row.wishes) for row in rows),
        source=source_of(run),
        partial=True,
        progress=progress,
        run=run,
    )
    for row in run.rows.filter(record={}):
        report.lost += row.action == LOST
        for problem in row.problems:
            report.note(problem)
    run.undo |= answers
    run.report = report.as_json()
    run.save(update_fields=["undo", "report"])
    return report


def _gone(ids: set[int]) -> set[int]:
    return ids - set(Publication.objects.filter(pk__in=ids).values_list("pk", flat=True))


__all__ = ["AUTHORS", "apply_run", "make_preview", "read", "wishes_of"]
