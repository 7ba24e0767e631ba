"""Sites of Hugo's academic themes: Hugo Academic, Wowchemy, HugoBlox; a person's or a lab's."""

import re
from collections.abc import Mapping, Sequence

from portal.kit.text import fold
from publications.bylines import parse_name
from publications.records import Problem

from .base import LAB, NEWS, PERSON, PROJECT, SECTION, Fact, Person, Site, SiteReader
from .files import SiteFiles
from .frontmatter import Page, told
from .html_papers import is_name
from .hugo_content import CONFIG, Document, Source, without_shortcodes
from .hugo_lab import abouts_of, has_left, is_lab, lab_of
from .hugo_pages import Pages
from .hugo_papers import FOLDERS, papers_of
from .hugo_people import People, without_titles
from .jekyll import email_in
from .jekyll_pages import PageReader


class Hugo(SiteReader):
    key = "hugo"
    label = "Hugo Academic, Wowchemy or HugoBlox"

    def recognizes(self, files: SiteFiles) -> int:
        pages = files.under("content", ".md", ".markdown", ".rmd", ".qmd")
        if not pages:
            return 0
        folders = "|".join((*FOLDERS, "authors", "author"))
        if any(re.match(rf"content/(?:[a-z-]+/)?(?:{folders})/", path) for path in pages):
            return 90
        if files.under("data/authors") or files.under("content/home"):
            return 80
        return 55 if any(CONFIG.fullmatch(path) for path in files) else 30

    def read(self, files: SiteFiles) -> Site:
        site = Site(self.key)
        source = Source(files, site)
        people = People(source)
        site.papers = list(papers_of(source, people))
        owner = people.owner()
        kept = [owner] if owner else people.members()
        site.coauthors |= people.homepages(kept)
        title = _title(source) or source.files.name
        real, is_theme = people.real(), bool(people.pages) and not people.real()
        is_labs = not owner and (
            len(real) > 1 or people.is_team or (is_lab(title) and not is_theme)
        )
        if owner:
            site.owner = people.person(owner)
        elif is_labs:
            _add_members(site, people, kept)
        else:
            site.owner = _named_by_settings(source, people)
        names = [site.owner.name.full, *site.owner.spellings] if site.owner else []
        reader = PageReader(source, names, takes_papers=not site.papers)
        if site.owner and owner:
            _part_biography(site.owner, people.pages[owner], reader, source)
        pages = Pages(source, reader)
        facts = pages.facts()
        known = len(reader.read.facts)
        pages.rest()
        if site.owner and (email := email_in({"email": source.params.get("email")})):
            reader.read.values.setdefault("email", email)
        facts += reader.read.facts[known:]
        site.papers += reader.read.papers
        if site.owner:
            _join(site.owner, facts, reader)
            _join_cv(site.owner, reader)
            if site.papers and not _has_part(site.owner, "publications"):
                site.owner.facts.append(Fact(SECTION, {"kind": "publications"}, "content"))
            _tell_others(site, people, owner)
        else:
            texts = [str(fact.values.get("body", "")) for fact in pages.welcomes]
            if is_labs:
                texts = texts or list(abouts_of(source)) or people.texts_of(title)
                site.lab = lab_of(source, title, texts)
                facts = [fact for fact in facts if fact not in pages.welcomes]
            _tell_homeless(site, facts, reader)
        source.finish()
        return site


def _title(source: Source) -> str:
    return told(source.settings.get("title")) or told(source.params.get("title"))


def _named_by_settings(source: Source, people: People) -> Person | None:
    """Return the person that the settings name, if nobody has a page; the theme's own at last."""
    blox = source.params.get("hugoblox")
    identity = blox.get("identity") if isinstance(blox, Mapping) else None
    name = told(identity.get("name")) if isinstance(identity, Mapping) else ""
    title = without_titles(name or _title(source))
    words = title.split()
    is_other = re.search(r"(?i)academic|research|group|lab\b|site|hugo", title)
    if 2 <= len(words) <= 4 and is_name(title) and not is_other:
        return Person(parse_name(title), [Fact(PERSON, {}, "config")], where="config")
    sample = next(filter(people.is_sample, people.pages), "")
    if sample:
        what = "All of it is the theme's own example."
        source.remark(people.pages[sample].path, what)
        return Person(people.names[sample], [], where=people.pages[sample].path)
    return None


def _add_members(site: Site, people: People, members: Sequence[str]) -> None:
    """Add the people of a lab; those who left at an unknown time would stand among its members."""
    undated = []
    for slug in members:
        person = people.member(slug)
        if has_left(people.pages[slug].values) and not (person.membership or {}).get("ends_on"):
            undated.append(person.name.full)
        else:
            site.people.append(person)
    if undated:
        shown = ", ".join(undated)
        who = "1 person" if len(undated) == 1 else f"{len(undated)} people"
        what = f"{who} left, and the site does not say when: {shown}."
        remedy = "Not brought in, lest they stand among the members of today."
        site.lost.append(Problem("content/authors", what, remedy, is_loss=True))


