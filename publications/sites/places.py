"""Where the addresses of a site lead: into its own files, to other hosts, or nowhere known."""

import re
from urllib.parse import urljoin

from lxml import html

from portal.kit.identifiers import SCHEMES
from publications.drafts import Draft
from publications.records import Link, Problem

from .base import Paper
from .files import DOCUMENTS, PICTURES, VIDEOS, SiteFiles
from .links import identifier_in, is_sure, kind_by_word, paper_link
from .markdown import text_of

OUTSIDE = re.compile(r"(?i)(?:https?:)?//[^\s/]|mailto:\S|doi:\s*10\.")
NOWHERE = re.compile(r"(?i)$|#|todo\b|javascript:|data:|tel:|about:")
BARE = re.compile(r"(?i)(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|edu|ai|dev)(?:/|$)")
_PDF = re.compile(r"(?i)/e?pdf/|\.pdf(?:[?#]|$)")
_DOI = re.compile(r"(?i)^doi:\s*(?=10\.)")
_HOST = re.compile(r"(?i)^https?://(?:www\.)?")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:")
SCRIPTED = re.compile(r"(?i)\s*(?:javascript|vbscript|data):")
FIELDS = {"doi": "doi", "arxiv": "arxiv_id", "pmid": "pmid", "isbn": "isbn"}


class Places:
    """The addresses in one file of a site. `address` is where the site lives, "" if not known.

    `unknown` gathers addresses within a site of which nothing says where it lives, `refused` those
    that no page may lead to.
    """

    def __init__(self, files: SiteFiles, base: str, address: str = "") -> None:
        self.files, self.base = files, base
        self.address = address or files.address
        self.unknown: dict[str, None] = {}
        self.refused: dict[str, None] = {}

    def whole(self, href: str) -> str:
        """Return the whole address of a link, "" for one that leads nowhere."""
        href = re.sub(r"\s+", "", href) if "\n" in href else href.strip()
        if SCRIPTED.match(href):
            self.refused[href[:80]] = None
        if NOWHERE.match(href):
            return ""
        if OUTSIDE.match(href):
            href = _DOI.sub("https://doi.org/", href)
            return f"https:{href}" if href.startswith("//") else href
        return f"https://{href}" if BARE.match(href) else self._within(href)

    def _within(self, href: str) -> str:
        """Return the whole address of a link that names no host."""
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:", href):
            self.refused[href[:80]] = None
            return ""
        if not self.address:
            self.unknown[href] = None
            return ""
        folder = self.base.rpartition("/")[0]
        try:
            return urljoin(f"{self.address.rstrip('/')}/{folder and folder + '/'}", href)
        except ValueError:
            return ""

    def outside(self, href: str) -> str:
        """Return the address of a link to another host, "" for any other."""
        return self.whole(href) if OUTSIDE.match(href.strip()) else ""

    def path(self, href: str, *kinds: set[str]) -> str:
        """Return the file of the site that a link leads to, "" for none; of these kinds, if any."""
        found = self.files.find(href, self.base)
        suffix = f".{found.rpartition('.')[2].lower()}" if found else ""
        return found if found and (not kinds or any(suffix in kind for kind in kinds)) else ""

    def picture(self, href: str) -> str:
        return self.path(href, PICTURES)

    def moving(self, href: str) -> str:
        return self.path(href, PICTURES, VIDEOS)

    def document(self, href: str) -> str:
        return self.path(href, DOCUMENTS)

    def problems(self) -> list[Problem]:
        """Return a line for each address that could not be kept."""
        return [
            Problem(
                self.base,
                f'The link "{href}" leads within the site, and nothing says where it lives.',
                "Add the link by hand.",
                is_loss=True,
            )
            for href in self.unknown
        ] + [
            Problem(self.base, f'The link "{href}" is not one that a page may have: left out.')
            for href in self.refused
        ]


