"""Entries of CVs and lists as facts: degrees, work, courses, projects, awards, with their dates."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from portal.kit.dates import MONTHS
from portal.kit.text import clean_text
from publications.drafts import MONTH_NAMES

from .base import ACTIVITY, DEGREE, POSITION, PROJECT, SECTION, TEACHING, Fact
from .html_items import CODE, DEGREES, TEACHING_ROLE
from .jekyll_text import without_liquid
from .markdown import html_of, text_of
from .places import Places

_MONTH = "|".join(f"{month}|{month[:3]}|{month[:4]}" for month in MONTHS)
_DATE = re.compile(
    rf"(?i)\b(?:(?P<iso>(?:1[89]|20)\d\d-\d\d(?:-\d\d)?)(?!\d)|(?P<month>{_MONTH})\.?,?\s+(?:\d\d?,\s*)?"
    rf"(?P<year>(?:1[89]|20)\d\d)|(?P<mm>\d{{1,2}})/(?P<yyyy>(?:1[89]|20)\d\d)|(?P<alone>(?:1[89]|20)\d\d)(?!\d))"
)
_ONE = (
    rf"(?:(?:1[89]|20)\d\d-\d\d(?:-\d\d)?(?!\d)|(?:{_MONTH})\.?,?\s+(?:\d\d?,\s*)?(?:1[89]|20)\d\d|"
    r"\d{1,2}/(?:1[89]|20)\d\d|(?:1[89]|20)\d\d(?!\d))"
)
_SPAN = (
    rf"[(\[]?\s*(?:(?:{_MONTH})\.?\s*[-–—]\s*)?{_ONE}"
    rf"(?:\s*(?:[-–—]+|to)\s*(?:{_ONE}|present|now|current|ongoing)?)?\s*[)\]]?"
)
_SPAN_AT_END = re.compile(rf"(?i)[\s,;(]+({_SPAN})(?:\s*\(?expected\)?)?\W*$")
_SPAN_AT_START = re.compile(
    rf"(?i)\W*(?:(?:spring|summer|fall|autumn|winter)\s+)?({_SPAN})\s*[:,–—-]+\s*(?=\w)"
)
_SPAN_WITHIN = re.compile(rf"(?i),\s*({_SPAN})(?=\s*,)")
_FIRST_MONTH = re.compile(rf"(?i)\b({_MONTH})\.?\s*(?:[-–—]+|to)\s*(?={_MONTH})")
_OPEN = re.compile(
    r"(?i)\b(?:present|now|current(?:ly)?|today|ongoing|expected|since)\b|[-–—]\s*[)\]]?$"
)
_AFTER = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)\s*[-–/]\s*(\d\d)(?![\d-])")
_ADVISOR = re.compile(r"(?i)^\W*(?:co-?)?(?:thesis )?(?:advis[eo]rs?|supervis[eo]rs?|advised by|"
                      r"supervised by)"
                      r"\W*(?:professors?|profs?\.?|dr\.?)?\s+(.{3,200})")  # fmt: skip
_TERM = re.compile(
    rf"(?i)^(?:(?:fall|spring|summer|winter|autumn|{_MONTH})\b|\d{{4}}|[-–—\s]|ws|ss|present|now|/|,|\.|to)+$"
)
_CODED = re.compile(r"\[([A-Z][\w .-]{1,18})\]\s*(.+)")
_WORD_OF = re.compile(r"(?i)(?:master|bachelor|doctor)s?$")
_ABBREVIATED = re.compile(
    r"(?i)((?:[bm]\.?\s?(?:sc|s|a|eng|tech)|ph\.?\s?d|d\.?phil)\.?)\s+(?!in\b|of\b)(\w.+)"
)
_JOB = re.compile(r"(?i)^(?:\w+\s+)?(?:post-?\s?doc\w*|research (?:associate|fellow|assistant)|"
                  r"researcher|lecturer|professor)\b")  # fmt: skip
_UNFINISHED = re.compile(r"(?i)expected|present|candidate|ongoing|current|now")


def span_of(text: str) -> tuple[str, str]:
    """Return the first and the last date of a span as text says it, "" for none or for an open end.

    "2019-2022", "Sep 2019 – present", "2022-", "May – Jun 2018"; a single date is both.
    """
    text = _AFTER.sub(_completed, text)
    dates = []
    for found in _DATE.finditer(text):
        if found["iso"]:
            dates.append(found["iso"])
        elif found["month"]:
            dates.append(f"{found['year']}-{MONTH_NAMES[found['month'][:3].lower()]:02d}")
        elif found["mm"] and 1 <= int(found["mm"]) <= 12:
            dates.append(f"{found['yyyy']}-{int(found['mm']):02d}")
        else:
            dates.append(found["alone"] or found["yyyy"])
    if not dates:
        return "", ""
    start, end = dates[0], dates[-1]
    if len(dates) == 1 and (month := _FIRST_MONTH.search(text)):
        start = f"{end[:4]}-{MONTH_NAMES[month[1][:3].lower()]:02d}"
    if start[:4] > end[:4]:
        start, end = end, start
    if _OPEN.search(text.strip()) and len(dates) == 1:
        end = ""
    return _valid(start), _valid(end)


def _completed(found: re.Match[str]) -> str:
    """Return "2019-22" as "2019-2022"; "2019-12" is a month."""
    if int(found[2]) <= 12 and "/" not in found[0]:
        return found[0]
    return f"{found[1]} - {found[1][:2]}{found[2]}"


def _valid(date: str) -> str:
    parts = date.split("-")
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return parts[0]
    if len(parts) > 2 and not 1 <= int(parts[2]) <= 28:
        return (
            "-".join(parts[:2]) if parts[2] not in {"29", "30", "31"} or parts[1] == "02" else date
        )
    return date


@dataclass
class Entry:
    """One entry: what, where, when as it is written, and what is said below it in Markdown."""

    title: str = ""
    place: str = ""
    when: str = ""
    url: str = ""
    subject: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def starts(self) -> str:
        return span_of(self.when)[0]

    @property
    def ends(self) -> str:
        return span_of(self.when)[1]

    def dated_by_text(self) -> "Entry":
        """Return this entry; if nothing else tells when, a date at an end of its title does."""
        if not self.when:
            at_end = _SPAN_AT_END.search(self.title)
            at_start = _SPAN_AT_START.match(self.title)
            if found := at_start or at_end or _SPAN_WITHIN.search(self.title):
                self.when = found[1]
                rest = f"{self.title[: found.start()]} {self.title[found.end() :]}"
                self.title = re.sub(r"\s+(?=,)", "", clean_text(rest)).strip(" ,;:–—-")
        return self


def is_told(entry: Entry) -> bool:
    return bool(entry.title or entry.place or entry.lines)


def inline(text: str, places: Places) -> tuple[str, str]:
    """Return a short text of a site as plain text, and the address of its first link."""
    if not re.search(r"[<\[*_`&{\\:]", text):
        return clean_text(text), ""
    element = html_of(without_liquid(text))
    hrefs = (places.whole(a.get("href") or "") for a in element.iter("a"))
    return text_of(element), next((href for href in hrefs if href), "")


def facts_of_entries(
    kind: str, title: str, entries: Sequence[Entry], where: str
) -> tuple[list[Fact], list[str]]:
    """Return a section's facts, none where its form has no entries; and what found no place."""
    reader = _READERS.get(kind)
    if reader is None:
        return [], []
    found: list[Fact] = []
    lost: list[str] = []
    for entry in entries:
        for told_kind, values in reader(entry, lost):
            kept = {name: value for name, value in values.items() if value not in ("", None)}
            found.append(Fact(told_kind, kept, where))
    return [Fact(SECTION, {"kind": kind, "title": title}, where), *found], lost


