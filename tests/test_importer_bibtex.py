"""BibTeX and BibLaTeX: every trap that real files set, on samples of our own."""

import itertools
import time
import tracemalloc
from pathlib import Path

import pytest

from portal.kit.dates import PartialDate
from publications.importers import IMPORTERS, recognize
from publications.importers import bibtex_blocks as module
from publications.records import Link, Name, Problem, Record

TRAPS = Path(__file__).parent / "data" / "bibtex" / "traps.bib"


def parse(text: str) -> tuple[list[Record], list[Problem]]:
    found = list(IMPORTERS["bibtex"].parse(text))
    return (
        [one for one in found if isinstance(one, Record)],
        [one for one in found if isinstance(one, Problem)],
    )


def one(text: str) -> Record:
    """Return the record of one entry about which nothing is doubtful."""
    (record,), problems = parse(text)
    assert problems == []
    return record


def fields(text: str, kind: str = "article") -> Record:
    return one(f"@{kind}{{key, title = {{T}}, {text}}}")


@pytest.fixture(scope="module")
def traps() -> tuple[dict[str, Record], list[str]]:
    records, problems = parse(TRAPS.read_text())
    assert len(records) == 12
    return {record.title: record for record in records}, [str(problem) for problem in problems]


def test_every_trap_is_read_or_reported_with_its_line(traps) -> None:
    _, problems = traps
    kept = "It was kept as a note of the source."
    assert problems == [
        "Line 3: An @ with a bracket is no entry and was not read.",
        "Line 4: An entry behind a % was not read. Take away the % if it is wanted.",
        (
            'Line 21: The entry "broken" could not be read: a bracket, quote or comma is missing. '
            "Mend it in the file and import it again."
        ),
        (
            'Line 33: The key "after" is also that of the entry in line 26. '
            "Both were read. Give one of them another key."
        ),
        f'Line 33: The field "title" stands there 2 times; the first one is taken. {kept}',
        "Line 40: The entry has no key. Add one before its first comma.",
        f'Line 40: "20219" is not a year: give its four digits. {kept}',
        'Line 50: The closing bracket of "unclosed" is missing. Add it.',
        'Line 61: "orphan" refers to "nobody", which is not in the file. Add that entry.',
        'Line 62: "circle2" inherits from itself by way of "circle1". Mend its crossref.',
        'Line 63: "circle1" inherits from itself by way of "circle2". Mend its crossref.',
        'Line 65: "both" is no work of its own but a @set; it was not read.',
    ]


def test_macros_refer_to_macros_and_to_later_ones(traps) -> None:
    record = traps[0]["Macros that refer to macros"]
    assert record.container_title == "Proceedings of the Association for Computational Linguistics"
    assert record.authors == (Name("Lovelace", "Ada"), Name("Turing", "Alan"))
    assert (record.issued, record.extra) == (PartialDate(2019, 9), {"month": "5-8 September"})
    assert (record.pages, record.where, record.type) == ("1–10", "Line 12", "paper-conference")


def test_entries_around_broken_ones_are_read(traps) -> None:
    records, _ = traps
    assert records["The entry after a broken one"].issued == PartialDate(1918, 4)
    assert records["Commas"].authors == (Name("Hopper", "Grace"),)
    assert records["Only the last brace is missing"].issued == PartialDate(1999)
    again = records["The same key again"]
    assert (again.note, again.issued) == ("In press", None)
    assert again.extra == {"year": "In press", "title_2": "Another title"}
    assert records["No key at all"].extra == {"year": "20219"}
    assert records["A line"].note == "and a set {1, 2}"


def test_missing_comma_between_fields_is_reported() -> None:
    (record,), problems = parse("@misc{k, title = {A}\n note = {B}, year = 2000}")
    assert (record.title, record.note, record.issued) == ("A", "B", PartialDate(2000))
    assert [str(one) for one in problems] == ['Line 1: A comma is missing before "note". Add it.']


