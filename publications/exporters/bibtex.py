"""Records as BibTeX, such that reading the file again gives the same records."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from portal.kit.latex import encode, is_balanced
from portal.kit.markup import MATH
from publications.importers.bibtex_dates import MACROS
from publications.importers.bibtex_fields import OWN_FIELD, TYPES, read_entry
from publications.importers.bibtex_names import read_people
from publications.importers.doubts import Doubts
from publications.records import Name, Record, made_key

from .base import NOTHING, About, Exporter

ENTRY_TYPES = {
    **{kind: entry for entry, kind in reversed(TYPES.items())},
    "review": "article",  # entries of types it does not know Zotero leaves out
    "speech": "misc",
    "dataset": "misc",
}
CONTAINERS = {
    "inproceedings": "booktitle", "incollection": "booktitle", "inbook": "booktitle",
    "bookinbook": "booktitle", "suppbook": "booktitle", "suppcollection": "booktitle",
    "inreference": "booktitle",
}  # fmt: skip
PUBLISHERS = {"thesis": "school", "report": "institution"}
TEXTS = {
    "series": "collection_title", "volume": "volume", "number": "issue", "pages": "pages",
    "address": "publisher_place", "shortjournal": "container_short", "eventtitle": "event",
    "isbn": "isbn", "issn": "issn", "note": "note", "language": "language",
    "abstract": "abstract",
}  # fmt: skip
ID_FIELDS = {"pmcid": "pmcid", "handle": "handle", "mr": "mrnumber"}
# What pages show: the fields that styles print, and those by which a reader finds the work.
# Source: "BibTeXing", section 3.2.
SHOWN = frozenset(
    {
        "address", "archiveprefix", "author", "booktitle", "chapter", "doi", "edition", "editor",
        "eprint", "howpublished", "institution", "isbn", "issn", "journal", "month", "note",
        "number", "organization", "pages", "publisher", "school", "series", "title", "type", "url",
        "volume", "year",
    }
)  # fmt: skip
# What other entries would have a say in, or what this exporter says itself.
NOT_WRITTEN = {"crossref", "xdata", "ids", "entry_type", OWN_FIELD}
_RESERVED = {"string", "comment", "preamble", "set", "xdata"}
_COMPARED = tuple(item.name for item in fields(Record) if item.compare)
_MONTHS = tuple(MACROS)


class BibTeX(Exporter):
    """BibTeX that every tool reads, with one field of our own for what BibTeX cannot say.

    `author+an` and `author+an:orcid` are BibLaTeX's annotations: who contributed equally
    ("equal1"), who answers letters ("corresponding"), ORCID orcids. The field `byline` holds, as
    JSON under the names of `Record`, whatever the other fields would not give back: `more` what is
    missing in `extra`, null what is not told. It is there only where there is something to hold.
    """

    key = "bibtex"
    label = "BibTeX"
    suffix = ".bib"
    media_type = "application/x-bibtex"

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        for record in records:
            yield f"{entry(record)}\n\n"


def entry(record: Record) -> str:
    """Return the entry of a record, from which reading makes the same record."""
    kind, key = _entry_type(record), key_of(record)
    told = _told(fields_of(record, kind))
    if own := left_over(record, read_entry(kind, key, told, Doubts(""))):
        told[OWN_FIELD] = own_json(own)
    return printed(kind, key, told)


def shown(record: Record) -> str:
    """Return the entry of a record as pages show it: what styles print of it, for people."""
    kind = _entry_type(record)
    pages = re.sub(r"\s*[-–]+\s*", "–", record.pages)  # which is written as "--"
    plain = record.but(abstract="", keywords=(), pages=pages)
    told = _told(fields_of(plain, kind, is_exact=False))
    return printed(
        kind, key_of(record), {name: value for name, value in told.items() if name in SHOWN}
    )


def _told(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value and is_safe(value)}


def printed(kind: str, key: str, told: Mapping[str, str]) -> str:
    """Return an entry of these fields; a month that every style knows is its macro."""
    lines = [
        f"  {name} = {value},"
        if name == "month" and value in MACROS
        else f"  {name} = {{{value}}},"
        for name, value in told.items()
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def is_safe(value: str) -> bool:
    """Return whether `value` can stand between braces, whoever counts them, in one line."""
    if "\n" in value or value[-1] == "\\":
        return False
    return ("{" not in value and "}" not in value) or is_balanced(value)


def _entry_type(record: Record) -> str:
    kind = record.extra.get("entry_type")
    if (
        isinstance(kind, str)
        and re.fullmatch(r"[a-z]+", kind)
        and TYPES.get(kind, "document") == record.type
        and kind not in _RESERVED
    ):
        return kind
    if record.type == "article" and record.arxiv_id:
        return "misc"
    return ENTRY_TYPES.get(record.type, "misc")


def _is_key(key: str) -> bool:
    return re.fullmatch(r"[^\s\"#%'(),={}\\~]+", key) is not None


def key_of(record: Record) -> str:
    """Return the record's key, or one that is made of it."""
    if _is_key(record.citation_key):
        return record.citation_key
    names = record.authors or record.editors
    family = names[0].literal or names[0].family if names else ""
    return made_key(record.title, record.issued.year if record.issued else None, family)


