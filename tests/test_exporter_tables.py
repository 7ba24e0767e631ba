"""Tables and EndNote's XML: nothing is lost, no cell is a formula, names in order without marks."""

import csv
import io

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from publications.exporters import EXPORTERS
from publications.importers import IMPORTERS
from publications.records import Record
from tests.test_exporter_ris import PAPER, TITLED

NAMES = "Lovelace, Ada; van der Berg, Max; The Engine Team; Reed, Bo, Jr."


def write(key: str, *records: Record) -> str:
    return "".join(EXPORTERS[key].write(records))


@pytest.mark.parametrize(
    ("key", "reader"),
    [("csv", "csv"), ("endnote_xml", "endnote_xml"), ("biblatex", "bibtex")],
)
@settings(max_examples=25, phases=[Phase.generate], deadline=None)
@given(records=st.lists(TITLED, min_size=1, max_size=3))
def test_what_is_written_is_read_again_whole(key, reader, records):
    read = list(IMPORTERS[reader].parse(write(key, *records)))
    assert [item for item in read if isinstance(item, Record)] == records


def test_a_table_has_a_row_for_each_with_names_in_order():
    text = write("csv", PAPER, PAPER)
    assert text[0] == "\ufeff"
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["authors"] for row in rows] == [NAMES, NAMES]
    assert (rows[0]["date"], rows[0]["doi"]) == ("2021-03-09", PAPER.doi)


@pytest.mark.parametrize("sign", list("=+-@"))
def test_no_cell_is_a_formula_and_the_text_comes_back(sign):
    record = Record(title=f"{sign}1+1|cmd", abstract=f"{sign}HYPERLINK(1)", type="book")
    text = write("csv", record)
    assert f",'{sign}1+1|cmd," in text
    assert list(IMPORTERS["csv"].parse(text)) == [record]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(EXPORTERS["xlsx"].encoded([record]))))
    assert book.active["C2"].value == record.title
    assert book.active["C2"].data_type == "s"


def test_a_workbook_is_read_by_another_reader():
    data = b"".join(EXPORTERS["xlsx"].encoded([PAPER] * 3))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("Citation key", "Type", "Title", "Authors")
    assert [row[3] for row in rows[1:]] == [NAMES] * 3
