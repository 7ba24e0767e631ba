"""GET from other servers: limits, retries, addresses that are refused, copies on disk."""

import gzip
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from portal.kit.fetch import Fetcher, FetchError, portal_fetcher
from portal.kit.fetched import Fetched, FetchedFiles
from tests.local_server import LocalServer, Reply, serving

SITE = "https://papers.example.org"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with serving() as local:
        yield local


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(server: LocalServer, waits: list[float]) -> Fetcher:
    """A fetcher that reaches the local server under the name of a site, and waits for nothing."""
    return Fetcher(
        reroutes={SITE: server.url},
        read_seconds=0.3,
        sleep=waits.append,
    )


def complaint(fetcher: Fetcher, url: str, **options: Any) -> str:
    with pytest.raises(FetchError) as refused:
        fetcher.get(url, **options)
    return str(refused.value)


def test_answer_comes_with_its_text(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/a?b=%20", "Erdős", headers={"Content-Type": "text/plain; charset=utf-8"})
    found = fetcher.get(f"{SITE}/a?b= #part", accept="text/plain")
    assert (found.url, found.text) == (f"{SITE}/a?b=%20", "Erdős")
    assert server.headers[0]["Host"] == "papers.example.org"
    assert server.headers[0]["Accept"] == "text/plain"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Größe".encode(), ""),
        ("\ufeffGröße".encode(), "text/plain"),
        ("Größe".encode("latin-1"), "text/plain; charset=ISO-8859-1"),
        ("Größe".encode("utf-16"), 'text/plain; charset="utf-16"; x=y'),
        ("Größe".encode(), "text/plain; charset=klingon"),
    ],
)
def test_text_is_read_in_its_charset(body: bytes, kind: str) -> None:
    assert Fetched(SITE, body, kind).text == "Größe"


def test_server_is_told_who_asks() -> None:
    portal_fetcher.cache_clear()
    hosts = ["localhost", "127.0.0.1", ".lab.example.org"]
    with override_settings(CONTACT="papers@example.org", ALLOWED_HOSTS=hosts, HTTPS=True):
        agent = portal_fetcher().agent
    portal_fetcher.cache_clear()
    assert agent == "Byline/0.1.0 (+https://lab.example.org/; mailto:papers@example.org)"
    with override_settings(CONTACT="", ALLOWED_HOSTS=hosts[:2]):
        assert portal_fetcher().agent == "Byline/0.1.0"
    portal_fetcher.cache_clear()


# Retries


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_server_that_fails_once_is_asked_again(
    server: LocalServer, fetcher: Fetcher, waits: list[float], status: int
) -> None:
    server.reply("/a", Reply(b"", status), Reply(b"", status), Reply(b"well"))
    assert fetcher.get(f"{SITE}/a").body == b"well"
    assert 0.5 <= waits[0] <= 0.75
    assert 1 <= waits[1] <= 1.5


def test_retry_after_is_waited_for(
    server: LocalServer, fetcher: Fetcher, waits: list[float]
) -> None:
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC), tick=False):
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
        server.reply(
            "/a",
            Reply(b"", 429, {"Retry-After": "7"}),
            Reply(b"", 503, {"Retry-After": later}),
            Reply(b"well"),
        )
        assert fetcher.get(f"{SITE}/a").body == b"well"
    assert waits == [7, 9]


@pytest.mark.parametrize("wait", ["soon", "Mon, 04 May 2026 12:00:00 -0000", "-5"])
def test_retry_after_that_says_no_time_is_no_reason_to_fail(
    server: LocalServer, fetcher: Fetcher, waits: list[float], wait: str
) -> None:
    server.reply("/a", Reply(b"", 429, {"Retry-After": wait}), Reply(b"well"))
    assert fetcher.get(f"{SITE}/a").body == b"well"
    assert 0.5 <= waits[0] <= 0.75


def test_server_that_asks_for_a_long_wait_is_left_alone(
    server: LocalServer, fetcher: Fetcher, waits: list[float]
) -> None:
    server.reply("/a", Reply(b"", 429, {"Retry-After": "3600"}))
    told = complaint(fetcher, f"{SITE}/a", name="Crossref")
    assert told == "Crossref was asked too often. Try again in 3600 seconds."
    assert (len(server.asked), waits) == (1, [])


