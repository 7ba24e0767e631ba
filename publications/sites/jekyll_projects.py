"""Projects on pages: entries of lists, and what stands under headings."""

import re

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text

from .base import PROJECT, SECTION, Fact
from .html_lines import HEADINGS, lines_of_page
from .html_papers import is_links
from .jekyll_text import one_line
from .markdown import as_html, text_of, to_markdown
from .places import RootPlaces

_CODE = re.compile(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.com/|https?://codeberg\.org/")
LEAST = 25  # characters of a text that says something


def project_of(unit: _Element, places: RootPlaces) -> Fact:
    """Return a project: its name in bold or before a colon, a line about it, links, a text."""
    lines = lines_of_page(as_html(unit))
    first, rest = lines[0], lines[1:]
    strong = clean_text("".join(span.text for span in first.spans if span.bold or span.title))
    linked = first.links[0][0] if first.links else ""
    name = next((part for part in (strong, linked) if part and first.text.startswith(part)), "")
    tagline = ""
    if name:
        tagline = first.text[len(name) :].strip(" :–—-,.|")
    elif found := re.match(r"(.{2,60}?)\s*(?::|\s[–—-])\s+(.+)", first.text):
        name, tagline = found[1], found[2]
    told = [line for line in rest if not is_links(line)]
    own = [(word, address) for line in lines if line is first or is_links(line)
           for word, href in line.links if (address := places.whole(href))]  # fmt: skip
    code = next((address for word, address in own if _CODE.match(address)), "")
    sites = [one for one in own if one[1] != code]
    url = next(
        (a for w, a in sites if re.search(r"(?i)web|site|home|project|demo", w)), ""
    ) or next((address for _, address in sites), "")
    description = "\n\n".join(one_line(line.markdown(places.whole)) for line in told)
    further = [f"[{word}]({address})" for word, address in own if address not in {code, url}]
    if further:
        description = "\n\n".join(filter(None, [description, " · ".join(further)]))
    if len(tagline) > 250:
        description = "\n\n".join(filter(None, [tagline, description]))
        tagline = ""
    values = {"name": (name or first.text)[:200], "tagline": tagline, "url": url, "code_url": code,
              "description": description}  # fmt: skip
    images = (places.picture(image.get("src") or "-") for image in unit.iter("img"))
    picture = next(filter(None, images), "")
    kept = {key: value for key, value in values.items() if value}
    return Fact(PROJECT, kept, places.base, {"picture": picture} if picture else {})


def projects_below_headings(
    title: str, whole: html.HtmlElement, places: RootPlaces
) -> tuple[list[Fact], list[str]]:
    """Return the projects of a page whose deepest headings name them, and what is beside them.

    Lists under the other headings are of projects, too. None where fewer than two are named.
    """
    blocks: list[tuple[str, html.HtmlElement]] = [("", html.Element("div"))]
    tags: list[str] = [""]
    for child in list(whole):
        if child.tag in HEADINGS:
            block = html.Element("div")
            blocks.append((clean_text(text_of(child)), block))
            tags.append(str(child.tag))
        else:
            blocks[-1][1].append(child)
    deepest = max(tags)
    if tags.count(deepest) < 2 or not deepest:
        return [], []
    facts: list[Fact] = []
    lost: list[str] = []
    for tag, (name, block) in zip(tags, blocks, strict=True):
        if tag == deepest:
            facts.append(_below_heading(name, block, places))
            continue
        items = [one for one in block.iter("li") if not any(
            outer.tag == "li" for outer in one.iterancestors())]  # fmt: skip
        facts += [project_of(one, places) for one in items if text_of(as_html(one))]
        for one in items:
            one.drop_tree()
        if len(text := text_of(block)) > LEAST:
            lost.append(f'Of "{name or title}" this stands beside the projects: {text[:500]}')
    return [Fact(SECTION, {"kind": "projects", "title": title}, places.base), *facts], lost


def _below_heading(name: str, block: html.HtmlElement, places: RootPlaces) -> Fact:
    """Return the project that a heading names; lines of nothing but links are its addresses."""
    images = (places.picture(image.get("src") or "-") for image in block.iter("img"))
    picture = next(filter(None, images), "")
    links: list[tuple[str, str]] = []
    for one in list(block.iter("p")):
        rest = re.sub(r"\W", "", "".join([one.text or "", *(child.tail or "" for child in one)]))
        if not rest and len(one.findall("a")) == len(one) and len(one):
            links += [
                (text_of(link), places.whole(link.get("href") or "")) for link in one.iter("a")
            ]
            one.drop_tree()
    code = next((address for _, address in links if _CODE.match(address)), "")
    url = next((address for _, address in links if address and address != code), "")
    description = to_markdown(block, places.whole)
    further = [f"[{word}]({address})" for word, address in links if address not in {code, url, ""}]
    text = "\n\n".join(filter(None, [description, " · ".join(further)]))
    values = {"name": name[:200], "url": url, "code_url": code, "description": text}
    kept = {key: value for key, value in values.items() if value}
    return Fact(PROJECT, kept, places.base, {"picture": picture} if picture else {})
