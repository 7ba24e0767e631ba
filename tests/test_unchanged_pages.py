"""After an edit, the addresses that print it are new at once; all others are still unchanged."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.kit import pages
from publications.models import Authorship, Award, PublicationLinkKind
from researchers.models import Degree, NewsItem
from tests.portal import Portal, authorship, make_portal, membership

pytestmark = pytest.mark.django_db

LISTED = "/ /publications/"
ON_PAGES_OF_ONE = (
    f"{LISTED} /researchers/ada/ /researchers/bob/ /labs/sky/ /labs/robot-unit/ /venues/icra/ "
    "/topics/robots/ /publications/one/ /projects/engine/"
)
# A document is stored for pages and API alike: the API prints its topics, pages of venues do not.
COARSE = {"topic renamed": {"venues jmlr"}}


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def change(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def thing(address: str) -> str:
    """Return what an address is about, "researchers ada", whether it is a page or of the API."""
    return " ".join(address.removeprefix("/api").split("/")[1:3])


EDITS: dict[str, tuple[Callable[[Portal], Any], str, str, str]] = {
    # edit: (what is done, what is then said, the pages that say it, pages that change otherwise)
    "paper renamed": (
        lambda p: change(p.papers["one"], title="A new title"),
        "A new title",
        f"{ON_PAGES_OF_ONE} /publications/preprint/",
        "",
    ),
    "person renamed": (
        lambda p: change(p.people["ada"], family_name="King"),
        "Ada King",
        "/ /researchers/ /researchers/ada/ /labs/robot-unit/ /projects/engine/",
        "",
    ),
    "venue renamed": (
        lambda p: change(p.venues["icra"], name="Robotics"),
        "Robotics",
        f"{ON_PAGES_OF_ONE} /venues/ /researchers/cleo/ /publications/two/ /publications/eight/",
        "",
    ),
    "topic renamed": (
        lambda p: change(p.topics["proofs"], name="Lemmas"),
        "Lemmas",
        "/topics/proofs/ /publications/three/ /publications/five/",
        "",
    ),
    "lab renamed": (
        lambda p: change(p.labs["sky"], name="Cloud"),
        "Cloud",
        f"{LISTED} /researchers/ /labs/ /researchers/bob/ /labs/sky/ /labs/robot-unit/",
        "",
    ),
    "byline reordered": (
        lambda p: Authorship.objects.set_order(
            p.papers["three"],
            "author",
            [authorship(p, "three", "ada").pk, authorship(p, "three", "bob").pk],
        ),
        "",
        (
            f"{LISTED} /researchers/ada/ /researchers/bob/ /labs/sky/ /labs/robot-unit/ "
            "/venues/jmlr/ /topics/proofs/ /publications/three/"
        ),
        "",
    ),
    "own sentence": (
        lambda p: change(authorship(p, "three", "ada"), blurb="My best."),
        "My best.",
        "/researchers/ada/",
        "",
    ),
    "membership ended": (
        lambda p: change(membership(p, "bob"), ends_on="2021"),
        "2021",
        "/labs/sky/",
        "/ /researchers/ /researchers/bob/",
    ),
    "news": (
        lambda p: NewsItem.objects.create(lab=p.labs["sky"], date="2024", text="We moved."),
        "We moved.",
        "/labs/sky/",
        "",
    ),
    "degree": (
        lambda p: Degree.objects.create(researcher=p.people["cleo"], degree="Ph.D."),
        "Ph.D.",
        "/researchers/cleo/",
        "",
    ),
    "kind of link relabelled": (
        lambda _: change(PublicationLinkKind.objects.get(key="code"), label="Sources"),
        "Sources",
        ON_PAGES_OF_ONE,
        "",
    ),
    "draft published": (
        lambda p: change(p.papers["draft"], status="published"),
        "Paper draft",
        f"{LISTED} /researchers/cleo/ /venues/jmlr/ /topics/proofs/ /publications/draft/",
        "/venues/",
    ),
    "paper deleted": (
        lambda p: p.papers["five"].delete(),
        "",
        (
            f"{LISTED} /venues/ /researchers/cleo/ /venues/jmlr/ /topics/proofs/ "
            "/publications/five/ /publications/six/"
        ),
        "",
    ),
    "award": (
        lambda p: Award.objects.create(publication=p.papers["six"], name="Oral"),
        "Oral",
        f"{LISTED} /researchers/cleo/ /publications/six/",
        "",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edit_is_seen_where_it_is_printed_and_nowhere_else(
    client: Client, portal: Portal, edit: str
) -> None:
    act, text, saying, otherwise = EDITS[edit]
    addresses = [*portal.addresses, "/publications/draft/"]
    before = {address: client.get(address) for address in addresses}
    act(portal)
    again = {
        address: client.get(address, headers={"If-None-Match": response.headers.get("ETag", "-")})
        for address, response in before.items()
    }
    pages.memory.clear()
    fresh = {address: client.get(address) for address in addresses}

    changed = {a for a in addresses if fresh[a].content != before[a].content}
    assert {a for a in changed if "/api/" not in a} == {*saying.split(), *otherwise.split()}
    assert [a for a in saying.split() if text not in fresh[a].content.decode()] == []
    for address in changed:
        assert again[address].status_code == fresh[address].status_code != 304
        assert again[address].content == fresh[address].content
        assert again[address].headers.get("ETag") == fresh[address].headers.get("ETag")
        assert again[address].headers.get("ETag") != before[address].headers.get("ETag")
    # What shares its shelves with one of these may be drawn anew; nothing else is.
    anew = {a for a in addresses if again[a].status_code not in {304, 404}}
    about = {thing(address) for address in changed} | COARSE.get(edit, set())
    assert [a for a in anew - changed if thing(a) not in about or len(a.split("/")) < 4] == []


@pytest.mark.usefixtures("portal")
def test_every_public_address_knows_whether_it_changed(
    client: Client, portal: Portal, django_assert_max_num_queries: Any
) -> None:
    for address in portal.addresses:
        first = client.get(address)
        assert (first.status_code, first["Cache-Control"]) == (200, "public, no-cache"), address
        assert not first.cookies
        assert "Cookie" in first["Vary"]
        with django_assert_max_num_queries(1):  # for the versions
            second = client.get(address)
        assert second.content == first.content
        assert dict(second.items()) == dict(first.items())
        for known in (first["ETag"], f'"other", {first["ETag"]}', "*"):
            with django_assert_max_num_queries(1):
                third = client.get(address, headers={"If-None-Match": known})
            assert (third.status_code, third.content) == (304, b""), address
            assert third["ETag"] == first["ETag"]
            assert third["Cache-Control"] == first["Cache-Control"]
            assert third["Vary"] == first["Vary"]
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_process_that_has_nothing_in_memory_answers_unchanged_too(
    client: Client, portal: Portal
) -> None:
    for address in portal.addresses:
        etag = client.get(address)["ETag"]
        pages.memory.clear()
        response = client.get(address, headers={"If-None-Match": etag})
        assert (response.status_code, response["ETag"]) == (304, etag), address
        assert "Cookie" in response["Vary"], address


def test_what_is_not_there_is_not_unchanged(client: Client) -> None:
    for address in ("/publications/none/", "/api/publications/none", "/researchers/none/"):
        assert client.get(address, headers={"If-None-Match": "*"}).status_code == 404
