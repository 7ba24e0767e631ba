"""What list addresses take: parameters that check their value, say what is wrong, and narrow.

A list after a comma means any of them; different parameters all hold. Nothing is ignored in
silence: an unknown name, a value that cannot be used and a parameter given twice are errors.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import QueryDict
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.models import SluggedQuerySet
from portal.kit.sql import Prepared
from portal.kit.text import SEARCH_WORDS, fold
from publications.querysets import in_years

from .problems import BadParameters, BadValue, parameter_problem

MAX_VALUES = 50
MAX_TEXT = 200
YEARS = "Write years like 2021, 2019..2022, 2019.. or ..2022."
Narrow = Callable[[Any, str], Any]

# What other services call it; a guess from spelling would not find these.
OTHER_NAMES = {
    "search": "q", "query": "q", "sort": "ordering", "order_by": "ordering", "limit": "page_size",
    "per_page": "page_size", "offset": "page", "researcher": "author", "authors": "author",
    "name": "q", "title": "q", "from": "year", "since": "year",
}  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One query parameter: what it does, an example that works, and how it narrows a list.

    `narrow(queryset, text)` returns the narrowed queryset or raises BadValue. None for parameters
    that something else reads: the page, the format.
    """

    name: str
    text: str
    example: str
    narrow: Narrow | None = None
    schema: tuple[tuple[str, Any], ...] = (("type", "string"),)


