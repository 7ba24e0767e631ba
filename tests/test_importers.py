"""Every importer: its samples, what is expected of them, and what no input may do to it.

A sample `tests/data/<key>/x.ext` stands beside `x.ext.expected.json`: the list of what is read from
it, records as they are dumped and problems as sentences.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publications.importers import IMPORTERS, Importer, recognize
from publications.importers.files import TextFile, read_files
from publications.records import Problem, Record

DATA = Path(__file__).parent / "data"
KEYS = sorted(importer.key for importer in IMPORTERS)


def samples(key: str) -> list[Path]:
    folder = DATA / key
    files = sorted(file for file in folder.glob("*") if file.is_file()) if folder.is_dir() else []
    return [file for file in files if "expected" not in file.name]


SAMPLES = [(key, file) for key in KEYS for file in samples(key)]
EXPECTED = [(key, file) for key, file in SAMPLES if Path(f"{file}.expected.json").exists()]


def text_of(file: Path) -> str:
    (read,) = read_files(file.read_bytes(), file.name)
    assert isinstance(read, TextFile)
    return read.text


def dumped(importer: Importer, text: str) -> list[object]:
    return [
        {name: value for name, value in one.dump().items() if name != "source"}
        if isinstance(one, Record)
        else f"LOSS {one}"
        if one.is_loss
        else str(one)
        for one in importer.parse(text)
    ]


@pytest.mark.parametrize("key", KEYS)
def test_importer_has_a_sample(key):
    assert samples(key), f"Put a small sample of your own making into tests/data/{key}/."


@pytest.mark.parametrize(("key", "file"), SAMPLES, ids=lambda part: getattr(part, "name", part))
def test_sample_is_recognized_by_its_content(key, file):
    text = text_of(file)
    assert recognize(text).key == key
    scores = {importer.key: importer.recognizes(text) for importer in IMPORTERS}
    own = scores.pop(key)
    assert 0 < own <= 100
    assert max(scores.values()) < own, scores


@pytest.mark.parametrize(("key", "file"), EXPECTED, ids=lambda part: getattr(part, "name", part))
def test_sample_is_read_as_expected(key, file):
    expected = json.loads(Path(f"{file}.expected.json").read_text())
    assert json.loads(json.dumps(dumped(IMPORTERS[key], text_of(file)))) == expected


@pytest.mark.parametrize(("key", "file"), SAMPLES, ids=lambda part: getattr(part, "name", part))
def test_records_name_their_source_and_place(key, file):
    for one in IMPORTERS[key].parse(text_of(file)):
        assert one.where
        if isinstance(one, Record):
            assert one.source == key
            json.dumps(one.dump(), allow_nan=False)


@pytest.mark.parametrize("key", ["ris", "wos", "nbib", "csv"])
@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_ends_of_lines_make_no_difference(key, ends):
    file = samples(key)[0]
    text = text_of(file)
    records = [one for one in IMPORTERS[key].parse(text) if isinstance(one, Record)]
    others = IMPORTERS[key].parse(text.replace("\n", ends))
    assert [one for one in others if isinstance(one, Record)] == records


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=40)
@given(st.data())
def test_damaged_sample_never_fails(key, data):
    text = text_of(data.draw(st.sampled_from(samples(key))))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    broken = text[:start] + data.draw(st.text(max_size=5)) + text[end:]
    IMPORTERS[key].recognizes(broken)
    assert all(isinstance(one, Record | Problem) for one in IMPORTERS[key].parse(broken))


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=40)
@given(text=st.text())
def test_any_text_never_fails(key, text):
    assert 0 <= IMPORTERS[key].recognizes(text) <= 100
    assert all(isinstance(one, Record | Problem) for one in IMPORTERS[key].parse(text))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    "<{root}>{body}</{root}>"
)


@pytest.mark.parametrize(
    ("key", "root", "body"),
    [
        ("pubmed", "PubmedArticleSet", "<PubmedArticle><PMID>&b;</PMID></PubmedArticle>"),
        ("endnote_xml", "xml", "<records><record><ref-type>&b;</ref-type></record></records>"),
    ],
)
def test_billion_laughs_are_refused_with_a_sentence(key, root, body):
    text = BOMB.format(root=root, body=body)
    assert recognize(text).key == key
    (problem,) = IMPORTERS[key].parse(text)
    assert problem.is_loss
    assert problem.what.startswith("The XML declares entities of its own")


def test_yaml_bomb_is_refused_with_a_sentence():
    levels = "".join(f"  x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 9))
    text = f"references:\n- id: a\n  x0: &x0 [x]\n{levels}- id: b\n  title: B\n"
    problem, record = IMPORTERS["csl_yaml"].parse(text)
    assert problem.is_loss
    assert problem.what.startswith("This entry cannot be read: it grows without end")
    assert record.title == "B"


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "? ", "-\n "])
def test_yaml_nested_without_end_is_a_problem(piece):
    text = f"references:\n- id: a\n  title: {piece * 100_000}\n- id: b\n  title: B\n"
    *_, record = IMPORTERS["csl_yaml"].parse(text)
    assert record.title == "B"


def test_json_that_breaks_off_gives_what_can_be_read():
    text = (
        '[{"id":"a","type":"book","title":"A"},\n{"id":"b","title":"B",,},\n'
        '{"id":"c","title":"C","author":[{"family":"X"},{"family":"Y"}]},{"id":"d","ti'
    )
    read = list(IMPORTERS["csl_json"].parse(text))
    assert [one.title for one in read if isinstance(one, Record)] == ["A", "C"]
    problems = [one for one in read if isinstance(one, Problem)]
    assert [(one.where, one.is_loss) for one in problems] == [("Line 2", True), ("Line 3", True)]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '[{"id": 1, "title": "\\ud800"}]']
)
def test_json_no_database_takes_is_a_problem(text):
    (problem,) = IMPORTERS["csl_json"].parse(text)
    assert problem.is_loss


@pytest.mark.parametrize(
    "text",
    [
        '[{"DOI": "10.1000/x", "title": "A"}, {"DOI": "10.1000/y", "title": "B"}]',
        '{"items": [{"title": "A"}, {"title": "B"}]}',
        '{"references": [{"title": "A"}, {"title": "B"}]}',
        '{"x": {"title": "A"}, "y": {"title": "B"}}',
        '{"title": "A"}\n{"title": "B"}\n',
    ],
)
def test_csl_items_are_found_in_every_frame(text):
    read = IMPORTERS["csl_json"].parse(text)
    assert [one.title for one in read] == ["A", "B"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_table_is_read_whatever_parts_its_columns(delimiter):
    rows = [["Paper Title", "Author(s)", "Pub. Year"], ['"A, b; c"', '"Lovelace, Ada"', "1843"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    (record,) = IMPORTERS["csv"].parse(text)
    assert (record.title, str(record.issued)) == ("A, b; c", "1843")
    assert [name.full for name in record.authors] == ["Ada Lovelace"]


def test_table_without_a_title_is_refused():
    (problem,) = IMPORTERS["csv"].parse("a,b\n1,2\n")
    assert str(problem).startswith("Line 1: The first line names no column for the title.")
