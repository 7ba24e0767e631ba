"""Names as they compare: every way in which one person is written, and two people are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from researchers.name_lists import PARTICLES, SUFFIXES
from researchers.names import Crowd, Kind, Spelling, blocks, compare, crowd, spell


def name(text: str) -> Spelling:
    """Return the spelling of "Given|Family", or of an organization written "=Name"."""
    if text.startswith("="):
        return spell(literal=text[1:])
    given_name, _, family = text.rpartition("|")
    return spell(given=given_name, family=family)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ilse|Grünwald", "Ilse|Gruenwald"),
        ("Ilse|Grünwald", "Ilse|Grunwald"),
        ("Bjørn|Sæther", "BJOERN|SAETHER"),
        ("Zoë|Muñoz", "zoe|munoz"),
        ("Wen-Lan|Qi", "Wenlan|Qi"),
        ("Wen-Lan|Qi", "Wen Lan|Qi"),
        ("Seán|O’Hare", "Sean|O'Hare"),
        ("C. D.|Marlow", "CD|Marlow"),
        ("C. D.|Marlow", "C.D.|Marlow"),
        ("J.-P.|Tournel", "J. P.|Tournel"),
        ("Yi (Nora)|Sheng", "Yi|Sheng"),
        ("Rolf van den|Velde", "Rolf|van den Velde"),
        ("Rolf|van den Velde", "Rolf|Velde"),
        ("|Marlow, Clive Dean", "Clive Dean|Marlow"),
        ("Clive|Marlow, Jr.", "Clive|Marlow Jr"),
        ("Edna P.|Roche", "Edna|P. Roche"),
        ("Inés Prado|Quiroga", "Inés|Prado-Quiroga"),
        ("Аnnа|Реtrоvа", "Anna|Petrova"),  # some letters of the first are Cyrillic
        ("Анна|Петрова", "Anna|Petrova"),
        ("|安晓岚", "晓岚|安"),
        ("|安晓岚", "Xiaolan|An"),
        ("Xiaolan (安晓岚)|An", "|安晓岚"),
        ("|Melusine", "|melusine"),
        ("=Obs. of Paris", "=obs of paris"),
        ("Tor Hsin|Wu", "Tor-Hsin|Wu"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert compare(name(one), name(other)).kind == Kind.EQUAL


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Clive|Marlow", "Clive D.|Marlow", Kind.MIDDLE),
        ("Clive D.|Marlow", "Clive Dean|Marlow", Kind.MIDDLE),
        ("Inga R. S.|Holt", "Inga Ruth Sol|Holt", Kind.MIDDLE),
        ("C.|Marlow", "Clive|Marlow", Kind.INITIALS),
        ("CD|Marlow", "Clive Dean|Marlow", Kind.INITIALS),
        ("W. L.|Qi", "Wen-Lan|Qi", Kind.INITIALS),
        ("Bill|Tarn", "William|Tarn", Kind.SHORT_FORM),
        ("Yi (Nora)|Sheng", "Nora|Sheng", Kind.SHORT_FORM),
        ("Nirup|Bose", "Nirupam|Bose", Kind.PART),
        ("Bill|Tarn", "William Roy|Tarn", Kind.PART),
        ("Omar Tasnim|Haddad", "Tasnim|Haddad", Kind.PART),
        ("Rosa|Campo", "Rosa|Campo-Rey", Kind.FAMILY_PART),
        ("Rosa|Campo Rey", "Rosa|Rey", Kind.FAMILY_PART),
        ("Rosa L.|Rey", "Rosa|Lunar Rey", Kind.FAMILY_PART),
        ("Clive|Marlow", "Clive|Marlow Jr.", Kind.SUFFIX),
        ("Anh Tu|Luong", "Luong Anh|Tu", Kind.SWAPPED),
        ("Bo|Han", "Han|Bo", Kind.SWAPPED),
        ("Keniichiro|Sumida", "Keniichro|Sumida", Kind.NEAR),
        ("Adele|Polianska", "Adele|Poljanska", Kind.NEAR),
        ("Ilse|Gruenwald", "Ilse|Grunwald", Kind.NEAR),
        ("|安晓岚", "|安晓兰", Kind.SOUND),
        ("|Melusine", "Ada|Melusine", Kind.FAMILY_ONLY),
    ],
)
def test_what_two_spellings_have_in_common(one, other, kind):
    found = compare(name(one), name(other))
    assert found.kind == kind
    assert found.words
    assert kind == Kind.FAMILY_ONLY or blocks(name(one)) & blocks(name(other))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Clive D.|Marlow", "Clive J.|Marlow", Kind.CONTRARY),
        ("Clive|Marlow Jr.", "Clive|Marlow Sr.", Kind.CONTRARY),
        ("|安晓岚", "|安国", Kind.CONTRARY),
        ("Clive|Marlow", "Clara|Marlow", Kind.DIFFERENT),
        ("Clive|Marlow", "Clive|Barlow-Day", Kind.DIFFERENT),
        ("Wen|Qi", "Wenlan|Qi", Kind.DIFFERENT),
        ("Lan|Zhang", "Lan|Zheng", Kind.DIFFERENT),
        ("Chengfei|Gao", "Shengfei|Gao", Kind.DIFFERENT),
        ("=Team A", "=Team B", Kind.DIFFERENT),
        ("=Melusine", "|Melusine", Kind.DIFFERENT),
        ("|", "|", Kind.DIFFERENT),
    ],
)
def test_names_of_two_people_are_told_apart(one, other, kind):
    found = compare(name(one), name(other))
    assert found.kind == kind
    assert not found


def test_contradiction_is_told_in_words():
    found = compare(name("Clive D.|Marlow"), name("Clive Jon|Marlow"))
    assert found.words == "different middle names: D. and Jon"


def test_same_characters_romanized_in_two_ways_are_not_quite_equal():
    found = compare(
        spell(given="Chengfei", family="Gao", original="高盛飞"),
        spell(given="Shengfei", family="Gao", original="高盛飞"),
    )
    assert (found.kind, found.words) == (
        Kind.MIDDLE,
        "the same name in its own script, 高盛飞, though romanized in two ways",
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Lan|Zhang", Crowd.CROWDED),
        ("Thu|Nguyen", Crowd.CROWDED),
        ("|安岚", Crowd.CROWDED),
        ("Q.|Zhang", Crowd.CROWDED),
        ("W.|Ostrowicz", Crowd.CROWDED),
        ("W. K.|Ostrowicz", Crowd.SHARED),
        ("Xiaolan|Zhang", Crowd.SHARED),
        ("Mary|Smith", Crowd.SHARED),
        ("|安晓岚", Crowd.SHARED),
        ("|Melusine", Crowd.SHARED),
        ("|Li", Crowd.CROWDED),
        ("|Lan Zhang", Crowd.CROWDED),
        ("|Wanda Ostrowicz", Crowd.RARE),
        ("Mary Edith|Smith", Crowd.RARE),
        ("Wanda|Ostrowicz", Crowd.RARE),
        ("=Team A", Crowd.RARE),
    ],
)
def test_crowd_says_how_common_a_name_is(text, level):
    assert crowd(name(text)) == level


WORDS = st.text("abcdefghijklmnopqrstuvwyzéüøñçłß", min_size=3, max_size=9).filter(
    lambda word: word not in PARTICLES and word not in SUFFIXES
)
PARTS = st.one_of(WORDS, WORDS, st.sampled_from("ABCDJM").map("{}.".format))
GIVEN = st.lists(PARTS, min_size=1, max_size=3).map(" ".join)
NAMES = st.builds(
    lambda given_name, family, suffix: spell(given=given_name, family=family, suffix=suffix),
    GIVEN,
    st.lists(WORDS, min_size=1, max_size=2).map(" ".join),
    st.sampled_from(["", "", "Jr.", "III"]),
)
FEW = st.sampled_from(
    [
        name(f"{given_name}|{family}")
        for given_name in ("", "A.", "A. B.", "Ana", "Ana B.", "Ana Bel", "Anabel", "B. Ana", "Bel")
        for family in ("Rey", "Rey Sol", "Sol", "Sol-Rey", "Ana", "Rey Jr.", "Róy", "Reyes", "岚")
    ]
)


@given(st.one_of(st.tuples(NAMES, NAMES), st.tuples(FEW, FEW)))
def test_compare_is_symmetric(pair):
    one, other = pair
    assert compare(one, other) == compare(other, one)
    assert compare(one, one).kind == Kind.EQUAL


@given(GIVEN, st.lists(WORDS, min_size=1, max_size=2))
def test_case_accents_and_spacing_make_no_other_name(given_name, words):
    family = " ".join(words)
    plain = spell(given=given_name, family=family)
    spaced = given_name.replace(" ", "  ").replace(".", ". ")
    for other in (
        spell(given=given_name.upper(), family=family.upper()),
        spell(given=f" {spaced}", family="-".join(words)),
        spell(family=f"{family}, {given_name}"),
        spell(given=given_name.replace("é", "e\u0301"), family=family.replace("ñ", "n")),
    ):
        assert compare(plain, other).kind == Kind.EQUAL
        assert blocks(plain) & blocks(other)


@given(st.one_of(NAMES, FEW))
def test_blocks_are_few_and_short(spelled):
    keys = blocks(spelled)
    assert 1 <= len(keys) <= 12
    assert max(map(len, keys)) <= 40


@given(st.tuples(FEW, FEW))
def test_alike_names_share_a_block(pair):
    one, other = pair
    if compare(one, other).kind > Kind.FAMILY_ONLY:
        assert blocks(one) & blocks(other)
