"""The page of the search: names, papers, and what narrows them, all in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.pages import drawn_from
from publications.models import Document, Publication
from publications.search.facets import NARROWING, Value, label
from publications.search.find import Found, find
from publications.search.highlight import marked, marked_html, snippet

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
    start = _query(narrowing) + "&"  # something is sought where there are facets
    context = {
        "text": text,
        "found": found,
        "names": [(KINDS[kind], rows) for kind, rows in found.names.items()],
        "papers": _papers(found),
        "chosen": [
            (LABELS[name], label(name, value), _query(narrowing, without=name))
            for name, value in chosen.items()
        ],
        "facets": [
            (
                LABELS[name],
                [(value, f"{start}{name}={quote_plus(value.value)}") for value in values],
            )
            for name, values in found.facets.items()
            if name not in chosen and len(values) > 1
        ],
        "bars": [] if "year" in chosen else _bars(found.facets.get("year", []), start),
        "height": HEIGHT,
        "previous": _query(narrowing, page=found.number - 1) if found.number > 1 else "",
        "next": _query(narrowing, page=found.number + 1) if found.number < found.pages else "",
        "list_query": _query(narrowing),
    }
    return render(request, "portal/search.html", context)


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


def _bars(years: list[Value], start: str) -> list[Bar]:
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
            f"{start}year={year}",
        )
        for place, year in enumerate(range(first, max(counts) + 1))
    ]
