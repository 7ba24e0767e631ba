"""Names in one string: parts, marks, the names of a byline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.bylines import parse_initials, parse_name, split_names, strip_marks


@pytest.mark.parametrize(
    ("text", "family", "rest"),
    [
        ("Lovelace, Ada", "Lovelace", {"given": "Ada"}),
        ("Shannon,Claude E.", "Shannon", {"given": "Claude E."}),
        ("Ada Lovelace", "Lovelace", {"given": "Ada"}),
        ("Plato", "Plato", {}),
        ("Kim D", "Kim", {"given": "D"}),
        ("Lee S-Y", "Lee", {"given": "S-Y"}),
        ("Fanning E.", "Fanning", {"given": "E."}),
        ("Tolkien J.R.R.", "Tolkien", {"given": "J.R.R."}),
        ("J. R. R. Tolkien", "Tolkien", {"given": "J. R. R."}),
        ("Иванов И.И.", "Иванов", {"given": "И.И."}),
        ("LOVELACE Ada", "LOVELACE", {"given": "Ada"}),
        ("Jean DUPONT", "DUPONT", {"given": "Jean"}),
        ("bell hooks", "hooks", {"given": "bell"}),
        ("Rob van der Goot", "Goot", {"given": "Rob", "non-dropping-particle": "van der"}),
        ("van der Goot, Rob", "Goot", {"given": "Rob", "non-dropping-particle": "van der"}),
        ("Goot, Rob van der", "Goot", {"given": "Rob", "non-dropping-particle": "van der"}),
        ("Robert Van de Graaff", "Van de Graaff", {"given": "Robert"}),
        ("Dick Van Dyke", "Van Dyke", {"given": "Dick"}),
        ("Toan Van Nguyen", "Nguyen", {"given": "Toan Van"}),
        ("Clippinger, Jr.", "Clippinger", {"suffix": "Jr."}),
        ("King, Martin Luther, Jr.", "King", {"given": "Martin Luther", "suffix": "Jr."}),
        ("King, Jr., Martin Luther", "King", {"given": "Martin Luther", "suffix": "Jr."}),
        ("Martin Luther King Jr.", "King", {"given": "Martin Luther", "suffix": "Jr."}),
        ("Xi (Leslie) Chen", "Chen", {"given": "Xi (Leslie)"}),
        ("王小明", "王", {"given": "小明"}),
        ("王 小明", "王", {"given": "小明"}),
        ("欧阳修", "欧阳", {"given": "修"}),
        ("山田太郎", "山田", {"given": "太郎"}),
        ("김철수", "김", {"given": "철수"}),
        ("卡尔·马克思", "马克思", {"given": "卡尔"}),
        ("さくら", "さくら", {}),
        ("Shang*, Yuzhang", "Shang", {"given": "Yuzhang"}),
        ("Ada Lovelace¹²*", "Lovelace", {"given": "Ada"}),
    ],
)
def test_name_is_parted_by_its_form(text, family, rest):
    assert parse_name(text).as_csl() == {"family": family, **rest}


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("World Health Organization", "World Health Organization"),
        ("Babbage and Daughters,", "Babbage and Daughters"),
        ("The Royal Observers", "The Royal Observers"),
        ("Gemini Team, Google", "Gemini Team, Google"),
        ("Team, Gemini", "Gemini Team"),
        ("Department of Physics, University of X", "Department of Physics, University of X"),
        ("{NASA}", "NASA"),
    ],
)
def test_organization_is_kept_whole(text, literal):
    assert parse_name(text).as_csl() == {"literal": literal}


def test_name_in_the_other_script_is_told_too():
    for text in ("Xiaoming Wang (王小明)", "王小明 (Xiaoming Wang)"):
        name = parse_name(text)
        assert (name.family, name.given, name.original) == ("Wang", "Xiaoming", "王小明")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace*†", ("Ada Lovelace", "*†")),
        ("∗ Ada Lovelace", ("Ada Lovelace", "∗")),
        ("Ada Lovelace1", ("Ada Lovelace1", "")),
        ("Lovelace‡, Ada", ("Lovelace, Ada", "‡")),
        ("Ada Lovelace²,*", ("Ada Lovelace", "²*")),
        ("*", ("", "*")),
    ],
)
def test_marks_are_taken_off_and_told(text, expected):
    assert strip_marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parkes-Loach PS", {"family": "Parkes-Loach", "given": "PS"}),
        ("Smith JAB Jr", {"family": "Smith", "given": "JAB", "suffix": "Jr"}),
        ("De Souza E Silva JM", {"family": "De Souza E Silva", "given": "JM"}),
        ("van Gogh V", {"family": "Gogh", "given": "V", "non-dropping-particle": "van"}),
        ("Lovelace, Ada", {"family": "Lovelace", "given": "Ada"}),
        ("WHO Study Group", {"literal": "WHO Study Group"}),
    ],
)
def test_initials_behind_the_family_name(text, expected):
    assert parse_initials(text).as_csl() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Lovelace, Ada", ["Lovelace, Ada"]),
        ("van der Berg, Jan Peter", ["van der Berg, Jan Peter"]),
        ("Lovelace, Ada; Babbage, Charles", ["Lovelace, Ada", "Babbage, Charles"]),
        ("Lovelace, Ada and Babbage, Charles", ["Lovelace, Ada", "Babbage, Charles"]),
        ("Ada Lovelace, Charles Babbage and Al Jazari", "Ada Lovelace|Charles Babbage|Al Jazari"),
        ("Ada Lovelace, Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Ada Lovelace, and Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Kim D and Lee SY", ["Kim D", "Lee SY"]),
        ("Smith, J., Doe, A.B.", ["Smith, J.", "Doe, A.B."]),
        ("Smith, J., Doe, A. B., & Roe, C.", ["Smith, J.", "Doe, A. B.", "Roe, C."]),
        ("M. King, Jr., A. Turing", ["M. King, Jr.", "A. Turing"]),
        ("王小明, 李雷", ["王小明", "李雷"]),
        ("王小明、李雷", ["王小明", "李雷"]),
        ("Ada Lovelace\nCharles Babbage", ["Ada Lovelace", "Charles Babbage"]),
    ],
)
def test_byline_is_split_at_names(text, expected):
    names = expected.split("|") if isinstance(expected, str) else expected
    assert split_names(text) == (names, False)


@pytest.mark.parametrize("end", [", et al.", " et al", " and others", ", ..."])
def test_byline_that_was_cut_says_so(end):
    assert split_names(f"Lee SY, Kim D{end}") == (["Lee SY", "Kim D"], True)


@given(st.text())
def test_any_text_is_read_without_fail(text):
    names, _ = split_names(text)
    for name in (text, *names):
        parse_name(name)
        parse_initials(name)


@pytest.mark.parametrize("piece", ["*", ", ", "a ", "( ", " and ", "\n", "王", "A. "])
def test_long_text_costs_no_more_than_its_length(piece):
    names, _ = split_names(piece * 100_000)
    parse_name(piece * 100_000)
    assert len(names) <= 100_000


@pytest.mark.parametrize("text", ["S.H. Low", "R.A. Fisher", "J.-P. Serre", "J.R.R. Tolkien"])
def test_initials_without_spaces_are_no_family_name_in_capitals(text):
    given, family = text.split()
    name = parse_name(text)
    assert (name.given, name.family) == (given, family)
