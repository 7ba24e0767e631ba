"""A publication that was read with its rows, as a neutral record: for what pages print."""

from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage

from portal.kit.addresses import page_address
from portal.kit.dates import PartialDate
from publications.bibtex import credited_parts
from publications.models import Publication
from publications.records import Link, Name, Record
from researchers.models import Researcher


def record_of_rows(paper: Publication, origin: str) -> Record:
    """Return the record of a publication that was read with its rows. Asks no database.

    Names are parted by their people's family names; what a source told beyond is left out.
    """
    rows: Any = paper
    venue = paper.venue
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
        container_title=" ".join(filter(None, [venue.name if venue else "", paper.venue_detail])),
        container_short=venue.short_name if venue else "",
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
