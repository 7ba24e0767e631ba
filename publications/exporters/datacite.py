"""DataCite Metadata Schema 4.5, which OAI-PMH offers, too, as OpenAIRE asks for it."""

import re

from lxml import etree

from portal.kit.identifiers import SCHEMES
from portal.kit.xml import add
from publications.records import Name, Record

from .base import XMLExporter
from .dublin_core import inverted

KERNEL = "http://datacite.org/schema/kernel-4"
SCHEMA = "https://schema.datacite.org/meta/kernel-4.5/metadata.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
UNKNOWN = "(:unkn)"  # DataCite 4.5, appendix 3: standard values for unknown information
TYPES = {
    "paper-conference": "ConferencePaper", "article-journal": "JournalArticle",
    "article": "Preprint", "chapter": "BookChapter", "book": "Book", "thesis": "Dissertation",
    "report": "Report", "dataset": "Dataset", "software": "Software", "review": "PeerReview",
}  # fmt: skip
_LANGUAGE = re.compile("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")  # XML Schema, part 2, §3.3.3


class DataCite(XMLExporter):
    """One `resource` a work. What has no DOI is named by its page here, of type URL.

    OAI-PMH takes the bare resource under "oai_datacite", which harvesters of that prefix accept.
    """

    key = "datacite"
    label = "DataCite"
    suffix = ".datacite.xml"
    media_type = "application/vnd.datacite.datacite+xml"
    root = "resources"
    namespace = KERNEL
    schema = SCHEMA
    oai_prefix = "oai_datacite"

    def element(self, record: Record) -> etree._Element:
        root = etree.Element(f"{{{KERNEL}}}resource", nsmap={None: KERNEL, "xsi": XSI})
        root.set(f"{{{XSI}}}schemaLocation", f"{KERNEL} {SCHEMA}")
        kind = "DOI" if record.doi else "URL"
        add(root, "identifier", record.doi or record.page or UNKNOWN, identifierType=kind)
        creators = add(root, "creators")
        for name in record.authors or record.editors or (Name(literal=UNKNOWN),):
            _person(creators, "creator", name)
        add(add(root, "titles"), "title", record.title or UNKNOWN)
        add(root, "publisher", record.publisher or record.container_title or UNKNOWN)
        year = f"{record.issued.year:04d}" if record.issued else "0000"
        add(root, "publicationYear", year)
        add(
            root,
            "resourceType",
            record.type,
            resourceTypeGeneral=TYPES.get(record.type, "Text"),
        )
        _many(root, "subjects", "subject", record.keywords)
        if record.editors and record.authors:
            contributors = add(root, "contributors")
            for name in record.editors:
                _person(contributors, "contributor", name, contributorType="Editor")
        if record.issued:
            add(add(root, "dates"), "date", str(record.issued), dateType="Issued")
        if _LANGUAGE.fullmatch(record.language):
            add(root, "language", record.language)
        self._identifiers(root, record)
        if record.abstract:
            abstract = add(root, "descriptions")
            add(abstract, "description", record.abstract, descriptionType="Abstract")
        self._container(root, record)
        return root

    def _identifiers(self, root: etree._Element, record: Record) -> None:
        others = [("URL", record.page)] if record.doi and record.page else []
        others += [("arXiv", record.arxiv_id)] if record.arxiv_id else []
        if others:
            alternates = add(root, "alternateIdentifiers")
            for kind, value in others:
                add(alternates, "alternateIdentifier", value, alternateIdentifierType=kind)
        related = []
        if record.arxiv_id and record.doi:
            related.append((f"arXiv:{record.arxiv_id}", "arXiv", "IsVersionOf"))
        for kind, value in (("ISSN", record.issn), ("ISBN", record.isbn)):
            if value and record.type != "book":
                related.append((value, kind, "IsPartOf"))
        if related:
            relations = add(root, "relatedIdentifiers")
            for value, kind, relation in related:
                add(
                    relations,
                    "relatedIdentifier",
                    value,
                    relatedIdentifierType=kind,
                    relationType=relation,
                )

    def _container(self, root: etree._Element, record: Record) -> None:
        if not record.container_title:
            return
        kind = "Journal" if record.type == "article-journal" else "ConferenceProceeding"
        kind = "Book" if record.type == "chapter" else kind
        items = add(root, "relatedItems")
        part = add(items, "relatedItem", relatedItemType=kind, relationType="IsPublishedIn")
        add(add(part, "titles"), "title", record.container_title)
        first, _, last = record.pages.replace("–", "-").partition("-")
        for name, value in (
            ("volume", record.volume),
            ("issue", record.issue),
            ("firstPage", first.strip()),
            ("lastPage", last.strip("- ")),
        ):
            if value:
                add(part, name, value)


def _person(parent: etree._Element, kind: str, name: Name, **attributes: str) -> None:
    element = add(parent, kind, **attributes)
    name_type = "Organizational" if name.is_organization else "Personal"
    add(element, f"{kind}Name", inverted(name) or UNKNOWN, nameType=name_type)
    if not name.is_organization:
        for tag, value in (("givenName", name.given), ("familyName", name.family_name)):
            if value:
                add(element, tag, value)
    if name.orcid:
        add(
            element,
            "nameIdentifier",
            SCHEMES["orcid"].link(name.orcid),
            nameIdentifierScheme="ORCID",
            schemeURI="https://orcid.org",
        )
    if name.affiliation:
        add(element, "affiliation", name.affiliation)


def _many(root: etree._Element, parent: str, child: str, values: tuple[str, ...]) -> None:
    if values:
        element = add(root, parent)
        for value in values:
            add(element, child, value)
