"""Whether two entries are one work: the same entry twice, or two versions of it."""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from portal.kit.identifiers import arxiv_without_version
from portal.kit.text import fold
from publications.records import Record, quickly_pickled
from publications.titles import compatible_titles, equal_titles, read_title

__all__ = ["Sameness", "Work", "compatible_titles", "family_key", "same_work"]

Kind = Literal["same-entry", "versions"]

# Prefixes of DOIs that preprint servers give: arXiv, bioRxiv and medRxiv (two), PsyArXiv, OSF,
# Research Square, Preprints.org, TechRxiv, ChemRxiv, SSRN, EngrXiv, Authorea, EarthArXiv.
PREPRINT_DOI = re.compile(
    r"10\.(?:48550|1101|64898|31234|31219|21203|20944|36227|26434|2139|31224|22541|31223)/"
)
PREPRINT_PLACE = re.compile(
    r"\b(?:arxiv|corr|computing research repository|biorxiv|medrxiv|chemrxiv|psyarxiv|techrxiv|"
    r"ssrn|pre ?prints?|research square)\b"
)
PAPERS = {"paper-conference", "article-journal", "article", "chapter", "report", "document"}
PREPRINT_TYPES = {"article", "report"}


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Work:
    """What tells one work from another. `authors` are keys of `family_key`, `people` ids."""

    id: int
    title: str
    year: int | None = None
    type: str = "document"
    doi: str = ""
    arxiv_id: str = ""
    pmid: str = ""
    isbn: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    authors: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()

    @classmethod
    def of_record(cls, record: Record, pk: int = 0, *, container: str = "") -> Self:
        return cls(
            id=pk,
            title=record.title,
            year=record.issued.year if record.issued else None,
            type=record.type,
            doi=record.doi,
            arxiv_id=record.arxiv_id,
            pmid=record.pmid,
            isbn=record.isbn,
            container=container or record.container_title,
            volume=record.volume,
            issue=record.issue,
            pages=record.pages,
            authors=frozenset(family_key(name.family_name) for name in record.authors),
        )

    @property
    def is_preprint(self) -> bool:
        if self.doi:
            return PREPRINT_DOI.match(self.doi) is not None
        if PREPRINT_PLACE.search(fold(self.container)):
            return True
        return self.type in PREPRINT_TYPES and (self.type == "article" or bool(self.arxiv_id))


@dataclass(frozen=True, slots=True)
class Sameness:
    """That two entries are one work, and why. What is not certain is for a person to decide."""

    kind: Kind
    evidence: tuple[str, ...]
    is_certain: bool = True


class _Ids(NamedTuple):
    """What the identifiers of two works say: which they share, and in which they differ."""

    shared: list[str]
    differing: list[str]


def family_key(family_name: str) -> str:
    """Return the key on which the family names of one author meet: "van der Goot" gives "goot"."""
    return fold(family_name).rpartition(" ")[2]


def same_work(a: Work, b: Work) -> Sameness | None:
    """Return that two entries are one work, with the evidence; None if nothing sound says so.

    They are if they share an identifier and their titles are compatible; else if their titles are
    equal, their years at most one apart and an author is the same. Titles that many works have
    ("Editorial") need the same place, too: container, volume and first page.
    """
    if a.id and a.id == b.id:
        return None
    ids = _compare_ids(a, b)
    if ids.shared and compatible_titles(a.title, b.title):
        return _by_identifier(a, b, ids)
    if equal_titles(a.title, b.title):
        return _by_title(a, b, ids)
    return None


def _compare_ids(a: Work, b: Work) -> _Ids:
    pairs = [
        ("DOI", a.doi, b.doi),
        ("arXiv number", arxiv_without_version(a.arxiv_id), arxiv_without_version(b.arxiv_id)),
        ("PubMed number", a.pmid, b.pmid),
    ]
    if a.type == b.type == "book":
        pairs.append(("ISBN", a.isbn, b.isbn))
    shared = [f"{name} {one}" for name, one, two in pairs if one and one == two]
    differing = [name for name, one, two in pairs if one and two and one != two]
    return _Ids(shared, differing)


def _by_identifier(a: Work, b: Work, ids: _Ids) -> Sameness | None:
    one = read_title(a.title)
    says_little = one.is_generic or one.is_short
    if says_little and (_differ_in_place(a, b) or _share_nobody(a, b)):
        return None
    evidence = [f"Both have the {shared}." for shared in ids.shared]
    evidence.append(_title_evidence(a, b))
    shares_doi = bool(a.doi) and a.doi == b.doi
    kind: Kind = "same-entry" if shares_doi or a.is_preprint == b.is_preprint else "versions"
    if kind == "versions":
        evidence.append(_versions_evidence(a, b))
    # A second identifier that differs is no slip if one of the two is the preprint.
    differing = [name for name in ids.differing if kind == "same-entry" or name != "DOI"]
    if differing:
        evidence.append(f"But they differ in the {' and the '.join(differing)}.")
    elif _share_nobody(a, b):
        evidence.append("But no author is the same.")
    return Sameness(kind, tuple(evidence), not (differing or _share_nobody(a, b)))