def test_child_inherits_from_a_parent_that_stands_later(traps) -> None:
    record = traps[0]["A Chapter"]
    assert record.container_title == "The Whole: All of It"
    assert record.editors == (Name("Editor", "Edith"),)
    assert (record.publisher, record.publisher_place) == ("Good Press", "Oslo")
    assert (record.issued, record.extra["date"]) == (PartialDate(2004, 5), "2004-05/2004-06")
    assert record.doi == ""  # the volume's


def test_strings_that_double_themselves_are_cut() -> None:
    strings = ["@string{s0 = {0123456789}}"]
    strings += [f"@string{{s{n} = s{n - 1} # s{n - 1}}}" for n in range(1, 60)]
    began = time.perf_counter()
    (record,), problems = parse("\n".join([*strings, "@misc{a, title = {T}, note = s59}"]))
    assert time.perf_counter() - began < 5
    assert len(record.note) == 100_000
    assert 'The string "s14" is longer than 100,000 characters.' in problems[0].what


def test_string_of_itself_is_reported() -> None:
    (record,), problems = parse('@string{a = "x" # b}@string{b = a}\n@misc{k, title = a # "y"}')
    assert record.title == "xy"
    assert [problem.what for problem in problems] == ['The string "a" is made of itself.']


@pytest.mark.parametrize(
    ("date", "issued", "extra"),
    [
        ("date = {2004-05-06}", PartialDate(2004, 5, 6), {}),
        ("date = 2006", PartialDate(2006), {}),
        ("date = {2004~}", PartialDate(2004), {"date": "2004~"}),
        (r"date = {2004?}", PartialDate(2004), {"date": "2004?"}),
        ("date = {2004-05/..}", PartialDate(2004, 5), {"date": "2004-05/.."}),
        ("date = {2001-21}", PartialDate(2001), {"date": "2001-21"}),
        ("date = {2011-02-03T10:15:00}", PartialDate(2011, 2, 3), {}),
        (
            "year = 2001, month = oct # {-} # nov",
            PartialDate(2001, 10),
            {"month": "October-November"},
        ),
        ("year = 2001, month = {6}", PartialDate(2001, 6), {}),
        ("year = 2001, month = {Sept.}", PartialDate(2001, 9), {}),
        ("year = 2001, month = {jan 15}", PartialDate(2001, 1, 15), {"month": "jan 15"}),
        ("year = 2001, month = aug, day = 3", PartialDate(2001, 8, 3), {}),
        ("year = {c. 1950}", PartialDate(1950), {"year": "c. 1950"}),
    ],
)
def test_date_is_read_as_far_as_it_is_one(date, issued, extra) -> None:
    record = fields(date)
    assert (record.issued, dict(record.extra)) == (issued, extra)


@pytest.mark.parametrize("date", ["20XX", "-0876", "/..", "0000", "y170000002"])
def test_date_that_cannot_be_kept_is_reported(date) -> None:
    (record,), (problem,) = parse(f"@misc{{a, title = {{T}}, date = {{{date}}}}}")
    assert (record.issued, record.extra) == (None, {"date": date})
    assert str(problem) == (
        f'Line 1: "{date}" is not a date that can be kept: it needs a year from 1 to 9999. '
        "It was kept as a note of the source."
    )


def test_others_are_no_name() -> None:
    record = fields("author = {Ada Lovelace and others}")
    assert (len(record.authors), record.extra) == (1, {"others": True})
    assert fields("author = {Ada Lovelace et al.}").extra == {"others": True}


