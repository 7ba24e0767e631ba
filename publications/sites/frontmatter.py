"""Files of static site generators: their front matter in YAML, TOML or JSON, and what follows."""

import json
import re
import tomllib
from typing import Any, NamedTuple

from portal.kit.plain_yaml import load_yaml
from publications.records import Problem

from .mending import parts_of_toml, parts_of_yaml

_FENCED = re.compile(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<head>.*?)^(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TOML_PLACE = re.compile(r" \(at line (\d+), column \d+\)")
# Signs that nobody writes, but "\beta" between double quotes holds in YAML and TOML.
_OF_TEX = str.maketrans({"\a": r"\a", "\b": r"\b", "\f": r"\f", "\v": r"\v", "\x1b": r"\e"})
MOST_VALUES = 200_000


class Page(NamedTuple):
    """The values in front of a text, and the text. `problems` say what could not be read."""

    values: dict[str, Any]
    body: str
    problems: tuple[Problem, ...] = ()


def read_page(text: str, where: str) -> Page:
    """Return the front matter of a file and its body.

    Front matter that is not well-formed is read part by part, with a problem that says so.
    """
    text = text.lstrip("\ufeff")
    if found := _FENCED.match(text):
        head, body = found["head"], text[found.end() :]
        before = text[: found.start("head")].count("\n")
        values, problems = _read(head, where, before, is_toml=found["fence"] == "+++")
        if isinstance(values, dict):
            return Page(values, body, problems)
        what = "This front matter is no list of names and values."
        return Page({}, body, (Problem(where, what, "Correct it, or enter it here."),))
    if text.lstrip().startswith("{"):
        try:
            values, end = json.JSONDecoder().raw_decode(text.lstrip())
            if isinstance(values, dict):
                return Page(_plain(values), text.lstrip()[end:])
        except (ValueError, RecursionError):
            pass
    return Page({}, text)


def read_data(text: str, where: str) -> tuple[Any, tuple[Problem, ...]]:
    """Return what a .yml, .yaml, .toml or .json file holds.

    Of one that is broken: what its parts hold, with a problem.
    """
    if where.endswith(".json"):
        try:
            return _plain(json.loads(text)), ()
        except (ValueError, RecursionError) as error:
            return {}, (Problem(where, f"{error}.", "Correct the file."),)
    return _read(text, where, is_toml=where.endswith(".toml"))


def _read(
    text: str, where: str, before: int = 0, *, is_toml: bool
) -> tuple[Any, tuple[Problem, ...]]:
    """Return the values; `before` lines stand above them in the file."""
    load = _toml if is_toml else _yaml
    try:
        value = load(text)
    except ValueError as error:
        what, line = str(error).rstrip("."), getattr(error, "line", 0)
        if told_line := _TOML_PLACE.search(what):
            what, line = what.replace(told_line[0], ""), int(told_line[1])
        place = f"{where}, line {line + before}" if line else where
        remedy = "It was read part by part: compare it."
        parts = parts_of_toml(text, load) if is_toml else parts_of_yaml(text, load)
        return _plain(parts), (Problem(place, f"{what}.", remedy),)
    return _plain({} if value is None else value), ()


def _yaml(text: str) -> Any:
    return load_yaml(text, MOST_VALUES)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise ValueError("This TOML nests too deep.") from error


def _plain(value: Any) -> Any:
    """Return a value with dates and numbers as text: what a person wrote."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.translate(_OF_TEX)
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
