"""Parts of a page by their headings, and where in it papers and other texts stand."""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import html
from lxml.etree import _Element

from portal.kit.text import clean_text, fold

from .base import Paper
from .html_lines import HEADINGS
from .jekyll_cv import kind_of_section
from .markdown import as_html, text_of

# Sections that stand among those of papers on some pages.
OTHERS = {"talks", "service", "teaching", "awards", "education", "experience", "news"}
LEAST = 25  # letters of a text that says something


@dataclass
class Group:
    """What stands under one heading."""

    title: str
    elements: list[_Element] = field(default_factory=list)
    lead: str = ""  # text that no element holds
    heading: _Element | None = None

    def all(self) -> list[_Element]:
        """Return the elements, with the heading above them."""
        return self.elements if self.heading is None else [self.heading, *self.elements]

    def whole(self) -> html.HtmlElement:
        wrapper = html.Element("div")
        wrapper.text = self.lead
        for element in self.elements:
            wrapper.append(deepcopy(element))
        return wrapper


def groups_of(element: html.HtmlElement) -> list[Group]:
    """Return what stands under each heading; headings deeper than the first kind stay within."""
    tags = [str(child.tag) for child in element if child.tag in HEADINGS]
    top = min((tag for tag in tags if re.fullmatch(r"h[1-6]", tag)), default="")
    if tags.count(top) == 1 and len(set(tags)) > 1 and tags[0] == top:
        below = _below(element, sorted(set(tags))[1])  # under a title above the sections
        if any(group.title for group in below):
            return below
    return _below(element, top)


def _below(element: html.HtmlElement, top: str) -> list[Group]:
    groups = [Group("", [], element.text or "")]
    for child in element:
        if child.tag in HEADINGS and str(child.tag) <= top:
            title = clean_text(text_of(child)).strip(" :.")
            groups.append(Group(title, [], child.tail or "", child))
        else:
            groups[-1].elements.append(child)
    return [group for group in groups if group.elements or group.lead.strip()]


def parted(group: Group, is_list: Callable[[Group], bool]) -> tuple[Group, list[tuple[Group, str]]]:
    """Return what of a list of papers is such, and the groups in it about other things.

    `is_list` says whether a group is of papers, whatever its heading: "Review articles".
    """
    own = Group(group.title, [], group.lead)
    inner = [Group("")]
    for element in group.elements:
        if element.tag in HEADINGS:
            title = clean_text(text_of(as_html(element))).strip(" :.")
            inner.append(Group(title, [], element.tail or "", element))
        else:
            inner[-1].elements.append(element)
    others: list[tuple[Group, str]] = []
    for one in inner:
        kind = kind_of_section(one.title) if one.title else ""
        if kind in OTHERS and not is_list(one):
            others.append((one, kind))
        else:
            own.elements += one.all()
    return own, others


def says_something(text: str) -> bool:
    """Return whether a text beside papers is more than a sign, a legend or a link elsewhere."""
    letters = re.sub(r"\W", "", text)
    is_usual = len(letters) < 150 and re.search(r"(?i)google scholar|full list|equal contrib", text)
    return len(letters) >= LEAST and not is_usual


def place_of(text: str, source: str, path: str) -> str:
    """Return the place of a text in a page: its line, where its first words are found."""
    key = " ".join(fold(text).split()[:4])
    lines = (n for n, line in enumerate(source.splitlines(), 1) if key and key in fold(line))
    number = next(lines, 0)
    return f"{path}, Line {number}" if number else path


def locate(papers: Sequence[Paper], text: str, path: str) -> None:
    """Tell of each paper the line in which its title stands, where that is found."""
    lines = text.splitlines()
    start = 0
    for paper in papers:
        key = fold(paper.record.title)[:60]
        found = next(
            (
                n
                for n in (*range(start, len(lines)), *range(start))
                if key and key in fold(lines[n])
            ),
            None,
        )
        if found is not None:
            start = found + 1
            paper.record = paper.record.but(where=f"{path}, Line {found + 1}")
