"""What a portal needs before it can serve; each step does nothing where nothing is to be done."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from publications.derive import is_current, rebuild_all
from publications.models import Publication
from researchers.models import Lab, Researcher

# What packages ship and no page uses: nothing of it is collected.
UNUSED_STATIC = ["rest_framework", "*.map", "CVS", ".*", "*~"]


def migrate(say: Callable[[str], object]) -> None:
    """Bring the database's tables up to date."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date ...")
        call_command("migrate", interactive=False, verbosity=0)


def derive(say: Callable[[str], object]) -> None:
    """Derive anew what is stored for pages and the API if other code made it."""
    if not is_current():
        say("Deriving what pages print ...")
        rebuild_all()


def fill(say: Callable[[str], object], *, demo: bool) -> None:
    """Give a new database the demo, if wanted, and an administrator; leave any other as it is.

    The administrator comes last: a database that has one was filled to the end, and an owner who
    empties it later does not get the demo back.
    """
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return
    if demo and not any(rows.objects.exists() for rows in (Researcher, Lab, Publication)):
        say("Loading the demo ...")
        call_command("load_demo", verbosity=0)
    if not users.filter(username="admin").exists():
        users.create_superuser("admin", password=_new_password())


def password_file() -> Path:
    """Where the first password of the administrator is kept."""
    return settings.DATA_DIR / "admin-password.txt"


def _new_password() -> str:
    password = secrets.token_urlsafe(12)
    path = password_file()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(password + "\n")
    return password


def collect_static(say: Callable[[str], object]) -> None:
    """Collect the static files if one of them changed since the last time."""
    seen = settings.DATA_DIR / "static-fingerprint.txt"
    fingerprint = _static_fingerprint()
    if settings.STATIC_ROOT.exists() and seen.exists() and seen.read_text() == fingerprint:
        return
    say("Collecting static files ...")
    call_command(
        "collectstatic",
        interactive=False,
        verbosity=0,
        use_default_ignore_patterns=False,
        ignore_patterns=UNUSED_STATIC,
    )
    seen.write_text(fingerprint)


def _static_fingerprint() -> str:
    """Return a digest of the names, sizes and times of change of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(UNUSED_STATIC):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
