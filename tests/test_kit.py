"""The floor: text, identifiers, partial dates, and Markdown that hostile people wrote."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit import markup, registry
from portal.kit.dates import PartialDate, check_parts, printed_span
from portal.kit.text import (
    SLUG_LENGTH,
    clean_text,
    fold,
    is_numbered,
    join_names,
    numbered,
    numbered_prefix,
    slugify,
)

# Text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Erdős–Rényi", "erdos renyi"),
        ("  Jean-Luc   Picard ", "jean luc picard"),
        ("O’Brien", "obrien"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("ﬁne", "fine"),
        ("Ёлкин", "elkin"),
        ("がぎ", "gagi"),
        ("ハ パ バ", "ha pa ba"),
        ("김민수", "gimminsu"),
        ("李明", "liming"),
        ("O(n²)", "o n2"),
        ("†‡ …", ""),
        ("", ""),
    ],
)
def test_fold_gives_the_key_that_spellings_share(text, key):
    assert fold(text) == key


@given(st.text())
def test_fold_gives_plain_words_and_folding_again_changes_nothing(text):
    key = fold(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", key)
    assert fold(key) == key


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Ada \t\n Lovelace ", "Ada Lovelace"),
        ("Ada\u00a0Lovelace", "Ada Lovelace"),
        ("山田\u3000太郎", "山田 太郎"),
        ("a\u2028b\u2009c", "a b c"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("nul\x00\x1b[31m", "nul[31m"),
        ("e\u0301", "é"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("right\u202eleft", "rightleft"),
    ],
)
def test_clean_text_keeps_what_is_meant(text, clean):
    assert clean_text(text) == clean


@given(st.text())
def test_clean_text_is_clean(text):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert clean == clean.strip()
    assert "\n" not in clean
    assert "\x00" not in clean


@given(st.text())
def test_slug_is_an_address_part_of_at_most_eighty_characters(text):
    slug = slugify(text, default="page")
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LENGTH


@given(st.from_regex(r"[a-z0-9]{1,30}(-[a-z0-9]{1,20}){0,4}", fullmatch=True), st.integers(0, 120))
def test_numbered_slug_is_the_first_free_one(base, taken):
    base = base[:SLUG_LENGTH].rstrip("-")
    used: list[str] = []
    for _ in range(taken % 12):
        used.append(numbered(base, used))
    assert len(set(used)) == len(used)
    for slug in used:
        assert len(slug) <= SLUG_LENGTH
        assert "--" not in slug
        assert is_numbered(slug, base)
    assert all(slug.startswith(numbered_prefix(base)) for slug in used[1:])
    assert used[:1] == [base][: len(used)]


@pytest.mark.parametrize("slug", ["ada-1", "ada-0", "ada-02", "ada-x-2", "2", "ad-2", "ada-2b", ""])
def test_slug_that_is_not_numbered_is_told_apart(slug):
    assert not is_numbered(slug, "ada")


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_joined_as_one_says_them(names, text):
    assert join_names(names) == text


# Dates


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2021", (2021, None, None)),
        ("2021-8", (2021, 8, None)),
        ("2021-08-15", (2021, 8, 15)),
        ("2021/08/15", (2021, 8, 15)),
        ("Aug 2021", (2021, 8, None)),
        ("Sept. 2021", (2021, 9, None)),
        ("15 August 2021", (2021, 8, 15)),
        (" 2024-02-29 ", (2024, 2, 29)),
    ],
)
def test_date_is_read(text, parts):
    assert PartialDate.parse(text) == PartialDate(*parts)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", '"" is not a date. Write 2021, 2021-08 or 2021-08-15.'),
        ("Fall 2019", '"Fall 2019" is not a date. Write 2021, 2021-08 or 2021-08-15.'),
        ("2021-08-15T00:00", None),
        ("21", None),
        ("0000", "0 is not a year: give its four digits."),
        ("2021-13", "The month is a number from 1 to 12."),
        ("2021-00", "The month is a number from 1 to 12."),
        ("2021-02-29", "February 2021 has no day 29."),
        ("31 April 2021", "April 2021 has no day 31."),
    ],
)
def test_text_that_is_no_date_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=r"\.$") as refused:
        PartialDate.parse(text)
    if sentence:
        assert str(refused.value) == sentence


DAYS = st.dates(min_value=datetime.date(1, 1, 1))
DATES = st.one_of(
    DAYS.map(lambda day: PartialDate(day.year)),
    DAYS.map(lambda day: PartialDate(day.year, day.month)),
    DAYS.map(lambda day: PartialDate(day.year, day.month, day.day)),
)


@given(DATES)
def test_date_survives_its_text_its_print_and_its_number(date):
    assert PartialDate.parse(str(date)) == date
    assert PartialDate.from_number(date.number) == date
    if date.year >= 1000:
        assert PartialDate.parse(date.printed) == date


@given(st.lists(DATES))
def test_dates_sort_as_their_numbers_and_their_texts_do(dates):
    assert [date.number for date in sorted(dates)] == sorted(date.number for date in dates)
    assert [str(date) for date in sorted(dates)] == sorted(str(date) for date in dates)


def test_span_is_printed_as_one_says_it():
    june, august = PartialDate(2020, 6), PartialDate(2020, 8)
    assert printed_span(june, august) == "June 2020 – August 2020"
    assert printed_span(june, june) == "June 2020"
    assert printed_span(june, None) == "June 2020 – present"
    assert printed_span(june, None, ongoing=False) == "June 2020"
    assert printed_span(None, august) == "until August 2020"
    assert printed_span(None, None) == ""


def test_parts_without_what_they_need_are_named():
    assert check_parts(2021, 8, 15) == ""
    assert check_parts(None, None, None) == ""
    assert check_parts(None, 8, None) == "A month needs a year."
    assert check_parts(2021, None, 15) == "A day needs a month."


# Markdown


SAFE_TAGS = markup.BLOCK_TAGS | markup.MATHML_TAGS
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='vbscript:x'>x</a>",
    "![x](https://evil.example/pixel.gif)",
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$$\text{</math><iframe src=//evil.example>}$$",
    "<svg><animate onbegin=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>x</script></annotation-xml></math>",
    "<style>*{display:none}</style>",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<https://a.example/\"onclick='alert(1)'>",
]


def tags_and_attributes(html: str) -> list[tuple[str, str]]:
    return re.findall(r"<([a-zA-Z][\w-]*)((?:\s+[^<>]*)?)>", html)


@pytest.mark.parametrize("render", [markup.render_markdown, markup.render_title])
@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_of_an_attacker_comes_out_harmless(render, attack):
    html = render(attack)
    for tag, attributes in tags_and_attributes(html):
        assert tag in SAFE_TAGS
        assert not re.search(r"\bon\w+\s*=(?![^\"]*\"(?:\s|$))", attributes)
        for address in re.findall(r'(?:href|src)="([^"]*)"', attributes):
            assert address.startswith(("https://", "http://", "mailto:", "/"))


PIECES = st.sampled_from([*"<>\"'$\\{}[]()!`*_&;#/ \nx:", "script", "href=", "text{", "://"])


@given(st.lists(PIECES).map("".join))
def test_markup_of_any_text_has_only_safe_tags(text):
    for html in (markup.render_markdown(text), markup.render_title(text)):
        assert {tag for tag, _ in tags_and_attributes(html)} <= SAFE_TAGS
    assert "<" not in markup.plain_text("a" + text).replace("<", "", text.count("<"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("*a* **b** `c` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c</code> <s>d</s></p>"),
        ("# Big", "<h3>Big</h3>"),
        ("#### Small", "<h4>Small</h4>"),
        ("[x](/labs/)", '<p><a href="/labs/" rel="noopener">x</a></p>'),
        ("![x](https://a.example/y.png)", "<p></p>"),
        ("cost \\$5 and \\$6", "<p>cost $5 and $6</p>"),
        ('"quoted" -- so...', "<p>“quoted” – so…</p>"),
    ],
)
def test_markdown_becomes_html(text, html):
    assert markup.render_markdown(text) == html


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("A < B & C", "A &lt; B &amp; C"),
        ("from $5 to $6", "from $5 to $6"),
        ("$x$", '<math display="inline"><mrow><mi>x</mi></mrow></math>'),
        (r"a $1<\frac$ b", r"a <code>1&lt;\frac</code> b"),
        ("*not* markdown", "*not* markdown"),
    ],
)
def test_title_becomes_html(title, html):
    assert markup.render_title(title) == html


@pytest.mark.parametrize("text", ["$" * 4000, "$" + "{" * 4000 + "$", "[" * 4000, ">" * 2000])
def test_markup_of_a_vandal_ends(text):
    assert isinstance(markup.render_markdown(text), str)
    assert isinstance(markup.render_title(text), str)


def test_plain_text_is_one_line_without_marks():
    assert markup.plain_text("# A\n\n*b* [c](https://d.example) & e\n\n- f") == "A b c & e f"


# Registry


def test_registry_keeps_order_and_refuses_a_second_of_one_key():
    plugins: registry.Registry[str] = registry.Registry()
    for key in ("ris", "bibtex"):
        plugins.register(key, key.upper())
    assert (list(plugins), len(plugins), "ris" in plugins) == (["RIS", "BIBTEX"], 2, True)
    with pytest.raises(ValueError, match='"ris" is registered twice'):
        plugins.register("ris", "again")
