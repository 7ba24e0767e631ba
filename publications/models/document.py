"""What is derived from a publication and all that hangs on it, so that reading it is one row."""

from collections.abc import Sequence
from typing import Literal

from django.db import connection, models

from .publication import Publication


class Document(models.Model):
    """What lists, pages and the API print about a publication; see publications/derive.py.

    No constraint binds it to its publication: when that goes, the document tells from which shelves
    it has to be taken, and goes last.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False
    )
    printed = models.TextField(help_text="For templates, as JSON.")
    api = models.TextField(help_text="For the API, as JSON; NUL stands for the site's origin.")
    shelves = models.JSONField(help_text="Keys of the shelves that are new when this is.")
    is_entry = models.BooleanField(help_text="Is counted among the public entries.")
    is_work = models.BooleanField(help_text="Is counted among the public works.")

    def __str__(self) -> str:
        return f"Document {self.pk}"

    @classmethod
    def texts(cls, column: Literal["printed", "api"], ids: Sequence[int]) -> dict[int, str]:
        """Return by id what is stored of these publications. One query.

        Read apart from the list that names them: a sorter would carry all of it along.
        """
        if not ids:
            return {}
        marks = ",".join(["%s"] * len(ids))
        table = cls._meta.db_table
        wanted = f"SELECT publication_id, {column} FROM {table} WHERE publication_id IN ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(wanted, ids)
            return dict(cursor.fetchall())


class Placement(models.Model):
    """That a publication stands on the shelf of a person, a lab or a topic, by its date.

    With this their newest papers are found without looking at any other, however many there are.
    """

    shelf = models.CharField(max_length=100)
    date_number = models.IntegerField()
    publication = models.ForeignKey(
        Publication,
        on_delete=models.DO_NOTHING,
        related_name="placements",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "shelf"], name="placement_once"),
        ]
        indexes = [
            models.Index(fields=["shelf", "-date_number", "-publication"], name="placement_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} on {self.shelf}"
