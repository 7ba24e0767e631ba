"""Author order: dense and unique positions through every edit, credited names that stay."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from publications.models import Authorship, Publication
from researchers.models import Researcher
from tests.factories import byline, make_publication, make_researcher

pytestmark = pytest.mark.django_db

LETTERS = ["Ada A", "Bob B", "Cyd C", "Dan D"]


def names(publication: Publication, role: str = "author") -> list[str]:
    """The names of the byline, once its positions have proven to be 1, 2, 3 ..."""
    rows = byline(publication, role)
    assert [position for position, _ in rows] == list(range(1, len(rows) + 1))
    return [name for _, name in rows]


def ids(publication: Publication) -> list[int]:
    return list(publication.authorships.filter(role="author").values_list("pk", flat=True))


def test_byline_keeps_order_of_entry():
    paper = make_publication(authors=LETTERS)
    assert byline(paper) == [(1, "Ada A"), (2, "Bob B"), (3, "Cyd C"), (4, "Dan D")]


def test_set_order_moves_last_author_to_second_place():
    paper = make_publication(authors=LETTERS)
    first, second, third, fourth = ids(paper)
    Authorship.objects.set_order(paper, "author", [first, fourth, second, third])
    assert names(paper) == ["Ada A", "Dan D", "Bob B", "Cyd C"]


@pytest.mark.parametrize("wrong", [[], [1], [1, 2, 3, 3], [1, 2, 3, 4, 5]])
def test_set_order_refuses_anything_but_the_byline(wrong):
    paper = make_publication(authors=LETTERS)
    present = dict(enumerate(ids(paper), 1))
    with pytest.raises(ValueError, match="every author of the byline exactly once"):
        Authorship.objects.set_order(paper, "author", [present.get(n, 10**9) for n in wrong])
    assert names(paper) == LETTERS


def test_set_order_costs_the_same_for_three_and_for_three_thousand_authors():
    def cost(number: int) -> int:
        paper = make_publication()
        people = Researcher.objects.bulk_create(
            Researcher(family_name=f"N{n}", slug=f"{number}-{n}", full_name=f"N{n}")
            for n in range(number)
        )
        Authorship.objects.bulk_create(
            Authorship(publication=paper, researcher=person, position=n, credited_as=f"N{n}")
            for n, person in enumerate(people, 1)
        )
        order = ids(paper)[::-1]
        with CaptureQueriesContext(connection) as queries:
            Authorship.objects.set_order(paper, "author", order)
        assert ids(paper) == order
        # Shelves are renewed some hundred at a time.
        return sum("kit_shelf" not in query["sql"] for query in queries)

    assert cost(3) == cost(3000)


def test_new_author_with_a_position_is_inserted_there():
    paper = make_publication(authors=LETTERS)
    eve = make_researcher("Eve E")
    new = Authorship.objects.create(publication=paper, researcher=eve, position=2)
    assert names(paper) == ["Ada A", "Eve E", "Bob B", "Cyd C", "Dan D"]
    assert new.position == 2


def test_new_author_with_a_position_past_the_end_goes_to_the_end():
    paper = make_publication(authors=LETTERS)
    Authorship.objects.create(publication=paper, researcher=make_researcher("Eve E"), position=9)
    assert names(paper) == [*LETTERS, "Eve E"]


def test_deleting_a_middle_author_closes_the_gap():
    paper = make_publication(authors=LETTERS)
    paper.authorships.get(position=2).delete()
    assert names(paper) == ["Ada A", "Cyd C", "Dan D"]


def test_deleting_several_authors_closes_the_gaps():
    paper = make_publication(authors=LETTERS)
    paper.authorships.filter(position__in=[1, 3]).delete()
    assert names(paper) == ["Bob B", "Dan D"]


def test_saving_an_unrelated_field_keeps_the_order():
    paper = make_publication(authors=LETTERS)
    author = paper.authorships.get(position=3)
    author.is_corresponding = True
    author.save()
    paper.note = "to appear"
    paper.save()
    assert names(paper) == LETTERS


def test_saving_a_stale_author_cannot_undo_a_reorder():
    paper = make_publication(authors=LETTERS)
    stale = paper.authorships.get(position=4)
    Authorship.objects.set_order(paper, "author", ids(paper)[::-1])
    stale.affiliation = "Analytical Engines"
    stale.save()
    assert names(paper) == LETTERS[::-1]
    assert stale.position == 1


def test_author_who_becomes_editor_leaves_no_gap():
    paper = make_publication(authors=LETTERS)
    author = paper.authorships.get(position=2)
    author.role = "editor"
    author.save()
    assert names(paper) == ["Ada A", "Cyd C", "Dan D"]
    assert names(paper, "editor") == ["Bob B"]


def test_author_who_moves_to_another_paper_leaves_no_gap():
    paper, other = make_publication(authors=LETTERS), make_publication(authors=["Eve E"])
    author = paper.authorships.get(position=1)
    author.publication = other
    author.save()
    assert names(paper) == ["Bob B", "Cyd C", "Dan D"]
    assert names(other) == ["Eve E", "Ada A"]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["append", "insert", "delete", "delete many", "reorder", "save", "editor"]),
        st.integers(0, 7),
    ),
    max_size=8,
)


def apply_edit(  # noqa: PLR0911 -- one return for each kind of edit
    paper: Publication, order: list[int], kind: str, at: int
) -> list[int]:
    """Do one edit on the rows and return what the order of primary keys has to be after it."""
    place = at % len(order) if order else 0
    if kind in {"append", "insert"}:
        new = Authorship(publication=paper, researcher=make_researcher())
        if kind == "insert":
            new.position = place + 1
        new.save()
        place = place if kind == "insert" else len(order)
        return [*order[:place], new.pk, *order[place:]]
    if not order:
        return order
    row = Authorship.objects.get(pk=order[place])
    rest = [pk for pk in order if pk != row.pk]
    if kind == "delete":
        row.delete()
        return rest
    if kind == "delete many":
        gone = order[place : place + 2]
        Authorship.objects.filter(pk__in=gone).delete()
        return [pk for pk in order if pk not in gone]
    if kind == "reorder":
        moved = [row.pk, *rest]
        Authorship.objects.set_order(paper, "author", moved)
        return moved
    if kind == "editor":
        row.role = "editor"
        row.save()
        return rest
    row.affiliation = "elsewhere"
    row.save()
    return order


@settings(max_examples=40)
@given(EDITS)
def test_positions_stay_dense_through_any_edits(edits):
    with transaction.atomic():
        paper = make_publication(authors=LETTERS[:2])
        order = ids(paper)
        for kind, at in edits:
            order = apply_edit(paper, order, kind, at)
            assert ids(paper) == order
            names(paper)
            names(paper, "editor")
        transaction.set_rollback(True)
