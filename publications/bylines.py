"""Names as people and machines write them in one string, to names in parts.

Formats that part names themselves need nothing of this. What is read here follows the usual forms:
"Family, Given, Suffix" (RIS), "Family Initials" (Vancouver style, ICMJE), "Given van der Family".
"""

import re
import unicodedata
from dataclasses import replace

from publications.records import Name

MARKS = "*†‡§¶‖#⁎∗⋆★☆✉✝✱"
SUFFIX = re.compile(r"(?i)(?:jr|sr|jun|sen|ii|iii|iv|2nd|3rd|ph\.?d|m\.?d|esq)\.?")
# A word of lower case before the family name, in the languages that have such.
PARTICLE = re.compile(
    r"(?:van|von|vom|zu|zum|zur|vander|de|den|der|des|del|della|dello|degli|dei|delle|di|da|do|dos|"
    r"das|du|d['’]|la|le|las|les|los|lo|ter|te|ten|tot|'t|’t|op|in|af|av|al|el|bin|ibn|bint|y|e|i|"
    r"und|st\.?|san|santa)"
)
ORGANIZATION = re.compile(
    r"(?i)\b(?:universit\w*|institut\w*|collaborations?|consorti\w+|teams?|committee|organi[sz]ation|"
    r"association|society|department|ministry|agency|council|foundation|laborator\w+|initiative|"
    r"working group|study group|research group|task force|commission|cent(?:er|re)|network|project|"
    r"authority|academy|bureau|federation|investigators|inc\.?|ltd\.?|gmbh|corporation|company)(?!\w)"
)
TEAM = re.compile(r"(?i)(?:the )?(?:\w+ )?(?:team|collaboration|consortium|working group)")
INITIALS = re.compile(r"(?:[^\W\d_]\.[- ]?)+(?:[^\W\d_]\.?)?|[^\W\d_a-zà-ÿ]{1,2}|"
                      r"[^\W\d_a-zà-ÿ]-[^\W\d_a-zà-ÿ]")  # fmt: skip
VANCOUVER = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ][- ]?){1,4}\.?")
HAN = "\u3400-\u9fff\uf900-\ufaff"
HANGUL = "\uac00-\ud7a3"
IDEOGRAPHS = re.compile(rf"[{HAN}々]+")
CJK = re.compile(rf"[{HAN}{HANGUL}\u3040-\u30ff々・·]+(?: [{HAN}{HANGUL}\u3040-\u30ff々]+)*")
COMPOUND = [
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "上官",
    "诸葛",
    "諸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "公孫",
    "慕容",
    "司徒",
    "令狐",
    "长孙",
    "宇文",
    "东方",
    "남궁",
    "황보",
    "제갈",
    "사공",
    "선우",
    "독고",
]
VIETNAMESE = frozenset(
    [
        "bui",
        "cao",
        "chu",
        "dang",
        "dinh",
        "do",
        "doan",
        "duong",
        "ha",
        "ho",
        "hoang",
        "huynh",
        "lam",
        "le",
        "luong",
        "luu",
        "ly",
        "mai",
        "ngo",
        "nguyen",
        "pham",
        "phan",
        "quach",
        "ta",
        "thai",
        "to",
        "tran",
        "trinh",
        "truong",
        "vo",
        "vu",
        "vuong",
    ]
)
CUT = re.compile(r"(?i)(?:\b(?:and|with) )?(?:\bet\.? al\b\.?|\bothers|\.\.\.|…)$")
LONGEST = 500  # characters of a name; what is longer is none, and is not looked at closely
AND = re.compile(r"\s+(?:and|AND|&|und|et)\s+")


def strip_marks(text: str) -> tuple[str, str]:
    """Return the name without the marks around it, and those marks: "Ada*†" gives "Ada", "*†".

    Marks are signs such as * and †, and figures or letters that are raised.
    """
    plain = text.strip().strip(",;").strip()
    start, end = 0, len(plain)
    while start < end and (_is_mark(plain[start]) or plain[start] in " ,"):
        start += 1
    while end > start and (_is_mark(plain[end - 1]) or plain[end - 1] in " ,"):
        end -= 1
    marks = "".join(c for c in plain[:start] + plain[end:] if _is_mark(c))
    inner = plain[start:end]
    if len(inner) > LONGEST:
        return inner, marks
    # "Shang*, Yuzhang": the mark stands behind the family name.
    found = re.match(rf"([^,]*?)\s*([{re.escape(MARKS)}]+)(,.*)", inner)
    return (found[1] + found[3], found[2] + marks) if found else (inner, marks)


def _is_mark(sign: str) -> bool:
    return sign in MARKS or unicodedata.decomposition(sign).startswith("<super>")


