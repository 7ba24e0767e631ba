"""A CV as a PDF, typeset by Typst from `cv.typ`. All that people wrote is data, never markup."""

import datetime
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import orjson
import typst
from anyascii import anyascii
from django.utils.encoding import iri_to_uri

from .content import CV, Part
from .rich import nodes, printable

TEMPLATE = Path(__file__).with_name("cv.typ")
KEPT = 8  # PDFs that are remembered by what they say
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1: tagged, titled, no letter without a shape
# What Typst says of a letter that no font has: `the text "..." could not be displayed`.
_MISSING = re.compile(r'the text `?"((?:[^"\\]|\\.)+)"`? could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def pdf(cv: CV, size: str) -> bytes:
    """Return the PDF of `cv` on paper of `size`, a name Typst knows: a4, us-letter.

    The same CV gives the same bytes. Letters that no font of this machine has are printed in Latin
    ones; a name in such letters beside the usual one is left out.
    """
    return _pdf(data(cv, size), cv.made_on)


def data(cv: CV, size: str) -> bytes:
    """Return what the template prints, as JSON."""
    told: dict[str, Any] = {
        "paper": size,
        "name": printable(cv.name),
        "original": printable(cv.original_name),
        "date": f"{cv.made_on.day} {cv.made_on:%B %Y}",
        "line": nodes(cv.line_html, cv.address),
        "contacts": [
            {"text": printable(each.text), "url": iri_to_uri(each.url)} for each in cv.contacts
        ],
        "parts": [_part(part, cv.address) for part in cv.parts],
    }
    return orjson.dumps(told)


def _part(part: Part, base: str) -> dict[str, Any]:
    return {
        "title": printable(part.title),
        "blocks": nodes(part.html, base),
        "dated": part.has_dates,
        "entries": [
            {
                "line": nodes(entry.html, base),
                "dates": printable(entry.dates),
                "details": nodes(entry.details_html, base),
            }
            for entry in part.entries
        ],
        "groups": [
            {
                "title": group.title,
                "references": [
                    {"number": each.number, "line": nodes(each.html, base)}
                    for each in group.references
                ],
            }
            for group in part.groups
        ],
        "legend": part.legend,
    }


@lru_cache(maxsize=KEPT)
def _pdf(told: bytes, made_on: datetime.date) -> bytes:
    made = datetime.datetime.combine(made_on, datetime.time(), datetime.UTC)
    try:
        return compiled(told, timestamp=made, pdf_standards=ACCESSIBLE)
    except typst.TypstError as error:
        told = _with_latin(told, error.diagnostic)
    try:
        return compiled(told, timestamp=made, pdf_standards=ACCESSIBLE)
    except typst.TypstError:
        return compiled(told, timestamp=made)


def compiled(told: bytes, **options: Any) -> bytes:
    """Return the PDF Typst makes of the template and `told`. Raises typst.TypstError."""
    compiler = typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=fonts(), sys_inputs={"cv": told.decode()}
    )
    return cast(bytes, compiler.compile(format="pdf", **options))


@cache
def fonts() -> typst.Fonts:
    """Return Typst's own fonts and, for letters they lack, those of the machine."""
    return typst.Fonts(include_system_fonts=True)


def _with_latin(told: bytes, complaint: str) -> bytes:
    """Return `told` with the letters that `complaint` says no font has in Latin ones."""
    texts = (_ESCAPE.sub(_unescaped, found) for found in _MISSING.findall(complaint))
    missing = {letter for text in texts for letter in text if not letter.isascii()}
    tree = orjson.loads(told)
    if missing & {*tree["original"]}:
        tree["original"] = ""
    table = {ord(letter): orjson.dumps(anyascii(letter))[1:-1].decode() for letter in missing}
    return orjson.dumps(tree).decode().translate(table).encode()


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]
