"""A publication that was read with its rows, as a neutral record: for what pages print."""

from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage

from portal.kit.addresses import page_address
from portal.kit.dates import PartialDate
from publications.importing.values import KEPT, container_of
from publications.models import Publication
from publications.records import Link, Name, Record
from researchers.models import Researcher

# What sources tell beyond the columns, under BibTeX's names, that styles print.
CITED = (
    "edition", "chapter", "howpublished", "organization", "type", "month", "entry_type", "others",
    "editor_others",
)  # fmt: skip


def credited_parts(row: dict[str, Any]) -> tuple[str, str]:
    """Return (family, given) of a credited name; an organization has no given name.

    The person's family name decides where the credited name is cut; a name without it is cut
    before its last word.
    """
    name, family = row["credited_as"], row["family_name"]
    if row["is_organization"]:
        return name, ""
    if name.endswith(f" {family}"):
        return family, name[: -len(family) - 1]
    if name.startswith(f"{family} "):
        return family, name[len(family) + 1 :]
    given, _, last = name.rpartition(" ")
    return last, given


def record_of_rows(paper: Publication, origin: str) -> Record:
    """Return the record of a publication that was read with its rows. Asks no database.

    Names are parted by their people's family names; of what a source told beyond, only what
    citations print is here.
    """
    rows: Any = paper
    venue = paper.venue
    kept = paper.extra.get(KEPT, {})
    names: dict[str, list[Name]] = {"author": [], "editor": []}
    for row in rows.author_rows:
        names[row["role"]].append(_name_of_row(row, origin))
    year: Any = paper.year
    return Record(
        type=paper.type,
        title=paper.title,
        authors=tuple(names["author"]),
        editors=tuple(names["editor"]),
        issued=PartialDate.nearest(year, paper.month, paper.day) if year else None,
        container_title=container_of(venue, paper.venue_detail, kept),
        container_short=venue.short_name if venue else "",
        collection_title=kept.get("collection-title", ""),
        publisher_place=kept.get("publisher-place", ""),
        issn=venue.issn if venue else "",
        volume=paper.volume,
        issue=paper.issue,
        pages=paper.pages,
        publisher=paper.publisher,
        abstract=paper.abstract,
        summary=paper.summary,
        note=paper.note,
        language=paper.language,
        doi=paper.doi,
        arxiv_id=paper.arxiv_id,
        pmid=paper.pmid,
        isbn=paper.isbn,
        keywords=tuple(row["name"] for row in rows.topic_rows),
        awards=tuple(row["name"] for row in rows.award_rows),
        links=(
            *(Link(row["url"], row["kind"], row["label"]) for row in rows.link_rows),
            *(
                Link(origin + default_storage.url(row["file"]), row["kind"], row["label"])
                for row in rows.file_rows
            ),
        ),
        citation_key=paper.key,
        extra={name: paper.extra[name] for name in CITED if name in paper.extra},
        page=origin + paper.get_absolute_url(),
        changed_at=paper.updated_at,
    )


def _name_of_row(row: dict[str, Any], origin: str) -> Name:
    family, given = credited_parts(row)
    name = Name(family=family, given=given)
    if row["is_organization"]:
        name = Name(literal=family)
    is_known = row["visibility"] != Researcher.Visibility.HIDDEN
    has_page = row["visibility"] == Researcher.Visibility.PAGE
    return replace(
        name,
        orcid=(row["orcid"] or "") if is_known else "",
        affiliation=row["affiliation"],
        equal_group=row["equal_group"],
        is_corresponding=bool(row["is_corresponding"]),
        page=origin + page_address("researchers:researcher-detail", row["slug"])
        if has_page
        else "",
    )
