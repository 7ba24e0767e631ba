"""Atom and JSON Feed: valid, read by others, names in order, text that cannot break out."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import Phase, given, settings
from lxml import etree

from portal.kit.dates import PartialDate
from publications.exporters import EXPORTERS, About
from publications.records import Link, Name, Record
from tests.test_exporter_bibtex import RECORDS
from tests.test_exporter_schemas import PAGE, schema
from tests.test_exporter_xml import SHOWN

ABOUT = About(
    title="Papers & looms",
    page="https://lab.example/publications/",
    address="https://lab.example/publications.atom?before=20210309-7",
    next="https://lab.example/publications.atom?before=20200101-3",
    site="Lab",
    home="https://lab.example/",
    changed_at=datetime(2021, 3, 9, 12, tzinfo=UTC),
)
ATOM = "{http://www.w3.org/2005/Atom}"
TOLD = SHOWN.but(summary="Looms weave $x<y$ & more.")
NAMES = ["Ada Lovelace", "Max van der Berg", "The Engine Team", "Bo Reed Jr."]


def atom(*records: Record, about: About = ABOUT) -> str:
    """Return the feed of records, valid, and with what the grammar alone does not ask for."""
    text = "".join(EXPORTERS["atom"].write(records, about))
    feed = etree.fromstring(text.encode())
    schema("atom.rng").assertValid(feed)
    assert feed.find(f"{ATOM}author") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert ids == [record.page for record in records]
    for entry in feed.iter(f"{ATOM}entry"):
        assert [link.get("href") for link in entry.iterfind(f"{ATOM}link[@rel='alternate']")]
    return text


def json_feed(*records: Record) -> dict:
    return json.loads("".join(EXPORTERS["json_feed"].write(records, ABOUT)))


@settings(max_examples=20, phases=[Phase.generate], deadline=None)
@given(record=RECORDS)
def test_an_entry_of_json_feed_always_has_what_it_must(record):
    (entry,) = json_feed(record.but(page=PAGE))["items"]
    assert {"id", "url", "content_html"} <= set(entry)
    assert all(author["name"] for author in entry.get("authors", []))


def test_a_reader_of_feeds_finds_everything():
    feed = feedparser.parse(atom(TOLD))
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.id) == ("Papers & looms", ABOUT.page)
    links = {link.rel: link.href for link in feed.feed.links}
    assert links == {"self": ABOUT.address, "alternate": ABOUT.page, "next": ABOUT.next}
    (entry,) = feed.entries
    assert (entry.id, entry.link) == (PAGE, PAGE)
    assert [author.name for author in entry.authors] == NAMES
    assert entry.published_parsed[:3] == (2021, 3, 9)
    assert entry.updated == "2021-03-09T12:00:00Z"
    assert [tag.term for tag in entry.tags] == ["looms", "engines"]
    (pdf,) = entry.enclosures
    assert (pdf.href, pdf.type) == ("https://example.org/paper.pdf", "application/pdf")
    assert "We weave." in entry.content[0].value
    assert "https://doi.org/10.1000/looms.1" in [link.href for link in entry.links]


def test_json_feed_says_the_same():
    feed = json_feed(TOLD)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["next_url"]) == (ABOUT.page, ABOUT.next)
    (item,) = feed["items"]
    assert [author["name"] for author in item["authors"]] == NAMES
    assert item["date_published"] == "2021-03-09T00:00:00Z"
    assert item["date_modified"] == "2021-03-09T12:00:00Z"
    assert item["attachments"] == [
        {"url": "https://example.org/paper.pdf", "mime_type": "application/pdf"}
    ]
    assert item["tags"] == ["looms", "engines"]
    assert "We weave." in item["content_html"]


def test_an_author_with_a_page_is_linked():
    record = TOLD.but(authors=(Name("Lovelace", "Ada", page="https://lab.example/ada/"),))
    assert feedparser.parse(atom(record)).entries[0].authors[0].href == "https://lab.example/ada/"
    assert json_feed(record)["items"][0]["authors"] == [
        {"name": "Ada Lovelace", "url": "https://lab.example/ada/"}
    ]


def test_text_stays_text_and_math_becomes_mathml():
    record = TOLD.but(
        title="<script>1</script> & $O(n)$", abstract="<b>$x^2$</b>", authors=(Name("<i>", "&"),)
    )
    entry = etree.fromstring(atom(record).encode()).find(f"{ATOM}entry")
    title, content = entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content")
    assert title.startswith("&lt;script&gt;1&lt;/script&gt; &amp; <math")
    assert "<p>&amp; &lt;i&gt;</p>" in content
    assert "&lt;b&gt;<math" in content
    assert json_feed(record)["items"][0]["content_html"] == content


def test_characters_that_xml_forbids_break_nothing():
    odd = "a\x00b\x0bc\ufffe\x1f"
    record = Record(
        title=odd, abstract=odd, authors=(Name(odd, odd),), keywords=(odd,), page=PAGE,
        links=(Link(f"https://x.org/{odd}", "pdf"),),
    )  # fmt: skip
    assert feedparser.parse(atom(record)).entries[0].title == "abc"


@pytest.mark.parametrize(
    ("date", "moment"), [(PartialDate(843), "0843-01-01"), (PartialDate(1843, 9), "1843-09-01")]
)
def test_a_vague_date_is_its_first_day(date, moment):
    entry = etree.fromstring(atom(TOLD.but(issued=date)).encode()).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}published") == f"{moment}T00:00:00Z"


def test_a_feed_of_nothing_is_valid():
    atom()
    atom(about=About(title="A", page=PAGE))
    assert json_feed()["items"] == []
