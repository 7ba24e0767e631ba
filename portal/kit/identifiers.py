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
    """Return the DOI in lower case without resolver or label. Source: DOI Handbook 2.2; DOIs ignore ASCII case."""
    found = re.search(r"10\.\d{4,9}(?:\.\d+)*/\S+", unquote(text.strip()))
    if not found:
        msg = f'"{text.strip()}" is not a DOI. A DOI looks like 10.1145/3514221.3517885.'
        raise InvalidIdentifier(msg)
    doi = found.group().rstrip(".,;:\"'")
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1]
    return doi.lower()


_ARXIV_NEW = r"\d{4}\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]{2})?/\d{7}"


def normalize_arxiv(text: str) -> str:
    """Return the arXiv number, version kept: "2201.01441", "2201.01441v2", "hep-th/9901001".

    Source: arXiv identifier scheme, both the form since 2007 and the one before.
    """
    plain = unquote(text.strip())
    plain = re.sub(r"(?i)^.*?(?:arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.|arxiv:)\s*", "", plain)
    plain = re.sub(r"(?i)\.pdf$", "", plain.split("?")[0].split(" ")[0]).rstrip("/")
    if not re.fullmatch(rf"(?:{_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", plain):
        msg = f'"{text.strip()}" is not an arXiv number. One looks like 2201.01441 or hep-th/9901001.'
        raise InvalidIdentifier(msg)
    return plain


def normalize_orcid(text: str) -> str:
    """Return the ORCID iD as 0000-0000-0000-000X. Source: ORCID's use of ISO 7064 MOD 11-2."""
    found = re.search(r"(\d{4})[- ]?(\d{4})[- ]?(\d{4})[- ]?(\d{3}[\dXx])\s*/?$", text.strip())
    if not found:
        msg = f'"{text.strip()}" is not an ORCID iD. One looks like 0000-0002-1825-0097.'
        raise InvalidIdentifier(msg)
    groups = [group.upper() for group in found.groups()]
    total = 0
    for digit in "".join(groups)[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if groups[-1][-1] != ("X" if check == 10 else str(check)):
        msg = f'"{text.strip()}": the last character does not fit the others. Check the iD for a slip.'
        raise InvalidIdentifier(msg)
    return "-".join(groups)


def normalize_pmid(text: str) -> str:
    """Return the PubMed number without label or address."""
    found = re.search(r"(?:^|pmid:?\s*|/)(\d{1,8})/?$", text.strip().lower())
    if not found:
        msg = f'"{text.strip()}" is not a PubMed number. One is up to eight digits, like 31452104.'
        raise InvalidIdentifier(msg)
    return found.group(1)


def normalize_isbn(text: str) -> str:
    """Return the 13 digits of an ISBN-10 or ISBN-13. Source: ISBN Users' Manual, check digits."""
    digits = re.sub(r"(?i)^(?:urn:)?isbn(?:-1[03])?:?|[\s‐-–-]", "", text.strip()).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if d == "X" else int(d) for d in digits]
        if sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0:
            body = "978" + digits[:9]
            return body + _isbn13_check(body)
    elif re.fullmatch(r"97[89]\d{10}", digits) and _isbn13_check(digits[:12]) == digits[12]:
        return digits
    msg = f'"{text.strip()}" is not an ISBN: it needs 10 or 13 digits with a fitting last one.'
    raise InvalidIdentifier(msg)


def _isbn13_check(body: str) -> str:
    return str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)


def normalize_issn(text: str) -> str:
    """Return the ISSN as 0000-000X. Source: ISO 3297, check digit."""
    found = re.search(r"(\d{4})-?(\d{3})([\dXx])$", text.strip())
    if found:
        digits = found.group(1) + found.group(2)
        check = -sum(int(d) * (8 - i) for i, d in enumerate(digits)) % 11
        if found.group(3).upper() == ("X" if check == 10 else str(check)):
            return f"{digits[:4]}-{digits[4:]}{found.group(3).upper()}"
    msg = f'"{text.strip()}" is not an ISSN. One looks like 0378-5955.'
    raise InvalidIdentifier(msg)


@dataclass(frozen=True)
class Scheme:
    """One kind of identifier: how it is called, brought to one form and turned into an address."""

    key: str
    label: str
    normalize: Callable[[str], str]
    url: str = ""

    def link(self, value: str) -> str:
        """Return the address that resolves `value`, "" if the scheme has none or there is no value."""
        return self.url.format(value) if value and self.url else ""


SCHEMES = {
    scheme.key: scheme
    for scheme in (
        Scheme("doi", "DOI", normalize_doi, "https://doi.org/{}"),
        Scheme("arxiv", "arXiv number", normalize_arxiv, "https://arxiv.org/abs/{}"),
        Scheme("orcid", "ORCID iD", normalize_orcid, "https://orcid.org/{}"),
        Scheme("pmid", "PubMed number", normalize_pmid, "https://pubmed.ncbi.nlm.nih.gov/{}/"),
        Scheme("isbn", "ISBN", normalize_isbn),
        Scheme("issn", "ISSN", normalize_issn),
    )
}
