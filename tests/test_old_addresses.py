"""Addresses: made from names in any script, unique, and never dead after a rename."""

import pytest
from django.core.exceptions import ValidationError

from portal.kit.models import OldSlug
from publications.models import Venue
from researchers.models import Lab, Project, Researcher
from tests.factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("Paul Erdős", "paul-erdos"),
        ("Søren Ångström", "soren-angstrom"),
        ("Nguyễn Văn", "nguyen-van"),
        ("Иван Петров", "ivan-petrov"),
        ("Ελένη Παππά", "eleni-pappa"),
        ("김 민수", "gim-minsu"),
        ("がぎ ぐげ", "gagi-guge"),
        ("李 明", "li-ming"),
        ("Conan O’Brien", "conan-obrien"),
        ("😀 😀", "grinning-grinning"),
        ("† ‡", "researcher"),
    ],
)
def test_slug_is_made_from_a_name_in_any_script(name, slug):
    assert make_researcher(name).slug == slug


def test_slug_of_the_same_name_is_numbered():
    assert [make_researcher("Wei Wang").slug for _ in range(3)] == [
        "wei-wang",
        "wei-wang-2",
        "wei-wang-3",
    ]


def test_slug_is_at_most_eighty_characters_cut_at_a_word():
    title = "word " * 40
    first, second = make_publication(title).slug, make_publication(title).slug
    assert first == "-".join(["word"] * 16)
    assert second == "-".join(["word"] * 15) + "-wor-2"
    assert len(make_publication("x" * 300).slug) == 80


def test_slug_follows_a_new_name_and_the_old_one_leads_there():
    ada = make_researcher("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save()
    assert ada.slug == "ada-lovelace"
    assert Researcher.objects.formerly("ada-byron") == ada


def test_slug_follows_a_save_of_the_name_alone():
    ada = make_researcher("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save(update_fields=["family_name"])
    ada.refresh_from_db()
    assert (ada.slug, ada.full_name, ada.sort_key) == (
        "ada-lovelace",
        "Ada Lovelace",
        "lovelace ada",
    )


def test_slug_of_a_renamed_back_person_is_the_first_again():
    ada = make_researcher("Ada Byron")
    for family_name in ("Lovelace", "Byron"):
        ada.family_name = family_name
        ada.save()
    assert ada.slug == "ada-byron"
    assert Researcher.objects.formerly("ada-lovelace") == ada
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["ada-lovelace"]


def test_freed_slug_is_not_given_to_another():
    ada = make_researcher("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save()
    other = make_researcher("Ada Byron")
    assert other.slug == "ada-byron-2"
    assert Researcher.objects.formerly("ada-byron") == ada


def test_freed_slug_chosen_by_hand_is_refused_with_a_message():
    ada = make_researcher("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save()
    other = Researcher(given_name="Ada", family_name="Byron", slug="ada-byron")
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    (message,) = refused.value.message_dict["slug"]
    assert message == (
        '"ada-byron" was the address of another researcher and still leads there. Choose another.'
    )
    ada.slug = "ada-byron"
    ada.full_clean()


def test_slug_of_somebody_deleted_is_free_again():
    ada = make_researcher("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save()
    ada.delete()
    assert make_researcher("Ada Byron").slug == "ada-byron"


@pytest.mark.parametrize("chosen", ["countess", "2021", "ada-1", "ada-2b", "ada-x-2"])
def test_slug_chosen_by_hand_stays_when_the_name_changes(chosen):
    ada = make_researcher("Ada Byron", slug=chosen)
    ada.family_name = "Lovelace"
    ada.save()
    assert ada.slug == chosen


def test_numbered_slug_follows_a_new_name():
    make_researcher("Ada Byron")
    second = make_researcher("Ada Byron")
    second.family_name = "Lovelace"
    second.save()
    assert second.slug == "ada-lovelace"


def test_emptied_slug_is_made_anew():
    ada = make_researcher("Ada Byron", slug="countess")
    ada.slug = ""
    ada.save()
    assert ada.slug == "ada-byron"
    assert Researcher.objects.formerly("countess") == ada


def test_slug_of_a_paper_stays_when_its_title_is_corrected():
    paper = make_publication("On Computible Numbers")
    paper.title = "On Computable Numbers"
    paper.save()
    assert paper.slug == "on-computible-numbers"


def test_save_of_an_unrelated_field_leaves_a_newer_slug_alone():
    ada = make_researcher("Ada Byron")
    stale = Researcher.objects.get(pk=ada.pk)
    ada.family_name = "Lovelace"
    ada.save()
    stale.bio = "Wrote the first program."
    stale.save(update_fields=["bio"])
    ada.refresh_from_db()
    assert (ada.slug, ada.full_name, ada.bio) == (
        "ada-lovelace",
        "Ada Lovelace",
        "Wrote the first program.",
    )


def test_save_of_some_fields_moves_the_time_of_change():
    ada = make_researcher()
    before = ada.updated_at
    ada.save(update_fields=["bio"])
    ada.refresh_from_db()
    assert ada.updated_at > before


@pytest.mark.parametrize(
    ("model", "fields", "slug"),
    [
        (Lab, {"name": "Sky Computing Lab", "short_name": "SkyLab"}, "skylab"),
        (Venue, {"name": "Robotics and Automation", "short_name": "ICRA"}, "icra"),
        (Project, {"name": "SkyPilot: clouds as one"}, "skypilot"),
    ],
)
def test_slug_of_others_is_made_from_their_short_names(model, fields, slug):
    assert model.objects.create(**fields).slug == slug


def test_same_slug_may_name_a_person_and_a_lab():
    ada, lab = make_researcher("Ada Byron"), make_lab("Ada Byron")
    ada.family_name = "Lovelace"
    ada.save()
    assert lab.slug == "ada-byron"
    assert Lab.objects.formerly("ada-byron") is None
