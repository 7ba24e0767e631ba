"""Pages of Jekyll sites as facts: the one about the owner, and those that somebody wrote beside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from portal.kit.text import clean_text, fold
from publications.bylines import CJK

from .base import LINK, SECTION, Fact, Paper
from .files import DOCUMENTS
from .frontmatter import Page, told
from .html_papers import is_name
from .html_sections import EMAIL
from .jekyll import email_in
from .jekyll_cv import kind_of_section
from .jekyll_fronts import text_of_value, untold
from .jekyll_groups import LEAST, Group, groups_of, locate, parted, place_of, says_something
from .jekyll_items import items_of_section
from .jekyll_samples import is_sample_entry, is_sample_text, without_sample_text
from .jekyll_text import without_bare_headings, without_comments, without_liquid
from .links import profile_link
from .lists import read_list
from .markdown import html_of, lines_of, parse_fragment, text_of, to_markdown
from .page_source import PageSource
from .places import RootPlaces

LONGEST_LINE = 500  # characters of what is said below a name
PAPERS = {"publications", "highlights"}
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


@dataclass
class Read:
    """What pages tell: of the person, beside her papers, and the papers of lists."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    links: list[Fact] = field(default_factory=list)


class PageReader:
    """Reads the pages of one site into `read`; `owner` are spellings of whose site it is."""

    def __init__(self, source: PageSource, owner: Sequence[str], *, takes_papers: bool) -> None:
        self.source, self.owner, self.read = source, owner, Read()
        self._takes_papers = takes_papers

    def about(self, path: str, page: Page) -> None:
        """Take the page about the owner: her biography, and the sections below it."""
        self.source.used.add(path)
        self.source.pictures(without_comments(page.body), path)
        places = self.source.places(path, page.values)
        self._profile(path, page.values, places)
        self._front(path, page.values)
        bio: list[str] = []
        for number, group in enumerate(groups_of(_element(page.body))):
            kind = kind_of_section(group.title) if group.title else "bio"
            if number == 0 and group.title and kind == "text" and self._is_head(group.title):
                kind = "bio"
            if re.fullmatch(
                r"(?i)\W*(?:about(?: me)?|bio\w*|short bio|hi|hello|welcome\b.*|sobre(?: mim| mí)?|"
                r"acerca de mí|à propos(?: de moi)?|über mich|chi sono|关于我|自己紹介)\W*",
                group.title,
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
        self.source.pictures(without_comments(page.body), path)
        values = page.values
        places = self.source.places(path, values)
        self._front(path, values)
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
        groups = groups_of(element)
        is_cv = bool(
            re.search(r"(?i)\bc\.?v\.?\b|curriculum|resum|vita", f"{title} {_named(path)}")
        )
        if is_cv or (kind == "text" and sum(
            kind_of_section(group.title) in STRUCTURED | {"publications"} for group in groups
        ) > 1):  # fmt: skip
            for group in groups:
                self._group(group, kind_of_section(group.title), path, places)
        elif kind in PAPERS:
            self._publications(Group(title, list(element), element.text or ""), path, places)
        else:
            lists = self._lists(groups, path, places)
            kept = [one for group in groups if group not in lists for one in group.all()]
            lead = groups[0].lead if groups and groups[0] not in lists else ""
            self._group(Group(title[:1].upper() + title[1:], kept, lead), kind, path, places)
            for group in lists:
                self._publications(group, path, places)

    def _lists(self, groups: Sequence[Group], path: str, places: RootPlaces) -> list[Group]:
        """Return the lists of papers among the groups of a page: by their headings.

        Beside such a list stand others whose headings say something else: "Other writings".
        """
        kinds = [kind_of_section(group.title) if group.title else "" for group in groups]
        if not PAPERS.intersection(kinds):
            return []
        found = []
        for group, kind in zip(groups, kinds, strict=True):
            if kind in PAPERS or (kind == "text" and self._is_of_papers(group, path, places)):
                found.append(group)
        return found

    def _is_of_papers(self, group: Group, path: str, places: RootPlaces) -> bool:
        """Return whether papers are most of what a group lists."""
        found = read_list(group.whole(), places, path, self.owner)
        return 0 < len(found.papers) >= len(found.unread)

    def _is_head(self, title: str) -> bool:
        key = fold(title)
        return any(fold(name) in key for name in self.owner) or key.startswith(
            ("about", "hi ", "hello")
        )

    def _group(self, group: Group, kind: str, path: str, places: RootPlaces) -> None:
        if kind in PAPERS:
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

    def _publications(self, group: Group, path: str, places: RootPlaces) -> None:
        """Take the papers of a list; what is in it and was not read becomes lost lines.

        What stands under headings about something else is taken as what it is.
        """
        own, others = parted(group, lambda one: self._is_of_papers(one, path, places))
        self._papers(own, path, places)
        for one, kind in others:
            self._group(one, kind, path, places)

    def _papers(self, group: Group, path: str, places: RootPlaces) -> None:
        whole = group.whole()
        found = read_list(whole, places, path, self.owner)
        papers = found.papers
        for link in whole.iter("a") if papers else ():
            word = text_of(link).strip(" *†‡")
            address = places.outside(link.get("href") or "")
            if address and " " in word and is_name(word):
                self.source.site.coauthors.setdefault(word, address)
        source = self.source.files.text(path)
        locate(papers, source, path)
        if papers and self._takes_papers:
            self.read.papers += papers
            self.source.site.keeps_order = True
            values = {"kind": "publications", "title": _short(group.title)}
            if not any(fact.values.get("kind") == "publications" for fact in self.read.facts):
                self.read.facts.append(Fact(SECTION, values, path))
        elif papers:
            what = f"{len(papers)} papers of this page were not read: others are kept elsewhere."
            self.source.remark(path, what, "Look whether all of them are there.")
        if papers or whole.xpath(".//li"):
            self._unread(found.unread, path, source)
            return
        text = self._clean(to_markdown(whole, places.whole), path)
        if says_something(text and text_of(whole)):
            values = {"kind": "text", "title": group.title[:100], "body": text}
            self.read.facts.append(Fact(SECTION, values, path))

    def _unread(self, texts: Sequence[str], path: str, source: str) -> None:
        """Tell what stands in a list of papers and is none, with its first words and its line."""
        for text in texts:
            if says_something(text):
                shown = text if len(text) <= 160 else f"{text[:159]}…"
                what = f'This stands among the papers, and was not read: "{shown}"'
                self.source.lose(place_of(text, source, path), what, "Add it by hand.")

    def _front(self, path: str, values: dict[str, Any]) -> None:
        for name, value in untold(values):
            text = text_of(html_of(without_liquid(text_of_value(value))))
            what = f'What this page says under "{name}" has no place: {text[:300]}'
            self.source.lose(path, what, "Add it to the page where it belongs.")

    def _structured(self, group: Group, kind: str, path: str, places: RootPlaces) -> list[Fact]:
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
        element = parse_fragment(without_liquid(info) if isinstance(info, str) else "")
        self._links_of(element, path, places)
        lines = [re.sub(r"(?:\s*+\|\s*+)+", " | ", line).strip(" |") for line in lines_of(element)]
        lines = [line for line in lines if re.search(r"\w", line)]
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

    def _links_of(self, element: html.HtmlElement, path: str, places: RootPlaces) -> None:
        """Take the links beside the picture out of it: accounts, and the CV."""
        for link in list(element.iter("a")):
            word, href = text_of(link), link.get("href") or ""
            address = places.outside(href)
            kind, label = profile_link(word, address or href)
            if cv := places.document(href):
                self.read.files.setdefault("cv", cv)
                if self.read.files["cv"] != cv:
                    what = f'The document "{word}" ({cv}) was left out: a profile has one CV.'
                    self.source.remark(path, what)
            elif kind == "email" and (found := EMAIL.search(address or word)):
                self.read.values.setdefault("email", email_in({"email": found[0]}))
            elif address:
                values = {"kind": kind, "value": address}
                values |= {"label": label or word} if kind == "web" else {}
                self.read.links.append(Fact(LINK, values, path))
            else:
                continue
            link.drop_tree()

    def _tell_line(self, text: str) -> None:
        text = text[:LONGEST_LINE]
        if not text or _SAMPLE_INFO.search(text):
            return
        if found := EMAIL.search(text):
            if email := email_in({"email": found[0]}):
                self.read.values.setdefault("email", email)
            text = re.sub(r"(?i)\W*(?:\be-?mail\W*)?$", "", text[: found.start()]) + re.sub(
                r"^[\s\])>.]+", " ", text[found.end() :]
            )
        text = text.strip(" []|,;·-")
        if text and len(text) <= 200:
            self.read.values.setdefault("headline", text)

    def _documents(self, page: Page, places: RootPlaces) -> None:
        """Take the CV that a page leads to, or shows."""
        told_of = told(page.values.get("cv_pdf"))
        shown = without_comments(page.body)
        found = (
            [f"assets/pdf/{told_of}", told_of] if told_of and told_of != "example_pdf.pdf" else []
        )
        found += re.findall(
            r"""(?i)(?:src|href|data)=["']([^"']*\b(?:cv|resume|vita)[^"'/]*\.pdf)["']""", shown
        )
        found += re.findall(
            r"(?i)\]\(([^()\s]*\b(?:cv|resume|vita)[^()\s/]*\.pdf)\)", without_liquid(page.body)
        )
        for href in found:
            if path := places.path(without_liquid(href), DOCUMENTS):
                self.read.files.setdefault("cv", path)
        if found and "cv" not in self.read.files and not places.outside(found[-1]):
            self.source.absent("The CV is", found[-1])

    def _markdown(self, group: Group, path: str, places: RootPlaces) -> str:
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


def _drop_samples(element: html.HtmlElement, source: PageSource, path: str) -> None:
    """Take out the entries of lists that a starter's CV has."""
    for item in list(element.iter("li")):
        if not any(outer.tag == "li" for outer in item.iterancestors()):
            texts = [text_of(one) for one in [item, *item.iter("li")]]
            if is_sample_entry(texts) or is_sample_text(texts[0]):
                source.samples.leave("entries of a CV", path)
                item.drop_tree()


def _short(title: str) -> str:
    return re.sub(r"\s*\([^()]*\)\s*$", "", title)[:100]


def _named(path: str) -> str:
    name = path.rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"^\d{4}-\d\d-\d\d-", "", name).replace("_", " ").replace("-", " ")
