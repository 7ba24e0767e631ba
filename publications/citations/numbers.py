"""Numbers and ranges as styles write them. Source: CSL 1.0.2, "Number", "Label", appendix V."""

import re

RANGED = frozenset(("page", "issue", "volume", "edition", "number", "collection-number"))
_BETWEEN = re.compile(r"\s*&\s*|,?\s+and\s+|[;,]\s+|\s*[-–]+\s*")
_ONE = r"(?:[0-9]*[a-zA-Z]+)?[0-9]+[a-z]*"
_FIRST = re.compile(r"(?:[0-9]*[a-zA-Z]+0*)?[0-9]+[-,:a-zA-Z]*|[ixv]+[-,:a-zA-Z]*")
_COUNTED = re.compile(r"(?:[0-9]*[a-zA-Z]+0*)?[0-9]\S*|[ivxlcmIVXLCM]+")
_PAGES = re.compile(r"([0-9]*[a-zA-Z]+0*)?([0-9]+[a-z]*)\s*-\s*([0-9]*[a-zA-Z]+0*)?([0-9]+[a-z]*)")
_LETTERS = re.compile(r"(?<=[\divxlcmIVXLCM])\s*-\s*(?=[\divxlcmIVXLCM])(?!-)")
_SPAN = re.compile(rf"({_ONE}|[ivxlcmIVXLCM]+)\s*[-–]\s*({_ONE}|[ivxlcmIVXLCM]+)")


def is_numeric(text: str) -> bool:
    """Whether a value is a number, or begins with one: "12", "3-5", "2nd", "S4"."""
    return bool(_FIRST.fullmatch(_BETWEEN.split(text.strip())[0]))


def is_plural(variable: str, text: str) -> bool:
    """Whether a value tells several: "3-5", "1, 7", "xii-xv"; of counts, more than one."""
    if variable.startswith("number-of-"):
        return text.isdecimal() and int(text) > 1
    parts = _BETWEEN.split(text.strip())
    return len(parts) > 1 and all(_COUNTED.fullmatch(part) for part in parts)


def ranged(variable: str, text: str, how: str, dash: str) -> str:
    """Return a value with `dash` in its ranges; those of pages are shortened by `how`."""
    if variable != "page":
        found = _SPAN.fullmatch(text.strip())
        return f"{found[1]}{dash}{found[2]}" if found else text

    def one(found: re.Match[str]) -> str:
        lead, first, other, last = (part or "" for part in found.groups())
        is_whole = first.isdecimal() and last.isdecimal()
        if is_whole and not how and int(first) > int(last):
            return f"{lead}{first}{dash}{other}{last}"
        if is_whole and other in {"", lead}:
            if len(last) < len(first):
                last = first[: len(first) - len(last)] + last
            if int(first) < int(last):
                return f"{lead}{first}{dash}{_end(lead, first, last, how)}"
        return f"{lead}{first}{dash}{other}{last}"

    return _LETTERS.sub(dash, _PAGES.sub(one, text.replace("–", "-")))


def _end(lead: str, first: str, last: str, how: str) -> str:
    """Return the last page of a range as `how` wants it written."""
    if how in {"minimal", "minimal-two"}:
        if len(first) != len(last):
            return last
        same = next(n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
        return last[min(same, max(len(last) - (2 if how == "minimal-two" else 1), 0)) :]
    start, end = int(first), int(last)
    if how in {"chicago", "chicago-15"}:
        if start > 100 and start % 100 and start // 100 == end // 100:
            last = str(end % 100)
        elif start >= 10000:
            last = str(end % 1000)
        return last
    if how != "chicago-16":
        return lead + last
    if start > 100 and start % 100:
        for places in range(2, len(last)):
            if start // 10**places == end // 10**places:
                return str(end % 10**places)
    return last
