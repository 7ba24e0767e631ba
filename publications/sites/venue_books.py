"""Edited books that chapters stand in, as a line of a page tells them: editors and publisher."""

import re
from typing import NamedTuple

_EDITED = re.compile(
    r"[\s,]*[(\[]?\s*\b(?i:edited by|ed\. by|eds?\.:?)\s+(?P<who>[^()\[\]]{3,200}?)"
    r"(?:[)\]]|(?<=\w\w\w)\.(?:\s+|$)|,\s+(?=[A-Z][\w ]{1,40}:)|$)"
)
_EDITORS = re.compile(r"[\s,]*[(\[](?P<who>[^()\[\]]{3,200}?),?\s+\(?(?i:eds?|editors?)\.?\)?[)\]]")
_PUBLISHER = re.compile(
    r"[\s,.]*(?:[A-Z][\w .,]{1,40}:\s*)?(?P<name>[A-Z][\w &'’-]{0,60}?\b(?:Press|Publish\w+|Verlag|"
    r"Books)|Springer|Elsevier|Routledge|Wiley(?:-Blackwell)?|Palgrave(?: Macmillan)?|SAGE)\b"
)


class Book(NamedTuple):
    """Who edited a book, as it is printed, and who published it; "" for what is not told."""

    editors: str = ""
    publisher: str = ""


def take_book(text: str) -> tuple[Book, str]:
    """Return the editors and the publisher that a line tells behind its book, and the rest."""
    found = _EDITED.search(text) or _EDITORS.search(text)
    if found is None or not re.search(r"\w{2}", text[: found.start()]):
        return Book(), text
    before, rest = text[: found.start()], text[found.end() :]
    publisher = _PUBLISHER.match(rest)
    rest = rest[publisher.end() :] if publisher else rest
    book = Book(found["who"].strip(" ,"), publisher["name"] if publisher else "")
    return book, f"{before}, {rest.lstrip(' ,.')}"
