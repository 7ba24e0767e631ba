"""The parts of a profile page. A new part is one Section here or in another app's `sections`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch

from portal.kit.markup import render_markdown
from portal.kit.registry import Registry
from portal.kit.text import numbered, slugify
from researchers.models import Researcher
from researchers.models import Section as PlacedSection


class Section:
    """One part of a profile page: what it is called, where it usually stands, what it shows.

    Its template is researchers/sections/<key>.html and gets `section`, `content` and `researcher`.
    What it shows is stored with the profile, so what changes it has to call `rederive`. `reads`
    names the relations it takes that from: they are read at once for many people.
    """

    key: str
    title: str
    order: int
    reads: Sequence[str | Prefetch] = ()

    def content(self, researcher: Researcher) -> Any:
        """Return what the part shows, as plain JSON; something empty to leave it out."""
        raise NotImplementedError


class LiveSection(Section):
    """A part that is not stored: it depends on the query, or is stored elsewhere."""

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


def stored_sections(researcher: Researcher) -> list[dict[str, Any]]:
    """Return the parts of a person's page in her order, those with nothing to show left out.

    Live ones are there without content, as places for it.
    """
    placed = list(researcher.sections.all())
    usual = {key: title for key, title in choices() if key != PlacedSection.TEXT}
    wanted = [
        (row.kind, row.title or usual.get(row.kind, ""), row.body) for row in placed if row.is_shown
    ]
    named = {row.kind for row in placed}
    wanted += [(key, title, "") for key, title in usual.items() if key not in named]
    shown: list[dict[str, Any]] = []
    for key, title, body in wanted:
        part = {"key": key, "title": title, "anchor": key, "content": None}
        if key == PlacedSection.TEXT:
            part["content"] = render_markdown(body)
            taken = {each["anchor"] for each in shown} | set(usual)
            part["anchor"] = numbered(slugify(title, default=key), taken)
        elif key in sections and not _live(key):
            part["content"] = sections[key].content(researcher)
        if part["content"] or _live(key):
            shown.append(part)
    return shown


def _live(key: str) -> LiveSection | None:
    section = sections[key] if key in sections else None  # noqa: SIM401 -- no dict
    return section if isinstance(section, LiveSection) else None


def filled(
    parts: list[dict[str, Any]], researcher: Researcher, choice: dict[str, str]
) -> list[dict[str, Any]]:
    """Return stored parts with the content of live ones; those with nothing to show left out."""
    for part in parts:
        if live := _live(part["key"]):
            part["content"] = live.load(researcher, choice)
        part["template"] = f"researchers/sections/{part['key']}.html"
    return [part for part in parts if part["content"]]
