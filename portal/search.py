"""The page of the search: names, papers, and what narrows them, all in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.pages import drawn_from
from publications.models import Document, Publication
from publications.search.facets import NARROWING, Value, label
from publications.search.find import Found, find
from publications.search.highlight import marked, marked_html, snippet
from researchers.models import Researcher

LABELS = {
    "year": "Year", "type": "Type", "venue": "Venue", "author": "Person", "lab": "Lab",
    "topic": "Topic",
}  # fmt: skip
KINDS = {
    "researcher": "People", "lab": "Labs", "venue": "Venues", "topic": "Topics",
    "project": "Projects",
}  # fmt: skip
LONGEST = 10_000  # letters of a query that are read at all
BAR, HEIGHT, MOST_BARS = 12, 48, 60  # of the picture of years, in its own units


@dataclass(frozen=True)
class Bar:
    """One year in the picture of years."""

    year: str
    count: int
    x: int
    height: int
    query: str


@drawn_from("publications", "venues", "labs", "topics", "people", "profiles", by_content=True)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", " ")[:LONGEST].strip()
    chosen = {name: request.GET[name][:200] for name in NARROWING if request.GET.get(name)}
    number = request.GET.get("page", "")
    found = find(text, chosen, int(number) if number.isdecimal() and len(number) < 6 else 1)
    narrowing = {"q": text, **chosen}
    context = {
        "text": text,
        "found": found,
        "names": [(KINDS[kind], [_row(row) for row in rows]) for kind, rows in found.names.items()],
        "papers": _papers(found),
        "chosen": [
            (LABELS[name], label(name, value), _query(narrowing, without=name))
            for name, value in chosen.items()
        ],
        "facets": [
            (LABELS[name], [(value, _query(narrowing, **{name: value.value})) for value in values])
            for name, values in found.facets.items()
            if name not in chosen and len(values) > 1
        ],
        "bars": [] if "year" in chosen else _bars(found.facets.get("year", []), narrowing),
        "height": HEIGHT,
        "previous": _query(narrowing, page=found.number - 1) if found.number > 1 else "",
        "next": _query(narrowing, page=found.number + 1) if found.number < found.pages else "",
        "list_query": _query(narrowing),
    }
    return render(request, "portal/search.html", context)


def _row(row: Any) -> dict[str, Any]:
    """Return how a person, a lab or the like is shown: her papers, if she has no page."""
    if isinstance(row, Researcher):
        url = row.get_absolute_url() if row.has_page else f"/publications/?author={row.slug}"
        return {"name": row.full_name, "url": url, "line": row.headline}
    line = getattr(row, "tagline", "") or getattr(row, "institution", "")
    return {"name": str(row), "url": row.get_absolute_url(), "line": line}


def _papers(found: Found) -> list[dict[str, Any]]:
    """Return the papers of the page in their order. Two queries."""
    texts = Document.texts("printed", found.hits)
    fields = ("title", "summary", "abstract")
    own = Publication.objects.filter(pk__in=found.hits).order_by()
    told = {pk: texts for pk, *texts in own.values_list("pk", *fields)}
    terms = found.terms
    papers = []
    for pk in found.hits:
        if pk not in texts or pk not in told:
            continue
        title, summary, abstract = told[pk]
        paper = orjson.loads(texts[pk])
        paper["title_pieces"] = [] if "$" in title else marked(title, terms)
        paper["byline_html"] = marked_html(paper["byline_html"], terms)
        paper["snippet"] = snippet(abstract, terms) or snippet(summary, terms)
        papers.append(paper)
    return papers


def _query(kept: dict[str, str], without: str = "", **changes: object) -> str:
    told = {name: value for name, value in kept.items() if value and name != without}
    return f"?{urlencode({**told, **changes})}"


def _bars(years: list[Value], narrowing: dict[str, str]) -> list[Bar]:
    """Return a bar for each year from the first to the last, the newest of very many."""
    counts = {int(value.value): value.count for value in years}
    if len(counts) < 2:
        return []
    first, most = max(min(counts), max(counts) - MOST_BARS + 1), max(counts.values())
    return [
        Bar(
            str(year),
            counts.get(year, 0),
            place * BAR,
            max(2, round(HEIGHT * counts[year] / most)) if year in counts else 0,
            _query(narrowing, year=year),
        )
        for place, year in enumerate(range(first, max(counts) + 1))
    ]
