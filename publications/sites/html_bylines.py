"""Bylines of a page: which lines are lists of people, and which of them name its owner."""

import re
from collections.abc import Iterator, Sequence

from portal.kit.text import clean_text, fold
from publications.bylines import ORGANIZATION
from publications.records import Name
from researchers.names import Kind, compare
from researchers.spelling import spell_whole

from .html_lines import Line, Span
from .links import kind_by_place, kind_by_word
from .names import BORDER, Byline, read_byline
from .venues import YEAR, looks_like_venue, names_venue

# Words that no name has, in what else stands between commas on such pages.
_NO_NAME = re.compile(
    r"(?i)\b(?:university|institute|department|google|microsoft|facebook|research|lab|labs|school|"
    r"conference|journal|workshop|proceedings|paper|project|page|code|video|slides|poster|arxiv|"
    r"award|student|professor|scientist|engineer|intern|fall|spring|summer|winter|machine|learning|"
    r"vision|computer|science|robotics|intelligence|systems?|reviewer|chair|committee|course|"
    r"instructor|assistant|the|of|for|with|from|in|on|at|my|i(?!\.)|we|you|is|are|was|to|by|this|that|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"phd|ph\.d|msc|bsc|b\.s|m\.s|member|reading|group|best|oral|spotlight|preprint|thesis|"
    r"under|review|submission|press|appear|international|national|email|scholar|github|twitter|"
    r"linkedin|cv|advised|http|www)\b"
)
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’`´-]*\.?")
_PARTICLES = {"van", "von", "de", "der", "den", "di", "da", "dos", "del", "la", "le", "bin", "al",
              "el", "ter", "ten", "du", "des", "zu", "af", "y", "e", "st."}  # fmt: skip
# A byline without its owner: "with Bo Reed and Mei Lin".
_TOGETHER = re.compile(rf"(?i)^{BORDER}*\s*(?:joint(?:ly)?(?: work)? )?with\s+")
_DATED = re.compile(r"(?:19|20)\d\d[a-z]?[.)]\s+\w+ \w+")
LONGEST_BYLINE = 20_000


class Owner:
    """The person whose page it is, in the spellings that stand on it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name for name in names if name]
        self._spellings = [spell_whole(name) for name in self.names]

    def is_named(self, name: Name) -> bool:
        """Return whether a name of a byline can be hers."""
        full = name.full
        if any(fold(full) == fold(own) for own in self.names):
            return True
        told = spell_whole(full)
        return any(compare(told, own).kind >= Kind.INITIALS for own in self._spellings)


def is_name(text: str) -> bool:
    """Return whether a text can be one person's name, or that of a team."""
    words = text.replace("(", " ").replace(")", " ").split()
    if not 1 <= len(words) <= 7 or len(text) > 60:
        return False
    if len(words) > 1 and ORGANIZATION.search(text) and words[0][:1].isupper() and len(words) <= 5:
        return bool(re.search(r"(?i)team|collaboration|consortium", text))
    if _NO_NAME.search(text) or re.search(r"\d", text) or names_venue(text):
        return False
    if re.fullmatch(r"[A-Z]{3,}", text):
        return False
    return all(
        (_NAME_WORD.fullmatch(word) and (word[0].isupper() or not word[0].isascii()))
        or word.lower().strip(".,") in _PARTICLES
        or re.fullmatch(r"(?:[dDlL]['’])?[A-Z][\w.'’-]*|\"\w+\"|[A-Z]\.,?", word)
        for word in words
    )


def byline_of(line: Line, owner: Owner, legend: str) -> tuple[Byline, bool] | None:
    """Return the byline that a line is, and whether the owner is in it; None if it is none."""
    text = line.text
    is_other = line.heading in {"h1", "name", "pageheading"} or any(
        span.title and span.text.strip() for span in line.spans
    )
    if is_other or len(text) > LONGEST_BYLINE or _is_only_badges(line):
        return None
    marked = re.sub(rf"^{BORDER}*\s*(?:authors?|by)\s*:\s*", "", line.byline(), flags=re.IGNORECASE)
    byline = read_byline(marked, legend)
    is_owned = any(owner.is_named(name) for name in byline.names)
    if owner.names and not is_owned and (together := _TOGETHER.match(marked)):
        byline = read_byline(f"{owner.names[0]}, {marked[together.end() :]}", legend)
    names = [name.full for name in byline.names]
    if not names:
        return None
    good = sum(map(is_name, names))
    if any(_DATED.search(name) for name in names):
        return None  # a reference: "A. Poe, B. Li, 2020. On Looms"
    if line.heading and (not is_owned or len(names) == 1):
        return None  # a heading, or the name above the page
    if good < len(names) * (0.75 if is_owned else 1) or (not is_owned and good < 2):
        return None
    is_vague = YEAR.search(text) or sum(" " in name for name in names) < len(names) - 1
    return None if is_vague and not is_owned else (byline, is_owned)


def _is_only_badges(line: Line) -> bool:
    """Return whether a line is but labels: topics, as "weaving" and "long looms"."""
    return all(span.badge or not span.text.strip() for span in line.spans)


def is_links(line: Line) -> bool:
    """Return whether a line is but links and what stands between them."""
    words = [word for word, _ in line.links if word]
    if not words:
        return False
    rest = re.sub(r"[^\w]", "", line.unlinked)
    is_known = [bool(kind_by_word(word) or kind_by_place(url)) for word, url in line.links]
    return len(rest) <= 12 + 2 * len(words) and (all(is_known) or len(words) > 1 or len(rest) < 3)


def known_better(lines: Sequence[Line], owner: Owner, legend: str) -> Owner:
    """Return the owner with the spellings of her name in bold in bylines: "Jon T. Barron"."""
    told: dict[str, int] = {}
    for line in lines:
        strong = [clean_text(span.text).strip(" ,*") for span in line.spans if span.bold]
        strong = [name for name in strong if is_name(name)]
        if len(strong) == 1 and byline_of(line, owner, legend):
            told[strong[0]] = told.get(strong[0], 0) + 1
    own = [spell_whole(name) for name in owner.names]
    known = [
        name
        for name, count in told.items()
        if any(
            spell_whole(name).family == one.family and name[:1].lower() == initial
            for one, initial in zip(own, (n[:1].lower() for n in owner.names), strict=True)
        )
        or count > 5
    ]
    own_names = {fold(name) for name in owner.names}
    return Owner([*owner.names, *(name for name in known if fold(name) not in own_names)])


def bylines_in(
    lines: Sequence[Line], owner: Owner, legend: str
) -> Iterator[tuple[int, int, Byline, bool]]:
    """Yield (first line, last line, byline, whether the owner is in it)."""
    at = 0
    while at < len(lines):
        best = None
        last = at
        whole = Line(spans=list(lines[at].spans), heading=lines[at].heading)
        while True:
            if told := byline_of(whole, owner, legend):
                best = (at, last, *told)
            elif best or not whole.text.rstrip().endswith((",", "&", " and")):
                break
            following = lines[last + 1] if last + 1 < len(lines) else None
            if following is None or following.paragraph or last - at > 8:
                break
            if not _goes_on(whole, following):
                break
            whole.spans += [Span("\n" if best else " ", border=-last - 1), *following.spans]
            last += 1
        if best and not best[3] and _is_above_byline(lines, best[1] + 1, owner, legend):
            at += 1  # a title of the form of names
        elif best:
            yield best
            at = best[1] + 1
        else:
            at += 1


def _is_above_byline(lines: Sequence[Line], number: int, owner: Owner, legend: str) -> bool:
    told = byline_of(lines[number], owner, legend) if number < len(lines) else None
    return told is not None and told[1]


def _goes_on(whole: Line, following: Line) -> bool:
    """Return whether a byline goes on in the next line."""
    text = following.text
    is_open = bool(re.search(r"(?:[,&;]|\band)\s*$", whole.text)) or text.startswith(
        (",", "and ", "&")
    )
    if looks_like_venue(text) and (not is_open or _is_dated_in_italics(whole, following)):
        return False
    if is_links(following) and any(kind_by_word(word) for word, _ in following.links):
        return False
    names = read_byline(following.byline()).names
    fits = bool(names) and all(is_name(name.full) for name in names)
    return fits and (is_open or (len(names) > 1 and not looks_like_venue(text)))


def _is_dated_in_italics(whole: Line, following: Line) -> bool:
    """Return whether a line is a venue in italics and its year below names that are not."""
    first = next((span for span in following.spans if span.text.strip()), None)
    is_apart = first is not None and first.italic and not any(span.italic for span in whole.spans)
    return is_apart and bool(re.search(rf",?\s*\(?{YEAR.pattern}", following.text))
