"""GET from other servers: only where it is allowed, with limits on time and size, politely.

What a server may be asked: with a list of hosts, those alone; without one (an address that a person
typed), any public one. Every address is resolved once, checked, and connected to as checked, so
that a name cannot point elsewhere between the check and the connection; redirects go the same way.
"""

import contextlib
import functools
import ipaddress
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)
from urllib3.response import BaseHTTPResponse

from .fetched import Fetched, FetchedFiles

MEGABYTE = 2**20
REDIRECTS = 5
CHUNK = 65_536
PASSING = {408, 425, 429, 500, 502, 503, 504}  # statuses that may be gone at the next try
MOVED = {301, 302, 303, 307, 308}


class FetchError(Exception):
    """Nothing was fetched; the message is a sentence for people, `status` the server's, or 0.

    `is_down` says that the server cannot be used now, so that asking it for more is of no use.
    """

    def __init__(self, message: str, *, status: int = 0, is_down: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.is_down = is_down


class _PassingError(FetchError):
    """What may go well at the next try; `wait` is how many seconds the server asks for."""

    wait = 0.0


@dataclass(frozen=True)
class _Question:
    """What stays the same from redirect to redirect and from try to try; `end` on this clock."""

    name: str
    accept: str
    hosts: Collection[str] | None
    limit: int
    pause: float
    end: float
    kept: Fetched | None


def _resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass
class Fetcher:
    """How to ask: the times in seconds, who asks, where answers are kept.

    `reroutes` sends what begins with one address to another, which is then not checked: it lets
    tests put a server of this machine in the place of a service.
    """

    agent: str = "Byline"
    kept: FetchedFiles | None = None
    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 60
    tries: int = 4
    backoff: float = 0.5
    reroutes: Mapping[str, str] = field(default_factory=dict)
    resolve: Callable[[str], list[str]] = _resolve
    sleep: Callable[[float], None] = time.sleep
    _next: dict[str, float] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def get(
        self,
        url: str,
        *,
        name: str = "",
        accept: str = "*/*",
        hosts: Collection[str] | None = None,
        limit: int = 50 * MEGABYTE,
        max_age: float = 0,
        pause: float = 0,
    ) -> Fetched:
        """Return what the server answers with status 200 to a GET of `url`.

        `name` is what people call the server, else its host. `hosts` are the only ones that may be
        asked, also after a redirect; "http://example.org" allows that one without TLS. `limit` is
        in bytes, of the decompressed body too. An answer younger than `max_age` seconds comes
        from the disk. `pause` is the least time in seconds between two requests to one host of
        this process. Raises FetchError.
        """
        kept = self.kept.load(url, accept) if self.kept and max_age else None
        if kept and kept.age < max_age:
            return kept
        end = time.monotonic() + self.total_seconds
        question = _Question(name, accept, hosts, limit, pause, end, kept)
        number = 0
        while True:
            number += 1
            try:
                answer = self._follow(url, question)
                break
            except _PassingError as error:
                if time.monotonic() >= end:
                    raise _too_slow(name or url) from error
                wait = error.wait or self.backoff * 2 ** (number - 1) * random.uniform(1, 1.5)  # noqa: S311 -- no secret
                if number == self.tries or time.monotonic() + wait > end:
                    raise FetchError(str(error), status=error.status, is_down=True) from error
                self.sleep(wait)
        if self.kept and max_age:
            self.kept.save(url, accept, answer)
        return answer

    def _follow(self, url: str, question: "_Question") -> Fetched:
        """Return the answer at the end of the redirects, or the kept one if it is still good."""
        kept = question.kept
        for _ in range(REDIRECTS + 1):
            place = _place(url)
            who = question.name or place.hostname or url
            with self._asked(place, who, question) as answer:
                if answer.status in MOVED and (target := answer.headers.get("Location")):
                    with contextlib.suppress(ValueError):  # then it is refused as it stands
                        target = urljoin(place.geturl(), target)
                    url = target
                    continue
                if answer.status == 304 and kept:
                    return kept
                _check_status(answer, who)
                body = _body(answer, who, question.limit, question.end)
                kind, etag = answer.headers.get("Content-Type", ""), answer.headers.get("ETag", "")
                return Fetched(place.geturl(), body, kind, etag)
        raise FetchError(f"{who} sends from one address to the next without end.")

    @contextlib.contextmanager
    def _asked(
        self, place: SplitResult, who: str, question: "_Question"
    ) -> Iterator[BaseHTTPResponse]:
        """Send the request to a checked address and give its answer, not yet read."""
        url = place.geturl()
        rerouted = next((base for base in self.reroutes if url.startswith(base)), "")
        if rerouted:
            target = urlsplit(self.reroutes[rerouted] + url.removeprefix(rerouted))
            addresses = [target.hostname or ""]
        else:
            _check_place(place, question.hosts)
            target, addresses = place, self._public_addresses(place, who)
        self._keep_pace(place.hostname or "", question.pause)
        headers = {"Host": place.netloc, "User-Agent": self.agent, "Accept": question.accept}
        headers["Accept-Encoding"] = "gzip"
        if question.kept and question.kept.etag:
            headers["If-None-Match"] = question.kept.etag
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        left = max(question.end - time.monotonic(), 0.001)
        with contextlib.ExitStack() as stack, _spoken(who, self):
            connection = stack.enter_context(self._connected(target, addresses, left))
            # A server that sends a byte now and then never meets the time limit of one read.
            watch = threading.Timer(left, _cut, [connection.sock])
            watch.daemon = True
            watch.start()
            stack.callback(watch.cancel)
            connection.request("GET", path, headers=headers, preload_content=False)
            yield connection.getresponse()

    def _public_addresses(self, place: SplitResult, who: str) -> list[str]:
        host = place.hostname or ""
        try:
            found = self.resolve(host)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                f'There is no server "{host}". Look for a slip in the name.'
            ) from error
        for address in found:
            if not is_public(address):
                raise FetchError(
                    f"{who} points to a private address ({address}), which is refused."
                )
        return found

    @contextlib.contextmanager
    def _connected(
        self, target: SplitResult, addresses: list[str], left: float
    ) -> Iterator[HTTPConnection]:
        """Give a connection to the first of `addresses` that can be reached."""
        seconds = min(self.connect_seconds, left)
        for last, address in ((at is addresses[-1], at) for at in addresses):
            connection: HTTPConnection
            if target.scheme == "https":
                connection = HTTPSConnection(
                    address,
                    _port(target),
                    timeout=seconds,
                    cert_reqs="CERT_REQUIRED",
                    server_hostname=target.hostname,
                )
            else:
                connection = HTTPConnection(address, _port(target), timeout=seconds)
            with contextlib.closing(connection):
                try:
                    connection.connect()
                except (HTTPError, OSError) as error:
                    if last or isinstance(error, ssl.SSLError):
                        raise
                    continue
                connection.timeout = self.read_seconds
                connection.sock.settimeout(self.read_seconds)
                yield connection
                return

    def _keep_pace(self, host: str, pause: float) -> None:
        if not pause:
            return
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next.get(host, 0))
            self._next[host] = start + pause
        if start > now:
            self.sleep(start - now)


