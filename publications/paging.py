"""A page of a list of publications for people: numbered as long as that is cheap, then onwards."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest

from publications.counting import CAP, Count, count
from publications.printed import Listing, by_year, listing, stored
from publications.querysets import PublicationQuerySet

PAPERS_PER_PAGE = 40
PLACES = {"page", "before"}
LAST_NUMBERED = CAP // PAPERS_PER_PAGE


@dataclass(frozen=True)
class PaperPage:
    """One page of a list, newest first, by year; `previous` and `next` are queries, "" for none."""

    listing: Listing
    count: Count
    number: int | None
    pages: int
    previous: str
    next: str
    query: str  # of the whole list, as for its files

    @property
    def is_whole(self) -> bool:
        """Whether `pages` are all there are."""
        return self.count.is_exact and self.count.number <= CAP


def paged(request: HttpRequest, papers: PublicationQuerySet, shelf: str = "") -> PaperPage:
    """Return the page of `papers`, which come newest first, that the query asks for.

    `page` numbers the first 250 pages; `before`, the place of a publication, takes up after them.
    `shelf` names the one that holds just these papers, if one does.
    """
    total = count(papers, request.drawn, shelf, "works")
    pages = min(max(1, -(-total.number // PAPERS_PER_PAGE)), LAST_NUMBERED)
    if place := place_of(request.GET.get("before", "")):
        number, start = None, 0
        date, pk = place
        papers = papers.filter(
            Q(date_number__lt=date) | Q(date_number=date, pk__lt=pk), date_number__lte=date
        )
    else:
        number = _number(request.GET.get("page", ""), pages)
        start = (number - 1) * PAPERS_PER_PAGE
    rows = stored(papers[start : start + PAPERS_PER_PAGE + 1])
    shown, has_more = rows[:PAPERS_PER_PAGE], len(rows) > PAPERS_PER_PAGE
    following = ""
    if has_more and number and number < LAST_NUMBERED:
        following = _query(request, page=str(number + 1))
    elif has_more:
        last = shown[-1]
        following = _query(request, before=f"{last['date_number']}-{last['id']}")
    return PaperPage(
        listing=listing(shown, by_year),
        count=total,
        number=number,
        pages=pages,
        previous=_query(request, page=str(number - 1)) if number and number > 1 else "",
        next=following,
        query=_query(request) if request.GET.keys() - PLACES else "",
    )


def place_of(text: str) -> tuple[int, int] | None:
    """Return (date_number, id) of the publication whose place in a list is written, else None."""
    found = re.fullmatch(r"(\d{1,8})-(\d{1,18})", text)
    return (int(found[1]), int(found[2])) if found else None


def _number(text: str, pages: int) -> int:
    """Return the page that is asked for, the first for what is no number, the last beyond it."""
    return min(max(1, int(text)), pages) if re.fullmatch(r"\d{1,9}", text) else 1


def _query(request: HttpRequest, **place: str) -> str:
    kept = {k: v for k, v in request.GET.items() if k not in PLACES}
    return f"?{urlencode(kept | place)}"
