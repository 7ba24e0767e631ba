"""Answers of services that are empty, break off, or lack or hold what they should not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.importers import IMPORTERS, recognize
from publications.records import Problem, Record
from tests.test_service_answers import KEYS, read, sample


@pytest.mark.parametrize("key", [key for key in KEYS if key not in {"arxiv"}])
def test_answer_of_nothing_is_told(key: str) -> None:
    (sentence,) = read(key, "[]")[1]
    assert sentence == f"Answer: {IMPORTERS[key].label} found nothing. Look for a slip."


@pytest.mark.parametrize(
    "name", ["crossref/works.json", "openalex/works.json", "semantic_scholar/batch.json"]
)
def test_answer_that_breaks_off_keeps_what_came(name: str) -> None:
    text = sample(name)
    key = name.partition("/")[0]
    whole = read(key, text)[0]
    records, problems = read(key, text[: text.rindex('"title"') - 1])
    assert records == whole[:-1]
    assert "The JSON breaks off or is not well-formed here." in " ".join(problems)


def test_arxiv_feed_that_breaks_off_is_told() -> None:
    assert read("arxiv", sample("arxiv/feed.atom")[:900]) == (
        [],
        ["Line 1: This is not whole XML. Get the file again."],
    )


def test_dblp_page_that_breaks_off_keeps_what_came() -> None:
    text = sample("dblp/person.xml")
    records, problems = read("dblp", text[: text.index("<phdthesis") + 90])
    assert records == read("dblp", text)[0][:2]
    assert problems == ["Line 14: This record of DBLP is not whole XML. Get the file again."]


@pytest.mark.parametrize("name", ["arxiv/feed.atom", "dblp/person.xml"])
def test_xml_that_grows_or_looks_outside_is_not_followed(name: str) -> None:
    key = name.partition("/")[0]
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + sample(name).split("?>")[1]
    records, (sentence,) = read(key, bomb)
    assert records == []
    assert sentence.startswith("Line 1: The XML declares entities of its own")
    outside = sample(name).replace("?>", '?><!DOCTYPE x SYSTEM "file:///etc/passwd">')
    assert read(key, outside) == read(key, sample(name))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
SAMPLES = {
    "crossref": "crossref/works.json",
    "datacite": "datacite/dois.json",
    "openalex": "openalex/works.json",
    "semantic_scholar": "semantic_scholar/batch.json",
    "dblp": "dblp/search.json",
    "orcid": "orcid/works.json",
    "inspire": "inspire/literature.json",
    "openlibrary": "openlibrary/books.json",
}


def spoiled(value: Any, draw: Any) -> Any:
    """Return the value with a part of it replaced by something of another type."""
    if draw(st.integers(0, 9)) == 0:
        return draw(JSON)
    if isinstance(value, dict):
        return {key: spoiled(inner, draw) for key, inner in value.items()}
    return [spoiled(inner, draw) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("key", sorted(SAMPLES))
@given(data=st.data())
def test_no_answer_makes_an_importer_fail(key: str, data: st.DataObject) -> None:
    answer = spoiled(json.loads(sample(SAMPLES[key])), data.draw)
    for found in IMPORTERS[key].parse(json.dumps(answer)):
        if isinstance(found, Record):
            assert Record.load(json.loads(json.dumps(found.dump()))) == found


FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>{}</feed>'
REFUSED = (
    "<entry><id>https://arxiv.org/api/errors#incorrect_id</id><title>Error</title>"
    "<summary>incorrect id format for abc</summary></entry>"
)


@pytest.mark.parametrize(
    ("inner", "sentence"),
    [
        ("", "Answer: arXiv has no paper of this number. Look for a slip."),
        (
            REFUSED,
            "Entry 1: arXiv says: incorrect id format for abc. Look for a slip in the number.",
        ),
    ],
)
def test_arxiv_answer_without_a_paper_is_told(inner: str, sentence: str) -> None:
    text = FEED.format(inner)
    assert recognize(text).key == "arxiv"
    (problem,) = IMPORTERS["arxiv"].parse(text)
    assert isinstance(problem, Problem)
    assert (str(problem), problem.is_loss) == (sentence, True)


@pytest.mark.skipif("bibtex" not in IMPORTERS, reason="the importer of BibTeX is not here")
def test_orcid_authors_are_taken_from_the_citation_that_was_deposited() -> None:
    bibtex = "@article{a, title={Other}, author={Lovelace, Ada and Babbage, Charles}, volume=3}"
    work = {
        "put-code": 1,
        "title": {"title": {"value": "Notes"}},
        "external-ids": None,
        "citation": {"citation-type": "bibtex", "citation-value": bibtex},
    }
    record = next(iter(IMPORTERS["orcid"].parse(json.dumps(work))))
    assert isinstance(record, Record)
    assert (record.title, record.volume) == ("Notes", "3")
    assert [name.full for name in record.authors] == ["Ada Lovelace", "Charles Babbage"]
