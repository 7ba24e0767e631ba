"""Versions of a work, news with several owners, memberships that overlap, units in private."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from publications.models import (
    Authorship,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Topic,
)
from researchers.models import (
    Degree,
    Membership,
    NewsItem,
    ProfileLink,
    ProfileLinkKind,
    Section,
)
from tests.factories import make_lab, make_publication, make_researcher
from tests.pages import texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["draft", "scheduled"])
def test_preprint_is_listed_until_the_preferred_version_is_public(
    client: Client, status: str
) -> None:
    final = make_publication("Final", status=status, publish_at="2999-01-01T00:00Z")
    make_publication("Preprint", preferred_version=final)
    assert texts(client.get("/publications/"), "paper-title") == ["Preprint"]
    Publication.objects.filter(pk=final.pk).update(status="published")
    assert texts(client.get("/publications/"), "paper-title") == ["Final"]


def test_two_papers_cannot_prefer_each_other() -> None:
    final = make_publication("Final")
    preprint = make_publication("Preprint", preferred_version=final)
    final.preferred_version = preprint
    with pytest.raises(ValidationError) as refused:
        final.full_clean()
    assert refused.value.message_dict == {
        "preferred_version": ['"Preprint" gives way to another version itself. Choose that one.']
    }


def test_news_goes_with_the_last_it_is_about() -> None:
    lab, ada = make_lab("Lab"), make_researcher("Ada Lovelace")
    shared = NewsItem.objects.create(date="2021", text="Shared.", lab=lab, researcher=ada)
    NewsItem.objects.create(date="2021", text="The lab's own.", lab=lab)
    lab.delete()
    assert [(item.pk, item.lab) for item in NewsItem.objects.all()] == [(shared.pk, None)]
    ada.delete()
    assert list(NewsItem.objects.all()) == []


def test_who_changed_role_is_no_alumnus_and_who_comes_later_no_member(client: Client) -> None:
    lab = make_lab("Lab")
    ada, mary, ida = (make_researcher(f"{name} X") for name in ("Ada", "Mary", "Ida"))
    for person, role, start, end in (
        (ada, "phd", "2015", "2020"),
        (ada, "postdoc", "2020", None),
        (mary, "phd", "2015", "2020"),
        (ida, "phd", "2999", None),
    ):
        Membership.objects.create(
            lab=lab, researcher=person, role=role, starts_on=start, ends_on=end
        )
    response = client.get("/labs/lab/")
    assert texts(response, "person-name") == ["Ada X"]
    assert texts(response, "alumni") == ["Mary X, PhD student (2015 – 2020)"]
    members = client.get("/api/labs/lab").json()["members"]
    assert sorted((each["name"], each["is_current"]) for each in members) == [
        ("Ada X", False),
        ("Ada X", True),
        ("Ida X", False),
        ("Mary X", False),
    ]


def test_private_unit_is_told_by_no_list_of_its_parent(client: Client) -> None:
    parent = make_lab("Institute")
    ada = make_researcher("Ada Lovelace")
    make_lab("Secret Unit", parent=parent, members=[ada], is_public=False)
    make_publication("By Ada", authors=[ada])
    assert client.get("/api/researchers?lab=institute").json()["count"] == 0
    assert texts(client.get("/labs/institute/"), "paper-title") == []


def test_public_unit_of_a_private_lab_stands_on_the_front_page(client: Client) -> None:
    make_lab("Unit", parent=make_lab("Secret", is_public=False))
    assert texts(client.get("/"), "lab-name") == ["Unit"]


def test_paper_on_two_topics_that_match_stands_once(client: Client) -> None:
    paper = make_publication("Notes")
    paper.topics.set([Topic.objects.create(name=f"Learning {number}") for number in range(2)])
    response = client.get("/publications/?topic=learning")
    assert texts(response, "paper-title") == ["Notes"]
    assert texts(response, "count") == ["1 publication · topic learning · all"]


def test_free_sections_have_addresses_of_their_own(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page", research="Engines.")
    for title in ("Hobbies", "Hobbies", "Research", "☆"):
        Section.objects.create(researcher=ada, kind="text", title=title, body="Text.")
    body = client.get(ada.get_absolute_url()).content.decode()
    ids = [part.split('"')[0] for part in body.split('<h2 id="')[1:]]
    assert ids == ["hobbies", "hobbies-2", "research-2", "text", "research"]


def test_editor_is_named_where_there_is_no_author(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    book = make_publication("A book")
    Authorship.objects.create(publication=book, researcher=ada, role="editor")
    assert texts(client.get(ada.get_absolute_url()), "byline") == ["Edited by Ada Lovelace"]


def test_canonical_address_keeps_what_makes_another_list(client: Client) -> None:
    body = client.get("/publications/?year=2021&by=type&page=2&x=1").content.decode()
    assert (
        '<link rel="canonical" href="http://testserver/publications/?year=2021&amp;page=2">' in body
    )


def test_redirect_of_a_former_address_is_not_kept(client: Client) -> None:
    ada = make_researcher("Ada Byron", visibility="page")
    ada.family_name = "Lovelace"
    ada.save()
    response = client.get("/researchers/ada-byron/")
    assert (response.status_code, response["Cache-Control"]) == (301, "no-cache")


def test_search_of_a_thousand_words_looks_for_twelve() -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    sql = str(Publication.objects.holding(f"{words} word0").query)
    assert sql.count("title_key") - sql.split("FROM", maxsplit=1)[0].count("title_key") == 12


def test_news_of_two_paragraphs_is_whole(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    NewsItem.objects.create(date="2021", text="One.\n\nTwo.", researcher=ada)
    NewsItem.objects.create(date="2020", text="Only *one*.", researcher=ada)
    body = client.get(ada.get_absolute_url()).content.decode()
    assert "<dd><p>One.</p>\n<p>Two.</p></dd>" in body
    assert "<dd>Only <em>one</em>.</dd>" in body


def test_degree_is_not_earned_before_it_began() -> None:
    degree = Degree(researcher=make_researcher(), degree="Ph.D.", starts_on="2024-08", year=2020)
    with pytest.raises(ValidationError, match="ends before it starts"):
        degree.full_clean()
    degree.year = 2024
    degree.full_clean()


def test_database_knows_only_groups_that_have_a_sign() -> None:
    paper = make_publication("Notes", authors=["Ada Lovelace"])
    with pytest.raises(IntegrityError):
        paper.authorships.update(equal_group=7)


def test_undated_paper_of_a_present_member_is_in_the_lab(client: Client) -> None:
    lab, ada = make_lab("Lab"), make_researcher("Ada Lovelace")
    Membership.objects.create(lab=lab, researcher=ada, starts_on="2019")
    make_publication("Forthcoming", authors=[ada], year=None)
    assert texts(client.get("/labs/lab/"), "paper-title") == ["Forthcoming"]


def test_unsafe_address_stored_past_the_checks_is_not_printed(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    web = ProfileLinkKind.objects.get(key="web")
    for value in ("javascript:alert(1)", "https://example.org/ada"):
        ProfileLink.objects.create(researcher=ada, kind=web, value=value)
    paper = make_publication("Notes", authors=[ada])
    code = PublicationLinkKind.objects.get(key="code")
    PublicationLink.objects.create(publication=paper, kind=code, url="javascript:alert(2)")
    assert "javascript:" not in client.get(ada.get_absolute_url()).content.decode()
    links = client.get("/api/researchers/ada-lovelace").json()["links"]
    assert [link["url"] for link in links] == ["https://example.org/ada"]


@pytest.mark.parametrize("value", ["/\\evil.example", "//evil.example", "javascript:alert(1)"])
def test_address_that_leads_elsewhere_than_it_says_is_refused(value: str) -> None:
    web = ProfileLinkKind.objects.get(key="web")
    with pytest.raises(ValidationError, match="is not an address"):
        ProfileLink(researcher=make_researcher(), kind=web, value=value).full_clean()
