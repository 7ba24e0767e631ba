"""The files of a site that comes packed: unpacked within limits, whatever the archive says.

What is not wanted counts, too: to get past it, it must be unpacked.
"""

import bz2
import contextlib
import errno
import gzip
import math
import re
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from publications.importers.files import METHODS

from .files import DAMAGE, MEGABYTE, Listing, SiteFiles, UnreadableSite, is_archive

LARGEST_SITE = 1_000 * MEGABYTE  # bytes of all files that are kept of an archive
ROOM = 100 * MEGABYTE  # bytes that a .tar may hold beside them
MOST_MEMBERS = 50_000
MEMBER = b"PK\x01\x02"  # begins what the directory of a .zip says of one file
LARGEST_DIRECTORY = 20 * MEGABYTE
LARGEST_HEAD = MEGABYTE  # bytes of what a .tar says of one file
USUAL_HEAD = 3 * tarfile.BLOCKSIZE
_DIGITS = re.compile(rb"\d{200}")  # `tarfile` takes the square of the length of such a number
CHUNK = 65_536


@contextlib.contextmanager
def archive_files(file: BinaryIO, name: str) -> Iterator[SiteFiles]:
    """Give the files of a .zip, .tar, .tar.gz or .tar.bz2. Raises UnreadableSite."""
    plain = name.rpartition("/")[2]
    for suffix in (".zip", ".gz", ".tgz", ".bz2", ".tar"):
        plain = plain.removesuffix(suffix)
    with ExitStack() as stack:
        yield _opened(file, plain, name, stack)


def _opened(file: BinaryIO, plain: str, name: str, stack: ExitStack) -> SiteFiles:
    head = file.read(512)
    file.seek(0)
    try:
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _zipped(file, plain, name, stack)
        if is_archive(head):
            return _tarred(_Unpacked(file, head, name), plain, stack)
    except UnreadableSite:
        raise
    except (tarfile.TarError, *DAMAGE) as error:
        if isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}:
            raise  # what is wrong is the disk
        raise _damaged(name) from error
    raise UnreadableSite(
        f'"{name}" is no archive that can be read. Pack the site as .zip or .tar.gz.'
    )


class _Directory:
    """A .zip whose directory is read: of too many files it is refused before it is parsed."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self.is_read = False

    def read(self, size: int = -1) -> bytes:
        if self.is_read:
            return self._file.read(size)
        if size > LARGEST_DIRECTORY:
            raise _too_many(self._name)
        data = self._file.read(size)
        if data.count(MEMBER) > MOST_MEMBERS:
            raise _too_many(self._name)
        return data


def _zipped(file: BinaryIO, plain: str, name: str, stack: ExitStack) -> SiteFiles:
    directory = _Directory(file, name)
    archive = stack.enter_context(zipfile.ZipFile(directory))
    directory.is_read = True
    listing = Listing(f'"{name}"')
    total = 0
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.is_dir():
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            listing.leave(info.filename, "It is a link of the file system, which is not followed.")
        elif info.flag_bits & 1 or info.compress_type not in METHODS:
            listing.leave(info.filename, "It is locked, or packed in a way that is not read here.")
        elif listing.add(info.filename, info.file_size):
            infos["/".join(PurePosixPath(info.filename.replace("\\", "/")).parts)] = info
            total += info.file_size
    _check(listing, total, name)
    inner = listing.without_common_folder()
    return SiteFiles(
        plain,
        {path: listing.sizes[whole] for path, whole in inner.items()},
        lambda path: archive.open(infos[inner[path]]),  # type: ignore[arg-type,return-value]
        listing.problems,
    )


class _Unpacked:
    """What is in a .tar, as one file that is read forwards, within limits.

    `tarfile` reads all that an archive says of a file at once, as much as that says it is, and
    goes past what nobody wants by reading it. `head` is how much more it may say of this file.
    """

    def __init__(self, file: BinaryIO, head: bytes, name: str) -> None:
        self.label = name
        self.head: float = LARGEST_HEAD
        self._file: BinaryIO | gzip.GzipFile | bz2.BZ2File = file
        if head.startswith(b"\x1f\x8b"):
            self._file = gzip.GzipFile(fileobj=file)
        elif head.startswith(b"BZh"):
            self._file = bz2.BZ2File(file)
        self._at = self._heads = 0

    def read(self, size: int) -> bytes:
        if self.head == math.inf:
            return self._unpacked(size)
        self.head -= size
        self._heads += size
        if self.head < 0 or size < 0:
            raise _damaged(self.label)
        if self._heads > MOST_MEMBERS * USUAL_HEAD:
            raise _too_many(self.label)
        data = self._unpacked(size)
        if _DIGITS.search(data):
            raise _damaged(self.label)
        return data

    def _unpacked(self, size: int) -> bytes:
        if self._at + size > LARGEST_SITE + ROOM:
            raise _too_large(self.label)
        data = self._file.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, place: int) -> None:
        if place < self._at:
            raise _damaged(self.label)
        while self._at < place and self._unpacked(min(CHUNK, place - self._at)):
            pass

    def seekable(self) -> bool:
        return True


def _tarred(unpacked: _Unpacked, plain: str, stack: ExitStack) -> SiteFiles:
    place = Path(stack.enter_context(TemporaryDirectory()))
    tar = stack.enter_context(tarfile.TarFile(fileobj=unpacked))  # type: ignore[arg-type]
    listing = Listing(f'"{unpacked.label}"')
    total = 0
    held: dict[str, Path] = {}
    for number, member in enumerate(tar):
        if number >= MOST_MEMBERS:
            raise _too_many(unpacked.label)
        unpacked.head = math.inf
        if member.issym() or member.islnk():
            listing.leave(member.name, "It is a link of the file system, which is not followed.")
        elif member.isreg() and listing.add(member.name, member.size):
            total += member.size
            _check(listing, total, unpacked.label)
            path = "/".join(PurePosixPath(member.name.replace("\\", "/")).parts)
            held[path] = place / str(len(held))
            if opened := tar.extractfile(member):
                with opened, held[path].open("wb") as file:
                    shutil.copyfileobj(opened, file, CHUNK)
        unpacked.head = LARGEST_HEAD
    _check(listing, total, unpacked.label)
    inner = listing.without_common_folder()
    return SiteFiles(
        plain,
        {path: listing.sizes[whole] for path, whole in inner.items()},
        lambda path: held[inner[path]].open("rb"),
        listing.problems,
    )


def _check(listing: Listing, total: int, name: str) -> None:
    if total > LARGEST_SITE:
        raise _too_large(name)
    if not listing.sizes:
        raise UnreadableSite(f'"{name}" holds no file of a site.')


def _too_large(name: str) -> UnreadableSite:
    return UnreadableSite(
        f'"{name}" unpacks to more than {LARGEST_SITE / MEGABYTE:,.0f} MB. Pack the site '
        "without what it does not show."
    )


def _too_many(name: str) -> UnreadableSite:
    return UnreadableSite(
        f'"{name}" holds more than {MOST_MEMBERS:,} files. Pack the site without what it does not '
        "show."
    )


def _damaged(name: str) -> UnreadableSite:
    return UnreadableSite(f'"{name}" is damaged: it cannot be unpacked. Pack it anew.')
