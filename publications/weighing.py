"""How much speaks for a name being a person: the evidence, its weights and what is certain.

The weights add up; `CERTAIN` and `LEAD` say when their sum decides. `make identity-report` tells
how well they do on labelled data.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from portal.kit.text import fold, join_names
from publications.records import Record
from researchers.names import Crowd, Kind, Likeness, Spelling, compare

T = TypeVar("T", int, str)

CERTAIN = 3.0
ASK = 0.5
LEAD = 2.0  # what the best must be ahead of the next
OFFERED = 5
CROWD_OF_AUTHORS = 30

# What a likeness is worth without other evidence, for rare, shared and crowded names.
_WORTH_OF = {
    Kind.EQUAL: (5.0, 3.5, 0.5),
    Kind.MIDDLE: (3.0, 1.0, -2.0),
    Kind.SHORT_FORM: (3.0, 0.0, -2.0),
    Kind.INITIALS: (0.5, 0.0, -2.0),
    Kind.FAMILY_PART: (0.5, -0.5, -2.0),
    Kind.PART: (0.5, -0.5, -2.0),
    Kind.SUFFIX: (0.5, 0.0, -2.0),
    Kind.SWAPPED: (0.0, -0.5, -2.0),
    Kind.NEAR: (0.0, -1.0, -2.0),
    Kind.SOUND: (0.0, 0.0, 0.0),
    Kind.FAMILY_ONLY: (-1.0, -2.0, -2.0),
    Kind.DIFFERENT: (-1.0, -1.0, -1.0),
    Kind.CONTRARY: (-1.0, -1.0, -1.0),
}
_WORTH = [_WORTH_OF[Kind(kind)] for kind in range(len(Kind) - 1)] + [_WORTH_OF[Kind.CONTRARY]]
_EQUAL = Kind.EQUAL  # a class looks its members up anew each time
# Of these likenesses only that of a rare name is ever certain.
_ASKED = {Kind.PART, Kind.SWAPPED, Kind.NEAR, Kind.SOUND, Kind.FAMILY_ONLY}
_COAUTHORS = (0.0, 2.5, 4.0, 5.0)
_SAME_ORCID = 3.0
_AFFILIATION = 2.0
_VENUE = 0.5
_TOPIC, _TOPICS = 0.25, 1.0
_CONTRARY = -3.0
_APART = ((25, -3.0), (15, -1.0))  # years between the papers, and what they take away


@dataclass(slots=True)
class Evidence:
    """What is known of a person's papers: how many there are, with whom, where, when, on what.

    Keys: co-authors by person id, venues as printed, topics and affiliations folded.
    """

    papers: int = 0
    coauthors: dict[int, int] = field(default_factory=dict)
    venues: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    affiliations: set[str] = field(default_factory=set)
    first_year: int = 0
    last_year: int = 0

    def count(self, work: "Work", *, besides: int, merged: Mapping[int, int]) -> None:
        """Count one more paper; of its people `besides` is the one this is about."""
        self.papers += 1
        for author in work.people:
            person = author
            while person in merged:
                person = merged[person]
            if person != besides:
                self.coauthors[person] = self.coauthors.get(person, 0) + 1
        if work.venue:
            self.venues[work.venue] = self.venues.get(work.venue, 0) + 1
        for topic in work.topics:
            self.topics[topic] = self.topics.get(topic, 0) + 1

    def include(self, other: "Evidence", *, besides: Collection[int]) -> None:
        """Add what is known of the papers of somebody who is the same person, one of `besides`."""
        self.papers += other.papers
        self.affiliations |= other.affiliations
        for mine, theirs in (
            (self.venues, other.venues),
            (self.topics, other.topics),
        ):
            for key, count in theirs.items():
                mine[key] = mine.get(key, 0) + count
        for person, count in other.coauthors.items():
            if person not in besides:
                self.coauthors[person] = self.coauthors.get(person, 0) + count


@dataclass(slots=True, eq=False)
class Work:
    """The part of a work that is evidence for who wrote it; `people` are those decided so far.

    Authors and editors need one each: the same person may be both.
    """

    year: int = 0
    venue: str = ""
    topics: tuple[str, ...] = ()
    people: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, record: Record) -> "Work":
        """Return what `record` tells."""
        words = dict.fromkeys(word for word in fold(record.title).split() if len(word) > 4)
        for keyword in record.keywords:
            words[fold(keyword)] = None
        year = record.issued.year if record.issued else 0
        venue = record.container_short or record.container_title or record.event
        return cls(year, venue, tuple(words))


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who is known: `names` counts the papers under each spelling.

    `not_names` holds the spellings, joined, of which somebody said that they are another person.
    The years may be left 0. `is_stored` tells those from outside, of whom there may be evidence;
    `is_doubtful` those added for the time being, who may be somebody else here.
    """

    id: int
    orcid: str = ""
    names: dict[Spelling, int] = field(default_factory=dict)
    not_names: frozenset[str] = frozenset()
    first_year: int = 0
    last_year: int = 0
    is_stored: bool = True
    is_doubtful: bool = False
    known: Evidence | None = None
    works: list[Work] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Match:
    """A person with a name like the one asked for; `is_contrary` if another of hers forbids it."""

    person: Person
    likeness: Likeness
    level: Crowd
    is_contrary: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person a name may be, with a number to rank by and sentences that say why.

    `coauthors` are the people who are co-authors of both.
    """

    person: Person
    likeness: Likeness
    score: float
    reasons: tuple[str, ...]
    coauthors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one name: `person` if that is certain, else the `candidates`, best first.

    Neither: nobody known can be meant, so it is a new person.
    """

    person: Person | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        return self.person is None and bool(self.candidates)


