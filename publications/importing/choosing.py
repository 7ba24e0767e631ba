"""A preview as people see it: pages of rows with what can be chosen, and what was chosen."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, Q, QuerySet, When

from portal.kit.dates import PartialDate
from publications.models import ImportRow, ImportRun, Publication
from publications.records import Record
from researchers.models import Researcher

from .differences import EXTRA, HAND, NEW
from .plan import CREATE, LOST, SAME, SKIP, UPDATE
from .previews import row_of, source_of, wishes_of
from .runs import AT_ONCE, Report, _Import
from .values import AUTHORS

NAMES_SHOWN = 12
LETTERS_SHOWN = 600
# What a choice of a row is called in the form; a publication is its id.
AS_PROPOSED, AS_NEW, LEAVE_OUT = "", "new", "skip"
NOT_NOW, NEW_PERSON = "", "0"

_ASKED, _DIFFERS = ~Q(questions=[]), ~Q(differences=[])
FILTERS: dict[str, tuple[str, Q]] = {
    "all": ("all", Q()),
    "new": ("new", Q(action=CREATE)),
    "changes": ("changes", Q(action=UPDATE)),
    "same": ("nothing new", Q(action=SAME)),
    "kept": ("differ, kept as they are", Q(action=SAME) & _DIFFERS),
    "questions": ("with questions", _ASKED),
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
        papers |= {one["id"] for one in _maybe(row)} | {row.publication_id}
        people |= {one["id"] for asked in row.questions for one in asked["candidates"]}
    known = Publication.objects.only("title", "year").in_bulk(papers - {None})
    who = Researcher.objects.only("full_name", "headline").in_bulk(people)
    found = [_shown(row, known, who) for row in rows]
    questions = [question for one in found for question in one.questions]
    if questions:
        asked = ImportRow.objects.filter(_ASKED, run=rows[0].run_id).values_list("questions")
        names = Counter(name for (told,) in asked for name in {one["name"] for one in told})
        for question in questions:
            question.entries = names[question.name]
    return found


def kept(run: ImportRun, most: int) -> list[ShownRow]:
    """Return the first rows of an import some of whose differences were not taken, with these."""
    rows = shown(list(run.rows.filter(_DIFFERS).exclude(wishes__skip=True)[: most * 4]))
    for row in rows:
        row.differences = [one for one in row.differences if not one.is_taken]
    return [row for row in rows if row.differences][:most]


def _maybe(row: ImportRow) -> list[dict[str, Any]]:
    return row.matched_by.get("maybe", []) if isinstance(row.matched_by, dict) else []


def _evidence(row: ImportRow) -> list[str]:
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
    one.reasons = _evidence(row)
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
    maybe = [(told, papers[told["id"]]) for told in _maybe(row) if told["id"] in papers]
    evidence = _evidence(row)
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


def save_choices(run: ImportRun, sent: Mapping[str, Any]) -> int:
    """Store what was chosen on a page of rows; return how many of them changed.

    `sent` is a QueryDict: "rows" are the numbers that were on the page; for each there is
    "target-N", "fields-N" with "shown-N", and "person-N-PLACE" with "everywhere-N-PLACE" if the
    answer is that of all entries that ask about the name.
    """
    numbers = [int(text) for text in sent.getlist("rows") if text.isdecimal()][:500]
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.status != ImportRun.Status.PREVIEW:
            return 0
        changed, moved = [], []
        for row in run.rows.filter(number__in=numbers).exclude(record={}):
            wishes = chosen_in(row, sent)
            if wishes == row.wishes:
                continue
            has_moved = wishes.get("onto") != row.wishes.get("onto")
            row.wishes = wishes
            changed.append(row)
            if has_moved:
                row.wishes.pop("fields", None)
                row.wishes.pop("people", None)
                moved.append(row)
        look_again(run, moved)
        names = ["wishes", "action", "differences", "questions", "problems"]
        ImportRow.objects.bulk_update(changed, names, batch_size=100)
        return len(changed) + _answer_everywhere(run, numbers, sent)


def _answer_everywhere(run: ImportRun, numbers: Sequence[int], sent: Mapping[str, Any]) -> int:
    """Give answers to all entries that ask the same, and return how many of them changed.

    They ask the same if the name is the same and the person who was chosen is offered there, too.
    """
    answers: dict[str, int] = {}
    for row in run.rows.filter(_ASKED, number__in=numbers):
        for asked in row.questions:
            answer = row.wishes.get("people", {}).get(str(asked["place"]))
            if answer is not None and f"everywhere-{row.number}-{asked['place']}" in sent:
                answers[asked["name"]] = answer or -row.number
    if not answers:
        return 0
    changed = []
    for row in run.rows.filter(_ASKED):
        people = dict(row.wishes.get("people", {}))
        for asked in row.questions:
            answer = answers.get(asked["name"])
            if answer is not None and (answer < 0 or answer in _offered(asked)):
                people[str(asked["place"])] = answer
        if people != row.wishes.get("people", {}):
            row.wishes = row.wishes | {"people": people}
            changed.append(row)
    _write_wishes(changed)
    return len(changed)


def _offered(asked: Mapping[str, Any]) -> set[int]:
    return {told["id"] for told in asked["candidates"]}


def _write_wishes(rows: Iterable[ImportRow]) -> None:
    with connection.cursor() as cursor:  # several times as fast as bulk_update
        cursor.executemany(
            "UPDATE publications_importrow SET wishes = %s WHERE id = %s",
            [(json.dumps(row.wishes), row.pk) for row in rows],
        )


def chosen_in(row: ImportRow, sent: Any) -> dict[str, Any]:
    """Return what was chosen for a row as `wishes_of` reads it; what was not asked stays."""
    wishes = dict(row.wishes)
    target = sent.get(f"target-{row.number}")
    if target is not None:
        wishes.pop("skip", None)
        if target == LEAVE_OUT:
            wishes["skip"] = True
        elif target == AS_NEW:
            wishes["onto"] = 0
        elif target == AS_PROPOSED:
            wishes.pop("onto", None)
        elif target in {str(told["id"]) for told in _maybe(row)}:
            wishes["onto"] = int(target)
    if f"shown-{row.number}" in sent:
        chosen = set(sent.getlist(f"fields-{row.number}"))
        taken = {told["field"] for told in row.differences if told["field"] in chosen}
        proposed = {told["field"] for told in row.differences if told["take"]}
        if "fields" in wishes or taken != proposed:
            wishes["fields"] = sorted(taken)
    people = dict(wishes.get("people", {}))
    for asked in row.questions:
        place, answer = str(asked["place"]), sent.get(f"person-{row.number}-{asked['place']}")
        if answer == NOT_NOW:
            people.pop(place, None)
        elif answer == NEW_PERSON:
            people[place] = min(people.get(place, 0), 0)  # if one for several entries, that one
        elif answer in set(map(str, _offered(asked))):
            people[place] = int(answer)
    wishes.pop("people", None)
    return wishes | ({"people": people} if people else {})


def look_again(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """Fill in what these rows would change now that they are to be another publication."""
    planned = []
    for row in rows:
        is_repeated = row.publication_id is None and _evidence(row) and not _maybe(row)
        if is_repeated and row.wishes.get("onto") is None:
            row.action, row.differences, row.questions = SAME, [], []
        elif not row.wishes.get("skip"):
            planned.append(row)
    for start in range(0, len(planned), AT_ONCE):
        batch = planned[start : start + AT_ONCE]
        work = _Import(source_of(run), Report(), writes=False, run=None)
        items = [(Record.load(row.record).but(where=row.where), wishes_of(row.wishes))
                 for row in batch]  # fmt: skip
        for row, plan in zip(batch, work.take(items), strict=True):
            fresh = row_of(run, row.number, plan)
            row.action, row.problems = fresh.action, fresh.problems
            row.differences, row.questions = fresh.differences, fresh.questions


def choose_all(run: ImportRun, *, take: bool) -> int:
    """Choose all differences of a preview, or none; return in how many rows there are any."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.status != ImportRun.Status.PREVIEW:
            return 0
        rows = list(run.rows.filter(_DIFFERS).only("pk", "differences", "wishes"))
        for row in rows:
            fields = sorted(told["field"] for told in row.differences) if take else []
            row.wishes = row.wishes | {"fields": fields}
        _write_wishes(rows)
    return len(rows)
