"""The way back from an import: what it made goes, what it changed is as before."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from portal.kit.changes import changing
from publications.models import (
    Authorship,
    Award,
    ImportedSite,
    ImportRun,
    Publication,
    PublicationLink,
    Suggestion,
    Venue,
)
from publications.operations import referrers
from researchers.models import Researcher

from .answers import forget_answers
from .site_rows import take_back
from .updating import write_paper
from .values import names_digest

T = TypeVar("T")
AT_ONCE = 500
# What imports change of the names that stay; the rest is theirs who set it since.
BYLINE = {
    "role", "credited_as", "credited_parts", "claimed_orcid", "equal_group", "is_corresponding",
    "affiliation",
}  # fmt: skip
ASKED = [Suggestion.Kind.SAME_PERSON, Suggestion.Kind.SAME_PUBLICATION]


class CannotUndo(ValueError):
    """The import cannot be undone; the message says why."""


@dataclass
class Undone:
    """What an undo did, and what it left because somebody worked on it since."""

    deleted: int = 0
    restored: int = 0
    people: int = 0
    kept: list[str] = field(default_factory=list)


@changing()
def undo_run(run: ImportRun) -> Undone:
    """Undo an import and return what was done; what was edited since stays and is named.

    Raises CannotUndo unless the import was brought in and not undone yet.
    """
    if run.status != ImportRun.Status.APPLIED:
        raise CannotUndo("Only an import that was brought in can be undone.")
    done = Undone()
    done.kept += take_back(run.undo.get("rows", ()))
    for changes in _parts(run.undo.get("updates", [])[::-1]):
        papers = Publication.objects.in_bulk([change["publication"] for change in changes])
        for change in changes:
            if paper := papers.get(change["publication"]):
                _restore(paper, change, run, done)
    for ids in _parts(run.undo.get("publications", [])):
        _delete(ids, run, done)
    for ids in _parts(run.undo.get("researchers", [])):
        _delete_people(ids, run, done)
    done.kept += take_back(run.undo.get("people_rows", ()))
    _forget_site(run)
    forget_answers(run.undo)
    # Those that are left are about what is gone, or was asked because of it.
    run.suggestions.filter(status=Suggestion.Status.OPEN, kind__in=ASKED).delete()
    unused = Venue.objects.filter(pk__in=run.undo.get("venues", []), publications__isnull=True)
    unused.delete()
    run.status = ImportRun.Status.UNDONE
    run.save(update_fields=["status"])
    return done


def _forget_site(run: ImportRun) -> None:
    """Know again of a site what was known before an import of it."""
    site = run.undo.get("site")
    if site is None:
        return
    stored = ImportedSite.objects.filter(origin=site["origin"]).first()
    if stored is None:
        return
    told = site["told"]
    if told is None or any(isinstance(pair, dict) for pair in told.values()):
        stored.told, told = told or {}, {}  # a run of before each key had a way back of its own
    for key, (before, after) in told.items():
        if before is None:
            stored.told.pop(key, None)
        elif stored.told.get(key) == after:  # else a later import was told otherwise
            stored.told[key] = before
    others = ImportRun.objects.filter(source=stored.origin, status=ImportRun.Status.APPLIED)
    if stored.told or others.exclude(pk=run.pk).exists():
        stored.save()
    else:
        stored.delete()


def _parts(ids: Sequence[T]) -> Iterable[Sequence[T]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _delete(ids: Sequence[int], run: ImportRun, done: Undone) -> None:
    papers = Publication.objects.filter(pk__in=ids)
    own = Q(selected=True) | Q(hidden=True) | Q(order__isnull=False) | ~Q(blurb="") | ~Q(picture="")
    joined = {told.get("after", {}).get("preferred_version_id") for told in run.undo["updates"]}
    # What authors chose for a preprint, the import itself gave to the paper that it brought.
    chosen = Authorship.objects.filter(own, publication__in=set(ids) - joined)
    edited = papers.filter(
        Q(updated_at__gt=run.applied_at)
        | Q(pk__in=chosen.values("publication_id"))
        | Q(topics__isnull=False)
        | Q(projects__isnull=False)
    ).distinct()
    for paper in edited:
        done.kept.append(f'"{paper.title}" was edited since and stays.')
    gone = list(papers.exclude(pk__in=[paper.pk for paper in edited]).values_list("pk", flat=True))
    Authorship.objects.filter(publication__in=gone).delete()
    done.deleted += len(gone)
    Publication.objects.filter(pk__in=gone).delete()


def _delete_people(ids: Sequence[int], run: ImportRun, done: Undone) -> None:
    people = Researcher.objects.filter(pk__in=ids, authorships__isnull=True)
    edited = set(people.filter(updated_at__gt=run.applied_at).values_list("pk", flat=True))
    for key in referrers(Researcher):  # a membership, a degree, a link that she was given since
        if key.model is not Suggestion:
            rows = key.model._base_manager.filter(**{f"{key.name}__in": people.values("pk")})
            edited.update(rows.values_list(key.attname, flat=True))
    for person in people.filter(pk__in=edited):
        done.kept.append(f"{person} was edited since and stays.")
    left = set(people.values_list("pk", flat=True)) - edited
    gone = Researcher.objects.filter(pk__in=left)
    done.people += gone.count()
    gone.delete()


def _restore(paper: Publication, change: dict[str, Any], run: ImportRun, done: Undone) -> None:
    was = copy(paper)
    before, after, kept = change.get("before", {}), change.get("after", {}), len(done.kept)
    is_touched = run.applied_at is None or paper.updated_at > run.applied_at
    columns = [name for name in before if name not in {"provenance", "extra"}]
    back = [name for name in columns if getattr(paper, name) == after[name]]
    if (
        "venue_id" in back
        and before["venue_id"]
        and not Venue.objects.filter(pk=before["venue_id"]).exists()
    ):
        back.remove("venue_id")  # its venue was deleted since
    for name in sorted(set(columns) - set(back)):
        done.kept.append(f'"{paper.title}": the {name} was edited since and stays.')
    for name in back:
        setattr(paper, name, before[name])
    if "extra" in before:
        paper.extra = _without(paper.extra, before["extra"], after["extra"])
    if "provenance" in before:
        # The sources stay, because fields that were brought in since count them.
        fields = [told.get("fields", {}) for told in (paper.provenance, *_both(change))]
        if paper.provenance == after["provenance"]:
            paper.provenance = before["provenance"]
        else:
            paper.provenance = {**paper.provenance, "fields": _without(*fields)}
    write_paper(paper, was, [*back, "extra", "provenance"])
    if links := change.get("links"):
        PublicationLink.objects.filter(pk__in=links).delete()
    if awards := change.get("awards"):
        Award.objects.filter(pk__in=awards).delete()
    if change.get("byline") is not None:
        _restore_byline(paper, change, done)
    if len(done.kept) == kept and not is_touched:
        paper.updated_at = datetime.fromisoformat(change["updated_at"])
        QuerySet.update(Publication.objects.filter(pk=paper.pk), updated_at=paper.updated_at)
    done.restored += 1


def _both(change: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return change["before"]["provenance"], change["after"]["provenance"]


def _without(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return `now` without what came between `before` and `after`; what came since stays."""
    found = dict(now)
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        if all(isinstance(told.get(key), dict) for told in (now, before, after)):
            found[key] = _without(now[key], before[key], after[key])
        elif now.get(key) == after.get(key):
            found.pop(key, None)
            if key in before:
                found[key] = before[key]
    return found


def _restore_byline(paper: Publication, change: dict[str, Any], done: Undone) -> None:
    rows = Authorship.objects.filter(publication=paper).order_by("role", "position")
    present = list(rows.values_list("role", "credited_as"))
    if names_digest(present) != change["byline_after"]:
        done.kept.append(f'"{paper.title}": the authors were edited since and stay.')
        return
    rows.exclude(pk__in=[row["id"] for row in change["byline"]]).delete()
    order: dict[str, list[int]] = {}
    known = rows.in_bulk()
    for told in change["byline"]:
        row = known.get(told["id"])
        names = told.keys() if row is None else BYLINE
        if row and change.get("given", {}).get(str(row.pk)) == row.researcher_id:
            names = {*names, "researcher_id"}
        row = row or Authorship(pk=told["id"], publication=paper)
        for name, value in told.items():
            if (
                name in names
                and name not in {"id", "position", "publication_id"}
                and not (
                    name == "researcher_id" and not Researcher.objects.filter(pk=value).exists()
                )
            ):
                setattr(row, name, value)
        row.save()
        order.setdefault(told["role"], []).append(row.pk)
    for role, ids in order.items():
        Authorship.objects.set_order(paper.pk, role, ids)
