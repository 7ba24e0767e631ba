"""manage.py import_publications: files, folders, standard input, owners, reports, refusals."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from publications.importers.files import UnreadableFile
from publications.importing import sources
from publications.models import Authorship, ImportRun, Publication
from tests.factories import make_lab, make_researcher

pytestmark = pytest.mark.django_db

ENTRY = """@inproceedings{{{key},
  title = {{{title}}},
  author = {{Lovelace, Ada and Somerville, Mary}},
  booktitle = {{Proceedings of the 3rd Conference on Engines}},
  year = {{1843}},
}}
"""


def entry(number: int = 1, title: str = "") -> str:
    return ENTRY.format(key=f"k{number}", title=title or f"Notes on engine number {number}")


def run(*arguments: object, **options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_publications", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_file_is_brought_in_and_a_second_time_nothing_changes(tmp_path: Path):
    file = tmp_path / "papers.bib"
    file.write_text(entry(1) + entry(2))
    assert run(file, "--yes") == ("Brought in: 2 new, 2 new people, 1 new venue.\n", "")
    assert run(file, "--yes") == ("Nothing changed: 2 publications are here already.\n", "")
    assert ImportRun.objects.get().source == "papers.bib"


def test_dry_run_reports_only(tmp_path: Path):
    file = tmp_path / "papers.bib"
    file.write_text(entry())
    out, _ = run(file, "--dry-run")
    assert out == "It would be: 1 new, 2 new people.\n"
    assert not Publication.objects.exists()


def test_without_yes_and_nobody_to_ask_nothing_changes(tmp_path: Path, monkeypatch: Any):
    file = tmp_path / "papers.bib"
    file.write_text(entry())
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="Nobody is here to ask"):
        run(file)
    assert not Publication.objects.exists()


def test_folder_of_several_formats_is_one_import(tmp_path: Path):
    (tmp_path / "a.bib").write_text(entry())
    (tmp_path / "b.ris").write_text("TY  - JOUR\nTI  - On engines\nPY  - 1844\nER  - \n")
    (tmp_path / "c.bib.gz").write_bytes(gzip.compress(entry(3).encode()))
    (tmp_path / "notes.docx").write_bytes(b"no bibliography")
    run(tmp_path, "--yes")
    titles = set(Publication.objects.values_list("title", flat=True))
    assert titles == {"Notes on engine number 1", "On engines", "Notes on engine number 3"}
    origins = {paper.provenance["sources"][0]["origin"] for paper in Publication.objects.all()}
    assert origins == {"a.bib", "b.ris", "c.bib"}
    assert ImportRun.objects.count() == 1


def test_standard_input_is_read(monkeypatch: Any):
    monkeypatch.setattr("sys.stdin", io.StringIO(entry()))
    run("-", "--yes")
    assert Publication.objects.get().title == "Notes on engine number 1"


def test_report_as_json_names_problems_with_their_lines(tmp_path: Path):
    file = tmp_path / "papers.bib"
    file.write_text(entry(1) + "@article{broken, title = {No end\n\n" + entry(2))
    with pytest.raises(CommandError, match="1 entry cannot be read, so nothing was changed"):
        run(file, "--json")
    assert not Publication.objects.exists()
    report = json.loads(run(file, "--json", "--partial")[0])
    assert (report["created"], report["lost"]) == (2, 1)
    assert report["problems"][0].startswith("Line 7")


def test_papers_for_a_person_and_a_lab(tmp_path: Path):
    ada = make_researcher("Augusta Ada Lovelace", visibility="page")
    make_lab("Engines", members=[make_researcher("Mary F. Somerville")])
    file = tmp_path / "papers.bib"
    file.write_text(entry().replace("Lovelace, Ada", "Lovelace, A. A."))
    run(file, "--for", ada.slug, "--yes")
    assert Authorship.objects.get(position=1).researcher == ada
    file.write_text(entry(2).replace("Somerville, Mary", "Somerville, M. F."))
    run(file, "--lab", "engines", "--yes")
    latest = Authorship.objects.order_by("pk").last()
    assert latest.researcher.given_name == "Mary F."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.bib"], '"nowhere.bib" is no file, folder or address here'),
        (["--for", "nobody", "x"], 'There is no researcher "nobody"'),
        (["--lab", "none", "x"], 'There is no lab "none"'),
        (["https://127.0.0.1/papers.bib"], "private"),
        (["http://169.254.169.254/papers.bib"], "https"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(arguments: list[str], message: str):
    with pytest.raises(CommandError, match=message):
        run(*arguments, "--yes")


def test_picture_and_bomb_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: Any):
    picture = tmp_path / "papers.bib"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(CommandError, match="is a picture"):
        run(picture, "--yes")
    bomb = tmp_path / "bomb.bib.gz"
    bomb.write_bytes(gzip.compress(bytes(2_000_000)))
    monkeypatch.setattr(sources, "LARGEST", 1_000_000)
    with pytest.raises(CommandError, match="unpacks to more than 1 MB"):
        run(bomb, "--yes")
    assert issubclass(UnreadableFile, ValueError)


def test_long_file_is_read_in_a_process_of_its_own(tmp_path: Path, monkeypatch: Any):
    monkeypatch.setattr(sources, "LONG", 100)
    file = tmp_path / "papers.bib"
    file.write_text("".join(entry(number) for number in range(1000)))
    assert "1000 new" in run(file, "--yes")[0]
