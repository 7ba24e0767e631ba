"""Lists of the API: filters, order, pages, query counts, former addresses."""

import pytest
from django.test import Client

from portal.kit.changes import changing
from publications.models import Authorship, Publication, Topic
from researchers.models import Researcher
from tests.api_client import HOST, LISTS, read, titles
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import first_queries

pytestmark = pytest.mark.django_db


def names(client: Client, path: str) -> list[str]:
    return [each["name"] for each in read(client, path)["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["C", "B", "A"]),
        ("author=ada-lovelace", ["C", "A"]),
        ("author=ada-lovelace,bob-byron", ["C", "B", "A"]),
        ("author=0000-0002-1825-0097", ["C", "A"]),
        ("author=https://orcid.org/0000-0002-1825-0097", ["C", "A"]),
        ("author=bob-byron&venue=rsm", ["B"]),
        ("lab=gears", ["B"]),
        ("lab=institute", ["B"]),
        ("venue=rsm,icml", ["B", "A"]),
        ("topic=engines", ["A"]),
        ("topic=engines,looms", ["B", "A"]),
        ("year=2021", ["B"]),
        ("year=2020..2021", ["B", "A"]),
        ("year=2021..", ["C", "B"]),
        ("year=..2020", ["A"]),
        ("year=2020,2022..2030", ["C", "A"]),
        ("type=book", ["C"]),
        ("type=book,paper-conference", ["C", "B", "A"]),
        ("doi=https://doi.org/10.1234/ABC", ["A"]),
        ("arxiv_id=2201.01441", ["C", "B"]),
        ("arxiv_id=arXiv:2201.01441v2", ["C"]),
        ("is_main_version=true", ["C", "A"]),
        ("is_main_version=false", ["B"]),
        ("q=byron+rsm", ["B"]),
        ("ordering=year", ["A", "B", "C"]),
        ("ordering=-title", ["C", "B", "A"]),
        ("ordering=-year,title", ["C", "B", "A"]),
        ("ordering=created_at", ["A", "B", "C"]),
    ],
)
def test_publications_narrow_and_order(client, query, expected):
    ada = make_researcher("Ada Lovelace", orcid="0000-0002-1825-0097")
    bob = make_researcher("Bob Byron")
    make_lab("Gears", members=[bob], parent=make_lab("Institute"))
    rsm, icml = make_venue("RSM"), make_venue("ICML")
    a = make_publication("A", authors=[ada], year=2020, venue=icml, doi="10.1234/abc")
    b = make_publication("B", authors=[bob], year=2021, venue=rsm, arxiv_id="2201.01441")
    make_publication("C", authors=[ada], year=2022, type="book", arxiv_id="2201.01441v2")
    Publication.objects.filter(pk=b.pk).update(preferred_version=a)
    a.topics.add(Topic.objects.create(name="Engines"))
    b.topics.add(Topic.objects.create(name="Looms"))
    assert titles(client, f"/api/publications?{query}") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("researchers", ["Ada Ægir", "Bob Byron"]),
        ("researchers?ordering=-name", ["Bob Byron", "Ada Ægir"]),
        ("researchers?q=AEGIR", ["Ada Ægir"]),
        ("researchers?lab=institute", ["Bob Byron"]),
        ("researchers?has_page=true", ["Ada Ægir"]),
        ("researchers?has_page=false", ["Bob Byron"]),
        ("researchers?orcid=0000000218250097", ["Ada Ægir"]),
        ("labs", ["Gears", "Institute"]),
        ("labs?q=gear", ["Gears"]),
        ("labs?parent=institute", ["Gears"]),
        ("venues?q=engines", ["Annals of Engines"]),
        ("venues?kind=journal,book", ["Annals of Engines"]),
        ("venues?ordering=-name", ["RSM", "Annals of Engines"]),
        ("topics?q=loom", ["Looms"]),
    ],
)
def test_other_lists_narrow_and_order(client, path, expected):
    make_researcher("Ada Ægir", visibility="page", orcid="0000-0002-1825-0097")
    bob = make_researcher("Bob Byron")
    make_lab("Gears", members=[bob], parent=make_lab("Institute"))
    make_venue("Annals of Engines", kind="journal")
    make_venue("RSM")
    Topic.objects.create(name="Looms")
    Topic.objects.create(name="Engines")
    assert names(client, f"/api/{path}") == expected


