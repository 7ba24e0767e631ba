"""Papers of a page as records, with their pictures, files and marks."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from portal.kit.text import clean_text, fold
from publications.drafts import Draft
from publications.records import Problem

from .base import Paper, Site
from .html_bylines import Owner
from .html_lines import Line
from .html_media import media_of
from .html_outline import closed_lines, headings_above
from .html_papers import Found, papers_of
from .html_venue import tell_more, tell_venue
from .places import Places, tell_link

_LEGEND = re.compile(
    r"[(\[]?[^()\[\]]*[*†‡+∗^][^()\[\]]*(?i:equal|contribut|advis|correspond|joint)"
    r"[^()\[\]]*[)\]]?"
)
_PRESS = re.compile(
    r"(?i)\W*(?:(?:selected )?(?:media|press|news)(?: coverage| articles?)?|coverage|"
    r"in the (?:media|press|news)|(?:covered|featured) (?:in|by))\s*:"
)
_SELECTED = re.compile(r"(?i)\b(?:selected|representative|featured|highlight\w*)\b")
_HIGHLIGHT = re.compile(r"(?i)#ffff[0-9a-e]{2}|\bhighlight(?:ed)?\b|lightyellow")


def papers_on(
    site: Site,
    found: Sequence[Found],
    lines: list[Line],
    places: Places,
    listed: Sequence[tuple[int, Paper]] = (),
) -> list[Paper]:
    """Return the papers that were found in these lines, and those `listed` at lines, in order."""
    for paper in found:
        credited = {fold(name.full) for name in paper.byline.names}
        for number in paper.lines:
            for word, href in lines[number].links:
                name = word.strip(" *†‡,.")
                if fold(name) in credited and " " in name and (address := places.outside(href)):
                    site.coauthors.setdefault(name, address)
    taken = {number for paper in found for number in paper.lines}
    above = headings_above(lines, taken)
    papers = [(one.lines[0], _paper(site, one, (lines, *above), places)) for one in found]
    papers = sorted([*papers, *listed], key=lambda one: one[0])
    return _each_once([one for _, one in papers], [above[1][number] for number, _ in papers])


def _each_once(papers: Sequence[Paper], headings: Sequence[str]) -> list[Paper]:
    """Return the papers, those that stand under two headings once, where they stand last.

    A paper that is also under a heading of selected ones is selected.
    """
    told: dict[object, tuple[Paper, str]] = {}
    for number, (paper, heading) in enumerate(zip(papers, headings, strict=True)):
        record = paper.record
        key: object = fold(record.title), tuple(fold(name.full) for name in record.authors)
        before, other = told.pop(key, (None, ""))
        if before is not None and other == heading:
            told[key] = before, other
            key, before = number, None
        if before is not None:
            is_selected = paper.selected or before.selected
            is_selected = is_selected or bool(_SELECTED.search(f"{other} {heading}"))
            fuller = max(before, paper, key=_fullness)
            fuller.selected = is_selected
            told[key] = fuller, heading
        else:
            told[key] = paper, heading
    return [paper for paper, _ in told.values()]


def _fullness(paper: Paper) -> int:
    """Return how much is told of a paper."""
    files = sum(map(bool, (paper.picture, paper.pdf, paper.hover, paper.selected)))
    return len(paper.record.dump()) + len(paper.record.links) + files


def found_in(lines: Sequence[Line], owner: Owner) -> tuple[list[Found], set[int]]:
    """Return what of these lines is papers, and the numbers of the lines they take."""
    closed = closed_lines(lines, owner.names)
    found = papers_of(lines, owner, legend_of(lines), closed)
    return found, {number for paper in found for number in paper.lines}


def legend_of(lines: Sequence[Line]) -> str:
    """Return what a page says of the marks beside names."""
    short = [line.text for line in lines if len(line.text) < 200]
    return " ".join(found[0] for text in short if (found := _LEGEND.search(text)))


def _paper(
    site: Site, found: Found, page: tuple[list[Line], list[str], list[str]], places: Places
) -> Paper:
    lines, years, headings = page
    at = found.lines[0]
    first = lines[at]
    where = f"{places.base}, line {first.number}" if first.number else places.base
    draft = Draft(where, "html")
    media = media_of(found.unit, places)
    paper = Paper(draft.record(), media.picture, media.alt, media.hover)
    if paper.picture_alt.lower() in {"project image", "teaser", "blind-date", "prl", "paper image"}:
        paper.picture_alt = ""
    draft.tell("title", found.title)
    draft.authors = list(found.byline.names)
    for name, value in found.byline.extra.items():
        draft.keep(name, value)
    tell_venue(draft, found)
    paper.title_link = found.title_link
    press = _press(found, lines)
    for word, href in found.links:
        if href in press and (address := places.outside(href)):
            draft.link(address, "press", word[:60])
        else:
            tell_link(draft, paper, word, href, places)
    _tell_lost_links(site, found, where, places)
    _tell_title_link(draft, paper, found, places)
    tell_more(draft, found, years[at], headings[at])
    texts = [line for line in found.texts if not re.match(r"[*†‡+]\s*\w", line.text)]
    notes = [line.text for line in found.texts if line not in texts]
    if notes and not draft.fields.get("note"):
        draft.tell("note", " ".join(notes)[:500])
    summary = " ".join(line.text for line in texts if not line.text.startswith("@"))
    for word, _ in found.links:
        summary = summary.replace(f"({word})", " ").replace(f"[{word}]", " ") if word else summary
    if re.search(r"\w", summary):
        draft.fields["summary"] = clean_text(summary)
    site.foreign += media.foreign
    unit = found.unit
    paper.selected = unit is not None and _is_highlighted(unit)
    paper.record = draft.record()
    site.suspicions += draft.problems
    return paper


def _press(found: Found, lines: Sequence[Line]) -> set[str]:
    """Return the addresses in lines of a paper that begin with "Media coverage:"."""
    told = [lines[number] for number in found.lines if _PRESS.match(lines[number].text)]
    return {href for line in told for _, href in line.links}


def _tell_lost_links(site: Site, found: Found, where: str, places: Places) -> None:
    """Say of links in the sentences below a paper that they were left out: those are plain text."""
    known = {href for _, href in found.links}
    for line in found.texts:
        for word, href in line.links:
            if href not in known and word and (address := places.outside(href)):
                what = f'The link "{word[:60]}" ({address[:100]}) in a sentence was left out.'
                site.lost.append(Problem(where, what, "Add it by hand.", is_loss=True))


def _tell_title_link(draft: Draft, paper: Paper, found: Found, places: Places) -> None:
    """Take where the title leads; its identifier counts only if nothing below says another."""
    if not found.title_link or found.title_link.startswith("#"):
        return
    ids = {name: draft.fields.get(name) for name in ("doi", "arxiv_id")}
    before = list(draft.links)
    tell_link(draft, paper, "", found.title_link, places)
    if any(value and draft.fields.get(name) != value for name, value in ids.items()):
        draft.fields.update({name: value for name, value in ids.items() if value})
    if ids["arxiv_id"]:
        draft.links = [
            link for link in draft.links if link in before or "arxiv.org/" not in link.url
        ]
    draft.links = [
        link for number, link in enumerate(draft.links)
        if link.url.rstrip("/") not in {one.url.rstrip("/") for one in draft.links[:number]}
    ]  # fmt: skip


def _is_highlighted(unit: _Element) -> bool:
    told = " ".join(unit.get(name) or "" for name in ("bgcolor", "class", "style"))
    return bool(_HIGHLIGHT.search(told)) or (unit.get("data-selected") or "").lower() in {
        "y",
        "yes",
        "true",
    }
