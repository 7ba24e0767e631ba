"""The outline of a page: its headings, what each is about, and the lines below it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lxml.etree import _Element

from portal.kit.text import clean_text, fold

from .html_lines import Line, Span
from .links import kind_by_place, kind_by_word

# What a heading is about, in the order in which it is tried; keys of parts of a page, or our own.
KINDS = (
    ("highlights", r"highlights?(?:ed)?(?: (?:papers?|work|projects?))?|featured(?: \w+)?"),
    ("publications", r".*\b(?:publications?|papers|preprints?|articles|manuscripts|pubs)\b.*"),
    ("news", r".*\b(?:news|updates?|announcements|what's new)\b.*"),
    ("teaching", r".*\b(?:teaching|courses?|lectures)\b(?!.*projects?).*"),
    ("experience", (r".*\b(?:experience|employe?ment|internships?|positions|industry|"
                   r"appointments)\b.*|work|career|affiliations?")),
    ("education", r".*\beducation\b.*|degrees"),
    ("awards", r".*\b(?:awards?|honou?rs?|fellowships?|scholarships?|grants)\b.*"),
    ("talks", r".*\b(?:talks?|presentations?|seminars)\b.*"),
    ("service", r".*\b(?:service|reviewing|reviewer|professional activities|community)\b.*"),
    ("projects", (r".*\b(?:projects?|software(?! (?:engineer|developer))|open[- ]source|"
                 r"repositories)\b.*")),
    ("research", (r"(?:(?:my|our|current|recent|selected|main|past|ongoing|featured) )*research"
                 r"(?: (?:\w+ )?(?:interests?|areas?|topics?|statements?|overview|summary|themes?|"
                 r"directions?|vision|focus|agenda|work|highlights|questions?|goals?|group|lab))?"
                 r"(?:\W+(?:and|&) .*)?|(?:.*(?:and|&) )?research(?: interests?)?|interests?")),
    ("bio", (r"about(?: me)?|(?:(?:short|brief|my) )?bio(?:graphy)?|introduction|hi|hello|"
            r"welcome.*")),
)  # fmt: skip
# Sections of entries, which may have headings; others that none goes on below a heading of its
# own; and those that never hold papers.
INDEPENDENT = {"publications", "news", "teaching", "experience", "awards", "talks", "projects"}
ENTRIES = {"teaching", "experience", "education", "awards", "talks", "service", "projects"}
NO_PAPERS = {"teaching", "experience", "education", "awards", "service", "talks"}
LONGEST_HEADING = 300  # characters
MOST_HEADINGS = 20  # in a row, above a paper
HEAD_LINES = 15  # at most, of what stands above the first section
SHORT = 3  # words of a heading that does not say more than what its section is about
_LEVELS = {"name": 0, "pageheading": 0, "h1": 1, "h2": 2, "sectionheading": 2, "h3": 3,
           "heading": 3, "subheading": 4, "h4": 4, "h5": 5, "h6": 6}  # fmt: skip
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_CLOSED = re.compile(
    r"(?i)\b(?:students?|advisees?|mentees?|interns|group members|lab members|team members|alumni|"
    r"committees?|supervision|mentoring)\b"
)
_KINDS = [(kind, re.compile(rf"(?i)\W*(?:{words})\W*")) for kind, words in KINDS]
_CREDIT = re.compile(
    r"(?i)\btemplate\b|jon ?barron|last (?:updated?|modified)|©|copyright|source code|"
    r"\bdesign(?:ed)?\b.{0,40}\b(?:by|from)\b|built with|powered by|steal this"
)
_CHROME = re.compile(
    r"(?i)\W*(?:show (?:more|less|all)|(?:see|read|view) (?:more|all)|more|top|home|"
    r"(?:see|read|view) (?:my |the )?(?:full|complete|whole) (?:cv|list|resume)|"
    r"(?:go )?back(?: (?:to (?:the )?)?(?:top|home|main|start|home ?page|main page))?|"
    r"click here|all|selected|toggle\w*)\W*"
)
# When a page was changed; unlike the words above, these are of no text about a person.
_CHANGED = re.compile(
    r"(?i)\W*(?:(?:this |web)?(?:page|site)\W+(?:was |is )?)?last (?:updated?|modified|changed)\b"
)


@dataclass
class Part:
    """A section: its heading's words, what it is about, its lines.

    `has_papers` says that papers were found in it; their lines are not among its own.
    """

    title: str
    kind: str
    lines: list[Line] = field(default_factory=list)
    number: int = 0
    level: int = 0
    has_papers: bool = False
    before: int = 0  # lines of its own above the first of them
    beside: list[Line] = field(default_factory=list)  # lines of its own in a row with one


def kind_of_heading(title: str) -> str:
    """Return what a heading is about: a key of `KINDS`, "text" for anything else."""
    if len(title) > LONGEST_HEADING:
        return "text"
    plain = re.sub(r"\([^()]*\)", "", title).strip()
    return next((kind for kind, form in _KINDS if form.fullmatch(plain)), "text")


def without_remark(name: str) -> str:
    """Return a name without what stands behind it: "(she/her)", "Ph.D."."""
    return re.sub(r"(?i)\s*\([^()]*\)$|,\s*ph\.?d\.?$", "", name).strip()


def names_section(line: Line) -> bool:
    """Return whether a line is the heading of a section of a known kind, in few words."""
    return bool(line.heading) and len(line.text.split()) <= SHORT and (
        kind_of_heading(line.text) != "text" or bool(_CLOSED.search(line.text))
    )  # fmt: skip


def level_of(line: Line) -> int:
    """Return the level of a heading, 1 the highest."""
    return _LEVELS.get(line.heading, 3)


def is_year(line: Line) -> bool:
    """Return whether a line is a year that stands above papers."""
    is_strong = line.heading or all(span.bold or not span.text.strip() for span in line.spans)
    return bool(is_strong and line.paragraph and _YEAR.fullmatch(line.text))


def with_bold_headings(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page without headings, words in bold between paragraphs as such."""
    alone = [
        line
        for line, below in pairwise(lines)
        if line.paragraph and below.paragraph and _is_bold_word(line)
    ]
    known = [line for line in alone if kind_of_heading(line.text) != "text"]
    above = {_parent(line) for line in known}
    if not known or any(names_section(line) for line in lines):
        return list(lines)
    told = {id(line) for line in alone if _parent(line) in above}
    at = next(number for number, line in enumerate(lines) if line is known[0])
    return [
        replace(line, heading="h3") if id(line) in told and number >= at else line
        for number, line in enumerate(lines)
    ]