@pytest.mark.parametrize(
    ("entry", "groups", "corresponding", "extra"),
    [
        ("author = {Shang*, Yuzhang and Cai*, Mu and Yan, Yan}", [1, 1, None], [], {}),
        (
            "author = {A. Foo$^\\dagger$ and B. Bar}, note = {$\\dagger$ Corresponding author}",
            [None, None],
            [0],
            None,
        ),
        ("author = {Foo, A and Bar*, B}", [None, None], [], {"author_marks": {"2": "*"}}),
        (
            "author = {Foo^, A and Bar^, B}",
            [None, None],
            [],
            {"author_marks": {"1": "^", "2": "^"}},
        ),
        (
            "author = {Foo, A and Bar, B}, author+an = {1=equal; 2=equal, corresponding}",
            [1, 1],
            [1],
            {},
        ),
        (
            "author = {Foo, A and Bar, B}, author+an = {2=student}",
            [None, None],
            [],
            {"author+an": "2=student"},
        ),
    ],
)
def test_marks_beside_names_are_never_part_of_them(entry, groups, corresponding, extra) -> None:
    record = fields(entry)
    assert [name.equal_group for name in record.authors] == groups
    assert [n for n, name in enumerate(record.authors) if name.is_corresponding] == corresponding
    assert all(name.full.replace(" ", "").replace(".", "").isalpha() for name in record.authors)
    assert extra is None or record.extra == extra


def test_orcid_of_an_annotation() -> None:
    record = fields('author = {Foo, A and Bar, B}, author+an:orcid = {2="0000-0002-1825-0097"}')
    assert [name.orcid for name in record.authors] == ["", "0000-0002-1825-0097"]
    assert record.extra == {}


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("doi = {https://doi.org/10.1000/A\\_b%2Fc}", {"doi": "10.1000/a_b/c"}),
        ("url = {https://doi.org/10.1000/x}", {"doi": "10.1000/x", "links": ()}),
        ("url = {https://x.org/a_b%20c\\#d}", {"links": (Link("https://x.org/a_b%20c#d"),)}),
        (
            "howpublished = {\\url{https://x.org/a}}",
            {"links": (Link("https://x.org/a"),), "extra": {}},
        ),
        ("howpublished = {Published by Foo}", {"extra": {"howpublished": "Published by Foo"}}),
        (
            "pdf = {https://x.org/a.pdf}, code = {https://x.org/c}",
            {"links": (Link("https://x.org/a.pdf", "pdf"), Link("https://x.org/c", "code"))},
        ),
        ("pdf = {paper.pdf}", {"extra": {"pdf": "paper.pdf"}}),
        (
            "eprint = {2201.01441v2}, archiveprefix = {arXiv}, primaryclass = {cs.CL}",
            {"arxiv_id": "2201.01441v2", "extra": {"primaryclass": "cs.CL"}},
        ),
        (
            "eprint = {9901001}, eprinttype = {arxiv}, eprintclass = {hep-th}",
            {"arxiv_id": "hep-th/9901001"},
        ),
        ("eprint = {123}, eprinttype = {jstor}", {"other_ids": (("jstor", "123"),)}),
        (
            "journal = {arXiv preprint arXiv:2201.01441}",
            {"arxiv_id": "2201.01441", "container_title": "arXiv", "type": "article"},
        ),
        (
            "journal = {CoRR}, volume = {abs/2201.01441}",
            {"arxiv_id": "2201.01441", "type": "article"},
        ),
        ("journal = J # { of X}, number = {3--4}", None),
        (
            "isbn = {0-262-03384-4}, issn = {0378-5955}",
            {"isbn": "9780262033848", "issn": "0378-5955"},
        ),
        ("isbn = {0378-5955}", {"isbn": "", "issn": "0378-5955"}),
        ("pmid = {31452104}", {"pmid": "31452104"}),
        ("keywords = {a b, {\\'e}; c,a b}", {"keywords": ("a b", "é", "c")}),
        (
            "journaltitle = {J}, journalsubtitle = {S}, location = {Oslo}",
            {"container_title": "J: S", "publisher_place": "Oslo"},
        ),
        ("volume = 1, issue = {Spring}, number = 2", {"issue": "2", "extra": {"issue": "Spring"}}),
        ("elocation-id = {e12}", {"pages": "e12"}),
        ("file = {:C\\:/a_b.pdf:PDF}", {"extra": {"file": ":C\\:/a_b.pdf:PDF"}}),
        ("selected = {true}, abbr = {ICML}", {"extra": {"selected": "true", "abbr": "ICML"}}),
    ],
)
def test_fields_go_where_they_belong(entry, told) -> None:
    if told is None:
        (record,), (problem,) = parse(f"@article{{k, title = {{T}}, {entry}}}")
        assert (record.container_title, record.issue) == ("J of X", "3–4")
        assert '"J" is neither in quotes nor a string' in problem.what
        return
    record = fields(entry)
    assert {name: getattr(record, name) for name in told} == told


