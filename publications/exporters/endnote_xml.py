"""EndNote's XML, as its "XML" import and other reference managers read it. Source: RSXML.dtd."""

from collections.abc import Iterable, Iterator

from lxml import etree

from portal.kit.xml import add
from publications.importers.endnote_xml import OWN, EndNoteXml
from publications.importers.ris import PLAIN, SPOKEN, WHOLE
from publications.own import left_over, marked
from publications.records import Record

from .base import NOTHING, About, Exporter
from .ris import with_comma

# Names and numbers of EndNote's reference types.
NUMBERS = {
    "article-journal": 17, "paper-conference": 10, "article": 34, "chapter": 5, "book": 6,
    "thesis": 32, "report": 27, "dataset": 59, "software": 9, "patent": 25, "webpage": 12,
}  # fmt: skip
GENERIC, EDITED = 13, 28
READER = EndNoteXml()


class EndNote(Exporter):
    key = "endnote_xml"
    label = "EndNote"
    suffix = ".endnote.xml"
    media_type = "application/x-endnote+xml"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
        for record in records:
            element = _element(record)
            text = etree.tostring(element, encoding="unicode")
            back = next((r for r in READER.parse(text) if isinstance(r, Record)), Record())
            if own := marked(left_over(record, back)):
                add(element, OWN, own)
                text = etree.tostring(element, encoding="unicode")
            yield text + "\n"
        yield "</records></xml>\n"


def _element(record: Record) -> etree._Element:
    root = etree.Element("record")
    is_edited = record.type == "book" and bool(record.editors) and not record.authors
    name = "Edited Book" if is_edited else _spoken(record.type)
    number = EDITED if is_edited else NUMBERS.get(record.type, GENERIC)
    add(root, "ref-type", str(number), name=name)
    contributors = add(root, "contributors")
    lead, rest = (record.editors, ()) if is_edited else (record.authors, record.editors)
    _list(contributors, "authors", "author", map(with_comma, lead))
    _list(contributors, "secondary-authors", "author", map(with_comma, rest))
    _titles(root, record)
    _texts(root, pages=record.pages, volume=record.volume, number=record.issue)
    _list(root, "keywords", "keyword", record.keywords)
    if date := record.issued:
        dates = add(root, "dates")
        add(dates, "year", f"{date.year:04d}")
        if date.month:
            add(add(dates, "pub-dates"), "date", str(date))
    _texts(
        root,
        pub_location=record.publisher_place,
        publisher=record.publisher,
        isbn=record.isbn or record.issn,
        electronic_resource_num=record.doi,
        abstract=record.abstract,
        notes=record.note,
        label=record.citation_key,
        language=record.language,
    )
    pdfs = [link.url for link in record.links if link.kind == "pdf"]
    others = [link.url for link in record.links if link.kind != "pdf"]
    urls = add(root, "urls")
    _list(urls, "pdf-urls", "url", pdfs)
    _list(urls, "related-urls", "url", others or ([] if pdfs else [record.page]))
    return root


def _titles(root: etree._Element, record: Record) -> None:
    whole = PLAIN.get(record.type, "GEN") in WHOLE
    titles = add(root, "titles")
    _texts(
        titles,
        title=record.title,
        secondary_title=record.collection_title if whole else record.container_title,
        tertiary_title="" if whole else record.collection_title,
    )
    if record.container_short and not whole:
        add(add(root, "periodical"), "abbr-1", record.container_short)


def _texts(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            add(parent, name.replace("_", "-"), text)


def _list(parent: etree._Element, group: str, tag: str, texts: Iterable[str]) -> None:
    if told := [text for text in texts if text]:
        element = add(parent, group)
        for text in told:
            add(element, tag, text)


def _spoken(kind: str) -> str:
    """Return EndNote's name of a type: the first that is spoken of its RIS type."""
    ris = PLAIN.get(kind, "GEN")
    return next((name.title() for name, tag in SPOKEN.items() if tag == ris), "Generic")
