"""Imports undone, what they leave as it is, and input that is odd."""

import io
from dataclasses import replace
from typing import Any

import pytest

from portal.kit.dates import PartialDate
from publications.importing.intake import take
from publications.importing.previews import make_preview
from publications.importing.runs import Source, import_records
from publications.importing.undoing import undo_run
from publications.models import (
    Authorship,
    ImportRun,
    Publication,
    Suggestion,
    Topic,
    Venue,
)
from publications.records import Link, Name, Problem
from researchers.models import Membership, Researcher
from tests.factories import make_lab, make_researcher
from tests.test_importing import ADA, FILE, MARY, bylines, record

pytestmark = pytest.mark.django_db


def state() -> dict[str, list[Any]]:
    """Return all that an import may change."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (
            Publication,
            Authorship,
            Researcher,
            Venue,
            Publication.links.rel.related_model,
        )
    }


def test_undo_brings_everything_back():
    import_records([record()], source=FILE)
    before = state()
    changed = record(
        authors=(MARY, ADA, Name(family="Menabrea", given="Luigi")), pages="1-2", volume="9",
        issued=PartialDate(1844), links=(Link("https://example.org/other"),), extra={"x": "y"},
    )  # fmt: skip
    report = import_records([changed, record(title="New", doi="", citation_key="n")], source=FILE)
    assert (report.created, report.updated) == (1, 1)
    undone = undo_run(ImportRun.objects.get(pk=report.run))
    assert (undone.deleted, undone.restored, undone.kept) == (1, 1, [])
    assert state() == before


def test_undo_keeps_what_was_edited_since_and_says_so():
    report = import_records([record(), record(title="New", doi="", citation_key="n")], source=FILE)
    paper = Publication.objects.get(title="New")
    paper.summary = "Mine."
    paper.save()
    undone = undo_run(ImportRun.objects.get(pk=report.run))
    assert undone.kept == ['"New" was edited since and stays.']
    assert [paper.title for paper in Publication.objects.all()] == ["New"]
    assert bylines() == [["Ada Lovelace", "Mary Somerville", "Charles Babbage"]]


def test_group_of_equals_without_a_sign_is_left_out_of_a_changed_byline():
    import_records([record(authors=(ADA,))], source=FILE)
    import_records([record(authors=(ADA, replace(MARY, equal_group=7)))], source=FILE)
    groups = Authorship.objects.order_by("position").values_list("equal_group", flat=True)
    assert list(groups) == [None, None]


def test_two_entries_of_a_publication_in_one_file_change_it_once():
    import_records([record(authors=(ADA,), links=())], source=FILE)
    twice = [record(authors=(ADA, MARY)), record(authors=(ADA, MARY), citation_key="second")]
    import_records(twice, source=FILE)
    assert bylines() == [["Ada Lovelace", "Mary Somerville"]]
    assert Publication.objects.get().links.count() == 1


def test_two_entries_that_differ_do_not_take_turns():
    two = [record(), record(pages="1-2", note="A reprint", citation_key="second")]
    import_records(two, source=FILE)
    paper = Publication.objects.get()
    assert (paper.pages, paper.note) == ("666-731", "A reprint")
    report = import_records(two, source=FILE)
    assert (report.changed, report.kept, report.run) == (False, 2, None)


def test_person_who_stays_in_a_byline_is_no_second_name_of_it():
    import_records([record(authors=(ADA,))], source=FILE)
    byron = make_researcher("George Byron")
    row = Authorship.objects.get()
    row.researcher = byron
    row.save()
    george = Name(family="Byron", given="George")
    import_records([record(authors=(ADA, george))], source=FILE)
    assert bylines() == [["Ada Lovelace", "George Byron"]]
    assert Authorship.objects.get(position=1).researcher == byron


def undo_last() -> Any:
    return undo_run(ImportRun.objects.filter(status=ImportRun.Status.APPLIED).first())


def test_undo_keeps_people_who_were_given_something_since():
    import_records([record()], source=FILE)
    ada = Researcher.objects.get(family_name="Lovelace")
    Membership.objects.create(researcher=ada, lab=make_lab())
    done = undo_last()
    assert (done.deleted, done.people) == (1, 2)
    assert Membership.objects.get().researcher == ada


def test_undo_of_two_imports_keeps_what_was_edited_by_hand_after_them():
    import_records([record()], source=FILE)
    import_records([record(abstract="How it works.")], source=FILE)
    paper = Publication.objects.get()
    paper.summary = "By hand"
    paper.save()
    undo_last()
    assert Publication.objects.get().abstract == ""
    assert undo_last().deleted == 0
    assert Publication.objects.get().summary == "By hand"


def test_undo_keeps_what_a_later_import_said():
    import_records([record()], source=FILE)
    import_records([record(extra={"a": "1"}, abstract="Told")], source=FILE)
    import_records([record(extra={"b": "2"}, volume="7")], source=FILE)
    undo_run(ImportRun.objects.order_by("pk")[1])
    paper = Publication.objects.get()
    assert (paper.abstract, paper.volume) == ("", "7")
    assert (paper.extra.get("a"), paper.extra.get("b")) == (None, "2")
    assert "abstract" not in paper.provenance["fields"]
    assert import_records([record(volume="8")], source=FILE).updated == 1


def test_undo_of_a_byline_keeps_what_its_people_chose_since():
    import_records([record(authors=(ADA,))], source=FILE)
    import_records([record(authors=(ADA, MARY))], source=FILE)
    row = Authorship.objects.get(position=1)
    row.researcher, row.blurb, row.selected = make_researcher("Ada King"), "Mine", True
    row.save()
    undo_last()
    row = Authorship.objects.get()
    assert (row.researcher.full_name, row.blurb, row.selected) == ("Ada King", "Mine", True)


def test_undo_takes_back_its_questions():
    make_researcher("Ada Lovelace")
    make_researcher("Ada Lovelace")
    import_records([record()], source=FILE)
    assert Suggestion.objects.exists()
    undo_last()
    assert not Suggestion.objects.exists()


EDITORIAL = {
    "title": "Editorial", "doi": "", "citation_key": "", "pages": "", "links": (),
    "authors": (ADA,), "type": "article-journal",
}  # fmt: skip


def test_editorials_of_one_author_in_two_journals_are_two():
    engines = record(**EDITORIAL, container_title="Journal of Engines")
    looms = record(**EDITORIAL, container_title="Annals of Looms")
    assert import_records([engines, looms], source=FILE).created == 2
    mills = record(**EDITORIAL, container_title="Mills")
    assert import_records([mills], source=Source("bibtex", "more.bib")).created == 1
    assert import_records([engines, looms], source=FILE).unchanged == 2


@pytest.mark.parametrize(
    "name", ["---", "中国计算机学会人工智能与模式识别专业委员会学术年会论文集" * 5]
)
def test_venue_of_an_odd_name_is_made_once(name: str):
    told = {"container_title": name, "type": "article-journal"}
    import_records([record(**told)], source=FILE)
    other = record(**told, title="Of looms", doi="10.1000/looms", citation_key="looms")
    assert not import_records([record(**told), other], source=FILE).updated
    assert Venue.objects.count() == 1


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400"])
def test_number_that_is_no_json_stops_no_preview(number: str):
    text = '[{"type": "book", "id": "x", "title": "A paper", "custom": %s}]' % number  # noqa: UP031
    run = ImportRun.objects.create(format="csl_json", source="x.json", text=text)
    assert make_preview(run).created == 1


def test_address_that_has_no_room_is_kept_aside_and_told():
    url = "https://example.org/" + "x" * 1000
    report = import_records([record(links=(Link(url),))], source=FILE)
    assert "kept aside" in report.problems[0]
    assert Publication.objects.get().extra["_kept"]["links"] == [url]


def test_preview_stores_what_every_database_takes():
    record_of_odd = record(extra={"a\0": "b\0"}, note="c\0", where="line\0")
    run = ImportRun.objects.create(format="csl_json", source="x.json")
    make_preview(run, [record_of_odd, Problem("line\0", "What\0", is_loss=True)])
    row, lost = run.rows.order_by("number")
    assert "\0" not in f"{row.record}{row.where}{lost.where}{lost.problems}"


def test_undo_keeps_papers_that_got_a_topic_or_settings_of_their_authors():
    import_records(
        [record(), record(title="Of looms", doi="", citation_key="", links=())], source=FILE
    )
    paper, looms = Publication.objects.order_by("pk")
    paper.authorships.filter(position=1).update(selected=True)
    looms.topics.add(Topic.objects.create(name="Looms"))
    assert undo_last().deleted == 0


def test_undo_where_the_former_venue_is_gone_keeps_the_present_one():
    import_records([record()], source=FILE)
    former = Venue.objects.get()
    import_records([record(container_title="Annals of Looms")], source=FILE)
    former.delete()
    undo_last()
    assert Publication.objects.get().venue.name == "Annals of Looms"


def test_what_is_handed_in_has_no_nul():
    text = "@article{x, title={A paper on\0 things}, year=2001}"
    for taken in (take(text=text), take(files=[("x.bib", io.BytesIO(text.encode()), 50)])):
        assert "\0" not in taken.text
