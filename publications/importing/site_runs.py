"""Sites that are handed in at the admin: kept packed, read, shown, brought in as chosen."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from portal.kit.changes import changing
from publications.models import ImportRun
from publications.sites.archives import archive_files
from publications.sites.files import SiteFiles

from .previews import apply_run, make_preview
from .report import Report
from .site_pack import pack, unpacked
from .site_source import opened
from .sites import FORMAT, SiteImport

LARGEST = 300_000_000  # bytes of an upload
FETCHED = "fetched"  # the folder of what was fetched; what was uploaded is beside it
TOLD = 2  # seconds between two signs of life
Tell = Callable[[int, int], None]


def is_site(run: ImportRun) -> bool:
    return run.format == FORMAT


@contextmanager
def files_of(run: ImportRun) -> Iterator[SiteFiles]:
    """Give the files of the site that was handed in, or fetched before."""
    with run.file.open("rb") as file:
        is_fetched = f"/{FETCHED}/" in run.file.name
        name = run.report.get("name") or run.source
        with unpacked(file) if is_fetched else archive_files(file, name) as files:
            yield files


def _this_attempt(run: ImportRun) -> QuerySet[ImportRun]:
    """Return the import as long as no other attempt has overtaken this one."""
    attempt = run.report["progress"]["attempt"]
    return ImportRun.objects.filter(
        pk=run.pk, status=ImportRun.Status.READING, report__progress__attempt=attempt
    )


def _fetch(run: ImportRun, tell: Tell) -> None:
    """Store what is at the address of a run; of an attempt that was overtaken nothing stays."""
    last = time.monotonic()

    def moved(_what: str, _count: int) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD:
            last = time.monotonic()
            tell(0, 0)

    with TemporaryFile() as target:
        with opened(run.text, moved) as files:
            pack(files, target, moved)
        target.seek(0)
        run.file.save(f"{FETCHED}/{run.pk}.zip", File(target), save=False)
    if not _this_attempt(run).update(file=run.file.name):
        run.file.delete(save=False)
    tell(0, 0)


def preview_site(run: ImportRun, tell: Tell) -> None:
    """Read the site of a run into rows, and what else it tells into its report.

    `tell` raises if another attempt has overtaken this one.
    """
    attempt = _this_attempt(run)
    if not run.file:
        _fetch(run, tell)
    with files_of(run) as files:
        work = SiteImport(files, researcher=run.researcher, user=run.user)
        items = work.items()
        tell(0, len(items))
        run.source = work.origin

        def further(report: Report) -> dict[str, Any]:
            told = {"site": work.preview(report).as_json(), "name": files.name}
            tell(len(items), len(items))
            attempt.update(source=run.source)
            return told

        run.researcher = run.researcher or work.owner
        make_preview(run, items, lambda count: tell(count, len(items)), further)


def left_out(run: ImportRun) -> frozenset[str]:
    """Return the keys of what was not wanted of the page."""
    return frozenset(run.report.get("leave", ()))


def save_page_choices(run: ImportRun, sent: Any) -> None:
    """Store which parts of the page are wanted; `sent` is a QueryDict with "page" and "parts"."""
    if "parts" not in sent:
        return
    wanted = set(sent.getlist("page"))
    shown = [one["key"] for one in run.report.get("site", {}).get("page", ())]
    run.report["leave"] = [key for key in shown if key not in wanted]
    run.save(update_fields=["report"])


@contextmanager
def prepared(run: ImportRun | None) -> Iterator[SiteImport | None]:
    """Give a site with its pictures stored, before the transaction; None for any other import."""
    if run is None or not is_site(run):
        yield None
        return
    with files_of(run) as files:
        work = SiteImport(files, researcher=run.researcher, user=run.user)
        work.store_files(leave=left_out(run))
        yield work


@changing()
def apply_site(work: SiteImport, run: ImportRun, user: int) -> Report:
    """Bring in a site as it was chosen in its preview."""
    work.run = run
    told = {key: run.report[key] for key in ("site", "leave") if key in run.report}

    def papers(work: SiteImport) -> Report:
        run.researcher, run.lab = work.owner, work.lab
        run.save(update_fields=["researcher", "lab"])
        report = apply_run(run, user=user)
        if len(report.targets) != len(work.site.papers):
            raise ValueError("The site reads otherwise than in its preview: hand it in anew.")
        return report

    done = work.bring_in(papers, leave=left_out(run))
    run.refresh_from_db()
    run.report |= told | {"site": {**told.get("site", {}), "url": done.url, "lost": done.lost}}
    name, storage = run.file.name, run.file.storage
    transaction.on_commit(lambda: storage.delete(name))
    run.file = ""
    run.save(update_fields=["report", "file"])
    return done.papers
