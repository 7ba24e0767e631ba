"""Bringing publications in by the admin: look, choose, apply, report, undo."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from publications.importing import background
from publications.models import Authorship, ImportRow, ImportRun, Publication, Suggestion
from researchers.models import NameVariant, Researcher

from .factories import make_publication, make_researcher, make_venue
from .import_forms import ADD, LIST, VENUE, decide, entry, hand_over, no_worker, undo, url

pytestmark = pytest.mark.django_db


# The preview


def test_preview_says_what_would_happen_and_why(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    make_publication("On Engines", authors=[ada], doi="10.1000/a", year=2021)
    run = hand_over(
        admin_client,
        entry("On Engines", "Ada Lovelace", DOI="10.1000/a", volume="7"),
        entry("On Looms", "Bo Bee"),
        {"type": "article-journal"},
    )
    page = admin_client.get(url(run))
    first, second, third = page.context["rows"]
    assert (first.word, second.word, third.word) == ("Changes", "New", "Cannot be read")
    assert any("10.1000/a" in reason for reason in first.reasons)
    assert first.options[0].linked == "On Engines (2021)"
    changes = {one.label: (one.ours, one.theirs, one.is_taken) for one in first.differences}
    assert changes["volume"] == ("", "7", True)
    assert second.byline == "Bo Bee"
    assert {key: count for key, _, count in page.context["filters"]} == {
        "all": 3, "new": 1, "changes": 1, "lost": 1,
    }  # fmt: skip


def test_choices_are_kept_and_decide_what_is_brought_in(admin_client: Client) -> None:
    paper = make_publication("On Engines", authors=["Ada Lovelace"], doi="10.1000/a", year=2021,
                             publisher="Old Press")  # fmt: skip
    run = hand_over(
        admin_client,
        entry("On Engines", "Ada Lovelace", DOI="10.1000/a", publisher="New Press", issue="3"),
        entry("On Looms", "Bo Bee"),
        entry("On Cards", "Cy Cee"),
    )
    choices = {"fields-1": ["publisher"], "shown-1": "1", "target-2": "skip"}
    decide(admin_client, run, "save", **choices)
    one, two, three = run.rows.all()
    assert (one.wishes, two.wishes, three.wishes) == ({"fields": ["publisher"]}, {"skip": True}, {})
    shown = admin_client.get(url(run)).context["rows"]
    assert [one.is_left_out for one in shown] == [False, True, False]
    assert {one.field for one in shown[0].differences if one.is_taken} == {"publisher"}

    decide(admin_client, run, "apply")
    paper.refresh_from_db()
    assert (paper.publisher, paper.issue, paper.year) == ("New Press", "", 2021)
    assert set(Publication.objects.values_list("title", flat=True)) == {"On Engines", "On Cards"}


def test_all_differences_are_taken_or_left_at_once(admin_client: Client) -> None:
    paper = make_publication("On Engines", authors=["Ada Lovelace"], doi="10.1000/a", year=2021,
                             publisher="Old Press")  # fmt: skip
    run = hand_over(
        admin_client, entry("On Engines", "Ada Lovelace", DOI="10.1000/a", publisher="New Press")
    )
    decide(admin_client, run, "all")
    fields = {told["field"] for told in run.rows.get().differences}
    assert "publisher" in fields
    assert set(run.rows.get().wishes["fields"]) == fields
    decide(admin_client, run, "none")
    assert run.rows.get().wishes["fields"] == []
    decide(admin_client, run, "apply")
    paper.refresh_from_db()
    assert paper.publisher == "Old Press"


def test_entry_can_be_another_publication_or_a_new_one(admin_client: Client) -> None:
    paper = make_publication("On Engines", authors=["Ada Lovelace"], doi="10.1000/a", year=2021)
    run = hand_over(admin_client, entry("On Engines", "Ada Lovelace", DOI="10.1000/a"))
    assert run.rows.get().publication == paper
    decide(admin_client, run, "save", **{"target-1": "new"})
    row = run.rows.get()
    assert (row.wishes, row.action, row.differences) == ({"onto": 0}, "create", [])
    decide(admin_client, run, "save", **{"target-1": ""})
    assert run.rows.get().wishes == {}
    assert run.rows.get().action in {"same", "update"}
    decide(admin_client, run, "save", **{"target-1": "999999"})  # nobody offered it
    assert run.rows.get().wishes == {}


def asked(run: ImportRun) -> tuple[ImportRow, dict[str, Any]]:
    row = run.rows.exclude(questions=[]).get()
    return row, row.questions[0]


def test_answer_is_remembered_as_a_spelling_and_undone(admin_client: Client) -> None:
    jane = make_researcher("Jane Quill")
    make_publication("On Looms", authors=[jane], year=2019, venue=make_venue(VENUE))
    run = hand_over(admin_client, entry("On Engines", "J. Quill", "Bo Bee"))
    row, question = asked(run)
    assert [one["id"] for one in question["candidates"]] == [jane.pk]
    field = f"person-{row.number}-{question['place']}"
    decide(admin_client, run, "apply", **{field: str(jane.pk)})
    assert Authorship.objects.get(credited_as="J. Quill").researcher == jane
    assert [variant.name for variant in jane.name_variants.all()] == ["J. Quill"]
    undo(admin_client, run)
    assert not NameVariant.objects.exists()


def test_refusal_is_remembered_so_that_it_is_not_asked_again(admin_client: Client) -> None:
    jane = make_researcher("Jane Quill")
    make_publication("On Looms", authors=[jane], year=2019, venue=make_venue(VENUE))
    run = hand_over(admin_client, entry("On Engines", "J. Quill", "Bo Bee"))
    row, question = asked(run)
    field = f"person-{row.number}-{question['place']}"
    decide(admin_client, run, "apply", **{field: "0"})
    refusal = Suggestion.objects.get(status="rejected")
    assert (refusal.kind, refusal.researcher, refusal.key) == ("same-person", jane, "name:jquill")
    assert Authorship.objects.get(credited_as="J. Quill").researcher != jane
    again = hand_over(admin_client, entry("On Gears", "J. Quill"))
    assert jane.pk not in {
        one["id"] for row in again.rows.all() for told in row.questions
        for one in told["candidates"]
    }  # fmt: skip


def test_answer_counts_for_all_entries_that_ask_about_the_name(admin_client: Client) -> None:
    jane = make_researcher("Jane Quill")
    make_publication("On Looms", authors=[jane], year=2019, venue=make_venue(VENUE))
    titles = ["On Engines", "On Gears", "On Cards"]
    run = hand_over(admin_client, *(entry(title, "J. Quill") for title in titles))
    (question, *_), *_ = (row.questions for row in admin_client.get(url(run)).context["rows"])
    assert question.entries == 3
    answer = {"person-1-0": str(jane.pk), "everywhere-1-0": "1"}
    decide(admin_client, run, "save", **answer)
    assert [row.wishes for row in run.rows.all()] == [{"people": {"0": jane.pk}}] * 3
    other = {"person-2-0": str(jane.pk), "person-3-0": "0", "everywhere-2-0": "1"}
    run.rows.update(wishes={})
    decide(admin_client, run, "save", **other)
    assert [row.wishes["people"]["0"] for row in run.rows.all()] == [jane.pk, jane.pk, 0]
    run.rows.update(wishes={"people": {"0": jane.pk}})
    decide(admin_client, run, "apply", **{"person-2-0": "0"})
    authors = Authorship.objects.filter(credited_as="J. Quill").order_by("publication")
    assert [row.researcher == jane for row in authors] == [True, False, True]


def test_new_person_of_all_entries_is_one(admin_client: Client) -> None:
    jane = make_researcher("Jane Quill")
    make_publication("On Looms", authors=[jane], year=2019, venue=make_venue(VENUE))
    run = hand_over(admin_client, entry("On Engines", "J. Quill"), entry("On Gears", "J. Quill"))
    decide(admin_client, run, "save", **{"person-1-0": "0", "everywhere-1-0": "1"})
    shown = admin_client.get(url(run)).context["rows"]
    chosen = [one.label for row in shown for one in row.questions[0].options if one.is_chosen]
    assert chosen == ["A new person"] * 2
    decide(admin_client, run, "apply")
    (person,) = {row.researcher for row in Authorship.objects.filter(credited_as="J. Quill")}
    assert person != jane


def test_new_people_of_single_answers_are_two(admin_client: Client) -> None:
    make_researcher("Jane Quill")
    run = hand_over(admin_client, entry("On Engines", "J. Quill"), entry("On Gears", "J. Quill"))
    decide(admin_client, run, "apply", **{"person-1-0": "0", "person-2-0": "0"})
    people = {row.researcher for row in Authorship.objects.filter(credited_as="J. Quill")}
    assert len(people) == 2


def test_reading_a_page_writes_nothing(admin_client: Client) -> None:
    make_publication("On Engines", authors=["Ada Lovelace"], doi="10.1000/a", year=2021)
    run = hand_over(admin_client, entry("On Engines", "A. Lovelace", DOI="10.1000/a", volume="7"))
    paths = [ADD, url(run), f"{url(run)}?show=changes", f"{url(run)}?format=json", LIST,
             reverse("admin:publications_importrun_decide", args=[run.pk])]  # fmt: skip
    applied = hand_over(admin_client, entry("On Looms", "Bo Bee"))
    decide(admin_client, applied, "apply")
    paths += [url(applied), reverse("admin:publications_importrun_undo", args=[applied.pk])]
    for path in paths:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            admin_client.get(path)
        words = {query["sql"].split()[0] for query in caught.captured_queries}
        assert words <= {"SELECT"}, path


@pytest.mark.parametrize("rows", [1, 30])
def test_preview_takes_the_same_queries_for_1_and_30_rows(
    admin_client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    jane, venue = make_researcher("Jane Quill"), make_venue(VENUE)
    entries = []
    for number in range(rows):
        title, doi = f"On Engine {number} of many", f"10.1000/{number}"
        make_publication(title, authors=[jane], doi=doi, year=2021, venue=venue)
        entries += [entry(title, "Jane Quill", DOI=doi, volume="7"),
                    entry(f"On another subject {number}", "J. Quill")]  # fmt: skip
    run = hand_over(admin_client, *entries)
    page = admin_client.get(url(run))
    assert any(row.questions for row in page.context["rows"])
    assert any(row.reasons for row in page.context["rows"])
    # session, user, the run, its counts, its rows, publications, people
    with django_assert_num_queries(8):
        admin_client.get(url(run))


# Bringing in, the report, undoing


def test_report_tells_what_was_done_and_undo_takes_it_back(admin_client: Client) -> None:
    paper = make_publication("On Engines", authors=["Ada Lovelace"], doi="10.1000/a", year=2021)
    run = hand_over(
        admin_client,
        entry("On Engines", "Ada Lovelace", DOI="10.1000/a", volume="7"),
        entry("On Looms", "Bo Bee"),
    )
    page = decide(admin_client, run, "apply")
    assert page.templates[0].name == "admin/imports/report.html"
    assert dict(map(reversed, page.context["figures"])) == {
        "new publications": 1, "publications changed": 1, "new people": 1,
        **{words: count for count, words in page.context["figures"]
           if words in {"new venues", "differences left as they are"}},
    }  # fmt: skip
    told = admin_client.get(f"{url(run)}?format=json").json()
    assert (told["status"], told["report"]["created"], told["report"]["updated"]) == (
        "applied",
        1,
        1,
    )

    loom = Publication.objects.get(title="On Looms")
    loom.summary = "Written by hand since."
    loom.save()
    page = admin_client.get(reverse("admin:publications_importrun_undo", args=[run.pk]))
    assert [one.title for one in page.context["edited"]] == ["On Looms"]
    page = undo(admin_client, run)
    assert page.context["undone"]["kept"] == ['"On Looms" was edited since and stays.']
    paper.refresh_from_db()
    assert (paper.volume, ImportRun.objects.get().status) == ("", "undone")
    said = [entry.change_message for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Brought in: 1 new, 1 changed.", "Undone: 0 taken away, 1 as before."]


def test_pressed_twice_it_is_brought_in_once(admin_client: Client) -> None:
    run = hand_over(admin_client, entry("On Looms", "Bo Bee"))
    decide(admin_client, run, "apply")
    sent = {"do": "apply", "rows": ["1"], "target-1": "skip"}
    admin_client.post(reverse("admin:publications_importrun_decide", args=[run.pk]), sent)
    background.bring_in.call(run.pk, User.objects.get().pk)
    assert Publication.objects.count() == 1
    assert run.rows.get().wishes == {}
    undo(admin_client, run)
    undo(admin_client, run)
    assert LogEntry.objects.count() == 2


def test_two_imports_of_the_same_paper_make_one(admin_client: Client) -> None:
    first = hand_over(admin_client, entry("On Looms", "Bo Bee", DOI="10.1000/l"))
    second = hand_over(admin_client, entry("On Looms", "Bo Bee", DOI="10.1000/l"), name="b.json")
    assert [row.action for row in second.rows.all()] == ["create"]
    decide(admin_client, first, "apply")
    decide(admin_client, second, "apply")
    assert Publication.objects.count() == 1
    assert Researcher.objects.count() == 1


def test_failure_changes_nothing_and_says_so(admin_client: Client, monkeypatch: Any) -> None:
    run = hand_over(admin_client, entry("On Looms", "Bo Bee"))

    def break_off(*args: Any, **options: Any) -> None:
        make_publication("Half done")
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(background, "apply_run", break_off)
        page = decide(admin_client, run, "apply")
    assert "nothing was changed (ZeroDivisionError: a bug)" in page.content.decode()
    assert not Publication.objects.exists()
    decide(admin_client, run, "apply")
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("step", ["read", "apply_run", "undo_run"])
def test_failure_whose_text_no_database_takes_is_told(
    admin_client: Client, monkeypatch: Any, step: str
) -> None:
    def break_off(*args: Any, **options: Any) -> None:
        raise ValueError("no \0 here")

    with monkeypatch.context() as patch:
        patch.setattr(background, step, break_off)
        run = hand_over(admin_client, entry("On Looms", "Bo Bee"))
        if run.status == "preview":
            decide(admin_client, run, "apply")
            undo(admin_client, run)
    run.refresh_from_db()
    assert run.report["error"] == "ValueError: no  here"
    assert run.status == {"read": "failed", "apply_run": "preview", "undo_run": "applied"}[step]


def test_reading_that_stopped_is_started_again(admin_client: Client, monkeypatch: Any) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(background.read_in), "enqueue", no_worker)
        run = hand_over(admin_client, entry("On Looms", "Bo Bee"))
    assert run.status == "reading"
    page = admin_client.get(url(run))
    assert page.templates[0].name == "admin/imports/progress.html"
    assert 'id="again" hidden' in page.content.decode()
    run.report["progress"]["at"] = "2026-01-01T00:00:00+00:00"
    run.save()
    assert 'id="again">' in admin_client.get(url(run)).content.decode()
    old = run.report["progress"]["attempt"]
    decide_url = reverse("admin:publications_importrun_decide", args=[run.pk])
    admin_client.post(decide_url, {"do": "again"})
    run.refresh_from_db()
    assert (run.status, run.rows.count()) == ("preview", 1)
    background.read_in.call(run.pk, old)  # the first one comes late
    assert run.rows.count() == 1


def test_overtaken_reading_stops(admin_client: Client, monkeypatch: Any) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(background.read_in), "enqueue", no_worker)
        run = hand_over(admin_client, entry("On Looms", "Bo Bee"))

    def read(run: ImportRun) -> Any:
        ImportRun.objects.filter(pk=run.pk).update(report={"progress": {"attempt": "later"}})
        yield from ()

    monkeypatch.setattr(background, "read", read)
    background.read_in.call(run.pk, run.report["progress"]["attempt"])
    run.refresh_from_db()
    assert (run.status, run.report) == ("reading", {"progress": {"attempt": "later"}})


def test_bringing_in_that_stopped_is_started_again(admin_client: Client, monkeypatch: Any) -> None:
    run = hand_over(admin_client, entry("On Looms", "Bo Bee"))
    with monkeypatch.context() as patch:
        patch.setattr(type(background.bring_in), "enqueue", no_worker)
        decide(admin_client, run, "apply")
    assert ImportRun.objects.get().status == "running"
    sent = {"do": "again"}
    admin_client.post(reverse("admin:publications_importrun_decide", args=[run.pk]), sent)
    assert ImportRun.objects.get().status == "applied"
    assert Publication.objects.count() == 1


def test_preview_can_be_discarded(admin_client: Client) -> None:
    run = hand_over(admin_client, entry("On Looms", "Bo Bee"))
    decide(admin_client, run, "discard")
    assert not ImportRun.objects.exists()
    assert not ImportRow.objects.exists()
