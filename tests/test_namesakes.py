"""Addresses of namesakes: few queries however many there are, none lost to a save at once."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from portal.kit import models as kit
from publications.models import Publication, Topic
from tests.factories import make_publication, make_researcher

pytestmark = pytest.mark.django_db


def queries_of_a_namesake(namesakes: int) -> int:
    for _ in range(namesakes - Publication.objects.count()):
        make_publication("Editorial")
    with CaptureQueriesContext(connection) as queries:
        paper = Publication.objects.create(title="Editorial")
    assert paper.slug == f"editorial-{namesakes + 1}"
    paper.delete()
    return len(queries)


def test_address_of_the_thirty_first_namesake_costs_what_the_second_does():
    assert queries_of_a_namesake(1) == queries_of_a_namesake(30)


def test_address_skips_what_namesakes_have_and_had():
    first, second, third = (make_researcher("Wei Wang") for _ in range(3))
    second.family_name = "Li"
    second.save()
    third.slug = "wei-wang-5"
    third.save()
    assert [make_researcher("Wei Wang").slug for _ in range(3)] == [
        "wei-wang-4",
        "wei-wang-6",
        "wei-wang-7",
    ]
    second.delete()
    assert make_researcher("Wei Wang").slug == "wei-wang-2"
    assert first.slug == "wei-wang"


def test_longest_addresses_of_namesakes_are_all_told_apart():
    slugs = [make_publication("x" * 300).slug for _ in range(12)]
    assert slugs == ["x" * 80, *[f"{'x' * 78}-{n}" for n in range(2, 10)]] + [
        f"{'x' * 77}-{n}" for n in range(10, 13)
    ]


@pytest.fixture
def _rival(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the address of each topic once it is chosen, twice."""
    choose, names = kit.numbered, ["Rival", "Second rival"]

    def choose_and_lose(base: str, taken: set[str]) -> str:
        slug = choose(base, taken)
        if names:
            Topic.objects.bulk_create([Topic(name=names.pop(), slug=slug)])
        return slug

    monkeypatch.setattr(kit, "numbered", choose_and_lose)


@pytest.mark.usefixtures("_rival")
def test_address_taken_between_choice_and_save_is_chosen_anew():
    topic = Topic.objects.create(name="Robots")
    assert topic.slug == "robots-3"
    assert list(Topic.objects.filter(name="Robots").values_list("slug", flat=True)) == ["robots-3"]


@pytest.mark.usefixtures("_rival")
def test_new_name_gets_another_address_if_its_own_is_taken_meanwhile():
    topic = Topic(name="Robots", slug="robots")
    Topic.objects.bulk_create([topic])
    topic.name = "Arms"
    topic.save(update_fields=["name"])
    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("Arms", "arms-3")
    assert Topic.objects.formerly("robots") == topic


def test_address_that_is_lost_each_time_fails_in_the_end(monkeypatch):
    Topic.objects.create(name="Robots")
    choices = []
    monkeypatch.setattr(kit, "numbered", lambda base, _: choices.append(base) or base)
    with pytest.raises(IntegrityError):
        Topic.objects.create(name="Robots!", slug="")
    assert choices == ["robots"] * kit.SLUG_TRIES


def test_other_conflict_is_not_tried_again(monkeypatch):
    Topic.objects.create(name="Robots")
    choices, choose = [], kit.numbered
    monkeypatch.setattr(
        kit, "numbered", lambda base, taken: choices.append(base) or choose(base, taken)
    )
    with pytest.raises(IntegrityError):
        Topic.objects.create(name="Robots")
    assert choices == ["robots"]


def test_chosen_address_that_is_taken_is_not_changed():
    Topic.objects.create(name="Robots")
    with pytest.raises(IntegrityError):
        Topic.objects.create(name="Arms", slug="robots")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one save at a time")
@pytest.mark.django_db(transaction=True)
def test_namesakes_saved_at_once_get_an_address_each():
    start, slugs = threading.Barrier(2), []

    def save_ten() -> None:
        try:
            start.wait()
            slugs.extend(make_publication("Editorial").slug for _ in range(10))
        finally:
            connection.close()

    threads = [threading.Thread(target=save_ten) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slugs) == sorted(["editorial", *[f"editorial-{n}" for n in range(2, 21)]])
