"""Markup in other people's titles and abstracts to the record's plain text."""

import html
import re

from portal.kit.text import clean_text

# CSL 1.0.2 "Rich text" (i, b, sc, sup, sub, span), HTML, JATS 1.3 and MathML, with any prefix.
INLINE = (
    r"(?:[a-z]+:)?(?:i|b|u|em|strong|italic|bold|underline|sc|scp|sup|sub|span|inf|tt|small|font|"
    r"roman|monospace|styled-content|a|ext-link|xref|email|code|q|abbr|cite|mark|named-content)"
)
BLOCK = (
    r"(?:[a-z]+:)?(?:p|div|sec|title|label|list|list-item|ul|ol|li|h[1-6]|abstract|"
    r"AbstractText|disp-quote|section|article|br|break|hr)"
)
MATH = r"(?:[a-z]+:)?(?:math|inline-formula|disp-formula|formula|tex-math|alternatives|semantics)"
BLOCK_END = re.compile(rf"(?i)<(/?{BLOCK})(?:\s[^<>]*)?/?>")
OTHER = re.compile(rf"(?i)</?(?:{INLINE}|{MATH}|(?:mml|m|jats):[a-z-]+)(?:\s[^<>]*)?/?>")
OPEN = re.compile(rf"(?i)<({INLINE}|{BLOCK}|{MATH})(?:\s[^<>]*)?>")
RAISED = re.compile(r"(?i)<((?:[a-z]+:)?)(sup|sub|inf)(?:\s[^<>]*)?>([^<>]*)</\1\2>")
FORMULA = re.compile(
    r"(?is)<(?:[a-z]+:)?(?:tex-math|annotation)(?:\s[^<>]*)?>([^<>]+)</(?:[a-z]+:)?"
    r"(?:tex-math|annotation)>"
)
MATHML = re.compile(r"(?is)<((?:[a-z]+:)?math)(?:\s[^<>]*)?>((?:(?!</?\1[\s>]).)*)</\1>")
ORDINAL = re.compile(r"(?i)st|nd|rd|th|er|re|ème|tm|®|™")  # "1<sup>st</sup>" is read as "1st"
UP = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
DOWN = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def plain_title(text: str) -> str:
    """Return one line of plain text for a title with HTML, CSL, JATS or MathML markup.

    What is raised or lowered becomes Unicode where all of it has signs ("H₂O", "10⁻³"), and math
    otherwise ("L$^{p}$"): those signs print everywhere, also where no math is set. A tag that is
    not closed is text: "a < b".
    """
    return clean_text(_without_markup(text, " "))


def plain_paragraphs(text: str) -> str:
    """Return plain text for an abstract, its paragraphs parted by an empty line.

    The heading "Abstract" goes; those of parts stand before their text. Source: JATS 1.3, abstract.
    """
    lines = _without_markup(text, "\n\n") if "<" in text or "&" in text else text
    lines = lines.replace("\r\n", "\n").replace("\r", "\n")
    parts = [clean_text(part) for part in re.split(r"\n[ \t]*\n", lines)]
    paragraphs = [part for part in parts if part]
    if len(paragraphs) > 1 and paragraphs[0].casefold().rstrip(".:") in {"abstract", "summary"}:
        paragraphs = paragraphs[1:]
    return "\n\n".join(paragraphs)


def _without_markup(text: str, block: str) -> str:
    for _ in range(2):  # entities may hide tags: "&lt;i&gt;"
        if "<" in text:
            text = _without_tags(text, block)
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def _without_tags(text: str, block: str) -> str:
    text = MATHML.sub(_formula, text)
    text = FORMULA.sub(lambda found: _dollars(found[1]), text)
    for _ in range(3):  # as deep as things are raised
        text, count = RAISED.subn(_raised, text)
        if not count:
            break
    closed = {tag.lower() for tag in re.findall(r"</([a-zA-Z:0-9-]+)\s*>", text)}

    def gone(found: re.Match[str], instead: str) -> str:
        name = re.sub(r"^<\s*/?|[\s/>].*$", "", found[0], flags=re.DOTALL).lower()
        lone = name.endswith(("br", "break", "hr")) or found[0].endswith("/>")
        return instead if lone or name in closed else found[0]

    text = BLOCK_END.sub(lambda found: gone(found, block), text)
    return OTHER.sub(lambda found: gone(found, ""), text)


def _formula(found: re.Match[str]) -> str:
    """Return the TeX that stands beside a formula, else its signs in their order."""
    if tex := FORMULA.search(found[2]):
        return _dollars(tex[1])
    return re.sub(r"<[^<>]*>", "", re.sub(r">\s+<", "><", found[2]))


def _dollars(tex: str) -> str:
    """Return the formula between single dollars, without the document around it."""
    if inner := re.search(r"\\begin\{document\}(.*?)\\end\{document\}", tex, re.DOTALL):
        tex = inner[1]
    tex = html.unescape(tex).strip().strip("$").strip()
    return f"${tex}$" if tex else ""


def _raised(found: re.Match[str]) -> str:
    inner = html.unescape(found[3]).strip()
    signs = UP if found[2].lower() == "sup" else DOWN
    if all(sign in signs for sign in inner):
        return "".join(signs[sign] for sign in inner)
    if "$" in inner or ORDINAL.fullmatch(inner):
        return inner
    return f"${'^' if signs is UP else '_'}{{{inner}}}$"
