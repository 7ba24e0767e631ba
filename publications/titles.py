"""Whether two titles can be those of one work, however each of them is spelt."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from portal.kit.text import fold

SHORT_WORDS, SHORT_LETTERS = 3, 16  # a title below either says too little to tell a work by
SHORTEST_PART = 3  # words of a title that another may continue with a subtitle

# What a publisher or an author sets beside the title of a work without making it another.
_STATE = r"(?:article |paper )?(?:retracted|withdrawn|removed)(?: article| paper| chapter)?"
_VERSION = (
    r"pre ?prints?|arxiv pre ?print|arxiv|corr|extended version|full version|long version|"
    r"short version|author s version|accepted manuscript|postprint|to appear|in press|"
    r"forthcoming|v\d|version \d|open access|invited paper|best paper"
)
_SET_ASIDE = re.compile(rf"^(?:{_STATE}|{_VERSION})$")
_STATE_BEFORE = re.compile(
    r"^\W*(?:retracted|withdrawn|removed)(?:\s+\w+)?\s*(?:\]|:|[—–])\s*", re.I
)

# What makes a text about a work another work; the same must stand on both or on neither.
_NOTICES = {
    "correction": r"errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|"
    r"(?:author |publisher )?corrections?(?: to| of| notice)?",
    "retraction": r"retraction(?: notes?| notices?)?|withdrawal(?: notice)?|expression of concern",
    "reply": r"(?:authors? |the author s )?(?:repl(?:y|ies)|respon(?:se|ses)|rejoinder)"
    r"(?: to| by| from)?",
    "comment": r"(?:a )?(?:comments?|discussion|commentary)(?: on| of| to)?",
    "review": r"(?:book )?reviews? of|(?:book )?review",
    "abstract": r"(?:extended |conference |meeting )?abstract",
    "poster": r"poster(?: abstract| paper)?",
    "demonstration": r"demo(?:nstration)?(?: paper| abstract)?",
    "talk": r"(?:invited |keynote )(?:talk|lecture|address|speech)|keynote|tutorial|slides",
    "supplement": r"supplement(?:ary|al)?(?: material| information| data)?(?: for| to)?|appendix"
    r"(?: to| for)?",
    "translation": r"(?:english|french|german|spanish|chinese|japanese|russian|italian) "
    r"translation",
}
_NOTICE = {kind: re.compile(rf"^(?:{words})$") for kind, words in _NOTICES.items()}
_NOTICE_BEFORE = {
    kind: re.compile(rf"^(?:{words})\b") for kind, words in _NOTICES.items()
    if kind in {"correction", "retraction", "reply", "comment"}
}  # fmt: skip
# In words that go on, only these tell a notice: "Response of beams to wind" is a work.
_GOES_ON = re.compile(
    r"^(?:(?:errat|corrigend|addend)\w+ (?:to|for|of)|(?:author |publisher )?correction (?:to|of)|"
    r"retraction (?:of|notes?|notices?)|(?:authors? )?(?:reply|replies|rejoinder) to|"
    r"(?:response|responses) to (?:the )?(?:comments?|letter|review|discussion)|"
    r"(?:a )?comments? on|expression of concern)\b"
)

_GENERIC = re.compile(
    r"^(?:"
    r"(?:guest )?editorial(?:s|(?: introduction| note| comment| board| preface))?|editors? notes?|"
    r"(?:general |an )?introduction(?: and overview)?|preface|foreword|afterword|prologue|epilogue|"
    r"(?:introduction|preface|foreword|editorial|guest editorial|introduction to|preface to|"
    r"foreword to|editorial for|editorial to|guest editorial to)(?: the| this)? (?:special|theme|"
    r"focus|first|inaugural|present)? ?(?:issue|section|volume|proceedings|collection|workshop|"
    r"track|minitrack|session)(?: .*)?|"
    r"announcements?|publications received|books received|briefly noted|book reviews?|reviews?|"
    r"abstracts? of current literature|current literature|conferences? (?:calendar|reports?)|"
    r"(?:author|subject|name|keyword|title|cumulative|annual)? ?index(?: of .*)?|"
    r"(?:table of )?contents|front ?matter|back ?matter|title page|cover|masthead|colophon|"
    r"copyright(?: page| notice)?|call for (?:papers|participation|contributions)(?: .*)?|"
    r"guidelines? for (?:submissions?|authors)|instructions (?:for|to) authors|"
    r"information for authors|list of (?:authors|reviewers|contributors|participants|figures)|"
    r"(?:thanks|acknowledge?ments?|thank you) ?(?:to|of)? ?(?:the |our )?(?:reviewers|referees)?|"
    r"reviewers?|referees|contributors|about the authors?|"
    r"(?:message|letter|welcome|greetings?|report|note|words?)s? (?:from|by|of) (?:the )?"
    r"(?:\w+ ){0,3}(?:chairs?|editors?|president|organi[sz]ers?|committee|secretary|treasurer)|"
    r"letters? to (?:the )?editors?|letters?|correspondence|news|news and notes|notes|"
    r"obituary|in memoriam|errat(?:um|a)|corrigend(?:um|a)|corrections?|retraction|"
    r"panel(?: discussion)?|discussion|keynote(?: speech| address| talk)?|invited (?:talk|paper)s?|"
    r"opening remarks|closing remarks|conclusions?|summary|overview|abstracts?|appendix|"
    r"bibliography|references|glossary|poster session|last words?|squibs?(?: and discussions?)?|"
    r"background|related work|methods?|results?|preliminaries|future work|untitled|no title|title|"
    r"paper title.*|tutorials?(?: abstracts)?|workshop(?: summary| report| overview)?|"
    r"personal notes?|calendar|membership|advertisement"
    r")$"
)

_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16,
}  # fmt: skip
_COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_BEFORE_NUMBER = {
    "part", "parts", "pt", "volume", "vol", "chapter", "paper", "phase", "stage", "section", "no",
    "number", "book", "episode", "lecture", "installment", "note", "report", "teil", "partie",
}  # fmt: skip
_SMALL = {
    "a", "an", "the", "of", "on", "for", "in", "and", "to", "by", "at", "from", "as", "is", "le",
    "la", "les", "de", "des", "du", "der", "die", "das", "und", "et",
}  # fmt: skip
_OPPOSITES = (
    ("micro", "macro"), ("inter", "intra"), ("pre", "pro"), ("hypo", "hyper"), ("in", "ex"),
    ("mono", "multi"), ("multi", "mutli"), ("maxi", "mini"), ("min", "max"), ("con", "com"),
)  # fmt: skip
_SEPARATOR = re.compile(r"\s*(?:[:?!;=/|]|\.(?=\s)|\s[-‐–—―]+\s|[–—―]+|[\[(])\s*")


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: its words, without what is set beside it, and what kind of notice."""

    words: tuple[str, ...]
    notice: str
    parts: tuple[int, ...]  # after how many words a subtitle or bracket may begin

    @property
    def run(self) -> str:
        return "".join(self.words)

    @property
    def numbers(self) -> list[str]:
        return sorted(number for word in self.words for number in re.findall(r"\d+", word))

    @property
    def is_generic(self) -> bool:
        """Whether many works have it, as "Editorial" or "Author Index", numbers aside."""
        text = " ".join(word for word in self.words if not word.isdigit())
        return not text or _GENERIC.match(text) is not None

    @property
    def is_short(self) -> bool:
        """Whether it says too little to tell a work by."""
        return len(self.words) < SHORT_WORDS or len(self.run) < SHORT_LETTERS


