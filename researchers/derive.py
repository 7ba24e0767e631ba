"""What is stored about a person beside herself: the one place that derives it and compares it."""

from collections.abc import Iterable, Iterator, Sequence

import orjson
from django.db.models import prefetch_related_objects

from portal.kit.changes import changing, derives, renew
from researchers.models import Lab, Profile, Researcher
from researchers.printed import READ, card, page
from researchers.sections import sections
from researchers.shelves import PROFILES, shelves_of

AT_ONCE = 500  # people that are read in one query


def derived(ids: Sequence[int]) -> Iterator[Profile]:
    """Yield what is to be stored about each of these people that exists.

    Each relation is read once for all of them, and only of those with a page.
    """
    people = list(Researcher.objects.filter(pk__in=ids).order_by())
    read = [lookup for section in sections for lookup in section.reads]
    prefetch_related_objects([person for person in people if person.has_page], *READ, *read)
    for person in people:
        yield Profile(
            researcher_id=person.pk,
            card=orjson.dumps(card(person)).decode(),
            page=orjson.dumps(page(person)).decode() if person.has_page else "",
        )


@derives(Researcher)
def store(ids: Iterable[int]) -> None:
    """Derive what is stored about these people anew."""
    for some in _chunks(sorted(ids)):
        _store(some)


def _store(ids: Sequence[int]) -> list[int]:
    """Write what differs and return whose it is."""
    before = Profile.objects.in_bulk(ids)
    changed = [
        profile
        for profile in derived(ids)
        if _facts(before.pop(profile.pk, None)) != _facts(profile)
    ]
    if before:
        Profile.objects.filter(pk__in=before).delete()
    Profile.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["researcher"],
        update_fields=["card", "page"],
    )
    return [*before, *(profile.pk for profile in changed)]


def _facts(profile: Profile | None) -> tuple[str, str] | None:
    return (profile.card, profile.page) if profile else None


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _everybody() -> list[int]:
    return list(Researcher.objects.order_by("pk").values_list("pk", flat=True))


def rebuild() -> int:
    """Derive everything anew, a part at a time, and return how many people there are."""
    people = _everybody()
    for some in _chunks(sorted({*people, *Profile.objects.values_list("pk", flat=True)})):
        with changing():
            if changed := _store(some):
                labs = Lab.objects.filter(memberships__researcher__in=changed).distinct()
                shown = Researcher.objects.with_page().filter(pk__in=changed)
                renew("people", PROFILES, *shelves_of("lab", labs))
                renew(*shelves_of("researcher", shown))
    return len(people)


def differences() -> Iterator[str]:
    """Yield a sentence for each profile that is stored otherwise than it would be derived."""
    people = _everybody()
    for some in _chunks(people):
        stored = Profile.objects.in_bulk(some)
        for profile in derived(some):
            if _facts(stored.get(profile.pk)) != _facts(profile):
                yield f"Researcher {profile.pk}: what is stored is not what the rows say."
    for pk in sorted({*Profile.objects.values_list("pk", flat=True)} - set(people)):
        yield f"Profile {pk}: its researcher is gone."
