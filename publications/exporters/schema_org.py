"""schema.org: what search engines read. Source: schema.org vocabulary, version 29."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from portal.kit.identifiers import SCHEMES
from publications.records import Name, Record

from .base import NOTHING, About, Exporter

TYPES = {
    "paper-conference": "ScholarlyArticle", "article-journal": "ScholarlyArticle",
    "article": "ScholarlyArticle", "chapter": "Chapter", "book": "Book", "thesis": "Thesis",
    "report": "Report", "dataset": "Dataset", "software": "SoftwareSourceCode",
    "review": "Review", "webpage": "WebPage",
}  # fmt: skip
ARTICLES = {"ScholarlyArticle", "Report"}
CONTEXT = "https://schema.org"
_PAGES = re.compile(r"(\w+)\s*[-–]+\s*(\w+)")


class SchemaOrg(Exporter):
    key = "schema_org"
    label = "JSON-LD"
    suffix = ".jsonld"
    media_type = "application/ld+json"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        """Yield one work as it is, a list of them as the main entity of its page."""
        records = iter(records)
        first, second = next(records, None), next(records, None)
        if first and second is None and about.page == first.page:
            yield _json({"@context": CONTEXT, **item(first)}) + "\n"
            return
        page = {"@context": CONTEXT, "@type": "CollectionPage", "name": about.title}
        page |= {"url": about.page} if about.page else {}
        head = _json(page).removesuffix("}")
        yield f'{head},"mainEntity":{{"@type":"ItemList","itemListElement":[\n'
        for place, record in enumerate(_chained(first, second, records), 1):
            listed = {"@type": "ListItem", "position": place, "item": item(record)}
            yield ("" if place == 1 else ",\n") + _json(listed)
        yield "\n]}}\n"


def _chained(
    first: Record | None, second: Record | None, rest: Iterable[Record]
) -> Iterator[Record]:
    yield from filter(None, (first, second))
    yield from rest


def item(record: Record) -> dict[str, Any]:
    """Return the node of a record: what schema.org has a property for, authors in their order."""
    kind = TYPES.get(record.type, "CreativeWork")
    node: dict[str, Any] = {
        "@type": kind,
        "@id": record.page,
        "name": record.title,
        "headline": record.title if kind in ARTICLES else "",
        "author": [person(name) for name in record.authors],
        "editor": [person(name) for name in record.editors if not name.is_organization],
        "contributor": [person(name) for name in record.editors if name.is_organization],
        "datePublished": str(record.issued or ""),
        "isPartOf": _container(record),
        "publisher": _organization(record.publisher),
        "abstract": record.abstract,
        "description": record.summary,
        "inLanguage": record.language,
        "keywords": list(record.keywords),
        "award": list(record.awards),
        "url": record.page,
        "identifier": _identifiers(record),
        "sameAs": [SCHEMES[s].link(v) for s, v in _linked(record)],
        "isbn": record.isbn if kind == "Book" else "",
        "encoding": [
            {"@type": "MediaObject", "contentUrl": link.url, "encodingFormat": "application/pdf"}
            for link in record.links
            if link.kind == "pdf"
        ],
    }
    if kind in {*ARTICLES, "Chapter"}:
        node |= _pages(record.pages)
    if kind == "SoftwareSourceCode":
        node["codeRepository"] = next((x.url for x in record.links if x.kind == "code"), "")
    return {key: value for key, value in node.items() if value}


def person(name: Name) -> dict[str, Any]:
    """Return the node of one author or editor."""
    node: dict[str, Any] = {"@type": "Organization" if name.is_organization else "Person"}
    node |= {"@id": name.page, "url": name.page, "name": name.full}
    if not name.is_organization:
        node |= {
            "givenName": name.given,
            "familyName": name.family_name,
            "honorificSuffix": name.suffix,
            "sameAs": SCHEMES["orcid"].link(name.orcid) if name.orcid else "",
            "affiliation": _organization(name.affiliation),
        }
    return {key: value for key, value in node.items() if value}


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _container(record: Record) -> dict[str, Any]:
    """Return what the work is part of: an issue of a volume of a journal, or a book."""
    title = record.container_title or record.container_short
    if not title:
        return {}
    if record.type == "article-journal":
        node: dict[str, Any] = {"@type": "Periodical", "name": title}
        node |= {"issn": record.issn} if record.issn else {}
        for kind, key, value in (
            ("PublicationVolume", "volumeNumber", record.volume),
            ("PublicationIssue", "issueNumber", record.issue),
        ):
            if value:
                node = {"@type": kind, key: value, "isPartOf": node}
        return node
    node = {"@type": "Book" if record.type in {"paper-conference", "chapter"} else "CreativeWork"}
    node["name"] = title
    if record.isbn and node["@type"] == "Book":
        node["isbn"] = record.isbn
    return node


def _pages(pages: str) -> dict[str, str]:
    found = _PAGES.fullmatch(pages.strip())
    return {"pageStart": found[1], "pageEnd": found[2]} if found else {"pagination": pages}


def _linked(record: Record) -> list[tuple[str, str]]:
    told = (("doi", record.doi), ("arxiv", record.arxiv_id), ("pmid", record.pmid))
    return [(scheme, value) for scheme, value in told if value]


def _identifiers(record: Record) -> list[dict[str, str]]:
    return [
        {"@type": "PropertyValue", "propertyID": SCHEMES[scheme].label, "value": value}
        for scheme, value in _linked(record)
    ]


def _json(node: Any) -> str:
    return orjson.dumps(node).decode()
