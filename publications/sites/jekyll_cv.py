"""CVs beside Jekyll sites, as lists of al-folio, RenderCV or JSON Resume, to facts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.kit.text import fold

from .base import LINK, SECTION, Fact
from .frontmatter import listed, told
from .html_sections import kind_of_heading
from .jekyll import Source
from .jekyll_entries import Entry, facts_of_entries, inline, is_told
from .jekyll_samples import is_sample_entry, is_sample_person
from .links import profile_link
from .places import RootPlaces

_TEXTS = re.compile(r"(?i)\b(?:students|supervis\w*|mentor\w*|advis\w+|training|qualifications?|"
                    r"certifica\w*|skills?|languages?|hobbies|references|other interests|"
                    r"contact)\b")  # fmt: skip
_MORE_KINDS = (
    ("experience", re.compile(r"(?i)\b(?:employ\w*|work|appointments?|positions?|career)\b")),
    ("awards", re.compile(r"(?i)\bhono[u]?rs?\b|\bprizes?\b|\bawards?\b|\bgrants?\b|\bfunding\b")),
    ("service", re.compile(r"(?i)\bvolunteer\w*|\boutreach\b|\bservice\b|\breview\w*|"
                           r"\bcommittees?\b|"
                           r"\borgani[sz]\w+|\bmembership|\bleadership\b")),
    ("teaching", re.compile(r"(?i)\bteach\w*|\bcourses?\b|\bsummer schools?\b")),
    ("projects", re.compile(r"(?i)\bopen[- ]source\b|\bsoftware\b|\bprojects?\b")),
    ("talks", re.compile(r"(?i)\btalks?\b|\bpresentations?\b|\blectures?\b")),
    ("research", re.compile(r"(?i)\b(?:academic|research) interests\b")),
)  # fmt: skip
PRIVATE = {"date of birth", "birthday", "age", "phone", "address", "nationality", "gender", "birth"}
# The names that JSON Resume has for what RenderCV and people call otherwise, and the other way.
_NAMES = {
    "title": ("title", "position", "degree", "studyType", "name", "label", "course", "award",
              "role", "bullet", "language"),
    "place": ("institution", "company", "organization", "organisation", "awarder", "employer",
              "university", "school", "venue", "publisher", "issuer", "entity", "name"),
    "when": ("year", "date", "dates", "time", "period", "term", "semester", "releaseDate",
             "duration"),
    "field": ("area", "field", "major"), "url": ("url", "link", "website"),
}  # fmt: skip
_LINES = ("description", "summary", "details", "highlights", "items", "note", "notes", "reference",
          "fluency", "level", "keywords")  # fmt: skip
# Parts of entries that work a theme.
_CHROME = {"type", "logo", "image", "img", "icon", "color", "id", "order", "weight", "category",
           "contents", "start_date", "startdate", "start", "from", "end_date", "enddate", "end",
           "until", "visible", "show", "_dates"}  # fmt: skip
_RESUME = (
    ("work", "experience", "Experience"), ("education", "education", "Education"),
    ("awards", "awards", "Awards"), ("volunteer", "service", "Volunteering"),
    ("projects", "projects", "Projects"), ("publications", "publications", ""),
    ("teaching", "teaching", "Teaching"), ("talks", "talks", "Talks"),
    ("certificates", "text", "Certificates"), ("skills", "text", "Skills"),
    ("languages", "text", "Languages"), ("interests", "text", "Interests"),
    ("references", "text", "References"),
)  # fmt: skip
_OF_BASICS = {"name", "email", "label", "summary", "url", "website", "profiles", "image", "picture",
              "phone", "location", "address"}  # fmt: skip


@dataclass
class Cv:
    """What CVs tell: facts in their order, names of whose they are, and what goes elsewhere."""

    facts: list[Fact] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    research: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    links: list[Fact] = field(default_factory=list)


def kind_of_section(title: str, default: str = "text") -> str:
    """Return what a section of a CV is about: a key of sections, "text" for anything else."""
    if _TEXTS.search(title) and not re.search(r"(?i)\bteaching\b(?!.*training)", title):
        return "text"
    if (kind := kind_of_heading(title)) not in {"text", "bio"}:
        return kind
    if default != "text":
        return default
    return next((kind for kind, form in _MORE_KINDS if form.search(title)), default)


def is_cv_list(value: Any) -> bool:
    """Return whether data are sections of a CV as al-folio has them."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "title" in one and "contents" in one for one in value)
    )


