"""Jobs of a page: organization, title and dates, each from the few lines of an entry."""

import re

from portal.kit.text import clean_text
from publications.drafts import read_date

from .base import POSITION, Fact
from .html_items import DEGREES, PLACE, SPAN, Item, markdown, told
from .html_lines import Line
from .markdown import Resolve
from .venues import YEAR

LONGEST_TITLE = 80  # characters of what somebody is called at a job
_ROLE = re.compile(
    r"(?i)\b(?:intern(?:ship)?|engineer|developer|scientist|researcher|student|candidate|scholar|"
    r"professor|lecturer|instructor|fellow|associate|assistant|post-?doc\w*|director|manager|lead|"
    r"head|chief|founder|co-?founder|ceo|cto|advisor|consultant|analyst|visitor|member|officer|"
    r"president|trainee|tutor|teacher|chair|reader|ta|ra|sde|swe)\b"
)
_WHEN = re.compile(
    r"(?i)\W*((?:(?:spring|summer|fall|autumn|winter|[a-z]{3,9}\.?),?\s+)?(?:19|20)\d\d)\W*"
)
_LAST = re.compile(
    r"(?i)[,(|–—-]\s*((?:(?:spring|summer|fall|autumn|winter|[a-z]{3,9}\.?),?\s+)?(?:19|20)\d\d)\W*$"
)
_SENTENCE = re.compile(
    r"(?i)^\W*(?:i|i['’]m|i['’]ve|we|in|during|from|since|before|currently,? i)\s"
)


def is_prose(item: Item) -> bool:
    """Return whether an entry tells of jobs in sentences: it stays text."""
    text = item.lines[0].text
    return bool(_SENTENCE.match(text)) and len(text.split()) > 6 and bool(
        re.search(r"(?i)\b(?:i|i['’]ve|my|we)\b", text)
    )  # fmt: skip


def position(item: Item, resolve: Resolve, where: str) -> Fact:
    """Return a job: organization, title, dates."""
    texts, starts, ends = _dated_texts(item.lines)
    at = next((place for place, text in enumerate(texts) if text), 0)  # dates may stand above
    texts, first, rest = texts[at:], item.lines[at], item.lines[at + 1 :]
    linked = [word for word, _ in first.links]
    organization, title = texts[0], next((text for text in texts[1:] if text), "")
    if len(title) > LONGEST_TITLE or title.endswith(".") or ":" in title:
        title = ""
    before, _, after = organization.partition(", ")
    if title and _ROLE.search(before) and PLACE.search(after) and not PLACE.search(title):
        title, organization = before, after
    elif title and _ROLE.search(organization) and not _ROLE.search(title):
        organization, title = title, organization
    place = ""
    if not title and (found := re.match(r"(.+?)(?:\s+at\s+|\s*@\s*)(.+)$", organization)):
        title, organization = found[1], found[2]
    elif len(linked) == 1 and linked[0] != first.text and len(linked[0]) < len(texts[0]):
        organization = linked[0]
        title = title or texts[0].replace(linked[0], "").strip(" ,;:-–—|()")
    elif not title and "," in organization:
        before, _, after = organization.partition(", ")
        if _ROLE.search(before) or DEGREES.search(before) or PLACE.search(after):
            title, organization = before, after
        elif _ROLE.search(after):
            title, organization = after, before
        else:
            organization, place = before, after
    said = {title, organization, texts[0]}
    described = [
        line for line, text in zip(rest, texts[1:], strict=True) if text not in said | {""}
    ]
    description = markdown(described, resolve)
    values = {
        "organization": organization[:200],
        "url": next((resolve(url) for _, url in first.links if resolve(url)), ""),
        "title": title[:200],
        "starts_on": starts,
        "ends_on": ends,
        "description": "\n\n".join(part for part in (place, description) if part),
    }
    files = {"logo": item.picture} if item.picture else {}
    return Fact(POSITION, told(values), where, files)


def _dated_texts(lines: list[Line]) -> tuple[list[str], str, str]:
    """Return what the lines say beside their dates, and when the job began and ended."""
    starts, ends = "", ""
    texts = []
    for line in lines:
        text = line.text
        if not starts and (span := SPAN.search(text)):
            starts, ends = _dated(span[1]), _dated(span[2] or "")
            text = f"{text[: span.start()]} {text[span.end() :]}"
        elif not starts and len(lines) > 1 and (only := _WHEN.fullmatch(text)):
            starts = ends = _dated(only[1]) or _dated(only[1][-4:])
            text = ""
        texts.append(clean_text(text).strip(" ,;:-–—|"))
    if not starts:
        for place, text in enumerate(texts[:2]):
            if alone := _LAST.search(text):
                starts = ends = _dated(alone[1]) or _dated(alone[1][-4:])
                texts[place] = text[: alone.start()]
                break
    return [_closed(text) for text in texts], starts, ends


def _closed(text: str) -> str:
    """Return a text without a bracket that has no other half."""
    for start, end in ("()", "[]"):
        if text.count(start) != text.count(end):
            text = text.replace(start, " ").replace(end, " ")
    return clean_text(text).strip(" ,;:-–—|")


def _dated(text: str) -> str:
    date, _ = read_date(text) if YEAR.search(text) else (None, False)
    return str(date) if date else ""
