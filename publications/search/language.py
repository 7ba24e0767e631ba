"""What people write into the search box, understood: words, phrases, fields, exclusions.

author:luo year:2020..2022 venue:icra "safe rl" -survey
"""

import re
from dataclasses import dataclass, field, replace

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.text import fold, other_spellings
from publications.records import TYPES

MOST_WORDS = 12
LONGEST = 1000  # letters that are read
COLUMNS = {"title": "title", "author": "names", "venue": "venue"}
SHELVES = ("lab", "topic", "project")
IDENTIFIERS = ("doi", "arxiv", "orcid", "isbn", "pmid")
FIELDS = (*COLUMNS, "year", "type", *SHELVES, *IDENTIFIERS)
TYPE_WORDS = {
    "conference": "paper-conference", "journal": "article-journal", "preprint": "article",
    "talk": "speech", "other": "document",
}  # fmt: skip
EARLIEST, LATEST = 1, 9999
_PART = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')
_LABEL = re.compile(r"(?i)(doi|arxiv|orcid|isbn|pmid):? ")
_NUMBER = re.compile(r"(?a)[\d -]{9,17}[\dXx]")  # of a book: other identifiers have points
_PARTED = re.compile(rf"(?i)\b({'|'.join(FIELDS)}): (?=\S)")
_SIGNS = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\0": " "})
_YEARS = re.compile(r"(?a)(\d{4})?(\.\.|-)?(\d{4})?")


@dataclass(frozen=True)
class Term:
    """Words that stand one behind the other, in one column or anywhere; or other spellings."""

    words: tuple[str, ...]
    column: str = ""  # of search entries; "" for any
    is_prefix: bool = False  # the last word may go on
    others: tuple[str, ...] = ()  # single words that will do as well


@dataclass
class Query:
    """A search understood. `notes` are sentences about what was not taken as written."""

    text: str
    terms: list[Term] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    shelves: list[str] = field(default_factory=list)
    not_shelves: list[str] = field(default_factory=list)
    years: tuple[int, int] | None = None
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The words, if they may be those of a name: nothing else is asked for."""
        if self.without or any(term.column not in {"", "names"} for term in self.terms):
            return []
        return [word for term in self.terms for word in term.words]

    @property
    def has_place(self) -> bool:
        """Whether it says what is wanted, not only what is not."""
        return bool(self.terms or self.shelves or self.years)


def parse(text: str) -> Query:
    """Return what `text` asks for. Whatever is written, it is a query."""
    text = " ".join(text.translate(_SIGNS)[:LONGEST].split())
    query = Query(text)
    if found := _identifier(text):
        query.identifiers.append(found)
        return query
    count, goes_on = 0, False
    for minus, name, phrase, word in _PART.findall(_PARTED.sub(r"\1:", text)):
        count += len(fold(phrase or word).split())
        if count > MOST_WORDS:
            query.notes.append(f"Only the first {MOST_WORDS} words were sought.")
            goes_on = False
            break
        before = len(query.terms)
        _take(query, name.lower(), phrase or word, is_phrase=not word, is_not=bool(minus))
        goes_on = len(query.terms) > before and bool(word) and word[-1].isalnum()
    if goes_on and len(query.terms[-1].words[-1]) > 1:
        query.terms[-1] = replace(query.terms[-1], is_prefix=True)
    if text and not (query.has_place or query.identifiers):
        query.notes.append(
            "Write at least one word that is sought, beside those that are not."
            if query.without or query.not_shelves
            else "There is no letter or digit to look for."
        )
    return query


def _take(query: Query, name: str, value: str, *, is_phrase: bool, is_not: bool) -> None:
    """Put one part of a query, with the field before its colon, where it belongs."""
    if name and name not in FIELDS:
        if not value.startswith("//"):
            query.notes.append(
                f'"{name}:" is no field, so it was sought as a word. Fields are '
                f"{', '.join(FIELDS[:-1])} and {FIELDS[-1]}."
            )
        value, name = f"{name} {value}", ""
    if name in IDENTIFIERS:
        _take_identifier(query, name, value, is_not=is_not)
    elif name in {"year", "type", *SHELVES}:
        _take_shelf(query, name, value, is_not=is_not)
    else:
        terms = _terms(value, COLUMNS.get(name, ""), is_phrase=is_phrase)
        (query.without if is_not else query.terms).extend(terms)


def _take_identifier(query: Query, name: str, value: str, *, is_not: bool) -> None:
    if is_not:
        query.notes.append(f'"{name}:" names one work, which cannot be left out.')
        return
    try:
        query.identifiers.append((name, SCHEMES[name].normalize(value)))
    except InvalidIdentifier as error:
        query.notes.append(str(error))


def _take_shelf(query: Query, name: str, value: str, *, is_not: bool) -> None:
    keys = query.not_shelves if is_not else query.shelves
    if name == "year":
        years = _years(value)
        if years is None:
            query.notes.append(f'"{value}" is no year. Write 2021, 2020..2022, 2020.. or ..2022.')
        elif not is_not:
            query.years = years
        elif years[0] == years[1]:
            keys.append(f"year:{years[0]}")
        else:
            query.notes.append("Only a single year can be left out.")
        return
    slug = fold(value).replace(" ", "-")
    if name == "type":
        slug = TYPE_WORDS.get(slug, slug)
        if slug not in TYPES:
            query.notes.append(f'"{value}" is no type. Types are {", ".join(TYPES)}.')
            return
    keys.append(f"{name}:{slug}")


def _terms(value: str, column: str, *, is_phrase: bool) -> list[Term]:
    """Return one term for a phrase or words with hyphens, else one for each word."""
    words = tuple(fold(value).split())
    if not words:
        return []
    others = tuple(word for word in other_spellings(value) if word not in words)
    if len(words) > 1:  # one of them alone is not the whole
        others = tuple(word for word in others if word == "".join(words))
    is_one = len(words) == 1 or "-" in value or "‐" in value
    if is_one and " " not in value:
        return [Term(words, column, others=others)]
    return [Term(words, column)] if is_phrase else [Term((word,), column) for word in words]


def _years(value: str) -> tuple[int, int] | None:
    """Return the first and last of "2021", "2020..2022", "2020.." or "..2022"."""
    found = _YEARS.fullmatch(value)
    if not found or not (found[1] or found[3]):
        return None
    first = int(found[1] or EARLIEST)
    last = int(found[3] or (LATEST if found[2] else first))
    return (min(first, last), max(first, last)) if first and last else None


def _identifier(text: str) -> tuple[str, str] | None:
    """Return the scheme and value of a text that is one identifier, or its address."""
    label = _LABEL.match(text)
    plain = text[label.end() :] if label else text
    if not any(map(str.isdigit, plain)):
        return None
    schemes = [label[1].lower()] if label else ["doi", "arxiv", "orcid"]
    if " " in plain or (_NUMBER.fullmatch(plain) and not label):
        schemes = ["isbn", "orcid"] if _NUMBER.fullmatch(plain) else []
    for scheme in schemes:
        try:
            return scheme, SCHEMES[scheme].normalize(plain)
        except InvalidIdentifier:
            continue
    return None
