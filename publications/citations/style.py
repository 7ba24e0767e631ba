"""A CSL style, compiled once into functions. Source: CSL 1.0.2."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from .collation import Reversed, collated, letters
from .dates import date_maker, parts_of
from .locale import NS, locale_for
from .names import INHERITED, initials, names_maker
from .numbers import RANGED, is_numeric, is_plural, ranged
from .rich import Runs, joined, marked_up, plain, text_of
from .state import NOTHING, Made, Maker, State, dress

OPTIONS = (
    *INHERITED, "name-delimiter", "name-form", "names-delimiter", "initialize-with-hyphen",
    "demote-non-dropping-particle", "page-range-format",
)  # fmt: skip
SHORT = {"title": "title-short", "container-title": "container-title-short"}


class BadStyle(Exception):
    """A file that is no style; the message says where and why."""


FOLDER = Path(__file__).parent / "styles"  # of ours, on which others may depend


def _read(path: Path) -> etree._Element:
    """Return the root of the style, or of the one that it is but another name for.

    Source: CSL 1.0.2, "Dependent Styles". Raises BadStyle.
    """
    root = _parsed(path)
    if root.tag == f"{NS}style" and root.find(f"{NS}bibliography/{NS}layout") is not None:
        return root
    link = root.find(f"{NS}info/{NS}link[@rel='independent-parent']")
    if link is None:
        raise BadStyle(f"{path.name} has no bibliography. Take a style that has one.")
    name = f"{link.get('href', '').rstrip('/').rpartition('/')[2]}.csl"
    for parent in (path.parent / name, FOLDER / name):
        if parent.exists() and parent.resolve() != path.resolve():
            whole = _parsed(parent)
            if whole.find(f"{NS}bibliography/{NS}layout") is not None:
                return whole
    raise BadStyle(f"{path.name} is another name for {name}, which is not here. Add that, too.")


def _parsed(path: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError) as error:
        raise BadStyle(f"{path.name}: {error}. Download the style anew.") from error


def head_of(path: Path) -> tuple[str, str]:
    """Return title and kind of a style, "numeric" or the like. Raises BadStyle."""
    root = _parsed(path)
    category = _read(path).find(f"{NS}info/{NS}category[@citation-format]")
    kind = category.get("citation-format", "") if category is not None else ""
    return " ".join(root.findtext(f"{NS}info/{NS}title", path.stem).split()), kind


class Style:
    """A style by its file: how it is called, and how it writes one entry of a bibliography."""

    def __init__(self, key: str, path: Path) -> None:
        self.key = key
        self._root = _read(path)
        self._layout = self._root.find(f"{NS}bibliography/{NS}layout")
        self.locale = locale_for(self._root)
        bibliography = self._layout.getparent()
        self.options = {
            name: value
            for element in (self._root, bibliography)
            for name in OPTIONS
            if (value := element.get(name)) is not None
        }
        self._repeats = bibliography.get("subsequent-author-substitute", "")
        citation = self._root.find(f"{NS}citation")
        self._citation = dict(citation.attrib) if citation is not None else {}
        self._macros = {m.get("name", ""): m for m in self._root.iterfind(f"{NS}macro")}
        self._compiled: dict[str, Maker] = {}
        self._entry = self._group(self._layout)
        self._dress = dress(self._layout)
        self._keys = [
            (self._key(key), self.options | _cut(key), key.get("sort") == "descending")
            for key in bibliography.iterfind(f"{NS}sort/{NS}key")
        ]

    def entry(self, item: Mapping[str, Any]) -> Runs:
        """Return the entry of an item, its marks not yet put right."""
        return self._written(State(item, self.locale, self.options))

    def entries(self, items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, Runs]]:
        """Yield (place in `items`, number as the style writes it, entry) in the style's order."""
        order = list(range(len(items)))
        if self._keys:
            keys = [self._sort_key(item) for item in items]
            order.sort(key=lambda place: keys[place])
        suffixes = self._suffixes([items[place] for place in order])
        before = None
        for number, place in enumerate(order, 1):
            state = State(items[place], self.locale, self.options, suffixes.get(number - 1, ""))
            state.number, state.before, state.repeats = number, before, self._repeats
            runs = self._written(state)
            before = state.names
            yield place, state.label, runs

    def _written(self, state: State) -> Runs:
        return self._dress(self._entry(state).runs, state)

    def _sort_key(self, item: Mapping[str, Any]) -> list[tuple[bool, Any]]:
        """Return by what the style sorts an item: (is empty, key) for each of its keys."""
        found: list[tuple[bool, Any]] = []
        for make, options, is_descending in self._keys:
            state = State(item, self.locale, options)
            state.for_sorting = True
            text = text_of(make(state).runs)
            key = collated(text)
            found.append((not text, Reversed(key) if is_descending else key))
        return found

    def _suffixes(self, items: Iterable[Mapping[str, Any]]) -> dict[int, str]:
        """Return by place "a", "b" ... for items that citations would not tell apart.

        Source: CSL 1.0.2, "Disambiguation".
        """
        if self._citation.get("disambiguate-add-year-suffix") != "true":
            return {}
        groups: dict[str, list[int]] = {}
        for place, item in enumerate(items):
            groups.setdefault(self._citation_key(item), []).append(place)
        return {
            place: letters(number)
            for places in groups.values()
            if len(places) > 1
            for number, place in enumerate(places)
        }

    def _citation_key(self, item: Mapping[str, Any]) -> str:
        """Return what tells an item from others in a citation: names and year."""
        told = self._citation
        people = item.get("author") or item.get("editor")
        year = parts_of(item.get("issued"))[:1]
        if not people:
            return repr((item.get("title"), year))
        if told.get("disambiguate-add-names") != "true":
            least = int(told.get("et-al-min") or 0)
            if least and len(people) >= least:
                people = people[: int(told.get("et-al-use-first") or 1)]
        rule = told.get("givenname-disambiguation-rule", "by-cite")
        adds = len(people) if told.get("disambiguate-add-givenname") == "true" else 0
        adds = min(adds, 1) if rule.startswith("primary") else adds
        names = []
        for place, person in enumerate(people):
            given = str(person.get("given", "")) if place < adds else ""
            if rule.endswith("initials"):
                given = initials(given, "", {})
            names.append((person.get("family") or person.get("literal"), given))
        return repr((names, year))

    def _key(self, key: etree._Element) -> Maker:
        if macro := key.get("macro"):
            return self._macro(macro)
        variable = key.get("variable", "")
        if variable in {"author", "editor"}:
            element = etree.Element(f"{NS}names", variable=variable)
            return names_maker(element, self._make)
        if variable == "issued":
            return date_maker(etree.Element(f"{NS}date", variable=variable))
        return lambda state: Made(plain(state.text(variable)))

    def _macro(self, name: str) -> Maker:
        """Return a macro, compiled when it is first called: they may be many."""

        def make(state: State) -> Made:
            maker = self._compiled.get(name)
            if maker is None:
                element = self._macros.get(name)
                maker = self._group(element) if element is not None else _nothing
                self._compiled[name] = maker
            return maker(state)

        return make

    def _group(self, element: etree._Element, delimiter: str = "") -> Maker:
        """Return what makes the children of an element, one behind the other.

        A branch of `choose` takes the `delimiter` of the group that it stands in.
        """
        if element.tag == f"{NS}group":
            delimiter = element.get("delimiter", "")
        makers = [self._make(c, delimiter) for c in element if isinstance(c.tag, str)]

        def make(state: State) -> Made:
            parts, asked, told = [], False, False
            for maker in makers:
                runs, has_asked, has_told = maker(state)
                asked |= has_asked
                told |= has_told
                if runs:
                    parts.append(runs)
            return Made(joined(parts, delimiter), asked, told)

        return make

    def _make(self, element: etree._Element, delimiter: str = "") -> Maker:
        kind = element.tag.removeprefix(NS)
        makers: dict[str, Callable[[etree._Element], Maker]] = {
            "text": self._text,
            "number": _number,
            "label": _label,
            "group": self._whole_group,
            "choose": lambda choose: self._choose(choose, delimiter),
            "date": date_maker,
            "names": lambda names: names_maker(names, self._make),
        }
        return makers[kind](element) if kind in makers else _nothing

    def _whole_group(self, element: etree._Element) -> Maker:
        """Source: CSL 1.0.2, "Group": nothing, if it asks for variables and none tells."""
        inner, dressed = self._group(element), dress(element)

        def make(state: State) -> Made:
            runs, asked, told = inner(state)
            if not runs or (asked and not told):
                return Made([], asked, told=False)
            return Made(dressed(runs, state), asked, told=True)

        return make

    def _text(self, element: etree._Element) -> Maker:
        dressed = dress(element)
        if macro := element.get("macro"):
            inner = self._macro(macro)

            def make_macro(state: State) -> Made:
                runs, asked, told = inner(state)
                return Made(dressed(runs, state), asked, told or bool(runs))

            return make_macro
        if (value := element.get("value")) is not None:
            return lambda state: Made(dressed(plain(value), state))
        if term := element.get("term"):
            form, plural = element.get("form", "long"), element.get("plural") == "true"
            return lambda state: Made(
                dressed(plain(state.locale.term(term, form, plural=plural)), state)
            )
        variable, form = element.get("variable", ""), element.get("form", "long")
        dressed = dress(element, is_leaf=True)

        def make(state: State) -> Made:
            if variable == "citation-number" and state.number:
                state.label = text_of(dressed(plain(str(state.number)), state))
            text = _variable(state, variable, form)
            state.used.add(variable)
            is_asked = variable != "year-suffix"
            return Made(dressed(marked_up(text), state), asked=is_asked, told=bool(text))

        return make

    def _choose(self, element: etree._Element, delimiter: str) -> Maker:
        branches = [
            (_condition(child), self._group(child, delimiter))
            for child in element
            if isinstance(child.tag, str)
        ]

        def make(state: State) -> Made:
            for holds, maker in branches:
                if holds(state):
                    return maker(state)
            return NOTHING

        return make


