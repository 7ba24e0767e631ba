"""The page of the search: what it marks, how it narrows, all without script."""

import pytest
from django.test import Client

from publications.search import find as finding
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import texts

pytestmark = pytest.mark.django_db


def page(client: Client, **query: str) -> str:
    response = client.get("/search/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_sought_is_marked_and_nothing_becomes_markup(client):
    make_publication(
        "A <b>Sketch</b> of looms", authors=["Ada Lovelace"], abstract="One <i>sketch</i>."
    )
    found = page(client, q="sketch")
    assert found.count("<mark>Sketch</mark>") == 1
    assert "One &lt;i&gt;<mark>sketch</mark>&lt;/i&gt;." in found
    assert "<b>" not in found


def test_names_are_marked_in_bylines_and_links_stay_links(client):
    ada = make_researcher("Ada O'Hara", visibility="page")
    make_publication("A sketch", authors=[ada, "Class Byron"])
    found = page(client, q="author:o'hara")
    assert f'<a href="{ada.get_absolute_url()}">Ada <mark>O\'Hara</mark></a>' in found
    found = page(client, q="class")
    assert "<span><mark>Class</mark> Byron</span>" in found
    assert '<div class="byline">' in found


def test_a_person_comes_before_her_papers(client):
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_publication("A sketch", authors=[ada])
    found = page(client, q="lovelace")
    assert found.index(f'<a href="{ada.get_absolute_url()}">Ada Lovelace</a>') < found.index(
        "A sketch"
    )


def test_filters_combine_in_the_address_and_can_be_removed(client):
    looms = make_venue("Annals of Looms")
    for year in (2020, 2021):
        make_publication(f"Sketch {year}", venue=looms, year=year, authors=["Ada Lovelace"])
        make_publication(f"Sketch {year} elsewhere", venue=make_venue(), year=year)
    found = page(client, q="sketch", venue="annals-of-looms")
    assert '<a href="?q=sketch&amp;venue=annals-of-looms&amp;year=2021">2021</a>' in found
    assert '<a href="?q=sketch" aria-label="Remove venue Annals of Looms">remove</a>' in found
    response = client.get("/search/", {"q": "sketch", "venue": "annals-of-looms", "year": "2021"})
    assert texts(response, "paper-title") == ["Sketch 2021"]


def test_results_have_pages(client):
    for number in range(23):
        make_publication(f"Sketch {number}")
    assert '<a rel="next" href="?q=sketch&amp;page=2">Next</a>' in page(client, q="sketch")
    response = client.get("/search/", {"q": "sketch", "page": "2"})
    assert len(texts(response, "paper-title")) == 3


def test_a_slip_of_the_pen_is_said(client):
    make_publication("A sketch", authors=["Brijen Thananjeyan"])
    found = page(client, q="thanajeyan")
    assert "This is what was found for <strong>thananjeyan</strong>" in found


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "zzzz"}, {"q": "-x"}, {"q": "x", "page": "9" * 30}]
)
def test_there_is_always_a_page(client, query):
    assert "<h1>Search</h1>" in page(client, **query)


@pytest.mark.parametrize("papers", [1, 30])
def test_queries_do_not_grow(client, papers, django_assert_num_queries):
    for _ in range(papers):
        make_publication("Sketch", authors=["Ada Lovelace", "Bo Reed"], venue=make_venue())
    client.get("/search/", {"q": "a first"})
    make_publication("Another")
    with django_assert_num_queries(11):
        page(client, q="sketch")


def test_what_was_found_has_files(client):
    make_publication("A sketch", citation_key="sketch", year=2020)
    make_publication("A drawing", citation_key="drawing", year=2020)
    text = client.get("/search.bib", {"q": "sketch", "year": "2020"}).getvalue().decode()
    assert text.startswith("@inproceedings{sketch,")
    assert "drawing" not in text
    assert client.get("/search.bib", {"q": "-sketch"}).status_code == 400


def test_private_labs_show_neither_as_facet_nor_as_filter(client):
    make_lab("Secret Lab", members=[ada := make_researcher("Ada Lovelace")], is_public=False)
    make_lab("Open Lab", members=[ada])
    make_publication("A sketch", authors=[ada])
    make_publication("A sketch of looms", authors=["Bo Reed"])
    assert "Secret Lab" not in page(client, q="sketch")
    found = page(client, q="sketch", lab="secret-lab")
    assert "Secret Lab" not in found
    assert "A sketch" not in found
    assert "lab <strong>Open Lab</strong>" in page(client, q="sketch", lab="open-lab")


def test_all_that_is_found_can_be_read_by_date(client, monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 2)
    for year in range(2001, 2006):
        make_publication(f"Sketch of {year}", year=year)
    make_publication("Looms")
    assert 'href="/publications/?q=sketch"' in page(client, q="sketch")
    listed = client.get("/publications/", {"q": "sketch"})
    assert texts(listed, "paper-title") == [f"Sketch of {year}" for year in range(2005, 2000, -1)]
    assert texts(client.get("/publications/", {"q": "sketch", "year": "2003"}), "paper-title") == [
        "Sketch of 2003"
    ]


@pytest.mark.parametrize("papers", [1, 30])
def test_the_list_of_a_search_asks_the_same_of_1_and_30(client, papers, django_assert_num_queries):
    for _ in range(papers):
        make_publication("Sketch", authors=["Ada Lovelace"], venue=make_venue())
    client.get("/publications/", {"q": "a first"})
    make_publication("Another")
    with django_assert_num_queries(11):
        client.get("/publications/", {"q": "sketch"})
