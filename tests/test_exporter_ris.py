"""RIS: what it says other programs read, and nothing is lost on the way out and in."""

import io

import pytest
import rispy
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from portal.kit.dates import PartialDate
from publications.exporters import EXPORTERS
from publications.importers import IMPORTERS
from publications.records import Link, Name, Record
from tests.test_exporter_bibtex import RECORDS

PAPER = Record(
    type="article-journal",
    title="On the weaving of $O(n)$ looms",
    authors=(
        Name("Lovelace", "Ada", equal_group=1),
        Name("Berg", "Max", non_dropping_particle="van der", equal_group=1),
        Name(literal="The Engine Team"),
        Name("Reed", "Bo", suffix="Jr."),
    ),
    issued=PartialDate(2021, 3, 9),
    container_title="Annals of Looms",
    volume="6",
    issue="3",
    pages="12-34",
    doi="10.1000/looms.1",
    abstract="We weave.",
    keywords=("looms", "engines"),
    links=(Link("https://example.org/paper.pdf", "pdf"), Link("https://example.org/")),
    citation_key="lovelace2021weaving",
)


TITLED = RECORDS.map(
    lambda record: record.but(
        title=record.title or "A title",
        links=tuple(link for link in record.links if link.url.startswith("http")),
    )
)


def write(*records: Record) -> str:
    return "".join(EXPORTERS["ris"].write(records))


def test_an_independent_reader_finds_names_in_order_and_no_marks():
    (read,) = rispy.load(io.StringIO(write(PAPER)))
    assert read["authors"] == [
        "Lovelace, Ada",
        "van der Berg, Max",
        "The Engine Team,",
        "Reed, Bo, Jr.",
    ]
    assert read["title"] == PAPER.title
    assert (read["year"], read["doi"], read["volume"]) == ("2021", PAPER.doi, "6")
    assert (read["start_page"], read["end_page"]) == ("12", "34")
    assert read["secondary_title"] == PAPER.container_title
    assert read["keywords"] == ["looms", "engines"]
    assert read["type_of_reference"] == "JOUR"


def test_lines_are_those_of_the_format():
    lines = write(PAPER).split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-3:] == ["ER  - ", "", ""]
    assert "L1  - https://example.org/paper.pdf" in lines
    assert all(line == "" or line[2:6] == "  - " for line in lines)


def test_a_page_here_is_the_address_of_what_has_no_other():
    assert "UR  - https://lab.example/p/" in write(Record(title="A", page="https://lab.example/p/"))


@settings(max_examples=30, deadline=None, phases=[Phase.generate])
@given(st.lists(TITLED, min_size=1, max_size=3))
def test_what_is_written_is_read_again_whole(records):
    read = list(IMPORTERS["ris"].parse(write(*records)))
    assert [item for item in read if isinstance(item, Record)] == records


@pytest.mark.parametrize("own", ["byline:{", "byline:[1]", 'byline:{"type": "zebra"}', "other"])
def test_what_is_not_ours_in_that_field_breaks_nothing(own):
    text = f"TY  - JOUR\r\nTI  - A title\r\nU1  - {own}\r\nER  - \r\n"
    record = next(iter(IMPORTERS["ris"].parse(text)))
    assert record.title == "A title"
