"""Two people change one byline at the same moment; on PostgreSQL, where they really can."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from portal.kit.dates import PartialDate
from publications.importing.deciding import accept, reject
from publications.importing.runs import Source
from publications.importing.suggesting import suggest
from publications.models import Authorship, Publication, Suggestion
from publications.records import Name, Record
from tests.factories import byline, make_publication, make_researcher

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "not connection.features.has_select_for_update",
        reason="SQLite locks the whole database when a change begins",
    ),
]
SECONDS_A_RIVAL_TAKES = 0.3


def at_once(first: Callable[[], object], second: Callable[[], object]) -> list[Exception]:
    """Run `second` while the transaction of `first` is still open; return what went wrong."""
    problems: list[Exception] = []
    has_begun, rival_started = threading.Event(), threading.Event()

    def run(change: Callable[[], object], *, leads: bool) -> None:
        try:
            if not leads:
                has_begun.wait(5)
                rival_started.set()
            with transaction.atomic():
                change()
                if leads:
                    has_begun.set()
                    rival_started.wait(5)
                    threading.Event().wait(SECONDS_A_RIVAL_TAKES)
        except Exception as error:  # noqa: BLE001 -- the test says which there may be
            problems.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(change,), kwargs={"leads": leads})
        for change, leads in ((first, True), (second, False))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return problems


def test_delete_and_insert_at_once_leave_no_gap() -> None:
    paper = make_publication(authors=["A A", "B B", "C C"])
    late = make_researcher("D D")
    gone = paper.authorships.get(position=2)
    problems = at_once(
        gone.delete, lambda: Authorship.objects.create(publication=paper, researcher=late)
    )
    assert problems == []
    assert byline(paper) == [(1, "A A"), (2, "C C"), (3, "D D")]


def test_two_inserts_at_once_both_stand() -> None:
    paper = make_publication(authors=["A A"])
    people = [make_researcher("B B"), make_researcher("C C")]
    problems = at_once(
        lambda: Authorship.objects.create(publication=paper, researcher=people[0]),
        lambda: Authorship.objects.create(publication=paper, researcher=people[1]),
    )
    assert problems == []
    assert byline(paper) == [(1, "A A"), (2, "B B"), (3, "C C")]


@pytest.mark.parametrize("second", [accept, reject])
def test_two_decisions_at_once_are_one(second: Callable[..., object]) -> None:
    ada = make_researcher("Ada Lovelace")
    work = Record(
        title="On engines and their uses",
        authors=(Name(family="Lovelace", given="Ada"),),
        issued=PartialDate(2021),
    )
    suggest(ada, [work], Source("dblp", "dblp:95/1-1", researcher=ada))
    row = Suggestion.objects.get()
    assert at_once(lambda: accept(row, by=None), lambda: second(row, by=None)) == []
    assert Publication.objects.count() == 1
    row.refresh_from_db()
    assert row.status == "accepted"
