"""Suggested values: what a service says otherwise of a paper that is here."""

import pytest

from publications.importing.deciding import accept, reject
from publications.importing.runs import Source, import_records
from publications.models import Authorship, Publication, Suggestion
from publications.records import Name
from researchers.models import Researcher

from .factories import byline, make_publication, make_researcher
from .test_suggestions import ADA, ENGINE, ORCID, ada, listed, only, work

__all__ = ["ada"]
pytestmark = pytest.mark.django_db


def test_value_that_differs_is_suggested_and_taken_only_if_accepted(ada: Researcher) -> None:
    listed(ada, work())
    accept(only(), by=None)
    paper = Publication.objects.get()
    paper.title = "Sketch of the Analytical Engine, by hand"
    paper.save()
    found = listed(ada, work(volume="7"))
    assert (found.new, found.fields) == (0, 2)
    title, volume = Suggestion.objects.filter(kind="field").order_by("payload__field")
    assert (title.payload["kind"], title.payload["ours"], title.payload["theirs"]) == (
        "hand", "Sketch of the Analytical Engine, by hand", ENGINE,
    )  # fmt: skip
    assert volume.payload["kind"] == "new"
    paper.refresh_from_db()
    assert (paper.title, paper.volume) == ("Sketch of the Analytical Engine, by hand", "")
    reject(title, by=None)
    assert accept(volume, by=None).words == f"“{ENGINE} (volume)” was taken over."
    paper.refresh_from_db()
    assert (paper.title, paper.volume) == ("Sketch of the Analytical Engine, by hand", "7")
    found = listed(ada, work(volume="7"))
    assert (found.fields, found.rejected) == (0, 1)


def test_order_of_authors_made_by_hand_survives(ada: Researcher) -> None:
    listed(ada, work())
    accept(only(), by=None)
    paper = Publication.objects.get()
    ids = list(paper.authorships.order_by("-position").values_list("pk", flat=True))
    Authorship.objects.set_order(paper, "author", ids)
    assert listed(ada, work()).fields == 1
    assert only(kind="field").payload["ours"] == ["Bob Babbage", "Ada Lovelace"]
    assert byline(paper) == [(1, "Bob Babbage"), (2, "Ada Lovelace")]


def test_value_that_is_spelt_otherwise_is_no_question(ada: Researcher) -> None:
    make_publication(
        ENGINE, authors=["A. Lovelace", ada], year=2021, type="article-journal", pages="1–9"
    )
    shorter = (Name(family="Lovelace", given="Anna"), Name(family="Lovelace", given="A."))
    found = listed(ada, work(ENGINE.upper(), pages="1-9", authors=shorter))
    assert (found.hers, found.fields) == (1, 0)


def test_value_the_service_no_longer_says_is_no_longer_asked(ada: Researcher) -> None:
    make_publication(ENGINE, authors=[ada], year=2021, type="article-journal")
    listed(ada, work(volume="7", authors=(ADA,)))
    listed(ada, work(volume="8", authors=(ADA,)))
    assert only().payload["theirs"] == "8"


def test_value_of_one_paper_is_asked_once(ada: Researcher) -> None:
    bob = make_researcher("Bob Babbage")
    make_publication(ENGINE, authors=[ada, bob], year=2021, type="article-journal")
    assert listed(ada, work(volume="7")).fields == 1
    assert listed(bob, work(volume="7"), service="dblp").fields == 0


def test_hand_edits_of_what_was_imported_are_not_taken_back(ada: Researcher) -> None:
    import_records([work(abstract="Theirs.")], source=Source("orcid", f"orcid:{ORCID}"))
    paper = Publication.objects.get()
    paper.abstract = "Ours."
    paper.save()
    listed(ada, work(abstract="Theirs."))
    paper.refresh_from_db()
    assert paper.abstract == "Ours."
