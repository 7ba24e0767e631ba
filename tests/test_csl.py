"""CSL items to records and back."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.dates import PartialDate
from publications.csl import as_csl, from_csl
from publications.exporters import EXPORTERS
from publications.importers import IMPORTERS
from publications.records import Link, Name, Problem, Record


def read(**item):
    return from_csl(item, "Entry 1")[0]


def problems(**item):
    return [str(problem) for problem in from_csl(item, "Entry 1")[1]]


def test_item_is_read_whole():
    record = read(
        id="lovelace1843",
        type="article-journal",
        title="Notes on the <i>Engine</i> &amp; H<sub>2</sub>O",
        author=[
            {"family": "Goot", "given": "Rob", "non-dropping-particle": "van der"},
            {"literal": "Babbage Team", "ORCID": None},
            {"family": "King", "given": "Ada", "suffix": "Jr.", "ORCID": "0000-0002-1825-0097"},
        ],
        editor=[{"family": "Menabrea", "given": None}],
        issued={"date-parts": [["1843", 8, "10"]]},
        volume=3,
        issue=1.0,
        page="666-731",
        DOI="https://doi.org/10.1000/ABC",
        URL="https://doi.org/10.1000/abc",
        ISSN="2049-3630, 0378-5955",
        PMID=31452104,
        PMCID="PMC123",
        keyword="engines; numbers, notes",
        edition="2",
        **{"container-title": ["Scientific Memoirs"], "event-date": {"date-parts": [[1843]]}},
    )
    assert record == Record(
        type="article-journal",
        title="Notes on the Engine & H₂O",
        authors=(
            Name(family="Goot", given="Rob", non_dropping_particle="van der"),
            Name(literal="Babbage Team"),
            Name(family="King", given="Ada", suffix="Jr.", orcid="0000-0002-1825-0097"),
        ),
        editors=(Name(family="Menabrea"),),
        issued=PartialDate(1843, 8, 10),
        container_title="Scientific Memoirs",
        volume="3",
        issue="1",
        pages="666-731",
        doi="10.1000/abc",
        pmid="31452104",
        issn="2049-3630",
        other_ids=(("issn", "0378-5955"), ("pmcid", "PMC123")),
        keywords=("engines", "numbers", "notes"),
        citation_key="lovelace1843",
        extra={"edition": "2", "event-date": {"date-parts": [[1843]]}},
    )


@pytest.mark.parametrize(
    ("issued", "expected", "is_kept"),
    [
        ({"date-parts": [[2003]]}, "2003", False),
        ({"date-parts": [["2003", "04"]]}, "2003-04", False),
        ({"date-parts": [[2003, 13]]}, "2003", True),
        ({"date-parts": [[2003, 2, 30]]}, "2003-02", True),
        ({"date-parts": [[2003, None, None]]}, "2003", False),
        ({"date-parts": [[2003, 5], [2003, 6]]}, "2003-05", True),
        ({"date-parts": [[2003]], "season": 1}, "2003", True),
        ({"date-parts": [[2003]], "circa": True}, "2003", True),
        ({"raw": "12 May 2003"}, "2003-05-12", False),
        ({"literal": "Spring 2003"}, "2003", True),
        ("2003-05", "2003-05", False),
        (2003, "2003", False),
        ({"date-parts": [[None]]}, None, False),
        ({"date-parts": []}, None, False),
        ({"date-parts": [["in press"]]}, None, True),
        ({"literal": "n.d."}, None, True),
        (None, None, False),
    ],
)
def test_date_of_issue_in_every_form(issued, expected, is_kept):
    record = read(title="A", issued=issued)
    assert record.issued == (PartialDate.parse(expected) if expected else None)
    assert ("issued" in record.extra) is is_kept


def test_zotero_note_tells_identifiers():
    note = "DOI: 10.1000/x\nPMID: 31452104\nPMCID: PMC7\nread this\narXiv: 2201.01441v2"
    record = read(title="A", note=note)
    assert (record.doi, record.pmid, record.arxiv_id) == ("10.1000/x", "31452104", "2201.01441v2")
    assert record.other_ids == (("pmcid", "PMC7"),)
    assert record.note == "read this"


def test_type_unknown_here_is_the_nearest_and_comes_back():
    record = read(type="entry-encyclopedia", title="A")
    assert (record.type, record.extra) == ("chapter", {"type": "entry-encyclopedia"})
    assert as_csl(record)["type"] == "entry-encyclopedia"
    assert problems(type="novel", title="A") == [
        'Entry 1: "novel" is not a type of CSL. It was read as a document.'
    ]


def test_what_is_no_identifier_is_kept_and_said():
    record, found = from_csl({"title": "A", "DOI": "forthcoming", "ISBN": "123"}, "Entry 1")
    assert record.extra == {"DOI": "forthcoming", "ISBN": "123"}
    assert [problem.what for problem in found] == [
        '"forthcoming" is not a DOI. A DOI looks like 10.1145/3514221.3517885.',
        '"123" is not an ISBN.',
    ]


def test_empty_name_is_said_and_not_dropped_silently():
    record, found = from_csl({"title": "A", "author": [{"family": "B"}, {}, 7]}, "Entry 1")
    assert record.authors == (Name(family="B"),)
    assert record.extra == {"author": [{"family": "B"}, {}, 7]}
    assert len(found) == 2


def test_address_that_is_none_is_kept_beside():
    assert read(title="A", URL="javascript:alert(1)").extra == {"url": "javascript:alert(1)"}
    hostile = {"byline": {"links": [{"url": "javascript:alert(1)"}]}}
    assert read(title="A", custom=hostile).links == ()


@pytest.mark.parametrize(
    "own",
    [
        {"doi": "not one"},
        {"doi": ["10.1000/x"]},
        {"authors": [{"family": "A", "unknown": 1}]},
        {"authors": [{"family": 7}]},
        {"authors": 7},
        {"issued": "2021-99"},
        {"type": "novel"},
        {"nothing": "x"},
        {"extra": 7},
        {"other_ids": ["x"]},
        {"keywords": "abc"},
    ],
)
def test_custom_of_another_form_is_refused_with_a_sentence(own):
    record, found = from_csl({"title": "A", "custom": {"byline": own}}, "Entry 1")
    assert record == Record(title="A")
    assert [problem.what for problem in found] == [
        'What "custom" says under "byline" is not of this form.'
    ]


text = st.text(max_size=20)
line = text.map(lambda value: " ".join("".join(c for c in value if c.isprintable()).split()))
names = st.builds(
    Name,
    family=st.sampled_from(["Li", "Berg", "de la Cruz"]),
    given=line,
    non_dropping_particle=st.sampled_from(["", "van"]),
    suffix=st.sampled_from(["", "Jr."]),
    original=line,
    orcid=st.sampled_from(["", "0000-0002-1825-0097"]),
    affiliation=line,
    equal_group=st.none() | st.integers(1, 3),
    is_corresponding=st.booleans(),
)
dates = st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12))
records = st.builds(
    Record,
    type=st.sampled_from(["article", "software", "chapter", "document"]),
    title=line | st.sampled_from(["<i>a</i>", "a $x^2$ b", "H₂O", "&amp;"]),
    authors=st.lists(names, max_size=3).map(tuple),
    editors=st.lists(names, max_size=1).map(tuple),
    issued=st.none() | dates,
    container_title=line,
    event=line,
    pages=line,
    abstract=st.sampled_from(["", "One.\n\nTwo.", "<p>x</p>"]),
    note=st.sampled_from(["", "DOI: 10.1000/q", "free"]),
    doi=st.sampled_from(["", "10.1000/x", "10.48550/arxiv.2201.01441"]),
    arxiv_id=st.sampled_from(["", "2201.01441"]),
    pmid=st.sampled_from(["", "7"]),
    isbn=st.sampled_from(["", "9780306406157"]),
    issn=st.sampled_from(["", "0378-5955"]),
    other_ids=st.lists(st.tuples(st.sampled_from(["dblp", "pmcid"]), line.filter(bool)), max_size=2)
    .map(tuple),
    links=st.lists(
        st.builds(Link, st.sampled_from(["https://doi.org/10.1000/x", "https://a.org/b.pdf"]),
                  st.sampled_from(["code", "pdf"]), line), max_size=2).map(tuple),
    keywords=st.lists(line.filter(bool), max_size=3, unique=True).map(tuple),
    awards=st.lists(line.filter(bool), max_size=2).map(tuple),
    citation_key=st.sampled_from(["", "lovelace1843", "http://x/y", "a b"]),
    extra=st.dictionaries(
        st.sampled_from(["edition", "type", "custom", "note", "TY", "number", "archive"]),
        line.filter(bool) | st.lists(line.filter(bool), min_size=1), max_size=3),
)  # fmt: skip


@settings(max_examples=150)
@given(records)
def test_record_comes_back_as_it_went(record):
    item = orjson.loads(orjson.dumps(as_csl(record)))
    assert from_csl(item, "")[0] == record


@given(st.lists(records, max_size=3))
def test_written_file_is_read_again(several):
    written = "".join(EXPORTERS["csl_json"].write(several))
    came = [one for one in IMPORTERS["csl_json"].parse(written) if isinstance(one, Record)]
    told = [one for one in several if set(as_csl(one)) - {"id", "type"}]
    assert came == told


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["family", "given", "date-parts", "raw", "name", "x", "custom"]), inner),
    max_leaves=6,
)  # fmt: skip
VARIABLES = ["id", "type", "title", "author", "editor", "issued", "DOI", "ISBN", "ISSN", "PMID",
             "URL", "note", "keyword", "page", "volume", "custom", "number", "archive",
             "archive_location", "page-first", "x"]  # fmt: skip


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(VARIABLES), values))
def test_item_of_any_values_is_read_without_fail(item):
    record, found = from_csl(item, "Entry 1")
    assert all(isinstance(problem, Problem) for problem in found)
    orjson.dumps(record.dump())
