"""What a CV says of a person, gathered from her rows, part by part in their usual order.

What she leaves out of her page is left out here, too, and her own headings are kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

import orjson
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import escape, format_html_join

from portal.kit.models import SAFE_ADDRESS
from researchers.models import Activity, Contribution, ProfileLink, Researcher, Section
from researchers.printed import today, with_current_labs
from researchers.sections import sections as page_sections

from . import entries
from .choices import Choices, read
from .content import CV, Contact, Entry, Part
from .papers import chosen, papers_of, with_papers

READ = (
    Prefetch("links", ProfileLink.objects.select_related("kind")),
    "positions",
    "degrees",
    "activities",
    "teaching",
    Prefetch(
        "contributions",
        Contribution.objects.filter(project__is_public=True).select_related("project"),
    ),
)
ABOUT, PAPERS, ACTIVITIES = "about", "publications", "activities"
# Parts in their order: key, usual heading, and as which part of the page they are shown, if any.
ORDER = (
    ("research", "Research", "research"),
    ("positions", "Positions", "experience"),
    ("education", "Education", "education"),
    (PAPERS, "Publications", PAPERS),
    ("awards", "Awards", ACTIVITIES),
    ("talks", "Talks", ACTIVITIES),
    ("teaching", "Teaching", "teaching"),
    ("projects", "Projects", "projects"),
    ("service", "Service", ACTIVITIES),
)
ENTRIES: dict[str, Callable[[Researcher], Iterator[Entry]]] = {
    "positions": entries.positions,
    "education": entries.degrees,
    "awards": entries.activities(Activity.Kind.AWARD),
    "talks": entries.activities(Activity.Kind.TALK),
    "teaching": entries.teaching,
    "projects": entries.projects,
    "service": entries.activities(Activity.Kind.SERVICE),
}
SINCE = {"awards", "talks", "service"}  # parts that a first year cuts, beside the publications
SHORT = 40  # characters of an address that is printed itself, not under its word


@dataclass(frozen=True)
class Gathered:
    """A CV, the choices it was made by, and the parts that could be chosen, by their keys."""

    cv: CV
    choices: Choices
    offered: dict[str, str]
    has_selected: bool


def people() -> QuerySet[Researcher]:
    """Return the people who have a CV, read with all that theirs says but the papers."""
    found = Researcher.objects.with_page().filter(profile__isnull=False)
    return found.select_related("profile").prefetch_related(*READ)


def gather(person: Researcher, query: QueryDict, origin: str) -> Gathered:
    """Return the CV that `query` asks for of one of `people()`; `origin` is "https://host"."""
    page = orjson.loads(person.profile.page)
    address = origin + person.get_absolute_url()
    papers = papers_of(person)
    parts = list(_parts(person, page, has_papers=bool(papers)))
    offered = {part.key: part.title for part in parts}
    choices = read(query, offered)
    told: list[Part] = []
    for part in parts:
        if part.key not in choices.sections:
            continue
        if part.key == PAPERS:
            wanted = chosen(papers, choices)
            told += [with_papers(part, wanted, choices, address, origin)] if wanted else []
        elif part.key in SINCE and choices.since:
            kept = [entry for entry in part.entries if (entry.year or 0) >= choices.since]
            told += [replace(part, entries=kept)] if kept else []
        else:
            told.append(part)
    cv = CV(
        name=person.full_name,
        original_name=person.original_name,
        line_html=_line(person, orjson.loads(person.profile.card)),
        contacts=_contacts(person, address, origin),
        parts=told,
        made_on=timezone.localdate(),
        address=address,
    )
    return Gathered(cv, choices, offered, any(paper.is_selected for paper in papers))


def _line(person: Researcher, card: dict[str, Any]) -> str:
    """Return what she is and the labs she is in today, as safe HTML."""
    labs = with_current_labs(card, today())["labs"]
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((lab["url"], lab["name"]) for lab in labs)
    )
    return " · ".join(part for part in (escape(person.headline), links) if part)


def _contacts(person: Researcher, address: str, origin: str) -> list[Contact]:
    """Return her public e-mail address, her page, her ORCID iD, then what else she links to."""
    links = [link for link in person.links.all() if SAFE_ADDRESS.match(link.url)]
    found: dict[str, Contact] = {}
    if person.email and person.email_is_public:
        found["email"] = Contact(person.email, f"mailto:{person.email}")
    for link in links:
        if link.kind.key == "email":
            found["email"] = Contact(link.url.removeprefix("mailto:"), link.url)
    found["page"] = Contact(_bare(address), address)
    if person.orcid:
        found["orcid"] = Contact(f"ORCID {person.orcid}", f"https://orcid.org/{person.orcid}")
    others = [
        Contact(_printed(link), urljoin(origin, link.url))
        for link in links
        if link.kind.key not in {"cv", *found}
    ]
    return [*found.values(), *others]


def _printed(link: ProfileLink) -> str:
    bare = _bare(link.url)
    return bare if len(bare) <= SHORT and "?" not in bare and not link.label else link.text


def _bare(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/") or url


def _parts(person: Researcher, page: dict[str, Any], *, has_papers: bool) -> Iterator[Part]:
    """Yield the parts that have something to say; that of the publications is still empty."""
    shown = {part["key"]: part for part in page["sections"]}
    if page["bio_html"]:
        yield Part(ABOUT, "About", html=page["bio_html"])
    for key, usual, on_page in ORDER:
        if on_page not in shown:
            continue
        own = shown[on_page]["title"]
        keeps = on_page != ACTIVITIES and own != page_sections[on_page].title
        part = Part(key, own if keeps else usual)
        if key == PAPERS:
            yield from [part] if has_papers else []
        elif key in ENTRIES:
            found = list(ENTRIES[key](person))
            yield from [replace(part, entries=found)] if found else []
        else:
            yield replace(part, html=shown[on_page]["content"])
    for own_part in page["sections"]:
        if own_part["key"] == Section.TEXT:
            key = f"own-{own_part['anchor']}"
            yield Part(key, own_part["title"], html=own_part["content"])
