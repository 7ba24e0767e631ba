"""Names as styles write them. Source: CSL 1.0.2, "Names" to "Name-part Formatting"."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from .locale import NS
from .rich import Run, Runs, joined, marked_up, plain
from .state import Made, Maker, State, dress

Person = Mapping[str, Any]
INHERITED = (
    "and", "delimiter-precedes-et-al", "delimiter-precedes-last", "et-al-min", "et-al-use-first",
    "et-al-use-last", "initialize", "initialize-with", "name-as-sort-order", "sort-separator",
)  # fmt: skip
OF_NAME = {"name-delimiter": "delimiter", "name-form": "form"}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]")


def names_maker(element: etree._Element, compiled: Callable[[etree._Element], Maker]) -> Maker:
    """Return what makes a `names` element, or what stands in for it."""
    variables = element.get("variable", "").split()
    name, et_al = element.find(f"{NS}name"), element.find(f"{NS}et-al")
    label = element.find(f"{NS}label")
    label_first = label is not None and name is not None and label.getnext() is name
    write_label = _label(label) if label is not None else None
    write = _writer(name, et_al)
    outer = dress(element)
    delimiter = element.get("delimiter")
    instead = [compiled(child) for child in _substitutes(element)]

    def make(state: State) -> Made:
        parts = []
        for variable in variables:
            named = state.item.get(variable) if state.has(variable) else None
            if not isinstance(named, Sequence):
                continue
            people = [name for name in named if isinstance(name, Mapping)]
            if not people:
                continue
            runs = state.repeated(write(people, state))
            is_labelled = not state.for_sorting and name_form(state) != "count"
            if write_label is not None and runs and is_labelled:
                told = write_label(variable, len(people), state)
                runs = [*told, *runs] if label_first else [*runs, *told]
            parts.append(runs)
            state.used.add(variable)
        if parts:
            between = delimiter if delimiter is not None else state.options.get("names-delimiter")
            return Made(outer(joined(parts, between or ", "), state), asked=True, told=True)
        for maker in instead:
            before, state.used = state.used, set()
            made = maker(state)
            used, state.used = state.used, before | state.used
            if made.runs:
                state.hidden |= used
                return Made(made.runs, asked=True, told=True)
        return Made([], asked=True)

    def name_form(state: State) -> str:
        return (name.get("form") if name is not None else None) or "long"

    return make


def _substitutes(element: etree._Element) -> list[etree._Element]:
    """Return what may stand in for names; `names` of no children get those of `element`.

    Source: CSL 1.0.2, "Substitute".
    """
    substitute = element.find(f"{NS}substitute")
    if substitute is None:
        return []
    for other in substitute.iter(f"{NS}names"):
        if not len(other):
            other.extend(deepcopy(c) for c in element if c.tag != f"{NS}substitute")
            for key, value in element.attrib.items():
                if other.get(key) is None:
                    other.set(key, value)
    return [child for child in substitute if isinstance(child.tag, str)]


def _label(element: etree._Element) -> Callable[[str, int, State], Runs]:
    form, plural = element.get("form", "long"), element.get("plural", "contextual")
    dressed = dress(element)

    def write(variable: str, count: int, state: State) -> Runs:
        many = plural == "always" or (plural == "contextual" and count > 1)
        return dressed(plain(state.locale.term(variable, form, plural=many)), state)

    return write


def _writer(
    name: etree._Element | None, et_al: etree._Element | None
) -> Callable[[Sequence[Person], State], Runs]:
    own = dict(name.attrib) if name is not None else {}
    dressed = dress(name) if name is not None else None
    parts = {
        part.get("name", ""): dress(part)
        for part in (name.iterfind(f"{NS}name-part") if name is not None else ())
    }
    term = et_al.get("term", "et-al") if et_al is not None else "et-al"
    dress_et_al = dress(et_al) if et_al is not None else None
    ready: dict[int, dict[str, str]] = {}

    def options(state: State) -> dict[str, str]:
        found = ready.get(id(state.options))
        if found is None:
            found = {key: state.options[key] for key in INHERITED if key in state.options}
            found |= {to: state.options[key] for key, to in OF_NAME.items() if key in state.options}
            found |= {"initialize-with-hyphen": state.options.get("initialize-with-hyphen", "true")}
            found["demote"] = state.options.get("demote-non-dropping-particle", "display-and-sort")
            found |= {str(key): str(value) for key, value in own.items()}
            ready[id(state.options)] = found
        return found

    def write(people: Sequence[Person], state: State) -> Runs:
        told = options(state)
        shown, is_cut, with_last = _shown(len(people), told)
        if told.get("form") == "count":
            return plain(str(shown))
        inverted = told.get("name-as-sort-order", "")
        if state.for_sorting:
            inverted = "all"
        written = []
        for place, person in enumerate(people):
            if place < shown or (with_last and place == len(people) - 1):
                turned = inverted == "all" or (inverted == "first" and place == 0)
                written.append(_one(person, told, parts, state, inverted=turned))
        delimiter = told.get("delimiter", ", ")
        if not is_cut:
            ends_in_team = bool(people[-1].get("literal"))
            runs = _list(written, told, state, (delimiter, inverted), ends_in_team=ends_in_team)
        elif with_last:
            runs = [*joined(written[:-1], delimiter), Run(f"{delimiter}… "), *written[-1]]
        else:
            runs = joined(written, delimiter)
            text = plain(state.locale.term(term))
            if dress_et_al:
                text = dress_et_al(text, state)
            runs = [*runs, Run(_before(told, delimiter, shown, inverted)), *text]
        return dressed(runs, state) if dressed else runs

    return write


def _shown(count: int, told: Mapping[str, str]) -> tuple[int, bool, bool]:
    """Return how many names are written, whether others are left out, and if the last stays."""
    least = int(told.get("et-al-min") or 0)
    first = int(told.get("et-al-use-first") or 1)
    if not least or count < least or first >= count:
        return count, False, False
    return first, True, told.get("et-al-use-last") == "true" and count >= first + 2


def _before(told: Mapping[str, str], delimiter: str, shown: int, inverted: str) -> str:
    """Return what stands before "et al."."""
    how = told.get("delimiter-precedes-et-al", "contextual")
    has = how == "always" or (how == "contextual" and shown > 1)
    if how == "after-inverted-name":
        has = inverted == "all" or (inverted == "first" and shown == 1)
    return delimiter if has else " "


def _list(
    names: list[Runs],
    told: Mapping[str, str],
    state: State,
    how_listed: tuple[str, str],
    *,
    ends_in_team: bool,
) -> Runs:
    delimiter, inverted = how_listed
    joint = told.get("and", "")
    if len(names) < 2 or not joint or state.for_sorting:
        return joined(names, delimiter)
    word = "&" if joint == "symbol" else state.locale.term("and")
    how = told.get("delimiter-precedes-last", "contextual")
    has = how == "always" or (how == "contextual" and len(names) > 2)
    if how == "after-inverted-name":
        has = inverted == "all" or (inverted == "first" and len(names) == 2)
    if ends_in_team:  # as citeproc-js joins an institution to people
        has = len(names) > 2
    between = f"{delimiter.rstrip()} {word} " if has else f" {word} "
    return [*joined(names[:-1], delimiter), Run(between), *names[-1]]


def _one(  # noqa: PLR0911 -- a form each
    person: Person,
    told: Mapping[str, str],
    parts: Mapping[str, Callable[[Runs, State], Runs]],
    state: State,
    *,
    inverted: bool,
) -> Runs:
    """Return one name. Source: CSL 1.0.2, "Name-part Order", "Non-dropping particles"."""

    def part(name: str, text: str) -> Runs:
        runs = marked_up(text)
        return parts[name](runs, state) if name in parts else runs

    literal = person.get("literal")
    if literal:
        return part("family", str(literal))
    family, given = str(person.get("family", "")), str(person.get("given", ""))
    suffix = str(person.get("suffix", ""))
    dropping = str(person.get("dropping-particle", ""))
    kept = str(person.get("non-dropping-particle", ""))
    if not (dropping or kept):
        dropping, kept, family, given = _parted(family, given)
    if family and not _LATIN.search(family + given):
        if told.get("form") == "short":
            return part("family", family)
        return [*part("family", family), *part("given", given)]
    if (mark := told.get("initialize-with")) is not None:
        given = initials(given, mark, told)
        suffix = suffix if mark else suffix.replace(".", "")
    joint = "" if kept.endswith(("'", "’", "-")) else " "
    if told.get("form") == "short":
        return [*part("family", f"{kept}{joint if kept else ''}{family}")]
    if not family:
        return part("given", given)
    if inverted:
        demoted = told["demote"] == "display-and-sort"
        demoted = demoted or (state.for_sorting and told["demote"] == "sort-only")
        first = family if demoted or not kept else f"{kept}{joint}{family}"
        rest = [given, dropping, kept if demoted else ""]
        second = " ".join(filter(None, rest))
        separator = told.get("sort-separator", ", ")
        runs = joined([part("family", first), part("given", second)], separator)
        return [*runs, Run(f"{separator}{suffix}")] if suffix else runs
    whole = f"{kept}{joint if kept else ''}{family}"
    lead = " ".join(filter(None, [given, dropping]))
    space = "" if lead.endswith(("'", "’")) else " "
    runs = joined([part("given", lead), part("family", whole)], space)
    return [*runs, Run(f" {suffix}")] if suffix else runs


def initials(given: str, mark: str, told: Mapping[str, str]) -> str:
    """Return given names as initials, each followed by `mark`; small words stay.

    Source: CSL 1.0.2, "initialize-with"; where it is silent, citeproc-js.
    """
    if not _STARTS.match(given):
        return given
    if told.get("initialize-with-hyphen") == "false":
        given = re.sub(r"-[a-z]\S*", "", given).replace("-", " ")  # no "W lin" of Wei-lin
    given = re.sub(r"\s*-\s*", "-", given)
    given = re.sub(r"-([a-z])", r"–\1", " ".join(given.split()))
    given = re.sub(r"\.(?! |$)", ". ", given)
    pieces = _GAPS.split(given)
    if len(pieces) == 1 and len(given) == 1 and given.isupper():
        pieces[0] += "."
    whole = told.get("initialize") == "false"
    made = (_normalized if whole else _initialized)(pieces, mark)
    text = re.sub(r"\s*-\s*", "-", made.rstrip(" \u00a0\ufeff"))
    return re.sub(r"–([a-z])", r"-\1", re.sub(" +", " ", text))


def _initialized(pieces: list[str], mark: str) -> str:
    for place in range(0, len(pieces), 2):
        word = pieces[place]
        found = _INITIAL.match(word)
        if found and found[1].isupper():
            rest = "" if found[3] else found[2]
            first = found[1] + (found[2] if found[3] else "")
            capitals = "".join(itertools.takewhile(str.isupper, rest))
            if len(capitals) < len(rest):
                first += capitals.lower()
            pieces[place] = first
            if place + 1 < len(pieces):
                gap = pieces[place + 1]
                pieces[place + 1] = mark + ("-" if "-" in gap else "")
            else:
                pieces.append(mark)
        elif word and not (found and found[3]):
            pieces[place] = f" {word}"
    return "".join(pieces)


def _normalized(pieces: list[str], mark: str) -> str:
    """Return names with their initials, and no others, followed by `mark`."""
    short = []
    for place, piece in enumerate(pieces):
        is_short = (len(piece) > 1 and piece.endswith(".")) or (len(piece) == 1 and piece.isupper())
        pieces[place] = piece.removesuffix(".") if len(piece) > 1 else piece
        short.append(is_short)
    for place in range(0, len(pieces), 2):
        if short[place] and place + 2 < len(pieces):
            pieces[place + 1] = mark + ("" if short[place + 2] else " ")
        elif short[place]:
            pieces[place] += mark
    return "".join(pieces)


_STARTS = re.compile(r"[&a-zA-Z\u0e01-\u0e5b\u00c0-\u017f\u0370-\u052f\u0590-\u05ff\u0600-\u06ff]")
_GAPS = re.compile(r"([-\s]+)")
_INITIAL = re.compile(r"([^\W\d_])([^\W\d_]*)(\.)?")
# Lowercase words before a family name, "van den ", and behind given ones, " von".
_BEFORE = re.compile(r"((?:[^\W\d_A-Z][^\s]*\s+)+|(?:d|l|dell|all|nell|’t|'t)[’']\s*)(?=\S)")
_BEHIND = re.compile(r"\s+((?:[a-zà-ÿ][^\s.]*)(?:\s+[a-zà-ÿ][^\s.]*)*)$")


def _parted(family: str, given: str) -> tuple[str, str, str, str]:
    """Return (dropping particle, non-dropping one, family, given) of a name not parted yet."""
    dropping = kept = ""
    if (found := _BEFORE.match(family)) and found[0].islower():
        kept, family = found[0].strip(), family[found.end() :]
    if found := _BEHIND.search(given):
        dropping, given = found[1], given[: found.start()]
    return dropping, kept, family, given
