"""A site at an address: its page, and what that shows of the same host, fetched within limits."""

import re
import time
from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from portal.kit.fetch import Fetcher, FetchError
from publications.records import Problem

from .files import DOCUMENTS, MEGABYTE, PICTURES, VIDEOS, SiteFiles, memory_files
from .html import BELONGS
from .markdown import parse_fragment

PAGE, FILE = 5 * MEGABYTE, 20 * MEGABYTE
WHOLE = 200 * MEGABYTE  # bytes of all that is fetched
LONGEST = 300  # seconds for all of it
MOST_FILES, MOST_PAGES = 400, 8


def gather(
    address: str, fetcher: Fetcher, progress: Callable[[str, int], None] | None = None
) -> SiteFiles:
    """Return the page at an address with the files it shows. Raises FetchError for the page.

    Only the host of the page is asked. What cannot be fetched is a problem.
    """
    first = fetcher.get(address, limit=PAGE, accept="text/html")
    base = urlsplit(first.url)
    place = first.url if base.path else f"{first.url}/"
    root = f"{place.rpartition('/')[0]}/"
    held = {"index.html": first.body}
    problems: list[Problem] = []
    asked = {first.url.partition("#")[0]}
    left, pages, end = WHOLE - len(first.body), MOST_PAGES, time.monotonic() + LONGEST
    queue = _shown(first.text, place, is_first=True)
    while queue:
        url, is_page = queue.pop(0)
        path = _path(url, root)
        if url in asked or not path or urlsplit(url).netloc != base.netloc or path in held:
            continue
        asked.add(url)
        is_late = time.monotonic() > end
        if len(held) >= MOST_FILES or left <= 0 or is_late or (is_page and pages <= 0):
            problems.append(
                Problem(url, "Not fetched, nor the rest: the site is too large or too slow for it.",
                        "Bring in the site from its sources.", is_loss=True)
            )  # fmt: skip
            break
        try:
            answer = fetcher.get(
                url, limit=min(PAGE if is_page else FILE, left), hosts={base.netloc}
            )
        except FetchError as error:
            problems.append(Problem(url, f"Not fetched: {error}", is_loss=True))
            continue
        held[path] = answer.body
        left -= len(answer.body)
        if is_page:
            pages -= 1
            queue += [one for one in _shown(answer.text, url, is_first=False) if not one[1]]
        if progress:
            progress("Fetching", 1)
    return memory_files(base.netloc + base.path.rstrip("/"), held, problems, root.rstrip("/"))


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
