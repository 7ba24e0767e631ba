"""Identifiers and addresses of BibTeX and BibLaTeX entries, in whichever field they stand."""

import re
from typing import Any

from portal.kit.identifiers import SCHEMES, InvalidIdentifier, normalize_arxiv, normalize_doi
from portal.kit.latex import decode, unescape
from publications.records import Link, identified

from .doubts import Doubts

LINKS = {
    "url": "website", "pdf": "pdf", "code": "code", "video": "video", "slides": "slides",
    "poster": "poster", "website": "website",
}  # fmt: skip
OTHER_IDS = {"pmcid": "pmcid", "handle": "handle", "hdl": "handle", "mrnumber": "mr"}
EPRINTS = {"hdl": "handle", "mr": "mr"}
_ADDRESS = re.compile(r"https?://[^\s{}\"<>]+", re.IGNORECASE)
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_IN_JOURNAL = re.compile(
    r"(?i)^\s*(?:arxiv|corr)\b.*?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})"
)


def take_identifiers(
    left: dict[str, str],
    told: dict[str, Any],
    extra: dict[str, Any],
    doubts: Doubts,
) -> None:
    ids: dict[str, str] = {}
    for name in ("doi", "pmid"):
        if name in left:
            ids[name] = unescape(left.pop(name))
    for name in ("isbn", "issn"):
        if name in left:
            ids[name] = _first_number(decode(left.pop(name)), name, extra)
    if ids.get("isbn") and "issn" not in ids and _is_issn(ids["isbn"]):
        ids["issn"] = ids.pop("isbn")
    others = [(OTHER_IDS[name], unescape(left.pop(name))) for name in OTHER_IDS if name in left]
    links: list[Link] = []
    _take_arxiv(left, told, ids, others, links)
    if "howpublished" in left and (found := _ADDRESS.search(unescape(left["howpublished"]))):
        rest = re.sub(
            r"\\(?:url|href)\s*|[{}\s.,;:()]|(?i:available at|online)", "", left["howpublished"]
        )
        if "url" not in left:
            left["url"] = found.group()
        if unescape(rest) == re.sub(r"[{}\s.,;:()]", "", found.group()):
            del left["howpublished"]
    for name, kind in LINKS.items():
        if raw := left.get(name):
            rest_of_links = _take_links(raw, kind, ids, told)
            if rest_of_links is not None:
                links += rest_of_links
                del left[name]
    told["links"] = tuple(dict.fromkeys(links))
    told["other_ids"] = tuple((scheme, value) for scheme, value in others if value)
    if ids:
        found_ids, invalid = identified(doubts.where, ids, extra)
        told.update(found_ids)
        doubts += invalid


def _is_issn(text: str) -> bool:
    """Return whether an ISSN stands where an ISBN is expected, as reference managers have it."""
    try:
        return bool(SCHEMES["issn"].normalize(text))
    except InvalidIdentifier:
        return False


def _first_number(text: str, name: str, extra: dict[str, Any]) -> str:
    """Return the first of several numbers; the whole text is kept where there are more."""
    pattern = r"[\d][\d\s‐–-]{8,}[\dXx]" if name == "isbn" else r"\d{4}-?\d{3}[\dXx]"
    numbers = re.findall(pattern, text)
    if len(numbers) > 1 or (numbers and numbers[0] != re.sub(r"(?i)^is[bs]n[: ]*", "", text)):
        extra[f"{name}s"] = text
        return str(numbers[0])
    return text


def _take_arxiv(
    left: dict[str, str],
    told: dict[str, Any],
    ids: dict[str, str],
    others: list[tuple[str, str]],
    links: list[Link],
) -> None:
    for name in ("arxiv", "arxivid"):
        if name in left and (number := _arxiv(unescape(left[name]))):
            ids["arxiv_id"] = number
            del left[name]
            break
    if raw := left.get("eprint"):
        _read_eprint(unescape(raw), left, ids, others, links)
    container = told.get("container_title", "")
    if container[:5].lower() in {"arxiv", "corr"} or container.lower().startswith("corr "):
        number = _arxiv(told.get("volume", "").removeprefix("abs/"))
        if found := _IN_JOURNAL.match(container):
            number = found[1]
            told["container_title"] = "arXiv"
        if number:
            ids.setdefault("arxiv_id", number)
        told["type"] = "article" if told["type"] == "article-journal" else told["type"]
    elif "arxiv_id" in ids and not container and told["type"] == "document":
        told["type"] = "article"


def _read_eprint(
    value: str,
    left: dict[str, str],
    ids: dict[str, str],
    others: list[tuple[str, str]],
    links: list[Link],
) -> None:
    """Take the preprint's number, by the archive it is of; what cannot be told stays in `left`."""
    scheme = decode(left.get("eprinttype") or left.get("archiveprefix") or "").lower()
    subject = decode(left.get("primaryclass") or left.get("eprintclass") or "")
    number = _arxiv(value) or (_arxiv(f"{subject}/{value}") if subject else "")
    if scheme == "arxiv" or (number and not scheme):
        ids.setdefault("arxiv_id", number or value)
    elif scheme == "pubmed":
        ids.setdefault("pmid", value)
    elif _ADDRESS.fullmatch(value):
        kind = "pdf" if value.lower().endswith(".pdf") else "website"
        links += [Link(value, kind)] if normalized_doi(value) != ids.get("doi", "-") else []
    elif scheme:
        others.append((EPRINTS.get(scheme, scheme), value))
    else:
        return
    for name in ("eprint", "eprinttype", "archiveprefix"):
        left.pop(name, None)


def _arxiv(text: str) -> str:
    try:
        return normalize_arxiv(text)
    except InvalidIdentifier:
        return ""


def normalized_doi(text: str) -> str:
    """Return the DOI that an address resolves, "" for any other text."""
    if not _DOI_ADDRESS.match(text):
        return ""
    try:
        return normalize_doi(text)
    except InvalidIdentifier:
        return ""


def _take_links(
    raw: str, kind: str, ids: dict[str, str], told: dict[str, Any]
) -> list[Link] | None:
    """Return the links of a field, None if it holds other than addresses.

    The address of the DOI or the arXiv number is no link; it gives the identifier.
    """
    text = unescape_text(raw)
    is_one = _ADDRESS.fullmatch(text) is not None
    addresses = [text] if is_one else _ADDRESS.findall(text)
    if not addresses or (not is_one and re.search(r"\w", _ADDRESS.sub("", text))):
        return None
    links = []
    for address in (address.rstrip(",;") for address in addresses):
        if kind == "website":
            if doi := normalized_doi(address):
                if not ids.get("doi"):
                    ids["doi"] = doi
                if _same_doi(ids["doi"], doi):
                    continue
            if "//arxiv.org/abs/" in address and (number := _arxiv(address)):
                ids.setdefault("arxiv_id", number)
                if ids["arxiv_id"].split("v")[0] == number.split("v")[0]:
                    continue
        links.append(Link(address, kind))
    return links


def _same_doi(told: str, doi: str) -> bool:
    try:
        return normalize_doi(told) == doi
    except InvalidIdentifier:
        return False


def unescape_text(raw: str) -> str:
    """Return a field with addresses, each without TeX's escapes; white space stays between them."""
    if "\\" not in raw:
        return " ".join(raw.split())
    raw = re.sub(r"\\(?:url|href|path)\s*\{", " {", raw)
    return " ".join(unescape(part) for part in raw.split())
