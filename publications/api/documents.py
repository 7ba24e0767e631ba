"""Rows to JSON: pure functions, one for each thing the API shows. shapes.py says what comes out.

`origin` is "https://host" without a slash at the end, put before every address of this site.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from portal.kit.addresses import page_address
from portal.kit.dates import PartialDate
from portal.kit.fields import PictureFile
from portal.kit.markup import render_markdown
from publications.models import Document, Publication, Topic, Venue
from researchers.models import Lab, Membership, ProfileLinkKind, Researcher

from .shapes import (
    Credit,
    LabDetailJSON,
    LabJSON,
    LabReference,
    Member,
    NamedLink,
    Picture,
    ResearcherJSON,
    ResearcherReference,
    TopicJSON,
    VenueJSON,
)

Row = Mapping[str, Any]


def publication_json(paper: Publication, origin: str) -> dict[str, Any]:
    """Return a publication that was read `with_rows()`, as PublicationJSON but for what time tells.

    `is_main_version` may change without a change of data, when another version becomes public.
    """
    credits_by_role: dict[str, list[Credit]] = {"author": [], "editor": []}
    for row in paper.author_rows:
        credits_by_role[row["role"]].append(_credit(row, origin))
    venue = paper.venue
    return {
        "id": paper.pk,
        "slug": paper.slug,
        "url": origin + paper.get_absolute_url(),
        "type": paper.type,
        "title": paper.title,
        "year": paper.year,
        "month": paper.month,
        "day": paper.day,
        "date": _date_of(paper),
        "venue": venue
        and {
            "slug": venue.slug,
            "name": venue.name,
            "short_name": venue.short_name,
            "url": origin + venue.get_absolute_url(),
        },
        "venue_detail": paper.venue_detail,
        "volume": paper.volume,
        "issue": paper.issue,
        "pages": paper.pages,
        "publisher": paper.publisher,
        "abstract": paper.abstract,
        "summary": paper.summary,
        "doi": paper.doi,
        "arxiv_id": paper.arxiv_id,
        "pmid": paper.pmid,
        "isbn": paper.isbn,
        "citation_key": paper.key,
        "language": paper.language,
        "note": paper.note,
        "authors": credits_by_role["author"],
        "editors": credits_by_role["editor"],
        "links": [
            *(_link(row, row["url"], origin) for row in paper.link_rows),
            *(_link(row, default_storage.url(row["file"]), origin) for row in paper.file_rows),
        ],
        "awards": [{"name": row["name"], "url": row["url"] or None} for row in paper.award_rows],
        "topics": [{"slug": row["slug"], "name": row["name"]} for row in paper.topic_rows],
        "picture": _picture(paper.picture, paper.picture_alt, origin),
        "updated_at": _moment(paper.updated_at),
    }


def stored_json(rows: Sequence[tuple[Any, ...]], origin: str) -> list[orjson.Fragment]:
    """Return what is stored of publications, each as PublicationJSON, written already.

    `rows` begin with its id and that of the version to prefer. No text has a NUL, so what begins
    with one is an address.
    """
    texts = Document.texts("api", [pk for pk, *_ in rows])
    preferred = [version for _, version, *_ in rows if version]
    public = set()
    if preferred:
        listed = Publication.objects.listed().filter(pk__in=preferred)
        public = set(listed.values_list("pk", flat=True))
    return [
        orjson.Fragment(
            texts[pk].replace('"\\u0000', f'"{origin}')[:-1]
            + (',"is_main_version":false}' if version in public else ',"is_main_version":true}')
        )
        for pk, version, *_ in rows
        if pk in texts
    ]


def researcher_json(person: Researcher, origin: str) -> ResearcherJSON:
    """Return one person of `sources.researchers()`."""
    shown = person.has_page
    today = timezone.localdate()
    return {
        "id": person.pk,
        "slug": person.slug,
        "url": origin + person.get_absolute_url() if shown else None,
        "publications_url": origin + page_address("api:researcher-publications", person.slug),
        "name": person.full_name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "suffix": person.suffix,
        "original_name": person.original_name,
        "is_organization": person.is_organization,
        "orcid": person.orcid,
        "homepage": person.homepage or None,
        "has_page": shown,
        "pronouns": person.pronouns if shown else "",
        "headline": person.headline if shown else "",
        "email": person.email if shown and person.email_is_public else "",
        "portrait": _picture(person.portrait, person.portrait_alt, origin) if shown else None,
        "links": _profile_links(person.link_rows, origin) if shown else [],
        "labs": [
            {"slug": row["slug"], "name": row["name"], **_role(row, today)}
            for row in (person.lab_rows if shown else [])
        ],
        "bio": person.bio if shown else "",
        "bio_html": render_markdown(person.bio) if shown else "",
        "updated_at": _moment(person.updated_at),
    }


def lab_json(lab: Lab, origin: str) -> LabJSON:
    """Return one lab of `sources.labs()`."""
    parent = None
    if lab.parent and lab.parent.is_public:
        parent = _lab_reference({"slug": lab.parent.slug, "name": lab.parent.name}, origin)
    return {
        "id": lab.pk,
        "slug": lab.slug,
        "url": origin + lab.get_absolute_url(),
        "publications_url": origin + page_address("api:lab-publications", lab.slug),
        "name": lab.name,
        "short_name": lab.short_name,
        "institution": lab.institution,
        "tagline": lab.tagline,
        "description": lab.description,
        "site": lab.url or None,
        "parent": parent,
        "units": [_lab_reference(row, origin) for row in lab.unit_rows],
        "updated_at": _moment(lab.updated_at),
    }


def lab_detail_json(lab: Lab, origin: str) -> LabDetailJSON:
    """Return one lab of `sources.labs_with_members()`."""
    today = timezone.localdate()
    members: list[Member] = [
        {
            "name": row["name"],
            "researcher": _researcher_reference(row, origin),
            **_role(row, today),
            "now_at": row["now_at"],
            "now_at_url": row["now_at_url"] or None,
        }
        for row in lab.member_rows
    ]
    roles = Membership.Role.values
    members.sort(key=lambda member: (not member["is_current"], roles.index(member["role"])))
    return {**lab_json(lab, origin), "members": members}


def venue_json(venue: Venue, origin: str) -> VenueJSON:
    return {
        "id": venue.pk,
        "slug": venue.slug,
        "url": origin + venue.get_absolute_url(),
        "publications_url": f"{origin}{reverse('api:publication-list')}?venue={venue.slug}",
        "name": venue.name,
        "short_name": venue.short_name,
        "kind": venue.kind,
        "issn": venue.issn,
        "site": venue.url or None,
        "updated_at": _moment(venue.updated_at),
    }


def topic_json(topic: Topic, origin: str) -> TopicJSON:
    return {
        "id": topic.pk,
        "slug": topic.slug,
        "url": origin + topic.get_absolute_url(),
        "publications_url": f"{origin}{reverse('api:publication-list')}?topic={topic.slug}",
        "name": topic.name,
        "description": topic.description,
    }


def _credit(row: Row, origin: str) -> Credit:
    is_shown = row["visibility"] != Researcher.Visibility.HIDDEN
    return {
        "position": row["position"],
        "name": row["credited_as"],
        "researcher": _researcher_reference(row, origin) if is_shown else None,
        "equal_group": row["equal_group"],
        "is_corresponding": bool(row["is_corresponding"]),
        "affiliation": row["affiliation"],
    }


def _researcher_reference(row: Row, origin: str) -> ResearcherReference:
    url = None
    if row["visibility"] == Researcher.Visibility.PAGE:
        url = origin + page_address("researchers:researcher-detail", row["slug"])
    return {
        "id": row["researcher"],
        "slug": row["slug"],
        "url": url,
        "orcid": row["orcid"],
    }


def _lab_reference(row: Row, origin: str) -> LabReference:
    path = page_address("researchers:lab-detail", row["slug"])
    return {"slug": row["slug"], "name": row["name"], "url": origin + path}


def _profile_links(rows: Iterable[Row], origin: str) -> list[NamedLink]:
    links = []
    for row in rows:
        url = ProfileLinkKind(url_pattern=row["url_pattern"]).address(row["value"].strip())
        if url:
            links.append(_link(row, url, origin))
    return links


def _link(row: Row, url: str, origin: str) -> NamedLink:
    return {"kind": row["kind"], "label": row["label"], "url": _absolute(url, origin)}


def _role(row: Row, today: datetime.date) -> dict[str, Any]:
    starts_on, ends_on = (
        PartialDate.from_number(row[key]) if row[key] else None for key in ("starts_on", "ends_on")
    )
    number = today.year * 10_000 + today.month * 100 + today.day
    return {
        "role": row["role"],
        "title": row["title"],
        "starts_on": str(starts_on) if starts_on else None,
        "ends_on": str(ends_on) if ends_on else None,
        "is_current": (starts_on is None or starts_on.number <= number)
        and (ends_on is None or ends_on.end_number >= number),
    }


def _date_of(paper: Publication) -> str | None:
    if paper.year is None:
        return None
    try:
        return str(PartialDate(paper.year, paper.month, paper.day))
    except ValueError:  # a stored 31 February must not take the whole list down
        return None


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _picture(picture: PictureFile, alt: str, origin: str) -> Picture | None:
    if not picture:
        return None
    largest = picture.renditions[-1]
    return {
        "url": _absolute(picture.url, origin),
        "width": largest.width,
        "height": largest.height,
        "alt": alt,
    }


def _absolute(url: str, origin: str) -> str:
    return origin + url if url.startswith("/") else url
