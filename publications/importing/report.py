"""What is brought in, from where and for whom, and what came of it."""

from dataclasses import dataclass, field
from typing import Any

from portal.kit.text import storable
from publications.records import Problem, Record
from researchers.models import Researcher

from .entries import Entry

SHOWN = 1000  # problems in a report

Item = Record | Entry | Problem


class Refused(ValueError):
    """Nothing was brought in; `report` says why."""

    def __init__(self, message: str, report: "Report") -> None:
        super().__init__(message)
        self.report = report


@dataclass
class Report:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    lost: int = 0
    joined: int = 0
    people: int = 0
    venues: int = 0
    questions: int = 0
    kept: int = 0
    problems: list[str] = field(default_factory=list)
    further_problems: int = 0
    run: int | None = None
    targets: list[int] = field(default_factory=list)  # of each entry, 0 for none; not kept

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated)

    def note(self, problem: str) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(storable(problem))
        else:
            self.further_problems += 1

    def sentence(self, *, is_done: bool) -> str:
        """Return what was done, or would be, in one line for people."""
        if not self.changed and not self.lost:
            return f"Nothing changed: {self.unchanged} publications are here already."
        counts = [
            f"{number} {one if number == 1 else many}"
            for number, one, many in (
                (self.created, "new", "new"),
                (self.updated, "changed", "changed"),
                (self.unchanged, "unchanged", "unchanged"),
                (self.joined, "joined with another version", "joined with other versions"),
                (self.skipped, "left out", "left out"),
                (self.lost, "not readable", "not readable"),
                (self.people, "new person", "new people"),
                (self.venues, "new venue", "new venues"),
                (self.questions, "question", "questions"),
                (self.kept, "difference kept as it is", "differences kept as they are"),
                (len(self.problems), "remark", "remarks"),
            )
            if number
        ]  # fmt: skip
        return ("Brought in: " if is_done else "It would be: ") + ", ".join(counts) + "."

    def as_json(self) -> dict[str, Any]:
        told = {name: value for name, value in vars(self).items() if name != "targets"}
        return {**told, "changed": self.changed}


@dataclass
class Source:
    """Where an import comes from and for whom: `origin` tells sources apart for good."""

    format: str
    origin: str
    title: str = ""
    user: Any = None
    researcher: Researcher | None = None
    lab: Any = None

    @property
    def owners(self) -> list[int]:
        if self.researcher:
            return [self.researcher.pk]
        if self.lab:
            return sorted(set(self.lab.memberships.values_list("researcher_id", flat=True)))
        return []
