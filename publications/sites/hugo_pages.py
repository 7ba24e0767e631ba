"""What a Hugo site tells beside people and papers: work, awards, talks, projects, news, texts."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.kit.text import fold
from publications.plain import plain_title

from .base import ACTIVITY, NEWS, PROJECT, SECTION, TEACHING, Fact
from .frontmatter import Page, is_true, listed, told
from .hugo_content import Document, Source, blocks_of, strings, without_shortcodes
from .hugo_entries import award_of, dated, job_of, skills_of
from .hugo_links import Links
from .hugo_samples import is_sample, without_sample_text
from .jekyll import email_in
from .jekyll_pages import PageReader

PUBLICATIONS = ("publication", "publications", "paper", "papers", "preprint", "preprints")
TALKS = ("talk", "talks", "event", "events")
PROJECTS = ("project", "projects")
POSTS = ("post", "posts", "blog", "news")
COURSES = ("teaching", "course", "courses")
HOMES = ("home",)
KINDS = {
    **dict.fromkeys(PUBLICATIONS, "publications"),
    **dict.fromkeys(TALKS, "talks"),
    **dict.fromkeys(PROJECTS, "projects"),
    **dict.fromkeys(POSTS, "news"),
    **dict.fromkeys(COURSES, "teaching"),
}
# Parts of the first page that work the page, or say again what stands elsewhere.
WORKING = {
    "people", "about", "about.biography", "about.avatar", "contact", "contact-info", "slider",
    "tag_cloud", "tag-cloud", "resume-biography", "resume-biography-3", "blank.demo",
    "resume-skills", "resume-experience", "resume-awards", "resume-languages", "search", "index",
}  # fmt: skip
SHOWING = {"pages", "collection", "featured", "portfolio", "projects", "publications", "posts",
           "talks", "publications_featured", "talks_featured"}  # fmt: skip
SKILLS = {"skills", "featurette", "features", "knowledge"}
LONGEST_NEWS = 400
LEAST = 80  # letters of a text that says more than its links
TEXTS = (".md", ".markdown", ".rmd", ".qmd")
NO_TEXTS = {"authors", "author", "members", "admin", "slides", "privacy", "terms", "license"}
INDEX = {"index", "_index"}


class Pages:
    """Reads the pages of one site; `facts` tells what they say, in the order of the first page."""

    def __init__(self, source: Source, reader: PageReader) -> None:
        self.source, self.reader = source, reader
        self.welcomes: list[Fact] = []

    def facts(self) -> list[Fact]:
        """Return what the pages tell of the site's owner."""
        for values, body, where in sorted(self._parts(), key=lambda part: _weight(part[0])):
            self._part(values, body, where)
        shown = self.reader.read.facts
        more = [*self._talks(), *self._projects(), *self._courses(), *self._posts()]
        placed = {_kind(fact) for fact in shown if fact.kind == SECTION}
        more = [fact for fact in more if fact.kind != SECTION or _kind(fact) not in placed]
        return [*shown, *more]

    def _parts(self) -> Iterator[tuple[Mapping[str, Any], str, str]]:
        """Yield the parts of the first page: values, text and place of each."""
        for documents in self.source.in_folders(*HOMES).values():
            page = documents[0]
            if told(page.values.get("active")) != "false" and not page.is_index:
                yield page.values, page.page.body, page.path
        firsts = [path for path in self.source.content("_index.md", "index.md")
                  if len(self.source.parted(path)[1]) == 1]  # fmt: skip
        pages = [self.source.document(path, self.source.parted(path)[0]) for path in firsts]
        for page in sorted(pages, key=self.source.rank)[:1]:
            for block in blocks_of(page.values):
                yield block, str(block.get("text") or ""), page.path
            if page.page.body.strip():
                yield {"widget": "markdown", "title": ""}, page.page.body, page.path

    def rest(self) -> None:
        """Take the texts of pages that nothing else has read, one language of each."""
        places: dict[str, list[Document]] = {}
        for path in self.source.content(*TEXTS):
            language, parts = self.source.parted(path)
            if path not in self.source.used and not NO_TEXTS.intersection(map(str.lower, parts)):
                inner = parts[:-1] if len(parts) > 1 and parts[-1] in INDEX else parts
                page = self.source.document(path, language, inner[-1])
                places.setdefault("/".join(inner), []).append(page)
        for documents in places.values():
            page = min(documents, key=self.source.rank)
            title = page.said("title") or page.name.replace("-", " ").replace("_", " ")
            if is_true(page.values.get("draft")) or is_sample(title, page):
                continue
            if self.source.is_resource(page.path) and not page.said("widget"):
                self._lose_text(title, page)
                continue
            for block in blocks_of(page.values):
                if told(block.get("widget")) not in SHOWING:
                    self._part(block, str(block.get("text") or ""), page.path)
            self._page(title, page)

    def _page(self, title: str, page: Document) -> None:
        """Take a page that is of no kind: its text, or what stands in front of it, and links."""
        links = "" if page.is_index else Links(self.source, page).markdown()
        if re.sub(r"\W", "", page.page.body):
            whole = "\n\n".join(filter(None, [page.page.body, links]))
            self._text(title, whole, page.path)
        elif not page.is_index and (summary := page.said("summary", "abstract", "description")):
            body = "\n\n".join(filter(None, [self._markdown(page, summary), links]))
            values = {"kind": "text", "title": title[:100], "body": body}
            self.reader.read.facts.append(Fact(SECTION, values, page.path))

    def _part(self, values: Mapping[str, Any], body: str, where: str) -> None:
        kind = told(values.get("widget"))
        title = plain_title(told(values.get("title")))[:100]
        facts = self.reader.read.facts
        if (subtitle := told(values.get("subtitle"))) and fold(subtitle) != fold(title):
            body = f"{subtitle}\n\n{body}"
        if kind == "experience":
            jobs = [job for one in listed(values.get("experience") or values.get("items"))
                    if isinstance(one, Mapping)
                    for job in job_of(one, self.source, where)]  # fmt: skip
            facts += _below("experience", title, jobs)
        elif kind in {"accomplishments", "awards"}:
            items = [award for one in listed(values.get("item") or values.get("items"))
                     if isinstance(one, Mapping)
                     for award in award_of(one, self.source, where)]  # fmt: skip
            facts += _below("awards", title, items)
        elif kind in SKILLS:
            facts += skills_of(values, title, self.source, where)
        elif kind in SHOWING:
            if shown := _shown(values):
                facts.append(Fact(SECTION, {"kind": shown, "title": title}, where))
            self._text(title, body, where)
        elif kind.startswith(("resume-biography", "about")):
            self._cv(values.get("button"), where)
            if text := self.source.markdown(without_shortcodes(body), where):
                self.reader.read.values.setdefault("bio", text)
        elif kind.startswith("contact"):
            self._contact(values, where)
        elif kind in {"hero", "cta-card"} and is_sample(title, _as_document(values, body, where)):
            self.source.samples.leave("texts", where)
        elif kind and kind not in WORKING:
            known = len(facts)
            self._text(title, body or str(values.get("text") or ""), where)
            if kind == "hero":
                self.welcomes += facts[known:]

    def _cv(self, button: Any, where: str) -> None:
        """Take the CV behind a button; one of the theme's own name may be the theme's own."""
        href = told(button.get("url")) if isinstance(button, Mapping) else ""
        path = self.source.places("").document(href) if href else ""
        if path.endswith("uploads/resume.pdf"):
            what = f"{path} may be the theme's own: it was not taken for the CV."
            self.source.remark(where, what, "Upload the CV by hand, if it is one.")
        elif path and re.search(r"(?i)\bcv\b|resum|vita", f"{told(button.get('text'))} {path}"):
            self.reader.read.files.setdefault("cv", path)

    def _contact(self, values: Mapping[str, Any], where: str) -> None:
        content = values.get("content")
        values = {**values, **content} if isinstance(content, Mapping) else values
        if email := email_in({"email": values.get("email")}):
            self.reader.read.values.setdefault("email", email)
        address = values.get("address")
        street = told(address.get("street")) if isinstance(address, Mapping) else told(address)
        said = " ".join([told(values.get("phone")), street])
        if said.strip() and not re.search(r"888 888 88 88|450 Serra Mall", said):
            self.source.lose(
                where, "Telephone and address have no place here.", "Name them in text."
            )

    def _text(self, title: str, body: str, where: str) -> None:
        body, count = without_sample_text(re.sub(r"(?i)^(?:\s*<br\s*/?>)+", "", body))
        for _ in range(count):
            self.source.samples.leave("texts", where)
        places = self.source.places(where)
        self.reader.text(where, title, without_shortcodes(body), places)
        self.source.tell(places)

    def _pages(self, folders: tuple[str, ...], noun: str) -> Iterator[tuple[Document, str]]:
        """Yield the pages of these folders with their titles; parts of another are none."""
        found = self.source.in_folders(*folders)
        books = {place for place, documents in found.items() if documents[0].is_index}
        for place, documents in found.items():
            page = documents[0]
            title = plain_title(page.said("title"))
            is_within = any(place.startswith(f"{book}/") for book in books)
            is_list = page.is_index and (folders not in {COURSES, TALKS} or not _is_whole(page))
            is_landing = page.said("type") == "landing" and bool(
                listed(page.values.get("sections"))
            )
            if not title or is_within or is_list or is_landing:
                self.source.used.difference_update(
                    one.path for one in documents if is_landing or _said(one)
                )
            elif is_sample(title, page):
                self.source.samples.leave(noun, page.path)
            elif is_true(page.values.get("draft")):
                what = f'"{title}" is a draft of the site and was left out.'
                self.source.remark(page.path, what, "Publish it on the site first.")
            else:
                yield page, title

    def _talks(self) -> list[Fact]:
        found = []
        for page, title in self._pages(TALKS, "talks"):
            links = Links(self.source, page)
            dates = (page.values.get(name) for name in ("time_start", "event_start", "date"))
            where = [page.said("event", "event_name"), page.said("location")]
            values = _told(
                kind="talk",
                title=title[:250],
                organization=", ".join(filter(None, where))[:250],
                date=next(filter(None, map(dated, dates)), ""),
                url=links.take_first(),
                description=self._description(page, links, page.said("summary", "abstract")),
            )
            found.append(Fact(ACTIVITY, values, page.path))
        found.sort(key=lambda fact: str(fact.values.get("date", "")), reverse=True)
        return _below("talks", "Talks", found)

    def _projects(self) -> list[Fact]:
        found = []
        for page, title in self._pages(PROJECTS, "projects"):
            picture = self.source.picture_of(page)
            links = Links(self.source, page)
            code = links.take_code()
            values = _told(
                name=title[:200],
                tagline=plain_title(page.said("summary", "subtitle"))[:250],
                url=links.take_first(place=True),
                code_url=code,
                description=self._description(page, links, page.page.body),
            )
            found.append(Fact(PROJECT, values, page.path, {"picture": picture} if picture else {}))
        return _below("projects", "Projects", found)

    def _courses(self) -> list[Fact]:
        found = []
        for page, title in self._pages(COURSES, "courses"):
            url = Links(self.source, page).take_first()
            if not url and self.source.address:
                folder = self.source.folder_of(page.path, page.values)
                url = f"{self.source.address}/{folder}/"
            values = _told(
                title=title[:200],
                role=page.said("role", "type")[:100] if page.said("type") != "book" else "",
                term=(page.said("term") or dated(page.values.get("date"))[:4])[:60],
                url=url,
                institution=page.said("institution", "venue")[:200],
            )
            found.append(Fact(TEACHING, values, page.path))
            self._lose_text(title, page)
        return _below("teaching", "Teaching", found)

    def _posts(self) -> list[Fact]:
        found = []
        others = [(page, plain_title(page.said("title"))) for page in self.source.news]
        for page, title in [*self._pages(POSTS, "posts"), *others]:
            date = dated(page.values.get("date")) or dated(page.values.get("publishDate"))
            body = self._markdown(page, page.page.body)
            text = title
            if not date:
                self.source.lose(page.path, f'The post "{title}" has no date.', "Give it one.")
                continue
            if body and len(body) <= LONGEST_NEWS and "\n\n" not in body:
                text = body if title in body else f"{title}: {body}"
            elif address := self._address(page, "external_link"):
                text = f"[{title}]({address})"
            elif self.source.address:
                folder = self.source.folder_of(page.path, page.values)
                text = f"[{title}]({self.source.address}/{folder}/)"
            found.append(Fact(NEWS, {"date": date, "text": text}, page.path))
        return _below("news", "News", found)

    def _description(self, page: Document, links: Links, text: str) -> str:
        """Return what a page says, or else its body, and the links that have no other place."""
        shown = self._markdown(page, text)
        if not shown:
            shown = self._markdown(page, page.page.body)
        elif text != page.page.body:
            self._lose_text(page.said("title"), page)
        return "\n\n".join(filter(None, [shown, links.markdown()]))

    def _lose_text(self, title: str, page: Document) -> None:
        text = self._markdown(page, page.page.body)
        if len(re.sub(r"\W", "", text)) > LEAST:
            what = f'The text below "{title}" was not brought in: "{text[:60]} …"'
            self.source.lose(page.path, what, "Add what is new in it by hand.")

    def _markdown(self, page: Document, text: str) -> str:
        places = self.source.places(page.path, page.values)
        return self.source.markdown(text, page.path, places)

    def _address(self, page: Document, *names: str) -> str:
        href = page.said(*names)
        return self.source.places(page.path, page.values).whole(href) if href else ""