def fields_of(record: Record, kind: str, *, is_exact: bool = True) -> dict[str, str]:
    """Return what BibTeX has fields for, in the order in which people write them.

    Names are `written`, exactly or as people write them.
    """
    told = {
        "title": protect(record.title),
        "author": " and ".join(written(name, is_exact) for name in record.authors),
        "editor": " and ".join(written(name, is_exact) for name in record.editors),
        CONTAINERS.get(kind, "journal"): encode(record.container_title),
        PUBLISHERS.get(record.type, "publisher"): encode(record.publisher),
    }
    if date := record.issued:
        told["year"] = f"{date.year:04d}"
        told["month"] = _MONTHS[date.month - 1] if date.month else ""
        if told["month"] and isinstance(as_told := record.extra.get("month"), str):
            told["month"] = encode(as_told)  # "5-8 September"
        told["day"] = str(date.day or "")
    for name, attribute in TEXTS.items():
        told[name] = encode(getattr(record, attribute))
    told["pages"] = told["pages"].replace("–", "--")
    told["doi"] = record.doi
    told["eprint"] = record.arxiv_id
    told["archiveprefix"] = "arXiv" if record.arxiv_id else ""
    told["pmid"] = record.pmid
    for scheme, value in record.other_ids:
        if scheme in ID_FIELDS:
            told[ID_FIELDS[scheme]] = value
    for link in record.links:
        name = "url" if link.kind == "website" else link.kind
        if name in {"url", "pdf", "code", "video", "slides", "poster"} and not told.get(name):
            told[name] = link.url
    told["keywords"] = ", ".join(map(encode, record.keywords))
    for role, names in (("author", record.authors), ("editor", record.editors)):
        told.update(_annotations(role, names))
    for others, role in (("others", "author"), ("editor_others", "editor")):
        if record.extra.get(others) is True and told[role]:
            told[role] += " and others"
    for name, value in record.extra.items():
        is_free = name not in NOT_WRITTEN and not told.get(name)
        if is_free and isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_-]*", name):
            told[name] = encode(value)
    return told


def protect(title: str) -> str:
    """Return the title escaped, with braces around words whose capitals styles would lower."""
    done, position = [], 0
    escaped = encode(title)
    for found in MATH.finditer(escaped):
        done += [_braced(escaped[position : found.start()]), found.group()]
        position = found.end()
    return "".join([*done, _braced(escaped[position:])])


def _braced(text: str) -> str:
    return re.sub(
        r"[^\s:,;.!?()/–—-]+",
        lambda found: f"{{{found[0]}}}" if re.search(r"[A-Z]", found[0][1:]) else found[0],
        text,
    )


@lru_cache(maxsize=8192)
def written(name: Name, is_exact: bool = True) -> str:  # noqa: FBT001 -- a cached key
    """Return a name for author or editor without its marks: "von Last, Jr, First", {Team}.

    A name that this form would not give back is written in groups: {van der Berg}, Max; unless it
    `is_exact`, only where it would be printed otherwise.
    """
    if name.literal:
        return f"{{{encode(name.literal)}}}"
    parts = [" ".join(filter(None, [encode(name.non_dropping_particle), encode(name.family)]))]
    parts += [encode(name.suffix)] if name.suffix else []
    parts += [encode(name.given)] if name.given or name.suffix else []
    plain = ", ".join(parts)
    bare = replace(
        name, original="", orcid="", affiliation="", equal_group=None, is_corresponding=False
    )
    read = read_people(plain).names
    if read == (bare,):
        return plain
    if not is_exact and len(read) == 1 and _prints_alike(read[0], bare):
        return plain
    grouped = [
        " ".join(filter(None, [encode(name.non_dropping_particle), f"{{{encode(name.family)}}}"]))
    ]
    grouped += [f"{{{encode(name.suffix)}}}"] if name.suffix else []
    grouped += [f"{{{encode(name.given)}}}"] if name.given or name.suffix else []
    return ", ".join(grouped) if len(grouped) > 1 or name.non_dropping_particle else plain


def _prints_alike(one: Name, other: Name) -> bool:
    return (one.family_name, one.given, one.suffix, one.literal) == (
        other.family_name,
        other.given,
        other.suffix,
        other.literal,
    )


def _annotations(role: str, names: tuple[Name, ...]) -> Iterator[tuple[str, str]]:
    marks, orcids = [], []
    for place, name in enumerate(names, 1):
        words = [f"equal{name.equal_group}"] if name.equal_group is not None else []
        words += ["corresponding"] if name.is_corresponding else []
        if words:
            marks.append(f"{place}={', '.join(words)}")
        if name.orcid:
            orcids.append(f'{place}="{name.orcid}"')
    yield f"{role}+an", "; ".join(marks)
    yield f"{role}+an:orcid", "; ".join(orcids)


def left_over(record: Record, found: Record) -> dict[str, Any]:
    """Return what the fields do not give back, by the names of `Record`."""
    differing = [name for name in _COMPARED if getattr(record, name) != getattr(found, name)]
    if not differing:
        return {}
    dumped = record.dump()
    told = {name: dumped.get(name) for name in differing}
    if "extra" in told and found.extra.keys() <= record.extra.keys():
        told.pop("extra")
        told["more"] = {
            key: value
            for key, value in record.extra.items()
            if key not in found.extra or found.extra[key] != value
        }
    return told


def own_json(told: dict[str, Any]) -> str:
    """Return JSON in ASCII in which only the braces of objects are braces."""
    return re.sub(
        r'"(?:[^"\\]|\\.)*"',
        lambda found: found[0].replace("{", "\\u007b").replace("}", "\\u007d"),
        json.dumps(told, sort_keys=True),
    )
