"""Who the names of entries are: the stored people for `identity.People`, and the new ones."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models import Count, Max, Min

from portal.kit.text import fold
from publications.identity import People
from publications.models import Authorship, Suggestion
from publications.weighing import Evidence, Person
from researchers.derive import spellings
from researchers.models import NameBlock, NameVariant, Researcher
from researchers.spelling import spell_whole

PAPERS_LOOKED_AT = 500  # of one person, for evidence
AT_ONCE = 500


def known_people() -> People:
    """Return the people of the portal, read as names come up."""
    return People(find, evidence)


def find(keys: Collection[str]) -> Iterator[Person]:
    """Yield the people under any of these keys of `names.blocks`, or "@" and an ORCID iD."""
    orcids = [key[1:] for key in keys if key.startswith("@")]
    found = set(Researcher.objects.filter(orcid__in=orcids).values_list("pk", flat=True))
    plain = [key for key in keys if not key.startswith("@")]
    for some in _parts(plain):
        rows = NameBlock.objects.filter(block__in=some)
        found.update(rows.values_list("researcher_id", flat=True))
    for ids in _parts(sorted(found)):
        yield from people(ids)


def people(ids: Sequence[int]) -> Iterator[Person]:
    """Yield these people with every name they have or are printed under. Four queries."""
    if not ids:
        return
    variants, printed, others = defaultdict(list), defaultdict(Counter), defaultdict(set)
    rows = NameVariant.objects.filter(researcher__in=ids)
    for pk, name in rows.values_list("researcher_id", "name"):
        variants[pk].append(name)
    credits_ = Authorship.objects.filter(researcher__in=ids).order_by()
    counted = credits_.values_list("researcher_id", "credited_as").annotate(Count("pk"))
    for pk, name, count in counted:
        printed[pk][name] = count
    for pk, key in refusals(ids):
        others[pk].add(key)
    for row in Researcher.objects.filter(pk__in=ids).order_by("pk"):
        names = dict.fromkeys(spellings(row, variants[row.pk]), 0)
        for name, count in printed[row.pk].items():
            spelling = spell_whole(name, row.family_name)
            if row.is_organization:
                continue
            names[spelling] = names.get(spelling, 0) + count
        yield Person(row.pk, row.orcid, names, frozenset(others[row.pk]))


def refusals(ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield (person, folded name) wherever somebody said that the name is another person's."""
    said = Suggestion.objects.filter(
        kind=Suggestion.Kind.SAME_PERSON,
        status=Suggestion.Status.REJECTED,
        researcher__in=ids,
        key__startswith="name:",
    )
    for pk, key in said.values_list("researcher_id", "key"):
        yield pk, key.removeprefix("name:")


def evidence(ids: Collection[int]) -> Mapping[int, Evidence]:
    """Return what is known of the papers of these people, by id. Four queries for each 500."""
    found: dict[int, Evidence] = {pk: Evidence() for pk in ids}
    for some in _parts(sorted(ids)):
        _gather(some, found)
    return found


def _gather(ids: Sequence[int], found: dict[int, Evidence]) -> None:
    own = Authorship.objects.filter(researcher__in=ids).order_by()
    spans = own.values_list("researcher_id").annotate(
        Count("pk"), Min("publication__year"), Max("publication__year")
    )
    for pk, papers, first, last in spans:
        found[pk].papers, found[pk].first_year, found[pk].last_year = papers, first or 0, last or 0
    where = own.values_list("researcher_id", "publication__venue__name").annotate(Count("pk"))
    for pk, venue, count in where.filter(publication__venue__isnull=False):
        found[pk].venues[fold(venue)] = count
    told = own.exclude(affiliation="").values_list("researcher_id", "affiliation").distinct()
    for pk, affiliation in told:
        found[pk].affiliations.add(fold(affiliation))
    papers = defaultdict(list)
    newest = own.order_by("-publication__date_number").values_list(
        "publication_id", "researcher_id", "publication__title_key"
    )
    counts: Counter[int] = Counter()
    for paper, pk, title in newest.iterator():
        counts[pk] += 1
        if counts[pk] <= PAPERS_LOOKED_AT:
            papers[paper].append(pk)
            for word in title.split():
                if len(word) > 4:
                    topics = found[pk].topics
                    topics[word] = topics.get(word, 0) + 1
    beside = Authorship.objects.filter(publication__in=list(papers)).order_by()
    for paper, other in beside.values_list("publication_id", "researcher_id"):
        for pk in papers[paper]:
            if pk != other:
                coauthors = found[pk].coauthors
                coauthors[other] = coauthors.get(other, 0) + 1


def _parts(values: Sequence[str] | Sequence[int]) -> Iterator[Sequence]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
