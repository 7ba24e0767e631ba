"""The files of a site, from a folder or memory: listed and read within limits, never run.

Nothing outside of what was handed over is read: links of the file system are not followed, and a
name that leads out is left out.
"""

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from portal.kit.encodings import NotText, decode
from publications.records import Problem

MEGABYTE = 1_000_000
MOST_FILES = 5_000
TEXTS = {
    ".html", ".htm", ".md", ".markdown", ".mdown", ".rmd", ".qmd", ".yml", ".yaml", ".toml",
    ".json", ".bib", ".tsv", ".csv", ".txt", ".js", "",
}  # fmt: skip
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif"}
VIDEOS = {".mp4", ".webm"}
DOCUMENTS = {".pdf"}
# Bytes of one file, by what it is; a larger one is left out with a line that says so.
LIMITS = (
    (TEXTS, 10 * MEGABYTE),
    (PICTURES, 20 * 2**20),
    (VIDEOS, 20 * MEGABYTE),
    (DOCUMENTS, 50 * MEGABYTE),
)
# What the readers of archives raise for damaged ones: also for numbers and names that are none.
DAMAGE = (
    OSError, EOFError, ValueError, LookupError, RuntimeError, struct.error, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
# Folders that hold no sources of a site: version control, tools, what a generator made.
SKIPPED = {
    ".git", ".github", ".hg", ".svn", ".jekyll-cache", ".sass-cache", ".venv", ".idea", ".vscode",
    "__MACOSX", "__pycache__", "_site", "node_modules", "vendor",
}  # fmt: skip
UNUSED_LISTED = 5  # files too large or odd that are named one by one


class UnreadableSite(ValueError):
    """The source cannot be taken; the message says why and what to do."""


class UnreadableFile(ValueError):
    """One file cannot be read; the message says why."""


class SiteFiles:
    """The files of one site by their paths, which are relative, with slashes.

    `sizes` are bytes by path, `opened` gives what a path holds. `name` is what people call the
    source; `address` where the site lives, if the source tells: absolute links begin with it.
    `origin` tells this source from others, "" if its address or name does. `problems` say what was
    left out.
    """

    origin = ""

    def __init__(
        self,
        name: str,
        sizes: Mapping[str, int],
        opened: Callable[[str], BinaryIO],
        problems: list[Problem] | None = None,
        address: str = "",
    ) -> None:
        self.name, self.address = name, address
        self.problems = problems or []
        self._sizes, self._opened = dict(sorted(sizes.items())), opened
        self._folded: dict[str, str] = {}
        for path in self._sizes:
            self._folded.setdefault(_folded(path), path)

    def __contains__(self, path: object) -> bool:
        return path in self._sizes

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)

    def under(self, folder: str, *suffixes: str) -> list[str]:
        """Return the paths within a folder, at any depth, that end in one of `suffixes`."""
        start = f"{folder.strip('/')}/" if folder.strip("/") else ""
        return [
            path
            for path in self._sizes
            if path.startswith(start) and (not suffixes or path.lower().endswith(suffixes))
        ]

    def first(self, *paths: str) -> str:
        """Return the first of these paths that is there, "" for none."""
        return next((path for path in paths if path in self._sizes), "")

    def below(self, folder: str) -> "SiteFiles":
        """Return the files in a folder as a site of their own; what is wrong is told here, too."""
        start = f"{folder.strip('/')}/"
        sizes = {path.removeprefix(start): self.size(path) for path in self.under(folder)}
        inner = SiteFiles(
            self.name, sizes, lambda path: self._opened(f"{start}{path}"), [], self.address
        )
        inner.problems, inner.origin = self.problems, self.origin
        return inner

    def size(self, path: str) -> int:
        return self._sizes[path]

    def read(self, path: str) -> bytes:
        """Return what a file holds. Raises UnreadableFile beyond the limit of its kind."""
        limit = _limit(path)
        if self._sizes[path] > limit:
            raise UnreadableFile(_too_large(self._sizes[path], limit))
        try:
            with self._opened(path) as file:
                data = file.read(limit + 1)
        except DAMAGE as error:
            raise UnreadableFile("It cannot be read; it may be damaged.") from error
        if len(data) > limit:
            raise UnreadableFile(_too_large(len(data), limit))
        return data

    def text(self, path: str) -> str:
        """Return the text of a file, "" and a problem for one that is none."""
        try:
            decoded = decode(self.read(path))
        except (UnreadableFile, NotText) as error:
            self.problems.append(Problem(path, str(error), is_loss=True))
            return ""
        if decoded.warning:
            self.problems.append(Problem(path, decoded.warning))
        return decoded.text

    def find(self, address: str, base: str = "") -> str:
        """Return the path that an address in the file `base` leads to, "" for none within.

        An absolute address does if it begins with that of the site; upper and lower case are told
        apart only if both are there.
        """
        address = address.strip()
        if self.address and address.startswith(self.address):
            address = f"/{address.removeprefix(self.address).lstrip('/')}"
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        path = unquote(parts.path)
        folder = "" if path.startswith("/") else str(PurePosixPath(base).parent)
        path = os.path.normpath(f"{folder}/{path}").replace("\\", "/").lstrip("/")
        paths = [path, f"static/{path}", f"assets/{path}", f"public/{path}"]
        if path and not PurePosixPath(path).suffix:  # servers give a folder's page, or page.html
            paths += [f"{path}/index.html", f"{path}.html"]
        for found in paths:
            if found in self._sizes:
                return found
            if (folded := _folded(found)) in self._folded:
                return self._folded[folded]
        return ""


