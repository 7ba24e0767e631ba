"""What is doubtful about one place of a file, gathered while it is read."""

from publications.records import Problem

KEPT = "It was kept as a note of the source."


class Doubts(list[Problem]):
    """Problems that lose nothing, all at one place."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def add(self, what: str, remedy: str = "") -> None:
        self.append(Problem(self.where, what, remedy))