class StrictFilterBackend(BaseFilterBackend):
    """Narrows by the view's `filters`, and refuses everything that is none."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        errors = []
        for parameter in view.filters:
            text = request.query_params.get(parameter.name)
            if text is None:
                continue
            try:
                queryset = parameter.narrow(queryset, text)
            except BadValue as error:
                errors.append(parameter_problem(parameter.name, text, str(error)))
        if errors:
            raise BadParameters(errors)
        return queryset


def check_names(query: QueryDict, known: Sequence[str]) -> None:
    """Raise BadParameters for names that are not `known`, empty values and names given twice."""
    errors = []
    for name, values in list(query.lists())[:MAX_VALUES]:
        if name not in known:
            detail = f'There is no parameter "{name[:MAX_TEXT]}" here. {_remedy(name, known)}'
        elif len(values) > 1:
            detail = f"{name} is given {len(values)} times. Give it once; a comma means any of."
        elif not values[0].strip():
            detail = f"{name} has no value. Give one or leave {name} out."
        elif "\x00" in values[0]:
            detail = f"{name} holds a NUL character. Take it out."
        else:
            continue
        errors.append(parameter_problem(name, values[-1], detail))
    if errors:
        raise BadParameters(errors)


def _remedy(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name[:MAX_TEXT].lower(), known, 1)
    if OTHER_NAMES.get(name.lower()) in known:
        near = [OTHER_NAMES[name.lower()]]
    if near:
        return f"Did you mean {near[0]}?"
    return f"This address takes {', '.join(known)}."


def values_of(text: str) -> list[str]:
    """Return the values of a comma list. Raises BadValue for an empty one or too many."""
    values = list(dict.fromkeys(value.strip() for value in text.split(",")))
    if "" in values:
        raise BadValue("There is nothing between two commas. Take one comma out.")
    if len(values) > MAX_VALUES:
        raise BadValue(f"These are {len(values)} values; at most {MAX_VALUES} are taken.")
    return values


def one_of(value: str, choices: Iterable[str]) -> str:
    """Return `value` if it is among `choices`. Raises BadValue with the nearest or all of them."""
    choices = list(choices)
    if value in choices:
        return value
    near = difflib.get_close_matches(value[:MAX_TEXT].lower(), choices, 1)
    remedy = f"Did you mean {near[0]}?" if near else f"There is {', '.join(choices)}."
    raise BadValue(f'"{value[:MAX_TEXT]}" is not one of the choices. {remedy}')


def number(value: str, low: int, high: int, remedy: str = "") -> int:
    """Return `value` as a whole number from `low` to `high`. Raises BadValue."""
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        remedy = remedy or f"Write a whole number from {low} to {high}."
        raise BadValue(f'"{value[:MAX_TEXT]}" cannot be used. {remedy}')
    return int(value)


def words_of(text: str) -> list[str]:
    """Return the folded words of a search. Raises BadValue for none or too many."""
    if len(text) > MAX_TEXT:
        raise BadValue(f"This is {len(text)} characters long; at most {MAX_TEXT} are taken.")
    words = fold(text).split()
    if not words:
        raise BadValue("There is no letter or digit to search for. Write a word.")
    if len(words) > SEARCH_WORDS:
        raise BadValue(f"These are {len(words)} words; at most {SEARCH_WORDS} are taken.")
    return words


_lookups: dict[str, Prepared] = {}


def _lookup(noun: str, things: SluggedQuerySet) -> Prepared:
    """Return the query for (id, slug) of the one of `things` that has a slug."""
    if noun not in _lookups:
        named = things.order_by().values_list("pk", "slug")
        _lookups[noun] = Prepared(lambda slug: named.filter(slug=slug))
    return _lookups[noun]


def named_in(
    text: str,
    things: SluggedQuerySet,
    noun: str,
    *,
    other: dict[str, Callable[[str], Q]] | None = None,
) -> dict[int, str]:
    """Return {id: slug} of what a comma list names: by slug, former slug, or a form of `other`.

    `other` maps a pattern to the condition a value of that form stands for. Raises BadValue for
    the first value that names nothing.
    """
    found: dict[int, str] = {}
    for value in values_of(text):
        makes = [make for form, make in (other or {}).items() if re.fullmatch(form, value)]
        if makes:
            named = list(things.filter(makes[0](value)).values_list("pk", "slug")[:1])
        elif not (named := _lookup(noun, things)(value)):
            former = things.formerly(value)
            named = [(former.pk, former.slug)] if former else []
        if not named:
            raise BadValue(f'There is no {noun} "{value[:MAX_TEXT]}". Look up its slug.')
        found.update(named)
    return found


def identifier(scheme: str) -> Callable[[str], str]:
    """Return a reader of identifiers of `scheme` in any usual spelling; it raises BadValue."""

    def read(text: str) -> str:
        try:
            found = SCHEMES[scheme].normalize(text[:MAX_TEXT])
        except InvalidIdentifier as error:
            raise BadValue(str(error)) from error
        if "\x00" in found:  # written as %00, which identifiers decode
            raise BadValue("There is a NUL character in it. Take it out.")
        return found

    return read


def within(text: str) -> Q:
    """Return the condition for "2021", "2019..2022", "2019..", "..2022", or several by comma."""
    found = Q()
    for value in values_of(text):
        first, dots, last = value.partition("..")
        if not dots:
            last = first
        if not first and not last:
            raise BadValue(f"There is no year. {YEARS}")
        start = number(first, 1, 9999, YEARS) if first else 1
        end = number(last, 1, 9999, YEARS) if last else 9999
        if start > end:
            raise BadValue(f"{value} ends before it starts. Write {end}..{start}.")
        found |= in_years(start, end)
    return found


def ordering(fields: dict[str, str], default: str) -> Parameter:
    """Return the parameter that orders by the keys of `fields`, each standing for a column.

    No column may be null: places in the list are compared.
    """

    def order(queryset: QuerySet, text: str) -> QuerySet:
        columns = []
        for value in values_of(text):
            sign = "-" if value.startswith("-") else ""
            column = fields[one_of(value.removeprefix("-"), fields)]
            if column == "date_number" and not sign:  # 0 where there is no date: that comes last
                undated = When(date_number=0, then=Value(99_999_999))
                queryset = queryset.annotate(oldest=Case(undated, default=F(column)))
                column = "oldest"
            columns.append(sign + column)
        last = "-pk" if text.startswith("-") else "pk"
        return queryset.order_by(*columns, last)

    return Parameter(
        "ordering",
        f"Order by {', '.join(fields)}, several by comma; a minus turns it round. {default}",
        f"-{next(iter(fields))}",
        order,
    )
