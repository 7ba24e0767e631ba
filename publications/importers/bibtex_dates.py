"""Dates of BibTeX (year, month, day) and BibLaTeX (date, in EDTF) entries."""

import re
from functools import lru_cache
from typing import Any

from portal.kit.dates import MONTHS, PartialDate
from portal.kit.latex import decode

from .doubts import KEPT, Doubts

MACROS = {name[:3].lower(): name for name in MONTHS}
NAMES = {name.lower(): name for name in MONTHS}
_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_WORD = re.compile(r"[^\W\d_]{3,}")
_SIMPLE = re.compile(r"(?:\d{1,2}|[^\W\d_]+\.?)$")
_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T[\d:.Z+-]+)?$")


def take_date(
    left: dict[str, str],
    told: dict[str, Any],
    extra: dict[str, Any],
    doubts: Doubts,
) -> PartialDate | None:
    """Return the date of an entry as far as it is known; what says more is kept in `extra`.

    A year that is none, such as "In press", becomes the note if there is no other.
    """
    date = None
    if raw := left.pop("date", ""):
        date = _edtf(raw.strip(" {}"), extra, doubts)
    raw_year = left.pop("year", "")
    if not raw_year:
        return date
    if date:
        if decode(raw_year) != str(date.year):
            extra["year"] = decode(raw_year)
        return date
    text = raw_year if raw_year.isdigit() else decode(raw_year)
    year = _year(text, told, extra, doubts)
    month, day = _month(left, extra, doubts)
    if year is None:
        if month and "month" not in extra:
            extra["month"] = MONTHS[month - 1]
        return None
    try:
        return _date(year, month, day)
    except ValueError as error:
        extra.setdefault("month", f"{MONTHS[(month or 1) - 1]} {day}")
        doubts.add(str(error), KEPT)
        return PartialDate(year, month)


_date = lru_cache(maxsize=1024)(PartialDate)


def _year(
    text: str,
    told: dict[str, Any],
    extra: dict[str, Any],
    doubts: Doubts,
) -> int | None:
    if len(text) == 4 and text.isascii() and text.isdigit() and text != "0000":
        return int(text)
    if not text:
        return None
    extra["year"] = text
    if found := re.search(r"(?a:(?<![\d-])([1-9]\d{3})(?!\d))", text):
        return int(found[1])
    if re.search(r"\d", text):
        doubts.add(f'"{text}" is not a year: give its four digits.', KEPT)
    elif not told.get("note"):
        told["note"] = text
    return None


def _month(
    left: dict[str, str],
    extra: dict[str, Any],
    doubts: Doubts,
) -> tuple[int | None, int | None]:
    raw = left.pop("month", "")
    if not raw:
        return None, None
    text = decode(raw)
    month, day, is_simple = _month_and_day(text)
    if not is_simple:
        extra["month"] = text
    if month is None:
        doubts.add(f'"{text}" is not a month.', KEPT)
    elif is_simple and (given := left.get("day", "")).isdigit() and len(given) <= 2:
        day = int(left.pop("day"))
    return month, day if day and 1 <= day <= 31 else None


@lru_cache(maxsize=1024)
def _month_and_day(text: str) -> tuple[int | None, int | None, bool]:
    """Return the month and the day that `text` tells, and whether it tells but a month."""
    words = _WORD.findall(text)
    months = [month for month in map(_named_month, words) if month]
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
        months = [int(text)]
    if not months:
        return None, None, False
    if _SIMPLE.match(text):
        return months[0], None, True
    numbers = re.findall(r"(?a:\d+)", text)
    is_day = len(numbers) == 1 and len(months) == 1 and len(numbers[0]) <= 2
    return months[0], int(numbers[0]) if is_day else None, False


def _named_month(word: str) -> int | None:
    """Return the number of the month that `word` names, in whole or shortened."""
    lowered = word.lower()
    number = _NUMBERS.get(lowered[:3])
    if number and (MONTHS[number - 1].lower().startswith(lowered) or lowered == "sept"):
        return number
    return None


def _edtf(
    text: str,
    extra: dict[str, Any],
    doubts: Doubts,
) -> PartialDate | None:
    """Return the first day, month or year of an EDTF date. Source: ISO 8601-2, as biblatex has it.

    A range, a season, an uncertain or approximate date is kept in `extra` besides.
    """
    start = text.partition("/")[0].strip() or text.strip("/")
    found = _EDTF.match(start.rstrip("~?%"))
    if start != text or start.rstrip("~?%") != start:
        extra["date"] = text
    if found and found[1] != "0000":
        year, month, day = (int(part) if part else None for part in found.groups())
        if month is not None and 21 <= month <= 41:  # a season or a quarter
            extra["date"] = text
            month = day = None
        try:
            return PartialDate(year or 0, month, day)
        except ValueError:
            pass
    else:
        try:
            return PartialDate.parse(text)
        except ValueError:
            pass
    extra["date"] = text
    what = f'"{text}" is not a date that can be kept: it needs a year from 1 to 9999.'
    doubts.add(what, KEPT)
    return None
