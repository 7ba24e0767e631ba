"""Imports from records to rows: created once, in order, hand edits kept, all or nothing, undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from portal.kit.changes import changing
from portal.kit.dates import PartialDate
from publications.as_records import as_records
from publications.derive import differences
from publications.importing import writing
from publications.importing.previews import apply_run, make_preview
from publications.importing.runs import Refused, Source, import_records
from publications.models import (
    Authorship,
    Document,
    ImportRun,
    Publication,
    Suggestion,
)
from publications.records import Link, Name, Problem, Record
from publications.services import order_byline
from researchers.models import NameVariant, Researcher
from tests.factories import make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db

FILE = Source("bibtex", "papers.bib")
ADA, MARY, CHARLES = (
    Name(family="Lovelace", given="Ada"),
    Name(family="Somerville", given="Mary"),
    Name(family="Babbage", given="Charles"),
)


def record(**told: Any) -> Record:
    values: dict[str, Any] = {
        "type": "paper-conference",
        "title": "Notes on the analytical engine",
        "authors": (ADA, MARY, CHARLES),
        "issued": PartialDate(1843, 9),
        "container_title": "Proceedings of the 3rd Conference on Engines",
        "pages": "666-731",
        "doi": "10.1000/notes",
        "citation_key": "lovelace1843notes",
        "links": (Link("https://example.org/notes"),),
        "where": "line 1",
    }
    return Record(**values | told)


def bylines() -> list[list[str]]:
    return [
        list(paper.authorships.order_by("position").values_list("credited_as", flat=True))
        for paper in Publication.objects.order_by("pk")
    ]


def changes_made() -> int:
    return connection.connection.total_changes


def test_record_becomes_a_publication_with_its_authors_in_order():
    report = import_records([record()], source=FILE)
    assert (report.created, report.people, report.venues) == (1, 3, 1)
    paper = Publication.objects.get()
    assert (paper.title, paper.year, paper.month) == ("Notes on the analytical engine", 1843, 9)
    assert paper.venue.name == "Conference on Engines"
    assert bylines() == [["Ada Lovelace", "Mary Somerville", "Charles Babbage"]]
    assert paper.links.get().url == "https://example.org/notes"
    assert list(as_records([paper.pk], "")) == [record()]


def test_second_import_says_nothing_changed_and_writes_nothing():
    items = [record(), record(title="Errata", doi="", authors=(), citation_key="")]
    import_records(items, source=FILE)
    before = ImportRun.objects.count(), changes_made() if connection.vendor == "sqlite" else 0
    report = import_records(items, source=FILE)
    assert (report.changed, report.unchanged, report.run) == (False, 2, None)
    after = ImportRun.objects.count(), changes_made() if connection.vendor == "sqlite" else 0
    assert after == before


def test_dry_run_tells_the_same_and_writes_nothing():
    items = [record(), record(title="Another", doi="10.1000/other", citation_key="")]
    told = import_records(items, source=FILE, dry_run=True)
    assert not Publication.objects.exists()
    assert not Researcher.objects.exists()
    done = import_records(items, source=FILE)
    for name in ("created", "updated", "unchanged", "people", "questions"):
        assert getattr(told, name) == getattr(done, name), name


def test_what_was_edited_by_hand_stays_and_is_shown():
    import_records([record()], source=FILE)
    paper = Publication.objects.get()
    paper.title, paper.summary = "Notes on the engine", "It computes."
    paper.save()
    rows = list(paper.authorships.order_by("position"))
    order_byline(publication=paper, role="author", ids=[rows[2].pk, rows[0].pk, rows[1].pk])
    newer = record(pages="666-732", abstract="What it does.")
    run = ImportRun.objects.create(format="bibtex", source="papers.bib")
    make_preview(run, [newer])
    shown = {one["field"]: (one["kind"], one["take"]) for one in run.rows.get().differences}
    assert shown == {
        "title": ("hand", False),
        "authors": ("hand", False),
        "pages": ("source", True),
        "abstract": ("new", True),
    }
    report = apply_run(run)
    assert (report.created, report.updated, report.kept) == (0, 1, 2)
    paper.refresh_from_db()
    assert (paper.title, paper.summary) == ("Notes on the engine", "It computes.")
    assert (paper.pages, paper.abstract) == ("666-732", "What it does.")
    assert bylines() == [["Charles Babbage", "Ada Lovelace", "Mary Somerville"]]


def test_difference_that_is_chosen_is_taken():
    import_records([record()], source=FILE)
    paper = Publication.objects.get()
    paper.title = "Notes on the engine"
    paper.save()
    run = ImportRun.objects.create(format="bibtex", source="papers.bib")
    make_preview(run, [record()])
    run.rows.update(wishes={"fields": ["title"]})
    apply_run(run)
    paper.refresh_from_db()
    assert paper.title == "Notes on the analytical engine"


def test_field_that_was_emptied_by_hand_stays_empty():
    import_records([record()], source=FILE)
    Publication.objects.update(pages="")
    report = import_records([record()], source=FILE)
    assert (report.changed, report.kept) == (False, 1)
    assert Publication.objects.get().pages == ""


def test_page_range_is_the_same_with_any_dash():
    import_records([record()], source=FILE)
    report = import_records([record(pages="666–731", citation_key="")], source=FILE)
    assert (report.changed, report.kept) == (False, 0)


def test_link_that_was_deleted_by_hand_does_not_come_back():
    import_records([record()], source=FILE)
    Publication.objects.get().links.all().delete()
    assert not import_records([record()], source=FILE).changed


def test_other_source_fills_gaps_and_changes_nothing_else():
    import_records([record(pages="", citation_key="")], source=FILE)
    other = record(title="Notes on the Analytical Engine", pages="1-9", citation_key="")
    report = import_records([other], source=Source("crossref", "crossref"))
    paper = Publication.objects.get()
    assert (report.updated, report.kept) == (1, 1)
    assert (paper.title, paper.pages) == ("Notes on the analytical engine", "1-9")


def test_byline_that_its_source_changed_keeps_rows_and_own_settings():
    import_records([record()], source=FILE)
    paper = Publication.objects.get()
    ada = paper.authorships.get(credited_as="Ada Lovelace")
    ada.selected, ada.blurb = True, "Mine."
    ada.save()
    newcomer = Name(family="Menabrea", given="Luigi")
    longer = record(authors=(newcomer, MARY, Name(family="Lovelace", given="A."), CHARLES))
    import_records([longer], source=FILE)
    assert bylines() == [["Luigi Menabrea", "Mary Somerville", "A. Lovelace", "Charles Babbage"]]
    ada.refresh_from_db()
    assert (ada.position, ada.selected, ada.blurb) == (3, True, "Mine.")
    assert Researcher.objects.count() == 4


def test_what_no_database_takes_is_left_out():
    odd = record(
        abstract="a\0b\ud800",
        note="n\0",
        extra={"k\0": ["\0", 2**70, {"x": "\udfff"}]},
        links=(Link("https://example.org/\0", "website", "l\0"),),
        awards=("Best\0",),
        authors=(Name(family="Love\0lace", given="Ada", affiliation="a\0"),),
    )
    import_records([odd], source=FILE)
    paper = Publication.objects.get()
    assert (paper.abstract, paper.note) == ("ab?", "n")
    assert paper.extra["k"] == ["", str(2**70), {"x": "?"}]
    assert paper.links.get().url == "https://example.org/"
    assert bylines() == [["Ada Lovelace"]]
    assert not import_records([odd], source=FILE).changed


def test_unreadable_entry_stops_all_unless_partial():
    lost = Problem("line 9", "A brace is missing.", "Close it.", is_loss=True)
    with pytest.raises(Refused, match="1 entry cannot be read, so nothing was changed") as refused:
        import_records([record(), lost], source=FILE)
    assert refused.value.report.problems == ["line 9: A brace is missing. Close it."]
    assert not Publication.objects.exists()
    assert not ImportRun.objects.exists()
    report = import_records([record(), lost], source=FILE, partial=True)
    assert (report.created, report.lost) == (1, 1)


def test_two_of_one_name_on_one_paper_are_two_people():
    import_records([record(authors=(ADA, MARY, ADA))], source=FILE)
    ids = list(Authorship.objects.order_by("position").values_list("researcher", flat=True))
    assert len(set(ids)) == 3
    assert not import_records([record(authors=(ADA, MARY, ADA))], source=FILE).changed


def test_one_doi_on_two_papers_makes_two_publications():
    other = record(title="On the connexion of the sciences", citation_key="", authors=(MARY,))
    report = import_records([record(), other], source=FILE)
    assert report.created == 2


def test_equal_titles_without_authors_are_told_apart_and_found_again():
    items = [
        record(title="Announcements", authors=(), doi="", citation_key=f"news-{n}", volume=str(n))
        for n in range(1, 4)
    ]
    assert import_records(items, source=FILE).created == 3
    assert not import_records(items, source=FILE).changed


def test_preprint_gives_way_to_the_published_paper_and_its_authors_choices_go_along():
    preprint = record(
        type="article", doi="", arxiv_id="1843.00001v2", container_title="", pages="",
        citation_key="", issued=PartialDate(1842),
    )  # fmt: skip
    import_records([preprint], source=FILE)
    row = Authorship.objects.get(credited_as="Ada Lovelace")
    row.selected, row.order, row.blurb = True, 1, "Mine."
    row.save()
    report = import_records([record()], source=FILE)
    assert (report.created, report.joined) == (1, 1)
    old, new = Publication.objects.order_by("pk")
    assert (old.preferred_version, new.preferred_version) == (new, None)
    mine = new.authorships.get(credited_as="Ada Lovelace")
    assert (mine.selected, mine.order, mine.blurb) == (True, 1, "Mine.")
    assert mine.researcher == row.researcher
    assert list(Publication.objects.listed().main_versions()) == [new]


def test_known_people_are_found_by_variant_and_orcid():
    ada = make_researcher("Ada Lovelace")
    NameVariant.objects.create(researcher=ada, name="Augusta King")
    mary = make_researcher("Mary Somerville", orcid="0000-0002-1825-0097")
    names = (
        Name(family="King", given="Augusta"),
        Name(family="Somerville", given="M.", orcid="0000-0002-1825-0097"),
    )
    import_records([record(authors=names)], source=FILE)
    rows = Authorship.objects.order_by("position")
    assert [row.researcher for row in rows] == [ada, mary]
    assert bylines() == [["Augusta King", "M. Somerville"]]


def test_orcid_of_somebody_else_stays_evidence_on_the_authorship():
    mary = make_researcher("Mary Greig", orcid="0000-0002-1825-0097")
    import_records([record(authors=(Name("Babbage", "Charles", orcid=mary.orcid),))], source=FILE)
    row = Authorship.objects.get()
    assert row.researcher != mary
    assert (row.claimed_orcid, row.researcher.orcid) == (mary.orcid, "")


def test_doubtful_author_is_a_person_apart_and_a_question():
    authors = ["Ada Lovelace", "Alan Lovelace", "Mary Somerville"]
    make_publication(
        "On engines and other engines", authors=authors, venue=make_venue("Conference on Engines")
    )
    short = record(
        title="A paper on engines and their use",
        authors=(Name(family="Lovelace", given="A."), MARY),
        issued=PartialDate(2024),
    )
    import_records([short], source=FILE)
    assert Researcher.objects.count() == 4
    questions = Suggestion.objects.filter(kind=Suggestion.Kind.SAME_PERSON)
    assert {one.payload["name"] for one in questions} == {"A. Lovelace"}
    assert all(one.evidence for one in questions)


def test_owner_is_the_author_whose_name_fits():
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_researcher("Alan Lovelace")
    short = record(authors=(Name(family="Lovelace", given="A."), MARY))
    report = import_records([short], source=Source("bibtex", "a.bib", researcher=ada))
    assert Authorship.objects.get(position=1).researcher == ada
    other = record(title="Other", doi="", citation_key="", authors=(MARY,))
    report = import_records([other], source=Source("bibtex", "a.bib", researcher=ada))
    assert report.problems == ["line 1: It names nobody of those whose papers these are."]


def test_failure_within_another_change_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("as it is")

    monkeypatch.setattr(writing.Writer, "papers", fail)
    with pytest.raises(ZeroDivisionError, match="as it is"), changing():
        import_records([Record(title="On looms")], source=Source("bibtex", "a.bib"))
    assert not Publication.objects.exists()


def test_many_publications_are_printed_beside_and_all_are_there():
    report = import_records(many(), source=Source("bibtex", "many.bib"))
    assert report.created == Document.objects.count() == 1000
    paper = Publication.objects.order_by("pk").last()
    assert f'"title_html":"{paper.title}"' in paper.document.printed
    assert list(differences()) == []


def test_printing_beside_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    def fail(papers: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "texts_of", fail)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        import_records(many(), source=Source("bibtex", "many.bib"))
    assert not Publication.objects.exists()


def many() -> Iterator[Record]:
    for number in range(1000):
        yield record(title=f"Paper {number}", doi=f"10.1000/{number}", citation_key=f"k{number}")
