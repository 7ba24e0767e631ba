"""Bad input in the admin: a clear message on its field, or one sound form, and nothing lost."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.kit.dates import PartialDate
from publications.models import Publication
from researchers.models import Membership, Researcher, Section

from .admin_forms import errors, filled, rows, save
from .factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db
NEW_PERSON = "admin:researchers_researcher_add"
UNREADABLE = (
    "This is not a picture that can be read. Save it as PNG, JPEG, WebP or AVIF and try again "
    "(SVG and HEIC are not taken)."
)
TOO_MANY_PIXELS = (
    "The picture has 10000 × 5000 pixels; at most 40 million are taken. Scale it down and try "
    "again."
)
DAMAGED = (
    "The picture is damaged or cut off. Open it in an image program, save it again and upload the "
    "new file."
)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 400)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#1259a8").save(buffer, kind)
    return buffer.getvalue()


def bomb() -> bytes:
    """Return 50 megapixels in a few kilobytes."""
    buffer = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(buffer, "PNG")
    return buffer.getvalue()


def script() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def change_url(obj: Any) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        (
            "bomb.png",
            bomb,
            TOO_MANY_PIXELS,
        ),
        ("cut.jpg", lambda: picture()[:900], DAMAGED),
        ("drawing.svg", script, UNREADABLE),
        ("notes.png", lambda: b"Just some text.", UNREADABLE),
    ],
)
def test_bad_picture_is_refused_on_its_field_and_nothing_else_is_lost(
    admin_client: Client, name: str, make: Any, message: str
) -> None:
    paper = make_publication("Old title", authors=["Ada Lovelace"])
    typed = {"title": "New title", "summary": "Typed just now.", "authorships-0-affiliation": "X"}
    response = save(
        admin_client, change_url(paper), **typed, picture=SimpleUploadedFile(name, make())
    )
    assert response.status_code == 200
    assert errors(response) == {"picture": [message]}
    returned = filled(response)
    assert {name: returned[name] for name in typed} == typed
    paper.refresh_from_db()
    assert (paper.title, bool(paper.picture)) == ("Old title", False)


def test_good_picture_is_kept_and_shown_beside_its_input(admin_client: Client) -> None:
    paper = make_publication()
    upload = SimpleUploadedFile("whatever.txt", picture())
    assert save(admin_client, change_url(paper), picture=upload).status_code == 302
    paper.refresh_from_db()
    page = admin_client.get(change_url(paper)).content.decode()
    shown = f'src="{paper.picture.url}" width="640" height="400" alt="The present picture"'
    assert page.count(shown) == 1


def test_picture_is_removed_by_its_box(admin_client: Client) -> None:
    person = make_researcher("Ada Lovelace")
    upload = SimpleUploadedFile("ada.jpg", picture())
    save(admin_client, change_url(person), portrait=upload)
    save(admin_client, change_url(person), **{"portrait-clear": "on"})
    person.refresh_from_db()
    assert person.portrait.name == ""


def test_membership_that_ends_before_it_starts_is_refused(admin_client: Client) -> None:
    person, lab = make_researcher("Ada Lovelace"), make_lab("Engine Lab")
    typed = {
        "headline": "Countess",
        "memberships-0-lab": str(lab.pk),
        "memberships-0-starts_on": "2021-08",
        "memberships-0-ends_on": "2020",
    }
    response = save(admin_client, change_url(person), **typed)
    assert response.status_code == 200
    assert errors(response) == {
        "memberships-0-__all__": [
            "The membership ends before it starts. Swap the two dates or correct one."
        ]
    }
    returned = filled(response)
    assert {name: returned[name] for name in typed} == typed


def test_partial_dates_are_saved_and_shown_as_typed(admin_client: Client) -> None:
    person, lab = make_researcher("Ada Lovelace"), make_lab("Engine Lab")
    typed = {
        "memberships-0-lab": lab.pk,
        "memberships-0-starts_on": "Aug 2021",
        "memberships-0-ends_on": "2023",
    }
    assert save(admin_client, change_url(person), **typed).status_code == 302
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.ends_on) == (PartialDate(2021, 8), PartialDate(2023))
    shown = filled(admin_client.get(change_url(person)))
    assert shown["memberships-0-starts_on"] == "2021-08"
    assert shown["memberships-0-ends_on"] == "2023"


def test_two_rows_that_break_a_constraint_together_are_refused(admin_client: Client) -> None:
    person, lab = make_researcher("Ada Lovelace"), make_lab("Engine Lab")
    data = filled(admin_client.get(change_url(person)))
    data |= {"memberships-TOTAL_FORMS": "2", "memberships-1-weight": "0"}
    for number in range(2):
        data |= {f"memberships-{number}-lab": lab.pk, f"memberships-{number}-role": "phd"}
    response = admin_client.post(change_url(person), data)
    assert response.status_code == 200
    assert errors(response) == {
        "memberships-1-__all__": ["This person already has this role in this lab from that date."]
    }


def test_part_of_the_page_is_placed_once_and_chosen_from_those_there_are(
    admin_client: Client,
) -> None:
    person = make_researcher("Ada Lovelace")
    Section.objects.create(researcher=person, kind="text", title="Engines", position=1)
    changes = {"sections-1-kind": "publications", "sections-1-place": "1"}
    assert save(admin_client, change_url(person), **changes).status_code == 302
    placed = person.sections.values_list("kind", "position")
    assert list(placed) == [("publications", 1), ("text", 2)]
    changes = {"sections-2-kind": "nonsense", "sections-2-title": "Mine"}
    response = save(admin_client, change_url(person), **changes)
    assert errors(response) == {
        "sections-2-kind": ["Select a valid choice. nonsense is not one of the available choices."]
    }


@pytest.mark.parametrize(
    "typed",
    [
        "10.1145/3514221.3517885",
        "https://doi.org/10.1145/3514221.3517885",
        "http://dx.doi.org/10.1145/3514221.3517885",
        "doi:10.1145/3514221.3517885",
        " DOI: 10.1145/3514221.3517885 ",
    ],
)
def test_doi_in_every_spelling_is_saved_in_one(admin_client: Client, typed: str) -> None:
    url = reverse("admin:publications_publication_add")
    assert save(admin_client, url, title="Balsa", doi=typed).status_code == 302
    assert Publication.objects.get().doi == "10.1145/3514221.3517885"


def test_doi_that_is_none_is_refused_with_an_example(admin_client: Client) -> None:
    response = save(
        admin_client, reverse("admin:publications_publication_add"), title="Balsa", doi="balsa"
    )
    assert errors(response) == {
        "doi": ['"balsa" is not a DOI. A DOI looks like 10.1145/3514221.3517885.']
    }
    assert filled(response)["title"] == "Balsa"


def test_name_of_300_characters_is_refused(admin_client: Client) -> None:
    response = save(
        admin_client, reverse(NEW_PERSON), given_name="Ada", family_name="L" * 300, headline="Here"
    )
    assert errors(response) == {
        "family_name": ["Ensure this value has at most 150 characters (it has 300)."]
    }
    assert filled(response)["headline"] == "Here"


def test_empty_name_is_said_once(admin_client: Client) -> None:
    response = save(admin_client, reverse(NEW_PERSON), given_name="Ada")
    assert errors(response) == {"family_name": ["This field is required."]}


def test_emoji_name_is_saved_and_gets_an_address(admin_client: Client) -> None:
    assert save(admin_client, reverse(NEW_PERSON), family_name="🦄").status_code == 302
    person = Researcher.objects.get()
    assert (person.full_name, person.slug) == ("🦄", "unicorn")


def test_rename_in_the_form_takes_the_address_along(admin_client: Client, client: Client) -> None:
    person = make_researcher("Ada Byron", visibility="page")
    save(admin_client, change_url(person), family_name="Lovelace")
    person.refresh_from_db()
    assert (person.full_name, person.slug) == ("Ada Lovelace", "ada-lovelace")
    moved = client.get("/researchers/ada-byron/")
    assert (moved.status_code, moved["Location"]) == (301, "/researchers/ada-lovelace/")


def test_links_are_saved_in_the_order_of_their_places(admin_client: Client) -> None:
    person = make_researcher("Ada Lovelace")
    kinds = dict(person.links.model.kind.field.related_model.objects.values_list("key", "pk"))
    for position, key in enumerate(["github", "orcid", "cv"], 1):
        person.links.create(kind_id=kinds[key], value="https://example.org/", position=position)
    response = admin_client.get(change_url(person))
    assert len(rows(response, "links")) == 4
    save(admin_client, change_url(person), **{"links-2-place": "1"})
    assert list(person.links.values_list("kind__key", "position")) == [
        ("cv", 1), ("github", 2), ("orcid", 3),
    ]  # fmt: skip
