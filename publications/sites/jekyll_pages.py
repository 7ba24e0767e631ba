"""Pages of Jekyll sites as facts: the one about the owner, and those that somebody wrote beside."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text, fold
from publications.bylines import CJK

from .base import SECTION, Fact, Paper
from .files import DOCUMENTS
from .frontmatter import Page, told
from .html_lines import HEADINGS
from .html_papers import is_name
from .html_sections import EMAIL
from .jekyll import email_in
from .jekyll_cv import kind_of_section
from .jekyll_items import items_of_section
from .jekyll_samples import is_sample_entry, is_sample_text, without_sample_text
from .jekyll_text import without_bare_headings, without_liquid
from .lists import is_paper_unit, papers_in_list, units_of
from .markdown import html_of, lines_of, parse_fragment, text_of, to_markdown
from .page_source import PageSource
from .places import RootPlaces

STRUCTURED = {
    "news",
    "teaching",
    "projects",
    "experience",
    "education",
    "awards",
    "talks",
    "service",
}
_SAMPLE_INFO = re.compile(r"(?i)\b555 your office number|\b123 your address street|"
                          r"\byour city, state\b|"
                          r"^affiliations\. address\. contacts\. motto")  # fmt: skip
_ROLE = re.compile(r"(?i)\b(?:professor|lecturer|student|researcher|scientist|engineer|fellow|"
                   r"post-?doc\w*|"
                   r"candidate|director|reader|chair|head|developer|linguist|doctoral|"
                   r"assistant)\b")  # fmt: skip
LEAST = 25  # letters of a page that says something


@dataclass
class Read:
    """What pages tell: of the person, beside her papers, and the papers of lists."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)


@dataclass
class _Group:
    """What stands under one heading."""

    title: str
    elements: list[_Element] = field(default_factory=list)
    lead: str = ""  # text that no element holds

    def whole(self) -> html.HtmlElement:
        wrapper = html.Element("div")
        wrapper.text = self.lead
        for element in self.elements:
            wrapper.append(deepcopy(element))
        return wrapper


