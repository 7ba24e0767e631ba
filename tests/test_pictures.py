"""Pictures drawn from data: publications per year, and who writes with whom."""

import itertools
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from portal.kit.changes import changing
from portal.kit.pages import memory
from publications.models import Authorship, Topic
from publications.pictures import network, years
from publications.pictures.ring import ROW, WIDTH, arranged, ring, shortened
from researchers.models import Membership, Researcher
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import first_queries
from tests.portal import make_portal

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '"><script>alert(1)</script>'


def picture_of(client: Client, address: str, css: str) -> Any:
    """Return the picture of a page as an element, None if it has none."""
    page = client.get(address)
    assert page.status_code == 200
    found = re.search(rf'<svg class="{css}".*?</svg>', page.content.decode(), re.DOTALL)
    return etree.fromstring(found[0]) if found else None


def bars(client: Client, address: str) -> dict[str, str]:
    """Return by its address what each bar says."""
    picture = picture_of(client, address, "years")
    links = picture.findall("a") if picture is not None else []
    return {link.get("href"): link.get("aria-label") for link in links}


def people(client: Client, address: str) -> list[tuple[str, str]]:
    """Return what each circle says and where it leads, "" for nowhere."""
    picture = picture_of(client, address, "network")
    circles = [*picture.findall("a"), *picture.findall("g[@class='unlinked']")]
    return [(circle.get("aria-label"), circle.get("href") or "") for circle in circles]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "query", "counted"),
    [
        ("/researchers/ada/network/", "author=ada", {2021: 1, 2022: 2, 2023: 1}),
        ("/labs/sky/", "lab=sky", {2020: 1, 2021: 1, 2022: 2, 2023: 1}),
        ("/labs/sky/network/", "lab=sky", {2020: 1, 2021: 1, 2022: 2, 2023: 1}),
        ("/venues/icra/", "venue=icra", {2021: 1, 2022: 1, 2023: 1}),
        ("/topics/proofs/", "topic=proofs", {2021: 1, 2022: 1}),
    ],
)
def test_bars_count_works_once_and_lead_to_the_list_of_their_year(
    client: Client, address: str, query: str, counted: dict[int, int]
) -> None:
    make_portal()
    found = bars(client, address)
    assert found == {
        f"/publications/?{query}&year={year}": f"{year}: {n} publication{'s' * (n > 1)}"
        for year, n in counted.items()
    }
    for url, said in found.items():
        listed = client.get(url).content.decode()
        number = re.search(r'role="status">(\d+) ', listed)[1]
        assert said.split(": ")[1].split()[0] == number
    table = client.get(address).content.decode().partition('<table class="figures">')[2]
    rows = re.findall(r'<a href="([^"]+)">(\d+)</a></th><td>(\d+)</td>', table)
    assert {int(year): int(number) for _, year, number in rows} == counted


@pytest.mark.django_db
def test_undated_works_stand_in_the_table_only(client: Client) -> None:
    venue = make_venue("Annals", slug="annals")
    for year in (2001, 2003, None, None):
        make_publication(year=year, venue=venue)
    assert len(bars(client, "/venues/annals/")) == 2
    page = client.get("/venues/annals/").content.decode()
    assert '<tr><th scope="row">undated</th><td>2</td></tr>' in page


@pytest.mark.django_db
def test_one_year_makes_no_picture(client: Client) -> None:
    topic = Topic.objects.create(name="Looms")
    make_publication(year=2001).topics.add(topic)
    make_publication(year=None).topics.add(topic)
    assert bars(client, topic.get_absolute_url()) == {}


@pytest.mark.django_db
def test_very_many_works_are_not_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    venue = make_venue("Annals", slug="annals")
    for year in (2001, 2002, 2003):
        make_publication(year=year, venue=venue)
    assert len(bars(client, "/venues/annals/")) == 3
    memory.clear()
    monkeypatch.setattr(years, "MOST", 2)
    assert bars(client, "/venues/annals/") == {}


