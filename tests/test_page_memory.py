"""Whole answers kept in memory: never an old one, never one that was made for somebody else."""

import datetime
import gzip
from typing import Any

import pytest
import time_machine
from django.test import Client

from portal.kit import pages
from portal.kit.pages import OVERHEAD, Clock, Drawn, Entry, Memory
from publications import views
from publications.models import Publication
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import texts
from tests.portal import Portal, make_portal

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 5, 10, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def titles(client: Client, address: str) -> list[str]:
    return texts(client.get(address), "paper-title")


def test_edit_is_seen_at_once_through_every_process(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = make_publication("First", venue=make_venue(slug="v"))
    processes = [Memory(2**20), Memory(2**20)]
    for title in ("First", "Second", "Third"):
        Publication.objects.filter(pk=paper.pk).update(title=title)
        for memory in processes * 2:
            monkeypatch.setattr(pages, "memory", memory)
            for address in ("/publications/", "/venues/v/"):
                assert titles(client, address) == [title]
            assert client.get("/api/publications").json()["results"][0]["title"] == title


@pytest.mark.parametrize("address", ["/publications/", "/venues/v/", "/publications/a-paper/"])
def test_page_drawn_while_somebody_edits_is_not_kept_as_the_new_one(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    paper = make_publication("Before", slug="a-paper", venue=make_venue(slug="v"))
    render = views.render

    def slow(*args: Any, **options: Any) -> Any:
        response = render(*args, **options)
        Publication.objects.filter(pk=paper.pk).update(title="After")
        return response

    with monkeypatch.context() as patch:
        patch.setattr(views, "render", slow)
        old = client.get(address)
    assert "Before" in old.content.decode()
    for _ in range(2):
        new = client.get(address, headers={"If-None-Match": old["ETag"]})
        assert new.status_code == 200
        assert "After" in new.content.decode()


def test_scheduled_paper_appears_at_its_moment_on_pages_in_memory(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", slug="ada", visibility="page")
    venue, lab = make_venue(slug="v"), make_lab("Sky", slug="sky", members=[ada])
    make_publication("Known", authors=[ada], venue=venue)
    lists = ["/", "/publications/", "/researchers/ada/", f"/labs/{lab.slug}/", "/venues/v/"]
    with time_machine.travel(NOON, tick=False) as clock:
        make_publication(
            "Late", slug="late", authors=[ada], venue=venue, status="scheduled",
            publish_at=NOON + HOUR,
        )  # fmt: skip
        etags = {}
        for _ in range(2):
            for address in lists:
                response = client.get(address)
                etags[address] = response["ETag"]
                assert texts(response, "paper-title") == ["Known"], address
            assert client.get("/publications/late/").status_code == 404
            assert client.get("/api/publications").json()["count"] == 1
        clock.shift(HOUR - datetime.timedelta(seconds=1))
        assert titles(client, "/venues/v/") == ["Known"]
        clock.shift(datetime.timedelta(seconds=1))
        for address in lists:
            response = client.get(address, headers={"If-None-Match": etags[address]})
            assert sorted(texts(response, "paper-title")) == ["Known", "Late"], address
        assert client.get("/publications/late/").status_code == 200
        assert client.get("/api/publications").json()["count"] == 2


def test_paper_brought_forward_appears_at_the_earlier_moment(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        venue = make_venue(slug="v")
        paper = make_publication(
            "Late", venue=venue, status="scheduled", publish_at=NOON + 3 * HOUR
        )
        assert titles(client, "/venues/v/") == []
        Publication.objects.filter(pk=paper.pk).update(publish_at=NOON + HOUR)
        assert titles(client, "/venues/v/") == []
        clock.shift(HOUR)
        assert titles(client, "/venues/v/") == ["Late"]


def test_version_stands_aside_when_the_scheduled_one_appears(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        final = make_publication("Final", status="scheduled", publish_at=NOON + HOUR)
        make_publication("Preprint", slug="preprint", preferred_version=final)
        assert titles(client, "/publications/") == ["Preprint"]
        assert client.get("/api/publications/preprint").json()["is_main_version"] is True
        clock.shift(HOUR)
        assert titles(client, "/publications/") == ["Final"]
        assert client.get("/api/publications/preprint").json()["is_main_version"] is False
        make_publication("Another")  # the first change after that moment counts the paper for good
        assert sorted(titles(client, "/publications/")) == ["Another", "Final"]
        assert client.get("/api/publications/preprint").json()["is_main_version"] is False


def test_members_move_to_alumni_at_midnight(client: Client) -> None:
    with time_machine.travel(NOON.replace(hour=23, minute=59), tick=False) as clock:
        ada = make_researcher("Ada Lovelace", visibility="page", slug="ada")
        lab = make_lab("Sky", slug="sky", members=[ada])
        lab.memberships.update(ends_on=20260510)
        before = client.get("/labs/sky/")
        assert "Alumni" not in before.content.decode()
        assert "Sky" in client.get("/researchers/").content.decode()
        clock.shift(datetime.timedelta(minutes=1))
        after = client.get("/labs/sky/", headers={"If-None-Match": before["ETag"]})
        assert "Alumni" in after.content.decode()
        assert "Sky" not in client.get("/researchers/").content.decode()


def test_who_is_signed_in_gets_a_page_of_their_own(
    client: Client, admin_client: Client, portal: Portal
) -> None:
    for address in portal.addresses:
        public = client.get(address)
        own = admin_client.get(address)
        assert own["Cache-Control"] == "private, no-cache", address
        assert "ETag" not in own
        is_page = not address.startswith("/api/") or address == "/api/docs"
        assert ("/admin/" in own.content.decode()) == is_page, address
        assert "/admin/" not in public.content.decode()
        assert client.get(address).content == public.content
        known = {"If-None-Match": public["ETag"]}
        assert admin_client.get(address, headers=known).status_code == 200


def test_credentials_of_any_kind_are_kept_out_of_the_memory(client: Client) -> None:
    response = client.get("/publications/", headers={"Authorization": "Basic YTpi"})
    assert response["Cache-Control"] == "private, no-cache"
    assert pages.memory._entries == {}


def test_hosts_queries_and_forms_of_an_answer_are_kept_apart(client: Client) -> None:
    make_publication("Old", year=2001)
    make_publication("New", year=2002)
    for _ in range(2):
        assert titles(client, "/publications/?year=2001") == ["Old"]
        assert titles(client, "/publications/?year=2002") == ["New"]
        assert len(titles(client, "/publications/")) == 2
        for host in ("localhost", "127.0.0.1"):
            api = client.get("/api/publications/old", headers={"host": host}).json()
            assert api["url"] == f"http://{host}/publications/old/"
            page = client.get("/publications/old/", headers={"host": host}).content.decode()
            assert f'<link rel="canonical" href="http://{host}/publications/old/">' in page
        for accept, kind in (("text/html", "text/html"), ("application/json", "application/json")):
            answer = client.get("/api/publications", headers={"accept": accept})
            assert answer["Content-Type"].startswith(kind)
        for secure in (False, True):
            api = client.get("/api/publications/old", secure=secure).json()
            assert api["url"].startswith("https:" if secure else "http:")


@pytest.mark.parametrize("address", ["/publications/", "/api/publications"])
def test_compressed_answer_is_the_same_page(client: Client, address: str) -> None:
    for number in range(5):
        make_publication(f"Paper {number}")
    plain = client.get(address)
    assert "Content-Encoding" not in plain
    for _ in range(2):
        packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert client.get(address).content == plain.content
    assert packed["ETag"].startswith('W/"')


def test_question_for_the_head_leaves_the_body_for_others(client: Client) -> None:
    make_publication("Seen")
    head = client.head("/publications/")
    assert (head.status_code, head.content) == (200, b"")
    response = client.get("/publications/")
    assert texts(response, "paper-title") == ["Seen"]
    assert head["ETag"] == response["ETag"]
    assert client.head("/publications/")["ETag"] == response["ETag"]


def test_errors_and_redirects_are_not_kept(client: Client) -> None:
    make_publication("Old", slug="old")
    Publication.objects.get().save()
    for address, status in (
        ("/publications/none/", 404),
        ("/api/publications?wrong=1", 400),
        ("/admin/login/", 200),
    ):
        response = client.get(address)
        assert response.status_code == status
        assert "ETag" not in response
    assert pages.memory._entries == {}


def test_memory_keeps_what_was_asked_for_last_and_fits() -> None:
    memory = Memory(3 * (OVERHEAD + 100))
    drawn = Drawn({}, {}, Clock("", 0, is_ahead=False))
    for name in "abc":
        memory.keep(name, Entry(drawn, {}, b"x" * 100))
    assert memory.get("a") is not None
    memory.keep("d", Entry(drawn, {}, b"x" * 100))
    assert [name for name in "abcd" if memory.get(name)] == ["a", "c", "d"]
    memory.keep("a", Entry(drawn, {}, b"y" * (OVERHEAD + 200)))
    assert [name for name in "abcd" if memory.get(name)] == ["a", "d"]
    memory.keep("huge", Entry(drawn, {}, b"z" * 10 * OVERHEAD))
    assert [name for name in ("a", "d", "huge") if memory.get(name)] == []
