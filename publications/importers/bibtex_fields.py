"""What the fields of BibTeX and BibLaTeX entries mean in a record.

Source: BibTeX's own documentation ("BibTeXing", section 3) and the biblatex manual, section 2.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.kit.latex import decode
from publications.records import Name, Record

from .bibtex_dates import take_date
from .bibtex_ids import take_identifiers
from .bibtex_marks import with_annotations, with_marks
from .bibtex_names import read_people
from .doubts import KEPT, Doubts

OWN_FIELD = "byline"
# The type of record for each type of entry; of several entry types of one type the first is the
# one that is written.
TYPES = {
    "inproceedings": "paper-conference", "article": "article-journal", "incollection": "chapter",
    "inbook": "chapter", "book": "book", "phdthesis": "thesis", "thesis": "thesis",
    "mastersthesis": "thesis", "techreport": "report", "report": "report", "manual": "report",
    "dataset": "dataset", "software": "software", "patent": "patent", "review": "review",
    "online": "webpage", "misc": "document", "unpublished": "article", "proceedings": "book",
    "mvproceedings": "book", "collection": "book", "mvcollection": "book", "mvbook": "book",
    "booklet": "book", "reference": "book", "mvreference": "book", "inreference": "chapter",
    "bookinbook": "chapter", "suppbook": "chapter", "suppcollection": "chapter",
    "suppperiodical": "article-journal", "standard": "report", "talk": "speech",
    "presentation": "speech", "speech": "speech", "bachelorthesis": "thesis",
}  # fmt: skip
ALIASES = {
    "conference": "inproceedings", "electronic": "online", "www": "online", "webpage": "online",
    "paper": "inproceedings", "journalarticle": "article", "data": "dataset",
}  # fmt: skip
TEXTS = (
    ("container_short", ("shortjournal",)),
    ("event", ("eventtitle",)),
    ("collection_title", ("series",)),
    ("volume", ("volume",)),
    ("issue", ("number", "issue")),
    ("pages", ("pages", "eid", "articleno", "article-number", "elocation-id")),
    ("publisher_place", ("address", "location")),
    ("abstract", ("abstract",)),
    ("note", ("note",)),
    ("language", ("language", "langid")),
)
# Fields that hold names, addresses or paths: they are kept as they are written.
_VERBATIM = {"file", "bdsk-url-1", "bdsk-url-2", "adsurl", "biburl", "sha1"}


def read_entry(kind: str, key: str, fields: Mapping[str, str], doubts: Doubts) -> Record:
    """Return the record of an entry, and add what is doubtful about it to `doubts`.

    `fields` maps names in lower case to values as written, without their outer braces.
    """
    left = dict(fields)
    extra: dict[str, Any] = {}
    kind = ALIASES.get(kind, kind)
    told: dict[str, Any] = {"type": TYPES.get(kind, "document")}
    if "title" in left:
        told["title"] = _with_subtitle(left, "title", "subtitle")
    _take_people(left, told, extra, doubts)  # first, for a note may tell what their marks mean
    for attribute, names in TEXTS:
        for name in names:
            if (raw := left.get(name)) and (text := decode(raw)):
                told[attribute] = text
                del left[name]
                break
    _take_container(left, told)
    _take_publisher(left, told, kind)
    told["issued"] = take_date(left, told, extra, doubts)
    take_identifiers(left, told, extra, doubts)
    if raw := left.pop("keywords", "") or left.pop("keyword", ""):
        words = (decode(word) for word in re.split(r"(?<!\\)[,;]", raw))
        told["keywords"] = tuple(dict.fromkeys(word for word in words if word))
    own = left.pop(OWN_FIELD, "")
    for name, raw in left.items():
        text = raw.strip() if name in _VERBATIM else decode(raw)
        if text and name not in extra:
            extra[name] = text
    kept_kind = kind if kind not in WRITTEN and kind not in SAME else ""
    if kept_kind:
        extra["entry_type"] = kept_kind
    if not told.get("title"):
        doubts.add(f'"{key}" has no title.', "Add one.")
    record = Record(**told, citation_key=key, extra=extra, source="bibtex", where=doubts.where)
    return _with_own(record, own, doubts)


def _with_subtitle(left: dict[str, str], title: str, subtitle: str) -> str:
    text = decode(left.pop(title))
    if subtitle in left and (more := decode(left.pop(subtitle))):
        return f"{text}{' ' if text.endswith(('?', '!', ':', '.')) else ': '}{more}"
    return text


def _take_container(left: dict[str, str], told: dict[str, Any]) -> None:
    names: tuple[str, ...] = ("journal", "journaltitle")
    if told["type"] == "article-journal":
        names = (*names, "booktitle")
    elif told["type"] != "book":  # a volume's booktitle is its own title, for its papers to inherit
        names = ("booktitle", *names)
    for name in names:
        if left.get(name):
            prefix = "book" if name == "booktitle" else "journal"
            told["container_title"] = _with_subtitle(left, name, f"{prefix}subtitle")
            break


def _take_publisher(left: dict[str, str], told: dict[str, Any], kind: str) -> None:
    names = ["publisher", "school", "institution", "organization"]
    if told["type"] in {"thesis", "report"}:
        names = ["school", "institution", "publisher", "organization"]
    for name in names:
        if (raw := left.get(name)) and (text := decode(raw)):
            told["publisher"] = text
            del left[name]
            break


def _take_people(
    left: dict[str, str],
    told: dict[str, Any],
    extra: dict[str, Any],
    doubts: Doubts,
) -> None:
    for role in ("author", "editor"):
        if not (raw := left.pop(role, "")):
            continue
        people = read_people(raw)
        names: tuple[Name, ...] = people.names
        if people.others:
            extra["others" if role == "author" else "editor_others"] = True
        for doubt in people.doubts:
            doubts.add(doubt, "Write “and” between names.")
        if people.marks:
            names = with_marks(names, people.marks, left, extra, role)
        if f"{role}+an" in left or f"{role}+an:orcid" in left:
            names = with_annotations(names, left, role)
        told[f"{role}s"] = names


def _with_own(record: Record, own: str, doubts: Doubts) -> Record:
    """Return the record with what our own exporter wrote beside what BibTeX has fields for."""
    if not own:
        return record
    try:
        told = json.loads(own)
        more = told.pop("more", {})
        read = Record.load({name: value for name, value in told.items() if value is not None})
        values = {name: getattr(read, name) for name in told}
        values["extra"] = {**values.get("extra", record.extra), **more}
        return replace(record, **values)
    except (ValueError, TypeError, AttributeError) as error:
        what = f"The field {OWN_FIELD} is not as it was written: {error}."
        doubts.add(what, KEPT)
        return replace(record, extra={**record.extra, OWN_FIELD: own})


# Record types whose first entry type stands for them, and entry types that say no more than it.
WRITTEN = set({kind: entry for entry, kind in reversed(TYPES.items())}.values())
SAME = {"report", "thesis"}
