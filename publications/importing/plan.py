"""What each entry of an import would do: nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from portal.kit.text import fold
from publications.duplicates import Sameness
from publications.identity import People, spelling
from publications.models import Venue
from publications.records import Name, Record
from publications.weighing import Person, Verdict
from researchers.names import Kind, compare
from researchers.spelling import spell_whole

from .differences import NEW, Difference, differences
from .entries import Entry
from .people import known_people, people
from .stored import Credit, Stored, stored
from .values import Values, VenueValues
from .works import Works

CREATE, UPDATE, SAME, SKIP, LOST = "create", "update", "same", "skip", "lost"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose for one entry instead of the proposal.

    `onto` is the publication it is, 0 for a new one; `fields` are the differences to take;
    `people` the person at a place of the byline, 0 for a new one, and a number below 0 for a new
    one who is the same wherever that number stands.
    """

    skip: bool = False
    onto: int | None = None
    fields: frozenset[str] | None = None
    people: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What one entry would do. `target` is the publication it is or becomes."""

    entry: Entry
    action: str
    target: int = 0
    sameness: Sameness | None = None
    maybe: list[tuple[int, Sameness]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    venue: Venue | VenueValues | None = None
    paper: Stored | None = None
    stay: list[Credit | None] = field(default_factory=list)  # whose rows the names keep
    problems: list[str] = field(default_factory=list)
    wished: Mapping[int, int] = field(default_factory=dict)  # people, as `Wishes` has them

    @property
    def record(self) -> Record:
        return self.entry.record

    @property
    def values(self) -> Values:
        return self.entry.values

    @property
    def names(self) -> Sequence[tuple[str, Name]]:
        return self.values.names

    def takes(self, name: str) -> bool:
        return any(one.take for one in self.differences if one.field == name)


class Planner:
    """Plans entries batch by batch; what a batch brings is known to the next ones.

    `origin` names the source of all entries; `owner` is the person whose papers they are, if
    somebody's. The caller gives every plan that creates something its ids, then calls `learn`.
    """

    def __init__(self, *, origin: str, owners: Sequence[int] = ()) -> None:
        self.origin = origin
        self.people: People = known_people()
        self.works = Works()
        self.venues = Venues()
        self._owners = [self.people.ensure(person) for person in people(owners)]
        self._new: dict[int, Person] = {}  # by the number below 0 that wishes give them

    def prepare(self, items: Iterable[Record | Entry]) -> list[Entry]:
        """Return the entries of these records, and read what they may meet."""
        entries = [item if isinstance(item, Entry) else Entry.of(item) for item in items]
        values = [entry.values for entry in entries]
        self.works.prepare(entries)
        self.venues.prepare(values)
        self.people.prepare([name for _, name in one.names] for one in values)
        return entries

    def plan(self, entry: Entry, wishes: Wishes | None = None) -> Plan:
        """Return what `entry` would do, with what was chosen for it."""
        wishes = wishes or Wishes()
        plan = Plan(entry, SKIP, problems=list(entry.values.notes))
        if wishes.skip:
            return plan
        if not entry.record.title:
            plan.action = LOST
            plan.problems.append("It has no title.")
            return plan
        found = self.works.find(entry)
        plan.maybe = [pair for pair in found if not pair[1].is_certain]
        same = [pair for pair in found if pair[1].is_certain and pair[1].kind == "same-entry"]
        if wishes.onto is not None:
            same = [(wishes.onto, Sameness("same-entry", ("It was chosen.",)))]
            same = same if wishes.onto else []
        if same:
            plan.target, plan.sameness = same[0]
            plan.action = SAME
            return plan
        versions = [pair for pair in found if pair[1].is_certain and pair[1].kind == "versions"]
        if versions and wishes.onto is None:
            plan.sameness = versions[0][1]
            plan.maybe = versions[:1] + plan.maybe
        plan.action = CREATE
        plan.venue = self.venues.find(entry.values.venue)
        self.recognize(plan, wishes)
        return plan

    def compare(
        self,
        plan: Plan,
        paper: Stored,
        wishes: Wishes | None = None,
        *,
        is_repeated: bool = False,
    ) -> None:
        """Fill in what `plan` would change about the stored publication it is.

        One that `is_repeated`, of which the same import had an entry before, only fills gaps: else
        two entries would take turns with each import.
        """
        plan.paper = paper
        plan.differences = list(differences(plan.values, paper, self.origin or plan.record.source))
        if is_repeated:
            plan.differences = [
                replace(one, take=one.take and one.kind == NEW) for one in plan.differences
            ]
        if wishes and wishes.fields is not None:
            plan.differences = [
                Difference(one.field, one.kind, one.ours, one.theirs, one.field in wishes.fields)
                for one in plan.differences
            ]
        plan.action = UPDATE if any(one.take for one in plan.differences) else SAME
        if plan.takes("venue"):
            plan.venue = self.venues.find(plan.values.venue)
        if plan.takes("authors"):
            self.recognize(plan, wishes or Wishes())
            plan.stay = staying(plan.names, paper.credits)
            for place, credit in enumerate(plan.stay):
                if credit and (person := next(iter(people([credit.researcher])), None)):
                    plan.verdicts[place] = Verdict(self.people.ensure(person))
            kept = {(credit.role, credit.researcher) for credit in plan.stay if credit}
            for place, ((role, _), credit) in enumerate(zip(plan.names, plan.stay, strict=True)):
                person = plan.verdicts[place].person
                if credit is None and person and (role, person.id) in kept:
                    plan.verdicts[place] = Verdict()  # she is in this byline under another name

    def recognize(self, plan: Plan, wishes: Wishes) -> None:
        """Fill in who the names of `plan` are."""
        byline = [name for _, name in plan.names]
        plan.verdicts = [Verdict()] * len(byline)
        by_role: dict[str, list[int]] = {}
        for place, (role, _) in enumerate(plan.names):
            by_role.setdefault(role, []).append(place)
        for places in by_role.values():
            names = [byline[place] for place in places]
            owners = self._places_of_owners(names)
            for number, verdict in enumerate(self.people.decide(names, plan.entry.evidence)):
                plan.verdicts[places[number]] = owners.get(number, verdict)
        plan.wished = wishes.people
        for place, pk in wishes.people.items():
            if place < len(byline):
                person = self._new.get(pk) or next(iter(people([pk] if pk > 0 else [])), None)
                pk = person.id if person else 0  # noqa: PLW2901 -- who is meant by it
                for other, verdict in enumerate(plan.verdicts):
                    if verdict.person and verdict.person.id == pk:
                        plan.verdicts[other] = Verdict()
                plan.verdicts[place] = Verdict(person and self.people.ensure(person))
        self._use_once(plan)
        named = {verdict.person for verdict in plan.verdicts}
        if self._owners and named.isdisjoint(self._owners):
            plan.problems.append("It names nobody of those whose papers these are.")

    def _places_of_owners(self, byline: Sequence[Name]) -> dict[int, Verdict]:
        """Return where the owners stand: each where just one name can be hers, and no other's."""
        found: dict[int, list[Person]] = {}
        for owner in self._owners:
            places = [
                place
                for place, name in enumerate(byline)
                if (name.orcid and name.orcid == owner.orcid)
                or max(compare(spelling(name), own).kind for own in owner.names) >= Kind.INITIALS
            ]
            if len(places) == 1:
                found.setdefault(places[0], []).append(owner)
        return {place: Verdict(owners[0]) for place, owners in found.items() if len(owners) == 1}

    def _use_once(self, plan: Plan) -> None:
        """Leave a person at the first of the places of a role where she was put."""
        used: set[tuple[str, int]] = set()
        for place, ((role, _), verdict) in enumerate(zip(plan.names, plan.verdicts, strict=True)):
            if verdict.person is None:
                continue
            if (role, verdict.person.id) in used:
                plan.verdicts[place] = Verdict()
            used.add((role, verdict.person.id))

    def learn(self, plan: Plan, people: Sequence[int]) -> None:
        """Remember a plan that creates its target, and who its names are."""
        self.works.add(plan.target, plan.entry)
        work = plan.entry.evidence
        rows = zip(plan.names, plan.verdicts, people, strict=True)
        for place, ((_, name), verdict, pk) in enumerate(rows):
            if verdict.person:
                self.people.learn(verdict.person, name, work)
            else:
                person = self.people.add(pk, name, work, is_doubtful=verdict.is_doubtful)
                self.keep_new(plan, place, person)

    def keep_new(self, plan: Plan, place: int, person: Person) -> None:
        """Remember a person who was made for a place of `plan`, for other plans to mean her."""
        if (number := plan.wished.get(place, 0)) < 0:
            self._new[number] = person


