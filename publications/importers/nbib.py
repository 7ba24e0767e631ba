"""The tagged format of PubMed (nbib, MEDLINE). Source: MEDLINE/PubMed data elements, NLM."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portal.kit.identifiers import InvalidIdentifier, normalize_orcid
from publications.bylines import parse_initials, parse_name
from publications.drafts import Draft
from publications.records import Name, Problem, Record

from .base import Importer
from .medline import tell_kind, tell_pages, tell_title
from .tagged import Entry, indented, tell_dates

TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)$")
TEXTS = {
    "volume": ("VI",), "issue": ("IP",), "publisher": ("PB",), "publisher_place": ("PL",),
    "language": ("LA",), "abstract": ("AB",), "note": ("GN",), "collection_title": ("CTI",),
}  # fmt: skip


class Nbib(Importer):
    key = "nbib"
    label = "PubMed (nbib)"
    suffixes = (".nbib", ".txt")

    def recognizes(self, head: str) -> int:
        return 95 if re.search(r"(?m)^PMID- ?\d", head) else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        for entry in indented(text.lstrip("\ufeff"), TAG, "PMID", ""):
            yield from _read(entry)


def _read(entry: Entry) -> Iterator[Record | Problem]:
    draft = Draft(f"Line {entry.line}", "nbib")
    draft.fields["type"] = "article-journal"
    _names(draft, entry)
    for tag in list(entry.values):
        entry.values[tag] = [value.replace("\n", " ") for value in entry.values[tag]]
    _titles(draft, entry)
    for field, tags in TEXTS.items():
        for value in entry.take(*tags):
            draft.tell(field, value, tags[0])
    dates = entry.take("DP") or entry.take("DEP")
    tell_dates(draft, [re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", date) for date in dates])
    for value in entry.take("PG"):
        tell_pages(draft, value)
    _numbers(draft, entry)
    for value in entry.take("OT"):
        draft.keyword(value)
    for value in entry.take("MH"):
        draft.keep("mesh", [value] if "mesh" not in draft.extra else value)
    entry.keep_rest(draft)
    yield from draft.finish()


def _titles(draft: Draft, entry: Entry) -> None:
    books, titles = entry.take("BTI"), entry.take("TI")
    if books:
        draft.fields["type"] = "chapter" if titles else "book"
    tell_kind(draft, entry.take("PT"))
    for value in titles or books:
        tell_title(draft, value, " ".join(entry.take("TT")))
    for value in (books if titles else []) + entry.take("JT"):
        draft.tell("container_title", value, "JT")
    for value in entry.take("TA"):
        if value != draft.fields.get("container_title"):
            draft.tell("container_short" if "container_title" in draft.fields
                       else "container_title", value, "TA")  # fmt: skip


def _numbers(draft: Draft, entry: Entry) -> None:
    for value in entry.take("PMID"):
        draft.identify("pmid", value, "PMID")
    for value in entry.take("LID", "AID"):
        number, _, kind = value.rpartition(" [")
        if kind == "doi]":
            draft.identify("doi", number, "AID")
        else:
            draft.keep(kind.rstrip("]") if number else "AID", number or value)
    for value in entry.take("PMC"):
        draft.other_id("pmcid", value)
    for value in entry.take("IS", "ISBN"):
        draft.serial(value, "IS")


def _names(draft: Draft, entry: Entry) -> None:
    """Tell the byline: full names (FAU) before those with initials (AU), what follows is theirs."""
    people: list[Name] = []
    editors: list[Name] = []
    current: list[Name] = people
    full = {"FAU": people, "FED": editors}
    short = {"AU": people, "ED": editors}
    with_full = {tag[1:] for tag in full if tag in entry.values}
    for tag, value in entry.told():
        text = " ".join(value.split())
        if tag in full:
            current = full[tag]
            current.append(parse_name(text))
        elif tag in short and tag not in with_full:
            current = short[tag]
            current.append(parse_initials(text))
        elif tag == "CN":
            current = people
            people.append(Name(literal=text))
        elif tag in {"AUID", "AD"} and current:
            current[-1] = _beside(current[-1], tag, text)
    draft.authors, draft.editors = people, editors
    entry.take("FAU", "CN", "AUID", "AD", "FED", "AU", "ED")


def _beside(name: Name, tag: str, text: str) -> Name:
    if tag == "AD":
        both = "; ".join(filter(None, [name.affiliation, text]))
        return replace(name, affiliation=both)
    try:
        return replace(name, orcid=normalize_orcid(text.removeprefix("ORCID:").strip()))
    except InvalidIdentifier:
        return name
