"""What is stored about people: what their rows say, mended where it is not, cheap to make."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.kit.changes import Shelf, rederive
from researchers import derive
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    Lab,
    Membership,
    NameBlock,
    NewsItem,
    Position,
    Profile,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)
from researchers.printed import is_current, today
from tests.factories import make_lab, make_publication, make_researcher
from tests.pages import full_page, texts

pytestmark = pytest.mark.django_db

ADA = "ada-lovelace"  # of `full_page`


def page(person: Researcher) -> dict[str, Any]:
    return orjson.loads(Profile.objects.get(pk=person.pk).page)


def card(person: Researcher) -> dict[str, Any]:
    return orjson.loads(Profile.objects.get(pk=person.pk).card)


def whole(person: Researcher) -> str:
    """Return all that is stored of a person as one text."""
    profile = Profile.objects.get(pk=person.pk)
    return profile.card + profile.page


def change(model: type[models.Model], **values: Any) -> None:
    row = model.objects.get()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


ROWS = {
    ProfileLink: {"label": "Told anew"},
    Degree: {"field": "Told anew"},
    Position: {"title": "Told anew"},
    Teaching: {"role": "Told anew"},
    Activity: {"organization": "Told anew"},
    NewsItem: {"text": "Told anew."},
    Section: {"body": "Told anew."},
    Contribution: {"role": "Told anew"},
    Project: {"name": "Told anew"},
    Lab: {"short_name": "Told anew"},
}


@pytest.mark.parametrize("model", ROWS)
@pytest.mark.parametrize("way", ["save", "update"])
def test_changed_row_is_stored_anew(model: type[models.Model], way: str) -> None:
    ada = full_page(1)
    assert list(derive.differences()) == []
    assert "Told anew" not in whole(ada)
    if way == "save":
        change(model, **ROWS[model])
    else:
        model.objects.update(**ROWS[model])
    assert "Told anew" in whole(ada)
    assert list(derive.differences()) == []


@pytest.mark.parametrize("model", ROWS)
@pytest.mark.parametrize("way", ["row", "rows"])
def test_deleted_row_is_stored_no_more(model: type[models.Model], way: str) -> None:
    ada = full_page(1)
    before = whole(ada)
    if way == "row":
        model.objects.get().delete()
    else:
        model.objects.all().delete()
    assert whole(ada) != before
    assert list(derive.differences()) == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda: Project.objects.update(is_public=False),
        lambda: Lab.objects.update(is_public=False),
        lambda: NewsItem.objects.update(is_public=False),
        lambda: Section.objects.update(is_shown=False),
        lambda: ProfileLinkKind.objects.filter(key="github").update(label="Forge"),
        lambda: ProfileLinkKind.objects.filter(key="github").update(url_pattern="https://g/{}"),
        lambda: Membership.objects.update(lab=make_lab("Another Lab")),
        lambda: Membership.objects.update(ends_on="2001"),
        lambda: Researcher.objects.filter(slug=ADA).update(visibility="author"),
        lambda: Researcher.objects.filter(slug=ADA).update(visibility="hidden"),
        lambda: Researcher.objects.filter(slug=ADA).update(footer="*Thanks*"),
    ],
)
def test_what_a_change_elsewhere_does_to_a_profile_is_stored(
    elsewhere: Callable[[], Any],
) -> None:
    ada = full_page(1)
    before = whole(ada)
    elsewhere()
    assert whole(ada) != before
    assert list(derive.differences()) == []


def test_row_that_goes_to_another_person_leaves_the_first() -> None:
    ada, mary = (make_researcher(name, visibility="page") for name in ("Ada Byron", "Mary Fairfax"))
    degree = Degree.objects.create(researcher=ada, degree="Ph.D.")
    assert "Ph.D." in whole(ada)
    degree.researcher = mary
    degree.save()
    assert ("Ph.D." in whole(ada), "Ph.D." in whole(mary)) == (False, True)


def test_order_of_links_follows_their_kinds() -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    kinds = ProfileLinkKind.objects
    for key in ("github", "dblp"):
        ProfileLink.objects.create(researcher=ada, kind=kinds.get(key=key), value="ada")
    assert [link["label"] for link in page(ada)["links"]] == ["DBLP", "GitHub"]
    kinds.filter(key="dblp").update(position=999)
    assert [link["label"] for link in page(ada)["links"]] == ["GitHub", "DBLP"]


def test_card_leads_to_the_page_else_home_else_nowhere() -> None:
    ada = make_researcher("Ada Lovelace", homepage="https://example.org/ada")
    assert (card(ada)["url"], card(ada)["name"]) == ("https://example.org/ada", "Ada Lovelace")
    ada.visibility = "page"
    ada.save()
    assert card(ada)["url"] == "/researchers/ada-lovelace/"
    ada.visibility, ada.homepage = "author", ""
    ada.save()
    assert (card(ada)["url"], Profile.objects.get(pk=ada.pk).page) == ("", "")


def test_profile_goes_with_the_person() -> None:
    ada = full_page(1)
    ada.authorships.all().delete()
    pk = ada.pk
    ada.delete()
    assert not Profile.objects.filter(pk=pk).exists()
    assert list(derive.differences()) == []


def test_lab_of_a_person_shows_from_its_first_day_to_its_last(
    client: Client, time_machine: Any
) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    Membership.objects.create(
        lab=make_lab("Engine Lab"), researcher=ada, starts_on="2027-03", ends_on="2028"
    )
    shown = {}
    for day in ("2027-02-28", "2027-03-01", "2028-12-31", "2029-01-01"):
        time_machine.move_to(f"{day}T12:00:00+00:00")
        addresses = (ada.get_absolute_url(), "/researchers/", "/")
        shown[day] = {"Engine Lab" in _people(client, address) for address in addresses}
    assert shown == {
        "2027-02-28": {False},
        "2027-03-01": {True},
        "2028-12-31": {True},
        "2029-01-01": {False},
    }


def _people(client: Client, address: str) -> str:
    response = client.get(address)
    return " ".join(texts(response, "person") + texts(response, "headline"))


@pytest.mark.parametrize("starts", [None, "2026", "2026-08", "2026-08-15", "2026-08-16", "2026-09"])
@pytest.mark.parametrize("ends", [None, "2026", "2026-09", "2027", "2999-01-01"])
@pytest.mark.parametrize("day", ["2026-08-15", "2026-09-30", "2026-12-31", "2027-12-31", "2028"])
def test_pages_and_database_agree_on_who_is_there(
    starts: str | None, ends: str | None, day: str, time_machine: Any
) -> None:
    row = Membership.objects.create(
        lab=make_lab(), researcher=make_researcher(), starts_on=starts, ends_on=ends
    )
    time_machine.move_to(f"{day if '-' in day else day + '-01-01'}T12:00:00+00:00")
    numbers = [each and each.number for each in (row.starts_on, row.ends_on)]
    assert is_current(*numbers, today()) is Membership.objects.current().exists()


def test_tampered_profiles_are_found_and_mended(client: Client) -> None:
    ada, mary = full_page(1), make_researcher("Mary Somerville")
    gone = make_researcher("Gone Away")
    call_command("rebuild_derived", stdout=StringIO())
    call_command("verify_derived", stdout=StringIO())
    address = ada.get_absolute_url()
    before = client.get(address).content
    Profile.objects.filter(pk=ada.pk).update(page='{"sections": []}')
    Profile.objects.filter(pk=mary.pk).delete()
    NameBlock.objects.filter(researcher=mary.pk).delete()
    models.QuerySet(Researcher).filter(pk=gone.pk)._raw_delete("default")
    with pytest.raises(CommandError) as refused:
        call_command("verify_derived")
    assert str(refused.value).splitlines() == [
        f"Researcher {ada.pk}: what is stored is not what the rows say.",
        f"Researcher {mary.pk}: what is stored is not what the rows say.",
        f"Researcher {mary.pk}: is found under other names.",
        f"Profile {gone.pk}: its researcher is gone.",
        f"Names of researcher {gone.pk}: their researcher is gone.",
        "Mend it: manage.py rebuild_derived",
    ]
    version = Shelf.objects.get(key="researcher:ada-lovelace").version
    call_command("rebuild_derived", stdout=StringIO())
    assert list(derive.differences()) == []
    assert Shelf.objects.get(key="researcher:ada-lovelace").version != version
    assert client.get(address).content == before


def test_rebuild_says_what_it_derived_and_leaves_what_is_right() -> None:
    make_publication("Notes", authors=["Ada Lovelace"])
    call_command("rebuild_derived", stdout=StringIO())
    versions = dict(Shelf.objects.values_list("key", "version"))
    out = StringIO()
    call_command("rebuild_derived", stdout=out)
    assert out.getvalue() == "Derived: 1 publication, 1 person.\n"
    assert dict(Shelf.objects.values_list("key", "version")) == versions


@pytest.mark.parametrize("people", [1, 40])
def test_many_people_are_derived_with_the_queries_of_one(people: int) -> None:
    full_page(1)
    lab, kind = Lab.objects.get(), ProfileLinkKind.objects.get(key="github")
    for number in range(people - 1):
        person = make_researcher(f"Mary Somerville{number}", visibility="page")
        Membership.objects.create(lab=lab, researcher=person)
        ProfileLink.objects.create(researcher=person, kind=kind, value="mary")
        Degree.objects.create(researcher=person, degree="Ph.D.")
        Contribution.objects.create(researcher=person, project=Project.objects.get())
    ids = list(Researcher.objects.values_list("pk", flat=True))
    Profile.objects.update(page="", card="")
    with CaptureQueriesContext(connection) as queries:
        derive.store(ids)
    assert len(queries) == 17, [query["sql"][:90] for query in queries]


def test_people_without_a_page_cost_eight_queries() -> None:
    ids = [make_researcher().pk for _ in range(5)]
    Profile.objects.update(card="")
    with CaptureQueriesContext(connection) as queries:
        derive.store(ids)
    assert len(queries) == 8, [query["sql"][:90] for query in queries]


def test_what_is_right_is_not_written() -> None:
    ada = full_page(1)
    with CaptureQueriesContext(connection) as queries:
        rederive(Researcher, [ada.pk])
    written = [query["sql"] for query in queries if "INSERT" in query["sql"]]
    assert written == []


def test_page_of_a_person_with_nothing_is_short(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    assert [part["key"] for part in page(ada)["sections"]] == ["publications"]
    assert b"<section" not in client.get(ada.get_absolute_url()).content
