"""Citation keys that the portal makes: given once, kept whatever becomes of title and authors."""

from collections.abc import Sequence

from django.db import models

from portal.kit.sql import PreparedAmong, begins_with
from portal.kit.text import numbered
from publications.models import Authorship, Publication
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
    bare = {pk: (title, year) for pk, title, year in _bare(ids)}
    if not bare:
        return
    bases: dict[int, str] = {}
    for pk, credited_as, family, is_organization in _first_names([*bare]):
        row = {
            "credited_as": credited_as, "family_name": family, "is_organization": is_organization,
        }  # fmt: skip
        bases.setdefault(pk, made_key(*bare[pk], credited_parts(row)[0]))
    keys = FreeKeys().make([*bases.values()])
    for pk, key in zip(bases, keys, strict=True):
        models.QuerySet.update(Publication.objects.filter(pk=pk), made_key=key)


_bare = PreparedAmong(
    lambda ids: (
        Publication.objects.filter(pk__in=ids, citation_key="", made_key="")
        .order_by()
        .values_list("pk", "title", "year")
    )
)
_first_names = PreparedAmong(  # the first author's, else the first editor's
    lambda ids: (
        Authorship.objects.filter(publication__in=ids, position=1)
        .order_by("publication", "role")
        .values_list(
            "publication", "credited_as", "researcher__family_name", "researcher__is_organization"
        )
    )
)
