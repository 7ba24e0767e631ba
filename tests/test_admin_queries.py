"""The admin's forms ask the database as often for little as for much that hangs on a row."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.kit.changes import changing
from publications.models import (
    Authorship,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Relation,
)
from researchers import models as people

from .admin_forms import rows, save
from .factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db


def change_url(obj: Any) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


@pytest.mark.parametrize("model", [people.Researcher, Publication, people.Lab])
def test_form_takes_the_same_queries_for_1_and_30_rows_on_it(
    admin_client: Client, model: Any, django_assert_num_queries: Any
) -> None:
    person, lab = make_researcher(), make_lab()
    paper = make_publication(authors=[person])
    kind, of_profile = PublicationLinkKind.objects.first(), people.ProfileLinkKind.objects.first()

    def hang_on(number: int) -> None:
        colleague = make_researcher()
        people.Membership.objects.create(lab=lab, researcher=colleague)
        people.Membership.objects.create(lab=make_lab(), researcher=person)
        people.ProfileLink.objects.create(researcher=person, kind=of_profile, value="/x")
        people.NewsItem.objects.create(researcher=person, lab=lab, date="2024", text="News")
        project = people.Project.objects.create(name=f"Project {number}")
        people.Contribution.objects.create(researcher=person, project=project)
        Authorship.objects.create(publication=make_publication(), researcher=person)
        Authorship.objects.create(publication=paper, researcher=colleague)
        PublicationLink.objects.create(publication=paper, kind=kind, url="https://example.org")
        Relation.objects.create(publication=paper, kind="Reviews", target=make_publication())

    url = change_url({people.Researcher: person, Publication: paper, people.Lab: lab}[model])
    hang_on(0)
    admin_client.get(url)
    with CaptureQueriesContext(connection) as once:
        admin_client.get(url)
    with changing():
        for number in range(1, 30):
            hang_on(number)
    with django_assert_num_queries(len(once)):
        assert admin_client.get(url).status_code == 200


def test_four_hundred_papers_come_fifty_at_a_time(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    ada = make_researcher("Ada Lovelace")
    papers = Publication.objects.bulk_create(
        Publication(title=f"Paper {n}", slug=f"paper-{n}", year=2000) for n in range(400)
    )
    Authorship.objects.bulk_create(
        Authorship(publication=paper, researcher=ada, position=1, order=n, credited_as="A")
        for n, paper in enumerate(papers, 1)
    )
    with django_assert_max_num_queries(40):
        response = admin_client.get(change_url(ada), {"papers": "3"})
    assert len(rows(response, "authorships")) == 50
    assert "Paper 100<" in response.content.decode()
    saved = save(admin_client, f"{change_url(ada)}?papers=3", **{"authorships-0-hidden": "on"})
    assert saved.status_code == 302
    assert list(Authorship.objects.filter(hidden=True).values_list("order", flat=True)) == [101]
    assert list(Authorship.objects.order_by("order").values_list("order", flat=True)) == list(
        range(1, 401)
    )
