"""Likely duplicates among all that is here, found by indexes a part at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise

from django.db.models import Count, Q

from publications.duplicates import Sameness, Work, family_key, same_work
from publications.merging import pair_key
from publications.models import Authorship, Publication, Suggestion
from publications.titles import read_title
from researchers.models import Researcher

AT_ONCE = 200  # groups of candidates that are read together
MANY = 12  # above this, not every two of a group are compared: of one title, those of one author
GROUPED_BY = ("doi", "arxiv_id", "title_hash")  # each with an index


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one work."""

    one: Publication
    two: Publication
    sameness: Sameness

    @property
    def key(self) -> str:
        return pair_key(self.one.pk, self.two.pk)


@dataclass(frozen=True, slots=True)
class People:
    """Two people who may be one, and why."""

    one: Researcher
    two: Researcher
    evidence: tuple[str, ...]

    @property
    def key(self) -> str:
        return pair_key(self.one.pk, self.two.pk)


def likely_publications(*, start: int = 0, count: int = 20) -> list[Pair]:
    """Return the pairs from number `start` on, at most `count`: the surest grounds first.

    What was answered "not the same", and versions that are joined already, are left out.
    """
    return list(islice(_pairs(), start, start + count))


def _pairs() -> Iterator[Pair]:
    told: set[str] = set()
    for pairs in _candidates():
        fresh = [pair for pair in dict.fromkeys(pairs) if pair_key(*pair) not in told]
        told |= {pair_key(*pair) for pair in fresh}
        yield from _judged(fresh)


def _candidates() -> Iterator[list[tuple[int, int]]]:
    """Yield pairs of ids, some at a time: what was asked already, then by identifier, by title."""
    asked = Suggestion.objects.filter(
        kind=Suggestion.Kind.SAME_PUBLICATION, status=Suggestion.Status.OPEN
    ).order_by("pk")
    yield from _chunks([_ids(key) for key in asked.values_list("key", flat=True)])
    for name in GROUPED_BY:
        groups = Publication.objects.order_by(name).values(name).annotate(n=Count("pk"))
        if name != "title_hash":
            groups = groups.exclude(**{name: ""})
        keys = list(groups.filter(n__gt=1).values_list(name, flat=True))
        for some in _chunks(keys):
            yield _pairs_of_groups(name, some)


def _ids(key: str) -> tuple[int, int]:
    one, _, two = key.partition("|")
    return int(one), int(two)


def _chunks(items: Sequence) -> Iterator[list]:
    for start in range(0, len(items), AT_ONCE):
        yield list(items[start : start + AT_ONCE])


def _pairs_of_groups(name: str, keys: Sequence[str | int]) -> list[tuple[int, int]]:
    groups: dict[str | int, list[tuple[int, int | None]]] = defaultdict(list)
    titles: dict[str | int, str] = {}
    rows = Publication.objects.filter(**{f"{name}__in": keys}).order_by("pk")
    for key, pk, year, title in rows.values_list(name, "pk", "year", "title"):
        groups[key].append((pk, year))
        titles[key] = title
    pairs: list[tuple[int, int]] = []
    for key, papers in groups.items():
        ids = [pk for pk, _ in papers]
        if len(ids) <= MANY:
            pairs += combinations(ids, 2)
        elif name != "title_hash":  # an identifier of all of them identifies none
            pairs += pairwise(ids)
        elif not read_title(titles[key]).is_generic:
            pairs += _pairs_by_author(papers)
    return pairs


def _pairs_by_author(papers: Sequence[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """Return pairs of papers of one title at most a year apart that have an author in common."""
    years = dict(papers)
    by_author = defaultdict(list)
    rows = Authorship.objects.filter(publication__in=years).order_by("publication_id")
    for paper, family in rows.values_list("publication_id", "researcher__family_name"):
        by_author[family_key(family), years[paper]].append(paper)
    pairs = set()
    for (family, year), some in by_author.items():
        if year is not None:
            near = sorted({*some, *by_author.get((family, year + 1), ())})
            pairs |= set(combinations(near, 2))
    return sorted(pairs)


def works_of(ids: Iterable[int]) -> dict[int, Work]:
    """Return by id what tells these publications from others. Two queries."""
    authors: dict[int, set[str]] = defaultdict(set)
    people: dict[int, set[int]] = defaultdict(set)
    pks = set(ids)
    rows = Authorship.objects.filter(publication__in=pks, role="author").order_by()
    for paper, person, family, parts in rows.values_list(
        "publication_id", "researcher_id", "researcher__family_name", "credited_parts"
    ):
        authors[paper].add(family_key(parts.get("family") or parts.get("literal") or family))
        people[paper].add(person)
    papers = Publication.objects.filter(pk__in=pks).order_by()
    return {
        row["pk"]: Work(
            id=row.pop("pk"),
            container=row.pop("venue__name") or row["venue_detail"],
            authors=frozenset(authors[row_id]),
            people=frozenset(people[row_id]),
            **{name: row[name] for name in _TOLD},
        )
        for row in papers.values("pk", "venue__name", "venue_detail", *_TOLD)
        if (row_id := row["pk"])
    }


_TOLD = (
    "title", "year", "type", "doi", "arxiv_id", "pmid", "isbn", "volume", "issue", "pages",
)  # fmt: skip


def _judged(pairs: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """Yield those of the pairs that are likely one work, and were not answered with no."""
    works = works_of({pk for pair in pairs for pk in pair})
    found = [
        (one, two, sameness)
        for one, two in pairs
        if one in works and two in works and (sameness := same_work(works[one], works[two]))
    ]
    rejected = set(
        Suggestion.objects.filter(
            kind=Suggestion.Kind.SAME_PUBLICATION,
            status=Suggestion.Status.REJECTED,
            key__in=[pair_key(one, two) for one, two, _ in found],
        ).values_list("key", flat=True)
    )
    papers = Publication.objects.select_related("venue").in_bulk(
        {pk for one, two, _ in found for pk in (one, two)}
    )
    for one, two, sameness in found:
        a, b = papers[one], papers[two]
        if pair_key(one, two) not in rejected and not _are_joined(a, b):
            yield Pair(a, b, sameness)


def _are_joined(one: Publication, two: Publication) -> bool:
    roots = {one.preferred_version_id or one.pk, two.preferred_version_id or two.pk}
    return len(roots) == 1


def likely_people(*, start: int = 0, count: int = 20) -> list[People]:
    """Return the pairs of people who may be one that wait for an answer."""
    asked = Suggestion.objects.filter(
        kind=Suggestion.Kind.SAME_PERSON, status=Suggestion.Status.OPEN
    ).order_by("pk")
    rows = list(asked.values_list("key", "evidence")[start : start + count])
    people = Researcher.objects.in_bulk({pk for key, _ in rows for pk in _ids(key)})
    return [
        People(people[one], people[two], tuple(map(str, evidence)))
        for key, evidence in rows
        for one, two in [_ids(key)]
        if one in people and two in people
    ]


def open_questions() -> dict[str, int]:
    """Return how many pairs of each kind were asked about and wait. One query."""
    return Suggestion.objects.filter(status=Suggestion.Status.OPEN).aggregate(
        publications=Count("pk", filter=Q(kind=Suggestion.Kind.SAME_PUBLICATION)),
        people=Count("pk", filter=Q(kind=Suggestion.Kind.SAME_PERSON)),
    )