class CvReader:
    """Reads the CVs of one site into `cv`; `add` is called for each file."""

    def __init__(self, source: Source) -> None:
        self.source, self.cv = source, Cv()
        self._places = source.places("")
        self._seen: set[tuple[str, ...]] = set()
        self._settled: dict[str, str] = {}

    def add(self, value: Any, where: str, default: str = "text") -> bool:
        """Take what a file holds; return whether it is a CV. `default` is what its name says."""
        self._places = RootPlaces(self.source.files, where, self.source.address)
        if is_cv_list(value):
            for section in value:
                self._section(told(section["title"]), section, where, default)
        elif isinstance(value, dict) and isinstance(value.get("cv"), dict):
            self._rendercv(value["cv"], where)
        elif isinstance(value, dict) and isinstance(value.get("sections"), dict):
            self._rendercv(value, where)
        elif isinstance(value, dict) and (value.keys() & {"basics", "work", "education"}):
            self._resume(value, where)
        else:
            return False
        self.source.tell(self._places)
        return True

    def settle(self, where: str) -> None:
        """Let the file read so far be the one that counts for the sections it has."""
        self._settled = {
            str(fact.values["kind"]): where
            for fact in self.cv.facts
            if fact.kind == SECTION and fact.values["kind"] != "text"
        }

    def _section(self, title: str, section: dict[str, Any], where: str, default: str) -> None:
        contents = listed(section.get("contents"))
        kind = kind_of_section(title, default)
        if told(section.get("type")) == "map" and kind == "text":
            self._general(contents, title, where)
            return
        self._take(kind, title, contents, where)

    def _general(self, contents: list[Any], title: str, where: str) -> None:
        """Take names and addresses of "General Information"; other pairs become a text."""
        pairs = [(told(one.get("name")), _linked(one.get("value"))) for one in contents
                 if isinstance(one, dict)]  # fmt: skip
        is_sample = any(
            fold(name) == "full name" and is_sample_person(value) for name, value in pairs
        )
        left, kept = [], []
        for name, value in pairs:
            key = fold(name)
            if key in {"full name", "name"}:
                self.cv.names.append(value)
            elif not value:
                continue
            elif is_sample:
                self.source.samples.leave("entries of a CV", where)
            elif key in PRIVATE:
                left.append(name)
            else:
                kept.append(f"- {self._markdown(f'{name}: {value}')}")
        if left:
            what = f"What the CV says under {', '.join(left)} is private: it was left out."
            self.source.remark(where, what)
        if kept:
            values = {"kind": "text", "title": title[:100], "body": "\n".join(kept)}
            self.cv.facts.append(Fact(SECTION, values, where))

    def _rendercv(self, value: dict[str, Any], where: str) -> None:
        name = told(value.get("name"))
        if name:
            self.cv.names.append(name)
        if not is_sample_person(name):
            self._basics({name: value.get(name) for name in ("email", "label", "website")}, where)
        for title, contents in (value.get("sections") or {}).items():
            shown = str(title).replace("_", " ").strip()
            shown = shown if shown[:1].isupper() else shown.capitalize()
            self._take(kind_of_section(shown), shown, listed(contents), where)

    def _resume(self, value: dict[str, Any], where: str) -> None:
        basics = value.get("basics")
        basics = basics if isinstance(basics, dict) else {}
        name = told(basics.get("name"))
        is_sample = is_sample_person(name)
        if name:
            self.cv.names.append(name)
        if not is_sample:
            self._basics(basics, where)
        for field_of, kind, title in _RESUME:
            contents = listed(value.get(field_of))
            if contents and is_sample and kind in {"text", "publications"}:
                self.source.samples.leave("entries of a CV", where)
            elif contents:
                contents = list(map(_degree, contents)) if kind == "education" else contents
                self._take(kind, title, contents, where)
        known = {"basics", "meta", "name", "$schema", *(name for name, _, _ in _RESUME)}
        for name, inner in value.items() if not is_sample else ():
            if name not in known and (text := "; ".join(_texts(inner))):
                what = f'What the CV says under "{name}" was not understood: {text[:300]}'
                self.source.lose(where, what, "Add it by hand.")

    def _basics(self, basics: dict[str, Any], where: str) -> None:
        for name, field_of in (("email", "email"), ("label", "headline"), ("summary", "_summary")):
            if text := told(basics.get(name)):
                self.cv.values.setdefault(field_of, text)
        for word, address in _links_of(basics):
            if re.match(r"https?://", address):
                kind, label = profile_link(word, address)
                values = {"kind": kind, "value": address, "label": label or word}
                values = values if kind == "web" else {"kind": kind, "value": address}
                self.cv.links.append(Fact(LINK, values, where))
        left = [name for name in ("phone", "location", "address") if basics.get(name)]
        if left:
            what = f"What the CV says under {', '.join(left)} is private: it was left out."
            self.source.remark(where, what)

    def _take(self, kind: str, title: str, contents: list[Any], where: str) -> None:
        entries: list[Entry] = []
        for one in contents:
            if is_sample_entry(_texts(one)):
                self.source.samples.leave("entries of a CV", where)
                continue
            found = [one for one in self._entries(one) if is_told(one) and self._is_new(kind, one)]
            entries += found
        if not entries:
            return
        if kind in self._settled and self._settled[kind] != where:
            what = f'"{title}" of this CV was left out: the site shows {self._settled[kind]}.'
            self.source.remark(where, what)
            return
        if kind == "publications":
            what = f"The CV lists {len(entries)} papers, too: they were not read."
            self.source.remark(where, what, "Look whether all of them are among the papers.")
        elif kind == "research" and not self.cv.research:
            self.cv.research = self._text(contents)
        else:
            facts, lost = facts_of_entries(kind, title, entries, where)
            if not facts:
                values = {"kind": "text", "title": title[:100], "body": self._text(contents)}
                facts = [Fact(SECTION, values, where)]
            self.cv.facts += facts
            for what in lost:
                self.source.lose(where, what, "Add it to the page where it belongs.")

    def _is_new(self, kind: str, entry: Entry) -> bool:
        key = (kind, fold(entry.title), fold(entry.place), entry.starts[:4])
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _entries(self, one: Any) -> Iterator[Entry]:
        if not isinstance(one, dict):
            plain, url = inline(str(one), self._places)
            yield Entry(title=plain, url=url).dated_by_text()
            return
        values = {name: _first(one, names) for name, names in _NAMES.items()}
        if values["place"] == values["title"] and "name" in one:
            values["place"] = ""
        if told(one.get("label")) and told(one.get("details")):
            values["title"] = f"{told(one['label'])}: {told(one['details'])}"
        title, url = inline(values["title"], self._places)
        place, place_url = inline(values["place"], self._places)
        when = values["when"] or " - ".join(
            filter(None, (_first(one, ("start_date", "startDate", "start", "from")),
                          _first(one, ("end_date", "endDate", "end", "until"))))
        )  # fmt: skip
        if re.match(r"\S+$", when) and _first(one, ("start_date", "startDate")) and not _first(
            one, ("end_date", "endDate")
        ):  # fmt: skip
            when += " - present"
        lines = [line for name in _LINES if not (name == "details" and one.get("label"))
                 for line in self._lines(one.get(name))]  # fmt: skip
        lines += self._unknown(one)
        entry = Entry(title, place, when, subject=values["field"], lines=lines)
        entry.url = self._places.whole(values["url"]) or url or place_url
        if not title and not place and (items := listed(one.get("items"))):
            for item in items:  # several awards of one year
                plain, url = inline(str(item), self._places)
                yield Entry(plain, "", when, url=url)
            return
        yield entry

    def _unknown(self, one: dict[str, Any]) -> Iterator[str]:
        """Yield what an entry tells under names that nothing is known of."""
        known = {name.lower() for names in _NAMES.values() for name in names} | {*_LINES} | _CHROME
        for name, value in one.items():
            text = "; ".join(_texts(value))
            if name.lower() not in known | {"label"} and text and not isinstance(value, bool):
                yield self._markdown(f"{_spelled(name)}: {text}")

    def _lines(self, value: Any, depth: int = 0) -> Iterator[str]:
        """Yield texts as lines of Markdown; what hangs below another is indented."""
        for one in listed(value):
            if isinstance(one, dict):
                name = told(one.get("title") or one.get("name"))
                inner = one.get("contents") or one.get("items") or one.get("description")
                if name:
                    yield "  " * depth + self._markdown(name)
                elif not inner:  # "Project: winds", which YAML takes for a name and a value
                    texts = (f"{key}: {'; '.join(_texts(one[key]))}" for key in one)
                    yield from ("  " * depth + self._markdown(text) for text in texts)
                yield from self._lines(inner, depth + 1)
            elif isinstance(one, str) and (text := self._markdown(one)):
                yield "  " * depth + text

    def _markdown(self, text: str) -> str:
        from .jekyll_text import markdown_of, one_line

        return one_line(markdown_of(text, self._places))

    def _text(self, contents: Iterable[Any]) -> str:
        """Return contents whose form is not known as a list in Markdown."""
        told_of: list[str] = []
        for one in contents:
            if is_sample_entry(_texts(one)):
                continue
            if not isinstance(one, dict):
                told_of.append(f"- {self._markdown(str(one))}")
                continue
            heads = [self._markdown(_first(one, names)) for names in (
                _NAMES["title"], _NAMES["place"], _NAMES["when"])]  # fmt: skip
            parts = list(dict.fromkeys(filter(None, heads)))
            if not parts and not any(one.get(name) for name in _LINES):
                told_of += [f"- {line}" for line in self._lines([one])]
            if parts:
                told_of.append(f"- {', '.join(parts)}")
            told_of += [f"  - {line.strip()}" if parts else f"- {line}"
                        for name in _LINES for line in self._lines(one.get(name))]  # fmt: skip
        return "\n".join(told_of)