def parse_name(text: str) -> Name:
    """Return the name that is written in `text`, in parts as far as its form tells them.

    An organization is told by its words, or by a comma at the end (RIS), and has only `literal`. A
    person of one name has only a family name. Marks are left out; see `strip_marks`.
    """
    closed = " ".join(text.split())
    plain, _ = strip_marks(closed)
    if len(plain) > LONGEST:
        return Name(literal=plain)
    if found := re.fullmatch(r"(.+?)\s*[(（]([^()（）]+)[)）]", plain):
        first, second = found[1], found[2]
        if bool(CJK.fullmatch(first)) != bool(CJK.fullmatch(second)):
            latin, original = (second, first) if CJK.fullmatch(first) else (first, second)
            return replace(parse_name(latin), original=original.strip())
    if closed.startswith("{") and closed.endswith("}"):
        return Name(literal=plain.strip("{}").strip())
    if CJK.fullmatch(plain):
        return _cjk(plain)
    return _western(plain, ends_in_comma=closed.rstrip(MARKS + " ").endswith(","))


def _western(plain: str, *, ends_in_comma: bool) -> Name:
    parts = [part.strip() for part in re.split(r"[,，]", plain) if part.strip()]
    if not parts:
        return Name()
    if len(parts) > 1:
        return Name(literal=plain) if _is_organization_with_comma(parts) else _listed(parts)
    if (ends_in_comma and " " in plain) or _is_organization(plain):
        return Name(literal=plain)
    return _spoken(plain)


def parse_initials(text: str) -> Name:
    """Return the name of "Family AB" or "Family AB Jr": the form of PubMed and Web of Science."""
    plain, _ = strip_marks(" ".join(text.split()))
    words = plain.split()
    if "," in plain or len(words) < 2:
        return parse_name(plain) if "," in plain else Name(family=plain)
    suffix = words.pop() if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else ""
    if not VANCOUVER.fullmatch(words[-1]):
        return Name(literal=plain) if _is_organization(plain) else _spoken(plain)
    return _family(" ".join(words[:-1]), words[-1], suffix)


def _cjk(plain: str) -> Name:
    """Part a name of Chinese, Japanese or Korean signs: the family name stands first.

    Without a space, names of four ideographs are read as Japanese, two and two. A name that has
    kana is not parted: nothing tells where.
    """
    if " " in plain:
        family, _, given = plain.partition(" ")
        return Name(family=family, given=given)
    if found := re.fullmatch(r"(.+)[・·](.+)", plain):
        return Name(family=found[2], given=found[1])
    if re.search("[\u3040-\u30ff]", plain) or len(plain) == 1:
        return Name(family=plain)
    if len(plain) > 4:
        return Name(literal=plain)
    cut = 2 if plain[:2] in COMPOUND and len(plain) > 2 else 1
    if cut == 1 and len(plain) == 4:
        cut = 2 if IDEOGRAPHS.fullmatch(plain) else 1
    return Name(family=plain[:cut], given=plain[cut:])


def _is_organization(plain: str) -> bool:
    words = plain.split()
    return (len(words) > 1 and bool(ORGANIZATION.search(plain))) or (
        len(words) > 2 and words[0] in {"The", "Les", "Die"}
    )


def _is_organization_with_comma(parts: list[str]) -> bool:
    return _is_organization(parts[0]) and not re.fullmatch(r"(?:[^\W\d_]\. ?)+", parts[1])


def _listed(parts: list[str]) -> Name:
    """Part "Family, Given", "Family, Given, Suffix" (RIS) and "Family, Suffix, Given" (BibTeX)."""
    family, rest = parts[0], parts[1:]
    suffixes = [part for part in rest if SUFFIX.fullmatch(part)]
    givens = [part for part in rest if not SUFFIX.fullmatch(part)]
    given, suffix = " ".join(givens), ", ".join(suffixes)
    if not given:
        name = _spoken(family)
        return Name(
            family=name.family,
            given=name.given,
            non_dropping_particle=name.non_dropping_particle,
            suffix=suffix,
        )
    if TEAM.fullmatch(family) and len(family.split()) == 1:
        # What splits every name at its last space makes "Team, Gemini" of the Gemini Team.
        return Name(literal=f"{given} {family}")
    words = given.split()
    while len(words) > 1 and PARTICLE.fullmatch(words[-1]):
        family = f"{words.pop()} {family}"  # "Goot, Rob van der"
    return _family(family, " ".join(words), suffix)


