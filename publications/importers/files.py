"""What people upload to texts: packed or not, in whatever encoding, within limits."""

import bz2
import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO, BinaryIO

from portal.kit.encodings import NotText, decode
from publications.records import Problem

LARGEST = 190_000_000  # bytes of text, unpacked
MOST_FILES = 1_000  # in an archive
CHUNK = 1 << 20

# First bytes of what people upload instead of a bibliography.
KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture or sound (RIFF)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (DOC, XLS)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"%!PS", "a PostScript document"),
    (b"\xfd7zXZ\0", "an XZ archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
PACKED = ((b"\x1f\x8b", ".gz"), (b"PK\x03\x04", ".zip"), (b"PK\x05\x06", ".zip"),
          (b"BZh", ".bz2"))  # fmt: skip
OPENERS: dict[str, Callable[[BinaryIO], gzip.GzipFile | bz2.BZ2File]] = {
    ".gz": lambda file: gzip.GzipFile(fileobj=file),
    ".bz2": bz2.BZ2File,
}
# LZMA asks for as much memory as the archive says, up to 4 GiB, before it unpacks anything.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
# Documents that are zip archives inside, told by a part they have.
OFFICE = (
    ("word/", "a Word document (DOCX)"),
    ("xl/", "an Excel workbook (XLSX)"),
    ("ppt/", "a PowerPoint file (PPTX)"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("content.xml", "an OpenDocument file"),
)
ASK = "Export the references as BibTeX, RIS, CSL-JSON or CSV and upload that."


class UnreadableFile(ValueError):
    """The file cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text with the name of its file, and what was found on the way."""

    name: str
    text: str
    problems: tuple[Problem, ...] = ()


def read_files(
    source: bytes | BinaryIO, name: str, *, largest: int = LARGEST
) -> Iterator[TextFile | Problem]:
    """Yield the texts in a file: itself, or what a .gz, .bz2 or .zip holds.

    `largest` bounds the bytes of all texts together; what unpacks to more is refused when it has
    grown to that, and never held whole. A file within an archive that is no text is a problem.
    Raises UnreadableFile, with a sentence for people.
    """
    file: BinaryIO = BytesIO(source) if isinstance(source, bytes) else source
    head = file.read(32)
    file.seek(0)
    packing = next((suffix for magic, suffix in PACKED if head.startswith(magic)), "")
    if packing == ".zip":
        yield from _unzipped(file, name, largest)
        return
    if packing:
        data = _unpacked(file, name, packing, largest)
        name = name.removesuffix(packing)
        if _packing(data):
            raise UnreadableFile(f'"{name}" is an archive within an archive. Unpack it first.')
    else:
        data = file.read(largest + 1)
        if len(data) > largest:
            raise UnreadableFile(_too_large(name, largest))
    yield _text(data, name)


def _packing(data: bytes) -> str:
    return next((suffix for magic, suffix in PACKED if data.startswith(magic)), "")


def _too_large(name: str, largest: int) -> str:
    return (
        f'"{name}" is larger than {largest / 1_000_000:.0f} MB. '
        "Split it, and import the parts one after the other."
    )


def _too_large_unpacked(name: str, largest: int) -> str:
    return (
        f'"{name}" unpacks to more than {largest / 1_000_000:.0f} MB. '
        "Unpack it, split what it holds, and import the parts one after the other."
    )


def _limited(opened: IO[bytes] | gzip.GzipFile | bz2.BZ2File, largest: int) -> bytes | None:
    """Return what can be read, None as soon as it is more than `largest` bytes."""
    parts, size = [], 0
    while chunk := opened.read(CHUNK):
        size += len(chunk)
        if size > largest:
            return None
        parts.append(chunk)
    return b"".join(parts)


def _unpacked(file: BinaryIO, name: str, packing: str, largest: int) -> bytes:
    try:
        with OPENERS[packing](file) as opened:
            data = _limited(opened, largest)
    except (EOFError, OSError, zlib.error) as error:
        sentence = f'"{name}" is damaged: it cannot be unpacked. Upload it anew.'
        raise UnreadableFile(sentence) from error
    if data is None:
        raise UnreadableFile(_too_large_unpacked(name, largest))
    return data


def _unzipped(file: BinaryIO, name: str, largest: int) -> Iterator[TextFile | Problem]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        sentence = f'"{name}" is damaged: it cannot be unpacked. Upload it anew.'
        raise UnreadableFile(sentence) from error
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        paths = [info.filename for info in members]
        for part, kind in OFFICE:
            if any(
                path == part or (part.endswith("/") and path.startswith(part)) for path in paths
            ):
                raise UnreadableFile(f'"{name}" is {kind}. {ASK}')
        if len(members) > MOST_FILES:
            sentence = f'"{name}" holds {len(members)} files; {MOST_FILES} are taken at once.'
            raise UnreadableFile(f"{sentence} Pack fewer together.")
        left = largest
        for info in members:
            path = PurePath(info.filename)
            if "__MACOSX" in path.parts or path.name.startswith("."):
                continue
            data = _member(archive, info, left)
            if isinstance(data, Problem):
                yield data
                continue
            if data is None:
                raise UnreadableFile(_too_large_unpacked(name, largest))
            left -= len(data)
            if _packing(data):
                what = "This is an archive within an archive, and was not read."
                yield Problem(info.filename, what, "Upload it by itself.", is_loss=True)
                continue
            try:
                yield _text(data, info.filename)
            except UnreadableFile as error:
                yield Problem(info.filename, str(error))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes | Problem | None:
    if info.flag_bits & 1:
        what = "This file is locked with a password."
        return Problem(info.filename, what, "Pack it without one.", is_loss=True)
    if info.compress_type not in METHODS:
        what = "This file is packed in a way that is not read here."
        return Problem(info.filename, what, "Pack it as an ordinary zip.", is_loss=True)
    try:
        with archive.open(info) as opened:
            return _limited(opened, left)
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, RuntimeError, ValueError):
        what = "This file is damaged: it cannot be unpacked."
        return Problem(info.filename, what, "Pack it anew.", is_loss=True)


def _text(data: bytes, name: str) -> TextFile:
    kind = next((words for magic, words in KINDS if data.startswith(magic)), "")
    is_program = kind == "a program" and b"\0" not in data[:1024]
    if kind and not is_program:
        raise UnreadableFile(f'"{name}" is {kind}. {ASK}')
    try:
        decoded = decode(data)
    except NotText as error:
        sentence = f'"{name}" is no text: it holds bytes that no text has. {ASK}'
        raise UnreadableFile(sentence) from error
    problems = (Problem(name, decoded.warning),) if decoded.warning else ()
    return TextFile(name, decoded.text, problems)
