"""Entries of a section: projects, courses, jobs, news, awards, degrees, each from its few lines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portal.kit.dates import MONTHS
from portal.kit.text import clean_text
from publications.drafts import read_date

from .base import ACTIVITY, DEGREE, NEWS, PROJECT, TEACHING, Fact
from .html_bylines import is_name
from .html_lines import Line
from .links import kind_by_place, kind_by_word
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
PLACE = re.compile(
    r"(?i)universit|institut|college|school|academy|eth\b|mit\b|berkeley|polytech|epfl"
)
_MONTH = "|".join(f"{month}|{month[:3]}|{month[:4]}" for month in MONTHS)
_DATES = (
    re.compile(
        r"[\[(]?\s*(?P<y>(?:19|20)\d\d)\s*[-./]\s*(?P<m>\d{1,2})"
        r"(?:\s*[-./]\s*(?P<d>\d{1,2}))?\s*[\])]?"
    ),
    re.compile(r"[\[(]?\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<y>(?:19|20)\d\d)\s*[\])]?"),
    re.compile(r"[\[(]\s*(?P<y2>\d\d)\s*[-./]\s*(?P<m>\d{1,2})\s*[\])]"),
    re.compile(
        rf"[\[(]?\s*(?P<n>{_MONTH})\.?(?:\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?)?"
        r"\s*[,' ]\s*(?P<y>(?:19|20)\d\d)\s*[\])]?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[\[(]?\s*(?P<d>\d{{1,2}})\.?\s+(?P<n>{_MONTH})\.?,?\s+(?P<y>(?:19|20)\d\d)\s*[\])]?",
        re.IGNORECASE,
    ),
    re.compile(r"[\[(]?\s*(?P<y>(?:19|20)\d\d)\s*[\])]?(?=\s*[:–—\-|])"),
    re.compile(r"[\[(]\s*(?P<y>(?:19|20)\d\d)\s*[\])]"),
)  # fmt: skip


LONGEST_NAME, LONGEST_PLACE = 200, 250  # characters


@dataclass
class Item:
    """One entry of a section: its lines, and the picture beside it."""

    lines: list[Line] = field(default_factory=list)
    picture: str = ""

    @property
    def text(self) -> str:
        return clean_text(" ".join(line.text for line in self.lines))

    @property
    def link(self) -> str:
        return next((url for line in self.lines for _, url in line.links), "")


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
    shown = markdown(item.lines, resolve).replace("\\[", "[").replace("\\]", "]")
    plain = re.sub(r"^(\*+)(.+?)\1", r"\2", shown)
    date, rest = leading_date(plain)
    if not date or not rest:
        return None
    return Fact(NEWS, {"date": date, "text": rest}, where)


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
    first, rest = item.lines[0], item.lines[1:]
    url = next((resolve(url) for _, url in first.links if resolve(url)), "")
    said = clean_text(" ".join(line.text for line in rest))
    role, _, did = said.partition(";")
    if not did or len(role) > 60:
        role, did = "", said
    is_code = bool(re.match(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.", url))
    is_long = len(did) > 500 or len(first.text) > LONGEST_NAME
    values = {
        "name": shortened(first.text, LONGEST_NAME),
        "url": "" if is_code else url,
        "code_url": url if is_code else "",
        "role": role.strip(),
        "contribution": "" if is_long else did.strip(),
        "description": "",
    }
    if is_long:
        values["description"] = markdown(
            item.lines if len(first.text) > LONGEST_NAME else rest, resolve
        )
    files = {"picture": item.picture} if item.picture else {}
    return Fact(PROJECT, told(values), where, files)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most this length, cut between words with an ellipsis."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def courses(item: Item, resolve: Resolve, where: str) -> Iterator[Fact]:
    """Yield the courses that an entry tells, one for each term, none if it tells none."""
    text = item.text
    terms = list(dict.fromkeys(clean_text(found[0]) for found in TERM.finditer(text)))
    code = CODE.search(text)
    if not code and not terms:
        return
    role = TEACHING_ROLE.search(text)
    title = item.lines[0].text
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
        values["role"] = f"{values['role']} {honour}".strip()
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


def activity(item: Item, kind: str, resolve: Resolve, where: str) -> Fact:
    """Return an award, a talk or a service: what it was, where, and when."""
    text = item.text
    date, rest = leading_date(text)
    if not date:
        years = [found[0] for found in YEAR.finditer(text)]
        if len(set(years)) == 1:
            date = years[0]
            rest = re.sub(
                rf"[,;]?\s*(?:\(\s*{date}\s*\)|\[\s*{date}\s*\]|\b{date}\b)\W*$", "", text
            )
            rest = text if rest.count("(") != rest.count(")") else rest
    rest = rest.strip(" ,;:") or text
    title, organization, more = _talk(item, rest) if kind == "talk" else (rest, "", "")
    url = _url_of(item, title)
    values = {
        "kind": kind,
        "title": shortened(title, 250),
        "organization": organization,
        "date": date,
        "url": resolve(url) if url else "",
        "description": more,
    }
    if len(title) > 250:
        values["description"] = markdown(item.lines, resolve)
    return Fact(ACTIVITY, told(values), where)


def _talk(item: Item, rest: str) -> tuple[str, str, str]:
    """Return title, place and what more is said of a talk: "Title at Place", "Place: “Title”"."""
    rest = rest.rstrip(" .,;")
    word = next((word for word, _ in item.lines[0].links), "")
    behind = rest[len(word) :] if word and rest.startswith(word) else ""
    if found := re.match(r"\W*(?:at|in|@)\s+(.+)", behind):
        return word.strip(" ,."), found[1].strip(" ,.;")[:LONGEST_PLACE], ""
    if found := re.match(r"([^:\"“]{2,120}):\s*[\"“]([^\"“”]{5,250})[\"”](.{0,200})$", rest):
        more = re.sub(r"(?i)\W*\b(?:video|slides|recording|link)s?\W*$", "", found[3])
        more = more.strip(" ,.;:") + (")" if more.count("(") > more.count(")") else "")
        return found[2].strip(" ,."), found[1].strip(), more if re.search(r"\w", more) else ""
    before, _, after = rest.partition(" at ")
    if rest.count(" at ") == 1 and len(before.split()) > 1 and after[:1].isupper():
        return before.strip(' ,."“”'), after[:LONGEST_PLACE], ""
    return rest, "", ""


def _url_of(item: Item, title: str) -> str:
    """Return the address of what an entry is about: a recording, slides, else its title's link."""
    links = [link for line in item.lines for link in line.links]
    for kinds in ({"video", "talk"}, {"slides"}, {"pdf", "paper", "poster"}):
        for word, url in links:
            if kind_by_word(word) in kinds and len(word.split()) < 3:
                return url
            if kind_by_place(url) in kinds:
                return url
    titled = [url for word, url in links if word and word.strip(' "“”.,') in title]
    return titled[0] if titled else item.link


