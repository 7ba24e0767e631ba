"""Broken YAML and TOML, read part by part, so that one bad value costs no other."""

import re
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any

MOST_PARTS = 2_000
DEEPEST = 6
Load = Callable[[str], Any]

_YAML_PART = re.compile(r"""^(?=["']?[A-Za-z_][\w .-]*["']?[ \t]*:(?:\s|$))""", re.MULTILINE)
_TOML_PART = re.compile(r"""^(?=["']?[A-Za-z_][\w.-]*["']?[ \t]*=)""", re.MULTILINE)
_TOML_TABLE = re.compile(r"^(?=[ \t]*\[{1,2}[\w.\"-]+\]{1,2}[ \t]*(?:#.*)?$)", re.MULTILINE)
_HEADER = re.compile(r"[ \t]*(?P<open>\[{1,2})(?P<names>[\w.\"-]+)\]{1,2}[^\n]*\n?")
_PAIR = re.compile(r"""^[ \t]*["']?(?P<name>[A-Za-z_][\w-]*)["']?[ \t]*[:=](?:[ \t]+|$)?""")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_LINK = re.compile(r"\[[^\[\]]*\]\([^()\s]*\)")  # of Markdown, which is no list
_BLOCK = re.compile(r"[|>][+-]?")
_STRING = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'""")
# A backslash that is no sign of YAML or TOML but one of TeX.
_BACKSLASH = re.compile(r'\\(?!["\\])')


def parts_of_yaml(text: str, load: Load, depth: int = 0) -> dict[str, Any]:
    """Return what the parts of a broken YAML mapping hold; `load` reads one that is whole."""
    values: dict[str, Any] = {}
    for part in _YAML_PART.split(text, MOST_PARTS):
        _add(values, _part(part, load, depth))
    return values


def parts_of_toml(text: str, load: Load) -> dict[str, Any]:
    """Return what the parts of a broken TOML document hold; `load` reads one that is whole."""
    values: dict[str, Any] = {}
    for table in _TOML_TABLE.split(text, MOST_PARTS):
        if (whole := _loaded(table, load)) is not None:
            _add(values, whole)
            continue
        header = _HEADER.match(table)
        inner: Any = {}
        for part in _pairs(table[header.end() :] if header else table):
            _add(inner, _part(part, load))
        if header and inner:
            *outer, last = header["names"].replace('"', "").split(".")
            inner = {last: [inner] if header["open"] == "[[" else inner}
            for name in reversed(outer):
                inner = {name: inner}
        _add(values, inner)
    return values


def _pairs(text: str) -> Iterator[str]:
    """Yield the pairs of a table; a text in three quotes belongs to its own, whatever it holds."""
    held = ""
    for part in _TOML_PART.split(text, MOST_PARTS):
        held += part
        if held.count('"""') % 2 == 0 and held.count("'''") % 2 == 0:
            yield held
            held = ""
    if held:
        yield held


def _part(part: str, load: Load, depth: int = 0) -> dict[str, Any]:
    for text in dict.fromkeys([part, _BACKSLASH.sub(r"\\\\", part)]):
        if (whole := _loaded(text, load)) is not None:
            return whole
    return _by_lines(part, load, depth)


def _loaded(text: str, load: Load) -> dict[str, Any] | None:
    try:
        value = load(text)
    except ValueError:
        return None
    if value is None:
        return {}
    return value if isinstance(value, dict) else None


def _add(values: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        known = values.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            _add(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            known += value
        else:
            values[name] = value


def _by_lines(part: str, load: Load, depth: int) -> dict[str, Any]:
    """Return the name a part begins with, and its value: a text, a list, or pairs below it."""
    lines = part.strip("\n").splitlines()
    found = _PAIR.match(lines[0]) if lines else None
    if found is None:
        return {}
    value = re.sub(r"^&\w+[ \t]*|(?:^|\s)#\s.*$", "", lines[0][found.end() :]).strip()
    lines = [line for line in lines[1:] if not line.startswith("#")]
    below = [line for line in lines if line.strip()]
    if value.startswith("[") and not _LINK.match(value):
        whole = " ".join([value, *(line.strip() for line in below)])
        items = [double or single for double, single in _STRING.findall(whole)]
        items = items or [one.strip() for one in whole.strip("[] ").split(",")]
        return {found["name"]: [_unquoted(one) for one in items if one]}
    if _BLOCK.fullmatch(value):
        text = dedent("\n".join(lines)).strip()
        return {found["name"]: text if value[0] == "|" else re.sub(r"(?<!\n)\n(?!\n)", " ", text)}
    if value:
        return {found["name"]: _unquoted(" ".join([value, *(line.strip() for line in below)]))}
    if below and _ITEM.match(below[0]):
        return {found["name"]: list(_items(lines, load, depth))}
    text = _unquoted("\n".join(line.strip() for line in lines).strip())
    inner = _pairs_below(lines, load, depth) or text
    return {found["name"]: inner} if inner else {}


def _pairs_below(below: list[str], load: Load, depth: int) -> dict[str, Any]:
    if depth < DEEPEST:
        return parts_of_yaml(_outdented(below), load, depth + 1)
    pairs = {}
    for line in below:
        if pair := _PAIR.match(line):
            pairs[pair["name"]] = _unquoted(line[pair.end() :].strip())
    return pairs


def _outdented(lines: list[str]) -> str:
    """Return lines moved to the left as far as the first that says something."""
    first = next((line for line in lines if line.strip()), "")
    margin = len(first) - len(first.lstrip())
    return "\n".join(line[min(margin, len(line) - len(line.lstrip())) :] for line in lines)


def _items(lines: list[str], load: Load, depth: int) -> Iterator[Any]:
    """Yield the items of a broken list, each read on its own."""
    items: list[list[str]] = []
    margin = 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if _ITEM.match(line) and (not items or indent == margin):
            margin = indent
            items.append([])
        if items:
            items[-1].append(line)
    for item in items:
        yield from _item(item, load, depth)


def _item(lines: list[str], load: Load, depth: int) -> Iterator[Any]:
    """Yield an item; one that begins as it does, at another margin, is the next."""
    try:
        whole = load("\n".join(lines))
    except ValueError:
        whole = None
    if isinstance(whole, list):
        yield from whole
        return
    found = _ITEM.match(lines[0])
    first = found[1] if found else ""
    pair = _PAIR.match(first)
    if pair is None:
        if text := _unquoted(" ".join([first.strip(), *(line.strip() for line in lines[1:])])):
            yield text
        return
    again = re.compile(rf"[ \t]*-[ \t]+{re.escape(pair['name'])}[ \t]*:")
    starts = [n for n, line in enumerate(lines) if again.match(line)] or [0]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        opening = _ITEM.match(lines[start])
        text = opening[1] if opening else first
        margin = " " * (len(lines[start]) - len(text))
        if pairs := _pairs_below([f"{margin}{text}", *lines[start + 1 : end]], load, depth):
            yield pairs


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"') if value[0] == '"' else value[1:-1]
    return value[1:] if value.startswith('"') and value.count('"') == 1 else value
