"""Entries of lists in Markdown pages: news, projects, jobs, awards, each from its lines."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text

from .base import NEWS, SECTION, Fact
from .html_items import PLACE, leading_date
from .html_lines import Line, Span, lines_of_page
from .html_sections import Part, facts_of
from .jekyll_entries import Entry, facts_of_entries
from .jekyll_projects import project_of, projects_below_headings
from .jekyll_tables import entries_of_tables
from .jekyll_text import one_line
from .lists import units_of
from .markdown import as_html, text_of, to_markdown
from .places import RootPlaces

LEAST = 25  # characters of a text beside a list that says something
LONGEST_PLACE = 100  # characters
BY_ENTRY = {"experience", "education", "awards", "talks", "service"}
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
    if kind == "projects" and (below := projects_below_headings(title, whole, places))[0]:
        return below
    if not is_list or _has_prose(whole):
        return [], []
    if kind not in {*BY_ENTRY, "projects"}:
        return _courses(kind, title, whole, places), []
    if kind in BY_ENTRY and (entries := entries_of_tables(whole, places)):
        return facts_of_entries(kind, title, entries, places.base)
    facts, lost = _by_entry(kind, title, units, places)
    return facts, [*lost, *(_beside(whole, title) if facts else [])]


def _by_entry(
    kind: str, title: str, units: Sequence[_Element], places: RootPlaces
) -> tuple[list[Fact], list[str]]:
    if kind == "projects":
        facts = [project_of(unit, places) for unit in units if text_of(as_html(unit))]
        section = Fact(SECTION, {"kind": kind, "title": title}, places.base)
        return ([section, *facts] if facts else []), []
    entries = [entry for unit in units if (entry := _entry(unit, places, kind)).title]
    if not entries or any(len(entry.title + entry.place) > 300 for entry in entries):
        return [], []
    return facts_of_entries(kind, title, entries, places.base)


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
    for unit in _dated_parts(units):
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


def _dated_parts(units: Sequence[_Element]) -> Iterator[_Element]:
    """Yield entries, those whose lines all begin with a date line by line."""
    for unit in units:
        parts = _at_breaks(unit)
        dated = [leading_date(text_of(as_html(part))) for part in parts]
        if len(parts) > 1 and all(date and rest for date, rest in dated):
            yield from parts
        else:
            yield unit


def _at_breaks(unit: _Element) -> list[_Element]:
    """Return what stands between the breaks of an element, each in one of its own."""
    parts = [html.Element("p")]
    parts[0].text = unit.text
    for child in deepcopy(unit):
        if child.tag != "br":
            parts[-1].append(child)
            continue
        parts.append(html.Element("p"))
        parts[-1].text = child.tail
    return [part for part in parts if text_of(as_html(part))]


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


def _entry(unit: _Element, places: RootPlaces, kind: str) -> Entry:
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
    if kind in {"education", "experience"} and _tell_linked_place(entry, first):
        pass
    elif place is not None and not re.search(r"[@,]|\bat\b", entry.title):
        entry.place = place.text.strip(" .,")
        rest = [line for line in rest if line is not place]
    elif kind == "experience" and rest and _is_employer(rest[0], entry.title):
        entry.place, rest = rest[0].text.strip(" .,"), rest[1:]
    elif parted := _at_place(entry.title):
        before, behind = parted
        if PLACE.search(behind) and not PLACE.search(before):
            entry.title, entry.place = before, behind
        elif _PERSONAL.search(behind) and not _PERSONAL.search(before):
            entry.title, entry.place = behind, before
    entry.lines = [one_line(line.markdown(places.whole)) for line in rest]
    return entry


def _tell_linked_place(entry: Entry, line: Line) -> bool:
    """Take what a link behind a comma names as the place of an entry; return whether it does."""
    word = line.links[0][0] if line.links else ""
    before, found, behind = entry.title.partition(word) if word else ("", "", "")
    if not found or not before.rstrip().endswith(",") or not before.strip(" ,"):
        return False
    entry.title, entry.place = before.strip(" ,"), f"{found}{behind}".strip(" ,.")
    return True


def _is_employer(line: Line, title: str) -> bool:
    """Return whether the line below a job is who gave it: the title names nobody."""
    if not _PERSONAL.search(title) or re.search(r"[@,]|\bat\b", title):
        return False
    text = line.text
    return len(text) < LONGEST_PLACE and not text.endswith((".", ":")) and text[:1].isupper()


def _at_place(title: str) -> tuple[str, str] | None:
    """Return what stands before and behind the comma at which a place begins, None for none."""
    parts = re.split(r",\s*(?![^()]*\))", title)
    for at in range(1, len(parts)):
        if PLACE.search(parts[at]) and not any(PLACE.search(part) for part in parts[:at]):
            return ", ".join(parts[:at]), ", ".join(parts[at:])
    found = re.match(r"(.+?),\s*(?P<place>[^,]*?(?:,[^,]*)?)$", title)
    return (found[1], found["place"]) if found else None
