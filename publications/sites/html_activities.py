"""Awards, talks and services of a page: what each was, where, and when."""

import re

from portal.kit.text import clean_text
from publications.drafts import read_date

from .base import ACTIVITY, Fact
from .html_items import MONTH_WORDS, SPAN, Item, is_date, leading_date, markdown, shortened, told
from .links import kind_by_place, kind_by_word
from .markdown import Resolve
from .venues import YEAR

LONGEST_TITLE, LONGEST_PLACE = 250, 250  # characters
_ASIDE = re.compile(
    r"(?i)\W*(?:(?:news|press) (?:article|release|coverage)|article|details|announcement|"
    r"(?:learn |read )?more|link|website|certificate)\W*"
)
_MEDIA = {"slides", "video", "talk", "poster", "pdf"}


def activity(item: Item, kind: str, resolve: Resolve, where: str) -> Fact:
    """Return an award, a talk or a service: what it was, where, and when."""
    text = _without_links(item)
    date, rest = _dated(text)
    rest = rest.strip(" ,;:") or text
    title, organization, more = _talk(item, rest) if kind == "talk" else (rest, "", "")
    url = _url_of(item, title)
    values = {
        "kind": kind,
        "title": shortened(title, LONGEST_TITLE),
        "organization": organization,
        "date": date,
        "url": resolve(url) if url else "",
        "description": more,
    }
    if len(title) > LONGEST_TITLE:
        values["description"] = markdown(item.lines, resolve)
    return Fact(ACTIVITY, told(values), where)


def _dated(text: str) -> tuple[str, str]:
    """Return the date of an entry, and the rest if the date stands at its beginning or end."""
    if span := SPAN.match(text):
        return span[1][-4:], text[span.end() :]
    date, rest = leading_date(text)
    years = {found[0] for found in YEAR.finditer(text)}
    if date or len(years) != 1:
        return date, rest
    (year,) = years
    if month := re.search(rf"(?i)(?:^|[,(\s])\s*({MONTH_WORDS})\.?,?\s+{year}\)?\W*$", text):
        date = str(read_date(f"{month[1]} {year}")[0] or year)
        rest = text[: month.start()]
    else:
        alone = rf"\(\s*{year}\s*\)|\[\s*{year}\s*\]|\b{year}\b"
        date, rest = year, re.sub(rf"[,;]?\s*(?:{alone})\W*$", "", text)
    return date, text if rest.count("(") != rest.count(")") else rest


def _without_links(item: Item) -> str:
    """Return the text of an entry without the words of links to slides and recordings."""
    texts = []
    for number, line in enumerate(item.lines):
        if number and line.links and _ASIDE.fullmatch(line.text):
            continue
        parts = [
            span.text
            for span in line.spans
            if not (span.href and len(span.text.split()) < 3 and kind_by_word(span.text) in _MEDIA)
        ]
        if plain := clean_text("".join(parts)):
            texts.append(plain)
    if len(texts) > 1 and is_date(texts[0]):
        texts[0] += ":"
    text = re.sub(r"[(\[](?:\W*|\s*and\s*)[)\]]", " ", " ".join(texts))
    return clean_text(text).strip(" ,;|/") or item.text


def _talk(item: Item, rest: str) -> tuple[str, str, str]:
    """Return title, place and what more is said of a talk: "Title at Place", "Place: “Title”"."""
    rest = rest.rstrip(" .,;")
    word = next((word for word, _ in item.lines[0].links), "")
    behind = rest[len(word) :] if word and rest.startswith(word) else ""
    if found := re.match(r"\W*(?:at|in|@)\s+(.+)", behind):
        return word.strip(" ,."), found[1].strip(" ,.;")[:LONGEST_PLACE], ""
    if found := re.match(r"([^:\"“]{2,120}):\s*[\"“]([^\"“”]{5,250})[\"”](.{0,200})$", rest):
        more = re.sub(r"(?i)\W*\b(?:video|slides|recording|link)s?\W*$", "", found[3])
        more = more.strip(" ,.;:") + (")" if more.count("(") > more.count(")") else "")
        return found[2].strip(" ,."), found[1].strip(), more if re.search(r"\w", more) else ""
    before, _, after = rest.partition(" at ")
    if rest.count(" at ") == 1 and len(before.split()) > 1 and after[:1].isupper():
        return before.strip(' ,."“”'), after[:LONGEST_PLACE], ""
    return rest, "", ""


def _url_of(item: Item, title: str) -> str:
    """Return the address of what an entry is about: a recording, slides, else its title's link."""
    links = [link for line in item.lines for link in line.links]
    for kinds in ({"video", "talk"}, {"slides"}, {"pdf", "paper", "poster"}):
        for word, url in links:
            if kind_by_word(word) in kinds and len(word.split()) < 3:
                return url
            if kind_by_place(url) in kinds:
                return url
    titled = [url for word, url in links if word and word.strip(' "“”.,') in title]
    return titled[0] if titled else item.link
