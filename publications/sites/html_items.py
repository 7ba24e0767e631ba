"""Entries of a section: projects, courses, jobs, news, awards, degrees, each from its few lines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.kit.dates import MONTHS
from portal.kit.text import clean_text
from publications.drafts import read_date

from .base import DEGREE, NEWS, PROJECT, TEACHING, Fact
from .html_bylines import is_name
from .html_lines import Line
from .links import kind_by_word
from .markdown import Resolve
from .venues import YEAR

CODE = re.compile(
    r"\b((?:[A-Z]{2,6}|[A-Z][a-z]{2,5})[ -]?\d{1,4}[A-Z]{0,2}(?:[./-]\d+\w?)*|"
    r"\d{1,2}[-.]\d{3}\w?)\b"
)
TERM = re.compile(
    r"(?i)\b(?:(?:fall|spring|summer|winter|autumn)(?: (?:term|semester|quarter))?,?\s*'?"
    r"(?:\d{4}|\d\d)(?:\s*[-–/]\s*\d{2,4})?|(?:ws|ss)\s*\d{2,4}(?:/\d{2,4})?)(?!\d)"
)
TEACHING_ROLE = re.compile(
    r"(?i)\b((?:(?:head|lead|graduate|undergraduate|student|course|teaching|co-?|guest|visiting|"
    r"academic|lab|primary|associate|assistant|invited)[ -]?)*(?:instructors?|assistant|reader|"
    r"lecturer|tutor|grader|gsi|ugsi|ta|tf|fellow|mentor|teacher|professor|speaker))\b"
    r"(?:\s*\([A-Z]{2,4}\))?"
)
DEGREES = re.compile(
    r"(?i)\b(ph\.?\s?d\.?|d\.?phil\.?|m\.?\s?phil\.?|m\.?sc\.?|m\.s\.?|m\.?eng\.?|m\.?tech\.?|m\.?a\.|"
    r"b\.?sc\.?|b\.s\.?|b\.?e\.|b\.?eng\.?|b\.?tech\.?|b\.?a\.|doctorate|doctor of [a-z]+|"
    r"master(?:'?s|s)?(?: of [a-z]+)?(?: degree)?|"
    r"bachelor(?:'?s|s)?(?: of [a-z]+)?(?: degree)?)(?!\w)"
)
SPAN = re.compile(
    r"[(\[]?\s*((?:[A-Z][a-z]{2,8}\.?\s+)?(?:19|20)\d\d)\s*(?:[-–—]+|to|until)\s*"
    r"((?:[A-Z][a-z]{2,8}\.?\s+)?(?:19|20)\d\d|present|now|current|today)?\s*[)\]]?",
    re.IGNORECASE,
)
_ADVISOR = re.compile(
    r"(?i)^\W*(?:co-?)?(?:advis(?:ors?|ers?|ed)|supervis(?:ors?|ed))(?: by)?\s*:?\s+(.{3,200})$"
)
PLACE = re.compile(
    r"(?i)universit|institut|college|school|academy|eth\b|mit\b|berkeley|polytech|epfl"
)
MONTH_WORDS = "|".join(f"{month}|{month[:3]}|{month[:4]}" for month in MONTHS)
_UNTIL = r"(?:\s*[-–—]\s*\d{1,2}(?:st|nd|rd|th|\.)?)?"  # the last of several days
_DATES = (
    re.compile(
        r"[\[(]?\s*(?P<y>(?:19|20)\d\d)\s*[-./]\s*(?P<m>\d{1,2})"
        r"(?:\s*[-./]\s*(?P<d>\d{1,2}))?\s*[\])]?"
    ),
    re.compile(r"[\[(]?\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<y>(?:19|20)\d\d)\s*[\])]?"),
    re.compile(r"[\[(]\s*(?P<y2>\d\d)\s*[-./]\s*(?P<m>\d{1,2})\s*[\])]"),
    re.compile(
        rf"[\[(]?\s*(?P<n>{MONTH_WORDS})\.?(?:\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_UNTIL})?"
        r"(?:\s*[,']\s*|\s+)(?P<y>(?:19|20)\d\d)\s*[\])]?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[\[(]?\s*(?P<d>\d{{1,2}})\.?{_UNTIL}\s+(?P<n>{MONTH_WORDS})\.?,?"
        r"\s+(?P<y>(?:19|20)\d\d)\s*[\])]?",
        re.IGNORECASE,
    ),
    re.compile(r"[\[(]?\s*(?P<y>(?:19|20)\d\d)\s*[\])]?(?=\s*[:–—\-|])"),
    re.compile(r"[\[(]\s*(?P<y>(?:19|20)\d\d)\s*[\])]"),
)  # fmt: skip


LONGEST_NAME = 200  # characters


@dataclass
class Item:
    """One entry of a section: its lines, and the picture beside it."""

    lines: list[Line] = field(default_factory=list)
    picture: str = ""

    @property
    def text(self) -> str:
        texts = [line.text for line in self.lines]
        if len(texts) > 1 and is_date(texts[0]):
            texts[0] += ":"
        return clean_text(" ".join(texts))

    @property
    def is_date(self) -> bool:
        """Whether it has no more than a date, as of what stands beside it."""
        return len(self.lines) == 1 and is_date(self.lines[0].text)

    @property
    def link(self) -> str:
        return next((url for line in self.lines for _, url in line.links), "")


def is_date(text: str) -> bool:
    """Return whether a text is a date, a term, or a span of years, and nothing else."""
    date, rest = leading_date(text)
    plain = text.strip(" ,:()[]")
    only = re.fullmatch(r"\W*(?:19|20)\d\d\W*", text) or SPAN.fullmatch(plain)
    return bool(only or TERM.fullmatch(plain)) or bool(date and not rest.strip(" :.,"))


def leading_date(text: str) -> tuple[str, str]:
    """Return the date that a line begins with, "2021-08", and the rest; ("", text) for none."""
    plain = text.lstrip(" -–•*")
    for form in _DATES:
        if found := form.match(plain):
            told = found.groupdict()
            year = told.get("y") or f"20{told['y2']}"
            month = told.get("m") or ""
            if name := told.get("n"):
                month = str(1 + [one[:3].lower() for one in MONTHS].index(name[:3].lower()))
            parts = [year, *(f"{int(part):02d}" for part in (month, told.get("d")) if part)]
            try:
                date, _ = read_date("-".join(parts))
            except ValueError:
                date = None
            if date and (not month or int(month) <= 12):
                rest = plain[found.end() :].lstrip(" :–—-|.,;]")
                return str(date), rest
    return "", text


def news(item: Item, resolve: Resolve, where: str) -> Fact | None:
    """Return a line of news, None for one without a date."""
    shown = markdown(item.lines, resolve).removeprefix("- ")
    shown = shown.replace("\\[", "[").replace("\\]", "]")
    plain = re.sub(r"^(\*+)(.+?)\1", r"\2", shown)
    date, rest = leading_date(plain)
    if not date or not rest:
        return None
    return Fact(NEWS, {"date": date, "text": rest.strip()}, where)


def markdown(lines: Sequence[Line], resolve: Resolve) -> str:
    """Return lines as Markdown: paragraphs, lists, and breaks where the page has them."""
    parts: list[str] = []
    was_item = False
    for number, line in enumerate(lines):
        shown = line.markdown(resolve)
        if not shown:
            continue
        if line.heading:
            shown = f"### {shown.strip('*')}"
        elif line.item and line.paragraph:
            shown = f"- {shown}"
        elif re.match(r"(?:[-+#>]|\d+[.)])\s", shown):
            shown = f"\\{shown}"
        if number and parts:
            if line.paragraph:
                parts.append("\n" if line.item and was_item else "\n\n")
            else:
                parts.append("\\\n")
        parts.append(shown)
        was_item = line.item
    return "".join(parts).strip()


def project(item: Item, resolve: Resolve, where: str) -> Fact:
    """Return a project: its name, where it lives, and what the owner did."""
    name, behind = _named(item.lines[0])
    rest = [*([behind] if behind else []), *item.lines[1:]]
    links = [(word, resolve(url)) for line in item.lines for word, url in line.links]
    codes = [
        url for _, url in links if re.match(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.", url)
    ]
    own = [resolve(url) for _, url in item.lines[0].links if resolve(url)]
    url = next((one for one in own[:1] if one not in codes), "")
    url = url or next((url for word, url in links if kind_by_word(word) in {"website", "demo"}), "")
    known = {url, *codes[:1]}
    said = clean_text(" ".join(_said(line, known, resolve) for line in rest))
    role, _, did = said.partition(";")
    if not did or len(role) > 60:
        role, did = "", said
    has_more = any(address and address not in known for _, address in links)
    is_long = len(did) > 500 or len(name) > LONGEST_NAME or has_more
    is_whole = not behind and (len(name) > LONGEST_NAME or (has_more and not rest))
    described = item.lines if is_whole else rest
    values = {
        "name": shortened(name, LONGEST_NAME),
        "url": url,
        "code_url": codes[0] if codes else "",
        "role": role.strip() if not is_long else "",
        "contribution": "" if is_long else did.strip(),
        "description": markdown(described, resolve) if is_long else "",
    }
    files = {"picture": item.picture} if item.picture else {}
    return Fact(PROJECT, told(values), where, files)


def _named(line: Line) -> tuple[str, Line | None]:
    """Return what stands out at the beginning of a line as a name, and what is behind it."""
    spans = line.spans
    plain = (
        place
        for place, span in enumerate(spans)
        if span.text.strip() and not (span.bold or span.href or span.title)
    )
    end = next(plain, len(spans))
    name = clean_text("".join(span.text for span in spans[:end])).strip(" :–—-")
    behind = Line(spans[end:], line.element, paragraph=False, number=line.number)
    text = behind.text.lstrip(" :–—-.,")
    if not name or len(text.split()) < 2 or not re.match(r"\s*[:–—.,(\[-]", behind.text):
        return line.text, None
    first = replace(spans[end], text=spans[end].text.lstrip(" :–—-.,"))
    return name, replace(behind, spans=[first, *spans[end + 1 :]])


def _said(line: Line, known: set[str], resolve: Resolve) -> str:
    """Return the text of a line without the words of links that are told by themselves."""
    parts = [
        span.text
        for span in line.spans
        if not (span.href and resolve(span.href) in known and len(span.text.split()) < 3)
    ]
    return re.sub(r"[(\[]\W*[)\]]", " ", "".join(parts))


def shortened(text: str, longest: int) -> str:
    """Return a text of at most this length, cut between words with an ellipsis."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def courses(item: Item, resolve: Resolve, where: str) -> Iterator[Fact]:
    """Yield the courses that an entry tells, one for each term, none if it tells none."""
    text = item.text
    terms = list(dict.fromkeys(clean_text(found[0]) for found in TERM.finditer(text)))
    code = CODE.search(TERM.sub(" ", text))
    if not code and not terms:
        return
    role = TEACHING_ROLE.search(text)
    title = next((line.text for line in item.lines if not is_date(line.text)), text)
    if role and role[0] in title:
        title = title.replace(role[0], " ")
    for term in terms:
        title = title.replace(term, " ")
    if code:
        title = title.replace(code[0], " ")
    title = re.sub(r"\(\s*[,;:]*\s*\)|\s[-–—]\s(?=$|\s)", " ", title)
    title = re.sub(r"\(\s*[,;:]?\s*", "(", re.sub(r"\s+,", ",", title))
    title = re.sub(r"(?:\s*[,;.]\s*){2,}", ", ", clean_text(title)).strip(" ,;:.-–—|/")
    title, honour = ("", title) if re.fullmatch(r"\([^()]*\)", title) else (title, "")
    title, _, institution = title.rpartition(", ") if _ends_in_place(title) else (title, "", "")
    links = [
        (word, resolve(url))
        for line in item.lines
        for word, url in line.links
        if not is_name(re.sub(r"(?i)^(?:prof|dr)\w*\.?\s+", "", word)) or " " not in word
    ]
    values = {
        "code": code[0] if code else "",
        "title": title or (code[0] if code else text[:200]),
        "role": role[1].strip().capitalize() if role and role[1].islower() else
                role[1].strip() if role else "",
        "institution": institution,
    }  # fmt: skip
    if honour:
        values["role"] = f"{values['role']} {honour}".strip()[:100]
    if not title and code:
        values["code"] = ""
    files = {"logo": item.picture} if item.picture else {}
    if terms and len(links) == len(terms):
        for (_, url), term in zip(links, terms, strict=True):
            yield Fact(TEACHING, told({**values, "term": term, "url": url}), where, files)
        return
    url = next((url for _, url in links if url), "")
    term = ", ".join(terms)
    if len(term) > 60:
        shorter = [terms[0], f"{len(terms) - 2} more", terms[-1]]
        term = f"{shorter[-1]} – {shorter[0]}"
    yield Fact(TEACHING, told({**values, "term": term, "url": url}), where, files)


