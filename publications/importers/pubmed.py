"""PubMed's XML. Source: the DTD of PubMed (pubmed_250101) and its list of elements, NLM."""

from collections.abc import Iterator
from typing import Any

from portal.kit.identifiers import InvalidIdentifier, normalize_orcid
from portal.kit.xml import REFUSED, declares_entities, fragments, markup_in, text_in
from publications.bylines import parse_name
from publications.drafts import Draft
from publications.plain import plain_paragraphs
from publications.records import Name, Problem, Record

from .base import Importer
from .medline import tell_kind, tell_pages, tell_title


class PubMedXml(Importer):
    key = "pubmed"
    label = "PubMed XML"
    suffixes = (".xml",)

    def recognizes(self, head: str) -> int:
        if not head.startswith("<"):
            return 0
        named = ("<PubmedArticle", "<MedlineCitation", "<PubmedBookArticle", "<BookDocument")
        return 98 if any(name in head for name in named) else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        if declares_entities(text):
            yield Problem("File", REFUSED, is_loss=True)
            return
        outer = [tag for tag in ("PubmedArticle", "PubmedBookArticle") if f"<{tag}>" in text
                 or f"<{tag} " in text]  # fmt: skip
        for line, element in fragments(text, *(outer or ["MedlineCitation"])):
            if element is None:
                what = "This article is not well-formed XML."
                yield Problem(f"Line {line}", what, "Export it anew.", is_loss=True)
            elif element.tag == "PubmedBookArticle":
                yield from _book(element, f"Line {line}")
            else:
                yield from _article(element, f"Line {line}")


def _article(element: Any, where: str) -> Iterator[Record | Problem]:
    citation = element if element.tag == "MedlineCitation" else element.find("MedlineCitation")
    article = None if citation is None else citation.find("Article")
    if article is None:
        yield Problem(where, "There is no article in it.", "Export it anew.", is_loss=True)
        return
    draft = Draft(where, "pubmed")
    draft.fields["type"] = "article-journal"
    tell_kind(draft, [text_in(kind) for kind in article.findall("PublicationTypeList/*")])
    _common(draft, article, article.find("ArticleTitle"))
    _journal(draft, article.find("Journal"))
    if "issued" not in draft.fields:
        _date(draft, article.find("ArticleDate"))
    for number in citation.findall("MedlineJournalInfo/ISSNLinking"):
        draft.serial(text_in(number), "ISSN", prefer="issn")
    start, end = text_in(article, "Pagination/StartPage"), text_in(article, "Pagination/EndPage")
    pages = text_in(article, "Pagination/MedlinePgn") or (f"{start}-{end}" if end else start)
    tell_pages(draft, pages)
    _numbers(draft, element, citation)
    for word in citation.findall("KeywordList/Keyword"):
        draft.keyword(text_in(word))
    for term in citation.findall("MeshHeadingList/MeshHeading/DescriptorName"):
        draft.keep("mesh", [text_in(term)] if "mesh" not in draft.extra else text_in(term))
    for grant in article.findall("GrantList/Grant"):
        draft.keep("grants", " ".join(filter(None, map(text_in, grant))))
    draft.keep("note", text_in(citation, "CoiStatement"))
    yield from draft.finish()


def _journal(draft: Draft, journal: Any) -> None:
    if journal is None:
        return
    draft.tell("container_title", text_in(journal, "Title"))
    short = text_in(journal, "ISOAbbreviation")
    if short != draft.fields.get("container_title"):
        draft.tell("container_short", short)
    draft.tell("volume", text_in(journal, "JournalIssue/Volume"))
    draft.tell("issue", text_in(journal, "JournalIssue/Issue"))
    _date(draft, journal.find("JournalIssue/PubDate"))
    for number in journal.findall("ISSN"):
        draft.serial(text_in(number), "ISSN", prefer="issn")


def _numbers(draft: Draft, element: Any, citation: Any) -> None:
    article = citation.find("Article")
    draft.identify("pmid", text_in(citation, "PMID"))
    for place in article.findall("ELocationID"):
        if place.get("EIdType") == "doi" and place.get("ValidYN", "Y") == "Y":
            draft.identify("doi", text_in(place))
        else:
            draft.keep(place.get("EIdType") or "ELocationID", text_in(place))
            if place.get("EIdType") == "pii" and not draft.fields.get("pages"):
                draft.tell("pages", text_in(place))
    for number in element.findall("PubmedData/ArticleIdList/ArticleId"):
        _number(draft, number)


