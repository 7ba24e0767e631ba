"""Merging, splitting and joining in the admin: shown first, done by a POST, undone by a link."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from publications.models import Authorship, Operation, Publication, Suggestion
from researchers.models import Researcher
from tests.dumps import dump
from tests.factories import byline, make_publication, make_researcher

pytestmark = pytest.mark.django_db

PEOPLE = "admin:researchers_researcher_"
PAPERS = "admin:publications_publication_"


def client_with(*codenames: str) -> Client:
    user = User.objects.create_user("limited", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def pair(one: Any, two: Any) -> dict[str, int]:
    return {"keep": one.pk, "other": two.pk}


def said(response: Any) -> list[str]:
    """Return the messages of the page, without markup."""
    return [re.sub(r"<[^>]+>", "", str(message)) for message in response.context["messages"]]


def undo_link(response: Any) -> str:
    links = [re.search(r'href="([^"]+/undo/)"', str(each)) for each in response.context["messages"]]
    return next(link[1] for link in links if link)


def two_people() -> tuple[Researcher, Researcher]:
    keep, other = make_researcher("Ada Lovelace"), make_researcher("A. Lovelace", bio="Notes.")
    make_publication("Notes", authors=[other, "Charles Babbage"])
    return keep, other


def two_papers() -> tuple[Publication, Publication]:
    keep = make_publication("How Kites Fly in Storms", authors=["Ada Lovelace"], doi="10.1234/a")
    other = make_publication("How kites fly in storms.", authors=["A. Lovelace"], year=2023)
    return keep, other


def test_two_people_are_chosen_compared_merged_and_parted_again(admin_client: Client) -> None:
    keep, other = two_people()
    before = dump()
    chosen = {"action": "merge", "_selected_action": [keep.pk, other.pk]}
    page = admin_client.post(reverse(PEOPLE + "changelist"), chosen, follow=True)
    assert page.redirect_chain == [
        (reverse(PEOPLE + "merge") + f"?keep={keep.pk}&other={other.pk}", 302)
    ]
    text = page.content.decode()
    assert "1 paper moves; the names printed on them stay as they are." in text
    assert dump() == before
    done = admin_client.post(reverse(PEOPLE + "merge"), pair(keep, other), follow=True)
    assert said(done) == ["A. Lovelace became Ada Lovelace. Undo"]
    assert done.request["PATH_INFO"] == reverse(PEOPLE + "change", args=[keep.pk])
    assert [row.bio for row in Researcher.objects.filter(family_name="Lovelace")] == ["Notes."]
    assert LogEntry.objects.filter(change_message="A. Lovelace became Ada Lovelace.").count() == 2
    link = undo_link(done)
    assert "Undo it" in admin_client.get(link).content.decode()
    assert said(admin_client.post(link, follow=True)) == [
        "Undone: A. Lovelace became Ada Lovelace."
    ]
    assert dump() == before
    assert said(admin_client.post(link)) == ["This is undone already."]


def test_who_is_kept_is_chosen_without_losing_the_other(admin_client: Client) -> None:
    keep, other = two_people()
    page = admin_client.get(
        reverse(PEOPLE + "merge"), {"keep": other.pk, "both": [keep.pk, other.pk]}
    )
    assert (page.context["keep"], page.context["other"]) == (other, keep)


@pytest.mark.parametrize("count", [1, 3])
def test_merge_takes_exactly_two(admin_client: Client, count: int) -> None:
    people = [make_researcher() for _ in range(count)]
    chosen = {"action": "merge", "_selected_action": [person.pk for person in people]}
    page = admin_client.post(reverse(PEOPLE + "changelist"), chosen, follow=True)
    assert said(page) == ["Choose exactly two to merge."]


def test_two_on_one_paper_are_refused_on_the_page_and_by_the_post(admin_client: Client) -> None:
    one, two = make_researcher("Wei Wang"), make_researcher("Wei Wang")
    make_publication("Two Wangs", authors=[one, two])
    for page in (
        admin_client.get(reverse(PEOPLE + "merge"), pair(one, two)),
        admin_client.post(reverse(PEOPLE + "merge"), pair(one, two)),
    ):
        assert "both are named on &quot;Two Wangs&quot;" in page.content.decode()
        assert "Merge into" not in page.content.decode()
    assert Researcher.objects.count() == 2


def test_orcid_is_asked_for_where_two_differ(admin_client: Client) -> None:
    one = make_researcher("Wei Wang", orcid="0000-0002-1825-0097")
    two = make_researcher("W. Wang", orcid="0000-0001-5109-3700")
    page = admin_client.get(reverse(PEOPLE + "merge"), pair(one, two))
    assert "Which ORCID iD is right?" in page.content.decode()
    chosen = {**pair(one, two), "orcid": two.orcid}
    page = admin_client.get(reverse(PEOPLE + "merge"), chosen)
    assert f'name="orcid" value="{two.orcid}"' in page.content.decode()
    admin_client.post(reverse(PEOPLE + "merge"), chosen)
    assert Researcher.objects.get().orcid == two.orcid


def test_papers_are_chosen_previewed_and_moved_to_a_new_person(admin_client: Client) -> None:
    person = make_researcher("Wei Wang")
    moved = make_publication("Moves", authors=[person])
    make_publication("Stays", authors=[person])
    url = reverse(PEOPLE + "move_papers", args=[person.pk])
    assert admin_client.get(url).status_code == 200
    row = Authorship.objects.get(publication=moved)
    before = dump()
    form = {"paper": [row.pk], "name": "Li Wang"}
    page = admin_client.post(url, form)
    text, shown = page.content.decode(), page.context["shown"]
    assert "Li Wang is added as a new person, credited, without a page." in text
    assert dump() == before
    done = admin_client.post(url, {**form, "confirmed": "yes", "shown": shown}, follow=True)
    assert said(done) == ["1 paper of Wei Wang went to Li Wang. Undo"]
    assert Authorship.objects.get(pk=row.pk).researcher.full_name == "Li Wang"
    admin_client.post(undo_link(done))
    assert dump() == before


def test_papers_move_to_the_namesake_who_is_chosen(admin_client: Client) -> None:
    person, namesake = make_researcher("Wei Wang"), make_researcher("Wei Wang")
    paper = make_publication("Moves", authors=[person])
    url = reverse(PEOPLE + "move_papers", args=[person.pk])
    form = {"paper": [paper.authorships.get().pk], "name": "wang wei", "target": namesake.pk}
    page = admin_client.post(url, form)
    assert page.context["found"] == [namesake]
    form |= {"confirmed": "yes", "shown": page.context["shown"]}
    again = admin_client.post(url, {**form, "target": "new"})
    assert said(again) == [
        "The choice is another one than was shown. Look at what would change now."
    ]
    assert paper.authorships.get().researcher == person
    admin_client.post(url, form)
    assert paper.authorships.get().researcher == namesake


def test_moving_nothing_is_refused_with_a_sentence(admin_client: Client) -> None:
    person = make_researcher("Wei Wang")
    make_publication(authors=[person])
    url = reverse(PEOPLE + "move_papers", args=[person.pk])
    for form in ({}, {"name": "Li Wang"}, {"confirmed": "yes"}):
        page = admin_client.post(url, form)
        assert page.status_code == 200
        assert page.context["refusal"]
    assert Operation.objects.count() == 0


def test_duplicates_are_listed_compared_merged_by_choice_and_undone(admin_client: Client) -> None:
    keep, other = two_papers()
    before = dump()
    text = admin_client.get(reverse(PAPERS + "duplicates")).content.decode()
    assert "The titles are the same but for their spelling." in text
    link = reverse(PAPERS + "merge") + f"?keep={keep.pk}&amp;other={other.pk}"
    assert link in text
    page = admin_client.get(reverse(PAPERS + "merge"), pair(keep, other))
    assert [field["name"] for field in page.context["fields"]] == ["title", "year", "doi"]
    assert dump() == before
    chosen = {**pair(keep, other), "field-title": other.pk, "field-year": other.pk}
    done = admin_client.post(reverse(PAPERS + "merge"), chosen, follow=True)
    assert said(done) == [
        '"How kites fly in storms." became "How Kites Fly in Storms". Undo'.replace('"', "&quot;")
    ]
    paper = Publication.objects.get()
    assert (paper.pk, paper.title, paper.year, paper.doi) == (
        keep.pk,
        "How kites fly in storms.",
        2023,
        "10.1234/a",
    )
    assert byline(paper) == [(1, "Ada Lovelace")]
    admin_client.post(undo_link(done))
    assert dump() == before


def test_choice_of_values_stays_when_the_kept_entry_is_changed(admin_client: Client) -> None:
    one, two = two_papers()
    asked = {"keep": two.pk, "both": [one.pk, two.pk], "field-title": one.pk}
    page = admin_client.get(reverse(PAPERS + "merge"), asked)
    title = next(field for field in page.context["fields"] if field["name"] == "title")
    assert (title["other"], title["chosen"]) == ("How Kites Fly in Storms", "other")


def test_versions_are_joined_and_the_published_one_is_proposed(admin_client: Client) -> None:
    preprint = make_publication("How Kites Fly in Storms", type="article", authors=["Ada Lovelace"])
    published = make_publication(
        "How Kites Fly in Storms", doi="10.1234/a", authors=["Ada Lovelace"]
    )
    page = admin_client.get(reverse(PAPERS + "merge"), pair(preprint, published))
    assert page.context["preferred"] == published
    form = {**pair(preprint, published), "preferred": published.pk}
    done = admin_client.post(reverse(PAPERS + "join"), form, follow=True)
    preprint.refresh_from_db()
    assert preprint.preferred_version == published
    admin_client.post(undo_link(done))
    preprint.refresh_from_db()
    assert preprint.preferred_version is None


@pytest.mark.parametrize("of", [PEOPLE, PAPERS])
def test_not_the_same_is_remembered_for_good(admin_client: Client, of: str) -> None:
    one, two = two_people() if of == PEOPLE else two_papers()
    kind = "same-person" if of == PEOPLE else "same-publication"
    Suggestion.objects.create(kind=kind, key=f"{one.pk}|{two.pk}", evidence=["They look alike."])
    url = reverse(PAPERS + "duplicates") + ("?kind=people" if of == PEOPLE else "")
    assert len(admin_client.get(url).context["pairs"]) == 1
    done = admin_client.post(reverse(of + "not_same"), pair(one, two), follow=True)
    assert said(done)[0].startswith("Remembered: ")
    assert Suggestion.objects.get().status == "rejected"
    assert admin_client.get(url).context["pairs"] == []


def test_people_who_may_be_one_are_listed_with_evidence(admin_client: Client) -> None:
    one, two = two_people()
    Suggestion.objects.create(
        kind="same-person", key=f"{one.pk}|{two.pk}", evidence=["The initials fit."]
    )
    text = admin_client.get(reverse(PAPERS + "duplicates") + "?kind=people").content.decode()
    assert "The initials fit." in text
    assert reverse(PEOPLE + "merge") + f"?keep={one.pk}&amp;other={two.pk}" in text


@pytest.mark.parametrize("count", [2, 12])
def test_report_takes_the_same_queries_for_few_and_many(
    admin_client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        for _ in range(2):
            make_publication(f"Kite {number} and Its String", doi=f"10.1234/{number}")
    url = reverse(PAPERS + "duplicates")
    with django_assert_num_queries(12):
        assert len(admin_client.get(url).context["pairs"]) == count


def test_report_is_paged(admin_client: Client) -> None:
    for number in range(21):
        for _ in range(2):
            make_publication(f"Kite {number} and Its String", doi=f"10.1234/{number}")
    url = reverse(PAPERS + "duplicates")
    first, second = admin_client.get(url), admin_client.get(url + "?page=2")
    assert (len(first.context["pairs"]), len(second.context["pairs"])) == (20, 1)
    assert "Next page" in first.content.decode()
    assert "Previous page" in second.content.decode()
    assert admin_client.get(url + "?page=nonsense").status_code == 200


def test_pages_write_nothing_when_they_are_looked_at(admin_client: Client) -> None:
    people, papers = two_people(), two_papers()
    admin_client.post(reverse(PEOPLE + "merge"), pair(*people))
    operation = Operation.objects.get()
    urls = [
        reverse(PAPERS + "duplicates"),
        reverse(PAPERS + "duplicates") + "?kind=people",
        reverse(PAPERS + "merge") + "?keep={}&other={}".format(*(row.pk for row in papers)),
        reverse(PEOPLE + "merge") + f"?keep={people[0].pk}&other={make_researcher().pk}",
        reverse(PEOPLE + "move_papers", args=[people[0].pk]),
        reverse("admin:publications_operation_changelist"),
        reverse("admin:publications_operation_change", args=[operation.pk]),
        reverse("admin:publications_operation_undo", args=[operation.pk]),
        reverse("admin:index"),
    ]
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(url).status_code == 200, url
        writes = [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT"))]
        assert [sql for sql in writes if not sql.startswith("RELEASE")] == [], url


def test_get_of_what_only_a_button_does_is_not_found(admin_client: Client) -> None:
    one, two = two_papers()
    for name in (PAPERS + "join", PAPERS + "not_same", PEOPLE + "not_same"):
        assert admin_client.get(reverse(name), pair(one, two)).status_code == 404


@pytest.mark.parametrize(
    "query", [{}, {"keep": 1}, {"keep": "x", "other": 2}, {"keep": 1, "other": 1}]
)
def test_pair_that_is_none_is_not_found(admin_client: Client, query: dict[str, Any]) -> None:
    assert admin_client.get(reverse(PEOPLE + "merge"), query).status_code == 404
    assert admin_client.get(reverse(PAPERS + "merge"), query).status_code == 404


@pytest.mark.parametrize(
    "allowed",
    [
        (),
        ("change_researcher", "change_publication", "change_authorship"),
        ("delete_researcher", "delete_publication"),
    ],
)
def test_merging_needs_the_right_to_change_and_to_delete(allowed: tuple[str, ...]) -> None:
    client = client_with(*allowed, "view_researcher", "view_publication")
    people, papers = two_people(), two_papers()
    before = dump()
    for url, rows in ((PEOPLE + "merge", people), (PAPERS + "merge", papers)):
        assert client.get(reverse(url), pair(*rows)).status_code == 403
        assert client.post(reverse(url), pair(*rows)).status_code == 403
    page = client.get(reverse(PEOPLE + "changelist")).content.decode()
    assert "Merge two people" not in page
    assert client.post(reverse(PEOPLE + "move_papers", args=[people[1].pk])).status_code == 403
    if not allowed:
        for name in (PAPERS + "join", PAPERS + "not_same", PEOPLE + "not_same"):
            assert client.post(reverse(name), pair(*papers)).status_code == 403
        assert client.get(reverse(PAPERS + "duplicates")).status_code == 403
    assert dump() == before


def test_undoing_needs_the_rights_of_doing(admin_client: Client) -> None:
    keep, other = two_people()
    admin_client.post(reverse(PEOPLE + "merge"), pair(keep, other))
    url = reverse("admin:publications_operation_undo", args=[Operation.objects.get().pk])
    client = client_with("change_researcher", "change_authorship", "view_operation")
    assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
    assert Operation.objects.get().undone_at is None


def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    keep, other = two_people()
    response = client.post(reverse(PEOPLE + "merge"), pair(keep, other))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


def test_pages_are_linked_where_an_editor_looks_for_them(admin_client: Client) -> None:
    person = make_researcher()
    duplicates = reverse(PAPERS + "duplicates")
    done = reverse("admin:publications_operation_changelist")
    front = admin_client.get(reverse("admin:index")).content.decode()
    assert f'href="{duplicates}"' in front
    assert f'href="{done}"' in front
    assert (
        f'href="{duplicates}"' in admin_client.get(reverse(PAPERS + "changelist")).content.decode()
    )
    people = admin_client.get(reverse(PEOPLE + "changelist")).content.decode()
    assert f'href="{duplicates}?kind=people"' in people
    form = admin_client.get(reverse(PEOPLE + "change", args=[person.pk])).content.decode()
    assert reverse(PEOPLE + "move_papers", args=[person.pk]) in form