def _ends_in_place(title: str) -> bool:
    """Return whether a title ends in the school where a course was held."""
    before, _, last = title.rpartition(", ")
    return bool(before and PLACE.search(last)) and len(last.split()) <= 6


def _is_more(text: str) -> bool:
    """Return whether a line of a degree says what the degree's fields have no place for."""
    known = DEGREES.search(text) or PLACE.search(text) or YEAR.search(text)
    return not known and len(text.split()) > 4


def degree(item: Item, resolve: Resolve, where: str) -> Fact | None:
    """Return a degree with its institution, None if the entry does not tell both."""
    advisors = [found[1].strip(" .") for line in item.lines if (found := _ADVISOR.match(line.text))]
    lines = [line for line in item.lines if not _ADVISOR.match(line.text)]
    text = ", ".join(line.text for line in lines)
    found = DEGREES.search(text)
    if not found or any(_is_more(line.text) for line in lines):
        return None
    undated = SPAN.sub(" ", text)
    parts = [part.strip(" .:()") for part in re.split(r"[,;|()]|\s[-–—]\s|\n", undated)]
    institution = next((part for part in parts if PLACE.search(part)), "")
    if not institution:
        return None
    institution = re.sub(r"(?i)^.*?\b(?:from|at)\s+(?:the\s+)?", "", institution)
    institution = clean_text(SPAN.sub(" ", YEAR.sub(" ", institution))).strip(" ()")
    behind = text[found.end() :]
    direct = re.match(r"\.?\s+([A-Z][a-z]{2,}[\w &/-]*)(?=,|$)", behind)
    if direct and (PLACE.search(direct[1]) or re.match(r"(?i)student|candidate", direct[1])):
        direct = None
    field_of = direct or re.search(r"(?i)\b(?:in|of)\s+([A-Z][\w &/-]+)", behind)
    years = [int(year[0]) for year in YEAR.finditer(text)]
    is_open = bool(re.search(r"(?i)present|now|current|expected|candidate", text))
    url = next((url for line in lines for _, url in line.links), "")
    values = {
        "degree": found[1].strip()[:100],
        "field": clean_text(field_of[1])[:200] if field_of else "",
        "institution": institution[:200],
        "url": resolve(url) if url else "",
        "advisors": ", ".join(advisors),
        "starts_on": str(min(years)) if years and (len(set(years)) > 1 or is_open) else "",
        "year": max(years) if years and not is_open else None,
    }
    return Fact(DEGREE, told(values), where)


def told(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values that say something."""
    return {name: value for name, value in values.items() if value not in ("", None)}
