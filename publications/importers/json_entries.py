"""The entries of a JSON text, also of one that is broken in a place."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from publications.records import Problem

NEXT = re.compile(r"[}\[\]]\s*,?\s*(?=\{)")
TRIES = 10_000  # places at which reading is taken up again in a broken text


def entries(
    text: str, listed: Callable[[Any], list[Any] | None], is_entry: Callable[[Any], bool]
) -> Iterator[tuple[str, Any] | Problem]:
    """Yield (place, value) for each entry of a JSON text, or of several one after the other.

    `listed` gives the list of entries that a whole value holds, None if it is one itself. A text
    that is not JSON gives the entries for which `is_entry` is true, as far as they can be read, and
    a problem with its line for each break.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        yield from _salvaged(text, listed, is_entry)
        return
    rows = listed(value)
    for number, row in enumerate([value] if rows is None else rows, 1):
        yield f"Entry {number}", row


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _salvaged(
    text: str, listed: Callable[[Any], list[Any] | None], is_entry: Callable[[Any], bool]
) -> Iterator[tuple[str, Any] | Problem]:
    # NaN and Infinity are no JSON, and no database takes them.
    decoder = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_finite)
    start = re.match(r"\s*\[?\s*", text)
    at, number, broken_at, tries = start.end() if start else 0, 0, -1, 0
    line, counted = 1, 0
    while at < len(text) and tries < TRIES:
        try:
            value, end = decoder.raw_decode(text, at)
            orjson.dumps(value)  # half a surrogate pair, or a number no database takes
        except (ValueError, RecursionError, TypeError):
            if broken_at < 0:
                broken_at = at
            tries += 1
            found = NEXT.search(text, at + 1)
            at = found.end() if found else len(text)
            continue
        if isinstance(value, dict | list) and (broken_at < 0 or is_entry(value)):
            if broken_at >= 0:
                yield _broken(text, broken_at)
                broken_at = -1
            rows = listed(value)
            for row in [value] if rows is None else rows:
                number += 1
                line, counted = line + text.count("\n", counted, at), at
                yield f"Entry {number} (line {line})", row
        elif broken_at < 0:
            broken_at = at
        space = re.compile(r"[\s,\]]*").match(text, end)
        at = space.end() if space else end
    if broken_at >= 0 or tries >= TRIES:
        yield _broken(text, max(broken_at, 0))


def _broken(text: str, at: int) -> Problem:
    """Return what is wrong with the value at `at`, with the line where its reader stopped."""
    place = at
    try:
        json.JSONDecoder().raw_decode(text, at)
    except json.JSONDecodeError as error:
        place = error.pos
    except (ValueError, RecursionError):
        pass
    line = text.count("\n", 0, place) + 1
    return Problem(
        f"Line {line}",
        "The JSON breaks off or is not well-formed here.",
        "Export the file anew, or mend this entry.",
        is_loss=True,
    )


def text_of(value: Any) -> str:
    """Return text, numbers as they are written; "" for what is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def has(value: Any, *keys: str) -> bool:
    return isinstance(value, Mapping) and any(key in value for key in keys)
