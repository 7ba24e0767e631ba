"""manage.py import_publications: bring publications in from files, addresses and identifiers."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from portal.kit.fetch import FetchError
from publications.importing.entries import Entry
from publications.importing.runs import Refused, Report, Source, import_records
from publications.importing.sources import Item, Part, part_of_text, parts_of
from publications.records import Record
from researchers.models import Lab, Researcher

SHOWN = 50  # problems on the screen; the JSON has more


class Command(BaseCommand):
    help = (
        "Bring publications in from files (BibTeX, RIS, CSL, EndNote, PubMed, CSV and more), "
        "folders, addresses, or identifiers (DOI, arXiv, PMID, ISBN, ORCID iD, OpenAlex). Running "
        "it again changes nothing; what was edited by hand stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "named", nargs="+", metavar="FILE|DIR|URL|IDENTIFIER", help="- reads standard input."
        )
        parser.add_argument(
            "--for", dest="researcher", metavar="RESEARCHER", help="Whose papers: slug or ORCID iD."
        )
        parser.add_argument("--lab", metavar="LAB", help="The slug of the lab whose papers.")
        parser.add_argument("--dry-run", action="store_true", help="Report only; change nothing.")
        parser.add_argument("--yes", action="store_true", help="Do not ask before the change.")
        parser.add_argument(
            "--partial", action="store_true", help="Bring in what can be read if some cannot."
        )
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")

    def handle(self, **options: Any) -> None:
        owners = {
            "researcher": _researcher(options["researcher"]),
            "lab": _found(Lab, options["lab"], slug=options["lab"]),
        }
        parts = list(_parts(options["named"]))
        source = _source(parts, options["named"], **owners)
        reported: Report | None = None
        if options["dry_run"] or not (options["yes"] or options["json"]):
            reported = self._run(parts, source, options, dry_run=True)
            if options["dry_run"] or not reported.changed or not self._agrees(reported):
                self._print(reported, options, is_done=not reported.changed)
                return
        report = self._run(parts, source, options, dry_run=False)
        self._print(report, options, is_done=True)

    def _run(
        self, parts: list[Part], source: Source, options: dict[str, Any], *, dry_run: bool
    ) -> Report:
        counts = [part.count for part in parts]
        bar = tqdm(
            total=sum(counts) if all(counts) else None,
            desc="Comparing" if dry_run else "Bringing in",
            unit=" entries",
            disable=None if not options["json"] else True,
            file=sys.stderr,
        )
        try:
            with bar:
                return import_records(
                    _items(parts),
                    source=source,
                    partial=options["partial"] or dry_run,
                    dry_run=dry_run,
                    progress=bar.update,
                )
        except Refused as error:
            self._print(error.report, options, is_done=False)
            raise CommandError(str(error)) from error

    def _agrees(self, report: Report) -> bool:
        self._write(report, is_done=False)
        if not sys.stdin.isatty():
            raise CommandError("Nobody is here to ask. Add --yes to bring this in.")
        return input("Bring this in? [y/N] ").strip().lower() in {"y", "yes"}

    def _print(self, report: Report, options: dict[str, Any], *, is_done: bool) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        else:
            self._write(report, is_done=is_done)

    def _write(self, report: Report, *, is_done: bool) -> None:
        for problem in report.problems[:SHOWN]:
            self.stderr.write(problem)
        more = len(report.problems) - SHOWN + report.further_problems
        if more > 0:
            self.stderr.write(f"... and {more} more problems (--json lists them).")
        self.stdout.write(report.sentence(is_done=is_done))


def _parts(named: list[str]) -> Iterator[Part]:
    for one in named:
        try:
            if one == "-":
                yield part_of_text(sys.stdin.read(), "standard input")
            else:
                yield from parts_of(one)
        except (ValueError, FetchError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{one}: {error.strerror}.") from error


def _source(parts: list[Part], named: list[str], **owners: Any) -> Source:
    """Return the one source of all parts; of several parts, each record says its own."""
    names = [Path(one).name or one for one in named]
    formats = {part.format for part in parts if part.format}
    return Source(
        format=formats.pop() if len(formats) == 1 else "several",
        origin=parts[0].origin if len(parts) == 1 else "",
        title=", ".join(names),
        **owners,
    )


def _items(parts: list[Part]) -> Iterator[Item]:
    for part in parts:
        if len(parts) == 1 or not part.origin:
            yield from part.items()
            continue
        for item in part.items():
            if isinstance(item, Record):
                yield _of(part, item)
            elif isinstance(item, Entry):
                yield replace(item, record=_of(part, item.record))
            else:
                yield item


def _of(part: Part, record: Record) -> Record:
    return record.but(source=part.origin, where=f"{part.origin}, {record.where}")


def _researcher(named: str | None) -> Researcher | None:
    field = "orcid" if named and named.replace("-", "")[:4].isdigit() else "slug"
    return _found(Researcher, named, **{field: named})


def _found(model: Any, named: str | None, **by: Any) -> Any:
    if named is None:
        return None
    found = model.objects.filter(**by).first()
    if found is None:
        kind = model._meta.verbose_name
        raise CommandError(f'There is no {kind} "{named}". Give the last part of the address.')
    return found
