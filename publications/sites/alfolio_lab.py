"""Sites of groups made with Jekyll: the lab, and who belongs or belonged to it."""

import re
from collections.abc import Iterator
from typing import Any

from portal.kit.text import clean_text, fold
from publications.bylines import parse_name

from .base import LAB, PERSON, Fact, Person
from .frontmatter import is_true, told
from .html_items import PLACE
from .jekyll import Source, account_address, email_in, owner_names, social_links
from .jekyll_collections import NEWS_NAMES, PROJECT_NAMES, Collections
from .jekyll_entries import span_of
from .jekyll_samples import is_sample_person, without_sample_text
from .jekyll_text import markdown_of, one_line, without_bare_headings, without_liquid
from .markdown import html_of, parse_fragment, text_of
from .places import BARE

_FILES = re.compile(r"(?i)(?:^|_|-)(?:members?|people|team|group|alumni|students|staff)(?:$|_|-)")
_FORMER = re.compile(r"(?i)previous|former|past|alum")
_GROUP = re.compile(
    r"(?i)\b(?:lab(?:oratory)?|group|team|cent(?:er|re)|institute|collaboration|initiative)\b"
)
ROLES = (
    ("faculty", r"professors?|faculty|pi\b|principal investigator|leader|director|lecturer"),
    ("postdoc", r"post-?\s?doc\w*"),
    ("undergraduate", r"under-?grad\w*|bachelor\w*|b\.?sc\b|\bug\b|interns?"),
    ("master", r"master\w*|m\.?sc\b|\bms\b"),
    ("phd", r"ph\.?\s?d\.?|doctoral|graduate|\bgrads?\b"),
    ("visitor", r"visit\w*|guests?"),
    ("engineer", r"engineers?|developers?|programmers?"),
    ("researcher", r"research(?:ers?| scientists?| associates?| fellows?| staff)|scientists?"),
    ("staff", r"staff|administrat\w*|secretar\w*|managers?|technicians?|assistants?"),
)  # fmt: skip
_ROLES = [(role, re.compile(rf"(?i)\b(?:{words})")) for role, words in ROLES]
_LEADER = re.compile(
    r"(?i)\b(?:leader|director|head|principal investigator|\bpi\b|professor|faculty)"
)


def is_lab(source: Source) -> bool:
    """Return whether the site is a group's: it lists members, and names nobody as its owner."""
    if owner_names(source):
        return False
    return any(people for _, people, _ in _lists(source)) or bool(_GROUP.search(_title(source)))


def _names(source: Source) -> tuple[str, str]:
    """Return the name of the group and its short name: its title, or what stands for a person's."""
    if title := _title(source):
        return title, ""
    parts = [told(source.config.get(f"{part}_name")) for part in ("first", "middle", "last")]
    parts = [part for part in parts if re.search(r"\w", part) and not is_sample_person(part)]
    if len(parts) > 1 and " " not in parts[0] and parts[-1].count(" ") > 1:
        return " ".join(parts[1:]), parts[0]
    return " ".join(parts) or source.files.name, ""


def _title(source: Source) -> str:
    for name in ("title", "name"):
        text = told(source.config.get(name))
        if text and text.lower() != "blank" and not is_sample_person(text):
            return text
    return ""


def read_lab(source: Source) -> None:
    """Give the site its lab and its people."""
    site = source.site
    config = source.config
    description = told(config.get("description"))
    is_own = 10 < len(description) <= 250 and "theme for academics" not in description
    name, short = _names(source)
    values = {
        "name": name,
        "short_name": short,
        "url": source.address,
        "tagline": description if is_own else "",
    }
    files = _front(source, values)
    kept = {name: value for name, value in values.items() if value}
    site.lab = Fact(LAB, kept, source.where, files)
    undated: dict[str, list[str]] = {}
    for where, people, is_former in _lists(source):
        source.used.add(where)
        theses = 0
        for heading, one in people:
            theses += bool(told(one.get("thesis-title")))
            if person := _person(source, where, heading, one, is_former=is_former):
                if (is_former or _has_left(heading, one)) and not (person.membership or {}).get(
                    "ends_on"
                ):
                    undated.setdefault(where, []).append(person.name.full)
                    continue
                known = next(
                    (p for p in site.people if fold(p.name.full) == fold(person.name.full)), None
                )
                if known is None:
                    site.people.append(person)
                else:
                    what = (
                        f'"{person.name.full}" is listed twice: {_said(known)} and {_said(person)}.'
                    )
                    source.remark(where, what, "The first was taken; add the other by hand.")
        if theses:
            what = f"{theses} theses that stand beside names were left out."
            source.remark(where, what, "Import them as papers.")
    _tell_left(source, undated)
    _take_rest(source)


