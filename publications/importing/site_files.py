"""Files of a site that come along: pictures, videos and PDFs, named by what is in them.

A picture's name is told from its head; it is decoded and rendered only when it is brought in.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from PIL import Image

from portal.kit import images
from portal.kit.text import slugify
from publications.records import Problem
from publications.sites.files import PICTURES, VIDEOS, SiteFiles, UnreadableFile

MAGIC = {
    ".pdf": re.compile(rb"[\s\S]{0,1024}?%PDF-"),
    ".mp4": re.compile(rb"....ftyp", re.DOTALL),
    ".webm": re.compile(rb"\x1a\x45\xdf\xa3"),
}
DIGITS = 12  # of a digest in the name of a PDF


class SiteMedia:
    """The pictures and documents of a site, by path; `problems` gathers those that are none."""

    def __init__(self, files: SiteFiles) -> None:
        self._files = files
        self._names: dict[str, str] = {}
        self._wanted: dict[str, set[Any]] = {}  # fields that show a picture, by its path
        self._documents: dict[str, str] = {}
        self.problems: list[Problem] = []

    def picture(self, path: str, *fields: Any) -> str:
        """Return the name under which a picture is kept, "" for one that cannot be shown.

        `fields` are those that show it, in their sizes.
        """
        if PurePosixPath(path).suffix.lower() not in PICTURES:
            return ""
        if path not in self._names:
            self._names[path] = self._name(path)
        name = self._names[path]
        if name:
            self._wanted.setdefault(path, set()).update(fields)
        return name

    def _name(self, path: str) -> str:
        data = self._read(path)
        if data is None:
            return ""
        try:
            return picture_name(data)
        except images.UnreadableImage as error:
            self._refuse(path, str(error))
            return ""

    def document(self, path: str, folder: str) -> str:
        """Return the name under which a PDF or a video is kept, "" for what is none."""
        suffix = PurePosixPath(path).suffix.lower()
        data = self._read(path) if suffix in MAGIC else None
        if data is None:
            return ""
        if not MAGIC[suffix].match(data):
            self._refuse(path, f"It is called {suffix}, and is none.")
            return ""
        digest = hashlib.sha256(data).hexdigest()[:DIGITS]
        if suffix in VIDEOS:
            name = f"motion/{digest}{suffix}"
        else:
            stem = slugify(PurePosixPath(path).stem, default="file")[:60]
            name = f"{folder}/{stem}-{digest}{suffix}"
        self._documents[name] = path
        return name

    def _read(self, path: str) -> bytes | None:
        try:
            return self._files.read(path)
        except UnreadableFile as error:
            self._refuse(path, str(error))
        except KeyError:
            self._refuse(path, "It is not among the files.")
        return None

    def _refuse(self, path: str, why: str) -> None:
        problem = Problem(path, f"It is not brought in. {why}", is_loss=True)
        if problem not in self.problems:
            self.problems.append(problem)

    def store(self, names: Iterable[str]) -> Iterator[int]:
        """Store what of these names is not stored yet; yield 1 for each that is done.

        Pictures that turn out to be broken are left out, and their paths become problems.
        """
        names = set(names)
        for name, path in self._documents.items():
            if name in names and not default_storage.exists(name):
                default_storage.save(name, ContentFile(self._files.read(path)))
        paths = [path for path, name in self._names.items() if name in names]
        # Encoders work without Python's lock; the files are read one after the other.
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            held = ((path, self._files.read(path)) for path in paths if not self._is_kept(path))
            for path, error in pool.map(lambda one: (one[0], self._render(*one)), held):
                if error:
                    self._refuse(path, error)
                    self._names[path] = ""
                yield 1

    def _is_kept(self, path: str) -> bool:
        name = self._names[path]
        if not storages["originals"].exists(name):
            return False
        size = images.size_from_name(name)
        return all(
            default_storage.exists(images.rendition_name(name, rendition, "avif"))
            for each in self._wanted[path]
            for rendition in images.plan(*size, each.sizes, square=each.square)
        )

    def _render(self, path: str, data: bytes) -> str:
        try:
            picture = images.read_picture(data)
        except images.UnreadableImage as error:
            return str(error)
        for each in self._wanted[path]:
            for name, rendition in images.render(picture, each.sizes, square=each.square):
                if not default_storage.exists(name):
                    default_storage.save(name, ContentFile(rendition))
        if not storages["originals"].exists(picture.name):
            storages["originals"].save(picture.name, ContentFile(data))
        self._names[path] = picture.name
        return ""


def picture_name(data: bytes) -> str:
    """Return the name that `images.read_picture` gives a picture, from its head alone.

    Raises UnreadableImage for what is none, or too large.
    """
    try:
        with Image.open(io.BytesIO(data), formats=list(images.FORMATS)) as opened:
            width, height = opened.size
            suffix = "jpg" if opened.format == "MPO" else images.FORMATS[opened.format or ""]
            # Looking for it in a PNG would decode the whole picture.
            exif = opened.getexif() if opened.format != "PNG" else {}
            turned = exif.get(images.ExifTags.Base.Orientation) in images.LYING
    except Exception as error:
        raise images.UnreadableImage("This is not a picture that can be read.") from error
    if len(data) > images.MAX_BYTES or width * height > images.MAX_PIXELS:
        raise images.UnreadableImage(
            f"It has {width} × {height} pixels and {len(data) / 1e6:.0f} MB; at most "
            f"{images.MAX_PIXELS // 10**6} million and {images.MAX_BYTES // 2**20} MB are taken."
        )
    if turned:
        width, height = height, width
    digest = hashlib.sha256(data).hexdigest()[:20]
    return f"{digest}-{width}x{height}.{suffix}"
