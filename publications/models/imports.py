"""What came in from outside, what it changed, and what waits for a decision."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from portal.kit.fields import originals
from publications.querysets import SuggestionQuerySet
from researchers.models import Lab, Researcher

from .publication import Publication


class ImportRun(models.Model):
    """One import: its source, who asked for it, its report, and what is needed to undo it."""

    class Status(models.TextChoices):
        READING = "reading", "is being read"
        PREVIEW = "preview", "waits for a decision"
        RUNNING = "running", "is being brought in"
        APPLIED = "applied", "brought in"
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
    lab = models.ForeignKey(
        Lab,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_runs",
        help_text="Whose people's papers they are, if a lab's.",
    )
    text = models.TextField(blank=True, editable=False, help_text="What is to be read.")
    file = models.FileField(
        storage=originals,
        upload_to="imports/",
        blank=True,
        editable=False,
        help_text="The site that is to be read, packed.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    undo = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} ({self.get_status_display()})"


@receiver(post_delete, sender=ImportRun)
def _delete_file(instance: ImportRun, **_: Any) -> None:
    """The file of an import goes with it, however it is deleted."""
    if instance.file:
        name, storage = instance.file.name, instance.file.storage
        transaction.on_commit(lambda: storage.delete(name))


class ImportedSite(models.Model):
    """A site that was brought in: what it told beside its papers, and which rows that became.

    By that a later import knows what changed at the source, and what was edited here since.
    """

    origin = models.CharField(max_length=500, unique=True, help_text="Its address, or its name.")
    researcher = models.ForeignKey(
        Researcher, on_delete=models.CASCADE, null=True, blank=True, related_name="imported_sites"
    )
    lab = models.ForeignKey(
        Lab, on_delete=models.CASCADE, null=True, blank=True, related_name="imported_sites"
    )
    told = models.JSONField(default=dict, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.origin


class ImportRow(models.Model):
    """One entry of an import that waits for a decision: what it says and what it would change."""

    class Action(models.TextChoices):
        CREATE = "create", "new"
        UPDATE = "update", "changes"
        SAME = "same", "nothing new"
        SKIP = "skip", "left out"
        LOST = "lost", "cannot be read"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=6, choices=Action.choices)
    where = models.CharField(max_length=200, blank=True)
    record = models.JSONField(default=dict)
    publication = models.ForeignKey(
        Publication, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    matched_by = models.JSONField(default=list, help_text="Why it is that publication.")
    differences = models.JSONField(default=list, help_text="Per field: ours, theirs, which kind.")
    questions = models.JSONField(default=list, help_text="Authors who may be somebody here.")
    problems = models.JSONField(default=list)
    wishes = models.JSONField(default=dict, help_text="What was chosen instead of the proposal.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["run", "action", "number"], name="import_row_by_action")]

    def __str__(self) -> str:
        return f"{self.number}. {self.record.get('title', '')}"


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

    objects = SuggestionQuerySet.as_manager()

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
