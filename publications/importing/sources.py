"""What people name to be brought in: files, folders, addresses, identifiers; and reading it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile

from portal.kit.beside import Beside
from portal.kit.fetch import portal_fetcher
from publications.importers import IMPORTERS, recognize
from publications.importers.files import LARGEST, TextFile, read_files
from publications.lookup import Identifier, identifiers_in, look_up
from publications.records import Problem, Record

from .entries import Entry
from .report import Item

LONG = 4_000_000  # characters from which a text is read in a process of its own
AT_ONCE = 400  # records that are handed over together
LARGEST_ANSWER = 50_000_000  # bytes of a file at an address


@dataclass(frozen=True)
class Part:
    """One source: its format's key, a name that stays the same, how much it is, what it holds.

    `count` is the number of entries if that is known before they are read, else 0.
    """

    format: str
    origin: str
    count: int
    items: Callable[[], Iterator[Item]]


def parts_of(named: str) -> Iterator[Part]:
    """Yield what is to be brought in from a file, a folder, an address or identifiers.

    Raises ValueError with a sentence: no such file, no format that can be read, no identifier.
    """
    path = Path(named)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and _is_wanted(file))
        if not files:
            raise ValueError(f"{named} holds no file of a format that can be read.")
        for file in files:
            yield from parts_of_file(file)
    elif path.is_file():
        yield from parts_of_file(path)
    else:
        is_address = named.startswith(("https://", "http://"))
        identifiers, problems = identifiers_in(named)
        if identifiers and not (is_address and _is_wanted(path)):
            yield part_of_identifiers(identifiers, problems)
        elif is_address:
            answer = portal_fetcher().get(named, limit=LARGEST_ANSWER)
            yield from _parts(read_files(answer.body, named.rsplit("/", 1)[-1] or named))
        else:
            raise ValueError(
                f'"{named}" is no file, folder or address here, and no identifier of a work '
                "(DOI, arXiv number, PMID, ISBN, ORCID iD, OpenAlex id)."
            )


def part_of_identifiers(identifiers: Sequence[Identifier], problems: Iterable[Problem]) -> Part:
    """Return works to be looked up at the scholarly services as a source."""

    def items() -> Iterator[Item]:
        yield from problems
        yield from look_up(identifiers)

    return Part("identifiers", "", len(identifiers), items)


def _is_wanted(file: Path) -> bool:
    suffixes = {suffix for importer in IMPORTERS for suffix in importer.suffixes}
    name = file.name.lower().removesuffix(".gz")
    return not file.name.startswith(".") and any(map(name.endswith, suffixes))


def parts_of_file(path: Path) -> Iterator[Part]:
    """Yield what a file holds. Raises ValueError with a sentence if that cannot be told."""
    with path.open("rb") as file:
        yield from _parts(read_files(file, path.name, largest=LARGEST))


def _parts(texts: Iterable[TextFile | Problem]) -> Iterator[Part]:
    for text in texts:
        if isinstance(text, Problem):
            problem = text
            yield Part("", text.where, 0, lambda problem=problem: iter([problem]))
        else:
            yield part_of_text(text.text, text.name, text.problems)


def part_of_text(text: str, name: str, problems: Iterable[Problem] = ()) -> Part:
    """Return a text as a source. Raises UnknownFormat."""
    importer = recognize(text, name)
    count, told = importer.count(text), list(problems)
    held = text if len(text) < LONG else SetAside(text)

    def items() -> Iterator[Item]:
        yield from told
        if isinstance(held, str):
            yield from importer.parse(held)
        else:
            yield from read_beside(importer.key, held)

    return Part(importer.key, name, count, items)


class SetAside:
    """A long text in a file without a name, where it takes no memory."""

    def __init__(self, text: str) -> None:
        self._file = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 -- see below
        self._file.write(text)
        self._file.flush()

    def read(self) -> str:
        self._file.seek(0)
        return self._file.read()

    def __del__(self) -> None:
        self._file.close()


def read_beside(key: str, text: SetAside) -> Iterator[Entry | Problem]:
    """Yield what a text of a known format holds, read in a process of its own."""
    with closing(Beside(_Reading(key, text).next)) as reader:
        reader.give(AT_ONCE)
        while batch := reader.take():
            reader.give(AT_ONCE)
            yield from batch


class _Reading:
    """A text being read, a batch at a time; from the first one on."""

    def __init__(self, key: str, text: SetAside) -> None:
        self._key, self._text = key, text
        self._items: Iterator[Entry | Problem] | None = None

    def next(self, count: int) -> list[Entry | Problem]:
        """Return the next so many items, none when there are no more."""
        if self._items is None:
            self._items = (
                Entry.of(item) if isinstance(item, Record) else item
                for item in IMPORTERS[self._key].parse(self._text.read())
            )
        return list(islice(self._items, count))
