"""Who may decide what about publications; pages, admin and API ask here."""

from typing import Any

from publications.models import Publication, Suggestion
from researchers.permissions import can_edit


def may_decide(user: Any, suggestion: Suggestion | None = None) -> bool:
    """Return whether `user` may take or turn down a suggestion, or without one, any at all."""
    return can_edit(user, Publication())
