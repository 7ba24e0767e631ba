"""Works of an ORCID record. Source: ORCID API 3.0, "Works" (works, work, and bulk answers)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from publications.drafts import Draft
from publications.records import Name, Problem, Record

from .answers import Answers, Read, date_of, listed, mapped, mappings, named, orcid_of, words
from .base import IMPORTERS

TYPES = {
    "journal-article": "article-journal",
    "magazine-article": "article-journal",
    "newspaper-article": "article-journal",
    "journal-issue": "article-journal",
    "conference-paper": "paper-conference",
    "conference-abstract": "paper-conference",
    "conference-poster": "paper-conference",
    "conference-proceedings": "book",
    "book": "book",
    "edited-book": "book",
    "book-chapter": "chapter",
    "dictionary-entry": "chapter",
    "encyclopedia-entry": "chapter",
    "dissertation": "thesis",
    "dissertation-thesis": "thesis",
    "supervised-student-publication": "thesis",
    "report": "report",
    "working-paper": "report",
    "manual": "report",
    "standards-and-policy": "report",
    "preprint": "article",
    "data-set": "dataset",
    "software": "software",
    "patent": "patent",
    "review": "review",
    "book-review": "review",
    "annotation": "review",
    "lecture-speech": "speech",
    "conference-presentation": "speech",
    "website": "webpage",
    "online-resource": "webpage",
    "blog-post": "webpage",
}
FIELDS = {"doi": "doi", "arxiv": "arxiv_id", "pmid": "pmid", "isbn": "isbn", "issn": "issn"}
OTHERS = {
    "pmc": "pmcid",
    "handle": "handle",
    "eid": "eid",
    "wosuid": "wosuid",
    "bibcode": "bibcode",
}
HELPERS = {"chair-or-translator", "support-staff", "assignee"}
IGNORED = """
created-date last-modified-date source path visibility display-index country citation external-ids
"""


class ORCID(Answers):
    key = "orcid"
    label = "ORCID"
    suffixes = (".json",)
    marks = ("put-code", "work-summary", "work", "summaries")
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        if re.search(r'"work-summary"\s*:', head):
            return 95
        if '"put-code"' in head and '"external-ids"' in head:
            return 90
        return (
            80
            if re.search(r'"group"\s*:\s*\[.*"path"\s*:\s*"/[\dX-]{19}/works"', head, re.S)
            else 0
        )

    def entries(self, answer: Any) -> list[Any]:
        """Return the summaries of each group, or each work: a group is one work told by several."""
        if isinstance(answer, dict):
            for key in ("activities-summary", "works"):
                answer = answer.get(key, answer)
        if isinstance(answer, dict) and "group" in answer:
            return [{"summaries": one.get("work-summary")} for one in mappings(answer["group"])]
        found = answer.get("bulk", answer) if isinstance(answer, dict) else answer
        return [mapped(one).get("work", one) for one in listed(found)]

    def entry(self, entry: Any, where: str) -> Iterator[Record | Problem]:
        if error := mapped(mapped(entry).get("error")):
            what = words(error.get("user-message")) or "ORCID does not show this work."
            yield Problem(where, what, is_loss=True)
            return
        yield from super().entry(entry, where)

    def read(self, entry: Read, draft: Draft) -> None:
        summaries = mappings(entry["summaries"]) if "summaries" in entry else [entry]
        # The one with the highest index is the one the person prefers.
        summaries.sort(key=lambda one: _number(one.get("display-index")), reverse=True)
        for place, summary in enumerate(summaries):
            self._summary(summary, draft, is_first=place == 0)
        if not draft.authors:
            self._citation(mapped(entry["citation"]), draft)

    def _summary(self, work: Mapping[str, Any], draft: Draft, *, is_first: bool) -> None:
        """Tell what one source says of the work; only the first says what may differ between."""
        title = mapped(work.get("title"))
        if is_first:
            kind = words(work.get("type")).lower().replace("_", "-")
            draft.fields["type"] = TYPES.get(kind, "document")
            if kind not in TYPES:
                draft.keep("type", kind)
            subtitle = _value(title.get("subtitle"))
            whole = f"{_value(title.get('title'))}: {subtitle}" if subtitle else ""
            draft.tell("title", whole or _value(title.get("title")))
            draft.keep("translated-title", _value(title.get("translated-title")))
            draft.keep("put-code", work.get("put-code"))
        for field, key in (
            ("container_title", "journal-title"),
            ("abstract", "short-description"),
            ("language", "language-code"),
        ):
            if not draft.fields.get(field):
                text = work.get(key)
                draft.tell(field, text if isinstance(text, str) else _value(text))
        told = mapped(work.get("publication-date"))
        date = date_of(_value(told.get(part)) for part in ("year", "month", "day"))
        known = draft.fields.get("issued")
        if date and (not known or (known.year == date.year and str(date).startswith(str(known)))):
            draft.fields["issued"] = date
        for one in mappings(mapped(work.get("external-ids")).get("external-id")):
            self._identifier(one, draft)
        if address := _value(work.get("url")):
            draft.link(address)
        for name, role in _contributors(work):
            if role in HELPERS:
                draft.keep(role, name.full)
            else:
                (draft.editors if role == "editor" else draft.authors).append(name)

    def _identifier(self, one: Mapping[str, Any], draft: Draft) -> None:
        """Tell an identifier of the work itself, or the serial number of what it is part of."""
        scheme = words(one.get("external-id-type")).lower()
        value = _value(one.get("external-id-normalized")) or words(one.get("external-id-value"))
        relation = words(one.get("external-id-relationship")).lower().replace("_", "-") or "self"
        is_part = relation == "part-of" and scheme in {"isbn", "issn"}
        if (relation == "self" or is_part) and scheme in FIELDS:
            draft.identify(FIELDS[scheme], value, scheme)
        elif relation == "self" and scheme in OTHERS:
            draft.other_id(OTHERS[scheme], value)
        elif relation == "self" and scheme == "uri":
            draft.link(value)
        else:
            draft.keep(f"{relation}:{scheme}", value)

    def _citation(self, citation: Mapping[str, Any], draft: Draft) -> None:
        """Tell what only the citation that was deposited with the work says: its authors."""
        kind, text = words(citation.get("citation-type")).lower(), citation.get("citation-value")
        if kind != "bibtex" or "bibtex" not in IMPORTERS or not isinstance(text, str):
            draft.keep("citation", text)
            return
        for found in IMPORTERS["bibtex"].parse(text):
            if isinstance(found, Record):
                draft.authors += found.authors
                for field in ("volume", "issue", "pages", "publisher"):
                    draft.tell(field, getattr(found, field))
                return


def _value(one: Any) -> str:
    return words(mapped(one).get("value"))


def _number(text: Any) -> int:
    plain = words(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else 0


def _contributors(work: Mapping[str, Any]) -> Iterator[tuple[Name, str]]:
    """Yield each person once, with the first role: CRediT names one for each part played."""
    seen = set()
    for one in mappings(mapped(work.get("contributors")).get("contributor")):
        role = words(mapped(one.get("contributor-attributes")).get("contributor-role")).lower()
        orcid = orcid_of(mapped(one.get("contributor-orcid")).get("path"))
        text = _value(one.get("credit-name"))
        if not text or (text, orcid) in seen:
            continue
        seen.add((text, orcid))
        yield named("", "", text, orcid=orcid), role
