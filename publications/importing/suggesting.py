"""What a service lists for a person, as suggestions: nothing is shown before somebody says yes.

Suggestions of works keep in `payload` the record and what it would be: a "new" publication, another
"version" of one, or a "link" to one that is here and does not name her yet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from portal.kit.text import fold, storable
from publications.identity import spelling
from publications.models import Authorship, Suggestion, SyncState
from publications.records import Name, Problem, Record
from researchers.models import Membership, Researcher
from researchers.names import Kind, compare
from researchers.spelling import spell_whole

from .claims import place_of
from .deciding import accept_all
from .differences import EXTRA, NEW, Difference
from .plan import CREATE, LOST, SAME, Plan, Planner, Wishes, read_stored
from .remembered import Memory, keys_of
from .report import SHOWN, Source
from .runs import AT_ONCE
from .stored import Stored
from .values import AUTHORS, LABELS, digest

OPEN, ACCEPTED, REJECTED = (
    Suggestion.Status.OPEN, Suggestion.Status.ACCEPTED, Suggestion.Status.REJECTED,
)  # fmt: skip
# What services mean differently, and what no page shows: not worth a question.
FILLED = ("key", "payload", "evidence", "publication")
UNASKED = {"type", "language", "citation_key", "note", EXTRA}


@dataclass
class Found:
    """What came of a service's list of a person's works."""

    new: int = 0
    fields: int = 0
    waiting: int = 0
    rejected: int = 0
    hers: int = 0
    brought_in: int = 0
    runs: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(problem)


@transaction.atomic
def suggest(person: Researcher, items: Iterable[Record | Problem], source: Source) -> Found:
    """Suggest to `person` what is not among her publications yet, and return what was found.

    What was turned down does not come back, in whatever spelling or version; of what is hers,
    values that differ are suggested. If a lab of hers wants it, what ORCID says is brought in.
    """
    return _Search(person, source).run(items)


class _Search:
    """One list of works on its way to suggestions."""

    def __init__(self, person: Researcher, source: Source) -> None:
        self.person, self.source, self.found = person, source, Found()
        self.service = SyncState.Service(source.format)
        self.identifier = source.origin.partition(":")[2]
        self.planner = Planner(origin=source.origin, owners=[person.pk])
        owner = self.planner.people.get(person.pk)
        assert owner is not None  # noqa: S101 -- the planner knows the owners
        self.owner = owner
        self.memory = Memory(person)
        mine = Authorship.objects.filter(researcher=person).order_by()
        self.hers = set(mine.values_list("publication_id", flat=True))
        self.new: list[Suggestion] = []
        self.changed: dict[int, tuple[Suggestion, list[str]]] = {}  # with the columns to write
        self.differing: list[tuple[int, Suggestion]] = []
        self.seen: set[int] = set()  # publications of hers that the service lists

    def run(self, items: Iterable[Record | Problem]) -> Found:
        records = []
        for item in items:
            if isinstance(item, Problem):
                self.found.note(str(item))
            else:
                records.append(item)
        for start in range(0, len(records), AT_ONCE):
            self._take(records[start : start + AT_ONCE])
        self._write()
        if self.service == SyncState.Service.ORCID and self._is_trusted():
            self._bring_in()
        return self.found

    def _take(self, records: Sequence[Record]) -> None:
        plans = [
            self.planner.plan(entry, self._remembered_as(entry.record))
            for entry in self.planner.prepare(records)
        ]
        stored = read_stored(plans)
        for plan in plans:
            for problem in plan.problems:
                if plan.action == LOST:
                    self.found.note(f"{plan.record.where or 'An entry'}: {problem}")
            if plan.action == SAME and (paper := stored.get(plan.target)):
                self.planner.compare(plan, paper)
                if paper.id in self.hers:
                    self._is_hers(plan, paper)
                    continue
                self._suggest(plan, paper)
            elif plan.action == CREATE:
                self._suggest(plan, None)

    def _remembered_as(self, record: Record) -> Wishes | None:
        """Return that a work is the publication which somebody said it is."""
        before = self.memory.find(record)
        if before and before.status == ACCEPTED and before.publication_id in self.hers:
            return Wishes(onto=before.publication_id)
        return None

    def _is_hers(self, plan: Plan, paper: Stored) -> None:
        self.found.hers += 1
        self.seen.add(paper.id)
        before = self.memory.find(plan.record)
        if before and before.status == OPEN:
            before.status, before.publication_id = ACCEPTED, paper.id
            self._change(before, "status", "publication")
        for one in plan.differences:
            if self._is_worth_asking(one, plan):
                self.differing.append((paper.id, self._field(one, plan, paper)))

    def _is_worth_asking(self, one: Difference, plan: Plan) -> bool:
        if one.field in UNASKED:
            return False
        if one.field == AUTHORS:
            theirs = [name for _, name in plan.names]
            if place_of(self.owner, theirs) is None:
                return False
            ours = [spell_whole(name) for name in one.ours]
            return len(ours) != len(theirs) or not all(
                compare(own, spelling(name)).kind >= Kind.INITIALS
                for own, name in zip(ours, theirs, strict=True)
            )
        return one.kind == NEW or fold(str(one.ours)) != fold(str(one.theirs))

    def _field(self, one: Difference, plan: Plan, paper: Stored) -> Suggestion:
        label = LABELS.get(one.field, one.field)
        return Suggestion(
            kind=Suggestion.Kind.FIELD,
            researcher=self.person,
            publication_id=paper.id,
            key=f"{paper.id}:{one.field}:{digest(one.theirs)}",
            payload={
                "service": self.service,
                "origin": self.source.origin,
                "record": storable(plan.record.dump()),
                "field": one.field,
                "label": label,
                "kind": one.kind,
                "ours": one.ours,
                "theirs": one.theirs,
            },
            evidence=[f"{self.service.label} says so in the entry of this paper."],
        )

    def _suggest(self, plan: Plan, paper: Stored | None) -> None:
        before = self.memory.find(plan.record)
        if before and before.status == REJECTED:
            self.found.rejected += 1
            return
        if before and before.status == OPEN and before.pk:
            self._listed_again(before, plan, paper)
            return
        if before and not before.pk:  # twice in one list
            return
        row = before or Suggestion(kind=Suggestion.Kind.PUBLICATION, researcher=self.person)
        self._fill(row, plan, paper)
        self.found.new += 1
        if before:  # it was accepted and is no longer hers
            row.status, row.run, row.decided_at, row.decided_by = OPEN, None, None, None
            self._change(row, "status", "run", "decided_at", "decided_by", *FILLED)
        else:
            self.new.append(row)
            self.memory.add(row)

    def _fill(self, row: Suggestion, plan: Plan, paper: Stored | None) -> None:
        """Say what a work is, what it would be here, and why it may be hers."""
        keys = keys_of(plan.record)
        row.key = row.key or keys[0]
        action, target = _proposed(plan, paper)
        maybe = [(pk, same) for pk, same in plan.maybe if not same.is_certain]
        row.publication_id = target
        names: Sequence[Name | str] = [name for _, name in plan.names]
        if paper:
            names = [credit.credited_as for credit in paper.credits]
        warnings = []
        place = place_of(self.owner, names)
        evidence = [self._claim()]
        if not names:
            warnings.append(
                f"{self.service.label} names no authors: only {self.person} would be credited."
            )
        elif place is None:
            warnings.append(f"No name in the byline is certainly that of {self.person}.")
        else:
            evidence.append(self._naming(names[place]))
        if plan.sameness:
            evidence += plan.sameness.evidence
        row.evidence = evidence
        row.payload = {
            "service": self.service,
            "services": [self.service],
            "claims": [self._claim()],
            "origin": self.source.origin,
            "keys": keys,
            "record": storable(plan.record.dump()),
            "action": action,
            "publication": target,
            "maybe": [{"id": pk, "evidence": list(same.evidence)} for pk, same in maybe],
            "place": place,
            "warnings": warnings,
            "differences": [
                {
                    "label": LABELS.get(one.field, one.field),
                    "ours": one.ours,
                    "theirs": one.theirs,
                    "take": one.kind == NEW,
                }
                for one in plan.differences
                if one.field not in UNASKED
            ],
        }

    def _claim(self) -> str:
        if self.service == SyncState.Service.ORCID:
            return f"It is in the ORCID record of {self.person}, {self.identifier}."
        if self.service == SyncState.Service.DBLP:
            return f"DBLP lists it under {self.identifier}, the id of {self.person} there."
        return f"OpenAlex, which goes by names, gives it to {self.person} ({self.identifier})."

    def _naming(self, name: Name | str) -> str:
        if isinstance(name, Name) and name.orcid and name.orcid == self.owner.orcid:
            return f'The byline has "{name.full}" with the ORCID iD of {self.person}.'
        return f'The byline has "{name if isinstance(name, str) else name.full}".'

    def _listed_again(self, before: Suggestion, plan: Plan, paper: Stored | None) -> None:
        """Add to an open suggestion that one more service lists the work, or what it is by now."""
        self.found.waiting += 1
        told = before.payload
        services = told.get("services", [])
        is_other = _proposed(plan, paper) != (told.get("action"), told.get("publication"))
        is_fuller = bool(plan.record.authors) and not told.get("record", {}).get("authors")
        if self.service in services and not is_other:
            return
        claims = [claim for claim in told.get("claims", ()) if claim != self._claim()]
        # A claim is worth more than a guess.
        is_claim = self.service == SyncState.Service.ORCID
        if is_other or is_fuller or (is_claim and plan.record.authors):
            self._fill(before, plan, paper)
            before.evidence += claims
        else:
            before.evidence.insert(0 if is_claim else len(before.evidence), self._claim())
        before.payload["claims"] = [self._claim(), *claims]
        before.payload["services"] = sorted({*services, self.service})
        self._change(before, *FILLED)

    def _change(self, row: Suggestion, *columns: str) -> None:
        self.changed[id(row)] = (row, [*self.changed.get(id(row), (row, []))[1], *columns])

    def _write(self) -> None:
        Suggestion.objects.bulk_create(self.new, ignore_conflicts=True, batch_size=200)
        for row, columns in self.changed.values():
            row.save(update_fields=columns)
        self._write_fields()

    def _write_fields(self) -> None:
        """Ask what was not asked yet, and drop what the service no longer says."""
        said = Suggestion.objects.filter(kind=Suggestion.Kind.FIELD, publication__in=self.seen)
        asked, stale = set(), []
        keys = {row.key for _, row in self.differing}
        for pk, key, status, origin in said.values_list("pk", "key", "status", "payload__origin"):
            if status == OPEN and origin == self.source.origin and key not in keys:
                stale.append(pk)
            else:
                asked.add((key, status))
        Suggestion.objects.filter(pk__in=stale).delete()
        waiting = {key for key, status in asked if status == OPEN}
        refused = {key for key, status in asked if status == REJECTED}
        rows = [row for _, row in self.differing if row.key not in waiting | refused]
        again = [row.key for row in rows if (row.key, ACCEPTED) in asked]
        # Accepted once, and no longer so: an import was undone, or it was edited back.
        Suggestion.objects.filter(kind=Suggestion.Kind.FIELD, key__in=again).delete()
        self.found.fields += len(rows)
        self.found.waiting += sum(row.key in waiting for _, row in self.differing)
        self.found.rejected += sum(row.key in refused for _, row in self.differing)
        Suggestion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)

    def _is_trusted(self) -> bool:
        mine = Membership.objects.current().filter(researcher=self.person)
        return mine.filter(lab__accepts_suggestions=True).exists()

    def _bring_in(self) -> None:
        """Accept what ORCID lists and nothing speaks against."""
        rows = Suggestion.objects.filter(
            kind=Suggestion.Kind.PUBLICATION, researcher=self.person, status=OPEN
        )
        sure = [row for row in rows if is_sure(row) and row.payload["origin"] == self.source.origin]
        for decision in accept_all(sure, by=None):
            if decision.done:
                self.found.brought_in += 1
                if decision.run and decision.run not in self.found.runs:
                    self.found.runs.append(decision.run)
            else:
                self.found.note(decision.words)


def _proposed(plan: Plan, paper: Stored | None) -> tuple[str, int | None]:
    """Return what a work would be here, and of which publication."""
    if paper:
        return "link", paper.id
    return ("version", plan.maybe[0][0]) if plan.sameness else ("new", None)


def is_sure(suggestion: Suggestion) -> bool:
    """Whether nothing about a suggested work has to be chosen by a person."""
    told = suggestion.payload
    return told.get("place") is not None and not told.get("maybe") and not told.get("warnings")


__all__ = ["Found", "is_sure", "suggest"]
