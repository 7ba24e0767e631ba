"""The sync: who is due, what is asked, what stays when something fails."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.kit.fetch import Fetcher
from publications.importing import syncing
from publications.importing.deciding import reject
from publications.importing.syncing import Synced, due, sync
from publications.merge_people import merge_people
from publications.models import Publication, Suggestion, SyncState
from researchers.models import ProfileLink, ProfileLinkKind, Researcher

from .factories import make_lab, make_researcher
from .local_server import LocalServer, Reply, serving
from .services import fetching

pytestmark = pytest.mark.django_db
ADA, BOB, CLEO = "0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"
NOBODY = '"nobody" is nobody here. Give the name in the address of the page, or the ORCID iD.'
OPENALEX = "/openalex/works?filter=author.id:{}&per_page=100&cursor=*"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with serving() as local:
        yield local


@pytest.fixture
def fetcher(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Fetcher:
    fetcher = fetching(server)
    monkeypatch.setattr(syncing, "portal_fetcher", lambda: fetcher)
    return fetcher


def person(name: str, orcid: str = "", **fields: Any) -> Researcher:
    return make_researcher(name, **{"orcid": orcid, "visibility": "page", **fields})


def link(person: Researcher, kind: str, value: str) -> None:
    of = ProfileLinkKind.objects.get(key=kind)
    ProfileLink.objects.create(researcher=person, kind=of, value=value)


def orcid_list(*titles: str) -> str:
    """Return an invented ORCID record whose works have no identifiers."""
    groups = [
        {
            "work-summary": [
                {
                    "put-code": number,
                    "type": "journal-article",
                    "title": {"title": {"value": title}},
                    "publication-date": {"year": {"value": "2021"}},
                    "external-ids": {"external-id": []},
                }
            ]
        }
        for number, title in enumerate(titles, 1)
    ]
    return json.dumps({"group": groups})


def lists(server: LocalServer, orcid: str, *titles: str) -> None:
    server.reply(f"/orcid/v3.0/{orcid}/works", orcid_list(*titles))


def run(*args: str) -> dict[str, Any]:
    """Run the command and return its report, whether it ends well or not."""
    out = io.StringIO()
    try:
        call_command("sync", *args, "--json", stdout=out)
    except CommandError as error:
        return {**json.loads(out.getvalue()), "ended": error.returncode}
    return {**json.loads(out.getvalue()), "ended": 0}


def names(found: list[Any]) -> list[str]:
    people = Researcher.objects.in_bulk([one.researcher for one in found])
    return [f"{people[one.researcher]}, {one.service} {one.identifier}" for one in found]


def test_due_are_those_with_a_page_or_in_a_lab_by_every_id_they_have() -> None:
    ada = person("Ada Lovelace", ADA)
    link(ada, "dblp", "https://dblp.org/pid/95/1-1.html")
    link(ada, "openalex", "https://openalex.org/A5000000001")
    link(ada, "orcid", f"https://orcid.org/{ADA}")
    link(ada, "github", "ada")
    bob = person("Bob Babbage", BOB, visibility="author")
    make_lab(members=[bob])
    person("Co Author", CLEO, visibility="author")
    person("No Id")
    assert names(due()) == [
        f"Ada Lovelace, orcid {ADA}",
        "Ada Lovelace, dblp 95/1-1",
        "Ada Lovelace, openalex A5000000001",
        f"Bob Babbage, orcid {BOB}",
    ]


def test_due_can_be_fewer() -> None:
    ada, bob = person("Ada Lovelace", ADA), person("Bob Babbage", BOB)
    link(bob, "dblp", "95/2")
    lab = make_lab(members=[bob])
    left_out = person("Cleo Author", CLEO, is_synced=False)
    assert names(due(lab=lab, service="dblp")) == ["Bob Babbage, dblp 95/2"]
    assert names(due(limit=1)) == [f"Ada Lovelace, orcid {ADA}"]
    assert names(due(researchers=[left_out])) == [f"Cleo Author, orcid {CLEO}"]
    assert len(due()) == 3
    assert ada.is_synced


def test_who_was_never_looked_at_comes_first_then_who_was_longest_ago() -> None:
    now = timezone.now()
    for name, orcid, days in (("A", ADA, 8), ("B", BOB, 30), ("C", CLEO, None)):
        one = person(f"{name} Author", orcid)
        if days:
            moment = now - timedelta(days=days)
            SyncState.objects.create(
                researcher=one, service="orcid", identifier=orcid, looked_at=moment, due_at=moment
            )
    assert [line[0] for line in names(due())] == ["C", "B", "A"]


def test_sync_suggests_and_a_second_one_finds_nobody_due(
    server: LocalServer, fetcher: Fetcher, capsys: pytest.CaptureFixture[str]
) -> None:
    person("Ada Lovelace", ADA)
    lists(server, ADA, "On engines and their uses", "On looms and their uses")
    report = run()
    assert (report["people"], report["new"], report["ended"]) == (1, 2, 0)
    assert Suggestion.objects.count() == 2
    assert not Publication.objects.exists()
    assert SyncState.objects.get().result == "2 new"
    asked = list(server.asked)
    call_command("sync")
    assert capsys.readouterr().out == "Nobody is due.\n"
    assert server.asked == asked


def test_named_people_are_looked_at_again_and_nothing_is_suggested_twice(
    server: LocalServer, fetcher: Fetcher
) -> None:
    person("Ada Lovelace", ADA)
    lists(server, ADA, "On engines and their uses")
    run()
    reject(Suggestion.objects.get(), by=None)
    report = run(f"https://orcid.org/{ADA}")
    assert (report["new"], report["rejected"]) == (0, 1)
    assert run("ada-lovelace")["looked_at"] == 1


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(b"", 404), "ORCID does not know this ORCID iD."),
        (Reply(b"", 409), "ORCID refused the question (status 409)."),
        (Reply(b"<html>", 200), "ORCID sent something that cannot be read. Try again later."),
    ],
    ids=["unknown", "moved", "malformed"],
)
def test_failure_with_one_person_does_not_stop_the_others(
    server: LocalServer, fetcher: Fetcher, reply: Reply, problem: str
) -> None:
    person("Ada Lovelace", ADA)
    person("Bob Babbage", BOB)
    server.reply(f"/orcid/v3.0/{ADA}/works", reply)
    lists(server, BOB, "On looms and their uses")
    report = run()
    assert report["problems"][0] == f"Ada Lovelace, ORCID: {problem}"
    assert (report["failed"], report["new"], report["ended"]) == (1, 1, 1)
    state = SyncState.objects.get(identifier=ADA)
    assert (state.has_failed, state.result) == (True, problem)
    assert state.due_at - state.looked_at == syncing.AFTER_FAILURE
    assert names(due()) == []


def test_service_that_is_down_is_not_asked_for_the_others(
    server: LocalServer, fetcher: Fetcher
) -> None:
    for name, orcid in (("Ada", ADA), ("Bob", BOB), ("Cleo", CLEO)):
        one = person(f"{name} Author", orcid)
    link(one, "openalex", "A5000000001")
    for orcid in (ADA, BOB, CLEO):
        server.reply(f"/orcid/v3.0/{orcid}/works", Reply(b"", 503))
    results = [{"id": "https://openalex.org/W1000000", "title": "On looms", "authorships": []}]
    server.reply(
        OPENALEX.format("A5000000001"),
        json.dumps({"meta": {"next_cursor": None}, "results": results}),
    )
    report = run()
    assert report["problems"] == [
        "Ada Author, ORCID: ORCID is down (status 503). Try again later.",
        "ORCID is down: 2 ids were not looked at and still due.",
    ]
    assert (report["left_due"], report["new"], report["ended"]) == (2, 1, 1)
    assert {path.split("/")[3] for path in server.asked if "orcid" in path} == {ADA}
    assert [line[0] for line in names(due())] == ["B", "C"]


def test_link_that_holds_no_id_is_said(server: LocalServer, fetcher: Fetcher) -> None:
    link(person("Ada Lovelace"), "dblp", "https://dblp.org/search?q=lovelace")
    (problem,) = run()["problems"]
    assert problem.startswith("Ada Lovelace, DBLP: ")
    assert problem.endswith("Correct the link in the profile.")
    assert server.asked == []


def test_error_of_ours_is_said_and_nothing_of_it_stays(
    server: LocalServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    person("Ada Lovelace", ADA)
    person("Bob Babbage", BOB)
    lists(server, ADA, "On engines and their uses")
    lists(server, BOB, "On looms and their uses")
    suggest = syncing.suggest

    def breaks(who: Researcher, *args: Any) -> Any:
        found = suggest(who, *args)
        if who.orcid == ADA:
            raise ValueError("no \0 here")
        return found

    monkeypatch.setattr(syncing, "suggest", breaks)
    report = run()
    assert report["problems"] == [
        (
            "Ada Lovelace, ORCID: the works could not be taken in (ValueError: no  here). "
            "Nothing of them was."
        ),
        (
            f"Bob Babbage, ORCID: ORCID iD {BOB}, work 1: ORCID names no authors of it. "
            "Add them by hand."
        ),
    ]
    assert [row.researcher.orcid for row in Suggestion.objects.all()] == [BOB]


def test_stop_in_the_middle_keeps_what_was_done(
    server: LocalServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, orcid in (("Ada", ADA), ("Bob", BOB), ("Cleo", CLEO)):
        person(f"{name} Author", orcid)
        lists(server, orcid, f"The collected works of {name}")
    suggest = syncing.suggest

    def stopped(who: Researcher, *args: Any) -> Any:
        found = suggest(who, *args)
        if who.orcid == BOB:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(syncing, "suggest", stopped)
    report = run()
    assert (report["new"], report["ended"]) == (1, 130)
    assert [row.researcher.orcid for row in Suggestion.objects.all()] == [ADA]
    monkeypatch.setattr(syncing, "suggest", suggest)
    assert run()["new"] == 2
    assert run()["due"] == 0


def test_dry_run_writes_nothing(server: LocalServer, fetcher: Fetcher) -> None:
    ada = person("Ada Lovelace", ADA)
    make_lab(members=[ada], accepts_suggestions=True)
    lists(server, ADA, "On engines and their uses")
    report = run("--dry-run")
    assert (report["new"], report["dry_run"]) == (1, True)
    assert not Suggestion.objects.exists()
    assert not SyncState.objects.exists()
    assert names(due()) == [f"Ada Lovelace, orcid {ADA}"]


def test_another_sync_meanwhile_is_not_repeated(server: LocalServer, fetcher: Fetcher) -> None:
    person("Ada Lovelace", ADA)
    lists(server, ADA, "On engines and their uses")
    wanted = due()
    sync(wanted)
    before = SyncState.objects.get().looked_at
    assert sync(wanted).looked_at == 0
    assert SyncState.objects.get().looked_at == before


def test_report_for_people_says_what_was_done(
    server: LocalServer, fetcher: Fetcher, capsys: pytest.CaptureFixture[str]
) -> None:
    person("Ada Lovelace", ADA)
    lists(server, ADA)
    call_command("sync")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Looked at 1 person (1 id).",
        "New suggestions: 0; values that differ: 0.",
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nobody"], NOBODY),
        (["--lab", "none"], 'There is no lab "none". Give the name in its address.'),
        (["--limit", "0"], "--limit 0: give a number from 1 up."),
    ],
)  # fmt: skip
def test_wrong_argument_is_answered_with_a_sentence(args: list[str], message: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("sync", *args)
    assert str(error.value) == message


def test_report_counts_from_nothing() -> None:
    assert sync([]) == Synced()


def test_who_becomes_one_keeps_what_was_turned_down_for_either(
    server: LocalServer, fetcher: Fetcher
) -> None:
    ada, other = person("Ada Lovelace", ADA), person("A. Lovelace")
    link(ada, "dblp", "95/1-1")
    link(other, "dblp", "95/1-1")
    for one in (ada, other):
        SyncState.objects.create(
            researcher=one, service="dblp", identifier="95/1-1",
            looked_at=timezone.now(), due_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
    link(other, "openalex", "A5000000001")
    results = [{"id": "https://openalex.org/W1000000", "title": "On looms", "authorships": []}]
    server.reply(
        OPENALEX.format("A5000000001"),
        json.dumps({"meta": {"next_cursor": None}, "results": results}),
    )
    sync(due(researchers=[other], service="openalex"))
    reject(Suggestion.objects.get(), by=None)
    merge_people(keep=ada, other=other, by=None)
    assert SyncState.objects.filter(researcher=ada, service="dblp").count() == 1
    report = sync(due(researchers=[ada], service="openalex"))
    assert (report.new, report.rejected) == (0, 1)
