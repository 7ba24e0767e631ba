"""Suggestions as the admin shows them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.kit.identifiers import SCHEMES
from portal.kit.models import SAFE_ADDRESS
from publications.importing.deciding import title_of
from publications.importing.differences import HAND, NEW
from publications.importing.values import values_of
from publications.models import Authorship, Publication, Suggestion, SyncState
from publications.records import Record

SHOWN_NAMES = 12
KINDS = {NEW: "empty here", HAND: "entered by hand here"}


@dataclass
class Item:
    """One suggestion with all that its place on the page needs."""

    row: Suggestion
    title: str
    service: str
    where: str = ""
    url: str = ""
    byline: list[tuple[str, bool]] = field(default_factory=list)  # a name, and whether it is hers
    names: list[tuple[str, str]] = field(default_factory=list)  # to choose from, by place
    warnings: list[str] = field(default_factory=list)
    proposal: str = ""
    here: list[tuple[Publication, list[str]]] = field(default_factory=list)  # and why
    differences: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.row.status == Suggestion.Status.OPEN

    @property
    def is_rejected(self) -> bool:
        return self.row.status == Suggestion.Status.REJECTED

    @property
    def is_linked(self) -> bool:
        """Whether to accept it is to say that it is the publication here."""
        return self.is_work and self.row.payload.get("action") == "link"

    @property
    def mergeable(self) -> list[tuple[Publication, list[str]]]:
        return [] if self.is_linked else self.here

    @property
    def is_work(self) -> bool:
        return self.row.kind == Suggestion.Kind.PUBLICATION


def items_of(rows: Iterable[Suggestion]) -> list[Item]:
    """Return suggestions as they are shown. Two queries."""
    rows = list(rows)
    linked = [row.publication_id for row in rows if row.payload.get("action") == "link"]
    bylines: dict[int, list[Authorship]] = defaultdict(list)
    authors = Authorship.objects.filter(publication__in=linked).order_by("role", "position")
    for one in authors:
        bylines[one.publication_id].append(one)
    wanted = {one["id"] for row in rows for one in row.payload.get("maybe", ())}
    maybe = Publication.objects.select_related("venue").in_bulk(wanted)
    return [_item(row, bylines.get(row.publication_id or 0, []), maybe) for row in rows]


def _item(row: Suggestion, credits_: Sequence[Authorship], maybe: dict[int, Publication]) -> Item:
    told = row.payload
    service = dict(SyncState.Service.choices).get(told.get("service", ""), "")
    record = Record.load(told.get("record", {}))
    item = Item(row, title_of(row), service, where_of(record), address_of(record))
    if row.kind == Suggestion.Kind.FIELD:
        item.title = row.publication.title if row.publication else item.title
        item.differences = [_difference(told.get("label", ""), told)] if "label" in told else []
        return item
    names = [name.full for _, name in values_of(record).names]
    place = told.get("place")
    item.byline = shortened(names, place if told.get("action") != "link" else None)
    item.warnings = list(told.get("warnings", ()))
    if told.get("action") == "link":
        item.byline = shortened([one.credited_as for one in credits_], place)
        item.proposal = "It is here already, without this person: to be linked, not doubled."
        item.names = names_to_choose(credits_) if place is None else []
    else:
        if told.get("action") == "version":
            item.proposal = "Another version of a paper that is here."
        elif told.get("maybe"):
            item.proposal = "New, or a paper that is here:"
        item.names = [(str(at), name) for at, name in enumerate(names)] if place is None else []
        item.names += [("end", "not named: add at the end")] if item.names else []
    if row.publication:
        item.here.append((row.publication, []))
    item.here += [(maybe[one["id"]], one["evidence"]) for one in told.get("maybe", ())
                  if one["id"] in maybe]  # fmt: skip
    item.differences = [_difference(one["label"], one) for one in told.get("differences", ())]
    return item


def names_to_choose(credits_: Iterable[Authorship]) -> list[tuple[str, str]]:
    """Return the names on a publication by the places that `give_place` counts."""
    names = [(str(place), one.credited_as) for place, one in enumerate(credits_)]
    return [*names, ("end", "not named: add at the end")]


def _difference(label: str, told: dict[str, Any]) -> dict[str, Any]:
    kind = told.get("kind", NEW if told.get("take") else "")
    return {
        "label": label,
        "ours": shown(told["ours"]),
        "theirs": shown(told["theirs"]),
        "kind": KINDS.get(kind, "" if "kind" in told else "stays as it is"),
    }


def shown(value: Any) -> str:
    """Return a value of a difference for people: dates with hyphens, names with commas."""
    if isinstance(value, list):
        if value and all(isinstance(part, int) for part in value):
            return "-".join(f"{part:02}" for part in value)
        parts = (part[1] if isinstance(part, list) and len(part) > 1 else part for part in value)
        return ", ".join(map(str, parts))
    return "" if value is None else str(value)


def shortened(names: Sequence[str], hers: int | None) -> list[tuple[str, bool]]:
    """Return a byline with its first names, hers wherever it stands, and how many there are."""
    told = [(name, place == hers) for place, name in enumerate(names)]
    if len(told) <= SHOWN_NAMES:
        return told
    kept = told[:SHOWN_NAMES]
    if hers is not None and SHOWN_NAMES <= hers < len(told):
        kept += [("…", False), told[hers]]
    return [*kept, (f"… {len(told)} names in all", False)]


def where_of(record: Record) -> str:
    """Return venue and year of a record in a line."""
    year = str(record.issued.year) if record.issued else "undated"
    volume = f" {record.volume}" if record.volume else ""
    place = record.container_title or record.event or record.publisher
    return f"{place}{volume}, {year}" if place else year


def address_of(record: Record) -> str:
    """Return where the work can be read about, "" if nothing says it."""
    ids = {"doi": record.doi, "arxiv": record.arxiv_id, "pmid": record.pmid}
    for scheme, value in [*ids.items(), *record.other_ids]:
        if value and scheme in SCHEMES and (url := SCHEMES[scheme].link(value)):
            return url
    urls = (link.url for link in record.links)
    return next((url for url in urls if SAFE_ADDRESS.match(url)), "")
