"""A record while it is being read: what a source tells, put where the record has a place for it."""

import datetime
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from portal.kit.dates import MONTHS, PartialDate
from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.text import clean_text
from publications.own import with_own
from publications.plain import plain_paragraphs, plain_title
from publications.records import IDENTIFIERS, Link, Name, Problem, Record, cleaned

PARAGRAPHS = ("abstract", "note")
MARKED_UP = ("title", "container_title", "event", "collection_title")
MONTH_NAMES = {month.lower()[:3]: number for number, month in enumerate(MONTHS, 1)}
SERIAL_LABEL = re.compile(r"(?i)^[ep]?-?(?:issn|isbn)(?:-1[03])?:?\s*")
DEEPEST = 20  # levels of what is kept of a source; real ones have less than ten
YEAR = re.compile(r"(?a)(?<!\d)(1\d{3}|20\d\d|21\d\d)(?!\d)")


class Draft:
    """Collects the fields of one record: the first that tells a field wins, the rest is kept.

    What has no place, or is not what it says it is, goes to `extra` under the source's own name;
    what is wrong becomes a problem with `where`.
    """

    def __init__(self, where: str, source: str = "") -> None:
        self.where = where
        self.source = source
        self.fields: dict[str, Any] = {}
        self.authors: list[Name] = []
        self.editors: list[Name] = []
        self.links: list[Link] = []
        self.keywords: list[str] = []
        self.awards: list[str] = []
        self.other_ids: list[tuple[str, str]] = []
        self.extra: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def warn(self, what: str, remedy: str = "") -> None:
        self.problems.append(Problem(self.where, what, remedy))

    def keep(self, name: str, value: Any) -> None:
        """Keep what has no place in a record; a name that comes again gets a list."""
        if value in (None, "", [], {}):
            return
        value = _storable(value)
        if name not in self.extra:
            self.extra[name] = value
        elif isinstance(self.extra[name], list):
            if value not in self.extra[name]:
                self.extra[name] = [*self.extra[name], value]
        elif self.extra[name] != value:
            self.extra[name] = [self.extra[name], value]

    def tell(self, field: str, text: str, name: str = "") -> None:
        """Tell a field of text; `name` is what the source calls it."""
        if field in PARAGRAPHS:
            value = plain_paragraphs(text)
        elif field in MARKED_UP:
            value = plain_title(text)
        else:
            value = clean_text(text)
        if not value:
            return
        if not self.fields.get(field):
            self.fields[field] = value
        elif self.fields[field] != value:
            self.keep(name or field, value)

    def date(self, text: str, name: str = "issued") -> None:
        """Tell when the work was issued. A date that cannot be read whole is kept as written."""
        text = clean_text(text)
        if not text.strip("/ "):
            return
        date, is_whole = read_date(text)
        if not is_whole or (self.fields.get("issued") not in (None, date)):
            self.keep(name, text)
        if date is None:
            self.warn(f'"{text}" is not a date.', "It was kept as a note of the source.")
        elif self.fields.get("issued") is None:
            self.fields["issued"] = date

    def identify(self, field: str, text: str, name: str = "") -> None:
        """Tell an identifier of `IDENTIFIERS`; one more of its kind goes to `other_ids`."""
        text = clean_text(text)
        if not text:
            return
        try:
            value = SCHEMES[IDENTIFIERS[field]].normalize(text)
        except InvalidIdentifier as error:
            self.keep(name or field, text)
            self.warn(str(error), "It was kept as a note of the source.")
            return
        if not self.fields.get(field):
            self.fields[field] = value
        elif self.fields[field] != value:
            self.other_id(field, value)

    def other_id(self, scheme: str, value: str) -> None:
        pair = (scheme, clean_text(value))
        if pair[1] and pair not in self.other_ids:
            self.other_ids.append(pair)

    def serial(self, text: str, name: str, *, prefer: str = "") -> None:
        """Tell ISSNs and ISBNs that stand in one field: "2325-9671 (electronic)"."""
        pieces = re.split(r"[,;\n/]|\s{2,}|(?<=[\dXx])\s+(?=[\d(]*[\d-]{8,})|\sand\s", text)
        for piece in pieces:
            plain = clean_text(re.sub(r"\([^()]*\)", "", piece))
            plain = re.sub(
                r"(?i)^(?:e-?|p-?)?(issn|isbn)(?:-1[03])?(?:\s*\([^)]*\))?:?\s*", "", plain
            )
            if not plain:
                continue
            fitting = [field for field in ("issn", "isbn") if _fits(field, plain)]
            if fitting:
                self.identify(fitting[0], plain, name)
            else:
                self.keep(name, plain)
                words = {"issn": "an ISSN", "isbn": "an ISBN"}.get(prefer, "an ISSN or ISBN")
                self.warn(f'"{plain}" is not {words}.', "It was kept as a note of the source.")

    def link(self, url: str, kind: str = "", label: str = "") -> None:
        """Tell an address. One that only resolves the DOI or arXiv number tells that instead."""
        url = url.strip()
        if not re.match(r"(?i)(?:https?|ftp)://[^\s/]", url):
            if re.match(r"(?i)(?:www\.|doi\.org/|dx\.doi\.org/)\S+$", url):
                url = f"https://{url}"
            else:
                self.keep("url", url)
                return
        if re.match(r"(?i)https?://(?:dx\.|www\.)?doi\.org/10\.", url):
            try:
                doi = SCHEMES["doi"].normalize(url)
            except InvalidIdentifier:
                doi = ""
            if doi and self.fields.setdefault("doi", doi) == doi:
                return
        if re.match(r"(?i)https?://(?:www\.)?arxiv\.org/abs/", url):
            try:
                number = SCHEMES["arxiv"].normalize(url)
            except InvalidIdentifier:
                number = ""
            if number and self.fields.setdefault("arxiv_id", number) == number:
                return
        link = Link(url, kind or _kind(url), label)
        if link not in self.links:
            self.links.append(link)

    def keyword(self, text: str) -> None:
        text = clean_text(text)
        if text and text not in self.keywords:
            self.keywords.append(text)

    def finish(self, own: Any = None) -> Iterator[Record | Problem]:
        """Yield the record and what is wrong in it; a draft that tells nothing is a loss.

        `own` is what our own exporter wrote beside what the format can say.
        """
        record = self.record()
        if own is not None:
            record = with_own(record, own, 'What stands there as "byline"', self.problems)
        tells = (record.title, record.authors, record.editors, record.doi, record.arxiv_id)
        if not any((*tells, record.pmid, record.isbn, record.other_ids, record.container_title,
                    record.abstract, record.links, record.note)):  # fmt: skip
            what = "The entry has no title, no names and no identifier."
            yield Problem(self.where, what, "Write what it is about.", is_loss=True)
            return
        yield record
        yield from self.problems

    def record(self) -> Record:
        doi = self.fields.get("doi", "")
        if doi.startswith("10.48550/arxiv.") and not self.fields.get("arxiv_id"):
            with suppress(InvalidIdentifier):
                self.fields["arxiv_id"] = SCHEMES["arxiv"].normalize(doi)
        return Record(
            **self.fields,
            authors=tuple(cleaned(self.authors)),
            editors=tuple(cleaned(self.editors)),
            links=tuple(self.links),
            keywords=tuple(self.keywords),
            awards=tuple(self.awards),
            other_ids=tuple(self.other_ids),
            extra=self.extra,
            source=self.source,
            where=self.where,
        )


