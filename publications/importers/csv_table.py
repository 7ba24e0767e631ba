"""Tables with a header: CSV and TSV of Zotero, Scopus, Google Scholar and spreadsheets."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from portal.kit.text import fold
from publications.bylines import parse_name, split_names
from publications.drafts import Draft
from publications.own import MARK, take_marked
from publications.records import TYPES, Problem, Record

from .base import Importer
from .ris import SPOKEN
from .ris import TYPES as RIS_TYPES

# An apostrophe before what a spreadsheet would take for a formula is not of the text.
GUARDED = {f"'{sign}" for sign in "=+-@\t\r"}
LONGEST = 200  # lines of one row, whose abstract may have paragraphs

# What columns are called; names are folded, so "Article_Title" is "article title".
COLUMNS = {
    "title": "title|article title|paper title|publication title of work|document title|name|titel|"
             "titre|paper|item title",
    "authors": "authors|author|author s|author names|author full names|byline|autoren|auteurs|"
               "creators|creator|authors full names",
    "editors": "editors|editor",
    "issued": "year|publication year|pub year|date|publication date|published|date published|jahr|"
              "annee|date issued|issued|publicationdate",
    "year": "date year",
    "container_title": "journal|source title|venue|container title|publication|publication title|"
                       "booktitle|book title|proceedings|journal title|conference|source|"
                       "journal book|zeitschrift",
    "container_short": "journal abbreviation|abbreviated source title|venue short|short venue",
    "event": "conference name|event|conference title|meeting name",
    "collection_title": "series|series title",
    "volume": "volume|vol|band",
    "issue": "issue|number|no|heft",
    "pages": "pages|page|page range|seiten|pp",
    "first page": "page start|start page|first page|spage",
    "last page": "page end|end page|last page|epage",
    "article number": "art no|article number|article no",
    "publisher": "publisher|verlag",
    "publisher_place": "place|publisher place|publisher address|city|address",
    "abstract": "abstract|abstract note|summary",
    "note": "notes|note|comment|comments",
    "language": "language|language of original document|lang",
    "doi": "doi|doi link|digital object identifier",
    "arxiv_id": "arxiv|arxiv id|arxiv number|eprint",
    "pmid": "pmid|pubmed id|pubmed|pubmedid",
    "pmcid": "pmcid|pmc|pmc id",
    "serial": "issn|isbn|isbns|eissn|issn isbn",
    "links": "url|link|website|web|full text url|fulltext url|paper url|article url",
    "pdf": "pdf|pdf link|pdf url",
    "code": "code|code url|repository|github",
    "keywords": "keywords|keyword|author keywords|manual tags|tags|topics",
    "index keywords": "automatic tags|index keywords",
    "awards": "award|awards",
    "citation_key": "key|bibtex key|citation key|id|citekey|bibtexkey",
    "type": "type|item type|document type|publication type|itemtype|reference type",
}  # fmt: skip
FIELDS = {name: field for field, names in COLUMNS.items() for name in names.split("|")}
TEXTS = frozenset(
    {"title", "container_title", "container_short", "event", "collection_title", "volume", "issue",
     "pages", "publisher", "publisher_place", "abstract", "note", "language", "citation_key"}
)  # fmt: skip
KINDS = {
    **{fold(name): RIS_TYPES[kind] for name, kind in SPOKEN.items()},
    **{fold(kind): kind for kind in TYPES},
    "journalarticle": "article-journal", "conferencepaper": "paper-conference",
    "booksection": "chapter", "computerprogram": "software", "review": "review",
    "proceedings paper": "paper-conference", "inproceedings": "paper-conference",
    "incollection": "chapter", "phdthesis": "thesis", "mastersthesis": "thesis",
    "misc": "document", "techreport": "report", "presentation": "speech", "talk": "speech",
    "article": "article-journal", "journal": "article-journal",
    "workshop paper": "paper-conference",
}  # fmt: skip


class Table(Importer):
    key = "csv"
    label = "a table (CSV or TSV) with a header"
    suffixes = (".csv", ".tsv", ".tab")

    def recognizes(self, head: str) -> int:
        """Return 70 if the first line names a title and two more columns that are known."""
        line = head.split("\n", 1)[0]
        if line.startswith(("{", "[", "<", "@", "%")) or _delimiter(line) is None:
            return 0
        fields = _fields(next(csv.reader([line], delimiter=_delimiter(line) or ","), []))
        known = {field for field in fields if field}
        if "title" in known and len(known) > 1:
            return 70 if len(known) > 2 else 50
        return 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        text = text.lstrip("\ufeff \r\n").replace("\0", "")
        head, _, rest = text.partition("\n")
        if found := re.fullmatch(r"sep=(.)\r?", head):  # Excel's own line
            text, head = rest, rest.partition("\n")[0]
        delimiter = found[1] if found else _delimiter(head) or ","
        rows = _rows(text, delimiter)
        header = next(rows, (1, [""], True))[1]
        fields = _fields(header)
        if "title" not in fields:
            what = "The first line names no column for the title."
            remedy = 'Write the names of the columns there: "title", "authors", "year" ...'
            yield Problem("Line 1", what, remedy, is_loss=True)
            return
        for line, row, is_sound in rows:
            if not is_sound:
                what = "A quote opens in this row and does not close, or stands within a cell."
                yield Problem(f"Line {line}", what, "Look whether its cells are right.")
            if any(cell.strip() for cell in row):
                yield from _read(line, header, fields, row)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield (line, cells, whether quotes are sound) for each row.

    A row whose quote does not close within `LONGEST` lines is cut at its own line's end.
    """
    csv.field_size_limit(100_000_000)
    lines = list(StringIO(text, newline=""))
    at = 0
    while at < len(lines):
        window = (lines[n] for n in range(at, min(at + LONGEST, len(lines))))
        reader = csv.reader(window, delimiter=delimiter, strict=True)
        try:
            row, is_sound, length = next(reader), True, reader.line_num
        except csv.Error:
            plain = [cell.strip(' "\r\n') for cell in lines[at].split(delimiter)]
            row, is_sound, length = plain, False, 1
        yield at + 1, row, is_sound
        at += length