def is_public(address: str) -> bool:
    """Return whether the IP address is one of the open Internet.

    Source: the IANA special-purpose registries (RFC 6890), through `ipaddress`. Addresses of IPv6
    that stand for one of IPv4 are judged by it (NAT64, RFC 6052) or refused (mapped, 6to4, Teredo).
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped or found.sixtofour or found.teredo:
            return False
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not (
        found.is_multicast
        or found.is_reserved
        or found.is_link_local
        or found.is_private
        or any(found in network for network in _SPECIAL)
    )


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Protocol assignments and relays of 6to4, which older releases of Python call global.
_SPECIAL = [ipaddress.ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24")]


def _place(url: str) -> SplitResult:
    """Return the parts of an address, all in ASCII. Raises FetchError if it is none."""
    try:
        place = urlsplit(url.strip())
        host = (place.hostname or "").encode("idna").decode()
        host = f"[{host}]" if ":" in host else host
        netloc = host if place.port is None else f"{host}:{place.port}"
    except ValueError:
        host = ""
    if not host or place.username or place.password:
        raise FetchError(f'"{url[:200]}" is not an address: write https://host/path.')
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?") for part in (place.path, place.query))
    return SplitResult(place.scheme, netloc, path, query, "")


def _check_place(place: SplitResult, hosts: Collection[str] | None) -> None:
    """Raise FetchError if the scheme, or the host of an address is not allowed."""
    host = place.hostname
    open_hosts = {name.removeprefix("http://") for name in hosts or () if "://" in name}
    if place.scheme == "http" and host in open_hosts:
        return
    if place.scheme != "https":
        raise FetchError(f'"{place.geturl()[:200]}" does not begin with https://, which is needed.')
    if hosts is not None and host not in hosts and host not in open_hosts:
        raise FetchError(f"{host} is not among the servers that are asked, so it was not.")


def _port(place: SplitResult) -> int:
    return place.port or (443 if place.scheme == "https" else 80)


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _spoken(who: str, limits: Fetcher) -> Iterator[None]:
    """Turn what goes wrong on the way into a FetchError with a sentence."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message.rstrip(".")
        raise FetchError(f"{who} cannot prove who it is: {why}.", is_down=True) from error
    except NewConnectionError as error:  # urllib3 counts it among the time-outs
        raise _PassingError(f"{who} cannot be reached. Try again later.") from error
    except (ConnectTimeoutError, ReadTimeoutError, TimeoutError) as error:
        at_first = isinstance(error, ConnectTimeoutError)
        seconds = limits.connect_seconds if at_first else limits.read_seconds
        text = f"{who} did not answer within {seconds:g} seconds. Try again later."
        raise _PassingError(text) from error
    except (ProtocolError, DecodeError) as error:
        raise _PassingError(f"{who} broke off in the middle. Try again later.") from error
    except (HTTPError, HTTPException, OSError) as error:
        raise _PassingError(f"{who} cannot be reached. Try again later.") from error