class PageReader:
    """Reads the pages of one site into `read`; `owner` are spellings of whose site it is."""

    def __init__(self, source: PageSource, owner: Sequence[str], *, takes_papers: bool) -> None:
        self.source, self.owner, self.read = source, owner, Read()
        self._takes_papers = takes_papers

    def about(self, path: str, page: Page) -> None:
        """Take the page about the owner: her biography, and the sections below it."""
        self.source.used.add(path)
        places = self.source.places(path, page.values)
        self._profile(path, page.values, places)
        bio: list[str] = []
        for number, group in enumerate(_groups(_element(page.body))):
            kind = kind_of_section(group.title) if group.title else "bio"
            if number == 0 and group.title and kind == "text" and self._is_head(group.title):
                kind = "bio"
            if re.fullmatch(
                r"(?i)\W*(?:about(?: me)?|bio\w*|short bio|hi|hello|welcome\b.*)\W*", group.title
            ):
                kind = "bio"
            if kind == "bio":
                bio.append(self._markdown(group, path, places))
            else:
                self._group(group, kind, path, places)
        if text := without_bare_headings("\n\n".join(filter(None, bio))):
            self.read.values.setdefault("bio", text)
        self._documents(page, places)
        self.source.tell(places)

    def other(self, path: str, page: Page) -> None:
        """Take a page with prose of its own; one that lists what is elsewhere tells nothing."""
        self.source.used.add(path)
        values = page.values
        places = self.source.places(path, values)
        self._documents(page, places)
        self.text(path, told(values.get("title")) or _named(path), page.body, places)
        self.source.tell(places)

    def text(self, path: str, title: str, body: str, places: RootPlaces) -> None:
        """Take a text by its title and headings: prose, entries of its kind, or papers."""
        element = _element(body)
        if len(re.sub(r"\W", "", text_of(element))) < LEAST:
            return
        title = clean_text(title)
        kind = kind_of_section(title)
        if kind == "text":
            kind = kind_of_section(_named(path))
        groups = _groups(element)
        is_cv = bool(
            re.search(r"(?i)\bc\.?v\.?\b|curriculum|resum|vita", f"{title} {_named(path)}")
        )
        if is_cv or (kind == "text" and sum(
            kind_of_section(group.title) in STRUCTURED | {"publications"} for group in groups
        ) > 1):  # fmt: skip
            for group in groups:
                self._group(group, kind_of_section(group.title), path, places)
        elif kind in {"publications", "highlights"}:
            self._publications(_Group(title, list(element), element.text or ""), path, places)
        else:
            whole = _Group(title[:1].upper() + title[1:], list(element), element.text or "")
            self._group(whole, kind, path, places)

    def _is_head(self, title: str) -> bool:
        key = fold(title)
        return any(fold(name) in key for name in self.owner) or key.startswith(
            ("about", "hi ", "hello")
        )

    def _group(self, group: _Group, kind: str, path: str, places: RootPlaces) -> None:
        if kind in {"publications", "highlights"}:
            self._publications(group, path, places)
            return
        text = self._markdown(group, path, places)
        if len(re.sub(r"\W", "", text)) < 4:
            return
        facts = self._structured(group, kind, path, places) if kind in STRUCTURED else []
        is_statement = kind in {"research", "bio"} or (kind == "projects" and not facts)
        if is_statement and "research" not in self.read.values:
            self.read.values["research"] = text
            title = group.title if kind == "research" else ""
            self.read.facts.append(Fact(SECTION, {"kind": "research", "title": title[:100]}, path))
        elif facts:
            self.read.facts += facts
        else:
            title = group.title or _named(path)
            values = {"kind": "text", "title": title[:100], "body": text}
            self.read.facts.append(Fact(SECTION, values, path))

    def _publications(self, group: _Group, path: str, places: RootPlaces) -> None:
        """Take the papers of a list; what stands above it stays."""
        whole = group.whole()
        papers = papers_in_list(whole, places, path, self.owner)
        for link in whole.iter("a") if papers else ():
            word = text_of(link).strip(" *†‡")
            address = places.outside(link.get("href") or "")
            if address and " " in word and is_name(word):
                self.source.site.coauthors.setdefault(word, address)
        locate(papers, self.source.files.text(path), path)
        if papers and self._takes_papers:
            self.read.papers += papers
            self.source.site.keeps_order = True
            self.read.facts.append(
                Fact(SECTION, {"kind": "publications", "title": _short(group.title)}, path)
            )
        elif papers:
            what = f"{len(papers)} papers of this page were not read: others are kept elsewhere."
            self.source.remark(path, what, "Look whether all of them are there.")
        rest = _without_papers(whole, self.owner) if papers else whole
        text = self._clean(to_markdown(rest, places.whole), path)
        if len(re.sub(r"\W", "", text)) < LEAST * 2:
            return
        if "research" not in self.read.values and not re.search(r"(?i)google scholar", text):
            self.read.values["research"] = text
        elif len(text) > 200 and not papers:
            values = {"kind": "text", "title": group.title[:100], "body": text}
            self.read.facts.append(Fact(SECTION, values, path))

    def _structured(self, group: _Group, kind: str, path: str, places: RootPlaces) -> list[Fact]:
        """Return the entries of a section whose form is known, none for prose."""
        whole = group.whole()
        _drop_samples(whole, self.source, path)
        facts, lost = items_of_section(kind, group.title, whole, places)
        for what in lost:
            self.source.lose(path, what, "Add it to the page where it belongs.")
        return facts

    def _profile(self, path: str, values: dict[str, Any], places: RootPlaces) -> None:
        """Take the picture, the subtitle and the address beside the picture."""
        read = self.read
        line = told(values.get("subtitle"))
        if not line and told(values.get("layout")) == "about":
            line = told(values.get("description"))
        subtitle = text_of(html_of(without_liquid(line)))
        self._tell_line(subtitle)
        profile = values.get("profile")
        if not isinstance(profile, dict):
            return
        image = told(profile.get("image"))
        for name in (f"assets/img/{image}", image, f"images/{image}") if image else ():
            if found := places.picture(name):
                read.files.setdefault("portrait", found)
        if image and "portrait" not in read.files and image != "prof_pic.jpg":
            self.source.absent("The portrait is", image)
        info = profile.get("more_info") or profile.get("address")
        lines = lines_of(parse_fragment(without_liquid(info))) if isinstance(info, str) else []
        names = {fold(name) for name in self.owner}
        rest = []
        for line in lines:
            if _SAMPLE_INFO.search(line):
                continue
            if CJK.fullmatch(line):
                read.values.setdefault("original_name", line)
            elif fold(line) not in names:
                rest.append(line)
        if rest and "headline" not in read.values and _ROLE.search(rest[0]):
            read.values["headline"] = ", ".join(rest[:2])
            rest = rest[2:]
        if rest:
            body = "\\\n".join(re.sub(r"([\\`*_\[\]<>])", r"\\\1", line) for line in rest)
            read.facts.append(
                Fact(SECTION, {"kind": "text", "title": "Contact", "body": body}, path)
            )

    def _tell_line(self, text: str) -> None:
        if not text or _SAMPLE_INFO.search(text):
            return
        if found := EMAIL.search(text):
            if email := email_in({"email": found[0]}):
                self.read.values.setdefault("email", email)
            return
        if len(text) <= 200:
            self.read.values.setdefault("headline", text.strip(" []"))

    def _documents(self, page: Page, places: RootPlaces) -> None:
        """Take the CV that a page leads to, or shows."""
        told_of = told(page.values.get("cv_pdf"))
        found = (
            [f"assets/pdf/{told_of}", told_of] if told_of and told_of != "example_pdf.pdf" else []
        )
        found += re.findall(
            r"""(?i)(?:src|href|data)=["']([^"']*\b(?:cv|resume|vita)[^"'/]*\.pdf)["']""", page.body
        )
        found += re.findall(
            r"(?i)\]\(([^()\s]*\b(?:cv|resume|vita)[^()\s/]*\.pdf)\)", without_liquid(page.body)
        )
        for href in found:
            if path := places.path(without_liquid(href), DOCUMENTS):
                self.read.files.setdefault("cv", path)
        if found and "cv" not in self.read.files and not places.outside(found[-1]):
            self.source.absent("The CV is", found[-1])

    def _markdown(self, group: _Group, path: str, places: RootPlaces) -> str:
        whole = group.whole()
        _drop_samples(whole, self.source, path)
        return self._clean(to_markdown(whole, places.whole), path)

    def _clean(self, text: str, path: str) -> str:
        text, count = without_sample_text(text)
        for _ in range(count):
            self.source.samples.leave("paragraphs", path)
        return without_bare_headings(text)


