"""Suggestions: what a service lists of a person's works, and what is decided about it."""

from typing import Any

import pytest

from portal.accounts.models import User
from portal.kit.dates import PartialDate
from publications.importing.claims import END
from publications.importing.deciding import accept, accept_all, merge, reject, reopen
from publications.importing.runs import Source
from publications.importing.suggesting import Found, suggest
from publications.importing.undoing import undo_run
from publications.models import Authorship, ImportRun, Publication, Suggestion
from publications.records import Name, Problem, Record
from researchers.models import NameVariant, Researcher

from .factories import byline, make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"
ADA, BOB = Name(family="Lovelace", given="Ada"), Name(family="Babbage", given="Bob")
ENGINE = "Sketch of the analytical engine and its uses"
UNNAMED = (
    f"No name in the byline of “{ENGINE}” is certainly that of Ada Lovelace. "
    "Choose which one it is."
)


@pytest.fixture
def ada() -> Researcher:
    return make_researcher("Ada Lovelace", orcid=ORCID, visibility="page")


@pytest.fixture
def user() -> User:
    return User.objects.create_user(username="editor", is_staff=True)


def work(title: str = ENGINE, **told: Any) -> Record:
    fields = {"type": "article-journal", "authors": (ADA, BOB), "issued": PartialDate(2021)}
    return Record(title=title, **{**fields, **told})


def listed(person: Researcher, *items: Record | Problem, service: str = "orcid") -> Found:
    """Suggest what a service lists of a person."""
    ids = {"orcid": ORCID, "openalex": "A5000000001", "dblp": "95/1-1"}
    return suggest(person, items, Source(service, f"{service}:{ids[service]}", researcher=person))


def only(**fields: Any) -> Suggestion:
    return Suggestion.objects.get(**fields)


def state(found: Found) -> tuple[int, int, int, int]:
    return found.new, found.waiting, found.rejected, found.hers


def test_new_work_is_suggested_and_not_public(ada: Researcher) -> None:
    found = listed(ada, work(doi="10.1000/engine"))
    assert state(found) == (1, 0, 0, 0)
    row = only()
    assert (row.kind, row.status, row.key) == ("publication", "open", "doi:10.1000/engine")
    assert row.evidence == [
        f"It is in the ORCID record of Ada Lovelace, {ORCID}.",
        'The byline has "Ada Lovelace".',
    ]
    assert (row.payload["action"], row.payload["place"], row.payload["warnings"]) == ("new", 0, [])
    assert not Publication.objects.exists()


def test_same_list_again_suggests_nothing(ada: Researcher) -> None:
    listed(ada, work(doi="10.1000/engine"))
    before = list(Suggestion.objects.values())
    assert state(listed(ada, work(doi="10.1000/engine"))) == (0, 1, 0, 0)
    assert list(Suggestion.objects.values()) == before


def test_accepted_work_is_brought_in_with_its_source(ada: Researcher, user: User) -> None:
    listed(ada, work(doi="10.1000/engine"))
    decision = accept(only(), by=user)
    paper = Publication.objects.get()
    assert decision.done
    assert decision.words == f"“{ENGINE}” was brought in for Ada Lovelace."
    assert byline(paper) == [(1, "Ada Lovelace"), (2, "Bob Babbage")]
    assert paper.authorships.get(position=1).researcher == ada
    assert paper.provenance["sources"][0]["origin"] == f"orcid:{ORCID}"
    row = only(kind="publication")
    assert (row.status, row.decided_by, row.publication) == ("accepted", user, paper)
    assert row.run.user == user


def test_accepted_work_is_hers_at_the_next_look(ada: Researcher, user: User) -> None:
    listed(ada, work(doi="10.1000/engine"))
    accept(only(), by=user)
    found = listed(ada, work(doi="10.1000/engine"))
    assert (state(found), found.fields) == ((0, 0, 0, 1), 0)
    assert Publication.objects.count() == 1


