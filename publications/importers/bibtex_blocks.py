"""The blocks of a .bib file: regular entries by pattern, whatever else by bibtexparser's splitter.

Nearly all entries that programs write are regular, and the splitter, which takes any text apart
sign by sign, needs ten times as long for them. What both give is the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry
from bibtexparser.splitter import Splitter

PIECE = 100_000  # characters looked at together
# Where the splitter begins a block whatever stands before, so that a file may be cut there.
HEAD = re.compile(r"^[ \t]*@\w*[ \t]*[{(]", re.MULTILINE)
# A sign behind a backslash is an ordinary one, whatever stands before the backslash; so two
# backslashes make an entry irregular, as does more than this depth of braces.
_PLAIN = r"[^{}\\]++|\\[^\\]"
_BRACES = rf"\{{(?:{_PLAIN})*+\}}"
for _ in range(3):
    _BRACES = rf"\{{(?:{_PLAIN}|{_BRACES})*+\}}"
_PART = rf'(?:{_BRACES}|"(?:[^"\\]++|\\[^\\])*+(?<!\{{)"|\w++)'
_START = re.compile(r'\s*@(?!comment|preamble|string)(\w+)[ \t]*\{\s*([^\s{}",=\\@%]*)\s*,', re.I)
_FIELD = re.compile(
    rf"\s*([A-Za-z][\w+:./-]*)\s*=\s*({_PART}(?:\s*#\s*{_PART})*+)\s*(?:,|(?=\}}))", re.DOTALL
)
_END = re.compile(r"\s*\}")
_AT_LINE_START = re.compile(r"\n[^\S\n]*@")
_SPACES = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with the values of its fields as they are written; `line` counts from 0."""

    line: int
    kind: str
    key: str
    pairs: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Other:
    """A block of the splitter's that is no entry, and the part of the file it was found in.

    `line` counts from 0, as does `first`, that of the part.
    """

    line: int
    block: Block
    text: str
    first: int


def blocks(text: str) -> Iterator[Written | Other]:
    """Yield the blocks of `text` in their order."""
    place, line = 0, 0
    while place < len(text):
        if regular := _regular(text, place):
            kind, key, pairs, start, end = regular
            line += text.count("\n", place, start)
            yield Written(line, kind, key, pairs)
            line += text.count("\n", start, end)
            place = end
            continue
        begun = _SPACES.match(text, place).end()  # type: ignore[union-attr]
        following = HEAD.search(text, begun + 1)
        end = following.start() if following else len(text)
        if begun < end:
            yield from _split(text[place:end], line)
        line += text.count("\n", place, end)
        place = end


def _regular(text: str, place: int) -> tuple[str, str, list[tuple[str, str]], int, int] | None:
    """Return the entry that comes next if it is regular: kind, key, fields, where it is."""
    head = _START.match(text, place)
    if not head:
        return None
    pairs = []
    end = head.end()
    while field := _FIELD.match(text, end):
        pairs.append((field[1], field[2]))
        end = field.end()
    closing = _END.match(text, end)
    start = head.start(1) - 1
    if not closing or _AT_LINE_START.search(text, start + 1, closing.end()):
        return None
    return head[1].lower(), head[2], pairs, start, closing.end()


def _split(text: str, first: int) -> Iterator[Written | Other]:
    for found in Splitter(text).split().blocks:
        line = first + (found.start_line or 0)
        block: Block | None = found
        if isinstance(block, DuplicateBlockKeyBlock):
            block = block.ignore_error_block
        if isinstance(block, DuplicateFieldKeyBlock):
            block = block.ignore_error_block
        if isinstance(block, Entry):
            pairs = [(field.key, field.value) for field in block.fields]
            yield Written(line, block.entry_type, block.key, pairs)
        elif block:
            yield Other(line, block, text, first)


def pieces(text: str) -> Iterator[str]:
    """Yield `text` in pieces of about `PIECE` characters, cut only where a block begins."""
    start = 0
    while len(text) - start > PIECE:
        found = HEAD.search(text, text.find("\n", start + PIECE) + 1 or len(text))
        if not found:
            break
        yield text[start : found.start()]
        start = found.start()
    yield text[start:] if start else text