@dataclass(slots=True)
class Scene:
    """What is seen around a name: co-authors who are certain or only possible, when, where.

    `possible` has a set of people for each co-author not yet told; `spellings` are joined names.
    """

    spellings: Collection[str] = ()
    orcid: str = ""
    coauthors: Collection[int] = ()
    possible: Collection[set[int]] = ()
    authors: int = 0
    venues: Collection[str] = ()
    topics: Collection[str] = ()
    affiliations: Collection[str] = ()
    first_year: int = 0
    last_year: int = 0


def judge(matches: Iterable[Match], scene: Scene) -> Verdict:
    """Return the verdict on a name in its scene, by all evidence. Who cannot be it is left out."""
    matches = [match for match in matches if may_be(match, scene)]
    equals = sum(
        [match.likeness.kind == _EQUAL and not match.person.is_doubtful for match in matches]
    )
    weighed = [(weigh(match, scene, is_namesake=equals > 1), match) for match in matches]
    weighed = [
        (score, match)
        for score, match in weighed
        if score >= ASK or (not match.is_contrary and _is_asked_anyway(match, matches))
    ]
    if not weighed:
        return Verdict()
    weighed.sort(key=lambda pair: (-pair[0], -pair[1].likeness.kind, pair[1].person.id))
    score, best = weighed[0]
    rivals = [other for other, match in weighed[1:] if _is_rival(match, best)]
    ahead = score - max(rivals[0], 0.0) if rivals else LEAD
    if (
        score >= CERTAIN
        and ahead >= LEAD
        and best.likeness
        and (best.likeness.kind == Kind.EQUAL or not best.is_contrary)
        and (best.likeness.kind not in _ASKED or best.level == Crowd.RARE)
        and best.likeness.kind != Kind.SUFFIX
        and not _shared(best.person.not_names, scene.spellings)
    ):
        return Verdict(best.person)
    return Verdict(
        None,
        tuple(
            Candidate(
                match.person,
                match.likeness,
                score,
                tuple(reasons(match, scene)),
                tuple(sorted(_shared(_known(match.person).coauthors, scene.coauthors))),
            )
            for score, match in weighed[:OFFERED]
        ),
    )


def _is_asked_anyway(match: Match, matches: Sequence[Match]) -> bool:
    """Whether a name is asked about without other evidence: the same, or initials of just one.

    The latter only of people who are here already: for them there is somebody to ask.
    """
    kind = match.likeness.kind
    alone = sum(other.likeness.kind >= Kind.INITIALS for other in matches) == 1
    return kind == Kind.EQUAL or (kind >= Kind.INITIALS and match.person.is_stored and alone)


def _is_rival(other: Match, best: Match) -> bool:
    """Return whether the name may be the other's instead of the best's.

    Who was added in doubt may be the best herself; so may those whose rare names fit together.
    """
    if other.person.is_doubtful and other.likeness.kind <= best.likeness.kind:
        return False
    if max(best.level, other.level) > Crowd.RARE:
        return True
    if other.person.known and best.person.id in other.person.known.coauthors:
        return True
    if other.person.orcid and best.person.orcid:
        return True
    kinds = {compare(a, b).kind for a in best.person.names for b in other.person.names}
    return min(kinds) == Kind.CONTRARY or max(kinds) in {Kind.DIFFERENT, Kind.EQUAL}