def _tell_homeless(site: Site, facts: list[Fact], reader: PageReader) -> None:
    """Give a lab its projects and news, and say what else is told that is no one person's."""
    if site.lab:
        site.lab_facts = [fact for fact in facts if fact.kind in {NEWS, PROJECT}]
        facts = [fact for fact in facts if fact not in site.lab_facts]
        text = reader.read.values.get("research")
        if text and not site.lab.values.get("description"):
            values = {**site.lab.values, "description": reader.read.values.pop("research")}
            site.lab = Fact(LAB, values, site.lab.where, site.lab.files)
    kept = [fact for fact in facts if fact.kind != SECTION or fact.values.get("kind") == "text"]
    if email := reader.read.values.get("email"):
        kept.append(Fact(SECTION, {"title": str(email)}, "content"))
    if text := reader.read.values.get("research"):
        kept.append(Fact(SECTION, {"title": str(text)}, "content"))
    for fact in kept:
        title = str(fact.values.get("title") or fact.values.get("name") or fact.values.get("text"))
        site.lost.append(
            Problem(fact.where, f'"{title[:80]}" belongs to the lab and was not brought in.',
                    "Add it to the lab's page by hand.", is_loss=True)
        )  # fmt: skip


def _part_biography(owner: Person, page: Document, reader: PageReader, source: Source) -> None:
    """Take what stands under headings in a biography as parts of the page; a short one stays."""
    body = without_shortcodes(page.page.body)
    first = owner.facts[0]
    if "bio" not in first.values or not re.search(r"(?m)^#{1,6} ", body):
        return
    reader.about(page.path, Page({}, body))
    bio = reader.read.values.pop("bio", "")
    bio = bio or source.markdown(page.values.get("bio"), page.path)
    values = {**first.values, "bio": bio}
    owner.facts[0] = Fact(PERSON, {k: v for k, v in values.items() if v}, first.where, first.files)


def _join_cv(owner: Person, reader: PageReader) -> None:
    """Take the CV that a page offers, if the person's own page leads to none."""
    cv = reader.read.files.get("cv")
    if cv and owner.facts and not any(fact.values.get("kind") == "cv" for fact in owner.facts):
        first = owner.facts[0]
        owner.facts[0] = Fact(PERSON, first.values, first.where, {**first.files, "cv": cv})


def _join(owner: Person, facts: list[Fact], reader: PageReader) -> None:
    """Add the site's facts to those of the person's page; jobs told on both count once."""
    known = {_same(fact) for fact in owner.facts if fact.kind not in {SECTION, PERSON}}
    told_beside = {name: value for name in ("email", "bio")
                   if (value := reader.read.values.get(name))}  # fmt: skip
    if told_beside and owner.facts:
        first = owner.facts[0]
        owner.facts[0] = Fact(PERSON, {**told_beside, **first.values}, first.where, first.files)
    if (text := reader.read.values.get("research")) and owner.facts:
        first = owner.facts[0]
        whole = "\n\n".join(filter(None, [str(text), str(first.values.get("research", ""))]))
        owner.facts[0] = Fact(PERSON, {**first.values, "research": whole}, first.where, first.files)
        parts = [fact for fact in facts if fact.values.get("kind") == "research"]
        if parts and _has_part(owner, "research"):
            owner.facts = [one for one in owner.facts if one.values.get("kind") != "research"]
        if not parts and not _has_part(owner, "research"):
            owner.facts.append(Fact(SECTION, {"kind": "research"}, first.where))
    kinds = {"talk": "talks", "award": "awards", "service": "service"}
    told_kinds = {"position": "experience", "teaching": "teaching", "project": "projects",
                  "news": "news", "degree": "education"}  # fmt: skip
    filled = {told_kinds.get(fact.kind) or kinds.get(str(fact.values.get("kind")))
              for fact in [*owner.facts, *facts]}  # fmt: skip
    filled |= {"text", "research", "bio", "publications"}
    for fact in facts:
        if fact.kind == SECTION:
            kind = str(fact.values["kind"])
            if kind in filled and (kind == "text" or not _has_part(owner, kind)):
                owner.facts.append(fact)
        elif _same(fact) not in known:
            owner.facts.append(fact)


def _has_part(owner: Person, kind: str) -> bool:
    return any(fact.kind == SECTION and fact.values.get("kind") == kind for fact in owner.facts)


def _same(fact: Fact) -> tuple[str, ...]:
    names = ("title", "organization", "starts_on", "name", "date", "text", "degree", "value")
    return (fact.kind, *(fold(str(fact.values.get(name, ""))) for name in names))


def _tell_others(site: Site, people: People, owner: str) -> None:
    others = [
        people.names[slug].full for slug in people.real()
        if slug != owner
        and fold(people.names[slug].full) != fold(site.owner.name.full if site.owner else "")
    ]  # fmt: skip
    if others:
        shown = ", ".join(others[:10])
        what = f"Further people have a page: {shown}. They are credited, not made a page here."
        site.remarks.append(Problem("content/authors", what))
