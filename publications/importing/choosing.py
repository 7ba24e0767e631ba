"""A preview as people see it: pages of rows with what can be chosen, and what was chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When

from portal.kit.dates import PartialDate
from publications.models import ImportRow, ImportRun, Publication
from publications.records import Record
from researchers.models import Researcher

from .differences import EXTRA, HAND, NEW
from .plan import CREATE, LOST, SAME, SKIP, UPDATE
from .values import AUTHORS

NAMES_SHOWN = 12
LETTERS_SHOWN = 600
# What a choice of a row is called in the form; a publication is its id.
AS_PROPOSED, AS_NEW, LEAVE_OUT = "", "new", "skip"
NOT_NOW, NEW_PERSON = "", "0"

ASKED, DIFFERS = ~Q(questions=[]), ~Q(differences=[])
FILTERS: dict[str, tuple[str, Q]] = {
    "all": ("all", Q()),
    "new": ("new", Q(action=CREATE)),
    "changes": ("changes", Q(action=UPDATE)),
    "same": ("nothing new", Q(action=SAME)),
    "kept": ("differ, kept as they are", Q(action=SAME) & DIFFERS),
    "questions": ("with questions", ASKED),
    "out": ("left out", Q(wishes__skip=True)),
    "lost": ("cannot be read", Q(action=LOST)),
    "notes": ("remarks", Q(action=SKIP)),
}
WORDS = {
    CREATE: "New",
    UPDATE: "Changes",
    SAME: "Nothing new",
    SKIP: "Remark",
    LOST: "Cannot be read",
}
KINDS = {
    NEW: "new here",
    HAND: "differs from what was entered by hand: kept unless you choose it",
    "source": "differs from what another source says",
}


@dataclass
class Option:
    """One of several choices, with the reasons for it; it may name a publication or a person."""

    value: str
    label: str
    is_chosen: bool
    linked: str = ""
    paper: int | None = None
    person: int | None = None
    reasons: Sequence[str] = ()


@dataclass
class ShownDifference:
    field: str
    label: str
    kind: str
    words: str
    ours: str
    theirs: str
    is_taken: bool


@dataclass
class Question:
    place: int
    name: str
    options: list[Option]
    entries: int = 1  # of the import that ask about this name


@dataclass
class ShownRow:
    """An entry of a preview, ready to be printed."""

    number: int
    action: str
    word: str
    title: str
    byline: str
    venue: str
    year: str
    where: str
    is_left_out: bool
    reasons: Sequence[str] = ()
    options: list[Option] = field(default_factory=list)
    differences: list[ShownDifference] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    problems: Sequence[str] = ()


def counts(run: ImportRun) -> dict[str, int]:
    """Return how many rows each filter shows. One query."""
    return run.rows.order_by().aggregate(
        **{
            key: Count(Case(When(condition, then="pk"))) if condition else Count("pk")
            for key, (_, condition) in FILTERS.items()
        }
    )


def filtered(run: ImportRun, key: str) -> QuerySet[ImportRow]:
    return run.rows.filter(FILTERS[key][1]).order_by("number")


def shown(rows: Sequence[ImportRow]) -> list[ShownRow]:
    """Return these rows of an import as they are printed. Three queries."""
    papers, people = set(), set()
    for row in rows:
        papers |= {one["id"] for one in maybe_of(row)} | {row.publication_id}
        people |= {one["id"] for asked in row.questions for one in asked["candidates"]}
    known = Publication.objects.only("title", "year").in_bulk(papers - {None})
    who = Researcher.objects.only("full_name", "headline").in_bulk(people)
    found = [_shown(row, known, who) for row in rows]
    questions = [question for one in found for question in one.questions]
    if questions:
        asked = ImportRow.objects.filter(ASKED, run=rows[0].run_id).values_list("questions")
        names = Counter(name for (told,) in asked for name in {one["name"] for one in told})
        for question in questions:
            question.entries = names[question.name]
    return found


def kept(run: ImportRun, most: int) -> list[ShownRow]:
    """Return the first rows of an import some of whose differences were not taken, with these."""
    rows = shown(list(run.rows.filter(DIFFERS).exclude(wishes__skip=True)[: most * 4]))
    for row in rows:
        row.differences = [one for one in row.differences if not one.is_taken]
    return [row for row in rows if row.differences][:most]


def maybe_of(row: ImportRow) -> list[dict[str, Any]]:
    return row.matched_by.get("maybe", []) if isinstance(row.matched_by, dict) else []


def evidence_of(row: ImportRow) -> list[str]:
    return row.matched_by.get("evidence", []) if isinstance(row.matched_by, dict) else []


def _shown(
    row: ImportRow, papers: Mapping[int, Publication], people: Mapping[int, Researcher]
) -> ShownRow:
    one = ShownRow(
        number=row.number,
        action=row.action,
        word=WORDS[row.action],
        title="",
        byline="",
        venue="",
        year="",
        where=row.where,
        is_left_out=bool(row.wishes.get("skip")),
        problems=row.problems,
    )
    if not row.record:
        return one
    record = Record.load(row.record)
    one.title, one.byline = record.title, _byline(record)
    one.venue = record.container_title or record.event or record.publisher
    one.year = str(record.issued.year) if record.issued else ""
    if row.action == LOST:
        return one
    one.reasons = evidence_of(row)
    one.options = list(_options(row, papers))
    if not one.is_left_out:
        one.differences = [_difference(told, row) for told in row.differences]
        one.questions = [_question(asked, row, people) for asked in row.questions]
    return one


def _byline(record: Record) -> str:
    names = [name.full for name in record.authors or record.editors]
    more = len(names) - NAMES_SHOWN
    text = ", ".join(names[:NAMES_SHOWN])
    return f"{text} and {more} more" if more > 0 else text


def _options(row: ImportRow, papers: Mapping[int, Publication]) -> Iterable[Option]:
    """Yield what an entry may be: as proposed, another publication, a new one, nothing."""
    chosen = chosen_target(row)
    mine = papers.get(row.publication_id or 0)
    maybe = [(told, papers[told["id"]]) for told in maybe_of(row) if told["id"] in papers]
    evidence = evidence_of(row)
    is_new = row.publication_id is None
    if mine:
        yield _option(AS_PROPOSED, "This is", chosen, mine)
    elif evidence and maybe:
        label = "Bring in as new, another version of"
        yield _option(AS_PROPOSED, label, chosen, maybe[0][1])
    elif evidence:
        label = "The same as an entry above: one publication"
        yield Option(AS_PROPOSED, label, chosen == AS_PROPOSED)
    else:
        yield Option(AS_PROPOSED, "Bring in as new", chosen == AS_PROPOSED)
    for told, paper in maybe:
        if paper is not mine:
            yield _option(str(paper.pk), "This is", chosen, paper, told["evidence"])
    if not is_new or evidence:
        yield Option(AS_NEW, "Bring in as new, on its own", chosen == AS_NEW)
    yield Option(LEAVE_OUT, "Leave out", chosen == LEAVE_OUT)


def _option(
    value: str, label: str, chosen: str, paper: Publication, reasons: Sequence[str] = ()
) -> Option:
    linked = f"{paper.title} ({paper.year})" if paper.year else paper.title
    return Option(value, label, chosen == value, linked, paper.pk, reasons=reasons)


def chosen_target(row: ImportRow) -> str:
    """Return the choice of a row as the form calls it."""
    if row.wishes.get("skip"):
        return LEAVE_OUT
    onto = row.wishes.get("onto")
    if onto is None:
        return AS_PROPOSED
    return AS_NEW if onto == 0 else str(onto)


def _difference(told: Mapping[str, Any], row: ImportRow) -> ShownDifference:
    fields = row.wishes.get("fields")
    return ShownDifference(
        field=told["field"],
        label="further fields" if told["field"] == EXTRA else told["label"],
        kind=told["kind"],
        words=KINDS[told["kind"]],
        ours=_text(told["field"], told["ours"]),
        theirs=_text(told["field"], told["theirs"]),
        is_taken=told["take"] if fields is None else told["field"] in fields,
    )


def _text(name: str, value: Any) -> str:
    """Return a value of a difference in words."""
    if value in (None, "", [], {}):
        text = ""
    elif name == "date":
        text = str(PartialDate(*value))
    elif name == "type":
        text = str(Publication.Type(value).label)
    elif name == "links":
        text = " ".join(url for _, url, *_ in value)
    elif name == EXTRA:
        text = "; ".join(f"{key}: {told}" for key, told in _flat(value))
    elif isinstance(value, list):
        text = (", " if name == AUTHORS else "; ").join(map(str, value))
    else:
        text = str(value)
    return text if len(text) <= LETTERS_SHOWN else f"{text[:LETTERS_SHOWN]} …"


def _flat(told: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in told.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield key, ", ".join(map(str, value)) if isinstance(value, list) else value


def _question(
    asked: Mapping[str, Any], row: ImportRow, people: Mapping[int, Researcher]
) -> Question:
    answer = row.wishes.get("people", {}).get(str(asked["place"]))
    chosen = NOT_NOW if answer is None else str(max(answer, int(NEW_PERSON)))
    options = [
        Option(
            str(told["id"]),
            "It is",
            chosen == str(told["id"]),
            _known_as(people[told["id"]]),
            person=told["id"],
            reasons=told["reasons"],
        )
        for told in asked["candidates"]
        if told["id"] in people
    ]
    options.append(Option(NEW_PERSON, "A new person", chosen == NEW_PERSON))
    options.append(Option(NOT_NOW, "Not now: ask me later", chosen == NOT_NOW))
    return Question(asked["place"], asked["name"], options)


def _known_as(person: Researcher) -> str:
    return f"{person.full_name}, {person.headline}" if person.headline else person.full_name
