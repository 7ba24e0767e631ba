"""Names of people as they compare: whether two spellings can be one person's, and in what way.

Nothing here knows the database or any paper: `spell` takes a name apart, `blocks` gives the keys
under which its other spellings are found, `compare` says what two spellings have in common.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product

from portal.kit.text import fold
from researchers.name_lists import (
    CHINESE,
    CHINESE_COMPOUND,
    CROWDED_ELSEWHERE,
    KOREAN,
    LOOKALIKES,
    PARTICLES,
    PINYIN,
    SHORT_FORMS,
    SUFFIXES,
    VIETNAMESE,
)

BLOCK_LENGTH = 40
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\u3040-\u30ff々〆]")
_ALIAS = re.compile(r"""[(\[（]([^)\]）]*)[)\]）]|["“”]([^"“”]+)["“”]|(?<!\w)'(\w+)'(?!\w)""")
_DASHES = re.compile("[-\u2010-\u2015\u2212\ufe63\uff0d\u00ad\u30fb\u00b7]+")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
     "Å": "Aa", "Ø": "Oe"}
)  # fmt: skip


class Kind(IntEnum):
    """What two spellings have in common, the least first; CONTRARY speaks against one person."""

    CONTRARY = -1
    DIFFERENT = 0
    FAMILY_ONLY = 1
    SOUND = 2
    NEAR = 3
    SWAPPED = 4
    PART = 5
    SHORT_FORM = 6
    INITIALS = 7
    MIDDLE = 8
    EQUAL = 9


