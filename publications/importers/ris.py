"""RIS, as EndNote, Zotero, Mendeley, IEEE, Scopus, Embase and others write it.

Source: Research Information Systems' format specification (2001) and its revision of 2011.
"""

import re
from collections.abc import Iterator

from publications.drafts import Draft
from publications.own import take_marked
from publications.records import Problem, Record

from .base import Importer
from .tagged import Entry, names_of, tell_dates, tell_pages

LINE = re.compile(r"\s{0,3}([A-Za-z][A-Za-z0-9])( {0,2})[-–—](?:( )(.*)|(.*))$")
KNOWN = frozenset(
    {
        "TY", "ER", "A1", "A2", "A3", "A4", "AB", "AD", "AN", "AU", "AV", "BT", "C1", "C2", "C3",
        "C4", "C5", "C6", "C7", "C8", "CA", "CN", "CP", "CR", "CT", "CY", "DA", "DB", "DI", "DO",
        "DP", "ED", "EP", "ET", "ID", "IS", "J1", "J2", "JA", "JF", "JO", "KW", "L1", "L2", "L3",
        "L4", "LA", "LB", "LK", "M1", "M2", "M3", "N1", "N2", "NV", "OP", "PB", "PP", "PY", "RI",
        "RN", "RP", "SE", "SN", "SP", "ST", "SV", "T1", "T2", "T3", "TA", "TI", "TT", "U1", "U2",
        "U3", "U4", "U5", "UR", "VL", "VO", "WP", "WT", "WV", "Y1", "Y2", "YR",
    }
)  # fmt: skip
TYPES = {
    "JOUR": "article-journal", "EJOU": "article-journal", "MGZN": "article-journal",
    "NEWS": "article-journal", "JFULL": "article-journal", "INPR": "article-journal",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "ABST": "paper-conference",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "SER": "book", "CLSWK": "book",
    "CHAP": "chapter", "ECHAP": "chapter", "ENCYC": "chapter", "DICT": "chapter",
    "THES": "thesis", "RPRT": "report", "STAND": "report", "GOVDOC": "report",
    "DATA": "dataset", "AGGR": "dataset", "DBASE": "dataset", "COMP": "software", "PAT": "patent",
    "SLIDE": "speech", "ELEC": "webpage", "BLOG": "webpage", "UNPB": "article", "UNPD": "article",
    "PREPRINT": "article", "GEN": "document",
}  # fmt: skip
# The name a type has in EndNote; some programs write that into TY.
SPOKEN = {
    "journal article": "JOUR", "electronic article": "EJOU", "magazine article": "MGZN",
    "newspaper article": "NEWS", "article": "JOUR", "journal": "JOUR",
    "conference paper": "CPAPER", "conference proceedings": "CONF", "conference": "CONF",
    "book": "BOOK", "edited book": "EDBOOK", "electronic book": "EBOOK", "book section": "CHAP",
    "book chapter": "CHAP", "electronic book section": "ECHAP", "encyclopedia": "ENCYC",
    "dictionary": "DICT", "thesis": "THES", "report": "RPRT", "standard": "STAND",
    "government document": "GOVDOC", "dataset": "DATA", "computer program": "COMP",
    "patent": "PAT", "web page": "ELEC", "blog": "BLOG", "unpublished work": "UNPB",
    "manuscript": "UNPB", "preprint": "PREPRINT", "generic": "GEN", "serial": "SER",
}  # fmt: skip
OTHER = frozenset(
    {
        "ADVS", "ANCIENT", "ART", "AUDIO", "BILL", "CASE", "CHART", "EQUA", "FIGURE", "GRANT",
        "HEAR", "ICOMM", "LEGAL", "MANSCPT", "MAP", "MPCT", "MULTI", "MUSIC", "PAMP", "PCOMM",
        "RADIO", "SOUND", "STAT", "TELEVI", "UNBILL", "VIDEO",
    }
)  # fmt: skip
PLAIN = {type_: ris for ris, type_ in reversed(TYPES.items())}  # what a type tells by itself
WHOLE = frozenset(
    {
        "BOOK", "EBOOK", "EDBOOK", "SER", "CLSWK", "THES", "RPRT", "STAND", "GOVDOC",
    }
)  # fmt: skip
TEXTS = {
    "title": ("TI", "T1", "CT"),
    "volume": ("VL", "VO"),
    "issue": ("IS", "CP"),
    "publisher": ("PB",),
    "publisher_place": ("CY", "PP"),
    "abstract": ("AB", "N2"),
    "note": ("N1", "RN"),
    "language": ("LA",),
    "citation_key": ("ID", "LB"),
}


class Ris(Importer):
    key = "ris"
    label = "RIS"
    suffixes = (".ris", ".txt")

    def recognizes(self, head: str) -> int:
        if re.search(r"(?m)^\s{0,3}(?:TY|ty) {0,2}[-–—] ?\S", head):
            return 90
        tags = re.findall(r"(?m)^([A-Z][A-Z0-9])  - ", head)
        return 60 if len({tag for tag in tags if tag in KNOWN}) > 2 else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        outside: list[int] = []
        for entry in _entries(text.lstrip("\ufeff"), outside):
            yield from _read(entry)
        if outside:
            lines = ", ".join(map(str, outside[:5])) + (", ..." if len(outside) > 5 else "")
            what = f"Outside of every entry stands text (line {lines})."
            yield Problem(f"Line {outside[0]}", what, "It was left out.")