def _delimiter(line: str) -> str | None:
    """Return what parts the columns of a header: that of which most stand outside of quotes."""
    plain = re.sub(r'"[^"]*"', "x", line)
    counts = {sign: plain.count(sign) for sign in ("\t", ";", ",", "|")}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best] else None


def _fields(header: list[str]) -> list[str]:
    """Return the field for each column, "" for one that is not known or comes again.

    Zotero calls the place "Publication Title", and Scopus's "Authors" stand beside "Author full
    names", which are better.
    """
    names = [fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)) for name in header]
    if "author full names" in names:
        names = ["authors short" if name == "authors" else name for name in names]
    if "date" in names and "publication year" in names:  # the date says more
        names = ["date year" if name == "publication year" else name for name in names]
    fields = [FIELDS.get(name) or FIELDS.get(name.replace(" ", ""), "") for name in names]
    several = {"serial", "links"}
    return [
        field if field in several or fields.index(field) == at else ""
        for at, field in enumerate(fields)
    ]


def _read(
    line: int, header: list[str], fields: list[str], row: list[str]
) -> Iterator[Record | Problem]:
    draft = Draft(f"Line {line}", "csv")
    row = [cell.removeprefix("'") if cell[:2] in GUARDED else cell for cell in row]
    own = take_marked([*row])
    row = ["" if cell.startswith(MARK) else cell for cell in row]
    if len(row) > len(fields):
        draft.warn(
            f"The row has {len(row)} cells; the header names {len(fields)}.",
            "Put cells that hold a comma between quotes.",
        )
        for cell in row[len(fields) :]:
            draft.keep("cells", cell)
    elif len(row) < len(fields):
        draft.warn(f"The row has {len(row)} cells; the header names {len(fields)}.")
    told: dict[str, list[str]] = {}
    for name, field, cell in zip(header, fields, row, strict=False):
        if not cell.strip():
            continue
        if field:
            told.setdefault(field, []).append(cell.strip())
        else:
            draft.keep(name.strip() or "column", cell.strip())
    for field, cells in told.items():
        for cell in cells:
            _tell(draft, field, cell)
    for cell in told.get("year", []):
        if not str(draft.fields.get("issued", "")).startswith(cell):
            draft.date(cell)
    _tell_pages(draft, told)
    draft.fields.setdefault("type", _likely_type(draft))
    yield from draft.finish(own)


def _tell(draft: Draft, field: str, cell: str) -> None:
    if field in TEXTS:
        draft.tell(field, cell)
    elif field in {"authors", "editors"}:
        _tell_names(draft, field, cell)
    elif field == "issued":
        draft.date(cell)
    elif field in {"doi", "arxiv_id", "pmid"}:
        draft.identify(field, cell)
    elif field == "pmcid":
        draft.other_id("pmcid", cell)
    elif field == "serial":
        draft.serial(cell, "serial")
    elif field in {"links", "pdf", "code"}:
        for url in cell.split():
            draft.link(url, "" if field == "links" else field)
    elif field in {"keywords", "index keywords"}:
        for word in re.split(r"[;\n|]" if re.search(r"[;\n|]", cell) else ",", cell):
            draft.keyword(word)
    elif field == "awards":
        draft.awards += [part.strip() for part in cell.split(";") if part.strip()]
    elif field == "type":
        _tell_type(draft, cell)


def _tell_names(draft: Draft, field: str, cell: str) -> None:
    """Tell names; Scopus puts its number of each person behind: "Lovelace, Ada (5720)"."""
    names, is_cut = split_names(re.sub(r"\s*\(\d{5,}\)", "", cell))
    parsed = [parse_name(name) for name in names]
    if field == "authors":
        draft.authors += parsed
    else:
        draft.editors += parsed
    if is_cut:
        draft.warn(f'The {field} end in "et al.".', "Add those who are missing.")


def _tell_type(draft: Draft, cell: str) -> None:
    kind = KINDS.get(fold(cell)) or KINDS.get(fold(cell).replace(" ", ""))
    if kind:
        draft.fields["type"] = kind
    else:
        draft.keep("type", cell)
        draft.warn(
            f'"{cell}" is not a type that is known here.', "It was read by what else is told."
        )


def _tell_pages(draft: Draft, told: dict[str, list[str]]) -> None:
    first, last = (told.get(name, [""])[0] for name in ("first page", "last page"))
    if first:
        draft.tell("pages", f"{first}-{last}" if last and last != first else first)
    for cell in told.get("article number", []):
        if draft.fields.get("pages"):
            draft.keep("article number", cell)
        else:
            draft.tell("pages", cell)


def _likely_type(draft: Draft) -> str:
    """Return the type a row without one has by where it appeared."""
    place = draft.fields.get("container_title", "")
    if re.search(r"(?i)\b(?:proceedings|conference|workshop|symposium|proc\.)", place):
        return "paper-conference"
    if re.search(r"(?i)\b(?:arxiv|biorxiv|medrxiv|preprint)", place):
        return "article"
    return "article-journal" if place else "document"
