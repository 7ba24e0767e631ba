"""People, labs, venues, topics and projects whose names hold what is sought."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from portal.kit.changes import read_shelves
from portal.kit.namewords import named, words_of
from publications.models import Topic, Venue
from researchers.models import Lab, Project, Researcher

NAMES_SHOWN = 5  # of a kind
KINDS: dict[str, tuple[Callable[[], "QuerySet[Any]"], str]] = {
    "researcher": (Researcher.objects.credited, "full_name"),
    "lab": (Lab.objects.public, "name"),
    "venue": (Venue.objects.all, "name"),
    "topic": (Topic.objects.all, "name"),
    "project": (Project.objects.public, "name"),
}
ONLY_WITH_PAPERS = ("venue", "topic")  # others are shown for their own sake


def rows_named(words: list[str]) -> dict[str, list[Any]]:
    """Return by kind the few rows whose names hold every word, or a word that each begins.

    Whole words first, then who has a page, then those with most papers.
    """
    ids: dict[str, list[int]] = {}
    for kind, pk in named(words):
        ids.setdefault(kind, []).append(pk)
    if not ids:
        return {}
    told = {kind: _told(kind, ids[kind]) for kind in KINDS if kind in ids}
    keys = {kind: [f"{kind}:{slug}" for _, _, slug, _ in rows] for kind, rows in told.items()}
    sizes = read_shelves([key for some in keys.values() for key in some])
    found = {}
    for kind, rows in told.items():
        ranked = []
        for (pk, name, _, is_author), key in zip(rows, keys[kind], strict=True):
            works = sizes[key][1].works
            if works or kind not in ONLY_WITH_PAPERS:
                folded = words_of(name)
                missing = sum(word not in folded for word in words)
                ranked.append((missing, is_author, -works, len(name), name, pk))
        best = [pk for *_, pk in sorted(ranked)[:NAMES_SHOWN]]
        shown = KINDS[kind][0]().in_bulk(best) if best else {}
        if shown:
            found[kind] = [shown[pk] for pk in best if pk in shown]
    return found


def _told(kind: str, ids: Sequence[int]) -> list[tuple[int, str, str, bool]]:
    """Return (id, name, slug, whether without a page) of the public ones among these rows."""
    rows, name = KINDS[kind]
    columns = ["pk", name, "slug", *(["visibility"] if kind == "researcher" else [])]
    found = rows().filter(pk__in=ids).order_by().values_list(*columns)
    return [(pk, name, slug, bool(more) and more[0] != "page") for pk, name, slug, *more in found]
