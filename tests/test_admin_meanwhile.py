"""Forms that were opened before somebody else saved: nothing of theirs is undone in silence."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from publications.models import Authorship, Publication
from publications.services import order_byline
from researchers.models import Researcher, Teaching

from .admin_forms import errors, filled
from .factories import byline, make_publication, make_researcher

pytestmark = pytest.mark.django_db
NAMES = ["Ada", "Bea", "Cleo", "Dora"]
THEIRS = ["Dora", "Ada", "Bea", "Cleo"]
REFUSED = (
    "Somebody else changed the order while this form was open, so nothing is saved yet. The "
    "places below are yours: save again to keep them, or open the form anew for the other order."
)
GONE = "A row (authorship) was removed by somebody else meanwhile; it stays removed."


@pytest.fixture
def paper() -> Publication:
    return make_publication("Notes", authors=NAMES)


@pytest.fixture
def ada() -> Researcher:
    person = make_researcher("Ada Lovelace")
    for number in range(1, 4):
        own = make_publication(f"Paper {number}", authors=[person])
        Authorship.objects.filter(publication=own).update(order=number)
    return person


def url_of(obj: Any) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


def names(paper: Publication, role: str = "author") -> list[str]:
    order = byline(paper, role)
    assert [position for position, _ in order] == list(range(1, len(order) + 1))
    return [name for _, name in order]


def reorder(paper: Publication) -> None:
    ids = [Authorship.objects.get(publication=paper, credited_as=name).pk for name in THEIRS]
    assert order_byline(publication=paper, role="author", ids=ids)


def row(number: int, field: str) -> str:
    return f"authorships-{number}-{field}"


@pytest.mark.parametrize("script", [{}, {row(4, "place"): "5"}])
def test_old_form_that_changes_the_title_keeps_the_order_of_another(
    admin_client: Client, paper: Publication, script: dict[str, str]
) -> None:
    opened = filled(admin_client.get(url_of(paper)))
    reorder(paper)
    response = admin_client.post(url_of(paper), opened | {"title": "Other notes"} | script)
    assert response.status_code == 302
    assert names(paper) == THEIRS
    paper.refresh_from_db()
    assert paper.title == "Other notes"


def test_old_form_that_adds_or_deletes_keeps_the_order_of_another(
    admin_client: Client, paper: Publication
) -> None:
    opened = filled(admin_client.get(url_of(paper)))
    reorder(paper)
    added = {row(4, "researcher"): make_researcher("Eve").pk, row(4, "place"): "4"}
    left = {row(1, "DELETE"): "on", row(2, "place"): "2", row(3, "place"): "3"}
    assert admin_client.post(url_of(paper), opened | added | left).status_code == 302
    assert names(paper) == ["Dora", "Ada", "Cleo", "Eve"]


def test_two_orders_are_refused_once_and_nothing_typed_is_lost(
    admin_client: Client, paper: Publication
) -> None:
    opened = filled(admin_client.get(url_of(paper)))
    reorder(paper)
    typed = {"title": "Other notes", row(0, "affiliation"): "Here"}
    response = admin_client.post(url_of(paper), opened | typed | {row(2, "place"): "1"})
    assert response.status_code == 200
    assert errors(response) == {"authorships": [REFUSED]}
    assert response.content.decode().count(REFUSED) == 1
    assert names(paper) == THEIRS
    again = filled(response)
    assert {name: again[name] for name in typed} == typed
    assert [again[row(n, "place")] for n in range(4)] == ["2", "3", "1", "4"]
    assert admin_client.post(url_of(paper), again).status_code == 302
    assert names(paper) == ["Cleo", "Ada", "Bea", "Dora"]


def test_old_form_of_a_person_keeps_the_places_of_her_papers(
    admin_client: Client, ada: Researcher
) -> None:
    opened = filled(admin_client.get(url_of(ada)))
    for order, title in enumerate(["Paper 3", "Paper 1", "Paper 2"], 1):
        Authorship.objects.filter(publication__title=title).update(order=order)
    response = admin_client.post(url_of(ada), opened | {"headline": "Countess"})
    assert response.status_code == 302
    own = Authorship.objects.order_by("order").values_list("publication__title", flat=True)
    assert list(own) == ["Paper 3", "Paper 1", "Paper 2"]
    response = admin_client.post(url_of(ada), opened | {row(0, "place"): "3"})
    assert errors(response) == {"authorships": [REFUSED]}
    assert admin_client.post(url_of(ada), filled(response)).status_code == 302
    orders = Authorship.objects.order_by("publication__title").values_list("order", flat=True)
    assert list(orders) == [4, 2, 3]


def test_old_form_of_a_person_keeps_the_order_of_other_rows(
    admin_client: Client, ada: Researcher
) -> None:
    courses = [
        Teaching.objects.create(researcher=ada, title=title, position=place)
        for place, title in enumerate(["A", "B", "C"], 1)
    ]
    opened = filled(admin_client.get(url_of(ada)))
    prefix = next(name for name in opened if name.endswith("-0-code")).removesuffix("-0-code")
    for place, course in enumerate(reversed(courses), 1):
        Teaching.objects.filter(pk=course.pk).update(position=place)
    assert admin_client.post(url_of(ada), opened | {"headline": "Countess"}).status_code == 302
    listed = Teaching.objects.order_by("position").values_list("title", flat=True)
    assert list(listed) == ["C", "B", "A"]
    response = admin_client.post(url_of(ada), opened | {f"{prefix}-0-place": "2"})
    assert errors(response) == {prefix: [REFUSED]}


def test_row_removed_meanwhile_is_left_out_and_the_rest_is_saved(
    admin_client: Client, paper: Publication
) -> None:
    opened = filled(admin_client.get(url_of(paper)))
    Authorship.objects.get(publication=paper, credited_as="Bea").delete()
    typed = {"title": "Other notes", row(3, "affiliation"): "Here"}
    response = admin_client.post(url_of(paper), opened | typed, follow=True)
    assert response.redirect_chain[0][1] == 302
    assert GONE in [str(message) for message in response.context["messages"]]
    assert names(paper) == ["Ada", "Cleo", "Dora"]
    assert Authorship.objects.get(credited_as="Dora").affiliation == "Here"


def test_row_removed_meanwhile_is_named_when_the_form_comes_back(
    admin_client: Client, paper: Publication
) -> None:
    opened = filled(admin_client.get(url_of(paper)))
    Authorship.objects.get(publication=paper, credited_as="Bea").delete()
    typed = {row(3, "affiliation"): "Here", "doi": "none"}
    response = admin_client.post(url_of(paper), opened | typed)
    assert list(errors(response)) == ["doi"]
    page = response.content.decode()
    assert page.count("This row was removed by somebody else meanwhile.") == 1
    again = filled(response)
    assert (again[row(3, "affiliation")], again[row(3, "id")]) == ("Here", opened[row(3, "id")])
    assert admin_client.post(url_of(paper), again | {"doi": ""}).status_code == 302
    assert names(paper) == ["Ada", "Cleo", "Dora"]


def test_paper_taken_from_a_person_meanwhile_is_left_out(
    admin_client: Client, ada: Researcher
) -> None:
    opened = filled(admin_client.get(url_of(ada)))
    Authorship.objects.get(publication__title="Paper 1").delete()
    response = admin_client.post(url_of(ada), opened | {row(2, "blurb"): "Mine."})
    assert response.status_code == 302
    assert Authorship.objects.get(publication__title="Paper 3").blurb == "Mine."


@pytest.mark.parametrize("sent", ["²", "9" * 30, "x", ""])
def test_id_that_is_none_is_no_error_of_the_server(
    admin_client: Client, ada: Researcher, paper: Publication, sent: str
) -> None:
    for obj in (ada, paper):
        opened = filled(admin_client.get(url_of(obj)))
        response = admin_client.post(url_of(obj), opened | {row(0, "id"): sent})
        assert response.status_code == 200
        assert list(errors(response)) == [row(0, "id")]
        assert response.content.decode().count(errors(response)[row(0, "id")][0]) == 1
