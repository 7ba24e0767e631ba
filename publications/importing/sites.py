"""A site from its files into the portal: papers as any import brings them, then all the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from portal.kit.changes import changing
from portal.kit.sql import many_rows
from portal.kit.text import storable
from publications.models import (
    Authorship,
    ImportedSite,
    ImportRun,
    Publication,
)
from publications.records import Problem, Record
from publications.sites import Site, locate_site, read_site
from publications.sites.files import SiteFiles, UnreadableSite
from researchers.models import Lab, Researcher

from .report import Report, Source
from .runs import import_records
from .site_facts import PageRows, lab_row, member_rows, named
from .site_files import SiteMedia
from .site_papers import PaperRows
from .site_report import PageChange, SiteReport, change_of
from .site_rows import (
    CHANGED,
    NEW,
    Wanted,
    compare,
    gone,
    leave_order,
    remembered,
    write,
)
from .site_whose import Whose

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
        if researcher and self.site.lab and not self.site.owner:
            raise UnreadableSite(
                f"This is the site of a lab, {self.site.lab.values.get('name')}, and no one "
                "person's. Bring it in without naming a person."
            )
        self._named = researcher
        self.whose = self._found()

    def _found(self) -> Whose:
        source = self.files.origin or self.site.address or self.files.name
        return Whose(self.site, source, self._named)

    @property
    def owner(self) -> Researcher | None:
        return self.whose.owner

    @property
    def lab(self) -> Lab | None:
        return self.whose.lab

    @property
    def origin(self) -> str:
        return self.whose.origin

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
        done = self._report(report, wanted, problems)
        done.is_new = not (self.owner or self.lab) and bool(self.site.owner or self.site.lab)
        return done

    def plan(self, targets: Sequence[int]) -> tuple[list[Wanted], list[Problem]]:
        """Return the rows the site wants beside its papers, compared with what is here."""
        told = self.whose.told
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
        self.moved = compare(wanted, told, self.whose.elsewhere)
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
            key = self.whose.key(place)
            if place in self.whose.twice:
                continue
            rows = PageRows(self.whose.members[place], self.media, f"{key}/")
            row = self._person(rows, person, "person")
            yield from rows.wanted
            member = member_rows(row, lab, person.membership or {}, key, rows)
            member.parent, member.parent_field = row, "researcher_id"
            member.second, member.second_field = lab, "lab_id"
            yield member
            problems += rows.problems
        own = PageRows(self.lab, self.media, "lab/")
        own.lab_facts(self.site.lab_facts, lab)
        yield from own.wanted
        problems += [*lab_facts.problems, *own.problems]

    def _report(
        self, report: Report, wanted: Sequence[Wanted], problems: Sequence[Problem]
    ) -> SiteReport:
        site, told = self.site, self.whose.told
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
            page=[
                *(change for one in wanted if (change := change_of(one))),
                *(PageChange(key, label, CHANGED) for key, label in self.moved.items()),
            ],
            gone=gone(wanted, told),
            lost=[str(one) for one in [*lost, *failed] if one.is_loss],
            remarks=[
                str(one)
                for one in [*site.remarks, *self.whose.remarks, *(o for o in lost if not o.is_loss)]
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
        for count in self._store(one for one in wanted if one.key not in leave):
            if progress:
                progress("Rendering pictures", count)

    def _store(self, wanted: Iterable[Wanted]) -> Iterator[int]:
        names = {
            str(value)
            for one in wanted
            for name, (_, value) in one.taken.items()
            if isinstance(one.model._meta.get_field(name), models.FileField)
        }
        yield from self.media.store(names)

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
        self.whose = self._found()  # again, now that nobody else can change anything
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
            leave_order(kept, leave)
            for _ in self._store(kept):  # what came to be wanted since they were stored
                pass
            self.moved = {key: label for key, label in self.moved.items() if key not in leave}
            back = write(kept)
        done = self._report(report, kept, problems)
        done.is_new = bool(people_back)
        if people_back or back or report.changed:
            self._remember(report, kept, back, people_back)
        else:
            self._keep(kept)
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
            self.whose.owner = one.row  # type: ignore[assignment]
        if self.lab is None and self.site.lab:
            one = lab_row(self.site.lab, None, self.media, PageRows(None, self.media))
            one.state = NEW
            back += write([one])
            self.whose.lab = one.row  # type: ignore[assignment]
        return back

    def _keep(self, wanted: Sequence[Wanted]) -> dict[str, Any]:
        """Keep what was told, for the next import."""
        stored = self.whose.stored or ImportedSite(origin=self.origin)
        before = (stored.told, stored.researcher, stored.lab)
        stored.told = storable(remembered(wanted, stored.told))
        stored.researcher, stored.lab = self.owner, self.lab
        if before != (stored.told, stored.researcher, stored.lab):
            stored.save()
        self.whose.stored = stored
        return stored.told

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
        before = dict(self.whose.told)
        after = self._keep(wanted)
        run.undo |= {
            "rows": storable(back),
            "people_rows": storable(people_back),
            "site": {
                "origin": self.origin,
                "told": {key: [before.get(key), after.get(key)] for key in {*before, *after}
                         if before.get(key) != after.get(key)},
            },
        }  # fmt: skip
        run.researcher, run.lab = self.owner, self.lab
        run.status, run.applied_at = ImportRun.Status.APPLIED, timezone.now()
        run.report |= report.as_json()
        run.save()
        report.run = run.pk


def _is_orphan(one: Wanted) -> bool:
    """Whether a row could only be made with a publication that is not there."""
    is_coauthor = one.key.startswith("coauthor:")
    return one.row is None and (is_coauthor or one.model in {Publication, Authorship})


def _of(what: str, progress: Progress | None) -> Callable[[int], None] | None:
    return (lambda count: progress(what, count)) if progress else None
