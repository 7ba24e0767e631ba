"""LaTeX in the fields of a bibliography to plain text, and plain text to LaTeX.

`decode(encode(text)) == text` for every clean text. Formulas stay LaTeX between dollar signs.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from portal.kit.markup import MATH
from portal.kit.text import clean_text

# Source: LaTeX2e unofficial reference manual, "Accents", and the LaTeX companion for T1's.
ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "d": "\u0323",
    "b": "\u0331", "k": "\u0328", "r": "\u030a", "t": "\u0361", "h": "\u0309", "G": "\u030f",
    "U": "\u030e", "f": "\u0311",
}  # fmt: skip
ALONE = {"'": "´", "`": "`", '"': "¨", "^": "^", "~": "~", "=": "¯", ".": "˙"}
SYMBOLS = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ",
    "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "ij": "ĳ", "IJ": "Ĳ",
    "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~",
    "textasciicircum": "^", "textasciigrave": "`", "textquotesingle": "'", "textunderscore": "_",
    "textdollar": "\\$", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘",
    "textquoteright": "’", "lq": "‘", "rq": "’", "textbar": "|", "textless": "<",
    "textgreater": ">", "slash": "/", "hyphen": "-", "textdegree": "°", "textmu": "µ",
    "texteuro": "€", "euro": "€", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2ε", "TeX": "TeX",
    "BibTeX": "BibTeX", "XeTeX": "XeTeX", "textsuperscript": "", "textsubscript": "",
    "quad": " ", "qquad": " ", "thinspace": " ", "enspace": " ", "newline": " ", "par": " ",
    "nobreakspace": " ", "space": " ", "textvisiblespace": " ",
}  # fmt: skip
# Commands that say how their words look, or nothing at all to a reader.
STYLES = frozenset({
    "textit", "emph", "textbf", "texttt", "textsc", "textrm", "textsf", "textsl", "textup",
    "textmd", "textnormal", "text", "mathrm", "it", "bf", "em", "tt", "sc", "sl", "rm", "sf",
    "itshape", "bfseries", "ttfamily", "scshape", "slshape", "upshape", "mdseries", "rmfamily",
    "sffamily", "normalfont", "small", "large", "mbox", "hbox", "fbox", "uppercase",
    "MakeUppercase", "MakeLowercase", "lowercase", "underline", "uline", "protect", "relax",
    "ignorespaces", "unskip", "allowbreak", "linebreak", "nolinebreak", "noindent", "boldmath",
    "selectlanguage", "foreignlanguage", "autocap", "bibstring", "NoCaseChange", "begingroup",
    "endgroup", "sloppy", "kern", "raise", "smash",
})  # fmt: skip
_SPACES = {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "\\": " ", "-": "", "/": "", "@": ""}
_UP = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_GROUP = r"\{((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*)\}"

# Alternatives that begin with a letter each are found many times faster than sets of them.
_IS_LATEX = re.compile(r"\\|\{|\}|~|\$|`|--|''|&[#a-z]")
_TOKEN = re.compile(
    rf"""
    (?=[\\$`'{{}}~-])(?:                                # most signs are refused at once
      (\$\$(?:[^$\\]|\\.)+\$\$ | \$(?:[^$\\]|\\.)+\$ | \\\(.{{1,2000}}?\\\))   # 1 formula
    | \\(?:(['`"^~=.])|([uvHcdbkrthGUf])(?![A-Za-z]))\s*                       # 2, 3 accent
      (?:\{{\s*)?(?:\\(?:(['`"^~=.])|([uvHcdbkrthGUf])(?![A-Za-z]))\s*(?:\{{\s*)?)? # 4, 5 another
      (\\(?:[ij]|ae|AE|o|O)(?![A-Za-z])|[^\W\d_])?                             # 6 letter
    | \\(ensuremath|enquote|mkbibquote|textsuperscript|textsubscript)\s*{_GROUP}  # 7, 8 argument
    | \\(?:url|path|nolinkurl)\s*{_GROUP}                                      # 9 address
    | \\href\s*{_GROUP}                                                        # 10 address
    | \\noopsort\s*{_GROUP}                                                    # 11 nothing printed
    | \\([A-Za-z]+)(\*?\s*)                                                    # 12, 13 command
    | \\(.)                                                                    # 14 escape
    | (---?|``|''|[`~{{}}])                                                    # 15 sign
    )
    """,
    re.VERBOSE | re.DOTALL,
)  # fmt: skip
_SIGNS = {
    "---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": " ", "{": "", "}": "",
}  # fmt: skip
_REFERENCES = {
    "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&nbsp;": " ",
}  # fmt: skip


def decode(text: str) -> str:
    """Return a value as a reader sees it, in one line; formulas stay LaTeX between dollar signs.

    Commands that say how words look are dropped, their words stay; a command that nobody knows
    stays as it is written, unless it has words of its own. Character references of HTML, which
    many publishers leave in their BibTeX, are read too.
    """
    return _decoded_short(text) if len(text) < 200 else _decoded(text)


def _decoded(text: str) -> str:
    if not _IS_LATEX.search(text):
        return clean_text(text)
    if "\\" in text or "$" in text:
        plain = _TOKEN.sub(_token, text)
    else:
        plain = text
        for sign, printed in _SIGNS.items():
            plain = plain.replace(sign, printed)
    if "&" in plain:
        plain = _HTML.sub(_reference, plain)
    return clean_text(plain)


_decoded_short = lru_cache(maxsize=4096)(_decoded)
_HTML = re.compile(r"&(?:#x?[0-9A-Fa-f]+|amp|lt|gt|quot|apos|nbsp);")


def _reference(found: re.Match[str]) -> str:
    word = found.group()
    if word in _REFERENCES:
        return _REFERENCES[word]
    try:
        return chr(int(word[3:-1], 16) if word[2] in "xX" else int(word[2:-1]))
    except (ValueError, OverflowError):
        return word


def _token(found: re.Match[str]) -> str:
    return _READERS.get(found.lastindex or 0, _accented)(found)


def _formula(found: re.Match[str]) -> str:
    whole = found.group()
    inner = whole[1:-1] if whole[0] == "$" != whole[1] else whole[2:-2]
    return f"${inner.strip()}$" if inner.strip() else whole


def _nothing(found: re.Match[str]) -> str:
    return ""


def _sign(found: re.Match[str]) -> str:
    return _SIGNS[found.group()]


def _accented(found: re.Match[str]) -> str:
    mark, inner, base = found[2] or found[3], found[4] or found[5], found[6] or ""
    if not base:
        return ALONE[mark] if mark in ALONE and not inner else found.group()
    if base[0] == "\\":
        base = SYMBOLS[base[1:]].replace("ı", "i").replace("ȷ", "j")
    combined = base + (ACCENTS[inner] if inner else "") + ACCENTS[mark]
    return unicodedata.normalize("NFC", combined)


def _argument(found: re.Match[str]) -> str:
    command, words = found[7], found[8]
    if command == "ensuremath":
        bare = words.strip()
        symbol = _symbol(bare[1:]) if re.fullmatch(r"\\[A-Za-z]+", bare) else ""
        return symbol or f"${bare}$"
    plain = _TOKEN.sub(_token, words)
    if command in {"enquote", "mkbibquote"}:
        return f"“{plain}”"
    table = _UP if command == "textsuperscript" else _DOWN
    raised = plain.translate(table)
    return raised if all(ord(c) in table for c in plain) else plain


def _command(found: re.Match[str]) -> str:
    name, space = found[12], found[13]
    if name in STYLES:
        return ""
    symbol = _symbol(name)
    if symbol is not None:
        return symbol + ("*" if space.startswith("*") else "")
    rest = found.string[found.end() : found.end() + 2]
    if rest[:1] == "{" and rest != "{}":
        return ""
    return found.group()


_READERS: dict[int, Callable[[re.Match[str]], str]] = {
    1: _formula,
    8: _argument,
    9: lambda found: unescape(found[9]),
    10: _nothing,
    11: _nothing,
    13: _command,
    14: lambda found: _SPACES.get(found[14], found[14]),
    15: _sign,
}


def _symbol(name: str) -> str | None:
    """Return what the command `name` prints, None if it is not a known sign."""
    return SYMBOLS[name] if name in SYMBOLS else _more_symbols().get(name)


@lru_cache(maxsize=1)
def _more_symbols() -> dict[str, str]:
    """Return the signs that pylatexenc knows: Greek, arrows, operators, Cyrillic."""
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]
        get_default_latex_context_db,
    )

    found: dict[str, str] = {}
    for spec in get_default_latex_context_db().iter_macro_specs():
        name, text = spec.macroname, spec.simplify_repl
        if isinstance(text, str) and name.isalpha() and 0 < len(text) <= 10 and "%" not in text:
            found.setdefault(name, text)
    return found


def unescape(text: str) -> str:
    r"""Return an address or identifier without TeX's escapes: `a\_b\%20c` is a_b%20c."""
    if "\\" in text:
        text = re.sub(r"\\(?:textasciitilde|string~|sim|~)(?:\{\})?", "~", text)
        text = re.sub(r"\{?\\([_%&#$~{}^])\}?", r"\1", text)
    return "".join(text.split())


SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "&": r"\&",
    "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "`": r"\textasciigrave{}", r"\$": r"\textdollar{}",
    "--": "-{}-", "''": "'{}'",
}  # fmt: skip
_IS_SPECIAL = re.compile(r"[\\{}&%#_$~^`]|--|''")
_SPECIAL = re.compile(r"\\\$|[\\{}&%#_$~^`]|-(?=-)|'(?=')")


def encode(text: str) -> str:
    """Return `text` for a braced value: TeX's special characters escaped, $math$ kept.

    The braces of the result are balanced, however a program counts them.
    """
    if not _IS_SPECIAL.search(text):
        return text
    if "$" not in text:
        return _escaped(text)
    done, position = [], 0
    for found in MATH.finditer(text):
        if is_balanced(found[1]):
            done += [_escaped(text[position : found.start()]), found.group()]
            position = found.end()
    return "".join([*done, _escaped(text[position:])])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: SPECIAL.get(found.group()) or found.group() + "{}", text)


def is_balanced(text: str) -> bool:
    """Return whether the braces of `text` match, those behind a backslash counted or not."""
    return _matches(re.findall(r"[{}]", text)) and _matches(re.findall(r"(?<!\\)[{}]", text))


def _matches(braces: list[str]) -> bool:
    depth = 0
    for brace in braces:
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
