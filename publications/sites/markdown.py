"""Markup of a page to Markdown: links and emphasis kept, nothing else of it."""

import re
from collections.abc import Callable, Iterator
from typing import cast

from lxml import html
from lxml.etree import ParserError, _Element
from markdown_it import MarkdownIt

from portal.kit.markup import MATH
from portal.kit.text import clean_text

from .math_signs import hidden, show
from .names import BORDER, RAISED

Resolve = Callable[[str], str]
SKIPPED = {"script", "style", "noscript", "template", "iframe", "object", "embed", "form", "svg",
           "video", "audio", "canvas", "button", "select", "input", "textarea", "head"}  # fmt: skip
BLOCKS = {"p", "div", "section", "article", "table", "tbody", "thead", "tr", "td", "th", "ul", "ol",
          "dl", "dt", "dd", "blockquote", "center", "header", "footer", "main", "figure",
          "figcaption", "address", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "hr",
          "details", "summary"}  # fmt: skip
INDENT = "\ue002"  # two spaces at the beginning of a line
STRONG, EMPHASIS = {"strong", "b"}, {"em", "i", "cite", "dfn"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>$])")
_FORMULA = re.compile(rf"(?<![\\$])\$\$[^$\n]{{1,3000}}\$\$(?!\$)|{MATH.pattern}")
SAFE = re.compile(r"(?i)(?:https?://|mailto:)[^\s<>\"]+")


def to_markdown(element: html.HtmlElement, resolve: Resolve) -> str:
    """Return what an element shows as Markdown; `resolve` gives the whole address of a link.

    A link that `resolve` gives "" for, or whose address is not one a page may lead to, is its text.
    """
    text = "".join(_inside(element, resolve))
    return tidy(text).replace(INDENT, "  ")


