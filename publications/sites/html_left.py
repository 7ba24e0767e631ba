"""What stands among the papers and is no paper: an introduction, labels, and what was lost."""

import re
from collections.abc import Sequence

from publications.records import Problem

from .base import SECTION, Fact, Site
from .html_head import is_way
from .html_items import markdown
from .html_lines import Line
from .html_outline import Part, is_chrome, tells_change
from .places import Places

LABEL = 25  # characters of what stands beside a picture
SHOWN = 80  # characters of a line in a message
_LEGEND = re.compile(  # what marks beside names mean
    r"(?i)^\W{0,3}[*†‡§+∗^].{0,80}\b(?:equal|contribut|correspond|joint|co-first|advis|alphabet)"
)
_FRAME = re.compile(
    r"(?i)\W*(?:©|copyright\s*(?:©|\(c\)|(?:19|20)\d\d)|(?:powered by|built with)\s)"
)
_PROSE = re.compile(r"(?i)\b(?:i|i['’]m|my|we|our|us|here|below|these|this page|see|please)\b")


def take_publications(
    part: Part, values: dict[str, str], facts: list[Fact], places: Places
) -> None:
    """Take the heading of the papers, and the prose between it and the first as research."""
    text: list[Line] = []
    for line in part.lines[: part.before]:
        if line.heading or not _PROSE.search(line.text):
            break
        text.append(line)
    if text and "research" not in values and len(text[0].text) > SHOWN:
        values["research"] = markdown(text, places.whole)
        part.lines = part.lines[len(text) :]
    if not any(fact.kind == SECTION and fact.values["kind"] == "publications" for fact in facts):
        values_of = {"kind": "publications", "title": part.title[:100]}
        facts.append(Fact(SECTION, values_of, places.base))


def tell_left(site: Site, part: Part, lines: Sequence[Line], places: Places) -> None:
    """Say of each line among the papers that it was not understood, and of a section without any.

    A few words in a row with a paper are a label, as beside a picture.
    """
    if not part.has_papers:
        what = f'No paper was found in the section "{part.title}".'
        _lose(site, part.number, lines, what, places)
    beside = {id(line) for line in part.beside}
    for line in part.lines:
        if (
            is_chrome(line)
            or tells_change(line)
            or _FRAME.match(line.text)
            or is_way(line, places)
            or _LEGEND.match(line.text)
            or (re.fullmatch(r"\W*\d*\W*", line.text) and not line.links)
        ):
            continue
        where = f"{places.base}, line {line.number}" if line.number else places.base
        text = line.text if len(line.text) <= SHOWN else f"{line.text[: SHOWN - 1]}…"
        is_label = part.has_papers and len(line.text) <= LABEL and id(line) in beside
        if is_label and not line.links:
            what = f'The label "{text}" beside a picture was left out.'
            site.remarks.append(Problem(where, what))
        else:
            what = f'"{text}" stands among the papers and was not understood.'
            remedy = "Add by hand what it says."
            site.lost.append(Problem(where, what, remedy, is_loss=True))


def _lose(site: Site, number: int, lines: Sequence[Line], what: str, places: Places) -> None:
    line = lines[number].number if number < len(lines) else 0
    where = f"{places.base}, line {line}" if line else places.base
    site.lost.append(Problem(where, what, "Add by hand what it lists.", is_loss=True))


def footer_of(lines: Sequence[Line], places: Places) -> str:
    text = " ".join(line.markdown(places.whole) for line in lines)
    return text if len(text) <= 300 else ""


def select_papers(site: Site, part: Part, places: Places) -> bool:
    """Mark the papers that a list of highlights leads to; return whether it leads to any."""
    selected = part.has_papers
    leads = {places.whole(href).rstrip("/") for line in part.lines for _, href in line.links}
    for paper in site.papers:
        own = {address.rstrip("/") for _, address in paper.addresses} | {
            places.whole(paper.title_link).rstrip("/")
        }
        if leads & (own - {""}):
            paper.selected = selected = True
    return selected
