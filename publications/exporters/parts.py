"""What several formats say alike."""

import re

from publications.records import Name, Record

PARTS_OF_BOOKS = {"paper-conference", "chapter"}
_PAGES = re.compile(r"(\w+)(?:\s*[-–—]+\s*(\w+))?")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def inverted(name: Name) -> str:
    """Return "Family, Given, Suffix", a name that is not parted as it is."""
    if name.is_organization:
        return name.literal
    return ", ".join(filter(None, (name.family_name, name.given, name.suffix)))


def start_and_end(pages: str) -> tuple[str, str]:
    """Return what stands before the first dash and behind it: ("e12", ""), ("S1", "S2, 9")."""
    first, _, last = pages.replace("–", "-").partition("-")
    return first.strip(), last.strip("- ")


def first_and_last(pages: str) -> tuple[str, str]:
    """Return the first and the last page, of one page ("12", ""), of anything else ("", "")."""
    found = _PAGES.fullmatch(pages.strip())
    return (found[1], found[2] or "") if found else ("", "")


def editors_of_whole(record: Record) -> bool:
    """Return whether the editors are those of the volume that the work stands in."""
    return record.type in PARTS_OF_BOOKS and bool(record.container_title or record.container_short)


def language_tag(record: Record) -> str:
    """Return the language if it is told as a tag, "en-GB", else "". Source: RFC 5646 §2.1."""
    return record.language if _LANGUAGE.fullmatch(record.language) else ""


def is_address(text: str) -> bool:
    """Return whether a link leads somewhere on the web: what sources call a link may not."""
    return bool(_ADDRESS.fullmatch(text))


def licence(record: Record) -> str:
    """Return the address of the first licence that the source names, "" for none."""
    told = record.extra.get("license")
    for part in told if isinstance(told, list) else [told]:
        if isinstance(part, str) and is_address(part):
            return part
    return ""
