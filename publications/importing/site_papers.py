"""What a site tells of papers beside their records, as rows: pictures, files, what was chosen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from portal.kit.text import fold
from publications.models import Attachment, Authorship, Publication, PublicationLinkKind
from publications.sites import Paper, Site
from publications.sites.files import VIDEOS
from researchers.models import Researcher

from .differences import told_by
from .site_files import SiteMedia
from .site_rows import Wanted, as_json


class PaperRows:
    """The rows of a site's papers; `told` is what the site `origin` told last time."""

    def __init__(
        self,
        site: Site,
        media: SiteMedia,
        owner: Researcher | None,
        origin: str,
        told: Mapping[str, Any],
    ) -> None:
        self.site, self.media, self.owner = site, media, owner
        self.origin, self.told = origin, told

    def rows(self, targets: Sequence[int]) -> Iterator[Wanted]:
        """Yield what belongs to papers beside their records: pictures, files, what was chosen."""
        papers = Publication.objects.in_bulk([pk for pk in targets if pk > 0])
        credits_ = {
            row.publication_id: row
            for row in Authorship.objects.filter(
                publication__in=papers, researcher=self.owner, role=Authorship.Role.AUTHOR
            )
        } if self.owner else {}  # fmt: skip
        files: dict[int, list[Attachment]] = {}
        for row in Attachment.objects.filter(publication__in=papers):
            files.setdefault(row.publication_id, []).append(row)
        pdf = PublicationLinkKind.objects.filter(key="pdf").values_list("pk", flat=True).first()
        seen: set[str] = set()
        for place, (paper, target) in enumerate(zip(self.site.papers, targets, strict=True), 1):
            key = fold(paper.record.title)[:200]
            if not target or key in seen:
                continue
            seen.add(key)
            row = papers.get(target)
            is_others = row is not None and self._is_others(row, paper)
            own: dict[str, Any] = {}
            if shown := self._shown(paper):
                if (
                    is_others
                    and row
                    and row.picture
                    and str(row.picture) != shown.get("picture", "")
                ):
                    own = {
                        name: shown[name] for name in ("picture", "picture_alt") if name in shown
                    }
                    shown = {n: v for n, v in shown.items() if n not in own}
                if shown:
                    yield _row(f"paper:{key}", Publication, shown, row, paper)
            own |= {"selected": paper.selected, "hidden": paper.hidden}
            own |= {"order": place} if self.site.keeps_order else {}
            if row and row.summary and paper.record.summary not in {"", row.summary} and is_others:
                own["blurb"] = paper.record.summary
            if target in credits_ or row is None:
                yield _row(f"credit:{key}", Authorship, own, credits_.get(target), paper)
            if pdf and paper.pdf and (name := self.media.document(paper.pdf, "files")):
                stem = name.rpartition("-")[2]
                same = [one for one in files.get(target, ()) if str(one.file).endswith(stem)]
                one = _row(
                    f"pdf:{key}", Attachment, {"file": name}, same[0] if same else None, paper
                )
                one.fixed = {"publication_id": target, "kind_id": pdf}
                yield one
        yield from self._coauthors(papers, is_planned=any(target < 0 for target in targets))

    def _is_others(self, row: Publication, paper: Paper) -> bool:
        """Whether what a paper shows was told by somebody else than this site."""
        if f"paper:{fold(paper.record.title)[:200]}" in self.told:
            return False
        return told_by("title", row.title, row.provenance) != self.origin

    def _shown(self, paper: Paper) -> dict[str, Any]:
        values: dict[str, Any] = {}
        picture, hover = (
            Publication._meta.get_field(name) for name in ("picture", "hover_picture")
        )
        if paper.picture and (name := self.media.picture(paper.picture, picture)):
            values["picture"] = name
            if paper.picture_alt:
                values["picture_alt"] = paper.picture_alt[:300]
        if paper.hover and paper.hover != paper.picture:
            if f".{paper.hover.rpartition('.')[2].lower()}" in VIDEOS:
                values["hover_video"] = self.media.document(paper.hover, "motion")
            else:
                values["hover_picture"] = self.media.picture(paper.hover, hover)
        return {name: value for name, value in values.items() if value}

    def _coauthors(self, papers: Iterable[int], *, is_planned: bool) -> Iterator[Wanted]:
        """Yield the home pages of authors who have no page here, as the site links to them.

        Those of authors who are still to come have no row.
        """
        known = {fold(name): url for name, url in self.site.coauthors.items()}
        rows = Authorship.objects.filter(publication__in=papers).select_related("researcher")
        told: set[int] = {getattr(self.owner, "pk", 0)}
        here: set[str] = set()
        for row in rows.order_by("pk") if known else ():
            name = fold(row.credited_as)
            here.add(name)
            is_author = row.researcher.visibility == Researcher.Visibility.AUTHOR
            if is_author and name in known and row.researcher_id not in told:
                told.add(row.researcher_id)
                yield _home_page(row.credited_as, known[name], row.researcher)
        if is_planned:
            own = fold(self.site.owner.name.full) if self.site.owner else ""
            credited = {fold(name.full): name.full for paper in self.site.papers
                        for name in paper.record.authors}  # fmt: skip
            for name in (credited.keys() & known.keys()) - here - {own}:
                yield _home_page(credited[name], known[name], None)


def _home_page(name: str, url: str, row: Researcher | None) -> Wanted:
    values = {"homepage": url[:500]}
    return Wanted(f"coauthor:{fold(name)}", Researcher, values, f"home page of {name}", row=row)


def _row(
    key: str, model: type[models.Model], values: dict[str, Any], row: Any, paper: Paper
) -> Wanted:
    told = {name: as_json(model, name, value) for name, value in values.items()}
    return Wanted(key, model, told, paper.record.title[:150], row=row)
