"""Which existing person each name of a byline is: certain, doubtful with evidence, or new.

Knows no database: `People` asks two functions for the people it needs.

    people = People(find, evidence)
    people.prepare(record.authors for record in batch)
    work = Work.of(record)
    for name, verdict in zip(record.authors, people.decide(record.authors, work)):
        if verdict.person:
            people.learn(verdict.person, name, work)
        else:  # new, or doubtful: then a person for the time being, and a question
            people.add(new_id, name, work, is_doubtful=verdict.is_doubtful)

Once all works are in, `again(person)` says of those in doubt whether they are clear by now, and
`merge` makes two people one. Precision goes before recall: what is not certain is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.kit.text import fold
from publications.records import Name
from publications.weighing import (
    CERTAIN,
    Candidate,
    Evidence,
    Match,
    Person,
    Scene,
    Verdict,
    Work,
    is_clear,
    judge,
    share_a_word,
)
from researchers.names import Crowd, Kind, Likeness, Spelling, blocks, compare, crowd, spell

__all__ = ["Candidate", "Evidence", "People", "Person", "Verdict", "Work", "spelling"]

CLEAR_YEARS = 25  # within which a rare full name needs no other evidence


@dataclass(slots=True, eq=False)
class _Case:
    """One name of a byline while its person is looked for."""

    name: Name
    spelled: Spelling
    matches: dict[int, Match]
    verdict: Verdict | None = None
    tied: Match | None = None
    is_settled: bool = False
    rank: int = 0

    def as_tied(self) -> Verdict:
        """Return the verdict where another name of the byline fits the same person as well."""
        if self.tied is None:
            return Verdict()
        reasons = (self.tied.likeness.words, "but two names on this paper fit")
        return Verdict(None, (Candidate(self.tied.person, self.tied.likeness, CERTAIN, reasons),))


@lru_cache(maxsize=65_536)
def spelling(name: Name) -> Spelling:
    """Return the name as it compares."""
    return spell(
        given=name.given,
        family=name.family,
        suffix=name.suffix,
        literal=name.literal,
        original=name.original,
    )


class People:
    """The people who may be meant: those known before, and those added since.

    `find` returns the people under any of the given keys (id, ORCID iD, names, years, `not_names`
    are enough); a key is one of `researchers.names.blocks`, or "@" and an ORCID iD. `evidence`
    returns what is known of the people with the given ids; it is asked only for people in doubt.
    """

    def __init__(
        self,
        find: Callable[[set[str]], Iterable[Person]],
        evidence: Callable[[set[int]], Mapping[int, Evidence]],
    ) -> None:
        self._find = find
        self._evidence = evidence
        self._people: dict[int, Person] = {}
        self._merged: dict[int, int] = {}
        self._loaded: set[str] = set()
        self._by_orcid: dict[str, list[Person]] = {}
        self._by_block: dict[str, list[tuple[Person, Spelling]]] = {}
        self._matched: dict[Spelling, dict[int, Match]] = {}
        self._asked: dict[str, list[Spelling]] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())

    def get(self, pk: int) -> Person | None:
        """Return the person of this id, if she is known by now."""
        return self._people.get(pk)

    def ensure(self, person: Person) -> Person:
        """Return the person of this id as she is known, from now on if she was not."""
        if person.id not in self._people:
            self._enter(person)
        return self._people[person.id]

    def prepare(self, bylines: Iterable[Sequence[Name]]) -> None:
        """Load everybody whom a name of these bylines can mean.

        One call of `find`, and one of `evidence` for those whom the name alone does not tell.
        """
        wanted: set[str] = set()
        asked: set[Spelling] = set()
        for byline in bylines:
            for name in byline:
                if (spelled := spelling(name)) not in self._matched:
                    asked.add(spelled)
                    wanted |= blocks(spelled)
                if name.orcid:
                    wanted.add(f"@{name.orcid}")
        if wanted := wanted - self._loaded:
            self._loaded |= wanted
            for person in self._find(wanted):
                if person.id not in self._people and person.id not in self._merged:
                    self._enter(person)
            if self._people:
                found = [self._matches(spelled).values() for spelled in asked]
                self._bring_up_to_date(
                    match.person
                    for matches in found
                    for match in matches
                    if match.person.is_stored and not is_clear(match, len(matches))
                )

    def decide(self, byline: Sequence[Name], work: Work) -> list[Verdict]:
        """Return a verdict for each name. No person is the answer for two of them.

        The clear names are decided first; they are co-authors by which the others are told.
        """
        spellings = [spelling(name) for name in byline]
        if not all(spelled in self._matched for spelled in spellings) or not all(
            f"@{name.orcid}" in self._loaded for name in byline if name.orcid
        ):
            self.prepare([byline])
        cases = [
            _Case(name, spelled, self._matches(spelled))
            for name, spelled in zip(byline, spellings, strict=True)
        ]
        for case in cases:
            self._decide_at_sight(case, work)
        taken: dict[int, _Case] = {}
        left = _settle(cases, taken)
        while left:
            self._decide_by_evidence(left, cases, work, taken)
            before, left = len(left), _settle(left, taken)
            if len(left) == before:
                break
        return [case.verdict or case.as_tied() for case in cases]

    def again(self, person: Person) -> Verdict:
        """Return who somebody added in doubt is, by all that is known by now.

        Who wrote a paper together with that person cannot be the same one.
        """
        best: dict[int, Match] = {}
        for spelled in person.names:
            for key, match in self._matches(spelled).items():
                if (old := best.get(key)) is None:
                    best[key] = Match(match.person, match.likeness, match.level, match.is_contrary)
                    continue
                old.is_contrary |= match.is_contrary
                if match.likeness.kind > old.likeness.kind:
                    old.likeness, old.level = match.likeness, match.level
        best.pop(person.id, None)
        self._bring_up_to_date([person, *(match.person for match in best.values())])
        known = self._knowledge(person)
        scene = Scene(
            spellings=[spelled.joined for spelled in person.names],
            orcid=person.orcid,
            coauthors=known.coauthors,
            venues=known.venues,
            topics=known.topics,
            affiliations=known.affiliations,
            first_year=person.first_year,
            last_year=person.last_year,
        )
        return judge([match for key, match in best.items() if key not in known.coauthors], scene)

    def add(
        self, person_id: int, name: Name, work: Work | None = None, *, is_doubtful: bool = False
    ) -> Person:
        """Return a new person of this name, who wrote `work`.

        One added because a verdict was doubtful does not make the name one that several bear.
        """
        person = Person(
            person_id, name.orcid, {spelling(name): 0}, is_stored=False, is_doubtful=is_doubtful
        )
        self._enter(person)
        if work is not None:
            self.learn(person, name, work)
        return person

    def learn(self, person: Person, name: Name, work: Work) -> None:
        """Remember that `name` on `work` is `person`."""
        spelled = spelling(name)
        if spelled in person.names:
            person.names[spelled] += 1
        else:
            person.names[spelled] = 1
            self._index(person, spelled)
        if name.orcid and not person.orcid:
            person.orcid = name.orcid
            self._by_orcid.setdefault(name.orcid, []).append(person)
        if work.year:
            person.first_year = min(person.first_year or work.year, work.year)
            person.last_year = max(person.last_year, work.year)
        if name.affiliation:
            self._knowledge(person).affiliations.add(fold(name.affiliation))
        work.people.append(person.id)
        person.works.append(work)

    def merge(self, kept: Person, gone: Person) -> None:
        """Make `gone` the same as `kept`: its names and papers are the other's from now on."""
        theirs, ours = self._knowledge(gone), self._knowledge(kept)
        del self._people[gone.id]
        self._merged[gone.id] = kept.id
        for block in {block for spelled in gone.names for block in blocks(spelled)}:
            self._by_block[block] = [pair for pair in self._by_block[block] if pair[0] is not gone]
            for asked in self._asked.get(block, ()):
                self._matched[asked].pop(gone.id, None)
        if gone.orcid:
            self._by_orcid[gone.orcid].remove(gone)
            if not kept.orcid:
                kept.orcid = gone.orcid
                self._by_orcid[gone.orcid].append(kept)
        for other in theirs.coauthors:
            beside = self._people.get(other)
            if beside and beside.known and (count := beside.known.coauthors.pop(gone.id, 0)):
                beside.known.coauthors[kept.id] = beside.known.coauthors.get(kept.id, 0) + count
        ours.include(theirs, besides=(kept.id, gone.id))
        years = [year for one in (kept, gone) for year in (one.first_year, one.last_year) if year]
        kept.first_year, kept.last_year = min(years, default=0), max(years, default=0)
        for spelled, count in gone.names.items():
            is_new = spelled not in kept.names
            kept.names[spelled] = kept.names.get(spelled, 0) + count
            if is_new:
                self._index(kept, spelled)

    def _decide_at_sight(self, case: _Case, work: Work) -> None:
        """Decide what needs no other evidence: an ORCID iD, a rare full name borne by one."""
        orcid = case.name.orcid
        if orcid and len(holders := self._by_orcid.get(orcid, [])) == 1:
            person = holders[0]
            match = case.matches.get(person.id)
            if (match and match.likeness) or share_a_word(case.spelled, person):
                case.verdict = Verdict(person)
                case.rank = 100 + (match.likeness.kind if match else 0)
                return
        equal = [match for match in case.matches.values() if match.likeness.kind == _EQUAL]
        if len(equal) > 1:
            equal = [match for match in equal if not match.person.is_doubtful]
        if len(equal) != 1 or not is_clear(equal[0], 1):
            return
        person = equal[0].person
        if (orcid and person.orcid and orcid != person.orcid) or (
            person.not_names and case.spelled.joined in person.not_names
        ):
            return
        first, last, year = person.first_year, person.last_year, work.year
        if not first or not year or first - CLEAR_YEARS <= year <= last + CLEAR_YEARS:
            case.verdict, case.rank = Verdict(person), Kind.EQUAL

    def _decide_by_evidence(
        self, left: list[_Case], cases: list[_Case], work: Work, taken: Mapping[int, _Case]
    ) -> None:
        possible = {
            id(case): {key for key, match in case.matches.items() if match.likeness.kind >= _MIDDLE}
            for case in left
        }
        for case in left:
            matches = [match for key, match in case.matches.items() if key not in taken]
            matches += [
                Match(holder, _OTHER_NAME, Crowd.RARE)
                for holder in self._by_orcid.get(case.name.orcid, ())
                if holder.id not in case.matches and holder.id not in taken
            ]
            if not matches:
                case.verdict = None
                continue
            self._bring_up_to_date([match.person for match in matches])
            case.verdict = judge(
                matches,
                Scene(
                    spellings=(case.spelled.joined,),
                    orcid=case.name.orcid,
                    coauthors=taken,
                    possible=[ids for key, ids in possible.items() if key != id(case) and ids],
                    authors=len(cases),
                    venues=(work.venue,) if work.venue else (),
                    topics=work.topics,
                    affiliations=(fold(case.name.affiliation),) if case.name.affiliation else (),
                    first_year=work.year,
                    last_year=work.year,
                ),
            )
            if case.verdict.person:
                case.rank = case.matches[case.verdict.person.id].likeness.kind

    def _enter(self, person: Person) -> None:
        self._people[person.id] = person
        if person.orcid:
            self._by_orcid.setdefault(person.orcid, []).append(person)
        for spelled in person.names:
            self._index(person, spelled)

    def _index(self, person: Person, spelled: Spelling) -> None:
        told: set[Spelling] = set()
        for block in blocks(spelled):
            self._by_block.setdefault(block, []).append((person, spelled))
            for asked in self._asked.get(block, ()):
                if asked not in told:
                    told.add(asked)
                    _match(self._matched[asked], asked, person, spelled)

    def _matches(self, asked: Spelling) -> dict[int, Match]:
        """Return the people with a name like this one by id; kept up to date from then on."""
        found = self._matched.get(asked)
        if found is None:
            found = self._matched[asked] = {}
            for block in blocks(asked):
                for person, spelled in self._by_block.get(block, ()):
                    _match(found, asked, person, spelled)
                self._asked.setdefault(block, []).append(asked)
        return found

    def _knowledge(self, person: Person) -> Evidence:
        if person.known is None or person.works:
            self._bring_up_to_date([person])
        return person.known or Evidence()

    def _bring_up_to_date(self, people: Iterable[Person]) -> None:
        people = list({person.id: person for person in people}.values())
        missing = {person.id for person in people if person.known is None and person.is_stored}
        loaded = self._evidence(missing) if missing else {}
        for person in people:
            if person.known is None:
                person.known = loaded.get(person.id) or Evidence()
            for work in person.works:
                person.known.count(work, besides=person.id, merged=self._merged)
            person.works.clear()


