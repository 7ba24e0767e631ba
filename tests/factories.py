"""Rows for tests, made through the same save paths as everybody's."""

import itertools
from collections.abc import Sequence
from typing import Any

from portal.kit.changes import changing
from publications.models import Authorship, Publication, Venue
from researchers.models import Lab, Membership, Researcher

_numbers = itertools.count(1)


def make_researcher(name: str = "", **fields: Any) -> Researcher:
    """Return a saved person, "author" unless given; `name` is split at its last space."""
    given, _, family = (name or f"Ada Lovelace{next(_numbers)}").rpartition(" ")
    return Researcher.objects.create(
        **{"given_name": given, "family_name": family, "visibility": "author", **fields}
    )


@changing()
def make_publication(
    title: str = "", *, authors: Sequence[Researcher | str] = (), **fields: Any
) -> Publication:
    """Return a saved, published publication whose byline is `authors` in this order.

    An author who is given by name is made anew, so one person on two papers is given as a row.
    """
    publication = Publication.objects.create(
        **{"title": title or f"A paper of ours, number {next(_numbers)}", "year": 2024, **fields}
    )
    for author in authors:
        Authorship.objects.create(
            publication=publication,
            researcher=make_researcher(author) if isinstance(author, str) else author,
        )
    return publication


def make_venue(name: str = "", **fields: Any) -> Venue:
    """Return a saved venue."""
    return Venue.objects.create(name=name or f"Conference {next(_numbers)}", **fields)


@changing()
def make_lab(name: str = "", *, members: Sequence[Researcher] = (), **fields: Any) -> Lab:
    """Return a saved, public lab with `members`, whose memberships have no dates."""
    lab = Lab.objects.create(name=name or f"Laboratory {next(_numbers)}", **fields)
    for researcher in members:
        Membership.objects.create(lab=lab, researcher=researcher)
    return lab


def byline(publication: Publication, role: str = "author") -> list[tuple[int, str]]:
    """Return the (position, credited name) of every author as the database has them now."""
    rows = Authorship.objects.filter(publication=publication, role=role).order_by("position")
    return list(rows.values_list("position", "credited_as"))
