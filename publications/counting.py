"""How many there are: exact where that is cheap; else "at least so many", and said to be so."""

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portal.kit.pages import Drawn

CAP = 10_000  # what is counted one by one


@dataclass(frozen=True)
class Count:
    """A number; there are more if it is not exact."""

    number: int
    is_exact: bool = True


def count(
    rows: QuerySet, drawn: Drawn, shelf: str = "", what: Literal["works", "entries"] = "entries"
) -> Count:
    """Return how many `rows` there are; `shelf` names the one that holds just these, if any."""
    if shelf and (size := drawn.size(shelf)):
        return Count(getattr(size, what))
    try:
        sql, parameters = rows.order_by().values("pk")[: CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return Count(0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS counted", parameters)  # noqa: S608
        [found] = cursor.fetchone()
    return Count(min(found, CAP), found <= CAP)
