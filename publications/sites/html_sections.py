"""The parts of a page: its head with name, bio and links, and the sections under its headings."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from portal.kit.text import clean_text

from .base import LINK, SECTION, Fact
from .html_bylines import is_links
from .html_items import (
    CODE,
    TERM,
    Item,
    activity,
    courses,
    degree,
    leading_date,
    markdown,
    news,
    position,
    project,
)
from .html_lines import Line
from .html_media import media_of
from .links import profile_link
from .places import Places

# What a heading is about, in the order in which it is tried; keys of parts of a page, or our own.
KINDS = (
    ("highlights", r"highlights?(?:ed)?(?: (?:papers?|work|projects?))?|featured(?: \w+)?"),
    ("publications", r".*\b(?:publications?|papers|preprints?|articles|manuscripts|pubs)\b.*"),
    ("news", r".*\b(?:news|updates?|announcements|what's new)\b.*"),
    ("teaching", r".*\b(?:teaching|courses?|lectures)\b(?!.*projects?).*"),
    ("experience", (r".*\b(?:experience|employment|internships?|positions|industry|"
                   r"appointments)\b.*|work|career")),
    ("education", r".*\beducation\b.*|degrees"),
    ("awards", r".*\b(?:awards?|honou?rs?|fellowships?|scholarships?|grants)\b.*"),
    ("talks", r".*\b(?:talks?|presentations?|seminars)\b.*"),
    ("service", r".*\b(?:service|reviewing|reviewer|professional activities|community)\b.*"),
    ("projects", r".*\b(?:projects?|software|open[- ]source|repositories)\b.*"),
    ("research", r".*\bresearch\b.*|interests?"),
    ("bio", r"about(?: me)?|bio(?:graphy)?|short bio|introduction|hi|hello|welcome.*"),
)  # fmt: skip
# Sections of entries: a smaller heading within one begins another.
INDEPENDENT = {"publications", "news", "teaching", "experience", "awards", "talks", "projects"}
_KINDS = [(kind, re.compile(rf"(?i)\W*(?:{words})\W*")) for kind, words in KINDS]
_CREDIT = re.compile(
    r"(?i)\btemplate\b|jon ?barron|last (?:updated?|modified)|©|copyright|source code|"
    r"\bdesign(?:ed)?\b.{0,40}\b(?:by|from)\b|built with|powered by|steal this"
)
_CHROME = re.compile(
    r"(?i)\W*(?:show (?:more|less|all)|(?:see|read|view) (?:more|all)|more|back to top|top|home|"
    r"click here|all|selected|toggle\w*)\W*"
)
EMAIL = re.compile(
    r"(?i)(?<![\w.+-])([\w.+-]{1,64})\s*(?:@|\s+at\s+|\[\s*at\s*\]|\(\s*at\s*\)|\{\s*at\s*\}|<\s*at\s*>)\s*"
    r"((?:[\w-]+\s*(?:\.|\s+dot\s+|\[\s*dot\s*\]|\(\s*dot\s*\))\s*)+[a-z]{2,})\b"
)


@dataclass
class Part:
    """A section: its heading's words, what it is about, its lines."""

    title: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    number: int = 0


def kind_of_heading(title: str) -> str:
    """Return what a heading is about: a key of `KINDS`, "text" for anything else."""
    plain = re.sub(r"\([^()]*\)", "", title).strip()
    return next((kind for kind, form in _KINDS if form.fullmatch(plain)), "text")


def parts_of(lines: Sequence[Line], taken: set[int]) -> tuple[list[Line], list[Part]]:
    """Return the lines above the first section, and the sections; lines of papers left out."""
    head: list[Line] = []
    parts: list[Part] = []
    for number, line in enumerate(lines):
        if number in taken or re.fullmatch(r"\W*(?:19|20)\d\d\W*", line.text):
            if number in taken and not parts:
                parts.append(Part("", "publications", number=number))
            continue
        level = line.heading
        is_section = bool(level) and level not in {"name", "pageheading", "h6"} and len(
            line.text
        ) < 120  # fmt: skip
        is_first = not parts and not head
        if is_section and not (
            is_first and level in {"h1", "h2", "h3"} and _is_alone(lines, number)
        ):
            is_inner = parts and level in {"h4", "h5"} and parts[-1].kind not in INDEPENDENT
            if is_inner:
                parts[-1].lines.append(line)  # a heading within its section
                continue
            title = clean_text(re.sub(r"\([^()]*\)", "", line.text)).strip(" :.-|")
            parts.append(Part(title or line.text, kind_of_heading(line.text), number=number))
        elif parts:
            parts[-1].lines.append(line)
        else:
            head.append(line)
    return head, parts


