"""Marks beside names: who contributed equally, who answers letters."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from portal.kit.identifiers import InvalidIdentifier, normalize_orcid
from portal.kit.latex import decode
from publications.records import Name

_LEGENDS = ("note", "annotation", "annote", "addendum", "pubnote", "comment", "comments")
_EQUAL = re.compile(r"(?i)equal|co-?first|joint first|shared first|contributed the same")
_CORRESPONDING = re.compile(r"(?i)correspond")
SIGNS = {
    "dagger": "†", "dag": "†", "ddagger": "‡", "ddag": "‡", "S": "§", "P": "¶", "ast": "*",
    "star": "*",
}  # fmt: skip
_SIGN = re.compile(r"\$?\^?\{?\\(dagger|dag|ddagger|ddag|ast|star|S|P)(?![A-Za-z])\}?\$?")
_ITEM = re.compile(r'(\d+)\s*(?::[^=;]*)?=\s*("[^"]*"|[^;]*)')


def with_marks(
    names: tuple[Name, ...],
    marks: Iterable[tuple[int, str]],
    left: dict[str, str],
    extra: dict[str, Any],
    role: str,
) -> tuple[Name, ...]:
    """Return the names with what their marks mean; a mark without a meaning is kept in `extra`.

    A note of the entry tells the meaning ("* equal contribution"). Without one, a star that the
    first author shares means equal contribution, as it does on nearly every paper.
    """
    legend = " ".join(left[name] for name in _LEGENDS if name in left)
    legend = decode(_SIGN.sub(lambda found: SIGNS[found[1]], legend))
    people = list(names)
    signs: dict[str, list[int]] = {}
    for place, mark in marks:
        for sign in mark if not mark[0].isalnum() else re.split(r"[,\s]+", mark):
            signs.setdefault(sign, []).append(place)
    unclear: dict[str, str] = {}
    groups = 0
    for sign, places in signs.items():
        meaning = _meaning(sign, legend)
        if not meaning and sign == "*" and places[0] == 0 and len(places) > 1:
            meaning = "equal"
        if meaning == "equal":
            groups += 1
            for place in places:
                people[place] = replace(people[place], equal_group=groups)
        elif meaning == "corresponding":
            for place in places:
                people[place] = replace(people[place], is_corresponding=True)
        else:
            for place in places:
                unclear[str(place + 1)] = unclear.get(str(place + 1), "") + sign
    if unclear:
        extra[f"{role}_marks"] = unclear
    return tuple(people)


def _meaning(sign: str, legend: str) -> str:
    """Return "equal", "corresponding" or "" for what the legend says behind `sign`."""
    for found in re.finditer(re.escape(sign) + r"\s*([^*†‡§¶^;.]{3,80})", legend):
        if _EQUAL.search(found[1]):
            return "equal"
        if _CORRESPONDING.search(found[1]):
            return "corresponding"
    return ""


def with_annotations(names: tuple[Name, ...], left: dict[str, str], role: str) -> tuple[Name, ...]:
    """Return the names with their annotations; a field with others too stays in `left`.

    Source: the biblatex manual, section 3.7: `author+an = {1=corresponding; 2=equal}` and, with
    a name, `author+an:orcid = {1="0000-..."}`.
    """
    people = list(names)
    field = f"{role}+an:orcid"
    if field in left:
        all_read = True
        for number, value in _ITEM.findall(left[field]):
            try:
                place = int(number) - 1
                people[place] = replace(people[place], orcid=normalize_orcid(value.strip(' "')))
            except (InvalidIdentifier, IndexError):
                all_read = False
        if all_read:
            del left[field]
    field = f"{role}+an"
    if field in left:
        all_read = True
        for number, value in _ITEM.findall(left[field]):
            place = int(number) - 1
            for word in re.split(r"[,\s]+", value.strip(' "')):
                if not 0 <= place < len(people):
                    all_read = False
                elif group := re.fullmatch(r"(?:equal|cofirst|co-first)(\d*)", word):
                    people[place] = replace(people[place], equal_group=int(group[1] or 1))
                elif word == "corresponding":
                    people[place] = replace(people[place], is_corresponding=True)
                else:
                    all_read = False
        if all_read:
            del left[field]
    return tuple(people)
