"""Authors of al-folio's entries: notes and marks among them, and those who are not named yet."""

import re
from dataclasses import replace
from typing import Any

from publications.drafts import Draft
from publications.importers.bibtex_marks import with_marks
from publications.plain import plain_paragraphs
from publications.records import Name

from .html_papers import is_name
from .names import read_byline

_EQUAL = re.compile(
    r"(?i)\b(?:equal\w*|(?:dual|co-?|joint|shared?)[ -]?(?:first|authors?\w*|contrib\w*))\b"
)
_NOT_YET = re.compile(
    r"(?i)\W*(?:(?:currently )?(?:under review|in submission|in preparation|submitted|targeting|"
    r"to be submitted)\b|(?:work )?in progress\b)"
)
_NOT_NAMED = re.compile(
    r"(?i)(?:\d+(?:st|nd|rd|th) authors?|authors? \d+|anonymous(?: authors?)?|anonymi[sz]ed)"
)


def mend_authors(draft: Draft, extra: dict[str, Any], own: dict[str, str]) -> None:
    """Read anew what al-folio's authors hold beside names."""
    _take_placeholders(draft)
    _mend_names(draft, extra)
    _tell_marks(draft, extra, own)


def _take_placeholders(draft: Draft) -> None:
    """Leave out authors who are not named yet; a status in the place of a venue is a note."""
    named = [name for name in draft.authors if not _NOT_NAMED.fullmatch(name.full)]
    if len(named) < len(draft.authors):
        draft.authors = named
        draft.warn("Authors who are not named were left out.", "Add them when they may be named.")
    venue = str(draft.fields.get("container_title") or "")
    if _NOT_YET.match(venue):
        draft.fields["container_title"] = ""
        draft.fields["note"] = draft.fields.get("note") or venue
        draft.fields["type"] = "article"


def _mend_names(draft: Draft, extra: dict[str, Any]) -> None:
    """Read names anew that stand in one: "{Ann Poe*, Bo Li*} and {[* equal]}, Cy Day"."""
    _take_notes(draft)
    if any(name.full.strip(". …") == "" for name in draft.authors):
        draft.authors = [name for name in draft.authors if name.full.strip(". …")]
        extra["others"] = True
    if not any(
        ("," in name.literal and name.literal.count(" ") > 2) or "[" in name.full
        for name in draft.authors
    ):
        return
    marks = extra.get("author_marks")
    marks = marks if isinstance(marks, dict) else {}
    parts = [
        name.full if "[" in name.full else f"{name.full}{marks.get(str(number), '')}"
        for number, name in enumerate(draft.authors, 1)
    ]
    whole = ", ".join(parts)
    if any("[" in name.full for name in draft.authors):
        whole = re.sub(r"\[\W*(?=\w)", "(", whole).replace("]", ")")
    byline = read_byline(whole)
    if len(byline.names) > len(draft.authors) and all(is_name(name.full) for name in byline.names):
        draft.authors = list(byline.names)
        extra.pop("author_marks", None)
        extra.update(byline.extra)


def _take_notes(draft: Draft) -> None:
    """Take out what stands in brackets among authors: a note, or that those before are equal."""
    kept: list[Name] = []
    for name in draft.authors:
        if not (note := re.fullmatch(r"[\[(]([^\[\]()]+)[\])]", name.full.strip())):
            kept.append(name)
        elif _EQUAL.search(note[1]) and len(kept) > 1:
            kept = [replace(one, equal_group=1) for one in kept]
        else:
            draft.tell("note", note[1])
    draft.authors = kept


def _tell_marks(draft: Draft, extra: dict[str, Any], own: dict[str, str]) -> None:
    """Give marks beside names the meaning that "annotation" says; another annotation is a note."""
    legend = re.sub(r"(?i)<br\s*/?>|\\n", "; ", own.get("annotation", ""))
    if not legend:
        return
    marks = extra.get("author_marks")
    is_legend = re.match(r"\s*[*†‡§¶∗⁎^#+\d]", legend) or re.search(r"(?i)equal|correspond", legend)
    if isinstance(marks, dict):
        pairs = [(int(place) - 1, str(mark)) for place, mark in marks.items()]
        left: dict[str, Any] = {}
        draft.authors = list(
            with_marks(
                tuple(draft.authors), pairs, {"note": plain_paragraphs(legend)}, left, "author"
            )
        )
        extra["author_marks"] = left.get("author_marks")
    if not is_legend and not draft.fields.get("note"):
        draft.tell("note", legend)