def _element(body: str) -> html.HtmlElement:
    """Return a page as one element; a box around everything is opened."""
    element = html_of(without_liquid(body))
    inner = [child for child in element if isinstance(child.tag, str)]
    while len(inner) == 1 and inner[0].tag in {"div", "section", "article", "main"} and not (
        element.text or ""
    ).strip():  # fmt: skip
        element = inner[0]
        inner = [child for child in element if isinstance(child.tag, str)]
    return element


def _groups(element: html.HtmlElement) -> list[_Group]:
    """Return what stands under each heading; headings deeper than the first kind stay within."""
    tags = [str(child.tag) for child in element if child.tag in HEADINGS]
    top = min((tag for tag in tags if re.fullmatch(r"h[1-6]", tag)), default="")
    if tags.count(top) == 1 and len(set(tags)) > 1 and tags[0] == top:
        top = sorted(set(tags))[1]  # a title above the sections
    groups = [_Group("", [], element.text or "")]
    for child in element:
        if child.tag in HEADINGS and str(child.tag) <= top:
            groups.append(_Group(clean_text(text_of(child)).strip(" :."), [], child.tail or ""))
        else:
            groups[-1].elements.append(child)
    return [group for group in groups if group.elements or group.lead.strip()]


def _drop_samples(element: html.HtmlElement, source: PageSource, path: str) -> None:
    """Take out the entries of lists that a starter's CV has."""
    for item in list(element.iter("li")):
        if not any(outer.tag == "li" for outer in item.iterancestors()):
            texts = [text_of(one) for one in [item, *item.iter("li")]]
            if is_sample_entry(texts) or is_sample_text(texts[0]):
                source.samples.leave("entries of a CV", path)
                item.drop_tree()


def _without_papers(element: html.HtmlElement, owner: Sequence[str]) -> html.HtmlElement:
    for unit in units_of(element):
        if is_paper_unit(unit, owner) and unit.getparent() is not None:
            unit.drop_tree()
    return element


def locate(papers: Sequence[Paper], text: str, path: str) -> None:
    """Tell of each paper the line in which its title stands, where that is found."""
    lines = text.splitlines()
    start = 0
    for paper in papers:
        key = fold(paper.record.title)[:60]
        found = next(
            (
                n
                for n in (*range(start, len(lines)), *range(start))
                if key and key in fold(lines[n])
            ),
            None,
        )
        if found is not None:
            start = found + 1
            paper.record = paper.record.but(where=f"{path}, Line {found + 1}")


def _short(title: str) -> str:
    return re.sub(r"\s*\([^()]*\)\s*$", "", title)[:100]


def _named(path: str) -> str:
    name = path.rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"^\d{4}-\d\d-\d\d-", "", name).replace("_", " ").replace("-", " ")
