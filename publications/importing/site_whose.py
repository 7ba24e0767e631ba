"""Whose a site is: the person or the lab here, its people, and what it told last time."""

from collections.abc import Mapping
from typing import Any

from portal.kit.text import fold
from publications.models import ImportedSite
from publications.records import Problem
from publications.sites import Person, Site
from researchers.models import Lab, Researcher

from .site_facts import named
from .site_owner import find_lab, find_person, is_listed_again, is_same_person

MOST_NAMESAKES = 100


class Whose:
    """Who a site is about, as the database knows them now.

    `source` is what the site is called: its address, or its name; `origin` is that under which it
    is known, as two people may have folders of one name. `elsewhere` are keys of what other sites
    brought to the same page; `members` are the people of a lab by their place on the site, `twice`
    the places of those who are listed again.
    """

    def __init__(self, site: Site, source: str, chosen: Researcher | None) -> None:
        self.site, self.chosen = site, chosen
        self.remarks: list[Problem] = []
        self.owner: Researcher | None = None
        self.lab: Lab | None = None
        if chosen is not None:
            self.owner = Researcher.objects.get(pk=chosen.pk)
        elif site.owner:
            self.owner, self.remarks = find_person(site.owner, site.records())
        self.origin, self.stored = self._stored(source[:400])
        if self.stored:
            self.owner = self.owner or self.stored.researcher
            self.lab = self.stored.lab
            if self.owner == self.stored.researcher:
                self.remarks = []
        if self.lab is None and site.lab:
            self.lab, remark = find_lab(site.lab, site.people)
            self.remarks += remark
        self.elsewhere = self._elsewhere()
        self.members: dict[int, Researcher | None] = {}
        self.twice: set[int] = set()
        self._find_members()

    @property
    def told(self) -> Mapping[str, Any]:
        """What the site told last time, by key."""
        return self.stored.told if self.stored else {}

    def key(self, place: int) -> str:
        """Return by what a person of a lab is known among its people."""
        names = [fold(named(one.name)) for one in self.site.people[: place + 1]]
        count = names.count(names[-1])
        return names[-1] if count == 1 else f"{names[-1]}#{count}"

    def _stored(self, source: str) -> tuple[str, ImportedSite | None]:
        who = self.owner or self.site.owner or self.lab
        name = named(who.name) if isinstance(who, Person) else str(who or "")
        origin = source
        for number in range(1, MOST_NAMESAKES):
            stored = ImportedSite.objects.filter(origin=origin).first()
            if stored is None or self._is_of(stored):
                return origin, stored
            origin = f"{source} ({name}{f' {number}' if number > 1 else ''})"[:500]
        raise ValueError(f"{MOST_NAMESAKES} people have brought in a site called {source}.")

    def _is_of(self, stored: ImportedSite) -> bool:
        if stored.researcher is None:
            return self.chosen is None and not self.site.owner
        if self.owner is not None:
            return stored.researcher == self.owner
        return self.site.owner is not None and is_same_person(
            stored.researcher, self.site.owner, stored.origin
        )

    def _elsewhere(self) -> set[str]:
        pages = ImportedSite.objects.exclude(origin=self.origin)
        if self.owner:
            pages = pages.filter(researcher=self.owner)
        elif self.lab:
            pages = pages.filter(lab=self.lab)
        else:
            return set()
        found = pages.values_list("told", flat=True)
        return {key for told in found for key, one in told.items() if one.get("row")}

    def _find_members(self) -> None:
        known: set[int] = set()
        for place, person in enumerate(self.site.people):
            if any(is_listed_again(person, other) for other in self.site.people[:place]):
                self.twice.add(place)
                what = f"{named(person.name)} is listed twice; the first counts."
                self.remarks.append(Problem(person.where or "site", what))
                continue
            before = self.told.get(f"{self.key(place)}/person", {}).get("row", 0)
            found = Researcher.objects.filter(pk=before).first()
            if found is None:
                found, remark = find_person(person, self.site.records(), self.lab)
                self.remarks += remark
            if found is not None and found.pk in known:
                found = None
            self.members[place] = found
            known |= {found.pk} if found else set()
