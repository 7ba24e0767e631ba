"""What pages tell machines: search engines, reference managers, harvesters, messengers."""

import io
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from publications.models import Attachment, PublicationLink, PublicationLinkKind
from tests.factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SITE = "http://testserver"
ORCID = "0000-0002-1825-0097"


class Head(HTMLParser):
    """The tags of a page's head, its JSON-LD and its COinS."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.coins: list[list[tuple[str, str]]] = []
        self.feed(page)
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        self.graph = [node for text in found for node in orjson.loads(text)["@graph"]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta" and (name := told.get("name") or told.get("property")):
            self.tags.append((name, told["content"] or ""))
        if told.get("class") == "Z3988":
            self.coins.append(parse_qsl(told["title"] or ""))

    def all(self, name: str) -> list[str]:
        return [content for key, content in self.tags if key == name]

    def node(self, kind: str) -> dict[str, Any]:
        return next(node for node in self.graph if node["@type"] == kind)


def head(client: Client, address: str) -> Head:
    response = client.get(address)
    assert response.status_code == 200
    return Head(response.content.decode())


@pytest.fixture
def paper():
    ada = make_researcher("Ada Lovelace", visibility="page", orcid=ORCID)
    venue = make_venue("Annals of Looms", kind="journal", issn="0378-5955")
    paper = make_publication(
        "On </script> & <b>looms</b>", authors=[ada, "Max van der Berg", "Bo Reed"],
        type="article-journal", venue=venue, year=2021, month=3, day=9, volume="6", issue="3",
        pages="12-34", doi="10.1000/looms.1", abstract="We weave.", language="en",
    )  # fmt: skip
    paper.authorships.update(equal_group=1)
    kind = PublicationLinkKind.objects.get(key="pdf")
    PublicationLink.objects.create(publication=paper, kind=kind, url="https://example.org/a.pdf")
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    Attachment.objects.create(publication=paper, kind=kind, file=file)
    return paper


def test_scholar_finds_title_authors_in_order_date_place_and_pdf_of_this_host(client, paper):
    found = head(client, paper.get_absolute_url())
    assert found.all("citation_title") == [paper.title]
    assert found.all("citation_author") == ["Lovelace, Ada", "Berg, Max van der", "Reed, Bo"]
    assert found.all("citation_author_orcid") == [f"https://orcid.org/{ORCID}"]
    names = [name for name, _ in found.tags]
    assert names.index("citation_author_orcid") == names.index("citation_author") + 1
    for name, expected in {
        "citation_publication_date": "2021/03/09",
        "citation_journal_title": "Annals of Looms",
        "citation_volume": "6",
        "citation_issue": "3",
        "citation_firstpage": "12",
        "citation_lastpage": "34",
        "citation_doi": "10.1000/looms.1",
        "citation_issn": "0378-5955",
        "citation_abstract": "We weave.",
    }.items():
        assert found.all(name) == [expected]
    (pdf,) = found.all("citation_pdf_url")
    assert pdf.startswith(f"{SITE}/media/files/")
    assert (
        found.all("DC.creator")[1] == "van der Berg, Max"
        or found.all("DC.creator")[1] == "Berg, Max van der"
    )


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        ("paper-conference", "citation_conference_title"),
        ("chapter", "citation_inbook_title"),
        ("article-journal", "citation_journal_title"),
    ],
)
def test_the_container_is_called_by_the_type(client, kind, tag):
    paper = make_publication(type=kind, venue=make_venue("Looms"))
    assert head(client, paper.get_absolute_url()).all(tag) == ["Looms"]


def test_structured_data_is_whole_whatever_the_title(client, paper):
    found = head(client, paper.get_absolute_url())
    node = found.node("ScholarlyArticle")
    assert node["name"] == paper.title
    assert [author["name"] for author in node["author"]] == [
        "Ada Lovelace", "Max van der Berg", "Bo Reed",
    ]  # fmt: skip
    assert node["author"][0]["@id"] == f"{SITE}/researchers/ada-lovelace/"
    steps = found.node("BreadcrumbList")["itemListElement"]
    assert [step["item"] for step in steps] == [
        f"{SITE}/publications/", SITE + paper.get_absolute_url(),
    ]  # fmt: skip


def test_a_person_and_a_lab_are_told(client, paper):
    lab = make_lab("Sky Lab", institution="Example University")
    ada = paper.authorships.first().researcher
    lab.memberships.create(researcher=ada)
    person = head(client, ada.get_absolute_url()).node("ProfilePage")["mainEntity"]
    assert person["name"] == "Ada Lovelace"
    assert person["sameAs"] == [f"https://orcid.org/{ORCID}"]
    assert person["affiliation"][0]["name"] == "Sky Lab"
    node = head(client, lab.get_absolute_url()).node("ResearchOrganization")
    assert node["member"] == [
        {"@type": "Person", "name": "Ada Lovelace", "url": f"{SITE}/researchers/ada-lovelace/"}
    ]
    assert node["parentOrganization"]["name"] == "Example University"


def test_every_row_of_a_list_is_an_openurl_with_names_in_order(client, paper):
    ada = paper.authorships.first().researcher
    for address in ("/publications/", ada.get_absolute_url(), "/venues/annals-of-looms/"):
        (row,) = head(client, address).coins
        told = dict(row)
        assert told["rft.atitle"] == paper.title
        assert (told["rft.aulast"], told["rft.aufirst"]) == ("Lovelace", "Ada")
        assert [value for name, value in row if name == "rft.au"] == [
            "Berg, Max van der",
            "Reed, Bo",
        ]
        assert told["rft.jtitle"] == "Annals of Looms"
        assert told["rft_id"] == "info:doi/10.1000/looms.1"


def test_signposts_lead_to_authors_doi_formats_files_and_the_linkset(client, paper):
    response = client.get(paper.get_absolute_url())
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"', response["Link"])
    found = {relation: [url for url, name in links if name == relation] for _, relation in links}
    assert found["author"] == [f"https://orcid.org/{ORCID}"]
    assert found["cite-as"] == ["https://doi.org/10.1000/looms.1"]
    assert "https://schema.org/ScholarlyArticle" in found["type"]
    assert "https://example.org/a.pdf" in found["item"]
    (linkset,) = found["linkset"]
    for url in [linkset, *found["describedby"]]:
        assert client.get(url.removeprefix(SITE)).status_code == 200
    told = client.get(linkset.removeprefix(SITE))
    assert told["Content-Type"] == "application/linkset+json"
    context = orjson.loads(told.content)["linkset"][0]
    assert context["anchor"] == SITE + paper.get_absolute_url()
    assert context["cite-as"] == [{"href": "https://doi.org/10.1000/looms.1"}]


def test_a_long_byline_leaves_the_header_short(client):
    paper = make_publication(authors=[f"Ada L{n}" for n in range(300)])
    assert len(client.get(paper.get_absolute_url())["Link"]) < 8000


def test_the_file_names_its_page(client, paper):
    file = paper.attachments.get().file.url
    response = client.get(file)
    response.getvalue()
    assert response["Content-Type"] == "application/pdf"
    assert "Content-Disposition" not in response or "inline" in response["Content-Disposition"]
    assert response["Link"].startswith(f'<{SITE}{paper.get_absolute_url()}>; rel="collection"')


def test_hidden_people_and_equal_signs_are_in_no_tag(client):
    ghost = make_researcher("Grey Ghost", visibility="hidden", orcid=ORCID)
    paper = make_publication(authors=[ghost, "Ada Lovelace"])
    paper.authorships.update(equal_group=1)
    page = client.get(paper.get_absolute_url())
    found = Head(page.content.decode())
    assert found.all("citation_author") == ["Ghost, Grey", "Lovelace, Ada"]
    assert ORCID not in unescape(page.content.decode())
    assert ORCID not in page["Link"]


def test_every_page_has_a_card_that_can_be_drawn(client, paper):
    ada = paper.authorships.first().researcher
    lab = make_lab("Σκάι 天空 Lab", members=[ada])
    for address in ("/", paper.get_absolute_url(), ada.get_absolute_url(), lab.get_absolute_url()):
        (url,) = head(client, address).all("og:image")
        response = client.get(url.removeprefix(SITE))
        assert response["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(response.content)).size == (1200, 630)


@pytest.mark.parametrize(
    "title", ["x" * 5000, "word " * 400, "ﷺ" * 50, "\u200d", "日本語の題名 " * 20]
)
def test_any_title_gives_a_card(client, title):
    paper = make_publication(title)
    assert client.get(f"{paper.get_absolute_url()}card.png").status_code == 200


def test_no_other_language_is_told_while_there_is_one(client):
    assert "hreflang" not in client.get("/").content.decode()
