"""CSL-YAML: what pandoc and Zotero's Better BibTeX write, also as the head of a Markdown file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.kit.plain_yaml import UnreadableYaml, load_yaml
from publications.records import Problem, Record

from .base import Importer
from .csl_json import read_item

ITEM = re.compile(r"(?m)^( *)- (?=\S)")


class CslYaml(Importer):
    key = "csl_yaml"
    label = "CSL-YAML"
    suffixes = (".yaml", ".yml")

    def recognizes(self, head: str) -> int:
        if head.startswith(("{", "[", "<", "@")):
            return 0
        if re.search(r"(?m)^references:[ \t]*(?:#.*)?$", head):
            return 80
        has_items = re.match(r"(?:---[ \t]*\n)?[ \t]*- (?:id|type|title|author|DOI): ", head)
        said = re.search(r"(?m)^[ \t]+(?:type|issued|container-title|author|title):", head)
        return 60 if has_items and said else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        text = _without_body(text.lstrip("\ufeff").expandtabs(4))
        for line, entry in _entries(text):
            if isinstance(entry, Problem):
                yield entry
            else:
                yield from read_item(f"Line {line}", _dates(entry), "csl_yaml")


def _without_body(text: str) -> str:
    """Return the head of a Markdown file, else the whole text."""
    found = re.match(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text, re.DOTALL)
    return f"\n{found[1]}" if found else text  # lines keep their numbers


def _entries(text: str) -> Iterator[tuple[int, Any]]:
    """Yield (line, value) for each item of the list. Each is read by itself: one may be broken."""
    opening = re.search(r"(?m)^references:[ \t]*(?:#.*)?$", text)
    start = opening.end() if opening else 0
    first = ITEM.search(text, start)
    if first is None:
        what = (
            'There is no list of references in it: a line "references:" and items that begin "-".'
        )
        yield 1, Problem("File", what, "Export the file anew.", is_loss=True)
        return
    indent = first[1]
    marks = re.compile(rf"(?m)^{re.escape(indent)}- (?=\S)")
    end = len(text)
    over = re.compile(rf"(?m)^(?!{re.escape(indent)}[ -]|[ \t]*$|[ \t]*#)").search(
        text, first.end()
    )
    if over and (indent or opening):
        end = over.start()
    starts = [found.start() for found in marks.finditer(text, first.start(), end)]
    starts = starts or [first.start()]
    line, counted = 1, 0
    for at, following in zip(starts, [*starts[1:], end], strict=True):
        line, counted = line + text.count("\n", counted, at), at
        yield line, _item(text[at:following], line)


def _item(text: str, line: int) -> Any:
    try:
        value = load_yaml(text)
    except UnreadableYaml as error:
        if not error.line:
            remedy = "Export it without aliases."
            return Problem(f"Line {line}", str(error), remedy, is_loss=True)
        remedy = "Mend this entry, or export it anew."
        return Problem(f"Line {line + error.line - 1}", str(error), remedy, is_loss=True)
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _dates(item: Any) -> Any:
    """Return an item with pandoc's dates, {year, month, day} or a list of them, as CSL's."""
    if not isinstance(item, Mapping):
        return item
    issued = item.get("issued")
    rows: list[Any] = issued if isinstance(issued, list) else [issued]
    dates = [dict(row) for row in rows if isinstance(row, Mapping) and "year" in row]
    if dates and len(dates) == len(rows):
        parts = [[date[key] for key in ("year", "month", "day") if date.get(key)] for date in dates]
        return {**item, "issued": {"date-parts": parts}}
    return item
