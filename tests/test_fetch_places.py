"""Places that are asked and places that are refused: addresses, redirects, certificates."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.kit.fetch import Fetcher, FetchError, is_public
from tests.local_server import LocalServer, Reply, serving

SITE = "https://papers.example.org"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with serving() as local:
        yield local


@pytest.fixture
def fetcher(server: LocalServer) -> Fetcher:
    """A fetcher that reaches the local server under the name of a site, and waits for nothing."""
    return Fetcher(
        reroutes={SITE: server.url},
        read_seconds=0.3,
        resolve=lambda host: ["10.0.0.7"] if host == "inside.example.org" else [host],
        sleep=lambda _: None,
    )


def complaint(fetcher: Fetcher, url: str, **options: Any) -> str:
    with pytest.raises(FetchError) as refused:
        fetcher.get(url, **options)
    return str(refused.value)


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
        ("https://[", '"https://[" is not an address'),
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


def certificate(folder: Path, name: str) -> Path:
    """Return a certificate for `name` that nobody vouches for, with its key beside it."""
    file = folder / f"{name}.pem"
    made = subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name} "
        f"-addext subjectAltName=DNS:{name} -keyout {file}.key -out {file}".split(),
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl is not here to make a certificate")
    return file


@pytest.mark.parametrize(
    ("name", "is_vouched_for", "told"),
    [
        ("papers.example.org", True, "well"),
        ("papers.example.org", False, "self-signed certificate."),
        ("other.example.org", True, "certificate is not valid for 'papers.example.org'."),
    ],
)
def test_server_must_prove_its_name(
    tmp_path: Path,
    fetcher: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_vouched_for: bool,  # noqa: FBT001
    told: str,
) -> None:
    """The address alone is connected to, so the name must be told and checked all the same."""
    file = certificate(tmp_path, name)
    if is_vouched_for:
        monkeypatch.setattr(
            ssl.SSLContext, "load_default_certs", lambda self, *_: self.load_verify_locations(file)
        )
    with serving() as server:
        server.reply("/a", "well")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file, f"{file}.key")
        server.wrap(context)
        port = server.url.rpartition(":")[2]
        monkeypatch.setattr("portal.kit.fetch.is_public", lambda _: True)
        fetcher.reroutes, fetcher.resolve = {}, lambda _: ["127.0.0.1"]
        url = f"https://papers.example.org:{port}/a"
        found = fetcher.get(url).text if told == "well" else complaint(fetcher, url)
    assert found.endswith(told)
    assert bool(server.asked) == (told == "well")
