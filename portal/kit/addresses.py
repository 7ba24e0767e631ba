"""Finding what an address names, also by an address it had before."""

from functools import cache
from typing import TypeVar

from django.db import models
from django.http import Http404, HttpRequest
from django.urls import get_script_prefix, reverse

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


def origin_of(request: HttpRequest) -> str:
    """Return "https://host" of the site, without a slash at the end."""
    return f"{request.scheme}://{request.get_host()}"


def page_address(name: str, slug: str) -> str:
    """Return what `reverse(name, args=[slug])` does, at a tenth of its cost."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{slug}{after}"


@cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=["the-slug"]).partition("the-slug")
    return before, after
