"""Writing what imports bring: many new rows at once, and changes of what is there, one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

import publications.derive
import researchers.derive
from portal.kit.beside import Beside
from portal.kit.changes import renew
from portal.kit.dates import PartialDate
from portal.kit.models import FreeSlugs
from portal.kit.sql import insert_rows, reserve_ids
from portal.kit.text import clean_text, fold, key_hash
from publications.derive import Inserted, Printed, texts_of
from publications.keys import FreeKeys
from publications.models import (
    Authorship,
    Award,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Venue,
)
from publications.records import Name, made_key
from publications.surroundings import Surroundings
from researchers.models import Researcher
from researchers.shelves import PROFILES

from .values import COLUMNS, Values, VenueValues, parts_of

MANY = 100  # publications at once, from which on they are printed in a process of its own
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
    venue: Venue | None
    provenance: Mapping[str, Any]


def full_name(name: Name) -> str:
    return clean_text(name.full)[:330]


class Writer:
    """Inserts new rows, and what is derived from them, within one transaction."""

    def __init__(self) -> None:
        self._slugs = {model: FreeSlugs(model) for model in (Researcher, Publication)}
        self._keys = FreeKeys()
        self._people: dict[int, dict[str, Any]] = {}
        self._orcids: set[str] = set()
        self._printer: Beside[Sequence[Inserted], list[Printed]] | None = None
        self._in_print: tuple[Sequence[Inserted], Sequence[Sequence[str]]] | None = None
        self._around = Surroundings({}, {}, {})
        kinds = list(PublicationLinkKind.objects.all())
        self._kinds = {kind.key: (kind.pk, kind.label) for kind in kinds}
        self._order = {kind.pk: (place, kind) for place, kind in enumerate(kinds)}

    def people(self, people: Sequence[NewPerson]) -> None:
        """Insert people who are credited and have no page."""
        if not people:
            return
        people = self._with_free_orcids(people)
        now = _moment()
        slugs = self._slugs[Researcher].make([full_name(person.name) for person in people])
        insert_rows(
            Researcher,
            _PERSON,
            (_person_row(person, slug, now) for person, slug in zip(people, slugs, strict=True)),
        )
        for person, slug in zip(people, slugs, strict=True):
            self._people[person.id] = {
                "researcher": person.id,
                "slug": slug,
                "visibility": Researcher.Visibility.AUTHOR.value,
                "homepage": "",
                "orcid": person.name.orcid,
                "given_name": person.name.given[:150],
                "family_name": person.name.family_name[:150],
                "is_organization": person.name.is_organization,
            }
        researchers.derive.store_new(
            Researcher(**dict(zip(_PERSON, _person_row(person, slug, now), strict=True)))
            for person, slug in zip(people, slugs, strict=True)
        )
        renew(PROFILES, "people", *(f"researcher:{slug}" for slug in slugs))

    def _with_free_orcids(self, people: Sequence[NewPerson]) -> list[NewPerson]:
        """Return `people` without the ORCID iDs that somebody has: those stay on authorships."""
        wanted = {person.name.orcid for person in people if person.name.orcid}
        if wanted:
            taken = Researcher.objects.filter(orcid__in=wanted)
            self._orcids.update(taken.values_list("orcid", flat=True))
        free = []
        for person in people:
            name = person.name
            if name.orcid in self._orcids:
                name = replace(name, orcid="")
            elif name.orcid:
                self._orcids.add(name.orcid)
            free.append(NewPerson(person.id, name))
        return free

    def papers(self, papers: Sequence[NewPaper]) -> None:
        """Insert publications with all that hangs on them."""
        if not papers:
            return
        self._read_people({pk for paper in papers for pk in paper.people})
        now, moment = timezone.now(), _moment()
        titles = [str(paper.values.columns["title"]) for paper in papers]
        slugs = self._slugs[Publication].make(titles)
        made = self._made_keys(papers)
        keys = [fold(title) for title in titles]
        insert_rows(
            Publication,
            (*_PAPER, *COLUMNS),
            (
                (
                    paper.id,
                    slug,
                    made.get(paper.id, ""),
                    key,
                    key_hash(key),
                    paper.venue.pk if paper.venue else None,
                    _json(paper.values.extra),
                    _json(paper.provenance),
                    moment,
                    moment,
                    *(paper.values.columns[name] for name in COLUMNS),
                )
                for paper, slug, key in zip(papers, slugs, keys, strict=True)
            ),
        )
        bylines = [list(byline(paper.id, paper.values.names, paper.people)) for paper in papers]
        ids = iter(reserve_ids(Authorship, sum(map(len, bylines))))
        bylines = [[(next(ids), *row) for row in rows] for rows in bylines]
        insert_rows(Authorship, ("id", *_AUTHORSHIP), chain.from_iterable(bylines))
        links = [
            list(link_rows(paper.id, 0, _links(paper.values), self._kinds)) for paper in papers
        ]
        insert_rows(PublicationLink, _LINK, chain.from_iterable(links))
        insert_rows(
            Award,
            ("publication_id", "name", "position"),
            (
                (paper.id, name[:120], place)
                for paper in papers
                for place, name in enumerate(paper.values.awards)
            ),
        )
        inserted = [
            self._inserted(paper, (slug, made.get(paper.id, "")), now, names, addresses)
            for paper, slug, names, addresses in zip(papers, slugs, bylines, links, strict=True)
        ]
        self._print(inserted, publications.derive.place_new(inserted, self._around))

    def _made_keys(self, papers: Sequence[NewPaper]) -> dict[int, str]:
        """Return by id the keys of those that bring none, but a name to make it of."""
        bases = {}
        for paper in papers:
            columns = paper.values.columns
            names = sorted(paper.values.names, key=lambda named: named[0] != "author")
            if names and not columns["citation_key"]:
                family = names[0][1].family_name
                bases[paper.id] = made_key(str(columns["title"]), columns["year"], family)  # type: ignore[arg-type]
        return dict(zip(bases, self._keys.make(list(bases.values())), strict=True)) if bases else {}

    def _print(self, papers: Sequence[Inserted], shelves: Sequence[Sequence[str]]) -> None:
        """Store what is printed of new publications; of many by and by, and all with `finish`."""
        if len(papers) < MANY and self._printer is None:
            publications.derive.store_new(papers, shelves, texts_of(papers))
            return
        self.finish()
        if self._printer is None:
            self._printer = Beside(texts_of)
        self._printer.give(papers)
        self._in_print = papers, shelves

    def finish(self) -> None:
        """Store what is being printed."""
        if self._printer and self._in_print:
            publications.derive.store_new(*self._in_print, self._printer.take())
            self._in_print = None

    def close(self) -> None:
        """End the process that prints, if there is one."""
        if self._printer:
            self._printer.close()

    def _read_people(self, ids: set[int]) -> None:
        """Have at hand what documents print of these people."""
        if missing := ids - self._people.keys():
            found = Researcher.objects.filter(pk__in=missing).order_by()
            for row in found.values("pk", *_PRINTED):
                pk = row["researcher"] = row.pop("pk")
                self._people[pk] = row
            around = Surroundings.of_people(missing)
            self._around.memberships |= around.memberships
            self._around.labs |= around.labs

    def _inserted(
        self,
        paper: NewPaper,
        called: tuple[str, str],
        now: datetime,
        rows: Sequence[tuple[Any, ...]],
        links: Sequence[tuple[Any, ...]],
    ) -> Inserted:
        """Return a new publication with the rows it has now."""
        columns = paper.values.columns
        told = sorted(links, key=lambda row: self._order[row[1]][0])
        return Inserted(
            pk=paper.id,
            slug=called[0],
            made_key=called[1],
            created_at=now,
            columns=columns,
            extra=paper.values.extra,
            date_number=PartialDate.number_of(columns["year"], columns["month"], columns["day"]),  # type: ignore[arg-type]
            venue=paper.venue,
            author_rows=[self._people[row[2]] for row in rows],
            credits=[(row[0], *row[3:6], *row[8:]) for row in rows],
            link_rows=[
                {"kind": kind.key, "label": row[3] or kind.label, "url": row[2]}
                for row in told
                for _, kind in [self._order[row[1]]]
            ],
            award_rows=[{"name": name[:120], "url": ""} for name in paper.values.awards],
        )


def _person_row(person: NewPerson, slug: str, now: Any) -> tuple[Any, ...]:
    name = person.name
    return (
        person.id, slug, name.given[:150], name.family_name[:150], name.suffix[:20],
        full_name(name), fold(f"{name.family_name} {name.given}")[:330], name.original[:150],
        name.is_organization, name.orcid, now, now,
    )  # fmt: skip


_PERSON = (
    "id", "slug", "given_name", "family_name", "suffix", "full_name", "sort_key",
    "original_name", "is_organization", "orcid", "created_at", "updated_at",
)  # fmt: skip
_PRINTED = (
    "slug", "visibility", "homepage", "orcid", "given_name", "family_name", "is_organization",
)  # fmt: skip
_PAPER = (
    "id", "slug", "made_key", "title_key", "title_hash", "venue_id", "extra", "provenance",
    "created_at", "updated_at",
)  # fmt: skip
_AUTHORSHIP = (
    "publication_id", "researcher_id", "role", "position", "credited_as", "credited_parts",
    "claimed_orcid", "equal_group", "is_corresponding", "affiliation",
)  # fmt: skip
_LINK = ("publication_id", "kind_id", "url", "label", "position")


def write_venue(venue: VenueValues) -> Venue:
    """Save a new venue and return it."""
    return Venue.objects.create(
        name=venue.name, short_name=venue.short_name, kind=venue.kind, issn=venue.issn
    )


def byline(
    publication: int, names: Sequence[tuple[str, Name]], people: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Yield the rows of a byline, in its order, positions counted by role."""
    positions: dict[str, int] = {}
    for (role, name), person in zip(names, people, strict=True):
        positions[role] = positions.get(role, 0) + 1
        yield (
            publication,
            person,
            role,
            positions[role],
            full_name(name),
            _json(parts_of(name)),
            name.orcid,
            equal_group_of(name),
            name.is_corresponding,
            name.affiliation[:500],
        )


def equal_group_of(name: Name) -> int | None:
    """Return the group of equal contributors, None for none or one that has no sign."""
    return name.equal_group if name.equal_group in range(1, LARGEST_GROUP + 1) else None


def _links(values: Values) -> list[tuple[str, str, str]]:
    return [(link.kind, link.url, link.label) for link in values.links]


def write_links(publication: int, first: int, links: Iterable[tuple[str, str, str]]) -> None:
    """Insert links given as (kind, address, label), from the place `first` on."""
    kinds = {kind.key: (kind.pk, kind.label) for kind in PublicationLinkKind.objects.all()}
    insert_rows(PublicationLink, _LINK, link_rows(publication, first, links, kinds))


def link_rows(
    publication: int,
    first: int,
    links: Iterable[tuple[str, str, str]],
    kinds: Mapping[str, tuple[int, str]],
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of links; one of a kind that is not known is a website of that name."""
    for place, (kind, url, label) in enumerate(links, first):
        own = label[:60] or ("" if kind in kinds else kind[:60])
        yield publication, kinds.get(kind, kinds["website"])[0], url[:1000], own, place


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _moment() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def reserve(model: Any, count: int) -> list[int]:
    return list(reserve_ids(model, count))
