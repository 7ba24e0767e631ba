"""Edits made as the admin makes them, each looked up at once on every page that prints it.

Run by load.py in a process of its own: `python -m tests.bench.edits PORT SECONDS RATE`.
"""

import html
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.bench.client import Client

if TYPE_CHECKING:
    from publications.models import Authorship, Publication

CONNECTIONS = 6  # fresh ones after each edit: all of them meet one of two workers once in 32 times
TELLING = 20  # stale answers and errors that are told in words
Seen = Callable[[str], bool]  # whether an answer's text has the edit in it


def text_of(body: str) -> str:
    """Return what a page says, without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def says(wanted: str) -> Seen:
    return lambda body: wanted in text_of(body)


def holds(wanted: str) -> Seen:
    return lambda body: wanted in body


def credits(names: list[str]) -> Seen:  # noqa: A001 -- the builtin is for interactive sessions
    """The API's byline, in order."""
    return lambda body: [each["name"] for each in json.loads(body)["authors"]] == names


@dataclass
class Tally:
    edits: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    stale: int = 0
    errors: int = 0
    late: float = 0.0
    told: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        if len(self.told) < TELLING:
            self.told.append(text)


class Editor:
    """Makes one edit after the other and looks at what the server then says."""

    def __init__(self, port: int) -> None:
        from publications.models import Publication

        self.port, self.random, self.tally = port, Random("edits"), Tally()
        self.last = Publication.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self.pool = ThreadPoolExecutor(CONNECTIONS)

    def paper(self) -> "Publication":
        from publications.models import Publication

        return Publication.objects.get(pk=self.random.randint(1, self.last))

    def places(self, paper: "Publication", of_page: Seen, of_api: Seen) -> dict[str, Seen]:
        """Return every address that prints the paper's title and byline, and what to look for."""
        url = paper.get_absolute_url()
        found = {url: of_page, f"/api{url}".rstrip("/"): of_api}
        rows = paper.authorships.filter(researcher__visibility="page", hidden=False)
        for row in rows.select_related("researcher"):
            found[row.researcher.get_absolute_url()] = of_page
        return found

    def retitle(self, number: int) -> dict[str, Seen]:
        paper = self.paper()
        paper.title = f"{paper.title.partition(' (edited')[0]} (edited {number})"
        paper.save()
        return self.places(paper, says(f"(edited {number})"), holds(f"(edited {number})"))

    def reorder(self, number: int) -> dict[str, Seen]:
        from django.db.models import Q

        from publications.services import order_byline

        paper = self.paper()
        byline = paper.authorships.filter(role="author")
        rows = list(byline.order_by("position").values_list("pk", "credited_as"))
        rows.reverse()
        order_byline(publication=paper, role="author", ids=[pk for pk, _ in rows])
        names = [name for _, name in rows]
        if byline.filter(Q(is_corresponding=True) | Q(equal_group__isnull=False)).exists():
            return self.places(paper, lambda _: True, credits(names))  # signs stand between names
        return self.places(paper, says(", ".join(names)), credits(names))

    def row(self) -> "Authorship":
        """Return an authorship of somebody with a page, who is not one of the measured people."""
        from publications.models import Authorship

        rows = (
            Authorship.objects.filter(researcher__visibility="page", role="author", hidden=False)
            .exclude(researcher__slug__startswith="bench-")
            .select_related("researcher", "publication")
            .order_by("publication_id", "position")
        )
        start = self.random.randint(1, self.last)
        return rows.filter(publication_id__gte=start).first() or rows[0]

    def blurb(self, number: int) -> dict[str, Seen]:
        """Change a person's own sentence on a paper, which only her page prints."""
        row = self.row()
        row.blurb = f"Said anew, time {number}."
        row.save()
        return {row.researcher.get_absolute_url(): says(row.blurb)}

    def rename(self, number: int) -> dict[str, Seen]:
        """Rename a person: her page moves along, her papers link to where it is now."""
        row = self.row()
        person = row.researcher
        person.family_name = f"{person.family_name.partition('-Named')[0]}-Named{number}"
        person.save()
        url, paper = person.get_absolute_url(), row.publication.get_absolute_url()
        return {
            url: says(person.full_name),
            paper: holds(url),
            f"/api{paper}".rstrip("/"): holds(f'"{person.slug}"'),
        }

    def once(self, number: int) -> None:
        from django.db import transaction

        kinds = (self.retitle, self.reorder, self.blurb, self.rename)
        make = self.random.choices(kinds, (40, 30, 20, 10))[0]
        with transaction.atomic():
            wanted = make(number)
        self.tally.edits[make.__name__] += 1
        for problems, looks in self.pool.map(self.look, [wanted] * CONNECTIONS):
            self.tally.looks += looks
            for is_stale, text in problems:
                self.tally.stale += is_stale
                self.tally.errors += not is_stale
                self.tally.tell(f"{make.__name__} {number}: {text}")

    def look(self, wanted: dict[str, Seen]) -> tuple[list[tuple[bool, str]], int]:
        """Return (whether it is stale, what is wrong) by a connection of its own, and the count."""
        problems = []
        with Client(self.port, timeout=30) as client:
            for path, is_there in wanted.items():
                try:
                    answer = client.get(path)
                    if answer.status != 200:
                        problems.append((False, f"{path} gives {answer.status}"))
                    elif not is_there(answer.body.decode()):
                        problems.append((True, f"{path} is stale"))
                except (OSError, ValueError) as error:
                    problems.append((False, f"{path}: {error!r}"))
        return problems, len(wanted)

    def run(self, seconds: float, rate: float) -> Tally:
        begun = time.monotonic()
        for number in range(int(seconds * rate)):
            due = begun + number / rate
            if (early := due - time.monotonic()) > 0:
                time.sleep(early)
            if time.monotonic() - begun > seconds:
                break
            self.tally.late = max(self.tally.late, time.monotonic() - due)
            try:
                self.once(number)
            except Exception as error:  # noqa: BLE001 -- counted and told, the next edit goes on
                self.tally.errors += 1
                self.tally.tell(f"edit {number}: {error!r}")
        return self.tally


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    port, seconds, rate = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    with ExitStack() as stack:
        editor = Editor(port)
        stack.callback(editor.pool.shutdown)
        tally = editor.run(seconds, rate)
    told = {
        "edits": dict(tally.edits), "looks": tally.looks, "stale": tally.stale,
        "errors": tally.errors, "most_seconds_late": round(tally.late, 3), "told": tally.told,
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
