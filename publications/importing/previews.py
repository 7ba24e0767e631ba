"""Imports that wait for a decision: read into rows, chosen row by row, brought in, undone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction

from publications.importers import IMPORTERS
from publications.models import ImportRow, ImportRun
from publications.records import Problem, Record

from .plan import LOST, Plan, Wishes
from .runs import AT_ONCE, Item, Report, Source, _Import, import_records
from .values import AUTHORS, LABELS

Progress = Callable[[int], None]


def read(run: ImportRun) -> Iterator[Item]:
    """Yield what the text of `run` holds."""
    if run.format in IMPORTERS:
        return IMPORTERS[run.format].parse(run.text)
    raise ValueError(f'There is no importer "{run.format}".')


def source_of(run: ImportRun) -> Source:
    return Source(
        format=run.format,
        origin=run.source,
        user=run.user,
        researcher=run.researcher,
        lab=run.lab,
    )


def make_preview(
    run: ImportRun, items: Iterable[Item] | None = None, progress: Progress | None = None
) -> Report:
    """Make a row of each entry of `run`, with what it would change; its publications stay.

    Rows are there as they are made: other pages show how far it is.
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
    run.report = report.as_json()
    run.status, run.text = ImportRun.Status.PREVIEW, ""
    run.save(update_fields=["report", "status", "text"])
    return report


def row_of(run: ImportRun, number: int, planned: Plan | Problem) -> ImportRow:
    if isinstance(planned, Problem):
        action = LOST if planned.is_loss else ImportRow.Action.SKIP
        return ImportRow(
            run=run, number=number, action=action, where=planned.where[:200],
            problems=[str(planned)],
        )  # fmt: skip
    stored = planned.target if planned.target > 0 and planned.sameness else None
    return ImportRow(
        run=run,
        number=number,
        action=planned.action,
        where=planned.record.where[:200],
        record=planned.record.dump(),
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
        problems=planned.problems,
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


def apply_run(run: ImportRun, progress: Progress | None = None) -> Report:
    """Bring in the rows of a preview as they were chosen, in one transaction."""
    rows = run.rows.exclude(record={}).order_by("number")

    def items() -> Iterator[tuple[Record, Wishes | None]]:
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield Record.load(row.record).but(where=row.where), wishes_of(row.wishes)

    pairs = list(items())
    return import_records(
        (record for record, _ in pairs),
        wishes=(wish for _, wish in pairs),
        source=source_of(run),
        partial=True,
        progress=progress,
        run=run,
    )


__all__ = ["AUTHORS", "apply_run", "make_preview", "read", "wishes_of"]
