"""What came in from outside, what it changed, and what waits for a decision."""

from django.conf import settings
from django.db import models

from researchers.models import Researcher

from .publication import Publication


class ImportRun(models.Model):
    """One import: its source, who asked for it, its report, and what is needed to undo it."""

    class Status(models.TextChoices):
        PREVIEW = "preview", "waits for a decision"
        RUNNING = "running", "is running"
        APPLIED = "applied", "applied"
        FAILED = "failed", "failed, nothing changed"
        UNDONE = "undone", "undone"

    format = models.CharField(max_length=40, help_text="Key of the importer.")
    source = models.CharField(max_length=1000, help_text="File name, address or identifiers.")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PREVIEW)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_runs",
    )
    researcher = models.ForeignKey(
        Researcher,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_runs",
        help_text="For whose page it was, if for one person's.",
    )
    publications = models.ManyToManyField(Publication, blank=True, related_name="import_runs")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    undo = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} ({self.get_status_display()})"


class Suggestion(models.Model):
    """Something found elsewhere that a person may take or turn down; it is not public before."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", "a paper that may be yours"
        SAME_PERSON = "same-person", "two people who may be one"
        SAME_PUBLICATION = "same-publication", "two entries that may be one"
        FIELD = "field", "a value that differs from its source"

    class Status(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected for good"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.OPEN, db_index=True
    )
    researcher = models.ForeignKey(
        Researcher, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    key = models.CharField(
        max_length=200, help_text="What it is about, so that it is asked only once: doi:10.1145/..."
    )
    payload = models.JSONField(default=dict, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "researcher", "key"],
                condition=models.Q(researcher__isnull=False),
                name="suggestion_to_person_once",
                violation_error_message="This was already suggested.",
            ),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(researcher__isnull=True),
                name="suggestion_asked_once",
                violation_error_message="This was already suggested.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"