def _weight(values: Mapping[str, Any]) -> float:
    try:
        return float(told(values.get("weight")) or "inf")
    except ValueError:
        return float("inf")


def _shown(values: Mapping[str, Any]) -> str:
    """Return the kind of pages that a part of the first page shows, "" if it does not say."""
    content = values.get("content")
    inner = {**values, **content} if isinstance(content, Mapping) else values
    filters = inner.get("filters")
    folders = list(strings(filters.get("folders"))) if isinstance(filters, Mapping) else []
    widget = told(values.get("widget")).partition("_")[0]
    default = "projects" if widget == "portfolio" else widget
    kinds = [KINDS.get(name.lower().strip("/").rpartition("/")[2])
             for name in [*folders, told(inner.get("page_type")), default]]  # fmt: skip
    return next(filter(None, kinds), "")


def _as_document(values: Mapping[str, Any], body: str, where: str) -> Document:
    return Document(where, "", "", Page(dict(values), body))


def _is_whole(page: Document) -> bool:
    """Whether a page that stands for a folder tells a course or a talk, rather than lists them."""
    return page.path.count("/") > 2 and bool(
        page.said("summary", "date", "event", "type") or page.page.body.strip()
    )


def _said(page: Document) -> bool:
    return len(page.page.body.strip()) > 40


def _kind(fact: Fact) -> str:
    kind = str(fact.values.get("kind", ""))
    return f"text {fact.values.get('title')}" if kind == "text" else kind


def _below(kind: str, title: str, facts: list[Fact]) -> list[Fact]:
    return [Fact(SECTION, {"kind": kind, "title": title}, facts[0].where), *facts] if facts else []


def _told(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
