"""The own name in citations of any style: strong where the style put it, and nothing else changed.

What styles print is what citeproc-js 2.4.63 made of marked names, shortened.
"""

import re

import pytest

from publications.cv.own_name import END, FIRST, marked, unmarked
from publications.records import Name, Record

PAGE = "https://example.org/researchers/me/"
LUO = Name(family="Luo", given="Michael", page=PAGE)
TEAM = Name(literal="The Team")


def as_printed(text: str) -> str:
    """Return what a style printed: "<2:Luo>" stands for a marked name at the place 2."""
    return re.sub(r"<(\d+):([^>]*)>", lambda m: f"{chr(FIRST + int(m[1]))}{m[2]}{END}", text)


def test_only_the_own_name_and_signed_names_are_marked() -> None:
    names = (Name(family="Dubey", given="R.", equal_group=1), TEAM, LUO, Name(family="Berg"))
    told = marked(Record(title="Notes", authors=names), PAGE)
    assert [name.family_name for name in told.authors] == [
        as_printed("<0:Dubey>"), "The Team", as_printed("<2:Luo>"), "Berg",
    ]  # fmt: skip
    assert told.but(authors=names) == Record(title="Notes", authors=names)
    assert marked(Record(authors=(TEAM, LUO)), "") == Record(authors=(TEAM, LUO))


@pytest.mark.parametrize(
    ("style", "printed", "expected"),
    [
        ("apa", "Dubey, R., <1:Luo>, M., &#38; Berg, J.-P. (2020).",
         "Dubey, R., <strong>Luo, M.</strong>, &#38; Berg, J.-P. (2020)."),
        ("ieee", "R. Dubey, M. <1:Luo>, and J.-P. Berg, “Notes,”",
         "R. Dubey, <strong>M. Luo</strong>, and J.-P. Berg, “Notes,”"),
        ("vancouver", "Dubey R, <1:Luo> M, Berg JP.", "Dubey R, <strong>Luo M</strong>, Berg JP."),
        ("acm", "Rachit Dubey, Michael <1:Luo>, and",
         "Rachit Dubey, <strong>Michael Luo</strong>, and"),
        ("chicago", "<1:Luo>, Michael, and Jean-Paul Berg. 2020. “Michael”",
         "<strong>Luo, Michael</strong>, and Jean-Paul Berg. 2020. “Michael”"),
        ("mla", "Dubey, Rachit, et al. “Notes.”", "Dubey, Rachit, et al. “Notes.”"),
        ("small caps", '<span class="small-caps"><1:Luo></span>, M.',
         '<span class="small-caps"><strong>Luo</strong></span>, M.'),
        ("initial of another", "Adam. <1:Luo>, Mary", "Adam. <strong>Luo</strong>, Mary"),
    ],
)  # fmt: skip
def test_own_name_is_strong_with_its_given_name(style: str, printed: str, expected: str) -> None:
    record = Record(authors=(Name(family="Dubey", given="Rachit"), LUO))
    assert unmarked(as_printed(printed), record, PAGE) == expected


@pytest.mark.parametrize(
    ("name", "printed", "expected"),
    [
        (Name(family="Berg", given="Jean-Paul", non_dropping_particle="van der", page=PAGE),
         "M. Luo, J.-P. van der <0:Berg>, and", "M. Luo, <strong>J.-P. van der Berg</strong>, and"),
        (Name(family="Berg", given="Jean-Paul", non_dropping_particle="van der", page=PAGE),
         "van der <0:Berg> JP, Luo", "<strong>van der Berg JP</strong>, Luo"),
        (Name(family="Beethoven", given="Ludwig", dropping_particle="van", suffix="Jr.", page=PAGE),
         "<0:Beethoven>, L. van, Jr., &#38; Plato",
         "<strong>Beethoven, L. van, Jr.</strong>, &#38; Plato"),
        (Name(family="Griffiths", given="Thomas L.", page=PAGE),
         "<0:Griffiths>, T.L., 2020", "<strong>Griffiths, T.L.</strong>, 2020"),
        (Name(family="李", given="明", page=PAGE), "<0:李>明. Notes",
         "<strong>李明</strong>. Notes"),
        (Name(family="Plato", page=PAGE), "<0:Plato>. Notes", "<strong>Plato</strong>. Notes"),
        (Name(literal="The Team", page=PAGE), "Luo, M. & <0:The Team>",
         "Luo, M. & <strong>The Team</strong>"),
        (Name(family="O&#39;Neil", given="(A", page=PAGE), "<0:O&#39;Neil>, (A",
         "<strong>O&#39;Neil, (A</strong>"),
        (Name(family="Dubey", given="Rachit", equal_group=2), "<0:Dubey>, R., Luo",
         'Dubey, R.<sup class="sign">†</sup>, Luo'),
        (Name(family="Dubey", given="Rachit", equal_group=1, page=PAGE), "R. <0:Dubey>",
         '<strong>R. Dubey</strong><sup class="sign">*</sup>'),
    ],
)  # fmt: skip
def test_parts_of_a_name_are_strong_together_and_signs_follow(
    name: Name, printed: str, expected: str
) -> None:
    assert unmarked(as_printed(printed), Record(authors=(name,)), PAGE) == expected


def test_names_beyond_the_room_for_marks_stay_as_they_are() -> None:
    many = (*[TEAM] * (ord(END) - FIRST), LUO)
    assert marked(Record(authors=many), PAGE).authors[-1] == LUO
