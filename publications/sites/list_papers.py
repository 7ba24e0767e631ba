"""Papers of lists as records: the venue, the links and the notes behind title and names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.etree import _Element

from portal.kit.dates import PartialDate
from portal.kit.text import clean_text, fold
from publications.drafts import Draft

from .base import Paper
from .html_lines import Line, Span
from .html_media import media_of
from .links import kind_by_place, kind_by_word, without_addresses
from .names import Byline, read_byline
from .places import Places, tell_link
from .venues import YEAR, looks_like_venue, read_venue

LEGEND = re.compile(r"(?i)[(\[]?[^()\[\]]*[*†‡+∗^#][^()\[\]]*(?:equal|contribut|advis|"
                    r"correspond|joint)"
                    r"[^()\[\]]*[)\]]?")  # fmt: skip
_NOTE = re.compile(
    r"(?i)^\W*(?:alphabetical(?:ly)?(?: order)?|authors? (?:listed )?in alphabetical.*)\W*$"
)
_KINDS = (
    ("article", re.compile(r"(?i)\bpre-?prints?\b|\bunder review\b|\bworking papers?\b")),
    ("article-journal", re.compile(r"(?i)\bjournals?\b")),
    ("paper-conference", re.compile(r"(?i)\bconferences?\b|\bproceedings\b|\bworkshops?\b")),
    ("thesis", re.compile(r"(?i)\bthes[ei]s\b|\bdissertations?\b")),
    ("chapter", re.compile(r"(?i)\bchapters?\b")),
    ("patent", re.compile(r"(?i)\bpatents?\b")),
    ("report", re.compile(r"(?i)\b(?:technical )?reports?\b")),
)
_NUMBERS = re.compile(r"(?i)\W*(?:vol(?:ume)?|no|issue|pp|pg|pages?)\.?\s*\d")  # of a journal
_YEAR_ALONE = re.compile(r"\W*((?:19|20)\d\d)\W*")
_THESIS = re.compile(
    r"(?i)\b(?:ph\.?\s?d\.?|master'?s?|doctoral|bachelor'?s?|diploma|m\.?s\.?c?\.?)?\s*"
    r"(?:thesis|dissertation)\b"
)
LONG = 80  # characters of a text that tells what a paper is about


@dataclass
class ListedPaper:
    """What one entry of a list tells. `heading` is what stands above it."""

    title: str
    byline: Byline
    link: str = ""
    rest: list[Line] = field(default_factory=list)
    heading: str = ""
    is_alone: bool = False  # it names nobody, and is taken for its owner's


def linked(links: Iterable[tuple[str, str]]) -> Line:
    return Line([Span(word, href) for word, href in links])


def paper_of(read: ListedPaper, unit: _Element | None, places: Places, where: str) -> Paper:
    draft = Draft(where, "list")
    media = media_of(unit, places)
    paper = Paper(draft.record(), media.picture, media.alt, media.hover)
    draft.tell("title", read.title)
    draft.authors = list(read.byline.names)
    for name, value in read.byline.extra.items():
        draft.keep(name, value)
    paper.title_link = read.link
    links: list[tuple[str, str]] = []
    texts: list[str] = []
    notes: list[str] = []
    loud: list[str] = []
    for line in read.rest:
        links += line.links
        loud += [clean_text(span.text) for span in line.spans if span.bold or span.loud]
        text = unlinked(line)
        text, addresses = without_addresses(text)
        links += [("", address) for address in addresses]
        if LEGEND.fullmatch(text) or re.fullmatch(r"[\W_]*", text):
            continue
        (notes if _NOTE.match(text) else texts).append(text)
    _tell_venue(draft, texts, [one for one in loud if not YEAR.fullmatch(one)])
    if notes:
        draft.tell("note", " ".join(note.strip(" ()") for note in notes))
    if read.link and not read.link.startswith("#"):
        tell_link(draft, paper, "", read.link, places)
    for word, href in links:
        tell_link(draft, paper, word, href, places)
    if draft.fields["type"] == "document":
        draft.fields["type"] = kind_of_heading(read.heading) or "document"
    draft.links = [
        link for number, link in enumerate(draft.links)
        if link.url.rstrip("/") not in {one.url.rstrip("/") for one in draft.links[:number]}
    ]  # fmt: skip
    paper.record = draft.record()
    return paper


def kind_of_heading(heading: str) -> str:
    """Return the type of the papers under a heading, "" if it names none or several."""
    kinds = [kind for kind, form in _KINDS if form.search(heading)]
    return kinds[0] if len(kinds) == 1 else ""


def unlinked(line: Line) -> str:
    """Return a line without the words of its links to files of the paper, and what parts them."""
    kept = [span.text for span in line.spans if not span.href or not (
        kind_by_word(span.text) or kind_by_place(span.href)) or YEAR.search(span.text)]  # fmt: skip
    text = clean_text(" ".join("".join(kept).split()))
    text = re.sub(r"[(\[]\s*(?:[,|/·&]\s*)*[)\]]|\|\s*(?=\||$)", " ", text)
    return clean_text(re.sub(r"(?<!:)(?:\s*+[,|/·]\s*+){2,}", ", ", text)).strip(" ,;|/[]·")


def _tell_venue(draft: Draft, texts: list[str], loud: list[str]) -> None:
    """Tell where the paper appeared; texts that do not say so are a note."""
    alone = next((found for text in texts if (found := _YEAR_ALONE.fullmatch(text))), None)
    numbers = [text for text in texts if _NUMBERS.match(text)]
    texts = [text for text in texts if not (_YEAR_ALONE.fullmatch(text) or text in numbers)]
    places_of = [text for text in texts if looks_like_venue(text)] or [
        text for text in texts if len(text.split()) < 13 and not text.endswith(".")
    ][:1]
    if dated := [text for text in places_of if YEAR.search(text) and len(text.split()) > 1]:
        places_of = dated
    notes = [text for text in texts if text not in places_of and len(text) > 3]
    if long := [note for note in notes if len(note) > LONG]:
        draft.fields["summary"] = clean_text(" ".join(long))
        notes = [note for note in notes if note not in long]
    text = ", ".join(part.strip(" ,.") for part in [*places_of[:3], *numbers])
    venue = read_venue(text, tuple(loud))
    if not venue.date and YEAR.fullmatch(venue.issue):
        venue.date, venue.issue = PartialDate(int(venue.issue)), ""
    venue.date = venue.date or (PartialDate(int(alone[1])) if alone else None)
    venue.name = re.sub(r"[(\[][\s,;.]*[)\]]", "", venue.name).strip(" ,;")
    if fold(venue.name) in {"blog", "blogpost", "blog post"}:
        venue.kind, venue.name = "webpage", ""
    draft.fields["type"] = venue.kind
    draft.editors = list(read_byline(venue.editors).names)
    draft.fields["issued"] = venue.date
    if venue.kind == "thesis":
        name = re.sub(r",?\s*\b\d{1,4}\s?pp\b\.?", "", _THESIS.sub("", venue.name))
        draft.tell("publisher", re.sub(r"(?:\s*,)+", ",", name).strip(" ,.;()"))
        venue.name = ""
    draft.tell("container_title", venue.name)
    draft.tell("publisher", venue.publisher)
    draft.tell("container_short", venue.short)
    for name in ("volume", "issue", "pages"):
        draft.tell(name, str(getattr(venue, name, "") or ""))
    for other in list(notes):
        praise = read_venue(f"X, {other}")
        if praise.awards and praise.name == "X":
            venue.awards += praise.awards
            notes.remove(other)
    draft.awards = list(dict.fromkeys(venue.awards))
    note = " ".join(part.strip(" .,;[]") for part in [venue.note, *notes] if part.strip(" .,;[]"))
    if note and fold(note):
        draft.tell("note", note[:500])
