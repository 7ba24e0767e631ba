"""What a site tells beside its papers, as rows of the portal's models."""

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q

from portal.kit.fields import IdentifierField
from portal.kit.text import clean_text, fold
from publications.operations import columns
from publications.records import Name, Problem
from publications.sites import Fact, Person
from publications.sites.base import (
    ACTIVITY,
    DEGREE,
    LAB,
    LINK,
    NEWS,
    PERSON,
    POSITION,
    PROJECT,
    SECTION,
    TEACHING,
)
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    Lab,
    Membership,
    NameVariant,
    NewsItem,
    Position,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)
from researchers.sections import choices

from .site_files import SiteMedia
from .site_rows import Wanted, as_json

MODELS: dict[str, type[models.Model]] = {
    LINK: ProfileLink, DEGREE: Degree, POSITION: Position, TEACHING: Teaching, NEWS: NewsItem,
    ACTIVITY: Activity, SECTION: Section,
}  # fmt: skip
# By what a row of its kind is known again.
KEYS: Mapping[str, tuple[str, ...]] = {
    DEGREE: ("degree", "institution"),
    POSITION: ("organization", "title"),
    TEACHING: ("code", "title", "term"),
    NEWS: ("date", "text"),
    ACTIVITY: ("kind", "title"),
    SECTION: ("kind", "title"),
}
LETTERS = 60  # of a text, by which it is known again
NOUNS = {
    LINK: "link", DEGREE: "degree", POSITION: "position", TEACHING: "course", NEWS: "news",
    ACTIVITY: "activity", SECTION: "section",
}  # fmt: skip


