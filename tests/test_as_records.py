"""Stored publications as records: names in order with their people, files, topics, addresses."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from publications.as_records import as_records
from publications.models import Attachment, Authorship, Publication, PublicationLinkKind, Topic
from publications.records import Link
from tests.factories import make_publication, make_researcher

pytestmark = pytest.mark.django_db
SITE = "https://lab.example"


def test_names_tell_their_people_in_order():
    ada = make_researcher("Ada Lovelace", visibility="page", orcid="0000-0002-1825-0097")
    team = make_researcher("The Engine Team", is_organization=True)
    paper = make_publication("On engines", authors=[ada, "Charles Babbage", team])
    (record,) = as_records([paper.pk], SITE)
    assert [name.full for name in record.authors] == [
        "Ada Lovelace", "Charles Babbage", "The Engine Team",
    ]  # fmt: skip
    first, second, third = record.authors
    assert (first.page, first.orcid) == (f"{SITE}/researchers/ada-lovelace/", ada.orcid)
    assert (second.page, second.orcid) == ("", "")
    assert third.is_organization
    assert record.page == f"{SITE}/publications/on-engines/"
    assert record.changed_at == paper.updated_at


def test_of_a_hidden_person_only_the_printed_name_is_told():
    ghost = make_researcher("Grey Ghost", visibility="hidden", orcid="0000-0002-1825-0097")
    paper = make_publication(authors=[ghost])
    Authorship.objects.update(claimed_orcid="0000-0002-1825-0097")
    (record,) = as_records([paper.pk], SITE)
    (name,) = record.authors
    assert (name.full, name.orcid, name.page) == ("Grey Ghost", "", "")


def test_public_files_are_links_and_topics_keywords():
    paper = make_publication("With files", authors=["Ada Lovelace"])
    paper.topics.add(Topic.objects.create(name="Engines"))
    pdf = PublicationLinkKind.objects.get(key="pdf")
    for is_public in (True, False):
        Attachment.objects.create(
            publication=paper,
            kind=pdf,
            file=SimpleUploadedFile("paper.pdf", b"%PDF-1.4"),
            is_public=is_public,
        )
    (record,) = as_records([paper.pk], SITE)
    (link,) = record.links
    assert link == Link(link.url, "pdf")
    assert link.url.startswith(f"{SITE}/media/files/")
    assert record.keywords == ("Engines",)


def test_a_date_that_cannot_be_is_told_as_far_as_it_can():
    paper = make_publication(year=2021, month=2)
    Publication.objects.filter(pk=paper.pk).update(day=31)
    (record,) = as_records([paper.pk], SITE)
    assert str(record.issued) == "2021-02"


@pytest.mark.parametrize("papers", [1, 30])
def test_queries_do_not_grow_with_papers(papers, django_assert_num_queries):
    ids = [make_publication(authors=["Ada Lovelace", "Bo Reed"]).pk for _ in range(papers)]
    with django_assert_num_queries(7):
        assert len(list(as_records([*ids, 10**9], SITE))) == papers
