"""What is derived from a person and all that hangs on her, so that reading her page is one row."""

from django.db import models

from .people import Researcher


class Profile(models.Model):
    """What lists and pages print of a person, as JSON; see researchers/derive.py.

    No constraint binds it to its person: it is no row of hers that the admin would ask about.
    """

    researcher = models.OneToOneField(
        Researcher, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False
    )
    card = models.TextField(help_text="For lists.")
    page = models.TextField(blank=True, help_text="For her page; empty if she has none.")

    def __str__(self) -> str:
        return f"Profile {self.pk}"
