"""Files of static site generators: their front matter in YAML, TOML or JSON, and what follows."""

import json
import re
import tomllib
from typing import Any, NamedTuple

from portal.kit.plain_yaml import UnreadableYaml, load_yaml
from publications.records import Problem

_FENCED = re.compile(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<head>.*?)^(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_PAIR = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.*)$")
MOST_VALUES = 200_000


class Page(NamedTuple):
    """The values in front of a text, and the text. `problems` say what could not be read."""

    values: dict[str, Any]
    body: str
    problems: tuple[Problem, ...] = ()


def read_page(text: str, where: str) -> Page:
    """Return the front matter of a file and its body.

    Front matter that is not well-formed is read line by line, with a problem that says so.
    """
    text = text.lstrip("\ufeff")
    if found := _FENCED.match(text):
        head, body = found["head"], text[found.end() :]
        try:
            values = _toml(head) if found["fence"] == "+++" else load_yaml(head, MOST_VALUES)
            if values is None:
                values = {}
            if not isinstance(values, dict):
                raise UnreadableYaml("This front matter is no list of names and values.")
        except ValueError as error:
            return Page(_by_lines(head), body, (_problem(where, error),))
        return Page(_plain(values), body)
    if text.lstrip().startswith("{"):
        try:
            values, end = json.JSONDecoder().raw_decode(text.lstrip())
            if isinstance(values, dict):
                return Page(_plain(values), text.lstrip()[end:])
        except (ValueError, RecursionError):
            pass
    return Page({}, text)


def read_data(text: str, where: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return what a .yml, .yaml, .toml or .json file holds, {} with a problem if it is broken."""
    try:
        if where.endswith(".json"):
            return _plain(json.loads(text)), ()
        if where.endswith(".toml"):
            return _plain(_toml(text)), ()
        return _plain(load_yaml(text, MOST_VALUES)), ()
    except (ValueError, RecursionError) as error:
        return {}, (_problem(where, error),)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise ValueError("This TOML nests too deep.") from error


def _problem(where: str, error: Exception) -> Problem:
    line = getattr(error, "line", 0)
    place = f"{where}, line {line + 1}" if line else where
    return Problem(place, f"{str(error).rstrip('.')}.", "It was read line by line.")


def _by_lines(head: str) -> dict[str, Any]:
    """Return the plain `name: value` lines, and lists of `- item` lines below a name."""
    values: dict[str, Any] = {}
    name = ""
    for line in head.splitlines():
        if found := _PAIR.match(line):
            name, value = found[1], _unquoted(found[2].strip())
            values[name] = value
        elif name and (item := re.match(r"\s*-\s+(.*)", line)):
            listed = values[name] if isinstance(values[name], list) else []
            values[name] = [*listed, _unquoted(item[1].strip())]
    return values


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _plain(value: Any) -> Any:
    """Return a value with dates and numbers as text: what a person wrote."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | str):
        return value
    return str(value)


def told(value: Any) -> str:
    """Return a plain value as one line of text, "" for none, lists and mappings."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split())


def is_true(value: Any) -> bool:
    """Return whether a value says yes; YAML's words are kept as text."""
    return told(value).lower() in {"true", "yes", "on", "1"}


def listed(value: Any) -> list[Any]:
    """Return a value as a list: itself, its one item, or nothing."""
    if value in (None, "", {}):
        return []
    return value if isinstance(value, list) else [value]
