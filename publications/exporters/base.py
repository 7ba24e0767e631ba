"""What an export format is: a key, words for people, how records are written."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from lxml import etree

from portal.kit.registry import Registry
from publications.records import Record


@dataclass(frozen=True, slots=True)
class About:
    """What a file is of, for formats that say so: feeds, schema.org, plain text.

    `page` is the address of the page it is made from, `address` its own, `next` that of what
    follows it, all absolute, "" where there is none; `site` is the portal's name, `home` its
    address.
    """

    title: str = ""
    page: str = ""
    address: str = ""
    next: str = ""
    site: str = ""
    home: str = ""
    changed_at: datetime | None = None


NOTHING = About()


class Exporter:
    """One format. Subclasses register themselves; a module of this package is found by itself.

    `suffix` ends the addresses of its files; `media_type` is what they are sent as, and
    `also_asked_as` other media types whose Accept header gets them. A format `of_lists` alone is
    not offered for one publication; a feed `is_feed`, of the newest.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    also_asked_as: ClassVar[tuple[str, ...]] = ()
    of_lists: ClassVar[bool] = False
    is_feed: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "key" in cls.__dict__:
            EXPORTERS.register(cls.key, cls())

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        """Yield the text of a file of `records`, a part at a time, the first at once."""
        raise NotImplementedError

    def encoded(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[bytes]:
        """Yield the file as it is sent; a format that is no text makes it here, not in `write`."""
        for part in self.write(records, about):
            yield part.encode()


def alone(records: Iterable[Record], about: About) -> tuple[Record | None, Iterator[Record]]:
    """Return the one record of whose page a file is, None for a file of a list, and all records."""
    rest = iter(records)
    first = list(itertools.islice(rest, 2))
    is_one = len(first) == 1 and about.page in {"", first[0].page}
    return first[0] if is_one else None, itertools.chain(first, rest)


class XMLExporter(Exporter):
    """A format of one XML element for each record, which OAI-PMH takes as it is, too.

    The file of one publication is its element; `root` is the element, in Clark's notation, that
    holds those of a list.
    `oai_prefix` is the metadataPrefix of OAI-PMH under which the format is offered, "" if it is
    not; `namespace` and `schema` are what ListMetadataFormats says of it.
    """

    root: ClassVar[str]
    namespace: ClassVar[str]
    schema: ClassVar[str]
    oai_prefix: ClassVar[str] = ""

    def element(self, record: Record) -> etree._Element:
        """Return the element of a record."""
        raise NotImplementedError

    def write(self, records: Iterable[Record], about: About = NOTHING) -> Iterator[str]:
        one, records = alone(records, about)
        opening, closing = ("", "") if one else _around(self.root)
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}'
        for record in records:
            yield etree.tostring(self.element(record), encoding="unicode") + "\n"
        yield closing


def _around(root: str) -> tuple[str, str]:
    """Return the lines that open and close an element given in Clark's notation."""
    name = etree.QName(root)
    namespace = f' xmlns="{name.namespace}"' if name.namespace else ""
    return f"<{name.localname}{namespace}>\n", f"</{name.localname}>\n"


EXPORTERS: Registry[Exporter] = Registry()
