"""CSL-JSON: Zotero, pandoc, citeproc, doi.org's content negotiation."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from publications.csl import CSL_TYPES, from_csl
from publications.records import Problem, Record

from .base import Importer
from .json_entries import entries

TYPE = re.compile(r'"type"\s*:\s*"([a-z_-]+)"')
VARIABLES = re.compile(
    r'"(?:title|issued|container-title|author|publisher-place|citation-key|page|event-title)"\s*:'
)
NAMED = re.compile(r'"(?:family|literal|date-parts|raw)"\s*:')
MARKS = ("id", "type", "title", "DOI", "author", "issued")


class CslJson(Importer):
    key = "csl_json"
    label = "CSL-JSON"
    suffixes = (".json", ".csljson")

    def recognizes(self, head: str) -> int:
        """Return 60 at most: what services answer looks much like it, and says more."""
        if not head.startswith(("[", "{")):
            return 0
        types = set(TYPE.findall(head))
        variables = len(set(VARIABLES.findall(head)))
        if types & CSL_TYPES and variables:
            return 60 if NAMED.search(head) or variables > 1 else 50
        return 30 if variables > 1 and NAMED.search(head) else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        for entry in entries(text.lstrip("\ufeff"), _items, _is_item):
            if isinstance(entry, Problem):
                yield entry
            else:
                yield from read_item(*entry)


def _items(value: Any) -> list[Any] | None:
    """Return the items of a list, of {"items": [...]} and its like, or of {"id": item, ...}."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and not _is_item(value):
        for key in ("items", "references", "data"):
            if isinstance(value.get(key), list):
                return list(value[key])
        if value and all(isinstance(item, Mapping) and _is_item(item) for item in value.values()):
            return list(value.values())
    return None


def _is_item(value: Any) -> bool:
    """Return whether a value has what makes it an item, and not only a name or a date of one."""
    return (isinstance(value, Mapping) and any(
        isinstance(value.get(mark), str | int | list) for mark in MARKS[:5]
    )) or (isinstance(value, list) and any(map(_is_item, value)))  # fmt: skip


def read_item(where: str, item: Any, source: str = "csl_json") -> Iterator[Record | Problem]:
    """Yield the record of one CSL item, or why there is none."""
    if not isinstance(item, Mapping):
        what = f"This is {_kind(item)}, not an item of CSL."
        yield Problem(where, what, "An item stands between { and }.", is_loss=True)
        return
    key = item.get("citation-key") or item.get("id")
    if isinstance(key, str | int) and 0 < len(str(key)) < 60:
        where = f"{where}, {key}"
    if not any(value for name, value in item.items() if name not in {"id", "type", "citation-key"}):
        what = "The item says nothing but its id and type."
        yield Problem(where, what, "Write its title.", is_loss=True)
        return
    record, problems = from_csl(item, where)
    yield record.but(source=source)
    yield from problems


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return {bool: "a truth value", str: "text", list: "a list"}.get(type(value), "a number")