def _storable(value: Any, depth: int = 0) -> Any:
    """Return `value` as JSON that every database takes: no NUL, no depth without end."""
    if isinstance(value, dict | list | tuple) and depth == DEEPEST:
        return "..."
    if isinstance(value, dict):
        return {_storable(str(key)): _storable(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part, depth + 1) for part in value]
    if isinstance(value, bool | float | None) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    return str(value).replace("\0", "")


def _fits(field: str, text: str) -> bool:
    try:
        SCHEMES[IDENTIFIERS[field]].normalize(text)
    except InvalidIdentifier:
        return False
    return True


def _kind(url: str) -> str:
    if re.search(r"(?i)\.pdf(?:[?#]|$)|arxiv\.org/pdf/", url):
        return "pdf"
    if re.match(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.com/", url):
        return "code"
    return "website"


def read_date(text: str) -> tuple[PartialDate | None, bool]:
    """Return the date that starts what `text` says, and whether that is all it says.

    "1948/07//" (RIS), "2014 Jun 15" (PubMed), "2019-05-03T00:00:00Z"; of "2019-2020", "Spring 2005"
    and "2003 Nov-Dec" the first year and, where one is told, the month.
    """
    plain = re.sub(r"(?<=\d)T\d\d:\d\d.*$", "", text.strip()).rstrip("/ ")
    try:
        return PartialDate.parse(plain), True
    except ValueError:
        pass
    found = re.fullmatch(r"(?a)(\d{4})[/ -](\d{0,2})[/ -]?(\d{0,2})(?:/(.*))?", plain)
    if found:
        year, month, day = (int(part) if part else None for part in found.groups()[:3])
        if date := _date(year, month or None, day or None):
            return date, not found[4]
        if date := _date(year, month or None, None):
            return date, False
    year_found = YEAR.search(plain)
    if not year_found:
        return None, False
    rest = plain[: year_found.start()] + " " + plain[year_found.end() :]
    words = re.findall(r"[^\W\d_]+", rest)
    numbers = [int(number) for number in re.findall(r"\d+", rest)]
    months = [MONTH_NAMES[word.lower()[:3]] for word in words if _is_month(word)]
    day = numbers[0] if len(numbers) == 1 and len(months) == 1 else None
    year = int(year_found[1])
    date = _date(year, months[0] if months else None, day) or PartialDate(year)
    said = 1 + len(months) + len(numbers)
    return date, said == 1 + bool(date.month) + bool(date.day) and len(words) == len(months)


def _is_month(word: str) -> bool:
    lower = word.lower()
    return len(word) > 2 and any(month.lower().startswith(lower) for month in MONTHS)


def _date(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    try:
        date = PartialDate(year or 0, month, day)
    except ValueError:
        return None
    return date if date.year <= datetime.MAXYEAR else None
