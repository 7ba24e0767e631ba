"""Answers of services that are empty, break off, or hold anything else than they should."""

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


@pytest.mark.parametrize("name", ["arxiv/feed.atom", "dblp/person.xml"])
def test_xml_that_breaks_off_or_bombs_is_told(name: str) -> None:
    key = name.partition("/")[0]
    records, (sentence,) = read(key, sample(name)[:900])
    assert records == []
    assert sentence.startswith("Line ")
    assert "This is not whole XML: " in sentence
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + sample(name).split("?>")[1]
    refused = "Line 1: This XML declares entities, which is refused for safety."
    assert read(key, bomb) == ([], [f"{refused} Save it without a DOCTYPE."])
    outside = sample(name).replace("?>", '?><!DOCTYPE x SYSTEM "file:///etc/passwd">')
    assert len(read(key, outside)[0]) == len(read(key, sample(name))[0])


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
