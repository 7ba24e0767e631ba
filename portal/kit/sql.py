"""Rows of a related table as one JSON value, so that a list and what hangs on it are one query."""

from collections.abc import Mapping
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject


class JSONRows(Subquery):
    """The rows of `queryset` as a list of dicts, in its order; an empty list if there are none.

    `fields` maps each key of the dict to a field path or an expression. On SQLite booleans come
    back as 0 and 1, because its JSON is made from its integers.
    """

    output_field = JSONField()

    def __init__(self, queryset: QuerySet[Any], /, **fields: str | Combinable) -> None:
        named: Mapping[str, Any] = fields
        super().__init__(queryset.values(json_row=JSONObject(**named)))

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT json_group_array(json(json_row)) FROM (%(subquery)s) AS json_rows)",
        )

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT COALESCE(jsonb_agg(json_row), '[]'::jsonb)"
            " FROM (%(subquery)s) AS json_rows)",
        )
