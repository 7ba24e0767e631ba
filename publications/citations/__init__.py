"""Citations in CSL styles: one entry, or a whole bibliography, as safe HTML and as text.

A style is a file in `styles`; more are found in the folder "styles" of the data folder.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.conf import settings

from publications.csl import plain_item
from publications.records import Record

from .rich import Runs, as_html, as_text, finished
from .style import FOLDER, BadStyle, Style, head_of

__all__ = [
    "FIRST", "BadStyle", "Citation", "Known", "arranged", "bibliography", "broken_styles",
    "citable", "cite", "forget", "in_every_style", "style", "style_file", "styles",
]  # fmt: skip

# The styles most people ask for, in this order, by file and by the name that is shown.
FIRST = {
    "apa": ("apa", "APA"),
    "ieee": ("ieee", "IEEE"),
    "acm": ("association-for-computing-machinery", "ACM"),
    "chicago": ("chicago-author-date", "Chicago"),
    "mla": ("modern-language-association", "MLA"),
    "vancouver": ("nlm-citation-sequence", "Vancouver"),
    "harvard": ("harvard-cite-them-right", "Harvard"),
    "nature": ("nature", "Nature"),
}
LABELS = {
    "american-chemical-society": "ACS",
    "american-medical-association": "AMA",
    "american-physics-society": "APS",
    "cell": "Cell",
    "science": "Science",
    "springer-lecture-notes-in-computer-science": "LNCS",
}
KEPT = 4096  # citations in memory
_kept: OrderedDict[bytes, "Citation"] = OrderedDict()


class Citation(NamedTuple):
    """One entry: as safe HTML and as text; in a list, with the number the style sets beside it."""

    html: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A style that can be chosen; `kind` is "author-date", "numeric", "author" or the like."""

    key: str
    label: str
    kind: str
    path: Path


@cache
def styles() -> dict[str, Known]:
    """Return the styles by key, those of `FIRST` first, then ours, then the site's own."""
    return _found()[0]


def broken_styles() -> list[str]:
    """Return a sentence for each file of the site's own styles that is none."""
    return _found()[1]


@cache
def _found() -> tuple[dict[str, Known], list[str]]:
    files = {path.stem: path for path in sorted(FOLDER.glob("*.csl"))}
    order = [*((key, stem) for key, (stem, _) in FIRST.items())]
    order += [(stem, stem) for stem in files if stem not in {stem for _, stem in order}]
    paths = {key: files[stem] for key, stem in order}
    for path in sorted((settings.DATA_DIR / "styles").glob("*.csl")):
        paths.setdefault(path.stem, path)
    known, broken = {}, []
    for key, path in paths.items():
        try:
            title, kind = head_of(path)
            if path.parent != FOLDER:
                Style(key, path)
        except BadStyle as error:
            broken.append(str(error))
        else:
            label = FIRST[key][1] if key in FIRST else LABELS.get(key, title)
            known[key] = Known(key, label, kind, path)
    return known, broken


def style_file(key: str) -> str:
    """Return the name of a style's file, without its suffix."""
    return styles()[key].path.stem


def forget() -> None:
    """Look for styles anew, as after a change of the folder."""
    for kept in (styles, _found, style):
        kept.cache_clear()
    _kept.clear()


@cache
def style(key: str) -> Style:
    """Return the compiled style. Raises KeyError for a key that is none."""
    return Style(key, styles()[key].path)


def citable(record: Record) -> dict[str, Any]:
    """Return the CSL item of a record as reference lists want it.

    A preprint of arXiv is told as one: its number, and its address where it has no other.
    """
    item = plain_item(record)
    for name in ("custom", "note", "keyword", "abstract", "archive", "archive_location"):
        item.pop(name, None)
    if record.arxiv_id:
        if record.type == "article":
            if record.container_title.casefold() in {"preprint", "arxiv", "arxiv preprint", "corr"}:
                item.pop("container-title")
            item.setdefault("publisher", "arXiv")
            item["number"] = f"arXiv:{record.arxiv_id}"
        if not record.doi:
            item["URL"] = f"https://arxiv.org/abs/{record.arxiv_id}"
    if record.doi or (record.type in {"article-journal", "paper-conference"} and record.pages):
        item.pop("URL", None)
    if record.type == "paper-conference" and not item.get("event-title"):
        item.pop("event-title", None)
    return item


def cite(item: Mapping[str, Any], style_key: str) -> Citation:
    """Return the entry of one item, without a number; the same item is formatted but once."""
    chosen = style(style_key)
    digest = hashlib.blake2b(orjson.dumps(item), digest_size=16, key=style_key.encode()[:64])
    key = digest.digest()
    if (found := _kept.get(key)) is not None:
        _kept.move_to_end(key)
        return found
    made = _finished(chosen, chosen.entry(item))
    _kept[key] = made
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return made


def in_every_style(record: Record) -> list[tuple[Known, Citation]]:
    """Return the entry of a record in each style, in the order of `styles`."""
    item = citable(record)
    return [(known, cite(item, key)) for key, known in styles().items()]


def bibliography(items: Sequence[Mapping[str, Any]], style_key: str) -> list[Citation]:
    """Return the entries in the order of the style, as `arranged` has them."""
    return [citation for _, citation in arranged(items, style_key)]


def arranged(items: Sequence[Mapping[str, Any]], style_key: str) -> Iterator[tuple[int, Citation]]:
    """Yield (place in `items`, entry) in the order of the style.

    Entries are numbered, told apart by letters of years, and repeat no names, as it has it.
    """
    chosen = style(style_key)
    for place, label, runs in chosen.entries(items):
        yield place, _finished(chosen, runs, label)


def _finished(chosen: Style, runs: Runs, label: str = "") -> Citation:
    locale = chosen.locale
    done = finished(runs, inside_quotes=locale.inside_quotes, marks=locale.marks)
    return Citation(as_html(done), as_text(done), label.strip())
