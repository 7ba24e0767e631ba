"""Sites of Hugo's academic themes: Hugo Academic, Wowchemy, HugoBlox; a person's or a lab's."""

import re
from collections.abc import Mapping
from typing import Any

from portal.kit.text import fold
from publications.bylines import parse_name
from publications.records import Problem

from .base import LAB, PERSON, SECTION, Fact, Person, Site, SiteReader
from .files import SiteFiles
from .frontmatter import listed, told
from .hugo_content import Source, is_sample_person, settings_of
from .hugo_pages import OWN, facts_of
from .hugo_papers import FOLDERS, papers_of
from .hugo_people import People, members_of

TEXTS = (".md", ".markdown", ".rmd", ".qmd")


class Hugo(SiteReader):
    key = "hugo"
    label = "Hugo Academic, Wowchemy or HugoBlox"

    def recognizes(self, files: SiteFiles) -> int:
        pages = files.under("content", *TEXTS)
        if not pages:
            return 0
        folders = "|".join((*FOLDERS, "authors", "author"))
        if any(re.match(rf"content/(?:[a-z-]+/)?(?:{folders})/", path) for path in pages):
            return 90
        return 80 if files.under("data/authors") or files.under("content/home") else 30

    def read(self, files: SiteFiles) -> Site:
        site = Site(self.key)
        source = Source(files, site)
        source.settings, problems = settings_of(files)
        site.remarks += problems
        site.address = _address(source.settings) or files.address
        source.languages = _languages(source.settings)
        people = People(source)
        site.papers = list(papers_of(source, people))
        owner = people.owner()
        facts = list(facts_of(source))
        members = members_of(people)
        if owner:
            site.owner = people.person(owner)
        elif len(members) > 1:
            site.lab = _lab(source)
            site.people = [people.member(slug) for slug in members]
            _tell_homeless(site, facts)
        else:
            site.owner = _named_by_settings(source, people)
        if site.owner:
            _join(site.owner, facts)
            if site.papers:
                site.owner.facts.append(Fact(SECTION, {"kind": "publications"}, "content"))
            _tell_others(site, people, owner)
        _tell_left(source)
        return site


def _address(settings: Mapping[str, Any]) -> str:
    address = told(settings.get("baseurl"))
    is_real = not re.match(r"(?i)https?://(?:www\.)?example\.\w+", address)
    if re.match(r"https?://[^/\s]", address) and is_real:
        return address.rstrip("/")
    return ""


def _languages(settings: Mapping[str, Any]) -> list[str]:
    first = told(settings.get("defaultcontentlanguage")).lower()
    others = settings.get("languages")
    named = [str(name).lower() for name in others] if isinstance(others, Mapping) else []
    return [name for name in [first, *named] if name]


def _title(settings: Mapping[str, Any]) -> str:
    title = told(settings.get("title"))
    params = settings.get("params")
    if not title and isinstance(params, Mapping):
        title = told(params.get("title"))
    return title


def _named_by_settings(source: Source, people: People) -> Person | None:
    """Return the person that the settings name, if nobody has a page; the theme's own at last."""
    params = source.settings.get("params")
    blox = params.get("hugoblox") if isinstance(params, Mapping) else None
    identity = blox.get("identity") if isinstance(blox, Mapping) else None
    name = told(identity.get("name")) if isinstance(identity, Mapping) else ""
    title = name or _title(source.settings)
    words = title.split()
    is_other = re.search(r"(?i)academic|research|group|lab\b|site|hugo", title)
    if 2 <= len(words) <= 4 and not is_other:
        return Person(parse_name(title), [Fact(PERSON, {}, "config")], where="config")
    sample = next((slug for slug in people.pages if is_sample_person(people.names[slug].full)), "")
    if sample:
        what = "All of it is the theme's own example."
        source.site.remarks.append(Problem(people.pages[sample].path, what))
        return Person(people.names[sample], [], where=people.pages[sample].path)
    return None


def _lab(source: Source) -> Fact:
    params = source.settings.get("params")
    params = params if isinstance(params, Mapping) else {}
    values = {
        "name": (_title(source.settings) or source.files.name)[:200],
        "tagline": told(params.get("description"))[:250],
        "url": source.site.address,
    }
    return Fact(LAB, {name: value for name, value in values.items() if value}, "config")


def _tell_homeless(site: Site, facts: list[Fact]) -> None:
    """Say what a lab's site tells that belongs to no one person."""
    kept = [fact for fact in facts if fact.kind != SECTION or fact.values.get("kind") == "text"]
    for fact in kept:
        title = str(fact.values.get("title") or fact.values.get("name") or fact.values.get("text"))
        site.lost.append(
            Problem(fact.where, f'"{title[:80]}" belongs to the lab and was not brought in.',
                    "Add it to the lab's page by hand.", is_loss=True)
        )  # fmt: skip


def _join(owner: Person, facts: list[Fact]) -> None:
    """Add the site's facts to those of the person's page; jobs told on both count once."""
    known = {_same(fact) for fact in owner.facts if fact.kind not in {SECTION, PERSON}}
    owner.facts += [fact for fact in facts if fact.kind == SECTION or _same(fact) not in known]


def _same(fact: Fact) -> tuple[str, ...]:
    names = ("title", "organization", "starts_on", "name", "date", "text", "degree", "value")
    return (fact.kind, *(fold(str(fact.values.get(name, ""))) for name in names))


def _tell_others(site: Site, people: People, owner: str) -> None:
    others = [
        people.names[slug].full for slug in people.pages
        if slug != owner
        and not is_sample_person(people.names[slug].full)
        and fold(people.names[slug].full) != fold(site.owner.name.full if site.owner else "")
    ]  # fmt: skip
    if others:
        shown = ", ".join(others[:10])
        what = f"Further people have a page: {shown}. They are credited, not made a page here."
        site.remarks.append(Problem("content/authors", what))


def _tell_left(source: Source) -> None:
    """Say what was left out: the theme's examples, and pages that were not read."""
    site = source.site
    for kind, count in source.samples.items():
        what = f"{count} {kind} are the theme's own examples: left out."
        site.remarks.append(Problem("content", what))
    for path in source.files.under("content", *TEXTS):
        if path in source.read:
            continue
        parts = [part for part in path.split("/")[1:-1] if len(part) > 2]
        if parts and parts[0].lower() in OWN:
            continue
        page = source.document(path, "", "")
        body = page.page.body.strip()
        title = page.said("title") or path
        if len(body) > 40 and "lorem ipsum" not in body.lower():
            text = source.markdown(body, path)
            if site.owner and text and not listed(page.values.get("sections")):
                values = {"kind": "text", "title": title[:100], "body": text}
                site.owner.facts.append(Fact(SECTION, values, path))
            else:
                what = f'The page "{title}" was not brought in.'
                site.lost.append(Problem(path, what, "Add it by hand.", is_loss=True))