def _is_alone(lines: Sequence[Line], number: int) -> bool:
    """Whether a heading is the name above the page: nothing of a section's words in it."""
    return kind_of_heading(lines[number].text) == "text"


def is_credit(line: Line) -> bool:
    """Return whether a line is about the page itself: its template, when it was updated."""
    return bool(_CREDIT.search(line.text)) and len(line.text) < 400


def is_chrome(line: Line) -> bool:
    """Return whether a line only works the page: "show more"."""
    return bool(_CHROME.fullmatch(line.text))


def items_of(part: Part, places: Places) -> list[Item]:
    """Return the entries of a section, with the picture that stands beside each."""
    items: list[Item] = []
    for line in part.lines:
        starts = line.paragraph or line.item
        if items and (
            not starts or (_is_plain(line) and not line.item and _same_cell(items[-1], line))
        ):
            items[-1].lines.append(line)
        else:
            items.append(Item([line]))
    for item in items:
        item.picture = _picture(item, places)
    return items


def _is_plain(line: Line) -> bool:
    """Whether nothing of a line is emphasised or linked as a name of an entry is."""
    first = next((span for span in line.spans if span.text.strip()), None)
    return first is None or not (first.title or first.bold or first.href)


def _same_cell(item: Item, line: Line) -> bool:
    """Whether a line stands in the same cell, or list entry, as an entry."""
    return _cell(item.lines[0].element) is not None and _cell(item.lines[0].element) is _cell(
        line.element
    )


def _cell(element: _Element | None) -> _Element | None:
    while element is not None and element.tag not in {"td", "li", "article", "section"}:
        element = element.getparent()
    return element


def _picture(item: Item, places: Places) -> str:
    """Return the picture in the row of an entry, "" for none."""
    element = item.lines[0].element
    while element is not None and element.tag not in {"tr", "li", "body", "section"}:
        if re.search(r"(?:^|\s)row(?:$|\s)", element.get("class") or ""):
            break
        element = element.getparent()
    if element is None or element.tag == "body":
        return ""
    return media_of(element, places).picture


def facts_of(part: Part, places: Places) -> Iterator[Fact]:
    """Yield what a section tells: its entries where their form is known, else its text."""
    resolve, where = places.whole, places.base
    lines = [line for line in part.lines if not is_chrome(line)]
    part = Part(part.title, part.kind, lines, part.number)
    place = f"{where}, line {lines[0].number}" if lines and lines[0].number else where
    reader = _READERS.get(part.kind)
    known = list(reader(items_of(part, places), places)) if reader else None
    if known is not None and known:
        usual = {"experience": "experience", "teaching": "teaching", "projects": "projects"}
        values = {"kind": usual.get(part.kind, part.kind), "title": part.title}
        yield Fact(SECTION, values, place)
        yield from known
    elif text := markdown(lines, resolve):
        yield Fact(SECTION, {"kind": "text", "title": part.title[:100], "body": text}, place)


def _projects(items: list[Item], places: Places) -> Iterator[Fact]:
    for item in items:
        yield project(item, places.whole, _where(item, places))


def _teaching(items: list[Item], places: Places) -> Iterator[Fact]:
    found: list[Fact] = []
    for item in items:
        single = [Item([line], item.picture) for line in item.lines]
        by_line = [list(courses(one, places.whole, _where(one, places))) for one in single]
        if len(by_line) > 1 and all(by_line) and all(has_code(one) for one in single):
            found += [fact for facts in by_line for fact in facts]
            continue
        facts = list(courses(item, places.whole, _where(item, places)))
        if not facts:
            return  # then the whole section is kept as text
        found += facts
    yield from found


def has_code(item: Item) -> bool:
    return bool(CODE.search(item.text) and TERM.search(item.text))


def _positions(items: list[Item], places: Places) -> Iterator[Fact]:
    if any(len(item.text) > 600 for item in items):
        return
    for item in items:
        yield position(item, places.whole, _where(item, places))


