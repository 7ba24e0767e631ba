"""DataCite's DOIs. Source: DataCite Metadata Schema 4.6 and the REST API's JSON."""

import re
from collections.abc import Mapping
from typing import Any

from publications.drafts import Draft
from publications.records import TYPES, Name

from .answers import (
    Answers,
    Read,
    listed,
    mapped,
    mappings,
    named,
    orcid_of,
    page_range,
    words,
)

KINDS = {
    "journalarticle": "article-journal",
    "datapaper": "article-journal",
    "conferencepaper": "paper-conference",
    "conferenceproceeding": "book",
    "preprint": "article",
    "bookchapter": "chapter",
    "book": "book",
    "dissertation": "thesis",
    "report": "report",
    "outputmanagementplan": "report",
    "standard": "report",
    "dataset": "dataset",
    "collection": "dataset",
    "software": "software",
    "computationalnotebook": "software",
    "peerreview": "review",
    "presentation": "speech",
}
# Figures of use, states of the deposit, and forms of what is said elsewhere.
IGNORED = """
prefix suffix doi state created registered updated published isActive viewCount viewsOverTime
downloadCount downloadsOverTime referenceCount citationCount citationsOverTime partCount
partOfCount versionCount versionOfCount metadataVersion schemaVersion source xml reason
contentUrl agency clientId providerId sizes formats
"""


class DataCite(Answers):
    key = "datacite"
    label = "DataCite"
    suffixes = (".json",)
    marks = ("creators", "attributes")
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        if re.search(r'"type"\s*:\s*"dois"', head):
            return 100
        own = ("creators", "titles", "publicationYear", "types", "nameType", "resourceTypeGeneral")
        return 90 if sum(f'"{key}"' in head for key in own) > 2 else 0

    def entries(self, answer: Any) -> list[Any]:
        if isinstance(answer, dict) and "data" in answer:
            answer = answer["data"]
        found = listed(answer)
        return [one.get("attributes", one) if isinstance(one, dict) else one for one in found]

    def read(self, entry: Read, draft: Draft) -> None:
        self._type(entry, draft)
        for title in mappings(entry["titles"]):
            if words(title.get("titleType")) in {"", "Subtitle"} or "title" not in draft.fields:
                told, more = draft.fields.get("title", ""), words(title.get("title"))
                if told and words(title.get("titleType")) == "Subtitle":
                    draft.fields["title"] = ""
                    more = f"{told}: {more}"
                draft.tell("title", more)
            else:
                draft.keep("titles", title)
        draft.authors += [_name(one) for one in mappings(entry["creators"])]
        for one in mappings(entry["contributors"]):
            if one.get("contributorType") == "Editor":
                draft.editors.append(_name(one))
            else:
                draft.keep("contributors", one)
        self._dates(entry, draft)
        container = mapped(entry["container"])
        draft.tell("container_title", words(container.get("title")))
        draft.tell("volume", words(container.get("volume")))
        draft.tell("issue", words(container.get("issue")))
        draft.tell("pages", page_range(container.get("firstPage"), container.get("lastPage")))
        if container.get("identifierType") in {"ISSN", "ISBN"}:
            draft.serial(words(container.get("identifier")), "container")
        publisher = entry["publisher"]
        draft.tell("publisher", words(publisher) or words(mapped(publisher).get("name")))
        for text in mappings(entry["descriptions"]):
            if text.get("descriptionType") == "Abstract":
                draft.tell("abstract", str(text.get("description") or ""), "descriptions")
            else:
                draft.keep("descriptions", text)
        draft.tell("language", words(entry["language"]))
        for subject in listed(entry["subjects"]):
            draft.keyword(words(subject) or words(mapped(subject).get("subject")))
        self._identifiers(entry, draft)

    def _type(self, entry: Read, draft: Draft) -> None:
        told = mapped(entry["types"])
        general = words(told.get("resourceTypeGeneral"))
        csl = words(told.get("citeproc"))
        kind = KINDS.get(general.lower()) or (csl if csl in TYPES and csl != "article" else "")
        draft.fields["type"] = kind or "document"
        if words(told.get("resourceType")) not in {"", general}:
            draft.keep("resourceType", words(told["resourceType"]))
        elif not kind and general:
            draft.keep("resourceType", general)

    def _dates(self, entry: Read, draft: Draft) -> None:
        dates = {
            words(one.get("dateType")): words(one.get("date")) for one in mappings(entry["dates"])
        }
        year = words(entry["publicationYear"])
        issued = dates.pop("Issued", "")
        # An issued date is told more exactly, but the year of publication is what is cited.
        if issued and (not year or issued.startswith(year)):
            draft.date(issued, "dates")
        elif year:
            draft.date(year, "publicationYear")
            draft.keep("dates", {"dateType": "Issued", "date": issued} if issued else None)
        for kind, date in dates.items():
            if kind not in {"Created", "Updated", "Submitted", "Available"}:
                draft.keep("dates", {"dateType": kind, "date": date})

    def _identifiers(self, entry: Read, draft: Draft) -> None:
        draft.identify("doi", words(entry["doi"]) or words(entry["id"]), "doi")
        for one in mappings(entry["identifiers"]) + mappings(entry["alternateIdentifiers"]):
            scheme = words(one.get("identifierType")) or words(one.get("alternateIdentifierType"))
            value = words(one.get("identifier")) or words(one.get("alternateIdentifier"))
            field = {"isbn": "isbn", "arxiv": "arxiv_id", "pmid": "pmid"}.get(scheme.lower())
            if field:
                draft.identify(field, value, "identifiers")
            elif scheme != "DOI":
                draft.keep("identifiers", {"identifierType": scheme, "identifier": value})
        for one in mappings(entry["relatedIdentifiers"]):
            is_part = words(one.get("relationType")) == "IsPartOf"
            if is_part and words(one.get("relatedIdentifierType")) in {"ISSN", "ISBN"}:
                draft.serial(words(one.get("relatedIdentifier")), "relatedIdentifiers")
            elif words(one.get("relationType")) not in {"References", "Cites", "IsCitedBy"}:
                draft.keep("relatedIdentifiers", one)
        if url := words(entry["url"]):
            draft.link(url)


def _name(one: Mapping[str, Any]) -> Name:
    places = [
        words(place) or words(mapped(place).get("name")) for place in listed(one.get("affiliation"))
    ]
    ids = [
        found
        for told in mappings(one.get("nameIdentifiers"))
        if words(told.get("nameIdentifierScheme")).upper() == "ORCID"
        and (found := orcid_of(told.get("nameIdentifier")))
    ]
    return named(
        one.get("givenName"),
        one.get("familyName"),
        one.get("name"),
        is_organization=one.get("nameType") == "Organizational",
        orcid=ids[0] if ids else "",
        affiliation="; ".join(filter(None, places)),
    )
