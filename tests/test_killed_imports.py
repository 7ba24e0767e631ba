"""Imports that are killed: nothing half-written, and the next one completes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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
