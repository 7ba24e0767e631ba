"""What the formats of tags and lines share: RIS, Web of Science, PubMed."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from publications.bylines import parse_name, split_names, strip_marks
from publications.drafts import Draft, read_date
from publications.records import Name


@dataclass(slots=True)
class Entry:
    """The lines of one entry: values by tag, tags in their order; `line` is the first's number."""

    line: int
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    order: list[str] = field(default_factory=list)
    more_lines: list[str] = field(default_factory=list)

    def add(self, tag: str, value: str) -> None:
        self.close()
        self.values[tag].append(value)
        self.order.append(tag)

    def more(self, value: str) -> None:
        """Add a line to the value before it."""
        self.more_lines.append(value)

    def close(self) -> None:
        """Put the lines that were added to the value they go on with."""
        if self.more_lines and self.order:
            values = self.values[self.order[-1]]
            values[-1] = "\n".join([values[-1], *self.more_lines])
        self.more_lines.clear()

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield the tags and values in the order of the lines."""
        rest = {tag: iter(values) for tag, values in self.values.items()}
        for tag in self.order:
            yield tag, next(rest[tag])

    def take(self, *tags: str) -> list[str]:
        """Return the values of the tags that say something, and take them out."""
        return [
            value for tag in tags for text in self.values.pop(tag, []) if (value := text.strip())
        ]

    def keep_rest(self, draft: Draft) -> None:
        for tag in list(self.values):
            for value in self.take(tag):
                draft.keep(tag, value)


def indented(text: str, tag: re.Pattern[str], opening: str, closing: str) -> Iterator[Entry]:
    """Yield the entries of a text whose values go on in lines that begin with spaces.

    An entry begins with the tag `opening`, and ends before the next one or with `closing`.
    """
    entry: Entry | None = None
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        found = tag.match(line)
        if found and found[1] == opening and (entry is None or opening in entry.values):
            if entry:
                entry.close()
                yield entry
            entry = Entry(number)
        if entry is None or not line.strip():
            continue
        if found and found[1] == closing:
            entry.close()
            yield entry
            entry = None
        elif found:
            entry.add(found[1], found[2] or "")
        else:
            entry.more(line.strip())
    if entry:
        entry.close()
        yield entry


def names_of(draft: Draft, values: list[str]) -> list[Name]:
    """Return the names of values that hold one each, or several parted by ";" or lines."""
    names = []
    for value in values:
        parts, is_cut = split_names(value) if re.search(r"[;\n]", value) else ([value], False)
        for part in parts:
            plain, marks = strip_marks(part)
            if re.fullmatch(r"(?i)et\.? al\.?|others", plain):
                is_cut = True
                continue
            names.append(parse_name(part if part.rstrip().endswith(",") else plain))
            if marks:
                draft.keep("marks", f"{plain}: {marks}")
        if is_cut:
            draft.warn('The authors end in "et al.".', "Add those who are missing.")
    return names


def tell_dates(draft: Draft, values: list[str]) -> None:
    """Tell the most exact of several dates of the year that the first one names."""
    read = [(read_date(value), value) for value in values if value.strip("/ ")]
    sound = [date for (date, _), _ in read if date]
    if not sound:
        for _, value in read:
            draft.date(value)
        return
    draft.fields["issued"] = max(
        (date for date in sound if date.year == sound[0].year),
        key=lambda date: len(str(date)),
    )
    for (date, is_whole), value in read:
        if not is_whole or (date and not str(draft.fields["issued"]).startswith(str(date))):
            draft.keep("issued", value)


def tell_pages(draft: Draft, first: list[str], last: list[str]) -> None:
    """Tell the pages of their first and last one; the first may hold both."""
    start, end = (first or [""])[0], (last or [""])[0]
    if start and end and start != end and not re.search(r"\d\s*[-–—]+\s*\w", start):
        draft.tell("pages", f"{start}-{end}")
    else:
        draft.tell("pages", start or end)
    for name, rest in (("SP", first[1:]), ("EP", last[1:])):
        for value in rest:
            draft.keep(name, value)
