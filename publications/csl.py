"""CSL-JSON items to records and back. Source: CSL 1.0.2, appendices III and IV; csl-data.json.

What CSL has no variable for goes into `custom`, so that a record comes back as it went.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from portal.kit.dates import PartialDate
from publications.bylines import parse_name
from publications.drafts import Draft, read_date
from publications.own import left_over, with_own
from publications.records import TYPES, Name, Problem, Record

OWN = "byline"  # the key in `custom` under which a record's own fields stand

NEAREST = {
    "article-magazine": "article-journal",
    "article-newspaper": "article-journal",
    "entry": "chapter",
    "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter",
    "review-book": "review",
    "post": "webpage",
    "post-weblog": "webpage",
    "standard": "report",
    "paper": "paper-conference",
    "preprint": "article",
    **dict.fromkeys(
        ("bill", "broadcast", "classic", "collection", "event", "figure", "graphic", "hearing",
         "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
         "musical_score", "pamphlet", "performance", "periodical", "personal_communication",
         "regulation", "song", "treaty"), "document"),
}  # fmt: skip
CSL_TYPES = frozenset(TYPES) | frozenset(NEAREST) - {"paper", "preprint"}

TEXTS = {
    "title": "title",
    "container-title": "container_title",
    "container-title-short": "container_short",
    "journalAbbreviation": "container_short",
    "event-title": "event",
    "event": "event",
    "collection-title": "collection_title",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "publisher": "publisher",
    "publisher-place": "publisher_place",
    "abstract": "abstract",
    "language": "language",
}
WRITTEN = {field: variable for variable, field in reversed(TEXTS.items())}
PERSON = {
    "family": "family",
    "given": "given",
    "non-dropping-particle": "non_dropping_particle",
    "dropping-particle": "dropping_particle",
    "suffix": "suffix",
    "literal": "literal",
}
# Said of a name beside its parts; the rest, such as "comma-suffix", is kept whole in `extra`.
BESIDE = {"ORCID", "orcid", "_orcid", "affiliation", "name", "parse-names", "isInstitution"}
# Lines of Zotero's field "Extra", which it exports as the note.
NOTE_LINE = re.compile(r"(?i)^(doi|pmid|pmcid|arxiv(?: id)?|isbn|issn|citation key):\s*(\S.*)$")
OUT_OF_NOTE = {"pmcid": "PMCID", "arxiv": "arxiv_id", "arxiv id": "arxiv_id"}


def from_csl(item: Mapping[str, Any], where: str) -> tuple[Record, list[Problem]]:
    """Return the record a CSL item tells, and what is wrong in it. Never raises for its values.

    A type that records lack becomes the nearest, and stays in `extra` as "type".
    """
    draft = Draft(where, "csl")
    rest = dict(item)
    custom = rest.pop("custom", None)
    _type(draft, rest)
    for variable, field in TEXTS.items():
        _texts(draft, field, variable, rest.pop(variable, None))
    if page := _text(rest.get("page-first")):
        if "pages" not in draft.fields:
            draft.tell("pages", page)
        if draft.fields["pages"].startswith(page):
            del rest["page-first"]
    draft.authors = _names(draft, "author", rest.pop("author", None))
    draft.editors = _names(draft, "editor", rest.pop("editor", None))
    _issued(draft, rest.pop("issued", None))
    _identifiers(draft, rest)
    for part in _list(rest.pop("URL", None)):
        draft.link(_text(part))
    for part in _list(rest.pop("keyword", None)):
        for word in re.split(r"[;,\n]", _text(part)):
            draft.keyword(word)
    _note(draft, _text(rest.pop("note", None)))
    for variable, value in rest.items():
        draft.keep(str(variable), value)
    record = draft.record()
    if isinstance(custom, Mapping):
        custom = dict(custom)
        record = with_own(
            record, custom.pop(OWN, None), 'What "custom" says under "byline"', draft.problems
        )
    if custom:
        record = record.but(extra={**record.extra, "custom": custom})
    return record, draft.problems


def as_csl(record: Record) -> dict[str, Any]:
    """Return the CSL item of a record, from which `from_csl` makes an equal record."""
    return with_own_fields(plain_item(record), record)


def plain_item(record: Record) -> dict[str, Any]:
    """Return the CSL item of a record with what CSL has a variable for, and nothing beside."""
    item: dict[str, Any] = {"id": _id(record), "type": record.type}
    source_type = record.extra.get("type")
    if isinstance(source_type, str) and NEAREST.get(source_type) == record.type:
        item["type"] = source_type
    for field, variable in WRITTEN.items():
        if value := getattr(record, field):
            item[variable] = value
    for variable, names in (("author", record.authors), ("editor", record.editors)):
        if names:
            item[variable] = [name.as_csl() for name in names]
    if record.issued:
        date = record.issued
        item["issued"] = {"date-parts": [[p for p in (date.year, date.month, date.day) if p]]}
    told = {"DOI": record.doi, "PMID": record.pmid, "ISBN": record.isbn, "ISSN": record.issn}
    told["PMCID"] = next((value for scheme, value in record.other_ids if scheme == "pmcid"), "")
    told["note"] = record.note
    item |= {variable: value for variable, value in told.items() if value}
    if record.arxiv_id:
        item["archive"] = "arXiv"
        item["archive_location"] = record.arxiv_id
    if record.links:
        item["URL"] = record.links[0].url
    if record.keywords:
        item["keyword"] = ", ".join(record.keywords)
    for variable, value in record.extra.items():
        if variable not in TAKEN and variable not in item:
            item[variable] = value
    if isinstance(record.extra.get("custom"), Mapping):
        item["custom"] = dict(record.extra["custom"])
    return item


TAKEN = frozenset(TEXTS) | {
    "id", "type", "author", "editor", "issued", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "note",
    "URL", "keyword", "custom", "citation-key", "doi", "arxiv_id", "pmid", "isbn",
    "issn", "url", "page-first",
}  # fmt: skip


def _id(record: Record) -> str:
    return record.citation_key or record.doi or record.arxiv_id or record.title[:60] or "item"


def with_own_fields(item: dict[str, Any], record: Record) -> dict[str, Any]:
    """Return `item` with, in `custom`, each field of `record` that does not come back by itself."""
    if own := left_over(record, from_csl(item, "")[0]):
        item["custom"] = {**item.get("custom", {}), OWN: own}
    return item


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(value: Any) -> str:
    """Return text, numbers as they are written; "" for what is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _texts(draft: Draft, field: str, variable: str, value: Any) -> None:
    for part in _list(value):
        if isinstance(part, str | int | float) and not isinstance(part, bool):
            draft.tell(field, _text(part), variable)
        else:
            draft.keep(variable, part)