def test_decision_made_twice_changes_nothing(ada: Researcher, user: User) -> None:
    listed(ada, work())
    seen = only()
    accept(seen, by=user)
    again = accept(seen, by=None)
    assert (again.done, again.words) == (
        False,
        f"“{ENGINE}” is accepted already; nothing was changed.",
    )
    assert not reject(seen, by=None).done
    assert Publication.objects.count() == ImportRun.objects.count() == 1
    assert only(kind="publication").decided_by == user


def test_undone_import_is_suggested_again(ada: Researcher, user: User) -> None:
    listed(ada, work())
    accept(only(), by=user)
    undo_run(ImportRun.objects.get())
    assert not Publication.objects.exists()
    assert listed(ada, work()).new == 1
    assert only().status == "open"


TWIN = {"type": "article", "arxiv_id": "2101.00001v2", "doi": "10.48550/arxiv.2101.00001"}


@pytest.mark.parametrize(
    "later",
    [
        work(doi="10.1000/ENGINE"),
        work("Quite another title, as one slip made it", doi="10.1000/engine"),
        work("Sketch of the Analytical Engine – and its Uses", issued=PartialDate(2022)),
        work(authors=()),
        work(f"{ENGINE} (extended version)", container_title="Another Journal"),
        work(**TWIN),
        work(**TWIN, issued=PartialDate(2020)),
        work(authors=(Name(family="Lovelace", given="A."),), pmid="123"),
    ],
    ids=["case", "title", "spelling", "no-authors", "mark", "preprint", "earlier", "initials"],
)
def test_rejected_work_never_comes_back(ada: Researcher, user: User, later: Record) -> None:
    listed(ada, work(doi="10.1000/engine"))
    assert reject(only(), by=user).done
    for service in ("orcid", "openalex", "dblp"):
        assert state(listed(ada, later, service=service)) == (0, 0, 1, 0)
    assert Suggestion.objects.count() == 1
    assert only().status == "rejected"


def test_rejected_preprint_keeps_the_published_version_away(ada: Researcher) -> None:
    listed(ada, work(**TWIN))
    reject(only(), by=None)
    later = work(doi="10.1000/engine", container_title="Annals", issued=PartialDate(2022))
    assert state(listed(ada, later)) == (0, 0, 1, 0)


def test_rejected_work_does_not_keep_others_away(ada: Researcher) -> None:
    editorial = work("Editorial", container_title="Annals", volume="1", pages="1")
    listed(ada, editorial)
    reject(only(), by=None)
    others = [editorial.but(volume="2"), work("Sketch of the difference engine and its uses")]
    assert listed(ada, *others).new == 2


def test_rejection_is_of_one_person(ada: Researcher) -> None:
    bob = make_researcher("Bob Babbage")
    listed(ada, work())
    reject(only(), by=None)
    assert listed(bob, work(), service="dblp").new == 1


def test_rejection_outlives_the_publication_it_was_like(ada: Researcher) -> None:
    paper = make_publication(ENGINE, authors=["A. Lovelace", "Bob Babbage"], year=2021)
    listed(ada, work())
    reject(only(), by=None)
    paper.authorships.all().delete()
    paper.delete()
    assert state(listed(ada, work())) == (0, 0, 1, 0)


def test_rejected_work_can_be_asked_again(ada: Researcher, user: User) -> None:
    listed(ada, work())
    reject(only(), by=user)
    assert reopen(only(), by=user).done
    assert not reopen(only(), by=user).done
    assert (only().status, only().decided_by) == ("open", None)
    assert accept(only(), by=user).done


def test_two_versions_are_two_suggestions_and_become_one_work(ada: Researcher) -> None:
    listed(ada, work(**TWIN), work(doi="10.1000/engine", container_title="Annals"))
    assert Suggestion.objects.count() == 2
    accept_all(Suggestion.objects.all(), by=None)
    preprint, published = Publication.objects.order_by("type", "pk")
    assert preprint.preferred_version == published
    assert ImportRun.objects.count() == 1
    assert listed(ada, work(**TWIN)).hers == 1


