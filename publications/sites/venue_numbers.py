"""The numbers in a line of where a paper appeared: volume, issue, pages and the article's own."""

import re
from dataclasses import dataclass

from portal.kit.dates import MONTHS

_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_NAMES = "|".join(f"{month}|{month[:3]}\\.?|{month[:4]}\\.?" for month in MONTHS)
_DAYS = r"\d{1,2}(?:\s?[-–]\s?\d{1,2})?"
# What stands before a year as a part of its date: "April 25-30, ", "25 April ", "Mar./Apr. ".
MONTH_BEFORE = (
    rf"(?:(?:(?<=[,;] )|(?<=\())(?:{_DAYS}) )?\b({_NAMES})(?:\s?[-–/]\s?(?:{_NAMES}))?"
    rf"\s?(?:{_DAYS})?\s?,?\s?"
)
_SEASONS = r"\b(?:spring|summer|fall|autumn|winter)\s?,?\s?"
_DATE_BEHIND = re.compile(
    rf"(?i)\(?(?:{MONTH_BEFORE}|{_SEASONS})?(?<![\w.:/–—-]){_YEAR}[)\].,;\s]*+$"
)
_DATE_INSIDE = re.compile(
    rf"(?i)\(?(?P<date>(?:{MONTH_BEFORE}|{_SEASONS})?(?<![\w.:/–—-]){_YEAR})"
    rf"(?:\s?(?P<month>{_NAMES})(?:\s?\d{{1,2}})?(?=\s?;))?(?![\w/])\)?"
)
_ONLY_NUMBERS = re.compile(
    r"(?i)[\s,.;:]{1,3}(?=\D*\d)(?:(?:vol(?:ume)?|no|issue|number|pp?|pg|s|pages?|art(?:icle)?|id)\b|"
    r"[A-Z]{0,2}\d++\b|[\s,.;:()\u2010\u2011\u2212–—-])++"
)
_DASH = r"[-\u2010\u2011–—\u2212]"
_PAGE = r"[A-Za-z]{0,2}\d{1,8}(?!\w|\.\d)"
_PAGES = rf"{_PAGE}(?:\s?{_DASH}{{1,3}}\s?{_PAGE})?"
# How long a text is, which is no number of a page: "14 pp.", but not "12 pp. 3-9".
_EXTENT = re.compile(
    rf"(?i)[,;]?\s?(?<![\w.–—-])\d{{1,4}}\s?(?:pages|pp)\b(?!\.?\s?(?!{_YEAR}\b)[A-Z]{{0,2}}\d)\.?"
)
_ARTICLE = re.compile(
    r"(?i)(?<=[\w.)])[,;:]?\s\(?(?:article|art\.|art(?= (?:id|no)))\s?(?:(?:id|no|number|nr)\b)?"
    rf"[.:]?\s?({_PAGE})\)?(?=\s?[,;.(]|\s?$)"
)
_NAMED_PAGES = re.compile(
    r"(?i)[,:;]?\s?\b(?:(?:pages?|pp|pg)\b\.?\s?|(?:pp?|pages?)(?=\d{1,6}\s?[-–—])|[ps](?:\.\s?|\s))"
    rf"({_PAGES})"
)
_RANGE_BEHIND = re.compile(
    rf"(?<=[\s,:;)])([A-Z]?\d{{1,6}}\s?{_DASH}{{1,3}}\s?[A-Z]?\d{{1,6}})(?=[\s,.;:)\]]*+$)"
)
_ISSUE = rf"(?!{_YEAR}\s?\))\d{{1,4}}(?:\s?[-–/]\s?\d{{1,4}})?"
_VOLUME = re.compile(
    rf"(?i)[,;]?\s?(?:\bvol(?:ume)?\.?\s?)?(?<![\d–-])(\d{{1,4}})\s?\(\s?({_ISSUE})\s?\)|"
    r"[,;]?\s?\bvol(?:ume)?\.?\s?(\d{1,5})(?:[\s,;:.(]{1,3}(?:no|issue|number)\.?\s?"
    rf"({_ISSUE}))?"
)
_ISSUE_ALONE = re.compile(r"(?i)[,;]?\s\b(?:no\.|iss\.|issue|number)\s?(\d{1,4})(?=\W|$)")
_PAGE_BEHIND = re.compile(rf"\s?[:,;]\s?({_PAGES})[\s,.;:]*+$")
_BARE = rf"(?<=[\w.)&])(?:[,;]|\s)\s?(?!{_YEAR}\b)(?<![\d.–—-])(\d{{1,5}})"
_BARE_VOLUME = re.compile(rf"{_BARE}(?:\.(\d{{1,3}})|,\s?([A-Z]{{0,6}}\d{{1,3}}))?[\s,.:;]*+$")
_BARE_BOTH = re.compile(rf"{_BARE}(?:[,;]\s(\d{{1,3}}))?(?:\s?:\s?|,\s)({_PAGES})[\s,.;:]*+$")
_VOLUME_ALONE = re.compile(rf"(?<=[^\W\d]),\s?(?!{_YEAR}\b)(\d{{1,4}})[\s,.;:]*+$")


