"""YAML as text, lists and mappings alone: nothing is run, nothing grows without end."""

import re
from typing import Any

import yaml

MOST = 20_000  # values of one text, counted as often as aliases repeat them


class UnreadableYaml(ValueError):
    """The text is no YAML that is read here; `line` counts from 1, 0 if it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


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


def load_yaml(text: str, most: int = MOST) -> Any:
    """Return what `text` holds; every plain value is text. Raises UnreadableYaml."""
    try:
        if "merge" in text and re.search(r"!(?:!|<[^>]*:)merge", text):
            raise ValueError
        is_flat = sum(map(text.count, "-?:[{")) < NESTS
        value = yaml.load(text, Loader=_FastLoader if is_flat else _Loader)  # noqa: S506 -- safe
        if _size(value, most) <= 0:
            raise ValueError
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UnreadableYaml(f"This is not well-formed YAML: {error.problem}.", line) from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError) as error:
        what = "This entry cannot be read: it grows without end, or has a value that is none."
        raise UnreadableYaml(what) from error
    return value


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