@lru_cache(maxsize=4096)
def read_title(text: str) -> Title:
    """Return the title taken apart. Two spellings of one title have the same words."""
    plain = _STATE_BEFORE.sub("", _plain(text))
    notice = ""
    words: list[str] = []
    ends: list[int] = []
    for piece in _SEPARATOR.split(plain):
        key = fold(piece)
        if not key or _SET_ASIDE.match(key):
            continue
        kind = next((kind for kind, words_of in _NOTICE.items() if words_of.match(key)), "")
        if kind:
            notice = notice or kind
            if words or kind in _NOTICE_BEFORE:
                continue
        elif not words and _GOES_ON.match(key):
            notice = next(kind for kind, start in _NOTICE_BEFORE.items() if start.match(key))
        words += key.split()
        ends.append(len(words))
    if not words:  # all of it is a mark: "Erratum"
        words = fold(plain).split()
    return Title(tuple(_numbered(words)), notice, tuple(ends[:-1]))


def compatible_titles(a: str, b: str) -> bool:
    """Whether two titles can be those of one work.

    They may differ by case, accents, punctuation, math, a subtitle, small words, a slip of the
    pen and marks such as "(preprint)" or "RETRACTED:"; not by a number, a part, or by being a
    correction, a reply or a retraction of the other.
    """
    one, two = read_title(a), read_title(b)
    if one.notice != two.notice or not one.words or not two.words:
        return False
    if one.run == two.run:
        return True
    if one.numbers != two.numbers:
        return False
    return _continues(one, two) or _continues(two, one) or _slips(one.words, two.words)


