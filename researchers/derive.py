"""What is stored about a person beside herself: the one place that derives it and compares it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import orjson
from django.db.models import prefetch_related_objects

from portal.kit.changes import changing, derives, rederive, renew
from portal.kit.namewords import add_words, set_words, words_of, wrong_words
from portal.kit.sql import insert_rows
from researchers.models import Lab, NameBlock, NameVariant, Profile, Project, Researcher
from researchers.printed import READ, card, page
from researchers.sections import sections
from researchers.shelves import PROFILES, shelves_of
from researchers.spelling import Spelling, blocks, spell, spell_whole

AT_ONCE = 500  # people that are read in one query


def derived(ids: Sequence[int]) -> Iterator[tuple[Profile, set[str]]]:
    """Yield the profile and the name blocks of each of these people that exists.

    Each relation is read once for all of them, and most only of those with a page.
    """
    people = list(Researcher.objects.filter(pk__in=ids).order_by())
    read = [lookup for section in sections for lookup in section.reads]
    prefetch_related_objects([person for person in people if person.has_page], *READ, *read)
    variants = defaultdict(list)
    for pk, name in NameVariant.objects.filter(researcher__in=ids).values_list(
        "researcher_id", "name"
    ):
        variants[pk].append(name)
    for person in people:
        profile = Profile(
            researcher_id=person.pk,
            card=orjson.dumps(card(person)).decode(),
            page=orjson.dumps(page(person)).decode() if person.has_page else "",
        )
        yield profile, blocks_of(person, variants[person.pk])


def blocks_of(person: Researcher, variants: Iterable[str]) -> set[str]:
    """Return the keys under which all spellings of a person's name are found."""
    return set().union(*map(blocks, spellings(person, variants)))


def spellings(person: Researcher, variants: Iterable[str]) -> list[Spelling]:
    """Return a person's names as they compare: the present one first."""
    if person.is_organization:
        return [spell(literal=name) for name in (person.full_name, *variants)]
    own = spell(
        given=person.given_name,
        family=person.family_name,
        suffix=person.suffix,
        original=person.original_name,
    )
    return [own, *(spell_whole(name, person.family_name) for name in variants)]


@derives(Researcher)
def store(ids: Iterable[int]) -> None:
    """Derive what is stored about these people anew."""
    for some in _chunks(sorted(ids)):
        _store(some)


def _store(ids: Sequence[int]) -> list[int]:
    """Write what differs and return whose it is."""
    set_words("researcher", sought_by(ids))
    before, found_by = Profile.objects.in_bulk(ids), _found_by(ids)
    changed, moved, keys = [], [], []
    for profile, wanted in derived(ids):
        if _facts(before.pop(profile.pk, None)) != _facts(profile):
            changed.append(profile)
        if found_by.pop(profile.pk, set()) != wanted:
            moved.append(profile.pk)
            keys += [(profile.pk, block) for block in sorted(wanted)]
    if before:
        Profile.objects.filter(pk__in=before).delete()
    if gone := [*moved, *found_by]:
        NameBlock.objects.filter(researcher__in=gone).delete()
    insert_rows(NameBlock, ("researcher_id", "block"), keys)
    Profile.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["researcher"],
        update_fields=["card", "page"],
    )
    return [*before, *(profile.pk for profile in changed)]


def store_new(people: Iterable[Researcher]) -> None:
    """Store what is derived of people without a page who were just inserted."""
    profiles, keys, words = [], [], {}
    for person in people:
        profiles.append((person.pk, orjson.dumps(card(person)).decode(), ""))
        keys += [(person.pk, block) for block in sorted(blocks_of(person, ()))]
        words[person.pk] = words_of(person.full_name, person.original_name)
    add_words("researcher", words)
    insert_rows(Profile, ("researcher_id", "card", "page"), profiles)
    insert_rows(NameBlock, ("researcher_id", "block"), keys)


def sought_by(ids: Sequence[int]) -> dict[int, set[str]]:
    """Return by id the words of the names by which visitors find these people; hidden ones none."""
    words: dict[int, set[str]] = {pk: set() for pk in ids}
    shown = Researcher.objects.credited().filter(pk__in=ids).order_by()
    for pk, *names in shown.values_list("pk", "full_name", "original_name"):
        words[pk] |= words_of(*names)
    variants = NameVariant.objects.filter(researcher__in=shown).order_by()
    for pk, name in variants.values_list("researcher_id", "name"):
        words[pk] |= words_of(name)
    return words


def words_of_labs(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return by id the words by which these labs are found; private ones by none."""
    words: dict[int, set[str]] = {pk: set() for pk in ids}
    for lab in Lab.objects.public().filter(pk__in=words).order_by():
        words[lab.pk] = words_of(lab.name, lab.short_name)
    return words


def words_of_projects(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return by id the words by which these projects are found; private ones by none."""
    words: dict[int, set[str]] = {pk: set() for pk in ids}
    for project in Project.objects.public().filter(pk__in=words).order_by():
        words[project.pk] = words_of(project.name)
    return words


@derives(Lab)
def store_labs(ids: Iterable[int]) -> None:
    set_words("lab", words_of_labs(ids))


@derives(Project)
def store_projects(ids: Iterable[int]) -> None:
    set_words("project", words_of_projects(ids))


def _found_by(ids: Sequence[int]) -> dict[int, set[str]]:
    found = defaultdict(set)
    for pk, block in NameBlock.objects.filter(researcher__in=ids).values_list(
        "researcher_id", "block"
    ):
        found[pk].add(block)
    return found


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
    named = NameBlock.objects.values_list("researcher_id", flat=True).distinct()
    stored = Profile.objects.values_list("pk", flat=True)
    for some in _chunks(sorted({*people, *stored, *named})):
        with changing():
            if changed := _store(some):
                labs = Lab.objects.filter(memberships__researcher__in=changed).distinct()
                shown = Researcher.objects.with_page().filter(pk__in=changed)
                renew("people", PROFILES, *shelves_of("lab", labs))
                renew(*shelves_of("researcher", shown))
    for model in (Lab, Project):
        rederive(model, model.objects.values_list("pk", flat=True))
    return len(people)


def differences() -> Iterator[str]:
    """Yield a sentence for each profile that is stored otherwise than it would be derived."""
    people = _everybody()
    for some in _chunks(people):
        stored, found_by = Profile.objects.in_bulk(some), _found_by(some)
        yield from wrong_words("researcher", sought_by(some))
        for profile, wanted in derived(some):
            if _facts(stored.get(profile.pk)) != _facts(profile):
                yield f"Researcher {profile.pk}: what is stored is not what the rows say."
            if found_by.get(profile.pk, set()) != wanted:
                yield f"Researcher {profile.pk}: is found under other names."
    for pk in sorted({*Profile.objects.values_list("pk", flat=True)} - set(people)):
        yield f"Profile {pk}: its researcher is gone."
    named = NameBlock.objects.values_list("researcher_id", flat=True).distinct()
    for pk in sorted(set(named) - set(people)):
        yield f"Names of researcher {pk}: their researcher is gone."
    yield from wrong_words("lab", words_of_labs(Lab.objects.values_list("pk", flat=True)))
    yield from wrong_words(
        "project", words_of_projects(Project.objects.values_list("pk", flat=True))
    )
