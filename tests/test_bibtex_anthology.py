"""The 5,000 real entries of the ACL Anthology, held against the same records as JSON.

Wherever BibTeX cannot say what the JSON says, a rule here tells why.
"""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from publications.exporters import EXPORTERS
from publications.importers import IMPORTERS
from publications.records import Problem, Record

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CORPUS = DATA / "corpus"
pytestmark = pytest.mark.skipif(
    not (DATA / "anthology-5k.bib.gz").exists(), reason="the shared data are not here"
)
HEADS = re.compile(r"^\s*@+([A-Za-z]+)\s*[{(]", re.MULTILINE)
NO_WORKS = {"string", "comment", "preamble", "xdata"}


def unzipped(name: str) -> str:
    return gzip.decompress((DATA / name).read_bytes()).decode("utf-8")


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, Any]]:
    lines = unzipped("anthology-5k.jsonl.gz").splitlines()
    return {paper["bibtex_key"]: paper for paper in map(json.loads, lines)}


@pytest.fixture(scope="module", params=["anthology-5k.bib.gz", "anthology-5k-concise.bib.gz"])
def records(request) -> list[Record]:
    found = list(IMPORTERS["bibtex"].parse(unzipped(request.param)))
    assert [one for one in found if isinstance(one, Problem)] == []
    return [one for one in found if isinstance(one, Record)]


def alike(text: str | None) -> str:
    """Return `text` as far as BibTeX can say it.

    BibTeX has one apostrophe; -- is a dash; $*$ and $k$ are formulas where the JSON has plain
    signs; a C1 control character is no text.
    """
    text = re.sub("[’‘']", "'", text or "").replace("--", "–").replace("ˆ", "^")
    text = re.sub(r"\$(\^)?\{?([^${}]*)\}?\$", r"\2", text)
    text = text.replace(r"\circ", "∘").replace("∗", "*").replace("−", "-")
    return re.sub("[\x80-\x9f]", "", text)


def test_every_entry_is_read_with_every_author(records, truth) -> None:
    assert [record.citation_key for record in records] == list(truth)
    assert len(records) == 5000
    assert sum(len(record.authors) for record in records) == 19_689


@pytest.mark.parametrize("role", ["authors", "editors"])
def test_names_are_those_of_the_json(records, truth, role) -> None:
    def told(name: str) -> str:
        return alike(name).replace(", Jr.", " Jr.")  # a suffix is printed without a comma

    for record in records:
        names = [told(name.full) for name in getattr(record, role)]
        assert names == [told(person["full"]) for person in truth[record.citation_key][role]]


def test_family_names_are_those_of_the_json(records, truth) -> None:
    for record in records:
        for name, person in zip(record.authors, truth[record.citation_key]["authors"], strict=True):
            family = re.sub(r",? (Jr\.?)$", "", alike(person["family"]))  # it is a suffix here
            assert (alike(name.family_name), alike(name.given)) == (
                family,
                alike(person["given"]),
            )


def test_titles_are_those_of_the_json(records, truth) -> None:
    assert [
        record.title
        for record in records
        if alike(record.title) != alike(truth[record.citation_key]["title"])
    ] == []


def test_dates_numbers_and_venues_are_those_of_the_json(records, truth) -> None:
    for record in records:
        paper = truth[record.citation_key]
        assert record.issued is not None
        assert (record.issued.year, record.issued.month) == (paper["year"], paper["month_num"])
        assert record.doi == (paper["doi"] or "").lower()
        assert record.pages.replace("-", "–") == (paper["pages"] or "").replace("-", "–")
        assert alike(record.publisher) == alike(paper["publisher"])
        if paper["type"] in {"inproceedings", "article"}:  # front matter is of a volume, not in it
            venue = paper["booktitle"] if paper["type"] == "inproceedings" else paper["journal"]
            assert alike(record.container_title) == alike(venue)
            assert (record.volume, alike(record.issue)) == (
                paper["volume"] or "",
                alike(paper["issue"]),
            )


def test_dates_that_say_more_are_kept(records, truth) -> None:
    months = [(paper["month"], key) for key, paper in truth.items() if paper["month"]]
    more = {key: month for month, key in months if not re.fullmatch(r"\d+|[A-Z][a-z]+", month)}
    assert {
        record.citation_key: record.extra["month"] for record in records if "month" in record.extra
    } == more
    assert len(more) == 66


def test_what_was_read_is_written_and_read_again(records) -> None:
    text = "".join(EXPORTERS["bibtex"].write(records))
    assert list(IMPORTERS["bibtex"].parse(text)) == records


def bib_files() -> list[Path]:
    return sorted(CORPUS.rglob("*.bib"))


def decoded(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", errors="replace")


@pytest.mark.parametrize("path", bib_files(), ids=lambda path: str(path.relative_to(CORPUS)))
def test_file_of_others_is_read_whole(path: Path) -> None:
    text = decoded(path)
    found = list(IMPORTERS["bibtex"].parse(text))
    records = [one for one in found if isinstance(one, Record)]
    reported = [
        one for one in found if isinstance(one, Problem) and (one.is_loss or "not read" in one.what)
    ]
    heads = [kind.lower() for kind in HEADS.findall(text)]
    assert len(records) + len(reported) == sum(kind not in NO_WORKS for kind in heads)
    written = "".join(EXPORTERS["bibtex"].write(records))
    again = [one for one in IMPORTERS["bibtex"].parse(written) if isinstance(one, Record)]
    assert again == records


@pytest.mark.parametrize(
    "path", sorted(CORPUS.glob("alfolio/*/expected.json")), ids=lambda path: path.parent.name
)
def test_samples_checked_by_hand_agree(path: Path) -> None:
    expected = json.loads(path.read_text())
    folder = path.parent / "_bibliography"
    for name, told in expected["files"].items():
        found = IMPORTERS["bibtex"].parse(decoded(folder / name))
        assert sum(isinstance(one, Record) for one in found) == told["entries"]
    records = {
        one.citation_key: one
        for file in reversed(list(folder.glob("*.bib")))
        for one in IMPORTERS["bibtex"].parse(decoded(file))
        if isinstance(one, Record)
    }
    for sample in expected["samples"]:
        record = records[sample["key"]]
        assert len(record.authors) == sample["n_authors"]
        assert record.authors[0].family_name == sample["first_author_family"]
        assert record.authors[-1].family_name == sample["last_author_family"]
        year = record.issued.year if record.issued else record.extra.get("year")
        assert year == sample["year"]
