"""RIS, which every reference manager reads; what it cannot say stands in U1, so nothing is lost.

Source: Research Information Systems' format specification of 2011.
"""

from collections.abc import Iterable, Iterator

from portal.kit.text import clean_text
from publications.importers.ris import PLAIN, WHOLE, Ris
from publications.own import left_over, marked
from publications.records import Name, Record

from .base import NOTHING, About, Exporter
from .parts import inverted

END = "\r\n"
READER = Ris()


class RIS(Exporter):
    key = "ris"
    label = "RIS"
    suffix = ".ris"
    media_type = "application/x-research-info-systems"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        for record in records:
            yield entry(record)


def entry(record: Record) -> str:
    """Return the entry of a record, with an empty line behind it."""
    lines = list(_lines(record))
    back = next((r for r in READER.parse(_joined(lines)) if isinstance(r, Record)), Record())
    if own := marked(left_over(record, back)):
        lines.append(("U1", own))
    return _joined(lines)


def _joined(lines: list[tuple[str, str]]) -> str:
    told = [f"{tag}  - {value}{END}" for tag, value in lines]
    return "".join([*told, f"ER  - {END}{END}"])


def _lines(record: Record) -> Iterator[tuple[str, str]]:
    kind = PLAIN.get(record.type, "GEN")
    if record.type == "book" and record.editors and not record.authors:
        kind = "EDBOOK"
    yield "TY", kind
    lead, rest = (record.editors, ()) if kind == "EDBOOK" else (record.authors, record.editors)
    yield from _told("TI", record.title)
    for name in lead:
        yield from _told("AU", with_comma(name))
    for name in rest:
        # In entries of whole books A2 is the editor of the series.
        yield from _told("A2" if kind in {"CHAP", "CONF", "JOUR"} else "ED", with_comma(name))
    if date := record.issued:
        yield "PY", f"{date.year:04d}"
        if date.month:
            yield "DA", f"{date.year:04d}/{date.month:02d}/{f'{date.day:02d}' if date.day else ''}/"
    if kind not in WHOLE:
        yield from _told("T2", record.container_title)
        if kind == "CONF":  # Zotero takes T2 for the conference, C3 for the proceedings
            yield from _told("C3", record.container_title)
        yield from _told("J2", record.container_short)
    yield from _told("T2" if kind in WHOLE else "T3", record.collection_title)
    first, dash, last = record.pages.replace("–", "-").partition("-")
    for tag, value in (
        ("VL", record.volume),
        ("IS", record.issue),
        ("SP", first if dash and last else record.pages),
        ("EP", last.lstrip("-") if dash else ""),
        ("PB", record.publisher),
        ("CY", record.publisher_place),
        ("SN", record.isbn or record.issn),
        ("DO", record.doi),
        ("AN", f"arXiv:{record.arxiv_id}" if record.arxiv_id else ""),
        ("LA", record.language),
        ("ID", record.citation_key),
        ("AB", record.abstract),
        ("N1", record.note),
    ):
        yield from _told(tag, value)
    for word in record.keywords:
        yield from _told("KW", word)
    yield from _told("UR", record.page)
    for link in record.links:
        yield from _told("L1" if link.kind == "pdf" else "UR", link.url)


def with_comma(name: Name) -> str:
    """Return a name inverted; one that is not parted ends in a comma, as RIS has it."""
    return inverted(name) + "," * name.is_organization


def _told(tag: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the line of a value: in one line, or none if it says nothing."""
    if value := clean_text(value):
        yield tag, value
