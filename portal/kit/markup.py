"""Text written by people to safe HTML: Markdown with math, and one-line titles with math.

Whatever happens before, nh3 cleans last: latex2mathml passes raw HTML in \\text{} through.
"""

import html
import re
from functools import lru_cache

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

MATHML_TAGS = {
    "math", "mi", "mn", "mo", "ms", "mtext", "mspace", "mrow", "mfrac", "msqrt", "mroot", "mstyle",
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded",
    "mphantom", "menclose",
}  # fmt: skip
MATHML_ATTRIBUTES = {
    "display",
    "mathvariant",
    "stretchy",
    "fence",
    "accent",
    "columnalign",
    "width",
}
INLINE_TAGS = {"em", "strong", "i", "b", "sub", "sup", "code", "br", "s"}
BLOCK_TAGS = INLINE_TAGS | {"a", "p", "ul", "ol", "li", "blockquote", "pre", "h3", "h4", "hr"}
SCHEMES = {"http", "https", "mailto"}
# A $ that opens has no space behind it, one that closes has none before and no digit behind it.
# A number that a word follows is a price: "$5 and rose to 10$". No dollar lies within, so each
# character is looked at once or twice, however many dollars there are.
MATH = re.compile(r"(?<!\\)\$(?=\S)(?!\d[^$\\\n]*\s[^\W\d_]{2})((?:[^$\\\n]|\\.)++)(?<=\S)\$(?!\d)")
CACHED_LENGTH = 2000  # characters; what is longer is rendered anew, not to fill the memory


def _clean(markup: str, tags: set[str]) -> str:
    attributes = dict.fromkeys(MATHML_TAGS, MATHML_ATTRIBUTES)
    attributes["a"] = {"href", "title"}
    return nh3.clean(
        markup,
        tags=tags | MATHML_TAGS,
        attributes=attributes,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def _math(source: str, *, display: bool = False) -> str:
    try:
        return convert(source, display="block" if display else "inline")
    except Exception:  # noqa: BLE001 -- a formula it cannot read is printed as it was written
        return f"<code>{html.escape(source)}</code>"


def _headings_below_h2(state: StateCore) -> None:
    """Move headings to h3 and h4: h1 is the page's, h2 the section's."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"


def _math_token(self: object, tokens: list[Token], index: int, *args: object) -> str:
    token = tokens[index]
    return _math(token.content, display=token.type != "math_inline")


_markdown = MarkdownIt("commonmark", {"typographer": True}).enable(
    ["strikethrough", "replacements", "smartquotes"]
)
_markdown.use(dollarmath_plugin, double_inline=True)
_markdown.core.ruler.push("headings_below_h2", _headings_below_h2)
for _name in ("math_inline", "math_inline_double", "math_block"):
    _markdown.add_render_rule(_name, _math_token)


@lru_cache(maxsize=512)
def render_markdown(text: str) -> str:
    """Return safe HTML for Markdown with $math$: headings from h3 on, no images, no raw HTML."""
    return _clean(_markdown.render(text), BLOCK_TAGS).strip() if text else ""


def render_inline(text: str) -> str:
    """Return safe HTML for Markdown, without its paragraph if it is but one."""
    shown = render_markdown(text)
    if shown.count("<p>") == 1 and shown.startswith("<p>") and shown.endswith("</p>"):
        shown = shown.removeprefix("<p>").removesuffix("</p>")
    return shown


def split_math(text: str) -> list[str]:
    """Return `text` in parts: plain, formula without its dollars, plain, ..., ending plain.

    In the plain parts an escaped dollar has become a dollar.
    """
    if "$" not in text:
        return [text]
    parts = MATH.split(text)
    return [part if index % 2 else part.replace("\\$", "$") for index, part in enumerate(parts)]


def render_title(text: str) -> str:
    """Return safe inline HTML for a title or plain sentence: $math$ as MathML, the rest as text."""
    return _title(text) if len(text) <= CACHED_LENGTH else _title.__wrapped__(text)


@lru_cache(maxsize=1024)
def _title(text: str) -> str:
    parts = split_math(text)
    if len(parts) == 1:
        return html.escape(parts[0])
    pieces = [_math(part) if index % 2 else html.escape(part) for index, part in enumerate(parts)]
    return _clean("".join(pieces), INLINE_TAGS)


def plain_text(text: str) -> str:
    """Return Markdown as one line of plain text, for descriptions and feeds."""
    stripped = nh3.clean(render_markdown(text).replace("</p>", " "), tags=set())
    return " ".join(html.unescape(stripped).split())
