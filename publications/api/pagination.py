"""Pages of a list: count, next, previous, results, and the same as a Link header."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from .filters import Parameter, number
from .problems import BadParameters, BadValue, parameter_problem

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100
MAX_PAGE = 1_000_000

PAGE = Parameter(
    "page", "Which page of the list, from 1.", "2", None, (("type", "integer"), ("minimum", 1))
)
SIZE = Parameter(
    "page_size",
    f"How many are on a page: {PAGE_SIZE} if not said, at most {MAX_PAGE_SIZE}.",
    "10",
    None,
    (("type", "integer"), ("minimum", 1), ("maximum", MAX_PAGE_SIZE)),
)


class Pages(BasePagination):
    """Numbered pages; asking for more than a page holds, or for no page, is an error."""

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> list[Any]:
        more = f"A page holds 1 to {MAX_PAGE_SIZE}: ask for those and follow next for the others."
        asked = [(PAGE, 1, MAX_PAGE, ""), (SIZE, PAGE_SIZE, MAX_PAGE_SIZE, more)]
        read, errors = [], []
        for parameter, default, most, remedy in asked:
            text = request.query_params.get(parameter.name, str(default))
            try:
                read.append(number(text, 1, most, remedy))
            except BadValue as error:
                errors.append(parameter_problem(parameter.name, text, str(error)))
        if errors:
            raise BadParameters(errors)
        asked_page, size = read
        paginator = Paginator(queryset, size)
        if asked_page > paginator.num_pages:
            pages = f"{paginator.num_pages} page{'s' * (paginator.num_pages > 1)}"
            detail = f"There is no page {asked_page}: this list has {pages}."
            raise BadParameters([parameter_problem(PAGE.name, str(asked_page), detail)], status=404)
        self.page = paginator.page(asked_page)
        self.address = request.build_absolute_uri()
        return list(self.page)

    def get_paginated_response(self, data: list[Any]) -> Response:
        page = self.page
        links = {
            "first": self._link(1) if page.has_previous() else None,
            "prev": self._link(page.number - 1) if page.has_previous() else None,
            "next": self._link(page.number + 1) if page.has_next() else None,
            "last": self._link(page.paginator.num_pages) if page.has_next() else None,
        }
        body = {
            "count": page.paginator.count,
            "next": links["next"],
            "previous": links["prev"],
            "results": data,
        }
        # RFC 8288
        link = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items() if address)
        return Response(body, headers={"Link": link} if link else None)

    def _link(self, number: int) -> str:
        if number == 1:
            return remove_query_param(self.address, PAGE.name)
        return replace_query_param(self.address, PAGE.name, number)
