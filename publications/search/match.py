"""A query as a condition on the search index, in the words of each database.

Both find the same rows: the words are folded before they are stored, so that neither database has a
say in what a word is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection

from publications.models.search import PLACES

from .entries import VERSION, WAITING, WORK, waiting
from .language import EARLIEST, LATEST, Query, Term

WEIGHTS = {"title": "A", "names": "B", "venue": "C", "rest": "D"}
COLUMNS = ("title", "names", "venue", "rest")


@dataclass(frozen=True)
class Match:
    """Rows of search entries: what stands behind FROM, the condition, and what tells the place."""

    source: str
    condition: str
    parameters: tuple[Any, ...]
    place: str

    def places(self, limit: int, above: int | None = None) -> list[int]:
        """Return the places of the newest matches, at most `limit`, none below `above`."""
        condition, parameters = self.condition, [*self.parameters]
        if above is not None:
            condition += f" AND {self.place} >= %s"
            parameters.append(above)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {self.place} FROM {self.source} WHERE {condition} "  # noqa: S608 -- ours
                f"ORDER BY {self.place} DESC LIMIT %s",
                [*parameters, limit],
            )
            return [place for (place,) in cursor.fetchall()]


class Candidate(NamedTuple):
    """What order and facets are made of."""

    place: int
    title: str
    names: str
    venue: str
    shelves: str


def read(places: Sequence[int]) -> list[Candidate]:
    """Return the entries at these places, in no order."""
    if not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, title, names, venue, shelves FROM publications_searchentry"  # noqa: S608
            f" WHERE place IN ({', '.join(map(str, places))})"
        )
        return [Candidate(*row) for row in cursor.fetchall()]


TABLE, INDEX = "publications_searchentry", "publications_searchindex"


@dataclass(frozen=True)
class Among:
    """Where publications must stand: on one shelf of each group, on none of `never`.

    `due` are ids of those whose moment has come though nothing was written since; None stands for
    all that wait. Other versions of a work are left out of `works_only`.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    due: tuple[int, ...] | None = ()
    works_only: bool = True


def matching(query: Query, among: Among, *, titles_only: bool = False) -> Match:
    """Return what has the words and years of `query` among the publications `among` names.

    With `titles_only` words that may stand anywhere must stand in the title.
    """
    terms = query.terms
    if titles_only:
        terms = [t if t.column else Term(t.words, "title", t.is_prefix, t.others) for t in terms]
    years, years_parameters = _years(query.years)
    make = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    return make(replace(query, terms=terms), among, years, years_parameters)


def _years(years: tuple[int, int] | None) -> tuple[str, tuple[int, ...]]:
    if years is None:
        return "", ()
    first, last = max(years[0], EARLIEST), min(years[1], LATEST)
    return "BETWEEN %s AND %s", (first * 10_000 * PLACES, (last + 1) * 10_000 * PLACES - 1)


def _on_sqlite(query: Query, among: Among, years: str, bounds: tuple[int, ...]) -> Match:
    """Source: SQLite, "FTS5 Extension", section 3, full-text query syntax."""
    wanted = [_fts5(term) for term in query.terms]
    wanted += [_fts5_shelves(f":{key}" for key in group) for group in among.groups]
    if not wanted:
        wanted = [_fts5_shelves([WORK] if among.works_only else [WORK, VERSION])]
    unwanted = [_fts5(term) for term in query.without]
    unwanted += [_fts5_shelves([f":{key}"]) for key in among.never]
    if among.works_only:
        unwanted.append(_fts5_shelves([VERSION]))
    if among.due is not None:
        still = _fts5_shelves([WAITING])
        come = f" NOT {_fts5_shelves(map(waiting, among.due))}" if among.due else ""
        unwanted.append(still + come)
    asked = f"({' AND '.join(wanted)})" + "".join(f" NOT ({each})" for each in unwanted)
    condition = f"{INDEX} MATCH %s" + (f" AND {INDEX}.rowid {years}" if years else "")
    return Match(INDEX, condition, (asked, *bounds), f"{INDEX}.rowid")


def _fts5(term: Term) -> str:
    column = term.column or f"{{{' '.join(COLUMNS)}}}"
    either = [f'"{" ".join(term.words)}"', *(f'"{word}"' for word in term.others)]
    end = " *" if term.is_prefix else ""
    return f"{column} : ({' OR '.join(each + end for each in either)})"


def _fts5_shelves(keys: Iterable[str]) -> str:
    either = [f'"{key}"' for key in keys]
    return f"shelves : ({' OR '.join(either)})"


def _on_postgresql(query: Query, among: Among, years: str, bounds: tuple[int, ...]) -> Match:
    """Source: PostgreSQL, "Text Search Types", section 8.11.2, tsquery."""
    conditions: list[str] = []
    parameters: list[Any] = []
    asked = [_tsquery(term) for term in query.terms]
    asked += [f"!{_tsquery(term)}" for term in query.without]
    if asked:
        conditions.append(f"{TABLE}.words @@ %s::tsquery")
        parameters.append(" & ".join(asked))
    for group in among.groups:
        conditions.append(f"{TABLE}.shelf_keys && %s")
        parameters.append([f":{key}" for key in group])
    never = [f":{key}" for key in among.never] + [VERSION] * among.works_only
    if never:
        conditions.append(f"NOT {TABLE}.shelf_keys && %s")
        parameters.append(never)
    if among.due is not None:
        waits = f"{TABLE}.shelf_keys && %s"
        conditions.append(f"(NOT {waits} OR {TABLE}.publication = ANY(%s))")
        parameters += [[WAITING], list(among.due)]
    if years:
        conditions.append(f"{TABLE}.place {years}")
        parameters += bounds
    return Match(TABLE, " AND ".join(conditions) or "TRUE", tuple(parameters), f"{TABLE}.place")


def _tsquery(term: Term) -> str:
    """Return a term in brackets. Words in a row are sought in each column by itself.

    Their numbers run on from one column to the next, so the last word of a title would stand
    before the first name.
    """
    weight = WEIGHTS.get(term.column, "")
    end = f"*{weight}" if term.is_prefix else weight
    mark = f":{end}" if end else ""
    either = [f"'{word}'{mark}" for word in term.others]
    *before, last = term.words
    if before:
        star = "*" * term.is_prefix
        for each in weight or "ABCD":
            row = [*(f"'{word}':{each}" for word in before), f"'{last}':{star}{each}"]
            either.append(f"({' <-> '.join(row)})")
    else:
        either.append(f"'{last}'{mark}")
    return f"({' | '.join(either)})"