def test_researchers_publications_come_in_the_chosen_order(client):
    ada = make_researcher("Ada Lovelace", visibility="page")
    papers = {
        title: make_publication(title, authors=[ada], year=year)
        for title, year in [("Old", 2001), ("New", 2021), ("Best", 2010), ("Hidden", 2022)]
    }
    preprint = make_publication("Preprint", authors=[ada], year=2020)
    Publication.objects.filter(pk=preprint.pk).update(preferred_version=papers["New"])
    Authorship.objects.filter(publication=papers["Best"]).update(order=1)
    Authorship.objects.filter(publication=papers["Old"]).update(order=2)
    Authorship.objects.filter(publication=papers["Hidden"]).update(hidden=True)
    Authorship.objects.create(publication=papers["Old"], researcher=ada, role="editor")
    path = "/api/researchers/ada-lovelace/publications"
    assert titles(client, path) == ["Best", "Old", "New"]
    assert titles(client, f"{path}?ordering=year") == ["Old", "Best", "New"]
    assert titles(client, f"{path}?year=2010..") == ["Best", "New"]
    Researcher.objects.filter(pk=ada.pk).update(paper_order="year")
    assert titles(client, path) == ["New", "Best", "Old"]


def test_labs_publications_are_those_of_its_years(client):
    ada = make_researcher("Ada Lovelace")
    lab = make_lab("Gears")
    ada.memberships.create(lab=lab, starts_on="2010-09", ends_on="2012")
    for year in (2009, 2010, 2012, 2013):
        make_publication(str(year), authors=[ada], year=year)
    assert titles(client, "/api/labs/gears/publications") == ["2012", "2010"]


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_take_the_same_queries_for_any_number_of_rows(client, rows):
    expected = {
        "publications?page_size=100": 3,
        "publications/paper-0": 3,
        "publications?author=person-0&page_size=100": 4,
        "publications?lab=lab-0&page_size=100": 4,
        "researchers?page_size=100": 2,
        "researchers/person-0": 2,
        "researchers/person-0/publications?page_size=100": 4,
        "labs?page_size=100": 2,
        "labs/lab-0": 2,
        "labs/lab-0/publications?page_size=100": 4,
        "venues?page_size=100": 2,
        "topics?page_size=100": 2,
    }
    with changing():
        people = [make_researcher(f"Person {n}", visibility="page") for n in range(rows)]
        for n in range(rows):
            lab = make_lab(f"Lab {n}", members=people)
            lab.parent = lab.units.model.objects.get(slug="lab-0") if n else None
            lab.save()
            paper = make_publication(f"Paper {n}", authors=people, venue=make_venue(f"Venue {n}"))
            paper.topics.add(Topic.objects.create(name=f"Topic {n}"))
    asked = {path: first_queries(client, f"/api/{path}") for path in expected}
    assert {path: len(queries) for path, queries in asked.items()} == expected, asked
    counts = {path: read(client, f"/api/{path}").get("count", rows) for path in expected}
    assert counts == dict.fromkeys(expected, rows)


def test_pages_lead_on_and_back(client):
    for name in "ABCDE":
        make_venue(name)
    first = client.get("/api/venues?page_size=2&ordering=name")
    base = f"{HOST}/api/venues?ordering=name"
    assert first.json() | {"results": [venue["name"] for venue in first.json()["results"]]} == {
        "count": 5,
        "count_is_exact": True,
        "next": f"{base}&page=2&page_size=2",
        "previous": None,
        "results": ["A", "B"],
    }
    last_page = f'<{base}&page=3&page_size=2>; rel="last"'
    assert first.headers["Link"] == f'<{base}&page=2&page_size=2>; rel="next", {last_page}'
    second = client.get(first.json()["next"])
    assert second.json()["previous"] == f"{base}&page_size=2"
    assert second.headers["Link"] == (
        f'<{base}&page_size=2>; rel="first", <{base}&page_size=2>; rel="prev", '
        f'<{base}&page=3&page_size=2>; rel="next", {last_page}'
    )
    third = client.get(second.json()["next"])
    assert [venue["name"] for venue in third.json()["results"]] == ["E"]
    assert third.json()["next"] is None
    assert "Link" not in client.get("/api/venues").headers


def test_empty_list_is_one_empty_page(client):
    empty = {"count": 0, "count_is_exact": True, "next": None, "previous": None, "results": []}
    assert read(client, "/api/publications") == empty
    assert read(client, "/api/publications?page=1") == empty


@pytest.mark.parametrize("name", LISTS)
def test_slash_at_the_end_makes_no_difference(client, name):
    make_lab("Ada", members=[make_researcher("Ada")])
    make_venue("Ada")
    Topic.objects.create(name="Ada")
    make_publication("Ada")
    for path in (f"/api/{name}", f"/api/{name}/ada"):
        assert client.get(f"{path}/").status_code == 200
        assert client.get(path).content == client.get(f"{path}/").content


def test_former_slug_redirects_with_its_query(client):
    ada = make_researcher("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save()
    for tail in ("", "/publications"):
        response = client.get(f"/api/researchers/ada-byron{tail}/?format=json")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/api/researchers/ada-lovelace{tail}?format=json"
    assert client.get("/api/publications?author=ada-byron").status_code == 200
