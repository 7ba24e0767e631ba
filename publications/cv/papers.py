"""The publications of a CV: which, in which groups, under which numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from publications.as_records import as_records
from publications.models import Authorship
from publications.records import Record
from researchers.models import Researcher

from .choices import PLAIN, Choices
from .content import Group, Part, Reference
from .own_name import styled_reference
from .references import EQUAL_SIGNS, plain_reference, signs_of

# Kinds of publications in the order of a CV, by types of records.
KINDS = {
    "Journal articles": ("article-journal", "review"),
    "Conference papers": ("paper-conference",),
    "Books and chapters": ("book", "chapter"),
    "Preprints": ("article",),
    "Theses": ("thesis",),
    "Patents": ("patent",),
    "Software and data": ("software", "dataset"),
}
OTHER = "Other publications"
KIND_OF = {kind: title for title, kinds in KINDS.items() for kind in kinds}


class Paper(NamedTuple):
    """What decides whether a publication is told, and the names of its venue."""

    pk: int
    slug: str
    year: int | None
    is_selected: bool
    venue: str
    venue_short: str


def papers_of(person: Researcher) -> list[Paper]:
    """Return the papers of a person's page, newest first, each once. One query."""
    rows = Authorship.objects.on_page_of(person).newest()
    columns = rows.values_list(
        "publication", "publication__slug", "publication__year", "selected",
        "publication__venue__name", "publication__venue__short_name",
    )  # fmt: skip
    return list({row[0]: Paper(*row) for row in columns}.values())


def chosen(papers: Sequence[Paper], choices: Choices) -> list[Paper]:
    """Return those of `papers` that are asked for; undated ones only where no year is."""
    since = choices.since
    return [
        paper
        for paper in papers
        if (paper.is_selected or not choices.is_selected)
        and (since is None or (paper.year is not None and paper.year >= since))
    ]


def with_papers(
    part: Part, papers: Sequence[Paper], choices: Choices, own_page: str, origin: str
) -> Part:
    """Return `part` with `papers` as citations, by kind, newest first, numbered throughout.

    `own_page` is the address, with the host, by which the person is known in bylines.
    """
    kinds: dict[str, list[Record]] = {title: [] for title in (*KINDS, OTHER)}
    venues = {paper.slug: (paper.venue, paper.venue_short) for paper in papers}
    for record in as_records([paper.pk for paper in papers], origin):
        kinds[KIND_OF.get(record.type, OTHER)].append(record)
    groups, number, signs = [], 0, ""
    for title, members in kinds.items():
        references = []
        for record in members:
            number += 1
            signs += signs_of(record)
            if choices.style == PLAIN:
                cited = plain_reference(record, own_page, venues.get(record.where, ("", "")))
            else:
                cited = styled_reference(record, own_page, choices.style)
            references.append(Reference(number, cited))
        if references:
            groups.append(Group(title, references))
    title = f"Selected {part.title.lower()}" if choices.is_selected else part.title
    legend = "".join(sign for sign in EQUAL_SIGNS if sign in signs)
    legend = legend and f"{legend} Equal contribution"
    return Part(part.key, title, groups=groups, legend=legend)
