"""Bytes to text: marks at the start, UTF-8, what the text declares, else the likeliest encoding."""

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise

BOMS = (  # the marks of UTF-32 begin as those of UTF-16 do
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# An XML declaration (XML 1.0, 2.8), and the line JabRef writes first.
DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']|^\s*%+\s*encoding:\s*([\w.-]+)""", re.I
)
HARMLESS = re.compile(
    r"(?i)utf|us-?ascii|iso|latin|windows|cp\d|gb|big5|hz|shift|sjis|euc|ks|koi8|mac|x-mac|tis"
)
SAMPLE = 20_000  # bytes of lines beyond ASCII by which an encoding is guessed

# What stands beyond ASCII in running text of the languages that an encoding was made for.
WESTERN = "äöüßéèêëàâáãåæçñíìîïóòôõøœúùûÿÄÖÜÉÈÀÂÁÅÆÇÑÍÎÓÔØŒÚ’‘“”„–—…«»°§ªº·×€µ©®™š ž"
CENTRAL = "ąćčďęěłńňřśšťůźžżőűăâîáéíóúýäöüôĺľŕşţđçëßĄĆČĎĘĚŁŃŇŘŚŠŤŮŹŽŻŐŰĂÁÉÍÓÚÝÄÖÜŞŢĐ’„”“–—…«»§°"
TURKISH = "çğıöşüâîûÇĞİÖŞÜ’“”–—…"
LETTERS = {"cp1252": WESTERN, "mac_roman": WESTERN, "cp1254": TURKISH, "cp1250": CENTRAL}
CYRILLIC, GREEK = ("\u0400", "\u045f"), ("\u0384", "\u03ce")
# Lead bytes of the signs in common use: the first level of the national standards, and kana.
COMMON = {
    "gb18030": ((0xA1, 0xA3), (0xB0, 0xD7)),
    "big5": ((0xA1, 0xA1), (0xA4, 0xC6)),
    "shift_jis": ((0x81, 0x83), (0x88, 0x97)),
    "euc_jp": ((0xA1, 0xA1), (0xA4, 0xA5), (0xB0, 0xCF)),
    "euc_kr": ((0xA1, 0xA1), (0xB0, 0xC7)),
}
UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # in Windows-1252
ENCODINGS = (
    "cp1252", "euc_kr", "gb18030", "euc_jp", "shift_jis", "big5", "cp1251", "koi8_r", "cp1250",
    "cp1254", "cp1253", "mac_roman",
)  # fmt: skip


class NotText(ValueError):
    """The bytes are no text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of the encoding it was in, and what people should know about it, or ""."""

    text: str
    encoding: str
    warning: str = ""


