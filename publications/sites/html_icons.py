"""Links that are pictures only: what they are called, by their label or by their icon."""

import re

from lxml.etree import _Element

from portal.kit.text import clean_text

from .html_media import is_small
from .links import hostname, profile_link

_ICON = re.compile(
    r"(?:^|\s)(?:fa|ai|bi|icon|si|mdi|ri|ti|octicon|devicon|academicons?)-([a-z][\w-]*)"
)
_SHAPES = {"in", "square", "alt", "f", "o", "logo", "icon", "circle", "black", "white", "fw", "lg",
           "solid", "brands", "regular", "fill", "line", "plain", "color", "small", "dark", "light",
           "symbol"}  # fmt: skip
_SAME = {"envelope": "email", "mail": "email", "scholar": "google scholar", "twitter x": "twitter"}
_CV = re.compile(r"(?i)(?:^|[/_.-])(?:cv|resume|curriculum|vitae?)(?:[/_.-]|$)")


def icon_word(link: _Element) -> str:
    """Return what a link of a small picture and no words is called, "" for any other link."""
    if "".join(link.itertext()).strip() and not _only_svg(link):
        return ""
    pictures = list(link.iter("img"))
    is_profile = profile_link("", link.get("href") or "")[0] != "web"
    if not is_profile and any(not is_small(one) for one in pictures):
        return ""
    inner = [one for one in link.iter() if isinstance(one.tag, str)]
    named = [link, *pictures, *(one for one in inner if one.tag in {"svg", "i", "span"})]
    for name in ("aria-label", "title", "alt"):
        if told := next((word for one in named if (word := clean_text(one.get(name) or ""))), ""):
            return told[:60]
    if _CV.search(link.get("href") or ""):
        return "CV"
    is_drawn = any(one.tag in {"img", "svg", "i"} or _ICON.search(one.get("class") or "")
                   for one in inner)  # fmt: skip
    return _drawn(inner) or (_place(link.get("href") or "") if is_drawn else "")


def _place(href: str) -> str:
    """Return the name of the host, without what all names of hosts have."""
    if href.lower().startswith("mailto:"):
        return "email"
    parts = hostname(href).split(".")
    return parts[-2] if len(parts) > 1 else ""


def _only_svg(link: _Element) -> bool:
    """Return whether all words of a link are the title of a drawing within it."""
    drawn = "".join("".join(one.itertext()) for one in link.iter("svg"))
    return "".join(link.itertext()).strip() == drawn.strip()


def _drawn(inner: list[_Element]) -> str:
    """Return the word that a class, a file name or the title of a drawing stands for."""
    for one in inner:
        if one.tag == "title" and one.text:
            return clean_text(one.text)[:60]
        stems = _ICON.findall((one.get("class") or "").lower())
        for name in ("src", "href", "{http://www.w3.org/1999/xlink}href", "xlink:href"):
            if one.tag in {"img", "use"} and (address := one.get(name)):
                stems.append(re.sub(r"(?i)\.\w+$", "", re.split(r"[/#]", address)[-1]).lower())
        for stem in stems:
            words = [word for word in re.split(r"[\W_\d]+", stem) if word not in _SHAPES | {""}]
            if len(plain := " ".join(words)) > 1:
                return _SAME.get(plain, plain)
    return ""