def _spoken(plain: str) -> Name:
    """Part "Given van der Family Jr.", "Family G." and "Family G"."""
    words = plain.split()
    suffix = words.pop() if len(words) > 2 and SUFFIX.fullmatch(words[-1]) else ""
    if len(words) == 1:
        return Name(family=words[0], suffix=suffix)
    if INITIALS.fullmatch(words[-1]) and not INITIALS.fullmatch(words[0]):
        at = len(words) - 1
        while at > 1 and INITIALS.fullmatch(words[at - 1]):
            at -= 1
        return _family(" ".join(words[:at]), " ".join(words[at:]), suffix)
    is_capital = words[0].isupper() and len(words[0]) > 2 and not INITIALS.fullmatch(words[0])
    if is_capital and not words[-1].isupper():
        at = 1  # "LOVELACE Ada"
        while at < len(words) - 1 and words[at].isupper() and len(words[at]) > 2:
            at += 1
        return _family(" ".join(words[:at]), " ".join(words[at:]), suffix)
    at = next(
        (i for i in range(1, len(words) - 1) if _opens_family(words, i)),
        len(words) - 1,
    )
    if at == len(words) - 1 and len(words) > 2 and PARTICLE.fullmatch(words[0]):
        return _family(plain, "", suffix)  # "van der Berg"
    return _family(" ".join(words[at:]), " ".join(words[:at]), suffix)


def _opens_family(words: list[str], at: int) -> bool:
    """Return whether the word before others is a particle, or one that stands in capitals."""
    if PARTICLE.fullmatch(words[at]):
        return all(PARTICLE.fullmatch(word.lower()) for word in words[at:-1])
    capital = words[at] in {"De", "Del", "Della", "Di", "Dos", "Von", "Van"}
    return capital and words[-1].lower() not in VIETNAMESE


def _family(family: str, given: str, suffix: str) -> Name:
    words = family.split()
    at = 0
    while at < len(words) - 1 and PARTICLE.fullmatch(words[at]):
        at += 1
    return Name(
        family=" ".join(words[at:]),
        given=given,
        non_dropping_particle=" ".join(words[:at]),
        suffix=suffix,
    )


def split_names(text: str) -> tuple[list[str], bool]:
    """Return the names of a byline one by one, and whether it was cut off: "et al.".

    Parted by ";" if there is one, else by line ends or "|", "and" and "&", then by commas unless
    these stand within the names.
    """
    plain = "\n".join(" ".join(line.split()) for line in text.strip().splitlines()).rstrip(" ,;\n")
    end = CUT.sub("", plain[-20:])
    is_cut = end != plain[-20:]
    whole = (plain[:-20] + end).rstrip(" ,;&\n")
    for signs in (r"[;；]", r"\n", r"\|", "、"):
        if re.search(signs, whole):
            parts = [AND.sub("", f" {part}") if signs != r"\n" else part
                     for part in re.split(signs, whole)]  # fmt: skip
            return _told(parts), is_cut
    parts = _told(AND.split(re.sub(r",\s+(?=(?:and|&)\s)", " ", whole)))
    if len(parts) > 1 and all(_is_one(part) for part in parts):
        return parts, is_cut
    return [name for part in parts for name in _at_commas(part)], is_cut


def _told(parts: list[str]) -> list[str]:
    return [plain for part in parts if (plain := part.strip().strip(";").strip())]


def _is_one(part: str) -> bool:
    """Return whether a part between two "and" is one name: "Lovelace, Ada", "King, Jr., Martin"."""
    pieces = [piece.strip() for piece in re.split(r"[,，]", part)]
    names = [piece for piece in pieces if not SUFFIX.fullmatch(piece)]
    return len(names) == 1 or (len(names) == 2 and (" " not in names[0] or _leads(names)))


def _leads(names: list[str]) -> bool:
    """Return whether the first of two is a family name of several words, the second a given one."""
    return bool(PARTICLE.fullmatch(names[0].split()[0])) or " " not in names[1]


def _at_commas(part: str) -> list[str]:
    pieces = _told(re.split(r"[,，]", part))
    names: list[str] = []
    for piece in pieces:  # a suffix belongs to the name before it
        if names and SUFFIX.fullmatch(piece):
            names[-1] += f", {piece}"
        else:
            names.append(piece)
    if len(names) < 2:
        return [part] if len(names) == 1 else []
    if all(len(name) > 1 and IDEOGRAPHS.fullmatch(name) for name in names):
        return names
    if all(" " in name for name in names):
        return [part] if len(names) == 2 and _leads(names) else names
    is_paired = len(names) % 2 == 0 and (
        len(names) == 2 or all(" " not in name or INITIALS.fullmatch(name) for name in names[1::2])
    )
    if is_paired:
        return [f"{family}, {given}" for family, given in zip(names[::2], names[1::2], strict=True)]
    return names