Told = list[tuple[str, dict[str, Any]]]


def _education(entry: Entry, lost: list[str]) -> Told:
    if _JOB.search(entry.title) and not DEGREES.match(entry.title):
        return _experience(entry, lost)
    title, subject = entry.title, entry.subject
    lines = list(entry.lines)
    if (abbreviated := _ABBREVIATED.fullmatch(title)) and not subject:
        title, subject = abbreviated[1], abbreviated[2]
    found = re.match(r"(.+?)\s+(?:in|of)\s+(.+)", title)
    if found and not subject and DEGREES.search(found[1]) and not _WORD_OF.match(found[1]):
        title, subject = found[1], found[2]
    advisors = ""
    for line in list(lines):
        if (found := _ADVISOR.match(line)) and not advisors:
            advisors = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", found[1]).strip(" .")
            lines.remove(line)
    if not subject and len(lines) == 1 and len(lines[0]) < 100 and not re.search(
        r"(?i)thesis|gpa|grade|cum laude|:", lines[0]
    ):  # fmt: skip
        subject = re.sub(r"[*\\]", "", lines.pop())
    if lines:
        lost.append(f'Of the degree "{title}" this has no place: {"; ".join(lines)[:500]}')
    starts, ends = entry.starts, entry.ends
    is_open = bool(_UNFINISHED.search(entry.when)) or (bool(starts) and not ends)
    return [(DEGREE, {
        "degree": title[:100], "field": subject[:200], "institution": entry.place, "url": entry.url,
        "advisors": advisors, "starts_on": starts if is_open or starts[:4] != ends[:4] else "",
        "year": int(ends[:4]) if ends and not is_open else None,
    })]  # fmt: skip


