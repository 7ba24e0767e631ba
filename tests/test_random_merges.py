"""Whatever is merged, split and joined in whatever order, undoing it all restores every row."""

from random import Random

import pytest

from portal.kit.changes import changing
from publications.merge_people import merge_people, split_person
from publications.merge_publications import join_versions, merge_publications
from publications.merging import pair_key
from publications.models import (
    Authorship,
    Award,
    Operation,
    Publication,
    Relation,
    Suggestion,
    Topic,
)
from publications.operations import Refused, undo
from researchers.models import Contribution, Membership, NameVariant, Project, Researcher
from tests.dumps import dump
from tests.factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db

PEOPLE, PAPERS, STEPS = 8, 8, 12
GIVEN, FAMILY = ["Ada", "A.", "Wei", "W."], ["Wang", "Lovelace", "Li"]


@changing()
def make_site(random: Random) -> None:
    labs = [make_lab() for _ in range(2)]
    topics = [Topic.objects.create(name=f"Topic {n}") for n in range(3)]
    project = Project.objects.create(name="Kites")
    people = [
        make_researcher(
            f"{random.choice(GIVEN)} {random.choice(FAMILY)}",
            visibility=random.choice(["page", "author", "hidden"]),
            bio=random.choice(["", "A bio."]),
        )
        for _ in range(PEOPLE)
    ]
    for person in people:
        if random.random() < 0.5:
            lab, role = random.choice(labs), random.choice(["phd", "postdoc"])
            Membership.objects.create(researcher=person, lab=lab, role=role)
        if random.random() < 0.5:
            Contribution.objects.create(researcher=person, project=project)
        NameVariant.objects.create(researcher=person, name=random.choice(["V. One", "V. Two"]))
    papers = [
        make_publication(
            f"Kite {random.randint(1, 3)}",
            authors=random.sample(people, random.randint(0, 4)),
            year=random.choice([None, 2020, 2021]),
            doi=random.choice(["", "10.1234/a"]),
            type=random.choice(["article", "paper-conference"]),
        )
        for _ in range(PAPERS)
    ]
    for paper in papers:
        paper.topics.set(random.sample(topics, random.randint(0, 2)))
        paper.projects.set(random.sample([project], random.randint(0, 1)))
        Award.objects.create(publication=paper, name=random.choice(["Oral", "Best"]))
        if (target := random.choice(papers)) != paper:
            Relation.objects.create(publication=paper, kind="Reviews", target=target)
    for _ in range(4):
        one, two = random.sample(people, 2)
        status = random.choice(["open", "rejected"])
        Suggestion.objects.get_or_create(
            kind="same-person", key=pair_key(one.pk, two.pk), defaults={"status": status}
        )


def take_a_step(random: Random) -> None:
    people, papers = (
        list(Researcher.objects.order_by("pk")),
        list(Publication.objects.order_by("pk")),
    )
    what = random.choice(["people", "split", "papers", "join"])
    if what == "people" and len(people) > 1:
        keep, other = random.sample(people, 2)
        merge_people(keep=keep, other=other)
    elif what == "split":
        person = random.choice(people)
        rows = list(Authorship.objects.filter(researcher=person).order_by("pk"))
        into = random.choice(["Ada Li", *people])
        split_person(person=person, authorships=rows[: random.randint(0, 2)], into=into)
    elif what == "papers" and len(papers) > 1:
        keep, other = random.sample(papers, 2)
        choices = {name: random.choice(["keep", "other"]) for name in ("title", "year", "authors")}
        merge_publications(keep=keep, other=other, choices=choices)
    elif len(papers) > 1:
        preferred, other = random.sample(papers, 2)
        join_versions(preferred=preferred, other=other)


def check_bylines() -> None:
    bylines: dict[tuple[int, str], list[int]] = {}
    for paper, role, place in Authorship.objects.order_by("position").values_list(
        "publication_id", "role", "position"
    ):
        bylines.setdefault((paper, role), []).append(place)
    assert all(places == list(range(1, len(places) + 1)) for places in bylines.values())
    assert not Publication.objects.filter(preferred_version__preferred_version__isnull=False)


@pytest.mark.parametrize("seed", range(8))
def test_all_that_was_done_is_undone_in_turn(seed: int) -> None:
    random = Random(seed)
    make_site(random)
    states = [dump()]
    for _ in range(STEPS):
        done = Operation.objects.count()
        try:
            take_a_step(random)
        except Refused:
            assert dump() == states[-1]
        if Operation.objects.count() > done:
            check_bylines()
            states.append(dump())
    assert len(states) > STEPS // 3
    for operation in Operation.objects.order_by("-pk"):
        assert dump() == states.pop()
        undo(operation)
    assert dump() == states.pop()
