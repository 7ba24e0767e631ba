"""unAPI, by which Zotero saves each row of a list with all that its file says."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import set_script_prefix
from lxml import etree

from publications.importers.ris import Ris
from publications.models import Attachment, Publication
from publications.models import PublicationLinkKind as Kind
from tests.factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper() -> Publication:
    ada = make_researcher("Ada van der Loom", visibility="page")
    paper = make_publication(
        "Looms & nets", authors=[ada, "Bo Reed"], abstract="We weave.", doi="10.5555/looms"
    )
    file = Attachment(publication=paper, kind=Kind.objects.get(key="pdf"))
    file.file.save("looms.pdf", ContentFile(b"%PDF-1.4"))
    make_lab("Weavers", members=[ada])
    return paper


def ids_in(client: Client, address: str) -> list[str]:
    """Return the ids that Zotero's translator "unAPI" would ask the server of the page for."""
    page = etree.HTML(client.get(address).content)
    assert page.xpath('//link[@rel="unapi-server"]/@href') == ["/unapi"]
    return page.xpath('//abbr[@class="unapi-id"][@title]/@title')


@pytest.mark.parametrize(
    "address",
    [
        "/", "/publications/", "/publications/looms-nets/", "/researchers/ada-van-der-loom/",
        "/labs/weavers/", "/search/?q=looms",
    ],
)  # fmt: skip
def test_every_page_names_the_publications_it_shows(
    client: Client, paper: Publication, address: str
) -> None:
    assert ids_in(client, address) == [paper.get_absolute_url()]


def test_formats_are_named_for_all_and_for_one(client: Client, paper: Publication) -> None:
    every = client.get("/unapi")
    one = client.get("/unapi", {"id": paper.get_absolute_url()})
    assert (every.status_code, one.status_code) == (200, 300)
    for answer, expected in ((every, None), (one, paper.get_absolute_url())):
        root = etree.fromstring(answer.content)
        assert root.get("id") == expected
        assert [row.get("name") for row in root] == ["ris", "bibtex"]
        for row in root:
            query = {"id": paper.get_absolute_url(), "format": row.get("name")}
            assert client.get("/unapi", query)["Content-Type"].startswith(row.get("type"))


def test_file_tells_creators_in_order_abstract_page_and_pdf(
    client: Client, paper: Publication
) -> None:
    answer = client.get("/unapi", {"id": paper.get_absolute_url(), "format": "ris"})
    [record] = Ris().parse(answer.content.decode())
    assert [name.full for name in record.authors] == ["Ada van der Loom", "Bo Reed"]
    assert (record.title, record.abstract, record.doi) == (
        "Looms & nets", "We weave.", "10.5555/looms",
    )  # fmt: skip
    lines = answer.content.decode().splitlines()
    assert "UR  - http://testserver/publications/looms-nets/" in lines
    assert "L1  - http://testserver/media/files/looms-nets/looms.pdf" in lines


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"id": "/publications/none/"}, 404),
        ({"id": "/publications/none/", "format": "ris"}, 404),
        ({"id": "/researchers/ada-van-der-loom/", "format": "ris"}, 404),
        ({"id": "looms-nets", "format": "ris"}, 404),
        ({"id": "/publications/looms-nets/", "format": "marc"}, 406),
        ({"id": '/<"&/', "format": "ris"}, 404),
    ],
)
def test_what_is_not_there_is_said(
    client: Client, paper: Publication, query: dict[str, str], status: int
) -> None:
    assert client.get("/unapi", query).status_code == status


def test_drafts_are_not_given_away(client: Client, paper: Publication) -> None:
    address = paper.get_absolute_url()
    paper.status = Publication.Status.DRAFT
    paper.save()
    assert client.get("/unapi", {"id": address, "format": "ris"}).status_code == 404


def test_former_addresses_lead_on(client: Client, paper: Publication) -> None:
    former = paper.get_absolute_url()
    paper.slug = "nets"
    paper.save()
    answer = client.get("/unapi", {"id": former, "format": "ris"}, follow=True)
    assert answer.status_code == 200
    assert b"TI  - Looms & nets" in answer.content


def test_ids_of_a_portal_below_a_path_are_known(client: Client, paper: Publication) -> None:
    set_script_prefix("/lab/")
    try:
        identifier = paper.get_absolute_url()
        answer = client.get("/unapi", {"id": identifier, "format": "ris"})
    finally:
        set_script_prefix("/")
    assert identifier == "/lab/publications/looms-nets/"
    assert answer.status_code == 200
