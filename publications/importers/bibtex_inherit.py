"""What entries take over from others: crossref and xdata, wherever in the file the others stand.

Source: the biblatex manual, section 2.4.1 and appendix B (default inheritance set-up).
"""

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from bibtexparser.model import DuplicateFieldKeyBlock, Entry
from bibtexparser.splitter import Splitter

from .bibtex_values import HEADS, Macros, fields_of, recovered
from .doubts import Doubts


class RawEntry(NamedTuple):
    """An entry whose values are worked out but not yet read."""

    kind: str
    key: str
    fields: dict[str, str]


# What is said of the one entry only. biblatex hands down addresses and identifiers; here they
# would make one work of a volume and its papers.
_OWN = {
    "crossref", "xref", "xdata", "ids", "entryset", "entrysubtype", "execute", "label", "options",
    "presort", "related", "relatedoptions", "relatedstring", "relatedtype", "shorthand",
    "shorthandintro", "sortkey", "sorttitle", "indextitle", "indexsorttitle", "annotation",
    "keywords",
}  # fmt: skip
_OF_THE_WHOLE = {
    "doi", "url", "urldate", "eprint", "eprinttype", "archiveprefix", "primaryclass",
    "eprintclass", "pmid", "pages", "pagetotal", "abstract", "file", "pdf", "code", "video",
    "slides", "poster", "website", "shorttitle", "note",
}  # fmt: skip
_PARTS = {
    "inbook", "bookinbook", "suppbook", "incollection", "suppcollection", "inreference",
    "inproceedings", "conference",
}  # fmt: skip
_OF_ONE_AUTHOR = {"inbook", "bookinbook", "suppbook"}
_TITLES = ("title", "subtitle", "titleaddon")


class Inheritance:
    """The entries of a file that others name as their parents, read when they are asked for."""

    def __init__(self, text: str, macros: Macros) -> None:
        self.text = text
        self.macros = macros
        self.read: dict[str, RawEntry | None] = {}

    def completed(
        self, entry: RawEntry, doubts: Doubts, within: tuple[str, ...] = ()
    ) -> dict[str, str]:
        """Return the fields of `entry` with those it inherits; what fails is added to `doubts`.

        `within` names the entries whose fields are being worked out.
        """
        fields = dict(entry.fields)
        within = (*within, entry.key.lower())
        for relation in ("xdata", "crossref"):
            for key in filter(None, re.split(r"[\s,]+", fields.get(relation, ""))):
                parent = self.find(key)
                if parent is None:
                    what = f'"{entry.key}" refers to "{key}", which is not in the file.'
                    doubts.add(what, "Add that entry.")
                    continue
                if parent.key.lower() in within:
                    what = f'"{entry.key}" inherits from itself by way of "{key}".'
                    doubts.add(what, f"Mend its {relation}.")
                    continue
                theirs = self.completed(parent, doubts, within)
                inherited = (
                    {name: theirs[name] for name in theirs if name not in _OWN}
                    if relation == "xdata"
                    else handed_down(parent.kind, entry.kind, theirs)
                )
                fields = {**inherited, **fields}
                if relation == "crossref" and "journal" in entry.fields:
                    fields.pop("journaltitle", "")
        return fields

    def find(self, key: str) -> RawEntry | None:
        """Return the entry with this key or alias, whatever its case, None if there is none."""
        key = key.lower()
        if key not in self.read:
            self.read[key] = None
            place = self._places.get(key)
            if place is None:
                place = self._aliases.get(key)
            if place is not None:
                self.read[key] = self._entry(place)
        return self.read[key]

    def _entry(self, number: int) -> RawEntry | None:
        heads = self._heads
        end = heads[number + 1].start() if number + 1 < len(heads) else len(self.text)
        raw = self.text[heads[number].start() : end]
        for found_block in Splitter(raw).split().blocks:
            block: object = found_block
            if isinstance(block, DuplicateFieldKeyBlock):
                block = block.ignore_error_block
            if isinstance(block, Entry):
                pairs = [(field.key, field.value) for field in block.fields]
                fields = fields_of(pairs, self.macros, Doubts(""))
                return RawEntry(block.entry_type.lower(), block.key, fields)
        if found := recovered(raw):
            return RawEntry(found[0], found[1], fields_of(found[2], self.macros, Doubts("")))
        return None

    @cached_property
    def _heads(self) -> list[re.Match[str]]:
        return list(HEADS.finditer(self.text))

    @cached_property
    def _places(self) -> dict[str, int]:
        """The number of the first head with each key."""
        places: dict[str, int] = {}
        for number, head in enumerate(self._heads):
            if head[1].lower() not in {"string", "comment", "preamble"}:
                places.setdefault(head[2].lower(), number)
        return places

    @cached_property
    def _aliases(self) -> dict[str, int]:
        starts = [head.start() for head in self._heads]
        aliases: dict[str, int] = {}
        for found in re.finditer(r"(?i)\bids\s*=\s*[{\"]([^{}\"]*)", self.text):
            for alias in filter(None, re.split(r"[\s,]+", found[1])):
                aliases.setdefault(alias.lower(), max(bisect_right(starts, found.start()) - 1, 0))
        return aliases


def handed_down(parent: str, child: str, fields: dict[str, str]) -> dict[str, str]:
    """Return the fields that an entry of type `child` gets from its parent, under its own names."""
    is_part = child in _PARTS
    is_article = parent == "periodical" or child == "suppperiodical"
    prefix = ""
    if parent.startswith("mv") and not child.startswith("mv"):
        prefix = "main"
    elif is_part:
        prefix = "book"
    elif is_article:
        prefix = "journal"
    kept: dict[str, str] = {}
    for name, value in fields.items():
        if name in _OWN or ((is_part or prefix) and name in _OF_THE_WHOLE):
            continue
        if name == "author" and prefix and child not in _OF_ONE_AUTHOR and parent != "mvbook":
            continue
        if prefix and name in _TITLES:
            kept[prefix + name] = value
        elif prefix != "book" or name != "booktitle" or "title" not in fields:
            kept[name] = value
    if is_part and "booktitle" in fields and fields["booktitle"]:
        # Classic BibTeX: the parent repeats its title as the booktitle of its parts.
        kept["booktitle"] = fields["booktitle"]
    return kept
