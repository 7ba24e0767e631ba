"""Home pages written by hand in HTML, in Jon Barron's manner and others': read by evidence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text, fold
from publications.bylines import parse_name
from publications.records import Problem

from .base import LINK, PERSON, SECTION, Fact, Person, Site, SiteReader
from .files import SiteFiles
from .html_bylines import Owner, is_name, known_better
from .html_cites import cut_lines
from .html_head import head_of, is_profiles, leads_to_cv
from .html_items import markdown
from .html_left import footer_of, select_papers, take_publications, tell_left
from .html_lines import Line, lines_of_page, parse_page
from .html_lists import Leftovers
from .html_media import media_of
from .html_outline import is_credit, kind_of_heading, parts_of, tells_change, with_bold_headings
from .html_paper import found_in, legend_of, papers_on
from .html_papers import Found
from .html_sections import facts_of
from .links import hostname
from .places import Places

START = ("index.html", "index.htm", "home.html", "default.html")
# Further pages that belong to the first one if it links to them.
BELONGS = re.compile(
    r"(?i)pub|paper|research|teach|project|news|talk|award|service|cv|about|bio|\bprofile\b"
)
# And those at the root that do even if nothing leads to them, as where a script makes the menu.
_PAPERS = re.compile(
    r"(?i)(?:(?:my|all|selected)[_-]?)?(?:publications?|pubs|papers|research)\.html?"
)
_POSSESSIVE = re.compile(
    r"(?i)^(.{3,60})['’]s?\s+(?:personal |academic )?(?:home ?page|web ?site|page)\b"
)
_OWN = re.compile(
    r"(?i)['’]s? (?:home ?page|web ?site|site|page).*$|^home ?page (?:of|for) |"
    r"\s*[|·•:–—-]\s.*$|\bhome ?page\b|\bpersonal (?:web)?site\b|\bph\.?d\.?\b"
)
# Words of titles of pages that no person is called by.
_NO_PERSON = re.compile(
    r"(?i)\b(?:academic|personal|portfolio|home ?page|web ?(?:site|page)|profile|blog|welcome)\b"
)
_HOST = re.compile(r"([a-z0-9-]+\.(?:github|gitlab)\.io)$", re.IGNORECASE)


class HtmlPage(SiteReader):
    key = "html"
    label = "home page in HTML"

    def recognizes(self, files: SiteFiles) -> int:
        return 50 if first_page(files) else 0

    def read(self, files: SiteFiles) -> Site:
        path = first_page(files)
        site = Site(self.key, keeps_order=True)
        root = parse_page(files, path) if path else None
        if root is None:
            what = "It holds nothing that can be read."
            site.lost.append(Problem(path, what, "Look whether the file is whole.", is_loss=True))
            return site
        site.address = files.address or _address(root, files)
        pages = [(path, root, lines_of_page(root))]
        pages += [
            (further, other, lines_of_page(other))
            for further in _further_pages(pages[0][2], files, path, site.address)
            if (other := parse_page(files, further)) is not None
        ]
        names = _names(root, pages[0][2])
        owner = Owner(names)
        for number, (where, page, lines) in enumerate(pages):
            parted = with_bold_headings(lines)
            pages[number] = where, page, cut_lines(parted, owner, legend_of(lines))
        _read_pages(site, files, pages, names)
        left = [one for one in files.under("", ".html", ".htm")
                if one not in {page for page, *_ in pages}]  # fmt: skip
        site.remarks += [
            Problem(one, "The first page does not lead to this one: it was not read.",
                    "Bring it in by itself if it is about the same person.")
            for one in left[:20]
        ]  # fmt: skip
        return site


def first_page(files: SiteFiles) -> str:
    """Return the page a visitor sees first, "" for none."""
    if found := files.first(*START):
        return found
    pages = [path for path in files.under("", ".html", ".htm") if "/" not in path]
    if len(pages) == 1:
        return pages[0]
    deep = [path for path in files if PurePosixPath(path).name in START and path.count("/") == 1]
    return deep[0] if len(deep) == 1 else ""


def _address(root: html.HtmlElement, files: SiteFiles) -> str:
    """Return where the page says that it lives, "" if it does not."""
    if "CNAME" in files and re.fullmatch(r"[\w.-]+", host := files.text("CNAME").strip()):
        return f"https://{host}"
    forms = (
        "//link[@rel='canonical']/@href",
        "//meta[@property='og:url' or @name='og:url']/@content",
    )
    for form in forms:
        for told in root.xpath(form):
            if re.match(r"https?://[^/\s]+", str(told)):
                return re.sub(r"(?i)/index\.html?$", "", str(told)).rstrip("/")
    if found := _HOST.search(files.name):
        return f"https://{found[1].lower()}"
    return ""


def _guessed_address(links: Sequence[Fact]) -> str:
    """Return the address that GitHub gives the page of whom the links name, "" for none."""
    for fact in links:
        if fact.values["kind"] == "github":
            found = re.match(
                r"(?i)https?://(?:www\.)?github\.com/([\w-]+)/?$", fact.values["value"]
            )
            if found:
                return f"https://{found[1].lower()}.github.io"
    return ""


def _further_pages(lines: Sequence[Line], files: SiteFiles, path: str, address: str) -> list[str]:
    """Return the pages that belong to the first one: it leads to them, or they list its papers."""
    found: dict[str, None] = {}
    for line in lines:
        for word, href in line.links:
            page = files.find(_within(href.partition("#")[0], address), path)
            if page.endswith((".html", ".htm")) and page != path and len(line.text) < 200 and (
                BELONGS.search(page) or BELONGS.fullmatch(word)
            ):  # fmt: skip
                found[page] = None
    alone = [page for page in files.under("", ".html", ".htm") if _PAPERS.fullmatch(page)]
    return list(dict.fromkeys([*list(found)[:10], *(page for page in alone if page != path)]))


def _within(href: str, address: str) -> str:
    """Return a link to the site's own host as one from its root, any other as it is."""
    own, told = (re.sub(r"(?i)^(?:https?:)?//(?:www\.)?", "", one) for one in (address, href))
    is_whole = told != href and own and told.lower().startswith(f"{own.lower()}/")
    return told[len(own) :] if is_whole else href


