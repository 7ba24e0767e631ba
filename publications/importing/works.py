"""Which publication an entry is: found by its identifiers, its title or its key, then compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.kit.text import fold
from publications.duplicates import Sameness, Work, same_work
from publications.models import Authorship, Publication

from .entries import Entry, Key
from .values import VENUE, Values, digest

EXACT = Sameness("same-entry", ("This very entry was brought in before.",))
SAME_KEY = Sameness("same-entry", ("An entry of this key and title was brought in before.",))
_WORK = (
    "pk", "title", "year", "type", "doi", "arxiv_id", "pmid", "isbn", "volume", "issue", "pages",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """A publication that may be an entry of the import, with the digests of what sources said."""

    work: Work
    digests: Mapping[str, Sequence[int]]
    places: frozenset[str] = frozenset()  # folded names of where it appeared


class Works:
    """Publications that entries of an import may be: those stored, and those of the import."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[int]] = defaultdict(list)
        self._known: dict[int, Known] = {}
        self._asked: set[Key] = set()
        self._exact: dict[int, int] = {}  # digest of all an entry of the import says: its id
        self._is_empty = not Publication.objects.exists()

    def prepare(self, batch: Iterable[Entry]) -> None:
        """Read the stored publications that entries of `batch` may be. A query for each key."""
        if self._is_empty:
            return
        wanted: dict[str, set[str | int]] = defaultdict(set)
        for entry in batch:
            for key in entry.keys:
                if key not in self._asked:
                    wanted[key[0]].add(key[1])
                    self._asked.add(key)
        ids: set[int] = set()
        for name, found in wanted.items():
            papers = Publication.objects.filter(**{f"{name}__in": found}).order_by()
            ids.update(papers.values_list("pk", flat=True))
        self._read(ids - self._known.keys())

    def _read(self, ids: set[int]) -> None:
        if not ids:
            return
        families, people = defaultdict(set), defaultdict(set)
        rows = Authorship.objects.filter(publication__in=ids, role="author").order_by()
        for publication, person, family in rows.values_list(
            "publication_id", "researcher_id", "researcher__family_name"
        ):
            families[publication].add(fold(family).rpartition(" ")[2])
            people[publication].add(person)
        papers = Publication.objects.filter(pk__in=ids).order_by()
        for *row, title_hash, key, container, short, detail, provenance in papers.values_list(
            *_WORK, "title_hash", "citation_key", "venue__name", "venue__short_name",
            "venue_detail", "provenance",
        ):  # fmt: skip
            work = Work(
                **dict(zip(("id", *_WORK[1:]), row, strict=True)),
                container=container or detail,
                authors=frozenset(families[row[0]]),
                people=frozenset(people[row[0]]),
            )
            places = frozenset(fold(name) for name in (container, short, detail) if name)
            self._keep(Known(work, _digests(provenance), places), key, title_hash)

    def _keep(self, known: Known, key: str, title_hash: int) -> None:
        work = known.work
        self._known[work.id] = known
        self._by_key["title_hash", title_hash].append(work.id)
        for name, value in (
            ("doi", work.doi), ("arxiv_id", work.arxiv_id), ("pmid", work.pmid),
            ("citation_key", key),
        ):  # fmt: skip
            if value:
                self._by_key[name, value].append(work.id)

    def add(self, pk: int, entry: Entry) -> None:
        """Let later entries of the import find the new publication `pk`."""
        digests = entry.values.digests
        self._exact[_all(entry.values)] = pk
        told = {name: digests.get(name, ()) for name in ("title", "citation_key")}
        self._known[pk] = Known(entry.work, told)
        for key in entry.keys:
            self._by_key[key].append(pk)

    def find(self, entry: Entry) -> list[tuple[int, Sameness]]:
        """Return which publications an entry is or may be, the certain ones first."""
        near = dict.fromkeys(pk for key in entry.keys for pk in self._by_key.get(key, ()))
        if not near:
            return []
        work, values = entry.work, entry.values
        digests = values.digests
        if pk := self._exact.get(_all(values)):
            return [(pk, EXACT)]
        found = []
        for pk in near:
            known = self._known[pk]
            if _is_told_again(values, known):
                return [(pk, EXACT)]
            theirs = known.work
            if digests.get("title") == known.digests.get("title"):
                key = digests.get("citation_key")
                if key and key == known.digests.get("citation_key"):
                    return [(pk, SAME_KEY)]
                theirs = replace(theirs, title=work.title)  # the title was edited by hand
            if sameness := same_work(work, theirs):
                found.append((pk, sameness))
        return sorted(found, key=lambda pair: (not pair[1].is_certain, pair[1].kind, pair[0]))


def _digests(provenance: Mapping[str, Any]) -> dict[str, Sequence[int]]:
    return {name: entry[1:] for name, entry in provenance.get("fields", {}).items()}


def _all(values: Values) -> int:
    told = tuple((name, tuple(some)) for name, some in values.digests.items())
    return hash((told, values.venue and values.venue.name))


def _is_told_again(values: Values, known: Known) -> bool:
    """Whether all an entry says was said of this publication by a source before."""
    return (
        len(values.digests) > 1
        and all(
            set(told) <= set(known.digests.get(name, ())) for name, told in values.digests.items()
        )
        and _is_told_place(values, known)
    )


def _is_told_place(values: Values, known: Known) -> bool:
    """Whether an entry names the place of this publication, or either names none."""
    said = known.digests.get(VENUE, ())
    if values.venue is None or not (said or known.places):
        return True
    return fold(values.venue.name) in known.places or digest(values.venue.name) in said
