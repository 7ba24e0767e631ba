"""What a record says as columns of a publication, and a publication as a record again."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from portal.kit.dates import PartialDate
from portal.kit.identifiers import arxiv_without_version
from portal.kit.text import clean_text, fold, storable
from publications.models import Publication, Venue
from publications.records import TYPES, Link, Name, Record, cleaned, quickly_pickled

if TYPE_CHECKING:
    from .stored import Credit, Stored

# Columns a record may fill, besides its venue and its names, in the order people read them.
COLUMNS = (
    "type", "title", "year", "month", "day", "venue_detail", "volume", "issue", "pages",
    "publisher", "abstract", "summary", "doi", "arxiv_id", "pmid", "isbn", "citation_key",
    "language", "note",
)  # fmt: skip
VENUE, AUTHORS, DATE, LINKS, AWARDS = "venue", "authors", "date", "links", "awards"
DATE_PARTS = ("year", "month", "day")
LABELS = {
    name: str(Publication._meta.get_field(name).verbose_name) for name in (*COLUMNS, VENUE)
} | {AUTHORS: "authors", "doi": "DOI", "arxiv_id": "arXiv number", "pmid": "PubMed number"}
_ROOM = {name: getattr(Publication._meta.get_field(name), "max_length", None) for name in COLUMNS}
_CITATION_KEY = re.compile(r"""[^\s"#%'(),={}~\\]+""")
# Works that have editors of their own; of a paper in a volume, the editors are the volume's.
EDITED = {"book", "document", "report", "webpage", "dataset", "software"}

KEPT = "_kept"  # key of `extra` under which lies what records say beyond the columns

CONTAINER = ("container-title", "container-title-short", "event-title")

Value = str | int | None


@quickly_pickled
@dataclass(frozen=True, slots=True)
class VenueValues:
    """Where a record says it appeared: the lasting venue, and its words for the very volume."""

    name: str = ""
    short_name: str = ""
    kind: str = Venue.Kind.OTHER
    issn: str = ""


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Values:
    """A record as Byline would store it. `names` are its authors, then its editors, by role.

    `digests` are those of what it says, by field: by them a later import knows it again.
    """

    columns: Mapping[str, Value]
    venue: VenueValues | None
    names: tuple[tuple[str, Name], ...]
    links: tuple[Link, ...]
    awards: tuple[str, ...]
    extra: Mapping[str, Any]
    notes: tuple[str, ...]
    digests: Mapping[str, Sequence[int]]


def values_of(record: Record) -> Values:
    """Return what `record` says in the form in which it is stored.

    What has no column of its own, or no room in it, is kept in `extra` under `KEPT`; a sentence in
    `notes` says so of the latter.
    """
    kept: dict[str, Any] = {}
    notes = []
    issued = record.issued
    arxiv_id = arxiv_without_version(record.arxiv_id)
    version = record.arxiv_id.removeprefix(arxiv_id)
    columns: dict[str, Value] = {
        "type": record.type if record.type in TYPES else "document",
        "title": record.title,
        "year": issued.year if issued else None,
        "month": issued.month if issued else None,
        "day": issued.day if issued else None,
        "venue_detail": "",
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "publisher": record.publisher,
        "abstract": record.abstract,
        "summary": record.summary,
        "doi": record.doi,
        "arxiv_id": arxiv_id,
        "pmid": record.pmid,
        "isbn": record.isbn,
        "citation_key": record.citation_key,
        "language": record.language,
        "note": record.note,
    }
    told = "".join(map(str, columns.values()))
    if "\0" in told or not (told.isascii() or told.isprintable()):
        columns = {name: storable(value) for name, value in columns.items()}
    for name, room in _ROOM.items():
        value = columns[name]
        if room and isinstance(value, str) and len(value) > room:
            kept[name], columns[name] = value, ""
            label = LABELS[name]
            notes.append(f"{label} of {len(value)} characters, more than {room}: kept aside.")
    if record.citation_key and not _CITATION_KEY.fullmatch(record.citation_key):
        kept["citation_key"], columns["citation_key"] = record.citation_key, ""
    kept |= {
        key: value
        for key, value in (
            ("arxiv-version", version),
            ("container-title", record.container_title),
            ("container-title-short", record.container_short),
            ("event-title", record.event),
            ("collection-title", record.collection_title),
            ("publisher-place", record.publisher_place),
            ("ISSN", record.issn),
            ("keyword", list(record.keywords)),
            ("identifiers", [list(pair) for pair in record.other_ids]),
        )
        if value
    }
    has_editors = record.type in EDITED or not record.authors
    if record.editors and not has_editors:
        kept["editor"] = [
            parts_of(name) | ({"ORCID": name.orcid} if name.orcid else {})
            for name in record.editors
        ]
    names = [("author", name) for name in _printable(record.authors)]
    names += [("editor", name) for name in _printable(record.editors)] if has_editors else []
    if long := [link.url for link in record.links if len(link.url) > 1000]:
        kept["links"] = [storable(url) for url in long]
        notes.append("An address of more than 1000 characters: kept aside.")
    links = tuple(dict.fromkeys(_link(link) for link in record.links if len(link.url) <= 1000))
    return Values(
        columns=columns,
        venue=venue_of(record),
        names=tuple(names),
        links=links,
        awards=tuple(map(storable, record.awards)),
        extra=storable({**record.extra, KEPT: kept} if kept else record.extra),
        notes=tuple(notes),
        digests=_digests(columns, names, links, record.awards),
    )


