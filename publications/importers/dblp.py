"""DBLP's records, as its search answers in JSON and its pages of people and records in XML.

Source: dblp.org/faq ("How to use the dblp search API?") and dblp.dtd.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.xml import REFUSED, declares_entities, fragments, markup_in
from publications.drafts import Draft
from publications.records import Name, Problem, Record

from .answers import (
    Answers,
    Read,
    mapped,
    mappings,
    named,
    nothing,
    orcid_of,
    texts,
    words,
)

TYPES = {
    "article": "article-journal",
    "Journal Articles": "article-journal",
    "inproceedings": "paper-conference",
    "Conference and Workshop Papers": "paper-conference",
    "proceedings": "book",
    "Editorship": "book",
    "book": "book",
    "Books and Theses": "book",
    "incollection": "chapter",
    "Parts in Books or Collections": "chapter",
    "Reference Works": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "data": "dataset",
    "Data and Artifacts": "dataset",
    "Informal and Other Publications": "article",
    "Informal Publications": "article",
}
TAGS = tuple(kind for kind in TYPES if kind.islower())
FIELDS = {
    "journal": "container_title",
    "booktitle": "container_title",
    "series": "collection_title",
    "volume": "volume",
    "number": "issue",
    "pages": "pages",
    "publisher": "publisher",
    "school": "publisher",
    "address": "publisher_place",
    "note": "note",
}
ABBREVIATED = re.compile(r"(?:\.\.|(?<!\w)\w(?:\.\w)+|\b(?:al|etc|Inc|Ltd|vs|Jr|Sr))\.$")
RECORD_START = re.compile(r"<(dblpperson|dblp|article|inproceedings|incollection|phdthesis)[ >]")


class DBLP(Answers):
    key = "dblp"
    label = "DBLP"
    suffixes = (".xml", ".json")
    marks = ("info", "venue")
    ignored = frozenset({"access", "url", "key", "stream"})

    def recognizes(self, head: str) -> int:
        if head.startswith("<"):
            is_dblp = "dblp" in head[:2000] or re.search(r'<\w+ [^>]*\bmdate="', head)
            return 95 if is_dblp and RECORD_START.search(head) else 0
        if re.search(r'"hits?"\s*:', head) and re.search(r'"https?://dblp\.\S+/rec/|"dblp', head):
            return 95
        return 95 if re.search(r'"result"\s*:\s*\{\s*"query"\s*:', head) else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        if not text.lstrip("\ufeff \t\r\n").startswith("<"):
            yield from super().parse(text)
            return
        if declares_entities(text):
            yield Problem("Line 1", REFUSED, is_loss=True)
            return
        number = 0
        for number, (line, work) in enumerate(fragments(text, *TAGS), 1):
            if work is None:
                what = "This record of DBLP is not whole XML."
                yield Problem(f"Line {line}", what, "Get the file again.", is_loss=True)
                continue
            draft = Draft(f"Entry {number} (line {line})", self.key)
            _read_element(work, draft)
            yield from draft.finish()
        if not number:
            yield nothing(self.label)

    def entries(self, answer: Any) -> list[Any]:
        hits = mapped(mapped(mapped(answer).get("result")).get("hits"))
        found = mappings(hits.get("hit")) if hits else mappings(answer)
        return [one.get("info", one) for one in found]

    def read(self, entry: Read, draft: Draft) -> None:
        kind = words(entry["type"])
        draft.fields["type"] = TYPES.get(kind, "document")
        if kind not in TYPES:
            draft.keep("type", kind)
        _title(words(entry["title"]), draft)
        authors = mapped(entry["authors"]).get("author")
        draft.authors += [
            _name(one) for one in (authors if isinstance(authors, list) else [authors])
        ]
        draft.date(words(entry["year"]))
        venues = texts(entry["venue"])
        for field, venue in zip(("container_title", "collection_title"), venues, strict=False):
            draft.tell(field, html.unescape(venue))
        for field in ("volume", "number", "pages", "publisher"):
            draft.tell(FIELDS[field], words(entry[field]))
        draft.identify("doi", words(entry["doi"]))
        for address in texts(entry["ee"]):
            _address(address, draft)
        _preprint(draft, venues[0] if venues else "")
        _key(words(entry["key"]), draft)


def _read_element(work: Any, draft: Draft) -> None:
    draft.fields["type"] = TYPES[work.tag]
    if "informal" in (work.get("publtype") or ""):
        draft.fields["type"] = "article"
    elif work.get("publtype"):
        draft.keep("publtype", work.get("publtype"))
    for part in work.iterchildren("*"):
        text = words("".join(part.itertext()))
        if part.tag == "title":
            _title(markup_in(part), draft)
        elif part.tag in {"author", "editor"}:
            names = draft.authors if part.tag == "author" else draft.editors
            names.append(_name({"text": text, "orcid": part.get("orcid")}))
        elif part.tag == "year":
            draft.date(text)
        elif part.tag in FIELDS:
            draft.tell(FIELDS[part.tag], text, part.tag)
        elif part.tag in {"isbn", "issn"}:
            draft.serial(text, part.tag, prefer=part.tag)
        elif part.tag == "ee":
            _address(text, draft)
        elif part.tag != "url":
            draft.keep(part.tag, text)
    _preprint(draft, words(work.findtext("journal")))
    _key(work.get("key") or "", draft)


def _title(text: str, draft: Draft) -> None:
    """Tell a title without the full stop that DBLP sets behind each."""
    plain = text.strip()
    if plain.endswith(".") and not ABBREVIATED.search(plain):
        plain = plain[:-1]
    draft.tell("title", plain)


def _name(one: Any) -> Name:
    """Return a name without the number by which DBLP tells namesakes apart: "Di Xu 0001"."""
    told: Mapping[str, Any] = one if isinstance(one, dict) else {"text": one}
    text = re.sub(r"\s+\d{4}$", "", html.unescape(words(told.get("text"))))
    return named("", "", text, orcid=orcid_of(told.get("orcid") or told.get("@orcid")))


def _address(text: str, draft: Draft) -> None:
    if "wikidata.org" in text:
        draft.keep("ee", text)
    else:
        draft.link(text)


def _preprint(draft: Draft, journal: str) -> None:
    """Tell the arXiv number of what stands in CoRR, where the volume is "abs/2201.01441"."""
    volume = draft.fields.get("volume", "")
    if journal == "CoRR" and volume.startswith("abs/"):
        draft.fields["type"] = "article"
        draft.fields.pop("volume")
        draft.fields.pop("container_title", None)
        draft.identify("arxiv_id", volume.removeprefix("abs/"), "volume")
        draft.tell("publisher", "arXiv")


def _key(text: str, draft: Draft) -> None:
    try:
        draft.other_id("dblp", SCHEMES["dblp"].normalize(text))
    except InvalidIdentifier:
        draft.keep("key", text)
