"""Sites that are handed in at the admin: kept packed, read, shown, brought in as chosen."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from portal.kit.changes import changing
from publications.models import ImportRun
from publications.sites.archives import archive_files
from publications.sites.files import SiteFiles

from .previews import apply_run, make_preview
from .report import Report
from .site_source import opened
from .sites import FORMAT, SiteImport

LARGEST = 300_000_000  # bytes of an upload


def is_site(run: ImportRun) -> bool:
    return run.format == FORMAT


@contextmanager
def files_of(run: ImportRun) -> Iterator[SiteFiles]:
    """Give the files of the site that was handed in; what is at an address is fetched once."""
    if not run.file:
        with opened(run.text) as files:
            name = f"{run.pk}.zip"
            packed = ContentFile(pack(files), name)
            address = files.address
        run.file.save(name, packed, save=False)
        run.report["address"] = address
        run.save(update_fields=["file", "report"])
    with run.file.open("rb") as file, archive_files(file, run.source) as files:
        files.address = run.report.get("address") or run.text.rstrip("/") or files.address
        yield files


def pack(files: SiteFiles) -> bytes:
    """Return the files in one archive."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.writestr(f"site/{path}", files.read(path))
    return buffer.getvalue()


def preview_site(run: ImportRun, tell: Callable[[int, int], None]) -> None:
    """Read the site of a run into rows, and what else it tells into its report."""
    with files_of(run) as files:
        address = files.address
        work = SiteImport(files, researcher=run.researcher, user=run.user)
        items = work.items()
        tell(0, len(items))
        run.source = work.origin
        run.save(update_fields=["source"])

        def further(report: Report) -> dict[str, Any]:
            return {"site": work.preview(report).as_json(), "address": address}

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
    told = {key: run.report[key] for key in ("site", "leave", "address") if key in run.report}

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