@pytest.mark.django_db
def test_works_are_counted_once_for_each_change(client: Client) -> None:
    venue = make_venue("Annals", slug="annals")
    papers = [make_publication(year=year, venue=venue) for year in (2001, 2001, 2002)]
    for expected in ("2001: 2 publications", "2001: 2 publications"):
        memory.clear()
        with CaptureQueriesContext(connection) as queries:
            assert expected in bars(client, "/venues/annals/").values()
    assert not any("GROUP BY" in query["sql"] for query in queries)
    papers[0].preferred_version = papers[2]
    papers[0].save()
    assert list(bars(client, "/venues/annals/").values()) == [
        "2001: 1 publication", "2002: 1 publication",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "works",
    [
        {1999: 3, 2001: 1},
        {year: year % 7 + 1 for year in range(1990, 2025)},
        {1020: 1, 1850: 2, 2020: 5},
        dict.fromkeys(range(1500, 2025), 1),
    ],
)
def test_bars_stand_beside_each_other_within_the_picture(works: dict[int, int]) -> None:
    picture = years.drawn(works, dict.fromkeys(works, "/"))
    assert [(bar.year, bar.works) for bar in picture.bars] == sorted(works.items())
    places = [bar.x for bar in picture.bars]
    assert all(
        later - earlier >= picture.slot - 0.02 for earlier, later in itertools.pairwise(places)
    )
    assert picture.bar_width / 2 <= places[0]
    assert places[-1] + picture.bar_width / 2 <= years.WIDTH
    assert all(years.TOP <= bar.y < years.BASE for bar in picture.bars)
    ticks = [x for x, _ in picture.ticks]
    assert picture.ticks[-1][1] == max(works)
    assert all(b - a >= years.YEAR_ROOM - 0.1 for a, b in itertools.pairwise(ticks))


@pytest.mark.django_db
def test_network_of_a_person_tells_shared_works_once(client: Client) -> None:
    make_portal()
    assert people(client, "/researchers/ada/network/") == [
        ("Bob Author: 2 publications", "/researchers/bob/"),  # and a preprint of one of them
        ("Cleo Author: 1 publication", "/researchers/cleo/"),
    ]
    assert people(client, "/researchers/cleo/network/") == [
        ("Ada Author: 1 publication", "/researchers/ada/"),
        ("A Friend: 1 publication", ""),
    ]


@pytest.mark.django_db
def test_network_of_a_lab_marks_its_people(client: Client) -> None:
    make_portal()
    picture = picture_of(client, "/labs/sky/network/", "network")
    said = {
        link.get("aria-label"): link.find("circle").get("class") for link in picture.findall("a")
    }
    assert said == {
        "Ada Author: 4 publications": "own",
        "Bob Author: 3 publications": "own",
        "Cleo Author: 1 publication": None,
    }


@pytest.mark.django_db
def test_ties_are_papers_written_together() -> None:
    ada, bob, cleo, dora = (make_researcher(f"{name} X") for name in ("Ada", "Bob", "Cleo", "Dora"))
    for authors in ([ada, bob, cleo], [ada, bob, cleo], [ada, dora], [bob, dora]):
        make_publication(authors=authors)
    found = network.of_person(ada)
    assert [(one.name, one.works, one.companions) for one in found.people] == [
        ("Bob X", 2, ("Cleo X",)),
        ("Cleo X", 2, ("Bob X",)),
        ("Dora X", 1, ()),
    ]
    assert [(line.names, line.works) for line in found.ring.lines] == [("Bob X and Cleo X", 2)]
    assert [(line.names, line.works) for line in found.ring.spokes] == [
        ("Bob X", 2), ("Cleo X", 2), ("Dora X", 1),
    ]  # fmt: skip