class PageRows:
    """Gathers the rows of the page of a person, or a lab; None as long as that is not here.

    `prefix` tells the keys of one person from those of others on the same site.
    """

    def __init__(self, owner: Researcher | Lab | None, media: SiteMedia, prefix: str = "") -> None:
        self.person = owner if isinstance(owner, Researcher) else None
        self.lab = owner if isinstance(owner, Lab) else None
        self.media, self._prefix = media, prefix
        self.wanted: list[Wanted] = []
        self.problems: list[Problem] = []
        self._kinds = {kind.key: kind.pk for kind in ProfileLinkKind.objects.all()}
        self._keys: Counter[str] = Counter()
        self._places: Counter[str] = Counter()
        self._known: dict[type[models.Model], dict[str, models.Model]] = {}

    def person_row(self, told: Person, owner_key: str, extra: Mapping[str, Any]) -> Wanted:
        """Add the person's own columns; return her row, on which the others hang."""
        fact = next((one for one in told.facts if one.kind == PERSON), Fact(PERSON, {}))
        values = {**fact.values, **extra}
        if values.get("email"):
            values.setdefault("email_is_public", True)
        for name, path in fact.files.items():
            field = Researcher._meta.get_field(name)
            kept = (
                self.media.document(path, "cv") if name == "cv"
                else self.media.picture(path, field)
            )  # fmt: skip
            if kept:
                values[name] = kept
        fixed = {
            "given_name": told.name.given[:150],
            "family_name": told.name.family_name[:150],
            "suffix": told.name.suffix[:20],
            "original_name": told.name.original[:150],
        }
        one = self.new(owner_key, Researcher, values, str(told.name.full), fact.where)
        one.fixed, one.row = fixed, self.person
        one.only_with = {"email_is_public": "email"}  # it says so of its own address only
        self.wanted.append(one)
        return one

    def spellings(self, names: Iterable[str], owner: Wanted, person_name: str) -> None:
        """Add other spellings of the person's name: papers are known as hers by them."""
        for name in dict.fromkeys(clean_text(name) for name in names):
            if name and fold(name) != fold(person_name):
                values = {"name": name[:300]}
                one = self.new(f"spelling:{fold(name)}", NameVariant, values, f"spelling {name}")
                one.row = self._match(
                    NameVariant, one.key, lambda row: f"spelling:{fold(row.name)}"
                )
                self._hang(one, owner)

    def facts(self, facts: Iterable[Fact], owner: Wanted) -> None:
        """Add all that hangs on a person."""
        usual = {key for key, _ in choices()}
        for fact in facts:
            if fact.kind == LINK:
                self._link(fact, owner)
            elif fact.kind == PROJECT:
                self._project(fact, owner)
            elif fact.kind == SECTION and fact.values.get("kind") not in usual:
                self._section(fact, owner, _part_of(str(fact.values.get("kind"))))
            elif fact.kind == SECTION:
                self._section(fact, owner, str(fact.values["kind"]))
            elif fact.kind in MODELS:
                self._row(fact, owner)

    def lab_facts(self, facts: Iterable[Fact], lab: Wanted) -> None:
        """Add the projects and the news of a lab."""
        for fact in facts:
            if fact.kind == PROJECT:
                self.wanted.append(one := self._project_row(fact))
                one.joins["labs"] = lab
            elif fact.kind == NEWS:
                self._row(fact, lab)

    def _row(self, fact: Fact, owner: Wanted) -> None:
        model = MODELS[fact.kind]
        values = dict(fact.values)
        for name, path in fact.files.items():
            if kept := self.media.picture(path, model._meta.get_field(name)):
                values[name] = kept
        if any(each.name == "position" for each in model._meta.fields):
            values["position"] = self._place(fact.kind)
        key = identity(fact.kind, values)
        told = [values.get(name) for name in ("organization", "code", "title", "text", "degree")]
        label = ", ".join(str(part) for part in told if part)
        one = self.new(key, model, values, f"{NOUNS[fact.kind]}: {label[:120]}", fact.where)
        one.row = self._match(model, key, lambda row: identity(fact.kind, columns(row)))
        self._hang(one, owner)

    def _section(self, fact: Fact, owner: Wanted, kind: str) -> None:
        title = str(fact.values.get("title", ""))[:100]
        usual = dict(choices()).get(kind, "")
        if kind != Section.TEXT and fold(title) == fold(usual):
            title = ""
        if kind == Section.TEXT and not title:
            title = "More"
        values = {"kind": kind, "title": title, "body": fact.values.get("body", "")}
        values["position"] = self._place(SECTION)
        if kind != Section.TEXT and any(
            one.model is Section and one.values["kind"] == kind for one in self.wanted
        ):
            return  # a part has one place
        key = identity(SECTION, values)
        one = self.new(key, Section, values, f"section: {title or usual}", fact.where)
        one.row = self._match(Section, key, lambda row: identity(SECTION, columns(row)))
        self._hang(one, owner)

    def _link(self, fact: Fact, owner: Wanted) -> None:
        kind = str(fact.values["kind"])
        if kind not in self._kinds:
            kind = "web"
        value = str(fact.values.get("value", ""))
        if path := fact.files.get("value"):
            name = self.media.document(path, "cv")
            value = default_storage.url(name) if name else ""
        if not value:
            return
        values = {
            "kind_id": self._kinds[kind],
            "value": value,
            "label": fact.values.get("label", ""),
            "position": self._place(LINK),
        }
        key = f"link:{kind}" if kind != "web" else f"link:web:{value}"
        one = self.new(key, ProfileLink, values, f"link: {kind}", fact.where)
        names = {pk: key for key, pk in self._kinds.items()}

        def known_as(row: Any) -> str:
            own = names.get(row.kind_id, "")
            return f"link:{own}" if own != "web" else f"link:web:{row.value}"

        one.row = self._match(ProfileLink, key, known_as)
        self._hang(one, owner)

    def _project_row(self, fact: Fact) -> Wanted:
        told = {name: value for name, value in fact.values.items()
                if name not in {"role", "contribution"}}  # fmt: skip
        for name, path in fact.files.items():
            if kept := self.media.picture(path, Project._meta.get_field(name)):
                told[name] = kept
        name = str(told["name"])
        one = self.new(f"project:{fold(name)}", Project, told, f"project: {name}", fact.where)
        one.row = self._known_project(told)
        return one

    def _project(self, fact: Fact, owner: Wanted) -> None:
        role, did = str(fact.values.get("role", "")), str(fact.values.get("contribution", ""))
        name = str(fact.values["name"])
        project = self._project_row(fact)
        self.wanted.append(project)
        values = {"role": role, "description": did, "position": self._place(PROJECT)}
        inside = self.new(
            f"contribution:{fold(name)}", Contribution, values, f"part in {name}", fact.where
        )
        if project.row is not None and self.person is not None:
            rows = Contribution.objects.filter(project=project.row.pk, researcher=self.person)
            inside.row = rows.first()
        inside.parent, inside.parent_field = project, "project_id"
        self._hang(inside, owner)

    def _known_project(self, told: Mapping[str, Any]) -> Project | None:
        """Return a project of this name that is the owner's, or that has one of its addresses."""
        own = Q()
        for name in ("url", "code_url"):
            if address := str(told.get(name) or "").rstrip("/"):
                own |= Q(**{f"{name}__in": [address, f"{address}/"]})
        if self.person is not None:
            own |= Q(pk__in=Contribution.objects.filter(researcher=self.person).values("project"))
        if self.lab is not None:
            own |= Q(labs=self.lab)
        name = str(told["name"])
        rows = Project.objects.filter(own, name__iexact=name[:200]).distinct() if own else ()
        return next((row for row in rows if fold(row.name) == fold(name)), None)

    def _hang(self, one: Wanted, owner: Wanted) -> None:
        if self.person is not None:
            one.fixed["researcher_id"] = self.person.pk
        elif one.parent is None:
            name = "lab_id" if owner.model is Lab else "researcher_id"
            one.parent, one.parent_field = owner, name
        self.wanted.append(one)

    def _match(self, model: type[models.Model], key: str, known_as: Any) -> models.Model | None:
        """Return the row of the owner that a key means, each once."""
        if self.person is None and self.lab is None:
            return None
        if model not in self._known:
            own = {"researcher": self.person} if self.person else {"lab": self.lab}
            rows = model._base_manager.filter(**own).order_by("pk")
            self._known[model] = {}
            counted: Counter[str] = Counter()
            for row in rows:
                own = known_as(row)
                counted[own] += 1
                self._known[model][own if counted[own] == 1 else f"{own}#{counted[own]}"] = row
        return self._known[model].get(self._last_key(key))

    def _last_key(self, key: str) -> str:
        count = self._keys[key]
        return key if count <= 1 else f"{key}#{count}"

    def _place(self, kind: str) -> int:
        self._places[kind] += 1
        return self._places[kind]

    def new(
        self,
        key: str,
        model: type[models.Model],
        values: Mapping[str, Any],
        label: str,
        where: str = "",
    ) -> Wanted:
        """Return a row with what of its values fits its columns; the rest become problems."""
        self._keys[key] += 1
        told = {}
        for name, value in values.items():
            try:
                told[name] = fitting(model, name, value)
                is_cut = (
                    isinstance(value, str) and len(clean_text(value)) > len(str(told[name])) > 40
                )
                if is_cut and str(told[name]).endswith("…"):
                    what = f"{label}: the {name} was cut, {len(told[name])} characters fit."
                    self.problems.append(Problem(where or label, what))
            except (ValidationError, ValueError) as error:
                why = " ".join(getattr(error, "messages", [str(error)]))
                self.problems.append(Problem(where or label, f"{label}: {why}", is_loss=True))
        told = {name: value for name, value in told.items() if value not in ("", None)}
        return Wanted(self._prefix + self._last_key(key), model, told, label)


