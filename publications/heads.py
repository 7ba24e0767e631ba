"""What the head of a publication's page tells machines: tags of Highwire, Dublin Core, Open Graph.

Sources: Google Scholar, "Inclusion Guidelines for Webmasters", indexing; Zotero's translator
"Embedded Metadata"; DCMI, "Expressing Dublin Core using HTML"; ogp.me; signposting.org, FAIR.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from portal.kit.identifiers import SCHEMES
from publications.coins import sorted_name
from publications.exporters import Exporter
from publications.exporters.dublin_core import elements
from publications.exporters.parts import start_and_end
from publications.exporters.schema_org import TYPES
from publications.models import Publication
from publications.records import Record

Tag = tuple[str, str]  # name or property, and content
CONTAINERS = {
    "article-journal": "citation_journal_title",
    "paper-conference": "citation_conference_title",
    "chapter": "citation_inbook_title",
    "review": "citation_journal_title",
}
PUBLISHERS = {
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
LABELS = {kind: str(label) for kind, label in Publication.Type.choices if kind != "document"}
DESCRIBED = 300  # letters of a description
LISTED_AUTHORS = 20  # in the header; the linkset has all
LINKSET = "application/linkset+json"


def highwire(record: Record) -> list[Tag]:
    """Return the citation_* tags, authors in their order, each before what belongs to it.

    Names stand inverted: of "Jan van der Berg" Zotero takes "Berg" for the family name.
    """
    tags = [("citation_title", record.title)]
    for name in record.authors or record.editors:
        kind = "citation_author" if record.authors else "citation_editor"
        tags.append((kind, sorted_name(name)))
        if record.authors:
            tags.append(("citation_author_institution", name.affiliation))
            orcid = SCHEMES["orcid"].link(name.orcid) if name.orcid else ""
            tags.append(("citation_author_orcid", orcid))
    date = str(record.issued or "").replace("-", "/")
    first, last = start_and_end(record.pages)
    tags += [
        ("citation_publication_date", date),
        (CONTAINERS.get(record.type, ""), record.container_title),
        (PUBLISHERS.get(record.type, "citation_publisher"), record.publisher),
        ("citation_volume", record.volume),
        ("citation_issue", record.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", record.doi),
        ("citation_arxiv_id", record.arxiv_id),
        ("citation_pmid", record.pmid),
        ("citation_issn", record.issn),
        ("citation_isbn", record.isbn),
        ("citation_language", record.language),
        *(("citation_keywords", word) for word in record.keywords),
        ("citation_abstract", record.abstract),
        ("citation_pdf_url", pdf_of(record)),
        ("citation_abstract_html_url", record.page),
        ("citation_public_url", record.page),
    ]
    return [(name, content) for name, content in tags if name and content]


def pdf_of(record: Record) -> str:
    """Return the address of the PDF: the one on this host if there is one, as Scholar wants it."""
    host = urlsplit(record.page).netloc
    pdfs = [link.url for link in record.links if link.kind == "pdf"]
    return next((url for url in pdfs if urlsplit(url).netloc == host), next(iter(pdfs), ""))


def dublin_core(record: Record) -> list[Tag]:
    """Return the elements as Zotero reads them: the kind in words, the source a title alone."""
    plain = record.but(volume="", issue="", pages="")
    told = [pair for pair in elements(plain) if pair[0] not in {"relation", "type"}]
    told.append(("type", LABELS.get(record.type, "Text")))
    return [(f"DC.{name}", value) for name, value in told]


def open_graph(record: Record) -> list[Tag]:
    """Return the properties of the page beside those that every page has."""
    tags = [("article:published_time", str(record.issued or ""))]
    tags += [("article:author", name.page) for name in record.authors if name.page]
    return [(name, content) for name, content in tags if content]


def description(record: Record) -> str:
    """Return what a page's description says of a work: its one sentence, or how it begins."""
    text = " ".join((record.summary or record.abstract or record.title).split())
    return text if len(text) <= DESCRIBED else f"{text[:DESCRIBED].rpartition(' ')[0]} …"


def links(record: Record, formats: Sequence[Exporter]) -> Iterator[tuple[str, str, str]]:
    """Yield (relation, address, media type) of all a machine may follow from the page.

    Source: FAIR Signposting Profile, level 1 and 2.
    """
    for name in record.authors:
        if address := SCHEMES["orcid"].link(name.orcid) if name.orcid else name.page:
            yield "author", address, ""
    if record.doi:
        yield "cite-as", SCHEMES["doi"].link(record.doi), ""
    elif record.page:
        yield "cite-as", record.page, ""
    yield "type", f"https://schema.org/{TYPES.get(record.type, 'CreativeWork')}", ""
    yield "type", "https://schema.org/AboutPage", ""
    for link in record.links:
        if link.kind == "pdf":
            yield "item", link.url, "application/pdf"
    for exporter in formats:
        yield "describedby", record.page.rstrip("/") + exporter.suffix, exporter.media_type


def link_header(record: Record, formats: Sequence[Exporter]) -> str:
    """Return the value of the page's Link header (RFC 8288), which ends in its linkset."""
    told = list(links(record, formats))
    authors = [link for link in told if link[0] == "author"][:LISTED_AUTHORS]
    told = [*authors, *(link for link in told if link[0] != "author")]
    told.append(("linkset", linkset_address(record), LINKSET))
    return ", ".join(
        f'<{_safe(url)}>; rel="{relation}"' + (f'; type="{kind}"' if kind else "")
        for relation, url, kind in told
    )


def linkset_address(record: Record) -> str:
    return f"{record.page}linkset.json"


def linkset(record: Record, formats: Sequence[Exporter]) -> Mapping[str, object]:
    """Return the linkset of the page and of its files. Source: RFC 9264 §4.2."""
    context: dict[str, list[dict[str, str]]] = {}
    for relation, url, kind in links(record, formats):
        target = {"href": url, **({"type": kind} if kind else {})}
        context.setdefault(relation, []).append(target)
    own = [link.url for link in record.links if link.kind == "pdf"]
    page = {"href": record.page, "type": "text/html"}
    here = {"anchor": record.page, **context}
    return {"linkset": [here, *({"anchor": url, "collection": [page]} for url in own)]}


def _safe(url: str) -> str:
    """Return an address that cannot leave its brackets in a header."""
    return url.translate({ord("<"): "%3C", ord(">"): "%3E", ord(" "): "%20", 10: "", 13: ""})