def _by_title(a: Work, b: Work, ids: _Ids) -> Sameness | None:
    if not _is_about_one_time(a, b) or not _may_be_one_kind(a, b):
        return None
    evidence = [_title_evidence(a, b), _year_evidence(a, b)]
    if read_title(a.title).is_generic:
        if ids.differing or not _same_place(a, b) or a.year != b.year or _share_nobody(a, b):
            return None
        evidence.append("Both stand on the same page of the same volume.")
        return Sameness("same-entry", tuple(evidence))
    shared = _shared_authors(a, b)
    says_too_little = read_title(a.title).is_short and not _all_authors(a, b)
    if not shared or says_too_little or (_same_container(a, b) and _differ_in_place(a, b)):
        return None
    evidence.append(shared)
    differing = ids.differing
    kind: Kind = "same-entry"
    is_certain = True
    if a.is_preprint != b.is_preprint:
        kind = "versions"
        evidence.append(_versions_evidence(a, b))
        differing = [name for name in differing if name != "DOI"]
    elif differing and not _same_container(a, b):
        kind = "versions"
    elif {a.type, b.type} == {"paper-conference", "article-journal"} and not _same_place(a, b):
        kind, is_certain = "versions", False
        evidence.append("But one is a conference paper, the other a journal article.")
    elif _differ_in_container(a, b) and (
        a.year != b.year or not _all_authors(a, b) or _differ_in_place(a, b)
    ):
        is_certain = False
        evidence.append(f'But one is in "{a.container}", the other in "{b.container}".')
    if differing:
        evidence.append(f"But they differ in the {' and the '.join(differing)}.")
    return Sameness(kind, tuple(evidence), is_certain and not differing)


def _is_about_one_time(a: Work, b: Work) -> bool:
    """Whether the years are at most one apart; where neither has one, authors must be the same."""
    if a.year is None and b.year is None:
        return _all_authors(a, b)
    return a.year is not None and b.year is not None and abs(a.year - b.year) <= 1


def _may_be_one_kind(a: Work, b: Work) -> bool:
    """Whether the types allow one work: a thesis or a data set is not the paper of its title."""
    return a.type == b.type or {a.type, b.type} <= PAPERS


def _same_container(a: Work, b: Work) -> bool:
    return bool(a.container) and fold(a.container) == fold(b.container)


def _differ_in_container(a: Work, b: Work) -> bool:
    return bool(a.container and b.container) and not _same_container(a, b)


def _first_page(pages: str) -> str:
    found = re.match(r"\s*(?:pp?\.?\s*)?([a-z]*\d+)", pages.lower())
    return found[1] if found else ""


def _same_place(a: Work, b: Work) -> bool:
    """Whether both stand in one volume on one page, as far as each says it."""
    page = _first_page(a.pages)
    return (
        _same_container(a, b)
        and bool(page)
        and page == _first_page(b.pages)
        and a.volume == b.volume
        and (not (a.issue and b.issue) or a.issue == b.issue)
    )


def _differ_in_place(a: Work, b: Work) -> bool:
    """Whether both say where they stand, and not the same."""
    pages = {_first_page(a.pages), _first_page(b.pages)}
    return (
        (len(pages) == 2 and "" not in pages)
        or bool(a.volume and b.volume and a.volume != b.volume)
        or bool(a.issue and b.issue and a.issue != b.issue)
    )


def _shared_authors(a: Work, b: Work) -> str:
    """Return a sentence about the authors of both, "" if there are none."""
    count = max(len(a.people & b.people), len(a.authors & b.authors))
    if not count:
        return ""
    everyone = max(len(a.authors), len(b.authors), 1)
    if count >= everyone:
        return "All authors are the same." if everyone > 1 else "The author is the same."
    return f"{count} of {everyone} authors {'is' if count == 1 else 'are'} the same."


def _all_authors(a: Work, b: Work) -> bool:
    """Whether all authors are the same."""
    by_people = bool(a.people) and a.people == b.people
    return by_people or (bool(a.authors) and a.authors == b.authors)


def _share_nobody(a: Work, b: Work) -> bool:
    """Whether both have authors, and none in common."""
    return bool(a.authors and b.authors) and not _shared_authors(a, b)


def _title_evidence(a: Work, b: Work) -> str:
    if a.title == b.title:
        return "The titles are the same."
    if equal_titles(a.title, b.title):
        return "The titles are the same but for their spelling."
    return f'The titles are compatible: "{a.title}" and "{b.title}".'


def _year_evidence(a: Work, b: Work) -> str:
    if a.year == b.year:
        return f"Both are of {a.year}." if a.year else "Neither has a year."
    return f"They are of {a.year} and {b.year}."


def _versions_evidence(a: Work, b: Work) -> str:
    first = a if a.is_preprint else b
    place = "arXiv" if first.arxiv_id or "arxiv" in first.container.lower() else "a preprint server"
    return f"One is the preprint on {place}, the other is published."
