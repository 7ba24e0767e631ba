"""CSL-YAML: what pandoc and Zotero's Better BibTeX write, also as the head of a Markdown file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from publications.records import Problem, Record

from .base import Importer
from .csl_json import read_item

ITEM = re.compile(r"(?m)^( *)- (?=\S)")
MOST = 20_000  # values of one entry, counted as often as aliases repeat them


class _Loader(yaml.SafeLoader):
    """Reads text, lists and mappings: in YAML 1.1 "no" is false, 1:20 is 80 and 010 is 8."""

    yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


# libyaml is ten times as fast, but ends the process where lists are nested too deep.
NESTS = 1_000  # each level of nesting needs one of these signs
if hasattr(yaml, "CSafeLoader"):

    class _FastLoader(yaml.CSafeLoader):
        yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

else:
    _FastLoader = _Loader  # type: ignore[assignment, misc]


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
        if "merge" in text and re.search(r"!(?:!|<[^>]*:)merge", text):
            raise ValueError
        is_flat = sum(map(text.count, "-?:[{")) < NESTS
        value = yaml.load(text, Loader=_FastLoader if is_flat else _Loader)  # noqa: S506 -- safe
        if _size(value, MOST) <= 0:
            raise ValueError
    except yaml.MarkedYAMLError as error:
        at = line + (error.problem_mark.line if error.problem_mark else 0)
        what = f"This is not well-formed YAML: {error.problem}."
        return Problem(f"Line {at}", what, "Mend this entry, or export it anew.", is_loss=True)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError):
        what = "This entry cannot be read: it grows without end, or has a value that is none."
        return Problem(f"Line {line}", what, "Export it without aliases.", is_loss=True)
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _size(value: Any, left: int) -> int:
    """Return how many of `left` values remain once those in `value` are counted, 0 at the end."""
    left -= 1
    parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    if left > 0 and isinstance(parts, list | tuple | set):
        for part in parts:
            left = _size(part, left)
            if left <= 0:
                return 0
    return max(left, 0)


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