def tidy(text: str) -> str:
    """Return Markdown with one blank line between paragraphs and no stray spaces."""
    text = re.sub(r"[ \t\xa0]+", " ", text)
    text = re.sub(r" *\n *", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    return text.strip()


def _inside(element: html.HtmlElement, resolve: Resolve) -> Iterator[str]:
    if element.text:
        yield _text(element.text)
    for child in element:
        yield from _one(child, resolve)
        if child.tail:
            yield _text(child.tail)


def _text(text: str) -> str:
    return escaped(re.sub(r"\s+", " ", text))


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows it; formulas between dollars stay."""
    text = "".join(c for c in text if c.isprintable() or c in " \u200c\u200d")
    kept, at = [], 0
    for formula in _FORMULA.finditer(text):
        kept += [_SPECIAL.sub(r"\\\1", text[at : formula.start()]), formula[0]]
        at = formula.end()
    return "".join([*kept, _SPECIAL.sub(r"\\\1", text[at:])])


def _one(element: html.HtmlElement, resolve: Resolve) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str) or tag in SKIPPED:
        return
    if tag == "br":
        yield "\n\n" if _follows_break(element) else "\\\n"
        return
    inner = "".join(_inside(element, resolve))
    if tag == "a":
        yield _link(inner, element.get("href") or "", resolve)
    elif tag in STRONG:
        yield _around(inner, "**")
    elif tag in EMPHASIS:
        yield _around(inner, "*")
    elif tag == "li":
        lines = tidy(inner).replace("\n", f"\n{INDENT}")
        yield f"\n- {lines}" if lines else ""
    elif tag in {"ul", "ol"}:
        parent = element.getparent()
        is_inner = parent is not None and parent.tag == "li"
        yield f"\n{inner.strip()}\n" if is_inner else f"\n\n{inner.strip()}\n\n"
    elif tag in {"h1", "h2", "h3", "h4", "h5", "h6", "heading"}:
        plain = tidy(inner).replace("\n", " ").strip("*")
        yield f"\n\n### {plain}\n\n" if plain else ""
    elif tag == "img":
        return
    elif tag in BLOCKS:
        yield f"\n\n{inner}\n\n"
    else:
        yield inner


def _follows_break(element: html.HtmlElement) -> bool:
    """Whether a line break comes right behind another, or before one: together a paragraph."""
    before, after = element.getprevious(), element.getnext()
    is_first = after is not None and after.tag == "br" and not (element.tail or "").strip()
    return is_first or (
        before is not None and before.tag == "br" and not (before.tail or "").strip()
    )


def _around(inner: str, sign: str) -> str:
    """Return text in emphasis; the spaces at its ends stand outside."""
    plain = inner.strip(" \n\\")
    if not plain or "\n\n" in plain or sign in plain:
        return inner
    start = inner[: len(inner) - len(inner.lstrip())]
    end = inner[len(inner.rstrip()) :]
    return f"{start}{sign}{plain}{sign}{end}"


def _link(inner: str, href: str, resolve: Resolve) -> str:
    plain = tidy(inner).replace("\n", " ").replace("\\ ", " ")
    start = " " if inner[:1].isspace() else ""
    end = " " if inner[-1:].isspace() else ""
    address = resolve(href.strip()) if href.strip() else ""
    if not plain or not SAFE.fullmatch(address):
        return f"{start}{plain}{end}"
    address = address.replace("(", "%28").replace(")", "%29")
    return f"{start}[{plain}]({address}){end}"


_BOXES = ("<div", "<center", "<figure", "<section")
_read = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# None runs past another opening, so each letter is looked at once or twice, however many open.
_LIQUID = re.compile(
    r"\{%(?:(?!\{%|%\})[\s\S])*+%\}|\{\{(?:(?!\{\{|\}\})[\s\S])*+\}\}|\{:[^{}\n]*\}"
)


def html_of(markdown: str) -> html.HtmlElement:
    """Return Markdown, which may hold HTML, as one element; tags of Liquid and Hugo fall away."""
    element = parse_fragment(_read.render(hidden(_LIQUID.sub("", _unindented(markdown)))))
    show(element)
    return element


def _unindented(markdown: str) -> str:
    """Return Markdown whose tags within boxes of HTML begin their lines: none is taken for code."""
    depth = 0
    lines = []
    for line in markdown.split("\n"):
        plain = line.lstrip()
        is_tag = plain.startswith("<") if depth else plain.startswith("</div")
        shown = plain if is_tag else line
        if depth or line.startswith(_BOXES):
            depth = max(0, depth + line.count("<div") - line.count("</div"))
        lines.append(shown)
    return "\n".join(lines)


def as_html(element: _Element) -> html.HtmlElement:
    """Return an element as what it is: all of a page are of HTML."""
    return cast(html.HtmlElement, element)


def parse_fragment(markup: str) -> html.HtmlElement:
    """Return HTML as one element; comments are left out."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.fromstring(f"<div>{markup}</div>".encode(errors="replace"), parser=parser)
    except (ParserError, ValueError):
        return html.Element("div")


def clean_markdown(markdown: str, resolve: Resolve) -> str:
    """Return Markdown of a site as Markdown of ours: whole addresses, no HTML, no template tags."""
    return to_markdown(html_of(markdown), resolve)


def text_of(element: html.HtmlElement) -> str:
    """Return what an element shows as one line of text."""
    return clean_text("".join(_plain(element, breaks=" ")))


def lines_of(element: html.HtmlElement) -> list[str]:
    """Return what an element shows, line by line, as breaks and blocks part it."""
    lines = "".join(_plain(element, breaks="\n")).split("\n")
    return [plain for line in lines if (plain := clean_text(line))]


def byline_text(element: html.HtmlElement) -> str:
    """Return what an element shows for `names.read_byline`: borders of markup and raised signs."""
    return re.sub(r"[ \t\r\n\xa0]+", " ", "".join(_marked(element))).strip()


def _plain(element: html.HtmlElement, breaks: str) -> Iterator[str]:
    if element.text:
        yield re.sub(r"\s+", " ", element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            edge = breaks if child.tag in BLOCKS or child.tag == "br" else ""
            yield edge
            yield from _plain(child, breaks)
            yield edge if child.tag != "br" else ""
        if child.tail:
            yield re.sub(r"\s+", " ", child.tail)


def _marked(element: html.HtmlElement) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            if child.tag == "sup":
                yield f"{RAISED}{text_of(child)}{RAISED}"
            elif child.tag == "br":
                yield "\n"
            else:
                yield BORDER
                yield from _marked(child)
                yield BORDER
        if child.tail:
            yield child.tail
