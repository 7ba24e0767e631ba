"""CSL-JSON: what Zotero, pandoc and citeproc read."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from publications.csl import plain_item, with_own_fields
from publications.records import Name, Record

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
            yield opening + orjson.dumps(item_of(record)).decode()
            opening = ",\n"
        yield "\n]\n" if opening == ",\n" else "[]\n"


def item_of(record: Record) -> dict[str, Any]:
    """Return the CSL item of a record as Zotero reads it, too: it knows no particles of names.

    Processors find lowercase particles in a family name by themselves. The URL is the page.
    """
    item = plain_item(record)
    for variable, names in (("author", record.authors), ("editor", record.editors)):
        if names:
            item[variable] = [_joined(name) for name in names]
    if record.page:
        item["URL"] = record.page
    return with_own_fields(item, record)


def _joined(name: Name) -> dict[str, str]:
    parts = name.as_csl()
    if particle := parts.pop("non-dropping-particle", ""):
        parts["family"] = f"{particle} {parts.get('family', '')}".strip()
    return parts