@pytest.mark.parametrize(
    ("kind", "type_", "extra"),
    [
        ("conference", "paper-conference", {}),
        ("MastersThesis", "thesis", {"entry_type": "mastersthesis"}),
        ("techreport", "report", {}),
        ("proceedings", "book", {"entry_type": "proceedings"}),
        ("online", "webpage", {}),
        ("movie", "document", {"entry_type": "movie"}),
    ],
)
def test_type_of_entry(kind, type_, extra) -> None:
    record = fields("year = 2000", kind)
    assert (record.type, record.extra) == (type_, extra)


def test_school_is_the_publisher_of_a_thesis() -> None:
    assert fields("school = {Oslo}, address = {Norway}", "phdthesis").publisher == "Oslo"


def test_invalid_identifier_is_kept_and_reported() -> None:
    (record,), (problem,) = parse("@misc{a, title = {T}, doi = {n/a}}")
    assert (record.doi, record.extra) == ("", {"doi": "n/a"})
    assert problem.where == "Line 1"


@pytest.mark.parametrize("size", [40, 200, 500])
def test_pieces_change_nothing(monkeypatch, size) -> None:
    text = TRAPS.read_text()
    whole = list(IMPORTERS["bibtex"].parse(text))
    monkeypatch.setattr(module, "PIECE", size)
    assert len(list(module.pieces(text))) > 2
    assert "".join(module.pieces(text)) == text
    found = list(IMPORTERS["bibtex"].parse(text))
    assert found == whole
    assert [one.where for one in found] == [one.where for one in whole]


def test_lines_end_as_they_like() -> None:
    text = TRAPS.read_text()
    whole = list(IMPORTERS["bibtex"].parse(text))
    assert list(IMPORTERS["bibtex"].parse("\ufeff" + text.replace("\n", "\r\n"))) == whole
    assert list(IMPORTERS["bibtex"].parse(text.replace("\n", "\r"))) == whole


def test_large_file_holds_little_memory() -> None:
    entry = "@article{{k{},\n  title = {{T {}}},\n  author = {{Foo, A{} and Bar, B}},\n}}\n"
    text = "".join(entry.format(n, n, n) for n in range(10_000))
    tracemalloc.start()
    count = sum(1 for _ in itertools.islice(IMPORTERS["bibtex"].parse(text), 20_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 13_000_000  # in one piece it takes 17 MB


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("% notes\n@article{a, title = {T}}", True),
        ("@string{a = {b}}\n", True),
        ("---\n---\n@misc{x,\n  title={T}}", True),
        ("import x\n@cache(maxsize=3)\ndef f(): pass\n", False),
        ('{"@type": "Article"}', False),
        ("TY  - JOUR\nER  - \n", False),
        ("mail ada@uni.org {x}", False),
    ],
)
def test_format_is_recognized_by_its_entries(text, is_ours) -> None:
    assert (IMPORTERS["bibtex"].recognizes(text) > 0) is is_ours


def test_sample_is_recognized_among_all_formats() -> None:
    assert recognize(TRAPS.read_text()).key == "bibtex"
