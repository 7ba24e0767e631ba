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
from .places import OUTSIDE, Places

EMAIL = re.compile(
    r"(?i)(?<![\w.+-])([\w.+-]{1,64})\s*(?:@|\s+at\s+|\[\s*at\s*\]|\(\s*at\s*\)|\{\s*at\s*\}|<\s*at\s*>)\s*"
    r"((?:[\w-]+\s*(?:\.|\s+dot\s+|\[\s*dot\s*\]|\(\s*dot\s*\))\s*)+[a-z]{2,})\b"
)


_PRONOUNS = re.compile(r"(?i)\(\s*((?:she|he|they|ze|xe)\s*/\s*\w+(?:\s*/\s*\w+)?)\s*\)")
_PLACEHOLDER = re.compile(
    r"(?i)(?:\W*(?:first|last|given|family|sur|my|your|user)[._-]?(?:name|initial)?)+\W*@|"
    r"(?:name|username|your|firstnamelastname|netid)@|[^@]*@(?:example\.|domain\b)"
)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_ANYWHERE = "https://site.invalid"  # stands for the address of a site that is not known
_GREETING = re.compile(
    r"(?i)\W*(?:(?:hi|hello|hey|welcome|greetings)\b.{0,60}|"
    r"(?:.{0,60}\b)?(?:i am|i['’]m|my name is))\W*"
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
        if (
            _is_name(line, names)
            or line.heading in {"name", "pageheading"}
            or (is_chrome(line) and not leads_to_cv(line))
        ):
            if said := _PRONOUNS.search(line.text):
                head.pronouns = said[1][:40]
            continue
        if _is_greeting(line, lines[number + 1] if number + 1 < len(lines) else None, names):
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


def _is_greeting(line: Line, below: Line | None, names: Sequence[str]) -> bool:
    """Return whether a line only leads to the name below it: "Hello, I am"."""
    return below is not None and _is_name(below, names) and bool(_GREETING.fullmatch(line.text))


def _is_headline(line: Line, above: Line | None, names: Sequence[str]) -> bool:
    """Return whether a line says in few words what the person is, right below her name."""
    is_below = above is not None and _is_name(above, names) and (
        bool(above.heading) or (line.paragraph and above.paragraph)
    )  # fmt: skip
    is_plain = len(line.text) <= LONGEST_HEADLINE and not re.search(r"[.!?]$", line.text)
    is_other = line.links or EMAIL.search(line.text) or ":" in line.text
    return bool(line.heading or is_below) and is_plain and not is_other


def is_profiles(lines: Sequence[Line]) -> bool:
    """Return whether lines are made of links to where else a person is."""
    return bool(lines) and all(_is_profile(line) for line in lines)


def leads_home(href: str, places: Places) -> bool:
    """Return whether a link leads to the first page of the site that it stands on."""
    plain = re.split(r"[?#]", href.strip())[0]
    if not plain or re.match(r"(?i)(?!https?:)[a-z][a-z0-9+.-]*:", plain):
        return False
    probe = Places(places.files, places.base, places.address or _ANYWHERE)
    own, whole = probe.address.rstrip("/"), probe.whole(plain)
    whole = re.sub(r"(?i)/(?:index|home|default)\.html?$", "", whole).rstrip("/")
    return whole.lower() == own.lower()


def leads_to_cv(line: Line) -> bool:
    """Return whether a line says but "View full CV", with a link."""
    return is_chrome(line) and any(profile_link(*link)[0] == "cv" for link in line.links)


def is_way(line: Line, places: Places) -> bool:
    """Return whether a line is but links from page to page of the site, one of them home."""
    hrefs = [href for _, href in line.links]
    inner = [leads_home(href, places) or not OUTSIDE.match(href.strip()) for href in hrefs]
    is_bare = not re.search(r"\w", line.unlinked)
    pages = [href for href in hrefs if not re.search(r"(?i)\.(?!html?\b)\w{2,4}$", href)]
    return is_bare and all(inner) and len(pages) == len(hrefs) and any(
        leads_home(href, places) for href in hrefs
    )  # fmt: skip


def _take_email(head: Head, email: str) -> None:
    if email and not is_placeholder(email):
        head.email = head.email or email


def _address_in(told: str) -> str:
    """Return the address that a link for e-mail names, "" for words in its place."""
    if _ADDRESS.fullmatch(told):
        return told.lower()
    found = EMAIL.fullmatch(told)
    return _plain(found) if found else ""


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
        _take_email(head, _address_in(href[7:].partition("?")[0].strip()))
        if head.email and not any(fact.values["kind"] == "email" for fact in head.links):
            head.links.append(Fact(LINK, {"kind": "email", "value": head.email}, places.base))
        return
    if leads_home(href, places):
        return
    word = word.strip(" ,;:→›»")
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
