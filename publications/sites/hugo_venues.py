"""Where a paper of a Hugo site appeared, as the line of its page says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.kit.text import fold
from publications.bylines import parse_name, split_names
from publications.drafts import Draft
from publications.records import Name

from .frontmatter import told
from .hugo_content import Document
from .venues import Venue, kind_of, read_venue

TYPES = {
    "1": "paper-conference", "2": "article-journal", "3": "article", "4": "report", "5": "book",
    "6": "chapter", "7": "thesis", "8": "patent",
    "manuscript": "article", "preprint": "article", "conference-paper": "paper-conference",
    "journal-article": "article-journal", "book-section": "chapter",
}  # fmt: skip
KINDS = {*TYPES.values(), "dataset", "software", "speech", "webpage"}
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2}|_{1,2})(?=\S)([^*_]+)(?<=\S)\1(?![\w*])")
_RANGE = r"[A-Za-z]?\d{1,6}(?:\s*[-–—]+\s*[A-Za-z]?\d{1,6})?"
_AFTER = re.compile(
    r"[\s,.;:]*(?:(?:vol\.?\s*)?(?P<volume>(?!(?:19|20)\d\d\b)\d{1,4})(?![\d–-])\s*"
    r"(?:\((?P<issue>(?!(?:19|20)\d\d\))[\w/–-]{1,9})\))?)?[\s,.;:]*"
    r"(?:\((?:19|20)\d\d\)[\s,.;:]*)?"
    rf"(?:\(?(?:pp?|S)\.\s*(?P<named>{_RANGE})\)?|(?P<pages>(?!(?:19|20)\d\d\b){_RANGE}))?"
    r"[\s,.;:]*(?:(?P<place>[A-Z][\w .,/&-]{1,40}):\s*(?P<publisher>[A-Z][^:]{1,80}?))?[\s,.;]*"
)
_PLACED = re.compile(
    r"(?!.*\b(?i:report|paper|series|proceedings|journal|volume|thesis|notes?)\b.*:)"
    r"(?P<place>[A-Z][^\W\d][\w ,/&.-]{0,38}): (?P<publisher>[A-Z][^:\d]{2,80})"
)
_HOUSE = re.compile(
    r"(?i).{0,60}\b(?:press|publish(?:ers|ing)|verlag)|(?:springer|wiley)(?:\b.{0,30})|elsevier|"
    r"routledge|sage|de gruyter|o['’]reilly(?: media)?"
)
_EDITORS = re.compile(r"(?i)(?:in:?\s+)?(?P<names>.+?)\s*\((?:eds?\.?|hrsg\.?|editors?)\)[\s,.:]*")
_ARXIV = re.compile(r"(?i)\barxiv\b[^\d]{0,24}(\d{4}\.\d{4,5})(?:v\d+)?")
_THESIS = re.compile(
    r"(?i)^(?:ph\.?\s?d\.?|master'?s?|m\.?sc\.?|doctoral|bachelor'?s?)?\s*(?:thesis|dissertation)"
    r"[\s,.:-]+"
)


@dataclass
class _Said:
    """What a line says of a venue, and of who made the book."""

    venue: Venue
    publisher: str = ""
    place: str = ""
    editors: list[Name] = field(default_factory=list)
    left: str = ""  # what is in none of these


def tell_venue(draft: Draft, page: Document, kind: str) -> None:
    """Tell where a paper appeared; `kind` is the type that its page says, "" for none."""
    whole = page.values.get("publication")
    whole = whole if isinstance(whole, Mapping) else {}  # the form of HugoBlox since 2025
    line = page.said("publication") or told(whole.get("name"))
    if found := _ARXIV.search(line):
        if not page.said("arxiv", "eprint"):
            draft.identify("arxiv_id", found[1])
        line = line.replace(found[0], "arXiv")
    said = _read(line, kind)
    venue = said.venue
    draft.tell("container_title", venue.name)
    short = unmarked(page.said("publication_short") or told(whole.get("short_name"))).strip("() ")
    if fold(short := short or venue.short) != fold(venue.name):
        draft.tell("container_short", short)
    for name in ("volume", "issue", "pages"):
        value = told(whole.get(name)) or getattr(venue, name)
        draft.tell(name, re.sub(r"\s*[-–—]+\s*", "–", value) if name == "pages" else value)
    draft.tell("publisher", told(whole.get("publisher")) or said.publisher)
    draft.tell("publisher_place", said.place)
    draft.editors += said.editors
    draft.keep("publication", said.left)
    draft.awards = list(venue.awards)
    plain = unmarked(line)
    if not kind or kind not in KINDS:
        kind = kind_of(plain, venue.name) if plain else "document"
    draft.fields["type"] = "article" if venue.kind == "article" != kind else kind
    if venue.note:
        draft.tell("note", venue.note)


def _read(line: str, kind: str) -> _Said:
    """Return what a line says: by its emphasised part, as a publisher, or as any other line."""
    if said := _emphasised(line):
        return said
    plain = unmarked(line)
    if kind in {"book", "report"} and (found := _PLACED.fullmatch(plain)):
        return _Said(Venue(), found["publisher"].strip(" .,"), found["place"])
    if kind == "book" and _HOUSE.fullmatch(plain):
        return _Said(Venue(), plain)
    if kind == "thesis":
        return _Said(Venue(kind="thesis"), publisher=_THESIS.sub("", plain))
    return _Said(read_venue(plain))


def _emphasised(line: str) -> _Said | None:
    """Return what is said around the one emphasised part: the venue. None where that is unsure."""
    line = re.sub(r"<[^<>]+>", "", line)
    parts = list(_EMPHASIS.finditer(line))
    if len(parts) != 1:
        return None
    before, name, after = line[: parts[0].start()], parts[0][2], line[parts[0].end() :]
    number = re.search(r"[\s,]+((?!(?:19|20)\d\d$)\d{1,4})$", name)
    if number and ("," in number[0] or re.match(r"\s*\(", after)):
        name, after = name[: number.start()], f"{number[1]}{after}"
    rest = _AFTER.fullmatch(after)
    editors = _EDITORS.fullmatch(before.strip())
    is_lone = rest and rest["pages"] and not rest["volume"] and "–" not in _dashed(rest["pages"])
    if not (editors or re.fullmatch(r"(?i)\W*(?:in)?\W*", before)):
        return None
    names = split_names(editors["names"])[0] if editors else []
    if rest is None or is_lone:
        said = _with_rest(name, after)
        return replace(said, editors=list(map(parse_name, names))) if said else None
    venue = read_venue(name)
    if not venue.name:
        return None
    venue.volume = rest["volume"] or venue.volume
    venue.issue = rest["issue"] or venue.issue
    venue.pages = rest["named"] or rest["pages"] or venue.pages
    return _Said(venue, rest["publisher"] or "", rest["place"] or "", list(map(parse_name, names)))


def _with_rest(name: str, after: str) -> _Said | None:
    """Return a venue with what its line says behind it; what is in no field is left as it is."""
    if not re.match(r"\s*[,.;:(]", after) or re.match(r"\s*\([A-Z][\w&+-]*\)", after):
        return None
    venue, more = read_venue(name), read_venue(re.sub(r"^[\s,.;:]+", "", after))
    for key in ("volume", "issue", "pages", "note"):
        setattr(venue, key, getattr(venue, key) or getattr(more, key))
    venue.awards += more.awards
    left = " ".join(filter(None, [more.name, more.short and f"({more.short})"]))
    return _Said(venue, left=left) if venue.name else None


def _dashed(pages: str) -> str:
    return re.sub(r"[-—]+", "–", pages)


def unmarked(text: str) -> str:
    """Return a line without marks of Markdown and without "In" before it."""
    plain = re.sub(r"(\*\*?|__?)(.+?)\1", r"\2", re.sub(r"<[^<>]+>", "", text))
    plain = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", plain)
    return re.sub(r"(?i)^in:?\s+", "", plain.replace("*", "").strip()).strip()
