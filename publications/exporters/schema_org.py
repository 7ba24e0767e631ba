"""schema.org, which search engines read. Source: the schema.org vocabulary."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from portal.kit.identifiers import SCHEMES
from publications.records import Name, Record

from .base import NOTHING, About, Exporter, alone
from .parts import PARTS_OF_BOOKS, editors_of_whole, first_and_last, is_address, licence

TYPES = {
    "paper-conference": "ScholarlyArticle", "article-journal": "ScholarlyArticle",
    "article": "ScholarlyArticle", "chapter": "Chapter", "book": "Book", "thesis": "Thesis",
    "report": "Report", "dataset": "Dataset", "software": "SoftwareSourceCode",
    "review": "Review", "webpage": "WebPage",
}  # fmt: skip
ARTICLES = {"ScholarlyArticle", "Report"}
CONTEXT = "https://schema.org"
Node = dict[str, Any]


class SchemaOrg(Exporter):
    key = "schema_org"
    label = "JSON-LD"
    suffix = ".jsonld"
    media_type = "application/ld+json"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        """Yield one work as it is, a list of them as the main entity of its page."""
        one, records = alone(records, about)
        if one:
            yield _json({"@context": CONTEXT, **item(one)}) + "\n"
            return
        page = {"@context": CONTEXT, "@type": "CollectionPage"}
        page |= _filled({"name": about.title, "url": about.page})
        head = _json(page).removesuffix("}")
        yield f'{head},"mainEntity":{{"@type":"ItemList","itemListElement":[\n'
        for place, record in enumerate(records, 1):
            listed = {"@type": "ListItem", "position": place, "item": item(record)}
            yield ("" if place == 1 else ",\n") + _json(listed)
        yield "\n]}}\n"


def item(record: Record) -> Node:
    """Return the node of a record: what schema.org has a property for, authors in their order."""
    kind = TYPES.get(record.type, "CreativeWork")
    editors = _editors(record)
    node = {
        "@type": kind,
        "@id": record.page,
        "url": record.page,
        "name": record.title,
        "headline": record.title if kind in ARTICLES else "",
        "author": [person(name) for name in record.authors],
        **({} if editors_of_whole(record) else editors),
        "datePublished": str(record.issued or ""),
        "isPartOf": _container(record, editors),
        "publisher": _organization(record.publisher),
        "abstract": record.abstract,
        "description": record.summary,
        "inLanguage": record.language,
        "keywords": list(record.keywords),
        "award": list(record.awards),
        "identifier": _identifiers(record),
        "sameAs": [SCHEMES[scheme].link(value) for scheme, value in _linked(record)],
        "isbn": record.isbn if kind == "Book" else "",
        "issn": record.issn if kind == "Dataset" else "",
        "license": licence(record),
        "encoding": [
            {"@type": "MediaObject", "contentUrl": link.url, "encodingFormat": "application/pdf"}
            for link in record.links
            if link.kind == "pdf" and is_address(link.url)
        ],
    }
    if kind in {*ARTICLES, "Chapter"}:
        node |= _pages(record.pages)
    if kind == "SoftwareSourceCode":
        code = (link.url for link in record.links if link.kind == "code" and is_address(link.url))
        node["codeRepository"] = next(code, "")
    return _filled(node)


def person(name: Name) -> Node:
    """Return the node of one author or editor."""
    if name.is_organization:
        told = {"@type": "Organization", "@id": name.page, "url": name.page, "name": name.literal}
        return _filled(told)
    return _filled(
        {
            "@type": "Person",
            "@id": name.page,
            "url": name.page,
            "name": name.full,
            "alternateName": name.original,
            "givenName": name.given,
            "familyName": name.family_name,
            "honorificSuffix": name.suffix,
            "sameAs": SCHEMES["orcid"].link(name.orcid),
            "affiliation": _organization(name.affiliation),
        }
    )


def _organization(name: str) -> Node:
    return {"@type": "Organization", "name": name} if name else {}


def _editors(record: Record) -> Node:
    """Return the editors as what schema.org takes them for: an organization is no editor there."""
    people = [name for name in record.editors if not name.is_organization]
    others = [name for name in record.editors if name.is_organization]
    return {"editor": [person(n) for n in people], "contributor": [person(n) for n in others]}


def _container(record: Record, editors: Node) -> Node:
    """Return what the work is part of: an issue of a volume of a journal, a book, a series."""
    title = record.container_title or record.container_short
    if record.type == "article-journal" and title:
        node = _filled({"@type": "Periodical", "name": title, "issn": record.issn})
        return _numbered(_numbered(node, "Volume", record.volume), "Issue", record.issue)
    series: Node = {}
    if record.collection_title:
        name = {"name": record.collection_title, "issn": record.issn}
        series = _filled({"@type": "CreativeWorkSeries", **name})
    above = _numbered(series, "Volume", record.volume)
    if not title:
        return above
    is_book = record.type in PARTS_OF_BOOKS
    event = {"@type": "Event", "name": record.event} if record.event else {}
    return _filled(
        {
            "@type": "Book" if is_book else "CreativeWork",
            "name": title,
            **(editors if editors_of_whole(record) else {}),
            "isbn": record.isbn if is_book else "",
            "about": event,
            "isPartOf": above,
        }
    )


def _numbered(whole: Node, kind: str, number: str) -> Node:
    """Return the volume or issue of that number of a whole, the whole itself if there is none."""
    if not number:
        return whole
    node = {"@type": f"Publication{kind}", f"{kind.lower()}Number": number, "isPartOf": whole}
    return _filled(node)


def _pages(pages: str) -> Node:
    first, last = first_and_last(pages)
    return {"pageStart": first, "pageEnd": last} if last else {"pagination": pages}


def _linked(record: Record) -> list[tuple[str, str]]:
    told = [("doi", record.doi), ("arxiv", record.arxiv_id), ("pmid", record.pmid)]
    told += [pair for pair in record.other_ids if pair[0] in SCHEMES and SCHEMES[pair[0]].url]
    return [(scheme, value) for scheme, value in told if value]


def _identifiers(record: Record) -> list[Node]:
    return [
        {"@type": "PropertyValue", "propertyID": SCHEMES[scheme].label, "value": value}
        for scheme, value in _linked(record)
    ]


def _filled(node: Node) -> Node:
    """Return a node without what it does not say."""
    return {key: value for key, value in node.items() if value}


def _json(node: Any) -> str:
    return orjson.dumps(node).decode()
