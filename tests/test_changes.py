"""What a change renews, in the same transaction: every way of writing, and nothing beside it."""

from typing import Any

import pytest
from django.db import transaction

from portal.kit import changes
from portal.kit.changes import Shelf, changing, renew
from publications import derive
from publications.models import (
    Authorship,
    Award,
    Document,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Topic,
)
from researchers.models import (
    Degree,
    Membership,
    NameVariant,
    NewsItem,
    ProfileLink,
    ProfileLinkKind,
    Section,
)
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.portal import Portal, authorship, make_portal, membership, renewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def papers_of(keys: set[str]) -> set[str]:
    return {key.partition(":")[2] for key in keys if key.startswith("publication:")}


def works(key: str) -> int:
    return Shelf.objects.get(key=key).works


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The ids that each settling derived anew."""
    found: list[set[int]] = []
    store = changes._derivers[Publication]
    monkeypatch.setitem(
        changes._derivers, Publication, lambda ids: (found.append(set(ids)), store(ids))[1]
    )
    return found


def test_nested_changes_are_settled_once(settled: list[set[int]]) -> None:
    with changing():
        first = make_publication(authors=["Ada Lovelace", "Bob Byron"])
        with changing():
            second = make_publication(authors=["Cleo Clark"])
            Award.objects.create(publication=second, name="Oral")
        assert settled == []
    assert settled == [{first.pk, second.pk}]


def test_exception_leaves_rows_documents_and_versions_as_they_were() -> None:
    paper = make_publication("Old")
    versions = dict(Shelf.objects.values_list("key", "version"))

    def fail() -> None:
        with changing():
            paper.title = "New"
            paper.save()
            make_publication("Another")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [row.title for row in Publication.objects.all()] == ["Old"]
    assert '"Old"' in Document.objects.get().printed
    assert dict(Shelf.objects.values_list("key", "version")) == versions
    assert renewed(lambda: renew("other")) == {"other"}  # nothing waits of what was rolled back


def test_what_fails_while_it_is_derived_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = make_publication("Old")

    def fail(*args: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(derive, "derive", fail)
        paper.title = "New"
        with pytest.raises(RuntimeError):
            paper.save()
    assert Publication.objects.get().title == "Old"


def test_caught_exception_of_an_inner_transaction_leaves_the_rest() -> None:
    with changing():
        make_publication("Kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic(), changing():
            make_publication("Gone").title[: 1 // 0]
    assert [row.title for row in Publication.objects.all()] == ["Kept"]


def test_saving_without_a_change_renews_nothing(portal: Portal) -> None:
    for row in (
        PublicationLink.objects.get(),
        authorship(portal, "one", "ada"),
        membership(portal, "ada"),
        Topic.objects.first(),
        PublicationLinkKind.objects.first(),
    ):
        assert renewed(row.save) == set(), row
    assert renewed(lambda: Topic.objects.update(description="")) == set()


def test_what_no_page_prints_renews_no_paper(portal: Portal) -> None:
    ada = portal.people["ada"]
    keys = renewed(lambda: Degree.objects.create(researcher=ada, degree="Ph.D."))
    assert "researcher:ada" in keys
    assert papers_of(keys) == set()


def test_update_of_many_rows_renews_what_each_change_does(portal: Portal) -> None:
    jmlr = Publication.objects.filter(venue__slug="jmlr")
    keys = renewed(lambda: jmlr.update(note="to appear"))
    assert papers_of(keys) == {"three", "four", "five", "draft"}
    assert {"venue:jmlr", "researcher:ada", "researcher:bob", "researcher:cleo"} <= keys
    assert "venue:icra" not in keys


def test_update_may_take_rows_out_of_its_own_queryset(portal: Portal) -> None:
    keys = renewed(lambda: Publication.objects.filter(status="draft").update(status="published"))
    assert papers_of(keys) == {"draft"}
    assert works("venue:jmlr") == 4


def test_rows_created_at_once_are_derived(portal: Portal) -> None:
    kind = PublicationLinkKind.objects.get(key="pdf")
    rows = [
        PublicationLink(publication=portal.papers[name], kind=kind, url="https://example.org/p")
        for name in ("four", "six")
    ]
    assert papers_of(renewed(lambda: PublicationLink.objects.bulk_create(rows))) == {"four", "six"}


def test_rows_updated_at_once_are_derived(portal: Portal) -> None:
    four, five = portal.papers["four"], portal.papers["five"]
    four.note, five.venue = "invited", portal.venues["icra"]
    keys = renewed(lambda: Publication.objects.bulk_update([four, five], ["note", "venue"]))
    assert papers_of(keys) == {"four", "five"}
    assert {"venue:icra", "venue:jmlr"} <= keys
    assert (works("venue:icra"), works("venue:jmlr")) == (4, 2)


def test_rows_deleted_at_once_are_taken_from_their_shelves(portal: Portal) -> None:
    keys = renewed(lambda: Publication.objects.filter(slug__in=["two", "six"]).delete())
    assert papers_of(keys) == {"two", "six"}
    assert (works("publications"), works("researcher:ada"), works("topic:robots")) == (6, 3, 1)


def test_deleted_version_stands_no_longer_for_another(portal: Portal) -> None:
    keys = renewed(portal.papers["one"].delete)
    assert papers_of(keys) == {"one", "preprint"}
    assert works("publications") == 8  # one goes, its preprint counts


def test_deleted_target_is_told_on_the_page_that_relates_to_it(portal: Portal) -> None:
    assert papers_of(renewed(portal.papers["five"].delete)) == {"five", "six"}


def test_renamed_row_renews_its_old_address_too(portal: Portal) -> None:
    ada = portal.people["ada"]
    ada.slug = "ada-king"
    keys = renewed(ada.save)
    assert {"researcher:ada", "researcher:ada-king"} <= keys
    assert papers_of(keys) == {"one", "two", "three", "eight", "preprint"}
    assert (works("researcher:ada"), works("researcher:ada-king")) == (0, 4)


TOPIC_CHANGES = {
    "add": (lambda paper, topic: paper.topics.add(topic), {"four"}),
    "add from the other side": (lambda paper, topic: topic.publications.add(paper), {"four"}),
    "remove": (lambda _, topic: topic.publications.get(slug="five").topics.remove(topic), None),
    "clear": (lambda _, topic: topic.publications.get(slug="five").topics.clear(), None),
    "clear from the other side": (
        lambda _, topic: topic.publications.clear(),
        {"three", "five", "draft"},
    ),
    "set": (lambda paper, topic: paper.topics.set([topic]), {"four"}),
    "set from the other side": (
        lambda paper, topic: topic.publications.set([paper]),
        {"three", "five", "draft", "four"},
    ),
}


@pytest.mark.parametrize("name", TOPIC_CHANGES)
def test_topics_that_come_and_go_are_noticed(portal: Portal, name: str) -> None:
    change, touched = TOPIC_CHANGES[name]
    keys = renewed(lambda: change(portal.papers["four"], portal.topics["proofs"]))
    assert papers_of(keys) == (touched or {"five"})
    assert "topic:proofs" in keys


@pytest.mark.parametrize("side", ["project", "lab"])
def test_labs_of_a_project_that_are_cleared_are_noticed(portal: Portal, side: str) -> None:
    rows = {"project": portal.project.labs, "lab": portal.labs["robot-unit"].projects}
    assert {"project:engine", "lab:robot-unit"} <= renewed(rows[side].clear)


def test_papers_of_a_project_that_are_cleared_are_noticed(portal: Portal) -> None:
    keys = renewed(portal.project.publications.clear)
    assert {"project:engine", "publication:one"} <= keys


@pytest.mark.parametrize("how", ["save", "update", "add"])
def test_paper_moved_to_another_venue_renews_both(portal: Portal, how: str) -> None:
    paper, icra = portal.papers["five"], portal.venues["icra"]

    def save() -> None:
        paper.venue = icra
        paper.save()

    change = {
        "save": save,
        "update": lambda: Publication.objects.filter(pk=paper.pk).update(venue=icra),
        "add": lambda: icra.publications.add(paper),
    }[how]
    assert {"venue:icra", "venue:jmlr", "publication:five"} <= renewed(change)


@pytest.mark.parametrize("how", ["save", "update", "add"])
def test_membership_moved_to_another_lab_renews_both(portal: Portal, how: str) -> None:
    row, other = membership(portal, "ada"), make_lab("Elsewhere", slug="elsewhere")

    def save() -> None:
        row.lab = other
        row.save()

    change = {
        "save": save,
        "update": lambda: Membership.objects.filter(pk=row.pk).update(lab=other),
        "add": lambda: other.memberships.add(row),
    }[how]
    keys = renewed(change)
    assert {"lab:robot-unit", "lab:elsewhere", "lab:sky", "researcher:ada", "people"} <= keys
    assert (works("lab:elsewhere"), works("lab:robot-unit"), works("lab:sky")) == (4, 0, 3)


def test_authorship_moved_to_another_person_renews_both(portal: Portal) -> None:
    row = authorship(portal, "two", "ada")
    row.researcher = portal.people["cleo"]
    keys = renewed(row.save)
    assert {"researcher:ada", "researcher:cleo", "publication:two", "lab:robot-unit"} <= keys


def test_authorship_moved_to_another_paper_renews_both(portal: Portal) -> None:
    row = authorship(portal, "two", "ada")
    row.publication = portal.papers["four"]
    assert papers_of(renewed(row.save)) == {"two", "four"}


def test_section_and_link_moved_to_another_person_renew_both(portal: Portal) -> None:
    ada, bob = portal.people["ada"], portal.people["bob"]
    kind = ProfileLinkKind.objects.get(key="github")
    for row in (
        Section.objects.create(researcher=ada, title="Own", body="Text"),
        ProfileLink.objects.create(researcher=ada, kind=kind, value="ada"),
        NewsItem.objects.create(researcher=ada, date="2024", text="News"),
    ):
        row.researcher = bob
        assert {"researcher:ada", "researcher:bob"} <= renewed(row.save)


def test_row_deleted_from_an_old_view_of_it_renews_where_it_is_now(portal: Portal) -> None:
    seen_before = authorship(portal, "two", "ada")
    Authorship.objects.filter(pk=seen_before.pk).update(
        publication=portal.papers["six"], position=9
    )
    assert "publication:six" in renewed(seen_before.delete)


def test_unit_moved_to_another_lab_takes_its_papers_along(portal: Portal) -> None:
    unit, other = portal.labs["robot-unit"], make_lab("Elsewhere", slug="elsewhere")
    unit.parent = other
    assert {"lab:sky", "lab:elsewhere"} <= renewed(unit.save)
    assert (works("lab:sky"), works("lab:elsewhere"), works("lab:robot-unit")) == (3, 4, 4)


@pytest.mark.parametrize("how", ["add", "remove", "clear", "set"])
def test_units_changed_from_the_lab_above_are_noticed(portal: Portal, how: str) -> None:
    sky, unit = portal.labs["sky"], portal.labs["robot-unit"]
    other = make_lab("Elsewhere", slug="elsewhere")
    change = {
        "add": lambda: other.units.add(unit),
        "remove": lambda: sky.units.remove(unit),
        "clear": sky.units.clear,
        "set": lambda: sky.units.set([]),
    }[how]
    assert {"lab:sky", "lab:robot-unit"} <= renewed(change)
    assert works("lab:sky") == 3


def test_lab_that_goes_or_hides_takes_its_papers_from_the_one_above(portal: Portal) -> None:
    unit = portal.labs["robot-unit"]
    unit.is_public = False
    assert "lab:sky" in renewed(unit.save)
    assert works("lab:sky") == 3
    renewed(unit.delete)
    assert not Shelf.objects.get(key="lab:robot-unit").works


def test_other_spelling_of_a_name_renews_the_search_for_people(portal: Portal) -> None:
    ada = portal.people["ada"]
    assert "people" in renewed(lambda: NameVariant.objects.create(researcher=ada, name="Augusta"))


@pytest.mark.parametrize("how", ["save", "update"])
def test_another_moment_of_publication_renews_the_timetable(how: str) -> None:
    venue = make_venue(slug="v")
    paper = make_publication(status="scheduled", publish_at="2999-01-02T00:00Z", venue=venue)

    def change() -> None:
        if how == "update":
            Publication.objects.update(publish_at="2999-01-01T00:00Z")
        else:
            paper.publish_at = "2999-01-01T00:00Z"
            paper.save(update_fields=["publish_at"])

    assert {"publications", "venue:v"} <= renewed(change)


def test_a_name_of_a_kind_of_link_renews_the_papers_with_such_links(portal: Portal) -> None:
    kind = PublicationLinkKind.objects.get(key="code")
    kind.label = "Source"
    assert papers_of(renewed(kind.save)) == {"one"}


def test_made_anew_everything_is_as_it_was(portal: Portal) -> None:
    documents = list(Document.objects.order_by("pk").values_list())
    Document.objects.all().delete()
    Shelf.objects.update(works=0, entries=0)
    assert len(list(derive.differences())) > len(documents)
    derive.rebuild()
    assert list(derive.differences()) == []
    assert list(Document.objects.order_by("pk").values_list()) == documents


def test_people_and_venues_that_nobody_needs_leave_empty_shelves() -> None:
    paper = make_publication(authors=[make_researcher(slug="x")], venue=make_venue(slug="v"))
    renewed(paper.delete)
    assert (works("researcher:x"), works("venue:v"), works("publications")) == (0, 0, 0)
