"""Which rows the fields of a search mean: labs and topics by name, papers by identifier."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from portal.kit.identifiers import arxiv_without_version
from portal.kit.namewords import named
from portal.kit.sql import Prepared
from publications.models import Publication, Topic
from researchers.models import Lab, Project, Researcher

DUE_AT_ONCE = 100
MEANT_AT_ONCE = 50
# Kinds of shelves on which publications stand though visitors may not know of them.
_PUBLIC: dict[str, Callable[[], "QuerySet[Any]"]] = {
    "researcher": Researcher.objects.credited,
    "lab": Lab.objects.public,
    "project": Project.objects.public,
}
_BY_NAME = {**_PUBLIC, "topic": Topic.objects.all}
del _BY_NAME["researcher"]


def public(key: str) -> bool:
    """Whether visitors may narrow by a shelf: one of a private lab is nothing to them."""
    kind, _, slug = key.partition(":")
    return kind not in _PUBLIC or _PUBLIC[kind]().filter(slug=slug).exists()


def shelves_meant(key: str) -> tuple[str, ...]:
    """Return the shelves a field means: by the very address, or else by words of the name."""
    kind, _, slug = key.partition(":")
    if kind not in _BY_NAME:
        return (key,)
    rows = _BY_NAME[kind]().order_by("pk").values_list("slug", flat=True)
    if rows.filter(slug=slug).exists():
        return (key,)
    ids = [pk for _, pk in named([word for word in slug.split("-") if word], kind=kind)]
    return tuple(f"{kind}:{one}" for one in rows.filter(pk__in=ids)[:MEANT_AT_ONCE])


def identified(scheme: str, value: str) -> list[int]:
    """Return ids of public publications with this DOI, arXiv number, ISBN or PubMed number.

    Of the version of an arXiv number that is asked for, if it is here, else of any.
    """
    if "\0" in value:
        return []
    papers = Publication.objects.listed().newest()
    if scheme != "arxiv":
        return list(papers.filter(**{scheme: value}).values_list("pk", flat=True))
    number = arxiv_without_version(value)
    versions = Q(arxiv_id__gt=Value(f"{number}v"), arxiv_id__lt=Value(f"{number}w"))
    same = list(papers.filter(Q(arxiv_id=number) | versions).values_list("pk", "arxiv_id"))
    return [pk for pk, own in same if own == value != number] or [pk for pk, _ in same]


_first_waiting = Prepared(
    lambda number: Publication.objects.waiting().filter(pk__gte=number).values_list("pk")[:1]
)


def due() -> tuple[int, ...]:
    """Return ids of publications whose moment has come since the database was last changed."""
    if not _first_waiting(0):
        return ()
    waited = Publication.objects.waiting().filter(publish_at__lte=timezone.now())
    return tuple(waited.values_list("pk", flat=True)[:DUE_AT_ONCE])
