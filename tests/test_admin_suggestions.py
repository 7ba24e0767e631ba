"""The page of suggestions in the admin, and the ways to it."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.kit.dates import PartialDate
from publications.importing.runs import Source
from publications.importing.suggesting import suggest
from publications.models import Authorship, Publication, Suggestion
from publications.permissions import may_decide
from publications.records import Name, Record
from researchers.models import Researcher

from .factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db
REVIEW = "admin:publications_suggestion_review"
ADA, BOB = Name(family="Lovelace", given="Ada"), Name(family="Babbage", given="Bob")


@pytest.fixture
def ada() -> Researcher:
    return make_researcher("Ada Lovelace", orcid="0000-0002-1825-0097", visibility="page")


def work(title: str, **told: Any) -> Record:
    fields = {"type": "article-journal", "authors": (ADA, BOB), "issued": PartialDate(2021)}
    return Record(title=title, **{**fields, **told})


def listed(person: Researcher, *works: Record, service: str = "orcid") -> None:
    suggest(person, works, Source(service, f"{service}:x", researcher=person))


def titles(client: Client, query: str = "") -> list[str]:
    return [item.title for item in client.get(reverse(REVIEW) + query).context["items"]]


def decide(client: Client, do: str, query: str = "", **data: Any) -> Any:
    return client.post(reverse(REVIEW) + query, {"do": do, **data}, follow=True)


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_page_shows_what_was_found_and_why(admin_client: Client, ada: Researcher) -> None:
    listed(ada, work("On engines", doi="10.1000/engine", container_title="Annals", volume="3"))
    page = admin_client.get(reverse(REVIEW)).content.decode()
    assert ">On engines</h2>" in page
    assert "<strong>Ada Lovelace</strong>, Bob Babbage" in page
    assert "Annals 3, 2021" in page
    assert 'href="https://doi.org/10.1000/engine"' in page
    assert "It is in the ORCID record of Ada Lovelace, x." in page
    assert not Publication.objects.exists()


def test_newest_stand_first_and_filters_leave_some(admin_client: Client, ada: Researcher) -> None:
    bob = make_researcher("Bob Babbage")
    make_lab("Sky Lab", members=[bob])
    listed(ada, work("On engines, the first"))
    listed(bob, work("On looms, the second"), service="dblp")
    make_publication("On cards, here", authors=[ada], year=2021, type="article-journal")
    listed(ada, work("On cards, here", volume="7", authors=(ADA,)))
    assert titles(admin_client) == [
        "On cards, here", "On looms, the second", "On engines, the first",
    ]  # fmt: skip
    assert titles(admin_client, f"?researcher={bob.pk}") == ["On looms, the second"]
    assert titles(admin_client, "?person=LOVELACE&what=publication") == ["On engines, the first"]
    assert titles(admin_client, "?lab=sky+lab") == ["On looms, the second"]
    assert titles(admin_client, "?service=dblp") == ["On looms, the second"]
    assert titles(admin_client, "?what=field") == ["On cards, here"]
    assert titles(admin_client, "?status=rejected") == []


def test_hostile_filters_are_answered(admin_client: Client) -> None:
    for query in ("?researcher=x", "?researcher=99999999999999999999", "?page=x", "?status=<b>"):
        assert admin_client.get(reverse(REVIEW) + query).status_code == 200


def test_accepted_by_a_button(admin_client: Client, ada: Researcher) -> None:
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    response = decide(admin_client, f"accept:{row.pk}", "?service=orcid")
    assert response.redirect_chain == [(reverse(REVIEW) + "?service=orcid", 302)]
    (message,) = messages(response)
    assert message.startswith("“On engines” was brought in for Ada Lovelace. <a href=")
    paper = Publication.objects.get()
    assert LogEntry.objects.get().object_id == str(paper.pk)
    assert titles(admin_client) == []
    assert titles(admin_client, "?status=accepted") == ["On engines"]


def test_turned_down_and_asked_again(admin_client: Client, ada: Researcher) -> None:
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    assert messages(decide(admin_client, f"reject:{row.pk}")) == ["“On engines” is turned down."]
    assert messages(decide(admin_client, f"reject:{row.pk}")) == [
        "“On engines” is rejected for good already; nothing was changed."
    ]
    assert titles(admin_client, "?status=rejected") == ["On engines"]
    decide(admin_client, f"reopen:{row.pk}")
    assert titles(admin_client) == ["On engines"]


def test_several_are_decided_at_once(admin_client: Client, ada: Researcher) -> None:
    listed(ada, *(work(f"On engines of {place}") for place in ("Turin", "London", "Paris")))
    one, two, three = Suggestion.objects.order_by("pk").values_list("pk", flat=True)
    assert "2 suggestions: done." in messages(decide(admin_client, "accept", row=[one, two]))[0]
    decide(admin_client, "reject", row=[three])
    assert Publication.objects.count() == 2
    assert messages(decide(admin_client, "accept")) == ["Tick what you decide about."]


def test_it_is_the_one_that_was_found(admin_client: Client, ada: Researcher) -> None:
    paper = make_publication("On engines", authors=[ada, "Bob Babbage"], year=2021)
    listed(ada, work("On engines", doi="10.1000/engine"))
    row = Suggestion.objects.get(kind="publication")
    page = admin_client.get(reverse(REVIEW)).content.decode()
    assert f'value="merge:{row.pk}:{paper.pk}"' in page
    decide(admin_client, f"merge:{row.pk}:{paper.pk}")
    paper.refresh_from_db()
    assert (paper.doi, Publication.objects.count()) == ("10.1000/engine", 1)


def test_it_is_one_that_is_looked_for(admin_client: Client, ada: Researcher) -> None:
    paper = make_publication("A sketch", authors=["Augusta King"])
    make_publication("Of hers", authors=[ada])
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    url = reverse("admin:publications_suggestion_choose", args=[row.pk])
    assert [str(one) for one in admin_client.get(url).context["found"]] == ["Of hers"]
    assert list(admin_client.get(f"{url}?q=SKETCH").context["found"]) == [paper]
    response = admin_client.post(url, {"publication": paper.pk}, follow=True)
    assert messages(response) == [
        "No name on “A sketch” is certainly that of Ada Lovelace. Choose which one it is."
    ]
    assert response.context["names"] == [
        ("0", "Augusta King"), ("end", "not named: add at the end"),
    ]  # fmt: skip
    admin_client.post(url, {"publication": paper.pk, f"place_{row.pk}": "0"})
    assert paper.authorships.get().researcher == ada


def test_name_is_chosen_where_none_is_certain(admin_client: Client, ada: Researcher) -> None:
    listed(ada, work("On engines", authors=(Name(family="King", given="Augusta"), BOB)))
    row = Suggestion.objects.get()
    page = admin_client.get(reverse(REVIEW)).content.decode()
    assert "No name in the byline is certainly that of Ada Lovelace." in page
    assert f'<select id="place-{row.pk}" name="place_{row.pk}">' in page
    decide(admin_client, f"accept:{row.pk}")
    assert not Publication.objects.exists()
    decide(admin_client, f"accept:{row.pk}", **{f"place_{row.pk}": "0"})
    assert Authorship.objects.get(researcher=ada).credited_as == "Augusta King"


def test_differences_from_a_hand_edit_are_shown(admin_client: Client, ada: Researcher) -> None:
    make_publication("On engines", authors=[ada], year=2021, type="article-journal", volume="3")
    listed(ada, work("On engines", volume="7", authors=(ADA,)))
    (item,) = admin_client.get(reverse(REVIEW)).context["items"]
    assert item.differences == [
        {"label": "volume", "ours": "3", "theirs": "7", "kind": "entered by hand here"}
    ]


def test_long_byline_is_cut_but_shows_the_person(admin_client: Client, ada: Researcher) -> None:
    others = tuple(Name(family=f"Author{number}", given="Co") for number in range(300))
    listed(ada, work("On engines", authors=(*others[:100], ADA, *others[100:])))
    (item,) = admin_client.get(reverse(REVIEW)).context["items"]
    assert len(item.byline) == 15
    assert item.byline[-2:] == [("Ada Lovelace", True), ("… 301 names in all", False)]


def test_list_takes_the_same_queries_for_2_and_25_rows(
    admin_client: Client, ada: Researcher, django_assert_num_queries: Any
) -> None:
    def add(number: int) -> None:
        make_publication(
            f"On engine {number} of ours", authors=["Bob Babbage", ADA.full], year=2021,
            type="article-journal",
        )  # fmt: skip
        make_publication(f"On looms, part {number}", authors=[ada], year=2021)
        listed(
            make_researcher(f"A{number} Lovelace", orcid=""),
            work(f"On cards, part {number}"),
            service="dblp",
        )
        listed(ada, work(f"On engine {number} of ours"), work(f"On looms, part {number}"))

    add(0)
    admin_client.get(reverse(REVIEW))
    with CaptureQueriesContext(connection) as once:
        admin_client.get(reverse(REVIEW))
    assert len(once) <= 7
    for number in range(1, 9):
        add(number)
    with django_assert_num_queries(len(once)):
        assert len(admin_client.get(reverse(REVIEW)).context["items"]) == 25


def test_looking_writes_nothing(admin_client: Client, ada: Researcher) -> None:
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    urls = [reverse(REVIEW), reverse("admin:publications_suggestion_choose", args=[row.pk])]
    with CaptureQueriesContext(connection) as asked:
        for url in urls:
            assert admin_client.get(url).status_code == 200
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize("codename", ["", "view_suggestion", "change_suggestion"])
def test_who_may_not_change_publications_decides_nothing(
    client: Client, ada: Researcher, codename: str
) -> None:
    user = User.objects.create_user(username="helper", is_staff=True)
    if codename:
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    choose = reverse("admin:publications_suggestion_choose", args=[row.pk])
    assert client.get(reverse(REVIEW)).status_code == 403
    assert client.post(reverse(REVIEW), {"do": f"accept:{row.pk}"}).status_code == 403
    assert client.get(choose).status_code == client.post(choose).status_code == 403
    assert not may_decide(user, row)
    assert "suggestions" not in client.get(reverse("admin:index")).context


def test_who_may_change_publications_decides(client: Client, ada: Researcher) -> None:
    user = User.objects.create_user(username="editor", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_publication"))
    client.force_login(user)
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    assert may_decide(user, row)
    assert messages(decide(client, f"accept:{row.pk}")) == [
        "“On engines” was brought in for Ada Lovelace."
    ]
    row.refresh_from_db()
    assert row.decided_by == user


def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(reverse(REVIEW)).status_code == 302


def test_unknown_decision_or_row_is_refused(admin_client: Client, ada: Researcher) -> None:
    listed(ada, work("On engines"))
    row = Suggestion.objects.get()
    for do in (f"explode:{row.pk}", f"merge:{row.pk}:99999", f"merge:99999:{row.pk}"):
        assert admin_client.post(reverse(REVIEW), {"do": do}).status_code == 404
    same = Suggestion.objects.create(kind="same-person", key="1|2", payload={"people": [1, 2]})
    decide(admin_client, f"accept:{same.pk}")
    same.refresh_from_db()
    assert same.status == "open"


def test_front_page_and_the_form_of_a_person_lead_here(
    admin_client: Client, ada: Researcher
) -> None:
    listed(ada, work("On engines"), work("On looms"))
    front = admin_client.get(reverse("admin:index"))
    assert front.context["suggestions"] == 2
    assert f'href="{reverse(REVIEW)}"' in front.content.decode()
    url = reverse("admin:researchers_researcher_change", args=[ada.pk])
    assert f'{reverse(REVIEW)}?researcher={ada.pk}">Suggestions (2)' in (
        admin_client.get(url).content.decode()
    )
