"""What PubMed's two formats share. Source: MEDLINE/PubMed data element descriptions, NLM."""

import re

from publications.drafts import Draft

KINDS = {
    "preprint": "article", "congress": "paper-conference", "dataset": "dataset", "book": "book",
    "academic dissertation": "thesis", "technical report": "report", "lecture": "speech",
}  # fmt: skip


def tell_kind(draft: Draft, said: list[str]) -> None:
    """Tell the type; what PubMed says beyond "Journal Article" is kept."""
    for kind in said:
        if kind.casefold() in KINDS:
            draft.fields["type"] = KINDS[kind.casefold()]
        if kind.casefold() != "journal article":
            draft.keep("publication-type", kind)


def tell_title(draft: Draft, markup: str, vernacular: str = "") -> None:
    """Tell a title without the full stop that PubMed adds; brackets say it is a translation."""
    plain = re.sub(r"(?<![.\s])\.\s*$", "", markup.strip())
    if found := re.fullmatch(r"\[(.*)\]", plain, re.DOTALL):
        plain = re.sub(r"(?<![.\s])\.\s*$", "", found[1])
        draft.keep("title", vernacular or "translated")
    elif vernacular:
        draft.keep("title", vernacular)
    draft.tell("title", plain)


def tell_pages(draft: Draft, pages: str) -> None:
    """Tell pages in full: PubMed writes 1123-9 for 1123-1129."""
    found = re.fullmatch(r"([A-Za-z]*)(\d+)-(\d+)(?:; ?discussion .*)?", pages)
    if found and len(found[3]) < len(found[2]):
        start, end = found[2], found[3]
        whole = f"{found[1]}{start}-{found[1]}{start[: -len(end)]}{end}"
        draft.tell("pages", whole)
        if "discussion" in pages:
            draft.keep("pages", pages)
    else:
        draft.tell("pages", pages)
