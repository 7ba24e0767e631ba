"""`python -m tests.bench`: Byline beside a by-the-book Django twin and the floors below both.

Fills databases of several sizes, serves all apps alike on one core, asks them from another, and
prints the CPU time a request costs the server. The figures are written as JSON, too.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench import report, servers
from tests.bench.client import Client
from tests.bench.databases import HOME, ensure
from tests.bench.harvest import OAI_NAMES, oai_measures
from tests.bench.measures import (
    BOOK,
    CURSOR_NAMES,
    FIRST,
    FLOOR,
    FLOORS,
    MEASURES,
    cursor_measures,
)
from tests.bench.rounds import Pair, measured
from tests.bench.servers import App, Server, running, serving

OURS = report.OURS
PROBE = "/publications/"
MEMORY_AT = 100_000
PASSED = [
    "/", PROBE, "/researchers/", "/labs/", "/venues/", "/publications/?q=robust",
    "/researchers/bench-40/?by=year", "/api/publications?page_size=100", "/api/researchers",
    "/api/labs/bench-lab", "/api/venues", "/api/topics", "/api/schema", "/admin/login/",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListSets",
]  # fmt: skip


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--papers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=HOME / "results.json")
    parser.add_argument(
        "--only", default="", help="measures whose name holds this; no start, no memory"
    )
    parser.add_argument("--port", type=int, default=8620, help="the first of four")
    parser.add_argument("--keep", action="store_true", help="do not derive anew, as code changed")
    return parser.parse_args()


def run(data: Path, port: int, rounds: int, only: str) -> dict[str, Any]:
    """Return figures and verdicts of one database."""
    with ExitStack() as stack:

        def start(app: App, port: int, probe: str = PROBE) -> tuple[Server, Client]:
            server = stack.enter_context(serving(app, port, data))
            server.wait(probe)
            return server, stack.enter_context(Client(port))

        byline = start(servers.BYLINE, port)
        can_turn_off = servers.accepts(servers.BYLINE_FIRST, data)
        first = start(servers.BYLINE_FIRST, port + 1) if can_turn_off else byline
        book = start(servers.TWIN, port + 2)
        floor = start(servers.FLOOR, port + 3, "/constant")
        wanted = [*MEASURES]
        for names, made in ((CURSOR_NAMES, cursor_measures), (OAI_NAMES, oai_measures)):
            if any(only.lower() in name.lower() for name in names):  # to make them takes long
                wanted += made(first[1])
        wanted = [each for each in [*wanted, *FLOORS] if only.lower() in each.name.lower()]
        pairs = []
        for measure in wanted:
            pairs += [
                Pair(measure, name, *app)
                for name, app, is_measured in (
                    (OURS, first if measure.state == FIRST else byline, measure not in FLOORS),
                    (BOOK, book, measure.has_book),
                    (FLOOR, floor, measure.has_floor),
                )
                if is_measured
            ]
        figures = measured(pairs, rounds)
    return {
        "page_cache_off_for_first": can_turn_off,
        "figures": figures,
        "verdicts": report.verdicts(wanted, figures),
        "paths": {measure.name: measure.path for measure in wanted},
    }


def processes(data: Path, port: int) -> dict[str, Any]:
    """Return how long each app takes to its first answer, and its memory after every page."""
    found: dict[str, Any] = {}
    for name, app in ((OURS, servers.BYLINE), (BOOK, servers.TWIN)):
        begun = time.monotonic()
        with serving(app, port, data) as server:
            found[name] = {"start": server.wait(PROBE) - begun}
            with Client(port) as client:
                for path in paths(app):
                    if (status := client.get(path).status) != 200:
                        raise RuntimeError(f"{path} gives {status}")
            found[name]["memory"] = server.memory()
    found[OURS]["met"] = found[OURS]["memory"]["peak"] < report.MOST_MEMORY
    found["manage.py serve"] = {"start": start_of_serve(port, data)}
    found["manage.py serve"]["met"] = found["manage.py serve"]["start"] < report.MOST_START
    return found


def paths(app: App) -> list[str]:
    """Return one address of every kind of page and list the app has."""
    is_ours = app is servers.BYLINE
    measured_there = (each.path for each in MEASURES if is_ours or each.has_book)
    return [*measured_there, *(PASSED if is_ours else ())]


def start_of_serve(port: int, data: Path) -> float:
    """Return the seconds from `manage.py serve` to its first page: the median of three starts.

    A first one before them makes what only a first start makes.
    """
    command = [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(port)]
    seconds = []
    for _ in range(4):
        begun = time.monotonic()
        with running(command, port, data, core=None) as server:
            seconds.append(server.wait(PROBE) - begun)
    return statistics.median(seconds[1:])


def main() -> None:
    options = arguments()
    os.sched_setaffinity(0, {servers.DRIVER_CORE})
    results: dict[str, Any] = {
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "rounds": options.rounds,
        "runs": {},
    }
    tables = []
    for papers in options.papers:
        say(f"{papers:,} papers")
        data = ensure(papers, keep=options.keep)
        results["runs"][str(papers)] = run(data, options.port, options.rounds, options.only)
        tables.append(report.table(str(papers), results["runs"][str(papers)]))
    if len(options.papers) > 1:
        results["growth"] = report.growth(results["runs"])
        tables.append(report.growth_table(results["growth"]))
    if not options.only:
        at = MEMORY_AT if MEMORY_AT in options.papers else options.papers[0]
        say(f"Start and memory at {at:,} papers")
        results["processes"] = processes(ensure(at, keep=options.keep), options.port)
        tables.append(report.process_table(results["processes"]))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(results, indent=2) + "\n")
    say("\n" + "\n\n".join(tables))
    say(f"\nWritten to {options.json}.")


if __name__ == "__main__":
    main()
