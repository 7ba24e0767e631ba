"""What people hand in: files, pasted text, identifiers, an address; made ready to be read."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from portal.kit.fetch import FetchError, portal_fetcher
from publications.importers import IMPORTERS, UnknownFormat, recognize
from publications.importers.files import TextFile, UnreadableFile, read_files
from publications.lookup import identifiers_in, look_up
from publications.records import Problem, Record

LARGEST = 50_000_000  # bytes of text in one import of the admin
LONGEST_LIST = 1_000_000  # characters of a list of identifiers
SECONDS = 20  # for which a form waits for another server
SEVERAL, IDENTIFIERS = "several", "identifiers"
LABELS = {SEVERAL: "several files", IDENTIFIERS: "identifiers", "site": "A whole site"}
SPLIT = "Split it, or bring it in by manage.py import_publications."
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


class CannotTake(ValueError):
    """Nothing of it can be brought in; the message says why and what to do."""


@dataclass(frozen=True)
class Intake:
    """A text that can be read: in which format, and what it is called."""

    format: str
    title: str
    text: str


def take(
    *, files: Iterable[tuple[str, BinaryIO, int]] = (), text: str = "", pasted_by: str = ""
) -> Intake:
    """Return what can be read of the files (name, content, size in bytes) or the pasted text.

    Raises CannotTake.
    """
    if files := list(files):
        return _take_files(files)
    text = text.replace("\0", "").strip()  # PostgreSQL has no room for it
    identifiers, _ = identifiers_in(text[:LONGEST_LIST])
    if _ADDRESS.fullmatch(text) and not identifiers:
        return _take_address(text)
    try:
        importer = recognize(text)
    except UnknownFormat as error:
        if identifiers:
            return Intake(IDENTIFIERS, ", ".join(map(str, identifiers))[:1000], text)
        sentence = "No identifier (DOI, arXiv number, ORCID iD ...) was found in it either."
        raise CannotTake(f"{error} {sentence}") from error
    by = f" by {pasted_by}" if pasted_by else ""
    return Intake(importer.key, f"{importer.label} pasted{by}", text)


def _take_address(address: str) -> Intake:
    fetcher = replace(portal_fetcher(), total_seconds=SECONDS, tries=2)
    try:
        fetched = fetcher.get(address, limit=LARGEST)
    except FetchError as error:
        raise CannotTake(str(error)) from error
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2] or address
    texts, problems = _texts(name, fetched.body)
    return replace(_intake(texts, problems), title=address[:1000])


def _take_files(files: list[tuple[str, BinaryIO, int]]) -> Intake:
    size = sum(size for *_, size in files)
    if size > LARGEST:
        what = f'"{files[0][0]}" has' if len(files) == 1 else "Together they have"
        raise CannotTake(
            f"{what} {size / 1_000_000:.0f} MB; {LARGEST / 1_000_000:.0f} MB are taken at once. "
            f"{SPLIT}"
        )
    texts: list[TextFile] = []
    problems: list[Problem] = []
    for name, file, _ in files:
        found, wrong = _texts(name, file, LARGEST - sum(len(one.text) for one in texts))
        texts += found
        problems += wrong
    return replace(_intake(texts, problems), title=", ".join(name for name, *_ in files)[:1000])


def _texts(
    name: str, file: BinaryIO | bytes, largest: int = LARGEST
) -> tuple[list[TextFile], list[Problem]]:
    texts, problems = [], []
    try:
        for one in read_files(file, name, largest=max(largest, 1)):
            if isinstance(one, Problem):
                problems.append(one)
            elif one.text.strip():
                texts.append(replace(one, text=one.text.replace("\0", "")))
                problems += one.problems
            else:
                problems.append(Problem(one.name, "This file is empty.", "", is_loss=True))
    except UnreadableFile as error:
        raise CannotTake(str(error)) from error
    return texts, problems


def _intake(texts: list[TextFile], problems: list[Problem]) -> Intake:
    """Return what can be read of these texts. Raises CannotTake if none of them can."""
    parts, unknown = [], []
    for one in texts:
        try:
            importer = recognize(one.text, one.name)
        except UnknownFormat as error:
            unknown.append(Problem(one.name, str(error), is_loss=True))
        else:
            parts.append((one.name, importer.key, one.text))
    problems = [*problems, *unknown]
    if not parts:
        raise CannotTake(" ".join(map(str, problems)) or "There is nothing in it.")
    if len(parts) == 1 and not problems:
        ((name, key, text),) = parts
        return Intake(key, name, text)
    told = [
        {"where": one.where, "what": one.what, "remedy": one.remedy, "is_loss": one.is_loss}
        for one in problems
    ]
    return Intake(SEVERAL, "", json.dumps({"parts": parts, "problems": told}))


def read_several(text: str) -> Iterator[Record | Problem]:
    """Yield what the texts that were handed in together hold, each entry with its file's name."""
    told = json.loads(text)
    for problem in told["problems"]:
        yield Problem(**problem)
    for name, key, part in told["parts"]:
        for item in IMPORTERS[key].parse(part):
            where = f"{name}, {item.where}" if item.where else name
            if isinstance(item, Record):
                yield item.but(source=name, where=where)
            else:
                yield replace(item, where=where)


def read_identifiers(text: str) -> Iterator[Record | Problem]:
    """Yield the works that the identifiers in `text` name, as the services tell them."""
    identifiers, problems = identifiers_in(text)
    yield from problems
    yield from look_up(identifiers)


def label_of(key: str) -> str:
    """Return what people call the format of an import."""
    if key in IMPORTERS:
        return IMPORTERS[key].label
    return LABELS.get(key, key)
