"""Where the databases of the benchmark are, and making those that are missing or outdated."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("BYLINE_BENCH", ROOT / "var" / "bench")).resolve()
ROOMS = ["portal", "publications", "researchers", "templates"]


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the variables of a process that serves or fills `data`: no other setting leaks in."""
    ours = ("BYLINE_", "DATABASE_URL", "DJANGO_", "GRANIAN_", "GUNICORN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "BYLINE_DATA": str(data), **more}


def ensure(papers: int, *, keep: bool = False) -> Path:
    """Return the data folder of the database with so many papers, filled if need be.

    What is derived from the rows is made anew where any code changed; `keep` leaves that as it is.
    """
    data = HOME / str(papers)
    made = {"rows.txt": f"{papers} {_digest(_row_sources())}", "derived.txt": _digest(_all_code())}
    if not _is(data / "rows.txt", made["rows.txt"]):
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        _run(data, f"Filling {data} with {papers:,} papers", "fill", str(papers))
        (data / "rows.txt").write_text(made["rows.txt"])
    elif keep:
        return data
    if not _is(data / "derived.txt", made["derived.txt"]):
        _run(data, f"Deriving in {data}", "derive")
        (data / "derived.txt").write_text(made["derived.txt"])
    return data


def _run(data: Path, title: str, *arguments: str) -> None:
    sys.stdout.write(f"{title} ...\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "tests.bench.data", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True)


def _is(file: Path, text: str) -> bool:
    return file.exists() and file.read_text() == text


def _row_sources() -> list[Path]:
    files = [ROOT / "tests" / "bench" / name for name in ("data.py", "profile.py", "words.py")]
    for room in ROOMS:
        files += (ROOT / room).rglob("migrations/*.py")
    return files


def _all_code() -> list[Path]:
    return [file for room in ROOMS for file in (ROOT / room).rglob("*") if file.is_file()]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        if "__pycache__" not in file.parts:
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()
