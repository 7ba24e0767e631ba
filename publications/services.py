"""Changes over several rows: the order of a byline, the names printed on papers."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from portal.kit.changes import changing
from publications.models import Authorship, Publication
from researchers.models import Researcher


@changing()
def order_byline(*, publication: Publication, role: str, ids: Sequence[int]) -> bool:
    """Return whether the byline changed: its rows `ids` first, in this order, then any others.

    Others are rows that somebody else added meanwhile: they keep their order and come last.
    Writes nothing if the positions are right already.
    """
    byline = Authorship.objects.filter(publication=publication, role=role).order_by("position")
    positions = dict(byline.values_list("pk", "position"))
    named = [pk for pk in ids if pk in positions]
    wanted = [*named, *(pk for pk in positions if pk not in set(named))]
    if [positions[pk] for pk in wanted] == list(range(1, len(wanted) + 1)):
        return False
    Authorship.objects.set_order(publication, role, wanted)
    return True


@changing()
def move_in_byline(*, authorship: Authorship, place: int) -> bool:
    """Return whether the byline changed: `authorship` at `place`, or last if it has fewer."""
    byline = Authorship.objects.filter(
        publication=authorship.publication_id, role=authorship.role
    ).order_by("position")
    ids = list(byline.exclude(pk=authorship.pk).values_list("pk", flat=True))
    ids.insert(place - 1, authorship.pk)
    return order_byline(publication=authorship.publication, role=authorship.role, ids=ids)


@changing()
def print_present_name(
    *, researchers: Iterable[Researcher], dry_run: bool = False
) -> dict[Researcher, list[int]]:
    """Return by person the papers on which her present name replaces another one.

    A paper that names her as author and as editor is there twice: once for each byline.
    """
    changed = {}
    for researcher in researchers:
        others = Authorship.objects.filter(researcher=researcher).exclude(
            credited_as=researcher.full_name
        )
        papers = list(others.values_list("publication_id", flat=True))
        if not papers:
            continue
        changed[researcher] = papers
        if not dry_run:
            others.update(credited_as=researcher.full_name, credited_parts={})
            Publication.objects.filter(pk__in=papers).update(updated_at=timezone.now())
    return changed
