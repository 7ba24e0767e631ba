"""DataCite Metadata Schema 4.5, which harvesters of OAI-PMH read, too."""

from collections.abc import Iterable

from lxml import etree

from portal.kit.identifiers import SCHEMES
from portal.kit.xml import add
from publications.records import Name, Record

from .base import XMLExporter
from .parts import (
    editors_of_whole,
    first_and_last,
    inverted,
    is_address,
    language_tag,
    licence,
)

KERNEL = "http://datacite.org/schema/kernel-4"
SCHEMA = "https://schema.datacite.org/meta/kernel-4.5/metadata.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
UNKNOWN = "(:unav)"  # DataCite 4.5, appendix 3: standard values for unknown information
NO_YEAR = "0000"  # the schema asks for four digits
TYPES = {
    "paper-conference": "ConferencePaper", "article-journal": "JournalArticle",
    "article": "Preprint", "chapter": "BookChapter", "book": "Book", "thesis": "Dissertation",
    "report": "Report", "dataset": "Dataset", "software": "Software", "review": "PeerReview",
    "webpage": "InteractiveResource",
}  # fmt: skip
CONTAINERS = {
    "article-journal": "Journal", "review": "Journal", "paper-conference": "ConferenceProceeding",
    "chapter": "Book",
}  # fmt: skip
SUPPLEMENTS = {"code", "data", "model", "slides", "poster", "video"}  # kinds of links


class DataCite(XMLExporter):
    """One `resource` a work. What has no DOI is named by its page here, of type URL.

    OAI-PMH has the bare resource under "oai_datacite", as Dataverse does. The wrapper that
    DataCite itself puts around it there tells which of its members registered the DOI.
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
            _marks(_person(creators, "creator", name), name)
        add(add(root, "titles"), "title", record.title or UNKNOWN)
        add(root, "publisher", record.publisher or UNKNOWN)
        add(root, "publicationYear", f"{record.issued.year:04d}" if record.issued else NO_YEAR)
        general = TYPES.get(record.type, "Text")
        add(root, "resourceType", record.type, resourceTypeGeneral=general)
        _many(root, "subjects", "subject", record.keywords)
        if record.editors and record.authors and not editors_of_whole(record):
            editors = add(root, "contributors")
            for name in record.editors:
                _marks(_person(editors, "contributor", name, contributorType="Editor"), name)
        if record.issued:
            add(add(root, "dates"), "date", str(record.issued), dateType="Issued")
        if language := language_tag(record):
            add(root, "language", language)
        _alternates(root, record)
        _related(root, record)
        if address := licence(record):
            add(add(root, "rightsList"), "rights", address, rightsURI=address)
        if record.abstract:
            abstract = add(root, "descriptions")
            add(abstract, "description", record.abstract, descriptionType="Abstract")
        _container(root, record)
        return root


def _alternates(root: etree._Element, record: Record) -> None:
    """Add the other names of the same work."""
    told = [
        ("URL", record.page if record.doi else ""),
        ("arXiv", "" if record.doi else record.arxiv_id),
        ("PMID", record.pmid),
        ("ISBN", record.isbn if record.type == "book" else ""),
    ]
    if told := [(kind, value) for kind, value in told if value]:
        alternates = add(root, "alternateIdentifiers")
        for kind, value in told:
            add(alternates, "alternateIdentifier", value, alternateIdentifierType=kind)


def _related(root: etree._Element, record: Record) -> None:
    is_whole = record.type == "book"
    told = [
        ("IsVersionOf", "arXiv", f"arXiv:{record.arxiv_id}" * bool(record.arxiv_id and record.doi)),
        ("IsPartOf", "ISSN", record.issn),
        ("IsPartOf", "ISBN", "" if is_whole else record.isbn),
        *(
            ("IsSupplementedBy", "URL", link.url)
            for link in record.links
            if link.kind in SUPPLEMENTS and is_address(link.url)
        ),
    ]
    if told := [each for each in told if each[2]]:
        relations = add(root, "relatedIdentifiers")
        for relation, kind, value in told:
            names = {"relatedIdentifierType": kind, "relationType": relation}
            add(relations, "relatedIdentifier", value, **names)


def _container(root: etree._Element, record: Record) -> None:
    """Add what the work appeared in, with its place in that."""
    title = record.container_title or record.container_short
    if not title:
        return
    kind = CONTAINERS.get(record.type, "Collection")
    names = {"relatedItemType": kind, "relationType": "IsPublishedIn"}
    whole = add(add(root, "relatedItems"), "relatedItem", **names)
    number = ("ISSN", record.issn) if kind == "Journal" else ("ISBN", record.isbn)
    if number[1]:
        add(whole, "relatedItemIdentifier", number[1], relatedItemIdentifierType=number[0])
    add(add(whole, "titles"), "title", title)
    first, last = first_and_last(record.pages)
    for tag, value in (
        ("volume", record.volume),
        ("issue", record.issue),
        ("firstPage", first),
        ("lastPage", last),
    ):
        if value:
            add(whole, tag, value)
    if record.editors and record.authors and editors_of_whole(record):
        editors = add(whole, "contributors")
        for name in record.editors:
            _person(editors, "contributor", name, contributorType="Editor")


def _person(parent: etree._Element, kind: str, name: Name, **attributes: str) -> etree._Element:
    element = add(parent, kind, **attributes)
    name_type = "Organizational" if name.is_organization else "Personal"
    add(element, f"{kind}Name", inverted(name) or UNKNOWN, nameType=name_type)
    if not name.is_organization:
        for tag, value in (("givenName", name.given), ("familyName", name.family_name)):
            if value:
                add(element, tag, value)
    return element


def _marks(element: etree._Element, name: Name) -> None:
    if name.orcid:
        names = {"nameIdentifierScheme": "ORCID", "schemeURI": "https://orcid.org"}
        add(element, "nameIdentifier", SCHEMES["orcid"].link(name.orcid), **names)
    if name.affiliation:
        add(element, "affiliation", name.affiliation)


def _many(root: etree._Element, parent: str, child: str, values: Iterable[str]) -> None:
    if values:
        element = add(root, parent)
        for value in values:
            add(element, child, value)
