"""The set-up: what stands in the way is told in a sentence, and what is there is kept."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from portal import setup
from portal.management.commands.serve import check_port
from tests.factories import make_researcher

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data(settings, tmp_path):
    """An empty data folder."""
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.fixture
def demos(monkeypatch):
    """What is said when the demo would be loaded, which has its own tests."""
    calls = []
    monkeypatch.setattr(setup, "call_command", lambda name, **_: calls.append(name))
    return calls


def said(*arguments: object) -> None:
    """Take what the set-up says."""


# Filling a new database


@pytest.mark.django_db
def test_new_database_gets_the_demo_and_an_administrator_once(data, demos):
    setup.fill(said, demo=True)
    setup.fill(said, demo=True)
    assert demos == ["load_demo"]
    (admin,) = get_user_model().objects.all()
    assert (admin.username, admin.is_superuser, admin.is_staff) == ("admin", True, True)
    assert admin.check_password(setup.password_file().read_text().strip())
    assert stat.S_IMODE(setup.password_file().stat().st_mode) == 0o600


@pytest.mark.django_db
def test_database_with_people_gets_no_demo(data, demos):
    make_researcher()
    setup.fill(said, demo=True)
    assert demos == []
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db
def test_demo_can_be_left_out(data, demos):
    setup.fill(said, demo=False)
    assert demos == []
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db
def test_database_with_another_administrator_is_left_alone(data, demos):
    get_user_model().objects.create_superuser("grace", password="x")
    setup.fill(said, demo=True)
    assert demos == []
    assert [user.username for user in get_user_model().objects.all()] == ["grace"]
    assert list(data.iterdir()) == []


@pytest.mark.django_db
def test_password_file_of_an_earlier_database_is_replaced(data, demos):
    setup.password_file().write_text("old")
    setup.fill(said, demo=False)
    admin = get_user_model().objects.get()
    assert not admin.check_password("old")
    assert admin.check_password(setup.password_file().read_text().strip())


@pytest.mark.django_db
def test_database_that_is_up_to_date_is_not_migrated(monkeypatch):
    calls = []
    monkeypatch.setattr(setup, "call_command", lambda name, **_: calls.append(name))
    setup.migrate(said)
    assert calls == []


# Static files


def test_static_files_are_collected_only_after_a_change(data, settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    messages: list[str] = []

    def start() -> list[str]:
        messages.clear()
        setup.collect_static(messages.append)
        return [*messages, *sorted(file.name for file in settings.STATIC_ROOT.iterdir())]

    assert start() == ["Collecting static files ...", "a.css"]
    assert start() == ["a.css"]
    (source / "b.css").write_text("b {}")
    assert start() == ["Collecting static files ...", "a.css", "b.css"]
    (source / "b.css").write_text("b { color: red }")
    assert start() == ["Collecting static files ...", "a.css", "b.css"]
    shutil.rmtree(settings.STATIC_ROOT)
    assert start() == ["Collecting static files ...", "a.css", "b.css"]


# What stands in the way


def test_busy_port_is_told_with_the_remedy():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            check_port("127.0.0.1", port)
    assert str(refused.value) == (
        f"Port {port} is in use by another program. Choose another one: PORT={port + 1} make run"
    )


@pytest.mark.parametrize("port", ["", "0", "65536", "80a", "-1", "٨٠"])
def test_port_that_is_none_is_told(port):
    with pytest.raises(CommandError) as refused:
        call_command("serve", port=port)
    assert str(refused.value) == f'"{port}" is not a port. Give a number from 1 to 65535.'


@pytest.mark.parametrize("host", ["192.0.2.1", "no host"])
def test_host_that_is_not_here_is_told(host):
    with pytest.raises(CommandError) as refused:
        check_port(host, 8000)
    assert str(refused.value) == (f'"{host}" is no address of this machine. Use --host 127.0.0.1.')


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def serve_process(data: Path, port: str, **variables: str) -> subprocess.Popen[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--no-demo", "--port", port],
        cwd=ROOT,
        env={**kept, "BYLINE_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgres://u:p@127.0.0.1:1/x", "The database cannot be used: "),
        ("sqlite:////dev/null/x", "The database /dev/null/x cannot be used: unable to open "),
    ],
)
def test_database_that_does_not_answer_is_told(tmp_path, url, sentence):
    process = serve_process(tmp_path, free_port(), DATABASE_URL=url)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    (line,) = out.strip().split("\n")
    assert line.startswith(f"CommandError: {sentence}")


def test_serve_says_where_it_answers_and_ends_quietly(tmp_path):
    port = free_port()
    with serve_process(tmp_path, port) as process:
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if "Ctrl-C" in line:
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/") as answer:
            assert answer.status == 200
        os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to the workers, too
        rest = process.stdout.read()
        assert (process.wait(timeout=30), rest) == (0, "")
    assert lines[-5:] == [
        "",
        f"Byline is ready: http://127.0.0.1:{port}/",
        f"Administration: http://127.0.0.1:{port}/admin/",
        f'Sign in as "admin" with the password in {tmp_path}/admin-password.txt',
        "Stop it with Ctrl-C.",
    ]


def served(process: subprocess.Popen[str]) -> None:
    """Wait until the portal says that it can be stopped."""
    for line in process.stdout:
        if "Ctrl-C" in line:
            return
    pytest.fail("The portal did not start.")


def children(pid: int) -> set[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for listed in lists for child in listed.read_text().split()}


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_background_process_is_started_anew_and_ends_with_the_server(tmp_path):
    with serve_process(tmp_path, free_port()) as process:
        served(process)
        wait_until(lambda: len(children(process.pid)) == 3)
        everyone = children(process.pid)  # two that answer, and the one that works off tasks
        worker = min(everyone)  # it is started first
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(children(process.pid) - {worker}) == 3)
        now = children(process.pid)
        process.kill()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in now))


# The Makefile


def make(target: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a target of the Makefile in `folder`, where there is no environment yet."""
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return subprocess.run(
        [shutil.which("make") or "make", target],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def pretender(folder: Path, script: str) -> str:
    """Return the path of a program that stands in for python3."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "a folder"
    path.mkdir()
    return path


def test_make_without_python_is_told(folder):
    done = make("run", folder, PYTHON="python9")
    assert done.stderr.split("\n")[0] == (
        "There is no python9 here. Install Python 3.11 or newer, or name one: "
        "PYTHON=/path/to/python3 make run"
    )


def test_make_with_an_old_python_is_told(tmp_path, folder):
    older = """s/import sys;/import sys; sys.version_info = (3, 9); sys.version = "3.9.2 (old)";/"""
    rewrite = f"""script=$(printf '%s' "$2" | sed '{older}')"""
    old = pretender(tmp_path, f"""{rewrite}\nexec '{sys.executable}' "$1" "$script" """)
    done = make("run", folder, PYTHON=old)
    assert done.stderr.split("\n")[0] == (
        "Byline needs Python 3.11 or newer; this is 3.9.2. Choose another: "
        "PYTHON=python3.12 make run"
    )
    assert not (folder / ".venv").exists()


def test_make_without_pip_and_ensurepip_is_told(tmp_path, folder):
    refuse = """case "$*" in *"import sys, pip"*|*"-m venv"*) exit 1;; esac"""
    bare = pretender(tmp_path, f"""{refuse}\nexec '{sys.executable}' "$@" """)
    done = make("run", folder, PYTHON=bare)
    assert done.stderr.split("\n")[0] == (
        "This Python has neither pip nor ensurepip. On Debian: apt-get install python3-venv"
    )
    assert not (folder / ".venv").exists()


def test_make_without_network_is_told(folder):
    done = make(
        "run", folder, PYTHON=sys.executable, PIP_INDEX_URL="http://127.0.0.1:1/", PIP_RETRIES="0"
    )
    sentences = done.stderr.strip().split("\n")
    assert done.returncode == 2
    assert (
        "The packages could not be installed: see above. If the network was the reason, try "
        "again; nothing half-done is left to repair."
    ) in sentences
    assert not (folder / ".venv" / "base.stamp").exists()


# The locks


def pinned(lock: str) -> dict[str, str]:
    """Return {package: version} of a lock file."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;]+)", text, re.MULTILINE))


def wanted(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in requirements}


def test_locks_hold_what_the_project_asks_for_in_the_same_versions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    core = wanted(project["project"]["dependencies"])
    extras = project["project"]["optional-dependencies"]
    groups = project["dependency-groups"]
    base, postgres, test, full = map(pinned, ("base", "postgres", "test", "full"))
    assert core <= base.keys()
    assert wanted(extras["postgres"]) <= postgres.keys()
    assert wanted([*extras["postgres"], *groups["test"]]) <= test.keys()
    everything = [line for lines in [*extras.values(), *groups.values()] for line in lines]
    assert wanted(everything) <= full.keys()
    assert base.items() <= postgres.items() <= test.items() <= full.items()


def test_locks_are_hashed_and_name_no_address():
    for lock in ("base", "postgres", "test", "full"):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text()
        assert len(pinned(lock)) == len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, re.M))
        assert "://" not in text