def _is_bold_word(line: Line) -> bool:
    is_bold = all(span.bold or not span.text.strip() for span in line.spans)
    apart = line.heading or line.item or line.links
    return is_bold and not apart and len(line.text.split()) <= SHORT


def _parent(line: Line) -> _Element | None:
    return None if line.element is None else line.element.getparent()


def closed_lines(lines: Sequence[Line], names: Sequence[str]) -> set[int]:
    """Return the numbers of lines that are of no paper: the page's name, people, jobs, courses."""
    closed: set[int] = set()
    shut = publications = 0
    is_head = True
    own = {fold(name) for name in names}
    for number, line in enumerate(lines):
        if is_head and fold(without_remark(line.text)) in own:
            closed.add(number)
            is_head = number < HEAD_LINES  # it may stand in a menu, too
        if line.heading and not is_year(line):
            level, words = level_of(line), len(line.text.split())
            kind = kind_of_heading(line.text)
            is_head = is_head and kind == "text"
            is_paper = publications and level > publications and words > 2
            if kind in {"publications", "highlights"}:
                publications, shut = level, 0
            elif words <= SHORT + 1 and not is_paper and (
                kind in NO_PAPERS or _CLOSED.search(line.text)
            ):  # fmt: skip
                shut, publications = level, 0
            elif shut and level <= shut:
                shut = 0
        if shut:
            closed.add(number)
    return closed


def headings_above(lines: Sequence[Line], taken: set[int]) -> tuple[list[str], list[str]]:
    """Return for each line the year that stands above it, and the heading of its section."""
    years, titles = [], []
    year = title = ""
    level = 0
    for number, line in enumerate(lines):
        is_beside = line.paragraph and number + 1 in taken and _YEAR.fullmatch(line.text)
        if number not in taken and (is_year(line) or is_beside):
            year, level = line.text.strip(" .:()[]-–—"), level_of(line) if line.heading else 9
        elif number not in taken and line.heading:
            title = line.text
            year = year if level_of(line) > level else ""
        years.append(year)
        titles.append(title)
    return years, titles


def parts_of(
    lines: Sequence[Line], taken: set[int], names: Sequence[str] = ()
) -> tuple[list[Line], list[Part]]:
    """Return the lines above the first section, and the sections; lines of papers left out."""
    outline = _Outline(lines, taken, {fold(name) for name in names})
    for number, line in enumerate(lines):
        outline.add(number, line)
    return outline.head, _with_entries(outline.parts)


