"""Semantic Scholar's papers. Source: Academic Graph API (api.semanticscholar.org/api-docs)."""

import re
from typing import Any

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from publications.drafts import Draft

from .answers import Answers, Read, listed, mapped, mappings, named, texts, words

TYPES = {
    "journalarticle": "article-journal",
    "conference": "paper-conference",
    "book": "book",
    "booksection": "chapter",
    "dataset": "dataset",
}
# Counts, classifications and summaries by machine, and other papers.
IGNORED = """
referenceCount citationCount influentialCitationCount isOpenAccess s2FieldsOfStudy embedding tldr
citations references matchScore corpusId url textAvailability
"""


class SemanticScholar(Answers):
    key = "semantic_scholar"
    label = "Semantic Scholar"
    suffixes = (".json", ".jsonl")
    marks = ("paperId", "citedPaper", "citingPaper")
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        return 90 if re.search(r'"paperId"\s*:\s*(?:"[0-9a-f]{40}"|null)', head) else 0

    def entries(self, answer: Any) -> list[Any]:
        if isinstance(answer, dict):
            for key in ("data", "recommendedPapers"):
                if isinstance(answer.get(key), list):
                    answer = answer[key]
                    break
            else:
                return [answer] if "paperId" in answer else []
        return [
            one.get("citedPaper") or one.get("citingPaper") or one if isinstance(one, dict) else one
            for one in listed(answer)
        ]

    def read(self, entry: Read, draft: Draft) -> None:
        kinds = [kind.lower() for kind in texts(entry["publicationTypes"])]
        venue, journal = mapped(entry["publicationVenue"]), mapped(entry["journal"])
        draft.fields["type"] = _type(kinds, words(venue.get("type")), bool(journal))
        draft.keep("publicationTypes", texts(entry["publicationTypes"]))
        draft.tell("title", words(entry["title"]))
        authors = mappings(entry["authors"])
        draft.authors += [named("", "", one.get("name")) for one in authors]
        draft.keep("author_ids", [words(one.get("authorId")) for one in authors])
        draft.date(words(entry["publicationDate"]), "publicationDate")
        year = words(entry["year"])
        if not draft.fields.get("issued"):
            draft.date(year, "year")
        draft.tell("container_title", words(journal.get("name")), "journal")
        draft.tell("container_title", words(venue.get("name")), "publicationVenue")
        draft.tell("container_title", words(entry["venue"]), "venue")
        draft.tell("volume", words(journal.get("volume")))
        draft.tell("pages", re.sub(r"\s*([-–])\s*", r"\1", words(journal.get("pages"))))
        draft.tell("abstract", str(entry["abstract"] or ""))
        draft.identify("issn", words(venue.get("issn")))
        self._identifiers(entry, draft)
        if pdf := words(mapped(entry["openAccessPdf"]).get("url")):
            draft.link(pdf, "pdf")

    def _identifiers(self, entry: Read, draft: Draft) -> None:
        ids = mapped(entry["externalIds"])
        for field, key in (("doi", "DOI"), ("arxiv_id", "ArXiv"), ("pmid", "PubMed")):
            draft.identify(field, words(ids.get(key)), key)
        draft.other_id("s2", words(entry["paperId"]))
        for scheme, key in (("pmcid", "PubMedCentral"), ("dblp", "DBLP")):
            if text := words(ids.get(key)):
                text = f"PMC{text}" if scheme == "pmcid" and text.isdigit() else text
                try:
                    draft.other_id(scheme, SCHEMES[scheme].normalize(text))
                except InvalidIdentifier:
                    draft.keep(key, text)
        draft.other_id("acl", words(ids.get("ACL")))
        for key in ("MAG", "CorpusId"):
            draft.keep(key, words(ids.get(key)))
        draft.keep("CorpusId", words(entry["corpusId"]))


def _type(kinds: list[str], venue: str, has_journal: bool) -> str:  # noqa: FBT001 -- three facts
    for kind in kinds:
        if kind in TYPES and not (kind == "journalarticle" and venue == "conference"):
            return TYPES[kind]
    if venue == "conference":
        return "paper-conference"
    return "article-journal" if kinds or venue == "journal" or has_journal else "document"