def _take_rest(source: Source) -> None:
    """Give the lab its projects and news, and say what else was not brought in."""
    for path in source.pages():
        if path in source.used:
            continue
        page = source.page(path)
        text = markdown_of(page.body, source.places(path, page.values))
        if len(re.sub(r"\W", "", text)) > 80:
            source.lose(
                path, "The text of this page was not brought in.", "Add it to the page of the lab."
            )
    further = Collections(source)
    for name, paths in source.collections().items():
        if name in NEWS_NAMES:
            source.site.lab_facts += further.news(paths)
        elif name in PROJECT_NAMES:
            source.site.lab_facts += further.projects(paths)
        elif not source.used.issuperset(paths):
            what = f"The {len(paths)} files of the collection _{name} were not brought in."
            source.lose(paths[0], what, "Add what they tell by hand.")


def _front(source: Source, values: dict[str, str]) -> dict[str, str]:
    """Take what the first page says of the group; return its logo."""
    pages = [(path, source.page(path)) for path in source.pages()]
    found = next((one for one in pages if told(one[1].values.get("permalink")) == "/"), None)
    if found is None:
        return {}
    path, page = found
    source.used.add(path)
    places = source.places(path, page.values)
    line = text_of(html_of(without_liquid(told(page.values.get("subtitle")))))
    values.setdefault("institution" if PLACE.search(line) else "tagline", line)
    text, count = without_sample_text(source.markdown(page.body, places))
    for _ in range(count):
        source.samples.leave("paragraphs", path)
    values["description"] = without_bare_headings(text)
    profile = page.values.get("profile")
    if not isinstance(profile, dict):
        return {}
    if info := text_of(parse_fragment(told(profile.get("more_info") or profile.get("address")))):
        source.lose(path, f"Beside the picture this stands: {info[:300]}",
                    "Add it to the page of the lab.")  # fmt: skip
    image = told(profile.get("image"))
    names = (f"assets/img/{image}", image) if image else ()
    logo = next((held for name in names if (held := places.picture(name))), "")
    return {"logo": logo} if logo else {}


def _tell_left(source: Source, undated: dict[str, list[str]]) -> None:
    """Tell who left at an unknown time; `undated` are their names by file."""
    names = [name for one in undated.values() for name in one]
    if names:
        whom = f"{len(names)} people" if len(names) > 1 else "One person"
        what = f"{whom} left, and the site does not say when: {', '.join(names)}."
        remedy = "They were not brought in, lest they stand among the members of today."
        source.lose(next(iter(undated)), what, remedy)


def _said(person: Person) -> str:
    return str((person.membership or {}).get("role", "member"))


def _lists(source: Source) -> list[tuple[str, list[tuple[str, Any]], bool]]:
    """Return (file, (heading, member) pairs, whether they have left) of each list of members."""
    found = []
    paths = [path for path in source.files.under("_data", ".yml", ".yaml", ".json")
             if _FILES.search(path.rpartition("/")[2].rpartition(".")[0])]  # fmt: skip
    for path in sorted(paths, key=lambda one: (bool(_FORMER.search(one)), one)):
        people = list(_members(source.read(path), ""))
        if people:
            found.append((path, people, bool(_FORMER.search(path))))
    for name, files in source.collections().items():
        if _FILES.search(name):
            for path in files:
                page = source.page(path)
                values = {"name": page.values.get("title"), **page.values, "_text": page.body}
                found.append((path, [("", values)], bool(_FORMER.search(path))))
    return found


