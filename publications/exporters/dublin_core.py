"""Simple Dublin Core, as OAI-PMH requires it. Source: DCMES 1.1, oai_dc."""

from lxml import etree

from portal.kit.identifiers import SCHEMES
from portal.kit.xml import legal
from publications.records import Record

from .base import XMLExporter
from .parts import inverted, licence

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
NAMES = {"oai_dc": OAI_DC, "dc": DC, "xsi": XSI}
TYPES = {"dataset": "Dataset", "software": "Software", "webpage": "InteractiveResource"}  # DCMI


class DublinCore(XMLExporter):
    key = "dublin_core"
    label = "Dublin Core"
    suffix = ".dc.xml"
    media_type = "application/xml"
    root = "records"
    namespace = OAI_DC
    schema = SCHEMA
    oai_prefix = "oai_dc"

    def element(self, record: Record) -> etree._Element:
        root = etree.Element(f"{{{OAI_DC}}}dc", nsmap=NAMES)
        root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
        for name, value in elements(record):
            etree.SubElement(root, f"{{{DC}}}{name}").text = legal(value)
        return root


def elements(record: Record) -> list[tuple[str, str]]:
    """Return the elements that say something, (name, value), creators in their order."""
    addresses = [
        SCHEMES[scheme].link(value)
        for scheme, value in (("doi", record.doi), ("arxiv", record.arxiv_id))
        if value
    ]
    told = [
        ("title", record.title),
        *(("creator", inverted(name)) for name in record.authors),
        *(("contributor", inverted(name)) for name in record.editors),
        *(("subject", word) for word in record.keywords),
        ("description", record.abstract or record.summary),
        ("publisher", record.publisher),
        ("date", str(record.issued or "")),
        ("type", TYPES.get(record.type, "Text")),
        ("type", record.type),
        ("format", "application/pdf" if any(x.kind == "pdf" for x in record.links) else ""),
        ("identifier", record.page),
        *(("identifier", address) for address in addresses),
        ("identifier", f"urn:isbn:{record.isbn}" if record.isbn else ""),
        ("source", source(record)),
        ("language", record.language),
        *(("relation", link.url) for link in record.links),
        ("rights", licence(record)),
    ]
    return [(name, value) for name, value in told if value]


def source(record: Record) -> str:
    """Return where the work appeared: "Annals of Looms, 6 (3), 12-34"."""
    number = record.volume + (f" ({record.issue})" if record.issue else "")
    return ", ".join(filter(None, (record.container_title, number.strip(), record.pages)))
