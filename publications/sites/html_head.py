"""The head of a page: bio, address and links above the first section."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .base import LINK, Fact
from .html_bylines import is_links
from .html_items import leading_date, markdown
from .html_lines import Line
from .html_outline import is_chrome, without_remark
from .links import profile_link
from .places import Places

EMAIL = re.compile(
    r"(?i)(?<![\w.+-])([\w.+-]{1,64})\s*(?:@|\s+at\s+|\[\s*at\s*\]|\(\s*at\s*\)|\{\s*at\s*\}|<\s*at\s*>)\s*"
    r"((?:[\w-]+\s*(?:\.|\s+dot\s+|\[\s*dot\s*\]|\(\s*dot\s*\))\s*)+[a-z]{2,})\b"
)


_PRONOUNS = re.compile(r"(?i)\(\s*((?:she|he|they|ze|xe)\s*/\s*\w+(?:\s*/\s*\w+)?)\s*\)")
_PLACEHOLDER = re.compile(
    r"(?i)(?:\W*(?:first|last|given|family|sur|my|your|user)[._-]?(?:name|initial)?)+\W*@|"
    r"(?:name|username|your|firstnamelastname|netid)@|[^@]*@(?:example\.|domain\b)"
)
LONGEST_HEADLINE = 120  # characters


@dataclass
class Head:
    """What stands above the sections."""

    bio: str = ""
    headline: str = ""
    pronouns: str = ""
    email: str = ""
    links: list[Fact] = field(default_factory=list)
    cv: str = ""


def head_of(lines: Sequence[Line], names: Sequence[str], places: Places) -> Head:
    """Return the bio and the links of a page's head."""
    head = Head()
    bio: list[Line] = []
    for number, line in enumerate(lines):
        if _is_name(line, names) or line.heading in {"name", "pageheading"} or is_chrome(line):
            if said := _PRONOUNS.search(line.text):
                head.pronouns = said[1][:40]
            continue
        if not head.headline and _is_headline(line, lines[number - 1] if number else None, names):
            head.headline = line.text
            continue
        if is_links(line) or _is_profile(line):
            for word, href in line.links:
                _take_link(head, word, href, places)
            if found := EMAIL.search(line.unlinked):
                _take_email(head, _plain(found))
            continue
        if (found := EMAIL.search(line.text)) and len(line.text) < 120:
            _take_email(head, _plain(found))
            rest = re.sub(r"(?i)\W*e-?mail\W*", "", line.text.replace(found[0], "")).strip(" :|,")
            for word, href in line.links:
                _take_link(head, word, href, places)
            if len(rest) > 12 or is_placeholder(_plain(found)):
                bio.append(line)
            continue
        bio.append(line)
    head.bio = markdown(bio, places.whole)
    if head.email and not any(fact.values["kind"] == "email" for fact in head.links):
        head.links.insert(0, Fact(LINK, {"kind": "email", "value": head.email}, places.base))
    return head


def _is_name(line: Line, names: Sequence[str]) -> bool:
    return without_remark(line.text) in names


def _is_headline(line: Line, above: Line | None, names: Sequence[str]) -> bool:
    """Return whether a line says in few words what the person is, right below her name."""
    is_below = above is not None and _is_name(above, names) and (
        bool(above.heading) or (line.paragraph and above.paragraph)
    )  # fmt: skip
    is_plain = len(line.text) <= LONGEST_HEADLINE and not re.search(r"[.!?]$", line.text)
    is_other = line.links or EMAIL.search(line.text) or ":" in line.text
    return bool(line.heading or is_below) and is_plain and not is_other


def _take_email(head: Head, email: str) -> None:
    if email and not is_placeholder(email):
        head.email = head.email or email


def is_placeholder(email: str) -> bool:
    """Return whether an address only shows its form: "firstname@school.edu"."""
    return bool(_PLACEHOLDER.match(email))


def _plain(found: re.Match[str]) -> str:
    host = re.sub(r"(?i)\s*(?:\s+dot\s+|\[\s*dot\s*\]|\(\s*dot\s*\)|\.)\s*", ".", found[2])
    return f"{found[1]}@{host}".lower()


def _is_profile(line: Line) -> bool:
    """Whether a line is made of links to where else the person is, with few words beside them."""
    kinds = [profile_link(word, href)[0] for word, href in line.links]
    known = [kind for kind in kinds if kind != "web"]
    return bool(known) and len(line.unlinked) < 25 and len(known) * 2 >= len(kinds)


def _take_link(head: Head, word: str, href: str, places: Places) -> None:
    if href.lower().startswith("mailto:"):
        _take_email(head, href[7:].partition("?")[0].strip().lower())
        if head.email and not any(fact.values["kind"] == "email" for fact in head.links):
            head.links.append(Fact(LINK, {"kind": "email", "value": head.email}, places.base))
        return
    word = word.strip(" ,;:")
    kind, label = profile_link(word, href)
    label += ")" if label.count("(") > label.count(")") else ""
    if kind == "cv" and (path := places.document(href)):
        head.cv = path
        head.links.append(Fact(LINK, {"kind": "cv", "label": label}, places.base, {"value": path}))
        return
    address = places.whole(href)
    if not address or not (word or label or kind != "web"):
        return
    if kind == "web" and not label:
        label = word
    fact = Fact(LINK, {"kind": kind, "value": address, "label": label[:60]}, places.base)
    if not any(other.values.get("value") == address for other in head.links):
        head.links.append(fact)
    if leading_date(word)[0]:  # a date in brackets is no link of a person
        head.links.remove(fact)
