"""GET from other servers: limits, retries, addresses that are refused, copies on disk."""

import gzip
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from portal.kit.fetch import Fetcher, FetchError, is_public, portal_fetcher
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
        resolve=lambda host: ["10.0.0.7"] if host == "inside.example.org" else [host],
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


# Places that are refused


PRIVATE = """
0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1
192.168.1.1 198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8
::ffff:127.0.0.1 fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1 2002:7f00:1::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 64:ff9b::7f00:1 64:ff9b::a00:1
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_address_of_no_public_place_is_refused(fetcher: Fetcher, address: str) -> None:
    assert not is_public(address)
    fetcher.resolve = lambda _: ["93.184.215.14", address]
    told = complaint(fetcher, "https://example.org/x.bib")
    assert told == f"example.org points to a private address ({address}), which is refused."


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.0.6.139", "2a00:1450:4001:80b::200e", "64:ff9b::808:808"]
)
def test_public_address_is_known(address: str) -> None:
    assert is_public(address)


def test_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, fetcher: Fetcher
) -> None:
    """The name answers with a private address the second time it is asked (DNS rebinding)."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    reached = []

    def connect(self: socket.socket, address: Any) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    fetcher.resolve = lambda _: answers.pop(0)
    fetcher.tries = 1
    told = complaint(fetcher, "https://rebinding.example.org/")
    assert told == "rebinding.example.org cannot be reached. Try again later."
    assert reached == ["93.184.215.14"]
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.org/a", "does not begin with https://, which is needed."),
        ("file:///etc/passwd", "is not an address: write https://host/path."),
        ("ftp://example.org/a", "does not begin with https://, which is needed."),
        ("https://ada:secret@example.org/", "is not an address: write https://host/path."),
        ("https://example.org:99999/", "is not an address: write https://host/path."),
        ("https://", "is not an address: write https://host/path."),
        ("https://a..b/", "is not an address: write https://host/path."),
        ("papers.bib", "is not an address: write https://host/path."),
    ],
)
def test_url_of_another_form_is_refused(fetcher: Fetcher, url: str, told: str) -> None:
    assert complaint(fetcher, url) == f'"{url}" {told}'


def test_only_the_hosts_of_the_list_are_asked(fetcher: Fetcher) -> None:
    fetcher.tries = 1
    hosts = ["api.example.org", "http://plain.example.org"]
    refused = "is not among the servers that are asked, so it was not."
    assert complaint(fetcher, "https://example.org/", hosts=hosts) == f"example.org {refused}"
    fetcher.resolve = lambda _: ["127.0.0.9"]
    private = "points to a private address (127.0.0.9), which is refused."
    assert complaint(fetcher, "https://api.example.org/", hosts=hosts).endswith(private)
    assert complaint(fetcher, "http://plain.example.org/", hosts=hosts).endswith(private)
    assert "does not begin" in complaint(fetcher, "http://api.example.org/", hosts=hosts)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("https://inside.example.org/", "inside.example.org points to a private address"),
        ("https://127.0.0.1/admin/", "127.0.0.1 points to a private address (127.0.0.1)"),
        ("//169.254.169.254/latest", "169.254.169.254 points to a private address"),
        ("https://[::1]/", "::1 points to a private address (::1)"),
        ("http://example.org/", '"http://example.org/" does not begin with https://'),
        ("file:///etc/passwd", '"file:///etc/passwd" is not an address'),
    ],
)
def test_redirect_is_checked_like_the_first_address(
    server: LocalServer, fetcher: Fetcher, target: str, told: str
) -> None:
    server.reply("/a", Reply(b"", 302, {"Location": target}))
    assert complaint(fetcher, f"{SITE}/a").startswith(told)
    assert server.asked == ["/a"]


def test_redirects_are_followed_five_times(server: LocalServer, fetcher: Fetcher) -> None:
    for number in range(5):
        server.reply(f"/{number}", Reply(b"", 301, {"Location": f"/{number + 1}"}))
    server.reply("/5", "there")
    found = fetcher.get(f"{SITE}/0")
    assert (found.url, found.body) == (f"{SITE}/5", b"there")
    server.reply("/5", Reply(b"", 307, {"Location": f"{SITE}/0"}))
    told = complaint(fetcher, f"{SITE}/0", name="X")
    assert told == "X sends from one address to the next without end."


def test_unknown_name_is_told(fetcher: Fetcher) -> None:
    def unknown(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    fetcher.resolve = unknown
    told = complaint(fetcher, "https://exmaple.org/")
    assert told == 'There is no server "exmaple.org". Look for a slip in the name.'


def test_server_must_prove_its_name(tmp_path: Path, fetcher: Fetcher) -> None:
    """A certificate nobody vouches for is refused, though the address was let pass."""
    made = subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=papers.example.org "
        f"-keyout {tmp_path}/key.pem -out {tmp_path}/cert.pem".split(),
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl is not here to make a certificate")
    with serving() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        server.wrap(context)
        fetcher.reroutes = {SITE: server.url.replace("http:", "https:")}
        told = complaint(fetcher, f"{SITE}/a")
    assert told == "papers.example.org cannot prove who it is: self-signed certificate."
    assert server.asked == []


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


def test_error_is_not_kept(server: LocalServer, fetcher: Fetcher, tmp_path: Path) -> None:
    fetcher.kept = FetchedFiles(tmp_path)
    server.reply("/a", Reply(b"", 404), Reply(b"well"))
    complaint(fetcher, f"{SITE}/a", max_age=60)
    assert fetcher.get(f"{SITE}/a", max_age=60).body == b"well"
