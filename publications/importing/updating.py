"""Changes of publications that are there: fields that were taken, bylines, versions joined."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.kit.changes import changing, rederive, rewrite
from publications.models import Authorship, Award, Publication, PublicationLink, Venue
from researchers.models import Researcher

from .differences import EXTRA, with_taken
from .plan import Plan
from .stored import Credit, Stored
from .values import AUTHORS, AWARDS, CONTAINER, DATE, KEPT, LINKS, VENUE, digest, names_digest
from .writing import equal_group_of, full_name, parts_of, write_links

if TYPE_CHECKING:
    from .runs import _Import

AT_ONCE = 500  # people who are moved with one query
OWN = ("selected", "order", "hidden", "blurb", "picture", "picture_alt")


@dataclass
class Update:
    """What one publication was before an import changed it, as JSON, for the way back."""

    publication: int
    updated_at: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    links: list[int] = field(default_factory=list)
    awards: list[int] = field(default_factory=list)
    byline: list[dict[str, Any]] | None = None
    byline_after: int = 0
    given: dict[int, int] = field(default_factory=dict)  # authorships that became somebody's

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}


def update(
    plan: Plan,
    paper: Publication,
    people: Sequence[int],
    venue: Venue | None,
    source: dict[str, Any],
) -> Update:
    """Store what `plan` takes of `paper`, which it is about, and return the way back."""
    stored = plan.paper
    assert stored is not None  # noqa: S101 -- `compare` was called
    done = _begun(paper)
    taken: dict[str, list[int]] = {}
    values: dict[str, Any] = {}
    for one in sorted(plan.differences, key=lambda one: one.field != EXTRA):
        if not one.take:
            continue
        if one.field == DATE:
            parts = [*one.theirs, None, None]
            values |= dict(zip(("year", "month", "day"), parts[:3], strict=True))
            taken[DATE] = [digest(one.theirs)]
        elif one.field == VENUE:
            values["venue_id"] = venue.pk if venue else None
            taken[VENUE] = [digest(venue.name if venue else "")]
            told = plan.values.extra.get(KEPT, {})
            extra = dict(values.get("extra", paper.extra))
            extra[KEPT] = {**extra.get(KEPT, {}), **{key: told.get(key, "") for key in CONTAINER}}
            values["extra"] = extra
        elif one.field == EXTRA:
            values["extra"] = values.get("extra", paper.extra) | one.theirs
        elif one.field == LINKS:
            taken[LINKS] = [digest(url) for _, url, _ in one.theirs]
            done.links = _add_links(stored, one.theirs)
        elif one.field == AWARDS:
            taken[AWARDS] = [digest(name) for name in one.theirs]
            done.awards = _add_awards(stored, one.theirs)
        elif one.field == AUTHORS:
            done.byline = _state(stored.credits)
            names = [(role, full_name(name)) for role, name in plan.names]
            _rewrite(stored, plan, people)
            done.byline_after = names_digest(names)
            taken[AUTHORS] = [done.byline_after]
        else:
            values[one.field] = one.theirs
            taken[one.field] = [digest(one.theirs)]
    values["provenance"] = with_taken(paper.provenance, source, taken)
    _change(paper, values, done)
    return done


def _begun(paper: Publication) -> Update:
    return Update(paper.pk, paper.updated_at.isoformat())


def _change(paper: Publication, values: dict[str, Any], done: Update) -> None:
    before = copy(paper)
    for name, value in values.items():
        done.before[name], done.after[name] = getattr(paper, name), value
        setattr(paper, name, value)
    write_paper(paper, before, values)


def write_paper(paper: Publication, before: Publication, columns: Iterable[str]) -> None:
    """Write these columns of a publication, with all that a save sets along."""
    paper.fold_title()
    paper.updated_at = timezone.now()
    rewrite(paper, before, {*columns, "title_key", "title_hash", "updated_at"})


def _add_links(paper: Stored, links: Sequence[Sequence[str]]) -> list[int]:
    mine = PublicationLink.objects.filter(publication=paper.id)
    before = set(mine.values_list("pk", flat=True))
    write_links(paper.id, len(paper.links), [(kind, url, label) for kind, url, label in links])
    rederive(Publication, [paper.id])
    return sorted(set(mine.values_list("pk", flat=True)) - before)


def _add_awards(paper: Stored, names: Sequence[str]) -> list[int]:
    rows = [
        Award(publication_id=paper.id, name=name[:120], position=place)
        for place, name in enumerate(names, len(paper.awards))
    ]
    return [award.pk for award in Award.objects.bulk_create(rows)]


def _state(credits_: Iterable[Credit]) -> list[dict[str, Any]]:
    """Return a byline with all its rows hold, in order."""
    rows = Authorship.objects.in_bulk([credit.id for credit in credits_])
    names = [item.attname for item in Authorship._meta.concrete_fields]
    return [
        {name: str(value) if name == "picture" else value for name in names
         for value in [getattr(rows[credit.id], name)]}
        for credit in credits_
    ]  # fmt: skip


def _rewrite(paper: Stored, plan: Plan, people: Sequence[int]) -> None:
    """Make the byline that of `plan`; authors who stay keep their rows and own settings."""
    wanted: dict[str, list[int]] = defaultdict(list)
    staying = {credit.id for credit in plan.stay if credit}
    gone = [credit.id for credit in paper.credits if credit.id not in staying]
    Authorship.objects.filter(pk__in=gone).delete()
    rows = Authorship.objects.in_bulk(staying)
    for (role, name), person, mine in zip(plan.names, people, plan.stay, strict=True):
        row = rows[mine.id] if mine else Authorship(publication_id=paper.id, researcher_id=person)
        row.role = role
        row.credited_as, row.credited_parts = full_name(name), parts_of(name)
        row.claimed_orcid = name.orcid or row.claimed_orcid
        row.equal_group = equal_group_of(name) or row.equal_group
        row.is_corresponding = name.is_corresponding or row.is_corresponding
        row.affiliation = name.affiliation[:500] or row.affiliation
        row.save()
        wanted[role].append(row.pk)
    for role, ids in wanted.items():
        Authorship.objects.set_order(paper.id, role, ids)


def join_versions(plan: Plan) -> list[Update]:
    """Join the new publication of `plan` and the other version of the work; one is preferred.

    The published one stands for both, and takes over what authors chose for the preprint.
    """
    new = Publication.objects.get(pk=plan.target)
    other = Publication.objects.get(pk=plan.maybe[0][0])
    other = other.preferred_version or other
    if other.pk == new.pk:
        return []
    if not _is_preprint(new) and _is_preprint(other):
        changed = []
        for entry in (other, *other.other_versions.exclude(pk=new.pk)):
            changed.append(_begun(entry))
            _change(entry, {"preferred_version_id": new.pk}, changed[-1])
        _take_over(other, new)
        return changed
    _change(new, {"preferred_version_id": other.pk}, _begun(new))
    return []


def _is_preprint(paper: Publication) -> bool:
    return paper.type == Publication.Type.ARTICLE


def _take_over(before: Publication, after: Publication) -> None:
    chosen = {row.researcher_id: row for row in before.authorships.all()}
    for row in after.authorships.all():
        if mine := chosen.get(row.researcher_id):
            for name in OWN:
                setattr(row, name, getattr(mine, name))
            row.save(update_fields=OWN)


@changing()
def put_right(work: "_Import") -> None:
    """Make one person of those whom the last entries showed to be one.

    Only people of this import are moved: what somebody here had before stays as it was. Each two
    who become one are evidence for others, so all are looked at again, at most three times.
    """
    papers, bylines = _papers_of([pk for pk, *_ in work.questions])
    moves: dict[int, int] = {}
    for _ in range(3):
        left = []
        for question in work.questions:
            person = work.planner.people.get(question[0])
            found = person and work.planner.people.again(person).person
            if person is None:
                continue
            if not found or any(found.id in bylines[paper] for paper in papers[person.id]):
                left.append(question)
                continue
            work.planner.people.merge(found, person)
            moves[person.id] = found.id
            for paper in papers[person.id]:
                bylines[paper].add(found.id)
            papers[found.id] |= papers.pop(person.id)
        is_done = len(left) == len(work.questions)
        work.questions = left
        if is_done:
            break
    _move(moves)
    gone = set(moves)
    work.created["researchers"] = [pk for pk in work.created["researchers"] if pk not in gone]
    work.report.people -= len(gone)


def _papers_of(people: Sequence[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the papers of each of these people, and everybody who is named on each of them."""
    papers, bylines = defaultdict(set), defaultdict(set)
    for some in _parts(people):
        mine = Authorship.objects.filter(researcher__in=some).order_by()
        for person, paper in mine.values_list("researcher_id", "publication_id"):
            papers[person].add(paper)
        beside = Authorship.objects.filter(publication__in=mine.values("publication")).order_by()
        for paper, person in beside.values_list("publication_id", "researcher_id"):
            bylines[paper].add(person)
    return papers, bylines


def _move(moves: dict[int, int]) -> None:
    """Give the authorships of people to others, and let go of who has none any more."""
    for pk, kept in moves.items():
        to = kept
        while to in moves:
            to = moves[to]
        mine = Authorship.objects.filter(researcher=pk)
        papers = list(mine.values_list("publication_id", flat=True))
        # Past the watchers: that these are derived anew is all that follows.
        QuerySet.update(mine, researcher=to)
        QuerySet.update(Publication.objects.filter(pk__in=papers), updated_at=timezone.now())
        rederive(Publication, papers)
    for some in _parts(list(moves)):
        Researcher.objects.filter(pk__in=some).delete()


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