@dataclass
class Numbers:
    """Which volume, issue and pages a line says."""

    volume: str = ""
    issue: str = ""
    pages: str = ""

    def __bool__(self) -> bool:
        return bool(self.volume or self.pages)


def take_numbers(text: str) -> tuple[Numbers, str]:
    """Return the numbers in "…, 3(2), 1-9, 2020" or "…, vol. 12, article 4", and the line without.

    The line must be clean: no two spaces in a row.
    """
    told = Numbers()
    text = _EXTENT.sub("", text)
    before, date = _parted(text)
    rest = _without_pages(before, told)
    rest = _without_volume(rest, told, date)
    if told:
        text = f"{rest.rstrip(' ,.;:')}, {date}" if date else rest
    return told, re.sub(r"(?:\s?,)+", ",", re.sub(r"\(\s?,?\s?\)", " ", text))


def _parted(text: str) -> tuple[str, str]:
    """Return what stands before the date of a line, with the numbers behind it, and the date."""
    if behind := _DATE_BEHIND.search(text):
        return text[: behind.start()].rstrip(" ,.;:"), behind[0]
    for number, inside in enumerate(_DATE_INSIDE.finditer(text)):
        if number > 2:
            break
        if _ONLY_NUMBERS.fullmatch(text, inside.end()):
            date = " ".join(filter(None, [inside["month"], inside["date"]]))
            return f"{text[: inside.start()].rstrip(' ,.;(')}{text[inside.end() :]}", date
    return text, ""


def _without_pages(text: str, told: Numbers) -> str:
    found = _ARTICLE.search(text) or _NAMED_PAGES.search(text) or _RANGE_BEHIND.search(text)
    if not found:
        return text
    told.pages = found[1]
    return f"{text[: found.start()]}, {text[found.end() :]}"


def _without_volume(text: str, told: Numbers, date: str) -> str:
    if found := _VOLUME.search(text):
        told.volume, told.issue = found[1] or found[3], found[2] or found[4] or ""
        before, after = text[: found.start()], text[found.end() :]
        if not told.pages and (page := _PAGE_BEHIND.match(after)):
            told.pages, after = page[1], ""
        text = f"{before}, {after}"
        if not told.issue and (issue := _ISSUE_ALONE.search(text)):
            told.issue = issue[1]
            text = f"{text[: issue.start()]}, {text[issue.end() :]}"
    elif told.pages:
        if found := _BARE_VOLUME.search(text):
            told.volume, told.issue = found[1], found[2] or found[3] or ""
            text = text[: found.start()]
    elif found := _BARE_BOTH.search(text):
        told.volume, told.issue, told.pages = found[1], found[2] or "", found[3]
        text = text[: found.start()]
    elif date and (found := _VOLUME_ALONE.search(text)):
        told.volume = found[1]
        text = text[: found.start()]
    return text
