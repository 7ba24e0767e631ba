"""Entries of a section that stand in a table whose first row says what its columns hold."""

import re
from collections.abc import Iterator

from lxml import html

from portal.kit.text import clean_text

from .jekyll_entries import Entry
from .jekyll_text import one_line
from .markdown import text_of, to_markdown
from .places import RootPlaces

_COLUMNS = {
    "when": re.compile(r"(?i)dates?|when|years?|time|period|semester|term"),
    "title": re.compile(r"(?i)(?:talk )?titles?\b.*|talks?|topics?|awards?|what|courses?|subject"),
    "place": re.compile(
        r"(?i)events?|venues?|conferences?|where|occasion|institutions?|organi[sz]ations?|"
        r"universit(?:y|ies)|host"
    ),
    "city": re.compile(r"(?i)locations?|city|place|country"),
}


def entries_of_tables(whole: html.HtmlElement, places: RootPlaces) -> list[Entry]:
    """Return the entries of the tables whose columns are named, none if no title is among them."""
    return [entry for table in whole.iter("table") for entry in _entries(table, places)]


def _entries(table: html.HtmlElement, places: RootPlaces) -> Iterator[Entry]:
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    heads = rows[0] if rows and all(cell.tag == "th" for cell in rows[0]) else []
    columns = [
        next((name for name, form in _COLUMNS.items() if form.fullmatch(text_of(cell))), "")
        for cell in heads
    ]
    if "title" not in columns or len({*columns} - {""}) < 2:
        return
    for row in rows[1:]:
        told = dict(zip(columns, row, strict=False))
        entry = Entry(when=_plain(told, "when"))
        strong = next(told["title"].iter("strong", "b"), None) if "title" in told else None
        entry.title = text_of(strong) if strong is not None else _plain(told, "title")
        entry.place = ", ".join(filter(None, [_plain(told, "place"), _plain(told, "city")]))
        links = [(text_of(link), places.whole(link.get("href") or ""))
                 for cell in row for link in cell.iter("a")]  # fmt: skip
        entry.url = next((address for _, address in links if address), "")
        others = [one_line(to_markdown(cell, places.whole))
                  for name, cell in zip(columns, row, strict=False) if not name]  # fmt: skip
        more = [f"[{word}]({address})" for word, address in links[1:] if word and address]
        entry.lines = [*filter(None, others), *([" · ".join(more)] if more else [])]
        if entry.title:
            yield entry


def _plain(told: dict[str, html.HtmlElement], name: str) -> str:
    return clean_text(text_of(told[name])) if name in told else ""
