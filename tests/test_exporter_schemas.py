"""XML, feeds and JSON-LD are what their official schemas allow, authors in their order."""

import gzip
import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from portal.kit.dates import PartialDate
from publications.exporters import EXPORTERS
from publications.exporters.base import About
from publications.exporters.schema_org import item
from publications.importers import IMPORTERS
from publications.records import TYPES, Link, Name, Record
from tests.portal import make_portal
from tests.schema_org import faults
from tests.test_exporter_bibtex import RECORDS
from tests.test_exporter_ris import TITLED

HERE = Path(__file__).parent / "data" / "schemas"
ANTHOLOGY = Path(__file__).parents[2] / "shared" / "data" / "anthology-5k.bib.gz"
XML = {
    "dublin_core": "oai_dc.xsd",
    "datacite": "datacite/metadata.xsd",
    "mods": "mods-3-8.xsd",
}
KEYS = (*XML, "atom", "schema_org")
PAGE = "https://lab.example/publications/looms/"
CHANGED = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
ABOUT = About(
    title="Looms & engines",
    page="https://lab.example/publications/",
    address="https://lab.example/publications/new.atom",
    next="https://lab.example/publications/new.atom?page=2",
    site="The Lab",
    home="https://lab.example/",
    changed_at=CHANGED,
)
FULL = Record(
    type="article-journal",
    title="On the weaving of $O(n)$ looms",
    authors=(
        Name("Zuse", "Ada", orcid="0000-0002-1825-0097", affiliation="The Lab", page=PAGE + "ada"),
        Name("Berg", "Max", non_dropping_particle="van der", suffix="Jr."),
        Name(literal="The Engine Team"),
        Name("Abel", "Bo"),
    ),
    editors=(Name("Reed", "Cy"),),
    issued=PartialDate(2021, 3),
    container_title="Annals of Looms",
    publisher="Loom Press",
    publisher_place="Bath",
    volume="6",
    issue="3",
    pages="12-34",
    doi="10.1000/looms.1",
    arxiv_id="2201.01441v2",
    pmid="123",
    isbn="9780262033848",
    issn="0378-5955",
    abstract="We weave $x_1$ & <more>.",
    summary="A short one.",
    note="To appear.",
    language="en",
    keywords=("looms", "engines"),
    awards=("Best loom",),
    links=(
        Link("https://lab.example/paper.pdf", "pdf"),
        Link("https://lab.example/code", "code", "Code of it"),
    ),
    citation_key="zuse2021weaving",
    page=PAGE,
    changed_at=CHANGED,
)
SHAPES = [
    shape.but(type=kind)
    for kind in TYPES
    for shape in (
        FULL,
        Record(page=PAGE),
        Record(title="A", page=PAGE, issued=PartialDate(987), pages="e17", editors=FULL.editors),
        FULL.but(doi="", authors=(), pages="12", container_title="", volume=""),
        FULL.but(authors=FULL.authors * 20, abstract="a\x00\x0bb\ufffe", language="x y"),
    )
]


@cache
def schema(name: str) -> etree.XMLSchema | etree.RelaxNG:
    tree = etree.parse(HERE / name)
    return etree.RelaxNG(tree) if name.endswith(".rng") else etree.XMLSchema(tree)


def file(key: str, *records: Record, about: About = ABOUT) -> bytes:
    return b"".join(EXPORTERS[key].encoded(records, about))


def hold(key: str, *records: Record) -> None:
    """Assert that a file of `records` is valid by the schema of its format."""
    data = file(key, *records)
    if key == "schema_org":
        assert faults(json.loads(data)) == []
        return
    root = etree.fromstring(data)
    if key == "atom":
        schema("atom.rng").assertValid(root)
        return
    if key == "mods" and records:
        schema(XML[key]).assertValid(root)
    assert len(root) == len(records)
    for element in root:
        schema(XML[key]).assertValid(etree.fromstring(etree.tostring(element)))


@pytest.mark.parametrize("key", KEYS)
def test_all_types_and_shapes_are_valid(key: str) -> None:
    for shape in SHAPES:
        hold(key, shape)
    hold(key, *SHAPES)


@pytest.mark.parametrize("key", XML)
@settings(max_examples=20, phases=[Phase.generate], deadline=None)
@given(record=RECORDS, page=st.sampled_from(["", PAGE]))
def test_whatever_a_record_tells_is_valid(key: str, record: Record, page: str) -> None:
    hold(key, record.but(page=page))


