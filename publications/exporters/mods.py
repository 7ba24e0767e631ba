"""MODS 3.8, the Library of Congress' schema, which library systems harvest."""

from lxml import etree

from portal.kit.identifiers import SCHEMES
from portal.kit.xml import add
from publications.records import Name, Record

from .base import XMLExporter

MODS = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
GENRES = {
    "paper-conference": "conference publication", "article-journal": "article",
    "article": "preprint", "chapter": "book chapter", "book": "book", "thesis": "thesis",
    "report": "technical report", "dataset": "dataset", "software": "software",
    "patent": "patent", "review": "review", "speech": "speech", "webpage": "web site",
}  # fmt: skip
RESOURCES = {"software": "software, multimedia", "dataset": "software, multimedia"}


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
        for role, names in (("author", record.authors), ("editor", record.editors)):
            for name in names:
                _person(root, name, role)
        add(root, "typeOfResource", RESOURCES.get(record.type, "text"))
        add(root, "genre", GENRES.get(record.type, "publication"))
        self._origin(root, record)
        if record.language:
            language = add(root, "language")
            add(language, "languageTerm", record.language, type="code", authority="rfc5646")
        if record.abstract:
            add(root, "abstract", record.abstract)
        if record.note:
            add(root, "note", record.note)
        for word in record.keywords:
            add(add(root, "subject"), "topic", word)
        self._host(root, record)
        for kind, value in (
            ("doi", record.doi),
            ("arxiv", record.arxiv_id),
            ("pmid", record.pmid),
            ("isbn", record.isbn if record.type == "book" else ""),
            ("citekey", record.citation_key),
            ("uri", record.page),
        ):
            if value:
                add(root, "identifier", value, type=kind)
        if record.page or record.links:
            location = add(root, "location")
            if record.page:
                add(location, "url", record.page, usage="primary display")
            for link in record.links:
                add(location, "url", link.url, displayLabel=link.label or link.kind)
        return root

    def _origin(self, root: etree._Element, record: Record) -> None:
        if not (record.publisher or record.publisher_place or record.issued):
            return
        origin = add(root, "originInfo")
        if record.publisher_place:
            add(add(origin, "place"), "placeTerm", record.publisher_place, type="text")
        if record.publisher:
            add(origin, "publisher", record.publisher)
        if record.issued:
            add(origin, "dateIssued", str(record.issued), encoding="w3cdtf", keyDate="yes")

    def _host(self, root: etree._Element, record: Record) -> None:
        details = [(kind, value) for kind, value in
                   (("volume", record.volume), ("issue", record.issue)) if value]  # fmt: skip
        if not (record.container_title or details or record.pages):
            return
        host = add(root, "relatedItem", type="host")
        if record.container_title:
            add(add(host, "titleInfo"), "title", record.container_title)
        for kind, value in (("issn", record.issn), ("isbn", record.isbn)):
            if value and record.type != "book":
                add(host, "identifier", value, type=kind)
        if details or record.pages:
            part = add(host, "part")
            for kind, value in details:
                add(add(part, "detail", type=kind), "number", value)
            if record.pages:
                extent = add(part, "extent", unit="pages")
                first, dash, last = record.pages.replace("–", "-").partition("-")
                if dash and first.strip() and last.strip("- "):
                    add(extent, "start", first.strip())
                    add(extent, "end", last.strip("- "))
                else:
                    add(extent, "list", record.pages)


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
    if name.affiliation:
        add(element, "affiliation", name.affiliation)
    if name.orcid:
        add(element, "nameIdentifier", SCHEMES["orcid"].link(name.orcid), type="orcid")
