"""What crawlers and browsers ask first: the sitemap, robots.txt, the description of the search."""

import gzip
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from portal import crawlers, sitemaps
from portal.kit.pages import memory
from portal.kit.robots import may_read
from publications.models import Publication
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.portal import make_portal

XS = "http://www.w3.org/2001/XMLSchema"

# The rules of the protocol's own schemas of 2008 and 2009, without what Byline does not use.
SCHEMA = etree.XMLSchema(
    etree.fromstring(f"""
<xs:schema xmlns:xs="{XS}" targetNamespace="{sitemaps.NAMESPACE}"
  xmlns="{sitemaps.NAMESPACE}" elementFormDefault="qualified">
  <xs:element name="urlset"><xs:complexType><xs:sequence>
    <xs:element name="url" type="entry" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="sitemapindex"><xs:complexType><xs:sequence>
    <xs:element name="sitemap" type="entry" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:complexType name="entry"><xs:sequence>
    <xs:element name="loc"><xs:simpleType><xs:restriction base="xs:anyURI">
      <xs:minLength value="12"/><xs:maxLength value="2048"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="lastmod" minOccurs="0" type="xs:dateTime"/>
  </xs:sequence></xs:complexType>
</xs:schema>""")
)


def read(client: Client, address: str) -> dict[str, str]:
    """Return the time of the last change by address, "" where none is told."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = etree.fromstring(response.getvalue())
    SCHEMA.assertValid(root)
    name = f"{{{sitemaps.NAMESPACE}}}"
    return {entry.findtext(f"{name}loc"): entry.findtext(f"{name}lastmod") or "" for entry in root}


def everything(client: Client) -> list[str]:
    return [
        urlsplit(page).path
        for part in read(client, "/sitemap.xml")
        for page in read(client, urlsplit(part).path)
    ]


@pytest.mark.django_db
def test_sitemap_names_every_public_page_once(client: Client) -> None:
    portal = make_portal()
    make_researcher("Only Credited")
    make_researcher("Quite Hidden", visibility="hidden")
    make_lab("Secret Lab", is_public=False)
    make_venue("A venue without papers")
    soon = timezone.now() + timedelta(days=2)
    make_publication("Soon", status="scheduled", publish_at=soon)
    pages = [page for page in portal.addresses if not page.startswith("/api")]
    found = everything(client)
    assert sorted(found) == sorted([*pages, "/api/docs"])
    assert {client.get(page).status_code for page in found} == {200}


@pytest.mark.django_db
def test_empty_portal_has_a_valid_sitemap_of_its_lists(client: Client) -> None:
    assert everything(client) == [
        "/", "/researchers/", "/labs/", "/publications/", "/venues/", "/api/docs",
    ]  # fmt: skip


@pytest.mark.django_db
def test_addresses_are_absolute_and_of_the_host_that_is_asked(client: Client) -> None:
    make_publication("Notes", id=1)
    index = client.get("/sitemap.xml", HTTP_HOST="testserver", secure=True)
    assert b"<loc>https://testserver/sitemap-publications-0.xml</loc>" in index.content
    assert read(client, "/sitemap-publications-0.xml").keys() == {
        "http://testserver/publications/notes/"
    }


@pytest.mark.django_db
def test_parts_hold_ten_thousand_ids_and_stay_as_they_are(client: Client) -> None:
    for number in (1, 9_999, 10_000, 25_000, 31_000):
        make_publication(f"Paper {number}", slug=f"paper-{number}", id=number)
    Publication.objects.filter(pk=31_000).update(status="draft")
    index = [part for part in read(client, "/sitemap.xml") if "publications" in part]
    assert index == [f"http://testserver/sitemap-publications-{n}.xml" for n in (0, 1, 2)]
    parts = [list(read(client, urlsplit(part).path)) for part in index]
    place = "http://testserver/publications/paper-"
    assert parts == [[f"{place}1/", f"{place}9999/"], [f"{place}10000/"], [f"{place}25000/"]]
    for nothing in ("publications-3", "publications-999999999999", "pages-1", "labs-0"):
        assert client.get(f"/sitemap-{nothing}.xml").status_code == 404
    for bad in ("publications-1000000000000", "secrets-0", "publications-x"):
        assert client.get(f"/sitemap-{bad}.xml").status_code == 404


@pytest.mark.django_db
def test_index_tells_when_the_newest_page_of_each_part_changed(client: Client) -> None:
    for number in (1, 2, 10_001):
        make_publication(id=number)
    for number, year in ((1, 2021), (2, 2023), (10_001, 2022)):
        moment = datetime(year, 5, 17, 8, 30, 15, tzinfo=UTC)
        Publication.objects.filter(pk=number).update(updated_at=moment)
    make_publication(id=3, status="draft")
    index = read(client, "/sitemap.xml")
    place = "http://testserver/sitemap-publications-"
    assert index[f"{place}0.xml"] == "2023-05-17T08:30:15Z"
    assert index[f"{place}1.xml"] == "2022-05-17T08:30:15Z"
    part = read(client, "/sitemap-publications-0.xml")
    assert list(part.values()) == ["2021-05-17T08:30:15Z", "2023-05-17T08:30:15Z"]


@pytest.mark.django_db
@pytest.mark.parametrize("parts", [1, 30])
def test_queries_are_as_many_for_one_part_as_for_thirty(client: Client, parts: int) -> None:
    make_portal()
    for number in range(1, parts):
        make_publication(id=number * sitemaps.IDS_IN_PART)
    first = next(part for part in read(client, "/sitemap.xml") if "publications" in part)
    counts = []
    for address in ("/sitemap.xml", urlsplit(first).path):
        client.get(address)
        memory.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts == [13, 2]  # versions of shelves, then two of each kind; or one part


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "name"), [("publications", "publication"), ("researchers", "researcher")]
)
def test_the_newest_of_a_part_is_looked_up_by_an_index(kind: str, name: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by how many rows there are: here too few to need an index.")
    make_portal()
    with CaptureQueriesContext(connection) as queries:
        sitemaps.parts(sitemaps.KINDS[kind])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[-1]['sql']}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert f"{name}_sitemap" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-publications-0.xml"])
def test_sitemap_has_validators_and_is_compressed(client: Client, address: str) -> None:
    paper = make_publication("Notes", abstract="Long. " * 100, id=1)
    for number in range(2, 12):
        make_publication(f"Another {number}", id=number)
    Publication.objects.update(updated_at=timezone.now() - timedelta(days=1))
    first = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert first["Content-Encoding"] == "gzip"
    with gzip.open(io.BytesIO(first.getvalue())) as text:
        assert text.read().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    paper.title = "Other notes"
    paper.save()
    assert client.get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.django_db
def test_parts_do_not_drive_pages_out_of_the_memory(client: Client) -> None:
    make_publication("Notes", id=1)
    assert client.get("/sitemap-publications-0.xml").getvalue()
    assert not memory._entries


def allowed(client: Client, address: str) -> bool:
    """Whether robots.txt lets every crawler ask for an address. Source: RFC 9309 §2.2.2."""
    longest = (0, True)
    for line in client.get("/robots.txt").content.decode().splitlines():
        word, _, rule = line.partition(": ")
        if word in {"Allow", "Disallow"}:
            pattern = ".*".join(map(re.escape, rule.split("*")))
            if re.match(pattern, address):
                longest = max(longest, (len(rule), word == "Allow"))
    return longest[1]


@pytest.mark.django_db
def test_robots_may_read_all_that_the_sitemap_names(client: Client) -> None:
    make_portal()
    assert (
        client.get("/robots.txt")
        .content.decode()
        .endswith("\nSitemap: http://testserver/sitemap.xml\n")
    )
    assert all(allowed(client, address) for address in everything(client))


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/publications/?page=2", True),
        ("/publications/?before=20210000-5", True),
        ("/publications/?year=2021&page=3", True),
        ("/publications/?lab=sky", True),
        ("/publications/notes.bib", True),
        ("/venues/icra/?page=2", True),
        ("/media/files/notes/paper.pdf", True),
        ("/static/portal/site.css", True),
        ("/publications/?q=robots", False),
        ("/publications/?year=2021&q=robots", False),
        ("/publications/?year=2021&type=article&venue=icra", False),
        ("/researchers/?q=ada", False),
        ("/researchers/?page=2", True),
        ("/researchers/ada/cv/", True),
        ("/researchers/ada/cv/?style=apa", False),
        ("/researchers/ada/?by=year", False),
        ("/search/?q=robots", False),
        ("/search/", False),
        ("/admin/login/", False),
        ("/api/publications?cursor=x", False),
        ("/api/docs", True),
    ],
)
def test_robots_may_browse_but_not_combine_filters(client: Client, address, may) -> None:
    assert allowed(client, address) == may_read(address) == may


@pytest.mark.django_db
def test_results_of_searches_and_of_several_filters_are_not_to_be_indexed(client: Client) -> None:
    make_portal()
    for address, told in {
        "/publications/": None,
        "/publications/?page=2": None,
        "/publications/?year=2021": None,
        "/publications/?year=2021&type=article": "noindex",
        "/publications/?q=paper": "noindex",
        "/researchers/": None,
        "/researchers/?q=ada": "noindex",
    }.items():
        assert client.get(address).get("X-Robots-Tag") == told, address
    assert client.get("/publications/?q=paper").get("X-Robots-Tag") == "noindex"  # from memory


@pytest.mark.django_db
def test_pages_name_the_description_of_the_search(client: Client) -> None:
    page = client.get("/").content.decode()
    assert (
        '<link rel="search" href="/opensearch.xml" '
        'type="application/opensearchdescription+xml" title="' in page
    )


def test_description_of_the_search_keeps_to_its_rules(client: Client, settings) -> None:
    settings.SITE_NAME = 'Robots & <Learning> "at" the University'
    settings.SITE_TAGLINE = "People & papers"
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    root = etree.fromstring(response.content)
    told = {etree.QName(child).localname: child.text for child in root}
    assert etree.QName(root).namespace == "http://a9.com/-/spec/opensearch/1.1/"
    assert told["ShortName"] == "Robots & <Learni"
    assert len(told["ShortName"]) <= crawlers.NAME_LENGTH
    assert told["LongName"] == 'Robots & <Learning> "at" the University'
    assert told["Description"] == "People & papers"
    addresses = [url.get("template") for url in root.iterfind("{*}Url")]
    assert addresses == [
        "http://testserver/search/?q={searchTerms}",
        "http://testserver/opensearch.xml",
    ]
