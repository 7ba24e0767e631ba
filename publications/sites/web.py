"""A site at an address: its page, and what that shows of the same host, fetched within limits."""

import re
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from portal.kit.fetch import Fetcher, FetchError
from portal.kit.fetched import Fetched
from publications.records import Problem

from .files import DOCUMENTS, MEGABYTE, PICTURES, VIDEOS, SiteFiles, UnreadableSite, memory_files
from .html import BELONGS
from .markdown import parse_fragment

PAGE, FILE = 5 * MEGABYTE, 20 * MEGABYTE
WHOLE = 200 * MEGABYTE  # bytes of all that is fetched
LONGEST = 300  # seconds for all of it
MOST_FILES, MOST_PAGES = 400, 8
DOWN = 3  # failures in a row by which a server cannot be used now
NAMED = 5  # files not fetched that are named one by one
SLOW = "the site is too large or too slow for it"


def gather(
    address: str, fetcher: Fetcher, progress: Callable[[str, int], None] | None = None
) -> SiteFiles:
    """Return the page at an address with the files it shows.

    Only the host of the page is asked. What cannot be fetched is a problem. Raises FetchError for
    the page, UnreadableSite if it is at another host than that of the address.
    """
    first = fetcher.get(address, limit=PAGE, accept="text/html")
    base = urlsplit(first.url)
    if _server(address) != _server(first.url):
        raise UnreadableSite(
            f"{address} leads to another server. If the site is there, give the address "
            f"{first.url[:500]}"
        )
    page = first.url.partition("?")[0]
    place = page if base.path else f"{page}/"
    root = f"{place.rpartition('/')[0]}/"
    held = {"index.html": first.body}
    files = _Fetching(fetcher, base.hostname or "", WHOLE - len(first.body))
    files.asked.add(first.url.partition("#")[0])
    pages = MOST_PAGES
    queue = deque(_shown(first.text, place, is_first=True))
    while queue:
        url, is_page = queue.popleft()
        path = _path(url, root)
        if not path or path in held or not files.may_be_asked(url, base.netloc):
            continue
        if progress:
            progress("Fetching", 1)
        if is_page and pages <= 0:
            files.end(url, SLOW)
        if files.is_over(url):
            break
        if answer := files.get(url, PAGE if is_page else FILE):
            held[path] = answer.body
            if is_page:
                pages -= 1
                queue += [one for one in _shown(answer.text, url, is_first=False) if not one[1]]
    name = base.netloc + base.path.rstrip("/")
    gathered = memory_files(name, held, files.problems(), root.rstrip("/"))
    is_start = re.fullmatch(r"(?i)(?:index\.\w+)?", place.rpartition("/")[2]) and not base.query
    gathered.origin = root.rstrip("/") if is_start else first.url.partition("#")[0]
    return gathered


def _server(address: str) -> str:
    return (urlsplit(address.strip()).hostname or "").encode("idna").decode().removeprefix("www.")


class _Fetching:
    """What is asked of one host, within limits; `problems` say what was not fetched."""

    def __init__(self, fetcher: Fetcher, host: str, left: int) -> None:
        self.asked: set[str] = set()
        self._fetcher, self._host, self._left = fetcher, host, left
        self._end = time.monotonic() + LONGEST
        self._down = 0
        self._failed: list[Problem] = []
        self._over: list[Problem] = []

    def may_be_asked(self, url: str, netloc: str) -> bool:
        return url not in self.asked and urlsplit(url).netloc.lower() == netloc.lower()

    def get(self, url: str, limit: int) -> Fetched | None:
        self.asked.add(url)
        try:
            answer = self._fetcher.get(url, limit=min(limit, self._left), hosts={self._host})
        except FetchError as error:
            self._failed.append(Problem(url, f"Not fetched: {error}", is_loss=True))
            self._down = self._down + 1 if error.is_down else 0
            return None
        self._left -= len(answer.body)
        self._down = 0
        return answer

    def is_over(self, url: str) -> bool:
        """Return whether nothing more may be asked, from `url` on, and note it."""
        if self._down >= DOWN:
            self.end(url, f"{self._host} cannot be used now")
        elif len(self.asked) > MOST_FILES or self._left <= 0 or time.monotonic() > self._end:
            self.end(url, SLOW)
        return bool(self._over)

    def end(self, url: str, why: str) -> None:
        self._over = [
            Problem(url, f"Not fetched, nor the rest: {why}.",
                    "Bring in the site from its sources.", is_loss=True)
        ]  # fmt: skip

    def problems(self) -> list[Problem]:
        named = self._failed[:NAMED]
        if more := len(self._failed) - len(named):
            named.append(Problem(self._host, f"Not fetched either: {more} more.", is_loss=True))
        return named + self._over


def _path(url: str, root: str) -> str:
    """Return the path under which a file of the site is kept, "" for one of another place."""
    plain = url.partition("#")[0].partition("?")[0]
    if plain.startswith(root):
        path = unquote(plain.removeprefix(root))
    else:
        path = unquote(urlsplit(plain).path.lstrip("/"))
    if not path or path.endswith("/"):
        path = f"{path}index.html"
    parts = path.split("/")
    if "." not in parts[-1]:
        path = f"{path}/index.html"
    return "" if ".." in parts or "" in parts else path


def _shown(text: str, base: str, *, is_first: bool) -> list[tuple[str, bool]]:
    """Return the addresses a page shows, and of those it leads to the pages that belong to it."""
    root = parse_fragment(text)
    found: list[tuple[str, bool]] = []
    for element in root.iter("img", "video", "source", "a", "script"):
        for name in ("src", "data-src", "poster", "href"):
            if not (told := (element.get(name) or "").strip()):
                continue
            try:
                url = urljoin(base, told).partition("#")[0]
            except ValueError:
                continue
            suffix = f".{urlsplit(url).path.rpartition('.')[2].lower()}"
            if element.tag == "a":
                if suffix in DOCUMENTS and _is_own(element, told):
                    found.append((url, False))
                elif is_first and _is_page(url) and BELONGS.search(told):
                    found.append((url, True))
            elif suffix in PICTURES | VIDEOS | {".js"}:
                found.append((url, False))
    return [one for one in found if re.match(r"https?://", one[0])]


def _is_page(url: str) -> bool:
    """Whether an address may be that of a page: as many servers hide the end of its name."""
    name = urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()
    return name.endswith((".html", ".htm")) or (name != "" and "." not in name)


def _is_own(element: html.HtmlElement, told: str) -> bool:
    """Whether a document is one of the site: a relative address, or a CV."""
    return not re.match(r"(?i)https?:", told) or bool(
        re.search(r"(?i)\bc\.?v\b|resume", element.text_content())
    )
