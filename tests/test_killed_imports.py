"""Imports that are killed: nothing half-written, no process left, and the next one completes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SLOW = """
import sys, time
import django
django.setup()
from publications.importing.runs import Source, import_records
from tests.test_importing import many
def slowly():
    for number, item in enumerate(many()):
        if number == 900 and "slow" in sys.argv:
            print("half", flush=True)
            time.sleep(60)
        yield item
report = import_records(slowly(), source=Source("bibtex", "many.bib"))
print(report.created, report.unchanged, report.run is None, flush=True)
"""


def test_killed_import_leaves_nothing_and_runs_again(tmp_path: Path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "BYLINE_DATA": str(tmp_path),
        "DATABASE_URL": "",
    }
    root = Path(__file__).parent.parent

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, *arguments]
        return subprocess.Popen(
            command, env=environment, cwd=root, text=True, stdout=subprocess.PIPE
        )

    start("manage.py", "migrate", "--verbosity", "0").communicate()
    killed = start("-c", SLOW, "slow")
    assert killed.stdout is not None
    assert killed.stdout.readline() == "half\n"
    time.sleep(0.1)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    first, _ = start("-c", SLOW).communicate()
    assert first == "1000 0 False\n"
    second, _ = start("-c", SLOW).communicate()
    assert second == "0 1000 True\n"


READING = """
import time
import django
django.setup()
from publications.importing import sources
from portal.kit.changes import changing
entry = "@article{k%d, title={Title of many words number %d}, author={Doe, Jane}, year=2001}"
text = chr(10).join(entry % (number, number) for number in range(20000))
with changing():
    items = sources.read_beside("bibtex", sources.SetAside(text))
    next(items)
    (reader,) = sources.multiprocessing.active_children()
    print(reader.pid, flush=True)
    time.sleep(60)
"""


def test_process_that_reads_ends_with_a_killed_import(tmp_path: Path):
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings", "BYLINE_DATA": str(tmp_path)}
    environment = {**os.environ, **settings, "DATABASE_URL": ""}
    command = [sys.executable, "-c", READING]
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        command, env=environment, cwd=root, text=True, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        reader = int(killed.stdout.readline())
        assert is_running(reader)
        killed.kill()
    for _ in range(100):
        if not is_running(reader):
            return
        time.sleep(0.1)
    os.kill(reader, signal.SIGKILL)
    pytest.fail("It is still there, and with it the import's locks on PostgreSQL.")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