def fitting(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a value as its column takes it. Raises ValidationError if it has no room for it."""
    each = model._meta.get_field(name)
    if value in ("", None):
        return value
    if name in {"year"} and isinstance(value, str):
        value = int(value)
    if isinstance(each, IdentifierField):
        value = each.to_python(str(value))
    if isinstance(value, str) and not isinstance(each, models.TextField | models.FileField):
        value = clean_text(value)
    room = getattr(each, "max_length", None)
    if room and isinstance(value, str) and len(value) > room:
        if isinstance(each, models.URLField | models.FileField) or name in {"value", "orcid"}:
            raise ValidationError(f"An address of {len(value)} characters is too long.")
        value = f"{value[: room - 1].rstrip()}…"
    if not isinstance(each, models.ForeignKey | models.FileField):
        each.run_validators(each.to_python(value))
    return as_json(model, name, value)


def identity(kind: str, values: Mapping[str, Any]) -> str:
    """Return by what an entry is known again in the next import, and among those of the page."""
    parts = []
    for name in KEYS[kind]:
        value = values.get(name) or ""
        if kind == SECTION and name == "title" and values.get("kind") != Section.TEXT:
            continue
        if name == "date" and value and not isinstance(value, int):
            with contextlib.suppress(ValidationError, ValueError):  # then it is told as a problem
                value = as_json(MODELS[kind], name, value)
        parts.append(fold(str(value))[:LETTERS] or str(value)[:LETTERS])
    return ":".join([kind, *parts])


def _part_of(kind: str) -> str:
    """Return the part of a page that shows what a section of a site is about."""
    return {"awards": "activities", "talks": "activities", "service": "activities"}.get(
        kind, Section.TEXT
    )


def member_rows(
    person: Wanted, lab: Wanted, told: Mapping[str, Any], name: str, rows: PageRows
) -> Wanted:
    """Return the row of a person in a lab."""
    values = {"role": told.get("role") or Membership.Role.MEMBER, **told}
    one = rows.new(f"member:{fold(name)}", Membership, values, f"member: {name}")
    if person.row is not None and lab.row is not None:
        own = Membership.objects.filter(researcher=person.row.pk, lab=lab.row.pk)
        one.row = own.order_by("pk").first()
    return one


def lab_row(fact: Fact, lab: Lab | None, media: SiteMedia, rows: PageRows) -> Wanted:
    """Return the row of the lab whose site it is."""
    values = dict(fact.values)
    for name, path in fact.files.items():
        if kept := media.picture(path, Lab._meta.get_field(name)):
            values[name] = kept
    label = f"lab: {values.get('name')}"
    one = rows.new(LAB, Lab, values, label, fact.where)
    one.row = lab
    return one


def named(name: Name) -> str:
    return clean_text(name.full)
