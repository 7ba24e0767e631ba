"""What was suggested to a person before, however a service tells it now."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from portal.kit.identifiers import arxiv_without_version
from portal.kit.text import fold
from publications.duplicates import Work, family_key, same_work
from publications.models import Suggestion
from publications.records import Record
from publications.titles import read_title
from researchers.models import Researcher

KEY_LENGTH = 200
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")


def keys_of(record: Record) -> list[str]:
    """Return by what a work is known again: each of its identifiers, else title and year."""
    keys = []
    if record.doi:
        keys.append(f"doi:{record.doi.lower()}")
    arxiv = arxiv_without_version(record.arxiv_id)
    if not arxiv and (found := _ARXIV_DOI.fullmatch(record.doi.lower())):
        arxiv = arxiv_without_version(found[1])
    if arxiv:
        keys.append(f"arxiv:{arxiv}")
    if record.pmid:
        keys.append(f"pmid:{record.pmid}")
    if record.isbn and record.type == "book":
        keys.append(f"isbn:{record.isbn}")
    keys += [f"{scheme}:{value}" for scheme, value in record.other_ids]
    title = read_title(record.title)
    year = record.issued.year if record.issued else ""
    place = ""
    if title.is_generic:  # "Editorial": told from others by where it stands
        place = fold(f"{record.container_title} {record.volume} {record.issue} {record.pages}")
    keys.append(f"title:{year}:{title.notice}:{title.run[:100]}:{place}")
    return [key[:KEY_LENGTH] for key in keys]


class Memory:
    """The works that were suggested to one person, found again by identifiers and titles."""

    def __init__(self, person: Researcher) -> None:
        self._family = family_key(person.family_name)
        self._by_key: dict[str, list[Suggestion]] = defaultdict(list)
        self._by_title: dict[str, list[tuple[Work, Suggestion]]] = defaultdict(list)
        rows = Suggestion.objects.filter(kind=Suggestion.Kind.PUBLICATION, researcher=person)
        for row in rows.order_by("pk"):
            self.add(row)

    def add(self, row: Suggestion) -> None:
        record = Record.load(row.payload.get("record", {}))
        for key in {row.key, *row.payload.get("keys", ())}:
            self._by_key[key].append(row)
        self._by_title[read_title(record.title).run].append((self._work(record), row))

    def _work(self, record: Record) -> Work:
        """Return the work as it compares: of one without authors, the person is the author."""
        work = Work.of_record(record)
        return work if work.authors else replace(work, authors=frozenset({self._family}))

    def find(self, record: Record) -> Suggestion | None:
        """Return the suggestion of this work.

        One that was turned down goes for every version of it, and for the same title and year;
        another only for the same entry.
        """
        found = self._found(record)
        rejected = [row for row in found if row.status == Suggestion.Status.REJECTED]
        return next(iter([*rejected, *found]), None)

    def _found(self, record: Record) -> Sequence[Suggestion]:
        found = []
        title = read_title(record.title)
        for key in keys_of(record):
            rows = self._by_key.get(key, ())
            is_title = key.startswith("title:")
            found += [row for row in rows if not is_title or self._is_entry(row, record)]
        work = self._work(record)
        for theirs, row in self._by_title.get(title.run, ()):
            same = same_work(work, theirs)
            goes_for_all = row.status == Suggestion.Status.REJECTED
            if same and same.is_certain and (same.kind == "same-entry" or goes_for_all):
                found.append(row)
        return found

    def _is_entry(self, row: Suggestion, record: Record) -> bool:
        """Whether a row of the same title and year stands for this record, too.

        An open one does unless both have identifiers, which then differ: it is another version.
        """
        if row.status == Suggestion.Status.REJECTED:
            return True
        theirs = [key for key in row.payload.get("keys", ()) if not key.startswith("title:")]
        return not (theirs and len(keys_of(record)) > 1)


__all__ = ["Memory", "keys_of"]
