"""`python -m tests.bench.imports`: bring a large BibTeX file in, beside its parser alone.

In one run and turn about: bibtexparser over the file, and `manage.py import_publications` of it
into an empty portal. The file is the real one beside the checkout, repeated with other titles, keys
and DOIs, or one made up where that is missing.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.bench import words
from tests.bench.databases import HOME, ROOT, environment

REAL = ROOT.parent / "shared" / "data" / "anthology-5k.bib.gz"
SMALL, LARGE = 5_000, 100_000
LOOK = 0.5  # seconds between looks at the memory; each costs the import some, too
MOST = {"times the parser": 3.0, "peak memory, MiB": 1024.0, "growth of the cost": 1.5}

PARSER = """
import sys, time, bibtexparser
text = open(sys.argv[1], encoding="utf-8").read()
begun = time.perf_counter()
library = bibtexparser.parse_string(text)
print(time.perf_counter() - begun, len(library.entries))
"""


def entries(count: int) -> Iterator[str]:
    """Yield `count` BibTeX entries: the real ones over and over, or made-up ones."""
    if not REAL.exists():
        yield from made_up(count)
        return
    text = gzip.decompress(REAL.read_bytes()).decode()
    real = re.findall(r"^@\w+\{.*?^\}\n", text, re.MULTILINE | re.DOTALL)
    for number in range(count):
        turn, entry = number // len(real), real[number % len(real)]
        if turn:
            entry = re.sub(r"^(@\w+\{[^,]*),", rf"\1-{turn},", entry)
            entry = re.sub(r'^(    title = ["{])', rf"\1Again {turn}: ", entry, flags=re.MULTILINE)
            entry = re.sub(r'^(    doi = "[^"]*)"', rf'\1.{turn}"', entry, flags=re.MULTILINE)
        yield entry


def made_up(count: int) -> Iterator[str]:
    random = Random("imports")
    people = [name for name, _ in zip(words.names(random), range(count // 3), strict=False)]
    pool = words.sentences(random, 300)
    for number in range(count):
        byline = random.sample(people, random.randint(2, 6))
        authors = " and ".join(f"{family}, {given}" for given, family in byline)
        yield (
            f"@inproceedings{{key-{number},\n"
            f'    title = "{words.title(random)}",\n    author = "{authors}",\n'
            f'    booktitle = "Proceedings of the Conference {number % 200}",\n'
            f'    year = "{1990 + number % 35}",\n    pages = "{number % 900}--999",\n'
            f'    doi = "10.1234/bench.{number}",\n'
            f'    abstract = "{" ".join(random.choices(pool, k=8))}"\n}}\n\n'
        )


def file_of(count: int) -> Path:
    path = HOME / f"import-{count}.bib"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text("\n".join(entries(count)), encoding="utf-8")
    return path


def parsed(path: Path) -> float:
    """Return the seconds the parser alone needs for the file."""
    command = [sys.executable, "-c", PARSER, str(path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(answer.stdout.split()[0])


def imported(path: Path, count: int) -> tuple[float, float]:
    """Return the seconds an import takes from start to end, and the peak memory in MiB."""
    data = HOME / "import"
    shutil.rmtree(data, ignore_errors=True)
    manage = [sys.executable, "manage.py"]
    subprocess.run(
        [*manage, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment(data), check=True
    )
    command = [*manage, "import_publications", str(path), "--json"]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, text=True
    )
    peak = peak_of(process)
    answer = json.loads(process.communicate()[0])
    seconds = time.perf_counter() - begun
    if answer["created"] != count:
        raise RuntimeError(f"{count} entries gave {answer['created']} publications.")
    return seconds, peak


def peak_of(process: "subprocess.Popen[str]") -> float:
    """Return the most memory the process and its children had together, in MiB, as it was seen.

    Pages that a child shares with the process count once.
    """
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(memory, family(process.pid))))
        time.sleep(LOOK)
    return most


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def memory(pid: int) -> float:
    """Return the proportional set size of a process in MiB, 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", lines, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--entries", type=int, default=LARGE)
    options = parser.parse_args()
    small, large = file_of(SMALL), file_of(options.entries)
    times: dict[str, list[float]] = {"parser": [], "large": [], "small": [], "memory": []}
    for number in range(options.rounds):
        times["parser"].append(parsed(large))
        seconds, peak = imported(large, options.entries)
        times["large"].append(seconds)
        times["memory"].append(peak)
        times["small"].append(imported(small, SMALL)[0])
        sys.stdout.write(f"Round {number + 1} of {options.rounds} done.\n")
        sys.stdout.flush()
    figures = {
        "times the parser": min(times["large"]) / min(times["parser"]),
        "peak memory, MiB": max(times["memory"]),
        "growth of the cost": (min(times["large"]) / options.entries)
        / (min(times["small"]) / SMALL),
    }
    for name, value in figures.items():
        verdict = "met" if value <= MOST[name] else "missed"
        sys.stdout.write(f"{name:20} {value:8.2f}  (at most {MOST[name]:g}: {verdict})\n")
    sys.stdout.write(
        f"{options.entries:,} entries: {min(times['large']):.1f} s, the parser alone "
        f"{min(times['parser']):.1f} s, {os.cpu_count()} cores\n"
    )


if __name__ == "__main__":
    main()
