"""Run a command on a throw-away PostgreSQL: python tests/postgres.py python -m pytest

A real server of this machine's own binaries, with its data in a temporary folder, on a Unix socket
only; it works as root too, and nothing of it stays. PG_BIN names the folder of initdb and pg_ctl
where they are not found.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote


def binaries() -> Path:
    """Return the folder of initdb and pg_ctl. Exits with a sentence if there is none."""
    candidates = [Path(os.environ.get("PG_BIN", "")), *Path("/usr/lib/postgresql").glob("*/bin")]
    if found := shutil.which("pg_ctl"):
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    sys.exit("No PostgreSQL server here. On Debian: apt-get install postgresql; or set PG_BIN.")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Yield the DATABASE_URL of a new, empty cluster, and remove it in the end."""
    tools = binaries()
    root = tempfile.mkdtemp(prefix="byline-pg-")
    call: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": root}
    if os.geteuid() == 0:  # initdb refuses to work as root
        user = pwd.getpwnam("nobody")
        os.chown(root, user.pw_uid, user.pw_gid)
        call |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = ["-D", f"{root}/data"]
    locale = ["--locale=C.UTF-8", "-E", "UTF8"]
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options = f"-k {root} -c listen_addresses= {quick}"

    def run(*command: str | Path, check: bool = True) -> None:
        subprocess.run(command, check=check, **call)

    try:
        run(tools / "initdb", *data, "-U", "byline", "-A", "trust", *locale)
        run(tools / "pg_ctl", *data, "-w", "-l", f"{root}/log", "-o", options, "start")
        try:
            yield f"postgres://byline@/postgres?host={quote(root, safe='')}"
        finally:
            run(tools / "pg_ctl", *data, "-m", "immediate", "stop", check=False)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with cluster() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
