"""The tagged format of Web of Science ("plain text" or "Other Reference Software").

Source: Web of Science Core Collection field tags (Clarivate).
"""

import re
from collections.abc import Iterator

from publications.bylines import parse_initials, parse_name
from publications.drafts import Draft
from publications.records import Name, Problem, Record

from .base import Importer
from .tagged import Entry, indented, tell_dates, tell_pages

TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$")
TYPES = {
    "J": "article-journal",
    "B": "book",
    "S": "chapter",
    "P": "patent",
    "C": "paper-conference",
}
TEXTS = {
    "title": ("TI",), "container_title": ("SO",), "container_short": ("JI", "J9"),
    "collection_title": ("SE",), "event": ("CT",), "volume": ("VL",), "issue": ("IS",),
    "publisher": ("PU",), "publisher_place": ("PI",), "abstract": ("AB",), "language": ("LA",),
    "citation_key": ("UT",),
}  # fmt: skip


class WebOfScience(Importer):
    key = "wos"
    label = "Web of Science"
    suffixes = (".txt", ".ciw", ".ris")

    def recognizes(self, head: str) -> int:
        if re.match(r"FN (?:Clarivate|Thomson|ISI)", head):
            return 98
        return 92 if re.search(r"(?m)^PT [JBSPC]\s*$", head) else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        for entry in indented(text.lstrip("\ufeff"), TAG, "PT", "ER"):
            yield from _read(entry)


def _read(entry: Entry) -> Iterator[Record | Problem]:
    draft = Draft(f"Line {entry.line}", "wos")
    said = (entry.take("PT") or [""])[0]
    draft.fields["type"] = TYPES.get(said, "document")
    documents = entry.take("DT")
    if any("Proceedings Paper" in kind for kind in documents):
        draft.fields["type"] = "paper-conference"
    elif said == "B" and any("Chapter" in kind for kind in documents):
        draft.fields["type"] = "chapter"
    for kind in documents:
        draft.keep("DT", kind)
    for field, tags in TEXTS.items():
        for value in entry.take(*tags):
            draft.tell(field, value.replace("\n", " "), tags[0])
    _names(draft, entry)
    year, month = entry.take("PY"), entry.take("PD")
    tell_dates(draft, [*year, *(f"{year[0]} {part}" for part in month if year)])
    tell_pages(draft, entry.take("BP") or entry.take("AR"), entry.take("EP"))
    for value in entry.take("DI"):
        draft.identify("doi", value, "DI")
    for value in entry.take("PM"):
        draft.identify("pmid", value, "PM")
    for value in entry.take("SN", "EI", "BN"):
        draft.serial(value, "SN")
    for value in entry.take("DE", "ID"):
        for word in value.replace("\n", " ").split(";"):
            draft.keyword(word)
    entry.keep_rest(draft)
    yield from draft.finish()


def _names(draft: Draft, entry: Entry) -> None:
    """Tell the authors by their full names (AF) where there is one for each, else as indexed."""
    indexed = _lines(entry.take("AU"))
    full = _lines(entry.take("AF"))
    names = full if len(full) == len(indexed) else indexed
    draft.authors = [_name(name) for name in names]
    draft.authors += [parse_name(f"{group},") for group in _lines(entry.take("CA", "GP"))]
    draft.editors = [_name(name) for name in _lines(entry.take("BE"))]
    if full and names is indexed:
        for name in full:
            draft.keep("AF", name)


def _name(text: str) -> Name:
    return parse_name(text) if "," in text else parse_initials(text)


def _lines(values: list[str]) -> list[str]:
    return [line for value in values for line in value.split("\n") if line.strip()]