def _type(draft: Draft, rest: dict[str, Any]) -> None:
    said = rest.pop("type", None)
    kind = _text(said).strip()
    if kind in TYPES:
        draft.fields["type"] = kind
        return
    draft.fields["type"] = NEAREST.get(kind.lower().replace(" ", "-"), "document")
    draft.keep("type", said)
    if kind and kind not in NEAREST:
        draft.warn(f'"{kind}" is not a type of CSL.', "It was read as a document.")


def _names(draft: Draft, variable: str, value: Any) -> list[Name]:
    names, is_whole = [], True
    for part in _list(value):
        if isinstance(part, str):
            names.append(parse_name(part))
        elif isinstance(part, Mapping):
            names.append(from_csl_name(part))
            is_whole &= set(part) <= {*PERSON, *BESIDE}
            if not (names[-1].family_name or names[-1].given):
                is_whole = False
                draft.warn(f'One name in "{variable}" is empty.', "It was left out of the byline.")
        else:
            is_whole = False
            draft.warn(f'"{part}" in "{variable}" is not a name.', "It was left out of the byline.")
    if not is_whole:
        draft.keep(variable, value)
    return names


def from_csl_name(part: Mapping[str, Any]) -> Name:
    """Return the name of a CSL name variable; of one that has only "name", what that says."""
    told: dict[str, Any] = {field: _text(part.get(key)).strip() for key, field in PERSON.items()}
    if told["literal"] and (told["family"] or told["given"]):
        told["literal"] = ""
    if not any(told.values()) and _text(part.get("name")):
        parsed = parse_name(_text(part.get("name")))
        told = {field: getattr(parsed, field) for field in PERSON.values()}
    orcid = next(
        (_text(part.get(key)) for key in ("ORCID", "orcid", "_orcid") if part.get(key)), ""
    )
    found = re.search(r"(?a)\d{4}-\d{4}-\d{4}-\d{3}[\dX]", orcid)
    places = [_text(p.get("name")) if isinstance(p, Mapping) else _text(p)
              for p in _list(part.get("affiliation"))]  # fmt: skip
    affiliation = "; ".join(place for place in places if place)
    return Name(**told, orcid=found[0] if found else "", affiliation=affiliation)


