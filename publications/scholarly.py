"""Scholarly services that are asked for works: where, how, and for what. One object each.

A work is asked for at the services that take its scheme, in the order they stand here, until one
knows it. To add a service, add it to the list and its importer to `publications.importers`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from publications.pasted import Identifier

Path = Callable[[Sequence[str]], str]


def _no_path(values: Sequence[str]) -> str:
    return ""


@dataclass(frozen=True)
class Service:
    """One service: its base address, and the path for works, or for a person's works.

    `batch` is how many works one question may name; `pause` the seconds between two questions that
    its rules ask for. `hosts` are those it may send on to; None allows any public one. `importer`
    reads the answers; "" means that it is told from each answer. `next_path` gives the path of the
    page behind an answer, "" at the end.
    """

    key: str
    label: str
    base: str
    importer: str
    schemes: tuple[str, ...] = ()
    path: Path = _no_path  # a service of people alone has none
    batch: int = 1
    pause: float = 0.2
    accept: str = "application/json"
    people: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    next_path: Callable[[str, str], str] | None = None
    more_hosts: tuple[str, ...] | None = ()

    @property
    def hosts(self) -> tuple[str, ...] | None:
        own = urlsplit(self.base).hostname or ""
        return None if self.more_hosts is None else (own, *self.more_hosts)


def _whole(value: str) -> str:
    return quote(value, safe="")


def _crossref(dois: Sequence[str]) -> str:
    """Source: Crossref REST API, filter "doi"; a comma parts filters, so such a DOI goes alone."""
    if len(dois) == 1:
        return f"/works/{_whole(dois[0])}"
    filters = ",".join(f"doi:{doi}" for doi in dois)
    return f"/works?{urlencode({'filter': filters, 'rows': len(dois)})}"


def _arxiv(numbers: Sequence[str]) -> str:
    asked = {"id_list": ",".join(numbers), "max_results": len(numbers)}
    return f"/api/query?{urlencode(asked, safe=',/')}"


def _pubmed(numbers: Sequence[str]) -> str:
    asked = {"db": "pubmed", "retmode": "xml", "id": ",".join(numbers)}
    return f"/entrez/eutils/efetch.fcgi?{urlencode(asked, safe=',')}"


def _openlibrary(isbns: Sequence[str]) -> str:
    keys = ",".join(f"ISBN:{isbn}" for isbn in isbns)
    asked = {"bibkeys": keys, "format": "json", "jscmd": "data"}
    return f"/api/books?{urlencode(asked, safe=',:')}"


def _openalex(ids: Sequence[str]) -> str:
    if len(ids) == 1:
        return f"/works/{ids[0]}"
    asked = {"filter": f"openalex:{'|'.join(ids)}", "per_page": len(ids)}
    return f"/works?{urlencode(asked, safe=':')}"


def _openalex_author(author: str) -> str:
    asked = {"filter": f"author.id:{author}", "per_page": 100, "cursor": "*"}
    return f"/works?{urlencode(asked, safe=':*')}"


def _openalex_next(path: str, text: str) -> str:
    """Return the path of the next page by its cursor. Source: OpenAlex API, "Paging"."""
    try:
        answer = json.loads(text)
        cursor = answer["meta"]["next_cursor"] if answer["results"] else ""
    except (ValueError, KeyError, TypeError):
        return ""
    return f"{path.partition('&cursor=')[0]}&{urlencode({'cursor': cursor})}" if cursor else ""


def orcid_works(orcid: str, codes: Sequence[object]) -> str:
    """Return the path of whole works of a person by their put-codes, at most 100."""
    return f"/v3.0/{orcid}/works/{','.join(map(str, codes))}"


SERVICES = {
    service.key: service
    for service in (
        Service(
            "crossref",
            "Crossref",
            "https://api.crossref.org",
            "crossref",
            ("doi",),
            _crossref,
            batch=50,
        ),
        Service(
            "datacite",
            "DataCite",
            "https://api.datacite.org",
            "datacite",
            ("doi",),
            lambda dois: f"/dois/{_whole(dois[0])}",
        ),
        # Agencies beside these two, and DOIs that are other names of one.
        Service(
            "doi",
            "doi.org",
            "https://doi.org",
            "",
            ("doi",),
            lambda dois: f"/{quote(dois[0], safe='/:;()')}",
            accept="application/vnd.citationstyles.csl+json",
            more_hosts=None,
        ),
        Service(
            "arxiv",
            "arXiv",
            "https://export.arxiv.org",
            "arxiv",
            ("arxiv",),
            _arxiv,
            batch=50,
            pause=3,
            accept="application/atom+xml",
            more_hosts=("arxiv.org",),
        ),
        Service(
            "pubmed",
            "PubMed",
            "https://eutils.ncbi.nlm.nih.gov",
            "pubmed",
            ("pmid",),
            _pubmed,
            batch=100,
            pause=0.4,
            accept="application/xml",
        ),
        Service(
            "openlibrary",
            "Open Library",
            "https://openlibrary.org",
            "openlibrary",
            ("isbn",),
            _openlibrary,
            batch=20,
            pause=1,
        ),
        Service(
            "openalex",
            "OpenAlex",
            "https://api.openalex.org",
            "openalex",
            ("openalex",),
            _openalex,
            batch=50,
            people={"openalex": _openalex_author},
            next_path=_openalex_next,
        ),
        Service(
            "dblp",
            "DBLP",
            "https://dblp.org",
            "dblp",
            ("dblp",),
            lambda keys: f"/rec/{keys[0]}.xml",
            pause=1,
            accept="application/xml",
            people={"dblp_pid": lambda pid: f"/pid/{pid}.xml"},
            more_hosts=("dblp.uni-trier.de", "dblp.dagstuhl.de"),
        ),
        Service(
            "orcid",
            "ORCID",
            "https://pub.orcid.org",
            "orcid",
            people={"orcid": lambda orcid: f"/v3.0/{orcid}/works"},
        ),
    )
}

# PubMed Central's numbers are asked for as PubMed's, or as DOIs where there is none.
CONVERTER = Service(
    "pmc",
    "PubMed Central",
    "https://pmc.ncbi.nlm.nih.gov",
    "",
    ("pmcid",),
    lambda ids: (
        "/tools/idconv/api/v1/articles/?"
        + urlencode({"ids": ",".join(ids), "format": "json", "tool": "byline"}, safe=",")
    ),
    batch=100,
    pause=0.4,
)


def converted(text: str) -> dict[str, Identifier]:
    """Return PubMed's number, or the DOI, of each number in an answer of the converter.

    Source: PMC ID Converter API.
    """
    try:
        records = json.loads(text)["records"]
        found: dict[str, Identifier] = {}
        for record in records:
            for scheme in ("pmid", "doi"):
                if record.get(scheme) and record.get("pmcid"):
                    value = str(record[scheme])
                    value = value.lower() if scheme == "doi" else value
                    found.setdefault(str(record["pmcid"]).upper(), Identifier(scheme, value))
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return found
