"""Cards: the pictures that messengers and social sites show of a page, drawn from its words."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from anyascii import anyascii
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from PIL import Image, ImageDraw, ImageFont, ImageOps

from portal.kit.addresses import find
from portal.kit.pages import drawn_from
from portal.kit.text import join_names
from publications.models import Publication
from publications.querysets import load_rows
from researchers.models import Lab, Researcher

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
PICTURE = 300  # px, square
INK, QUIET, GROUND, RULE = "#1b1f24", "#57606a", "#ffffff", "#1259a8"
TITLE_SIZES = (64, 56, 48, 42, 36)
TITLE_LINES = 5
FOLDER = settings.BASE_DIR / "portal" / "static" / "portal" / "fonts"
FACES = {False: "lato-{}-400-normal.woff2", True: "lato-{}-700-normal.woff2"}
OTHER = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial Unicode.ttf")  # of the machine, if any
Font = ImageFont.FreeTypeFont
Run = tuple[Font, str]


@dataclass(frozen=True)
class Card:
    """What stands on a card; `picture` is the name of a stored picture, "" for none."""

    title: str
    line: str = ""
    foot: str = ""
    picture: str = ""


@cache
def _face(part: str, size: int, *, bold: bool) -> Font:
    return ImageFont.truetype(FOLDER / FACES[bold].format(part), size)


@cache
def _other(size: int) -> Font | None:
    """Return a font of the machine for letters that ours lacks, None if it has none."""
    for name in OTHER:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


def _part(letter: str) -> str:
    """Return which of our files has a letter, as the style sheet tells; "" for none."""
    code = ord(letter)
    if 0x100 <= code <= 0x259 or 0x1E02 <= code <= 0x1EF9:
        return "latin-ext"
    return "latin" if code < 0x100 or 0x2010 <= code <= 0x2044 else ""


def _runs(text: str, size: int, *, bold: bool) -> list[Run]:
    """Return the text in runs of one font; letters no font has are spelt in Latin ones."""
    runs: list[Run] = []
    for part, letters in groupby(text, _part):
        run = "".join(letters)
        font = _face(part, size, bold=bold) if part else _other(size)
        if font is None:
            font, run = _face("latin", size, bold=bold), anyascii(run)
        runs.append((font, run))
    return runs


def _length(text: str, size: int, *, bold: bool = False) -> float:
    return sum(font.getlength(run) for font, run in _runs(text, size, bold=bold))


def _lines(text: str, size: int, room: int, *, bold: bool = False) -> Iterator[str]:
    """Yield the text in lines no longer than `room` px; a word alone may be."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _length(longer, size, bold=bold) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _fitted(title: str, room: int) -> tuple[int, list[str]]:
    """Return the largest size at which the title fits, and its lines, cut if it fits at none."""
    size, lines = TITLE_SIZES[-1], [""]
    for size in TITLE_SIZES:
        lines = list(_lines(title[:600], size, room, bold=True))
        if len(lines) <= TITLE_LINES and all(_length(x, size, bold=True) <= room for x in lines):
            return size, lines
    kept = lines[:TITLE_LINES]
    return size, [*kept[:-1], f"{kept[-1].rstrip(' .,:;')} …"] if len(lines) > TITLE_LINES else kept


def draw(card: Card) -> bytes:
    """Return a card as PNG, 1200 by 630 px."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=RULE)
    room = WIDTH - 2 * MARGIN
    if picture := _picture(card.picture):
        image.paste(picture, (WIDTH - MARGIN - PICTURE, MARGIN + 14))
        room -= PICTURE + 48
    size, lines = _fitted(card.title, room)
    y = MARGIN + 8.0
    for line in lines:
        _write(pen, (MARGIN, y), line, size, INK, bold=True)
        y += size * 1.22
    y += 18
    told = list(_lines(card.line, 32, room))
    free = max(0, min(3, int((HEIGHT - MARGIN - 44 - y) // 44)))
    shown = told[:free]
    if len(told) > free and shown:
        shown[-1] = f"{shown[-1].rstrip(' .,:;')} …"
    for line in shown:
        _write(pen, (MARGIN, y), line, 32, QUIET)
        y += 44
    _write(pen, (MARGIN, HEIGHT - MARGIN - 12), card.foot, 28, QUIET)
    site = settings.SITE_NAME
    at = WIDTH - MARGIN - _length(site, 28, bold=True)
    _write(pen, (at, HEIGHT - MARGIN - 12), site, 28, INK, bold=True)
    out = io.BytesIO()
    image.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    ink: str,
    *,
    bold: bool = False,
) -> None:
    x, y = at
    for font, run in _runs(text, size, bold=bold):
        pen.text((x, y + size), run, font=font, fill=ink, anchor="ls")
        x += font.getlength(run)


def _picture(name: str) -> Image.Image | None:
    """Return a stored picture cut to a square, None if there is none that can be read."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file, Image.open(file) as picture:
            return ImageOps.fit(picture.convert("RGB"), (PICTURE, PICTURE))
    except (OSError, ValueError):
        return None


def _answer(card: Card) -> HttpResponse:
    return HttpResponse(draw(card), content_type="image/png")


@drawn_from()
def site_card(request: HttpRequest) -> HttpResponse:
    return _answer(Card(settings.SITE_NAME, settings.SITE_TAGLINE))


@drawn_from("publication:{slug}")
def publication_card(request: HttpRequest, slug: str) -> HttpResponse:
    paper = find(Publication.objects.listed().select_related("venue"), slug)
    load_rows(paper)
    names = [row["credited_as"] for row in paper.author_rows if row["role"] == "author"]
    shown = names if len(names) <= 8 else [*names[:6], f"{len(names) - 6} more"]
    venue = (paper.venue.short_name or paper.venue.name) if paper.venue else paper.venue_detail
    foot = " ".join(filter(None, [venue[:60], str(paper.year or "")]))
    return _answer(Card(paper.title, join_names(shown), foot, _file(paper.picture)))


@drawn_from("researcher:{slug}")
def researcher_card(request: HttpRequest, slug: str) -> HttpResponse:
    person = find(Researcher.objects.with_page(), slug)
    return _answer(Card(person.full_name, person.headline, "", _file(person.portrait)))


@drawn_from("lab:{slug}")
def lab_card(request: HttpRequest, slug: str) -> HttpResponse:
    lab = find(Lab.objects.public(), slug)
    return _answer(Card(lab.name, lab.tagline, lab.institution[:60], _file(lab.logo)))


def _file(picture: object) -> str:
    """Return the name of the middle rendition of a picture that Pillow reads, "" for none."""
    sources = getattr(picture, "sources", None)
    if not sources:
        return ""
    return str(sources["src"]).removeprefix(default_storage.url(""))
