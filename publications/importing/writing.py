"""Writing what imports bring: many new rows at once, and changes of what is there, one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

import publications.derive
import researchers.derive
from portal.kit.changes import renew
from portal.kit.models import free_slugs
from portal.kit.sql import insert_rows, reserve_ids
from portal.kit.text import clean_text, fold, key_hash
from publications.models import (
    Authorship,
    Award,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Venue,
)
from publications.records import Name
from researchers.models import Researcher
from researchers.shelves import PROFILES

from .values import Values, VenueValues, parts_of

LARGEST_GROUP = 6  # of equal contributors: there are six signs


@dataclass(slots=True)
class NewPerson:
    """A person who is not here yet."""

    id: int
    name: Name


@dataclass(slots=True)
class NewPaper:
    """A publication that is not here yet; `people` are the ids of its names, in their order."""

    id: int
    values: Values
    people: Sequence[int]
    venue: int | None
    provenance: Mapping[str, Any]
    preferred_version: int | None = None


def full_name(name: Name) -> str:
    return clean_text(name.full)[:330]


def write_people(people: Sequence[NewPerson]) -> None:
    """Insert people who are credited and have no page."""
    if not people:
        return
    now = _moment()
    slugs = free_slugs(Researcher, [full_name(person.name) for person in people])
    insert_rows(
        Researcher,
        (
            "id", "slug", "given_name", "family_name", "suffix", "full_name", "sort_key",
            "original_name", "is_organization", "orcid", "created_at", "updated_at",
        ),
        (
            (
                person.id,
                slug,
                person.name.given[:150],
                person.name.family_name[:150],
                person.name.suffix[:20],
                full_name(person.name),
                fold(f"{person.name.family_name} {person.name.given}")[:330],
                person.name.original[:150],
                person.name.is_organization,
                person.name.orcid,
                now,
                now,
            )
            for person, slug in zip(people, slugs, strict=True)
        ),
    )  # fmt: skip
    researchers.derive.store(person.id for person in people)
    renew(PROFILES, "people", *(f"researcher:{slug}" for slug in slugs))


def write_venues(venues: Iterable[VenueValues]) -> list[Venue]:
    """Save new venues and return them, in their order."""
    return [
        Venue.objects.create(
            name=venue.name, short_name=venue.short_name, kind=venue.kind, issn=venue.issn
        )
        for venue in venues
    ]


_COLUMNS = (
    "type", "title", "year", "month", "day", "venue_detail", "volume", "issue", "pages",
    "publisher", "abstract", "doi", "arxiv_id", "pmid", "isbn", "citation_key", "language", "note",
)  # fmt: skip


def write_papers(papers: Sequence[NewPaper]) -> None:
    """Insert publications with all that hangs on them, and what is derived from them."""
    if not papers:
        return
    now = _moment()
    slugs = free_slugs(Publication, [str(paper.values.columns["title"]) for paper in papers])
    keys = [fold(str(paper.values.columns["title"])) for paper in papers]
    insert_rows(
        Publication,
        (
            "id", "slug", "title_key", "title_hash", "venue_id", "preferred_version_id", "extra",
            "provenance", "created_at", "updated_at", *_COLUMNS,
        ),
        (
            (
                paper.id,
                slug,
                key,
                key_hash(key),
                paper.venue,
                paper.preferred_version,
                _json(paper.values.extra),
                _json(paper.provenance),
                now,
                now,
                *(paper.values.columns[name] for name in _COLUMNS),
            )
            for paper, slug, key in zip(papers, slugs, keys, strict=True)
        ),
    )  # fmt: skip
    insert_rows(
        Authorship,
        (
            "publication_id", "researcher_id", "role", "position", "credited_as",
            "credited_parts", "claimed_orcid", "equal_group", "is_corresponding", "affiliation",
        ),
        (row for paper in papers for row in byline(paper.id, paper.values.names, paper.people)),
    )  # fmt: skip
    write_links((paper.id, 0, link) for paper in papers for link in _links(paper.values))
    insert_rows(
        Award,
        ("publication_id", "name", "position"),
        (
            (paper.id, name[:120], place)
            for paper in papers
            for place, name in enumerate(paper.values.awards)
        ),
    )
    publications.derive.store(paper.id for paper in papers)


def byline(
    publication: int, names: Sequence[tuple[str, Name]], people: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Yield the rows of a byline, in its order, positions counted by role."""
    positions: dict[str, int] = {}
    for (role, name), person in zip(names, people, strict=True):
        positions[role] = positions.get(role, 0) + 1
        group = name.equal_group
        yield (
            publication,
            person,
            role,
            positions[role],
            full_name(name),
            _json(parts_of(name)),
            name.orcid,
            group if group and group <= LARGEST_GROUP else None,
            name.is_corresponding,
            name.affiliation[:500],
        )


def _links(values: Values) -> list[tuple[str, str, str]]:
    return [(link.kind, link.url, link.label) for link in values.links]


def write_links(links: Iterable[tuple[int, int, tuple[str, str, str]]]) -> None:
    """Insert links given as (publication, place of its first, (kind, address, label))."""
    kinds = dict(PublicationLinkKind.objects.values_list("key", "pk"))
    places: dict[int, int] = {}
    rows = []
    for publication, first, (kind, url, label) in links:
        place = places[publication] = places.get(publication, first - 1) + 1
        own_label = label[:60] or ("" if kind in kinds else kind[:60])
        rows.append((publication, kinds.get(kind, kinds["website"]), url[:1000], own_label, place))
    names = ("publication_id", "kind_id", "url", "label", "position")
    insert_rows(PublicationLink, names, rows)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _moment() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def reserve(model: Any, count: int) -> list[int]:
    return list(reserve_ids(model, count))
