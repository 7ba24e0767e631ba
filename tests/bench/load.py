"""`python -m tests.bench.load`: steady load while the portal is edited; nothing stale may be seen.

Requests are sent at their time, whether or not earlier ones have been answered, and latency counts
from that time: a server that falls behind cannot hide it.
"""

import argparse
import itertools
import json
import math
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.client import Client
from tests.bench.databases import HOME, ROOT, ensure, environment
from tests.bench.edits import TELLING
from tests.bench.servers import Server, running

SENDERS = 48
PAGE_SHARE = 0.75
OK = {200, 301}  # somebody who was renamed has moved
KINDS = {
    "researcher": (30, "/researchers/{}/"),
    "paper": (25, "/publications/{}/"),
    "venue": (8, "/venues/{}/"),
    "topic": (4, "/topics/{}/"),
    "lab": (5, "/labs/{}/"),
}
LISTS = ["/", "/publications/", "/publications/?page={}", "/publications/?year={}", "/researchers/"]
API_KINDS = {
    "paper": (35, "/api/publications/{}"),
    "researcher": (35, "/api/publications?author={}"),
    "venue": (10, "/api/publications?venue={}"),
    "lab": (5, "/api/labs/{}"),
}
SUBJECTS = {
    "researcher": "SELECT slug FROM researchers_researcher WHERE visibility = 'page'",
    "paper": "SELECT slug FROM publications_publication",
    "venue": "SELECT slug FROM publications_venue",
    "topic": "SELECT slug FROM publications_topic",
    "lab": "SELECT slug FROM researchers_lab",
}
MOST_SUBJECTS = 3000


def requests(data: Path) -> Iterator[str]:
    """Yield addresses without end, three quarters of them pages."""
    random = Random("load")
    connection = sqlite3.connect(data / "byline.sqlite3")
    slugs = {}
    for kind, sql in SUBJECTS.items():
        found = [slug for (slug,) in connection.execute(sql)]
        slugs[kind] = random.sample(found, min(MOST_SUBJECTS, len(found)))
    connection.close()

    def one(kinds: dict[str, tuple[int, str]]) -> str:
        kind = random.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
        return kinds[kind][1].format(random.choice(slugs[kind]))

    while True:
        if random.random() < PAGE_SHARE:
            if random.random() < 0.85:
                yield one(KINDS)
            else:
                path = random.choice(LISTS)
                number = random.randint(1, 9) if "page=" in path else random.randint(1990, 2026)
                yield path.format(number)
        elif random.random() < 0.8:
            yield one(API_KINDS)
        else:
            yield f"/api/publications?page={random.randint(1, 8)}"


@dataclass
class Load:
    """What was sent, when it was due, and how long each took from then."""

    port: int
    rate: float
    paths: list[str]
    latencies: dict[str, list[float]] = field(default_factory=lambda: {"pages": [], "API": []})
    statuses: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    told: list[str] = field(default_factory=list)

    def run(self) -> None:
        places, lock = itertools.count(), threading.Lock()
        begun = time.monotonic() + 0.2
        senders = [
            threading.Thread(target=self._send, args=(places, lock, begun)) for _ in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()

    def _send(self, places: "itertools.count[int]", lock: threading.Lock, begun: float) -> None:
        with Client(self.port, timeout=60) as client:
            while (place := next(places)) < len(self.paths):
                due = begun + place / self.rate
                if (early := due - time.monotonic()) > 0:
                    time.sleep(early)
                path = self.paths[place]
                try:
                    status = str(client.get(path).status)
                except OSError as error:
                    status = type(error).__name__
                taken = time.monotonic() - due
                with lock:
                    self.latencies["API" if path.startswith("/api") else "pages"].append(taken)
                    self.statuses[status] = self.statuses.get(status, 0) + 1
                    if status not in {str(code) for code in OK}:
                        self.errors += 1
                        self.told = [*self.told, f"{path}: {status}"][:TELLING]


def percentiles(latencies: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the most, in ms (nearest rank)."""
    ranked = sorted(latencies)
    found = {
        f"p{part}": ranked[max(0, math.ceil(len(ranked) * part / 100) - 1)] for part in (50, 95, 99)
    }
    return {name: round(value * 1000, 1) for name, value in {**found, "max": ranked[-1]}.items()}


class Watch(threading.Thread):
    """Notes the memory of the server's workers every second."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.done, self.samples = server, threading.Event(), []

    def run(self) -> None:
        while not self.done.wait(1):
            self.samples.append(self.server.workers())

    def told(self) -> dict[str, Any]:
        """Return the mean MB of a worker in each quarter of the time."""
        self.done.set()
        bounds = [len(self.samples) * quarter // 4 for quarter in range(5)]

        def mean(samples: list[list[dict[str, float]]], key: str) -> float:
            values = [each[key] for workers in samples for each in workers]
            return round(sum(values) / max(1, len(values)), 1)

        return {
            "workers": len(self.samples[-1]) if self.samples else 0,
            "quarters": [
                {key: mean(self.samples[begin:end], key) for key in ("rss", "anonymous", "pss")}
                for begin, end in itertools.pairwise(bounds)
                if begin < end
            ],
        }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--edits", type=float, default=5, help="edits a second")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--port", type=int, default=8630)
    parser.add_argument("--keep", action="store_true", help="do not derive anew, as code changed")
    parser.add_argument("--json", type=Path, default=HOME / "load.json")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    data = HOME / "load"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(
        ensure(options.papers, keep=options.keep), data
    )  # the edits are thrown away with the copy
    paths = list(itertools.islice(requests(data), int(options.seconds * options.rate)))
    serve = [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(options.port)]
    edit = [sys.executable, "-m", "tests.bench.edits"]
    edit += [str(value) for value in (options.port, options.seconds, options.edits)]
    with running(serve, options.port, data, core=None) as server:
        server.wait("/publications/")
        watch = Watch(server)
        watch.start()
        load = Load(options.port, options.rate, paths)
        with subprocess.Popen(
            edit, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE
        ) as editor:
            load.run()
            edits = json.loads(editor.communicate()[0])
        memory = watch.told()
    results = {
        "asked": {name: str(value) for name, value in vars(options).items()},
        "latency_ms": {name: percentiles(taken) for name, taken in load.latencies.items() if taken},
        "statuses": load.statuses,
        "errors": load.errors + edits["errors"],
        "stale": edits["stale"],
        "edits": edits,
        "memory_mb": memory,
        "told": load.told,
    }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(results, indent=2) + "\n")
    sys.stdout.write(text(results, options))


def text(results: dict[str, Any], options: argparse.Namespace) -> str:
    lines = [
        f"{options.rate:g} requests and {options.edits:g} edits a second, {options.papers:,} papers"
    ]
    for name, figures in results["latency_ms"].items():
        told = ", ".join(f"{key} {value:g} ms" for key, value in figures.items())
        lines.append(f"{name}: {told}")
    edits, memory = results["edits"], results["memory_mb"]
    lines += [
        f"answers: {results['statuses']}; errors: {results['errors']}",
        f"edits: {edits['edits']}; looked at {edits['looks']} times, stale: {results['stale']}",
        f"memory of {memory['workers']} workers, MB each in every quarter of the time:",
        *(f"  {quarter}" for quarter in memory["quarters"]),
        *results["told"],
        *edits["told"],
        f"Written to {options.json}.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