def _news(items: list[Item], places: Places) -> Iterator[Fact]:
    told = [news(item, places.whole, _where(item, places)) for item in items]
    if sum(fact is not None for fact in told) * 2 < len(told):
        return
    undated = [item for item, fact in zip(items, told, strict=True) if fact is None]
    yield from (fact for fact in told if fact)
    if undated:
        text = "\n".join(
            f"- {markdown(item.lines, places.whole).removeprefix('- ')}" for item in undated
        )
        values = {"kind": "text", "title": "Further news", "body": text}
        yield Fact(SECTION, values, _where(undated[0], places))


def _education(items: list[Item], places: Places) -> Iterator[Fact]:
    told = [degree(item, places.whole, _where(item, places)) for item in items]
    if told and all(told):
        yield from (fact for fact in told if fact)


def _activities(kind: str, items: list[Item], places: Places) -> Iterator[Fact]:
    if any(line.heading for item in items for line in item.lines) or any(
        len(item.text) > 400 for item in items
    ):
        return
    for item in items:
        lines = [Item([line], item.picture) for line in item.lines]
        parts = lines if kind == "service" and len(lines) < 20 else [item]
        for part in parts:
            yield activity(part, kind, places.whole, _where(part, places))


def _where(item: Item, places: Places) -> str:
    number = item.lines[0].number
    return f"{places.base}, line {number}" if number else places.base


Reader = Callable[[list[Item], Places], Iterator[Fact]]
_READERS: dict[str, Reader] = {
    "projects": _projects,
    "teaching": _teaching,
    "experience": _positions,
    "news": _news,
    "education": _education,
    "awards": lambda items, places: _activities("award", items, places),
    "talks": lambda items, places: _activities("talk", items, places),
    "service": lambda items, places: _activities("service", items, places),
}


@dataclass
class Head:
    """What stands above the sections."""

    bio: str = ""
    email: str = ""
    links: list[Fact] = field(default_factory=list)
    cv: str = ""


def head_of(lines: Sequence[Line], names: Sequence[str], places: Places) -> Head:
    """Return the bio and the links of a page's head."""
    head = Head()
    bio: list[Line] = []
    for line in lines:
        if line.text in names or line.heading in {"name", "pageheading"} or is_chrome(line):
            continue
        if is_links(line) or _is_profile(line):
            for word, href in line.links:
                _take_link(head, word, href, places)
            if (found := EMAIL.search(line.unlinked)) and not head.email:
                head.email = _plain(found)
            continue
        if (found := EMAIL.search(line.text)) and len(line.text) < 120:
            head.email = head.email or _plain(found)
            rest = re.sub(r"(?i)\W*e-?mail\W*", "", line.text.replace(found[0], "")).strip(" :|,")
            for word, href in line.links:
                _take_link(head, word, href, places)
            if len(rest) > 12:
                bio.append(line)
            continue
        bio.append(line)
    head.bio = markdown(bio, places.whole)
    if head.email and not any(fact.values["kind"] == "email" for fact in head.links):
        head.links.insert(0, Fact(LINK, {"kind": "email", "value": head.email}, places.base))
    return head


def _plain(found: re.Match[str]) -> str:
    host = re.sub(r"(?i)\s*(?:\s+dot\s+|\[\s*dot\s*\]|\(\s*dot\s*\)|\.)\s*", ".", found[2])
    return f"{found[1]}@{host}".lower()


def _is_profile(line: Line) -> bool:
    """Whether a line is made of links to where else the person is, with few words beside them."""
    kinds = [profile_link(word, href)[0] for word, href in line.links]
    known = [kind for kind in kinds if kind != "web"]
    return bool(known) and len(line.unlinked) < 25 and len(known) * 2 >= len(kinds)


def _take_link(head: Head, word: str, href: str, places: Places) -> None:
    if href.lower().startswith("mailto:"):
        head.email = head.email or href[7:].partition("?")[0].strip().lower()
        if head.email and not any(fact.values["kind"] == "email" for fact in head.links):
            head.links.append(Fact(LINK, {"kind": "email", "value": head.email}, places.base))
        return
    kind, label = profile_link(word, href)
    if kind == "cv" and (path := places.document(href)):
        head.cv = path
        head.links.append(Fact(LINK, {"kind": "cv", "label": label}, places.base, {"value": path}))
        return
    address = places.whole(href)
    if not address or not (word or label or kind != "web"):
        return
    if kind == "web" and not label:
        label = word
    fact = Fact(LINK, {"kind": kind, "value": address, "label": label[:60]}, places.base)
    if not any(other.values.get("value") == address for other in head.links):
        head.links.append(fact)
    if leading_date(word)[0]:  # a date in brackets is no link of a person
        head.links.remove(fact)
