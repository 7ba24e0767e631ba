"""The parts of a profile page. A new part is one Section here or in another app's `sections`."""

from dataclasses import dataclass
from typing import Any

from portal.kit.markup import render_markdown
from portal.kit.registry import Registry
from portal.kit.text import numbered, slugify
from researchers.models import Researcher
from researchers.models import Section as PlacedSection


class Section:
    """One part of a profile page: what it is called, where it usually stands, what it shows.

    Its template is researchers/sections/<key>.html and gets `section`, `content` and `researcher`.
    """

    key: str
    title: str
    order: int

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        """Return what the part shows, something empty to leave it out. `choice` is the query."""
        raise NotImplementedError


sections: Registry[Section] = Registry()


def register(section: type[Section]) -> type[Section]:
    sections.register(section.key, section())
    return section


def choices() -> list[tuple[str, str]]:
    """Return (key, title) of every part, in their usual order, the free text last."""
    usual = sorted(sections, key=lambda section: section.order)
    return [*((section.key, section.title) for section in usual), (PlacedSection.TEXT, "Free text")]


@dataclass(frozen=True)
class Shown:
    """A part as it is printed on one page."""

    key: str
    title: str
    content: Any
    anchor: str

    @property
    def template(self) -> str:
        return f"researchers/sections/{self.key}.html"


def page_sections(researcher: Researcher, choice: dict[str, str]) -> list[Shown]:
    """Return the parts of a person's page that have something to show, in her order."""
    placed = list(researcher.sections.all())
    usual = {key: title for key, title in choices() if key != PlacedSection.TEXT}
    wanted = [
        (row.kind, row.title or usual.get(row.kind, ""), row.body) for row in placed if row.is_shown
    ]
    named = {row.kind for row in placed}
    wanted += [(key, title, "") for key, title in usual.items() if key not in named]
    shown = []
    for key, title, body in wanted:
        if key == PlacedSection.TEXT:
            content = render_markdown(body)
        elif key in sections:
            content = sections[key].load(researcher, choice)
        else:
            continue
        if content:
            anchor = key
            if key == PlacedSection.TEXT:
                taken = {each.anchor for each in shown} | set(usual)
                anchor = numbered(slugify(title, default=key), taken)
            shown.append(Shown(key, title, content, anchor))
    return shown
