"""Where the databases of the benchmark are, and making those that are missing or outdated."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("BYLINE_BENCH", ROOT / "var" / "bench")).resolve()
# What the rows are made by, and what derives further rows from them.
SOURCES = ["tests/bench/data.py", "tests/bench/profile.py", "tests/bench/words.py"]
DERIVING = ["portal", "publications", "researchers", "templates"]


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the variables of a process that serves or fills `data`: no other setting leaks in."""
    ours = ("BYLINE_", "DATABASE_URL", "DJANGO_", "GRANIAN_", "GUNICORN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "BYLINE_DATA": str(data), **more}


def ensure(papers: int) -> Path:
    """Return the data folder of the database with so many papers, filled if need be."""
    data = HOME / str(papers)
    seen = data / "fingerprint.txt"
    wanted = f"{papers} {_digest()}"
    if seen.exists() and seen.read_text() == wanted:
        return data
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    sys.stdout.write(f"Filling {data} with {papers:,} papers ...\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "tests.bench.data", str(papers)]
    subprocess.run(command, cwd=ROOT, env=environment(data), check=True)
    seen.write_text(wanted)
    return data


def _digest() -> str:
    """Return a digest of all that decides what is in the database.

    Derived rows may depend on any code of the portal once there is a command that makes them.
    """
    files = [ROOT / name for name in SOURCES]
    derives = list(ROOT.glob("*/management/commands/rebuild_derived.py"))
    for room in DERIVING:
        pattern = "*.*" if derives else "migrations/*.py"
        files += sorted((ROOT / room).rglob(pattern))
    digest = hashlib.sha256()
    for file in files:
        if file.suffix in {".py", ".html", ".jinja"}:
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()
