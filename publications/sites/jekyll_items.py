"""Entries of lists in Markdown pages: news, projects, jobs, awards, each from its lines."""

import re
from collections.abc import Sequence

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text

from .base import NEWS, PROJECT, SECTION, Fact
from .html_items import PLACE, leading_date
from .html_lines import Line, Span, lines_of_page
from .html_papers import is_links
from .html_sections import Part, facts_of
from .jekyll_entries import Entry, facts_of_entries
from .jekyll_text import one_line
from .lists import units_of
from .markdown import as_html, text_of, to_markdown
from .places import RootPlaces

LEAST = 25  # characters of a text beside a list that says something
BY_ENTRY = {"experience", "education", "awards", "talks", "service"}
_CODE = re.compile(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.com/|https?://codeberg\.org/")
_PERSONAL = re.compile(r"(?i)\b(?:intern|engineer|scientist|researcher|assistant|professor|"
                       r"fellow|post-?doc\w*|"
                       r"lecturer|developer|consultant|manager|director|student|instructor|tutor|"
                       r"analyst)\b")  # fmt: skip


def items_of_section(
    kind: str, title: str, whole: html.HtmlElement, places: RootPlaces
) -> tuple[list[Fact], list[str]]:
    """Return the entries of a section, none for prose; and what of them found no place."""
    units = units_of(whole)
    is_list = bool(whole.xpath(".//li|.//tr"))
    if kind == "news":
        return _news(title, units, places), []
    if not is_list or _has_prose(whole):
        return [], []
    if kind == "projects":
        facts = [_project(unit, places) for unit in units if text_of(as_html(unit))]
        facts = (
            [Fact(SECTION, {"kind": kind, "title": title}, places.base), *facts] if facts else []
        )
        return facts, _beside(whole, title) if facts else []
    if kind in BY_ENTRY:
        entries = [entry for unit in units if (entry := _entry(unit, places)).title]
        if not entries or any(len(entry.title) > 300 for entry in entries):
            return [], []
        facts, lost = facts_of_entries(kind, title, entries, places.base)
        return facts, [*lost, *_beside(whole, title)]
    return _courses(kind, title, whole, places), []


def _has_prose(element: html.HtmlElement) -> bool:
    """Return whether prose of some length stands beside the lists."""
    return any(
        len(text_of(one)) > 120
        for one in element.iter("p")
        if not any(outer.tag in {"li", "td"} for outer in one.iterancestors())
    )


def _beside(element: html.HtmlElement, title: str) -> list[str]:
    """Return the lines that tell what stands beside the lists of a section."""
    texts = [text_of(one) for one in element.iter("p")
             if not any(outer.tag in {"li", "td"} for outer in one.iterancestors())]  # fmt: skip
    told = [text for text in texts if len(text) > LEAST and not text.endswith(":")]
    return [f'Of "{title}" this stands beside the list: {text[:500]}' for text in told]


def _courses(kind: str, title: str, whole: html.HtmlElement, places: RootPlaces) -> list[Fact]:
    lines = lines_of_page(whole)
    for line in lines:
        line.number = 0
        if _depth(line) > 1:
            line.item = line.paragraph = False
    facts = list(facts_of(Part(title, kind, lines), places))
    return [] if all(fact.values.get("kind") == "text" for fact in facts) else facts


def _depth(line: Line) -> int:
    if line.element is None:
        return 0
    return sum(one.tag == "li" for one in (line.element, *line.element.iterancestors()))


def _news(title: str, units: Sequence[_Element], places: RootPlaces) -> list[Fact]:
    """Return dated lines, if most of a section are such; undated ones as a text below."""
    found: list[Fact] = []
    undated: list[str] = []
    for unit in units:
        text = one_line(to_markdown(as_html(unit), places.whole))
        plain = text_of(as_html(unit)) if unit.tag != "tr" else clean_text(
            " ".join(line.text for line in lines_of_page(as_html(unit)))
        )  # fmt: skip
        date, rest = leading_date(plain)
        if date and rest:
            found.append(
                Fact(NEWS, {"date": date, "text": _behind(text, plain, rest)}, places.base)
            )
        elif text:
            undated.append(text)
    if not found or len(found) < len(undated):
        return []
    facts = [Fact(SECTION, {"kind": "news", "title": title}, places.base), *found]
    if undated:
        body = "\n".join(f"- {text}" for text in undated)
        facts.append(
            Fact(SECTION, {"kind": "text", "title": "Further news", "body": body}, places.base)
        )
    return facts


def _behind(markdown: str, plain: str, rest: str) -> str:
    """Return the Markdown of a line without its date, whose plain text `rest` is."""
    count = sum(map(str.isalnum, plain)) - sum(map(str.isalnum, rest))
    at = 0
    while at < len(markdown) and count:
        count -= markdown[at].isalnum()
        at += 1
    shown = re.sub(r"^(?:\\?[\])]|[*_:–—\-|.,;\s])+", "", markdown[at:])
    if shown.count("**") % 2 and markdown.startswith("**"):
        shown = f"**{shown}"
    return shown


def _project(unit: _Element, places: RootPlaces) -> Fact:
    """Return a project: its name in bold or before a colon, a line about it, links, a text."""
    lines = lines_of_page(as_html(unit))
    first, rest = lines[0], lines[1:]
    strong = clean_text("".join(span.text for span in first.spans if span.bold or span.title))
    linked = first.links[0][0] if first.links else ""
    name = next((part for part in (strong, linked) if part and first.text.startswith(part)), "")
    tagline = ""
    if name:
        tagline = first.text[len(name) :].strip(" :–—-,.|")
    elif found := re.match(r"(.{2,60}?)\s*(?::|\s[–—-])\s+(.+)", first.text):
        name, tagline = found[1], found[2]
    told = [line for line in rest if not is_links(line)]
    own = [(word, address) for line in lines if line is first or is_links(line)
           for word, href in line.links if (address := places.whole(href))]  # fmt: skip
    code = next((address for word, address in own if _CODE.match(address)), "")
    sites = [one for one in own if one[1] != code]
    url = next(
        (a for w, a in sites if re.search(r"(?i)web|site|home|project|demo", w)), ""
    ) or next((address for _, address in sites), "")
    description = "\n\n".join(one_line(line.markdown(places.whole)) for line in told)
    further = [f"[{word}]({address})" for word, address in own if address not in {code, url}]
    if further:
        description = "\n\n".join(filter(None, [description, " · ".join(further)]))
    if len(tagline) > 250:
        description = "\n\n".join(filter(None, [tagline, description]))
        tagline = ""
    values = {"name": (name or first.text)[:200], "tagline": tagline, "url": url, "code_url": code,
              "description": description}  # fmt: skip
    images = (places.picture(image.get("src") or "-") for image in unit.iter("img"))
    picture = next(filter(None, images), "")
    kept = {key: value for key, value in values.items() if value}
    return Fact(PROJECT, kept, places.base, {"picture": picture} if picture else {})


def _entry(unit: _Element, places: RootPlaces) -> Entry:
    """Return an entry of a list: its first line says what and when, the others stand below."""
    lines = lines_of_page(as_html(unit))
    if not lines:
        return Entry()
    if unit.tag == "tr":
        lines = [Line([span for line in lines for span in (*line.spans, Span(" "))])]
    first, rest = lines[0], lines[1:]
    entry = Entry(title=first.text).dated_by_text()
    if not entry.when and rest:
        dated = Entry(title=f"- {rest[0].text}").dated_by_text()
        if dated.when and len(dated.title) < 4:
            entry.when, rest = dated.when, rest[1:]
    entry.url = next((url for _, href in first.links if (url := places.whole(href))), "")
    place = next((line for line in rest if PLACE.search(line.text) and len(line.text) < 120), None)
    if place is not None and not re.search(r"[@,]|\bat\b", entry.title):
        entry.place = place.text.strip(" .,")
        rest = [line for line in rest if line is not place]
    elif parted := re.match(r"(.+?),\s*(?P<place>[^,]*?(?:,[^,]*)?)$", entry.title):
        before, behind = parted[1], parted["place"]
        if PLACE.search(behind) and not PLACE.search(before):
            entry.title, entry.place = before, behind
        elif _PERSONAL.search(behind) and not _PERSONAL.search(before):
            entry.title, entry.place = behind, before
    entry.lines = [one_line(line.markdown(places.whole)) for line in rest]
    return entry
