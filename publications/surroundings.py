"""What the shelves of publications depend on beside their rows: labs, memberships, projects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publications.models import Authorship, Publication
from researchers.models import Lab, Membership

if TYPE_CHECKING:
    from publications.derive import Inserted


@dataclass
class Surroundings:
    """What the shelves of some publications depend on beside their rows."""

    labs: dict[int, Lab]
    memberships: dict[int, list[Membership]]
    projects: dict[int, list[str]]

    @classmethod
    def of(cls, ids: Sequence[int]) -> "Surroundings":
        written = Authorship.objects.filter(publication__in=ids).order_by()
        around = cls.of_people(written.values("researcher"))
        through = Publication.projects.through.objects.filter(publication__in=ids)
        for publication, slug in through.values_list("publication_id", "project__slug"):
            around.projects.setdefault(publication, []).append(slug)
        return around

    @classmethod
    def of_people(cls, people: Iterable[int]) -> "Surroundings":
        """Return those of new publications by these people, which are in no project yet."""
        memberships: dict[int, list[Membership]] = {}
        for row in Membership.objects.of_credited().filter(researcher__in=people):
            memberships.setdefault(row.researcher_id, []).append(row)
        labs = Lab.objects.only("slug", "parent_id", "is_public").in_bulk() if memberships else {}
        return cls(labs, memberships, {})

    def labs_of(self, paper: "Publication | Inserted") -> set[str]:
        """Return the slugs of labs and institutes whose people wrote `paper` in their time there.

        What has no date counts as of the year it was entered. A unit's papers are those of what it
        is part of, too, unless the unit is kept private.
        """
        year = paper.year or paper.created_at.year
        found = set()
        for row in paper.author_rows:
            for membership in self.memberships.get(row["researcher"], ()):
                starts, ends = membership.starts_on, membership.ends_on
                if (starts is None or starts.year <= year) and (ends is None or ends.year >= year):
                    found |= self._with_parents(membership.lab_id)
        return found

    def _with_parents(self, pk: int | None) -> set[str]:
        slugs: set[str] = set()
        while pk is not None and (lab := self.labs[pk]).slug not in slugs:
            slugs.add(lab.slug)
            pk = lab.parent_id if lab.is_public else None
        return slugs
