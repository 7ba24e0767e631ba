"""CSL-JSON: what Zotero, pandoc and citeproc read."""

from collections.abc import Iterable, Iterator

import orjson

from publications.csl import as_csl
from publications.records import Record

from .base import NOTHING, About, Exporter


class CslJson(Exporter):
    key = "csl_json"
    label = "CSL-JSON"
    suffix = ".csl.json"
    media_type = "application/vnd.citationstyles.csl+json"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        """Yield a list of CSL items, one a line."""
        opening = "[\n"
        for record in records:
            yield opening + orjson.dumps(as_csl(record)).decode()
            opening = ",\n"
        yield "\n]\n" if opening == ",\n" else "[]\n"
