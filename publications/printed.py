"""A publication as pages print it: byline with links and signs, venue line, links in order.

Everything printed about authors comes from the authorship rows; nothing compares names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse

from portal.kit.dates import MONTHS
from portal.kit.markup import render_title
from portal.kit.models import SAFE_ADDRESS
from portal.kit.text import join_names
from publications.bibtex import bibtex
from publications.models import Authorship, Publication
from researchers.models import Researcher

EQUAL_SIGNS = "*†‡§¶‖"


@dataclass(frozen=True, slots=True)
class PrintedName:
    """One name of a byline: whose, what is printed, where it leads and which marks it bears."""

    id: int
    name: str
    url: str
    equal_group: int | None
    is_corresponding: bool
    affiliation: str

    @property
    def sign(self) -> str:
        """The superscript of the name's equal group, "" outside one."""
        return EQUAL_SIGNS[self.equal_group - 1] if self.equal_group else ""


@dataclass(frozen=True, slots=True)
class PrintedLink:
    kind: str
    label: str
    url: str


@dataclass(frozen=True)
class Printed:
    """One publication, ready for a template; `owner` is the person whose page it is on, if any."""

    publication: Publication
    owner_id: int | None = None
    own: Authorship | None = None

    @property
    def url(self) -> str:
        return self.publication.get_absolute_url()

    @property
    def anchor(self) -> str:
        return f"paper-{self.publication.slug}"

    @cached_property
    def title_html(self) -> str:
        return render_title(self.publication.title)

    @property
    def type_label(self) -> str:
        return self.publication.get_type_display()

    @property
    def year(self) -> int | None:
        return self.publication.year

    @property
    def is_selected(self) -> bool:
        return bool(self.own and self.own.selected)

    @cached_property
    def authors(self) -> list[PrintedName]:
        return [self._name(row) for row in self.publication.author_rows if row["role"] == "author"]

    @cached_property
    def editors(self) -> list[PrintedName]:
        return [self._name(row) for row in self.publication.author_rows if row["role"] == "editor"]

    def _name(self, row: dict[str, Any]) -> PrintedName:
        return PrintedName(
            id=row["researcher"],
            name=row["credited_as"],
            url=author_url(row),
            equal_group=row["equal_group"],
            is_corresponding=bool(row["is_corresponding"]),
            affiliation=row["affiliation"],
        )

    @property
    def equal_groups(self) -> list[tuple[str, str]]:
        """(sign, "A, B and C") for each group of equal contributors, in order of their signs."""
        groups: dict[int, list[str]] = {}
        for name in self.authors:
            if name.equal_group:
                groups.setdefault(name.equal_group, []).append(name.name)
        return [(EQUAL_SIGNS[group - 1], join_names(groups[group])) for group in sorted(groups)]

    @property
    def venue_name(self) -> str:
        venue = self.publication.venue
        return venue.name if venue else ""

    @property
    def venue_short(self) -> str:
        venue = self.publication.venue
        return venue.short_name if venue else ""

    @property
    def venue_detail(self) -> str:
        return self.publication.venue_detail

    @property
    def note(self) -> str:
        return self.publication.note

    @property
    def awards(self) -> list[dict[str, str]]:
        return self.publication.award_rows

    @property
    def number(self) -> str:
        """Volume, issue and pages of an article: "6(3), 4915–4922"."""
        paper = self.publication
        if paper.type != Publication.Type.ARTICLE_JOURNAL:
            return ""
        volume = paper.volume + (f"({paper.issue})" if paper.issue else "")
        return ", ".join(part for part in (volume, paper.pages.replace("-", "–")) if part)

    @property
    def date(self) -> str:
        """The date for readers, as far as it is known: "15 August 2021"; "" if undated."""
        paper = self.publication
        parts = [str(paper.day)] if paper.day else []
        parts += [MONTHS[paper.month - 1]] if paper.month else []
        return " ".join([*parts, str(paper.year)]) if paper.year else ""

    @cached_property
    def links(self) -> list[PrintedLink]:
        """Links and public files in the order of their kinds, then what the identifiers give."""
        paper = self.publication
        links = [PrintedLink(row["kind"], row["label"], row["url"]) for row in paper.link_rows]
        links += [
            PrintedLink(row["kind"], row["label"], default_storage.url(row["file"]))
            for row in paper.file_rows
        ]
        kinds = {link.kind for link in links}
        if paper.arxiv_id and "arxiv" not in kinds:
            links.append(PrintedLink("arxiv", "arXiv", paper.arxiv_url))
        if paper.doi and not kinds & {"doi", "paper"}:
            links.append(PrintedLink("doi", "DOI", paper.doi_url))
        return [link for link in links if SAFE_ADDRESS.match(link.url)]

    @cached_property
    def summary_html(self) -> str:
        own = self.own.blurb if self.own else ""
        return render_title(own or self.publication.summary)

    @cached_property
    def abstract_html(self) -> str:
        return render_title(self.publication.abstract)

    @property
    def bibtex(self) -> str:
        return bibtex(self.publication)

    @cached_property
    def _pictured(self) -> Authorship | Publication:
        """Whose picture is shown: the owner's own for this paper, else the paper's."""
        return self.own if self.own and self.own.picture else self.publication

    @cached_property
    def picture(self) -> dict[str, Any] | None:
        """The picture's `PictureFile.sources`, None without one."""
        return self._pictured.picture.sources

    @property
    def picture_alt(self) -> str:
        return self._pictured.picture_alt

    @cached_property
    def hover_picture(self) -> dict[str, Any] | None:
        """The second picture's `PictureFile.sources`, None without one."""
        return self.publication.hover_picture.sources

    @property
    def hover_video_url(self) -> str:
        video = self.publication.hover_video
        return video.url if video else ""


