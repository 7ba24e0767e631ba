"""Whose an academicpages paper is: names from its front matter, its citation, its text."""

import re
from typing import Any

from portal.kit.text import clean_text, fold
from publications.drafts import Draft

from .frontmatter import listed, told
from .html_papers import is_name
from .jekyll import Source, name_of, owner_names
from .jekyll_citations import are_cut, are_names, citation_names, spoken
from .jekyll_text import without_liquid
from .markdown import byline_text, html_of, lines_of, parse_fragment, text_of
from .names import BORDER, RAISED, read_byline

_GLUED = re.compile(r"\b((?:[A-Z]\.)+)(?=[A-Z][^\W\d_A-Z])")  # initials and a name: "A.B.Reed"
_SHORT = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,3}")
_JOINT = re.compile(r"(?i)^\W*(?:joint(?:ly)?(?: work)?|co-?authored|written)\s+with\s+")
_WITH = re.compile(r"(?i)^\W*(?:joint(?:ly)? (?:work )?)?with\s+")
AUTHORS = re.compile(r"(?i)^\W*(?:authors?|by)\s*:\s*")


def tell_people(
    draft: Draft, values: dict[str, Any], texts: dict[str, str], title: str, body: Any
) -> bool:
    """Tell the names, from where they are surest: a field, the citation, the text.

    Returns whether they are those with whom the owner wrote, and not hers.
    """
    given = (
        values.get("authors")
        or values.get("author")
        or values.get("coauthors")
        or values.get("author_list")
    )
    are_coauthors = "coauthors" in values and not (values.get("authors") or values.get("author"))
    citation = told(values.get("citation")) or texts["citation"]
    joint = _take_coauthors(values, texts)
    names = ""
    apart: list[str] = []
    if isinstance(given, list):
        parts = [told(one.get("name")) if isinstance(one, dict) else told(one) for one in given]
        names, apart = _marked("; ".join(filter(None, parts)))
    elif given and not isinstance(given, dict):
        names, apart = _marked(_WITH.sub("", told(given)))
    if not names and citation:
        whole, apart = _marked(citation)
        names = citation_names(whole, title)
        if are_cut(names) and texts["citation"]:
            fuller = citation_names(_marked(texts["citation"])[0], title)
            names = fuller if _count(fuller) > _count(names) else names
        if names and _are_short(names):
            names = _spelled_out(names, body, texts) or names
    if not names and texts["authors"]:
        names = texts["authors"]
    if not names and (excerpt := told(values.get("excerpt"))):
        first = next(iter(lines_of(html_of(excerpt))), "")
        names = first if are_names(first) else ""
    if not names:
        names = _line_of_names(body, texts)
    if not names and joint:
        names, are_coauthors = joint, True
    if not names:
        return are_coauthors
    byline = read_byline(
        spoken(_GLUED.sub(r"\1 ", names)),
        " ".join(filter(None, (texts["legend"], text_told(values.get("note"))))),
    )
    draft.authors = list(byline.names)
    for name, value in byline.extra.items():
        draft.keep(name, value)
    own = [one for one in apart if is_name(one) and " " in one]
    if own:
        draft.keep("_apart", own[:1] if len(own) < 2 else own)
        draft.extra["_apart"] = own
    return are_coauthors


def coauthors_in(text: str) -> str:
    """Return the names of "Joint with Bo Reed and Mei Lin", "" for any other text."""
    if not _JOINT.match(text) or len(text) > 400:
        return ""
    names = _JOINT.sub("", text).strip(" .")
    return names if is_name(names) or are_names(names) else ""


def _take_coauthors(values: dict[str, Any], texts: dict[str, str]) -> str:
    """Return whom the excerpt or a line of the text names as coauthors; the line goes."""
    excerpt = coauthors_in(text_told(values.get("excerpt")))
    kept = [line for line in texts["rest"].split("\n\n") if not coauthors_in(line)]
    lines = [line for line in texts["rest"].split("\n\n") if coauthors_in(line)]
    texts["rest"] = "\n\n".join(kept)
    return excerpt or coauthors_in(next(iter(lines), ""))


def _count(names: str) -> int:
    return len(read_byline(spoken(names)).names) if names else 0


def _are_short(names: str) -> bool:
    """Return whether all given names are initials, as in APA's style."""
    found = read_byline(spoken(names)).names
    return bool(found) and all(_SHORT.fullmatch(one.given) for one in found)


def _spelled_out(names: str, body: Any, texts: dict[str, str]) -> str:
    """Return the line of the text with the same people, named in full; "" for none."""
    line = _line_of_names(body, dict(texts))
    families = [fold(one.family) for one in read_byline(spoken(names)).names]
    found = [fold(one.family) for one in read_byline(spoken(line)).names] if line else []
    return _line_of_names(body, texts) if found == families else ""


def add_owner(draft: Draft, source: Source) -> None:
    """Add the owner to authors that are told as those with whom she wrote: her place is not."""
    names = owner_names(source)
    if not names or any(fold(one.full) in map(fold, names) for one in draft.authors):
        return
    draft.authors.insert(0, name_of(source, names[0]))
    if len(draft.authors) > 1:
        what = f'Of "{draft.fields["title"]}" the site names coauthors only; the owner came first.'
        source.remark(draft.where, what, "Put the authors in order here.")


def _line_of_names(body: Any, texts: dict[str, str]) -> str:
    """Return the line of the text that is a byline, and take it out of the text; "" for none."""
    for block in blocks_of(body)[:6]:
        for line in byline_text(block).split("\n"):
            plain = text_of(html_of(line.replace(BORDER, ""))).replace(RAISED, "")
            if are_names(AUTHORS.sub("", line.strip())):
                raised = (
                    re.sub(f"{RAISED}[^{RAISED}]*{RAISED}", "", line)
                    .replace(BORDER, "")
                    .split(",")[0]
                )
                kept = [
                    one
                    for one in texts["rest"].split("\n\n")
                    if not one.startswith(raised.strip()[:20])
                ]
                texts["rest"] = "\n\n".join(kept)
                return AUTHORS.sub("", line.strip())
            if len(plain) > 2_000:
                break
    return ""


def _marked(text: str) -> tuple[str, list[str]]:
    """Return names in HTML or Markdown as a byline, and what of them is set apart."""
    element = html_of(re.sub(r"\n+", " ", without_liquid(text)))
    apart = [text_of(one).strip(" ,.;*") for one in element.iter("u", "b", "strong", "ins")]
    return byline_text(element), apart


def blocks_of(body: Any) -> list[Any]:
    lead = parse_fragment("")
    lead.text = body.text
    return [lead, *(child for child in body if isinstance(child.tag, str))]


def text_told(value: Any) -> str:
    text = told(value) or ", ".join(filter(None, map(told, listed(value))))
    return (
        text_of(html_of(without_liquid(text)))
        if re.search(r"[<*_`&\[{\\]", text)
        else clean_text(text)
    )
