"""The neutral record: what every importer makes and every exporter takes, without the database.

Names of fields are those of CSL 1.0.2 (appendix IV), written as Python writes them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Self, TypeVar

from portal.kit.dates import PartialDate
from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.text import clean_text, fold

TYPES = (
    "paper-conference", "article-journal", "article", "chapter", "book", "thesis", "report",
    "dataset", "software", "patent", "review", "speech", "webpage", "document",
)  # fmt: skip
KEY_ROOM = 90  # characters of a made key, which leave some for a number
T = TypeVar("T")
IDENTIFIERS = {"doi": "doi", "arxiv_id": "arxiv", "pmid": "pmid", "isbn": "isbn", "issn": "issn"}


def quickly_pickled(cls: type[T]) -> type[T]:
    """Let a frozen dataclass pickle as a call with its values: a third of what slots cost."""
    values = attrgetter(*(item.name for item in fields(cls)))  # type: ignore[arg-type]
    cls.__reduce__ = lambda self: (cls, values(self))  # type: ignore[method-assign]
    return cls


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a part of a file: where, what, and what to do about it.

    `is_loss` says that an entry could not be read; otherwise it was read all the same.
    """

    where: str
    what: str
    remedy: str = ""
    is_loss: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.where}: {self.what}", self.remedy]))


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Name:
    """One name of a byline, as a CSL name variable, with the marks that stand beside it.

    A name that is not parted (an organization, a team) has only `literal`. `page` is the address
    of the person's page in the portal the record is of.
    """

    family: str = ""
    given: str = ""
    non_dropping_particle: str = ""
    dropping_particle: str = ""
    suffix: str = ""
    literal: str = ""
    original: str = ""
    orcid: str = ""
    affiliation: str = ""
    equal_group: int | None = None
    is_corresponding: bool = False
    page: str = field(default="", compare=False)

    @property
    def family_name(self) -> str:
        """The family name with its particles, "van der Berg"; a name not parted whole."""
        if self.literal:
            return self.literal
        if not (self.dropping_particle or self.non_dropping_particle):
            return self.family
        parts = (self.dropping_particle, self.non_dropping_particle, self.family)
        return " ".join(filter(None, parts))

    @property
    def full(self) -> str:
        """The name as it is printed: "Ada van der Berg Jr."."""
        return " ".join(filter(None, (self.given, self.family_name, self.suffix)))

    @property
    def is_organization(self) -> bool:
        return bool(self.literal)

    def as_csl(self) -> dict[str, str]:
        """Return the CSL name variable: what tells the parts of the name, without its marks."""
        if self.literal:
            return {"literal": self.literal}
        parts = {
            "family": self.family,
            "given": self.given,
            "non-dropping-particle": self.non_dropping_particle,
            "dropping-particle": self.dropping_particle,
            "suffix": self.suffix,
        }
        return {key: value for key, value in parts.items() if value}


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Link:
    """An address beside a record; `kind` is the key of a kind of publication links."""

    url: str
    kind: str = "website"
    label: str = ""


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Record:
    """One work as a source tells it. Equal records tell the same.

    Texts are plain, in NFC, with math between dollar signs; identifiers are in their one form.
    `type` is one of `TYPES`. `extra` keeps what the source says beyond these fields, under the
    source's own names, as JSON values. `where` is the place in the source, for people. `page` and
    `changed_at` tell where and since when a portal shows the work so; `dump` leaves them out.
    """

    type: str = "document"
    title: str = ""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    issued: PartialDate | None = None
    container_title: str = ""
    container_short: str = ""
    event: str = ""
    collection_title: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    publisher_place: str = ""
    abstract: str = ""
    summary: str = ""
    note: str = ""
    language: str = ""
    doi: str = ""
    arxiv_id: str = ""
    pmid: str = ""
    isbn: str = ""
    issn: str = ""
    other_ids: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    keywords: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    citation_key: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    source: str = field(default="", compare=False)
    where: str = field(default="", compare=False)
    page: str = field(default="", compare=False)
    changed_at: datetime | None = field(default=None, compare=False)

    def but(self, **values: Any) -> Self:
        """Return this record with some fields told otherwise."""
        return replace(self, **values)

    def dump(self) -> dict[str, Any]:
        """Return what is told as JSON values, for `load`; fields that say nothing are left out."""
        told: dict[str, Any] = {}
        for name in _FIELDS:
            if not (value := getattr(self, name)):
                continue
            if name in _NAMES:
                told[name] = [_told(person) for person in value]
            elif name == "links":
                told[name] = [_told(link) for link in value]
            elif name == "issued":
                told[name] = str(value)
            elif name == "extra":
                told[name] = dict(value)
            else:
                told[name] = [list(pair) for pair in value] if name == "other_ids" else value
        return told

    @classmethod
    def load(cls, told: Mapping[str, Any]) -> Self:
        """Return the record that `dump` wrote."""
        values = dict(told)
        for name in _NAMES:
            values[name] = tuple(Name(**person) for person in told.get(name, ()))
        values["links"] = tuple(Link(**link) for link in told.get("links", ()))
        values["other_ids"] = tuple((key, value) for key, value in told.get("other_ids", ()))
        for name in ("keywords", "awards"):
            values[name] = tuple(told.get(name, ()))
        if "issued" in told:
            values["issued"] = PartialDate.parse(told["issued"])
        return cls(**values)


def made_key(title: str, year: int | None, family: str) -> str:
    """Return family name, year and first long word of the title: "lovelace1843sketch"."""
    words = [word for word in fold(title).split() if len(word) > 3]
    first = fold(family).replace(" ", "") or "anonymous"
    return f"{first}{year or ''}{words[0] if words else ''}"[:KEY_ROOM]


_OF_A_PORTAL = {"page", "changed_at"}
_FIELDS = tuple(item.name for item in fields(Record) if item.name not in _OF_A_PORTAL)
_NAMES = ("authors", "editors")


def _told(part: Name | Link) -> dict[str, Any]:
    told = {item.name: getattr(part, item.name) for item in fields(part)}
    return {name: value for name, value in told.items() if value and name not in _OF_A_PORTAL}


def identified(
    where: str, told: Mapping[str, str], extra: dict[str, Any]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the identifiers of `told` in their one form, and a problem for each that is none.

    `told` maps fields of `Record` (doi, arxiv_id, pmid, isbn, issn) to what the source says. What
    is not an identifier is kept in `extra` under the field's name.
    """
    found, problems = {}, []
    for name, text in told.items():
        if not text:
            continue
        try:
            found[name] = SCHEMES[IDENTIFIERS[name]].normalize(text)
        except InvalidIdentifier as error:
            extra[name] = text
            problems.append(Problem(where, str(error), "It was kept as a note of the source."))
    return found, problems


def cleaned(names: Iterable[Name]) -> Iterator[Name]:
    """Yield the names with their parts in NFC and single spaces; names of nothing are left out."""
    for name in names:
        parts: dict[str, Any] = {
            part: clean_text(value) for part in _NAME_PARTS if (value := getattr(name, part))
        }
        kept = replace(name, **parts)
        if kept.family_name or kept.given:
            yield kept if kept.family_name else replace(kept, family=kept.given, given="")


_NAME_PARTS = (
    "family", "given", "non_dropping_particle", "dropping_particle", "suffix", "literal",
    "original", "affiliation",
)  # fmt: skip