@pytest.mark.parametrize("key", ["atom", "schema_org"])
@settings(max_examples=20, phases=[Phase.generate], deadline=None)
@given(st.lists(TITLED, min_size=1, max_size=2))
def test_whatever_a_record_of_a_page_tells_is_valid(key: str, records: list[Record]) -> None:
    hold(key, *(record.but(page=PAGE, changed_at=CHANGED) for record in records))


@pytest.fixture(scope="module")
def real() -> list[Record]:
    if not ANTHOLOGY.exists():
        pytest.skip("the real data lie beside the checkout only")
    text = gzip.decompress(ANTHOLOGY.read_bytes()).decode()
    found = [one for one in IMPORTERS["bibtex"].parse(text) if isinstance(one, Record)]
    return [
        one.but(page=f"https://lab.example/{one.citation_key}", changed_at=CHANGED)
        for one in found[::25][:200]
    ]


@pytest.mark.parametrize("key", KEYS)
def test_real_records_are_valid(key: str, real: list[Record]) -> None:
    assert len(real) == 200
    hold(key, *real)


def heard(data: bytes) -> list[list[str]]:
    """Return the authors of each entry as feedparser reads them from a faultless feed."""
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return [
        [author.get("name", "") for author in entry.get("authors", [])] for entry in feed.entries
    ]


def test_a_feed_reader_finds_the_authors_in_their_order() -> None:
    other = FULL.but(authors=tuple(reversed(FULL.authors)), page=PAGE + "2")
    names = [name.full for name in FULL.authors]
    assert heard(file("atom", FULL, other)) == [names, names[::-1]]
    entry = feedparser.parse(file("atom", FULL)).entries[0]
    assert (entry.id, entry.link) == (PAGE, PAGE)
    assert entry.updated == "2026-05-04T03:02:01Z"
    assert entry.published == "2021-03-01T00:00:00Z"
    assert [tag.term for tag in entry.tags] == ["looms", "engines"]
    assert [link.href for link in entry.enclosures] == ["https://lab.example/paper.pdf"]


def test_a_feed_reader_finds_the_authors_of_real_records(real: list[Record]) -> None:
    told = [[name.full for name in record.authors or record.editors] for record in real]
    assert heard(file("atom", *real)) == told


def test_schemas_refuse_what_they_must() -> None:
    """The schemas are at work: a file with one fault is refused."""
    for key, tag in (("datacite", "creators"), ("mods", "titleInfo")):
        (root,) = etree.fromstring(file(key, FULL))
        part = root.find(f"{{*}}{tag}")
        etree.SubElement(part, etree.QName(etree.QName(part).namespace, "zebra"))
        assert not schema(XML[key]).validate(etree.fromstring(etree.tostring(root)))
    feed = etree.fromstring(file("atom", FULL))
    feed.remove(feed.find("{*}updated"))
    assert not schema("atom.rng").validate(feed)
    node = item(FULL)
    assert faults(node) == []
    assert faults(node | {"jobTitle": "x"}) == ["ScholarlyArticle has no property jobTitle"]
    assert faults(node | {"author": {"@type": "Book", "name": "x"}}) != []
    assert faults(node | {"@type": "Zebra"}) == ["Zebra: no type Zebra"]


SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def nodes_of(page: str) -> list[dict[str, Any]]:
    found = [json.loads(text) for text in SCRIPT.findall(page)]
    return [node for told in found for node in told.get("@graph", [told])]


@pytest.mark.django_db
def test_pages_tell_of_themselves_in_words_of_schema_org(client: Client) -> None:
    kinds = set()
    for address in make_portal().addresses:
        if address.startswith("/api"):
            continue
        for node in nodes_of(client.get(address).content.decode()):
            assert faults(node) == [], address
            kinds.add(node["@type"])
    assert kinds >= {"BreadcrumbList", "ProfilePage", "ResearchOrganization", "ScholarlyArticle"}


@pytest.mark.django_db
def test_sitemaps_are_valid(client: Client) -> None:
    make_portal()
    index = etree.fromstring(client.get("/sitemap.xml").getvalue())
    schema("siteindex.xsd").assertValid(index)
    parts = [place.text for place in index.iterfind("{*}sitemap/{*}loc")]
    assert parts
    for part in parts:
        urls = etree.fromstring(client.get(urlsplit(part).path).getvalue())
        schema("sitemap.xsd").assertValid(urls)
        assert len(urls)
