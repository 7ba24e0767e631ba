"""Citations are those of the reference CSL processor, reference by reference, and safe."""

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from portal.kit.dates import PartialDate
from publications import citations
from publications.as_records import as_records
from publications.citations import arranged, bibliography, citable, cite, styles
from publications.exporters import EXPORTERS
from publications.exports import offered
from publications.models import Publication
from publications.records import Link, Name, Record
from tests.factories import make_publication

FOLDER = Path(__file__).parent / "data" / "citations"
ITEMS: list[dict[str, Any]] = json.loads((FOLDER / "items.json").read_text())
BY_ID = {item["id"]: item for item in ITEMS}
FIRST = ["apa", "ieee", "acm", "chicago", "mla", "vancouver", "harvard", "nature"]

# Where the reference processor is not followed, and why.
JURISDICTION = "an extension of its own: titles of patents of a jurisdiction keep their case"
HYPHEN = "it writes Kim S jin for Soo-jin Kim where a style sets initials without hyphens"
STOPS = "it writes two full stops where what stands between them is empty"
YEAR = "it splits AD from its year where a style formats the year apart"
MARKS = "it keeps a full stop behind a mark in italics, or begins with none; ours meet as elsewhere"
KEPT = {
    ("mla", "pat"): JURISDICTION,
    ("american-chemical-society", "pat"): JURISDICTION,
    ("american-physics-society", "pat"): JURISDICTION,
    ("american-medical-association", "title5"): MARKS,
    ("science", "nothing3"): MARKS,
    ("vancouver", "hyph"): HYPHEN,
    ("american-medical-association", "hyph"): HYPHEN,
    ("acm", "c3"): STOPS,
    ("american-chemical-society", "nothing2"): STOPS,
    ("acm", "conf-bare"): STOPS,
    ("springer-lecture-notes-in-computer-science", "one-name"): YEAR,
}
# In a bibliography it also writes out the names that citations need to be told apart, against
# the style's own "et al."; so entries, letters of years, repeated names and order differ there.
NAMES_ADDED = {"apa": 9, "chicago": 20, "mla": 59, "harvard": 30}


def expected(style: str) -> dict[str, Any]:
    stem = citations.style_file(style)
    told: dict[str, Any] = json.loads((FOLDER / f"{stem}.json").read_text())
    return told


def unlinked(html: str) -> str:
    return re.sub(r"</?a\b[^>]*>", "", html)


def test_items_are_many_and_of_all_types() -> None:
    assert len(BY_ID) == len(ITEMS) == 150
    assert {len(item.get("author", ())) for item in ITEMS} >= {0, 1, 2, 3, 5, 8, 25}


def test_first_styles_come_first() -> None:
    assert list(styles())[:8] == FIRST
    assert [known.label for known in styles().values()][:8] == [
        "APA", "IEEE", "ACM", "Chicago", "MLA", "Vancouver", "Harvard", "Nature",
    ]  # fmt: skip
    assert {known.kind for known in styles().values()} == {"author-date", "numeric", "author"}


@pytest.mark.parametrize("style", styles())
def test_every_reference_is_that_of_the_reference_processor(style: str) -> None:
    wrong = {
        key: (unlinked(cite(BY_ID[key], style).html), wanted)
        for key, _, wanted in expected(style)["single"]
        if unlinked(cite(BY_ID[key], style).html) != wanted
    }
    assert {key: told for key, told in wrong.items() if (style, key) not in KEPT} == {}
    assert {(style, key) for key in wrong} == {pair for pair in KEPT if pair[0] == style}


@pytest.mark.parametrize("style", styles())
def test_bibliography_is_that_of_the_reference_processor(style: str) -> None:
    found = list(arranged(ITEMS, style))
    got = [(ITEMS[place]["id"], entry.label, unlinked(entry.html)) for place, entry in found]
    wanted = [tuple(row) for row in expected(style)["whole"]]
    assert sorted(key for key, _, _ in got) == sorted(key for key, _, _ in wanted)
    same = {(style, key) for key, _, _ in got} & KEPT.keys()
    differ = sum(a != b for a, b in zip(got, wanted, strict=True)) - len(same)
    assert differ <= NAMES_ADDED.get(style, 0)


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, tuple[tuple[str, str | None], ...]]] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(attrs)) if tag != "a" else ("a", ()))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("style", styles())
def test_html_has_few_elements_and_says_what_the_text_says(style: str) -> None:
    few = {("i", ()), ("b", ()), ("sup", ()), ("sub", ()), ("a", ())}
    few.add(("span", (("class", "small-caps"),)))
    for item in ITEMS:
        parser = Elements()
        parser.feed(cite(item, style).html)
        assert parser.found <= few
        assert parser.text == cite(item, style).text


def test_hostile_values_are_escaped_in_every_field() -> None:
    bad = "<script>\"&' onload=x javascript:"
    names = [{"family": bad, "given": bad}]
    item = dict.fromkeys(
        ("title", "container-title", "volume", "issue", "page", "publisher", "DOI", "genre"), bad
    )
    item |= {"id": bad, "type": "article-journal", "URL": 'https://x/"><script>'}  # fmt: skip
    for style in styles():
        html = cite({**item, "author": names, "issued": {"literal": bad}}, style).html
        assert "<script" not in html


def test_addresses_are_links() -> None:
    html = cite(BY_ID["noauth2"], "apa").html
    assert '<a href="https://example.org/fold?x=1&amp;y=2">' in html
    html = cite(BY_ID["j1"], "vancouver").html
    assert 'doi:<a href="https://doi.org/10.5555/jio.2019.101">10.5555/jio.2019.101</a>' in html


