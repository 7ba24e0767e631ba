"""Identifiers of papers and people: check, bring to one form, link.

Every `normalize` function takes what people paste (with labels, addresses, spaces) and returns the
one form that is stored, or raises InvalidIdentifier with a sentence for the person who typed it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote


class InvalidIdentifier(ValueError):
    """The text is not an identifier of this scheme; the message says what one looks like."""


def normalize_doi(text: str) -> str:
    """Return the DOI in lower case without resolver or label.

    Source: DOI Handbook 2.2; DOIs ignore ASCII case.
    """
    plain = text.strip()
    if not plain.startswith("10.") and re.search(r"(?i)://|doi\.org/", plain):
        # Only in an address are %, ? and # more than characters of the DOI.
        plain = unquote(re.split(r"[?#]", plain)[0])
    found = re.search(r"(?a:10\.\d{4,9}(?:\.\d+)*)/\S+", plain)
    doi = _without_punctuation(found.group().lower()) if found else "/"
    if doi.endswith("/"):
        raise InvalidIdentifier(
            f'"{text.strip()}" is not a DOI. A DOI looks like 10.1145/3514221.3517885.'
        )
    return doi


def _without_punctuation(doi: str) -> str:
    """Return `doi` without what the sentence around it put at its end: a full stop, a bracket."""
    while doi[-1] in ".,;:\"'" or any(
        doi[-1] == closing and doi.count(opening) < doi.count(closing)
        for opening, closing in ("()", "[]", "<>", "{}")
    ):
        doi = doi[:-1]
    return doi


_ARXIV = re.compile(
    r"(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?", re.ASCII
)
_ARXIV_LABEL = re.compile(
    r"^.*?(?:arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.|arxiv:)\s*", re.IGNORECASE
)


def normalize_arxiv(text: str) -> str:
    """Return the arXiv number, version kept: "2201.01441", "2201.01441v2", "hep-th/9901001".

    Source: arXiv identifier scheme, both the form since 2007 and the one before.
    """
    plain = unquote(text.strip())
    plain = re.split(r"[?#\s]", _ARXIV_LABEL.sub("", plain))[0]
    plain = re.sub(r"(?i)\.pdf$", "", plain).rstrip("/")
    if not _ARXIV.fullmatch(plain):
        raise InvalidIdentifier(
            f'"{text.strip()}" is not an arXiv number. One looks like 2201.01441 or hep-th/9901001.'
        )
    return plain


def arxiv_without_version(text: str) -> str:
    """Return the number of a paper on arXiv, the same for all its versions."""
    return re.sub(r"v\d+$", "", text)


def normalize_orcid(text: str) -> str:
    """Return the ORCID iD as 0000-0000-0000-000X. Source: ORCID's use of ISO 7064 MOD 11-2."""
    found = re.search(
        r"(?a)(?<!\d)(\d{4})[- ]?(\d{4})[- ]?(\d{4})[- ]?(\d{3}[\dXx])\s*/?$", text.strip()
    )
    if not found:
        raise InvalidIdentifier(
            f'"{text.strip()}" is not an ORCID iD. One looks like 0000-0002-1825-0097.'
        )
    groups = [group.upper() for group in found.groups()]
    total = 0
    for digit in "".join(groups)[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if groups[-1][-1] != ("X" if check == 10 else str(check)):
        raise InvalidIdentifier(
            f'"{text.strip()}": the last character does not fit the others. Look for a slip.'
        )
    return "-".join(groups)


def normalize_pmid(text: str) -> str:
    """Return the PubMed number without label or address."""
    found = re.search(r"(?a)(?:^|pmid:?\s*|/)(\d{1,8})/?$", text.strip().lower())
    if not found:
        raise InvalidIdentifier(
            f'"{text.strip()}" is not a PubMed number. One is up to eight digits, like 31452104.'
        )
    return found.group(1)


def normalize_pmcid(text: str) -> str:
    """Return the PubMed Central number as "PMC3531190", without its version."""
    found = re.search(r"(?ai)(?:^|pmcid:?\s*|/)PMC\s?(\d{1,8})(?:\.\d+)?/?$", text.strip())
    if not found:
        raise InvalidIdentifier(
            f'"{text.strip()}" is not a PubMed Central number. One looks like PMC3531190.'
        )
    return f"PMC{found.group(1)}"


def normalize_handle(text: str) -> str:
    """Return the handle as "2027/mdp.39015", without resolver or label. Source: RFC 3651, 3."""
    plain = text.strip()
    resolved = re.sub(r"(?i)^https?://hdl\.handle\.net/(?:api/handles/)?", "", plain)
    if resolved != plain:
        resolved = unquote(re.split(r"[?#]", resolved)[0])
    plain = re.sub(r"(?i)^(?:hdl|handle):\s*", "", resolved)
    if not re.fullmatch(r"(?a:\d[\w.-]*)/[^\s\x00-\x1f]+", plain):
        raise InvalidIdentifier(
            f'"{text.strip()}" is not a handle. A handle looks like 2027/mdp.39015051401847.'
        )
    return plain


def normalize_openalex(text: str) -> str:
    """Return the OpenAlex id of a work or an author: "W2741809807", "A5023888391"."""
    found = re.search(r"(?ai)(?:^|openalex:\s*|/)([AW]\d{2,12})/?$", text.strip())
    if not found:
        raise InvalidIdentifier(
            f'"{text.strip()}" is not the OpenAlex id of a work (W2741809807) or an author (A...).'
        )
    return found.group(1).upper()


def _of_dblp(text: str) -> str:
    plain = re.sub(r"(?i)^(?:dblp:\s*)?(?:https?://)?(?:www\.)?", "", text.strip())
    plain = re.sub(r"(?i)^dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/", "", plain)
    return re.sub(r"(?:\.html|\.xml|\.bib)+$", "", re.split(r"[?#]", plain)[0])


def normalize_dblp(text: str) -> str:
    """Return the key of a record of DBLP, "conf/nips/VaswaniSPUJGKP17"."""
    plain = re.sub(r"^rec/(?:bibtex/|html/|xml/)?", "", _of_dblp(text))
    if not re.fullmatch(r"(?a)(?!pid/)[a-z]{2,12}(?:/[\w-]+){1,3}", plain):
        raise InvalidIdentifier(
            f'"{text.strip()}" is no key of DBLP. One looks like conf/nips/VaswaniSPUJGKP17.'
        )
    return plain


def normalize_dblp_pid(text: str) -> str:
    """Return the key of a person of DBLP, "95/7448-1"."""
    plain = re.sub(r"^(?:pid/|homepages/)", "", _of_dblp(text))
    if not re.fullmatch(r"(?a)\w{1,4}/\w+(?:-\d+)?", plain):
        raise InvalidIdentifier(
            f'"{text.strip()}" is no person\'s key of DBLP. One looks like 95/7448-1.'
        )
    return plain


def normalize_isbn(text: str) -> str:
    """Return the 13 digits of an ISBN-10 or ISBN-13. Source: ISBN Users' Manual, check digits."""
    digits = re.sub(r"(?i)^(?:urn:)?isbn(?:-1[03])?:?|[\s‐-–-]", "", text.strip()).upper()
    if re.fullmatch(r"(?a)\d{9}[\dX]", digits):
        values = [10 if d == "X" else int(d) for d in digits]
        if sum((10 - place) * value for place, value in enumerate(values)) % 11 == 0:
            body = "978" + digits[:9]
            return body + _isbn13_check(body)
    elif re.fullmatch(r"(?a)97[89]\d{10}", digits) and _isbn13_check(digits[:12]) == digits[12]:
        return digits
    raise InvalidIdentifier(
        f'"{text.strip()}" is not an ISBN: it needs 10 or 13 digits with a fitting last one.'
    )


def _isbn13_check(body: str) -> str:
    return str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)