def _number(draft: Draft, number: Any) -> None:
    kind, value = number.get("IdType"), text_in(number)
    if kind == "doi":
        draft.identify("doi", value)
    elif kind == "pmc":
        draft.other_id("pmcid", value)
    elif kind == "pubmed":
        draft.identify("pmid", value)
    elif value:
        draft.keep(kind or "ArticleId", value)


def _common(draft: Draft, article: Any, title: Any) -> None:
    if title is not None:
        tell_title(draft, markup_in(title), text_in(article, "VernacularTitle"))
    parts = []
    for part in article.findall("Abstract/AbstractText"):
        label, text = part.get("Label", ""), plain_paragraphs(markup_in(part))
        if text:
            parts.append(f"{label.capitalize()}: {text}" if label else text)
    if parts:
        draft.fields["abstract"] = "\n\n".join(parts)
    draft.tell("language", text_in(article, "Language"))
    for people in article.findall("AuthorList"):
        names = [_name(person) for person in people.findall("Author")]
        if people.get("Type") == "editors":
            draft.editors += names
        else:
            draft.authors += names
        if people.get("CompleteYN") == "N":
            draft.warn('The list of authors ends in "et al.".', "Add those who are missing.")


def _name(person: Any) -> Name:
    affiliation = "; ".join(
        text_in(place) for place in person.findall("AffiliationInfo/Affiliation")
    )
    orcid = ""
    for number in person.findall("Identifier"):
        if number.get("Source") == "ORCID":
            try:
                orcid = normalize_orcid(text_in(number))
            except InvalidIdentifier:
                orcid = ""
    team = text_in(person, "CollectiveName")
    if team:
        return Name(literal=team, affiliation=affiliation)
    parsed = parse_name(f"{text_in(person, 'LastName')}, x")
    return Name(
        family=parsed.family,
        non_dropping_particle=parsed.non_dropping_particle,
        given=text_in(person, "ForeName") or text_in(person, "Initials"),
        suffix=text_in(person, "Suffix"),
        orcid=orcid,
        affiliation=affiliation,
        equal_group=1 if person.get("EqualContrib") == "Y" else None,
    )


def _date(draft: Draft, date: Any) -> None:
    if date is None:
        return
    free = text_in(date, "MedlineDate")
    parts = (text_in(date, "Year"), text_in(date, "Month") or text_in(date, "Season"),
             text_in(date, "Day"))  # fmt: skip
    draft.date(free or " ".join(filter(None, parts)))


def _book(element: Any, where: str) -> Iterator[Record | Problem]:
    document = element.find("BookDocument")
    book = None if document is None else document.find("Book")
    if book is None:
        yield Problem(where, "There is no book in it.", "Export it anew.", is_loss=True)
        return
    draft = Draft(where, "pubmed")
    title = document.find("ArticleTitle")
    draft.fields["type"] = "book" if title is None else "chapter"
    _common(draft, document, title)
    for people in book.findall("AuthorList"):
        names = [_name(person) for person in people.findall("Author")]
        if people.get("Type") == "editors":
            draft.editors += names
        elif title is None:
            draft.authors += names
        else:
            draft.keep("container-author", [name.as_csl() for name in names])
    draft.tell("title" if title is None else "container_title", text_in(book, "BookTitle"))
    draft.tell("publisher", text_in(book, "Publisher/PublisherName"))
    draft.tell("publisher_place", text_in(book, "Publisher/PublisherLocation"))
    draft.tell("collection_title", text_in(book, "CollectionTitle"))
    _date(draft, book.find("PubDate"))
    for number in book.findall("Isbn"):
        draft.serial(text_in(number), "ISBN", prefer="isbn")
    draft.identify("pmid", text_in(document, "PMID"))
    for number in element.iterfind(".//ArticleId"):
        _number(draft, number)
    for word in document.findall("KeywordList/Keyword"):
        draft.keyword(text_in(word))
    yield from draft.finish()
