"""One publication out of two entries, two versions of one work, and both undone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from publications.merge_publications import chosen_fields, join_versions, merge_publications
from publications.merging import pair_key
from publications.models import (
    Attachment,
    Authorship,
    Award,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Relation,
    Suggestion,
    Topic,
)
from publications.operations import Refused, undo
from researchers.models import Project, Researcher
from tests.dumps import dump
from tests.factories import byline, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="x")


def furnish(paper: Publication, tag: str) -> None:
    """Hang a row of every kind on a paper."""
    kind = PublicationLinkKind.objects.get_or_create(key="code", defaults={"label": "Code"})[0]
    PublicationLink.objects.create(publication=paper, kind=kind, url=f"https://{tag}.example")
    PublicationLink.objects.create(publication=paper, kind=kind, url="https://both.example")
    Award.objects.create(publication=paper, name=f"Best of {tag}")
    Award.objects.create(publication=paper, name="Oral" if tag == "one" else "oral")
    Attachment.objects.create(publication=paper, kind=kind, file=f"files/{tag}/paper.pdf")
    third = make_publication(f"Third of {tag}")
    Relation.objects.create(publication=paper, kind="Corrects", target=third)
    Relation.objects.create(publication=third, kind="Reviews", target=paper)
    paper.topics.add(
        Topic.objects.get_or_create(name="Topic of both")[0], Topic.objects.create(name=f"T {tag}")
    )
    paper.projects.add(Project.objects.create(name=f"Project {tag}"))
    Suggestion.objects.create(kind="field", publication=paper, key=f"{tag}")
    make_publication(f"Version of {tag}", preferred_version=paper)


def two_papers() -> tuple[Publication, Publication]:
    ada, charles = make_researcher("Ada Lovelace"), make_researcher("Charles Babbage")
    keep = make_publication(
        "How Kites Fly", authors=[ada, charles, "Mary Somerville"], year=2020, summary="By hand.",
        provenance={"summary": {"source": "hand"}, "title": {"source": "hand"}}, extra={"a": 1},
    )  # fmt: skip
    other = make_publication(
        "How kites fly.", authors=[charles, "Luigi Menabrea", ada, "M. Somerville"], year=2021,
        month=5, doi="10.1234/kites", abstract="We fly.", venue=make_venue("Journal of Kites"),
        provenance={"abstract": {"source": "crossref"}, "year": {"source": "crossref"}},
        extra={"a": 2, "b": 3},
    )  # fmt: skip
    furnish(keep, "one")
    furnish(other, "two")
    Relation.objects.create(publication=keep, kind="IsVersionOf", target=other)
    rows = Authorship.objects.filter(publication=other)
    rows.filter(researcher=ada).update(
        credited_as="A. A. L.", selected=True, order=2, blurb="Mine.", affiliation="Ockham"
    )
    rows.filter(researcher=charles).update(hidden=True, equal_group=1)
    return keep, other


def test_empty_fields_are_filled_and_the_others_stay(editor):
    keep, other = two_papers()
    merge_publications(keep=keep, other=other, by=editor)
    keep.refresh_from_db()
    assert not Publication.objects.filter(pk=other.pk).exists()
    assert (keep.title, keep.year, keep.month, keep.summary) == (
        "How Kites Fly",
        2020,
        None,
        "By hand.",
    )
    assert (keep.doi, keep.abstract, keep.venue.name) == (
        "10.1234/kites",
        "We fly.",
        "Journal of Kites",
    )
    assert keep.extra == {"a": 1, "b": 3}
    assert keep.provenance == {
        "summary": {"source": "hand"},
        "title": {"source": "hand"},
        "abstract": {"source": "crossref"},
    }


def test_chosen_fields_are_those_of_the_other_entry():
    keep, other = two_papers()
    merge_publications(keep=keep, other=other, choices={"title": "other", "year": "other"})
    keep.refresh_from_db()
    assert (keep.title, keep.title_key) == ("How kites fly.", "how kites fly")
    assert (keep.year, keep.month, keep.slug) == (2021, 5, "how-kites-fly")
    assert keep.provenance["year"] == {"source": "crossref"}
    assert "title" not in keep.provenance


def test_kept_byline_keeps_its_order_and_names_and_takes_in_whom_it_lacks():
    keep, other = two_papers()
    merge_publications(keep=keep, other=other)
    assert byline(keep) == [
        (1, "Ada Lovelace"),
        (2, "Charles Babbage"),
        (3, "Luigi Menabrea"),
        (4, "Mary Somerville"),
    ]
    ada, charles = Authorship.objects.filter(publication=keep).order_by("position")[:2]
    assert (ada.selected, ada.order, ada.blurb, ada.affiliation) == (True, 2, "Mine.", "Ockham")
    assert (charles.hidden, charles.equal_group) == (False, 1)


def test_people_taken_for_one_on_a_byline_are_asked_about_once():
    keep, other = two_papers()
    merge_publications(keep=keep, other=other)
    mary = Authorship.objects.get(publication=keep, credited_as="Mary Somerville").researcher
    second = Researcher.objects.get(given_name="M.")
    row = Suggestion.objects.get(kind="same-person")
    assert (row.key, row.status) == (pair_key(mary.pk, second.pk), "open")
    assert row.evidence == ['Both were named in two entries of "How Kites Fly".']


def test_byline_of_the_other_entry_may_be_chosen():
    keep, other = two_papers()
    before = dump()
    operation = merge_publications(keep=keep, other=other, choices={"authors": "other"})
    assert byline(keep) == [
        (1, "Charles Babbage"),
        (2, "Luigi Menabrea"),
        (3, "A. A. L."),
        (4, "M. Somerville"),
    ]
    undo(operation)
    assert dump() == before


def test_all_that_hangs_on_the_other_entry_moves_without_doubles():
    keep, other = two_papers()
    merge_publications(keep=keep, other=other)
    assert [link.url for link in keep.links.order_by("pk")] == [
        "https://one.example",
        "https://both.example",
        "https://two.example",
    ]
    assert [award.name for award in keep.awards.order_by("pk")] == [
        "Best of one",
        "Oral",
        "Best of two",
    ]
    assert [str(file.file) for file in keep.attachments.order_by("pk")] == [
        "files/one/paper.pdf",
        "files/two/paper.pdf",
    ]
    assert sorted(topic.name for topic in keep.topics.all()) == ["T one", "T two", "Topic of both"]
    assert sorted(each.name for each in keep.projects.all()) == ["Project one", "Project two"]
    assert sorted(str(each.target) for each in keep.relations.all()) == [
        "Third of one",
        "Third of two",
    ]
    assert sorted(str(each.publication) for each in keep.inverse_relations.all()) == [
        "Third of one",
        "Third of two",
    ]
    assert sorted(each.title for each in keep.other_versions.all()) == [
        "Version of one",
        "Version of two",
    ]
    assert sorted(each.key for each in keep.suggestions.all()) == ["one", "two"]


@pytest.mark.parametrize("choices", [{}, {"title": "other", "doi": "keep", "year": "other"}])
def test_undo_of_a_merge_restores_every_row(editor, choices):
    keep, other = two_papers()
    Suggestion.objects.create(kind="same-publication", key=pair_key(keep.pk, other.pk))
    before = dump()
    operation = merge_publications(keep=keep, other=other, choices=choices, by=editor)
    assert Suggestion.objects.get(kind="same-publication").status == "accepted"
    undo(operation)
    assert dump() == before


def test_preview_writes_nothing_and_names_what_is_dropped():
    keep, other = two_papers()
    before = dump()
    with CaptureQueriesContext(connection) as queries:
        plan = merge_publications(keep=keep, other=other, dry_run=True)
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert dump() == before
    assert 'Title: "How Kites Fly" stays, "How kites fly." is dropped.' in plan.changes
    assert 'Doi: "10.1234/kites" is taken over.' not in plan.changes
    assert 'DOI: "10.1234/kites" is taken over.' in plan.changes
    assert "Luigi Menabrea is named on one entry only, and comes in as author." in plan.changes
    assert (
        '"M. Somerville" is taken to be Mary Somerville. Whether the two people are one is asked '
        "in the list of likely duplicates."
    ) in plan.changes


def test_form_shows_the_fields_that_differ_and_whose_stands():
    keep, other = two_papers()
    assert [
        (row["name"], row["keep"], row["other"], row["chosen"])
        for row in chosen_fields(keep, other)
    ] == [
        ("title", "How Kites Fly", "How kites fly.", "keep"),
        ("year", "2020", "2021-05", "keep"),
        ("venue", "", "Journal of Kites", "other"),
        ("abstract", "", "We fly.", "other"),
        ("summary", "By hand.", "", "keep"),
        ("doi", "", "10.1234/kites", "other"),
    ]


def test_old_address_leads_to_the_kept_entry(client: Client):
    keep, other = two_papers()
    merge_publications(keep=keep, other=other)
    response = client.get(other.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, keep.get_absolute_url())


def test_byline_changed_since_is_in_the_way_of_an_undo():
    keep, other = two_papers()
    operation = merge_publications(keep=keep, other=other)
    ids = list(
        Authorship.objects.filter(publication=keep)
        .order_by("-position")
        .values_list("pk", flat=True)
    )
    Authorship.objects.set_order(keep, "author", ids)
    with pytest.raises(Refused, match="was changed since: position"):
        undo(operation)


def test_entry_without_authors_takes_the_whole_byline():
    keep = make_publication("How Kites Fly")
    other = make_publication("How Kites Fly", authors=["Ada Lovelace", "Charles Babbage"])
    merge_publications(keep=keep, other=other)
    assert byline(keep) == [(1, "Ada Lovelace"), (2, "Charles Babbage")]


def test_two_of_one_name_on_a_byline_are_not_taken_for_one():
    keep = make_publication("Wangs", authors=["Wei Wang", "Wen Wang"])
    other = make_publication("Wangs", authors=["Wei Wang", "Wen Wang"])
    merge_publications(keep=keep, other=other)
    assert [name for _, name in byline(keep)] == ["Wei Wang", "Wen Wang"] * 2


def test_published_paper_stands_for_its_preprint_and_back():
    preprint = make_publication("How Kites Fly", type="article")
    published = make_publication("How Kites Fly")
    older = make_publication("How Kites Fly", type="report", preferred_version=preprint)
    Suggestion.objects.create(kind="same-publication", key=pair_key(preprint.pk, published.pk))
    before = dump()
    operation = join_versions(preferred=published, other=preprint)
    for paper in (preprint, older):
        paper.refresh_from_db()
        assert paper.preferred_version == published
    assert Suggestion.objects.get().status == "accepted"
    undo(operation)
    assert dump() == before


def test_preference_turns_round():
    one = make_publication("How Kites Fly")
    two = make_publication("How Kites Fly", preferred_version=one)
    join_versions(preferred=two, other=one)
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.preferred_version, two.preferred_version) == (two, None)


def test_version_that_gives_way_is_not_preferred():
    one = make_publication("How Kites Fly")
    two = make_publication("Kites", preferred_version=one)
    with pytest.raises(Refused, match='"Kites" gives way to another version itself, "How Kites'):
        join_versions(preferred=two, other=make_publication("Third"))


def test_merged_versions_make_no_circle_and_no_chain():
    one = make_publication("How Kites Fly")
    two = make_publication("How Kites Fly", preferred_version=one)
    three = make_publication("How Kites Fly", preferred_version=one)
    before = dump()
    operation = merge_publications(keep=two, other=one)
    two.refresh_from_db(), three.refresh_from_db()
    assert (two.preferred_version, three.preferred_version) == (None, two)
    undo(operation)
    assert dump() == before
    four = make_publication("Four")
    five = make_publication("Five", preferred_version=four)
    three.preferred_version = None
    three.save()
    six = make_publication("Six", preferred_version=three)
    merge_publications(keep=three, other=five)
    three.refresh_from_db(), six.refresh_from_db()
    assert (three.preferred_version, six.preferred_version) == (four, four)


def test_publication_is_not_merged_or_joined_with_itself():
    paper = make_publication()
    for merge in (
        lambda: merge_publications(keep=paper, other=paper),
        lambda: join_versions(preferred=paper, other=paper),
    ):
        with pytest.raises(Refused, match="the same one twice"):
            merge()


def test_paper_that_is_shown_by_one_entry_stays_shown():
    ada = make_researcher("Ada Lovelace")
    keep, other = (make_publication("How Kites Fly", authors=[ada]) for _ in range(2))
    Authorship.objects.filter(publication=keep).update(hidden=True)
    merge_publications(keep=keep, other=other)
    assert not Authorship.objects.get(publication=keep).hidden