def _check_status(answer: BaseHTTPResponse, who: str) -> None:
    """Raise FetchError unless the status is 200."""
    status = answer.status
    if status == 200:
        return
    if status in PASSING:
        text = f"{who} is down (status {status}). Try again later."
        wait = _asked_wait(answer.headers.get("Retry-After", ""))
        if status == 429:
            text = f"{who} was asked too often. Try again {_later(wait)}."
        passing = _PassingError(text, status=status)
        passing.wait = wait
        raise passing
    if status in {404, 410}:
        raise FetchError(f"{who} has nothing at this address.", status=status)
    raise FetchError(f"{who} refused the question (status {status}).", status=status)


def _later(wait: float) -> str:
    return f"in {wait:.0f} seconds" if wait else "later"


def _asked_wait(text: str) -> float:
    """Return the seconds of a Retry-After header, 0 without one. Source: RFC 9110, 10.2.3."""
    if text.isascii() and text.isdigit():
        return float(text)
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    return 0.0


def _body(answer: BaseHTTPResponse, who: str, limit: int, end: float) -> bytes:
    """Return the decompressed body. Raises FetchError beyond `limit` bytes or the time."""
    too_large = FetchError(f"What {who} sends is larger than {limit / MEGABYTE:g} MB.")
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > limit:
        raise too_large
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > limit:
            raise too_large
    if time.monotonic() >= end:
        raise _too_slow(who)
    return bytes(body)


def _too_slow(who: str) -> FetchError:
    text = f"{who} is too slow: the answer did not end in time. Try again later."
    return FetchError(text, is_down=True)


@functools.cache
def portal_fetcher() -> Fetcher:
    """Return the fetcher of this portal: it says who asks, and keeps answers in the data folder."""
    public = [
        host for host in settings.ALLOWED_HOSTS if "." in host.strip(".") and host[-1].isalpha()
    ]
    about = (
        [f"+{'https' if settings.HTTPS else 'http'}://{public[0].strip('.')}/"] if public else []
    )
    about += [f"mailto:{settings.CONTACT}"] if settings.CONTACT else []
    agent = f"Byline/{settings.VERSION}" + (f" ({'; '.join(about)})" if about else "")
    return Fetcher(agent=agent, kept=FetchedFiles(settings.DATA_DIR / "fetched"))
