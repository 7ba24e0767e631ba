"""When services were last asked for the works of a person."""

from django.db import models

from researchers.models import Researcher


class SyncState(models.Model):
    """One id of a person at a service: when it was last looked at, with which result."""

    class Service(models.TextChoices):
        ORCID = "orcid", "ORCID"
        OPENALEX = "openalex", "OpenAlex"
        DBLP = "dblp", "DBLP"

    researcher = models.ForeignKey(Researcher, on_delete=models.CASCADE, related_name="sync_states")
    service = models.CharField(max_length=10, choices=Service.choices)
    identifier = models.CharField(max_length=200, help_text="Her id there.")
    looked_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When to look again.")
    has_failed = models.BooleanField(default=False)
    result = models.CharField(max_length=500, blank=True, help_text="What came of it, in a line.")

    class Meta:
        ordering = ["-looked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["researcher", "service", "identifier"], name="sync_state_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_service_display()} {self.identifier}"
