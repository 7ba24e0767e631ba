"""Which name of a byline is a given person's, and giving her that place on a publication."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from publications.identity import spelling
from publications.models import Authorship, Publication, Suggestion
from publications.records import Name
from publications.weighing import Person
from researchers.models import NameVariant, Researcher
from researchers.names import Kind, compare
from researchers.spelling import spell_whole

from .people import people
from .updating import Update
from .values import names_digest

END = -1  # the place after all others: she is not named, and is to be


class Given(NamedTuple):
    """A place in a byline that became somebody's; `holder` is the id of whom it was before."""

    way_back: Update
    row: Authorship
    holder: int | None


class CannotDecide(ValueError):
    """The decision needs something else first; the message says what."""


def as_known(person: Researcher) -> Person:
    """Return a person with every name she has or is printed under."""
    (known,) = people([person.pk])
    return known


def place_of(owner: Person, names: Sequence[Name | str]) -> int | None:
    """Return the place in a byline of the one name that can be the owner's, None for none or two.

    Her ORCID iD settles it.
    """
    places = []
    for place, name in enumerate(names):
        orcid = name.orcid if isinstance(name, Name) else ""
        if orcid and orcid == owner.orcid:
            return place
        if not (orcid and owner.orcid) and is_like(owner, name):
            places.append(place)
    return places[0] if len(places) == 1 else None


def is_like(owner: Person, name: Name | str) -> bool:
    """Whether a name can be that of the owner, at least by its initials."""
    spelled = spelling(name) if isinstance(name, Name) else spell_whole(name)
    return any(compare(spelled, own).kind >= Kind.INITIALS for own in owner.names)


def byline_of(publication: int) -> list[Authorship]:
    """Return the names on a publication in the order by which places count."""
    rows = Authorship.objects.filter(publication=publication).select_related("researcher")
    return list(rows.order_by("role", "position"))


def give_place(
    person: Researcher, publication: int, place: int | None, owner: Person
) -> Given | None:
    """Make a name on a publication the person's; None if she is on it already.

    The credited name stays as it is. Raises CannotDecide if no name, or that of somebody else who
    is well known here, would be hers.
    """
    rows = byline_of(publication)
    if any(row.researcher_id == person.pk for row in rows):
        return None
    paper = Publication.objects.get(pk=publication)
    if place is None:
        place = place_of(owner, [row.credited_as for row in rows])
    if place is None or place >= len(rows):
        raise CannotDecide(
            f"No name on “{paper.title}” is certainly that of {person}. Choose which one it is."
        )
    done = Update(publication, paper.updated_at.isoformat())
    done.byline = [_state(row) for row in rows]
    holder = None
    if place == END:
        row = Authorship.objects.create(publication=paper, researcher=person)
    else:
        row = rows[place]
        holder = row.researcher_id
        _check_holder(row, person)
        row.researcher = person
        done.given = {row.pk: person.pk}
        row.save(update_fields=["researcher"])
    Publication.objects.filter(pk=publication).update(updated_at=timezone.now())
    done.byline_after = names_digest((one.role, one.credited_as) for one in byline_of(publication))
    return Given(done, row, holder)


def _check_holder(row: Authorship, person: Researcher) -> None:
    holder = row.researcher
    known_by = ""
    if holder.has_page:
        known_by = "has a page here"
    elif holder.orcid and holder.orcid != person.orcid:
        known_by = f"has the ORCID iD {holder.orcid}"
    if known_by:
        raise CannotDecide(
            f"“{row.credited_as}” there is {holder}, who {known_by}. If the two are one person, "
            "merge them first."
        )


def _state(row: Authorship) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: str(getattr(row, name)) if name == "picture" else getattr(row, name)
            for name in names}  # fmt: skip


def ask_whether_one(holder: int, person: Researcher, row: Authorship, run: Any) -> None:
    """Ask whether she is who the name was taken for until now: the other papers may be hers."""
    pair = sorted((holder, person.pk))
    Suggestion.objects.get_or_create(
        kind=Suggestion.Kind.SAME_PERSON,
        researcher=None,
        key="|".join(map(str, pair)),
        defaults={
            "run": run,
            "payload": {
                "people": pair, "name": row.credited_as, "publication": row.publication_id,
            },
            "evidence": [f'"{row.credited_as}" on one paper turned out to be {person}.'],
        },
    )  # fmt: skip


def remember_name(person: Researcher, owner: Person, name: Name | str) -> None:
    """Remember a name that was said to be hers, if no name of hers is like it."""
    if not is_like(owner, name):
        text = name.full if isinstance(name, Name) else name
        NameVariant.objects.get_or_create(researcher=person, name=text[:300])
