"""OpenAlex's works. Source: OpenAlex API, "Work object" (docs.openalex.org)."""

import re
from collections.abc import Mapping
from typing import Any

from portal.kit.dates import PartialDate
from portal.kit.identifiers import SCHEMES, InvalidIdentifier
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
    page_range,
    texts,
    words,
)

TYPES = {
    "book": "book",
    "book-chapter": "chapter",
    "reference-entry": "chapter",
    "dissertation": "thesis",
    "dataset": "dataset",
    "software": "software",
    "preprint": "article",
    "report": "report",
    "standard": "report",
    "peer-review": "review",
}
# Counts, classifications by machine, and what is told by other fields.
IGNORED = """
display_name cited_by_count cited_by_percentile_year cited_by_api_url citation_normalized_percentile
counts_by_year fwci concepts topics primary_topic mesh sustainable_development_goals
referenced_works referenced_works_count related_works indexed_in open_access best_oa_location
locations_count has_fulltext fulltext_origin is_paratext is_xpac updated_date created_date
authors_count institutions_distinct_count countries_distinct_count corresponding_author_ids
corresponding_institution_ids apc_list apc_paid institution_assertions datasets versions
ngrams_url relevance_score institutions abstract_inverted_index_v3 has_content content_url
type_crossref is_authors_truncated fulltext content_urls
"""


class OpenAlex(Answers):
    key = "openalex"
    label = "OpenAlex"
    suffixes = (".json", ".jsonl")
    marks = ("authorships", "primary_location")
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        if not re.search(r'"https://openalex\.org/W\d', head):
            return 0
        own = ("authorships", "abstract_inverted_index", "primary_location", "publication_date")
        return 95 if any(f'"{key}"' in head for key in own) else 80

    def entries(self, answer: Any) -> list[Any]:
        if isinstance(answer, dict) and isinstance(answer.get("results"), list):
            return listed(answer["results"])
        return listed(answer)

    def read(self, entry: Read, draft: Draft) -> None:
        location = mapped(entry["primary_location"])
        source = mapped(location.get("source"))
        draft.fields["type"] = _type(entry, source)
        draft.tell("title", words(entry["title"]) or words(entry["display_name"]))
        authors = mappings(entry["authorships"])
        draft.authors += [_name(one) for one in authors]
        draft.keep("author_ids", [words(mapped(one.get("author")).get("id")) for one in authors])
        if entry["is_authors_truncated"] is True:
            draft.warn(
                f"OpenAlex lists only the first {len(authors)} authors here.",
                "Look the work up by its DOI.",
            )
        if date := _date(entry):
            draft.fields["issued"] = date
        is_article = draft.fields["type"] == "article"
        field = "publisher" if source.get("type") == "repository" else "container_title"
        draft.tell("publisher" if is_article else field, words(source.get("display_name")))
        draft.tell("publisher", words(source.get("host_organization_name")))
        for issn in texts(source.get("issn_l")) + texts(source.get("issn")):
            draft.identify("issn", issn)
        place = mapped(entry["biblio"])
        draft.tell("volume", words(place.get("volume")))
        draft.tell("issue", words(place.get("issue")))
        draft.tell("pages", page_range(place.get("first_page"), place.get("last_page")))
        draft.tell("abstract", abstract(entry["abstract_inverted_index"]))
        draft.tell("language", words(entry["language"]))
        for keyword in listed(entry["keywords"]):
            told = mapped(keyword)
            draft.keyword(
                words(keyword) or words(told.get("display_name")) or words(told.get("keyword"))
            )
        self._identifiers(entry, location, draft)

    def _identifiers(self, entry: Read, location: Mapping[str, Any], draft: Draft) -> None:
        ids = mapped(entry["ids"])
        draft.identify("doi", words(entry["doi"]) or words(ids.get("doi")), "doi")
        draft.identify("pmid", words(ids.get("pmid")), "pmid")
        for scheme, text in (
            ("openalex", words(entry["id"]) or words(ids.get("openalex"))),
            ("pmcid", re.sub(r"/(?=\d+/?$)", "/PMC", words(ids.get("pmcid")))),
        ):
            try:
                draft.other_id(scheme, SCHEMES[scheme].normalize(text))
            except InvalidIdentifier:
                draft.keep(scheme, text)
        draft.keep("mag", words(ids.get("mag")))
        for place in [location, *mappings(entry["locations"])]:
            page = words(place.get("landing_page_url"))
            if "arxiv.org/abs/" in page and not draft.fields.get("arxiv_id"):
                draft.identify("arxiv_id", re.sub(r"v\d+$", "", page))
        for url in (words(location.get("landing_page_url")), words(location.get("pdf_url"))):
            if url and "doi.org/" not in url and "arxiv.org/" not in url:
                draft.link(url)
        if location.get("is_retracted") is True or entry["is_retracted"] is True:
            draft.keep("is_retracted", True)


def _type(entry: Read, source: Mapping[str, Any]) -> str:
    kind = words(entry["type"])
    if kind in TYPES:
        return TYPES[kind]
    if source.get("type") == "conference" or entry["type_crossref"] == "proceedings-article":
        return "paper-conference"
    if source.get("type") == "repository":
        return "article"
    # A "review" of OpenAlex is an article that reviews a field.
    return "article-journal" if kind in {"article", "review", "letter", "editorial"} else "document"


def _name(one: Mapping[str, Any]) -> Name:
    """Return the name as it stands on the paper, not as OpenAlex calls the person."""
    author = mapped(one.get("author"))
    places = texts(one.get("raw_affiliation_strings")) or [
        words(place.get("display_name")) for place in mappings(one.get("institutions"))
    ]
    return named(
        "",
        "",
        words(one.get("raw_author_name")) or words(author.get("display_name")),
        orcid=orcid_of(author.get("orcid") or one.get("raw_orcid")),
        affiliation="; ".join(dict.fromkeys(filter(None, places))),
        is_corresponding=one.get("is_corresponding") is True,
    )


def _date(entry: Read) -> PartialDate | None:
    """Return the date; where only the year is known, OpenAlex says the first of January."""
    parts = words(entry["publication_date"]).split("-")
    if parts[1:] == ["01", "01"] or not parts[0]:
        parts = [words(entry["publication_year"]) or parts[0]]
    entry.get("publication_year")
    return date_of(parts)


def abstract(index: Any) -> str:
    """Return the text whose words stand at the places of an inverted index."""
    placed = [
        (place, word)
        for word, places in mapped(index).items()
        for place in listed(places)
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))
