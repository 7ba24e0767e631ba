"""The demo lab, from the TOML files beside this one into the database."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse

from portal.kit.changes import changing
from portal.kit.text import fold, slugify
from publications.models import (
    Authorship,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Topic,
    Venue,
)
from researchers.models import (
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

from .figures import draw

FOLDER = Path(__file__).parent
OWNER = "Michael Luo"
PAGES = {
    "researcher": "researchers:researcher-detail",
    "lab": "researchers:lab-detail",
    "project": "researchers:project-detail",
    "publication": "publications:publication-detail",
}
PROFILE_ROWS = {
    "degrees": Degree,
    "teaching": Teaching,
    "positions": Position,
    "sections": Section,
}


@changing()
def load_demo(*, images: Path | None = None) -> Counter[type[models.Model]]:
    """Make what is missing of the demo and return how many rows of each model were made.

    What is there already, found by its address or a former one, is left as it is with all that
    hangs on it: papers' authors, people's links and the like are made only with their owner. So
    what was changed or removed by hand stays so. Pictures are drawn, unless the folder `images`
    has the file that the data name.
    """
    return _Loading(images).run()


class _Loading:
    def __init__(self, images: Path | None) -> None:
        self.images = images
        self.made: Counter[type[models.Model]] = Counter()
        self.new: set[models.Model] = set()
        self.people: dict[str, Researcher] = {}  # by folded name, in every spelling

    def run(self) -> Counter[type[models.Model]]:
        self.add_people(_data("people"))
        self.add_labs(_data("labs"))
        self.add_projects(_data("projects"))
        papers = _data("publications")
        for row in papers["venues"]:
            self.find_or_create(Venue, row)
        for row in papers["topics"]:
            self.find_or_create(Topic, row)
        for place, row in enumerate(papers["publications"], 1):
            self.add_publication(row, place)
        self.add_news(_data("news"))
        return self.made

    def add_people(self, data: dict[str, Any]) -> None:
        for row in data["people"]:
            links = row.pop("links", [])
            variants = row.pop("name_variants", [])
            lists = {key: row.pop(key, []) for key in PROFILE_ROWS}
            person, is_new = self.find_or_create(Researcher, row)
            for name in (f"{row['given_name']} {row['family_name']}", *variants):
                self.people[fold(name)] = person
            if not is_new:
                continue
            for name in variants:
                self.create(NameVariant, {"researcher": person, "name": name})
            for place, link in enumerate(links, 1):
                kind = ProfileLinkKind.objects.get(key=link["kind"])
                value = link.get("value") or person.cv.url
                self.create(
                    ProfileLink,
                    {"researcher": person, "kind": kind, "value": value, "position": place},
                )
            for key, model in PROFILE_ROWS.items():
                for place, item in enumerate(lists[key], 1):
                    self.create(model, {**item, "researcher": person, "position": place})

    def add_labs(self, data: dict[str, Any]) -> None:
        for row in data["labs"]:
            members = row.pop("members", [])
            if "parent" in row:
                row["parent"] = _get(Lab, row["parent"])
            lab, is_new = self.find_or_create(Lab, row)
            for member in members if is_new else []:
                person = _get(Researcher, member["researcher"])
                self.create(Membership, {**member, "lab": lab, "researcher": person})

    def add_projects(self, data: dict[str, Any]) -> None:
        for row in data["projects"]:
            labs = row.pop("labs", [])
            contributions = row.pop("contributions")
            project, is_new = self.find_or_create(Project, row)
            if not is_new:
                continue
            project.labs.set([_get(Lab, slug) for slug in labs])
            for item in contributions:
                person = _get(Researcher, item["researcher"])
                place = Contribution.objects.filter(researcher=person).count() + 1
                self.create(
                    Contribution,
                    {**item, "project": project, "researcher": person, "position": place},
                )

    def add_publication(self, row: dict[str, Any], place: int) -> None:
        """Add one paper; `place` is where its owner's page has it."""
        byline = row.pop("authors")
        selected = row.pop("selected", [])
        links = row.pop("links")
        topics = row.pop("topics")
        projects = row.pop("projects", [])
        if "venue" in row:
            row["venue"] = _get(Venue, row["venue"])
        paper, is_new = self.find_or_create(Publication, row)
        if not is_new:
            return
        paper.topics.set([_get(Topic, slugify(name, default="topic")) for name in topics])
        paper.projects.set([_get(Project, slug) for slug in projects])
        for position, printed in enumerate(byline, 1):
            name = printed.removesuffix("*")
            self.create(
                Authorship,
                {
                    "publication": paper,
                    "researcher": self.people[fold(name)],
                    "position": position,
                    "credited_as": name,
                    "equal_group": 1 if printed.endswith("*") else None,
                    "selected": name in selected,
                    "order": place if name == OWNER else None,
                },
            )
        for position, link in enumerate(links, 1):
            kind = PublicationLinkKind.objects.get(key=link["kind"])
            self.create(
                PublicationLink,
                {"publication": paper, "kind": kind, "url": link["url"], "position": position},
            )

    def add_news(self, data: dict[str, Any]) -> None:
        """Add the lines whose person, lab or project is new."""
        owners = {"researcher": Researcher, "lab": Lab, "project": Project}
        for row in data["news"]:
            for key, model in owners.items():
                if key in row:
                    row[key] = _get(model, row[key])
            if not self.new.isdisjoint(row[key] for key in owners if key in row):
                self.create(NewsItem, row)

    def find_or_create(self, model: Any, values: dict[str, Any]) -> tuple[Any, bool]:
        """Return the object of that address, present or former, and whether it was made now."""
        plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
        slug = slugify(model(**plain).slug_source, default="page")
        if found := _find(model, slug):
            return found, False
        return self.create(model, {**values, "slug": slug}), True

    def create(self, model: Any, values: dict[str, Any]) -> Any:
        """Check, save and return a row, with its files; links within texts become addresses."""
        row = model()
        files = {}
        for name, value in values.items():
            if isinstance(model._meta.get_field(name), models.FileField):
                files[name] = value
            else:
                setattr(row, name, _linked(value) if isinstance(value, str) else value)
        for name, value in files.items():
            if isinstance(value, str):
                content = ContentFile((FOLDER / value).read_bytes())
                getattr(row, name).save(value, content, save=False)
            else:
                self.add_picture(row, name, value)
        # Fields nobody fills in are set on saving; forms do not check them either.
        row.full_clean(exclude=[field.name for field in row._meta.fields if not field.editable])
        row.save()
        self.made[model] += 1
        self.new.add(row)
        return row

    def add_picture(self, row: Any, name: str, choice: dict[str, str]) -> None:
        """Give `row` the real picture if it is to be had, else the drawn one, and describe it."""
        real = self.images / choice["file"] if self.images and "file" in choice else None
        if real and real.is_file():
            data, alt = real.read_bytes(), choice.get("file_alt", "")
        else:
            data, alt = draw(choice["draw"]), choice.get("alt", "")
        getattr(row, name).save(f"{choice['draw']}.png", ContentFile(data), save=False)
        if alt:
            setattr(row, f"{name}_alt", alt)


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _find(model: Any, slug: str) -> Any:
    return model.objects.filter(slug=slug).first() or model.objects.formerly(slug)


def _get(model: Any, slug: str) -> Any:
    if found := _find(model, slug):
        return found
    msg = f"The demo's data name the {model.__name__.lower()} {slug}, but do not have it."
    raise LookupError(msg)


def _linked(text: str) -> str:
    """Return `text` with (lab:skylab) and the like after link words turned into addresses."""
    kinds = "|".join(PAGES)
    return re.sub(
        rf"(?<=\])\(({kinds}):([\w-]+)\)",
        lambda link: f"({reverse(PAGES[link[1]], args=[link[2]])})",
        text,
    )
