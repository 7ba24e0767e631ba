"""Field by field: what a source says, what is stored, and whose word stands.

The provenance of a publication is {"sources": [{"run", "format", "origin", "at"}, ...], "fields":
{name: [index of the source, digest of what it said]}}. A value that no longer has the digest was
edited by hand since, and one without an entry was entered by hand.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.kit.text import fold

from .stored import Stored
from .values import (
    AUTHORS,
    AWARDS,
    DATE,
    DATE_PARTS,
    KEPT,
    LINKS,
    VENUE,
    Value,
    Values,
    date_of,
    digest,
    names_digest,
)

EXTRA = "extra"
NEW, SOURCE, HAND = "new", "source", "hand"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a source says otherwise than what is stored.

    `kind` is "new" where nothing is stored, "source" where another source said what is stored,
    "hand" where a person did. `take` is whether theirs is to be stored.
    """

    field: str
    kind: str
    ours: Any
    theirs: Any
    take: bool


def differences(values: Values, paper: Stored, origin: str) -> Iterator[Difference]:
    """Yield what `values`, told by the source `origin`, say otherwise than what is stored.

    What is new is taken; what the same source said before and now says otherwise is taken, unless
    somebody edited it since; whatever else differs stays unless it is chosen.
    """
    for name, theirs in values.columns.items():
        ours = paper.columns[name]
        if name in DATE_PARTS or _says_nothing(name, theirs) or _same(name, ours, theirs):
            continue
        yield _judged(name, ours, theirs, paper, origin)
    yield from _dates(values, paper, origin)
    yield from _venues(values, paper, origin)
    yield from _bylines(values, paper, origin)
    known = paper.provenance.get("fields", {}).get(LINKS, [0])[1:]
    ours_links = {url for _, url, _ in paper.links}
    links = [
        [link.kind, link.url, link.label]
        for link in values.links
        if link.url not in ours_links and digest(link.url) not in known
    ]
    if links:
        yield Difference(LINKS, NEW, [], links, take=True)
    known = paper.provenance.get("fields", {}).get(AWARDS, [0])[1:]
    awards = [
        name for name in values.awards if name not in paper.awards and digest(name) not in known
    ]
    if awards:
        yield Difference(AWARDS, NEW, [], awards, take=True)
    ours, theirs = dict(paper.extra), dict(values.extra)
    kept = theirs.pop(KEPT, {}) | ours.pop(KEPT, {})
    extra = {key: value for key, value in theirs.items() if key not in ours}
    if kept != paper.extra.get(KEPT, {}):
        extra[KEPT] = kept
    if extra:
        yield Difference(EXTRA, NEW, {}, extra, take=True)


def _says_nothing(name: str, theirs: Value) -> bool:
    return theirs in {"", None} or (name == "type" and theirs == "document")


def _same(name: str, ours: Value, theirs: Value) -> bool:
    """Whether two values say the same; a page range does with any dash."""
    if name == "pages":
        return _DASHES.sub("-", str(ours)) == _DASHES.sub("-", str(theirs))
    return ours == theirs


_DASHES = re.compile(r"\s*[-‐-―]+\s*")


def told_by(name: str, value: object, provenance: Mapping[str, Any]) -> str | None:
    """Return the origin of the source whose word `value` is, None if a person's."""
    entry = provenance.get("fields", {}).get(name)
    if entry is None or entry[1] != digest(value):
        return None
    origin: str = provenance["sources"][entry[0]]["origin"]
    return origin


def _judged(
    name: str, ours: Any, theirs: Any, paper: Stored, origin: str, *, told: object = None
) -> Difference:
    """Return the difference with its kind; `told` is what the digest was made of, if not ours."""
    was_told = name in paper.provenance.get("fields", {})
    if ours in ("", None, []) and not was_told:
        return Difference(name, NEW, ours, theirs, take=True)
    source = told_by(name, ours if told is None else told, paper.provenance)
    if source is None:
        return Difference(name, HAND, ours, theirs, take=False)
    return Difference(name, SOURCE, ours, theirs, take=source == origin)


def _dates(values: Values, paper: Stored, origin: str) -> Iterator[Difference]:
    """A date that says less than the other, but the same, is no other date."""
    ours, theirs = date_of(paper.columns), date_of(values.columns)
    if not theirs or ours[: len(theirs)] == theirs:
        return
    if theirs[: len(ours)] == ours and (
        not ours or told_by(DATE, ours, paper.provenance) or DATE not in _fields(paper)
    ):
        yield Difference(DATE, NEW, ours, theirs, take=True)
    else:
        yield _judged(DATE, ours, theirs, paper, origin)


def _fields(paper: Stored) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = paper.provenance.get("fields", {})
    return fields


def _venues(values: Values, paper: Stored, origin: str) -> Iterator[Difference]:
    theirs = values.venue
    if theirs is None:
        return
    ours = paper.venue.name if paper.venue else ""
    known = {fold(ours), fold(paper.venue.short_name)} if paper.venue else {""}
    if fold(theirs.name) in known - {""} or theirs.name == ours:
        return
    if not ours and (detail := str(paper.columns["venue_detail"])):
        ours = detail
        if fold(detail) == fold(theirs.name):
            return
    yield _judged(VENUE, ours, theirs.name, paper, origin)


def _bylines(values: Values, paper: Stored, origin: str) -> Iterator[Difference]:
    theirs = [(role, name.full) for role, name in values.names]
    ours = [(credit.role, credit.credited_as) for credit in paper.credits]
    if not theirs or theirs == ours:
        return
    entry = _fields(paper).get(AUTHORS)
    shown_ours, shown_theirs = [name for _, name in ours], [name for _, name in theirs]
    if not ours and entry is None:
        yield Difference(AUTHORS, NEW, [], shown_theirs, take=True)
    elif entry is not None and entry[1] == names_digest(ours):
        same = paper.provenance["sources"][entry[0]]["origin"] == origin
        yield Difference(AUTHORS, SOURCE, shown_ours, shown_theirs, take=same)
    else:
        yield Difference(AUTHORS, HAND, shown_ours, shown_theirs, take=False)


def provenance_of(values: Values, source: Mapping[str, Any], venue: str) -> dict[str, Any]:
    """Return the provenance of a publication all of which `source` says."""
    fields = {name: [0, *told] for name, told in values.digests.items()}
    if venue:
        fields[VENUE] = [0, digest(venue)]
    return {"sources": [source], "fields": fields}


def with_taken(
    provenance: Mapping[str, Any], source: Mapping[str, Any], taken: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    """Return `provenance` after `source` gave the fields of `taken`, each with its digests."""
    sources = [*provenance.get("sources", ()), source]
    place = len(sources) - 1
    fields = dict(provenance.get("fields", {}))
    for name, digests in taken.items():
        earlier = fields.get(name, [0])[1:] if name in {LINKS, AWARDS} else []
        fields[name] = [place, *earlier, *digests]
    return {"sources": sources, "fields": fields}
