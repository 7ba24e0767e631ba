"""Work in a process beside this one: done in order, told when it fails, ended with this one."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from portal.kit.beside import Beside

ROOT = Path(__file__).parent.parent
BUSY = """
import multiprocessing, time
from portal.kit.beside import Beside
def work(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
beside = Beside(work)
beside.give(60)
print(multiprocessing.active_children()[0].pid, flush=True)
time.sleep(60)
"""


def test_work_is_done_one_thing_after_the_other() -> None:
    with closing(Beside(str.upper)) as beside:
        for word in ("ada", "grace"):
            beside.give(word)
            assert beside.take() == word.upper()


def test_function_keeps_what_it_has_done() -> None:
    numbers = iter(range(10))
    with closing(Beside(lambda count: [next(numbers) for _ in range(count)])) as beside:
        beside.give(2)
        assert beside.take() == [0, 1]
        beside.give(1)
        assert beside.take() == [2]
    assert next(numbers) == 0


def test_failure_is_told_and_work_goes_on() -> None:
    with closing(Beside(int)) as beside:
        beside.give("x")
        with pytest.raises(RuntimeError, match="invalid literal for int"):
            beside.take()
        beside.give("7")
        assert beside.take() == 7


def test_end_of_the_process_is_told() -> None:
    with closing(Beside(os._exit)) as beside:
        beside.give(3)
        with pytest.raises(RuntimeError, match="it ended"):
            beside.take()
        beside.give(3)
        with pytest.raises(RuntimeError, match="it ended"):
            beside.take()


def test_busy_process_ends_with_a_killed_one() -> None:
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        pid = int(killed.stdout.readline())
        assert is_running(pid)
        killed.kill()
    for _ in range(50):
        if not is_running(pid):
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("It is still there, and with it the import's locks on PostgreSQL.")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