def _printable(names: Sequence[Name]) -> Iterable[Name]:
    """Return the names, of control characters free."""
    told = "".join(f"{name.full}{name.literal}{name.original}{name.affiliation}" for name in names)
    return names if told.isprintable() else cleaned(names)


def _link(link: Link) -> Link:
    url, label = storable(link.url), storable(link.label)
    return link if (url, label) == (link.url, link.label) else Link(url, link.kind, label)


def _digests(
    columns: Mapping[str, Value],
    names: Sequence[tuple[str, Name]],
    links: Sequence[Link],
    awards: Sequence[str],
) -> dict[str, list[int]]:
    """Return the digests of what is said, by field; of what is not said there is none."""
    found = {
        name: [digest(value)]
        for name, value in columns.items()
        if value not in {"", None} and name not in DATE_PARTS
    }
    if date := date_of(columns):
        found[DATE] = [digest(date)]
    if names:
        found[AUTHORS] = [names_digest([(role, name.full) for role, name in names])]
    if links:
        found[LINKS] = [digest(link.url) for link in links]
    if awards:
        found[AWARDS] = [digest(award) for award in awards]
    return found


def date_of(columns: Mapping[str, Value]) -> list[int]:
    """Return the date as a list of its parts, as far as they are known."""
    parts: list[int] = []
    for name in DATE_PARTS:
        if (part := columns[name]) is None:
            break
        parts.append(int(part))
    return parts


def venue_of(record: Record) -> VenueValues | None:
    """Return the lasting venue of what a record says of its container, None for none."""
    title = record.container_title or record.event
    if not title:
        return None
    is_journal = record.type in {"article-journal", "review"}
    return _venue(title, record.container_short, is_journal, record.issn)


_YEAR = r"(?:1[89]|20)\d\d"
_ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|(?:twenty|thirty|forty|fifty|sixty)?[- ]?(?:first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|twentieth|thirtieth|fortieth|fiftieth)"
)
_DROPPED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:in )?(?:the )?(?:companion )?proceedings (?:of|from) (?:the )?",
        r"^proc\.? (?:of )?(?:the )?",
        rf"^(?:the )?{_YEAR},? (?:the )?",
        rf"^(?:the )?{_ORDINAL} (?:and {_ORDINAL} )?",
        rf"^(?:the )?{_YEAR},? ",
        r"[,:]? (?:volume|vol\.?|part|tome) (?:\d+|[ivx]+)\b.*$",
        r" \([^()]*\)$",
        rf"[,:]?(?: in)? '?\(?{_YEAR}\)?$",
        r"(?<=\w)[' ]\d\d$",
    )
)


@lru_cache(maxsize=4096)
def _venue(title: str, short: str, is_journal: bool, issn: str) -> VenueValues:  # noqa: FBT001
    name = title
    if not is_journal:
        for pattern in _DROPPED:
            shorter = pattern.sub("", name).strip(" ,.:-–")
            name = shorter if len(fold(shorter)) > 2 else name
        name = name[:1].upper() + name[1:]
    folded = fold(title)
    if is_journal:
        kind = Venue.Kind.JOURNAL
    elif "arxiv" in folded or "preprint" in folded:
        kind = Venue.Kind.REPOSITORY
    elif "workshop" in folded:
        kind = Venue.Kind.WORKSHOP
    elif re.search(r"conference|proceedings|symposium|meeting|congress|proc\b", folded):
        kind = Venue.Kind.CONFERENCE
    else:
        kind = Venue.Kind.OTHER
    return VenueValues(clean_text(name)[:300], short[:60], kind, issn)