def _issued(draft: Draft, value: Any) -> None:
    """Tell the first day of an issued date; ranges, seasons and the like are kept as they are."""
    if value is None or value == {}:
        return
    if not isinstance(value, Mapping):
        draft.date(_text(value))
        return
    rows = [row for row in _list(value.get("date-parts")) if isinstance(row, list) and row]
    if rows:
        date = _date(rows[0])
        if date:
            draft.fields["issued"] = date
            if (
                len(rows) > 1
                or len(_told(rows[0])) != len(str(date).split("-"))
                or set(value) - {"date-parts"}
            ):
                draft.keep("issued", dict(value))
            return
    for key in ("raw", "literal"):
        if text := _text(value.get(key)):
            found, is_whole = read_date(text)
            if found:
                draft.fields["issued"] = found
                if not is_whole or len(value) > 1:
                    draft.keep("issued", dict(value))
                return
    if (rows and rows != [[None]]) or value.get("raw") or value.get("literal"):
        draft.warn("The date of issue cannot be read.", "It was kept as a note of the source.")
        draft.keep("issued", dict(value))
    elif not rows and set(value) - {"date-parts"}:
        draft.keep("issued", dict(value))


def _told(row: Iterable[Any]) -> list[Any]:
    return [part for part in row if part not in (None, "", 0, "0")]


def _date(row: list[Any]) -> PartialDate | None:
    """Return the date of [year, month, day], shorter where a part is none: month 13 is a season."""
    parts = []
    for part in row[:3]:
        text = _text(part).strip()
        if not re.fullmatch(r"(?a)\d{1,4}", text) or not int(text):
            break
        parts.append(int(text))
    while parts:
        try:
            return PartialDate(*parts)
        except ValueError:
            parts.pop()
    return None


def _identifiers(draft: Draft, rest: dict[str, Any]) -> None:
    for variable, field in (("DOI", "doi"), ("doi", "doi"), ("PMID", "pmid"), ("pmid", "pmid")):
        for part in _list(rest.pop(variable, None)):
            draft.identify(field, _text(part), variable)
    for variable in ("ISBN", "ISSN"):
        for part in _list(rest.pop(variable, None)):
            draft.serial(_text(part), variable, prefer=variable.lower())
    for part in _list(rest.pop("PMCID", None)):
        draft.other_id("pmcid", _text(part))
    location = _text(rest.get("archive_location"))
    if _text(rest.get("archive")).lower() == "arxiv" and location:
        del rest["archive"], rest["archive_location"]
        draft.identify("arxiv_id", location)
    if _text(rest.get("number")).lower().startswith("arxiv:"):
        draft.identify("arxiv_id", _text(rest.pop("number")))
    key = _text(rest.pop("citation-key", None)).strip()
    name = _text(rest.get("id")).strip()
    if not key and name and not re.search(r"^\w+://|^zotero|\s", name):
        key = name
    if key:
        draft.fields["citation_key"] = key
    if key == name or not name:
        rest.pop("id", None)


def _note(draft: Draft, note: str) -> None:
    """Tell the identifiers that stand in lines of the note, and the rest as the note."""
    lines = []
    for line in note.splitlines():
        found = NOTE_LINE.match(line.strip())
        if not found:
            lines.append(line)
            continue
        label, value = found[1].lower(), found[2]
        if label == "citation key":
            draft.fields.setdefault("citation_key", value.strip())
        elif label == "pmcid":
            draft.other_id("pmcid", value)
        elif label in {"isbn", "issn"}:
            draft.serial(value, label, prefer=label)
        else:
            draft.identify(OUT_OF_NOTE.get(label, label), value)
    draft.tell("note", "\n".join(lines))
