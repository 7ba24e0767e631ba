"""Since when a publication is as it is told, for those who follow what changes; tombstones, too."""

from django.db import models


class Stamp(models.Model):
    """The change that last made a publication other than it was, or no longer public.

    It stays when the publication goes: whoever has it learns that it is gone. `change` is the
    number of a portal.kit.changes.Change.
    """

    publication = models.BigAutoField(primary_key=True)  # never made by itself
    change = models.BigIntegerField()
    is_deleted = models.BooleanField(help_text="Is not public, and was once.")
    sets = models.JSONField(help_text='Of OAI-PMH, the last ones if deleted: "year:2021".')

    class Meta:
        indexes = [models.Index(fields=["change", "publication"], name="stamp_order")]

    def __str__(self) -> str:
        return f"Stamp {self.pk}"


class SetMember(models.Model):
    """That a publication is, or when it ceased to be public was, in a set, since its last change.

    With this the changes in a set are found in their order without looking at any other. `spec` is
    the set's setSpec.
    """

    pk = models.CompositePrimaryKey("spec", "change", "publication")
    spec = models.CharField(max_length=110)
    change = models.BigIntegerField()
    publication = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.publication} in {self.spec}"
