"""The person of a Jekyll site: whose it is, and all that it tells of her beside her papers."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from portal.kit.text import fold
from publications.records import Record

from .base import (
    ACTIVITY,
    DEGREE,
    LINK,
    NEWS,
    PERSON,
    POSITION,
    PROJECT,
    SECTION,
    TEACHING,
    Fact,
    Person,
)
from .frontmatter import listed, told
from .jekyll import Source, email_in, name_of, orcid_in, owner_names, scholar_names, social_links
from .jekyll_collections import NEWS_NAMES, PROJECT_NAMES, Collections, is_shown
from .jekyll_cv import CvReader, kind_of_section
from .jekyll_pages import PageReader
from .jekyll_samples import (
    is_einstein,
    is_sample_paper,
    is_sample_person,
)
from .markdown import html_of, text_of

# Data that work a theme, or that are read where they belong.
KNOWN_DATA = {
    "coauthors", "venues", "repositories", "socials", "navigation", "ui-text", "authors",
    "comments", "search", "featured_categories", "featured_tags", "theme", "settings", "menu",
    "menus", "nav", "navbar_links", "i18n", "locales", "icons", "strings", "footer", "header",
    "analytics", "citations", "table_data", "origin", "social", "contact", "share", "media", "cdn",
    "bootstrap", "options", "language", "languages", "translations",
}  # fmt: skip
_SAMPLE_HEADLINE = re.compile(
    r"(?i)short biography for the left-hand sidebar|^red brick univ|^this is the first name"
)
_SAMPLE_PLACE = re.compile(r"(?i)earth|city, country|somewhere|your location")
# Settings of the theme whose names are also those of accounts.
OF_THE_SITE = {
    "arxiv", "medium", "website", "uri", "twitter", "facebook", "scholar", "social", "contact",
}  # fmt: skip
# By what an entry is known again that several files tell.
KNOWN_BY = {
    DEGREE: ("degree", "institution"),
    POSITION: ("organization", "title", "starts_on"),
    TEACHING: ("code", "title", "term"),
    NEWS: ("date", "text"),
    ACTIVITY: ("kind", "title", "organization", "date"),
}


def find_names(source: Source, records: Sequence[Record], from_cv: Sequence[str]) -> list[str]:
    """Return spellings of the owner's name, the first as she writes it; none if nothing tells."""
    names = owner_names(source)
    spellings = scholar_names(source)
    his = [name for name in spellings if is_einstein(name)]
    if not names:
        names = [name for name in spellings if name not in his and not is_sample_person(name)][:1]
    if not names:
        names = [name for name in from_cv if name and not is_sample_person(name)][:1]
    own = [record for record in records if not is_sample_paper(record)]
    if not names and (often := most_frequent(own)):
        names = [often]
    if not names and his and records and not own:
        return ["Albert Einstein", *(name for name in his if name != "Albert Einstein")]
    if names:
        names += [name for name in scholar_names(source, names[0]) if name not in names]
    return names


def most_frequent(records: Sequence[Record]) -> str:
    """Return the name that is on most of the papers, in its longest spelling; "" for none."""
    if len(records) < 3:
        return ""
    counts: Counter[tuple[str, str]] = Counter()
    spelled: dict[tuple[str, str], str] = {}
    for record in records:
        for key, full in {
            (fold(n.family_name), fold(n.given)[:1]): n.full for n in record.authors
        }.items():
            counts[key] += 1
            spelled[key] = max(spelled.get(key, ""), full, key=len)
    best = counts.most_common(2)
    if (
        not best
        or best[0][1] * 10 < len(records) * 7
        or (len(best) > 1 and best[1][1] == best[0][1])
    ):
        return ""
    return spelled[best[0][0]]


