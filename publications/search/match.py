"""A query as a condition on the search index, in the words of each database.

Both find the same rows: the words are folded before they are stored, so that neither database has a
say in what a word is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from publications.models.search import PLACES

from .language import EARLIEST, LATEST, Query, Term

WEIGHTS = {"title": "A", "names": "B", "venue": "C", "rest": "D"}
COLUMNS = ("title", "names", "venue", "rest")


@dataclass(frozen=True)
class Match:
    """Rows of search entries, newest first: what stands behind FROM, and the condition."""

    source: str
    condition: str
    parameters: tuple[Any, ...]

    def newest(
        self, columns: Sequence[str], limit: int, above: int | None = None
    ) -> list[tuple[Any, ...]]:
        """Return these columns of the newest matches, at most `limit`, not below place `above`."""
        condition, parameters = self.condition, [*self.parameters]
        if above is not None:
            condition += " AND place >= %s" if self.source != INDEX else " AND rowid >= %s"
            parameters.append(above)
        names = ", ".join(columns)
        order = "place" if self.source != INDEX else "rowid"
        names = names if self.source != INDEX else names.replace("place", "rowid")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {names} FROM {self.source} WHERE {condition} "  # noqa: S608 -- our words
                f"ORDER BY {order} DESC LIMIT %s",
                [*parameters, limit],
            )
            return list(cursor.fetchall())

    def count(self, most: int) -> tuple[int, int]:
        """Return how many match, `most` at the most, and the place of the oldest of these."""
        order = "place" if self.source != INDEX else "rowid"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*), MIN({order}) FROM (SELECT {order} FROM {self.source} "  # noqa: S608
                f"WHERE {self.condition} ORDER BY {order} DESC LIMIT %s) AS counted",
                [*self.parameters, most],
            )
            number, lowest = cursor.fetchone()
            return number, lowest or 0


TABLE, INDEX = "publications_searchentry", "publications_searchindex"


def matching(query: Query, shelves: Sequence[str], *, titles_only: bool = False) -> Match:
    """Return what `query` asks for among what stands on all of `shelves`.

    With `titles_only` words that may stand anywhere must stand in the title.
    """
    terms = query.terms
    if titles_only:
        terms = [t if t.column else Term(t.words, "title", t.is_prefix, t.others) for t in terms]
    keys = [*query.shelves, *shelves]
    years, years_parameters = _years(query.years)
    make = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    return make(query, terms, keys, years, years_parameters)


def _years(years: tuple[int, int] | None) -> tuple[str, tuple[int, ...]]:
    if years is None:
        return "", ()
    first, last = max(years[0], EARLIEST), min(years[1], LATEST)
    return "BETWEEN %s AND %s", (first * 10_000 * PLACES, (last + 1) * 10_000 * PLACES - 1)


def _on_sqlite(
    query: Query, terms: Sequence[Term], keys: Sequence[str], years: str, bounds: tuple[int, ...]
) -> Match:
    """Source: SQLite, "FTS5 Extension", section 3, full-text query syntax."""
    wanted = [_fts5(term) for term in terms] + [f'shelves : "{key}"' for key in keys]
    unwanted = [_fts5(term) for term in query.without]
    unwanted += [f'shelves : "{key}"' for key in query.not_shelves]
    if not wanted:
        if not unwanted:
            return Match(TABLE, f"place {years}", bounds)
        wanted = ['shelves : "is:work"']
    asked = f"({' AND '.join(wanted)})" + "".join(f" NOT ({each})" for each in unwanted)
    condition = f"{INDEX} MATCH %s" + (f" AND rowid {years}" if years else "")
    return Match(INDEX, condition, (asked, *bounds))


def _fts5(term: Term) -> str:
    column = term.column or f"{{{' '.join(COLUMNS)}}}"
    either = [f'"{" ".join(term.words)}"', *(f'"{word}"' for word in term.others)]
    end = " *" if term.is_prefix else ""
    return f"{column} : ({' OR '.join(each + end for each in either)})"


def _on_postgresql(
    query: Query, terms: Sequence[Term], keys: Sequence[str], years: str, bounds: tuple[int, ...]
) -> Match:
    """Source: PostgreSQL, "Text Search Types", section 8.11.2, tsquery."""
    wanted = [_tsquery(term) for term in terms]
    unwanted = [f"!({_tsquery(term)})" for term in query.without]
    conditions, parameters = [], []
    if wanted or unwanted:
        conditions.append("words @@ %s::tsquery")
        parameters.append(" & ".join(wanted + unwanted))
    if keys:
        conditions.append("shelf_keys @> %s")
        parameters.append(list(keys))
    if query.not_shelves:
        conditions.append("NOT shelf_keys && %s")
        parameters.append(list(query.not_shelves))
    if years:
        conditions.append(f"place {years}")
        parameters += bounds
    return Match(TABLE, " AND ".join(conditions) or "TRUE", tuple(parameters))


def _tsquery(term: Term) -> str:
    weight = WEIGHTS.get(term.column, "")
    end = f"*{weight}" if term.is_prefix else weight
    mark = f":{end}" if end else ""

    def phrase(words: Sequence[str]) -> str:
        plain = f":{weight}" if weight else ""
        return " <-> ".join([*(f"'{word}'{plain}" for word in words[:-1]), f"'{words[-1]}'{mark}"])

    either = [phrase(term.words), *(phrase([word]) for word in term.others)]
    return f"({' | '.join(either)})" if len(either) > 1 else f"({either[0]})"
