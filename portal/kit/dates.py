"""Dates that are known only in part: a year, a month, a day. Source: EDTF level 0 (ISO 8601-2)."""

import datetime
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Self

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def check_parts(year: int | None, month: int | None, day: int | None) -> str:
    """Return "" if the parts make a date as far as they go, else a sentence on what is wrong."""
    if year is not None and not 1 <= year <= 9999:
        return f"{year} is not a year: give its four digits."
    if month is not None and year is None:
        return "A month needs a year."
    if day is not None and month is None:
        return "A day needs a month."
    if month is not None and not 1 <= month <= 12:
        return "The month is a number from 1 to 12."
    if day is not None and year is not None and month is not None:
        try:
            datetime.date(year, month, day)
        except ValueError:
            return f"{MONTHS[month - 1]} {year} has no day {day}."
    return ""


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date known to the year, the month or the day; orders by its first day, vaguer first."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if problem := check_parts(self.year, self.month, self.day):
            raise ValueError(problem)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2021", "2021-08", "2021-08-15", "Aug 2021", "15 August 2021". Raises ValueError."""
        text = text.strip()
        if found := re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", text):
            return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]
        if found := re.fullmatch(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.?,? (\d{4})", text):
            day, name, year = found.groups()
            for number, month in enumerate(MONTHS, 1):
                if month.lower().startswith(name.lower()):
                    return cls(int(year), number, int(day) if day else None)
        raise ValueError(f'"{text}" is not a date. Write 2021, 2021-08 or 2021-08-15.')

    @classmethod
    def nearest(cls, year: int, month: int | None, day: int | None) -> Self:
        """Return the date as far as its parts can be: of the 31st of February that month."""
        while month is not None and check_parts(year, month, day):
            month, day = (None, None) if day is None else (month, None)
        return cls(year, month, day)

    @classmethod
    def from_number(cls, number: int) -> Self:
        """Return the date of a stored number yyyymmdd, in which 00 stands for a part not known."""
        return cls(number // 10000, number // 100 % 100 or None, number % 100 or None)

    @staticmethod
    def number_of(year: int | None, month: int | None, day: int | None) -> int:
        """Return these parts as yyyymmdd, 00 for a part not known: sorts as the date does."""
        return (year or 0) * 10000 + (month or 0) * 100 + (day or 0)

    @property
    def number(self) -> int:
        """The date as yyyymmdd, 00 for a part not known: sorts as the date does."""
        return self.number_of(self.year, self.month, self.day)

    @property
    def end_number(self) -> int:
        """The last yyyymmdd this may stand for, 99 for a part not known."""
        return self.year * 10000 + (self.month or 99) * 100 + (self.day or 99)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self.number < other.number

    @property
    def printed(self) -> str:
        """The date for readers: "2021", "August 2021", "15 August 2021"."""
        words = [str(self.day)] if self.day else []
        words += [MONTHS[self.month - 1]] if self.month else []
        return " ".join([*words, str(self.year)])


def printed_span(
    start: PartialDate | None, end: PartialDate | None, *, ongoing: bool = True
) -> str:
    """Return "June 2020 – August 2020", "2021 – present", "until 2020"; "" if nothing is known."""
    if start and end:
        return start.printed if start == end else f"{start.printed} – {end.printed}"
    if start:
        return f"{start.printed} – present" if ongoing else start.printed
    return f"until {end.printed}" if end else ""
