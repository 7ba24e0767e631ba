"""Citations in CSL styles: one entry, or a whole bibliography, as safe HTML and as text.

A style is a file in `styles`; more are found in the folder "styles" of the data folder.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from publications.csl import as_csl
from publications.records import Record

from .rich import Runs, as_html, as_text, finished
from .style import BadStyle, Style

__all__ = ["FIRST", "BadStyle", "Citation", "bibliography", "citable", "cite", "style", "styles"]

FOLDER = Path(__file__).parent / "styles"
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
KEPT = 4096  # citations in memory
_kept: OrderedDict[bytes, "Citation"] = OrderedDict()


class Citation(NamedTuple):
    """One entry of a bibliography."""

    html: str
    text: str


@cache
def styles(more: Path | None = None) -> dict[str, tuple[str, Path]]:
    """Return label and file of every style by key, the eight first ones first.

    `more` is a folder of a site's own files; one that is there under a name of ours replaces it.
    """
    files = {path.stem: path for path in sorted(FOLDER.glob("*.csl"))}
    files |= {path.stem: path for path in sorted(more.glob("*.csl"))} if more else {}
    found = {}
    for key, (stem, label) in FIRST.items():
        found[key] = label, files.pop(stem)
    for stem, path in files.items():
        found[stem] = stem.replace("-", " ").capitalize(), path
    return found


@cache
def style(key: str, more: Path | None = None) -> Style:
    """Return the compiled style. Raises KeyError for a key that is none, BadStyle for its file."""
    return Style(key, styles(more)[key][1])


def citable(record: Record) -> dict[str, Any]:
    """Return the CSL item of a record as reference lists want it.

    A preprint of arXiv is told as one: its number, and its address where it has no other.
    """
    item = as_csl(record)
    for name in ("custom", "note", "keyword", "abstract", "archive", "archive_location"):
        item.pop(name, None)
    if record.arxiv_id:
        if record.type == "article":
            item.setdefault("publisher", "arXiv")
            item["number"] = f"arXiv:{record.arxiv_id}"
        if not record.doi:
            item["URL"] = f"https://arxiv.org/abs/{record.arxiv_id}"
    if record.doi or (record.type in {"article-journal", "paper-conference"} and record.pages):
        item.pop("URL", None)
    if record.type == "paper-conference" and not item.get("event-title"):
        item.pop("event-title", None)
    return item


def cite(item: Mapping[str, Any], style_key: str, more: Path | None = None) -> Citation:
    """Return the entry of one item, without a number; the same item is formatted but once."""
    chosen = style(style_key, more)
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


def bibliography(
    items: Sequence[Mapping[str, Any]], style_key: str, more: Path | None = None
) -> list[Citation]:
    """Return the entries in the order of the style; those it would not tell apart get letters."""
    chosen = style(style_key, more)
    order = list(range(len(items)))
    if chosen.sorts:
        order.sort(key=lambda at: (chosen.sort_key(items[at]), at))
    suffixes = _suffixes([items[at] for at in order]) if chosen.kind == "author-date" else {}
    return [
        _finished(chosen, chosen.entry(items[at], suffixes.get(place, "")))
        for place, at in enumerate(order)
    ]


def _suffixes(items: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return by place "a", "b" ... for items of the same authors and year."""
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        year = ((item.get("issued") or {}).get("date-parts") or [[None]])[0][:1]
        names = item.get("author") or item.get("editor") or item.get("title")
        groups.setdefault(repr((names, year)), []).append(place)
    return {
        place: _letters(number)
        for places in groups.values()
        if len(places) > 1
        for number, place in enumerate(places)
    }


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _finished(chosen: Style, runs: Runs) -> Citation:
    locale = chosen.locale
    done = finished(runs, inside_quotes=locale.inside_quotes, marks=locale.marks)
    return Citation(as_html(done), as_text(done))
