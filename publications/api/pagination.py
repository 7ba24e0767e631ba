"""Pages of a list: count, next, previous, results, and the same as a Link header.

Numbered pages are for people and end after 10,000 entries; a cursor, which is the place of the last
entry in the list's order, costs the same at any depth and misses nothing when entries come and go.
It is signed, so that no place has to be checked for values that no entry has.
"""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from portal.kit.sql import Beyond
from publications.counting import CAP, Count, count

from .filters import Parameter, number
from .problems import BadParameters, BadValue, parameter_problem

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100
START = "*"

PAGE = Parameter(
    "page",
    f"Which page of the list, from 1, among its first {CAP:,} entries.",
    "2",
    None,
    (("type", "integer"), ("minimum", 1)),
)
SIZE = Parameter(
    "page_size",
    f"How many are on a page: {PAGE_SIZE} if not said, at most {MAX_PAGE_SIZE}.",
    "10",
    None,
    (("type", "integer"), ("minimum", 1), ("maximum", MAX_PAGE_SIZE)),
)
CURSOR = Parameter(
    "cursor",
    f"{START} to read a whole list, however long, by following next. Instead of page.",
    START,
)


class Pages(BasePagination):
    """Numbered pages or a cursor; what asks for no page, or for too much, is an error."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> list[Any]:
        query = request.query_params
        self.address = view.origin + request.get_full_path()
        self.page, self.size = self._asked(query)
        self.cursor = query.get(CURSOR.name)
        rows, keys, start = queryset, {}, 0
        if self.cursor is not None or self.page == CAP // self.size:
            self.order = _order(queryset)
            names = [name.removeprefix("-") for name in self.order]
            keys = {f"key_{place}": F(name) for place, name in enumerate(names)}
            rows = rows.annotate(**keys)  # to filter by a path would join its rows once more
        if self.cursor is None:
            start = (self.page - 1) * self.size
            self._check_wall()
        elif self.cursor != START:
            as_keys = zip(self.order, names, keys, strict=True)
            order = [way.removesuffix(name) + key for way, name, key in as_keys]
            rows = rows.filter(Beyond(order, self._place()))
        rows = list(rows[start : start + self.size + 1])
        self.has_next = len(rows) > self.size
        if self.cursor is None and not self.has_next and (rows or start == 0):
            self.count = Count(start + len(rows))
        else:
            self.count = count(queryset, view.drawn, view.shelf, view.counted)
        rows = rows[: self.size]
        if not rows and start:
            self._miss()
        self.last = _key_of(rows[-1], keys) if rows and keys else []
        return rows

    def get_paginated_response(self, data: list[Any]) -> Response:
        links = self._links()
        body = {
            "count": self.count.number,
            "count_is_exact": self.count.is_exact,
            "next": links["next"],
            "previous": links["prev"],
            "results": data,
        }
        # RFC 8288
        link = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items() if address)
        return Response(body, headers={"Link": link} if link else None)

    def _links(self) -> dict[str, str | None]:
        following = None
        if self.has_next and self.last:
            cursor = Signer(salt=CURSOR.name).sign_object([self.order, self.last])
            address = self.address if self.cursor else self._link(1)
            following = replace_query_param(address, CURSOR.name, cursor)
        elif self.has_next:
            following = self._link(self.page + 1)
        is_later = self.cursor is None and self.page > 1
        ends = self.cursor is None and self.has_next and self.count.number <= CAP
        last_page = -(-self.count.number // self.size)
        return {
            "first": self._link(1) if is_later else None,
            "prev": self._link(self.page - 1) if is_later else None,
            "next": following,
            "last": self._link(last_page) if ends and self.count.is_exact else None,
        }

    def _link(self, number: int) -> str:
        if number == 1:
            return remove_query_param(self.address, PAGE.name)
        return replace_query_param(self.address, PAGE.name, number)

    def _asked(self, query: Any) -> tuple[int, int]:
        """Return the page and the size that are asked for. Raises BadParameters."""
        more = f"A page holds 1 to {MAX_PAGE_SIZE}: ask for those and follow next for the others."
        read, errors = [], []
        for parameter, default, most, remedy in (
            (PAGE, 1, 1_000_000, ""),
            (SIZE, PAGE_SIZE, MAX_PAGE_SIZE, more),
        ):
            text = query.get(parameter.name, str(default))
            try:
                read.append(number(text, 1, most, remedy))
            except BadValue as error:
                errors.append(parameter_problem(parameter.name, text, str(error)))
        if CURSOR.name in query and PAGE.name in query:
            detail = "A page and a cursor cannot both be meant. Leave the page out."
            errors.append(parameter_problem(PAGE.name, query[PAGE.name], detail))
        if errors:
            raise BadParameters(errors)
        page, size = read
        return page, size

    def _check_wall(self) -> None:
        if self.page > CAP // self.size:
            detail = (
                f"Pages of {self.size} are numbered up to {CAP // self.size}. To read on, follow "
                f"next, or start with {CURSOR.name}={START}."
            )
            raise BadParameters([parameter_problem(PAGE.name, str(self.page), detail)])

    def _miss(self) -> None:
        last = max(1, -(-self.count.number // self.size))
        pages = f"{last} page{'s' * (last > 1)}"
        detail = f"There is no page {self.page}: this list has {pages}."
        raise BadParameters([parameter_problem(PAGE.name, str(self.page), detail)], status=404)

    def _place(self) -> list[Any]:
        """Return the place a cursor stands for. Raises BadParameters."""
        text = self.cursor or ""
        try:
            order, place = Signer(salt=CURSOR.name).unsign_object(text)
        except BadSignature:
            order, place = [], []
        if order != self.order:
            detail = "This is no cursor of this list in this order."
            remedy = f"Start again with cursor={START}."
            raise BadParameters([parameter_problem(CURSOR.name, text, f"{detail} {remedy}")])
        return list(place)


def _order(queryset: QuerySet) -> list[str]:
    """Return what the list is ordered by, of which the last decides."""
    order = [*(queryset.query.order_by or queryset.model._meta.ordering)]
    if order[-1].removeprefix("-") not in {"pk", "placements__publication_id"}:
        order.append("-pk" if order[-1].startswith("-") else "pk")
    return order


def _key_of(row: Any, keys: dict[str, Any]) -> list[int | str]:
    is_row = isinstance(row, Model)
    values = [getattr(row, key) for key in keys] if is_row else row[-len(keys) :]
    return [value if isinstance(value, int) else str(value) for value in values]
