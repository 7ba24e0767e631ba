"""The content of a Hugo site: its pages by kind and language, its settings, its people's names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from publications.records import Problem

from .base import Site
from .files import PICTURES, SiteFiles
from .frontmatter import Page, listed, read_data, read_page, told
from .markdown import clean_markdown
from .places import Places

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?", re.IGNORECASE)
CONFIG = re.compile(
    r"(?:config/[^/]+/)?(?:hugo|config|params|languages)(?:\.[a-z-]+)?\.(?:ya?ml|toml|json)"
)
SAMPLE_PEOPLE = re.compile(r"(?i)nelson bighetti.*|.*吳恩達.*|.*吴恩达.*|monica hall|jian yang")
_SHORTCODE = re.compile(r"\{\{[<%](?:(?!\{\{|[%>]\}\})[\s\S])*+[%>]\}\}")
_SAMPLE_TITLE = re.compile(
    r"(?i)an example (?:conference paper|journal article|preprint.*)|"
    r"example (?:talk|event|project|page.*)|(?:external|internal) project|"
    r"welcome to (?:wowchemy|hugo ?blox).*|writing technical content.*|"
    r"display jupyter notebooks.*|(?:academic|slides|hugo ?blox).*website builder.*|example course|"
    r"jian yang and monica hall win.*|richard hendricks wins.*|slides"
)


@dataclass(frozen=True)
class Document:
    """One page of the site: where it is, its language, its front matter and its body."""

    path: str
    language: str
    name: str  # that of its folder, or of its file: the same in all languages
    page: Page

    @property
    def values(self) -> dict[str, Any]:
        return self.page.values

    def said(self, *names: str) -> str:
        """Return the first of these values that says something, as one line."""
        return next((text for name in names if (text := told(self.values.get(name)))), "")


@dataclass
class Source:
    """A Hugo site while it is read."""

    files: SiteFiles
    site: Site
    settings: dict[str, Any] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    samples: dict[str, int] = field(default_factory=dict)

    def places(self, path: str) -> Places:
        return Places(self.files, path, self.site.address)

    def document(self, path: str, language: str, name: str) -> Document:
        page = read_page(self.files.text(path), path)
        self.site.remarks += page.problems
        self.read.add(path)
        return Document(path, language, name, page)

    def markdown(self, text: Any, path: str) -> str:
        """Return Markdown of the site as ours; what its links cannot keep is told."""
        places = self.places(path)
        shown = clean_markdown(_SHORTCODE.sub("", str(text or "")), places.whole)
        for problem in places.problems():
            (self.site.lost if problem.is_loss else self.site.remarks).append(problem)
        return shown

    def leave(self, kind: str) -> None:
        self.samples[kind] = self.samples.get(kind, 0) + 1

    def in_folders(self, *folders: str) -> dict[str, list[Document]]:
        """Return the pages of these folders by their place in them, one for each language."""
        found: dict[str, list[Document]] = {}
        for path in self.files.under("content", ".md", ".markdown", ".html", ".rmd", ".qmd"):
            parts = PurePosixPath(path).parts
            inner = list(parts[1:])
            language = ""
            if inner and LANGUAGE.fullmatch(inner[0]) and inner[0].lower() not in folders:
                language = inner.pop(0).lower()
            if len(inner) < 2 or inner[0].lower() not in folders:
                continue
            stem, _, rest = inner[-1].partition(".")
            if len(pieces := rest.split(".")) > 1 and LANGUAGE.fullmatch(pieces[0]):
                language = pieces[0].lower()
            if stem == "_index" and len(inner) == 2:
                self.read.add(path)
                continue
            place = inner[1:-1] if stem in {"index", "_index"} else [*inner[1:-1], stem]
            place = place or [inner[0]]
            page = self.document(path, language, place[-1])
            found.setdefault("/".join(place).lower(), []).append(page)
        return {name: sorted(pages, key=self._rank) for name, pages in found.items()}

    def _rank(self, page: Document) -> tuple[int, str]:
        """English comes first, as the portal is; then the language the site names first."""
        order = ["", "en", *self.languages]
        known = order.index(page.language) if page.language in order else len(order)
        return known, page.path

    def beside(self, page: Document, *stems: str) -> str:
        """Return the picture beside a page that has one of these names, "" for none."""
        folder = page.path.rpartition("/")[0]
        near = [
            path for path in self.files.under(folder)
            if path.rpartition("/")[0] == folder
            and PurePosixPath(path).suffix.lower() in PICTURES
        ]  # fmt: skip
        for stem in stems:
            for path in near:
                if stem in PurePosixPath(path).stem.lower():
                    return path
        return ""


def is_sample(title: str, page: Document) -> bool:
    """Return whether a page is the theme's own example."""
    text = f"{title} {page.said('abstract', 'summary')} {page.page.body[:400]}"
    return bool(_SAMPLE_TITLE.fullmatch(title.strip())) or bool(
        re.search(r"(?i)lorem ipsum dolor sit amet", text)
        and re.search(r"(?i)example|source themes|wowchemy|hugo ?blox", f"{text} {page.values}")
    )


def settings_of(files: SiteFiles) -> tuple[dict[str, Any], list[Problem]]:
    """Return the settings of all configuration files in one mapping, names in lower case."""
    settings: dict[str, Any] = {}
    problems: list[Problem] = []
    for path in files:
        if CONFIG.fullmatch(path):
            values, wrong = read_data(files.text(path), path)
            problems += wrong
            if isinstance(values, Mapping):
                key = PurePosixPath(path).name.partition(".")[0]
                flat = {str(name).lower(): value for name, value in values.items()}
                if key in {"params", "languages"}:
                    settings.setdefault(key, {}).update(flat)
                else:
                    settings = {**flat, **settings}
    return settings, problems


def strings(value: Any) -> Iterator[str]:
    """Yield the texts of a list, those of mappings by their name."""
    for one in listed(value):
        if isinstance(one, Mapping):
            text = told(one.get("name") or one.get("title") or one.get("slug"))
        else:
            text = told(one)
        if text:
            yield text


def is_sample_person(name: str) -> bool:
    return bool(SAMPLE_PEOPLE.fullmatch(name))
