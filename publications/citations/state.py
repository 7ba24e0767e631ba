"""What an entry is made from and leaves behind while it is formatted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from .locale import Locale
from .rich import CLOSE, OPEN, PLAIN, Run, Runs, cased, has_letters, looking, plain, text_of

Item = Mapping[str, Any]


class Made(NamedTuple):
    """Runs, whether a variable was asked for in making them, and whether one had something."""

    runs: Runs
    asked: bool = False
    told: bool = False


NOTHING = Made([])


@dataclass
class State:
    """One item while it is formatted."""

    item: Item
    locale: Locale
    options: Mapping[str, str]  # of style and bibliography, for names and pages
    year_suffix: str = ""
    hidden: set[str] = field(default_factory=set)  # variables that stood in for others
    used: set[str] = field(default_factory=set)  # variables that were written
    for_sorting: bool = False
    number: int = 0  # in a list, 0 outside of one
    label: str = ""  # the number as the style writes it
    names: str | None = None  # the first names of the entry
    before: str | None = None  # those of the entry before
    repeats: str = ""  # what is written instead of the same names again

    def repeated(self, names: Runs) -> Runs:
        """Return names, or what stands for them if the entry before begins with the same.

        Source: CSL 1.0.2, "subsequent-author-substitute".
        """
        if self.names is not None or self.for_sorting:
            return names
        self.names = text_of(names)
        return plain(self.repeats) if self.repeats and self.names == self.before else names

    def text(self, name: str) -> str:
        if name in self.hidden:
            return ""
        value = self.item.get(name, "")
        return str(value) if isinstance(value, str | int | float) else ""

    def has(self, name: str) -> bool:
        return name not in self.hidden and bool(self.item.get(name))

    @property
    def is_english(self) -> bool:
        return str(self.item.get("language") or "en").lower().startswith("en")


Maker = Callable[[State], Made]


def dress(element: etree._Element, *, is_leaf: bool = False) -> Callable[[Runs, State], Runs]:
    """Return what the formatting attributes of an element do to its runs.

    Source: CSL 1.0.2, "Formatting", "Affixes", "Strip-periods", "Quotes", "Text-case".
    """
    looks = _looks(element)
    case, quotes = element.get("text-case", ""), element.get("quotes") == "true"
    strips = element.get("strip-periods") == "true"
    prefix, suffix = element.get("prefix", ""), element.get("suffix", "")
    if not (looks or case or quotes or strips or prefix or suffix):
        return _as_it_is

    def dressed(runs: Runs, state: State) -> Runs:
        if not runs:
            return runs
        if strips:
            runs = [Run(run.text.replace(".", ""), run.looks) for run in runs]
        if case:
            runs = cased(runs, case, is_english=state.is_english)
        if quotes:
            runs = [Run(OPEN), *runs, Run(CLOSE)]
        own = looks
        if is_leaf and "italic" in looks and not has_letters(runs):
            own = looks - {"italic"}  # as citeproc-js: scripts that have no italics
        return [*plain(prefix), *looking(runs, own), *plain(suffix)]

    return dressed


def _as_it_is(runs: Runs, state: State) -> Runs:
    return runs


def _looks(element: etree._Element) -> frozenset[str]:
    wanted = {element.get("font-style", ""), element.get("font-weight", "")}
    wanted |= {element.get("font-variant", ""), element.get("vertical-align", "")}
    return frozenset(wanted & {"italic", "bold", "small-caps", "sup", "sub"}) or PLAIN
