"""Public pages that know whether they changed: validators, and a memory of whole answers.

A view says with `drawn_from` which shelves it prints. Their versions are read before anything
else, so an answer may be newer than the versions it is kept under, never older: the next reader
finds other versions and draws it anew. Source of validators and 304: RFC 9110 §8.8, §13, §15.4.5.
"""

import datetime
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from portal.kit.changes import Size, read_shelves

View = Callable[..., HttpResponse]
SOURCES = ("*.py", "*.html", "*.css", "*.js", "*.typ")
DAY = datetime.timedelta(days=1)
OVERHEAD = 4000  # bytes an entry takes beside its body, measured
PUBLIC = {"Cache-Control": "public, no-cache", "Vary": "Accept, Accept-Encoding, Cookie"}
KEPT_HEADERS = {"ETag", "Cache-Control", "Vary", "Link"}  # what a 304 repeats


@dataclass(frozen=True)
class Clock:
    """What pages take from the time: what has come, and when (POSIX time) something will next."""

    state: str
    until: float
    is_ahead: bool  # of the data: something has come that is not written down yet


@dataclass(frozen=True)
class Drawn:
    """Of what, in which versions, an answer was drawn, and how long that can last."""

    versions: dict[str, int]
    sizes: dict[str, Size]
    clock: Clock

    @classmethod
    def now(cls, shelves: Sequence[str]) -> "Drawn":
        """Read the present versions; to be called before any other data are read."""
        ruled = [shelf for shelf, _ in _timetables]
        found = read_shelves([*shelves, *ruled])
        return cls(
            versions={key: found[key][0] for key in shelves},
            sizes={key: found[key][1] for key in shelves},
            clock=_clock(tuple(found[key][0] for key in ruled)),
        )

    def is_current(self) -> bool:
        if time.time() >= self.clock.until:
            return False
        found = read_shelves(list(self.versions))
        return all(found[key][0] == version for key, version in self.versions.items())

    def size(self, shelf: str) -> Size | None:
        """Return how much is on `shelf`, None where that is not known exactly.

        What became public by the clock alone is counted from the next change on.
        """
        if self.clock.is_ahead:
            return None
        known = self.sizes.get(shelf) or read_shelves([shelf])[shelf][1]
        return known if known.entries else None


Timetable = Callable[[], list[float]]
_timetables: list[tuple[str, Timetable]] = []
_moments: dict[Any, list[float]] = {}
_today: list[Any] = ["", 0.0, 0.0]  # date, begin and end


def follows(shelf: str, timetable: Timetable) -> None:
    """Have pages change at the moments of `timetable`, which is read when `shelf` is new."""
    _timetables.append((shelf, timetable))


def _clock(read_under: tuple[int, ...]) -> Clock:
    moments = _moments.get(read_under)
    if moments is None:
        moments = sorted(moment for _, timetable in _timetables for moment in timetable())
        _moments.clear()
        _moments[read_under] = moments
    now = time.time()
    today, midnight = _day(now)
    due = [moment for moment in moments if moment <= now]
    later = moments[len(due) :]
    return Clock(f"{today} {due[-1:]}", min([midnight, *later]), bool(due))


def _day(now: float) -> tuple[str, float]:
    """Return the site's date and when it ends."""
    date, begins, ends = _today
    if not begins <= now < ends:
        local = datetime.datetime.fromtimestamp(now, timezone.get_default_timezone())
        start = local.replace(hour=0, minute=0, second=0, microsecond=0)
        date, begins, ends = str(local.date()), start.timestamp(), (start + DAY).timestamp()
        _today[:] = date, begins, ends
    return date, ends


@cache
def build() -> str:
    """Return a digest of the code, the templates and what settings pages print."""
    digest = hashlib.blake2b(digest_size=8)
    for name in ("SITE_NAME", "SITE_TAGLINE", "SINGLE_RESEARCHER_HOME", "TIME_ZONE", "MEDIA_URL"):
        digest.update(repr(getattr(settings, name)).encode())
    for folder in ("portal", "publications", "researchers", "templates"):
        for pattern in SOURCES:
            for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether the answer is the one that every visitor gets: nobody signed in, only reading."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
    )


