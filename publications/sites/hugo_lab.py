"""The lab of a Hugo site: whom its pages show as its people, their roles, what it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.kit.text import fold
from publications.plain import plain_title

from .base import LAB, Fact
from .files import PICTURES
from .frontmatter import read_page, told
from .hugo_content import Source, blocks_of, strings
from .hugo_samples import without_sample_text

PEOPLE = {"people", "team", "members"}
ROLES = (
    ("faculty", (r"principal inv|faculty|professor|\bpis?\b|\b(?:group|lab|team) lead|\bheads?\b|"
                 r"director|lecturer|\bchair")),
    ("postdoc", r"post-?doc"),
    ("phd", r"\bph\.?\s?d|doctoral|\bgrad(?:uate)? student|\bgrads\b"),
    ("master", r"\bmaster|\bm\.?sc\b"),
    ("undergraduate", r"undergrad|bachelor|\bb\.?sc\b|\binterns?\b|internship"),
    ("engineer", r"engineer|developer|programmer"),
    ("visitor", r"visit|guest"),
    ("staff", r"\badmin|staff|manager|coordinator|secretar|technician|assistant"),
    ("researcher", r"research|scientist|fellow"),
)  # fmt: skip
_LAB = re.compile(
    r"(?i)\b(?:labs?|laborator\w+|group|cent(?:er|re)|institute|team|consortium|network|"
    r"initiative|project|program(?:me)?)\b|labor\b|gruppe\b"
)
_BLOCK = re.compile(r"""(?i)(?:widget|block)["']?\s*[:=]\s*["']?[\w.-]*(?:people|team)""")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass
class Shown:
    """Whom the pages of a site show: the groups that they name, in order, and how it sorts."""

    has_page: bool = False
    has_block: bool = False
    groups: list[str] = field(default_factory=list)
    sort_by: str = ""
    is_descending: bool = False

    def place(self, values: Mapping[str, Any]) -> int | None:
        """Return the place of somebody's group among those shown, None for one not shown."""
        own = {fold(group) for group in strings(values.get("user_groups"))}
        return next((n for n, group in enumerate(self.groups) if fold(group) in own), None)


def shown_people(source: Source) -> Shown:
    """Return whom the pages of the site show as its people."""
    shown = Shown()
    for path in source.content(".md", ".markdown"):
        folder = source.parted(path)[1][0].lower()
        shown.has_page |= folder in PEOPLE
        text = "" if folder in {"authors", "author"} else source.files.text(path)
        if _BLOCK.search(text):
            values = read_page(text, path).values
            for part in [values, *blocks_of(values)]:
                _tell_groups(shown, part)
    return shown


def _tell_groups(shown: Shown, part: Mapping[str, Any]) -> None:
    content = part.get("content")
    inner = {**part, **content} if isinstance(content, Mapping) else part
    is_people = told(part.get("widget")) == "people" or "team" in told(part.get("widget"))
    if not is_people or told(part.get("active")) == "false":
        return
    shown.has_block = True
    shown.groups += [one for one in strings(inner.get("user_groups")) if one not in shown.groups]
    shown.sort_by = shown.sort_by or told(inner.get("sort_by")).lower()
    shown.is_descending |= told(inner.get("sort_ascending")) == "false"


def membership(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the role of a person in the lab: as her groups say, or else the text of her role."""
    groups = " ".join(strings(values.get("user_groups")))
    role = told(values.get("role") or values.get("position") or values.get("subtitle"))
    told_of: dict[str, Any] = {"role": _role(groups) or _role(role) or "member"}
    if has_left(values):
        if years := _YEAR.findall(f"{groups} {role} {told(values.get('year'))}"):
            told_of["ends_on"] = years[-1]
    elif role:
        told_of["title"] = role[:100]
    return told_of


def _role(text: str) -> str:
    return next((key for key, words in ROLES if re.search(words, text.lower())), "")


def has_left(values: Mapping[str, Any]) -> bool:
    said = f"{' '.join(strings(values.get('user_groups')))} {told(values.get('role'))}"
    return bool(re.search(r"(?i)alumn|\bformer|\bpast\b", said))


def is_lab(title: str) -> bool:
    """Return whether the title of a site names a lab."""
    return bool(_LAB.search(title))


def lab_of(source: Source, title: str, texts: Sequence[str]) -> Fact:
    """Return what a site says of its lab; `texts` are those that open its first page."""
    params = source.params
    described = next(filter(None, _descriptions(source)), "")
    organizations = list(strings(params.get("organizations")))
    values = {
        "name": title[:200],
        "institution": (organizations[0] if organizations else "")[:200],
        "tagline": plain_title(described)[:250],
        "description": "\n\n".join(
            dict.fromkeys(re.sub(r"^[\\\s]+", "", text) for text in texts if text)
        ),
        "url": source.address,
    }
    kept = {name: value for name, value in values.items() if value}
    logo = source.files.first(
        *(path for path in source.files if re.match(r"(?i)assets/(?:media|images)/logo\.", path)
          and path.lower().endswith(tuple(PICTURES)))
    ) or _picture(source, told(params.get("logo")) or told(params.get("avatar")))  # fmt: skip
    return Fact(LAB, kept, source.where, {"logo": logo} if logo else {})


def _descriptions(source: Source) -> Iterator[str]:
    """Yield what the settings say of the site, in the language that counts first."""
    languages = source.settings.get("languages")
    by_name = {str(name).lower(): one for name, one in languages.items()} if isinstance(
        languages, Mapping) else {}  # fmt: skip
    for name in ("en", source.language, *by_name):
        params = by_name[name].get("params") if isinstance(by_name.get(name), Mapping) else None
        if isinstance(params, Mapping):
            yield told(params.get("description"))
    yield told(source.params.get("description"))
    for outer, inner in (("hugoblox", "identity"), ("marketing", "seo")):
        for settings in (source.params, source.settings):
            found = settings.get(outer)
            found = found.get(inner) if isinstance(found, Mapping) else None
            if isinstance(found, Mapping):
                yield told(found.get("tagline")) or told(found.get("description"))


def _picture(source: Source, name: str) -> str:
    return source.places("").picture(f"/img/{name}") if name else ""


def abouts_of(source: Source) -> Iterator[str]:
    """Yield the texts of the parts about whom the site is of."""
    for documents in source.in_folders("home").values():
        page = documents[0]
        if told(page.values.get("widget")).startswith("about") and told(
            page.values.get("active")
        ) != "false":  # fmt: skip
            text, _ = without_sample_text(source.markdown(page.page.body, page.path))
            yield text
