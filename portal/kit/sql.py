"""Fewer and cheaper queries: related rows as one JSON value, SQL made but once, rows in bulk."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, JSONField, Model, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

_TEXT = "\ue000 value \ue000"  # stands for a value while SQL is made; private use: of no text
_NUMBER = -(2**61) - 1  # below every id, and fits where ids do
ROOM = 96 * 2**20  # bytes of the database that a long import keeps at hand on SQLite


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


def begins_with(field: str, prefix: str) -> Q:
    """Return the condition that an ASCII column begins with `prefix`, by the column's index.

    SQLite asks no index for Django's LIKE, and orders by bytes; PostgreSQL has an index for it.
    """
    found = Q((f"{field}__startswith", prefix))
    if connection.vendor == "sqlite":
        found &= Q((f"{field}__gte", prefix), (f"{field}__lt", prefix + chr(127)))
    return found


def beginning(column: str, prefix: str) -> tuple[str, list[str]]:
    """Return what `begins_with` asks as SQL and its parameters, for queries written by hand."""
    if connection.vendor == "sqlite":
        return f"({column} >= %s AND {column} < %s)", [prefix, prefix + chr(127)]
    return f"{column} LIKE %s", [connection.ops.prep_for_like_query(prefix) + "%"]


class Beyond(Func):
    """Whether a row comes after a place in a list; an index of the list's order serves.

    `order` is that of the list, as `order_by` has it, and `place` a value for each of its names.
    The same made of lookups costs several times what the database needs to answer.
    """

    output_field = BooleanField()

    def __init__(self, order: Sequence[str], place: Sequence[Any]) -> None:
        super().__init__(*(name.removeprefix("-") for name in order))
        self._signs = ["<" if name.startswith("-") else ">" for name in order]
        self._place = place

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        condition, parameters = "", ()
        keys = zip(self.source_expressions, self._signs, self._place, strict=True)
        for key, sign, value in reversed(list(keys)):
            column, own = compiler.compile(key)
            here = (*own, key.output_field.get_db_prep_value(value, connection))
            if condition:
                rest = f"({column} {sign} %s OR {condition})"
                condition = f"({column} {sign}= %s AND {rest})"
                parameters = (*here, *here, *parameters)
            else:
                condition, parameters = f"{column} {sign} %s", here
        return condition, parameters


class Prepared:
    """A query whose SQL is made once and asked often, each time for another text or number.

    `rows(value)` gives the queryset, of plain `values_list` columns, which come as the database has
    them; making its SQL costs several times what the database needs to answer. Whatever else is in
    it stays as it is when first asked, so the present time must not be.
    """

    def __init__(self, rows: Callable[[Any], QuerySet[Any]]) -> None:
        self._rows = rows
        self._made: tuple[str, tuple[Any, ...]] | None = None

    def __call__(self, value: str | int) -> list[tuple[Any, ...]]:
        """Return the rows for `value`, which is always a text or always a number."""
        if self._made is None:
            mark = _NUMBER if isinstance(value, int) else _TEXT
            self._made = self._rows(mark).query.sql_with_params()
        sql, parameters = self._made
        given = [value if each in (_TEXT, _NUMBER) else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return list(cursor.fetchall())


class PreparedAmong:
    """A query whose SQL is made once for a few sizes, asked for rows that have one of some values.

    `rows(values)` gives the queryset, as for `Prepared`, its condition an `in` of these values.
    """

    def __init__(self, rows: Callable[[list[Any]], QuerySet[Any]]) -> None:
        self._rows = rows
        self._made: dict[int, tuple[str, tuple[Any, ...], dict[Any, int]]] = {}

    def __call__(self, values: Sequence[str] | Sequence[int]) -> list[tuple[Any, ...]]:
        """Return the rows for these values, which are always texts or always numbers."""
        if not values:
            return []
        size = 1
        while size < len(values):
            size *= 4
        if size not in self._made:
            is_number = isinstance(values[0], int)
            marks: list[Any] = [
                _NUMBER - place if is_number else f"{_TEXT}{place}" for place in range(size)
            ]
            places = {mark: place for place, mark in enumerate(marks)}
            self._made[size] = (*self._rows(marks).query.sql_with_params(), places)
        sql, parameters, places = self._made[size]
        told = [*values, *([values[-1]] * (size - len(values)))]
        given = [told[places[each]] if each in places else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return list(cursor.fetchall())


def reserve_ids(model: type[Model], count: int) -> range | list[int]:
    """Return `count` ids that no row of `model` has or ever had; within a transaction."""
    table, quoted = model._meta.db_table, connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            last = found[0] if found else 0
            if not found:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 0)", [table])
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table]
            )
            return range(last + 1, last + count + 1)
        cursor.execute(
            f"SELECT nextval(pg_get_serial_sequence('{quoted}', 'id'))"  # noqa: S608 -- our name
            " FROM generate_series(1, %s)",
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as values of the columns `names`; others get their constant defaults.

    Values are as the database driver takes them: nothing is checked, nobody is told. For many rows
    at once, of which the caller knows all that follows from them.
    """
    rows = list(rows)
    if not rows:
        return
    statement, tail = _insertion(model, tuple(names))
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row, *tail) for row in rows])


@cache
def _insertion(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement, and the values of the columns that get their defaults."""
    rest = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.column and not (field.generated or field.column in names or field.primary_key)
    }
    columns = ", ".join(connection.ops.quote_name(name) for name in [*names, *rest])
    marks = ", ".join(["%s"] * (len(names) + len(rest)))
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 -- names of ours
    return statement, tuple(rest.values())


@contextmanager
def many_rows() -> Iterator[None]:
    """Give SQLite room to keep the pages of the indexes at hand while many rows are inserted."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    plain = connection.connection  # Django's refuses to do anything after a failure
    (before,) = plain.execute("PRAGMA cache_size").fetchone()
    plain.execute(f"PRAGMA cache_size = {-ROOM // 1024}")
    try:
        yield
    finally:
        plain.execute(f"PRAGMA cache_size = {before}")


def analyze(*of: type[Model]) -> None:
    """Have PostgreSQL look at the rows of these models, many of which the transaction inserted.

    It plans by what it last saw, and for a table that was nearly empty then it plans badly.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in of)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