def drawn_from(*shelves: str, by_content: bool = False) -> Callable[[View], View]:
    """Give a view's answers a validator, and answer 304 before it runs where it still holds.

    `shelves` may name arguments of the view: "lab:{slug}". Validators are made from the versions
    of the shelves; those of long lists, of which most pages stay the same when one entry changes,
    are made `by_content`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            drawn = Drawn.now([shelf.format(**kwargs) for shelf in shelves])
            request.drawn = drawn
            if not is_for_everybody(request):
                response = view(request, *args, **kwargs)
                response.headers.setdefault("Cache-Control", "private, no-cache")
                return response
            etag = "" if by_content else _etag(request, repr(drawn.versions).encode(), drawn)
            if etag and _matches(request, etag):
                return _not_modified({"ETag": etag, **PUBLIC})
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response

            def seal(response: HttpResponse) -> None:
                response["ETag"] = etag or _etag(request, response.content)
                response["Cache-Control"] = PUBLIC["Cache-Control"]
                response.drawn = drawn

            if getattr(response, "is_rendered", True):
                seal(response)
            else:
                response.add_post_render_callback(seal)
            return response

        return answer

    return decorate


def _etag(request: HttpRequest, content: bytes, drawn: Drawn | None = None) -> str:
    parts = [build(), drawn.clock.state if drawn else "", request.META.get("HTTP_ACCEPT", "")]
    digest = hashlib.sha256("\n".join(parts).encode())
    digest.update(content)
    return f'W/"{digest.hexdigest()[:24]}"'


def _matches(request: HttpRequest, etag: str) -> bool:
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    return bool(asked) and (asked == etag or etag in parse_etags(asked))


def _not_modified(headers: Any) -> HttpResponse:
    response = HttpResponseNotModified()
    for name in KEPT_HEADERS:
        if name in headers:
            response.headers[name] = headers[name]
    return response


@dataclass(frozen=True)
class Entry:
    """A whole answer as it goes out, compressed if it was."""

    drawn: Drawn
    headers: Any
    body: bytes


class Memory:
    """The answers that were asked for last, as many as fit into `room` bytes."""

    def __init__(self, room: int) -> None:
        self.room, self._taken = room, 0
        self._entries: OrderedDict[Any, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> Entry | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def keep(self, key: Any, entry: Entry) -> None:
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self._taken += len(entry.body) + OVERHEAD
            while self._taken > self.room:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Any) -> None:
        if (old := self._entries.pop(key, None)) is not None:
            self._taken -= len(old.body) + OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._taken = 0


memory = Memory(settings.PAGE_CACHE * 2**20)


class PageCacheMiddleware:
    """Answers from memory what nothing changed since; comes before all that makes an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_for_everybody(request):
            return self.get_response(request)
        meta = request.META
        key = (
            request.scheme,
            request.get_host(),
            request.get_full_path(),
            get_language_from_request(request),
            meta.get("HTTP_ACCEPT"),
            "gzip" in meta.get("HTTP_ACCEPT_ENCODING", ""),
        )
        entry = memory.get(key)
        if entry is not None and entry.drawn.is_current():
            response = HttpResponse(entry.body)
            response.headers = entry.headers
        else:
            response = self.get_response(request)
            drawn = getattr(response, "drawn", None)
            if drawn is None or response.cookies:
                return response
            patch_vary_headers(response, ["Cookie"])
            if memory.room and not response.streaming:
                memory.keep(key, Entry(drawn, response.headers, response.content))
        if meta.get("HTTP_IF_NONE_MATCH") == "*" or _matches(request, response.headers["ETag"]):
            return _not_modified(response.headers)
        return response
