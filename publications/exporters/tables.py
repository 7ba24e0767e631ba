"""Tables for spreadsheets: CSV and XLSX, a row for each publication."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator

import xlsxwriter

from publications.importers.csv_table import GUARDED, Table
from publications.own import left_over, marked
from publications.records import Name, Record

from .base import NOTHING, About, Exporter

HEADER = (
    "citation key", "type", "title", "authors", "editors", "date", "venue", "venue short", "event",
    "series", "volume", "issue", "pages", "publisher", "place", "doi", "arxiv", "pmid", "isbn",
    "pdf", "url", "keywords", "awards", "language", "note", "abstract",
)  # fmt: skip
OWN = "byline data"
READER = Table()
FORMULA = tuple(guard[1] for guard in GUARDED)


def cells(record: Record) -> list[str]:
    """Return the cells of a record, in the order of `HEADER`."""
    return [
        record.citation_key,
        record.type,
        record.title,
        _names(record.authors),
        _names(record.editors),
        str(record.issued or ""),
        record.container_title,
        record.container_short,
        record.event,
        record.collection_title,
        record.volume,
        record.issue,
        record.pages,
        record.publisher,
        record.publisher_place,
        record.doi,
        record.arxiv_id,
        record.pmid,
        record.isbn or record.issn,
        " ".join(link.url for link in record.links if link.kind == "pdf"),
        " ".join(link.url for link in record.links if link.kind != "pdf"),
        "; ".join(record.keywords),
        "; ".join(record.awards),
        record.language,
        record.note,
        record.abstract,
    ]


def _names(names: Iterable[Name]) -> str:
    """Return "Family, Given; Family, Given, Suffix", in their order and without marks."""
    return "; ".join(
        name.literal
        if name.is_organization
        else ", ".join(filter(None, (name.family_name, name.given, name.suffix)))
        for name in names
    )


class CSV(Exporter):
    """UTF-8 with a byte-order mark, by which Excel knows it; no cell begins a formula.

    The last column holds, as JSON, what the others would not give back; it is empty mostly.
    """

    key = "csv"
    label = "CSV"
    suffix = ".csv"
    media_type = "text/csv"
    of_lists = True

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        yield "\ufeff" + _line([*HEADER, OWN])
        for record in records:
            row = [_guarded(cell) for cell in cells(record)]
            text = _line([*HEADER, OWN]) + _line([*row, ""])
            back = next((r for r in READER.parse(text) if isinstance(r, Record)), Record())
            yield _line([*row, marked(left_over(record, back))])


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula. Source: OWASP, "CSV Injection"."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(row: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()


class XLSX(Exporter):
    """A workbook for people; every cell is text, so none is a formula."""

    key = "xlsx"
    label = "Excel"
    suffix = ".xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    of_lists = True

    def encoded(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[bytes]:
        with tempfile.TemporaryFile() as file:
            book = xlsxwriter.Workbook(file, {"constant_memory": True})
            sheet = book.add_worksheet("Publications")
            bold = book.add_format({"bold": True})
            for column, name in enumerate(HEADER):
                sheet.write_string(0, column, name.capitalize(), bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(2, 3, 50)
            for row, record in enumerate(records, 1):
                for column, cell in enumerate(cells(record)):
                    if cell:
                        sheet.write_string(row, column, cell[:32_767])
            book.close()
            file.seek(0)
            while part := file.read(2**16):
                yield part
