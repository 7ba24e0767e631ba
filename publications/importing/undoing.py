"""The way back from an import: what it made goes, what it changed is as before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.kit.changes import changing
from publications.models import Authorship, Award, ImportRun, Publication, PublicationLink, Venue
from researchers.models import Researcher

from .answers import forget_answers
from .values import names_digest

AT_ONCE = 500


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
    for change in reversed(run.undo.get("updates", [])):
        _restore(change, done)
    for ids in _parts(run.undo.get("publications", [])):
        _delete(ids, run, done)
    for ids in _parts(run.undo.get("researchers", [])):
        _delete_people(ids, run, done)
    forget_answers(run.undo)
    unused = Venue.objects.filter(pk__in=run.undo.get("venues", []), publications__isnull=True)
    unused.delete()
    run.status = ImportRun.Status.UNDONE
    run.save(update_fields=["status"])
    return done


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _delete(ids: Sequence[int], run: ImportRun, done: Undone) -> None:
    papers = Publication.objects.filter(pk__in=ids)
    edited = papers.filter(updated_at__gt=run.applied_at)
    for paper in edited:
        done.kept.append(f'"{paper.title}" was edited since and stays.')
    gone = list(papers.exclude(pk__in=[paper.pk for paper in edited]).values_list("pk", flat=True))
    Authorship.objects.filter(publication__in=gone).delete()
    done.deleted += len(gone)
    Publication.objects.filter(pk__in=gone).delete()


def _delete_people(ids: Sequence[int], run: ImportRun, done: Undone) -> None:
    people = Researcher.objects.filter(pk__in=ids, authorships__isnull=True)
    for person in people.filter(updated_at__gt=run.applied_at):
        done.kept.append(f"{person} was edited since and stays.")
    gone = people.filter(updated_at__lte=run.applied_at)
    gone = Researcher.objects.filter(pk__in=list(gone.values_list("pk", flat=True)))
    done.people += gone.count()
    gone.delete()


def _restore(change: dict[str, Any], done: Undone) -> None:
    paper = Publication.objects.filter(pk=change["publication"]).first()
    if paper is None:
        return
    before, after, kept = change.get("before", {}), change.get("after", {}), len(done.kept)
    columns = [name for name in before if name not in {"provenance", "extra"}]
    back = [name for name in columns if getattr(paper, name) == after[name]]
    for name in sorted(set(columns) - set(back)):
        done.kept.append(f'"{paper.title}": the {name} was edited since and stays.')
    for name in [*back, *(name for name in ("provenance", "extra") if name in before)]:
        setattr(paper, name, before[name])
    paper.save()
    PublicationLink.objects.filter(pk__in=change.get("links", [])).delete()
    Award.objects.filter(pk__in=change.get("awards", [])).delete()
    if change.get("byline") is not None:
        _restore_byline(paper, change, done)
    if len(done.kept) == kept:
        Publication.objects.filter(pk=paper.pk).update(updated_at=change["updated_at"])
    done.restored += 1


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
        row = known.get(told["id"]) or Authorship(pk=told["id"], publication=paper)
        for name, value in told.items():
            if name not in {"id", "position", "publication_id"} and not (
                name == "researcher_id" and not Researcher.objects.filter(pk=value).exists()
            ):
                setattr(row, name, value)
        row.save()
        order.setdefault(told["role"], []).append(row.pk)
    for role, ids in order.items():
        Authorship.objects.set_order(paper.pk, role, ids)
