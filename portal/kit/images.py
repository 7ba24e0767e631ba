"""Uploaded pictures: decoded under limits, turned upright, stripped, rendered in the sizes in use.

A picture's name says all a page needs, so printing one asks neither the disk nor the database:
`<first 20 digits of its SHA-256>-<width>x<height>.<suffix>`.
"""

import hashlib
import io
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
SQUARE_CENTERING = (0.5, 0.35)  # faces sit above the middle
LARGEST, LARGEST_SQUARE = 1600, 600  # px; no field's renditions are larger
STRIP = 1_000_000  # px whose colours are converted at a time

LYING = {5, 6, 7, 8}  # values of the EXIF orientation that swap width and height

# A picture of 40 megapixels takes 160 MB while it is decoded, so they take turns in a process.
_decoding = threading.Semaphore(1)


class UnreadableImage(ValueError):
    """The bytes are not a picture that is accepted; the message says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """One decoded picture: upright, in sRGB, without metadata, on white where it was clear.

    A large one is kept no larger than its renditions need; the name tells the size it came in.
    """

    image: Image.Image
    name: str
    original: bytes


@dataclass(frozen=True)
class Rendition:
    """One size of a picture: the longer side it was made for, its real width and height in px."""

    size: int
    width: int
    height: int

    def file_name(self, suffix: str) -> str:
        return f"{self.width}x{self.height}.{suffix}"


def read_picture(data: bytes) -> Picture:
    """Return the picture in `data`. Raises UnreadableImage unless it is a sound, sane picture.

    Limits: 20 MB, 40 megapixels; JPEG, PNG, WebP, AVIF and GIF (its first frame) by content,
    whatever the file is called.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableImage(
            f"The file has {len(data) / 1e6:.0f} MB; at most {MAX_BYTES // 2**20} MB are taken. "
            "Save it smaller and try again."
        )
    try:
        with _decoding, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(io.BytesIO(data), formats=list(FORMATS))
            # An MPO is a JPEG with further pictures behind it; phones write it, Pillow renames it.
            suffix = "jpg" if opened.format == "MPO" else FORMATS[opened.format or ""]
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise UnreadableImage(
                    f"The picture has {width} × {height} pixels; at most "
                    f"{MAX_PIXELS // 10**6} million are taken. Scale it down and try again."
                )
            factor = _spare_factor(width, height)
            opened.draft(None, (width // factor, height // factor))
            opened.load()
            if opened.getexif().get(ExifTags.Base.Orientation) in LYING:
                width, height = height, width
            image = ImageOps.exif_transpose(_as_srgb(opened))
            image.info = {}  # encoders would pass a comment or a profile of it on
    except UnreadableImage:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableImage(
            f"The picture claims far more pixels than the {MAX_PIXELS // 10**6} million that are "
            "taken. Scale it down and try again."
        ) from error
    except UnidentifiedImageError as error:
        raise UnreadableImage(
            "This is not a picture that can be read. Save it as PNG, JPEG, WebP or AVIF and try "
            "again (SVG and HEIC are not taken)."
        ) from error
    except Exception as error:  # decoders raise anything on hostile bytes
        raise UnreadableImage(
            "The picture is damaged or cut off. Open it in an image program, save it again and "
            "upload the new file."
        ) from error
    digest = hashlib.sha256(data).hexdigest()[:20]
    return Picture(image, f"{digest}-{width}x{height}.{suffix}", data)


def _spare_factor(width: int, height: int) -> int:
    """Return by what a picture may be reduced and still have twice the pixels renditions need."""
    longer, shorter = max(width, height), min(width, height)
    return max(1, min(longer // (2 * LARGEST), shorter // (2 * LARGEST_SQUARE)))


def _as_srgb(image: Image.Image) -> Image.Image:
    """Return a loaded picture in RGB, reduced by what it has to spare."""
    profile = None if image.has_transparency_data else image.info.get("icc_profile")
    small = _reduced(image)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            small = ImageCms.profileToProfile(small, source, target, outputMode="RGB") or small
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the plain values are the best there is
    small = small.convert("RGB")
    small.info = dict(image.info)  # tells how to turn it
    return small


def _reduced(image: Image.Image) -> Image.Image:
    """Return `image` as RGB, L or CMYK, reduced strip by strip: a whole copy takes 160 MB."""
    factor = _spare_factor(*image.size)
    rows = max(1, STRIP // image.width // factor) * factor
    size = (-(-image.width // factor), -(-image.height // factor))
    small = Image.new(_opaque(image.crop((0, 0, 1, 1))).mode, size)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        small.paste(_opaque(strip).reduce(factor), (0, top // factor))
    return small


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image if image.mode in {"RGB", "CMYK", "L"} else image.convert("RGB")


def size_from_name(name: str) -> tuple[int, int]:
    """Return (width, height) in px as the picture's name tells them, (0, 0) for another name."""
    found = re.search(r"-(\d+)x(\d+)\.\w+$", name)
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)


def plan(width: int, height: int, sizes: Sequence[int], *, square: bool) -> list[Rendition]:
    """Return the renditions of a `width` × `height` px picture, smallest first, none scaled up."""
    if square:
        side = min(width, height)
        fitting = sorted({min(size, side) for size in sizes})
        return [Rendition(size, size, size) for size in fitting]
    longer = max(width, height)
    renditions = []
    for size in sorted({min(size, longer) for size in sizes}):
        scale = size / longer
        renditions.append(
            Rendition(size, max(1, round(width * scale)), max(1, round(height * scale)))
        )
    return renditions


def rendition_name(picture_name: str, rendition: Rendition, suffix: str) -> str:
    """Return the storage name of one rendition: "pictures/<hash>-<w>x<h>/<width>x<height>.avif"."""
    stem = PurePosixPath(picture_name).stem
    return f"pictures/{stem}/{rendition.file_name(suffix)}"


def render(picture: Picture, sizes: Sequence[int], *, square: bool) -> Iterator[tuple[str, bytes]]:
    """Yield (storage name, bytes): AVIF and WebP in each size, JPEG in the largest."""
    renditions = plan(*size_from_name(picture.name), sizes, square=square)
    for rendition in renditions:
        box = (rendition.width, rendition.height)
        if square:
            scaled = ImageOps.fit(picture.image, box, centering=SQUARE_CENTERING)
        else:
            scaled = picture.image.resize(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
        encodings = [("avif", {"quality": 62, "speed": 8}), ("webp", {"quality": 80})]
        if rendition is renditions[-1]:
            encodings.append(("jpg", {"quality": 82, "progressive": True, "optimize": True}))
        for suffix, options in encodings:
            buffer = io.BytesIO()
            scaled.save(buffer, {"jpg": "JPEG"}.get(suffix, suffix.upper()), **options)
            yield rendition_name(picture.name, rendition, suffix), buffer.getvalue()
