"""Real publications leave in every format and come back whole; others read them, too.

Every fifth of the 5,000, for time; `EVERY = 1` takes them all.
"""

import gzip
import io
from pathlib import Path

import pybtex.database
import pytest
import rispy

from publications.exporters import EXPORTERS
from publications.importers import IMPORTERS
from publications.records import Record

EVERY = 5
FILE = Path(__file__).parents[2] / "shared" / "data" / "anthology-5k.bib.gz"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the real data lie beside the checkout only"
)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    text = gzip.decompress(FILE.read_bytes()).decode()
    found = [item for item in IMPORTERS["bibtex"].parse(text) if isinstance(item, Record)]
    assert len(found) >= 5000
    return found[::EVERY]


def written(key: str, records: list[Record]) -> str:
    return "".join(EXPORTERS[key].write(records))


@pytest.mark.parametrize(
    ("key", "reader"),
    [
        ("bibtex", "bibtex"),
        ("biblatex", "bibtex"),
        ("ris", "ris"),
        ("csl_json", "csl_json"),
        ("endnote_xml", "endnote_xml"),
        ("csv", "csv"),
    ],
)
def test_what_leaves_comes_back_whole(records: list[Record], key: str, reader: str) -> None:
    text = written(key, records)
    read = [item for item in IMPORTERS[reader].parse(text) if isinstance(item, Record)]
    assert len(read) == len(records)
    assert [(one, other) for one, other in zip(records, read, strict=True) if one != other] == []


@pytest.mark.parametrize("key", ["bibtex", "biblatex"])
def test_another_reader_of_bibtex_finds_every_author(records: list[Record], key: str) -> None:
    some = list({record.citation_key.lower(): record for record in records}.values())
    database = pybtex.database.parse_string(written(key, some), "bibtex")
    assert len(database.entries) == len(some)
    for record, found in zip(some, database.entries.values(), strict=True):
        assert len(found.persons.get("author", [])) == len(record.authors)
        year = found.fields.get("year") or found.fields.get("date", "")[:4]
        assert year == (str(record.issued.year) if record.issued else "")


def test_another_reader_of_ris_finds_every_author(records: list[Record]) -> None:
    found = rispy.load(io.StringIO(written("ris", records)))
    assert len(found) == len(records)
    for record, entry in zip(records, found, strict=False):
        lead = record.authors or (record.editors if record.type == "book" else ())
        assert len(entry.get("authors", [])) == len(lead)
        assert entry["title"] == record.title