def degree(item: Item, resolve: Resolve, where: str) -> Fact | None:
    """Return a degree with its institution, None if the entry does not tell both."""
    is_headed = bool(item.lines[0].heading)
    text = ", ".join(line.text for line in item.lines) if is_headed else item.text
    found = DEGREES.search(text)
    if not found:
        return None
    parts = [part.strip(" .()") for part in re.split(r"[,;|]|\s[-–—]\s|\n", text)]
    institution = next((part for part in parts if PLACE.search(part)), "")
    if not institution:
        return None
    institution = re.sub(r"(?i)^.*?\b(?:from|at)\s+(?:the\s+)?", "", institution)
    institution = clean_text(SPAN.sub(" ", YEAR.sub(" ", institution))).strip(" ()")
    field_of = re.search(r"(?i)\b(?:in|of)\s+([A-Z][\w &/-]+)", text[found.end() :])
    years = [int(year[0]) for year in YEAR.finditer(text)]
    is_open = bool(re.search(r"(?i)present|now|current|expected|candidate", text))
    values = {
        "degree": found[1].strip()[:100],
        "field": clean_text(field_of[1])[:200] if field_of else "",
        "institution": institution[:200],
        "url": resolve(item.link) if item.link else "",
        "starts_on": str(min(years)) if years and (len(set(years)) > 1 or is_open) else "",
        "year": max(years) if years and not is_open else None,
    }
    return Fact(DEGREE, told(values), where)


def told(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values that say something."""
    return {name: value for name, value in values.items() if value not in ("", None)}
