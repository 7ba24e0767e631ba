"""The links that stand in front of a page of a Hugo site, in all forms of its themes."""

import re
from collections.abc import Callable, Iterator, Mapping

from .frontmatter import listed, told
from .hugo_content import Document, Source
from .hugo_samples import is_sample_link
from .links import hostname
from .places import OUTSIDE, RootPlaces

LINKS = (
    ("url_pdf", "PDF"), ("url_preprint", "Preprint"), ("url_code", "Code"),
    ("url_dataset", "Dataset"), ("url_poster", "Poster"), ("url_project", "Project"),
    ("url_slides", "Slides"), ("url_source", "Source"), ("url_video", "Video"),
    ("url_demo", "Demo"), ("url_publication", "Paper"), ("url_preprints", "Preprint"),
)  # fmt: skip
OF_PAGES = (("external_link", "Website"), ("event_url", "Event"), ("url_web", "Website"),
            ("url", "Website"), ("url_repo", "Code"))  # fmt: skip
NOWHERE = re.compile(r"/?#|$")
_LINK = re.compile(r"^\[[^\[\]]*\]\(([^()\s]+)\)$")  # of Markdown, for its address
_CODE = re.compile(r"(?i)\b(?:code|github|gitlab|repo\w*|source)\b")
_PLACE = re.compile(r"(?i)\b(?:site|web(?:site|page)?|project|home ?page|event|page)\b")


def links_of(
    page: Document, names: tuple[tuple[str, str], ...] = LINKS
) -> Iterator[tuple[str, str]]:
    """Yield the word and the address of each link, as the page gives them."""
    for name, word in names:
        if (href := page.said(name)) and not NOWHERE.match(href):
            yield word, href
    for one in [*listed(page.values.get("links")), *listed(page.values.get("url_custom"))]:
        if isinstance(one, Mapping):
            href = _LINK.sub(r"\1", told(one.get("url") or one.get("link")))
            if not NOWHERE.match(href):
                yield told(one.get("name") or one.get("label") or one.get("type")), href


def from_root(href: str, places: RootPlaces) -> str:
    """Return an address as it counts: from the root of the site, but for a file beside the page."""
    folder = f"{places.base.rpartition('/')[0]}/"
    is_beside = places.path(href).startswith(folder) and places.base
    return href if is_beside or OUTSIDE.match(href) else f"/{href.lstrip('/')}"


class Links:
    """The whole addresses in front of a page that is no publication."""

    def __init__(self, source: Source, page: Document) -> None:
        places = source.places(page.path, page.values)
        self.all: list[tuple[str, str]] = []
        for word, href in links_of(page, (*OF_PAGES, *LINKS)):
            address = "" if is_sample_link(href) else places.whole(from_root(href, places))
            if address and address not in [known for _, known in self.all]:
                self.all.append((word, address))
        source.tell(places)

    def take_code(self) -> str:
        """Return the first link to code, which no longer counts among the others."""
        return self._take(lambda word, address: bool(
            _CODE.search(word) or (not word and hostname(address) in {"github.com", "gitlab.com"})
        ))  # fmt: skip

    def take_first(self, *, place: bool = False) -> str:
        """Return the first link, or the first to a place of its own, without it in the others."""
        return self._take(lambda word, _: not place or not word or bool(_PLACE.search(word)))

    def _take(self, fits: Callable[[str, str], bool]) -> str:
        for pair in self.all:
            if fits(*pair):
                self.all.remove(pair)
                return pair[1]
        return ""

    def markdown(self) -> str:
        """Return all that are left as one line of Markdown."""
        return " · ".join(f"[{_label(word, address)}]({address})" for word, address in self.all)


def _label(word: str, address: str) -> str:
    plain = re.sub(r"([\\\[\]`*_<>])", r"\\\1", word) or hostname(address)
    return plain[:1].upper() + plain[1:]