def test_other_version_of_what_is_here_is_said_to_be_one(ada: Researcher) -> None:
    paper = make_publication(ENGINE, authors=[ada], year=2021, type="article-journal")
    listed(ada, work(**TWIN, authors=(ADA,)))
    row = only()
    assert (row.payload["action"], row.publication) == ("version", paper)
    accept(row, by=None)
    assert Publication.objects.get(type="article").preferred_version == paper


def test_work_that_is_here_without_her_is_linked(ada: Researcher, user: User) -> None:
    paper = make_publication(
        ENGINE, authors=["Bob Babbage", "A. Lovelace"], year=2021, doi="10.1000/engine"
    )
    other = paper.authorships.get(position=2).researcher
    listed(ada, work(doi="10.1000/engine", volume="3"))
    row = only()
    assert (row.payload["action"], row.publication, row.payload["place"]) == ("link", paper, 1)
    assert [one["label"] for one in row.payload["differences"] if one["take"]] == ["volume"]
    decision = accept(row, by=user)
    assert decision.words == f"Ada Lovelace is now named on “{ENGINE}”."
    assert byline(paper) == [(1, "Bob Babbage"), (2, "A. Lovelace")]
    assert paper.authorships.get(position=2).researcher == ada
    paper.refresh_from_db()
    assert paper.volume == "3"
    question = only(kind="same-person")
    assert question.payload["people"] == sorted([ada.pk, other.pk])
    undo_run(ImportRun.objects.get())
    assert paper.authorships.get(position=2).researcher == other


def test_name_of_somebody_with_a_page_is_not_taken(ada: Researcher) -> None:
    amy = make_researcher("A. Lovelace", visibility="page")
    paper = make_publication(
        ENGINE, authors=[amy, "Bob Babbage"], year=2021, type="article-journal"
    )
    listed(ada, work())
    decision = accept(only(), by=None)
    assert (decision.done, decision.words) == (
        False,
        (
            "“A. Lovelace” there is A. Lovelace, who has a page here. If the two are one person, "
            "merge them first."
        ),
    )
    assert paper.authorships.get(position=1).researcher == amy
    assert only().status == "open"
    assert not ImportRun.objects.exists()


def test_work_that_does_not_name_her_is_suggested_with_a_warning(ada: Researcher) -> None:
    listed(ada, work(authors=(Name(family="King", given="Augusta"), BOB)))
    row = only()
    assert row.payload["warnings"] == ["No name in the byline is certainly that of Ada Lovelace."]
    refused = accept(row, by=None)
    assert (refused.done, refused.words) == (
        False,
        UNNAMED,
    )
    assert accept(row, by=None, place=0).done
    assert Authorship.objects.get(credited_as="Augusta King").researcher == ada
    assert NameVariant.objects.get().name == "Augusta King"
    listed(ada, work("On another engine, as King", authors=(Name(family="King", given="A."),)))
    assert only(status="open", kind="publication").payload["place"] == 0


def test_of_two_names_that_may_be_hers_one_is_chosen(ada: Researcher) -> None:
    listed(ada, work(authors=(Name(family="Lovelace", given="A."), ADA)))
    assert not accept(only(), by=None).done
    assert accept(only(), by=None, place=1).done
    assert Authorship.objects.get(researcher=ada).credited_as == "Ada Lovelace"


def test_who_is_not_named_may_be_added_at_the_end(ada: Researcher) -> None:
    listed(ada, work(authors=(Name(literal="Engine Collaboration"),)))
    accept(only(), by=None, place=END)
    assert byline(Publication.objects.get()) == [(1, "Engine Collaboration"), (2, "Ada Lovelace")]
    assert listed(ada, work(authors=(Name(literal="Engine Collaboration"),))).fields == 0


def test_work_without_authors_credits_her(ada: Researcher) -> None:
    listed(ada, work(authors=()))
    assert only().payload["warnings"] == [
        "ORCID names no authors: only Ada Lovelace would be credited."
    ]
    accept(only(), by=None)
    assert Authorship.objects.get().researcher == ada