class RootPlaces(Places):
    """The addresses in one file of a generated site: those within it are seen from its root.

    `folder` is where the page of the file lives, as its permalink says.
    """

    def __init__(self, files: SiteFiles, base: str, address: str = "", folder: str = "") -> None:
        super().__init__(files, base, address)
        self._folder = folder.strip("/")

    def whole(self, href: str) -> str:
        href = re.sub(r"\s+", "", href) if "\n" in href else href.strip()
        outer = (NOWHERE, OUTSIDE, _SCHEME, BARE)
        if not href or any(form.match(href) for form in outer):
            return super().whole(href)
        if not self.address:
            self.unknown[href] = None
            return ""
        href = self._within(href)
        if not href.startswith("/"):
            href = f"/{self._folder}/{href}" if self._folder else f"/{href}"
        parts: list[str] = []
        for part in href.split("/"):
            if part == "..":
                del parts[-1:]
            elif part not in {"", "."}:
                parts.append(part)
        end = "/" if href.endswith("/") and parts else ""
        return f"{self.address.rstrip('/')}/{'/'.join(parts)}{end}"

    def path(self, href: str, *kinds: set[str]) -> str:
        within = self._within(href.strip())
        if OUTSIDE.match(within):
            return ""
        for base in (self.base, ""):
            found = self.files.find(within, base)
            suffix = f".{found.rpartition('.')[2].lower()}"
            if found and (not kinds or any(suffix in kind for kind in kinds)):
                return found
        return ""

    def _within(self, href: str) -> str:
        """Return a path without the folder that the host puts before the site's root."""
        own, told = (_HOST.sub("", one) for one in (self.address.rstrip("/"), href))
        if own and _HOST.match(href) and told.lower().startswith(f"{own.lower()}/"):
            return told[len(own) :]
        root = "/" + re.sub(r"(?i)^https?://[^/]+/?", "", self.address).strip("/")
        if root != "/" and href.startswith(f"{root}/"):
            return href[len(root) :]
        return href


def tell_link(draft: Draft, paper: Paper, word: str, href: str, places: Places) -> None:
    """Take a link beside a paper into its draft: an identifier, a file of the site, or a link.

    The first identifier of its kind counts; an address that only says it again is no link. Links
    to BibTeX are left out: Byline has its own.
    """
    kind, label = paper_link(word, href)
    if address := places.outside(href):
        paper.addresses.append((kind, address))
    if kind == "bibtex":
        return
    path = places.document(href)
    if path and not paper.pdf and kind in {"pdf", "paper", "website", "arxiv", "doi"}:
        paper.pdf = path
        return
    address = places.whole(href)
    if not address:
        return
    found = identifier_in(address)
    if found and found.scheme in FIELDS:
        field = FIELDS[found.scheme]
        known = draft.fields.get(field)
        if not known:
            draft.fields[field] = known = SCHEMES[found.scheme].normalize(found.value)
        is_only = is_sure(found, address) and not (found.scheme == "doi" and _PDF.search(address))
        if (
            known == found.value
            and is_only
            and kind in {"arxiv", "paper", "pdf", "doi", "website", ""}
        ):
            is_own = word and found.scheme == "arxiv" and "/abs/" in address
            if is_own and not any(link.kind == "arxiv" for link in draft.links):
                draft.links.append(Link(address, "arxiv"))  # it keeps its place among the others
            return
    draft.link(address, kind, label)


def tell_body_links(draft: Draft, paper: Paper, body: html.HtmlElement, places: RootPlaces) -> None:
    """Tell the links of the text that are about the paper."""
    for link in body.iter("a"):
        word, href = text_of(link), link.get("href") or ""
        known = kind_by_word(word) or re.search(r"(?i)here|doi\.org", f"{word} {href}")
        if known and not href.startswith("#"):
            _tell_body_link(draft, paper, word, href, places)


def _tell_body_link(draft: Draft, paper: Paper, word: str, href: str, places: RootPlaces) -> None:
    known = {link.url.rstrip("/") for link in draft.links}
    address = places.whole(href).rstrip("/")
    if address in known or "academicpages.github.io/files" in href:
        return
    if re.search(r"(?i)\bhere\b|^(?:download|access|read|view)\b", word):
        word = "pdf" if href.lower().endswith(".pdf") else "paper"
        if draft.fields.get("doi") and address.lower().endswith(str(draft.fields["doi"]).lower()):
            return
    tell_link(draft, paper, word, href, places)