def test_years_are_told_apart_by_letters() -> None:
    found = bibliography([BY_ID["same2"], BY_ID["same1"]], "apa")
    assert [entry.text[:18] for entry in found] == ["Farrow, L. (2011a)", "Farrow, L. (2011b)"]


def test_repeated_authors_are_a_dash_in_mla() -> None:
    found = bibliography([BY_ID["same1"], BY_ID["same2"]], "mla")
    assert [entry.text[:7] for entry in found] == ["Farrow,", "———. “S"]


def test_entries_of_numeric_styles_have_their_number() -> None:
    found = bibliography([BY_ID["j1"], BY_ID["j2"]], "ieee")
    assert [entry.label for entry in found] == ["[1]", "[2]"]


def test_same_item_is_formatted_but_once(monkeypatch: pytest.MonkeyPatch) -> None:
    item = {"id": "once", "type": "book", "title": "Formatted but once"}
    first = cite(item, "apa")
    monkeypatch.setattr(citations, "_finished", None)
    assert cite(dict(item), "apa") is first


def test_memory_of_citations_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citations, "KEPT", 3)
    for number in range(9):
        cite({"id": str(number), "type": "book", "title": f"Book {number}"}, "nature")
    assert len(citations._kept) == 3


def test_preprint_names_arxiv() -> None:
    record = Record(
        type="article", title="A preprint", arxiv_id="2301.01234", issued=PartialDate(2023),
        authors=(Name(family="Arden", given="Mira"),),
        links=(Link("https://example.org/x.pdf", "pdf"),),
    )  # fmt: skip
    assert cite(citable(record), "apa").text == (
        "Arden, M. (2023). A preprint (arXiv:2301.01234). arXiv. https://arxiv.org/abs/2301.01234"
    )


@pytest.fixture
def own_folder(tmp_path: Path, settings: Any) -> Any:
    settings.DATA_DIR = tmp_path
    (tmp_path / "styles").mkdir()
    citations.forget()
    yield tmp_path / "styles"
    citations.forget()


def test_style_of_the_site_is_found(own_folder: Path) -> None:
    own = (citations.FOLDER / "nature.csl").read_text().replace("<title>Nature", "<title>Ours", 1)
    (own_folder / "ours.csl").write_text(own)
    citations.forget()
    assert styles()["ours"].label == "Ours"
    assert cite(BY_ID["j1"], "ours").text == cite(BY_ID["j1"], "nature").text


@pytest.mark.parametrize("text", ["", "<style", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_broken_style_of_the_site_is_left_out_and_reported(
    own_folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "broken.csl").write_text(text)
    citations.forget()
    assert "broken" not in styles()
    call_command("check")
    assert "publications.W001) broken.csl" in capsys.readouterr().err


DEPENDENT = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" default-locale="en-US">
<info><title>Journal of Looms</title><id>http://www.zotero.org/styles/looms</id>
<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/></info></style>"""


def test_style_that_is_another_name_for_one_of_ours_is_that(own_folder: Path) -> None:
    (own_folder / "looms.csl").write_text(DEPENDENT.format("nature"))
    citations.forget()
    assert (styles()["looms"].label, styles()["looms"].kind) == ("Journal of Looms", "numeric")
    assert cite(BY_ID["j1"], "looms").text == cite(BY_ID["j1"], "nature").text


@pytest.mark.parametrize("parent", ["looms", "not-here", "../../etc/passwd"])
def test_style_whose_parent_is_not_here_says_which(
    own_folder: Path, parent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "looms.csl").write_text(DEPENDENT.format(parent))
    citations.forget()
    assert "looms" not in styles()
    call_command("check")
    name = parent.rpartition("/")[2]
    assert f"looms.csl is another name for {name}.csl, which is not" in capsys.readouterr().err


@pytest.mark.parametrize("author", ["Ada", 7, [7, None, "Ada"], {"family": "Lovelace"}])
def test_names_that_are_none_are_left_out(author: Any) -> None:
    assert (
        "Looms" in cite({"id": "a", "type": "book", "title": "Looms", "author": author}, "apa").text
    )


def test_text_export_is_one_reference_a_line() -> None:
    records = [Record(title=f"Title\n{number}", type="book") for number in range(3)]
    parts = EXPORTERS["text"].write(iter(records))
    assert next(parts) == "Title 0. (n.d.).\n"
    assert len(list(parts)) == 2


@pytest.mark.django_db
def test_seed_papers_are_cited_as_the_manuals_want() -> None:
    """Each of these was read by a person beside the rules of its style."""
    call_command("load_demo", stdout=io.StringIO())
    papers = Publication.objects.order_by("-year", "title").values_list("pk", flat=True)
    told = {
        record.title: {
            style: cite(citable(record), style).text
            for style in ("apa", "ieee", "acm", "chicago", "mla", "nature")
        }
        for record in as_records(list(papers), "https://lab.example")
    }
    assert told == json.loads((FOLDER / "seed_papers.json").read_text())


@pytest.mark.django_db
def test_cite_panel_has_the_styles_and_all_formats(client: Client) -> None:
    paper = make_publication("A paper <b>", authors=["Ada Lovelace"], year=1843)
    html = client.get(paper.get_absolute_url()).content.decode()
    panel = html.partition('<details class="cite"')[2].partition("</section>")[0]
    labels = [known.label for known in styles().values()]
    assert re.findall(r"<dt>([^<]*)</dt>", panel) == labels
    assert re.findall(r'data-copy="cite-([^"]*)"', panel) == list(styles())
    address = paper.get_absolute_url().rstrip("/")
    assert re.findall(rf'href="{address}(\.[^"]*)"', panel) == [
        exporter.suffix for exporter in offered(is_one=True)
    ]
    assert "Lovelace, A." in panel
