"""What the importers share: dates in every form, markup to plain text, fields put in place."""

import pytest

from portal.kit.dates import PartialDate
from publications.drafts import Draft, read_date
from publications.plain import plain_paragraphs, plain_title
from publications.records import Link, Problem, Record


@pytest.mark.parametrize(
    ("text", "date", "is_whole"),
    [
        ("1948/07//", "1948-07", True),
        ("2020//", "2020", True),
        ("2014/6/5", "2014-06-05", True),
        ("2014 Jun 15", "2014-06-15", True),
        ("JUN 15 2014", "2014-06-15", True),
        ("15 June 2014", "2014-06-15", True),
        ("2021-05-03T00:00:00Z", "2021-05-03", True),
        ("2014///Spring", "2014", False),
        ("2003 Nov-Dec", "2003-11", False),
        ("2019-2020", "2019", False),
        ("2014/04/31", "2014-04", False),
        ("2014/13/01", "2014", False),
        ("05/03/2014", "2014", False),
        ("c. 1850", "1850", False),
        ("20219", None, False),
        ("In press", None, False),
        ("0000", None, False),
        ("", None, False),
    ],
)
def test_date_is_read_as_far_as_it_goes(text, date, is_whole):
    assert read_date(text) == (PartialDate.parse(date) if date else None, is_whole)


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("A <i>b</i> <b>c</b> <span class='nocase'>D</span>", "A b c D"),
        ("H<sub>2</sub>O at 10<sup>-3</sup>", "H₂O at 10⁻³"),
        ("L<sup>p</sup> and the 1<sup>st</sup>", "L$^{p}$ and the 1st"),
        ("a &lt;i&gt;b&lt;/i&gt; &amp; c", "a b & c"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("a <b is not closed", "a <b is not closed"),
        ("<jats:italic>x</jats:italic> y", "x y"),
        ("<mml:math><mml:mi>x</mml:mi>\n<mml:mo>=</mml:mo><mml:mn>1</mml:mn></mml:math>", "x=1"),
        ("<inline-formula><tex-math>$x^2$</tex-math></inline-formula>", "$x^2$"),
        ("one<br/>two", "one two"),
        ("$x < y$ and <i>z</i>", "$x < y$ and z"),
    ],
)
def test_markup_of_a_title_becomes_plain_text(markup, plain):
    assert plain_title(markup) == plain


def test_abstract_keeps_its_paragraphs():
    jats = (
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title>\n"
        "<jats:p>One\n line.</jats:p></jats:sec><jats:p>Two.</jats:p>"
    )
    assert plain_paragraphs(jats) == "Aim\n\nOne line.\n\nTwo."
    assert plain_paragraphs("One\nline.\n\nTwo.") == "One line.\n\nTwo."
    assert plain_paragraphs("Abstract") == "Abstract"


@pytest.mark.parametrize(
    "piece", ["<", "<i>", "<sup>", "<math>", "&", "&lt;", "<annotation> ", " \n"]
)
def test_markup_costs_no_more_than_its_length(piece):
    plain_title(piece * 50_000)
    plain_paragraphs(piece * 50_000)


def test_first_value_wins_and_the_others_are_kept():
    draft = Draft("Line 1")
    for value in ("One", "One", "Two", "Three"):
        draft.tell("publisher", value, "PB")
    assert draft.fields["publisher"] == "One"
    assert draft.extra == {"PB": ["Two", "Three"]}


def test_serial_numbers_are_told_apart():
    draft = Draft("Line 1")
    draft.serial("2049-3630 (print), 0378-5955; 978-0-306-40615-7 (pbk.), ISSN 1050-124X", "SN")
    draft.serial("12345", "SN")
    assert draft.fields == {"issn": "2049-3630", "isbn": "9780306406157"}
    assert draft.other_ids == [("issn", "0378-5955"), ("issn", "1050-124X")]
    assert draft.extra == {"SN": "12345"}
    assert [problem.what for problem in draft.problems] == ['"12345" is not an ISSN or ISBN.']


def test_address_that_resolves_an_identifier_tells_it():
    draft = Draft("Line 1")
    draft.link("http://dx.doi.org/10.1000/ABC")
    draft.link("https://arxiv.org/abs/2201.01441v1")
    draft.link("https://arxiv.org/pdf/2201.01441")
    draft.link("https://doi.org/10.1000/other")
    draft.link("www.example.org/a")
    draft.link("file:///a.pdf")
    record = draft.record()
    assert (record.doi, record.arxiv_id) == ("10.1000/abc", "2201.01441v1")
    assert record.links == (
        Link("https://arxiv.org/pdf/2201.01441", "pdf"),
        Link("https://doi.org/10.1000/other"),
        Link("https://www.example.org/a"),
    )
    assert record.extra == {"url": "file:///a.pdf"}


def test_what_is_kept_can_be_stored():
    draft = Draft("Line 1")
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    draft.keep("deep", deep)
    draft.keep("nul", {"a\0": "b\0", "big": 2**70})
    assert draft.extra["nul"] == {"a": "b", "big": str(2**70)}
    assert "..." in repr(draft.extra["deep"])


def test_draft_that_tells_nothing_is_a_loss():
    draft = Draft("Line 7")
    draft.keep("XX", "y")
    (problem,) = draft.finish()
    assert isinstance(problem, Problem)
    assert (problem.where, problem.is_loss) == ("Line 7", True)
    draft.tell("title", "A")
    assert list(draft.finish()) == [Record(title="A", extra={"XX": "y"})]
