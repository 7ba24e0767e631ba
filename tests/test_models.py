"""The rules of the data model: identities, names, labs, lists, links."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.kit.dates import PartialDate
from publications.models import Authorship, Publication, PublicationLink, PublicationLinkKind
from researchers.models import Degree, Lab, Membership, Researcher
from tests.factories import byline, make_lab, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db


LETTERS = ["Ada A", "Bob B", "Cyd C", "Dan D"]


def test_one_person_stands_once_on_a_paper_in_one_role():
    ada = make_researcher("Ada Lovelace")
    paper = make_publication(authors=[ada])
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorship.objects.create(publication=paper, researcher=ada)
    Authorship.objects.create(publication=paper, researcher=ada, role="editor")
    again = Authorship(publication=paper, researcher=ada, credited_as="A. Lovelace", position=2)
    with pytest.raises(ValidationError) as refused:
        again.full_clean()
    (message,) = refused.value.messages
    assert message == (
        "This person is already named on this publication. For two people of one name, make a "
        "second person."
    )


def test_credited_name_stays_when_the_person_is_renamed():
    ada = make_researcher("Ada Byron")
    paper = make_publication(authors=[ada])
    ada.family_name = "Lovelace"
    ada.save()
    paper.authorships.get().save()
    assert byline(paper) == [(1, "Ada Byron")]
    assert ada.full_name == "Ada Lovelace"


def test_person_who_is_credited_cannot_be_deleted():
    ada = make_researcher()
    make_publication(authors=[ada])
    with pytest.raises(IntegrityError):
        ada.delete()


def test_orcid_belongs_to_one_person_in_any_spelling():
    make_researcher(orcid="https://orcid.org/0000-0002-1825-0097")
    other = Researcher(family_name="Other", orcid="0000000218250097")
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert refused.value.messages == [
        "Another person here has this ORCID iD. Look whether the two are one person."
    ]
    with pytest.raises(IntegrityError):
        other.save()


@pytest.mark.parametrize(
    ("fields", "printed"),
    [
        ({"given_name": "Ada", "family_name": "Lovelace"}, "Ada Lovelace"),
        ({"family_name": "Plato"}, "Plato"),
        ({"given_name": "Martin", "family_name": "King", "suffix": "Jr."}, "Martin King Jr."),
        (
            {"given_name": "Ferenc", "family_name": "Nagy", "name_order": "family-first"},
            "Nagy Ferenc",
        ),
        ({"given_name": "A.", "family_name": "L.", "display_name": "Ada L."}, "Ada L."),
        ({"family_name": "山田", "given_name": "太郎", "name_order": "family-first"}, "山田 太郎"),
        ({"given_name": "😀", "family_name": "Team"}, "😀 Team"),
    ],
)
def test_name_is_composed_of_its_parts(fields, printed):
    person = Researcher(**fields)
    person.full_clean()
    person.save()
    assert person.full_name == printed


def test_name_of_three_hundred_characters_is_refused_with_a_message():
    with pytest.raises(ValidationError) as refused:
        Researcher(family_name="x" * 300).full_clean()
    assert refused.value.message_dict == {
        "family_name": ["Ensure this value has at most 150 characters (it has 300)."]
    }


def test_longest_names_in_any_script_fit_their_derived_fields():
    person = make_researcher(given_name="龘" * 150, family_name="齉" * 150, suffix="x" * 20)
    person.name_variants.create(name="龘" * 300)
    person.refresh_from_db()
    limit = Researcher._meta.get_field("sort_key").max_length
    assert len(person.sort_key) == limit
    assert len(person.name_variants.get().name_key) == 300


def test_name_of_nothing_visible_is_refused():
    with pytest.raises(ValidationError) as refused:
        Researcher(family_name="\u200b\u00ad").full_clean()
    assert refused.value.message_dict == {
        "family_name": ["A name is needed. A single name goes here."]
    }


@pytest.mark.parametrize(
    "spelling",
    [
        "10.1145/3514221.3517885",
        "doi:10.1145/3514221.3517885",
        "DOI: 10.1145/3514221.3517885.",
        "https://doi.org/10.1145/3514221.3517885",
        "http://dx.doi.org/10.1145%2F3514221.3517885",
        "https://dl.acm.org/doi/10.1145/3514221.3517885?download=true",
    ],
)
def test_doi_is_stored_in_one_form(spelling):
    made = make_publication(doi=spelling)
    assert made.doi == "10.1145/3514221.3517885"
    assert Publication.objects.get(doi=spelling) == made


def test_same_doi_on_two_papers_is_allowed():
    make_publication(doi="10.1145/1")
    make_publication(doi="10.1145/1")
    assert Publication.objects.filter(doi="10.1145/1").count() == 2


def test_lab_cannot_be_part_of_its_own_unit():
    whole = make_lab("Whole")
    part = make_lab("Part", parent=whole)
    whole.parent = part
    with pytest.raises(ValidationError) as refused:
        whole.full_clean()
    assert refused.value.message_dict == {
        "parent": ["Part is itself part of Whole: units cannot go in circles."]
    }


def test_labs_in_a_circle_still_come_to_an_end():
    whole = make_lab("Whole")
    part = make_lab("Part", parent=whole)
    Lab.objects.filter(pk=whole.pk).update(parent=part)
    assert sorted(set(Lab.objects.ids_within(whole))) == sorted([whole.pk, part.pk])


def test_papers_of_a_lab_are_those_of_membership_years():
    whole = make_lab("Whole")
    part = make_lab("Part", parent=whole)
    ada = make_researcher()
    Membership.objects.create(lab=part, researcher=ada, starts_on="2020-09", ends_on="2022")
    papers = {year: make_publication(authors=[ada], year=year) for year in range(2018, 2025)}
    expected = [papers[2022], papers[2021], papers[2020]]
    assert list(Publication.objects.of_lab(part).newest()) == expected
    assert list(Publication.objects.of_lab(whole).newest()) == expected


def test_listed_leaves_out_drafts_and_what_is_scheduled_for_later(time_machine):
    time_machine.move_to("2026-01-01T12:00:00+00:00")
    public = make_publication()
    make_publication(status="draft")
    make_publication(status="scheduled", publish_at="2026-01-02T00:00:00Z")
    due = make_publication(status="scheduled", publish_at="2026-01-01T00:00:00Z")
    assert set(Publication.objects.listed()) == {public, due}


def test_scheduled_paper_without_a_moment_is_refused():
    with pytest.raises(IntegrityError):
        make_publication(status="scheduled")


def test_degree_in_progress_says_since_when():
    degree = Degree(degree="Ph.D.", starts_on=PartialDate(2021, 8))
    assert degree.printed_dates == "since August 2021"


def test_rows_of_a_paper_come_in_order_and_equal_the_rows_themselves(django_assert_num_queries):
    paper = make_publication(authors=LETTERS, venue=make_venue())
    Authorship.objects.set_order(
        paper, "author", [row.pk for row in paper.authorships.order_by("-position")]
    )
    kinds = {kind.key: kind for kind in PublicationLinkKind.objects.all()}
    for position, (key, label) in enumerate([("code", ""), ("pdf", "Paper"), ("website", "")]):
        PublicationLink.objects.create(
            publication=paper,
            kind=kinds[key],
            label=label,
            url=f"https://example.org/{key}",
            position=position,
        )
    with django_assert_num_queries(1):
        row = Publication.objects.with_rows().get(pk=paper.pk)
    assert [(author["position"], author["credited_as"]) for author in row.author_rows] == byline(
        paper
    )
    assert [(link["label"], link["url"]) for link in row.link_rows] == [
        (str(link), link.url) for link in paper.links.all()
    ]
    assert row.award_rows == []


def test_publication_link_takes_an_identifier_or_an_address():
    arxiv = PublicationLinkKind.objects.get(key="arxiv")
    link = PublicationLink(publication=make_publication(), kind=arxiv, url=" 2201.01441 ")
    link.full_clean()
    assert link.url == "https://arxiv.org/abs/2201.01441"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_publication_link_refuses_what_is_no_address(url):
    website = PublicationLinkKind.objects.get(key="website")
    link = PublicationLink(publication=make_publication(), kind=website, url=url)
    with pytest.raises(ValidationError) as refused:
        link.full_clean()
    assert refused.value.message_dict == {
        "url": [f'"{url}" is not an address. Write it whole: https://example.org/page.']
    }
