"""Citation keys that the portal makes: given once, kept whatever becomes of title and authors."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from portal.kit.sql import begins_with
from portal.kit.text import numbered
from publications.models import Publication
from publications.records import made_key
from publications.row_records import credited_parts

NUMBERS = 30


class FreeKeys:
    """Gives keys to publications that have none, none twice, while nobody else adds any."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._looked_up: set[str] = set()

    def make(self, bases: Sequence[str]) -> list[str]:
        """Return for each base the key it gives. Two queries, and one for each base in use."""
        new = set(bases) - self._looked_up
        made = Publication.objects.filter(made_key__in=new).order_by()
        crowded = set(made.values_list("made_key", flat=True))
        for base in crowded:
            more = Publication.objects.filter(begins_with("made_key", f"{base}-")).order_by()
            self._taken.update(more.values_list("made_key", flat=True))
        spelt = [f"{base}-{n}" for base in new for n in range(2, NUMBERS)] if crowded else []
        own = Publication.objects.filter(citation_key__in=[*new, *spelt]).order_by()
        self._taken.update(crowded, own.values_list("citation_key", flat=True))
        self._looked_up |= new
        keys = []
        for base in bases:
            keys.append(numbered(base, self._taken))
            self._taken.add(keys[-1])
        return keys


def give_keys(ids: Sequence[int]) -> None:
    """Give each of these publications that has no key, but a name to make it of, one for good."""
    bare = Publication.objects.with_rows().filter(pk__in=ids, citation_key="", made_key="")
    named = [(paper.pk, base) for paper in bare.order_by("pk") if (base := _base(paper))]
    if not named:
        return
    keys = FreeKeys().make([base for _, base in named])
    for (pk, _), key in zip(named, keys, strict=True):
        models.QuerySet.update(Publication.objects.filter(pk=pk), made_key=key)


def _base(paper: Any) -> str:
    rows = sorted(paper.author_rows, key=lambda row: row["role"] != "author")
    return made_key(paper.title, paper.year, credited_parts(rows[0])[0]) if rows else ""
