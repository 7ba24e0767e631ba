"""Imports from end to end: records in, a report out, all of it in one transaction."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from itertools import islice
from typing import Any

from django.utils import timezone

from portal.kit.changes import changing
from portal.kit.sql import analyze, many_rows
from publications.merging import pair_key
from publications.models import Authorship, Document, ImportRun, Publication, Suggestion, Venue
from publications.records import Problem
from publications.weighing import Candidate
from researchers.models import NameBlock, NameVariant, Researcher

from .differences import provenance_of
from .plan import CREATE, SAME, SKIP, UPDATE, Plan, Planner, Wishes, read_stored
from .report import Item, Refused, Report, Source
from .stored import stored
from .updating import Update, join_versions, put_right, update
from .values import VenueValues
from .writing import NewPaper, NewPerson, Writer, reserve, write_venue

AT_ONCE = 400
ASKED = 3  # candidates of one question


def import_records(
    items: Iterable[Item],
    *,
    source: Source,
    partial: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    wishes: Iterable[Wishes | None] | None = None,
    run: ImportRun | None = None,
) -> Report:
    """Bring records in and return what was done, or with `dry_run` what would be.

    All in one transaction. Raises Refused, with nothing changed, if an entry cannot be read, unless
    `partial`: then the others are brought in. `wishes` go with `items`, one each.
    """
    report = Report()
    with _fewer_collections(), many_rows(), nullcontext() if dry_run else changing():
        work = _Import(source, report, writes=not dry_run, run=run)
        pairs = zip(items, wishes, strict=True) if wishes else ((item, None) for item in items)
        with closing(work.writer):
            for batch in _batches(pairs):
                work.take(batch)
                if progress:
                    progress(len(batch))
            if report.lost and not partial:
                raise Refused(_refusal(report), report)
            work.finish()
    return report


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Have Python look for garbage less often: an import makes many objects, and few rings."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 1_000, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _refusal(report: Report) -> str:
    entries = "1 entry" if report.lost == 1 else f"{report.lost} entries"
    return (
        f"{entries} cannot be read, so nothing was changed. Correct the file, or bring in the "
        "others alone (--partial)."
    )


def _batches(pairs: Iterable[Any]) -> Iterator[list[Any]]:
    pairs = iter(pairs)
    while batch := list(islice(pairs, AT_ONCE)):
        yield batch


class _Import:
    """One import on its way."""

    def __init__(
        self, source: Source, report: Report, *, writes: bool, run: ImportRun | None
    ) -> None:
        self.source, self.report, self.writes, self.run = source, report, writes, run
        self.planner = Planner(origin=source.origin, owners=source.owners)
        self.writer = Writer()
        self.created: dict[str, list[int]] = {"publications": [], "researchers": [], "venues": []}
        self.updates: list[Update] = []
        self.questions: list[tuple[int, int, str, Sequence[Candidate]]] = []
        self.doubles: list[tuple[int, int, Any]] = []
        self._told: set[int] = set()  # publications of which an entry came already
        self._people: list[NewPerson] = []
        self._papers: list[tuple[Plan, list[int]]] = []
        self._same: list[tuple[Plan, Wishes | None]] = []
        self._ids: dict[Any, Iterator[int]] = {}
        self._last = 0
        self._today = timezone.now().date().isoformat()

    def take(self, batch: Sequence[tuple[Item, Wishes | None]]) -> list[Plan | Problem]:
        """Plan and write a batch; return what was planned, in order."""
        told = [item for item, _ in batch if not isinstance(item, Problem)]
        entries = iter(self.planner.prepare(told))
        planned: list[Plan | Problem] = []
        for item, wishes in batch:
            if isinstance(item, Problem):
                self.report.note(str(item))
                self.report.lost += item.is_loss
                planned.append(item)
                self.report.targets.append(0)
                continue
            plan = self.planner.plan(next(entries), wishes)
            planned.append(plan)
            if plan.action == CREATE:
                self._create(plan)
            elif plan.action == SAME:
                self._same.append((plan, wishes))
            elif plan.action == SKIP:
                self.report.skipped += 1
            else:
                self.report.lost += 1
            self.report.targets.append(plan.target)
        self._write()
        for one in planned:
            if isinstance(one, Plan):
                for problem in one.problems:
                    self.report.note(f"{one.record.where}: {problem}")
        return planned

    def _next(self, model: Any) -> int:
        """Return the id for a new row; one that no row has if nothing is written."""
        if not self.writes:
            self._last -= 1
            return self._last
        pk = next(self._ids.get(model, iter(())), None)
        if pk is None:
            self._ids[model] = iter(reserve(model, AT_ONCE))
            pk = next(self._ids[model])
        return pk

    def _create(self, plan: Plan) -> None:
        plan.target = self._next(Publication)
        self._told.add(plan.target)
        people = []
        for (_, name), verdict in zip(plan.names, plan.verdicts, strict=True):
            if verdict.person:
                people.append(verdict.person.id)
                continue
            pk = self._next(Researcher)
            people.append(pk)
            self._people.append(NewPerson(pk, name))
            if verdict.candidates:
                asked = verdict.candidates[:ASKED]
                self.questions.append((pk, plan.target, name.full, asked))
        self.planner.learn(plan, people)
        self._papers.append((plan, people))
        self.doubles += [(plan.target, pk, sameness) for pk, sameness in plan.maybe]
        self.report.created += 1

    def _write(self) -> None:
        self.report.people += len(self._people)
        if self._papers and self.writes:
            self.start()
            venues = self._venues([plan for plan, _ in self._papers])
            self.writer.people(self._people)
            self.created["researchers"] += [person.id for person in self._people]
            self.writer.papers(
                [
                    NewPaper(
                        plan.target,
                        plan.values,
                        people,
                        venue := venues.get(plan.target),
                        provenance_of(plan.values, self._said(plan), venue.name if venue else ""),
                    )
                    for plan, people in self._papers
                ]
            )
            self.created["publications"] += [plan.target for plan, _ in self._papers]
        for plan, _ in self._papers:
            if any(sameness.is_certain for _, sameness in plan.maybe):
                self.report.joined += 1
                if self.writes:
                    self.updates += join_versions(plan)
        self._papers, self._people = [], []
        self._update()

    def _venues(self, plans: Iterable[Plan]) -> dict[int, Venue]:
        """Return the venue of each plan by its target; those not there yet are made."""
        found: dict[int, Venue] = {}
        for plan in plans:
            venue = plan.venue
            if isinstance(venue, VenueValues):
                venue = self.planner.venues.find(venue)
            if isinstance(venue, VenueValues):
                venue = write_venue(venue)
                self.planner.venues.add(venue)
                self.created["venues"].append(venue.pk)
                self.report.venues += 1
            if isinstance(venue, Venue):
                found[plan.target] = venue
        return found

    def _update(self) -> None:
        papers = read_stored(plan for plan, _ in self._same if plan.target > 0)
        rows = Publication.objects.in_bulk(list(papers)) if self.writes else {}
        left = Counter(plan.target for plan, _ in self._same)
        for plan, wishes in self._same:
            left[plan.target] -= 1
            paper = papers.get(plan.target)
            if paper is None:  # an entry of this very import, which is not written
                self.report.unchanged += 1
                continue
            self.planner.compare(plan, paper, wishes, is_repeated=plan.target in self._told)
            self._told.add(plan.target)
            self.report.kept += sum(not one.take for one in plan.differences)
            if plan.action != UPDATE:
                self.report.unchanged += 1
                continue
            self.report.updated += 1
            if self.writes:
                self.start()
                venue = self._venues([plan]).get(plan.target)
                people = self._people_of(plan)
                row = rows[plan.target]
                self.updates.append(update(plan, row, people, venue, self._said(plan)))
                if left[plan.target]:  # another entry is the same publication
                    papers |= stored([plan.target])
        self._same = []

    def _people_of(self, plan: Plan) -> list[int]:
        people, new = [], []
        rows = zip(plan.names, plan.verdicts, strict=False)
        for place, ((_, name), verdict) in enumerate(rows):
            if verdict.person:
                people.append(verdict.person.id)
            else:
                new.append(NewPerson(self._next(Researcher), name))
                people.append(new[-1].id)
                person = self.planner.people.add(new[-1].id, name, plan.entry.evidence)
                self.planner.keep_new(plan, place, person)
        self.writer.people(new)
        self.created["researchers"] += [person.id for person in new]
        self.report.people += len(new)
        return people

    def start(self) -> None:
        if self.run is None:
            self.run = ImportRun.objects.create(
                format=self.source.format,
                source=(self.source.title or self.source.origin)[:1000],
                status=ImportRun.Status.RUNNING,
                user=self.source.user,
                researcher=self.source.researcher,
                lab=self.source.lab,
            )
        self.report.run = self.run.pk

    def _said(self, plan: Plan) -> dict[str, Any]:
        return {
            "run": self.report.run,
            "format": self.source.format,
            "origin": self.source.origin or plan.record.source,
            "at": self._today,
        }

    def finish(self) -> None:
        """Settle what was in doubt, ask what still is, and keep the report and the way back."""
        if not self.writes:
            self.report.questions = len(self.questions)
            return
        self.writer.finish()
        if self.report.created > AT_ONCE:
            analyze(Publication, Authorship, Researcher, NameBlock, NameVariant, Document)
        put_right(self)
        self._ask()
        if self.run is None:
            return
        self.run.status = ImportRun.Status.APPLIED
        self.run.applied_at = timezone.now()
        self.run.report = self.report.as_json()
        self.run.undo = {
            **self.created,
            "updates": [one.as_json() for one in self.updates],
        }
        self.run.text = ""
        self.run.save()

    def _ask(self) -> None:
        asked = []
        for pk, publication, name, candidates in self.questions:
            for candidate in candidates:
                if self.planner.people.get(candidate.person.id) is None:
                    continue  # has become one with somebody since
                other = candidate.person.id
                asked.append(
                    Suggestion(
                        kind=Suggestion.Kind.SAME_PERSON,
                        key=pair_key(pk, other),
                        run=self.run,
                        payload={
                            "people": sorted((pk, other)),
                            "name": name,
                            "publication": publication,
                        },
                        evidence=list(candidate.reasons),
                    )
                )
        for pk, other, sameness in self.doubles:
            if not sameness.is_certain:
                asked.append(
                    Suggestion(
                        kind=Suggestion.Kind.SAME_PUBLICATION,
                        key=pair_key(pk, other),
                        run=self.run,
                        payload={"publications": sorted((pk, other)), "kind": sameness.kind},
                        evidence=list(sameness.evidence),
                    )
                )
        Suggestion.objects.bulk_create(asked, ignore_conflicts=True, batch_size=500)
        self.report.questions = len(asked)


__all__ = ["Refused", "Report", "Source", "import_records"]