class _Outline:
    def __init__(self, lines: Sequence[Line], taken: set[int], names: set[str]) -> None:
        self.lines, self.taken, self.names = lines, taken, names
        self.head: list[Line] = []
        self.parts: list[Part] = []

    def add(self, number: int, line: Line) -> None:
        part = self.parts[-1] if self.parts else None
        if number in self.taken:
            part = part or self._begin(number, "", "publications")
            part.before = part.before if part.has_papers else len(part.lines)
            part.has_papers = True
            if part.kind == "text" and not part.lines:
                part.kind = "publications"
            return
        among_papers = part is None or part.kind == "publications"
        if _YEAR.fullmatch(line.text) and (line.heading or among_papers):
            return
        is_section = line.heading not in {"", "name", "pageheading", "h6"} and len(line.text) < 120
        if is_section and not self._is_headline(number, line):
            self._heading(number, line)
        else:
            (part.lines if part else self.head).append(line)
            if part and self.taken & {number - 1, number + 1}:
                part.beside.append(line)

    def _begin(self, number: int, title: str, kind: str, level: int = 0) -> Part:
        self.parts.append(Part(title, kind, number=number, level=level))
        return self.parts[-1]

    def _is_headline(self, number: int, line: Line) -> bool:
        """Return whether a heading is the name above the page, or what stands right below it."""
        if self.parts or kind_of_heading(line.text) != "text":
            return False
        above = self.lines[number - 1] if number else None
        return (
            not self.head
            or fold(without_remark(line.text)) in self.names
            or (above is not None and fold(without_remark(above.text)) in self.names)
        )

    def _heading(self, number: int, line: Line) -> None:
        kind, level = kind_of_heading(line.text), level_of(line)
        part = self.parts[-1] if self.parts else None
        if part and level > part.level and self._is_inner(number, line, kind, part):
            part.lines.append(line)
            return
        is_among = part and part.kind == "publications" and level > part.level and kind == "text"
        if is_among and self._is_above_paper(number):
            return  # it only parts the papers
        title = clean_text(re.sub(r"\([^()]*\)", "", line.text)).strip(" :.-|")
        self._begin(number, title or line.text, kind, level)

    def _is_inner(self, number: int, line: Line, kind: str, part: Part) -> bool:
        """Return whether a smaller heading is within its section: an entry, a part of its text."""
        if part.kind == "publications":
            return kind == "text" and not self._is_above_paper(number) and (
                self._is_left_paper(number)
            )  # fmt: skip
        if part.kind in ENTRIES and (not part.lines or part.lines[0].heading):
            return kind in {"text", part.kind} or len(line.text.split()) > SHORT
        if part.kind in INDEPENDENT:
            return False
        return line.heading in {"h4", "h5"}

    def _is_above_paper(self, number: int) -> bool:
        """Return whether the next line that is no heading is of a paper."""
        following = range(number + 1, min(number + MOST_HEADINGS, len(self.lines)))
        below = next((n for n in following if n in self.taken or not self.lines[n].heading), None)
        return below in self.taken

    def _is_left_paper(self, number: int) -> bool:
        """Return whether a heading looks like the title of a paper that was not understood."""
        for at in range(number + 1, min(number + 6, len(self.lines))):
            line = self.lines[at]
            if line.heading or at in self.taken:
                break
            if any(kind_by_word(word) or kind_by_place(url) for word, url in line.links):
                return True
        return any(
            n in self.taken and not any(names_section(one) for one in self.lines[number:n])
            for n in range(number + 1, min(number + 40, len(self.lines)))
        )


def _with_entries(parts: list[Part]) -> list[Part]:
    """Return the sections; headings without a line below them are entries of the one above."""
    told: list[Part] = []
    for place, part in enumerate(parts):
        is_empty = part.kind == "text" and not part.lines and not part.has_papers
        following = parts[place + 1] if place + 1 < len(parts) else None
        if is_empty and told and told[-1].kind in ENTRIES and (
            following is None or following.level <= part.level
        ):  # fmt: skip
            line = Line([Span(part.title)], heading="h4", number=part.number)
            told[-1].lines.append(line)
        else:
            told.append(part)
    return told


def is_credit(line: Line) -> bool:
    """Return whether a line is about the page itself: its template, when it was updated."""
    return bool(_CREDIT.search(line.text)) and len(line.text) < 400


def tells_change(line: Line) -> bool:
    """Return whether a line says when the page was changed, and little more."""
    return bool(_CHANGED.match(line.text)) and len(line.text) < 120


def is_chrome(line: Line) -> bool:
    """Return whether a line only works the page: "show more"."""
    return bool(_CHROME.fullmatch(line.text))
