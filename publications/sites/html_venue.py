"""Where and when a paper of a page appeared: by its own lines, its headings and its BibTeX."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from portal.kit.dates import PartialDate
from portal.kit.text import clean_text, fold
from publications.drafts import Draft
from publications.importers.bibtex import BibTeX
from publications.records import Record

from .html_lines import Line
from .html_papers import Found
from .links import identifier_in, kind_by_place, kind_by_word
from .names import read_byline
from .venues import YEAR, is_award, looks_like_venue, read_venue

THESIS = re.compile(r"(?i)\b(?:thes[ie]s|dissertations?)\b")
_DOI = re.compile(r"(?i)(?:https?://(?:dx\.)?doi\.org/|\bdoi:?\s*)(10\.\d{4,9}/\S{1,200})")
_UNPUBLISHED = re.compile(
    r"(?i)\b(?:under review|in submission|submitted|in preparation|preprints?|working papers?|"
    r"manuscripts?)\b"
)
LONGEST_ENTRY = 20_000  # characters of BibTeX beside a paper
_THESIS_WORDS = re.compile(
    r"(?i)^\W*(?:(?:ph\.?\s?d\.?|master'?s?|doctoral|bachelor'?s?|diploma|m\.?s\.?c?\.?)\s*)?"
    r"(?:thesis|dissertation)\W*"
)
_NOTE = re.compile(r"[*†‡+]\s*\w")
_ARXIV_YEAR = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.\d{4,5}")
# What BibTeX beside a paper may tell where the page itself says nothing.
_FROM_BIBTEX = ("container_title", "volume", "issue", "pages", "publisher", "doi")


def tell_venue(draft: Draft, found: Found) -> None:
    """Tell what the lines below the names say of the venue."""
    lines = [line for line in found.venue if not _NOTE.match(line.text)]
    notes = [line.text for line in found.venue if line not in lines]
    badges = _badges(lines)
    text = ", ".join(plain for line in lines[:3] if (plain := _without_badges(line)))
    if doi := _DOI.search(text):
        text = f"{text[: doi.start()]} {text[doi.end() :]}".strip(" ,")
        found.links.append(("doi", f"https://doi.org/{doi[1].rstrip('.,;)')}"))
    text = re.sub(r"(?i)[,;.]?\s*\bdoi\s*:?[\s.]*$", "", text)  # its number was a link
    if not text:
        text, badges = ", ".join(badges), []
    loud = tuple(
        clean_text(span.text) for line in lines for span in line.spans if span.loud or span.bold
    )
    venue = read_venue(text, tuple(part for part in loud if not YEAR.fullmatch(part)))
    draft.fields["type"] = venue.kind
    draft.fields["issued"] = venue.date
    if venue.kind == "thesis":
        school = _THESIS_WORDS.sub("", venue.name).strip(" ,.()")
        draft.tell("publisher", school)
    else:
        draft.tell("container_title", venue.name)
        draft.tell("container_short", venue.short)
    draft.tell("publisher", venue.publisher)
    draft.editors = list(read_byline(venue.editors).names)
    if venue.note or notes:
        draft.tell("note", " ".join([venue.note, *notes]).strip()[:500])
    for name in ("volume", "issue", "pages"):
        draft.tell(name, getattr(venue, name))
    draft.awards = list(dict.fromkeys([*venue.awards, *filter(is_award, badges), *found.awards]))
    for badge in badges:
        if not is_award(badge):
            draft.keep("badge", badge)
    for line in lines:
        found.links = [*_links_of(line, draft), *found.links]


def _links_of(line: Line, draft: Draft) -> list[tuple[str, str]]:
    """Return the links of a line but those of the venue's own page, which are kept apart."""
    told = []
    for word, url in line.links:
        is_paper = kind_by_word(word) or kind_by_place(url) or identifier_in(url)
        is_venue = YEAR.search(word) and looks_like_venue(word)
        if is_venue and not is_paper and "://" in url and not url.lower().endswith(".pdf"):
            draft.keep("venue-page", url)
        else:
            told.append((word, url))
    return told


def _badges(lines: Sequence[Line]) -> list[str]:
    return [
        plain
        for line in lines
        for span in line.spans
        if span.badge and (plain := clean_text(span.text))
    ]


def _without_badges(line: Line) -> str:
    plain = "".join(span.text for span in line.spans if not span.badge)
    return re.sub(r"\s+(?=[,.;])", "", clean_text(plain)).strip(" ,")


def tell_more(draft: Draft, found: Found, year: str, heading: str) -> None:
    """Tell what the paper's own lines leave open: its BibTeX, the headings, its arXiv number."""
    if entry := _entry(found.unit, found.title):
        for name in _FROM_BIBTEX:
            if not draft.fields.get(name) and getattr(entry, name):
                draft.fields[name] = getattr(entry, name)
        draft.fields["issued"] = draft.fields.get("issued") or entry.issued
        if draft.fields["type"] in {"document", "article"} and entry.type != "document":
            draft.fields["type"] = entry.type
    if draft.fields.get("arxiv_id") and not draft.fields.get("container_title"):
        is_vague = draft.fields["type"] in {"document", "article-journal"}
        draft.fields["type"] = "article" if is_vague else draft.fields["type"]
    if draft.fields["type"] == "document" and _UNPUBLISHED.search(heading):
        draft.fields["type"] = "article"
        draft.tell("note", heading)
    if THESIS.search(heading) and len(heading.split()) < 4:
        draft.fields["type"] = "thesis"
    number = str(draft.fields.get("arxiv_id") or "")
    draft.fields["arxiv_id"] = number = re.sub(r"v\d+$", "", number)
    if not draft.fields.get("issued"):
        dated = _ARXIV_YEAR.match(number)
        said = year or (f"20{dated[1]}" if dated else "")
        draft.fields["issued"] = PartialDate(int(said)) if said else None


def _entry(unit: _Element | None, title: str) -> Record | None:
    """Return the paper's own BibTeX entry, which the page may hide; None for another's."""
    for block in unit.iter("pre") if unit is not None else ():
        text = "".join(block.itertext()).strip()
        if text.startswith("@") and len(text) <= LONGEST_ENTRY:
            told = [one for one in BibTeX().parse(text) if isinstance(one, Record)]
            if len(told) == 1 and _letters(told[0].title) == _letters(title):
                return told[0]
    return None


def _letters(text: str) -> str:
    return re.sub(r"\W", "", fold(text))
