"""One name of a person, taken apart: its folded words, the keys it is found by, how common it is.

`researchers.names` compares what this makes; nothing here knows the database.
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
_GAPS = re.compile(r"[\s·・,，]+")
_LATIN = re.compile("[A-Za-z]")
_LIKE_LATIN = re.compile("[\u0370-\u04ff]")
_EMPTY = re.compile(r"[(\[（]\s*[)\]）]")
_DASHES = re.compile("[-\u2010-\u2015\u2212\ufe63\uff0d\u00ad\u30fb\u00b7]+")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
     "Å": "Aa", "Ø": "Oe"}
)  # fmt: skip


class Crowd(IntEnum):
    """How many people can be expected to bear one name."""

    RARE = 0
    SHARED = 1
    CROWDED = 2


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name as it compares: folded words, particles, suffix and marks taken off.

    `given` keeps the hyphen of a compound ("jean-pierre"); an initial is a word of one letter.
    `expanded` is the joined name with ü written ue, "" where that changes nothing. `original` is
    the name in Chinese, Japanese or Korean script, `joined` all words in order with nothing
    between them. An organization has only `whole`.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    suffix: str = ""
    expanded: str = ""
    original: str = ""
    whole: str = ""

    joined: str = ""

    def __hash__(self) -> int:
        return hash(self.joined or self.whole)

    @property
    def is_organization(self) -> bool:
        return bool(self.whole)

    @property
    def is_spelled_out(self) -> bool:
        """Whether the first given name is more than an initial."""
        return bool(self.given) and len(self.given[0].split("-")[0]) > 1


def spell(
    *, given: str = "", family: str = "", suffix: str = "", literal: str = "", original: str = ""
) -> Spelling:
    """Return the name as it compares. Any part may be missing or hold what belongs to another.

    Particles may stand in any part or be left out; "Family, Given" in one part is read so.
    """
    if literal:
        return Spelling(whole=fold(literal) or literal.casefold())
    return _spell(given, family, suffix, original)


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
def _spell(given: str, family: str, suffix: str, original: str) -> Spelling:
    if not (given.isascii() and family.isascii()):
        given, family, original = _in_one_script(given, family, original)
    if "," in family:
        family, _, rest = family.partition(",")
        given, suffix = (
            (given, suffix or rest) if fold(rest) in SUFFIXES else (rest + given, suffix)
        )
    family, suffix = _without_suffix(family, suffix)
    given, suffix = _without_suffix(given, suffix)
    given, aliases = _without_aliases(given)
    first = _given_words(given, capitals=given.isupper() and not family.isupper())
    last = [word for part in _DASHES.sub(" ", family).split() for word in _words(part)]
    wide = (given.translate(_UMLAUTS), family.translate(_UMLAUTS))
    names = tuple(first or aliases[:1])
    families = tuple([word for word in last if word not in PARTICLES] or last)
    return Spelling(
        given=names,
        family=families,
        aliases=tuple(aliases),
        suffix=SUFFIXES.get(fold(suffix), ""),
        expanded=_spell(*wide, "", "").joined if wide != (given, family) else "",
        original=_GAPS.sub("", original) if _HAN.search(original) else "",
        joined="".join(names).replace("-", "") + "".join(families),
    )


def _in_one_script(given: str, family: str, original: str) -> tuple[str, str, str]:
    """Return the parts without look-alikes of Latin letters, and the name in its own script."""
    text = f"{given} {family}"
    if _LATIN.search(text):
        if _LIKE_LATIN.search(text):
            given, family = given.translate(LOOKALIKES), family.translate(LOOKALIKES)
        if _HAN.search(text):  # "Yang (\u5218\u6d0b)" + "Liu"
            original = original or "".join(_HAN.findall(family) + _HAN.findall(given))
            given, family = (_EMPTY.sub("", _HAN.sub("", part)) for part in (given, family))
    elif _HAN.search(text):
        whole = _GAPS.sub("", family + given)
        original = original or whole
        if not given or not family:
            cut = 2 if whole[:2] in CHINESE_COMPOUND or len(whole) > 3 else 1
            given, family = whole[cut:], whole[:cut]
    return given, family, original


def _without_aliases(given: str) -> tuple[str, list[str]]:
    """Return the given names without what stands in brackets or quotes, and that."""
    aliases: list[str] = []
    for found in _ALIAS.finditer(given):
        aliases += _words(next(filter(None, found.groups()), ""))
    return (_ALIAS.sub(" ", given), aliases) if aliases else (given, [])


def _words(text: str) -> list[str]:
    """Return the folded words of `text`, dots and commas between them."""
    if text.isascii() and text.isalpha():
        return [text.lower()]
    return fold(text).split()


def _given_words(text: str, *, capitals: bool) -> list[str]:
    found: list[str] = []
    parts = [part for part in re.split(r"[\s.,]+", text) if part]
    while len(parts) > 1 and parts[-1] in PARTICLES:
        parts.pop()  # "Rob van der" + "Goot"; not "Linh Van" + "Ngo"
    for part in parts:
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
    words = text.split() if " " in text else ()
    if len(words) > 1 and (last := words[-1].strip(".,").lower()) in SUFFIXES and not suffix:
        return " ".join(words[:-1]).rstrip(","), last
    return text, suffix


@lru_cache(maxsize=65_536)
def blocks(name: Spelling) -> frozenset[str]:
    """Return the keys under which spellings of the same person are found, each at most 40 long.

    Two spellings for which `compare` says more than DIFFERENT nearly always share one.
    """
    if name.whole:
        return frozenset({f"={name.whole}"[:BLOCK_LENGTH]})
    found = {f"#{name.original}"[:BLOCK_LENGTH]} if name.original else set()
    families = {_skeleton(name.family[-1]), _skeleton(name.family[0])} if name.family else set()
    given = [part.split("-")[0] for part in (*name.given[:2], *name.aliases[:1])]
    letters = {word[0] for word in given[:1]} | {word[0] for word in given[1:] if len(word) > 2}
    for word in given[:1]:
        letters |= {other[0] for other in SHORT_FORMS.get(word, ())}
    if not letters:
        letters = {""}
    found |= {
        f"{family[: BLOCK_LENGTH - 2]}:{letter}" for family, letter in product(families, letters)
    }
    if name.given and name.family:  # the other way round it has the same words
        words = sorted((*(part.replace("-", "") for part in name.given), *name.family))
        found.add(f"~{' '.join(words)}"[:BLOCK_LENGTH])
    return frozenset(found)


def _skeleton(word: str) -> str:
    """Return the consonants of a long word after its first letter: slips are mostly in vowels."""
    word = loose(word)
    return word[0] + re.sub("[aeiouyj]", "", word[1:]) if len(word) > 5 else word


@lru_cache(maxsize=65_536)
def loose(word: str) -> str:
    """Return `word` without what spellings differ in: ue for ü, doubled letters."""
    return re.sub(r"(.)\1+", r"\1", re.sub("([aou])e", r"\1", word)) if len(word) > 3 else word


@lru_cache(maxsize=65_536)
def crowd(name: Spelling) -> Crowd:
    """Return how many people can be expected to bear this name, going by its words alone."""
    if name.original:  # two characters say hardly more than their pinyin, three say much more
        return (Crowd.CROWDED, Crowd.SHARED, Crowd.RARE)[min(max(len(name.original) - 2, 0), 2)]
    return Crowd.RARE if name.whole else _crowd_of_words(name)


def _crowd_of_words(name: Spelling) -> Crowd:
    if not name.given and len(name.family) > 1:  # a whole name that nobody took apart
        return _crowd_of_words(Spelling(given=name.family[:-1], family=name.family[-1:]))
    is_common = _in_crowd(name.family)
    if not name.given:
        return Crowd.CROWDED if is_common else Crowd.SHARED
    if not name.is_spelled_out:
        return Crowd.CROWDED if is_common or len(name.given) < 2 else Crowd.SHARED
    if not is_common:
        return Crowd.RARE
    return _crowd_of_given(name.family[0], name.given)


def _crowd_of_given(family: str, given: tuple[str, ...]) -> Crowd:
    """Return the same for a name whose family name is common."""
    of_pinyin = syllables("".join(given))
    if of_pinyin and (family in CHINESE or family in KOREAN):
        return Crowd.CROWDED if of_pinyin == 1 else Crowd.SHARED
    if family in VIETNAMESE and len(given) == 1 and "-" not in given[0]:
        return Crowd.CROWDED
    return Crowd.RARE if len(given) > 1 else Crowd.SHARED


def _in_crowd(family: tuple[str, ...]) -> bool:
    return len(family) == 1 and any(
        family[0] in names for names in (CHINESE, KOREAN, VIETNAMESE, CROWDED_ELSEWHERE)
    )


@lru_cache(maxsize=16_384)
def syllables(word: str) -> int:
    """Return of how many syllables of pinyin `word` is made, at most 3; 0 if of none."""
    word = word.replace("-", "")
    if word in PINYIN:
        return 1
    cuts = [cut for cut in range(1, len(word)) if word[:cut] in PINYIN]
    if any(word[cut:] in PINYIN for cut in cuts):
        return 2
    return 3 if len(word) < 16 and any(syllables(word[cut:]) for cut in cuts) else 0