class Reading:
    """Reads what a site tells of its owner; `names` are known once `find` has run."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.cv = CvReader(source)
        self.names: list[str] = []

    def find(self, records: Sequence[Record]) -> None:
        """Find out whose site it is, and give it its owner."""
        self._data()
        self.names = find_names(self.source, records, self.cv.cv.names)
        site = self.source.site
        if not self.names:
            self.source.lose(
                self.source.where or "_config.yml", "The site does not say whose it is.",
                "Name the person with --for.",
            )  # fmt: skip
            return
        site.owner = Person(
            name_of(self.source, self.names[0]), [], self.names[1:], where=self.source.where
        )

    def rest(self, facts: Sequence[Fact], *, takes_papers: bool) -> None:
        """Read pages, news, projects, links; `facts` are what was found elsewhere."""
        source, site = self.source, self.source.site
        pages = PageReader(source, self.names, takes_papers=takes_papers)
        self._pages(pages)
        site.papers += pages.read.papers
        further = Collections(source)
        news, projects = self._collections(further)
        further.coauthors()
        further.posts()
        links, values, files = self._person(pages)
        parts: list[Fact] = [*pages.read.facts]
        if site.papers and not _has(parts, "publications"):
            at = next(
                (n + 1 for n, fact in enumerate(parts) if fact.values.get("kind") == "research"), 0
            )
            parts.insert(at, Fact(SECTION, {"kind": "publications", "title": ""}, source.where))
        projects = _each_once([*projects, *(one for one in facts if one.kind == PROJECT)])
        for kind, told_of in (("projects", projects), ("news", news)):
            if told_of and not _has(parts, kind):
                parts.append(Fact(SECTION, {"kind": kind, "title": ""}, told_of[0].where))
            parts += told_of
        parts += [*self.cv.cv.facts, *(one for one in facts if one.kind != PROJECT)]
        if site.owner is not None:
            person = Fact(PERSON, values, source.where, files)
            site.owner.facts = [person, *links, *_without_repeats(parts)]
        elif parts:
            what = "Without a name, what the site tells beside its papers is left out."
            source.remark(source.where, what)

    def _pages(self, pages: PageReader) -> None:
        source = self.source
        if about := self._about():
            pages.about(about, source.page(about))
        for path in source.pages():
            page = source.page(path)
            if path not in source.used and is_shown(page.values):
                pages.other(path, page)

    def _collections(self, further: Collections) -> tuple[list[Fact], list[Fact]]:
        """Return the news and the projects of the collections that were not read before."""
        news: list[Fact] = []
        projects: list[Fact] = []
        for name, paths in self.source.collections().items():
            if name in NEWS_NAMES:
                news += further.news(paths)
            elif name in PROJECT_NAMES:
                projects += further.projects(paths)
            elif not self.source.used.issuperset(paths):
                what = f"The {len(paths)} files of the collection _{name} were not understood."
                self.source.lose(paths[0], what, "Add what they tell by hand.")
        return news, [*projects, *further.repositories()]

    def _data(self) -> None:
        source = self.source
        resume = source.files.first("assets/json/resume.json", "assets/resume.json", "resume.json")
        paths = source.files.under("_data", ".yml", ".yaml", ".json")
        is_shown_first = self._takes_resume(resume)
        if resume:
            paths = [resume, *paths] if is_shown_first else [*paths, resume]
        for path in paths:
            stem = path.rpartition("/")[2].rpartition(".")[0].lower()
            if (
                stem in KNOWN_DATA
                or path in source.used
                or (path.count("/") > 1 and path != resume)
            ):
                source.used.add(path)
                continue
            value = source.read(path)
            if not self.cv.add(value, path, kind_of_section(stem.replace("_", " "))) and value:
                source.lose(
                    path, "What this file of data tells was not understood.", "Add it by hand."
                )
            if path == resume and is_shown_first:
                self.cv.settle(path)

    def _takes_resume(self, path: str) -> bool:
        """Return whether the configuration has the CV shown that this file is."""
        if not path or not any(
            isinstance(one, dict) and told(one.get("json")).endswith(path)
            for one in listed(self.source.config.get("jekyll_get_json"))
        ):
            return False
        value = self.source.read(path)
        basics = value.get("basics") if isinstance(value, dict) else None
        name = told(basics.get("name")) if isinstance(basics, dict) else ""
        self.source.used.discard(path)
        return bool(name) and not is_sample_person(name)

    def _about(self) -> str:
        """Return the page about the owner: the first page of the site, "" for none."""
        found: dict[int, str] = {}
        for path in self.source.pages():
            values = self.source.page(path).values
            stem = path.rpartition("/")[2].rpartition(".")[0].lower()
            if told(values.get("permalink")) == "/" and is_shown(values):
                found.setdefault(0, path)
            elif told(values.get("layout")) == "about":
                found.setdefault(1, path)
            elif path.startswith("_pages/") and stem in {"about", "about-me", "home", "bio"}:
                found.setdefault(2, path)
            elif "/" not in path and stem in {"index", "about"}:
                found.setdefault(3 if stem == "index" else 4, path)
        return found[min(found)] if found else ""

    def _person(self, pages: PageReader) -> tuple[list[Fact], dict[str, Any], dict[str, str]]:
        source = self.source
        author = source.config.get("author")
        told_of: dict[str, Any] = {
            name: value for name, value in source.config.items() if name not in OF_THE_SITE
        }  # fmt: skip
        path, socials = source.data("socials", "social")
        if isinstance(socials, dict):
            told_of |= {name: value for name, value in socials.items() if value not in (None, "")}
        if isinstance(author, dict):
            told_of |= {name: value for name, value in author.items() if value not in (None, "")}
        links = list(social_links(told_of, path or source.where))
        known = {str(fact.values["value"]).rstrip("/") for fact in links}
        kinds = {fact.values["kind"] for fact in links} - {"web"}
        links += [
            fact
            for fact in [*pages.read.links, *self.cv.cv.links]
            if fact.values["kind"] not in kinds and fact.values["value"].rstrip("/") not in known
        ]
        values: dict[str, Any] = {**self.cv.cv.values}
        values |= pages.read.values
        bio = values.pop("_summary", "")
        values.setdefault("bio", bio)
        values.setdefault("research", self.cv.cv.research)
        if isinstance(author, dict):
            self._author(author, values)
        values["email"] = email_in(told_of) or values.get("email", "")
        if values["email"] and not any(fact.values["kind"] == "email" for fact in links):
            links.insert(0, Fact(LINK, {"kind": "email", "value": values["email"]}, source.where))
        values["orcid"] = orcid_in(links)
        files = {**pages.read.files, **self._avatar(author)}
        if cv := files.get("cv") or self._cv_of_menu():
            files["cv"] = cv
            links.append(Fact(LINK, {"kind": "cv"}, cv, {"value": cv}))
        return links, {name: value for name, value in values.items() if value}, files

    def _cv_of_menu(self) -> str:
        """Return the document that the menu of the site calls a CV, "" for none."""
        _, menu = self.source.data("navigation")
        entries = listed(menu.get("main")) if isinstance(menu, dict) else []
        for one in entries:
            if not isinstance(one, dict):
                continue
            title, href = told(one.get("title")), told(one.get("url"))
            if re.fullmatch(r"(?i)\W*(?:c\.?v\.?|curriculum vitae|r[eé]sum[eé])\W*", title):
                if found := self.source.places("").document(href):
                    return found
                if href.lower().endswith(".pdf"):
                    self.source.absent("The CV is", href)
        return ""

    def _author(self, author: dict[str, Any], values: dict[str, Any]) -> None:
        """Take what the configuration says of the person beside her name and her links."""
        headline = text_of(html_of(told(author.get("bio"))))
        employer = told(author.get("employer"))
        if employer and fold(employer) not in fold(headline):
            headline = f"{headline}, {employer}" if headline else employer
        if headline and not _SAMPLE_HEADLINE.search(headline):
            values["headline"] = headline
        pronouns = told(author.get("pronouns"))
        if pronouns and pronouns.lower() != "pronouns":
            values["pronouns"] = pronouns
        place = told(author.get("location"))
        if place and not _SAMPLE_PLACE.fullmatch(place):
            what = f'The place "{place}" was left out: a profile has no line for it.'
            self.source.remark(self.source.where, what)

    def _avatar(self, author: Any) -> dict[str, str]:
        name = told(author.get("avatar") or author.get("image")) if isinstance(author, dict) else ""
        places = self.source.places("")
        for folder in ("images/", "", "assets/images/", "assets/img/", "img/") if name else ():
            if found := places.picture(f"{folder}{name}"):
                return {"portrait": found}
        if name and not re.match(r"https?:|(?:images/)?(?:profile|bio-photo)\.(?:png|jpg)$", name):
            self.source.absent("The portrait is", name)
        return {}


def _without_repeats(facts: Sequence[Fact]) -> list[Fact]:
    """Return facts, those that several files tell as one: the later fill what the first leaves."""
    found: dict[tuple[str, ...], int] = {}
    kept: list[Fact] = []
    for fact in facts:
        names = KNOWN_BY.get(fact.kind)
        if not names:
            kept.append(fact)
            continue
        key = (fact.kind, *(fold(str(fact.values.get(name) or "")) for name in names))
        if key not in found:
            found[key] = len(kept)
            kept.append(fact)
        else:
            first = kept[found[key]]
            values = {**fact.values, **first.values}
            kept[found[key]] = Fact(fact.kind, values, first.where, {**fact.files, **first.files})
    return kept


def _each_once(projects: Sequence[Fact]) -> list[Fact]:
    """Return projects, those of one name as one: what the first does not tell, the others do."""
    found: dict[str, Fact] = {}
    for fact in projects:
        key = fold(str(fact.values.get("name", "")))
        known = found.get(key)
        if known is None:
            found[key] = fact
        else:
            values = {**fact.values, **known.values}
            found[key] = Fact(PROJECT, values, known.where, {**fact.files, **known.files})
    return list(found.values())


def _has(facts: Sequence[Fact], kind: str) -> bool:
    return any(fact.kind == SECTION and fact.values.get("kind") == kind for fact in facts)
