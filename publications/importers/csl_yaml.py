"""CSL-YAML: what pandoc and Zotero's Better BibTeX write, also as the head of a Markdown file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from publications.records import Problem, Record

from .base import Importer
from .csl_json import read_item

ITEM = re.compile(r"(?m)^(\s*)- (?=\S)")


class _Loader(yaml.SafeLoader):
    """Reads text, lists and mappings: in YAML 1.1 "no" is false, 1:20 is 80 and 010 is 8."""

    yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases")
        return super().compose_node(parent, index)


class CslYaml(Importer):
    key = "csl_yaml"
    label = "CSL-YAML"
    suffixes = (".yaml", ".yml")

    def recognizes(self, head: str) -> int:
        if head.startswith(("{", "[", "<", "@")):
            return 0
        if re.search(r"(?m)^references:\s*(?:#.*)?$", head):
            return 80
        has_items = re.match(r"(?:---\s*\n)?\s*- (?:id|type|title|author|DOI): ", head)
        said = re.search(r"(?m)^\s+(?:type|issued|container-title|author|title):", head)
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
    opening = re.search(r"(?m)^references:\s*(?:#.*)?$", text)
    start = opening.end() if opening else 0
    first = ITEM.search(text, start)
    if first is None:
        what = (
            'There is no list of references in it: a line "references:" and items that begin "-".'
        )
        yield 1, Problem("File", what, "Export the file anew.", is_loss=True)
        return
    indent = first[1].split("\n")[-1]
    marks = re.compile(rf"(?m)^{re.escape(indent)}- (?=\S)")
    end = len(text)
    over = re.compile(rf"(?m)^(?!{re.escape(indent)}[ -]|\s*$|\s*#)").search(text, first.end())
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
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a SafeLoader without aliases
    except yaml.MarkedYAMLError as error:
        at = line + (error.problem_mark.line if error.problem_mark else 0)
        what = f"This is not well-formed YAML: {error.problem}."
        return Problem(f"Line {at}", what, "Mend this entry, or export it anew.", is_loss=True)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError):
        what = "This entry cannot be read: it has aliases, or a value that is none."
        return Problem(f"Line {line}", what, "Export it without aliases.", is_loss=True)
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