def digest(value: object) -> int:
    """Return by what it is seen that a value is no longer the one a source gave."""
    return zlib.crc32(str(value).encode())


def names_digest(names: Iterable[tuple[str, str]]) -> int:
    """Return the digest of a byline: pairs of role and credited name, in order."""
    return digest("\n".join(f"{role} {name}" for role, name in names))


def parts_of(name: Name) -> dict[str, Any]:
    """Return a name as its CSL variable, with its form in its own script."""
    return name.as_csl() | ({"original": name.original} if name.original else {})


def name_of(told: Mapping[str, Any]) -> Name:
    """Return the name that was kept as a CSL variable with marks."""
    return Name(
        **{key.replace("-", "_"): told.get(key, "") for key in _CSL_PARTS},
        orcid=told.get("ORCID", ""),
        original=told.get("original", ""),
    )


_CSL_PARTS = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal")


def record_of(paper: "Stored", families: Mapping[int, str]) -> Record:
    """Return what is stored of a publication as a record: `values_of` undone.

    `families` are the present family names of people, by id: where a name was printed whole, they
    tell where to part it.
    """
    extra = dict(paper.extra)
    stored: Mapping[str, Any] = extra.pop(KEPT, {})
    kept = {key: stored.get(key, "") for key in _KEPT}
    texts = {name: str(paper.columns[name] or stored.get(name, "")) for name in _TEXTS}
    names: dict[str, list[Name]] = {"author": [], "editor": []}
    for credit in paper.credits:
        names[credit.role].append(_credited(credit, families.get(credit.researcher, "")))
    names["editor"] += [name_of(told) for told in stored.get("editor", ())]
    year, month, day = (paper.columns[part] for part in ("year", "month", "day"))
    arxiv_id = str(paper.columns["arxiv_id"] or "")
    venue = paper.venue
    return Record(
        **texts,
        type=str(paper.columns["type"]),
        title=str(paper.columns["title"]),
        authors=tuple(names["author"]),
        editors=tuple(names["editor"]),
        issued=PartialDate.nearest(year, month, day) if year else None,  # type: ignore[arg-type]
        arxiv_id=arxiv_id and arxiv_id + kept["arxiv-version"],
        container_title=container_of(venue, str(paper.columns["venue_detail"]), kept),
        container_short=kept["container-title-short"] or (venue.short_name if venue else ""),
        event=kept["event-title"],
        collection_title=kept["collection-title"],
        publisher_place=kept["publisher-place"],
        issn=kept["ISSN"] or (venue.issn if venue else ""),
        keywords=tuple(kept["keyword"]),
        other_ids=tuple((scheme, value) for scheme, value in kept["identifiers"]),
        links=tuple(Link(url, kind, label) for kind, url, label in paper.links),
        awards=tuple(paper.awards),
        extra=extra,
        source="byline",
        where=paper.slug,
    )


def container_of(venue: Venue | None, detail: str, kept: Mapping[str, Any]) -> str:
    """Return the container's title as the source printed it, unless the venue was changed since.

    `kept` is what lies under `KEPT`.
    """
    printed = str(kept.get("container-title", ""))
    if venue is None:
        return detail
    told = printed or str(kept.get("event-title", ""))
    if told:
        as_journal = fold(_venue(told, "", True, "").name)
        as_meeting = fold(_venue(told, "", False, "").name)
        if venue.name_key in {as_journal, as_meeting}:
            return printed
    return " ".join(filter(None, [venue.name, detail]))


def _credited(credit: "Credit", family: str) -> Name:
    """Return a credited name in its parts: as the source gave them, unless it was edited since."""
    marks = {
        "orcid": credit.orcid,
        "affiliation": credit.affiliation,
        "equal_group": credit.equal_group,
        "is_corresponding": credit.is_corresponding,
    }
    name = replace(name_of(credit.parts), **marks)
    if name.full == credit.credited_as:
        return name
    given = credit.credited_as.removesuffix(f" {family}") if family else credit.credited_as
    if given == credit.credited_as:
        given, _, family = given.rpartition(" ")
    return Name(family=family, given=given, **marks)


_TEXTS = (
    "volume", "issue", "pages", "publisher", "abstract", "summary", "doi", "pmid", "isbn",
    "citation_key", "language", "note",
)  # fmt: skip
_KEPT = (
    "arxiv-version", "container-title", "container-title-short", "event-title",
    "collection-title", "publisher-place", "ISSN", "keyword", "identifiers",
)  # fmt: skip
