"""Entries of a Hugo site: degrees, work, awards and skills, wherever the site tells them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from publications.drafts import read_date

from .base import ACTIVITY, DEGREE, POSITION, SECTION, TEACHING, Fact
from .frontmatter import listed, told
from .hugo_content import Source
from .hugo_links import NOWHERE
from .hugo_samples import (
    are_sample_languages,
    are_sample_skills,
    is_sample_award,
    is_sample_degree,
    is_sample_job,
    is_sample_link,
)

_YEAR = re.compile(r"(?:19|20)\d\d")
# Lists that have a form of their own, or say how the page looks.
_KNOWN = {
    "education", "experience", "work", "awards", "skills", "links", "social", "profiles",
    "url_custom", "interests", "affiliations", "organizations", "user_groups", "sections",
    "postnominals", "authors", "cascade", "menu", "resources", "image", "status", "name",
}  # fmt: skip
_TITLES = ("title", "role", "name", "org", "organization")
_DEGREE = re.compile(
    r"(?i)((?:ph\.?\s?d|d\.?phil|m\.?phil|m\.?sc|b\.?sc|m\.?s|b\.?s|m\.?a|b\.?a|m\.?eng|b\.?eng|"
    r"m\.?arch|b\.?arch|m\.?res|m\.?ed|llm|llb|mba|mph)\.?(?: \(hons\))?)[ ,]+(?:of )?"
    r"(?!candidate|student|with\b)([^\W\d_].+)"
)


def dated(value: Any) -> str:
    """Return a date as "2021-08-15", "" for none; one that cannot be is none."""
    text = re.split(r"(?<=\d)[T ](?=\d{1,2}:)", told(value))[0].strip()
    if not text:
        return ""
    try:
        date, _ = read_date(text)
    except ValueError:
        return ""
    return str(date) if date and 1900 <= date.year <= 2100 else ""


def degrees_of(education: Any, source: Source, where: str) -> Iterator[Fact]:
    """Yield the degrees of a list, without the theme's own and those that say nothing."""
    courses = education.get("courses") if isinstance(education, Mapping) else education
    for one in listed(courses):
        if isinstance(one, Mapping):
            yield from _degree(one, source, where)


def _degree(one: Mapping[str, Any], source: Source, where: str) -> Iterator[Fact]:
    course = told(one.get("course") or one.get("degree") or one.get("area"))
    institution = told(one.get("institution") or one.get("org"))
    if not course and not institution:
        return
    if is_sample_degree(course, institution):
        source.samples.leave("degrees", where)
        return
    degree, field = _parted(course)
    names = ("start", "date_start", "year", "end", "date_end")
    text = " ".join(told(one.get(name)) for name in names).lower()
    years = _YEAR.findall(text)
    is_open = bool(re.search(r"present|now|current|expected|\d\s*[-–—]+\s*$", text)) or (
        bool(one.get("start") or one.get("date_start"))
        and not (one.get("end") or one.get("date_end"))
    )
    values = {
        "degree": degree[:100],
        "field": (field or (told(one.get("area")) if degree != told(one.get("area")) else ""))[
            :200
        ],
        "institution": institution[:200],
        "url": _address(one, source, where, "url"),
        "starts_on": years[0] if years and (is_open or len(years) > 1) else "",
        "year": int(years[-1]) if years and not is_open else None,
    }
    yield Fact(DEGREE, {name: value for name, value in values.items() if value}, where)
    if more := told(one.get("summary") or one.get("description")):
        what = f'What stands below "{course or institution}" has no place: "{more[:100]}"'
        source.lose(where, what, "Name it in the biography, or in a text of its own.")


def _parted(course: str) -> tuple[str, str]:
    """Return a degree and its field: "PhD in Weaving", "PhD Weaving"."""
    degree, _, field = course.partition(" in ")
    if not field and (found := _DEGREE.fullmatch(course)):
        return found[1], found[2]
    return degree, field


def job_of(one: Mapping[str, Any], source: Source, where: str) -> Iterator[Fact]:
    """Yield an entry of work, nothing for one that says nothing or is the theme's own."""
    if is_sample_job(one):
        source.samples.leave("jobs", where)
        return
    names = ("company", "company_name", "organization", "org", "title")
    organization = next((text for name in names if (text := told(one.get(name)))), "")
    values = {
        "organization": organization[:200],
        "url": _address(one, source, where, "company_url", "url"),
        "title": told(one.get("position") or one.get("role") or one.get("title"))[:200],
        "starts_on": dated(one.get("date_start") or one.get("start")),
        "ends_on": dated(one.get("date_end") or one.get("end")),
        "description": source.markdown(one.get("description") or one.get("summary"), where),
    }
    if values["organization"] or values["title"]:
        yield Fact(POSITION, {name: value for name, value in values.items() if value}, where)


