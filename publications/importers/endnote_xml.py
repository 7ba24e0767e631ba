"""EndNote's XML export. Source: EndNote's RSXML.dtd."""

import html
from collections.abc import Iterator
from typing import Any

from portal.kit.xml import REFUSED, declares_entities, fragments, text_in
from publications.drafts import Draft
from publications.own import take_marked
from publications.records import Problem, Record

from .base import Importer
from .ris import PLAIN, SPOKEN, TYPES, WHOLE
from .tagged import names_of, tell_dates

TEXTS = {
    "titles/title": "title",
    "volume": "volume",
    "number": "issue",
    "pages": "pages",
    "publisher": "publisher",
    "pub-location": "publisher_place",
    "abstract": "abstract",
    "notes": "note",
    "language": "language",
    "label": "citation_key",
}
OWN = "custom7"  # in which our own exporter keeps what the format cannot say
READ = {
    "titles", "contributors", "periodical", "dates", "urls", "keywords", "ref-type", "isbn",
    "electronic-resource-num", "accession-num", "custom2", "source-app", "rec-number", "database",
    "foreign-keys", *(path for path in TEXTS if "/" not in path),
}  # fmt: skip


class EndNoteXml(Importer):
    key = "endnote_xml"
    label = "EndNote XML"
    suffixes = (".xml", ".enx")

    def recognizes(self, head: str) -> int:
        if not head.startswith("<"):
            return 0
        return 95 if "<record>" in head and ("<ref-type" in head or "<records>" in head) else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        if declares_entities(text):
            yield Problem("File", REFUSED, is_loss=True)
            return
        for line, element in fragments(text, "record"):
            if element is None:
                what = "This record is not well-formed XML."
                yield Problem(f"Line {line}", what, "Export it anew.", is_loss=True)
            else:
                yield from _read(element, f"Line {line}")


def _styled(element: Any) -> str:
    """Return the text of an element as HTML: EndNote says by `face` what is raised or lowered."""
    parts = [html.escape(element.text or "", quote=False)]
    for part in element:
        inner = _styled(part)
        face = part.get("face", "") if part.tag == "style" else ""
        for word, tag in (("superscript", "sup"), ("subscript", "sub")):
            if word in face and inner.strip():
                inner = f"<{tag}>{inner}</{tag}>"
        parts += [inner, html.escape(part.tail or "", quote=False)]
    return "".join(parts)


def _all(element: Any, path: str) -> list[str]:
    texts = ["".join(found.itertext()).replace("\r", "\n") for found in element.findall(path)]
    return [text.strip() for text in texts if text.strip()]


def _read(element: Any, where: str) -> Iterator[Record | Problem]:
    draft = Draft(where, "endnote_xml")
    kind_element = element.find("ref-type")
    said = kind_element.get("name", "") if kind_element is not None else ""
    kind = SPOKEN.get(said.casefold(), "")
    draft.fields["type"] = TYPES.get(kind, "document")
    if kind != PLAIN[draft.fields["type"]]:
        draft.keep("ref-type", said)
    for path, field in TEXTS.items():
        for found in element.findall(path):
            draft.tell(field, _styled(found), path)
    _containers(draft, element, kind)
    authors = names_of(draft, _all(element, "contributors/authors/author"))
    editors = names_of(draft, _all(element, "contributors/secondary-authors/author"))
    draft.authors, draft.editors = (
        ([], authors + editors) if kind == "EDBOOK" else (authors, editors)
    )
    _other_roles(draft, element)
    _dates(draft, element)
    _numbers(draft, element)
    for text in _all(element, "keywords/keyword"):
        for word in text.split("\n"):
            draft.keyword(word)
    for group in ("web-urls", "related-urls", "text-urls", "pdf-urls", "image-urls"):
        for url in _all(element, f"urls/{group}/url"):
            draft.link(url, "pdf" if group == "pdf-urls" else "")
    own = take_marked(_all(element, OWN))
    for child in element:
        if child.tag not in READ and not (child.tag == OWN and own is not None):
            draft.keep(str(child.tag), text_in(child))
    yield from draft.finish(own)


def _other_roles(draft: Draft, element: Any) -> None:
    for role in element.findall("contributors/*"):
        if role.tag not in {"authors", "secondary-authors"}:
            for name in _all(role, "author"):
                draft.keep(str(role.tag), name)


def _containers(draft: Draft, element: Any, kind: str) -> None:
    field = "collection_title" if kind in WHOLE else "container_title"
    for path in ("titles/secondary-title", "periodical/full-title"):
        for text in _all(element, path):
            draft.tell(field, text, path)
    for text in _all(element, "titles/tertiary-title"):
        draft.tell("collection_title", text, "titles/tertiary-title")
    for path in ("periodical/abbr-1", "titles/alt-title"):
        for text in _all(element, path):
            if text != draft.fields.get(field):
                draft.tell("container_short", text, path)
    for path in ("titles/short-title", "titles/translated-title", "periodical/abbr-2"):
        for text in _all(element, path):
            draft.keep(path.split("/")[1], text)


def _dates(draft: Draft, element: Any) -> None:
    years = _all(element, "dates/year")
    days = _all(element, "dates/pub-dates/date")
    if years:
        days = [day if years[0] in day else f"{day} {years[0]}" for day in days]
    tell_dates(draft, [*years, *days])


def _numbers(draft: Draft, element: Any) -> None:
    for text in _all(element, "electronic-resource-num"):
        draft.identify("doi", text, "electronic-resource-num")
    for text in _all(element, "isbn"):
        draft.serial(text, "isbn")
    database = " ".join(
        text_in(element, path) for path in ("remote-database-name", "remote-database-provider")
    ).lower()
    for text in _all(element, "accession-num"):
        if any(word in database for word in ("pubmed", "medline", "nlm")):
            draft.identify("pmid", text, "accession-num")
        else:
            draft.keep("accession-num", text)
    for text in _all(element, "custom2"):
        if text.upper().startswith("PMC") and text[3:].isdigit():
            draft.other_id("pmcid", text.upper())
        else:
            draft.keep("custom2", text)
