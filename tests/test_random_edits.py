"""Whatever is edited in whatever order: what is stored is what the rows say."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from portal.kit.changes import Shelf, changing
from publications.derive import counted, differences
from publications.models import (
    Authorship,
    Award,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Relation,
    Topic,
    Venue,
)
from researchers.models import Lab, Membership, Project, Researcher
from tests.factories import make_publication
from tests.portal import Portal, make_portal

pytestmark = pytest.mark.django_db
Chooser = random.Random
EDITS: list[Callable[[Chooser], Any]] = []


class NothingToDoError(Exception):
    """There is no row that the edit could change."""


def edit(change: Callable[[Chooser], Any]) -> Callable[[Chooser], Any]:
    EDITS.append(change)
    return change


def one(chooser: Chooser, model: Any, **conditions: Any) -> Any:
    rows = list(model.objects.filter(**conditions).order_by("pk"))
    if not rows:
        raise NothingToDoError
    return chooser.choice(rows)


def change(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@edit
def new_paper(chooser: Chooser) -> None:
    people = list(Researcher.objects.order_by("pk"))
    make_publication(authors=chooser.sample(people, min(2, len(people))), year=2021)


@edit
def delete_paper(chooser: Chooser) -> None:
    one(chooser, Publication).delete()


@edit
def rename_paper(chooser: Chooser) -> None:
    change(one(chooser, Publication), title=f"Title {chooser.randrange(9)}")


@edit
def move_paper(chooser: Chooser) -> None:
    change(
        one(chooser, Publication),
        venue=chooser.choice([None, one(chooser, Venue)]),
        year=chooser.choice([None, 2019, 2022]),
        month=None,
        type=chooser.choice(["article", "book"]),
        slug=f"paper-{chooser.randrange(10**9)}",
    )


@edit
def publish_or_withdraw(chooser: Chooser) -> None:
    change(
        one(chooser, Publication),
        status=chooser.choice(Publication.Status.values),
        publish_at=chooser.choice(["2001-01-01T00:00Z", "2999-01-01T00:00Z"]),
    )


@edit
def publish_many(chooser: Chooser) -> None:
    year = chooser.choice([2019, 2021, 2022])
    Publication.objects.filter(year=year).update(status=chooser.choice(["draft", "published"]))


@edit
def join_versions(chooser: Chooser) -> None:
    change(
        one(chooser, Publication, other_versions=None),
        preferred_version=one(chooser, Publication, preferred_version=None),
    )


@edit
def part_versions(chooser: Chooser) -> None:
    change(one(chooser, Publication, preferred_version__isnull=False), preferred_version=None)


@edit
def reorder_byline(chooser: Chooser) -> None:
    paper = one(chooser, Publication)
    ids = list(paper.authorships.values_list("pk", flat=True))
    chooser.shuffle(ids)
    Authorship.objects.set_order(paper, "author", ids)


@edit
def change_authorship(chooser: Chooser) -> None:
    row = one(chooser, Authorship)
    how = chooser.randrange(4)
    if how == 0:
        row.delete()
    elif how == 1:
        change(row, researcher=one(chooser, Researcher))
    elif how == 2:
        change(row, publication=one(chooser, Publication))
    else:
        change(row, credited_as="A. Name", equal_group=1, hidden=chooser.choice([True, False]))


@edit
def add_author(chooser: Chooser) -> None:
    paper = one(chooser, Publication)
    Authorship.objects.create(publication=paper, researcher=one(chooser, Researcher), position=1)


@edit
def change_person(chooser: Chooser) -> None:
    change(
        one(chooser, Researcher),
        family_name=f"Name{chooser.randrange(5)}",
        visibility=chooser.choice(Researcher.Visibility.values),
        slug="",
    )


@edit
def change_membership(chooser: Chooser) -> None:
    how = chooser.randrange(4)
    if how == 0:
        Membership.objects.create(lab=one(chooser, Lab), researcher=one(chooser, Researcher))
    elif how == 1:
        one(chooser, Membership).delete()
    elif how == 2:
        change(one(chooser, Membership), lab=one(chooser, Lab))
    else:
        change(one(chooser, Membership), starts_on="2020", ends_on=chooser.choice(["2021", None]))


@edit
def change_labs(chooser: Chooser) -> None:
    how = chooser.randrange(4)
    if how == 0:
        Lab.objects.create(name="Another", parent=one(chooser, Lab))
    elif how == 1:
        change(one(chooser, Lab), parent=chooser.choice([None, one(chooser, Lab)]))
    elif how == 2:
        change(one(chooser, Lab), is_public=chooser.choice([True, False]), slug="")
    else:
        one(chooser, Lab).delete()


@edit
def change_topics(chooser: Chooser) -> None:
    paper, topic = one(chooser, Publication), one(chooser, Topic)
    chooser.choice(
        [
            lambda: paper.topics.add(topic),
            lambda: paper.topics.set([topic]),
            paper.topics.clear,
            lambda: topic.publications.remove(paper),
            topic.publications.clear,
            lambda: change(topic, name=f"Topic {chooser.randrange(99)}", slug=""),
            topic.delete,
        ]
    )()


@edit
def change_project(chooser: Chooser) -> None:
    paper, project = one(chooser, Publication), one(chooser, Project)
    chooser.choice(
        [
            lambda: paper.projects.add(project),
            project.publications.clear,
            lambda: change(project, name=f"Engine {chooser.randrange(99)}", slug=""),
        ]
    )()


@edit
def change_venue(chooser: Chooser) -> None:
    change(one(chooser, Venue), name=f"Venue {chooser.randrange(99)}", slug="")


@edit
def change_details(chooser: Chooser) -> None:
    paper, kind = one(chooser, Publication), one(chooser, PublicationLinkKind, key="code")
    chooser.choice(
        [
            lambda: Award.objects.create(publication=paper, name="Oral"),
            lambda: one(chooser, Award).delete(),
            lambda: change(one(chooser, Award), publication=paper),
            lambda: PublicationLink.objects.create(publication=paper, kind=kind, url="https://a.b"),
            lambda: change(one(chooser, PublicationLink), publication=paper, label="Own"),
            lambda: change(kind, label=f"Code {chooser.randrange(99)}"),
            lambda: Relation.objects.all().delete(),
        ]
    )()


def apply(change: Callable[[Chooser], Any], chooser: Chooser) -> None:
    """Make an edit, unless the database or the rows there are do not allow it."""
    try:
        with transaction.atomic():
            change(chooser)
    except (NothingToDoError, transaction.TransactionManagementError):
        pass
    except Exception as error:
        if "constraint" not in str(error).lower():
            raise


@pytest.fixture
def portal() -> Portal:
    """The portal that every example begins with; what an example does to it is rolled back."""
    return make_portal()


@settings(max_examples=30, phases=[Phase.generate])  # to shrink takes minutes
@given(
    edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
    at_once=st.booleans(),
)
def test_stored_is_derived_after_any_edits(
    portal: Portal, edits: list[Callable[[Chooser], Any]], seed: int, *, at_once: bool
) -> None:
    chooser = random.Random(seed)
    with transaction.atomic():
        if at_once:
            with changing():
                for change in edits:
                    apply(change, chooser)
        else:
            for change in edits:
                apply(change, chooser)
                assert list(differences()) == [], change.__name__
        assert list(differences()) == []
        sizes = counted()
        kept = {shelf.key for shelf in Shelf.objects.filter(entries__gt=0)}
        assert kept - {"form"} == set(sizes)
        listed = Publication.objects.filter(status="published")
        assert sizes["publications"][1] == listed.count()
        transaction.set_rollback(True)
