"""The lines of a CV for what a profile holds in rows: work, degrees, teaching, projects ..."""

from collections.abc import Callable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.kit.dates import MONTHS, PartialDate
from portal.kit.markup import render_markdown
from researchers.models import Activity, Researcher

from .content import Entry

LAST = 9999_99_99  # after every date


def positions(person: Researcher) -> Iterator[Entry]:
    """Yield her work, the newest first."""
    rows = person.positions.all()
    for row in sorted(rows, key=lambda row: _recency(row.starts_on, row.ends_on), reverse=True):
        where = _linked(row.organization, row.url)
        yield Entry(
            _listed(_strong(row.title), where) if row.title else _strong(where),
            span(row.starts_on, row.ends_on),
            render_markdown(row.description),
        )


def degrees(person: Researcher) -> Iterator[Entry]:
    """Yield her degrees, the newest first; what is under way is the newest."""
    rows = person.degrees.all()
    for row in sorted(
        rows, key=lambda row: _recency(row.starts_on, _in_year(row.year)), reverse=True
    ):
        what = _listed(_strong(row.degree), row.field, _linked(row.institution, row.url))
        dates = str(row.year) if row.year else span(row.starts_on, None)
        advised = format_html("<p>Advised by {}</p>", row.advisors) if row.advisors else ""
        yield Entry(what, dates, advised)


def teaching(person: Researcher) -> Iterator[Entry]:
    """Yield what she taught, in her order: terms are words, which do not sort."""
    for row in person.teaching.all():
        yield Entry(
            _listed(_strong(_linked(row.name, row.url)), row.role, row.institution), row.term
        )


def projects(person: Researcher) -> Iterator[Entry]:
    """Yield her public projects, in her order."""
    for row in person.contributions.all():
        project = row.project
        name = _strong(_linked(project.name, project.url or project.code_url))
        said = row.description or project.tagline
        yield Entry(_listed(name, row.role), "", format_html("<p>{}</p>", said) if said else "")


def activities(kind: str) -> Callable[[Researcher], Iterator[Entry]]:
    """Return what yields her talks, awards or service, the newest first."""

    def entries(person: Researcher) -> Iterator[Entry]:
        rows = [row for row in person.activities.all() if row.kind == kind]
        for row in sorted(rows, key=lambda row: row.date.number if row.date else 0, reverse=True):
            title = _linked(row.title, row.url)
            yield Entry(
                _listed(_strong(title) if kind == Activity.Kind.AWARD else title, row.organization),
                short(row.date) if row.date else "",
                render_markdown(row.description),
                row.date.year if row.date else None,
            )

    return entries


def span(start: PartialDate | None, end: PartialDate | None) -> str:
    """Return "Jun–Aug 2020", "2019–2021", "Aug 2021 – present", as short as it goes."""
    if start is None or end is None:
        open_end = f"{short(start)} – present" if start else ""
        return open_end or (f"until {short(end)}" if end else "")
    if start == end:
        return short(start)
    if start.year == end.year and start.month and end.month:
        if start.month == end.month:
            return short(PartialDate(end.year, end.month))
        return f"{MONTHS[start.month - 1][:3]} – {short(PartialDate(end.year, end.month))}"
    return f"{short(start)} – {short(end)}"


def short(date: PartialDate) -> str:
    """Return "2021" or "Aug 2021"; the day is left to those who keep it."""
    return f"{MONTHS[date.month - 1][:3]} {date.year}" if date.month else str(date.year)


def _recency(start: PartialDate | None, end: PartialDate | None) -> tuple[int, int]:
    """Return what sorts by end and then by begin; what has begun and not ended comes last."""
    ends = end.end_number if end else (LAST if start else 0)
    return ends, start.number if start else 0


def _in_year(year: int | None) -> PartialDate | None:
    return PartialDate(year) if year else None


def _strong(text: str) -> SafeString:
    return format_html("<strong>{}</strong>", text)


def _linked(text: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)


def _listed(*parts: str) -> SafeString:
    return format_html_join(", ", "{}", ((part,) for part in parts if part))