def _experience(entry: Entry, _lost: list[str]) -> Told:
    title, place = entry.title, entry.place
    if not place and (found := re.match(r"(.+?)(?:\s*@\s*|\s+at\s+|,\s+)(.+)", title)):
        title, place = found[1], found[2]
    return [(POSITION, {
        "organization": place or title, "title": title if place else "", "url": entry.url,
        "starts_on": entry.starts, "ends_on": entry.ends, "description": _below(entry),
    })]  # fmt: skip


def _below(entry: Entry) -> str:
    if len(entry.lines) == 1:
        return entry.lines[0]
    return "\n".join(f"{re.match(' *', line)[0]}- {line.strip()}" for line in entry.lines)  # type: ignore[index]


def _teaching(entry: Entry, lost: list[str]) -> Told:
    term = clean_text(entry.when) if _TERM.match(entry.when) else " – ".join(
        dict.fromkeys(filter(None, (entry.starts, entry.ends)))
    )  # fmt: skip
    shared = {"term": term[:60], "institution": entry.place, "url": entry.url}
    term = f"since {term.strip(' -–—')}" if re.search(r"[-–—]\s*$", term) else term
    shared["term"] = term[:60]
    coded = [_CODED.match(re.sub(r"\\(.)", r"\1", line)) for line in entry.lines]
    if coded and all(coded):
        return [(TEACHING, {"code": found[1], "title": found[2], **shared})
                for found in coded if found]  # fmt: skip
    code, title = "", entry.title
    if found := _CODED.match(title):
        code, title = found[1], found[2]
    elif (plain := CODE.match(title)) and len(title) > len(plain[0]) + 3:
        code, title = plain[0], title[plain.end() :].strip(" :,.–—-")
    role = next((found[1] for text in (title, *entry.lines) if len(text) < 100
                 and (found := TEACHING_ROLE.search(text))), "")  # fmt: skip
    rest = [line for line in entry.lines if not (role and role in line and len(line) < 60)]
    if rest:
        lost.append(f'Of the course "{entry.title}" this has no place: {"; ".join(rest)[:500]}')
    if role and role in title:
        title = clean_text(title.replace(role, " ")).strip(" ,;:()–—-") or title
    return [(TEACHING, {"code": code, "title": title or entry.place, "role": role, **shared})]


def _projects(entry: Entry, _lost: list[str]) -> Told:
    is_code = bool(re.match(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.", entry.url))
    return [(PROJECT, {
        "name": entry.title or entry.place, "url": "" if is_code else entry.url,
        "code_url": entry.url if is_code else "", "description": _below(entry),
    })]  # fmt: skip


def _activity(kind: str, entry: Entry, _lost: list[str]) -> Told:
    place = re.sub(r"(?i)^awarded by\s+", "", entry.place)
    title = entry.title or place
    return [(ACTIVITY, {
        "kind": kind, "title": title, "organization": place if entry.title else "",
        "date": entry.ends or entry.starts, "url": entry.url, "description": _below(entry),
    })]  # fmt: skip


_READERS: dict[str, Callable[[Entry, list[str]], Told]] = {
    "education": _education,
    "experience": _experience,
    "teaching": _teaching,
    "projects": _projects,
    "awards": partial(_activity, "award"),
    "talks": partial(_activity, "talk"),
    "service": partial(_activity, "service"),
}
