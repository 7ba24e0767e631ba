"""Names in citations, as people paste them: the styles of Chicago, APA, BibTeX and others."""

import re

from publications.bylines import INITIALS, SUFFIX

from .html_papers import is_name
from .names import BORDER, RAISED, read_byline
from .venues import YEAR

_OTHERS = re.compile(r"(?i)[\s,;]+(?:and\s+|&\s*)?(et\s+al\b\.?|others)[\s.,;]*$")
_STATUS = (
    r"(?i)[(\[](?:under review|in press|to appear|forthcoming|submitted|accepted|in prep|n\. ?d\.)"
)


def citation_names(citation: str, title: str) -> str:
    """Return what stands before the year or the title in a citation, "" if that is no names."""
    plain = citation.replace(BORDER, "")
    starts = [
        found.start()
        for form in (r"[(\[](?:19|20)\d\d", r"[“\"«‘]", _STATUS)
        if (found := re.search(form, plain))
    ]
    words = re.escape(" ".join(title.split()[:4]))
    if title and (found := re.search(words.replace(r"\ ", r"\s+"), plain, re.IGNORECASE)):
        starts.append(found.start())
    if not starts and (found := re.search(r"(?<=[.,])\s+(?:19|20)\d\d\b", plain)):
        starts.append(found.start())
    if not starts or min(starts) < 3:
        return ""
    names = plain[: min(starts)]
    names = re.sub(r"[\s,.:;]*(?:[(\[]?(?:19|20)\d\d[a-z]?[)\]]?)?[\s,:;“\"'(]*$", "", names)
    if (
        re.search(rf"(?:^|[\s.,-])[A-Z]$|{RAISED}$", names)
        and plain[len(names) : len(names) + 1] == "."
    ):
        names += "."
    return names


def spoken(names: str) -> str:
    """Return a byline with "Family, Given" turned, where commas stand within the names.

    "Smith, John and Doe, Jane", "Smith, J., Doe, A. B." and "Doe, Jane, John Smith, and Ann Lee".
    """
    plain = names.replace(BORDER, "")
    if others := _OTHERS.search(plain):
        return f"{spoken(plain[: others.start()])}, {others[1]}"
    for sign in (r"\s*;\s*(?:and\s+|&\s*)?", r"\s+(?:and|&)\s+"):
        parts = [part.strip(" ,") for part in re.split(sign, plain) if part.strip(" ,")]
        if (len(parts) > 1 or "," in plain) and all(_is_turned(part) for part in parts):
            return ", ".join(map(_turned, parts))
    pieces = [
        piece.strip()
        for piece in re.split(r"\s*,\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+", plain)
        if piece.strip()
    ]
    if len(pieces) > 2 and _leads(pieces):
        given = pieces[1].rstrip(".") if len(pieces[1]) > 3 else pieces[1]
        return ", ".join([f"{given} {pieces[0]}", *pieces[2:]])
    return names


def are_cut(names: str) -> bool:
    """Return whether a byline says at its end that there are further names."""
    return bool(_OTHERS.search(names.replace(BORDER, "")))


def _leads(pieces: list[str]) -> bool:
    """Return whether only the first of some names is turned: "Doe", "Jane", "John Smith"."""
    first, second, *others = pieces
    is_one = " " not in first and not INITIALS.fullmatch(second)
    return is_one and all(" " in piece or SUFFIX.fullmatch(piece) for piece in others)


def _is_turned(part: str) -> bool:
    family, _, given = part.partition(",")
    return bool(given.strip()) and "," not in given and len(family.split()) < 4 and (
        " " not in family.strip() or bool(re.match(r"(?:[a-z]|de |van |von )", family))
        or bool(INITIALS.fullmatch(given.strip()))
    )  # fmt: skip


def _turned(part: str) -> str:
    family, _, given = part.partition(",")
    marks = re.search(r"[*†‡§¶#+^]+$", given.strip())
    plain = given.strip()[: marks.start()] if marks else given.strip()
    return f"{plain} {family.strip()}{marks[0] if marks else ''}"


def are_names(text: str) -> bool:
    """Return whether a text is two or more names, and nothing else."""
    if not text or len(text) > 2_000:
        return False
    names = [name.full for name in read_byline(text).names]
    return len(names) > 1 and all(map(is_name, names)) and not YEAR.search(text)
