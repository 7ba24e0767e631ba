"""INSPIRE's literature. Source: INSPIRE REST API and its schema "hep" (inspire-schemas)."""

import re
from collections.abc import Mapping
from typing import Any

from publications.drafts import Draft
from publications.records import Name

from .answers import (
    Answers,
    Read,
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
    "article": "article-journal",
    "conference paper": "paper-conference",
    "thesis": "thesis",
    "book": "book",
    "proceedings": "book",
    "book chapter": "chapter",
    "report": "report",
    "note": "report",
}
IGNORED = """
$schema _collections _files _private_notes _export_to authors_count author_count citation_count
citation_count_without_self_citations references reference_count number_of_pages documents figures
first_author inspire_categories legacy_creation_date legacy_version self facet_author_name
acquisition_source core curated deleted refereed citeable preprint_date earliest_date
external_system_identifiers persistent_identifiers record_affiliations number_of_references
"""


class Inspire(Answers):
    key = "inspire"
    label = "INSPIRE"
    suffixes = (".json",)
    marks = ("titles", "metadata")
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        own = ("control_number", "titles", "arxiv_eprints", "publication_info", "document_type")
        found = sum(f'"{key}"' in head for key in (*own, "texkeys", "inspire_categories"))
        return 90 if found > 2 else 85 if found and "inspirehep.net" in head else 0

    def entries(self, answer: Any) -> list[Any]:
        hits = mapped(mapped(answer).get("hits")).get("hits")
        found = listed(answer if hits is None else hits)
        return [one.get("metadata", one) if isinstance(one, dict) else one for one in found]

    def read(self, entry: Read, draft: Draft) -> None:
        kinds = texts(entry["document_type"])
        told = mappings(entry["publication_info"])
        # The fullest entry is the publication; others are errata, or the talk.
        told.sort(key=lambda one: bool(one.get("journal_title")), reverse=True)
        published = told[0] if told else {}
        is_out = bool(published.get("journal_title")) or kinds[:1] != ["article"]
        draft.fields["type"] = TYPES.get(kinds[0], "document") if kinds and is_out else "article"
        # A formula stands as MathML in one title and as TeX, which a record keeps, in another.
        for title in sorted(mappings(entry["titles"]), key=lambda one: "<math" in str(one)):
            subtitle = words(title.get("subtitle"))
            whole = words(title.get("title"))
            draft.tell("title", f"{whole}: {subtitle}" if subtitle else whole, "titles")
        for one in mappings(entry["authors"]):
            is_editor = "editor" in texts(one.get("inspire_roles"))
            (draft.editors if is_editor else draft.authors).append(_name(one))
        teams = [words(one.get("value")) for one in mappings(entry["collaborations"])]
        for team in filter(None, teams):
            if mappings(entry["authors"]):
                draft.keep("collaborations", team)
            else:
                whole = team if "collaboration" in team.lower() else f"{team} Collaboration"
                draft.authors.append(Name(literal=whole))
        for body in texts(entry["corporate_author"]):
            draft.authors.append(Name(literal=body))
        self._publication(entry, published, draft)
        for more in told[1:]:
            draft.keep("publication_info", more)
        for text in mappings(entry["abstracts"])[:1]:
            draft.tell("abstract", str(text.get("value") or ""))
        for keyword in mappings(entry["keywords"]):
            draft.keyword(words(keyword.get("value")))
        for field, key in (("doi", "dois"), ("arxiv_id", "arxiv_eprints"), ("isbn", "isbns")):
            for one in mappings(entry[key]):
                draft.identify(field, words(one.get("value")), key)
        draft.other_id("inspire", words(entry["control_number"]))
        keys = texts(entry["texkeys"])
        draft.fields["citation_key"] = keys[0] if keys else ""
        draft.tell("language", " ".join(texts(entry["languages"])[:1]))
        for one in mappings(entry["urls"]):
            draft.link(words(one.get("value")), label=words(one.get("description")))

    def _publication(self, entry: Read, published: Mapping[str, Any], draft: Draft) -> None:
        draft.tell("container_title", words(published.get("journal_title")))
        draft.tell("volume", words(published.get("journal_volume")))
        draft.tell("issue", words(published.get("journal_issue")))
        pages = page_range(published.get("page_start"), published.get("page_end"))
        draft.tell("pages", pages or words(published.get("artid")))
        for imprint in mappings(entry["imprints"]):
            draft.date(words(imprint.get("date")), "imprints")
            draft.tell("publisher", words(imprint.get("publisher")))
            draft.tell("publisher_place", words(imprint.get("place")))
        thesis = mapped(entry["thesis_info"])
        for school in mappings(thesis.get("institutions")):
            draft.tell("publisher", words(school.get("name")), "institutions")
        for date in (
            words(published.get("year")),
            words(thesis.get("date")),
            words(entry["earliest_date"]),
            words(entry["preprint_date"]),
        ):
            if date and not draft.fields.get("issued"):
                draft.date(date)


def _name(one: Mapping[str, Any]) -> Name:
    """Return a name of "Family, Given" with its ORCID iD; a lone word is a name of one word."""
    ids = [
        orcid_of(told.get("value"))
        for told in mappings(one.get("ids"))
        if words(told.get("schema")).upper() == "ORCID"
    ]
    places = [words(place.get("value")) for place in mappings(one.get("affiliations"))]
    whole = words(one.get("full_name"))
    family, comma, given = (part.strip() for part in whole.partition(","))
    is_parted = bool(comma) and not re.search(r",", given)
    return named(
        words(one.get("first_name")) or (given if is_parted else ""),
        words(one.get("last_name")) or (family if is_parted else ""),
        whole,
        orcid=ids[0] if ids else "",
        affiliation="; ".join(filter(None, places)),
        is_corresponding=one.get("corresponding") is True,
    )
