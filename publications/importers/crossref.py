"""Crossref's works. Source: Crossref REST API, "Works" (api.crossref.org/swagger-ui)."""

import re
from collections.abc import Mapping
from typing import Any

from portal.kit.dates import PartialDate
from publications.drafts import Draft
from publications.records import Name

from .answers import (
    Answers,
    Read,
    date_of,
    listed,
    mapped,
    mappings,
    named,
    orcid_of,
    texts,
    words,
)

TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "chapter",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-set": "book",
    "book-series": "book",
    "proceedings": "book",
    "dissertation": "thesis",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "standard": "report",
    "dataset": "dataset",
    "database": "dataset",
    "posted-content": "article",
    "peer-review": "review",
}
DATES = (
    "issued", "published", "published-print", "published-online", "published-other", "posted",
    "approved", "content-created",
)  # fmt: skip
# Dates of the deposit, counts, addresses for machines, and the references of the work.
IGNORED = """
indexed reference-count references-count is-referenced-by-count content-domain created source prefix
member deposited score resource URL link reference issn-type isbn-type journal-issue assertion
archive update-policy content-updated
"""
SERIES = re.compile(
    r"(?i)lecture notes|advances in intelligent|communications in computer|springer proceedings"
)


class Crossref(Answers):
    key = "crossref"
    label = "Crossref"
    suffixes = (".json",)
    marks = ("DOI",)
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        if re.search(r'"message-type"\s*:\s*"work(?:-list)?"', head):
            return 100
        if '"DOI"' not in head:
            return 0
        own = ("content-domain", "is-referenced-by-count", "reference-count", "deposited", "member")
        found = sum(f'"{key}"' in head for key in own)
        return (
            90
            if found > 1
            else 80
            if re.search(r'"(?:title|container-title)"\s*:\s*\[', head)
            else 0
        )

    def entries(self, answer: Any) -> list[Any]:
        if isinstance(answer, dict) and "message" in answer:
            answer = answer["message"]
        if isinstance(answer, dict) and isinstance(answer.get("items"), list):
            return listed(answer["items"])
        if isinstance(answer, list):
            return [mapped(one).get("message", one) for one in answer]
        return [answer] if mapped(answer).get("DOI") else []

    def read(self, entry: Read, draft: Draft) -> None:
        kind = words(entry["type"])
        draft.fields["type"] = TYPES.get(kind, "document")
        if kind and kind not in TYPES:
            draft.keep("type", kind)
        self._titles(entry, draft)
        self._names(entry, draft)
        self._date(entry, draft)
        self._container(entry, draft, draft.fields["type"])
        for field, key in (
            ("volume", "volume"),
            ("issue", "issue"),
            ("pages", "page"),
            ("pages", "article-number"),
            ("publisher", "publisher"),
            ("publisher_place", "publisher-location"),
            ("abstract", "abstract"),
            ("language", "language"),
        ):
            draft.tell(
                field, words(entry[key]) if field != "abstract" else str(entry[key] or ""), key
            )
        draft.identify("doi", words(entry["DOI"]), "DOI")
        for field, key in (("isbn", "ISBN"), ("issn", "ISSN")):
            for text in texts(entry[key]):
                draft.identify(field, text.rpartition("/")[2], key)
        for subject in texts(entry["subject"]):
            draft.keyword(subject)
        for related in mappings(mapped(entry["relation"]).get("has-preprint")):
            number = words(related.get("id"))
            if "arxiv" in (words(related.get("id-type")) + number).lower():
                draft.identify("arxiv_id", number, "has-preprint")
        for kind, others in mapped(entry["relation"]).items():
            if "preprint" in kind or "version" in kind or "translation" in kind:
                draft.keep(kind, [words(one.get("id")) for one in mappings(others)])
        for terms in mappings(entry["license"]):
            draft.keep("license", words(terms.get("URL")))

    def _titles(self, entry: Read, draft: Draft) -> None:
        titles = texts(entry["title"]) or texts(entry["original-title"])
        subtitle = " ".join(texts(entry["subtitle"])[:1])
        if titles and subtitle and subtitle.casefold() not in titles[0].casefold():
            titles[0] = f"{titles[0].rstrip(':. ')}: {subtitle}"
        for title in titles:
            draft.tell("title", title)
        for title in texts(entry["original-title"]):
            if title not in titles:
                draft.keep("original-title", title)

    def _names(self, entry: Read, draft: Draft) -> None:
        draft.authors += [_name(one) for one in mappings(entry["author"])]
        draft.editors += [_name(one) for one in mappings(entry["editor"])]

    def _date(self, entry: Read, draft: Draft) -> None:
        found = [_date(entry[key]) for key in DATES]
        if dates := [date for date in found if date]:
            draft.fields["issued"] = dates[0]

    def _container(self, entry: Read, draft: Draft, kind: str) -> None:
        titles = texts(entry["container-title"])
        if kind == "book":
            titles = ["", *titles]
        elif (
            len(titles) > 1 and kind in {"chapter", "paper-conference"} and SERIES.match(titles[0])
        ):
            titles[:2] = [titles[1], titles[0]]
        for field, title in zip(("container_title", "collection_title"), titles, strict=False):
            draft.tell(field, title, "container-title")
        for title in titles[2:]:
            draft.keep("container-title", title)
        for title in texts(entry["short-container-title"])[:1]:
            draft.tell("container_short", title)
        event = entry["event"]
        draft.tell("event", words(mapped(event).get("name")) or words(event))
        draft.keep("event", mapped(event))
        for institution in mappings(entry["institution"]):
            field = "container_title" if kind == "article" else "publisher"
            draft.tell(field, words(institution.get("name")), "institution")


def _name(one: Mapping[str, Any]) -> Name:
    """Return a contributor's name; one that has only `name` is an organization."""
    places = [words(place.get("name")) for place in mappings(one.get("affiliation"))]
    return named(
        one.get("given"),
        one.get("family"),
        one.get("name") or one.get("literal"),
        is_organization=not one.get("family") and bool(one.get("name") or one.get("literal")),
        suffix=words(one.get("suffix")),
        orcid=orcid_of(one.get("ORCID")),
        affiliation="; ".join(filter(None, places)),
    )


def _date(value: Any) -> PartialDate | None:
    """Return the first date of {"date-parts": [[2021, 8, 15]]}; [[null]] is none."""
    for parts in listed(mapped(value).get("date-parts"))[:1]:
        return date_of(listed(parts))
    return None
