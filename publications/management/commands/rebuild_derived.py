"""manage.py rebuild_derived: derive anew what is stored about every publication and person."""

from typing import Any

from django.core.management.base import BaseCommand

from publications.derive import rebuild_all


class Command(BaseCommand):
    help = (
        "Derive anew what is stored about publications and people for pages and the API. Needed "
        "after changes that went past Byline, in the database itself; a part at a time, while it "
        "serves."
    )

    def handle(self, **options: Any) -> None:
        number, persons = rebuild_all()
        self.stdout.write(
            f"Derived: {number} publication{'s' * (number != 1)}, "
            f"{persons} {'person' if persons == 1 else 'people'}."
        )
