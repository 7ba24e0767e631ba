"""Pictures and videos beside an entry: which is shown, which appears under the pointer."""

import re
from dataclasses import dataclass

from lxml.etree import _Element

from .files import PICTURES, VIDEOS
from .places import Places

_SMALL = re.compile(r"(?i)(?:icon|favicon|logo_small|new\.(?:gif|png)|badge|arrow|pixel|spacer)")
_HOVER = re.compile(r"(?i)(?:^|[\s_-])(?:two|hover|after|overlay|top)(?:$|[\s_-])|_image$")

SMALL, LARGE = 40, 100  # pixels of an icon, of a picture that is none whatever its name


@dataclass(frozen=True)
class Media:
    """What stands beside an entry; `foreign` are pictures at other hosts."""

    picture: str = ""
    alt: str = ""
    hover: str = ""
    foreign: tuple[str, ...] = ()


def media_of(unit: _Element | None, places: Places) -> Media:
    """Return the picture of an entry and its second one, or video, as paths within the site."""
    if unit is None:
        return Media()
    shown: list[tuple[str, str, bool]] = []
    foreign = []
    for element in unit.iter("img", "video", "source"):
        if element.tag == "source" and element.getparent().tag != "video":
            continue
        for name in ("src", "data-src", "poster"):
            src = (element.get(name) or "").strip()
            if not src or is_small(element):
                continue
            path = places.moving(src)
            if path:
                alt = (element.get("alt") or "").strip()
                shown.append((path, alt, _is_hover(element, unit)))
            elif places.outside(src):
                foreign.append(places.outside(src))
    pictures = [one for one in shown if _suffix(one[0]) in PICTURES]
    videos = [one for one in shown if _suffix(one[0]) in VIDEOS]
    still = next((one for one in pictures if not one[2]), pictures[0] if pictures else None)
    others = [one for one in [*videos, *pictures] if still is None or one[0] != still[0]]
    second = next((one[0] for one in others if one[2] or _suffix(one[0]) in VIDEOS), "")
    return Media(still[0] if still else "", still[1] if still else "", second, tuple(foreign))


def _suffix(path: str) -> str:
    return f".{path.rpartition('.')[2].lower()}"


def is_small(element: _Element) -> bool:
    """Return whether a picture is an icon: by its name, its folder or its size."""
    src = (element.get("src") or element.get("data-src") or "").strip()
    values = [(element.get(name) or "").removesuffix("px") for name in ("width", "height")]
    sizes = [int(value) for value in values if re.fullmatch(r"\d{1,5}", value)]
    if sizes and min(sizes) <= SMALL:
        return True
    if sizes and min(sizes) >= LARGE:
        return False
    if re.search(r"(?i)[_-]icon\.\w+$", src) and (next(element.iterancestors("a"), None) is None):
        return False
    return bool(re.search(r"(?i)(?:^|/)icons?/", src) or _SMALL.search(src.rpartition("/")[2]))


def _is_hover(element: _Element, unit: _Element) -> bool:
    while element is not None and element is not unit:
        if _HOVER.search(f" {element.get('class') or ''} ") or _HOVER.search(
            f"{element.get('id') or ''}"
        ):
            return True
        element = element.getparent()
    return False