def _names(root: html.HtmlElement, lines: Sequence[Line]) -> list[str]:
    """Return what may be the owner's name, the likeliest first."""
    titles = [clean_text(title.text_content()) for title in root.iter("title")]
    told = [found[1] for title in titles if (found := _POSSESSIVE.match(title))]
    told += [line.text for line in lines[:12] if line.heading in {"name", "pageheading"}]
    told += [str(name) for name in root.xpath("//meta[@name='author']/@content")]
    told += [line.text for line in lines[:12] if line.heading in {"h1", "h2", "h3"}]
    told += [clean_text(_OWN.sub("", title)) for title in titles]
    told += [line.text for line in lines[:4]]
    plain = [re.sub(r"\s*\([^()]*\)$|,\s*ph\.?d\.?.*$", "", clean_text(name), flags=re.IGNORECASE)
             for name in told]  # fmt: skip
    names = list(
        dict.fromkeys(
            name
            for name in plain
            if is_name(name)
            and " " in name
            and kind_of_heading(name) == "text"
            and not _NO_PERSON.search(name)
        )
    )
    words = set(fold(names[0]).split()) if names else set()
    return [name for name in names if words & set(fold(name).split())]


def _read_pages(
    site: Site,
    files: SiteFiles,
    pages: list[tuple[str, html.HtmlElement, list[Line]]],
    names: list[str],
) -> None:
    path, root, lines = pages[0]
    owner = Owner(names)
    places = Places(files, path, site.address)
    if not names:
        what = "The page does not say in a way that was understood whose it is."
        site.lost.append(Problem(path, what, "Name the person with --for.", is_loss=True))
    facts = _facts_of_first(site, places, (root, lines, owner))
    known = {fold(paper.record.title) for paper in site.papers}
    for further, _, more in pages[1:]:
        inner = Places(files, further, site.address)
        found, taken = found_in(more, owner)
        _, parts = parts_of(more, taken)
        listed = Leftovers(site, more, owner, inner).papers(parts, taken)
        papers = papers_on(site, found, more, inner, listed)
        new = [paper for paper in papers if fold(paper.record.title) not in known]
        known |= {fold(paper.record.title) for paper in new}
        site.papers += new
        for part in parts:
            if part.kind == "publications":
                tell_left(site, part, more, inner)
            elif part.kind != "highlights" or not found:
                facts += facts_of(part, inner)
        _tell_problems(site, inner)
    _tell_problems(site, places)
    _tell_foreign(site, path)
    if names:
        spelled = known_better(lines, owner, legend_of(lines)).names
        site.owner = Person(parse_name(names[0]), facts, spellings=spelled[1:], where=path)
    elif facts:
        site.owner = None
        site.remarks.append(
            Problem(path, "Without a name, what the page tells beside its papers is left out.")
        )


