"""The content of a Hugo site: its pages by kind and language, its settings, where pages live."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from publications.records import Problem

from .base import Site
from .files import PICTURES, SiteFiles
from .frontmatter import Page, is_true, listed, read_data, read_page, told
from .markdown import clean_markdown
from .page_source import PageSource
from .places import RootPlaces

PAGES = (".md", ".markdown", ".html", ".rmd", ".qmd")
LANGUAGE = re.compile(r"(?!cv$)[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)
CONFIG = re.compile(
    r"(?:config/[^/]+/)?(?:hugo|config|params|languages|permalinks)(?:\.[a-z-]+)?"
    r"\.(?:ya?ml|toml|json)"
)
# Pages that are shown on the first page of the site: their addresses count from there.
ON_FIRST = {"home", "authors", "author", "members"}
_SHORTCODE = re.compile(r"\{\{[<%](?:(?!\{\{|[%>]\}\})[\s\S])*+[%>]\}\}")
_VIDEO = re.compile(r"(?i)\{\{<\s*(youtube|vimeo)\s+(?:id=)?[\"']?([\w-]{5,20})[\"']?[^<>{}]*>\}\}")
_STATIC = re.compile(
    r"""\{\{[<%]\s*staticref\s+["']([^"'{}\s]+)["'][^{}]*\}\}([^{}\[\]]*)\{\{[<%]\s*/staticref\s*[%>]\}\}"""
)
_REFERENCE = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+["']?([^"'{}\s]+)["']?\s*[%>]\}\}""")
_VIDEOS = {"youtube": "https://youtu.be/", "vimeo": "https://vimeo.com/"}
_ATTRIBUTES = re.compile(r'\{(?:[#.][\w-]+|[\w-]+=(?:"[^"{}\n]*"|[\w-]+))(?: [^{}\n]*)?\}')


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

    @property
    def is_index(self) -> bool:
        """Whether it stands for the folder that it is in, and for what is there."""
        return self.path.rpartition("/")[2].startswith("_index")

    def said(self, *names: str) -> str:
        """Return the first of these values that says something, as one line."""
        return next((text for name in names if (text := told(self.values.get(name)))), "")


