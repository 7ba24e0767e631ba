"""What an import works out about an entry from its record alone, wherever that was read."""

from dataclasses import dataclass

from portal.kit.text import fold, key_hash
from publications.duplicates import Work
from publications.records import Record, quickly_pickled
from publications.weighing import Work as Evidence

from .values import Values, values_of

Key = tuple[str, str | int]


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Entry:
    """A record, as it would be stored, as it compares to publications and tells people.

    `keys` are those under which a publication is found that may be the same.
    """

    record: Record
    values: Values
    work: Work
    evidence: Evidence
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, record: Record) -> "Entry":
        values = values_of(record)
        place = values.venue.name if values.venue else ""
        evidence = Evidence.of(record)
        if place:
            evidence.venue = fold(place)
        work = Work.of_record(record, container=place)
        return cls(record, values, work, evidence, _keys_of(values))


def _keys_of(values: Values) -> tuple[Key, ...]:
    title = fold(str(values.columns["title"]))
    told = {"title_hash": key_hash(title) if title else None} | {
        name: values.columns[name] for name in ("doi", "arxiv_id", "pmid", "citation_key")
    }
    return tuple((name, value) for name, value in told.items() if value)
