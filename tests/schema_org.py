"""Holding JSON-LD to the schema.org vocabulary: its types, their properties, and their values."""

import json
from functools import cache
from pathlib import Path
from typing import Any

VOCABULARY = json.loads(
    (Path(__file__).parent / "data" / "schemas" / "schema_org.json").read_text("utf-8")
)
# schema.org's data types, and what of them JSON and a text may say.
NUMBERS = {"Integer", "Number", "Float"}
TEXTS = {"Text", "URL", "Date", "DateTime", "Time", "PronounceableText", "CssSelectorType"}


@cache
def above(kind: str) -> frozenset[str]:
    """Return a type and all types above it."""
    found = {kind}
    for parent in VOCABULARY[kind]["of"]:
        found |= above(parent)
    return frozenset(found)


def faults(node: Any, place: str = "") -> list[str]:
    """Return what of a node, and of all within it, is not in the vocabulary; [] for nothing."""
    kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    place = f"{place}{'/'.join(kinds)}"
    if strange := [kind for kind in kinds if kind not in VOCABULARY]:
        return [f"{place}: no type {kind}" for kind in strange]
    known: dict[str, list[str]] = {}
    for kind in set().union(*map(above, kinds)):
        known |= VOCABULARY[kind]["properties"]
    found = []
    for name, values in node.items():
        if name in {"@type", "@id", "@context"} or name.endswith("-input"):
            continue
        if name not in known:
            found.append(f"{place} has no property {name}")
            continue
        for value in values if isinstance(values, list) else [values]:
            found += _of_value(value, set(known[name]), f"{place}.{name} ")
    return found


def _of_value(value: Any, expected: set[str], place: str) -> list[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return []
        kinds = value["@type"] if isinstance(value["@type"], list) else [value["@type"]]
        ranks = set().union(*(above(kind) for kind in kinds if kind in VOCABULARY))
        wrong = [] if ranks & expected else [f"{place}is no {'/'.join(kinds)}"]
        return wrong + faults(value, place)
    if isinstance(value, str):
        is_address = value.startswith(("http://", "https://"))
        is_told = bool(expected & TEXTS) and (is_address or expected & TEXTS != {"URL"})
        return [] if value and (is_told or is_address) else [f"{place}is no text"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [] if expected & NUMBERS else [f"{place}is no number"]
    return [] if isinstance(value, bool) and "Boolean" in expected else [f"{place}is {value!r}"]
