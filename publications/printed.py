"""A publication as pages print it: byline with links and signs, venue line, links in order.

`printed` makes all its page needs, `listed` what lists need, which is stored with each publication;
the other functions put that on pages. Everything printed about authors comes from the authorship
rows; nothing compares names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import orjson
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.template import engines

from portal.kit.addresses import page_address
from portal.kit.dates import MONTHS
from portal.kit.fields import PictureFile
from portal.kit.markup import render_title
from portal.kit.models import SAFE_ADDRESS
from portal.kit.text import join_names
from publications.coins import coins
from publications.exporters import bibtex
from publications.models import Authorship, Document, Publication
from publications.records import Record
from publications.row_records import record_of_rows
from researchers.models import Researcher

EQUAL_SIGNS = "*†‡§¶‖"
TYPE_LABELS = dict(Publication.Type.choices)  # get_type_display() makes it anew for each row
SHORT = 20  # names; of a byline that is no longer, every version is kept

Paper = dict[str, Any]


def printed(paper: Publication, record: Record) -> Paper:
    """Return what templates print of a publication that was read `with_rows()`, and its record."""
    authors, editors = (
        [_name(row) for row in paper.author_rows if row["role"] == role]
        for role in ("author", "editor")
    )
    venue = paper.venue
    return {
        "id": paper.pk,
        "url": paper.get_absolute_url(),
        "type": paper.type,
        "type_label": TYPE_LABELS.get(paper.type, paper.type),
        "title": paper.title,
        "title_html": render_title(paper.title),
        "authors": authors,
        "editors": editors,
        "equal_groups": _equal_groups(authors),
        "venue_name": venue.name if venue else "",
        "venue_short": venue.short_name if venue else "",
        "venue_url": venue.get_absolute_url() if venue else "",
        "venue_detail": paper.venue_detail,
        "year": paper.year,
        "date": _date(paper),
        "number": _number(paper),
        "volume": paper.volume,
        "issue": paper.issue,
        "pages": paper.pages,
        "publisher": paper.publisher,
        "note": paper.note,
        "awards": paper.award_rows,
        "topics": [
            {"name": row["name"], "url": page_address("publications:topic-detail", row["slug"])}
            for row in paper.topic_rows
        ],
        "links": _links(paper),
        "doi": paper.doi,
        "doi_url": paper.doi_url,
        "arxiv_id": paper.arxiv_id,
        "arxiv_url": paper.arxiv_url,
        "pmid": paper.pmid,
        "isbn": paper.isbn,
        "summary": paper.summary,
        "summary_html": render_title(paper.summary),
        "abstract_html": render_title(paper.abstract),
        "bibtex": bibtex.shown(record),
        "picture": paper.picture.sources,
        "picture_alt": paper.picture_alt,
        "hover_picture": paper.hover_picture.sources,
        "hover_video_url": paper.hover_video.url if paper.hover_video else "",
    }


def listed(paper: Publication) -> Paper:
    """Return what lists print of a publication that was read `with_rows()`, as plain JSON.

    It is HTML already, with the byline as it is on the page of each of the authors who have one; if
    the byline is long, the names it is made of instead.
    """
    record = record_of_rows(paper, "")
    whole = printed(paper, record)
    parts = _macros()
    authors, editors = whole["authors"], whole["editors"]
    names = authors or editors
    kept: Paper = {"authors": authors, "editors": editors}
    if len(names) <= SHORT:
        people = {row["researcher"] for row in paper.author_rows if row["visibility"] == "page"}
        kept = {"own_bylines": {str(pk): parts.whole_byline(whole, pk) for pk in sorted(people)}}
    return {
        **{key: whole[key] for key in ("id", "url", "title_html", "year", "type_label")},
        "signs": "".join(sorted({name["sign"] for name in authors})),
        "has_corresponding": any(name["is_corresponding"] for name in authors),
        "summary_html": whole["summary_html"],
        "coins": coins(record.but(page="")),
        "anchor": f"paper-{paper.slug}",
        "date_number": paper.date_number,
        "is_selected": False,
        "picture_html": parts.shown_picture(whole),
        "motion_html": parts.motion(whole),
        "byline_html": parts.whole_byline(whole),
        **kept,
        "venue_html": parts.venue_and_links(whole),
        "more_html": parts.more(whole),
    }


@cache
def _macros() -> Any:
    return engines["jinja2"].env.get_template("publications/macros.html").module


def _name(row: dict[str, Any]) -> dict[str, Any]:
    group = row["equal_group"]
    return {
        "id": row["researcher"],
        "name": row["credited_as"],
        "url": author_url(row),
        "sign": EQUAL_SIGNS[group - 1] if group else "",
        "is_corresponding": bool(row["is_corresponding"]),
    }


def author_url(row: dict[str, Any]) -> str:
    """Return where an author's name leads: her page here, her home page, or her ORCID record."""
    if row["visibility"] == Researcher.Visibility.HIDDEN:
        return ""
    if row["visibility"] == Researcher.Visibility.PAGE:
        return page_address("researchers:researcher-detail", row["slug"])
    return row["homepage"] or (f"https://orcid.org/{row['orcid']}" if row["orcid"] else "")


