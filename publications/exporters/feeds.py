"""Feeds of the newest publications: Atom (RFC 4287, RFC 5005) and JSON Feed 1.1."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape

import orjson
from lxml import etree

from portal.kit.identifiers import SCHEMES
from portal.kit.markup import render_title
from portal.kit.text import join_names
from portal.kit.xml import add
from publications.records import Record

from .base import NOTHING, About, Exporter
from .dublin_core import source
from .parts import is_address, language_tag

ATOM = "http://www.w3.org/2005/Atom"
TYPES_OF_LINKS = {
    "self": "application/atom+xml", "alternate": "text/html", "next": "application/atom+xml",
}  # fmt: skip
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Atom(Exporter):
    key = "atom"
    label = "Atom"
    suffix = ".atom"
    media_type = "application/atom+xml"
    of_lists = is_feed = True

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
        add(feed, "id", about.page or about.address)
        add(feed, "title", about.title)
        add(feed, "updated", _moment(about.changed_at))
        for relation, address in (
            ("self", about.address), ("alternate", about.page), ("next", about.next),
        ):  # fmt: skip
            if address:
                add(feed, "link", rel=relation, type=TYPES_OF_LINKS[relation], href=address)
        author = add(feed, "author")
        add(author, "name", about.site or about.title)
        if about.home:
            add(author, "uri", about.home)
        for record in records:
            feed.append(_entry(record))
        text = etree.tostring(feed, encoding="unicode")
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _entry(record: Record) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    add(entry, "id", record.page)
    add(entry, "title", render_title(record.title), type="html")
    add(entry, "updated", _moment(record.changed_at))
    if published := _day(record):
        add(entry, "published", published)
    for name in record.authors or record.editors:
        author = add(entry, "author")
        add(author, "name", name.full)
        if name.page:
            add(author, "uri", name.page)
    add(entry, "link", rel="alternate", type="text/html", href=record.page)
    if record.doi:
        add(entry, "link", rel="related", href=SCHEMES["doi"].link(record.doi))
    for address in _pdfs(record):
        add(entry, "link", rel="enclosure", type="application/pdf", href=address)
    for word in record.keywords:
        add(entry, "category", term=word)
    if record.summary:
        add(entry, "summary", render_title(record.summary), type="html")
    add(entry, "content", _content(record), type="html")
    return entry


class JSONFeed(Exporter):
    key = "json_feed"
    label = "JSON Feed"
    suffix = ".feed.json"
    media_type = "application/feed+json"
    of_lists = is_feed = True

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": about.title,
            "home_page_url": about.page,
            "feed_url": about.address,
            "next_url": about.next,
            "items": [_item(record) for record in records],
        }
        yield orjson.dumps({key: value for key, value in feed.items() if value != ""}).decode()


def _item(record: Record) -> dict[str, object]:
    authors = [
        {"name": name.full, **({"url": name.page} if name.page else {})}
        for name in record.authors or record.editors
    ]
    item = {
        "id": record.page,
        "url": record.page,
        "external_url": SCHEMES["doi"].link(record.doi) if record.doi else "",
        "title": record.title,
        "content_html": _content(record),
        "summary": record.summary,
        "date_published": _day(record),
        "date_modified": _moment(record.changed_at) if record.changed_at else "",
        "authors": authors,
        "tags": list(record.keywords),
        "language": language_tag(record),
        "attachments": [
            {"url": address, "mime_type": "application/pdf"} for address in _pdfs(record)
        ],
    }
    return {key: value for key, value in item.items() if value or key == "content_html"}


def _pdfs(record: Record) -> list[str]:
    return [link.url for link in record.links if link.kind == "pdf" and is_address(link.url)]


def _content(record: Record) -> str:
    """Return who wrote it, where it appeared and what it says, as HTML."""
    names = join_names([name.full for name in record.authors or record.editors])
    year = str(record.issued.year) if record.issued else ""
    where = ", ".join(filter(None, (source(record), year)))
    parts = [escape(names), escape(where), render_title(record.abstract)]
    return "".join(f"<p>{part}</p>" for part in parts if part)


def _day(record: Record) -> str:
    """Return the moment of publication, the first of what its date tells. Source: RFC 3339."""
    date = record.issued
    return f"{date.year:04d}-{date.month or 1:02d}-{date.day or 1:02d}T00:00:00Z" if date else ""


def _moment(moment: datetime | None) -> str:
    return (moment or BEGINNING).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
