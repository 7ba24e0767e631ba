"""Papers given to another person, new or here, and taken back."""

import pytest

from portal.accounts.models import User
from publications.merge_people import split_person
from publications.models import Authorship, Operation, Suggestion
from publications.operations import Refused, undo
from researchers.models import NameVariant, Researcher
from tests.dumps import dump
from tests.factories import byline, make_publication, make_researcher

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="x")


def test_split_makes_a_new_person_of_the_chosen_papers_and_is_undone(editor):
    person = make_researcher("Wei Wang", visibility="page")
    first, second, third = (
        make_publication(f"Paper {n}", authors=["Ada Lovelace", person]) for n in range(3)
    )
    rows = list(
        Authorship.objects.filter(researcher=person, publication__in=[first, third]).order_by("pk")
    )
    Authorship.objects.filter(pk=rows[0].pk).update(credited_as="Wei-Wei Wang", selected=True)
    NameVariant.objects.create(researcher=person, name="Wei-Wei Wang")
    before = dump()
    operation = split_person(person=person, authorships=rows, into="Wang, Wei-Wei", by=editor)
    new = Researcher.objects.get(family_name="Wang", given_name="Wei-Wei")
    assert [row.publication for row in person.authorships.all()] == [second]
    assert byline(first) == [(1, "Ada Lovelace"), (2, "Wei-Wei Wang")]
    assert new.authorships.filter(selected=True).count() == 1
    assert operation.summary == "2 papers of Wei Wang went to Wei-Wei Wang."
    assert Suggestion.objects.get().status == "rejected"
    assert list(person.name_variants.all()) == []
    undo(operation)
    assert dump() == before


def test_papers_move_to_somebody_who_is_here_and_back():
    person, target = make_researcher("Wei Wang"), make_researcher("Wei Wang")
    make_publication("Moves", authors=[person])
    stays = make_publication("Stays", authors=[person])
    row = Authorship.objects.get(publication__title="Moves")
    before = dump()
    operation = split_person(person=person, authorships=[row], into=target)
    assert [each.publication for each in person.authorships.all()] == [stays]
    assert [each.publication.title for each in target.authorships.all()] == ["Moves"]
    undo(operation)
    assert dump() == before


def test_new_person_with_later_rows_is_in_the_way_of_an_undo():
    person = make_researcher("Wei Wang")
    make_publication(authors=[person])
    operation = split_person(person=person, authorships=person.authorships.all(), into="Wei Wang")
    make_publication("Later", authors=[Researcher.objects.latest("pk")])
    with pytest.raises(Refused, match="hangs on a row that would go"):
        undo(operation)


@pytest.mark.parametrize("name", ["", "  ", ",", "…"])
def test_split_needs_a_name(name):
    person = make_researcher()
    make_publication(authors=[person])
    with pytest.raises(Refused, match="Write the name of the new person"):
        split_person(person=person, authorships=person.authorships.all(), into=name)
    assert Researcher.objects.count() == 1


def test_split_refuses_what_makes_no_sense():
    person, target = make_researcher("Wei Wang"), make_researcher("Wei Wang")
    make_publication("Both", authors=[person, target])
    mine, theirs = person.authorships.all(), target.authorships.all()
    with pytest.raises(Refused, match="Choose at least one paper"):
        split_person(person=person, authorships=[], into=target)
    with pytest.raises(Refused, match="of Wei Wang already"):
        split_person(person=person, authorships=mine, into=person)
    with pytest.raises(Refused, match='"Both" is no longer a paper of'):
        split_person(person=person, authorships=theirs, into="Li Wang")
    with pytest.raises(Refused, match='named on "Both" already'):
        split_person(person=person, authorships=mine, into=target)
    assert Operation.objects.count() == 0


def test_preview_of_a_split_writes_nothing():
    person = make_researcher("Wei Wang")
    make_publication("Paper", authors=[person])
    before = dump()
    plan = split_person(
        person=person, authorships=person.authorships.all(), into="Li Wang", dry_run=True
    )
    assert dump() == before
    assert plan.changes == [
        "Li Wang is added as a new person, credited, without a page.",
        "1 paper of Wei Wang goes to Li Wang:",
        '"Paper", printed there: Wei Wang',
        "It is remembered that Wei Wang and Li Wang are not the same.",
    ]