def _tell_problems(site: Site, places: Places) -> None:
    for problem in places.problems():
        (site.lost if problem.is_loss else site.remarks).append(problem)


def _tell_foreign(site: Site, path: str) -> None:
    """Say of pictures at other hosts that they were not fetched, in one line."""
    hosts = list(dict.fromkeys(hostname(address) for address in site.foreign))
    if hosts:
        more = f" and {len(hosts) - 5} more" if len(hosts) > 5 else ""
        what = (
            f"{len(site.foreign)} pictures and videos are at other hosts "
            f"({', '.join(hosts[:5])}{more}): not brought in."
        )
        site.remarks.append(Problem(path, what, "Add them by hand if you may."))


def _facts_of_first(
    site: Site,
    places: Places,
    page: tuple[html.HtmlElement, list[Line], Owner],
) -> list[Fact]:
    root, lines, owner = page
    found, taken = found_in(lines, owner)
    head_lines, parts = parts_of(lines, taken, owner.names)
    closing = [line for line in head_lines if tells_change(line)]
    head_lines = [line for line in head_lines if not tells_change(line)]
    told = head_of(head_lines, owner.names, places)
    leads_within = places.unknown or _leads_within(lines, places)
    if not site.address and leads_within and (guess := _guessed_address(told.links)):
        site.address = places.address = guess
        what = f"Nothing says where the page lives; its links within were read as of {guess}."
        site.remarks.append(Problem(places.base, what, "Look at them."))
        places.unknown.clear()
        told = head_of(head_lines, owner.names, places)
    listed = Leftovers(site, lines, owner, places).papers(parts, taken)
    site.papers = papers_on(site, found, lines, places, listed)
    facts = [*told.links]
    values = {"headline": told.headline, "pronouns": told.pronouns, "bio": told.bio}
    values["email"] = told.email
    files_of = {"portrait": portrait(root, lines, places, found), "cv": told.cv}
    for part in parts:
        is_empty = not part.lines and not part.has_papers
        closing += [line for line in part.lines if is_credit(line)]
        part.lines = [line for line in part.lines if not is_credit(line)]
        if not any(fact.values.get("kind") == "cv" for fact in facts):
            ways = [line for line in part.lines if leads_to_cv(line)]
            _take_head(ways, values, files_of, facts, places)
        if part.kind == "research" and "research" not in values:
            values["research"] = markdown(part.lines, places.whole)
            facts.append(Fact(SECTION, {"kind": "research", "title": part.title}, places.base))
        elif (part.kind == "bio" and not values["bio"]) or (
            part.kind == "text" and is_profiles(part.lines)
        ):
            _take_head(part.lines, values, files_of, facts, places)
        elif part.kind == "highlights" and select_papers(site, part, places):
            pass
        elif part.kind == "publications":
            take_publications(part, values, facts, places)
            tell_left(site, part, lines, places)
        else:
            facts += facts_of(part, places)
            if is_empty and part.kind != "text":
                what = f'The section "{part.title}" holds nothing that could be read.'
                site.remarks.append(Problem(places.base, what, "Look at it."))
    values["footer"] = footer_of(closing, places)
    if found and not any(
        fact.kind == SECTION and fact.values["kind"] == "publications" for fact in facts
    ):
        at = next((n + 1 for n, fact in enumerate(facts)
                   if fact.kind == SECTION and fact.values["kind"] == "research"), 0)  # fmt: skip
        facts.insert(at, Fact(SECTION, {"kind": "publications"}, places.base))
    person = {name: value for name, value in values.items() if value}
    held = {name: value for name, value in files_of.items() if value}
    facts.insert(0, Fact(PERSON, person, places.base, held))
    _mark_portrait(facts, root, places)
    return facts


