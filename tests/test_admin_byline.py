"""The byline in the admin: what is shown is what is saved, and nothing else is touched."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publications.models import Authorship, Publication

from .admin_forms import errors, filled, rows, save
from .factories import byline, make_publication, make_researcher

pytestmark = pytest.mark.django_db
NAMES = ["Ada Lovelace", "Grace Hopper", "Emmy Noether", "Lise Meitner", "Mary Shelley"]


@pytest.fixture
def paper() -> Publication:
    return make_publication("Notes on an engine", authors=NAMES)


def url_of(paper: Publication) -> str:
    return reverse("admin:publications_publication_change", args=[paper.pk])


def names(paper: Publication, role: str = "author") -> list[str]:
    order = byline(paper, role)
    assert [position for position, _ in order] == list(range(1, len(order) + 1))
    return [name for _, name in order]


def row(number: int, field: str) -> str:
    return f"authorships-{number}-{field}"


def test_author_five_moves_to_place_two_by_number(admin_client: Client, paper: Publication) -> None:
    response = save(admin_client, url_of(paper), **{row(4, "place"): "2"})
    assert response.status_code == 302
    assert names(paper) == [NAMES[0], NAMES[4], NAMES[1], NAMES[2], NAMES[3]]


def test_author_two_moves_down_to_place_four_by_number(
    admin_client: Client, paper: Publication
) -> None:
    save(admin_client, url_of(paper), **{row(1, "place"): "4"})
    assert names(paper) == [NAMES[0], NAMES[2], NAMES[3], NAMES[1], NAMES[4]]


@pytest.mark.parametrize("places", ["54321", "21435", "23451", "13254"])
def test_every_numbering_the_script_sends_is_the_order_saved(
    admin_client: Client, paper: Publication, places: str
) -> None:
    save(admin_client, url_of(paper), **{row(i, "place"): place for i, place in enumerate(places)})
    assert names(paper) == [NAMES[places.index(str(place))] for place in range(1, 6)]


def test_move_is_in_the_history_of_the_paper(admin_client: Client, paper: Publication) -> None:
    save(admin_client, url_of(paper), **{row(1, "place"): "1"})
    assert LogEntry.objects.get().get_change_message() == (
        "Changed Place for authorship “Grace Hopper (1)”. "
        "Changed Place for authorship “Ada Lovelace (2)”."
    )


def test_title_only_leaves_every_authorship_untouched(
    admin_client: Client, paper: Publication
) -> None:
    before = list(Authorship.objects.order_by("pk").values())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = save(admin_client, url_of(paper), title="Notes on another engine")
    assert response.status_code == 302
    written = re.compile(r"^(UPDATE|INSERT INTO|DELETE FROM) \"publications_authorship\"")
    assert [q["sql"] for q in queries if written.match(q["sql"])] == []
    assert list(Authorship.objects.order_by("pk").values()) == before
    paper.refresh_from_db()
    assert paper.title == "Notes on another engine"


def test_deleted_row_in_the_middle_closes_the_gap(admin_client: Client, paper: Publication) -> None:
    changes = {row(2, "DELETE"): "on", row(4, "affiliation"): "Analytical Society"}
    save(admin_client, url_of(paper), **changes)
    assert names(paper) == [NAMES[0], NAMES[1], NAMES[3], NAMES[4]]
    assert Authorship.objects.get(publication=paper, position=4).affiliation == "Analytical Society"


def test_row_added_in_the_middle_stands_there(admin_client: Client, paper: Publication) -> None:
    hypatia = make_researcher("Hypatia")
    save(admin_client, url_of(paper), **{row(5, "researcher"): hypatia.pk, row(5, "place"): "3"})
    assert names(paper) == [*NAMES[:2], "Hypatia", *NAMES[2:]]


def test_row_added_without_a_place_stands_last(admin_client: Client, paper: Publication) -> None:
    hypatia = make_researcher("Hypatia")
    save(admin_client, url_of(paper), **{row(5, "researcher"): hypatia.pk})
    assert names(paper) == [*NAMES, "Hypatia"]


def test_new_paper_keeps_the_order_of_its_rows(admin_client: Client) -> None:
    people = [make_researcher(name) for name in NAMES]
    url = reverse("admin:publications_publication_add")
    chosen = {row(i, "researcher"): person.pk for i, person in enumerate(people)}
    response = save(admin_client, url, title="Sketch of an engine", **chosen)
    assert response.status_code == 302
    assert names(Publication.objects.get()) == NAMES


def test_author_who_becomes_editor_leaves_a_dense_byline(
    admin_client: Client, paper: Publication
) -> None:
    save(admin_client, url_of(paper), **{row(1, "role"): "editor", row(3, "role"): "editor"})
    assert names(paper) == [NAMES[0], NAMES[2], NAMES[4]]
    assert names(paper, "editor") == [NAMES[1], NAMES[3]]


def test_two_people_swap_rows(admin_client: Client, paper: Publication) -> None:
    first, second = (Authorship.objects.get(publication=paper, position=n) for n in (1, 2))
    changes = {
        row(0, "researcher"): second.researcher_id,
        row(1, "researcher"): first.researcher_id,
    }
    assert save(admin_client, url_of(paper), **changes).status_code == 302
    assert names(paper) == [NAMES[1], NAMES[0], *NAMES[2:]]


def test_person_moves_from_a_deleted_row_to_another(
    admin_client: Client, paper: Publication
) -> None:
    last = Authorship.objects.get(publication=paper, position=5)
    changes = {row(0, "researcher"): last.researcher_id, row(4, "DELETE"): "on"}
    assert save(admin_client, url_of(paper), **changes).status_code == 302
    assert names(paper) == [NAMES[4], *NAMES[1:4]]


def test_author_and_editor_in_one_person_leaves_both_bylines(
    admin_client: Client, paper: Publication
) -> None:
    ada = Authorship.objects.get(publication=paper, position=1).researcher
    Authorship.objects.create(publication=paper, researcher=ada, role="editor")
    changes = {row(0, "DELETE"): "on", row(5, "DELETE"): "on"}
    assert save(admin_client, url_of(paper), **changes).status_code == 302
    assert (names(paper), names(paper, "editor")) == (NAMES[1:], [])


def test_author_and_editor_swap_roles(admin_client: Client, paper: Publication) -> None:
    ada = Authorship.objects.get(publication=paper, position=1)
    Authorship.objects.create(publication=paper, researcher=ada.researcher, role="editor")
    changes = {row(0, "role"): "editor", row(5, "role"): "author"}
    assert save(admin_client, url_of(paper), **changes).status_code == 302
    ada.refresh_from_db()
    assert (ada.role, ada.position) == ("editor", 1)
    assert (names(paper), names(paper, "editor")) == (NAMES, [NAMES[0]])


def test_row_given_to_another_person_drops_what_the_former_chose(
    admin_client: Client, paper: Publication
) -> None:
    chosen = {"selected": True, "order": 3, "blurb": "Mine."}
    Authorship.objects.filter(publication=paper, position=1).update(**chosen, credited_as="A. L.")
    other = make_researcher("Annabella Lovelace")
    save(admin_client, url_of(paper), **{row(0, "researcher"): other.pk})
    kept = Authorship.objects.get(publication=paper, position=1)
    assert (kept.researcher, kept.credited_as) == (other, "A. L.")
    assert (kept.selected, kept.order, kept.blurb) == (False, None, "")


def test_same_person_twice_is_said_and_nothing_typed_is_lost(
    admin_client: Client, paper: Publication
) -> None:
    ada = Authorship.objects.get(publication=paper, position=1).researcher
    changes = {
        "title": "A title just typed",
        row(5, "researcher"): ada.pk,
        row(5, "affiliation"): "Somewhere",
    }
    message = (
        "Ada Lovelace is already named as author in row 1 of this list. Remove one of the two "
        "rows; for two people of one name, make a second person."
    )
    response = save(admin_client, url_of(paper), **changes)
    assert response.status_code == 200
    assert errors(response) == {row(5, "researcher"): [message]}
    returned = filled(response)
    assert {name: returned[name] for name in changes} == {
        **changes,
        row(5, "researcher"): str(ada.pk),
    }
    assert names(paper) == NAMES


def test_row_somebody_added_meanwhile_keeps_its_place_at_the_end(
    admin_client: Client, paper: Publication
) -> None:
    opened = filled(admin_client.get(url_of(paper)))
    Authorship.objects.create(publication=paper, researcher=make_researcher("Hypatia"))
    admin_client.post(url_of(paper), opened | {row(4, "place"): "1"})
    assert names(paper) == [NAMES[4], *NAMES[:4], "Hypatia"]


@pytest.mark.parametrize("authors", [1, 30])
def test_form_takes_the_same_queries_for_every_byline(
    admin_client: Client, authors: int, django_assert_max_num_queries: Any
) -> None:
    people = [make_researcher() for _ in range(authors)]
    paper = make_publication(authors=people)
    admin_client.get(url_of(paper))
    with django_assert_max_num_queries(20):
        response = admin_client.get(url_of(paper))
    assert len(rows(response, "authorships")) == authors + 1


def test_byline_of_hundreds_has_its_own_list(admin_client: Client) -> None:
    paper = make_publication()
    people = [make_researcher() for _ in range(201)]
    Authorship.objects.bulk_create(
        Authorship(publication=paper, researcher=person, position=n, credited_as=person.full_name)
        for n, person in enumerate(people, 1)
    )
    response = admin_client.get(url_of(paper))
    prefixes = [inline.formset.prefix for inline in response.context["inline_admin_formsets"]]
    assert prefixes == ["links", "awards", "attachments", "relations"]
    listed = f"{reverse('admin:publications_authorship_changelist')}?publication__id__exact="
    assert f'href="{listed}{paper.pk}"' in response.content.decode()
    assert admin_client.get(f"{listed}{paper.pk}").context["cl"].result_count == 201


def own_url(authorship: Authorship) -> str:
    return reverse("admin:publications_authorship_change", args=[authorship.pk])


def test_row_in_its_own_list_moves_by_number(admin_client: Client, paper: Publication) -> None:
    last = Authorship.objects.get(publication=paper, position=5)
    assert save(admin_client, own_url(last), place="2").status_code == 302
    assert names(paper) == [NAMES[0], NAMES[4], *NAMES[1:4]]
    save(admin_client, own_url(last), place="99")
    assert names(paper) == NAMES
    assert save(admin_client, own_url(last), place="9" * 30).status_code == 200


def test_old_form_of_a_row_leaves_it_where_it_is_now(
    admin_client: Client, paper: Publication
) -> None:
    last = Authorship.objects.get(publication=paper, position=5)
    opened = filled(admin_client.get(own_url(last)))
    save(admin_client, own_url(last), place="1")
    admin_client.post(own_url(last), opened | {"affiliation": "Here"})
    last.refresh_from_db()
    assert (last.position, last.affiliation) == (1, "Here")


def test_row_in_its_own_list_keeps_its_person(admin_client: Client, paper: Publication) -> None:
    first = Authorship.objects.get(publication=paper, position=1)
    other = make_researcher("Annabella Lovelace")
    save(admin_client, own_url(first), researcher=other.pk)
    assert Authorship.objects.get(pk=first.pk).researcher_id == first.researcher_id


@pytest.mark.parametrize("path", ["paper", "row"])
def test_name_printed_anew_drops_its_former_parts(
    admin_client: Client, paper: Publication, path: str
) -> None:
    first = Authorship.objects.get(publication=paper, position=1)
    Authorship.objects.filter(pk=first.pk).update(credited_parts={"family": "Lovelace"})
    if path == "paper":
        save(admin_client, url_of(paper), **{row(0, "credited_as"): "A. Byron"})
    else:
        save(admin_client, own_url(first), credited_as="A. Byron")
    first.refresh_from_db()
    assert (first.credited_as, first.credited_parts) == ("A. Byron", {})


def test_papers_of_the_same_place_are_parted_as_typed(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    for number in range(1, 5):
        paper = make_publication(f"Paper {number}", authors=[ada])
        Authorship.objects.filter(publication=paper).update(order=number)
    url = reverse("admin:researchers_researcher_change", args=[ada.pk])
    save(admin_client, url, **{"authorships-3-place": "2"})
    own = Authorship.objects.order_by("order").values_list("publication__title", "order")
    assert list(own) == [("Paper 1", 1), ("Paper 4", 2), ("Paper 2", 3), ("Paper 3", 4)]
