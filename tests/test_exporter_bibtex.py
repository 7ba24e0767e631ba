"""Records written as BibTeX and read again are the same records."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.dates import PartialDate
from portal.kit.latex import decode, encode
from portal.kit.text import clean_text
from publications.exporters import EXPORTERS
from publications.exporters.bibtex import protect
from publications.importers import IMPORTERS
from publications.records import TYPES, Link, Name, Problem, Record

ODD = st.sampled_from(
    ["$x_1$", "$", "\\$", "{", "}", "\\", "--", "---", "``", "''", '"', "@article{a,", "#", "%",
     "_", "^", "~", "and", " and ", ",", ";", "=", "é", "ß", "王", "ñ", "ﬁ", "&amp;", "\\'e", "*",
     "†", "Jr.", "van der", "de", "III", "others", "et al.", "A", "Ada", "$a}$", "$\\{x$", "&",
     "10.1000/x", "https://x.org/a", "arXiv:2201.01441", "In press", "family=X", "\u200d", "İ", "'",
     "$\\\\}$"]
)  # fmt: skip
TEXT = st.lists(st.one_of(ODD, st.text(max_size=6)), max_size=6).map(
    lambda parts: clean_text("".join(parts))
)
WORDS = st.lists(st.one_of(ODD, st.text(max_size=6)), min_size=1, max_size=4).map(
    lambda parts: clean_text(" ".join(parts))
)
FILLED = WORDS.filter(bool)
ORCIDS = st.sampled_from(["", "0000-0002-1825-0097", "0000-0002-1694-233X"])
MARKS: dict[str, Any] = {
    "orcid": ORCIDS,
    "affiliation": TEXT,
    "original": TEXT,
    "equal_group": st.none() | st.integers(1, 3),
    "is_corresponding": st.booleans(),
}
NAMES = st.one_of(
    st.builds(Name, literal=FILLED, **MARKS),
    st.builds(
        Name,
        family=FILLED,
        given=TEXT,
        non_dropping_particle=st.sampled_from(["", "", "van der", "de", "De La"]) | TEXT,
        dropping_particle=st.sampled_from(["", "", "von"]) | TEXT,
        suffix=st.sampled_from(["", "", "Jr.", "III"]) | TEXT,
        **MARKS,
    ),
)
DATES = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)),
)
JSON = st.recursive(
    st.one_of(st.booleans(), st.integers(-(10**9), 10**9), TEXT, st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KEYS = st.one_of(
    st.sampled_from(
        ["month", "year", "date", "url", "title", "crossref", "xdata", "others", "entry_type",
         "author_marks", "edition", "file", "more", "doi", "journal", "author+an", "byline"]
    ),
    st.text(max_size=8),
)  # fmt: skip
LINKS = st.builds(
    Link,
    url=st.sampled_from(["https://x.org/a_b%20c#d", "https://doi.org/10.1000/x", "a\\", "x}y"])
    | FILLED,
    kind=st.sampled_from(["website", "pdf", "code", "arxiv", "demo"]),
    label=TEXT,
)
RECORDS = st.builds(
    Record,
    type=st.sampled_from(TYPES),
    title=TEXT,
    authors=st.lists(NAMES, max_size=4).map(tuple),
    editors=st.lists(NAMES, max_size=2).map(tuple),
    issued=DATES,
    doi=st.sampled_from(["", "", "10.1000/x_y(z)<1>", "10.1000/{x", "10.1000/x#1%2"]),
    arxiv_id=st.sampled_from(["", "", "2201.01441v2", "hep-th/9901001"]),
    pmid=st.sampled_from(["", "123"]),
    isbn=st.sampled_from(["", "9780262033848"]),
    issn=st.sampled_from(["", "0378-5955"]),
    other_ids=st.lists(
        st.tuples(st.sampled_from(["pmcid", "handle", "mag"]), FILLED), max_size=2
    ).map(tuple),
    links=st.lists(LINKS, max_size=3).map(tuple),
    keywords=st.lists(FILLED, max_size=3).map(tuple),
    awards=st.lists(FILLED, max_size=2).map(tuple),
    citation_key=st.sampled_from(["", "knuth84", "DBLP:conf/icml/X20"]) | TEXT,
    extra=st.dictionaries(KEYS, JSON, max_size=4),
    **dict.fromkeys(
        ("container_title", "container_short", "event", "collection_title", "volume", "issue",
         "pages", "publisher", "publisher_place", "abstract", "note", "language"),
        TEXT,
    ),
)  # fmt: skip


def read(text: str) -> list[Record | Problem]:
    return list(IMPORTERS["bibtex"].parse(text))


def write(*records: Record) -> str:
    return "".join(EXPORTERS["bibtex"].write(records))


@settings(max_examples=100, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=2))
def test_records_come_back_as_they_were_written(records: list[Record]) -> None:
    found = [one for one in read(write(*records)) if isinstance(one, Record)]
    assert found == records


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_text_comes_back_from_latex(text: str) -> None:
    if "&" not in text:  # character references are read, whoever wrote them
        assert decode(encode(text)) == text
        assert decode(protect(text)) == text


def test_entry_is_what_people_expect() -> None:
    record = Record(
        type="paper-conference",
        title="RLlib Flow: 100% of $O(n)$",
        authors=(
            Name(family="Lovelace", given="Ada", equal_group=1, orcid="0000-0002-1825-0097"),
            Name(family="Goot", given="Rob", non_dropping_particle="van der", equal_group=1),
            Name(literal="Team & Co"),
        ),
        issued=PartialDate(2021, 5),
        container_title="International Conference on Learning Representations",
        pages="5506–5517",
        doi="10.1000/x",
        citation_key="lovelace2021rllib",
        extra={"edition": "Second"},
    )
    assert write(record) == (
        "@inproceedings{lovelace2021rllib,\n"
        "  title = {{RLlib} Flow: 100\\% of $O(n)$},\n"
        "  author = {Lovelace, Ada and van der Goot, Rob and {Team \\& Co}},\n"
        "  booktitle = {International Conference on Learning Representations},\n"
        "  year = {2021},\n"
        "  month = may,\n"
        "  pages = {5506--5517},\n"
        "  doi = {10.1000/x},\n"
        "  author+an = {1=equal1; 2=equal1},\n"
        '  author+an:orcid = {1="0000-0002-1825-0097"},\n'
        "  edition = {Second},\n"
        "}\n\n"
    )
    assert read(write(record)) == [record]