def decode(data: bytes) -> Decoded:
    """Return the text that `data` holds. Raises NotText.

    An encoding that nothing declares is guessed, with a warning; Windows-1252 is the last resort.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _clean(data[len(mark) :].decode(encoding, "replace"), encoding)
    if encoding := _wide(data):
        warning = f"It has no mark of its encoding; it was read as {encoding.upper()}."
        return _clean(data.decode(encoding, "replace"), encoding, warning)
    if data.count(b"\0", 0, 8192) > 8 or _is_binary(data[:8192]):
        raise NotText("It is no text.")
    try:
        return _clean(data.decode(), "utf-8")
    except UnicodeDecodeError:
        pass
    found = DECLARED.match(data[:2000])
    if found:
        declared = (found[1] or found[2]).decode()
        if HARMLESS.match(declared):
            try:
                return _clean(data.decode(declared), declared)
            except (LookupError, UnicodeError):
                pass
    return _guessed(data)


def _clean(text: str, encoding: str, warning: str = "") -> Decoded:
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        text = text.replace("\0", "")
        warning = warning or "It holds NUL characters; they were left out."
    if "\ufffd" in text:
        count = text.count("\ufffd")
        warning = warning or f"{count} characters are damaged; each shows as \ufffd."
    return Decoded(text, encoding, warning)


def _wide(data: bytes) -> str:
    """Return the encoding of two or four bytes whose ASCII signs leave their NULs in `data`."""
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return ""
    zeros = [head[at::4].count(0) / len(head[at::4]) for at in range(4)]
    for encoding, low, high in (
        ("utf-32-le", (0,), (1, 2, 3)),
        ("utf-32-be", (3,), (0, 1, 2)),
        ("utf-16-le", (0, 2), (1, 3)),
        ("utf-16-be", (1, 3), (0, 2)),
    ):
        if max(zeros[at] for at in low) < 0.05 and min(zeros[at] for at in high) > 0.3:
            try:
                head[: len(head) // 4 * 4].decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return ""


def _is_binary(head: bytes) -> bool:
    odd = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1a\x1b\x1c\x1d\x1e\x1f" for byte in head)
    return odd > len(head) / 50 + 2


def _guessed(data: bytes) -> Decoded:
    """Return the text read line by line as UTF-8 where most lines are, else in one encoding."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    wrong = [line for line in lines if not _is_utf8(line)]
    encoding = likeliest(b"\n".join(wrong)[:SAMPLE])
    if len(wrong) <= len(lines) / 2:
        text = "\n".join(
            line.decode() if _is_utf8(line) else _last_resort(line, encoding)
            for line in data.split(b"\n")
        )
        warning = f"{len(wrong)} of its lines are not UTF-8; they were read as {encoding}."
        return _clean(text, "utf-8", f"{warning} Look whether names and titles are right.")
    warning = f"It does not say its encoding; it was read as {encoding}."
    return _clean(
        _last_resort(data, encoding),
        encoding,
        f"{warning} If names look wrong, save it as UTF-8 and import it again.",
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _last_resort(data: bytes, encoding: str) -> str:
    """Decode; Windows-1252 has five bytes without a sign, which stand for controls then."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "cp1252":
            return data.decode(encoding, "replace")
        text = data.decode(encoding, "surrogateescape")
        return text.translate({0xDC00 + byte: byte for byte in UNDEFINED})


def likeliest(sample: bytes) -> str:
    """Return the encoding in which `sample` reads most like text, "cp1252" if none does.

    Judged by what stands beyond ASCII: letters in usual use, one beside ASCII ones in the Latin
    encodings, signs of the first level in those of East Asia.
    """
    best, most = "cp1252", 0.0
    for encoding in ENCODINGS:
        score = _score(sample, encoding)
        if score > most:
            best, most = encoding, score
    return best


def _score(sample: bytes, encoding: str) -> float:
    """Return which part of the characters beyond ASCII is plausible in `encoding`, 0 to 1."""
    unknown = 0
    if encoding == "cp1252":
        known = sample.translate(None, UNDEFINED)
        sample, unknown = known, len(sample) - len(known)
    while sample:  # the sample may end within a character
        try:
            text = sample.decode(encoding)
            break
        except UnicodeDecodeError as error:
            if error.end < len(sample) - 3 or len(sample) < SAMPLE:
                return 0
            sample = sample[: error.start]
    beyond = [character for character in sample.decode(encoding) if character > "\x7f"]
    if not beyond:
        return 0
    if encoding in COMMON:
        common = sum(_is_common(sign, encoding) for sign in beyond)
        # A few signs of Chinese are as likely to fall among the Hangul.
        return common / len(beyond) if encoding != "euc_kr" or common > 3 else 0
    if encoding in LETTERS:
        return _latin(text, LETTERS[encoding]) / (len(beyond) + unknown)
    return _other_script(text, *(GREEK if encoding == "cp1253" else CYRILLIC)) / len(beyond)


def _is_common(character: str, encoding: str) -> bool:
    try:
        code = character.encode(encoding)
    except UnicodeEncodeError:
        return False
    if len(code) != 2 or (encoding == "gb18030" and code[1] < 0xA1):
        return False
    if encoding == "euc_kr" and not "\uac00" <= character <= "\ud7a3":
        return code[0] == 0xA1
    return any(first <= code[0] <= last for first, last in COMMON[encoding])


def _other_script(text: str, low: str, high: str) -> float:
    """Return how many of the signs are letters of a script whose words have no ASCII letters.

    In the other Cyrillic encoding capitals and small letters change places: that costs.
    """
    total = 0.0
    for word in re.findall(r"(?:[^\W_]|[^\x00-\x7f])+", text):
        if not re.search("[A-Za-z]", word):
            total += sum(low <= sign <= high or sign in "«»–—№“”’" for sign in word)
            total -= 2 * sum(one.islower() and two.isupper() for one, two in pairwise(word))
    return max(0.0, total)


def _latin(text: str, letters: str) -> float:
    """Return how many of the signs are usual and stand beside at most one other."""
    total = 0.0
    for run in re.findall(r"[^\x00-\x7f]+", text):
        if len(run) < 3:
            total += sum(sign in letters for sign in run) * (0.5 if run[1:2].isupper() else 1)
    return total
