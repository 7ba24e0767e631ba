"""What was merged, split, moved or joined, and what it takes to undo it."""

from django.conf import settings
from django.db import models


class Operation(models.Model):
    """One change of many rows: what it was, who made it, every change in words and as rows.

    `undo` holds each row with its columns before and after, only those that differ; see
    publications/operations.py.
    """

    class Kind(models.TextChoices):
        MERGE_PEOPLE = "merge-people", "people merged"
        SPLIT_PERSON = "split-person", "papers given to another person"
        MERGE_PUBLICATIONS = "merge-publications", "publications merged"
        JOIN_VERSIONS = "join-versions", "versions joined"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    summary = models.CharField(max_length=1000)
    changes = models.JSONField(default=list, help_text="Each change in a sentence.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="operations",
    )
    at = models.DateTimeField(auto_now_add=True)
    undo = models.JSONField(default=list, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "merge or split"
        verbose_name_plural = "merges and splits"

    def __str__(self) -> str:
        return self.summary
