"""Lists of publications narrowed by a search: all it finds, page by page, however much."""

from dataclasses import replace
from typing import Any

from django.db.models.expressions import RawSQL

from publications.models.search import PLACES
from publications.querysets import newest_first

from .find import CANDIDATES, among, identified_by, settled
from .language import parse
from .match import INDEX

PAPERS = "publications_publication"


def narrow(papers: Any, text: str) -> Any:
    """Return what of a queryset of publications `text` finds: all of it if nothing can be sought.

    What was newest first, or in no order, comes in the order of the index: the same, and the first
    of very many are found without a look at the others.
    """
    query = parse(text)
    if query.identifiers:
        return papers.filter(pk__in=identified_by(query))
    where = among(query, {})
    if where is None:
        return papers.none()
    if not (query.has_place or query.without or where.never):
        return papers
    _, match, _ = settled(query, replace(where, due=None, works_only=False), CANDIDATES)
    is_virtual = match.source == INDEX
    tied = f"({match.place} & {PLACES - 1})" if is_virtual else f"{match.source}.publication"
    found = papers.extra(  # noqa: S610 -- our own words
        tables=[match.source],
        where=[f"{PAPERS}.id = {tied}", match.condition],
        params=match.parameters,
    )
    if list(papers.query.order_by) in ([], newest_first()):
        found = found.alias(search_place=RawSQL(match.place, ())).order_by("-search_place")  # noqa: S611
    return found