def test_tries_end(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/a", Reply(b"", 500))
    with pytest.raises(FetchError, match=r"^Crossref is down \(status 500\)\. Try") as refused:
        fetcher.get(f"{SITE}/a", name="Crossref")
    assert (refused.value.status, refused.value.is_down, len(server.asked)) == (500, True, 4)


@pytest.mark.parametrize(
    ("status", "told"),
    [(404, "X has nothing at this address."), (403, "X refused the question (status 403).")],
)
def test_refusal_is_final(server: LocalServer, fetcher: Fetcher, status: int, told: str) -> None:
    server.reply("/a", Reply(b"", status))
    assert complaint(fetcher, f"{SITE}/a", name="X") == told
    assert len(server.asked) == 1


# Time and size


def test_server_that_says_nothing_is_not_waited_for(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/a", Reply(b"late", delay=1))
    fetcher.tries = 2
    told = complaint(fetcher, f"{SITE}/a", name="Crossref")
    assert told == "Crossref did not answer within 0.3 seconds. Try again later."
    assert len(server.asked) == 2


def test_server_that_drips_is_cut_off(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/a", Reply(b"x" * 100, drip=0.1))
    fetcher.total_seconds = 0.5
    start = time.monotonic()
    assert complaint(fetcher, f"{SITE}/a", name="arXiv") == (
        "arXiv is too slow: the answer did not end in time. Try again later."
    )
    assert time.monotonic() - start < 2


def test_broken_answer_is_asked_for_again(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/a", Reply(b"half", length=8), Reply(b"whole"))
    assert fetcher.get(f"{SITE}/a").body == b"whole"
    server.reply("/b", Reply(b"half", length=8))
    told = complaint(fetcher, f"{SITE}/b", name="arXiv")
    assert told == "arXiv broke off in the middle. Try again later."


def test_server_that_cannot_be_reached_is_named(fetcher: Fetcher) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fetcher.reroutes = {SITE: f"http://127.0.0.1:{port}"}
    told = complaint(fetcher, f"{SITE}/a", name="Crossref")
    assert told == "Crossref cannot be reached. Try again later."


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x" * 2000),
        Reply(b"", length=10**12),
        Reply(gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        Reply(gzip.compress(gzip.compress(b"0" * 9_000_000)), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["body", "length", "bomb", "twice-compressed"],
)
def test_body_over_the_limit_is_refused(
    server: LocalServer, fetcher: Fetcher, reply: Reply
) -> None:
    server.reply("/a", reply)
    told = complaint(fetcher, f"{SITE}/a", limit=1024)
    assert told == "What papers.example.org sends is larger than 0.000976562 MB."
    assert len(server.asked) == 1


def test_compressed_body_is_unpacked(server: LocalServer, fetcher: Fetcher) -> None:
    text = "Erdős and Rényi\n" * 20_000
    packed = gzip.compress(text.encode())
    server.reply("/a", packed, headers={"Content-Encoding": "gzip"})
    assert fetcher.get(f"{SITE}/a").text == text


# Pace and copies on disk


def test_requests_to_one_host_keep_their_distance(
    server: LocalServer, fetcher: Fetcher, waits: list[float]
) -> None:
    server.reply("/a", "x")
    for _ in range(3):
        fetcher.get(f"{SITE}/a", pause=3)
    assert [round(wait) for wait in waits] == [3, 6]


def test_answer_is_kept_and_asked_for_again_when_old(
    server: LocalServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    fetcher.kept = FetchedFiles(tmp_path)
    server.reply("/a", Reply(b"first", headers={"ETag": '"1"'}), Reply(b"", 304), Reply(b"second"))
    url = f"{SITE}/a"
    with time_machine.travel(time.time(), tick=True) as traveller:
        bodies = [fetcher.get(url, max_age=60).body, fetcher.get(url, max_age=60).body]
        assert len(server.asked) == 1
        traveller.shift(61)
        bodies.append(fetcher.get(url, max_age=60).body)
        assert server.headers[1]["If-None-Match"] == '"1"'
        bodies.append(fetcher.get(url).body)
    assert bodies == [b"first", b"first", b"first", b"second"]
    server.reply("/a", "json")
    assert fetcher.get(url, max_age=60, accept="application/json").body == b"json"


def test_kept_answers_take_no_more_room_than_allowed(tmp_path: Path) -> None:
    kept = FetchedFiles(tmp_path, limit=10_000)
    for number in range(20):
        kept.save(f"{SITE}/{number}", "", Fetched(SITE, b"x" * 2000))
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 10_000
    kept.save(f"{SITE}/large", "", Fetched(SITE, b"x" * 5000))
    assert kept.load(f"{SITE}/large", "") is None
    found = kept.load(f"{SITE}/19", "")
    assert found is not None
    assert found.body == b"x" * 2000


def test_damaged_copy_is_fetched_anew(
    server: LocalServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    fetcher.kept = FetchedFiles(tmp_path)
    server.reply("/a", "good")
    fetcher.get(f"{SITE}/a", max_age=60)
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"[]\nbroken")
    assert fetcher.get(f"{SITE}/a", max_age=60).body == b"good"


def test_nothing_is_kept_unless_asked(
    server: LocalServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    fetcher.kept = FetchedFiles(tmp_path)
    server.reply("/a", "x")
    fetcher.get(f"{SITE}/a")
    assert list(tmp_path.iterdir()) == []


def test_error_is_not_kept(server: LocalServer, fetcher: Fetcher, tmp_path: Path) -> None:
    fetcher.kept = FetchedFiles(tmp_path)
    server.reply("/a", Reply(b"", 404), Reply(b"well"))
    complaint(fetcher, f"{SITE}/a", max_age=60)
    assert fetcher.get(f"{SITE}/a", max_age=60).body == b"well"