def award_of(one: Mapping[str, Any], source: Source, where: str) -> Iterator[Fact]:
    """Yield an award, nothing for one without a title or the theme's own."""
    title, when = told(one.get("title")), told(one.get("date_start") or one.get("date"))
    organization = told(one.get("organization") or one.get("awarder") or one.get("subtitle"))
    if is_sample_award(title, organization):
        source.samples.leave("awards", where)
        return
    values = {
        "kind": "award",
        "title": title[:250],
        "organization": organization[:250],
        "date": dated(when) or "".join(_YEAR.findall(when)[:1]),
        "url": _address(one, source, where, "url", "certificate_url"),
        "description": source.markdown(one.get("description") or one.get("summary"), where),
    }
    if title:
        yield Fact(ACTIVITY, {name: value for name, value in values.items() if value}, where)


def _address(one: Mapping[str, Any], source: Source, where: str, *names: str) -> str:
    """Return the whole address of an entry: of these values, or of its button."""
    button = one.get("button")
    inner = button.get("url") if isinstance(button, Mapping) else ""
    href = next((text for name in names if (text := told(one.get(name)))), told(inner))
    if href == "/" or NOWHERE.match(href) or is_sample_link(href):
        return ""
    places = source.places("" if href.startswith("/") else where)
    address = places.whole(href)
    source.tell(places)
    return address


def skills_of(values: Mapping[str, Any], title: str, source: Source, where: str) -> Iterator[Fact]:
    """Yield what she can do as a text: no form shows it."""
    items = listed(values.get("feature") or values.get("items") or values.get("categories"))
    groups = [listed(item.get("items")) or [item] for item in items if isinstance(item, Mapping)]
    if all(len(group) == 1 for group in groups):
        groups = [[one for group in groups for one in group]]
    shown = []
    for group in groups:
        named = [
            (name, source.markdown(one.get("description"), where))
            for one in group
            if isinstance(one, Mapping) and (name := told(one.get("name") or one.get("label")))
        ]
        if are_sample_skills(name for name, _ in named):
            source.samples.leave("skills", where)
        else:
            shown += named
    if shown:
        is_short = all(not more or more.rstrip("%").isdigit() for _, more in shown)
        body = ", ".join(name for name, _ in shown) if is_short else "\n".join(
            f"- **{name}** {more}".rstrip() for name, more in shown
        )  # fmt: skip
        yield Fact(SECTION, {"kind": "text", "title": title or "Skills", "body": body}, where)


def others_of(values: Mapping[str, Any], source: Source, where: str) -> Iterator[Fact]:
    """Yield honours, courses, service and languages of a person; other lists are told as lost."""
    for key, value in values.items():
        entries = [one for one in listed(value) if isinstance(one, Mapping)]
        if key in _KNOWN or not entries:
            continue
        if key in {"honors", "honours", "honors_awards"}:
            for one in entries:
                yield from award_of(one, source, where)
        elif key in {"teaching", "courses"}:
            yield from (_course(one, source, where) for one in entries if _titles(one))
        elif "service" in key:
            yield from (_service(one, source, where) for one in entries if _titles(one))
        elif key == "languages":
            yield from _languages(entries, source, where)
        elif titles := list(filter(None, map(_titles, entries))):
            what = f'"{key}" is no part that is known: {", ".join(titles)[:150]}.'
            source.lose(where, what, "Add it to the page where it belongs.")


def _titles(one: Mapping[str, Any]) -> str:
    named = next((text for key in _TITLES if (text := told(one.get(key)))), "")
    return named or ", ".join(filter(None, map(told, listed(one.get("bullets")))))


def _course(one: Mapping[str, Any], source: Source, where: str) -> Fact:
    bullets = ", ".join(filter(None, map(told, listed(one.get("bullets")))))
    role = told(one.get("role") or one.get("position"))
    values = {
        "title": (told(one.get("title") or one.get("course")) or bullets or role)[:200],
        "role": role[:100],
        "term": _when(one)[:60],
        "institution": told(one.get("org") or one.get("institution"))[:200],
        "url": _address(one, source, where, "url"),
    }
    return Fact(TEACHING, {name: value for name, value in values.items() if value}, where)


def _service(one: Mapping[str, Any], source: Source, where: str) -> Fact:
    when = _when(one)
    years = _YEAR.findall(when)
    is_span = len(years) > 1 or bool(re.search(r"(?i)current|present|now", when))
    values = {
        "kind": "service",
        "title": _titles(one)[:250],
        "organization": told(one.get("org") or one.get("organization"))[:250],
        "date": "".join(years[-1:]) if is_span else dated(when),
        "url": _address(one, source, where, "url"),
        "description": when if is_span else "",
    }
    return Fact(ACTIVITY, {name: value for name, value in values.items() if value}, where)


def _when(one: Mapping[str, Any]) -> str:
    spans = "–".join(filter(None, [told(one.get("start"))[:4], told(one.get("end"))[:4]]))
    return told(one.get("date") or one.get("term") or one.get("year")) or spans


def _languages(entries: list[Mapping[str, Any]], source: Source, where: str) -> Iterator[Fact]:
    named = [(told(one.get("name")), told(one.get("label"))) for one in entries]
    named = [(name, label) for name, label in named if name]
    if are_sample_languages(name for name, _ in named):
        source.samples.leave("languages", where)
    elif named:
        body = ", ".join(f"{name} ({label})" if label else name for name, label in named)
        yield Fact(SECTION, {"kind": "text", "title": "Languages", "body": body}, where)