def may_be(match: Match, scene: Scene) -> bool:
    """Return False where the same person is excluded: two ORCID iDs, a denial by somebody."""
    theirs = match.person.orcid
    if scene.orcid and theirs and scene.orcid != theirs:
        return False
    denied = match.person.not_names and _shared(match.person.not_names, scene.spellings)
    if denied and match.likeness.kind != _EQUAL:
        return False
    return match.likeness.kind > 0 or bool(scene.orcid and scene.orcid == theirs)


def weigh(match: Match, scene: Scene, *, is_namesake: bool = False) -> float:
    """Return how much speaks for the person; a name that two people here bear is crowded."""
    kind = match.likeness.kind
    score = _WORTH[kind][-1 if is_namesake else match.level]
    known = match.person.known or _NOTHING
    if scene.orcid and scene.orcid == match.person.orcid:
        score += _SAME_ORCID
    if shared := len(_shared(known.coauthors, scene.coauthors)):
        with_others = _COAUTHORS[min(shared, 3)]
    else:
        likely = sum(1 for ids in scene.possible if not ids.isdisjoint(known.coauthors))
        with_others = min(likely, 2) * 1.0
    score += with_others / 2 if scene.authors > CROWD_OF_AUTHORS else with_others
    if _shared(known.affiliations, scene.affiliations):
        score += _AFFILIATION
    if _shared(known.venues, scene.venues):
        score += _VENUE
    if topics := _shared(known.topics, scene.topics):
        score += min(_TOPIC * len(topics) * min(1.0, 8 / len(scene.topics)), _TOPICS)
    if match.is_contrary and kind != _EQUAL:
        score += _CONTRARY
    if apart := years_apart(match.person, scene):
        score += next((minus for years, minus in _APART if apart > years), 0.0)
    return score


def years_apart(person: Person, scene: Scene) -> int:
    """Return how many years lie between the person's known papers and these, 0 if unknown."""
    first = person.first_year or (person.known.first_year if person.known else 0)
    last = person.last_year or (person.known.last_year if person.known else 0)
    if not first or not scene.first_year:
        return 0
    return max(0, first - scene.last_year, scene.first_year - last)


def reasons(match: Match, scene: Scene) -> list[str]:
    """Return what speaks for the person, and what against, in sentences for people."""
    person, known = match.person, _known(match.person)
    told = []
    if scene.orcid and scene.orcid == person.orcid:
        told.append("same ORCID iD")
    if match.likeness:
        told.append(match.likeness.words)
    spelled_so = sum(n for name, n in person.names.items() if name.joined in scene.spellings)
    if spelled_so > 1:
        told.append(f"spelled so on {spelled_so} papers")
    if shared := _shared(known.coauthors, scene.coauthors):
        told.append(f"{len(shared)} shared co-author{'s' if len(shared) > 1 else ''}")
    if venues := _shared(known.venues, scene.venues):
        told.append(f"both at {join_names(sorted(venues)[:2])}")
    if _shared(known.affiliations, scene.affiliations):
        told.append("same affiliation")
    if len(topics := _shared(known.topics, scene.topics)) > 1:
        told.append(f"both write about {join_names(sorted(topics)[:3])}")
    if (apart := years_apart(person, scene)) > _APART[-1][0]:
        told.append(f"but {apart} years lie between the papers")
    if match.is_contrary:
        told.append("but another spelling of the name contradicts it")
    if _shared(person.not_names, scene.spellings):
        told.append("but somebody of this name was said to be another person")
    return told


def _known(person: Person) -> Evidence:
    return person.known or _NOTHING


def _shared(known: Collection[T], seen: Collection[T]) -> set[T]:
    if not known or not seen:
        return set()
    return known.keys() & seen if isinstance(known, dict) else set(known).intersection(seen)


_NOTHING = Evidence()


def is_clear(match: Match, matches: int) -> bool:
    """Return whether the name alone tells the person: a rare one, in full, borne by one."""
    return matches == 1 and match.likeness.kind == Kind.EQUAL and match.level == Crowd.RARE


def share_a_word(spelled: Spelling, person: Person) -> bool:
    """Return whether a name has a word of any of the person's names, initials aside."""
    words = {word for word in (*spelled.given, *spelled.family) if len(word) > 1}
    return any(not words.isdisjoint((*name.given, *name.family)) for name in person.names)
