"""What the answers of services have in common: JSON or XML, one entry or many, odd types."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from portal.kit.dates import PartialDate
from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.text import clean_text
from portal.kit.xml import REFUSED, declares_entities, parse
from publications.bylines import parse_name
from publications.drafts import Draft
from publications.records import Name, Problem, Record

from .base import Importer
from .json_entries import entries, has, text_of


class Answers(Importer):
    """One service's answers in JSON: a single entry, a list of them, or what it answers a search.

    JSON Lines are a list, too.
    """

    marks: ClassVar[tuple[str, ...]]  # one of them is in every entry, and in no part of one
    ignored: ClassVar[frozenset[str]] = frozenset()

    def entries(self, answer: Any) -> list[Any]:
        """Return the entries of one JSON value."""
        raise NotImplementedError

    def read(self, entry: "Read", draft: Draft) -> None:
        """Tell `draft` what `entry` says; what is not looked at is kept, unless it is ignored."""
        raise NotImplementedError

    def parse(self, text: str) -> Iterator[Record | Problem]:
        is_empty = True
        for found in entries(text, self.entries, self._is_entry):
            is_empty = False
            if isinstance(found, Problem):
                yield found
            else:
                yield from self.entry(found[1], found[0])
        if is_empty:
            yield nothing(self.label)

    def _is_entry(self, value: Any) -> bool:
        return any(has(one, *self.marks) for one in self.entries(value))

    def entry(self, entry: Any, where: str) -> Iterator[Record | Problem]:
        """Yield the record of one entry, and what is wrong with it."""
        if not isinstance(entry, dict):
            yield Problem(where, f"{self.label} has no entry here.", is_loss=True)
            return
        draft = Draft(where, self.key)
        read = Read(entry)
        self.read(read, draft)
        for key, value in entry.items():
            if key not in read.seen and key not in self.ignored:
                draft.keep(key, value)
        yield from draft.finish()


class Read(dict[str, Any]):
    """An entry that remembers what was looked at, so that the rest can be kept."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        """Return the value, None without one."""
        self.seen.add(key)
        return super().get(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)


def nothing(label: str) -> Problem:
    return Problem("Answer", f"{label} found nothing.", "Look for a slip.", is_loss=True)


def words(value: Any) -> str:
    """Return a text or a number as one line, "" for anything else."""
    return clean_text(text_of(value))


def listed(value: Any) -> list[Any]:
    """Return a list: services give a lone thing, or null, where else they give a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def mapped(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in listed(value) if isinstance(one, dict)]


def texts(value: Any) -> list[str]:
    """Return the texts of a list, or a lone one, without the empty ones."""
    return [text for one in listed(value) if (text := words(one))]


def date_of(parts: Iterable[Any]) -> PartialDate | None:
    """Return the date of year, month and day as numbers or digits, as far as they make one."""
    numbers: list[int] = []
    for part in parts:
        text = words(part)
        if not (text.isascii() and text.isdigit()) or len(text) > 4:
            break
        numbers.append(int(text))
    for length in range(min(len(numbers), 3), 0, -1):
        try:
            return PartialDate(*numbers[:length])
        except ValueError:
            continue
    return None


def orcid_of(value: Any) -> str:
    """Return the ORCID iD of an address or digits, "" if it is none."""
    try:
        return SCHEMES["orcid"].normalize(words(value))
    except InvalidIdentifier:
        return ""


def named(
    given: Any, family: Any, whole: Any = "", *, is_organization: bool = False, **marks: Any
) -> Name:
    """Return the name of what a service parts, else of the whole; an organization stays whole."""
    first, last, full = words(given), words(family), words(whole)
    if is_organization:
        name = Name(literal=full or last or first)
    elif last and first and last[0].islower() and " " in last:
        name = parse_name(f"{last}, {first}")  # the particles of "van der Goot"
    elif last:
        name = Name(family=last, given=first)
    else:
        name = parse_name(full or first)
    return Name(
        family=name.family,
        given=name.given,
        non_dropping_particle=name.non_dropping_particle,
        dropping_particle=name.dropping_particle,
        suffix=marks.pop("suffix", "") or name.suffix,
        literal=name.literal,
        original=name.original,
        **marks,
    )


def page_range(first: Any, last: Any) -> str:
    """Return "1-10" of two page numbers, or the one there is."""
    start, end = words(first), words(last)
    return f"{start}-{end}" if start and end and start != end else start or end


def read_xml(text: str) -> Any:
    """Return the root of an XML document, or the problem that says what is wrong with it."""
    if declares_entities(text):
        return Problem("Line 1", REFUSED, is_loss=True)
    root = parse(text.strip("\ufeff \t\r\n"))
    if root is None:
        what = "This is not whole XML."
        return Problem("Line 1", what, "Get the file again.", is_loss=True)
    return root
