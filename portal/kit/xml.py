"""XML from outside, an element at a time: no entity is expanded, nothing is fetched."""

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

# What a DTD within the text could declare: entities that grow (billion laughs) or read files.
DECLARES = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]*\[")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
REFUSED = (
    "The XML declares entities of its own, which can grow without end or read files, so it is "
    "not read. Export it without a DTD."
)


def legal(text: str) -> str:
    """Return `text` without the characters that no XML may hold. Source: XML 1.0 §2.2."""
    return NOT_XML.sub("", text)


def declares_entities(text: str) -> bool:
    """Return whether a text has a DTD of its own; a DOCTYPE that only names one is harmless."""
    return bool(DECLARES.search(text))


def fragments(text: str, *tags: str) -> Iterator[tuple[int, Any]]:
    """Yield (line, element) for each outermost element named one of `tags`, None for a broken one.

    Each is parsed by itself, so that one that is broken leaves the others, and a long text takes
    little memory. Namespaces declared above the elements are not known in them.
    """
    names = "|".join(map(re.escape, tags))
    opening = re.compile(rf"<({names})(?=[\s>/])")
    line, counted = 1, 0
    found = opening.search(text)
    while found:
        start = found.start()
        line, counted = line + text.count("\n", counted, start), start
        following = opening.search(text, found.end())
        limit = following.start() if following else len(text)
        end = text.find(f"</{found[1]}>", start, limit)
        whole = text[start : end + len(found[1]) + 3] if end > 0 else text[start:limit]
        yield line, parse(whole)
        found = following


def parse(text: str) -> Any:
    """Return the root element of a piece of XML, None if it is broken or declares entities."""
    if declares_entities(text):
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    plain = NAMED.sub(_named, NOT_XML.sub("", text))
    try:
        return etree.fromstring(plain.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _named(found: re.Match[str]) -> str:
    """Return the sign of an HTML entity, which XML knows only with a DTD."""
    sign = html.unescape(found[0])
    return html.escape(sign) if sign != found[0] else f"&amp;{found[1]};"


def text_in(element: Any, path: str = ".") -> str:
    """Return the text of the first element at `path`, with all that stands in it; "" for none."""
    found = element.find(path) if path != "." else element
    return "" if found is None else " ".join("".join(found.itertext()).split())


def markup_in(element: Any) -> str:
    """Return what stands in an element, its tags with it."""
    inner = html.escape(element.text or "", quote=False)
    return inner + "".join(etree.tostring(part, encoding="unicode") for part in element)


def add(parent: Any, tag: str, text: str = "", /, **attributes: str) -> Any:
    """Return a new last child of `parent`, in its namespace, with text and attributes."""
    told = {key: legal(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, tag), told)
    if text:
        element.text = legal(text)
    return element