def equal_titles(a: str, b: str) -> bool:
    """Whether two titles are the same but for case, accents, punctuation and marks beside them."""
    one, two = read_title(a), read_title(b)
    return bool(one.words) and one.notice == two.notice and one.run == two.run


def _plain(text: str) -> str:
    """Return `text` without the commands of LaTeX, Greek letters by their names."""
    text = re.sub(r"\\(?:begin|end)\{\w+\}", " ", text)
    text = re.sub(
        r"\\(?:math\w+|text\w+|emph|mbox|rm|bf|it|em|operatorname)(?![a-zA-Z])", " ", text
    )
    text = re.sub(r"\\([a-zA-Z]+)", r" \1 ", text).replace("\\", "")
    text = re.sub(r"</?[a-zA-Z][^<>]{0,40}>", " ", text)  # markup of titles: <i>, <sub>
    text = re.sub("(?<![\u0370-\u03ff])[\u0391-\u03c9](?![\u0370-\u03ff])", _greek, text)
    return re.sub(r"[${}^_]", " ", text)


def _greek(letter: re.Match[str]) -> str:
    name = unicodedata.name(letter.group(), "").rpartition(" ")[2].lower()
    return f" {name} "


def _numbered(words: Sequence[str]) -> list[str]:
    """Return the words with the numbers of parts as digits: "part ii" and "part two" are 2."""
    found: list[str] = []
    for place, word in enumerate(words):
        after = place > 0 and words[place - 1] in _BEFORE_NUMBER
        is_last = place == len(words) - 1
        number = 0
        if word in _ROMAN and (after or (len(word) > 1 and word != "xi") or (is_last and place)):
            number = _ROMAN[word]
        elif after:
            number = _COUNTED.get(word, 0)
        found.append(str(number) if number else word)
    return found


def _continues(short: Title, long: Title) -> bool:
    """Whether `long` is `short` with a subtitle, or with a name and a colon before it."""
    count = len(short.words)
    if count < SHORTEST_PART or count >= len(long.words) or short.is_generic:
        return False
    begins = count in long.parts and "".join(long.words[:count]) == short.run
    rest = len(long.words) - count
    ends = rest in long.parts and "".join(long.words[rest:]) == short.run
    return begins or ends


def _slips(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether words differ by slips only: small words left out, a letter wrong, spaces moved."""
    if min(len(one), len(two)) < SHORTEST_PART:
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    wrong = 0
    for what, a, b, c, d in matcher.get_opcodes():
        left, right = one[a:b], two[c:d]
        if what == "equal" or not {*left, *right} - _SMALL:
            continue
        if what != "replace" or not _is_slip("".join(left), "".join(right)):
            return False
        wrong += 1
    return wrong <= 1 + min(len(one), len(two)) // 8


def _is_slip(one: str, two: str) -> bool:
    if one == two:
        return True
    if any(char.isdigit() for char in one + two) or min(len(one), len(two)) < 4:
        return False
    for pair in _OPPOSITES:
        if {pair[0]} == {p for p in pair if one.startswith(p)} and two.startswith(pair[1]):
            return False
        if {pair[1]} == {p for p in pair if one.startswith(p)} and two.startswith(pair[0]):
            return False
    return one[0] == two[0] and _distance(one, two) <= (1 if min(len(one), len(two)) < 9 else 2)


def _distance(one: str, two: str) -> int:
    """Return how many letters must be put in, taken out or changed to make one of the other."""
    if abs(len(one) - len(two)) > 2:
        return 3
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
