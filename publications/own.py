"""What a format cannot say of a record, written beside the rest, so that nothing is lost."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from publications.records import IDENTIFIERS, TYPES, Problem, Record

MARK = "byline:"  # before the JSON, in formats that have fields of text alone


def left_over(record: Record, back: Record) -> dict[str, Any]:
    """Return, by the names of `Record`, what `back` does not tell as `record` does; null for none.

    `back` is what reading gave again of what was written.
    """
    then, told = back.dump(), record.dump()
    names = [name for name in {**told, **then} if name not in {"source", "where"}]
    return {name: told.get(name) for name in names if told.get(name) != then.get(name)}


def marked(own: Mapping[str, Any]) -> str:
    """Return `own` as one line of text, "" if there is nothing."""
    return MARK + orjson.dumps(own).decode() if own else ""


def take_marked(values: list[str]) -> Any:
    """Return what `marked` wrote into one of `values`, and take that out; None for nothing."""
    for value in values:
        if value.startswith(MARK):
            values.remove(value)
            try:
                return orjson.loads(value.removeprefix(MARK))
            except orjson.JSONDecodeError:
                return {"": value}  # is not of the form, and said so
    return None


def with_own(record: Record, own: Any, where: str, problems: list[Problem]) -> Record:
    """Return `record` with what is told beside it; what is not of that form is a problem."""
    if not isinstance(own, Mapping):
        return record
    told = record.dump()
    for name, value in own.items():
        if value is None:
            told.pop(name, None)
        else:
            told[name] = value
    try:
        whole = Record.load(told)
        if not _is_sound(whole):
            raise TypeError
        if _json(whole.dump()) != _json({name: value for name, value in told.items() if value}):
            raise ValueError
    except (TypeError, ValueError, AttributeError, KeyError):  # whatever stands there
        what = f"{where} is not of this form."
        problems.append(Problem(record.where, what, "It was left out."))
        return record
    return whole.but(source=record.source, where=record.where)


def _json(told: Mapping[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _is_sound(record: Record) -> bool:
    """Return whether every field of a record loaded from outside is of its type."""
    texts: list[Any] = [record.type, *(getattr(record, field) for field in _TEXT_FIELDS)]
    for name in (*record.authors, *record.editors):
        texts += [getattr(name, part) for part in _NAME_TEXTS]
        if not (name.equal_group is None or type(name.equal_group) is int):
            return False
        if type(name.is_corresponding) is not bool:
            return False
    for link in record.links:
        texts += [link.url, link.kind, link.label]
        if not re.match(r"(?i)(?:https?|ftp)://", str(link.url)):
            return False
    texts += [part for pair in record.other_ids for part in pair]
    texts += [*record.keywords, *record.awards]
    for field, scheme in IDENTIFIERS.items():
        if value := getattr(record, field):
            texts.append(value)
            try:
                if SCHEMES[scheme].normalize(value) != value:
                    return False
            except InvalidIdentifier:
                return False
    return all(isinstance(text, str) for text in texts) and record.type in TYPES


_TEXT_FIELDS = (
    "title", "container_title", "container_short", "event", "collection_title", "volume", "issue",
    "pages", "publisher", "publisher_place", "abstract", "summary", "note", "language",
    "citation_key",
)  # fmt: skip
_NAME_TEXTS = (
    "family", "given", "non_dropping_particle", "dropping_particle", "suffix", "literal",
    "original", "orcid", "affiliation",
)  # fmt: skip