class Source(PageSource):
    """A Hugo site while it is read."""

    def __init__(self, files: SiteFiles, site: Site) -> None:
        super().__init__(files, site)
        self.settings, problems = settings_of(files)
        site.remarks += problems
        self.where = next((path for path in files if CONFIG.fullmatch(path)), "")
        site.address = self.address = _address(self.settings) or files.address
        self.language = told(self.settings.get("defaultcontentlanguage")).lower()
        others = self.settings.get("languages")
        self._named = [str(name).lower() for name in others] if isinstance(others, Mapping) else []
        self.languages = [name for name in [self.language, *self._named] if name]
        self._roots = _roots(self.settings)
        self.news: list[Document] = []  # pages among the publications that are none
        params = self.settings.get("params")
        self.params: Mapping[str, Any] = params if isinstance(params, Mapping) else {}

    def places(self, path: str, values: dict[str, Any] | None = None) -> RootPlaces:
        return RootPlaces(self.files, path, self.address, self.folder_of(path, values or {}))

    def document(self, path: str, language: str = "", name: str = "") -> Document:
        page = read_page(self.files.text(path), path)
        if path not in self.used:
            self.site.remarks += page.problems
        self.used.add(path)
        return Document(path, language, name, page)

    def markdown(self, text: Any, path: str, places: RootPlaces | None = None) -> str:
        """Return Markdown of the site as ours; what its links cannot keep is told."""
        places = places or self.places(path)
        shown = clean_markdown(without_shortcodes(str(text or "")), places.whole)
        self.tell(places)
        return shown

    def content(self, *suffixes: str) -> list[str]:
        """Return the paths of the site's content that end in one of `suffixes`."""
        found = [path for root in self._roots for path in self.files.under(root, *suffixes)]
        return list(dict.fromkeys(found))

    def _root(self, path: str) -> str:
        """Return the folder of content that a file is in, the innermost one; "" for none."""
        return max(
            (root for root in self._roots if path.startswith(f"{root}/")), key=len, default=""
        )

    def parted(self, path: str) -> tuple[str, list[str]]:
        """Return the language of a page, and its folders and name below those of languages."""
        root = self._root(path)
        inner = path.removeprefix(f"{root}/").split("/")
        language = self._roots.get(root, "")
        if len(inner) > 1 and not language and self._is_language(inner[0]):
            language = inner.pop(0).lower()
        stem, _, rest = inner[-1].partition(".")
        if len(pieces := rest.split(".")) > 1 and LANGUAGE.fullmatch(pieces[0]):
            language = pieces[0].lower()
        return language, [*inner[:-1], stem]

    def _is_language(self, name: str) -> bool:
        return name.lower() in self._named if self._named else bool(LANGUAGE.fullmatch(name))

    def folder_of(self, path: str, values: Mapping[str, Any]) -> str:
        """Return the address of a page within the site: "post/loom", "" for the first page.

        Source: Hugo's documentation, "URL management".
        """
        if url := told(values.get("url")):
            return re.sub(r"^https?://[^/]+", "", url).strip("/")
        if not self._root(path):
            return ""
        language, parts = self.parted(path)
        if len(parts) < 2 or parts[0].lower() in ON_FIRST:
            return ""
        if parts[-1] in {"index", "_index"}:
            parts = parts[:-1]
        slug = told(values.get("slug"))
        place = "/".join([*parts[:-1], slug or parts[-1]])
        if (form := self._permalink(parts[0])) and len(parts) > 1:
            place = _filled(form, parts, slug, values).strip("/")
        is_apart = is_true(self.settings.get("defaultcontentlanguageinsubdir"))
        if language and (is_apart or language != (self.language or "en")):
            place = f"{language}/{place}"
        return re.sub(r"\s+", "-", place).lower()

    def _permalink(self, section: str) -> str:
        forms = self.settings.get("permalinks")
        if not isinstance(forms, Mapping):
            return ""
        pages = forms.get("page")
        return told(forms.get(section)) or (
            told(pages.get(section)) if isinstance(pages, Mapping) else ""
        )

    def in_folders(self, *folders: str) -> dict[str, list[Document]]:
        """Return the pages of these folders by their place in them, one for each language."""
        found: dict[str, list[Document]] = {}
        for path in self.content(*PAGES):
            language, parts = self.parted(path)
            if len(parts) < 2 or parts[0].lower() not in folders:
                continue
            if (parts[-1] == "_index" and len(parts) == 2) or (
                parts[0].lower() not in ON_FIRST and self.is_resource(path)
            ):
                continue
            inner = parts[1:-1] if parts[-1] in {"index", "_index"} else parts[1:]
            inner = inner or [parts[0]]
            page = self.document(path, language, inner[-1])
            found.setdefault("/".join(inner).lower(), []).append(page)
        return {name: sorted(pages, key=self.rank) for name, pages in found.items()}

    def picture_of(self, page: Document) -> str:
        """Return the picture of a page: beside it, or the one that it names."""
        named = ""
        image, header = page.values.get("image"), page.values.get("header")
        inner = [one.get(key) for one, key in ((image, "filename"), (header, "image"))
                 if isinstance(one, Mapping)]  # fmt: skip
        places = self.places(page.path)
        for name in filter(None, [page.said("image_preview", "image"), *map(told, inner)]):
            named = named or places.picture(f"/img/{name}") or places.picture(name)
        beside = ("featured", "cover", "teaser", "thumbnail")
        is_bundle = page.path.rpartition("/")[2].startswith(("index", "_index"))
        return (self.beside(page, *beside) if is_bundle else "") or named

    def is_resource(self, path: str) -> bool:
        """Return whether a file belongs to a page that has a folder: it is no page of its own.

        Source: Hugo's documentation, "Page bundles".
        """
        folder, _, name = path.rpartition("/")
        if name.startswith("index."):
            folder = folder.rpartition("/")[0]
        while self._root(folder) and self._root(folder) != folder.rpartition("/")[0]:
            if any(f"{folder}/index{suffix}" in self.files for suffix in PAGES):
                return True
            folder = folder.rpartition("/")[0]
        return False

    def rank(self, page: Document) -> tuple[int, str]:
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


