"""Stored publications as neutral records, with where and since when this portal shows them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage

from portal.kit.addresses import page_address
from publications.importing.stored import Stored, stored
from publications.importing.values import record_of
from publications.models import Attachment, Publication
from publications.records import Link, Name, Record
from researchers.models import Researcher

AT_ONCE = 200
HIDDEN = {"orcid": "", "page": ""}  # of a hidden person only what is printed is told


def as_records(ids: Sequence[int], origin: str) -> Iterator[Record]:
    """Yield these publications as records, in the order of `ids`; those that are gone are left out.

    `origin` is "https://host", which makes addresses of this portal absolute. Public files are
    links behind the others, topics keywords. Seven queries for each 200.
    """
    for _, record in with_ids(ids, origin):
        yield record


def with_ids(ids: Sequence[int], origin: str) -> Iterator[tuple[int, Record]]:
    """Yield (id, record) of these publications as `as_records` does."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found = stored(some)
        people = _people(found.values())
        families = {pk: person["family_name"] for pk, person in people.items()}
        files, topics = _files(some, origin), _topics(some)
        for pk in some:
            if pk in found:
                paper = found[pk]
                record = record_of(paper, families)
                credited = {
                    role: [people.get(row.researcher) for row in paper.credits if row.role == role]
                    for role in ("author", "editor")
                }
                yield (
                    pk,
                    record.but(
                        authors=_names(record.authors, credited["author"], origin),
                        editors=_names(record.editors, credited["editor"], origin),
                        links=(*record.links, *files.get(pk, ())),
                        keywords=(
                            *record.keywords,
                            *(name for name in topics.get(pk, ()) if name not in record.keywords),
                        ),
                        page=origin + page_address("publications:publication-detail", paper.slug),
                        changed_at=paper.updated_at,
                        citation_key=record.citation_key or paper.made_key,
                    ),
                )


def _people(papers: Iterable[Stored]) -> dict[int, dict[str, Any]]:
    ids = {credit.researcher for paper in papers for credit in paper.credits}
    rows = Researcher.objects.filter(pk__in=ids).order_by()
    columns = ("pk", "slug", "visibility", "orcid", "family_name", "is_organization")
    return {row["pk"]: row for row in rows.values(*columns)}


def _names(
    names: Sequence[Name], people: Sequence[dict[str, Any] | None], origin: str
) -> tuple[Name, ...]:
    """Return the names with what is known of their people; names beyond `people` as they are."""
    told = [
        replace(name, **_known(name, person, origin)) if person else name
        for name, person in zip(names, people, strict=False)
    ]
    return (*told, *names[len(told) :])


def _known(name: Name, person: dict[str, Any], origin: str) -> dict[str, str]:
    if person["visibility"] == Researcher.Visibility.HIDDEN:
        return HIDDEN
    known = {"orcid": person["orcid"] or name.orcid}
    if person["visibility"] == Researcher.Visibility.PAGE:
        known["page"] = origin + page_address("researchers:researcher-detail", person["slug"])
    if person["is_organization"] and not name.literal:
        known |= {"literal": name.full, "family": "", "given": "", "suffix": ""}
        known |= {"dropping_particle": "", "non_dropping_particle": ""}
    return known


def _files(ids: Sequence[int], origin: str) -> dict[int, list[Link]]:
    files: dict[int, list[Link]] = {}
    rows = Attachment.objects.filter(publication__in=ids, is_public=True).order_by(
        "publication", "kind__position", "pk"
    )
    for pk, path, kind, label in rows.values_list("publication_id", "file", "kind__key", "label"):
        files.setdefault(pk, []).append(Link(origin + default_storage.url(path), kind, label))
    return files


def _topics(ids: Sequence[int]) -> dict[int, list[str]]:
    through = Publication.topics.through.objects.filter(publication__in=ids)
    topics: dict[int, list[str]] = {}
    for pk, name in through.order_by("publication", "topic__name").values_list(
        "publication_id", "topic__name"
    ):
        topics.setdefault(pk, []).append(name)
    return topics
