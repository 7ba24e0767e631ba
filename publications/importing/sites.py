"""A site from its files into the portal: papers as any import brings them, then all the rest."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from portal.kit.changes import changing
from portal.kit.sql import many_rows
from portal.kit.text import fold, storable
from publications.models import (
    Authorship,
    ImportedSite,
    ImportRun,
    Publication,
)
from publications.records import Problem, Record
from publications.sites import Site, locate_site, read_site
from publications.sites.files import SiteFiles
from researchers.models import Lab, Researcher

from .report import Report, Source
from .runs import import_records
from .site_facts import PageRows, lab_row, member_rows, named
from .site_files import SiteMedia
from .site_owner import find_person
from .site_papers import PaperRows
from .site_report import SiteReport, change_of
from .site_rows import (
    NEW,
    Wanted,
    compare,
    gone,
    remembered,
    write,
)

FORMAT = "site"
Progress = Callable[[str, int], None]  # what is being done, and how much further it is


class SiteImport:
    """One site on its way into the portal."""

    def __init__(
        self,
        files: SiteFiles,
        *,
        researcher: Researcher | None = None,
        user: Any = None,
        run: ImportRun | None = None,
    ) -> None:
        files = locate_site(files)
        self.files, self.user, self.run = files, user, run
        self.site: Site = read_site(files)
        self.media = SiteMedia(files)
        self.origin = (self.site.address or files.name)[:500]
        self.stored = ImportedSite.objects.filter(origin=self.origin).first()
        self.lab: Lab | None = None
        self.owner: Researcher | None = researcher
        self.remarks: list[Problem] = []
        if self.stored:
            self.lab = self.stored.lab
            self.owner = researcher or self.stored.researcher
            if researcher and self.stored.researcher not in {None, researcher}:
                self.stored = None  # another person's rows are not hers
        if self.owner is None and self.site.owner:
            self.owner, remark = find_person(self.site.owner, self.site.records())
            self.remarks += remark
        if self.lab is None and self.site.lab:
            name = str(self.site.lab.values.get("name", ""))
            self.lab = next((lab for lab in Lab.objects.filter(name__iexact=name)), None)
        self._members: dict[int, Researcher | None] = {}
        told = self.stored.told if self.stored else {}
        for place, person in enumerate(self.site.people):
            before = told.get(f"{fold(named(person.name))}/person", {}).get("row", 0)
            self._members[place] = Researcher.objects.filter(pk=before).first()
            if before == 0:
                self._members[place], remark = find_person(person, self.site.records())
                self.remarks += remark

    @property
    def source(self) -> Source:
        return Source(
            format=FORMAT,
            origin=self.origin,
            title=self.origin,
            user=self.user,
            researcher=self.owner,
            lab=self.lab,
        )

    def items(self) -> list[Record]:
        """Return the records of the papers, in the order of the site."""
        return [paper.record for paper in self.site.papers]

    def preview(self, report: Report) -> SiteReport:
        """Return what would be done beside the papers, of which `report` tells."""
        wanted, problems = self.plan(report.targets)
        return self._report(report, wanted, problems)

    def plan(self, targets: Sequence[int]) -> tuple[list[Wanted], list[Problem]]:
        """Return the rows the site wants beside its papers, compared with what is here."""
        told = self.stored.told if self.stored else {}
        wanted: list[Wanted] = []
        problems: list[Problem] = []
        if self.site.owner:
            rows = PageRows(self.owner, self.media)
            self._person(rows, self.site.owner, "person")
            wanted += rows.wanted
            problems += rows.problems
        wanted += self._lab_rows(problems)
        origin = PaperRows(self.site, self.media, self.owner, self.origin, told)
        wanted += origin.rows(targets)
        compare(wanted, told)
        return wanted, problems

    def _person(self, rows: PageRows, person: Any, key: str) -> Wanted:
        order = (
            Researcher.PaperOrder.MANUAL if self.site.keeps_order else Researcher.PaperOrder.YEAR
        )
        extra = {"visibility": Researcher.Visibility.PAGE.value, "paper_order": order.value}
        owner = rows.person_row(person, key, extra)
        rows.spellings(person.spellings, owner, named(person.name))
        rows.facts(person.facts, owner)
        return owner

    def _lab_rows(self, problems: list[Problem]) -> Iterator[Wanted]:
        if not self.site.lab:
            return
        lab_facts = PageRows(None, self.media)
        lab = lab_row(self.site.lab, self.lab, self.media, lab_facts)
        yield lab
        for place, person in enumerate(self.site.people):
            name = named(person.name)
            rows = PageRows(self._members[place], self.media, f"{fold(name)}/")
            row = self._person(rows, person, "person")
            yield from rows.wanted
            member = member_rows(row, lab, person.membership or {}, name, rows)
            member.parent, member.parent_field = row, "researcher_id"
            member.second, member.second_field = lab, "lab_id"
            yield member
            problems += rows.problems
        problems += lab_facts.problems

    def _report(
        self, report: Report, wanted: Sequence[Wanted], problems: Sequence[Problem]
    ) -> SiteReport:
        site, told = self.site, self.stored.told if self.stored else {}
        who = self.owner or self.lab
        name = (
            named(site.owner.name)
            if site.owner
            else str((site.lab and site.lab.values.get("name")) or "")
        )
        lost = [*site.lost, *self.media.problems, *problems]
        failed = [Problem(one.label, one.problem, is_loss=True) for one in wanted if one.problem]
        return SiteReport(
            kind=site.kind,
            address=site.address,
            owner=str(who) if who else name,
            papers=report,
            found=len(site.papers),
            page=[change for one in wanted if (change := change_of(one))],
            gone=gone(wanted, told),
            lost=[str(one) for one in [*lost, *failed] if one.is_loss],
            remarks=[
                str(one)
                for one in [*site.remarks, *self.remarks, *(o for o in lost if not o.is_loss)]
            ],
            suspicions=[str(one) for one in site.suspicions],
            url=who.get_absolute_url() if who else "",
            run=report.run,
        )

    def run_dry(self, progress: Progress | None = None) -> SiteReport:
        """Return what bringing the site in would do; nothing is changed."""
        report = import_records(
            self.items(), source=self.source, dry_run=True, partial=True,
            progress=_of("Comparing", progress),
        )  # fmt: skip
        return self.preview(report)

    def store_files(
        self, progress: Progress | None = None, leave: frozenset[str] = frozenset()
    ) -> None:
        """Decode, render and store the pictures and documents that are to be shown.

        Before the transaction, for it takes its time; what is stored has its content for a name.
        """
        report = import_records(self.items(), source=self.source, dry_run=True, partial=True)
        wanted, _ = self.plan(report.targets)
        names = {
            str(value)
            for one in wanted
            if one.key not in leave
            for name, (_, value) in one.taken.items()
            if isinstance(one.model._meta.get_field(name), models.FileField)
        }
        for count in self.media.store(names):
            if progress:
                progress("Rendering pictures", count)

    @changing()
    def bring_in(
        self,
        papers: Callable[["SiteImport"], Report] | None = None,
        progress: Progress | None = None,
        leave: frozenset[str] = frozenset(),
    ) -> SiteReport:
        """Bring the site in, in one transaction; `leave` are keys of rows that are not wanted.

        `papers` brings the papers in otherwise: as they were chosen in a preview.
        """
        people_back = self._make_owner()
        if papers:
            report = papers(self)
        else:
            report = import_records(
                self.items(), source=self.source, partial=True, run=self.run,
                progress=_of("Bringing in", progress),
            )  # fmt: skip
        with many_rows():
            wanted, problems = self.plan(report.targets)
            kept = [one for one in wanted if one.key not in leave and not _is_orphan(one)]
            back = write(kept)
        done = self._report(report, kept, problems)
        if people_back or back or report.changed:
            self._remember(report, kept, back, people_back)
        done.run = report.run
        return done

    def _make_owner(self) -> list[dict[str, Any]]:
        """Make the person, or the lab, whose site it is, if it is not here; return the way back."""
        back: list[dict[str, Any]] = []
        if self.owner is None and self.site.owner:
            rows = PageRows(None, self.media)
            one = self._person(rows, self.site.owner, "person")
            values, one.values = (
                one.values,
                {name: one.values[name] for name in ("visibility", "orcid") if name in one.values},
            )
            one.state = NEW
            spelled = [row for row in rows.wanted if row.key.startswith("spelling:")]
            for row in spelled:
                row.state = NEW
            back += write([one, *spelled])
            one.values = values
            self.owner = one.row  # type: ignore[assignment]
        if self.lab is None and self.site.lab:
            one = lab_row(self.site.lab, None, self.media, PageRows(None, self.media))
            one.state = NEW
            back += write([one])
            self.lab = one.row  # type: ignore[assignment]
        return back

    def _remember(
        self,
        report: Report,
        wanted: Sequence[Wanted],
        back: list[dict[str, Any]],
        people_back: list[dict[str, Any]],
    ) -> None:
        """Keep what was told, and the way back."""
        run = self.run or (ImportRun.objects.get(pk=report.run) if report.run else None)
        if run is None:
            run = ImportRun.objects.create(
                format=FORMAT,
                source=self.origin,
                status=ImportRun.Status.APPLIED,
                user=self.user,
                researcher=self.owner,
                lab=self.lab,
            )
        run.refresh_from_db()
        before = self.stored.told if self.stored else None
        stored = self.stored or ImportedSite(origin=self.origin)
        stored.told = storable(remembered(wanted, before or {}))
        stored.researcher, stored.lab = self.owner, self.lab
        others = ImportedSite.objects.filter(origin=self.origin).exclude(pk=stored.pk)
        others.delete()
        stored.save()
        self.stored = stored
        run.undo |= {
            "rows": storable(back),
            "people_rows": storable(people_back),
            "site": {"origin": self.origin, "told": before},
        }
        run.researcher, run.lab = self.owner, self.lab
        run.status, run.applied_at = ImportRun.Status.APPLIED, timezone.now()
        run.report |= report.as_json()
        run.save()
        report.run = run.pk


def _is_orphan(one: Wanted) -> bool:
    """Whether a row could only be made with a publication that is not there."""
    return one.row is None and one.model in {Publication, Authorship}


def _of(what: str, progress: Progress | None) -> Callable[[int], None] | None:
    return (lambda count: progress(what, count)) if progress else None
