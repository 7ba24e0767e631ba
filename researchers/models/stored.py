"""What is derived from a person and all that hangs on her: her page, and how she is found."""

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


class NameBlock(models.Model):
    """A key under which spellings of a person's names are found; see researchers/names.py."""

    researcher = models.ForeignKey(
        Researcher, on_delete=models.DO_NOTHING, related_name="name_blocks", db_constraint=False
    )
    block = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["block", "researcher"], name="name_block_once"),
        ]

    def __str__(self) -> str:
        return f"{self.block} {self.researcher_id}"
