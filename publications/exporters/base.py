"""What an export format is: a key, words for people, how records are written."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from portal.kit.registry import Registry
from publications.records import Record


class Exporter:
    """One format. Subclasses register themselves; a module of this package is found by itself."""

    key: ClassVar[str]
    label: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "key" in cls.__dict__:
            EXPORTERS.register(cls.key, cls())

    def write(self, records: Iterable[Record]) -> Iterator[str]:
        """Yield the text of a file of `records`, a part at a time."""
        raise NotImplementedError


EXPORTERS: Registry[Exporter] = Registry()
