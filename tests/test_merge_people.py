"""One person out of two, and two again."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.kit.dates import PartialDate
from publications.merge_people import merge_people
from publications.merging import pair_key, remember_different
from publications.models import Authorship, ImportRun, Publication, Suggestion
from publications.operations import Refused, undo
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    Membership,
    NameVariant,
    NewsItem,
    Position,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)
from tests.dumps import dump
from tests.factories import byline, make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="x")


def furnish(person: Researcher, tag: str) -> None:
    """Hang a row of every kind on a person."""
    kind = ProfileLinkKind.objects.get_or_create(key="web", defaults={"label": "Web"})[0]
    lab = make_lab(f"Lab of {tag}")
    both = make_lab("Lab of both") if tag == "one" else Membership.objects.get(
        lab__name="Lab of both"
    ).lab  # fmt: skip
    Membership.objects.create(researcher=person, lab=lab)
    Membership.objects.create(
        researcher=person, lab=both, role="phd", starts_on=PartialDate(2019),
        now_at="" if tag == "one" else "Elsewhere",
    )  # fmt: skip
    project = Project.objects.get_or_create(name="Kites")[0]
    Contribution.objects.create(researcher=person, project=project)
    Degree.objects.create(researcher=person, degree="Ph.D.", field=tag)
    Degree.objects.create(researcher=person, degree="B.S.", field="both")
    Position.objects.create(researcher=person, organization=tag)
    Teaching.objects.create(researcher=person, title=tag)
    Activity.objects.create(researcher=person, kind="talk", title=tag)
    NewsItem.objects.create(researcher=person, date=PartialDate(2020), text=tag)
    ProfileLink.objects.create(researcher=person, kind=kind, value=f"https://{tag}.example")
    ProfileLink.objects.create(researcher=person, kind=kind, value="https://both.example")
    Section.objects.create(researcher=person, kind="publications", position=1)
    Section.objects.create(researcher=person, kind="text", title=tag, position=2)
    NameVariant.objects.create(researcher=person, name=f"Variant {tag}")
    NameVariant.objects.create(researcher=person, name="Variant of both")
    ImportRun.objects.create(researcher=person, format="bibtex", source=tag)
    Suggestion.objects.create(kind="publication", researcher=person, key=f"doi:10.1/{tag}")
    Suggestion.objects.create(kind="publication", researcher=person, key="doi:10.1/both")


def two_people() -> tuple[Researcher, Researcher]:
    keep = make_researcher("Ada Lovelace", headline="Countess")
    other = make_researcher(
        "A. Lovelace", headline="Analyst", bio="Wrote notes.", orcid="0000-0002-1825-0097",
        email="ada@example.org", email_is_public=True, visibility="page",
        user=User.objects.create_user("ada"),
    )  # fmt: skip
    furnish(keep, "one")
    furnish(other, "two")
    make_publication("Notes", authors=["Charles Babbage", other, "Mary Somerville"])
    make_publication("More Notes", authors=[keep, "Luigi Menabrea"])
    Authorship.objects.filter(researcher=other).update(
        selected=True, order=3, blurb="Mine.", credited_as="A. A. Lovelace"
    )
    return keep, other


def test_all_of_the_other_person_hangs_on_the_kept_one(editor):
    keep, other = two_people()
    operation = merge_people(keep=keep, other=other, by=editor)
    keep.refresh_from_db()
    assert not Researcher.objects.filter(pk=other.pk).exists()
    assert (keep.full_name, keep.headline, keep.bio) == ("Ada Lovelace", "Countess", "Wrote notes.")
    assert (keep.orcid, keep.email, keep.email_is_public) == (
        "0000-0002-1825-0097",
        "ada@example.org",
        True,
    )
    assert (keep.visibility, keep.user.username) == ("page", "ada")

    def told(model: Any, *fields: str) -> list[Any]:
        rows = model.objects.filter(researcher=keep).order_by("pk")
        return list(rows.values_list(*fields, flat=len(fields) == 1))

    assert told(Membership, "lab__name", "now_at") == [
        ("Lab of one", ""),
        ("Lab of both", "Elsewhere"),
        ("Lab of two", ""),
    ]
    assert told(Degree, "field") == ["one", "both", "two"]
    assert told(ProfileLink, "value") == [
        "https://one.example",
        "https://both.example",
        "https://two.example",
    ]
    assert told(Section, "kind", "title", "position") == [
        ("publications", "", 1),
        ("text", "one", 2),
        ("text", "two", 3),
    ]
    assert told(Contribution, "project__name") == ["Kites"]
    for model, name in ((Position, "organization"), (Teaching, "title"), (NewsItem, "text")):
        assert told(model, name) == ["one", "two"]
    assert told(Activity, "title") == ["one", "two"]
    assert told(ImportRun, "source") == ["one", "two"]
    assert told(Suggestion, "key") == ["doi:10.1/one", "doi:10.1/both", "doi:10.1/two"]
    assert told(NameVariant, "name", "name_key") == [
        ("Variant one", "variant one"),
        ("Variant of both", "variant of both"),
        ("Variant two", "variant two"),
        ("A. Lovelace", "a lovelace"),
    ]
    assert operation.summary == "A. Lovelace became Ada Lovelace."
    assert operation.by == editor


def test_bylines_keep_order_printed_names_and_own_settings():
    keep, other = two_people()
    merge_people(keep=keep, other=other)
    row = Authorship.objects.get(publication__title="Notes", researcher=keep)
    assert byline(row.publication) == [
        (1, "Charles Babbage"),
        (2, "A. A. Lovelace"),
        (3, "Mary Somerville"),
    ]
    assert (row.selected, row.order, row.blurb) == (True, 3, "Mine.")


def test_preview_says_every_change_and_writes_nothing():
    keep, other = two_people()
    before = dump()
    with CaptureQueriesContext(connection) as queries:
        plan = merge_people(keep=keep, other=other, dry_run=True)
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert dump() == before
    assert plan.changes[:9] == [
        'Title line: "Countess" stays, "Analyst" is dropped.',
        'Bio: "Wrote notes." is taken over.',
        'E-mail: "ada@example.org" is taken over.',
        "The ORCID iD 0000-0002-1825-0097 is taken over.",
        "The account ada may edit the page of Ada Lovelace.",
        "Ada Lovelace has a page.",
        "1 paper moves; the names printed on them stay as they are.",
        '"Variant two" becomes another spelling of the name.',
        '"A. Lovelace" becomes another spelling of the name.',
    ]
    assert (
        plan.changes[-1]
        == "The address /researchers/a-lovelace/ leads to /researchers/ada-lovelace/."
    )
    assert "1 membership moves." in plan.changes
    assert "1 membership that both have stays once." in plan.changes


def test_undo_of_a_merge_restores_every_row(editor):
    keep, other = two_people()
    Suggestion.objects.create(kind="same-person", key=pair_key(keep.pk, other.pk))
    third = make_researcher("Augusta Byron")
    remember_different("same-person", other.pk, third.pk, by=editor)
    before = dump()
    operation = merge_people(keep=keep, other=other, by=editor)
    assert dump() != before
    undo(operation)
    assert dump() == before
    operation.refresh_from_db()
    assert operation.undone_at is not None
    with pytest.raises(Refused, match="This is undone already"):
        undo(operation)


def test_former_addresses_lead_to_the_kept_person_and_back_after_undo(client: Client):
    keep, other = two_people()
    Researcher.objects.filter(pk=keep.pk).update(visibility="page")
    other.slug = "augusta"
    other.save()
    operation = merge_people(keep=keep, other=other)
    for slug in ("a-lovelace", "augusta"):
        response = client.get(f"/researchers/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/researchers/ada-lovelace/")
    undo(operation)
    assert client.get("/researchers/augusta/").status_code == 200
    assert client.get("/researchers/a-lovelace/")["Location"] == "/researchers/augusta/"


def test_two_on_one_paper_are_two_people():
    one, two = make_researcher("Wei Wang"), make_researcher("Wei Wang")
    make_publication("Two Wangs", authors=[one, two])
    with pytest.raises(Refused) as refused:
        merge_people(keep=one, other=two)
    assert str(refused.value) == (
        'Wei Wang and Wei Wang are two people: both are named on "Two Wangs". If it is one person '
        "named twice there, take one of the two names off first."
    )


def test_author_and_editor_of_one_book_may_be_one_person():
    one, two = make_researcher("Wei Wang"), make_researcher("W. Wang")
    book = make_publication("A Book", authors=[one])
    Authorship.objects.create(publication=book, researcher=two, role="editor")
    merge_people(keep=one, other=two)
    assert [row.role for row in Authorship.objects.filter(researcher=one)] == ["author", "editor"]


def test_two_orcid_ids_are_refused_until_one_is_chosen():
    one = make_researcher("Wei Wang", orcid="0000-0002-1825-0097")
    two = make_researcher("W. Wang", orcid="0000-0001-5109-3700")
    with pytest.raises(Refused, match="They have different ORCID iDs"):
        merge_people(keep=one, other=two)
    before = dump()
    operation = merge_people(keep=one, other=two, orcid="0000-0001-5109-3700")
    one.refresh_from_db()
    assert one.orcid == "0000-0001-5109-3700"
    undo(operation)
    assert dump() == before


def test_hidden_person_stays_hidden_unless_one_has_a_page():
    one, two = make_researcher("W. Wang"), make_researcher("Wei Wang", visibility="hidden")
    merge_people(keep=one, other=two)
    one.refresh_from_db()
    assert one.visibility == "hidden"


def test_answers_are_kept_for_the_one_who_is_kept(editor):
    keep, other, third, fourth = (make_researcher("Wei Wang") for _ in range(4))
    Suggestion.objects.create(kind="same-person", key=pair_key(keep.pk, other.pk))
    Suggestion.objects.create(kind="same-person", key=pair_key(keep.pk, third.pk))
    remember_different("same-person", other.pk, third.pk, by=editor)
    remember_different("same-person", fourth.pk, other.pk, by=editor)
    merge_people(keep=keep, other=other, by=editor)
    assert set(Suggestion.objects.values_list("key", "status")) == {
        (pair_key(keep.pk, other.pk), "accepted"),
        (pair_key(keep.pk, third.pk), "rejected"),
        (pair_key(keep.pk, fourth.pk), "rejected"),
    }


def test_not_the_same_is_remembered_once_for_both_orders(editor):
    remember_different("same-person", 7, 3, by=editor)
    remember_different("same-person", 3, 7, by=editor)
    row = Suggestion.objects.get()
    assert (row.key, row.status, row.decided_by) == ("3|7", "rejected", editor)


def test_later_change_in_the_way_of_an_undo_is_named():
    keep, other = two_people()
    operation = merge_people(keep=keep, other=other)
    keep.refresh_from_db()
    keep.bio = "New."
    keep.save()
    before = dump()
    with pytest.raises(Refused) as refused:
        undo(operation)
    assert str(refused.value) == (
        'It cannot be undone: "Ada Lovelace" (researcher) was changed since: bio.'
    )
    assert dump() == before


def test_later_change_beside_the_merge_stays_after_its_undo():
    keep, other = two_people()
    operation = merge_people(keep=keep, other=other)
    keep.refresh_from_db()
    keep.pronouns = "she/her"
    keep.save()
    make_publication("Later", authors=[keep])
    undo(operation)
    keep.refresh_from_db()
    assert (keep.pronouns, keep.bio) == ("she/her", "")
    assert Authorship.objects.filter(researcher=keep).count() == 2


def test_orcid_taken_meanwhile_is_in_the_way_of_an_undo():
    keep, other = make_researcher("Wei Wang"), make_researcher("W. Wang")
    other.orcid = "0000-0002-1825-0097"
    other.save()
    keep.orcid = ""
    keep.save()
    operation = merge_people(keep=keep, other=other)
    keep.refresh_from_db()
    keep.orcid = ""
    keep.save()
    with pytest.raises(Refused, match="ORCID iD"):
        undo(operation)


def test_person_cannot_be_merged_with_herself():
    keep = make_researcher()
    with pytest.raises(Refused, match="twice"):
        merge_people(keep=keep, other=keep)


def queries_of_a_merge(papers: int) -> int:
    keep, other = make_researcher("Ada Lovelace"), make_researcher("A. Lovelace")
    for _ in range(papers):
        make_publication(authors=["Charles Babbage", other])
    with CaptureQueriesContext(connection) as queries:
        merge_people(keep=keep, other=other)
    return len(queries)


def test_queries_of_a_merge_do_not_grow_with_its_papers():
    assert queries_of_a_merge(2) == queries_of_a_merge(8)


def test_papers_whose_names_lead_elsewhere_count_as_changed():
    keep, other = make_researcher("Ada Lovelace"), make_researcher("A. Lovelace")
    paper, beside = make_publication(authors=[other]), make_publication(authors=[keep])
    start = timezone.now()
    operation = merge_people(keep=keep, other=other)
    changed = Publication.objects.filter(updated_at__gte=start)
    assert list(changed) == [paper]
    again = timezone.now()
    undo(operation)
    assert list(Publication.objects.filter(updated_at__gte=again)) == [paper]
    assert Publication.objects.get(pk=beside.pk).updated_at < start
