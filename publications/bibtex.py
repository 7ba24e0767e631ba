"""A publication as a BibTeX entry for people to copy."""

import re
from typing import Any

from portal.kit.markup import split_math
from publications.models import Publication
from publications.records import made_key

ENTRY_TYPES = {
    Publication.Type.PAPER_CONFERENCE: "inproceedings",
    Publication.Type.ARTICLE_JOURNAL: "article",
    Publication.Type.CHAPTER: "incollection",
    Publication.Type.BOOK: "book",
    Publication.Type.THESIS: "phdthesis",
    Publication.Type.REPORT: "techreport",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#",
        "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


_IS_SPECIAL = re.compile(r"[\\{}&%#_$~^]")
_WORD = re.compile(r"\$[^$]*\$|[^\s:,;.!?()/–—-]+")
# The words that `_brace` braces, found without looking at each: for text without math.
_CAPITALS_INSIDE = re.compile(r"[^\s:,;.!?()/–—-][^\s:,;.!?()/–—A-Z-]*[A-Z][^\s:,;.!?()/–—-]*")


def escape(text: str) -> str:
    """Return `text` for a braced BibTeX value: TeX's special characters escaped, $math$ kept."""
    if not _IS_SPECIAL.search(text):
        return text
    return "".join(
        f"${part}$" if index % 2 else part.translate(SPECIAL)
        for index, part in enumerate(split_math(text))
    )


def protect(title: str) -> str:
    """Return an escaped title in which words with capitals that styles would lower are braced."""
    escaped = escape(title)
    return (_WORD if "$" in escaped else _CAPITALS_INSIDE).sub(_brace, escaped)


def _brace(found: re.Match[str]) -> str:
    word = found.group()
    return f"{{{word}}}" if re.search(r"[A-Z]", word[1:]) and word[0] != "$" else word


def credited_parts(row: dict[str, Any]) -> tuple[str, str]:
    """Return (family, given) of a credited name; an organization has no given name.

    The person's family name decides where the credited name is cut; a name without it is cut
    before its last word.
    """
    name, family = row["credited_as"], row["family_name"]
    if row["is_organization"]:
        return name, ""
    if name.endswith(f" {family}"):
        return family, name[: -len(family) - 1]
    if name.startswith(f"{family} "):
        return family, name[len(family) + 1 :]
    given, _, last = name.rpartition(" ")
    return last, given


def _person(row: dict[str, Any]) -> str:
    family, given = credited_parts(row)
    if row["is_organization"]:
        return f"{{{escape(family)}}}"
    return f"{escape(family)}, {escape(given)}" if given else escape(family)


def bibtex(paper: Publication) -> str:
    """Return the entry of a publication that was read `with_rows()`."""
    kind = ENTRY_TYPES.get(Publication.Type(paper.type), "misc")
    venue = paper.venue.name if paper.venue else ""
    place = " ".join(part for part in (venue, paper.venue_detail) if part)
    where = {"inproceedings": "booktitle", "article": "journal", "incollection": "booktitle"}
    people = {
        role: " and ".join(_person(row) for row in paper.author_rows if row["role"] == role)
        for role in ("author", "editor")
    }
    fields = {
        "title": protect(paper.title),
        **people,
        where.get(kind, "howpublished"): escape(place),
        "year": str(paper.year or ""),
        "volume": escape(paper.volume),
        "number": escape(paper.issue),
        "pages": escape(re.sub(r"\s*[-–]+\s*", "--", paper.pages)),
        "publisher": escape(paper.publisher),
        "doi": paper.doi,
        "eprint": paper.arxiv_id,
        "archiveprefix": "arXiv" if paper.arxiv_id else "",
        "isbn": paper.isbn,
        "note": escape(paper.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if paper.month:
        lines.append(f"  month = {MONTHS[paper.month - 1]},")
    key = paper.key or made_key(paper.title, paper.year, "")
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
