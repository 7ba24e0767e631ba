"""Where the fields of a publication come from, for those who edit it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from publications.importing.differences import AWARDS, DATE, LINKS, told_by
from publications.importing.values import AUTHORS, COLUMNS, LABELS, VENUE, names_digest
from publications.models import Publication

DATES = ("year", "month", "day")


def sources_table(paper: Publication) -> Any:
    """Return a table: each field that says something, who said it, and when."""
    if not paper.pk:
        return "Everything is entered by hand."
    if not paper.provenance.get("fields"):
        return "Everything was entered by hand."
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
        ((label, *_source(entry, paper)) for label, entry in _fields(paper)),
    )
    head = format_html_join("", '<th scope="col">{}</th>', [["Field"], ["Source"], ["When"]])
    table = '<table class="sources"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    return format_html(table, head, rows)


def _fields(paper: Publication) -> Iterator[tuple[str, int | None]]:
    """Yield each field in words with the number of its source, None if it was edited by hand."""
    told = paper.provenance["fields"]

    def number(name: str, value: Any) -> int | None:
        return told[name][0] if told_by(name, value, paper.provenance) is not None else None

    for name in COLUMNS:
        if name in {"month", "day"}:
            continue
        if name == "year":
            if date := [part for part in (getattr(paper, part) for part in DATES) if part]:
                yield "date", number(DATE, date)
        elif (value := getattr(paper, name)) not in {"", None}:
            yield LABELS[name], number(name, value)
    if paper.venue:
        yield LABELS[VENUE], number(VENUE, paper.venue.name)
    rows = paper.authorships.order_by("role", "position").values_list("role", "credited_as")
    if byline := list(rows):
        is_told = told.get(AUTHORS, [0, None])[1] == names_digest(byline)
        yield LABELS[AUTHORS], told[AUTHORS][0] if is_told else None
    for name in (LINKS, AWARDS):
        if name in told:
            yield name, told[name][0]


def _source(number: int | None, paper: Publication) -> tuple[Any, str]:
    if number is None:
        return "by hand", ""
    source = paper.provenance["sources"][number]
    day = parse_date(source.get("at", ""))
    url = reverse("admin:publications_importrun_change", args=[source["run"]])
    return format_html('<a href="{}">{}</a>', url, source["origin"]), (
        date_format(day, "j M Y") if day else ""
    )