def _take_head(
    lines: Sequence[Line],
    values: dict[str, str],
    files_of: dict[str, str],
    facts: list[Fact],
    places: Places,
) -> None:
    """Take what the head of a page says from lines of a section below: bio, address, links."""
    inner = head_of([replace(line, heading="") for line in lines], (), places)
    values["bio"] = values["bio"] or inner.bio
    values["email"] = values["email"] or inner.email
    files_of["cv"] = files_of["cv"] or inner.cv
    known = {_target(fact) for fact in facts if fact.kind == LINK}
    facts += [link for link in inner.links if _target(link) not in known]


def _target(link: Fact) -> object:
    """Return where a link leads: an address, or a file of the site."""
    return link.values.get("value") or link.files.get("value")


def _leads_within(lines: Sequence[Line], places: Places) -> bool:
    """Return whether a link leads to another page of the site."""
    probe = Places(places.files, places.base)
    for line in lines:
        for _, href in line.links:
            probe.whole(href)
    return bool(probe.unknown)


def _mark_portrait(facts: list[Fact], root: html.HtmlElement, places: Places) -> None:
    fact = facts[0]
    for image in root.iter("img"):
        alt = (image.get("alt") or "").strip()
        if alt and fact.files.get("portrait") == places.picture(image.get("src") or "-"):
            if alt.lower() not in {"profile photo", "profile picture", "photo", "me", "portrait"}:
                facts[0] = Fact(
                    fact.kind, {**fact.values, "portrait_alt": alt[:200]}, fact.where, fact.files
                )
            return


def portrait(
    root: html.HtmlElement, lines: Sequence[Line], places: Places, papers: Sequence[Found]
) -> str:
    """Return the picture of the person: the first sizeable one above the papers and sections."""
    taken = {number for paper in papers for number in paper.lines}
    end = min((lines[number].number for number in taken if lines[number].number), default=10**9)
    headings = {line.element for n, line in enumerate(lines) if line.heading and n not in taken}
    beside = {
        image
        for paper in papers
        if paper.unit is not None and headings.isdisjoint(paper.unit.iter())
        for image in paper.unit.iter("img")
    }
    for image in root.iter("img"):
        if image in beside or (image.sourceline or 0) > end:
            break
        found = media_of(_alone(image), places).picture
        names = f"{image.get('class') or ''} {image.get('alt') or ''} {image.get('src') or ''}"
        if found and not re.search(r"(?i)logo|banner|icon", names):
            return found
    return ""


def _alone(image: _Element) -> _Element:
    wrapper = html.Element("div")
    copy = html.Element("img")
    for name, value in image.attrib.items():
        copy.set(str(name), str(value))
    wrapper.append(copy)
    return wrapper
