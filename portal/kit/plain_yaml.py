"""YAML as text, lists and mappings alone: nothing is run, nothing grows without end."""

from typing import Any

import yaml

MOST = 20_000  # values of one text, counted as often as aliases repeat them
LETTERS = 1_000  # so many letters of one text count as a further value
DEEPEST = 100  # lists and mappings within each other
NULL = {"", "~", "null", "Null", "NULL"}
MOST_TAGS = 100  # libyaml compares each declaration with all before it
# One event after the other: libyaml's own loader ends the process where lists nest too deep.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableYaml(ValueError):
    """The text is no YAML that is read here; `line` counts from 1, 0 if it is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def load_yaml(text: str, most: int = MOST) -> Any:
    """Return what `text` holds: text, None, lists and mappings. Raises UnreadableYaml.

    Tags are not looked at, nor does a plain value become anything else: in YAML 1.1 "no" would be
    false, 1:20 be 80, 010 be 8, and a mapping merged into others grow without end.
    """
    try:
        if text.count("%TAG") > MOST_TAGS:
            raise ValueError
        return _Reading(most).value(text)
    except UnreadableYaml:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UnreadableYaml(f"This is not well-formed YAML: {error.problem}.", line) from error
    except Exception as error:  # the parsers raise whatever comes
        what = "This entry cannot be read: it grows without end, or has a value that is none."
        raise UnreadableYaml(what) from error


class _Reading:
    """Builds the values of one text event by event, so that no depth of it ends the process."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._anchors: dict[str, tuple[Any, int]] = {}  # values, and how many each holds
        # What is open, from without: its parts, its anchor, how many were left at its start.
        self._open: list[tuple[list[Any], str | None, int]] = [([], None, most)]

    def value(self, text: str) -> Any:
        event: Any
        for event in yaml.parse(text, Loader=_Loader):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open.append(([], event.anchor, self._left))
                if len(self._open) > DEEPEST:
                    raise _wrong("it nests too deep", event)
            elif kind is yaml.SequenceEndEvent:
                self._end(self._open[-1][0])
            elif kind is yaml.MappingEndEvent:
                parts = self._open[-1][0]
                try:
                    mapping = dict(zip(parts[::2], parts[1::2], strict=True))
                except TypeError as error:
                    raise _wrong("a list or mapping is no name of a value", event) from error
                self._end(mapping)
            elif kind is yaml.DocumentStartEvent and self._open[0][0]:
                raise _wrong("but found another document", event)
        found = self._open[0][0]
        return found[0] if found else None

    def _scalar(self, event: Any) -> None:
        value, is_plain = event.value, event.implicit[0]
        if is_plain and value in NULL:
            value = None
        count = 1 + len(event.value) // LETTERS
        self._add(value, count)
        if event.anchor:
            self._anchors[event.anchor] = value, count

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:  # also within itself: it is known at its end
            raise _wrong(f'found undefined alias "{event.anchor}"', event)
        self._add(*self._anchors[event.anchor])

    def _end(self, value: Any) -> None:
        _, anchor, before = self._open.pop()
        self._add(value, 1)
        if anchor:
            self._anchors[anchor] = value, before - self._left

    def _add(self, value: Any, count: int) -> None:
        self._left -= count
        if self._left <= 0:
            raise ValueError
        self._open[-1][0].append(value)


def _wrong(what: str, event: Any) -> UnreadableYaml:
    line = event.start_mark.line + 1
    return UnreadableYaml(f"This is not well-formed YAML: {what}.", line)
