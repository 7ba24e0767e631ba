"""The page of a person: what it shows, in which order, with how many queries, to whom."""

import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publications.models import Authorship
from researchers.models import Section
from tests.factories import make_publication, make_researcher
from tests.pages import full_page, texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 30])
def test_researcher_page_needs_four_queries_whatever_its_length(client: Client, rows: int) -> None:
    ada = full_page(rows)
    client.get("/labs/")  # reads, once for all pages, when a publication will become public
    with CaptureQueriesContext(connection) as queries:
        response = client.get(ada.get_absolute_url())
    assert len(texts(response, "paper-title")) == rows
    assert len(queries) == 4, [query["sql"][:90] for query in queries]


def test_researcher_page_of_a_hundred_papers_is_small(client: Client) -> None:
    ada = full_page(0)
    authors = [make_researcher(f"Grace Hopper the {number}th of her name") for number in range(6)]
    for number in range(100):
        make_publication(
            f"On the {number}th of the many notes about engines that weave patterns",
            authors=[*authors, ada],
            doi=f"10.1000/notes.{number}",
            summary=f"This is what the engine does with {number} cards, told in one sentence.",
            abstract=f"The engine number {number} can do whatever we know how to order it. " * 8,
        )
    body = client.get(ada.get_absolute_url()).content
    assert len(gzip.compress(body)) <= 60_000


