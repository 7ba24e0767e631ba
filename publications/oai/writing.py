"""What a harvester is answered, as XML. Source: OAI-PMH 2.0 §3.2, §4; OAI-PMH.xsd."""

import datetime
from collections.abc import Iterable, Mapping

from lxml import etree

from portal.kit.xml import add
from publications.exporters import EXPORTERS, XMLExporter

from .harvest import Item

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
FORMATS = {
    exporter.oai_prefix: exporter
    for exporter in EXPORTERS
    if isinstance(exporter, XMLExporter) and exporter.oai_prefix
}


def moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Answer:
    """An answer in the making; `body` is the element of its verb, into which things are put."""

    def __init__(self, now: datetime.datetime, address: str, request: Mapping[str, str]) -> None:
        self.root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
        self.root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
        add(self.root, "responseDate", moment(now))
        add(self.root, "request", address, **request)
        self.body = self.root

    def begin(self, verb: str) -> None:
        self.body = add(self.root, verb)

    def error(self, code: str, message: str) -> None:
        add(self.root, "error", message, code=code)

    def texts(self, pairs: Iterable[tuple[str, str]], within: str = "") -> None:
        """Put elements of text, (name, text), into the body, or into an element of their own."""
        parent = add(self.body, within) if within else self.body
        for name, text in pairs:
            add(parent, name, text)

    def naming(self, repository: str, sample: str) -> None:
        """Describe identifiers. Source: guidelines for oai-identifier, 2.0."""
        address = f"{IDENTIFIER} {IDENTIFIER}.xsd"
        described = etree.SubElement(
            add(self.body, "description"),
            f"{{{IDENTIFIER}}}oai-identifier",
            {f"{{{XSI}}}schemaLocation": address},
            {None: IDENTIFIER},
        )
        for name, text in (
            ("scheme", "oai"),
            ("repositoryIdentifier", repository),
            ("delimiter", ":"),
            ("sampleIdentifier", sample),
        ):
            add(described, name, text)

    def header(self, item: Item, identifier: str) -> None:
        self._header(self.body, item, identifier)

    def record(self, item: Item, identifier: str, exporter: XMLExporter) -> None:
        element = add(self.body, "record")
        self._header(element, item, identifier)
        if item.record:
            add(element, "metadata").append(exporter.element(item.record))

    def resumption(self, token: str, cursor: int) -> None:
        add(self.body, "resumptionToken", token, cursor=str(cursor))

    def encoded(self) -> bytes:
        text: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return text

    @staticmethod
    def _header(parent: etree._Element, item: Item, identifier: str) -> None:
        status = {"status": "deleted"} if item.is_deleted else {}
        element = add(parent, "header", **status)
        add(element, "identifier", identifier)
        add(element, "datestamp", moment(item.at))
        for spec in item.sets:
            add(element, "setSpec", spec)
