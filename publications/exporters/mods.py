"""MODS 3.8, the Library of Congress' schema, which library systems harvest."""

from datetime import UTC

from lxml import etree

from portal.kit.identifiers import SCHEMES
from portal.kit.xml import add
from publications.records import Name, Record

from .base import XMLExporter
from .parts import editors_of_whole, first_and_last, is_address, language_tag, licence

MODS = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
GENRES = {
    "paper-conference": "conference paper", "article-journal": "article",
    "article": "preprint", "chapter": "book chapter", "book": "book", "thesis": "thesis",
    "report": "technical report", "dataset": "dataset", "software": "software",
    "patent": "patent", "review": "review", "speech": "speech", "webpage": "web site",
}  # fmt: skip
HOSTS = {  # of the MARC genre terms
    "paper-conference": "conference publication", "article-journal": "periodical",
    "chapter": "book",
}  # fmt: skip
RESOURCES = {"software": "software, multimedia", "dataset": "software, multimedia"}
WHOLES = {"book", "thesis", "report"}  # what stands in a series by itself


class MetadataObject(XMLExporter):
    key = "mods"
    label = "MODS"
    suffix = ".mods.xml"
    media_type = "application/mods+xml"
    root = f"{{{MODS}}}modsCollection"
    namespace = MODS
    schema = SCHEMA
    oai_prefix = "mods"

    def element(self, record: Record) -> etree._Element:
        root = etree.Element(f"{{{MODS}}}mods", nsmap={None: MODS, "xsi": XSI}, version="3.8")
        root.set(f"{{{XSI}}}schemaLocation", f"{MODS} {SCHEMA}")
        add(add(root, "titleInfo"), "title", record.title)
        for name in record.authors:
            _person(root, name, "author")
        if not editors_of_whole(record):
            _editors(root, record)
        add(root, "typeOfResource", RESOURCES.get(record.type, "text"))
        add(root, "genre", GENRES.get(record.type, "publication"))
        _origin(root, record)
        if language := language_tag(record):
            term = add(root, "language")
            add(term, "languageTerm", language, type="code", authority="rfc5646")
        _texts(root, abstract=record.abstract, note=record.note)
        for word in record.keywords:
            add(add(root, "subject"), "topic", word)
        _host(root, record)
        for kind, value in (
            ("doi", record.doi),
            ("arxiv", record.arxiv_id),
            ("pmid", record.pmid),
            ("isbn", record.isbn if record.type in WHOLES else ""),
            ("citekey", record.citation_key),
            ("uri", record.page),
        ):
            if value:
                add(root, "identifier", value, type=kind)
        _location(root, record)
        if address := licence(record):
            add(root, "accessCondition", address, type="use and reproduction")
        _of_itself(root, record)
        return root


def _origin(root: etree._Element, record: Record) -> None:
    if not (record.publisher or record.publisher_place or record.issued):
        return
    origin = add(root, "originInfo")
    if record.publisher_place:
        add(add(origin, "place"), "placeTerm", record.publisher_place, type="text")
    if record.publisher:
        add(origin, "publisher", record.publisher)
    if record.issued:
        add(origin, "dateIssued", str(record.issued), encoding="w3cdtf", keyDate="yes")


def _host(root: etree._Element, record: Record) -> None:
    """Add what the work stands in, with its editors and event, and its place in that."""
    title = record.container_title or record.container_short
    details = [(kind, value) for kind, value in
               (("volume", record.volume), ("issue", record.issue)) if value]  # fmt: skip
    is_part = record.type not in WHOLES
    if not (title or details or record.pages or record.event):
        if record.collection_title:
            _series(root, record)
        return
    host = add(root, "relatedItem", type="host")
    _titles(host, title, record.container_short)
    if record.type in HOSTS:
        add(host, "genre", HOSTS[record.type], authority="marcgt")
    if editors_of_whole(record):
        _editors(host, record)
    if record.event:
        add(add(host, "name", type="conference"), "namePart", record.event)
    for kind, value in (("issn", record.issn), ("isbn", record.isbn if is_part else "")):
        if value:
            add(host, "identifier", value, type=kind)
    if record.collection_title:
        _series(host if is_part else root, record)
    if details or record.pages:
        part = add(host, "part")
        for kind, value in details:
            add(add(part, "detail", type=kind), "number", value)
        if record.pages:
            _extent(part, record.pages)


def _titles(host: etree._Element, title: str, short: str) -> None:
    if title:
        add(add(host, "titleInfo"), "title", title)
    if short and short != title:
        add(add(host, "titleInfo", type="abbreviated"), "title", short)


def _series(parent: etree._Element, record: Record) -> None:
    series = add(parent, "relatedItem", type="series")
    add(add(series, "titleInfo"), "title", record.collection_title)


def _extent(part: etree._Element, pages: str) -> None:
    extent = add(part, "extent", unit="pages")
    first, last = first_and_last(pages)
    if last:
        add(extent, "start", first)
        add(extent, "end", last)
    else:
        add(extent, "list", pages)


def _location(root: etree._Element, record: Record) -> None:
    links = [link for link in record.links if is_address(link.url)]
    if record.page or links:
        location = add(root, "location")
        if record.page:
            add(location, "url", record.page, usage="primary")
        for link in links:
            add(location, "url", link.url, displayLabel=link.label or link.kind)


def _of_itself(root: etree._Element, record: Record) -> None:
    """Add what the record says of itself: when it changed, and its name here."""
    if not record.page:
        return
    info = add(root, "recordInfo")
    if record.changed_at:
        moment = record.changed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        add(info, "recordChangeDate", moment, encoding="w3cdtf")
    add(info, "recordIdentifier", record.page)


def _editors(parent: etree._Element, record: Record) -> None:
    for name in record.editors:
        _person(parent, name, "editor")


def _person(root: etree._Element, name: Name, role: str) -> None:
    element = add(root, "name", type="corporate" if name.is_organization else "personal")
    for kind, value in (
        ("family", name.family_name if not name.is_organization else ""),
        ("given", name.given),
        ("termsOfAddress", name.suffix),
    ):
        if value:
            add(element, "namePart", value, type=kind)
    if name.is_organization:
        add(element, "namePart", name.literal)
    add(add(element, "role"), "roleTerm", role, type="text", authority="marcrelator")
    _texts(element, affiliation=name.affiliation)
    if name.orcid:
        add(element, "nameIdentifier", SCHEMES["orcid"].link(name.orcid), type="orcid")


def _texts(parent: etree._Element, **told: str) -> None:
    for tag, value in told.items():
        if value:
            add(parent, tag, value)
