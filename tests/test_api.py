"""What the API says of each thing, key by key."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from publications.api import sources
from publications.models import (
    Attachment,
    Authorship,
    Award,
    PublicationLink,
    PublicationLinkKind,
    Topic,
)
from researchers.models import Lab, Membership, ProfileLink, ProfileLinkKind
from tests.api_client import HOST, read, titles
from tests.factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def picture(width: int = 400, height: int = 300) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return SimpleUploadedFile("picture.png", file.getvalue())


def stamp(row: Any) -> str:
    row.refresh_from_db()
    return f"{row.updated_at:%Y-%m-%dT%H:%M:%SZ}"


def test_publication_has_every_key_and_its_people_in_order(client):
    ada = make_researcher("Ada Lovelace", visibility="page", orcid=ORCID)
    bob = make_researcher("Robert Byron")
    eve = make_researcher("Eve Hidden", visibility="hidden")
    paper = make_publication(
        "Notes on the $n$-body engine",
        year=2021,
        month=5,
        venue=make_venue("Royal Society Meetings", short_name="RSM"),
        doi="10.1234/ABC",
        picture=picture(),
        picture_alt="An engine",
    )
    Authorship.objects.create(publication=paper, researcher=bob, credited_as="Bob Byron")
    Authorship.objects.create(
        publication=paper, researcher=ada, equal_group=1, is_corresponding=True, affiliation="Home"
    )
    Authorship.objects.create(publication=paper, researcher=eve, credited_as="E. H.", equal_group=1)
    Authorship.objects.create(publication=paper, researcher=ada, role="editor")
    code = PublicationLinkKind.objects.get(key="code")
    pdf = PublicationLinkKind.objects.get(key="pdf")
    PublicationLink.objects.create(publication=paper, kind=code, url="https://example.org/code")
    PublicationLink.objects.create(
        publication=paper, kind=pdf, url="/media/paper.pdf", label="Paper"
    )
    slides = Attachment.objects.create(
        publication=paper,
        kind=PublicationLinkKind.objects.get(key="slides"),
        file=SimpleUploadedFile("talk.pdf", b"%PDF-1.4"),
    )
    Award.objects.create(publication=paper, name="Best Paper")
    paper.topics.add(Topic.objects.create(name="Engines"))

    def credit(position, name, person, **more):
        return {
            "position": position,
            "name": name,
            "researcher": person,
            "equal_group": None,
            "is_corresponding": False,
            "affiliation": "",
            **more,
        }

    as_ada = {
        "id": ada.pk,
        "slug": "ada-lovelace",
        "url": f"{HOST}/researchers/ada-lovelace/",
        "orcid": ORCID,
    }
    as_bob = {"id": bob.pk, "slug": "robert-byron", "url": None, "orcid": ""}
    expected = {
        "id": paper.pk,
        "slug": "notes-on-the-n-body-engine",
        "url": f"{HOST}/publications/notes-on-the-n-body-engine/",
        "type": "paper-conference",
        "title": "Notes on the $n$-body engine",
        "year": 2021,
        "month": 5,
        "day": None,
        "date": "2021-05",
        "venue": {
            "slug": "rsm",
            "name": "Royal Society Meetings",
            "short_name": "RSM",
            "url": f"{HOST}/venues/rsm/",
        },
        "venue_detail": "",
        "volume": "",
        "issue": "",
        "pages": "",
        "publisher": "",
        "abstract": "",
        "summary": "",
        "doi": "10.1234/abc",
        "arxiv_id": "",
        "pmid": "",
        "isbn": "",
        "citation_key": "byron2021notes",
        "language": "",
        "note": "",
        "authors": [
            credit(1, "Bob Byron", as_bob),
            credit(
                2,
                "Ada Lovelace",
                as_ada,
                equal_group=1,
                is_corresponding=True,
                affiliation="Home",
            ),
            credit(3, "E. H.", None, equal_group=1),
        ],
        "editors": [credit(1, "Ada Lovelace", as_ada)],
        "links": [
            {"kind": "pdf", "label": "Paper", "url": f"{HOST}/media/paper.pdf"},
            {"kind": "code", "label": "Code", "url": "https://example.org/code"},
            {"kind": "slides", "label": "Slides", "url": HOST + slides.file.url},
        ],
        "awards": [{"name": "Best Paper", "url": None}],
        "topics": [{"slug": "engines", "name": "Engines"}],
        "is_main_version": True,
        "picture": {
            "url": HOST + paper.picture.url,
            "width": 400,
            "height": 300,
            "alt": "An engine",
        },
        "updated_at": stamp(paper),
    }
    assert read(client, "/api/publications/notes-on-the-n-body-engine") == expected
    assert read(client, "/api/publications")["results"] == [expected]


def test_researcher_with_page_has_every_key(client):
    ada = make_researcher(
        "Ada Lovelace",
        visibility="page",
        pronouns="she/her",
        headline="Analyst",
        bio="*Notes*",
        email="ada@example.org",
        email_is_public=True,
        homepage="https://example.org/ada",
        portrait=picture(700, 600),
        portrait_alt="Ada",
    )
    github = ProfileLinkKind.objects.get(key="github")
    ProfileLink.objects.create(researcher=ada, kind=github, value="ada")
    lab = make_lab("Engine Lab")
    past = make_lab("Old Lab")
    Membership.objects.create(researcher=ada, lab=lab, role="faculty", starts_on="2020-09")
    Membership.objects.create(researcher=ada, lab=past, role="phd", ends_on="2019")
    assert read(client, "/api/researchers/ada-lovelace") == {
        "id": ada.pk,
        "slug": "ada-lovelace",
        "url": f"{HOST}/researchers/ada-lovelace/",
        "publications_url": f"{HOST}/api/researchers/ada-lovelace/publications",
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "suffix": "",
        "original_name": "",
        "is_organization": False,
        "orcid": "",
        "homepage": "https://example.org/ada",
        "has_page": True,
        "pronouns": "she/her",
        "headline": "Analyst",
        "email": "ada@example.org",
        "portrait": {"url": HOST + ada.portrait.url, "width": 600, "height": 600, "alt": "Ada"},
        "links": [{"kind": "github", "label": "GitHub", "url": "https://github.com/ada"}],
        "labs": [
            {
                "slug": "engine-lab",
                "name": "Engine Lab",
                "role": "faculty",
                "title": "",
                "starts_on": "2020-09",
                "ends_on": None,
                "is_current": True,
            },
            {
                "slug": "old-lab",
                "name": "Old Lab",
                "role": "phd",
                "title": "",
                "starts_on": None,
                "ends_on": "2019",
                "is_current": False,
            },
        ],
        "bio": "*Notes*",
        "bio_html": "<p><em>Notes</em></p>",
        "updated_at": stamp(ada),
    }


def test_researcher_without_page_has_only_identity_filled(client):
    bob = make_researcher(
        "Bob Byron", bio="Text", headline="Line", pronouns="he", portrait=picture(), orcid=ORCID
    )
    make_lab("Lab", members=[bob])
    web = ProfileLinkKind.objects.get(key="web")
    ProfileLink.objects.create(researcher=bob, kind=web, value="https://example.org/")
    assert read(client, "/api/researchers/bob-byron") == {
        "id": bob.pk,
        "slug": "bob-byron",
        "url": None,
        "publications_url": f"{HOST}/api/researchers/bob-byron/publications",
        "name": "Bob Byron",
        "given_name": "Bob",
        "family_name": "Byron",
        "suffix": "",
        "original_name": "",
        "is_organization": False,
        "orcid": ORCID,
        "homepage": None,
        "has_page": False,
        "pronouns": "",
        "headline": "",
        "email": "",
        "portrait": None,
        "links": [],
        "labs": [],
        "bio": "",
        "bio_html": "",
        "updated_at": stamp(bob),
    }


def test_publication_that_becomes_public_while_it_is_asked_for_is_given(client, monkeypatch):
    paper = make_publication("Just now")
    monkeypatch.setattr(sources, "publication_rows", lambda _: type(paper).objects.none())
    assert read(client, f"/api/publications/{paper.slug}")["title"] == "Just now"


def test_date_that_cannot_be_leaves_the_list_standing(client):
    make_publication("Odd", year=2021, month=2, day=31)
    assert read(client, "/api/publications")["results"][0]["date"] is None


def test_lab_tells_units_parent_and_members_present_first(client):
    parent = make_lab("Institute")
    lab = make_lab("Engine Lab", short_name="EL", parent=parent, url="https://el.example.org")
    unit = make_lab("Gears", parent=lab)
    make_lab("Secret Unit", parent=lab, is_public=False)
    ada = make_researcher("Ada Lovelace", visibility="page")
    bob = make_researcher("Bob Byron")
    eve = make_researcher("Eve Hidden", visibility="hidden")
    Membership.objects.create(
        researcher=ada, lab=lab, role="phd", ends_on="2019", now_at="Elsewhere"
    )
    Membership.objects.create(researcher=bob, lab=lab, role="phd")
    Membership.objects.create(researcher=ada, lab=lab, role="faculty", starts_on="2020")
    Membership.objects.create(researcher=eve, lab=lab)

    def member(person, url, role, **more):
        return {
            "name": person.full_name,
            "researcher": {"id": person.pk, "slug": person.slug, "url": url, "orcid": ""},
            "role": role,
            "title": "",
            "starts_on": None,
            "ends_on": None,
            "is_current": True,
            "now_at": "",
            "now_at_url": None,
            **more,
        }

    page = f"{HOST}/researchers/ada-lovelace/"
    listed = {
        "id": lab.pk,
        "slug": "el",
        "url": f"{HOST}/labs/el/",
        "publications_url": f"{HOST}/api/labs/el/publications",
        "name": "Engine Lab",
        "short_name": "EL",
        "institution": "",
        "tagline": "",
        "description": "",
        "site": "https://el.example.org",
        "parent": {"slug": "institute", "name": "Institute", "url": f"{HOST}/labs/institute/"},
        "units": [{"slug": "gears", "name": "Gears", "url": f"{HOST}/labs/gears/"}],
        "updated_at": stamp(lab),
    }
    members = [
        member(ada, page, "faculty", starts_on="2020"),
        member(bob, None, "phd"),
        member(ada, page, "phd", ends_on="2019", is_current=False, now_at="Elsewhere"),
    ]
    assert read(client, "/api/labs/el") == {**listed, "members": members}
    assert read(client, f"/api/labs?parent={parent.slug}")["results"] == [listed]
    Lab.objects.filter(pk=lab.pk).update(is_public=False)
    assert read(client, f"/api/labs/{unit.slug}")["parent"] is None
    assert read(client, "/api/labs/el", 404)["status"] == 404


def test_venue_and_topic_lead_to_their_publications(client):
    venue = make_venue("Annals of Engines", short_name="AE", kind="journal", issn="0378-5955")
    topic = Topic.objects.create(name="Engines")
    make_publication("Gears", venue=venue).topics.add(topic)
    make_publication("Not about that")
    found = read(client, "/api/venues/ae")
    assert found == {
        "id": venue.pk,
        "slug": "ae",
        "url": f"{HOST}/venues/ae/",
        "publications_url": f"{HOST}/api/publications?venue=ae",
        "name": "Annals of Engines",
        "short_name": "AE",
        "kind": "journal",
        "issn": "0378-5955",
        "site": None,
        "updated_at": stamp(venue),
    }
    assert titles(client, found["publications_url"]) == ["Gears"]
    found = read(client, "/api/topics/engines")
    assert found == {
        "id": topic.pk,
        "slug": "engines",
        "url": f"{HOST}/topics/engines/",
        "publications_url": f"{HOST}/api/publications?topic=engines",
        "name": "Engines",
        "description": "",
    }
    assert titles(client, found["publications_url"]) == ["Gears"]