def normalize_issn(text: str) -> str:
    """Return the ISSN as 0000-000X. Source: ISO 3297, check digit."""
    found = re.search(r"(?a)(?<!\d)(\d{4})-?(\d{3})([\dXx])$", text.strip())
    if found:
        digits = found.group(1) + found.group(2)
        check = -sum(int(d) * (8 - i) for i, d in enumerate(digits)) % 11
        if found.group(3).upper() == ("X" if check == 10 else str(check)):
            return f"{digits[:4]}-{digits[4:]}{found.group(3).upper()}"
    raise InvalidIdentifier(f'"{text.strip()}" is not an ISSN. One looks like 0378-5955.')


@dataclass(frozen=True)
class Scheme:
    """One kind of identifier: how it is called, brought to one form and turned into an address."""

    key: str
    label: str
    normalize: Callable[[str], str]
    url: str = ""

    def link(self, value: str) -> str:
        """Return the address that resolves `value`, "" for no value or a scheme without any."""
        return self.url.format(value) if value and self.url else ""


SCHEMES = {
    scheme.key: scheme
    for scheme in (
        Scheme("doi", "DOI", normalize_doi, "https://doi.org/{}"),
        Scheme("arxiv", "arXiv number", normalize_arxiv, "https://arxiv.org/abs/{}"),
        Scheme("orcid", "ORCID iD", normalize_orcid, "https://orcid.org/{}"),
        Scheme("pmid", "PubMed number", normalize_pmid, "https://pubmed.ncbi.nlm.nih.gov/{}/"),
        Scheme(
            "pmcid",
            "PubMed Central number",
            normalize_pmcid,
            "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
        ),
        Scheme("handle", "handle", normalize_handle, "https://hdl.handle.net/{}"),
        Scheme("openalex", "OpenAlex id", normalize_openalex, "https://openalex.org/{}"),
        Scheme("dblp", "DBLP key", normalize_dblp, "https://dblp.org/rec/{}"),
        Scheme("dblp_pid", "DBLP person", normalize_dblp_pid, "https://dblp.org/pid/{}"),
        Scheme("isbn", "ISBN", normalize_isbn),
        Scheme("issn", "ISSN", normalize_issn),
    )
}
