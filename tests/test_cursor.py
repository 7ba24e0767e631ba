"""Reading a whole list by cursor, however long; numbered pages end and lead on by cursor."""

import base64
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from portal.kit.changes import Shelf, changing
from portal.kit.pages import Drawn
from publications import counting, paging
from publications.api import pagination
from publications.models import Publication, Topic, Venue
from researchers.models import Researcher
from tests.api_client import read
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
@changing()
def shelf() -> list[Publication]:
    """Twelve papers: of equal dates, of equal titles, undated, with every filter on some."""
    ada = make_researcher("Ada Lovelace", slug="ada")
    make_lab("Sky", slug="sky", members=[ada])
    venue = make_venue("Icra", slug="icra")
    topic = Topic.objects.create(name="Robots")
    papers = []
    for number in range(12):
        paper = make_publication(
            ("Alike", "Other", "Ähnlich")[number % 3],
            authors=[ada] if number % 4 else [make_researcher()],
            venue=venue if number % 2 else None,
            year=(None, 2020, 2021, 2021)[number % 4],
            month=5 if number in {2, 6} else None,
        )
        if number % 3:
            paper.topics.add(topic)
        papers.append(paper)
    return papers


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let what is counted one by one, and numbered in pages, end after four."""
    for module in (counting, pagination, paging):
        monkeypatch.setattr(module, "CAP", 4)
    monkeypatch.setattr(paging, "PAPERS_PER_PAGE", 2)
    monkeypatch.setattr(paging, "LAST_NUMBERED", 2)
    return 4


def follow(client: Client, address: str, between: Any = lambda _: None) -> list[int]:
    """Return the ids of the list that begins at `address`, a page after the other."""
    found: list[int] = []
    for page in range(50):
        answer = read(client, address)
        found += [row["id"] for row in answer["results"]]
        if answer["next"] is None:
            return found
        address = answer["next"]
        between(page)
    raise AssertionError("The list does not end.")


ORDERINGS = [
    "", "year", "-year", "title", "-title", "created_at", "-updated_at", "updated_at",
    "title,-year", "-year,title", "year,-title", "-title,-updated_at",
]  # fmt: skip
FILTERS = {
    "": lambda papers: papers,
    "lab=sky": lambda papers: papers.filter(authorships__researcher__slug="ada"),
    "topic=robots": lambda papers: papers.filter(topics__slug="robots"),
    "author=ada": lambda papers: papers.filter(authorships__researcher__slug="ada"),
    "venue=icra": lambda papers: papers.filter(venue__slug="icra"),
    "venue=icra&topic=robots": lambda papers: papers.filter(
        venue__slug="icra", topics__slug="robots"
    ),
    "year=2020..&author=ada": lambda papers: papers.filter(
        year__gte=2020, authorships__researcher__slug="ada"
    ),
}


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_cursor_gives_the_whole_list_once_in_its_order(client: Client, ordering: str) -> None:
    for narrowed, wanted in FILTERS.items():
        query = "&".join(filter(None, (narrowed, ordering and f"ordering={quote(ordering)}")))
        address = f"/api/publications?{query}"
        whole = [row["id"] for row in read(client, f"{address}&page_size=100")["results"]]
        papers = wanted(Publication.objects.all()).values_list("pk", flat=True)
        assert sorted(whole) == sorted(papers), address
        for size in (2, 5):
            assert follow(client, f"{address}&cursor=*&page_size={size}") == whole, address


@pytest.mark.parametrize("order", Researcher.PaperOrder.values)
@pytest.mark.usefixtures("shelf")
def test_cursor_keeps_the_order_a_person_chose(client: Client, order: str) -> None:
    ada = Researcher.objects.get(slug="ada")
    ada.paper_order = order
    ada.save()
    chosen = ada.authorships.order_by("pk")
    for place, row in enumerate([*chosen][3:6]):
        row.order = 3 - place
        row.save()
    address = "/api/researchers/ada/publications?page_size="
    whole = [row["id"] for row in read(client, f"{address}100")["results"]]
    assert len(whole) == 9
    assert follow(client, f"{address}2&cursor=*") == whole


@pytest.mark.parametrize("name", ["researchers", "labs", "venues", "topics"])
@pytest.mark.parametrize("ordering", ["", "&ordering=name", "&ordering=-name"])
def test_other_lists_have_cursors_too(client: Client, name: str, ordering: str) -> None:
    for number in range(5):
        make_lab(f"Lab {number % 3}", members=[make_researcher(f"Ada Same{number % 3}")])
        make_venue(f"Venue {number % 3}")
        Topic.objects.create(name=f"Topic {number}")
    address = f"/api/{name}?page_size="
    whole = [row["slug"] for row in read(client, f"{address}100{ordering}")["results"]]
    found, following = [], f"{address}2&cursor=*{ordering}"
    while following:
        answer = read(client, following)
        found += [row["slug"] for row in answer["results"]]
        following = answer["next"]
    assert found == whole
    assert len(whole) == 5


@pytest.mark.parametrize("ordering", ["-year", "title", "year"])
def test_what_stays_is_read_once_while_papers_come_and_go(
    client: Client, shelf: list[Publication], ordering: str
) -> None:
    address = f"/api/publications?cursor=*&page_size=2&ordering={ordering}"
    order = follow(client, address)
    gone: list[int] = []

    def between(page: int) -> None:
        make_publication(
            ("Alike", "Zebra", "Aardvark")[page % 3], year=(None, 2021, 2020)[page % 3]
        )
        if page < 3:  # one that was read, one that is the last of its page, one that is to come
            pk = order[(0, 3, 9)[page]]
            Publication.objects.get(pk=pk).delete()
            gone.append(pk)

    found = follow(client, address, between)
    assert len(found) == len(set(found))
    kept = [pk for pk in order if pk not in gone]
    assert [pk for pk in found if pk in kept] == kept
    assert len(gone) == 3


@pytest.mark.parametrize("query", ["", "ordering=title", "venue=icra", "lab=sky", "topic=robots"])
@pytest.mark.usefixtures("shelf", "wall")
def test_numbered_pages_lead_on_by_cursor_beyond_the_wall(client: Client, query: str) -> None:
    whole = [
        row["id"]
        for row in read(client, f"/api/publications?page_size=100&cursor=*&{query}")["results"]
    ]
    assert len(whole) > 4
    first = read(client, f"/api/publications?page_size=2&{query}")
    second = read(client, first["next"])
    assert "page=2" in first["next"]
    assert "cursor=" in second["next"]
    assert "page=" not in second["next"].replace("page_size=", "")
    assert second["previous"] is not None
    assert follow(client, f"/api/publications?page_size=2&{query}") == whole


@pytest.mark.usefixtures("shelf", "wall")
def test_page_beyond_the_wall_says_how_to_read_on(client: Client) -> None:
    problem = read(client, "/api/publications?page=3&page_size=2", 400)["errors"][0]
    assert problem["parameter"] == "page"
    assert "cursor=*" in json.dumps(problem)


def encoded(*value: Any) -> str:
    text = json.dumps(value[0] if len(value) == 1 else value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


NEWEST = ["-date_number", "-pk"]
BAD = {
    "garbage": "garbage",
    "empty": "",
    "not ASCII": "ä",
    "NUL": "a\0b",
    "no base64": "????",
    "no list": encoded(5),
    "nothing in it": encoded([], []),
    "another length": encoded(NEWEST, [1]),
    "a word for a number": encoded(NEWEST, ["x", 1]),
    "a list for a number": encoded(NEWEST, [[1], 1]),
    "nothing for a number": encoded(NEWEST, [None, 1]),
    "NUL within": encoded(NEWEST, ["\0", 1]),
    "half a character": encoded(["title_key", "pk"], ["\ud800", 1]),
    "no date": encoded(["updated_at", "pk"], ["soon", 1]),
    "a date before all": encoded(["updated_at", "pk"], ["0001-01-01T00:00:00+23:00", 1]),
    "a date without a zone": encoded(["updated_at", "pk"], ["2020-01-01T00:00:00", 1]),
    "nested": base64.urlsafe_b64encode(b"[" * 6000).decode(),
    "long": "a" * 20_000,
    "long number": base64.urlsafe_b64encode(b"[" + b"9" * 5000).decode(),
}


REMEDIES = {"empty": "Give one or leave cursor out.", "NUL": "Take it out."}


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("name", BAD)
def test_bad_cursor_is_a_problem_with_a_remedy(client: Client, name: str) -> None:
    for ordering in ({}, {"ordering": "title"}, {"ordering": "updated_at"}):
        query = urlencode({"cursor": BAD[name]} | ordering)
        problem = read(client, f"/api/publications?{query}", 400)["errors"][0]
        assert problem["parameter"] == "cursor", query
        assert problem["detail"].endswith(REMEDIES.get(name, "Start again with cursor=*.")), query


@pytest.mark.usefixtures("shelf")
def test_cursor_of_another_order_or_list_is_a_problem(client: Client) -> None:
    following = read(client, "/api/publications?cursor=*&page_size=1&ordering=title")["next"]
    for other in ("ordering=-title", "ordering=title%2Cyear", "ordering=year"):
        changed = following.replace("ordering=title", other)
        assert read(client, changed, 400)["errors"][0]["parameter"] == "cursor"
    read(client, following.replace("publications", "venues").replace("title", "name"), 400)


@pytest.mark.usefixtures("shelf")
def test_page_and_cursor_exclude_each_other(client: Client) -> None:
    problem = read(client, "/api/publications?cursor=*&page=1", 400)["errors"][0]
    assert problem["parameter"] == "page"


def read_pages(client: Client, address: str) -> list[str]:
    """Return the addresses of the papers on a page and all that follow it."""
    found, query = [], ""
    for _ in range(20):
        response = client.get(f"{address}{query}")
        html = response.content.decode()
        found += re.findall(r'<li class="[^"]*" id="paper-([^"]+)"', html)
        following = html.partition('<a rel="next" href="')[2].partition('"')[0]
        if not following:
            return found
        query = following.replace("&amp;", "&")
    raise AssertionError("The list does not end.")


@pytest.mark.parametrize("address", ["/publications/", "/venues/icra/", "/topics/robots/"])
@pytest.mark.usefixtures("shelf", "wall")
def test_pages_for_people_lead_on_beyond_the_wall(client: Client, address: str) -> None:
    papers = Publication.objects.newest()
    if "icra" in address:
        papers = papers.filter(venue__slug="icra")
    if "robots" in address:
        papers = papers.filter(topics__slug="robots")
    assert read_pages(client, address) == [*papers.values_list("slug", flat=True)]
    assert papers.count() > 4


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "place", ["x", "", "-", "1-", "-1", "1-2-3", "1" * 50, "20210000-x", "\0", "²-1", "9e9-1"]
)
def test_place_that_is_none_is_the_first_page(client: Client, place: str) -> None:
    first = texts(client.get("/publications/"), "paper-title")
    response = client.get(f"/publications/?{urlencode({'before': place})}")
    assert response.status_code == 200
    assert texts(response, "paper-title") == first


@pytest.mark.usefixtures("shelf")
def test_any_place_is_a_place(client: Client) -> None:
    for place, count in (("99999999-999999999999999999", 12), ("0-0", 0), ("20210000-0", 6)):
        response = client.get(f"/publications/?before={place}")
        assert (response.status_code, len(texts(response, "paper-title"))) == (200, count), place


@pytest.mark.usefixtures("shelf", "wall")
def test_counts_are_exact_from_shelves_and_say_where_they_are_capped(client: Client) -> None:
    def counted(query: str) -> tuple[int, bool]:
        found = read(client, f"/api/publications?page_size=2&{query}")
        return found["count"], found["count_is_exact"]

    assert counted("") == (12, True)
    assert counted("venue=icra") == (6, True)
    assert counted("topic=robots") == (8, True)
    assert counted("lab=sky") == (9, True)
    assert counted("year=2021") == (6, True)
    assert counted("author=ada") == (9, True)
    assert counted("year=1000..2999") == (4, False)
    assert counted("q=alike&venue=icra") == (2, True)
    for address, words in (
        ("/publications/", "12 publications"),
        ("/publications/?venue=icra", "6 publications"),
        ("/publications/?author=ada", "9 publications"),
        ("/publications/?author=ada&type=paper-conference", "more than 4 publications"),
        ("/publications/?q=alike&venue=icra", "2 publications"),
    ):
        assert texts(client.get(address), "count")[0].startswith(words), address


@pytest.mark.usefixtures("shelf")
def test_ten_thousand_are_counted_and_no_more() -> None:
    assert counting.CAP == 10_000
    rows = Publication.objects.all()
    assert counting.count(rows, Drawn.now([])) == counting.Count(12)
    Shelf.objects.filter(key="publications").update(works=50_000)
    drawn = Drawn.now(["publications"])
    assert counting.count(rows, drawn, "publications", "works") == counting.Count(50_000)
    Shelf.objects.filter(key="publications").update(works=12)
    assert Venue.objects.count() == 1
