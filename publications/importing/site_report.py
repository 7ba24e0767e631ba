"""What bringing a site in did, or would do, for people and for programs."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from portal.kit.dates import PartialDate
from portal.kit.fields import PartialDateField
from portal.kit.text import storable
from publications.models import Authorship

from .report import Report
from .site_rows import CHANGED, KEPT, NEW, QUIET, Wanted


@dataclass
class PageChange:
    """One row beside the papers: what it is, what happens to it, which fields."""

    key: str
    label: str
    state: str
    fields: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class SiteReport:
    """What bringing a site in did, or would do."""

    kind: str
    address: str
    owner: str
    papers: Report
    found: int
    page: list[PageChange] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    suspicions: list[str] = field(default_factory=list)
    url: str = ""
    run: int | None = None
    is_new: bool = False  # a person or a lab was made, or would be

    @property
    def changed(self) -> bool:
        states = {one.state for one in self.page}
        return self.is_new or self.papers.changed or not states.isdisjoint({NEW, CHANGED})

    def as_json(self) -> dict[str, Any]:
        told = {name: value for name, value in vars(self).items() if name not in {"papers", "page"}}
        page = [vars(one) for one in self.page]
        return storable({**told, "papers": self.papers.as_json(), "page": page,
                         "changed": self.changed})  # fmt: skip


def change_of(one: Wanted) -> PageChange | None:
    """Return what people are told of a row, None if there is nothing to tell."""
    if one.state not in {NEW, CHANGED, KEPT} or (one.state == NEW and not one.values):
        return None
    told = one.taken if one.state != KEPT else one.kept
    fields = [
        {
            "field": _label(one.model, name),
            "ours": _shown(one.model, name, ours),
            "theirs": _shown(one.model, name, theirs),
        }
        for name, (ours, theirs) in told.items()
        if name not in QUIET and theirs is not False
    ]
    if one.state == NEW and one.model is Authorship and not fields:
        return None
    return PageChange(one.key, one.label, one.state, fields)


def _label(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _shown(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a value for people: of a file not the name it is kept under, dates in words."""
    each = model._meta.get_field(name)
    if isinstance(each, models.FileField):
        return "a file" if value else ""
    if isinstance(each, PartialDateField) and value:
        return PartialDate.from_number(value).printed
    if value is True:
        return "yes"
    return dict(each.flatchoices).get(value, value) if getattr(each, "choices", None) else value
