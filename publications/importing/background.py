"""Imports of the admin on their way: read, brought in and undone by background tasks.

An import says by its status what happens to it, and by `report["progress"]` how far it is and when
it last moved. Each step can be started again when the process that did it is gone: what is read
anew overtakes what was being read; bringing in and undoing happen in one transaction, and only
once, because the status is looked at within it.
"""

import logging
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from portal.kit.changes import changing
from portal.kit.text import storable
from publications.models import ImportRun

from .previews import apply_run, make_preview, read
from .runs import Item
from .site_runs import apply_site, is_site, prepared, preview_site
from .undoing import undo_run

logger = logging.getLogger(__name__)
Status = ImportRun.Status
COUNTED_AT_ONCE = 1000
# After so long without a move the process that did it may be gone.
STILL = {Status.READING: timedelta(seconds=45), Status.RUNNING: timedelta(minutes=3)}


class Overtaken(Exception):
    """Somebody started the reading again meanwhile."""


def progress_of(run: ImportRun) -> dict[str, Any]:
    return run.report.get("progress", {})


def is_under_way(run: ImportRun) -> bool:
    return run.status in {Status.READING, Status.RUNNING}


def may_be_dead(run: ImportRun) -> bool:
    """Whether a step under way has not moved for so long that it may be started again."""
    if not is_under_way(run):
        return False
    moved = progress_of(run).get("at")
    last = datetime.fromisoformat(moved) if moved else run.created_at
    return timezone.now() - last > STILL[Status(run.status)]


def start_reading(run: ImportRun) -> None:
    """Have what `run` holds read and matched, from its beginning."""
    attempt = secrets.token_hex(8)
    with transaction.atomic():
        runs = ImportRun.objects.filter(pk=run.pk, status__in=[Status.READING, Status.FAILED])
        if not runs.update(status=Status.READING, report=_progress(attempt)):
            return
    read_in.enqueue(run.pk, attempt)


def start_applying(run: ImportRun, user: Any) -> bool:
    """Have a preview brought in; return whether it was not started before."""
    with transaction.atomic():
        runs = ImportRun.objects.filter(pk=run.pk, status=Status.PREVIEW)
        run.refresh_from_db(fields=["report"])  # choices may have been saved since
        kept = {key: value for key, value in run.report.items() if key != "error"}
        report = kept | _progress(_APPLY)
        if not runs.update(status=Status.RUNNING, report=report):
            return False
    bring_in.enqueue(run.pk, user.pk)
    return True


def start_undoing(run: ImportRun, user: Any) -> bool:
    """Have an import undone; return whether it was not started before."""
    with transaction.atomic():
        runs = ImportRun.objects.filter(pk=run.pk, status=Status.APPLIED)
        if not runs.update(status=Status.RUNNING, report=run.report | _progress(_UNDO)):
            return False
    take_back.enqueue(run.pk, user.pk)
    return True


def start_again(run: ImportRun, user: Any) -> None:
    """Start the step again that was under way; harmless where it still is."""
    if run.status in {Status.READING, Status.FAILED}:
        start_reading(run)
    elif run.status == Status.RUNNING:
        runs = ImportRun.objects.filter(pk=run.pk, status=Status.RUNNING)
        runs.update(report=run.report | _progress(progress_of(run).get("attempt", _APPLY)))
        step = take_back if is_being_undone(run) else bring_in
        step.enqueue(run.pk, user.pk)


_APPLY, _UNDO = "apply", "undo"


def is_being_undone(run: ImportRun) -> bool:
    return run.status == Status.RUNNING and progress_of(run).get("attempt") == _UNDO


def _progress(attempt: str, done: int = 0, total: int = 0) -> dict[str, Any]:
    moved = timezone.now().isoformat()
    return {"progress": {"attempt": attempt, "done": done, "total": total, "at": moved}}


@task()
def read_in(pk: int, attempt: str) -> None:
    """Read an import and match its entries, unless another attempt overtook this one."""
    runs = ImportRun.objects.filter(pk=pk, status=Status.READING, report__progress__attempt=attempt)
    run = runs.first()
    if run is None:
        return

    def tell(done: int, total: int) -> None:
        if not runs.update(report=_progress(attempt, done, total)):
            raise Overtaken

    def counted(items: Iterable[Item]) -> Iterator[Item]:
        for number, item in enumerate(items, 1):
            yield item
            if number % COUNTED_AT_ONCE == 0:
                tell(0, number)

    done = 0

    def moved(count: int) -> None:
        nonlocal done
        done += count
        tell(done, len(items))

    try:
        if is_site(run):
            preview_site(run, tell)
            return
        items = list(counted(read(run)))
        tell(0, len(items))
        make_preview(run, items, moved)
    except Overtaken:
        return
    except Exception as error:  # noqa: BLE001 -- whatever it is, its page must say so
        if runs.exists():
            _failed(pk, error, Status.FAILED)


@task()
def bring_in(pk: int, user: int) -> None:
    """Bring in an import that waits for it, once."""
    try:
        waiting = ImportRun.objects.filter(pk=pk, status=Status.RUNNING).first()
        with prepared(waiting) as site, changing():
            run = _locked(pk, _APPLY)
            if run is None:
                return
            report = apply_site(site, run, user) if site else apply_run(run, user=user)
            said = f"Brought in: {report.created} new, {report.updated} changed."
            _log(run, user, said)
    except Exception as error:  # noqa: BLE001 -- whatever it is, its page must say so
        _failed(pk, error, Status.PREVIEW)


@task()
def take_back(pk: int, user: int) -> None:
    """Undo an import that was brought in, once."""
    try:
        with changing():
            run = _locked(pk, _UNDO)
            if run is None:
                return
            run.status = Status.APPLIED
            done = undo_run(run)
            run.report["undone"] = vars(done)
            run.report.pop("progress", None)
            run.save(update_fields=["report"])
            _log(run, user, f"Undone: {done.deleted} taken away, {done.restored} as before.")
    except Exception as error:  # noqa: BLE001 -- whatever it is, its page must say so
        _failed(pk, error, Status.APPLIED)


def _locked(pk: int, step: str) -> ImportRun | None:
    """Return the import if this step is still to be done, kept from others until the end."""
    runs = ImportRun.objects.select_for_update()
    return runs.filter(pk=pk, status=Status.RUNNING, report__progress__attempt=step).first()


def _failed(pk: int, error: Exception, status: str) -> None:
    """Say that a step failed, which changed nothing, and let it be started anew."""
    logger.error("Import %s failed.", pk, exc_info=error)
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().filter(pk=pk).first()
        if run is None or not is_under_way(run):
            return
        run.report.pop("progress", None)
        run.report["error"] = storable(f"{type(error).__name__}: {error}"[:1000])
        run.status = status
        run.save(update_fields=["report", "status"])


def _log(run: ImportRun, user: int, said: str) -> None:
    LogEntry.objects.log_actions(user, [run], CHANGE, change_message=said, single_object=True)