def test_orcid_of_the_byline_tells_her_from_a_namesake(ada: Researcher) -> None:
    namesake = Name(family="Lovelace", given="Ada", orcid="0000-0001-5109-3700")
    herself = Name(family="Lovelace", given="A.", orcid=ORCID)
    listed(ada, work(authors=(namesake, herself)))
    assert only().payload["place"] == 1
    assert only().evidence[1] == 'The byline has "A. Lovelace" with the ORCID iD of Ada Lovelace.'


def test_claim_at_orcid_comes_before_a_guess(ada: Researcher) -> None:
    listed(ada, work(doi="10.1000/engine"), service="openalex")
    assert only().evidence[0] == (
        "OpenAlex, which goes by names, gives it to Ada Lovelace (A5000000001)."
    )
    assert state(listed(ada, work(doi="10.1000/engine"), service="orcid")) == (0, 1, 0, 0)
    row = only()
    assert row.evidence[0] == f"It is in the ORCID record of Ada Lovelace, {ORCID}."
    assert row.payload["services"] == ["openalex", "orcid"]
    assert row.payload["origin"] == f"orcid:{ORCID}"


def test_it_is_this_one_fills_in_what_is_empty_there(ada: Researcher, user: User) -> None:
    paper = make_publication("The engine, sketched", authors=[ada], volume="1")
    listed(ada, work(doi="10.1000/engine", volume="2", pages="3-4"))
    assert merge(only(), paper, by=user).done
    paper.refresh_from_db()
    assert (paper.doi, paper.pages, paper.volume, paper.title) == (
        "10.1000/engine", "3-4", "1", "The engine, sketched",
    )  # fmt: skip
    assert Publication.objects.count() == 1
    found = listed(ada, work(doi="10.1000/engine", volume="2", pages="3-4"))
    assert (found.new, found.hers) == (0, 1)


def test_what_came_in_otherwise_meanwhile_is_settled(ada: Researcher) -> None:
    listed(ada, work())
    paper = make_publication(
        ENGINE, authors=[ada, "Bob Babbage"], year=2021, type="article-journal"
    )
    assert listed(ada, work()).hers == 1
    row = only(kind="publication")
    assert (row.status, row.publication) == ("accepted", paper)


def test_lab_may_bring_in_at_once_what_orcid_says(ada: Researcher) -> None:
    make_lab(members=[ada], accepts_suggestions=True)
    named, doubtful = work(), work("On something else that names her not", authors=(BOB,))
    assert listed(ada, named, service="openalex").brought_in == 0
    found = listed(ada, named, doubtful)
    assert found.brought_in == 1
    assert Publication.objects.get().title == ENGINE
    assert only(status="open", kind="publication").payload["record"]["title"] == doubtful.title
    run = ImportRun.objects.get(pk=found.runs[0])
    undo_run(run)
    assert not Publication.objects.exists()


def test_lab_that_did_not_choose_it_gets_suggestions(ada: Researcher) -> None:
    make_lab(members=[ada])
    assert listed(ada, work()).brought_in == 0
    assert not Publication.objects.exists()


def test_entry_that_cannot_be_read_is_said(ada: Researcher) -> None:
    found = listed(ada, Problem("ORCID iD, work 3", "It has no title.", is_loss=True), work(""))
    assert found.problems == ["ORCID iD, work 3: It has no title.", "An entry: It has no title."]
    assert found.new == 0


def test_several_are_accepted_in_one_import_and_one_that_cannot_be_stays(ada: Researcher) -> None:
    works = [work(f"Volume {name} of our collected engines") for name in ("one", "two")]
    listed(ada, *works, work("Of nobody we know of here", authors=(BOB,)))
    decisions = accept_all(Suggestion.objects.order_by("pk"), by=None)
    assert [one.done for one in decisions] == [True, True, False]
    assert Publication.objects.count() == 2
    assert only(status="open", kind="publication").payload["place"] is None