def _equal_groups(authors: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return (sign, "A, B and C") for each group of equal contributors, in order of the signs."""
    groups: dict[str, list[str]] = {}
    for name in authors:
        groups.setdefault(name["sign"], []).append(name["name"])
    return [(sign, join_names(groups[sign])) for sign in EQUAL_SIGNS if sign in groups]


def _number(paper: Publication) -> str:
    """Return volume, issue and pages of an article: "6(3), 4915–4922"."""
    if paper.type != Publication.Type.ARTICLE_JOURNAL:
        return ""
    volume = paper.volume + (f"({paper.issue})" if paper.issue else "")
    return ", ".join(part for part in (volume, paper.pages.replace("-", "–")) if part)


def _date(paper: Publication) -> str:
    """Return the date for readers, as far as it is known: "15 August 2021"; "" if undated."""
    parts = [str(paper.day)] if paper.day else []
    parts += [MONTHS[paper.month - 1]] if paper.month else []
    return " ".join([*parts, str(paper.year)]) if paper.year else ""


def _links(paper: Publication) -> list[dict[str, str]]:
    """Return links and public files in the order of their kinds, then what identifiers give."""
    links = [
        *({"kind": row["kind"], "label": row["label"], "url": row["url"]}
          for row in paper.link_rows),
        *({"kind": row["kind"], "label": row["label"], "url": default_storage.url(row["file"])}
          for row in paper.file_rows),
    ]  # fmt: skip
    kinds = {link["kind"] for link in links}
    if paper.arxiv_id and "arxiv" not in kinds:
        links.append({"kind": "arxiv", "label": "arXiv", "url": paper.arxiv_url})
    if paper.doi and not kinds & {"doi", "paper"}:
        links.append({"kind": "doi", "label": "DOI", "url": paper.doi_url})
    return [link for link in links if SAFE_ADDRESS.match(link["url"])]


@dataclass
class Group:
    """Publications under one heading; the heading is "" for a list without headings."""

    heading: str
    papers: list[Paper] = field(default_factory=list)


@dataclass
class Listing:
    """Publications in groups, with the one legend line their signs need."""

    groups: list[Group]

    @cached_property
    def papers(self) -> list[Paper]:
        return [paper for group in self.groups for paper in group.papers]

    def __len__(self) -> int:
        return len(self.papers)

    @property
    def legend(self) -> list[str]:
        """The signs in use, in their order."""
        used = {sign for paper in self.papers for sign in paper["signs"]}
        return [sign for sign in EQUAL_SIGNS if sign in used]

    @property
    def has_corresponding(self) -> bool:
        return any(paper["has_corresponding"] for paper in self.papers)


def listing(papers: Iterable[Paper], heading: Callable[[Paper], str] | None = None) -> Listing:
    """Return `papers` in their order, those of equal `heading` brought together."""
    groups: dict[str, Group] = {}
    for paper in papers:
        text = heading(paper) if heading else ""
        groups.setdefault(text, Group(text)).papers.append(paper)
    return Listing(list(groups.values()))


def stored(papers: QuerySet[Publication]) -> list[Paper]:
    """Return what is stored of `papers`, in their order. Two queries."""
    ids = list(papers.values_list("pk", flat=True))
    texts = Document.texts("printed", ids)
    return [orjson.loads(texts[pk]) for pk in ids if pk in texts]


def on_page_of(researcher: Researcher) -> list[Paper]:
    """Return the papers of a person's page in her order, with her own choices. Two queries."""
    rows = Authorship.objects.on_page_of(researcher)
    if researcher.paper_order == Researcher.PaperOrder.YEAR:
        rows = rows.newest()
    fields = ("publication", "selected", "blurb", "picture", "picture_alt")
    choices = list(rows.values_list(*fields))
    texts = Document.texts("printed", [pk for pk, *_ in choices])
    papers: dict[int, Paper] = {}
    for pk, selected, blurb, picture, picture_alt in choices:
        if pk in papers or pk not in texts:
            continue  # an author who is editor too stands there once
        paper = papers[pk] = orjson.loads(texts[pk])
        paper["is_selected"] = selected
        own_bylines = paper.get("own_bylines")
        paper["byline_html"] = (
            own_bylines[str(researcher.pk)]
            if own_bylines
            else _macros().whole_byline(paper, researcher.pk)
        )
        if blurb:
            paper["summary_html"] = render_title(blurb)
        if picture:
            field = Authorship._meta.get_field("picture")
            sources = PictureFile(None, field, picture).sources
            own = {"picture": sources, "picture_alt": picture_alt}
            paper["picture_html"] = _macros().shown_picture(own)
    return list(papers.values())


def by_year(paper: Paper) -> str:
    return str(paper["year"] or "Undated")


def by_type(paper: Paper) -> str:
    return str(paper["type_label"])
