"""Stamps and sets of publications: written with the documents, read by those who harvest."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import orjson
from django.db import connection

from portal.kit.changes import change_number, changing
from portal.kit.sql import insert_rows
from publications.models import SetMember, Stamp
from researchers.models import Lab

KINDS = ("lab", "type", "venue", "year")  # of sets; each is a set that holds the others, too
STAMP = ("publication", "change", "is_deleted", "sets")
MEMBER = ("spec", "change", "publication")
FORGET = (
    f"DELETE FROM {SetMember._meta.db_table} "  # noqa: S608 -- our name
    "WHERE spec = %s AND change = %s AND publication = %s"
)
AT_ONCE = 200

Key = tuple[str, int, int]  # values of `MEMBER`


Shelves = Mapping[int, Iterable[str]]  # of public publications, by id


def sets_of(public: Shelves) -> dict[int, list[str]]:
    """Return the sets of publications on these shelves, "year:2021", in order. At most one query.

    Labs that are kept private are none.
    """
    kept = {
        pk: sorted(key for key in shelves if key.partition(":")[0] in KINDS)
        for pk, shelves in public.items()
    }
    labs = {key[4:] for sets in kept.values() for key in sets if key.startswith("lab:")}
    if labs:
        private = Lab.objects.filter(slug__in=labs, is_public=False).values_list("slug", flat=True)
        if hidden := {f"lab:{slug}" for slug in private}:
            return {pk: [key for key in sets if key not in hidden] for pk, sets in kept.items()}
    return kept


def with_parents(sets: Iterable[str]) -> list[str]:
    """Return the sets and those they are parts of: "year" of "year:2021"."""
    return sorted({part for key in sets for part in (key, key.partition(":")[0])})


def members_of(stamp: Stamp) -> set[Key]:
    return {(key, stamp.change, stamp.publication) for key in with_parents(stamp.sets)}


def set_stamps(ids: Collection[int], public: Shelves, differing: Collection[int]) -> None:
    """Stamp those of `ids` that changed for whoever follows them; within `changing()`.

    `public` are the shelves of those that are public; `differing` is told otherwise than before.
    """
    before = Stamp.objects.in_bulk(list(ids))
    stamps = [
        Stamp(publication=pk, is_deleted=False, sets=sets)
        for pk, sets in sets_of(public).items()
        if pk in differing or pk not in before or before[pk].is_deleted or before[pk].sets != sets
    ]
    stamps += [
        Stamp(publication=pk, is_deleted=True, sets=stamp.sets)
        for pk, stamp in before.items()
        if pk not in public and not stamp.is_deleted
    ]
    _write(stamps, before)


def restamp(ids: Iterable[int]) -> None:
    """Stamp publications of which something changed that no document prints."""
    ids = sorted(ids)
    with changing():
        number = change_number()
        for start in range(0, len(ids), AT_ONCE):
            before = Stamp.objects.in_bulk(ids[start : start + AT_ONCE])
            _write(
                [
                    Stamp(publication=pk, is_deleted=False, sets=stamp.sets)
                    for pk, stamp in before.items()
                    if not stamp.is_deleted and stamp.change != number
                ],
                before,
            )


def _write(stamps: Sequence[Stamp], before: Mapping[int, Stamp]) -> None:
    if not stamps:
        return
    number = change_number()
    old: set[Key] = set()
    new: set[Key] = set()
    for stamp in stamps:
        stamp.change = number
        new |= members_of(stamp)
        if stamp.publication in before:
            old |= members_of(before[stamp.publication])
    with connection.cursor() as cursor:
        cursor.executemany(FORGET, sorted(old - new))
    insert_rows(SetMember, MEMBER, sorted(new - old))
    Stamp.objects.bulk_create(
        stamps,
        update_conflicts=True,
        unique_fields=["publication"],
        update_fields=["change", "is_deleted", "sets"],
    )


def stamp_new(public: Shelves) -> None:
    """Stamp new public publications."""
    number = change_number()
    found = sets_of(public).items()
    insert_rows(
        Stamp, STAMP, ((pk, number, False, orjson.dumps(sets).decode()) for pk, sets in found)
    )
    insert_rows(
        SetMember, MEMBER, ((key, number, pk) for pk, sets in found for key in with_parents(sets))
    )


@changing()
def forget_lab(slug: str) -> None:
    """Take what is no longer public out of the set of a lab that is kept private from now on.

    What is public is derived anew without it.
    """
    members = SetMember.objects.filter(spec=f"lab:{slug}").values("publication")
    stamps = Stamp.objects.filter(is_deleted=True, pk__in=members)
    before = {stamp.pk: stamp for stamp in stamps}
    after = [
        Stamp(
            publication=pk,
            is_deleted=True,
            sets=[key for key in stamp.sets if key != f"lab:{slug}"],
        )
        for pk, stamp in before.items()
    ]
    _write(after, before)


def wrong_stamps(ids: Sequence[int], public: Shelves) -> Iterator[str]:
    """Yield a sentence for each of `ids` whose stamp is not what its shelves say."""
    stamps = Stamp.objects.in_bulk(ids)
    sets = sets_of(public)
    for pk in ids:
        stamp = stamps.get(pk)
        if pk not in public:
            if stamp and not stamp.is_deleted:
                yield f"Stamp {pk}: its publication is not public."
        elif stamp is None or stamp.is_deleted or stamp.sets != sets[pk]:
            yield f"Publication {pk}: its stamp does not say that it is public and in its sets."
    members = [key for stamp in stamps.values() for key in members_of(stamp)]
    for start in range(0, len(members), AT_ONCE):
        some = members[start : start + AT_ONCE]
        if SetMember.objects.filter(pk__in=some).count() < len(some):
            yield f"Publications {ids[0]} to {ids[-1]}: one is missing in a set."


def stray_members() -> Iterator[str]:
    """Yield a sentence if sets have more members than the stamps say."""
    true = sum(
        len(with_parents(sets)) for sets in Stamp.objects.values_list("sets", flat=True).iterator()
    )
    if (kept := SetMember.objects.count()) > true:
        yield f"Sets have {kept} members instead of {true}."