def _members(value: Any, heading: str) -> Iterator[tuple[str, Any]]:
    """Yield the members in lists, or mappings, of any depth, with the heading above them."""
    if isinstance(value, dict):
        inner = [key for key in value if _is_people(value[key])]
        if inner:
            for key in inner:
                shown = told(value.get("name") or value.get("title") or value.get("role")) or str(
                    key
                )
                yield from _members(value[key], shown)
        elif value.get("name"):
            yield heading, value
        else:
            for key, one in value.items():
                if isinstance(one, dict):
                    yield from _members({"name": key, **one}, heading)
    elif isinstance(value, list):
        for one in value:
            yield from _members(one, heading)


def _is_people(value: Any) -> bool:
    return isinstance(value, list) and any(
        isinstance(one, dict) and (one.get("name") or one.get("title")) for one in value
    )


def _has_left(heading: str, one: dict[str, Any]) -> bool:
    """Return whether a member is one no more."""
    flags = ("ex_member", "former", "alumni", "alumnus", "inactive")
    title = told(one.get("role") or one.get("position") or one.get("title"))
    return any(is_true(one.get(name)) for name in flags) or bool(
        _FORMER.search(f"{heading} {title}")
    )


def _person(
    source: Source, where: str, heading: str, one: dict[str, Any], *, is_former: bool
) -> Person | None:
    name = clean_text(
        re.sub(r"(?i)^(?:(?:prof(?:essor)?|dr)\.?\s+)+|,\s*ph\.?d\.?$", "", told(one.get("name")))
    )
    if not name or is_sample_person(name):
        return None
    title = told(one.get("role") or one.get("position") or one.get("title") or one.get("info"))
    title = "" if fold(title) == fold(name) else title
    said = " ".join([heading, title, told(one.get("thesis-type")) or told(one.get("degree"))])
    membership: dict[str, Any] = {"role": role_of(said, heading), "title": title[:100]}
    starts, _ = span_of(
        told(one.get("entry") or one.get("start") or one.get("start_date") or one.get("joined"))
    )
    is_former = is_former or _has_left(heading, one)
    left = told(
        one.get("year")
        or one.get("end")
        or one.get("end_date")
        or one.get("left")
        or one.get("graduated")
    )
    ends = span_of(left)[1] if is_former or one.get("end") else ""
    now = told(one.get("currently") or one.get("now") or one.get("current") or one.get("next"))
    membership |= {
        "starts_on": starts,
        "ends_on": ends,
        "now_at": "" if fold(now) in {"tba", ""} else now[:200],
    }
    places = source.places(where)
    facts = _facts(source, where, one)
    person = Person(parse_name(name), facts, [], {k: v for k, v in membership.items() if v}, where)
    source.tell(places)
    return person


def _facts(source: Source, where: str, one: dict[str, Any]) -> list[Fact]:
    places = source.places(where)
    socials = one.get("socials")
    if isinstance(socials, dict):
        one = {**{name: value for name, value in socials.items() if value}, **one}
    values: dict[str, Any] = {"email": email_in({"email": one.get("email") or one.get("emailid")})}
    text = told(one.get("bio") or one.get("description"))
    if text or one.get("_text"):
        values["bio"] = markdown_of(text or str(one.get("_text")), places)
    home = told(one.get("url") or one.get("website") or one.get("homepage") or one.get("link")
                or one.get("personal_page"))  # fmt: skip
    values["homepage"] = places.whole(home) if BARE.match(home) else account_address(home, "{}")
    image = told(one.get("image") or one.get("photo") or one.get("avatar") or one.get("picture"))
    files = {}
    for folder in ("", "img/", "images/", "assets/img/", "images/teampic/") if image else ():
        plain = re.sub(r"^(?:\.\./)+", "", image)
        if "blank" not in plain and (found := places.picture(f"{folder}{plain}")):
            files = {"portrait": found}
            break
    kept = {
        name: one_line(value) if name != "bio" else value for name, value in values.items() if value
    }
    links = [
        fact
        for fact in social_links({**one, "website": ""}, where)
        if fact.values["kind"] != "email"
    ]
    return [Fact(PERSON, kept, where, files), *links]


def role_of(text: str, heading: str = "") -> str:
    """Return the role that words say, "member" if they say none."""
    if _LEADER.search(heading) and not re.search(r"(?i)assistants? to|student", heading):
        return "faculty"
    return next((role for role, form in _ROLES if form.search(text)), "member")