def _folded(path: str) -> str:
    """Return a path as others may write it: in other case, with accents parted from letters."""
    return unicodedata.normalize("NFC", path).casefold()


def _limit(path: str) -> int:
    suffix = PurePosixPath(path).suffix.lower()
    return next((limit for suffixes, limit in LIMITS if suffix in suffixes), 10 * MEGABYTE)


def _too_large(size: int, limit: int) -> str:
    return f"It has {size / MEGABYTE:,.0f} MB; at most {limit / MEGABYTE:.0f} MB are read."


def _is_wanted(path: str) -> bool:
    parts = PurePosixPath(path).parts
    if any(part in SKIPPED for part in parts[:-1]) or parts[-1].startswith("._"):
        return False
    if any(part.startswith(".") for part in parts):
        return False
    suffix = PurePosixPath(path).suffix.lower()
    is_plain = suffix == "" and parts[-1] in {"CNAME"}
    return is_plain or (suffix != "" and any(suffix in suffixes for suffixes, _ in LIMITS))


class Listing:
    """Paths and sizes as they are gathered, with what is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sizes: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._odd: dict[str, int] = {}

    def add(self, path: str, size: int) -> bool:
        """Return whether the file is to be kept; names that lead out are not."""
        plain = path.replace("\\", "/")
        parts = PurePosixPath(plain).parts
        if plain.startswith("/") or ".." in parts or ":" in (parts[0] if parts else ""):
            self.leave(path, "Its name leads out of the archive.")
            return False
        if not parts or not plain.isprintable() or not _is_wanted(plain):
            return False
        if size > _limit(plain):
            self.leave(path, _too_large(size, _limit(plain)))
            return False
        if len(self.sizes) >= MOST_FILES:
            raise UnreadableSite(
                f"{self.name} holds more than {MOST_FILES:,} files. Give the folder of the site "
                "alone, or pack what belongs to it."
            )
        path = "/".join(parts)
        if path in self.sizes:
            return False
        self.sizes[path] = size
        return True

    def leave(self, path: str, why: str) -> None:
        """Note that a file was left out; of many for one reason only the first are named."""
        key = " ".join(why.split()[:2])
        self._odd[key] = self._odd.get(key, 0) + 1
        if self._odd[key] <= UNUSED_LISTED:
            self.problems.append(Problem(storable_name(path), f"Left out. {why}", is_loss=True))

    def without_common_folder(self) -> dict[str, str]:
        """Return each path as it is read, by the one it has in the archive: `site-main/` goes."""
        tops = {path.partition("/")[0] for path in self.sizes if "/" in path}
        alone = len(tops) == 1 and all("/" in path for path in self.sizes)
        start = f"{tops.pop()}/" if alone else ""
        if start.rstrip("/") in {"content", "_publications", "_bibliography", "images", "data"}:
            start = ""
        return {path.removeprefix(start): path for path in self.sizes}


def storable_name(path: str) -> str:
    """Return a file's name as a report can show it."""
    return path.encode(errors="replace").decode()[:200]


def folder_files(folder: Path) -> SiteFiles:
    """Return the files of a folder or a Git checkout. Raises UnreadableSite."""
    listing = Listing(f'"{folder}"')
    root = folder.resolve()
    for place, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and name[0] != ".")
        for name in [*folders, *names]:
            path = Path(place, name)
            inner = path.relative_to(root).as_posix()
            try:
                status = path.lstat()
            except OSError:
                continue
            if stat.S_ISLNK(status.st_mode):
                listing.leave(inner, "It is a link of the file system, which is not followed.")
            elif stat.S_ISREG(status.st_mode):
                listing.add(inner, status.st_size)
    if not listing.sizes:
        raise UnreadableSite(f'"{folder}" holds no file of a site.')

    def opened(path: str) -> BinaryIO:
        descriptor = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        return os.fdopen(descriptor, "rb")

    return SiteFiles(root.name, listing.sizes, opened, listing.problems)


def memory_files(
    name: str, held: Mapping[str, bytes], problems: list[Problem] | None = None, address: str = ""
) -> SiteFiles:
    """Return files that are held in memory."""
    sizes = {path: len(data) for path, data in held.items()}
    return SiteFiles(name, sizes, lambda path: BytesIO(held[path]), problems, address)


def is_archive(head: bytes) -> bool:
    """Return whether a file that begins so is an archive that may hold a site."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh")) or (
        head[257:262] == b"ustar"
    )
