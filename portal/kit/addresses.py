"""Finding what an address names, also by an address it had before."""

from typing import TypeVar

from django.db import models
from django.http import Http404

M = TypeVar("M", bound=models.Model)


class Moved(Exception):
    """What was asked for has another address; `url` is where it is."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def find(queryset: models.QuerySet[M], slug: str) -> M:
    """Return the object of `queryset` with `slug`. Raises Moved for a former one, or Http404."""
    found = queryset.filter(slug=slug).first()
    if found is None:
        moved = queryset.formerly(slug)  # type: ignore[attr-defined]
        if moved is None:
            raise Http404(f"There is no {queryset.model._meta.verbose_name} at this address.")
        raise Moved(moved.get_absolute_url())
    return found
