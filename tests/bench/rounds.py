"""Measuring: every pair of a measure and an app once a round, so that a noisy minute hits all."""

import statistics
import sys
import time
from dataclasses import dataclass, field

from tests.bench.client import Client
from tests.bench.measures import CONDITIONAL, Measure
from tests.bench.servers import Server

SAMPLE_SECONDS = 0.25  # of requests in a sample of one pair
MOST_REQUESTS = 400
WARM_UP = 3
SLOW_SECONDS, SLOW_ROUNDS = 1.5, 2  # what takes longer is measured in the first rounds only


@dataclass
class Pair:
    """One measure of one running app, and the samples taken of it, in ms a request."""

    measure: Measure
    app: str
    server: Server
    client: Client
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    size: int = 0
    requests: int = 1
    is_slow: bool = False
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def warm_up(self) -> list[str]:
        """Return the papers shown, having checked the answer and learnt how long it takes."""
        answer = self.client.get(self.measure.path)
        shown = self.measure.check(answer)
        self.size = len(answer.body)
        etag = answer.headers.get("ETag", "")
        if self.measure.state == CONDITIONAL and etag:
            self.headers = {"If_None_Match": etag}
            self.status = self.client.get(self.measure.path, **self.headers).status
        start = time.perf_counter()
        for done in range(1, WARM_UP + 1):
            self.client.get(self.measure.path, **self.headers)
            if (taken := (time.perf_counter() - start) / done) > SLOW_SECONDS:
                self.is_slow = True
                break
        self.requests = max(1, min(MOST_REQUESTS, int(SAMPLE_SECONDS / taken)))
        return shown

    def sample(self) -> None:
        cpu, start = self.server.cpu, time.perf_counter()
        for _ in range(self.requests):
            answer = self.client.get(self.measure.path, **self.headers)
            if answer.status != self.status or (answer.status == 200 and not answer.body):
                raise RuntimeError(f"{self.app} gives {answer.status} for {self.measure.path}")
        self.wall.append((time.perf_counter() - start) * 1000 / self.requests)
        used = self.server.cpu - cpu
        if not used:
            raise RuntimeError(f"Another server answers at port {self.server.port}. Stop it.")
        self.cpu.append(used * 1000 / self.requests)

    def figure(self) -> dict[str, float]:
        """Return what JSON tells of the pair."""
        return {
            "ms": round(statistics.median(self.cpu), 4),
            "min": round(min(self.cpu), 4),
            "max": round(max(self.cpu), 4),
            "wall": round(statistics.median(self.wall), 4),
            "bytes": self.size,
            "status": self.status,
            "samples": len(self.cpu),
            "requests": self.requests,
        }


def measured(pairs: list[Pair], rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Return figures by measure and app. Raises RuntimeError where two apps show other papers."""
    shown: dict[str, list[str]] = {}
    for pair in pairs:
        papers = pair.warm_up()
        if papers != shown.setdefault(pair.measure.name, papers):
            raise RuntimeError(f"{pair.app} shows other papers for {pair.measure.path}")
    for number in range(rounds):
        sys.stdout.write(f"  round {number + 1} of {rounds}\n")
        sys.stdout.flush()
        for pair in pairs:
            if not (pair.is_slow and number >= SLOW_ROUNDS):
                pair.sample()
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for pair in pairs:
        figures.setdefault(pair.measure.name, {})[pair.app] = pair.figure()
    return figures
