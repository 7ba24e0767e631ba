"""What a CV says, whatever it is printed on.

Texts named `html` hold safe HTML: of blocks where said so, else of one line.
"""

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the person, as it is printed and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a part, with when it was; `details_html` is blocks below it.

    `year` is that of what happened once.
    """

    html: str
    dates: str = ""
    details_html: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication under its number in the whole list, as a citation."""

    number: int
    html: str


@dataclass(frozen=True, slots=True)
class Group:
    """Publications of one kind, newest first."""

    title: str
    references: list[Reference]


@dataclass(frozen=True, slots=True)
class Part:
    """A part under its heading, which has either blocks, or entries, or publications."""

    key: str
    title: str
    html: str = ""
    entries: list[Entry] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    legend: str = ""

    @property
    def has_dates(self) -> bool:
        return any(entry.dates for entry in self.entries)


@dataclass(frozen=True, slots=True)
class CV:
    """A whole CV; `address` is that of the person's page, with the host."""

    name: str
    original_name: str
    line_html: str  # what she is, and where
    contacts: list[Contact]
    parts: list[Part]
    made_on: datetime.date
    address: str
