"""A page as lines: what stands between breaks, in spans that keep links, emphasis and borders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import html
from lxml.etree import ParserError, _Element

from portal.kit.text import clean_text

from .files import SiteFiles
from .html_icons import icon_word
from .markdown import BLOCKS, EMPHASIS, SAFE, SKIPPED, STRONG, Resolve, escaped, parse_fragment
from .names import BORDER, RAISED

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "heading", "sectionheading", "pageheading",
            "subheading", "name"}  # fmt: skip
TITLES = {"papertitle", "papername", "heading", "paper"}
_BY_CLASS = re.compile(r"(?i)(?:^|[\s_-])(?:paper|pub|publication|project|work|entry)?[_-]?title\b")
_HEADING_CLASS = re.compile(r"(?i)(?:section|page|sub|year)[_-]?(?:heading|title|header)|^heading$")
_BADGE = re.compile(r"(?i)(?:^|[\s_-])(?:badge|chip|pill|label|tag)(?:$|[\s_-])")
# What stands in a heading and is said in a smaller voice: a line of its own.
_SECONDARY = re.compile(r"(?i)^small\b|\b(?:authors?|byline|venue|sub-?title|sub-?heading)\b")
# Classes of what is a line of its own where it stands in a line with others.
_PARTS = re.compile(r"(?i)(?:^|[\s_-])(?:authors|author-?list|byline|venue)(?:$|\s)")
_RED = re.compile(r"(?i)red|#[c-f][0-9a-f]0|#f[0-5]|crimson|tomato|orange|firebrick")
_CONSTANT = re.compile(
    r"(?:\b(?:const|let|var)\s+|^\s*|[,{;]\s*)[\"']?([A-Za-z_$][\w$]*)[\"']?\s*[=:]\s*"
    r"(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)",
    re.MULTILINE,
)
_WRITES = re.compile(r"document\s*\.\s*write(?:ln)?\s*\(([^;]*?)\)\s*(?:;|$)", re.MULTILINE)
_PART = re.compile(
    r"\s*(?:(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|([\w$.\[\]'\"]+))\s*(\+|,|$)"
)
LONGEST_HEADING = 300  # characters
MOST_CONSTANTS = 20_000


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with one look. `title` says that the markup calls it a title."""

    text: str
    href: str = ""
    bold: bool = False
    italic: bool = False
    title: bool = False
    loud: bool = False  # in a colour that warns or praises
    raised: bool = False
    badge: bool = False  # a label that is set apart from the text around it
    border: int = 0  # number of the innermost element: it changes where one begins or ends


@dataclass(slots=True)
class Line:
    """What stands between two breaks. `paragraph` says that more than a break stands before it."""

    spans: list[Span] = field(default_factory=list)
    element: _Element | None = None
    paragraph: bool = True
    heading: str = ""  # the tag, if the line is one
    item: bool = False
    number: int = 0  # of the line in the source

    @property
    def text(self) -> str:
        return clean_text("".join(span.text for span in self.spans))

    @property
    def path(self) -> list[_Element]:
        """The element it stands in, and those around it, the innermost first."""
        return [] if self.element is None else [self.element, *self.element.iterancestors()]

    @property
    def links(self) -> list[tuple[str, str]]:
        """(word, address) of each link, those in several spans put together."""
        found: list[tuple[str, str]] = []
        last = None
        for span in self.spans:
            if not span.href:
                last = None
                continue
            if last == span.href and found:
                found[-1] = found[-1][0] + span.text, span.href
            else:
                found.append((span.text, span.href))
            last = span.href
        return [(clean_text(word), address) for word, address in found]

    @property
    def unlinked(self) -> str:
        """The text beside the links."""
        return clean_text(" ".join(span.text for span in self.spans if not span.href))

    def byline(self) -> str:
        """The text as `names.read_byline` takes it."""
        parts = []
        border = None
        for span in self.spans:
            if border is not None and span.border != border:
                parts.append(BORDER)
            border = span.border
            parts.append(f"{RAISED}{span.text}{RAISED}" if span.raised else span.text)
        return "".join(parts)

    def markdown(self, resolve: Resolve) -> str:
        """The line as Markdown."""
        return markdown_of(self.spans, resolve)


