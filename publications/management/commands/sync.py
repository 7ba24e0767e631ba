"""manage.py sync: ask ORCID, OpenAlex and DBLP what is new, and suggest it."""

import contextlib
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from tqdm import tqdm

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from publications.importing.syncing import Synced, due, sync
from publications.models import SyncState
from researchers.models import Lab, Researcher


class Command(BaseCommand):
    help = (
        "Look for new papers of everybody who is due: at ORCID by the iD, at OpenAlex and DBLP by "
        "the links of the profile. What is found is suggested, and public only after a yes. Each "
        "id is looked at once a week, a day after a failure. Ends with 1 if a service failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "researchers",
            nargs="*",
            metavar="RESEARCHER",
            help="The name in the address of the page, or an ORCID iD: looked at even if not due.",
        )
        parser.add_argument("--lab", help="Only present members of this lab, as in its address.")
        parser.add_argument("--service", choices=SyncState.Service.values, help="Only this one.")
        parser.add_argument("--limit", type=int, help="At most so many people.")
        parser.add_argument("--json", action="store_true", help="Write the report as JSON.")
        parser.add_argument("--dry-run", action="store_true", help="Look, and write nothing.")

    def handle(
        self,
        *,
        researchers: list[str],
        lab: str | None,
        service: str | None,
        limit: int | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if limit is not None and limit < 1:
            raise CommandError(f"--limit {limit}: give a number from 1 up.")
        wanted = due(
            researchers=[person_of(text) for text in researchers],
            lab=lab_of(lab) if lab else None,
            service=service or "",
            limit=limit,
        )
        report = Synced()
        with tqdm(
            total=len(wanted), unit=" ids", desc="Sync", disable=not sys.stderr.isatty()
        ) as bar:
            try:
                sync(wanted, dry_run=dry_run, report=report, progress=lambda: bar.update() and None)
            except KeyboardInterrupt:
                bar.close()
                self._tell(report, as_json=options["json"], dry_run=dry_run)
                message = "Stopped. What was done stays; run it again for the others."
                raise CommandError(message, returncode=130) from None
        self._tell(report, as_json=options["json"], dry_run=dry_run)
        if report.failed or report.left_due:
            raise CommandError("Not everything could be looked at: see the problems.", returncode=1)

    def _tell(self, report: Synced, *, as_json: bool, dry_run: bool) -> None:
        if as_json:
            told = {**report.as_json(), "dry_run": dry_run}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        if not report.due:
            self.stdout.write("Nobody is due.")
            return
        ids = "1 id" if report.looked_at == 1 else f"{report.looked_at} ids"
        people = "1 person" if report.people == 1 else f"{report.people} people"
        self.stdout.write(f"Looked at {people} ({ids}).")
        self.stdout.write(f"New suggestions: {report.new}; values that differ: {report.fields}.")
        self.stdout.write(f"Brought in at once: {report.brought_in}.")
        self.stdout.write(f"Still waiting for a decision: {report.waiting}.")
        if report.problems:
            self.stdout.write("Problems:")
        for problem in report.problems:
            self.stdout.write(f"  {problem}")
        if report.further_problems:
            self.stdout.write(f"  and {report.further_problems} more")
        if dry_run:
            self.stdout.write("Nothing was written (--dry-run).")


def person_of(text: str) -> Researcher:
    """Return the person named on the command line. Raises CommandError."""
    named = Q(slug=text)
    with contextlib.suppress(InvalidIdentifier):
        named |= Q(orcid=SCHEMES["orcid"].normalize(text))
    person: Researcher | None = Researcher.objects.filter(named).first()
    if person is None:
        raise CommandError(
            f'"{text}" is nobody here. Give the name in the address of the page, or the ORCID iD.'
        )
    return person


def lab_of(text: str) -> Lab:
    lab: Lab | None = Lab.objects.filter(slug=text).first()
    if lab is None:
        raise CommandError(f'There is no lab "{text}". Give the name in its address.')
    return lab