def without_shortcodes(text: str) -> str:
    """Return a text without what only Hugo shows: shortcodes, and attributes of its blocks.

    Videos and references to pages and files of the site become links.
    """
    text = _STATIC.sub(lambda found: f"[{found[2]}](/{found[1].lstrip('/')})", text)
    text = _REFERENCE.sub(lambda found: _referred(found[1]), text)
    text = _VIDEO.sub(lambda found: f"[Video]({_VIDEOS[found[1].lower()]}{found[2]})", text)
    return _ATTRIBUTES.sub("", _SHORTCODE.sub("", text))


def _referred(path: str) -> str:
    """Return the address of a page of the site by its file: "/post/loom.md"."""
    path, mark, part = path.partition("#")
    place = re.sub(r"(?i)(?:/?_?index)?\.(?:md|markdown|rmd|qmd)$", "/", path)
    return f"/{place.lstrip('/')}{mark}{part}" if place.strip("/") else f"{mark}{part}" or "/"


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
                if key in {"params", "languages", "permalinks"}:
                    settings.setdefault(key, {}).update(flat)
                else:
                    settings = {**flat, **settings}
    return settings, problems


def _roots(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the folders of content with the language of each, "" for one that says none."""
    roots = {told(settings.get("contentdir")).strip("./") or "content": ""}
    languages = settings.get("languages")
    for name, values in languages.items() if isinstance(languages, Mapping) else ():
        if isinstance(values, Mapping):
            flat = {str(key).lower(): value for key, value in values.items()}
            if folder := told(flat.get("contentdir")).strip("./"):
                roots[folder] = str(name).lower()
    return roots


def _address(settings: Mapping[str, Any]) -> str:
    address = told(settings.get("baseurl"))
    is_real = not re.match(r"(?i)https?://(?:www\.)?(?:example\.\w+|localhost)", address)
    return address.rstrip("/") if re.match(r"https?://[^/\s]", address) and is_real else ""


def _filled(form: str, parts: list[str], slug: str, values: Mapping[str, Any]) -> str:
    """Return an address by its form, as ":year/:slug"."""
    date = re.match(r"(\d{4})-(\d\d)-(\d\d)", told(values.get("date")))
    titled = re.sub(r"[^\w-]+", "-", told(values.get("title")).lower()).strip("-")
    known = {
        "year": date[1] if date else "", "month": date[2] if date else "",
        "day": date[3] if date else "", "title": titled, "slug": slug or titled,
        "section": parts[0], "sections": "/".join(parts[:-1]), "filename": parts[-1],
        "slugorfilename": slug or parts[-1], "contentbasename": parts[-1],
        "slugorcontentbasename": slug or parts[-1],
    }  # fmt: skip
    return re.sub(r":(\w+)(?:\[[^\]]*\])?", lambda found: known.get(found[1], ""), form)


def strings(value: Any) -> Iterator[str]:
    """Yield the texts of a list, those of mappings by their name."""
    for one in listed(value):
        if isinstance(one, Mapping):
            text = told(one.get("name") or one.get("title") or one.get("slug"))
        else:
            text = told(one)
        if text:
            yield text


def blocks_of(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the blocks of a page in the form of the older widgets, without demonstrations."""
    for number, block in enumerate(listed(values.get("sections"))):
        if isinstance(block, Mapping) and not is_true(block.get("demo")):
            content = block.get("content")
            inner = {**content} if isinstance(content, Mapping) else {}
            yield {**inner, "widget": told(block.get("block")).lower(), "weight": str(number)}
