"""Real RIS and CSL files beside the checkout, where they are: what was counted is what is read."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.kit.text import fold
from publications.csl import as_csl, from_csl
from publications.importers import IMPORTERS, recognize
from publications.importers.files import TextFile, read_files
from publications.records import Problem, Record

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")


def files(folder: str, *suffixes: str) -> list[Path]:
    found = (CORPUS / folder).rglob("*")
    return sorted(file for file in found if file.suffix in suffixes and file.name != "SOURCE.json")


def text_of(file: Path) -> str:
    (read,) = read_files(file.read_bytes(), file.name)
    assert isinstance(read, TextFile)
    return read.text


@pytest.mark.parametrize("file", files("ris", ".ris"), ids=lambda file: file.name)
def test_ris_file_gives_every_entry_and_author(file):
    text = text_of(file)
    if text.startswith("FN "):
        entries = len(re.findall(r"(?m)^PT ", text))
        lines = re.findall(r"(?m)^AU .*(?:\n   .*)*", text)
        authors = sum(block.count("\n") + 1 for block in lines)
    else:
        entries = len(re.findall(r"(?m)^TY  - ", text))
        authors = len(re.findall(r"(?m)^A[U1]  - ", text))
    read = list(recognize(text, file.name).parse(text))
    records = [one for one in read if isinstance(one, Record)]
    assert len(records) == entries > 0
    assert sum(len(record.authors) for record in records) == authors
    assert not [one for one in read if isinstance(one, Problem) and one.is_loss]


@pytest.mark.parametrize(
    "file",
    [file for file in files("ris", ".ris") if "wos" not in file.name],
    ids=lambda file: file.name,
)
def test_ris_file_loses_no_value(file):
    """Every value of every known and unknown tag comes back, in a field or in `extra`."""
    text = text_of(file)
    records = [one for one in recognize(text).parse(text) if isinstance(one, Record)]
    told = fold(json.dumps([record.dump() for record in records], ensure_ascii=False))
    for tag, value in re.findall(r"(?m)^([A-Z][A-Z0-9])  - (.*)$", text):
        if tag in {"TY", "ER"}:
            continue
        for word in fold(re.sub(r"https?://(?:dx\.)?doi\.org/", "", value)).split():
            assert word in told or (tag, word) == ("SN", "electronic"), (tag, value)


def items(value: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield the lists of CSL items in what other tools test with."""
    if isinstance(value, list):
        if value and all(isinstance(one, dict) and is_item(one) for one in value):
            yield value
        else:
            for one in value:
                yield from items(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from items(one)


def is_item(value: dict[str, Any]) -> bool:
    """Return whether a mapping is a CSL item: no BibTeX entry, no BibJSON, no name."""
    others = {"label", "properties", "journal", "link", "cid", "log", "records", "citationID"}
    return bool(value.keys() & {"title", "author", "issued", "container-title"}) and not (
        value.keys() & others or isinstance(value.get("author"), str)
    )


def lists_of(file: Path) -> list[list[dict[str, Any]]]:
    text = file.read_text()
    if file.suffix == ".json":
        return list(items(json.loads(text)))
    found = re.search(r">>=+ INPUT =+>>(.*?)<<=+ INPUT =+<<", text, re.DOTALL)
    return list(items(json.loads(found[1]))) if found else []


ITEMS = [(file, number, rows) for file in files("csl", ".json", ".txt")
         for number, rows in enumerate(lists_of(file))]  # fmt: skip


def test_corpus_holds_what_is_counted_here():
    assert len({file for file, _, _ in ITEMS}) >= 55
    assert sum(len(rows) for _, _, rows in ITEMS) >= 250


@pytest.mark.parametrize(
    ("file", "number", "rows"), ITEMS, ids=lambda part: getattr(part, "stem", None)
)
def test_csl_file_gives_every_entry_and_author(file, number, rows):
    text = json.dumps(rows)
    read = list(IMPORTERS["csl_json"].parse(text))
    records = [one for one in read if isinstance(one, Record)]
    assert len(records) == len(rows)
    assert [len(record.authors) for record in records] == [
        len([name for name in row.get("author", []) if any(name.values())]) for row in rows
    ]


def bare(title: Any) -> str:
    return fold(html.unescape(re.sub(r"</?(?:i|b|sc|sup|sub|span)\b[^>]*>", "", str(title or ""))))


def agreeing(row: dict[str, Any], record: Record) -> bool:
    """Return whether title, authors, year, venue and identifiers are those of the item."""
    parts = (row.get("issued") or {}).get("date-parts") or [[None]]
    year = parts[0][0] if parts[0] else None
    families = [name.get("family") or name.get("literal", "") for name in row.get("author", [])]
    doi = record.doi or record.extra.get("DOI", "")  # what is no DOI is kept, and said
    return (
        fold(record.title).replace(" ", "") == bare(row.get("title")).replace(" ", "")
        and [fold(name.family or name.literal) for name in record.authors] == [*map(fold, families)]
        and (not year or (record.issued is not None and record.issued.year == int(year)))
        and fold(record.container_title) == bare(row.get("container-title"))
        and doi == str(row.get("DOI", "")).lower()
        and (not row.get("PMID") or record.pmid == row["PMID"])
    )


def test_csl_entries_agree_with_what_the_items_say():
    compared, differing = 0, []
    for file, _, rows in ITEMS:
        records = [
            r for r in IMPORTERS["csl_json"].parse(json.dumps(rows)) if isinstance(r, Record)
        ]
        for row, record in zip(rows, records, strict=True):
            compared += 1
            if not agreeing(row, record):
                differing.append(f"{file.name}: {row.get('id')} {row.get('title')!r}")
    assert len(differing) <= 0.02 * compared, (compared, differing)


def test_csl_entries_come_back_as_they_went():
    for _, _, rows in ITEMS:
        for row in rows:
            record = from_csl(row, "")[0]
            assert from_csl(json.loads(json.dumps(as_csl(record))), "")[0] == record


@pytest.mark.parametrize("file", files("bibtex", ".bib"), ids=lambda file: file.name)
def test_bibliography_is_decoded(file):
    for read in read_files(file.read_bytes(), file.name):
        assert isinstance(read, TextFile)
        assert "\ufffd" not in read.text
