from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublicationsConfig(AppConfig):
    name = "publications"

    def ready(self) -> None:
        # They register themselves: a part of the profile page, what is derived, what makes it so.
        from publications import checks, derive, sections, shelves  # noqa: F401

        post_migrate.connect(_derive_what_is_new, self)


def _derive_what_is_new(plan: Sequence[tuple[Any, bool]] = (), **options: Any) -> None:
    """After migrations forwards, bring what is stored into the present form; a flush has none."""
    from publications import derive

    if plan and not any(is_backwards for _, is_backwards in plan) and not derive.is_current():
        derive.rebuild_all()
