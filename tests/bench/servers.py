"""Starting what is measured, all under the same server, and asking the kernel what it used."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.client import Client
from tests.bench.databases import ROOT, environment

SERVER_CORE, DRIVER_CORE = 0, 1
START_SECONDS = 60


@dataclass(frozen=True)
class App:
    """Something that answers HTTP: a WSGI application and the variables it starts with."""

    name: str
    target: str
    variables: tuple[tuple[str, str], ...] = ()


BYLINE = App("byline", "portal.wsgi:application")
BYLINE_FIRST = App("byline-first", BYLINE.target, (("BYLINE_PAGE_CACHE", "0"),))
TWIN = App(
    "by-the-book",
    "tests.bench.twin.wsgi:application",
    (("DJANGO_SETTINGS_MODULE", "tests.bench.twin.settings"),),
)
FLOOR = App("floor", "tests.bench.floor:application")


def command(app: App, port: int) -> list[str]:
    """Return how `app` is served, with one process and one thread that answer."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "1"),
        *("--http", "1", "--no-ws", "--log-level", "warning", app.target),
    ]


def accepts(app: App, data: Path) -> bool:
    """Return whether the portal's settings know the variables of `app`."""
    question = [sys.executable, "-c", "import portal.settings"]
    variables = environment(data, **dict(app.variables))
    return subprocess.run(question, env=variables, capture_output=True, check=False).returncode == 0


class Server:
    """A running server with all its processes."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._process, self.port, self._log = process, port, log

    @property
    def pids(self) -> list[int]:
        """The ids of the server's processes, the first one first."""
        found = [self._process.pid]
        for pid in found:
            for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, tasks.read_text().split())
        return found

    @property
    def cpu(self) -> float:
        """Seconds all its processes have run.

        From the processes' own clocks: what schedstat says of their threads, in nanoseconds, those
        that have ended included.
        """
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids)

    def memory(self) -> dict[str, float]:
        """Return the MB of its largest process: the peak, what is resident, and its fair share."""
        return max((_memory(pid) for pid in self.pids), key=lambda each: each["peak"])

    def workers(self) -> list[dict[str, float]]:
        """Return the memory of every process but the one that minds the others."""
        pids = self.pids
        return [_memory(pid) for pid in (pids[1:] or pids)]

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    def wait(self, path: str) -> float:
        """Return the time.monotonic() of the first 200 for `path`."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"The server ended:\n{self.log()}")
            try:
                with Client(self.port) as client:
                    if (answer := client.get(path)).status == 200:
                        return time.monotonic()
                raise RuntimeError(f"{path} gives {answer.status}:\n{self.log()}")
            except (TimeoutError, ConnectionRefusedError):
                time.sleep(0.005)
        raise RuntimeError(f"The server did not answer:\n{self.log()}")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in reversed(self.pids):
                os.kill(pid, signal.SIGKILL)
            self._process.wait()


def _memory(pid: int) -> dict[str, float]:
    text = Path(f"/proc/{pid}/status").read_text()
    text += Path(f"/proc/{pid}/smaps_rollup").read_text()
    values = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    names = {"peak": "VmHWM", "rss": "VmRSS", "anonymous": "RssAnon", "pss": "Pss"}
    return {key: int(values[name].split()[0]) / 1024 for key, name in names.items()}


@contextmanager
def running(
    arguments: Sequence[str],
    port: int,
    data: Path,
    *,
    core: int | None = SERVER_CORE,
    **variables: str,
) -> Iterator[Server]:
    """Run a server by its command; it is pinned to `core` unless that is None."""

    def pin() -> None:
        if core is not None:
            os.sched_setaffinity(0, {core})
        else:
            os.sched_setaffinity(0, range(os.cpu_count() or 1))

    with tempfile.TemporaryDirectory(prefix="byline-bench-") as folder:
        log = Path(folder, "log.txt")
        with log.open("wb") as output:
            process = subprocess.Popen(
                arguments,
                cwd=ROOT,
                env=environment(data, **variables),
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=pin,  # noqa: PLW1509 -- the driver has no threads when it starts servers
            )
        server = Server(process, port, log)
        try:
            yield server
        finally:
            if process.poll() is None:
                server.stop()


@contextmanager
def serving(app: App, port: int, data: Path) -> Iterator[Server]:
    """Serve `app` from `data`, pinned to the server's core."""
    with running(command(app, port), port, data, **dict(app.variables)) as server:
        yield server