def markdown_of(spans: list[Span], resolve: Resolve) -> str:
    """Return spans as Markdown; links that lead nowhere are their text."""
    told = []
    for span in _merged(spans):
        plain = span.text.strip()
        if not plain:
            told.append(span.text)
            continue
        start = span.text[: len(span.text) - len(span.text.lstrip())]
        end = span.text[len(span.text.rstrip()) :]
        shown = escaped(plain)
        if span.italic:
            shown = f"*{shown}*"
        if span.bold:
            shown = f"**{shown}**"
        address = resolve(span.href) if span.href else ""
        if address and SAFE.fullmatch(address):
            address = address.replace("(", "%28").replace(")", "%29")
            shown = f"[{shown}]({address})"
        told.append(f"{start}{shown}{end}")
    return " ".join("".join(told).split())


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Yield spans, neighbours of one look as one."""
    last: Span | None = None
    for span in spans:
        if last and (last.href, last.bold, last.italic) == (span.href, span.bold, span.italic):
            last = replace(last, text=last.text + span.text)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


@dataclass(frozen=True, slots=True)
class _Look:
    href: str = ""
    bold: bool = False
    italic: bool = False
    title: bool = False
    loud: bool = False
    raised: bool = False
    badge: bool = False
    heading: str = ""
    item: bool = False
    whole: bool = False  # breaks within are spaces


class _Flattening:
    def __init__(self) -> None:
        self.lines: list[Line] = [Line()]
        self._border = 0
        self._breaks = 2

    def add(self, text: str, look: _Look, element: _Element) -> None:
        text = re.sub(r"\s+", " ", text)
        line = self.lines[-1]
        if not text.strip() and not line.spans:
            return
        if not line.spans:
            line.element, line.paragraph = element, self._breaks > 1
            line.heading, line.item = look.heading, look.item
            line.number = element.sourceline or 0
        self._breaks = 0
        line.spans.append(
            Span(
                text, look.href, look.bold, look.italic, look.title, look.loud, look.raised,
                look.badge, self._border,
            )
        )  # fmt: skip

    def close(self, *, paragraph: bool) -> None:
        self._breaks += 2 if paragraph else 1
        if self.lines[-1].spans:
            self.lines.append(Line())

    def walk(self, element: _Element, look: _Look) -> None:
        self._border += 1
        if element.text:
            self.add(element.text, look, element)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in SKIPPED | {"title"}:
                self._child(child, look)
            self._border += 1
            if child.tail:
                self.add(child.tail, look, element)

    def _child(self, child: _Element, look: _Look) -> None:
        tag = child.tag
        if tag == "br":
            if look.whole:
                self.add(" ", look, child)
            else:
                self.close(paragraph=False)
            return
        inner = _looked(child, look)
        if tag == "a" and child.get("href") and (word := icon_word(child)):
            self.add(word, inner, child)
            return
        is_block = (tag in BLOCKS or tag in HEADINGS) and not look.whole
        is_block = is_block and not (tag == "heading" and look.href)
        is_block = is_block or bool(look.heading and _SECONDARY.search(f"{tag} {_names(child)}"))
        is_part = not is_block and not look.whole and bool(_PARTS.search(child.get("class") or ""))
        if is_block or is_part:
            self.close(paragraph=is_block)
        is_apart = inner.badge and not look.badge
        if is_apart:
            self.add(" ", look, child)
        if tag == "li" and (letter := _letter_of(child)):
            self.add(f"{letter}. ", inner, child)
        self.walk(child, inner)
        if is_apart:
            self.add(" ", look, child)
        if is_block or is_part:
            self.close(paragraph=is_block)


def _letter_of(item: _Element) -> str:
    """Return the letter that is shown before the only entry of a list: "F" of "F. Poe"."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or parent.get("type") != "A":
        return ""
    start = parent.get("start") or ""
    is_alone = sum(one.tag == "li" for one in parent) == 1
    is_letter = bool(re.fullmatch(r"[1-9]|1\d|2[0-6]", start))
    return chr(ord("A") + int(start) - 1) if is_alone and is_letter else ""