@pytest.mark.django_db
def test_hidden_people_drafts_and_editors_are_in_no_network(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    hidden = make_researcher("Secret Agent", visibility="hidden")
    editor = make_researcher("Edith Editor", visibility="page")
    book = make_publication(authors=[ada, hidden])
    Authorship.objects.create(publication=book, researcher=editor, role="editor")
    make_publication(authors=[ada, "Drafty Person"], status="draft")
    page = client.get("/researchers/ada-lovelace/network/").content.decode()
    assert "Secret" not in page
    assert "Edith" not in page
    assert "Drafty" not in page
    assert "No publication here names a co-author." in page
    assert network.of_person(editor).people == []


@pytest.mark.django_db
def test_hostile_names_are_text(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    evil = make_researcher("x", given_name="<b>", family_name=EVIL, visibility="page")
    for year in (2001, 2002):
        make_publication(authors=[ada, evil, make_researcher("y", family_name=f"{EVIL}{year}")])
    lab = make_lab(EVIL, slug="evil", members=[ada])
    for address in ("/researchers/ada-lovelace/network/", "/labs/evil/network/", "/labs/evil/"):
        page = client.get(address).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<b>" not in page
        assert re.findall(r"\bstyle=|\bon\w+=", page) == []
    said = [said for said, _ in people(client, f"{lab.get_absolute_url()}network/")]
    assert f"<b> {EVIL}: 2 publications" in said


@pytest.mark.django_db
def test_network_is_bounded_and_says_what_it_leaves_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOST_PEOPLE", 3)
    monkeypatch.setattr(network, "MOST_AUTHORS", 4)
    monkeypatch.setattr(network, "MOST_PAPERS", 3)
    ada = make_researcher("Ada Lovelace", visibility="page")
    friend = make_researcher("Best Friend")
    make_publication(authors=[ada, "Too Old"], year=1990)
    make_publication(authors=[ada, friend, "Some Body"], year=2001)
    make_publication(authors=[ada, friend, "Any Body", "No Body"], year=2002)
    make_publication(authors=[ada, *(f"Crowd Member{n}" for n in range(4))], year=2003)
    page = " ".join(client.get("/researchers/ada-lovelace/network/").content.decode().split())
    found = people(client, "/researchers/ada-lovelace/network/")
    assert next(said for said, _ in found) == "Best Friend: 2 publications"
    assert len(found) == 3
    assert "Shown are the 3 with most publications; 1 person is not." in page
    assert "Of the newest 2000 publications." in page
    assert "1 publication with more than fifty authors left out." in page
    assert "Crowd" not in page
    assert "Too Old" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("papers", [1, 30])
def test_pages_with_pictures_ask_as_often_for_one_paper_as_for_thirty(
    client: Client, papers: int
) -> None:
    with changing():
        ada = make_researcher("Ada Lovelace", visibility="page")
        make_lab("Looms", members=[ada])
        for number in range(papers):
            make_publication(authors=[ada, f"Person Number{number}"], year=1990 + number)
    assert len(first_queries(client, "/researchers/ada-lovelace/network/")) == 5
    assert len(first_queries(client, "/labs/looms/network/")) == 7


@pytest.mark.django_db
def test_network_is_new_when_a_name_or_a_membership_is(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    bob = make_researcher("Bob Babbage")
    lab = make_lab("Looms", members=[ada])
    make_publication(authors=[ada, bob])
    mine, ours = "/researchers/ada-lovelace/network/", "/labs/looms/network/"
    first = {address: client.get(address)["ETag"] for address in (mine, ours)}
    for address, tag in first.items():
        assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304
    bob.display_name = "Robert Babbage"
    bob.save()
    assert people(client, mine) == [("Robert Babbage: 1 publication", "")]
    tag = client.get(ours)["ETag"]
    Membership.objects.create(lab=lab, researcher=bob)
    assert client.get(ours, HTTP_IF_NONE_MATCH=tag).status_code == 200
    bob.visibility = Researcher.Visibility.HIDDEN
    bob.save()
    assert "Babbage" not in client.get(mine).content.decode()


@pytest.mark.django_db
def test_pages_lead_to_the_pictures_and_former_addresses_do_too(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    lab = make_lab("Looms", members=[ada])
    mine = "/researchers/ada-lovelace/"
    assert f"{mine}network/" not in client.get(mine).content.decode()  # no papers yet
    make_publication(authors=[ada])
    assert f'href="{mine}network/"' in client.get(mine).content.decode()
    assert 'href="/labs/looms/network/"' in client.get("/labs/looms/").content.decode()
    ada.family_name = "King"
    ada.save()
    lab.is_public = False
    lab.save()
    moved = client.get(f"{mine}network/")
    assert (moved.status_code, moved["Location"]) == (301, "/researchers/ada-king/network/")
    assert client.get("/labs/looms/network/").status_code == 404
    ada.visibility = "author"
    ada.save()
    assert client.get("/researchers/ada-king/network/").status_code == 404


@pytest.mark.parametrize("count", [1, 2, 3, 7, 39, 40])
def test_names_stand_apart_and_within_the_picture(count: int) -> None:
    people = [(f"Given{n} Family-Name{n}", count - n) for n in range(count)]
    ties = {(n, n + 1): n + 1 for n in range(count - 1)}
    drawn = ring(people, ties, has_centre=True)
    assert [dot.place for dot in drawn.dots] == list(range(count))
    assert drawn == ring(people, ties, has_centre=True)
    for side in ("start", "end"):
        rows = sorted(dot.y for dot in drawn.dots if dot.anchor == side)
        assert all(b - a >= ROW - 0.1 for a, b in itertools.pairwise(rows))
    assert all(dot.radius * 2 < ROW and 0 < dot.y < drawn.height for dot in drawn.dots)
    assert all(dot.x - dot.radius > 0 and dot.x + dot.radius < WIDTH for dot in drawn.dots)
    assert len(drawn.spokes) == count


def test_who_writes_together_stands_together() -> None:
    assert arranged(5, {(0, 3): 4, (0, 1): 1, (3, 4): 2, (1, 2): 1}) == [0, 3, 4, 1, 2]


@pytest.mark.parametrize(
    ("name", "room", "short"),
    [
        ("Ada Lovelace", 200, "Ada Lovelace"),
        ("Thananjeyan Balakrishna", 110, "T. Balakrishna"),
        ("Wolfeschlegelsteinhausenbergerdorff", 80, "Wolfeschleg…"),
        ("李小明", 42, "李小明"),
        ("李小明", 35, "李小…"),
        ("X", 0, "…"),
    ],
)
def test_long_names_are_shortened(name: str, room: float, short: str) -> None:
    assert shortened(name, room) == short
