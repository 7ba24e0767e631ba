"""What entries may lack: said once, used by the lists' filters and by the admin's front page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Gap:
    """Something rows may lack: its key in addresses, its words, and which rows lack it."""

    key: str
    label: str
    condition: Callable[[], Q]
