"""Records as BibLaTeX, for biber: its own entry types and fields, lossless as BibTeX is.

Source: The biblatex Package, 3.20, section 2, "Database Guide".
"""

from collections.abc import Iterable, Iterator

from publications.importers.bibtex_fields import OWN_FIELD, read_entry
from publications.importers.doubts import Doubts
from publications.records import Record

from .base import NOTHING, About, Exporter
from .bibtex import fields_of, is_safe, key_of, left_over, own_json, printed

TYPES = {
    "paper-conference": "inproceedings", "article-journal": "article", "article": "online",
    "chapter": "incollection", "book": "book", "thesis": "thesis", "report": "report",
    "dataset": "dataset", "software": "software", "patent": "patent", "review": "review",
    "speech": "unpublished", "webpage": "online", "document": "misc",
}  # fmt: skip
NAMES = {
    "journal": "journaltitle", "address": "location", "school": "institution",
    "archiveprefix": "eprinttype",
}  # fmt: skip
DATE = ("year", "month", "day")


class BibLaTeX(Exporter):
    key = "biblatex"
    label = "BibLaTeX"
    suffix = ".biblatex.bib"
    media_type = "application/x-biblatex"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        for record in records:
            yield f"{entry(record)}\n\n"


def entry(record: Record) -> str:
    """Return the entry of a record, from which reading makes the same record."""
    kind, key = TYPES[record.type], key_of(record)
    if record.type == "book" and record.editors and not record.authors:
        kind = "collection"
    told = {}
    for name, value in fields_of(record, kind).items():
        if name not in DATE and value and is_safe(value):
            told[NAMES.get(name, name)] = value
    if record.issued:
        told["date"] = str(record.issued)
    if "eprinttype" in told:
        told["eprinttype"] = "arxiv"
    if record.type == "thesis":
        told.setdefault("type", "phdthesis")
    if own := left_over(record, read_entry(kind, key, dict(told), Doubts(""))):
        told[OWN_FIELD] = own_json(own)
    return printed(kind, key, told)
