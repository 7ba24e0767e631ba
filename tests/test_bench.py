"""The benchmark: a valid database with its subjects, and a twin and a floor that show the same."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.bench import data
from tests.bench.databases import ROOT, environment

PAPERS = 200
ASK = """
import json, sys
import django; django.setup()
from django.test import Client
for path in sys.argv[1:]:
    answer = Client().get(path)
    print(json.dumps([answer.status_code, answer.content.decode()]))
"""
ASK_THE_FLOOR = """
from tests.bench.floor import Floor
print(Floor().publications({}, "http://testserver").decode())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    run(folder, "-m", "tests.bench.data", "fill", str(PAPERS))
    run(folder, "-m", "tests.bench.data", "derive")
    return folder


@pytest.fixture
def rows(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "byline.sqlite3")) as connection:
        yield connection


def run(folder: Path, *arguments: str, **variables: str) -> str:
    """Return what Python prints, run as the benchmark runs it."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(folder: Path, settings: str, *paths: str) -> list[Any]:
    """Return [status, body] of each path, as served with `settings`."""
    variables = {"DJANGO_SETTINGS_MODULE": settings, "BYLINE_HOSTS": "testserver"}
    return [json.loads(line) for line in run(folder, "-c", ASK, *paths, **variables).splitlines()]


def number(rows: sqlite3.Connection, sql: str, *values: Any) -> int:
    return int(rows.execute(sql, values).fetchone()[0])


def test_the_rows_hold_together(rows: sqlite3.Connection) -> None:
    assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
    assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert number(rows, "SELECT count(*) FROM publications_publication") == PAPERS
    people = data.Plan(PAPERS).people
    assert number(rows, "SELECT count(*) FROM researchers_researcher") == people
    gaps = """SELECT count(*) FROM (SELECT max(position) last, count(*) n
      FROM publications_authorship GROUP BY publication_id HAVING last <> n)"""
    assert number(rows, gaps) == 0


def test_the_indexes_are_back(rows: sqlite3.Connection) -> None:
    names = {name for (name,) in rows.execute("SELECT name FROM sqlite_master")}
    assert {"publication_newest", "publication_by_venue", "authorship_of_researcher"} <= names


def test_the_subjects_have_their_size(rows: sqlite3.Connection) -> None:
    half = PAPERS // 2
    sizes = {
        ("bench-40", "researchers_researcher", "publications_authorship", "researcher_id"): 40,
        ("bench-400", "researchers_researcher", "publications_authorship", "researcher_id"): half,
        ("bench-lab", "researchers_lab", "researchers_membership", "lab_id"): 200,
        ("bench-venue", "publications_venue", "publications_publication", "venue_id"): half,
        ("bench-topic", "publications_topic", "publications_publication_topics", "topic_id"): half,
    }
    found = {
        (slug, table, of, key): number(
            rows,
            f"SELECT count(*) FROM {of} t JOIN {table} s ON s.id = t.{key} WHERE s.slug = ?",  # noqa: S608
            slug,
        )
        for slug, table, of, key in sizes
    }
    assert found == sizes


def test_derived_columns_are_what_saving_gives(folder: Path) -> None:
    script = """
import django; django.setup()
from publications.models import Publication, Venue
from researchers.models import Lab, Researcher
def state(row): return {f.name: getattr(row, f.attname) for f in row._meta.concrete_fields}
for model in (Publication, Venue, Lab, Researcher):
    for row in model.objects.all():
        before = state(row); row.save(); row.refresh_from_db(); after = state(row)
        changed = [k for k in before if before[k] != after[k] and k != "updated_at"]
        assert not changed, (model, row.slug, changed)
"""
    run(folder, "-c", script, DJANGO_SETTINGS_MODULE="portal.settings")


def test_the_twin_shows_every_paper(folder: Path) -> None:
    pages = {
        "/researchers/bench-40/": 40,
        "/publications/": 40,
        "/labs/bench-lab/": 30,
        "/venues/bench-venue/": 40,
        "/topics/bench-topic/": 40,
    }
    answers = ask(folder, "tests.bench.twin.settings", *pages)
    shown = [(status, body.count("<article")) for status, body in answers]
    assert shown == [(200, count) for count in pages.values()]


def test_the_twin_and_the_floor_give_what_the_api_gives(folder: Path) -> None:
    [[status, ours]] = ask(folder, "portal.settings", "/api/publications")
    [[_, twin]] = ask(folder, "tests.bench.twin.settings", "/api/publications")
    floor = run(folder, "-c", ASK_THE_FLOOR)
    assert status == 200
    assert json.loads(floor)["results"] == json.loads(ours)["results"]
    assert json.loads(floor)["count"] == json.loads(ours)["count"] == PAPERS
    assert [row["authors"] for row in json.loads(twin)["results"]] == [
        row["authors"] for row in json.loads(ours)["results"]
    ]