def _tagged(line: str) -> tuple[str, str] | None:
    """Return the tag of a line and its value, None if it goes on with the value before it.

    With fewer than the two spaces of the format, or in small letters, only known tags count.
    """
    found = LINE.match(line)
    if not found:
        return None
    tag, gap, space, value, tight = found.groups()
    is_known = tag.upper() in KNOWN
    is_formal = len(gap) == 2 and (tag.isupper() or is_known)
    is_loose = is_known and tag.isupper() and (space is not None or not tight or tag == "TY")
    return (tag.upper(), (value or tight or "").strip()) if is_formal or is_loose else None


def _entries(text: str, outside: list[int]) -> Iterator[Entry]:
    """Yield the entries: each from TY to ER, or to the next TY. Numbers other lines `outside`."""
    entry: Entry | None = None
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.replace("\t", " ")), 1):
        found = _tagged(line)
        if found is None:
            if entry is not None:
                entry.more(line.strip())
            elif line.strip() and not re.fullmatch(r"\s*[\d.)\]]+\s*", line):
                outside.append(number)
            continue
        tag, value = found
        if tag == "ER":
            if entry is not None:
                yield entry
            entry = None
            continue
        if entry is not None and tag == "TY" and "TY" in entry.values:
            yield entry
            entry = None
        if entry is None:
            entry = Entry(number)
        entry.add(tag, value)
    if entry is not None:
        yield entry


def _read(entry: Entry) -> Iterator[Record | Problem]:
    entry.close()
    draft = Draft(f"Line {entry.line}", "ris")
    own = take_marked(entry.values["U1"]) if "U1" in entry.values else None
    kind = _type(draft, entry)
    for field, tags in TEXTS.items():
        for value in entry.take(*tags):
            draft.tell(field, value, tags[0])
    _containers(draft, entry, kind)
    if not draft.fields.get("title"):
        for value in entry.take("ST"):
            draft.tell("title", value, "ST")
    _names(draft, entry, kind)
    tell_dates(draft, entry.take("PY", "Y1", "YR", "DA"))
    tell_pages(draft, entry.take("SP"), entry.take("EP"))
    if not draft.fields.get("pages"):
        for value in entry.take("C7"):
            draft.tell("pages", value, "C7")
    _identifiers(draft, entry)
    for value in entry.take("KW"):
        for word in re.split(r"\n|;", value):
            draft.keyword(word)
    _links(draft, entry)
    entry.keep_rest(draft)
    yield from draft.finish(own)


def _type(draft: Draft, entry: Entry) -> str:
    said = (entry.take("TY") or [""])[0]
    kind = SPOKEN.get(said.casefold(), said.upper())
    draft.fields["type"] = TYPES.get(kind, "document")
    if not said:
        draft.warn("The entry does not say its type.", "It was read as a document.")
    elif kind not in TYPES and kind not in OTHER:
        draft.warn(f'"{said}" is not a type of RIS.', "It was read as a document.")
    if kind != PLAIN[draft.fields["type"]]:
        draft.keep("TY", said)
    return kind


def _containers(draft: Draft, entry: Entry, kind: str) -> None:
    """Tell where the work appeared. T2 and BT are its series, or its own title, if it is whole."""
    if kind in WHOLE:
        for value in entry.take("BT"):
            draft.tell("title", value, "BT")
        for value in entry.take("T2", "T3", "JF"):
            draft.tell("collection_title", value, "T2")
        return
    full = entry.take("JF", "T2", "BT", "C3")
    shorts = entry.take("JA", "J2", "J1")
    for value in entry.take("JO"):
        (shorts if full else full).append(value)
    for value in full or shorts[:1]:
        draft.tell("container_title", value, "T2")
    for value in shorts:
        if value != draft.fields.get("container_title") or not full:
            draft.tell("container_short", value, "J2")
    for value in entry.take("T3"):
        draft.tell("collection_title", value, "T3")


def _names(draft: Draft, entry: Entry, kind: str) -> None:
    authors = names_of(draft, entry.take("AU", "A1"))
    editors = names_of(draft, entry.take("ED"))
    if kind not in {"THES", "PAT", "COMP"}:  # there A2 advises, or applies for the patent
        editors += names_of(draft, entry.take("A2"))
    if kind == "EDBOOK":
        authors, editors = [], authors + editors
    draft.authors, draft.editors = authors, editors


def _identifiers(draft: Draft, entry: Entry) -> None:
    for value in entry.take("DO", "DI"):
        draft.identify("doi", value, "DO")
    for value in entry.take("SN"):
        draft.serial(value, "SN")
    database = " ".join(entry.values.get("DB", []) + entry.values.get("DP", [])).lower()
    for tag in ("AN", "M1", "M3", "L3", "C2"):
        for value in entry.take(tag):
            if re.match(r"(?i)(?:doi:? *|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/", value):
                draft.identify("doi", value, tag)
            elif re.match(r"(?i)arxiv:", value):
                draft.identify("arxiv_id", value, tag)
            elif tag == "C2" and re.fullmatch(r"(?i)PMC\d+", value):
                draft.other_id("pmcid", value.upper())
            elif tag == "AN" and re.search("pubmed|medline|nlm", database):
                draft.identify("pmid", value, tag)
            elif tag == "L3":
                draft.link(value)
            else:
                draft.keep(tag, value)


def _links(draft: Draft, entry: Entry) -> None:
    for tag in ("UR", "L1", "L2", "LK", "L4"):
        for value in entry.take(tag):
            for url in re.split(r"[;\s]\s*(?=(?:https?|ftp|www)[:.])|\n", value):
                if url.strip():
                    draft.link(url, "pdf" if tag == "L1" else "")
