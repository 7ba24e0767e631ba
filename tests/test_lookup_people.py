"""The works of a person, from services that a local server stands in for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.kit.fetch import Fetcher
from publications.lookup import works_of
from publications.records import Problem, Record
from tests.local_server import LocalServer, Reply, serving
from tests.services import DOWN, NO_DOI, asked_for, batch, crossref, fetching, told, work

DATA = Path(__file__).parent / "data"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with serving() as local:
        yield local


@pytest.fixture
def fetcher(server: LocalServer) -> Fetcher:
    return fetching(server)


def openalex_page(cursor: str | None, *titles: str) -> str:
    results = [
        {"id": f"https://openalex.org/W{len(title)}000000", "title": title, "authorships": []}
        for title in titles
    ]
    return json.dumps({"meta": {"next_cursor": cursor}, "results": results})


def test_works_of_an_openalex_author_are_paged_through(
    server: LocalServer, fetcher: Fetcher
) -> None:
    path = "/openalex/works?filter=author.id:A5000000001&per_page=100&cursor="
    server.reply(f"{path}*", openalex_page("x=1", "A", "BB"))
    server.reply(f"{path}x%3D1", openalex_page("y", "CCC"))
    server.reply(f"{path}y", openalex_page("z"))
    assert told(works_of("openalex", "A5000000001", fetcher=fetcher)) == [
        "OpenAlex id A5000000001, work 1: A (openalex)",
        "OpenAlex id A5000000001, work 2: BB (openalex)",
        "OpenAlex id A5000000001, work 3: CCC (openalex)",
    ]


def test_cursor_that_comes_again_ends_the_paging(server: LocalServer, fetcher: Fetcher) -> None:
    path = "/openalex/works?filter=author.id:A5000000001&per_page=100&cursor="
    server.reply(f"{path}*", openalex_page("x", "A"))
    server.reply(f"{path}x", openalex_page("x", "BB"))
    assert len(told(works_of("openalex", "A5000000001", fetcher=fetcher))) == 2


def test_works_of_a_dblp_person_are_all_there(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/dblp/pid/95/1-1.xml", (DATA / "dblp" / "person.xml").read_text())
    assert asked_for("https://dblp.org/pid/95/1-1", fetcher) == [
        "DBLP person 95/1-1, work 1: Is H₂O a loom? (dblp)",
        "DBLP person 95/1-1, work 2: A preprint (dblp)",
        "DBLP person 95/1-1, work 3: Über Webstühle etc. (dblp)",
    ]


ORCID = "0000-0002-1825-0097"


def sketch(code: int, title: str, doi: str = "") -> dict[str, Any]:
    ids = [
        {"external-id-type": "doi", "external-id-value": doi, "external-id-relationship": "self"}
    ]
    summary = {
        "put-code": code,
        "title": {"title": {"value": title}},
        "external-ids": {"external-id": ids if doi else []},
    }
    return {"work-summary": [summary]}


def test_works_of_an_orcid_record_are_told_in_full(server: LocalServer, fetcher: Fetcher) -> None:
    groups = [
        sketch(1, "Notes", "10.5555/a"),
        sketch(2, "Looms"),
        sketch(3, "Cards", "10.5555/gone"),
        sketch(4, "A talk"),
    ]
    server.reply(f"/orcid/v3.0/{ORCID}/works", json.dumps({"group": groups}))
    server.reply(
        batch("10.5555/a", "10.5555/gone"), crossref(work("10.5555/a", "Notes on the engine"))
    )
    name = {"credit-name": {"value": "Ada Lovelace"}, "contributor-attributes": None}
    full = [
        {"work": {"put-code": code, "title": {"title": {"value": title}}, "external-ids": None,
                  "contributors": {"contributor": [name]}}}
        for code, title in ((2, "Looms in full"), (3, "Cards in full"))
    ]  # fmt: skip
    server.reply(f"/orcid/v3.0/{ORCID}/works/2,3,4", json.dumps({"bulk": full}))
    found = list(works_of("orcid", ORCID, fetcher=fetcher))
    assert told(iter(found)) == [
        f"ORCID iD {ORCID}, work 1: Notes on the engine (crossref)",
        f"ORCID iD {ORCID}, work 2: Looms in full (orcid)",
        f"ORCID iD {ORCID}, work 3: Cards in full (orcid)",
        f"ORCID iD {ORCID}, work 3: {NO_DOI} ORCID's own entry was taken.",
        f"ORCID iD {ORCID}, work 4: A talk (orcid)",
        f"ORCID iD {ORCID}, work 4: ORCID names no authors of it. Add them by hand.",
    ]
    assert not any(one.is_loss for one in found if isinstance(one, Problem))
    codes = [one.extra["put-code"] for one in found if isinstance(one, Record)]
    assert codes == [1, 2, 3, 4]


def test_orcid_record_is_read_though_other_services_are_down(
    server: LocalServer, fetcher: Fetcher
) -> None:
    groups = [sketch(1, "Notes", "10.5555/a")]
    server.reply(f"/orcid/v3.0/{ORCID}/works", json.dumps({"group": groups}))
    server.reply("/crossref/works/10.5555%2Fa", Reply(b"", 503))
    assert asked_for(ORCID, fetcher) == [
        f"ORCID iD {ORCID}, work 1: Notes (orcid)",
        f"ORCID iD {ORCID}, work 1: {DOWN} ORCID's own entry was taken.",
        f"ORCID iD {ORCID}, work 1: ORCID names no authors of it. Add them by hand.",
    ]


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (Reply(b"", 404), "ORCID does not know this ORCID iD."),
        (Reply(b'{"group":[]}'), "ORCID lists no works of this person."),
        (Reply(b"<html>"), "ORCID sent something that cannot be read. Try again later."),
        (Reply(b"", 500), "ORCID is down (status 500). Try again later."),
    ],
)
def test_person_without_works_is_told(
    server: LocalServer, fetcher: Fetcher, reply: Reply, line: str
) -> None:
    server.reply(f"/orcid/v3.0/{ORCID}/works", reply)
    assert told(works_of("orcid", ORCID, fetcher=fetcher)) == [f"ORCID iD {ORCID}: {line}"]


def test_scheme_of_no_people_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^DOI 10\.5555/a names no person"):
        next(works_of("doi", "10.5555/a"))
