"""What an import format is: a key, words for people, how it is recognised, how it is read."""

from collections.abc import Iterator
from typing import ClassVar

from portal.kit.registry import Registry
from publications.records import Problem, Record

HEAD = 65_536  # characters by which a format is recognised


class UnknownFormat(ValueError):
    """No importer recognises the text; the message says what can be read."""


class Importer:
    """One format. Subclasses register themselves; a module of this package is found by itself."""

    key: ClassVar[str]
    label: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "key" in cls.__dict__:
            IMPORTERS.register(cls.key, cls())

    def recognizes(self, head: str) -> int:
        """Return how sure the first `HEAD` characters of a text make that it is of this format.

        0 is not at all, 100 is beyond doubt; a format that others look like says less.
        """
        raise NotImplementedError

    def parse(self, text: str) -> Iterator[Record | Problem]:
        """Yield a record for each entry of `text`, in its order, and a problem wherever one is.

        Never raises for what `text` holds: an entry that cannot be read is a problem with
        `is_loss`, and the next entries follow.
        """
        raise NotImplementedError

    def count(self, text: str) -> int:
        """Return about how many entries `text` holds, for progress; 0 if that is not seen."""
        return 0


IMPORTERS: Registry[Importer] = Registry()


def recognize(text: str, name: str = "") -> Importer:
    """Return the importer for `text`; the end of the file's name decides only between equals.

    Raises UnknownFormat.
    """
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    best = max(
        IMPORTERS,
        key=lambda one: (one.recognizes(head), name.lower().endswith(one.suffixes or ("\0",))),
    )
    if not best.recognizes(head):
        known = ", ".join(sorted(importer.label for importer in IMPORTERS))
        raise UnknownFormat(f"This is in none of the formats that can be read: {known}.")
    return best
