"""Decisions about suggestions. Each is remembered; one that was made already changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from portal.kit.changes import changing
from publications.models import Publication, Suggestion
from publications.records import Name, Record
from researchers.models import Researcher

from .claims import (
    END,
    CannotDecide,
    as_known,
    ask_whether_one,
    give_place,
    place_of,
    remember_name,
)
from .differences import NEW, differences
from .plan import CREATE, Plan, Wishes
from .runs import Report, Source, _Import
from .stored import stored
from .values import values_of

Kind, Status = Suggestion.Kind, Suggestion.Status
FOR_SYNC = (Kind.PUBLICATION, Kind.FIELD)


@dataclass(frozen=True)
class Decision:
    """What came of a decision: `words` say it, `run` is the import that can be undone."""

    done: bool
    words: str
    suggestion: int
    publication: int | None = None
    run: int | None = None


@dataclass
class _Choice:
    """What was chosen for one suggestion."""

    row: Suggestion
    onto: int | None = None
    place: int | None = None


def accept(suggestion: Suggestion, by: Any, place: int | None = None) -> Decision:
    """Bring in what is suggested; `place` says which name of the byline is hers, if in doubt."""
    return _decide([_Choice(suggestion, place=place)], by)[0]


def accept_all(
    suggestions: Iterable[Suggestion], by: Any, places: Mapping[int, int | None] | None = None
) -> list[Decision]:
    """Accept several, those of one person and source in one import; `places` are by their ids."""
    places = places or {}
    return _decide([_Choice(row, place=places.get(row.pk)) for row in suggestions], by)


def merge(
    suggestion: Suggestion, publication: Publication, by: Any, place: int | None = None
) -> Decision:
    """Say that the suggested work is `publication`: what is empty there is filled in."""
    return _decide([_Choice(suggestion, onto=publication.pk, place=place)], by)[0]


def reject(suggestion: Suggestion, by: Any) -> Decision:
    """Turn a suggestion down for good."""
    values: dict[str, Any] = {"status": Status.REJECTED}
    if suggestion.kind == Kind.PUBLICATION:
        values["publication"] = None  # so that it outlives the publication it was like
    return _mark(suggestion, by, Status.OPEN, values, "turned down")


def reopen(suggestion: Suggestion, by: Any) -> Decision:
    """Ask again what was turned down."""
    values: dict[str, Any] = {"status": Status.OPEN}
    if suggestion.kind == Kind.PUBLICATION:
        known = Publication.objects.filter(pk=suggestion.payload.get("publication"))
        values["publication"] = known.first()
    return _mark(suggestion, by, Status.REJECTED, values, "asked again")


def _mark(row: Suggestion, by: Any, before: str, values: dict[str, Any], words: str) -> Decision:
    """Change a suggestion if it still is what the person who decides saw."""
    values |= {"decided_by": by, "decided_at": timezone.now()}
    if values["status"] == Status.OPEN:
        values |= {"decided_by": None, "decided_at": None}
    count = Suggestion.objects.filter(pk=row.pk, status=before, kind__in=FOR_SYNC).update(**values)
    title = title_of(row)
    return Decision(True, f"“{title}” is {words}.", row.pk) if count else _late(row)


def _late(row: Suggestion) -> Decision:
    now = Suggestion.objects.filter(pk=row.pk).first()
    state = now.get_status_display() if now else "gone"
    return Decision(False, f"“{title_of(row)}” is {state} already; nothing was changed.", row.pk)


def title_of(row: Suggestion) -> str:
    title = row.payload.get("record", {}).get("title") or row.key
    label = row.payload.get("label") if row.kind == Kind.FIELD else ""
    return f"{title} ({label})" if label else title


def _decide(choices: Sequence[_Choice], by: Any) -> list[Decision]:
    """Carry out choices, in one import for each person and source; what cannot be alone is not."""
    groups: dict[tuple[int | None, str], list[_Choice]] = defaultdict(list)
    for choice in choices:
        groups[choice.row.researcher_id, choice.row.payload.get("origin", "")].append(choice)
    done = {one.suggestion: one for group in groups.values() for one in _attempt(group, by)}
    return [done[choice.row.pk] for choice in choices]


def _attempt(choices: Sequence[_Choice], by: Any) -> list[Decision]:
    try:
        return _bring(choices, by)
    except CannotDecide as error:
        if len(choices) == 1:
            return [Decision(False, str(error), choices[0].row.pk)]
        return [one for choice in choices for one in _attempt([choice], by)]


@changing()
def _bring(choices: Sequence[_Choice], by: Any) -> list[Decision]:
    """Bring in what was chosen, all of one person and source, in one import."""
    ids = [choice.row.pk for choice in choices]
    rows = Suggestion.objects.select_for_update().filter(kind__in=FOR_SYNC, status=Status.OPEN)
    still = rows.in_bulk(ids)
    late = [_late(choice.row) for choice in choices if choice.row.pk not in still]
    choices = [
        _Choice(still[choice.row.pk], choice.onto, choice.place)
        for choice in choices
        if choice.row.pk in still
    ]
    if not choices:
        return late
    told = choices[0].row.payload
    person = Researcher.objects.get(pk=choices[0].row.researcher_id)
    source = Source(
        format=told["service"],
        origin=told["origin"],
        title=f"{told['origin']}, suggested to {person}",
        user=by,
        researcher=person,
    )
    return [*late, *_Bringing(person, source).carry_out(choices, by)]


class _Bringing:
    """The import of what was chosen for one person."""

    def __init__(self, person: Researcher, source: Source) -> None:
        self.person, self.source, self.owner = person, source, as_known(person)
        self.work = _Import(source, Report(), writes=True, run=None)

    def carry_out(self, choices: Sequence[_Choice], by: Any) -> list[Decision]:
        plans = self.work.take([self._wished(choice) for choice in choices])
        said = []
        for choice, plan in zip(choices, plans, strict=True):
            assert isinstance(plan, Plan)  # noqa: S101 -- only records went in
            said.append((choice.row, plan.target, self._settle(choice, plan)))
        self.work.finish()
        run = self.work.run
        for row, target, _ in said:
            Suggestion.objects.filter(pk=row.pk).update(
                status=Status.ACCEPTED,
                publication=target,
                run=run,
                decided_by=by,
                decided_at=timezone.now(),
            )
        pk = run.pk if run else None
        return [Decision(True, words, row.pk, target, pk) for row, target, words in said]

    def _wished(self, choice: _Choice) -> tuple[Record, Wishes]:
        told = choice.row.payload
        record = Record.load(told["record"])
        if choice.row.kind == Kind.FIELD:
            field = frozenset({told["field"]})
            return record, Wishes(onto=choice.row.publication_id, fields=field)
        onto = choice.onto
        if onto is None and told["action"] == "link":
            onto = choice.row.publication_id
        if onto:
            return record, Wishes(onto=onto, fields=self._empty_fields(record, onto))
        names = [name for _, name in values_of(record).names]
        place = place_of(self.owner, names) if choice.place is None else choice.place
        if not names or place == END:
            place = len(record.authors)
            record = record.but(authors=(*record.authors, self._own_name()))
        elif place is None or place >= len(names):
            raise CannotDecide(
                f"No name in the byline of “{record.title}” is certainly that of {self.person}. "
                "Choose which one it is."
            )
        if choice.place is not None and 0 <= choice.place < len(names):
            remember_name(self.person, self.owner, names[choice.place])
        return record, Wishes(people={place: self.person.pk})

    def _own_name(self) -> Name:
        person = self.person
        if person.is_organization:
            return Name(literal=person.full_name)
        return Name(
            family=person.family_name,
            given=person.given_name,
            suffix=person.suffix,
            orcid=person.orcid,
        )

    def _empty_fields(self, record: Record, onto: int) -> frozenset[str]:
        """Return what a publication that is here does not say yet and the record does."""
        paper = stored([onto]).get(onto)
        if paper is None:
            raise CannotDecide("That publication is no longer here.")
        found = differences(values_of(record), paper, self.source.origin)
        return frozenset(one.field for one in found if one.kind == NEW)

    def _settle(self, choice: _Choice, plan: Plan) -> str:
        """Make sure that she is named on what was chosen, and say what came of it."""
        title = title_of(choice.row)
        if choice.row.kind == Kind.FIELD:
            taken = any(one.take for one in plan.differences)
            return f"“{title}” {'was taken over' if taken else 'was there already'}."
        if plan.action == CREATE:
            return f"“{title}” was brought in for {self.person}."
        given = give_place(self.person, plan.target, choice.place, self.owner)
        if given is None:
            return f"“{title}” is a publication of {self.person} now."
        self.work.start()
        self.work.updates.append(given.way_back)
        if given.holder and given.holder != self.person.pk:
            ask_whether_one(given.holder, self.person, given.row, self.work.run)
            if choice.place is not None:
                remember_name(self.person, self.owner, given.row.credited_as)
        return f"{self.person} is now named on “{given.row.publication}”."
