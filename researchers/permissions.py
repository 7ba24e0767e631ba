"""Who may do what with people and labs; pages, admin and API ask here."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model


def can_edit(user: AbstractBaseUser | AnonymousUser | Any, obj: Model) -> bool:
    """Return whether `user` may change `obj`: staff with the model's change permission."""
    change = f"{obj._meta.app_label}.change_{obj._meta.model_name}"
    return bool(user.is_active and user.is_staff and user.has_perm(change))