def _linked(value: Any) -> str:
    """Return a value as text; links, which are names with addresses, as Markdown."""
    told_of = []
    for one in listed(value):
        if isinstance(one, dict):
            name, url = told(one.get("name") or one.get("title")), told(one.get("url"))
            told_of.append(f"[{name}]({url})" if name and url else name or url)
        else:
            told_of.append(told(one))
    return ", ".join(filter(None, told_of))


def _degree(one: Any) -> Any:
    """Return an entry of JSON Resume's education: its title is that of the thesis."""
    if not isinstance(one, dict) or not one.get("studyType") or not told(one.get("title")):
        return one
    kept = {name: value for name, value in one.items() if name != "title"}
    return {**kept, "highlights": [f"Thesis: {told(one['title'])}", *listed(one.get("highlights"))]}


def _links_of(basics: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (word, address) of the links of somebody's basics."""
    for name in ("url", "website"):
        yield "Website", told(basics.get(name))
    for one in listed(basics.get("profiles")):
        if isinstance(one, dict):
            yield told(one.get("network")), told(one.get("url"))
    for name, value in basics.items():
        if name not in _OF_BASICS:
            yield name.capitalize(), told(value)


def _spelled(name: str) -> str:
    plain = name.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def _first(one: dict[str, Any], names: Iterable[str]) -> str:
    return next((text for name in names if (text := told(one.get(name)))), "")


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts within a value, but what is private."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if str(name).lower() not in PRIVATE:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield str(value)