def author_url(row: dict[str, Any]) -> str:
    """Return where an author's name leads: her page here, her home page, or her ORCID record."""
    if row["visibility"] == Researcher.Visibility.HIDDEN:
        return ""
    if row["visibility"] == Researcher.Visibility.PAGE:
        return reverse("researchers:researcher-detail", args=[row["slug"]])
    return row["homepage"] or (f"https://orcid.org/{row['orcid']}" if row["orcid"] else "")


@dataclass
class Group:
    """Publications under one heading; the heading is "" for a list without headings."""

    heading: str
    papers: list[Printed] = field(default_factory=list)


@dataclass
class Listing:
    """Publications in groups, with the one legend line their signs need."""

    groups: list[Group]

    @property
    def owner(self) -> int | None:
        """The id of the person whose page it is on: her name is printed strong, not linked."""
        return self.papers[0].owner_id if self.papers else None

    @cached_property
    def papers(self) -> list[Printed]:
        return [paper for group in self.groups for paper in group.papers]

    def __len__(self) -> int:
        return len(self.papers)

    @property
    def legend(self) -> list[str]:
        """The signs in use, in their order."""
        used = {name.sign for paper in self.papers for name in paper.authors if name.sign}
        return [sign for sign in EQUAL_SIGNS if sign in used]

    @property
    def has_corresponding(self) -> bool:
        return any(name.is_corresponding for paper in self.papers for name in paper.authors)

    @property
    def has_selected(self) -> bool:
        return any(paper.is_selected for paper in self.papers)


def listing(papers: Iterable[Printed], heading: Callable[[Printed], str] | None = None) -> Listing:
    """Return `papers` in their order, those of equal `heading` brought together."""
    groups: dict[str, Group] = {}
    for paper in papers:
        text = heading(paper) if heading else ""
        groups.setdefault(text, Group(text)).papers.append(paper)
    return Listing(list(groups.values()))


def by_year(paper: Printed) -> str:
    return str(paper.publication.year or "Undated")


def by_type(paper: Printed) -> str:
    return paper.publication.get_type_display()


def on_page_of(researcher: Researcher) -> list[Printed]:
    """Return the papers of a person's page in her order, with her own blurbs. Two queries."""
    own = Authorship.objects.on_page_of(researcher)
    if researcher.paper_order == Researcher.PaperOrder.YEAR:
        own = own.newest()
    rows: dict[int, Authorship] = {}
    for row in own:
        rows.setdefault(row.publication_id, row)  # an author who is editor too stands there once
    papers = Publication.objects.filter(pk__in=own.order_by().values("publication"))
    printed = {
        paper.pk: Printed(paper, researcher.pk, rows[paper.pk])
        for paper in papers.with_rows().order_by()
    }
    return [printed[pk] for pk in rows if pk in printed]