def _holds_more(child: _Element) -> bool:
    """Return whether an element that its class calls a title holds a heading and more below it."""
    blocks = [one.tag for one in child if one.tag in BLOCKS or one.tag in HEADINGS]
    return len(blocks) > 1 and any(tag in HEADINGS for tag in blocks)


def _names(child: _Element) -> str:
    return f"{child.get('class') or ''} {child.get('id') or ''}"


def _looked(child: _Element, look: _Look) -> _Look:
    tag = str(child.tag)
    names = _names(child)
    style = f"{child.get('style') or ''} {child.get('color') or ''}"
    changes: dict[str, object] = {}
    is_short = len(" ".join(child.text_content().split())) < LONGEST_HEADING
    if tag == "a":
        href = (child.get("href") or "").strip().strip("\"'")
        changes["href"] = href if re.search(r"[\w#/]", href) else look.href
        changes["whole"] = is_short
    if tag in STRONG or re.search(r"font-weight:\s*(?:bold|[6-9]00)", style):
        changes["bold"] = True
    if tag in EMPHASIS or re.search(r"font-style:\s*italic", style):
        changes["italic"] = True
    if tag in TITLES or (_BY_CLASS.search(names) and is_short and not _holds_more(child)):
        changes["title"] = changes["whole"] = True
    if "color" in style + (child.get("color") or "") or child.get("color"):
        changes["loud"] = look.loud or bool(_RED.search(style))
    if is_short and _BADGE.search(names) and not look.href:
        changes["badge"] = True
    if tag == "sup":
        changes["raised"] = True
    if tag == "li":
        changes["item"] = True
    is_heading = tag in HEADINGS or bool(_HEADING_CLASS.search(names))
    if look.heading and _SECONDARY.search(f"{tag} {names}"):
        changes["heading"] = ""
    elif is_heading and (is_short or child.find(".//small") is not None):
        changes["heading"] = tag
        changes["whole"] = changes.get("whole") or tag != "div"
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]


def lines_of_page(root: html.HtmlElement) -> list[Line]:
    """Return the lines of a page, those that say nothing left out."""
    flat = _Flattening()
    body = root.find("body") if root.tag == "html" else root
    flat.walk(root if body is None else body, _Look())
    return [line for line in flat.lines if re.search(r"\w", line.text) or line.links]


def parse_page(files: SiteFiles, path: str) -> html.HtmlElement | None:
    """Return a page without its comments, with the names that its scripts would write.

    No script is run: constants that are plain text are looked up where `document.write` names them.
    """
    text = files.text(path)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except (ParserError, ValueError):
        return None
    constants = _constants(root, files, path)
    for script in list(root.iter("script")):
        code = script.text or ""
        if "document" in code and (written := _written(code, constants)):
            _put(script, written)
    return root


def _constants(root: html.HtmlElement, files: SiteFiles, path: str) -> dict[str, str]:
    codes = [script.text or "" for script in root.iter("script")]
    codes += [
        files.text(found)
        for script in root.iter("script")
        if (src := script.get("src")) and (found := files.find(src, path))
    ]
    told: dict[str, str] = {}
    for code in codes:
        for name, value in _CONSTANT.findall(code)[:MOST_CONSTANTS]:
            told.setdefault(name, _unescaped(value))
    return told


def _unescaped(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1]) if "${" not in literal else ""


def _written(code: str, constants: dict[str, str]) -> str:
    """Return what plain calls of document.write would write, "" for any that is not plain."""
    parts = []
    for call in _WRITES.findall(code):
        at = 0
        while at < len(call) and (found := _PART.match(call, at)):
            literal, name = found[1], found[2]
            if literal:
                parts.append(_unescaped(literal))
            else:
                name = re.split(r"[.\[]", name)[-1].strip("'\"]")
                parts.append(constants.get(name, ""))
            at = found.end()
    return "".join(parts)


def _put(script: html.HtmlElement, markup: str) -> None:
    """Put markup in the place of a script; what follows it stays behind it."""
    fragment = parse_fragment(markup)
    fragment.tag = "span"
    for inner in list(fragment.iter("script")):
        inner.drop_tree()
    for inner in fragment.iter():
        inner.sourceline = script.sourceline
    fragment.tail, script.tail = script.tail, None
    parent = script.getparent()
    if parent is not None:
        parent.replace(script, fragment)
