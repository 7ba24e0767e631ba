"""The figures as one table, with ratios and whether the targets are met."""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.bench.measures import BOOK, CONDITIONAL, CONSTANT, FLOOR, Measure, Target

OURS = "byline"
GROWTH = 1.3  # what a figure at the most papers may be of that at the fewest
MOST_MEMORY, MOST_START = 120.0, 3.0  # MB of the worker, seconds
Figures = dict[str, dict[str, dict[str, float]]]


def verdict(target: Target, measure: Measure, figures: Figures) -> dict[str, Any]:
    """Return the target in words, the ratio it is about, and whether it is met.

    None stands for what cannot be compared. An unchanged page that is sent again is no 304.
    """
    ours = figures[measure.name].get(OURS)
    if target.of in {BOOK, FLOOR}:
        theirs = figures[measure.name].get(target.of)
    elif target.of == CONSTANT:
        theirs = figures.get(CONSTANT, {}).get(FLOOR)
    else:
        theirs = figures.get(target.of, {}).get(OURS)
    if not ours or not theirs or not ours["ms"] or not theirs["ms"]:
        return {"target": target.text, "met": None}
    is_answered = measure.state != CONDITIONAL or ours["status"] == 304
    ratio = theirs["ms"] / ours["ms"] if target.least else ours["ms"] / theirs["ms"]
    met = is_answered and target.is_met(ours["ms"], theirs["ms"])
    return {"target": target.text, "ratio": round(ratio, 2), "met": met}


def verdicts(measures: Iterable[Measure], figures: Figures) -> dict[str, list[dict[str, Any]]]:
    return {
        measure.name: [verdict(target, measure, figures) for target in measure.targets]
        for measure in measures
        if measure.name in figures
    }


def growth(runs: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how the figures at each number of papers stand to those at the fewest."""
    numbers = sorted(runs, key=int)
    fewest: Figures = runs[numbers[0]]["figures"]
    rows = []
    for number in numbers[1:]:
        for name, apps in runs[number]["figures"].items():
            before = fewest.get(name, {})
            ratios = {
                app: round(apps[app]["ms"] / before[app]["ms"], 2)
                for app in (OURS, BOOK, FLOOR)
                if app in apps and app in before
            }
            if OURS in ratios:
                met = ratios[OURS] <= GROWTH
                rows.append({"papers": int(number), "measure": name, "ratios": ratios, "met": met})
    return rows


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([first, *others]).rstrip()


def _grid(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_row(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _ms(figure: dict[str, float] | None) -> str:
    return f"{figure['ms']:.2f}" if figure else ""


def _spread(figure: dict[str, float] | None) -> str:
    return f"{figure['min']:.2f}-{figure['max']:.2f}" if figure else ""


def _met(met: bool | None) -> str:  # noqa: FBT001 -- what is printed for it
    return {True: "yes", False: "NO", None: "-"}[met]


def table(papers: str, run: dict[str, Any]) -> str:
    """Return the figures of one number of papers."""
    rows = [("CPU ms a request", "Byline", "(min-max)", BOOK, FLOOR, "target", "is", "met")]
    for name, apps in run["figures"].items():
        ours, book, floor = (apps.get(app) for app in (OURS, BOOK, FLOOR))
        cells = [name, _ms(ours), _spread(ours), _ms(book), _ms(floor)]
        for found in run["verdicts"].get(name) or [{"target": "", "met": None}]:
            ratio = f"{found['ratio']:.2f}x" if "ratio" in found else ""
            rows.append((*cells, found["target"], ratio, _met(found["met"])))
            cells = [""] * len(cells)
    return f"{int(papers):,} papers\n{_grid(rows)}"


def process_table(process: dict[str, Any]) -> str:
    """Return the start and memory of each app."""
    rows = [("process", "first 200, s", "peak MB", "resident MB", "anonymous MB", "PSS MB", "met")]
    for name, each in process.items():
        memory = each.get("memory", {})
        cells = [f"{memory[key]:.0f}" if key in memory else "" for key in MEMORY]
        rows.append((name, f"{each['start']:.2f}", *cells, _met(each.get("met"))))
    title = f"Start (target {MOST_START:g} s) and memory (target {MOST_MEMORY:g} MB at its peak)"
    return f"{title}\n{_grid(rows)}"


MEMORY = ("peak", "rss", "anonymous", "pss")


def growth_table(rows: Sequence[dict[str, Any]]) -> str:
    cells = [("growth", "papers", "Byline", BOOK, FLOOR, "met")]
    for row in rows:
        ratios = [
            f"{row['ratios'][app]:.2f}" if app in row["ratios"] else ""
            for app in (OURS, BOOK, FLOOR)
        ]
        cells.append((row["measure"], f"{row['papers']:,}", *ratios, _met(row["met"])))
    return f"Times the figure at the fewest papers (target {GROWTH:g})\n{_grid(cells)}"
