"""Plain text: one reference in APA style on each line."""

from collections.abc import Iterable, Iterator

from publications.citations import citable, cite
from publications.records import Record

from .base import NOTHING, About, Exporter


class Text(Exporter):
    key = "text"
    label = "Text (APA)"
    suffix = ".txt"
    media_type = "text/plain"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        for record in records:
            yield " ".join(cite(citable(record), "apa").text.split()) + "\n"
