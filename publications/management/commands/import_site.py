"""manage.py import_site: bring in a home page, or a lab's site, from its sources or its address."""

import json
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from portal.kit.fetch import FetchError
from publications.importing.site_report import PageChange, SiteReport
from publications.importing.site_source import opened
from publications.importing.sites import SiteImport
from publications.sites import UnknownSite
from publications.sites.files import UnreadableSite
from researchers.models import Researcher

SHOWN = 40  # lines of one list on the screen; the JSON has all
SIGNS = {"new": "+", "changed": "~", "kept": "="}


class Command(BaseCommand):
    help = (
        "Make a portal page of an existing home page: a folder or Git checkout, a .zip or .tar.gz, "
        "or an address. Pages in HTML, al-folio, HugoBlox/Wowchemy and academicpages are "
        "recognised. Running it again brings what changed at the source; hand edits stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="FOLDER|ARCHIVE|URL")
        parser.add_argument(
            "--for", dest="slug", metavar="SLUG", help="The person whose page it is."
        )
        parser.add_argument("--dry-run", action="store_true", help="Report only; change nothing.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")

    def handle(self, *, source: str, slug: str | None, **options: Any) -> None:
        researcher = None
        if slug:
            named = Researcher.objects.filter(slug=slug).first()
            researcher = named or Researcher.objects.formerly(slug)
            if researcher is None:
                message = f'There is no person "{slug}". Give the last part of her address.'
                raise CommandError(message)
        with ExitStack() as stack:
            progress = _Progress(is_shown=not options["json"])
            stack.callback(progress.close)
            try:
                files = stack.enter_context(opened(source, progress.step))
                progress.step("Reading", 0)
                work = SiteImport(files, researcher=researcher)
                if options["dry_run"]:
                    report = work.run_dry(progress.step)
                else:
                    work.store_files(progress.step)
                    report = work.bring_in(progress=progress.step)
            except (UnknownSite, UnreadableSite, FetchError) as error:
                raise CommandError(str(error)) from error
            progress.close()
        self._print(report, options)

    def _print(self, report: SiteReport, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
            return
        is_done = not options["dry_run"]
        self.stdout.write(f"{report.owner or 'Nobody named'}: {report.found} papers found.")
        if report.changed:
            self.stdout.write(report.papers.sentence(is_done=is_done))
        self._list("", [_line(one) for one in report.page])
        self._list("No longer on the site; here they stay:", report.gone)
        self._list("Look at these, they may be slips of the site:", report.suspicions)
        self._list("Not understood, or not brought in:", report.lost)
        self._list("Remarks:", [*report.papers.problems, *report.remarks])
        if not report.changed:
            self.stdout.write("Nothing changed: all of it is here already.")
        elif is_done and report.url:
            self.stdout.write(f"The page: {report.url}")

    def _list(self, title: str, lines: list[str]) -> None:
        if not lines:
            return
        if title:
            self.stdout.write(title)
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  ... and {len(lines) - SHOWN} more (--json lists them).")


def _line(one: PageChange) -> str:
    """Return a change of the page in one line."""
    told = []
    for field in one.fields:
        theirs = _short(field["theirs"])
        if one.state == "new":
            continue
        told.append(f"{field['field']}: {_short(field['ours'])} → {theirs}")
    rest = f" ({'; '.join(told)})" if told else ""
    kept = ", differs and was edited here: kept" if one.state == "kept" else ""
    return f"{SIGNS[one.state]} {one.label}{rest}{kept}"


def _short(value: Any) -> str:
    text = " ".join(str("" if value is None else value).split())
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'


class _Progress:
    """A bar for each step, on the error channel, if somebody is there to see it."""

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._what = ""
        self._bar: Any = None

    def step(self, what: str, count: int) -> None:
        if what != self._what:
            self.close()
            self._what = what
            hidden = None if self._is_shown else True
            self._bar = tqdm(desc=what, unit="", disable=hidden, file=sys.stderr)
        self._bar.update(count)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar, self._what = None, ""