def _cut(key: etree._Element) -> dict[str, str]:
    """Return how many names a sort key takes. Source: CSL 1.0.2, "Sorting"."""
    names = {"names-min": "et-al-min", "names-use-first": "et-al-use-first"}
    return {names[name]: str(value) for name, value in key.attrib.items() if name in names}


def _variable(state: State, name: str, form: str) -> str:
    if name == "year-suffix":
        return state.year_suffix
    if name in {"citation-number", "citation-label"}:
        return ""  # lists are numbered where they are shown
    if form == "short" and name in SHORT:
        short = state.text(SHORT[name]) or (
            state.text("journalAbbreviation") if name == "container-title" else ""
        )
        if short:
            return short
    text = state.text(name)
    if name == "page-first":
        return text or re.split(r"\s*[-–,]", state.text("page"))[0]
    if name in RANGED and text:
        how = state.options.get("page-range-format", "")
        return ranged(name, text, how, state.locale.term("page-range-delimiter") or "–")
    return text


def _number(element: etree._Element) -> Maker:
    variable, form = element.get("variable", ""), element.get("form", "numeric")
    dressed = dress(element)

    def make(state: State) -> Made:
        text = _variable(state, variable, "long")
        if text.isdecimal() and form in {"ordinal", "long-ordinal"}:
            long = state.locale.term(f"long-ordinal-{int(text):02d}") if form[0] == "l" else ""
            text = long or state.locale.ordinal(int(text))
        return Made(dressed(plain(text), state), asked=True, told=bool(text))

    return make