class Crowd(IntEnum):
    """How many people can be expected to bear one name."""

    RARE = 0
    SHARED = 1
    CROWDED = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two spellings have in common, with words for people."""

    kind: Kind
    words: str

    def __bool__(self) -> bool:
        return self.kind > Kind.DIFFERENT


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name as it compares: folded words, particles, suffix and marks taken off.

    `given` keeps the hyphen of a compound ("jean-pierre"); an initial is a word of one letter.
    `expanded` is the joined name with ü written ue, "" where that changes nothing. `original` is
    the name in Chinese, Japanese or Korean script. An organization has only `whole`.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    suffix: str = ""
    expanded: str = ""
    original: str = ""
    whole: str = ""

    @property
    def joined(self) -> str:
        """All words of the name in order, without anything between."""
        return "".join(self.given).replace("-", "") + "".join(self.family)

    @property
    def is_organization(self) -> bool:
        return bool(self.whole)

    @property
    def is_spelled_out(self) -> bool:
        """Whether the first given name is more than an initial."""
        return bool(self.given) and len(self.given[0].split("-")[0]) > 1


def spell(
    *,
    given: str = "",
    family: str = "",
    particle: str = "",
    suffix: str = "",
    literal: str = "",
    original: str = "",
) -> Spelling:
    """Return the name as it compares. Any part may be missing or hold what belongs to another.

    A name written "Family, Given" in one part is read so; `particle` is any of both kinds.
    """
    if literal:
        return Spelling(whole=fold(literal) or literal.casefold())
    return _spell(given, family, particle, suffix, original)


def spell_whole(name: str, family: str = "") -> Spelling:
    """Return a name that is told in one piece; `family` is what it may end or begin with."""
    if "," in name:
        return spell(family=name)
    if family and name.endswith(f" {family}"):
        return spell(given=name.removesuffix(f" {family}"), family=family)
    if family and name.startswith(f"{family} "):
        return spell(given=name.removeprefix(f"{family} "), family=family)
    given, _, last = name.rpartition(" ")
    return spell(given=given, family=last)


@lru_cache(maxsize=65_536)
def _spell(given: str, family: str, particle: str, suffix: str, original: str) -> Spelling:
    text = f"{given} {family}"
    if not text.isascii() and re.search("[\u0370-\u04ff]", text) and re.search("[A-Za-z]", text):
        given, family = given.translate(LOOKALIKES), family.translate(LOOKALIKES)
    if _HAN.search(text):
        original = original or re.sub(r"[\s·,，]+", "", family + given)
        if not given or not family:
            given, family = _split_original(family + given)
    if "," in family:
        family, _, rest = family.partition(",")
        if fold(rest) in SUFFIXES:
            suffix = suffix or rest
        else:
            given = f"{rest} {given}"
    aliases: list[str] = []
    if _ALIAS.search(given):
        for found in _ALIAS.finditer(given):
            aliases += _words(next(filter(None, found.groups()), ""))
        given = _ALIAS.sub(" ", given)
    if " " in family or not given:
        family, suffix = _without_suffix(family, suffix)
    if " " in given:
        given, suffix = _without_suffix(given, suffix)
    capitals = given.isupper() and not family.isupper()
    first = _given_words(given, capitals=capitals)
    last = [word for part in family.split() for word in _DASHES.sub(" ", part).split()]
    last = [word for part in last for word in _words(part)]
    while len(first) > 1 and first[-1] in PARTICLES and len(first[-1]) > 1 and last:
        first.pop()  # "Rob van der" + "Goot"
    core = [word for word in last if word not in PARTICLES] or last
    expanded = ""
    if not text.isascii():
        wide = text.translate(_UMLAUTS)
        if wide != text:
            expanded = _spell(given.translate(_UMLAUTS), family.translate(_UMLAUTS), "", "", "")
            expanded = expanded.joined
    return Spelling(
        given=tuple(first or aliases[:1]),
        family=tuple(core),
        aliases=tuple(aliases),
        suffix=SUFFIXES.get(fold(suffix), ""),
        expanded=expanded,
        original=re.sub(r"[\s·,，]+", "", original) if _HAN.search(original) else "",
    )


def _words(text: str) -> list[str]:
    """Return the folded words of `text`, dots and commas between them."""
    if text.isascii() and text.isalpha():
        return [text.lower()]
    return fold(text).split()


def _given_words(text: str, *, capitals: bool) -> list[str]:
    found = []
    for part in re.split(r"[\s.,]+", text):
        if not part:
            continue
        if part.isascii() and part.isalpha():
            word = part.lower()
            if len(part) in {2, 3} and part.isupper() and capitals and word not in PINYIN:
                found += word  # "CD": two initials
            else:
                found.append(word)
            continue
        compound = [word for piece in _DASHES.split(part) for word in _words(piece)]
        if compound and all(len(word) == 1 for word in compound):
            found += compound
        elif compound:
            found.append("-".join(compound))
    return found


def _without_suffix(text: str, suffix: str) -> tuple[str, str]:
    words = text.split()
    if len(words) > 1 and (last := words[-1].strip(".,").lower()) in SUFFIXES and not suffix:
        return " ".join(words[:-1]).rstrip(","), last
    return text, suffix


def _split_original(text: str) -> tuple[str, str]:
    """Return given and family name of a name in one piece, family first as the script has it."""
    text = re.sub(r"[\s·]+", "", text)
    cut = 2 if text[:2] in CHINESE_COMPOUND or len(text) > 3 else 1
    return text[cut:], text[:cut]


@lru_cache(maxsize=65_536)
def blocks(name: Spelling) -> frozenset[str]:
    """Return the keys under which spellings of the same person are found, each at most 40 long.

    Two spellings for which `compare` says more than DIFFERENT nearly always share one.
    """
    if name.whole:
        return frozenset({f"={name.whole}"[:BLOCK_LENGTH]})
    found = {f"#{name.original}"[:BLOCK_LENGTH]} if name.original else set()
    families = {_loose(name.family[-1]), _loose(name.family[0])} if name.family else set()
    given = [part.split("-")[0] for part in (*name.given[:2], *name.aliases[:1])]
    letters = {word[0] for word in given[:1]} | {word[0] for word in given[1:] if len(word) > 2}
    for word in given[:1]:
        letters |= {other[0] for other in SHORT_FORMS.get(word, ())}
    if not letters:
        letters = {""}
    found |= {
        f"{family[: BLOCK_LENGTH - 2]}:{letter}" for family, letter in product(families, letters)
    }
    if name.given and name.family and len(name.given[0]) > 1:  # written the other way round
        swapped = _loose(name.given[0].replace("-", ""))[: BLOCK_LENGTH - 2]
        found.add(f"{swapped}:{name.family[0][0]}")
    return frozenset(found)


def _loose(word: str) -> str:
    """Return `word` without what spellings differ in: ue for ü, doubled letters."""
    return re.sub(r"(.)\1+", r"\1", re.sub("([aou])e", r"\1", word)) if len(word) > 3 else word


def crowd(name: Spelling) -> Crowd:
    """Return how many people can be expected to bear this name, going by its words alone."""
    if name.whole or name.original:
        return Crowd.RARE
    if not name.is_spelled_out:
        return Crowd.CROWDED if _in_crowd(name.family) or len(name.given) < 2 else Crowd.SHARED
    if len(name.family) != 1 or not _in_crowd(name.family):
        return Crowd.RARE
    family, syllables = name.family[0], _syllables("".join(name.given))
    if (family in CHINESE or family in KOREAN) and syllables:
        return Crowd.CROWDED if syllables == 1 else Crowd.SHARED
    if family in VIETNAMESE and len(name.given) == 1:
        return Crowd.CROWDED
    return Crowd.RARE if len(name.given) > 1 else Crowd.SHARED


def _in_crowd(family: tuple[str, ...]) -> bool:
    return len(family) == 1 and any(
        family[0] in names for names in (CHINESE, KOREAN, VIETNAMESE, CROWDED_ELSEWHERE)
    )


@lru_cache(maxsize=16_384)
def _syllables(word: str) -> int:
    """Return of how many syllables of pinyin `word` is made, at most 3; 0 if of none."""
    word = word.replace("-", "")
    if word in PINYIN:
        return 1
    cuts = [cut for cut in range(1, len(word)) if word[:cut] in PINYIN]
    if any(word[cut:] in PINYIN for cut in cuts):
        return 2
    return 3 if len(word) < 16 and any(_syllables(word[cut:]) for cut in cuts) else 0


def compare(a: Spelling, b: Spelling) -> Likeness:
    """Return what two spellings have in common. Symmetric; EQUAL for a name and itself."""
    if a.whole or b.whole:
        same = a.whole == b.whole
        return _EQUAL if same else Likeness(Kind.DIFFERENT, "names of different organizations")
    if a.suffix and b.suffix and a.suffix != b.suffix:
        one, other = sorted((a.suffix, b.suffix))
        return Likeness(Kind.CONTRARY, f"{one} and {other} are two people")
    if a.original and b.original:
        return _compare_original(a, b)
    ours, theirs = a.joined, b.joined
    if ours == theirs:
        return _EQUAL if ours else _NOTHING
    if (a.expanded or b.expanded) and {ours, a.expanded} & {theirs, b.expanded} - {""}:
        return _EQUAL
    best = _compare_words(a, b)
    if not best and a.given and b.given and (_swapped(a) == theirs or ours == _swapped(b)):
        return Likeness(Kind.SWAPPED, "family and given name the other way round")
    return best


_EQUAL = Likeness(Kind.EQUAL, "the same name")
_NOTHING = Likeness(Kind.DIFFERENT, "no name to compare")
_OTHER_FAMILY = Likeness(Kind.DIFFERENT, "different family names")
_OTHER_GIVEN = Likeness(Kind.DIFFERENT, "different given names")


def _swapped(name: Spelling) -> str:
    return "".join(name.family) + "".join(name.given).replace("-", "")


def _compare_original(a: Spelling, b: Spelling) -> Likeness:
    if a.original == b.original:
        return Likeness(Kind.EQUAL, f"the same name in its own script, {a.original}")
    one, other = sorted((a.original, b.original))
    if a.joined == b.joined and len(one) == len(other):
        return Likeness(Kind.SOUND, f"{one} and {other} sound alike but are written differently")
    return Likeness(Kind.CONTRARY, f"{one} is not {other}")


def _compare_words(a: Spelling, b: Spelling) -> Likeness:
    """Compare names that are not equal as a whole: the family name first, then the given ones."""
    if not a.family or not b.family:
        return _OTHER_FAMILY
    given, others, note = a.given, b.given, None
    fa, fb = "".join(a.family), "".join(b.family)
    if fa != fb:
        if (a.expanded or b.expanded) and _loose(fa) == _loose(fb):
            pass
        elif a.family[-1] == b.family[-1]:
            # Parts of a double name stand in either field, or are left out.
            given, others = (*a.given, *a.family[:-1]), (*b.given, *b.family[:-1])
            note = Likeness(Kind.PART, "one of the family names is missing")
        elif a.family[0] == b.family[0] or _starts(a, b) or _starts(b, a):
            note = Likeness(Kind.PART, "one of the family names is missing")
        elif _near(fa, fb) and a.is_spelled_out and b.is_spelled_out:
            one, other = sorted((fa, fb))
            note = Likeness(Kind.NEAR, f"family names spelled nearly alike: {one}, {other}")
        else:
            return _OTHER_FAMILY
    found = _compare_given(a, b, given, others)
    if note is None or not found:
        return found
    return min(found, note, key=lambda likeness: likeness.kind)


def _starts(a: Spelling, b: Spelling) -> bool:
    return len(b.family) > 1 and a.family == b.family[: len(a.family)]


def _compare_given(
    a: Spelling, b: Spelling, ours: tuple[str, ...], theirs: tuple[str, ...]
) -> Likeness:
    if not ours or not theirs:
        if not ours and not theirs:
            return _EQUAL
        return Likeness(Kind.FAMILY_ONLY, "only the family name is told")
    if _join(ours) == _join(theirs):
        return _EQUAL
    first = _compare_first(ours, theirs)
    if not first:
        if set(a.aliases) & set(theirs[:1]) or set(b.aliases) & set(ours[:1]):
            return Likeness(Kind.SHORT_FORM, "the name in brackets is the other's first name")
        return _first_missing(ours, theirs)
    rest = _compare_rest(ours[1:], theirs[1:])
    if rest is None:
        one, other = sorted((_print(ours[1:]), _print(theirs[1:])))
        return Likeness(Kind.CONTRARY, f"different middle names: {one} and {other}")
    if first.kind == Kind.EQUAL and rest.kind == Kind.MIDDLE:
        one, other = sorted((_join(ours), _join(theirs)), key=_by_length)
        if _syllables(one) == 1 and _syllables(other) == 2:
            return Likeness(Kind.PART, f"{one} may be short for {other}")
    return min(first, rest, key=lambda likeness: likeness.kind)


def _compare_first(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    one, other = sorted((ours[0], theirs[0]), key=_by_length)
    if one == other:
        return _EQUAL
    if len(one) == 1:
        return Likeness(Kind.INITIALS, "the initials fit") if other[0] == one else _OTHER_GIVEN
    if one in SHORT_FORMS.get(other, ()):
        return Likeness(Kind.SHORT_FORM, f"{one} can stand for {other}")
    plain, long = one.replace("-", ""), other.replace("-", "")
    if plain == long:
        return _EQUAL
    if 0 < _syllables(plain) < 3 and 0 < _syllables(long) < 3:
        return _OTHER_GIVEN
    if len(plain) > 2 and long.startswith(plain):
        return Likeness(Kind.SHORT_FORM, f"{one} may be short for {other}")
    if _near(plain, long):
        return Likeness(Kind.NEAR, f"given names spelled nearly alike: {one}, {other}")
    return _OTHER_GIVEN


def _first_missing(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """Compare when one of the two leaves out its first given name."""
    for one, other in ((ours, theirs), (theirs, ours)):
        if len(one) > 1 and len(one[1]) > 2 and one[1] == other[0]:
            return Likeness(Kind.PART, f"the first name {one[0]} may have been left out")
    return _OTHER_GIVEN


def _compare_rest(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness | None:
    """Compare middle names, None where they contradict each other."""
    if ours == theirs or _join(ours) == _join(theirs):
        return _EQUAL
    short, long = sorted((ours, theirs), key=len)
    if not short:
        return Likeness(Kind.MIDDLE, "one spelling leaves out the middle name")
    flat = [word for part in long for word in part.split("-")]
    for words in (list(long), flat):
        left, fits = iter(words), True
        for part in short:
            if not any(_fits(part, word) for word in left):
                fits = False
                break
        if fits:
            return Likeness(Kind.MIDDLE, "the middle names fit")
    return None


def _fits(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other or one.replace("-", "") == other.replace("-", "")


def _near(one: str, other: str) -> bool:
    """Return whether two words of six letters or more differ by one letter or by ue for u."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < 5 or len(other) - len(one) > 2:
        return False
    if _loose(one) == _loose(other):
        return True
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        same_end = one[start + 1 :] == other[start + 1 :]
        return same_end or (
            one[start : start + 2] == other[start : start + 2][::-1]
            and one[start + 2 :] == other[start + 2 :]
        )
    return one[start:] == other[start + 1 :]


def _by_length(word: str) -> tuple[int, str]:
    return len(word), word


def _join(parts: tuple[str, ...]) -> str:
    return "".join(parts).replace("-", "")


def _print(parts: tuple[str, ...]) -> str:
    return " ".join(f"{part.upper()}." if len(part) == 1 else part.title() for part in parts)
