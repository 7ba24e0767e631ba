"""Who writes with whom: the people around a person or a lab, and how many papers they share."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef

from portal.kit.addresses import page_address
from publications.models import Authorship, Publication
from publications.querysets import PublicationQuerySet
from researchers.models import Lab, Membership, Researcher

from .ring import Ring, ring

MOST_PEOPLE = 40
MOST_PAPERS = 2_000  # the newest; with them a picture costs the same for everybody
MOST_AUTHORS = 50  # of a paper: a longer byline tells who took part, not who works together
MOST_TIES = 200
COMPANIONS = 3


@dataclass(frozen=True)
class Person:
    """Somebody in the picture: papers shared with its owner, and with whom most of them.

    `url` is "" for people without a page; `is_own` are the people of a lab.
    """

    name: str
    url: str
    works: int
    is_own: bool
    companions: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """People, those with most papers first, and their places and ties in the picture.

    `others` are not shown; `is_recent` says that older papers, `crowded` how many papers with long
    bylines, were left out.
    """

    people: list[Person]
    ring: Ring
    others: int
    is_recent: bool
    crowded: int


Papers = dict[int, int]  # of each person, the papers as the bits of a number


def of_person(person: Researcher) -> Network:
    """Return the people `person` wrote papers with. Three queries; hidden people are left out."""
    chosen = _chosen(_works().on_shelf(f"researcher:{person.slug}"))
    papers = _bylines(chosen.ids)
    mine = papers.pop(person.pk, 0)
    papers = {pk: shared for pk, bits in papers.items() if (shared := bits & mine)}
    return _network(papers, (), chosen, has_centre=True)


def of_lab(lab: Lab) -> Network:
    """Return the authors of the papers of `lab`. Five queries; hidden people are left out."""
    chosen = _chosen(_works().of_lab(lab))
    memberships = Membership.objects.filter(lab__in=Lab.objects.ids_within(lab)).order_by()
    own = set(memberships.values_list("researcher_id", flat=True))
    papers = _bylines(chosen.ids)
    return _network(papers, own, chosen, has_centre=False)


def _works() -> PublicationQuerySet:
    return Publication.objects.listed().main_versions()


@dataclass(frozen=True)
class _Chosen:
    ids: list[int]
    is_recent: bool
    crowded: int


def _chosen(papers: PublicationQuerySet) -> _Chosen:
    beyond = Authorship.objects.filter(
        publication=OuterRef("pk"), role=Authorship.Role.AUTHOR, position=MOST_AUTHORS + 1
    )
    rows = list(papers.values_list("pk", Exists(beyond.order_by()))[: MOST_PAPERS + 1])
    newest = rows[:MOST_PAPERS]
    ids = [pk for pk, is_crowded in newest if not is_crowded]
    return _Chosen(ids, len(rows) > MOST_PAPERS, len(newest) - len(ids))


def _bylines(ids: list[int]) -> Papers:
    """Return who wrote which of these publications; the n-th of them is bit n."""
    authors = Authorship.objects.filter(publication__in=ids, role=Authorship.Role.AUTHOR)
    shown = authors.exclude(researcher__visibility=Researcher.Visibility.HIDDEN).order_by()
    bits = {pk: 1 << place for place, pk in enumerate(ids)}
    papers: Papers = {}
    for publication, person in shown.values_list("publication_id", "researcher_id"):
        papers[person] = papers.get(person, 0) | bits[publication]
    return papers


def _network(papers: Papers, own: Collection[int], chosen: _Chosen, *, has_centre: bool) -> Network:
    ids = sorted(papers, key=lambda pk: (-papers[pk].bit_count(), pk))[:MOST_PEOPLE]
    known = {row["pk"]: row for row in _known(ids)}
    ids = [pk for pk in ids if pk in known]
    ids.sort(key=lambda pk: (-papers[pk].bit_count(), known[pk]["sort_key"], pk))
    ties = {
        (first, second): shared
        for first, second in combinations(range(len(ids)), 2)
        if (shared := (papers[ids[first]] & papers[ids[second]]).bit_count())
    }
    names = [known[pk]["full_name"] for pk in ids]
    people = [
        Person(
            name=names[place],
            url=_url(known[pk]),
            works=papers[pk].bit_count(),
            is_own=pk in own,
            companions=tuple(names[other] for other in _companions(place, ties)),
        )
        for place, pk in enumerate(ids)
    ]
    strongest = dict(sorted(ties.items(), key=lambda tie: (-tie[1], tie[0]))[:MOST_TIES])
    return Network(
        people=people,
        ring=ring([(one.name, one.works) for one in people], strongest, has_centre=has_centre),
        others=len(papers) - len(people),
        is_recent=chosen.is_recent,
        crowded=chosen.crowded,
    )


def _known(ids: list[int]) -> Iterable[dict[str, Any]]:
    people = Researcher.objects.credited().filter(pk__in=ids).order_by()
    return people.values("pk", "full_name", "sort_key", "slug", "visibility")


def _url(row: dict[str, Any]) -> str:
    has_page = row["visibility"] == Researcher.Visibility.PAGE
    return page_address("researchers:researcher-detail", row["slug"]) if has_page else ""


def _companions(place: int, ties: dict[tuple[int, int], int]) -> list[int]:
    """Return the places of those with whom somebody wrote most, most first."""
    shared = {sum(pair) - place: works for pair, works in ties.items() if place in pair}
    return sorted(shared, key=lambda other: (-shared[other], other))[:COMPANIONS]
