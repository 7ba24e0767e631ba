"""manage.py verify_derived: prove that what is stored is what would be derived."""

from itertools import chain, islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publications import derive as papers
from researchers import derive as people

SHOWN = 20


class Command(BaseCommand):
    help = "Compare what is stored about publications and people with what its rows give."

    def handle(self, **options: Any) -> None:
        found = list(islice(chain(papers.differences(), people.differences()), SHOWN))
        if found:
            raise CommandError("\n".join([*found, "Mend it: manage.py rebuild_derived"]))
        self.stdout.write("All that is stored is what its rows say.")
