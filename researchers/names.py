"""Names of people as they compare: whether two spellings can be one person's, and in what way.

`spell` takes a name apart, `blocks` gives the keys under which its other spellings are found,
`crowd` says how many may bear it, `compare` what two spellings have in common. Nothing here knows
the database or any paper.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from researchers.name_lists import SHORT_FORMS
from researchers.spelling import Crowd, Spelling, blocks, crowd, loose, spell, syllables

__all__ = ["Crowd", "Kind", "Likeness", "Spelling", "blocks", "compare", "crowd", "spell"]


class Kind(IntEnum):
    """What two spellings have in common, the least first; CONTRARY speaks against one person."""

    CONTRARY = -1
    DIFFERENT = 0
    FAMILY_ONLY = 1
    SOUND = 2
    NEAR = 3
    SWAPPED = 4
    SUFFIX = 5
    PART = 6
    FAMILY_PART = 7
    SHORT_FORM = 8
    INITIALS = 9
    MIDDLE = 10
    EQUAL = 11


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two spellings have in common, with words for people."""

    kind: Kind
    words: str

    def __bool__(self) -> bool:
        return self.kind > Kind.DIFFERENT


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
    if a.suffix != b.suffix:
        found = _compare_plain(a, b)
        note = Likeness(Kind.SUFFIX, f"only one of the two is {a.suffix or b.suffix}")
        return min(found, note, key=lambda likeness: likeness.kind)
    return _compare_plain(a, b)


def _compare_plain(a: Spelling, b: Spelling) -> Likeness:
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
        is_same = a.joined == b.joined
        kind = Kind.EQUAL if is_same else Kind.MIDDLE
        how = "" if is_same else ", though romanized in two ways"
        return Likeness(kind, f"the same name in its own script, {a.original}{how}")
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
        if (a.expanded or b.expanded) and loose(fa) == loose(fb):
            pass
        elif a.family[-1] == b.family[-1]:
            # Parts of a double name stand in either field, or are left out.
            given, others = (*a.given, *a.family[:-1]), (*b.given, *b.family[:-1])
            note = Likeness(Kind.FAMILY_PART, "one of the family names is missing")
        elif a.family[0] == b.family[0] or _starts(a, b) or _starts(b, a):
            note = Likeness(Kind.FAMILY_PART, "one of the family names is missing")
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
    if _join(ours) == _join(theirs):
        return _EQUAL
    if not ours or not theirs:
        return Likeness(Kind.FAMILY_ONLY, "only the family name is told")
    if first := _compare_first(ours[0], theirs[0]):
        return _compare_others(first, ours, theirs)
    if set(a.aliases) & set(theirs[:1]) or set(b.aliases) & set(ours[:1]):
        return Likeness(Kind.SHORT_FORM, "the name in brackets is the other's first name")
    return _first_missing(ours, theirs)


def _compare_others(first: Likeness, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """Compare the middle names, where the first ones have `first` in common."""
    rest = _compare_rest(ours[1:], theirs[1:])
    if rest is None:
        one, other = sorted((_print(ours[1:]), _print(theirs[1:])))
        return Likeness(Kind.CONTRARY, f"different middle names: {one} and {other}")
    if first.kind == Kind.EQUAL and rest.kind == Kind.MIDDLE:
        one, other = sorted((_join(ours), _join(theirs)), key=_by_length)
        if syllables(one) == 1 and syllables(other) == 2:
            return Likeness(Kind.PART, f"{one} may be short for {other}")
    if first.kind == Kind.SHORT_FORM and rest.kind == Kind.MIDDLE:
        return Likeness(Kind.PART, f"{first.words}, and {rest.words}")
    return min(first, rest, key=lambda likeness: likeness.kind)


@lru_cache(maxsize=131_072)
def _compare_first(ours: str, theirs: str) -> Likeness:
    one, other = sorted((ours, theirs), key=_by_length)
    plain, long = one.replace("-", ""), other.replace("-", "")
    found = _OTHER_GIVEN
    if plain == long:
        found = _EQUAL
    elif len(one) == 1:
        if other[0] == one:
            found = Likeness(Kind.INITIALS, "the initials fit")
    elif one in SHORT_FORMS.get(other, ()):
        found = Likeness(Kind.SHORT_FORM, f"{one} can stand for {other}")
    elif len(plain) > 2 and long.startswith(plain) and not _are_pinyin(plain, long):
        found = Likeness(Kind.PART, f"{one} may be short for {other}")
    elif _near(plain, long):
        found = Likeness(Kind.NEAR, f"given names spelled nearly alike: {one}, {other}")
    return found


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
    """Return whether two words of five letters or more differ by one letter or by ue for u.

    In pinyin every letter counts.
    """
    if _are_pinyin(one, other):
        return False
    if len(one) > len(other):
        one, other = other, one
    if len(one) < 5 or len(other) - len(one) > 2:
        return False
    if loose(one) == loose(other):
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


def _are_pinyin(one: str, other: str) -> bool:
    return 0 < syllables(one) < 3 and 0 < syllables(other) < 3


def _join(parts: tuple[str, ...]) -> str:
    return "".join(parts).replace("-", "")


def _print(parts: tuple[str, ...]) -> str:
    return " ".join(f"{part.upper()}." if len(part) == 1 else part.title() for part in parts)
