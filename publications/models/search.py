"""What of a publication is searched: see publications/search."""

from django.db import models

PLACES = 2**32  # more than there are ids


class SearchEntry(models.Model):
    """The folded words of a publication that is no draft, and the shelves it stands on.

    `place` rises with the date, then the id: the newest matches of an index over these rows are
    found first, and the search can end there.
    """

    place = models.BigAutoField(primary_key=True)  # the row number of SQLite, never made by itself
    publication = models.BigIntegerField(unique=True)
    title = models.TextField()
    names = models.TextField()
    venue = models.TextField()
    rest = models.TextField(help_text="Summary, abstract, topics, keywords, awards, publisher.")
    shelves = models.TextField(help_text='Keys of shelves, parted by spaces: "year:2021".')

    def __str__(self) -> str:
        return self.title


def place_of(date_number: int, publication: int) -> int:
    """Return the place of a publication among all, in the order of their dates."""
    return date_number * PLACES + publication