def staying(names: Sequence[tuple[str, Name]], credits_: Iterable[Credit]) -> list[Credit | None]:
    """Return for each name the author of the present byline who it is, None for a new one.

    The same name printed first, then one that is compatible with no other that is left.
    """
    left = list(credits_)
    found: list[Credit | None] = [None] * len(names)

    def take(place: int, fitting: list[Credit]) -> None:
        if fitting:
            found[place] = fitting[0]
            left.remove(fitting[0])

    for place, (role, name) in enumerate(names):
        take(
            place,
            [one for one in left if (one.role, fold(one.credited_as)) == (role, fold(name.full))],
        )
    for place, (role, name) in enumerate(names):
        if found[place] is None:
            fitting = [
                one
                for one in left
                if one.role == role and compare(spell_whole(one.credited_as), spelling(name))
            ]
            take(place, fitting if len(fitting) == 1 else [])
    return found


class Venues:
    """Venues by name and short name, folded: those stored, and those of the import."""

    def __init__(self) -> None:
        self._by_name: dict[str, Venue] = {}
        self._asked: set[str] = set()

    def prepare(self, batch: Iterable[Values]) -> None:
        wanted = {values.venue for values in batch if values.venue}
        names = {fold(venue.name)[:300] for venue in wanted} | {
            fold(venue.short_name) for venue in wanted if venue.short_name
        }
        if names := names - self._asked:
            self._asked |= names
            shorts = {venue.short_name for venue in wanted} | {venue.name for venue in wanted}
            found = Venue.objects.filter(Q(name_key__in=names) | Q(short_name__in=shorts))
            for venue in found.order_by("-pk"):
                self.add(venue)

    def add(self, venue: Venue) -> None:
        for name in (venue.short_name, venue.name):
            if key := _venue_key(name):
                self._by_name[key] = venue

    def find(self, values: VenueValues | None) -> Venue | VenueValues | None:
        """Return the venue that is meant, or what a new one is to be made of."""
        if values is None:
            return None
        return self._by_name.get(_venue_key(values.name), values)


def _venue_key(name: str) -> str:
    """Return by what a venue is found: as much as `Venue.name_key` has room for.

    The name itself if it is made of signs alone, so that it is found again all the same.
    """
    return fold(name)[:300] or name


def read_stored(plans: Iterable[Plan]) -> dict[int, Stored]:
    """Return what is stored of the publications that plans are about."""
    return stored({plan.target for plan in plans if plan.action == SAME})