def _label(element: etree._Element) -> Maker:
    variable, form = element.get("variable", ""), element.get("form", "long")
    plural = element.get("plural", "contextual")
    dressed = dress(element)

    def make(state: State) -> Made:
        text = state.text(variable)
        if not text:
            return NOTHING
        many = plural == "always" or (plural == "contextual" and is_plural(variable, text))
        term = state.locale.term(variable, form, plural=many)
        return Made(dressed(plain(term), state))

    return make


def _nothing(state: State) -> Made:
    return NOTHING


def _always(state: State) -> bool:
    return True


def _never(state: State) -> bool:
    return False


Condition = Callable[[State], bool]


def _condition(element: etree._Element) -> Condition:
    """Source: CSL 1.0.2, "Choose"; a bibliography has no position and no locator."""
    tests: list[Condition] = []
    for name, value in element.attrib.items():
        words = str(value).split()
        if name == "type":
            tests += [_of_type(word) for word in words]
        elif name == "variable":
            tests += [_has(word) for word in words]
        elif name == "is-numeric":
            tests += [_numeric(word) for word in words]
        elif name != "match":
            tests += [_never for _ in words]
    match = element.get("match", "")
    if element.tag == f"{NS}else":
        return _always
    if match == "any":
        return lambda state: any(test(state) for test in tests)
    if match == "none":
        return lambda state: not any(test(state) for test in tests)
    return lambda state: all(test(state) for test in tests)


def _of_type(wanted: str) -> Condition:
    return lambda state: state.item.get("type") == wanted


def _has(name: str) -> Condition:
    if name == "page-first":
        return lambda state: bool(state.item.get("page-first") or state.item.get("page"))
    return lambda state: bool(state.item.get(name))


def _numeric(name: str) -> Condition:
    return lambda state: is_numeric(str(state.item.get(name) or ""))