def test_byline_marks_the_owner_links_people_and_signs_groups(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    with_page = make_researcher("Mary Somerville", visibility="page")
    elsewhere = make_researcher("Charles Babbage", homepage="https://example.org/babbage")
    hidden = make_researcher(
        "Annabella Byron", visibility="hidden", homepage="https://example.org/x"
    )
    paper = make_publication("Notes", authors=[elsewhere, ada, with_page, hidden])
    paper.authorships.filter(position__in=[1, 2]).update(equal_group=1)
    paper.authorships.filter(position=3).update(equal_group=2, is_corresponding=True)
    response = client.get("/researchers/ada-lovelace/")
    body = response.content.decode()
    star = "* (equal contribution)"
    printed = (
        f"Charles Babbage{star}, Ada Lovelace{star}, Mary Somerville† (equal contribution)✉ "
        "(corresponding author), Annabella Byron"
    )
    assert texts(response, "byline") == [printed]
    assert texts(response, "legend") == ["*† equal contribution · ✉ corresponding author"]
    assert "<strong>Ada Lovelace</strong>" in body
    assert '<a href="/researchers/mary-somerville/">Mary Somerville</a>' in body
    assert '<a href="https://example.org/babbage">Charles Babbage</a>' in body
    assert "example.org/x" not in body


def test_long_byline_folds_behind_a_disclosure_that_names_the_owner(client: Client) -> None:
    names = [f"Author Number{number}" for number in range(59)]
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_publication("Many hands", authors=[*names, ada])
    response = client.get(ada.get_absolute_url())
    assert texts(response, "fold")[0].startswith(
        "and 48 more, among them Ada Lovelace Author Number12"
    )
    assert texts(response, "fold")[0].endswith("Author Number58, Ada Lovelace")


def test_papers_stand_in_the_owners_order_and_regroup_on_request(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    kinds = ["article-journal", "paper-conference", "article-journal", "book", "thesis", "book"]
    for number, kind in enumerate(kinds):
        make_publication(f"Note {number}", authors=[ada], year=1840 + number, type=kind)
    own = list(ada.authorships.order_by("publication__year"))
    own[0].order, own[3].order, own[3].selected = 1, 2, True
    own[5].hidden = True
    for row in own:
        row.save()
    make_publication("Note 6", authors=[ada], year=1839)
    in_order = ["Note 0", "Note 3", "Note 4", "Note 2", "Note 1", "Note 6"]
    by_year = ["Note 4", "Note 3", "Note 2", "Note 1", "Note 0", "Note 6"]
    address = ada.get_absolute_url()
    assert texts(client.get(address), "paper-title") == in_order
    assert texts(client.get(address), "selected-word") == ["Selected"]
    assert texts(client.get(f"{address}?by=year"), "paper-title") == by_year
    assert texts(client.get(f"{address}?by=year"), "group-heading") == [
        "1844", "1843", "1842", "1841", "1840", "1839",
    ]  # fmt: skip
    assert texts(client.get(f"{address}?by=type"), "group-heading") == [
        "Thesis", "Book", "Journal article", "Conference paper",
    ]  # fmt: skip
    assert texts(client.get(f"{address}?by=selected"), "paper-title") == ["Note 3"]
    assert texts(client.get(f"{address}?by=nonsense"), "paper-title") == in_order
    ada.paper_order = "year"
    ada.save()
    assert texts(client.get(address), "paper-title") == by_year


def test_each_author_has_her_own_sentence_on_her_page(client: Client) -> None:
    ada, mary = (make_researcher(name, visibility="page") for name in ("Ada Byron", "Mary Fairfax"))
    paper = make_publication("Notes", authors=[ada, mary], summary="What everybody reads.")
    paper.authorships.filter(researcher=mary).update(blurb="What Mary says of it.")
    assert texts(client.get("/researchers/ada-byron/"), "summary") == ["What everybody reads."]
    assert texts(client.get("/researchers/mary-fairfax/"), "summary") == ["What Mary says of it."]


def test_sections_stand_in_the_owners_order_under_her_headings(client: Client) -> None:
    ada = full_page(1)
    Section.objects.create(researcher=ada, kind="news", position=1, title="Lately")
    Section.objects.create(researcher=ada, kind="education", position=2, is_shown=False)
    body = client.get(ada.get_absolute_url()).content.decode()
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", body) == [
        "Lately", "Whimsy", "Research", "Publications", "Projects", "Teaching",
        "Work Experience", "Talks, Awards and Service",
    ]  # fmt: skip


def test_drafts_and_hidden_people_have_no_page(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_researcher("Charles Babbage")
    make_researcher("Annabella Byron", visibility="hidden")
    make_publication("A draft", authors=[ada], status="draft")
    make_publication("Later", authors=[ada], status="scheduled", publish_at="2999-01-01T00:00Z")
    make_publication("Now", authors=[ada], status="scheduled", publish_at="2001-01-01T00:00Z")
    assert texts(client.get("/researchers/ada-lovelace/"), "paper-title") == ["Now"]
    addresses = ["publications/a-draft", "publications/later", "publications/now"]
    addresses += ["researchers/charles-babbage", "researchers/annabella-byron"]
    found = [client.get(f"/{address}/").status_code for address in addresses]
    assert found == [404, 404, 200, 404, 404]


def test_a_renamed_person_is_reached_under_the_old_address(client: Client) -> None:
    ada = make_researcher("Ada Byron", visibility="page")
    ada.family_name = "Lovelace"
    ada.save()
    response = client.get("/researchers/ada-byron/?by=year")
    assert (response.status_code, response["Location"]) == (
        301,
        "/researchers/ada-lovelace/?by=year",
    )


def test_preferred_version_stands_for_its_preprint(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    final = make_publication("Final", authors=[ada])
    make_publication("Preprint", authors=[ada], preferred_version=final)
    assert texts(client.get(ada.get_absolute_url()), "paper-title") == ["Final"]
    assert "/publications/preprint/" in client.get(final.get_absolute_url()).content.decode()


def test_author_who_is_also_editor_stands_once(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    paper = make_publication("Proceedings", authors=[ada])
    Authorship.objects.create(publication=paper, researcher=ada, role="editor")
    assert texts(client.get(ada.get_absolute_url()), "paper-title") == ["Proceedings"]


def test_strange_papers_look_intended(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    rtl = make_researcher("x محمد بن موسى الخوارزمي", given_name="", family_name="محمد الخوارزمي")
    make_publication("Only a title", year=None, authors=[ada])
    make_publication("On $O(n^2)$ & <b>bold</b> claims " * 8, authors=[ada, rtl])
    body = client.get(ada.get_absolute_url()).content.decode()
    assert body.count("<math") == 8
    assert body.count("&lt;b&gt;bold&lt;/b&gt;") == 8 * 2  # in the title and in its BibTeX
    assert "<span>محمد الخوارزمي</span>" in body
    assert texts(client.get(f"{ada.get_absolute_url()}?by=year"), "group-heading") == [
        "2024",
        "Undated",
    ]


def test_edit_link_is_for_those_who_may_edit(
    client: Client, admin_client: Client, django_user_model: type
) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    link = f'href="/admin/researchers/researcher/{ada.pk}/change/"'
    assert link not in client.get(ada.get_absolute_url()).content.decode()
    assert link in admin_client.get(ada.get_absolute_url()).content.decode()
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    client.force_login(reader)
    assert link not in client.get(ada.get_absolute_url()).content.decode()
