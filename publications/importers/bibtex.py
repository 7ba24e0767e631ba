"""BibTeX and BibLaTeX files: entries one after the other, whatever the size of the file."""

import logging
import re
from collections import deque
from collections.abc import Iterator

from bibtexparser.model import (
    Block,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)

from publications.records import Problem, Record

from .base import Importer
from .bibtex_blocks import HEAD, Written, blocks, pieces
from .bibtex_fields import TYPES, read_entry
from .bibtex_inherit import Inheritance, RawEntry
from .bibtex_values import Macros, fields_of, recovered
from .doubts import Doubts

# Begins with an end of line, which is found at once, and so fits text behind one.
_ENTRY = re.compile(r"\n[ \t]*@\w+\s*\{\s*[^\s,{}=]*\s*,\s*[\w+:-]+\s*=")
_BLOCK = re.compile(r"^[ \t]*@(?:string|comment|preamble|\w+\s*\{[^{}]*,)", re.I | re.MULTILINE)
_COMMENTED = re.compile(r"\n[ \t]*%.*?@\w+[ \t]*[{(]")
_LOOKS_LIKE_ENTRY = re.compile(r"^[ \t]*@[^\s@{(]*\s*[{(]", re.MULTILINE)
_NO_ENTRY = "An @ with a bracket is no entry and was not read."
_REFERS = ("crossref", "xdata", "@string")  # to other parts of the file
_SETTINGS = {"control", "ieeetranbstctl", "bstctl", "bibnote", "settings", "format"}
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its failures become problems here


class BibTeX(Importer):
    """BibTeX and BibLaTeX, as people and programs write it."""

    key = "bibtex"
    label = "BibTeX"
    suffixes = (".bib", ".bibtex")

    def recognizes(self, head: str) -> int:
        if _ENTRY.search("\n" + head):
            return 95
        return 60 if _BLOCK.search(head) else 0

    def count(self, text: str) -> int:
        return sum(1 for _ in _ENTRY.finditer(text)) + bool(_ENTRY.match("\n" + text[:1000]))

    def parse(self, text: str) -> Iterator[Record | Problem]:
        text = text.removeprefix("\ufeff")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _Reading(text).read()


class _Reading:
    """One file being read: its macros, the keys it has used, the entries others inherit from."""

    def __init__(self, text: str) -> None:
        # A character beyond U+FFFF makes each of the whole text take four bytes; pieces do not.
        self.pieces = deque(pieces(text))
        small = map(str.lower, self.pieces)
        kept = text if any(word in piece for piece in small for word in _REFERS) else ""
        self.macros = Macros(kept)
        self.inheritance = Inheritance(kept, self.macros)
        self.lines: dict[str, int] = {}  # key -> line of the entry that has it

    def read(self) -> Iterator[Record | Problem]:
        line = 1
        while self.pieces:
            piece = self.pieces.popleft()
            commented = {
                line + piece.count("\n", 0, found.start())
                for found in _COMMENTED.finditer("\n" + piece)
            }
            for block in blocks(piece):
                at = line + block.line
                if isinstance(block, Written):
                    if at in commented:
                        yield _behind_percent(at)
                    else:
                        yield from self.entry(block.kind, block.key, block.pairs, at)
                elif at in commented and not isinstance(block.block, ImplicitComment):
                    yield _behind_percent(at)
                elif isinstance(block.block, ParsingFailedBlock):
                    raw = _whole(block.block.raw or "", block.text, block.line - block.first)
                    yield from self.broken(raw, at)
                else:
                    yield from self.other(block.block, at)
            line += piece.count("\n")

    def other(self, block: Block, line: int) -> Iterator[Record | Problem]:
        """Yield what a block that is no entry says, which begins in `line`."""
        if isinstance(block, String):
            doubts = Doubts(f"Line {line}")
            self.macros.define(block.key, block.value, doubts)
            yield from doubts
        elif isinstance(block, ImplicitComment):
            heads = list(_LOOKS_LIKE_ENTRY.finditer(block.comment))
            ends = [head.start() for head in heads[1:]] + [len(block.comment)]
            for head, end in zip(heads, ends, strict=False):
                start = line + block.comment.count("\n", 0, head.start())
                yield from self.broken(block.comment[head.start() : end], start)
        elif isinstance(block, ExplicitComment):
            if _ENTRY.search("\n" + block.comment):
                yield Problem(f"Line {line}", "The entries in a @comment were not read.")
        elif not isinstance(block, Preamble):
            yield Problem(f"Line {line}", "A part of the file could not be read.", is_loss=True)

    def broken(self, raw: str, line: int) -> Iterator[Record | Problem]:
        """Yield what can be saved of a block that the splitter gave up."""
        where = f"Line {line}"
        found = recovered(raw)
        if found is None:
            if "=" not in raw:
                yield Problem(where, _NO_ENTRY)
                return
            key = re.match(r"\s*@[^{(]*[{(]\s*([^\s,={}]*)", raw)
            name = f' "{key[1]}"' if key and key[1] else ""
            yield Problem(
                where,
                f"The entry{name} could not be read: a bracket, quote or comma is missing.",
                "Mend it in the file and import it again.",
                is_loss=True,
            )
            return
        kind, key_text, pairs, is_closed = found
        if kind == "string":
            doubts = Doubts(where)
            for name, value in pairs:
                self.macros.define(name, value, doubts)
            yield from doubts
        elif kind not in {"comment", "preamble"}:
            if not is_closed:
                yield Problem(where, f'The closing bracket of "{key_text}" is missing.', "Add it.")
            yield from self.entry(kind, key_text, pairs, line)

    def entry(
        self, kind: str, key: str, pairs: list[tuple[str, str]], line: int
    ) -> Iterator[Record | Problem]:
        doubts = Doubts(f"Line {line}")
        kind = kind.lower()
        if not pairs and kind not in TYPES:
            doubts.add(_NO_ENTRY)
            yield from doubts
            return
        if kind == "xdata":
            return
        if kind == "set" or kind in _SETTINGS:
            doubts.add(f'"{key}" is no work of its own but a @{kind}; it was not read.')
            yield from doubts
            return
        if not key:
            doubts.add("The entry has no key.", "Add one before its first comma.")
        elif key in self.lines:
            what = f'The key "{key}" is also that of the entry in line {self.lines[key]}.'
            doubts.add(what, "Both were read. Give one of them another key.")
        else:
            self.lines[key] = line
        fields = fields_of(pairs, self.macros, doubts)
        if "crossref" in fields or "xdata" in fields:
            fields = self.inheritance.completed(RawEntry(kind, key, fields), doubts)
        yield read_entry(kind, key, fields, doubts)
        yield from doubts


def _behind_percent(line: int) -> Problem:
    what = "An entry behind a % was not read."
    return Problem(f"Line {line}", what, "Take away the % if it is wanted.")


def _whole(raw: str, piece: str, lines: int) -> str:
    """Return all of a block that the splitter gave up, up to where the next one begins.

    `raw` is how far the splitter came; the block begins behind so many `lines` of the piece.
    """
    start = 0
    for _ in range(lines):
        start = piece.find("\n", start) + 1
    start = max(piece.find(raw[:20], start), start)
    following = HEAD.search(piece, piece.find("\n", start) + 1 or len(piece))
    return piece[start : following.start()] if following else piece[start:]
