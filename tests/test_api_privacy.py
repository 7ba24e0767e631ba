"""The API says nothing private, and the same to everybody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from publications.models import Attachment, Authorship, PublicationLinkKind
from researchers.models import NameVariant
from tests.api_client import read, titles
from tests.factories import make_lab, make_publication, make_researcher

pytestmark = pytest.mark.django_db


def test_private_things_leak_nowhere(client):
    secret = "Zyzzyva"  # in everything that must not be seen
    shown = make_researcher(
        "Ada Lovelace", visibility="page", email=f"{secret}@example.org", email_is_public=False
    )
    credited = make_researcher(
        "Bob Byron", visibility="author", bio=secret, headline=secret, email="z@zyzzyva.example"
    )
    credited.email_is_public = True
    credited.save()
    hidden = make_researcher(
        f"{secret} Zyzzyva", visibility="hidden", homepage="https://zyzzyva.org"
    )
    NameVariant.objects.create(researcher=hidden, name=secret)
    private = make_lab(f"{secret} Lab", members=[shown, hidden], is_public=False)
    lab = make_lab("Open Lab", members=[shown, credited, hidden], parent=private)
    make_lab(f"{secret} Unit", parent=lab, is_public=False)
    paper = make_publication("Seen", authors=[shown, credited])
    Authorship.objects.create(publication=paper, researcher=hidden, credited_as="A Friend")
    draft = make_publication(f"Draft of {secret}", authors=[shown], status="draft")
    Attachment.objects.create(
        publication=paper,
        kind=PublicationLinkKind.objects.get(key="pdf"),
        file=SimpleUploadedFile(f"{secret}.pdf", b"%PDF-1.4"),
        is_public=False,
    )
    for path in (
        "/api/publications",
        f"/api/publications/{paper.slug}",
        "/api/researchers",
        "/api/researchers/ada-lovelace",
        "/api/researchers/ada-lovelace/publications",
        "/api/researchers/bob-byron",
        "/api/labs",
        "/api/labs/open-lab",
        "/api/labs/open-lab/publications",
        "/api/docs",
        "/api/schema",
    ):
        response = client.get(path)
        assert (path, response.status_code) == (path, 200)
        assert secret.lower() not in response.content.decode().lower(), path
    for path in (
        f"/api/publications/{draft.slug}",
        f"/api/researchers/{hidden.slug}",
        f"/api/researchers/{hidden.slug}/publications",
        f"/api/labs/{private.slug}",
        f"/api/labs/{private.slug}/publications",
    ):
        assert client.get(path).status_code == 404, path
    # A filter that found something would tell as much as the thing itself.
    for query in (f"author={hidden.slug}", f"author={hidden.pk}", f"lab={private.slug}"):
        assert client.get(f"/api/publications?{query}").status_code == 400, query
    assert titles(client, f"/api/publications?q={secret}") == []
    assert read(client, f"/api/researchers?q={secret}")["count"] == 0
    assert [
        each["name"] for each in read(client, "/api/publications")["results"][0]["authors"]
    ] == [
        "Ada Lovelace",
        "Bob Byron",
        "A Friend",
    ]


def test_answers_are_the_same_for_everybody(client, admin_client):
    make_publication("Seen")
    for each, caching in ((client, "public, no-cache"), (admin_client, "private, no-cache")):
        response = each.get("/api/publications")
        assert response.headers["Cache-Control"] == caching
        assert not response.cookies
    assert client.get("/api/publications").content == admin_client.get("/api/publications").content
