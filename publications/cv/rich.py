"""Safe HTML as a tree of JSON for the typesetter, formulas as text with raised and lowered parts.

A node is a text or {"t": tag, "c": nodes}; a link has its address under "u". What takes no part in
the look is left out with its text kept.
"""

import re
from typing import Any
from urllib.parse import urljoin

import lxml.html
from django.utils.encoding import iri_to_uri

Node = str | dict[str, Any]

BLOCKS = {"p", "ul", "ol", "li", "h3", "h4", "blockquote", "pre", "hr"}
INLINE = {"em", "strong", "sup", "sub", "code", "s", "br"}
SAME = {"i": "em", "b": "strong"}
CLASSES = {"sign": "sign", "small-caps": "sc"}
DEEPEST = 10  # levels; what lies deeper is told without its look
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST = 2000  # characters of an address that is linked
SCRIPTS = {
    "msup": ["sup"], "mover": ["sup"], "msub": ["sub"], "munder": ["sub"],
    "msubsup": ["sub", "sup"], "munderover": ["sub", "sup"],
}  # fmt: skip
RELATIONS = "=<>≤≥≈≠∈→∼"  # of MathML's operators, those that stand between two sides


def printable(text: str) -> str:
    """Return `text` without control characters and what else no document can hold."""
    return _UNPRINTABLE.sub("", text)


def nodes(html: str, base: str) -> list[Node]:
    """Return safe HTML as nodes; links are made absolute with `base`."""
    text = printable(html)
    if "<" not in text and "&" not in text:
        return [text] if text else []
    return _within(lxml.html.fragment_fromstring(text, create_parent="div"), base, 0)


def _within(element: Any, base: str, depth: int) -> list[Node]:
    found = _text(element.text)
    for child in element:
        found += [*_node(child, base, depth + 1), *_text(child.tail)]
    return found


def _text(text: str | None) -> list[Node]:
    """Return a text as a node; the line breaks that part the blocks of Markdown are none."""
    return [text] if text and (text.strip() or "\n" not in text) else []


def _node(element: Any, base: str, depth: int) -> list[Node]:
    tag = SAME.get(element.tag, element.tag)
    if not isinstance(tag, str):
        return []  # a comment
    if depth > DEEPEST:
        return [element.text_content()]
    if tag == "math":
        return _formula(element, depth)
    inner = _within(element, base, depth)
    if tag == "a":
        url = iri_to_uri(urljoin(base, element.get("href", "")))
        is_link = url.startswith(("https://", "http://", "mailto:")) and len(url) <= LONGEST
        return [{"t": "a", "u": url, "c": inner}] if is_link and inner else inner
    if look := CLASSES.get(element.get("class") or ""):
        return [{"t": look, "c": inner}]
    return [{"t": tag, "c": inner}] if tag in BLOCKS | INLINE else inner


def _formula(element: Any, depth: int) -> list[Node]:
    """Return MathML as a reader would say it in one line: x², a/b, √x."""
    if depth > DEEPEST:
        return [element.text_content()]
    tag, parts = element.tag, [_formula(child, depth + 1) for child in element]
    if tag in SCRIPTS and parts:
        marks = zip(SCRIPTS[tag], parts[1:], strict=False)
        return [*parts[0], *({"t": mark, "c": part} for mark, part in marks)]
    if tag == "mfrac" and len(parts) == 2:
        return [*_fenced(parts[0]), "/", *_fenced(parts[1])]
    inner = [node for part in parts for node in part]
    if tag in {"msqrt", "mroot"}:
        return ["√", *_fenced(inner)]
    return [*_sign(tag, element.text or ""), *inner]


def _sign(tag: str, text: str) -> list[Node]:
    """Return one sign of a formula: variables slanted, relations with space around them."""
    if tag == "mi" and len(text) == 1:
        return [{"t": "em", "c": [text]}]
    if tag == "mspace":
        return [" "]
    spaced = tag == "mo" and text and text in RELATIONS
    return [f" {text} "] if spaced else [text] if text else []


def _fenced(part: list[Node]) -> list[Node]:
    return part if len(part) <= 1 else ["(", *part, ")"]