_EQUAL, _MIDDLE = Kind.EQUAL, Kind.MIDDLE  # a class looks its members up anew each time
_OTHER_NAME = Likeness(Kind.DIFFERENT, "another name")


def _match(found: dict[int, Match], asked: Spelling, person: Person, spelled: Spelling) -> None:
    """Enter in `found` that `person` also has the name `spelled`, if that matters for `asked`."""
    likeness = compare(asked, spelled)
    kind, match = likeness.kind, found.get(person.id)
    if kind == Kind.DIFFERENT:
        return
    level = max(crowd(asked), crowd(spelled))
    if kind == Kind.INITIALS:  # the one spelled out tells how common the family name is
        level = Crowd.CROWDED if min(crowd(asked), crowd(spelled)) > Crowd.RARE else Crowd.SHARED
    if match is None:
        found[person.id] = Match(person, likeness, level, kind == Kind.CONTRARY)
        return
    match.is_contrary |= kind == Kind.CONTRARY
    if (kind, -level) > (match.likeness.kind, -match.level):
        match.likeness, match.level = likeness, level


def _settle(cases: list[_Case], taken: dict[int, _Case]) -> list[_Case]:
    """Take each decided person once, for the name that is nearest; return the cases left.

    Where two names are equally near, neither gets the person: it is not certain which.
    """
    claims: dict[int, list[_Case]] = {}
    for case in cases:
        if case.verdict and case.verdict.person:
            claims.setdefault(case.verdict.person.id, []).append(case)
    for key, claimants in claims.items():
        claimants.sort(key=lambda case: -case.rank)
        if len(claimants) == 1 or claimants[0].rank > claimants[1].rank:
            taken[key] = claimants[0]
            claimants[0].is_settled = True
        for case in claimants:
            if not case.is_settled:
                case.verdict, case.tied = None, None if key in taken else case.matches.get(key)
    return [case for case in cases if not case.is_settled]
