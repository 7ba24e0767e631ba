"""Dates as styles write them. Source: CSL 1.0.2, "Date", "Date-part"."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from .locale import NS
from .rich import Runs, joined, plain
from .state import NOTHING, Made, Maker, State, dress

PARTS = {"year": 0, "month": 1, "day": 2}


def parts_of(date: Mapping[str, Any] | None) -> list[int]:
    """Return [year, month, day] as far as they are told."""
    rows = (date or {}).get("date-parts") or [[]]
    found = []
    for part in rows[0]:
        if not str(part).isdecimal() or not int(part):
            break
        found.append(int(part))
    return found


def date_maker(element: etree._Element) -> Maker:
    variable = element.get("variable", "")
    form = element.get("form")
    wanted = element.get("date-parts", "year-month-day").split("-")
    overrides = {part.get("name"): part for part in element.iterfind(f"{NS}date-part")}
    delimiter = element.get("delimiter", "")
    outer = dress(element)

    def make(state: State) -> Made:
        value = state.item.get(variable) if state.has(variable) else None
        if not isinstance(value, Mapping):
            return Made([], asked=True)
        numbers = parts_of(value)
        if not numbers:
            literal = str(value.get("literal") or value.get("raw") or "")
            return Made(outer(plain(literal), state), asked=True, told=bool(literal))
        if state.for_sorting:
            padded = [*numbers, 0, 0][:3]
            return Made(plain("".join(f"{n:04d}" for n in padded)), asked=True, told=True)
        between = delimiter
        elements = list(overrides.values())
        if form:
            local = state.locale.dates.get(form)
            if local is None:
                return NOTHING
            between = local.get("delimiter", "")
            elements = [
                _merged(part, overrides.get(part.get("name")))
                for part in local.iterfind(f"{NS}date-part")
                if part.get("name") in wanted
            ]
        runs = [_part(part, numbers, state) for part in elements]
        return Made(outer(joined(runs, between), state), asked=True, told=any(runs))

    return make


def _merged(part: etree._Element, own: etree._Element | None) -> etree._Element:
    if own is None:
        return part
    merged = etree.Element(part.tag, dict(part.attrib))
    for key, value in own.attrib.items():
        merged.set(key, value)
    return merged


def _part(part: etree._Element, numbers: list[int], state: State) -> Runs:
    name = part.get("name", "")
    place = PARTS[name]
    if place >= len(numbers):
        return []
    number, form = numbers[place], part.get("form", "")
    if name == "year":
        text = f"{number % 100:02d}" if form == "short" else str(number)
        if number < 500:
            text += f" {state.locale.term('ad')}"
    elif name == "month":
        if form in {"numeric", "numeric-leading-zeros"}:
            text = f"{number:02d}" if form.endswith("zeros") else str(number)
        else:
            text = state.locale.term(f"month-{number:02d}", "short" if form == "short" else "long")
    elif form == "numeric-leading-zeros":
        text = f"{number:02d}"
    else:
        text = state.locale.ordinal(number) if form == "ordinal" else str(number)
    return dress(part)(plain(text), state)
