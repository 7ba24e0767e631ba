"""The admin's page that says what a person's or a lab's pages lack to be found."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.kit.changes import changing
from publications import discoverability
from publications.discoverability import difference
from publications.models import Attachment, Authorship, Publication, PublicationLinkKind
from researchers.models import NameVariant, ProfileLink, ProfileLinkKind, Researcher

from .factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
READ_BACK = "Programs read title and authors from the page of the newest paper"


def url_of(row: Any) -> str:
    name = row._meta.model_name
    return reverse(f"admin:researchers_{name}_discoverable", args=[row.pk])


def shown(client: Client, row: Any) -> dict[str, Any]:
    """Return by what is asked for, the check and (words, address) of where it is added."""
    context = client.get(url_of(row)).context
    return {
        item["check"].what: (item["check"], item["places"])
        for _, checks in context["groups"]
        for item in checks
    }


def missing(client: Client, row: Any) -> list[str]:
    return [what for what, (check, _) in shown(client, row).items() if not check.is_done]


def tags(title: str, *authors: str) -> str:
    told = [("citation_title", title), *(("citation_author", name) for name in authors)]
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in told)


@pytest.fixture
def bare() -> Researcher:
    """A person with a page on which nothing is, and a paper that has but a title."""
    person = make_researcher("Ada Lovelace", visibility="page")
    make_publication("A bare paper", authors=[person], year=None)
    return person


@pytest.fixture
def complete() -> Researcher:
    person = make_researcher(
        "Ada Lovelace", visibility="page", orcid="0000-0002-1825-0097", headline="Analyst, London",
        bio="I write programs for engines. " * 6, portrait="ada-300x300.png", portrait_alt="Ada",
    )  # fmt: skip
    for key in ("github", "scholar"):
        kind = ProfileLinkKind.objects.get_or_create(key=key, defaults={"label": key})[0]
        ProfileLink.objects.create(researcher=person, kind=kind, value="https://example.org/ada")
    paper = make_publication(
        "A full paper", authors=[person], year=1843, doi="10.1000/engine", abstract="Much.",
        summary="One sentence.", picture="full-300x300.png", picture_alt="An engine",
        venue=make_venue("Royal Society"),
    )  # fmt: skip
    kind = PublicationLinkKind.objects.first()
    Attachment.objects.create(publication=paper, kind=kind, file="files/full/paper.PDF")
    return person


def test_page_says_what_lacks_why_and_where(admin_client: Client, bare: Researcher) -> None:
    found = shown(admin_client, bare)
    paper = Publication.objects.get()
    form = f"/admin/publications/publication/{paper.pk}/change/"
    profile = f"/admin/researchers/researcher/{bare.pk}/change/"
    assert found["Every paper has a year"][1] == [("A bare paper", f"{form}#paper")]
    assert found["Every paper has its PDF here"][1] == [("A bare paper", f"{form}#links")]
    assert found["Every paper has its abstract"][1] == [("A bare paper", f"{form}#show")]
    assert found["ORCID iD"][1] == [("Profile", f"{profile}#profile")]
    assert found["At least 2 links to profiles elsewhere"][1] == [("Links", f"{profile}#links")]
    assert found["Every paper has a year"][0].told == "0 of 1"
    assert found["Every picture is described"][0].is_done  # there is none
    page = admin_client.get(url_of(bare)).content.decode()
    assert "Google Scholar takes no paper without." in page
    done = sum(check.is_done for check, _ in found.values())
    assert f"<strong>{done} of {len(found)}</strong> things done" in page
    assert f'<meter min="0" max="{len(found)}" value="{done}"' in page
    assert 0 < done < len(found)


def test_places_are_parts_of_the_forms_they_lead_to(admin_client: Client, bare: Researcher) -> None:
    for _, places in shown(admin_client, bare).values():
        for _, url in places:
            address, _, part = url.partition("#")
            assert f'id="{part}"' in admin_client.get(address).content.decode(), url


def test_nothing_lacks_on_a_complete_page(admin_client: Client, complete: Researcher) -> None:
    assert missing(admin_client, complete) == []


def test_each_lack_is_seen(admin_client: Client, complete: Researcher) -> None:
    def lacks(row: Any, **values: Any) -> list[str]:
        before = {name: getattr(row, name) for name in values}
        for fields in (values, before):
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
            if fields is values:
                found = [what for what in missing(admin_client, complete) if what != READ_BACK]
        return found

    paper, file = Publication.objects.get(), Attachment.objects.get()
    assert lacks(complete, orcid="") == ["ORCID iD"]
    assert lacks(complete, headline="") == ["Title line or lab"]
    assert lacks(complete, bio="Short.") == ["A bio of at least 30 words"]
    assert lacks(complete, portrait="") == ["Portrait", "The portrait is described"]
    assert lacks(complete, portrait_alt="") == ["The portrait is described"]
    assert lacks(complete, visibility="author")[:2] == [
        "There is a public page",
        "Search engines may read it, and the sitemap names it",
    ]
    assert lacks(paper, year=None) == ["Every paper has a year"]
    assert lacks(paper, abstract="") == ["Every paper has its abstract"]
    assert lacks(paper, doi="") == ["Every paper has a DOI or an arXiv number"]
    assert lacks(paper, doi="", arxiv_id="2201.01441") == []
    assert lacks(paper, venue=None) == ["Every paper has a venue"]
    assert lacks(paper, venue=None, venue_detail="A workshop") == []
    assert lacks(paper, summary="") == ["Every paper has its one plain sentence"]
    assert lacks(paper, picture="") == ["Every paper has a picture"]
    assert lacks(paper, picture_alt="") == ["Every picture is described"]
    assert lacks(paper, status="draft") == ["There are papers"]
    assert lacks(file, is_public=False) == ["Every paper has its PDF here"]
    assert lacks(file, file="files/full/slides.pptx") == ["Every paper has its PDF here"]


def test_spelling_that_papers_print_is_asked_for(admin_client: Client, bare: Researcher) -> None:
    what = "Every spelling of the name that papers print is known"
    assert what not in missing(admin_client, bare)
    for name in ("LOVELACE Ada", "A. A. King"):
        paper = make_publication()
        Authorship.objects.create(publication=paper, researcher=bare, credited_as=name)
    assert shown(admin_client, bare)[what][0].told == "missing: A. A. King"
    NameVariant.objects.create(researcher=bare, name="A. A. King")
    assert what not in missing(admin_client, bare)


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        (tags("On Engines", "Lovelace, Ada", "Babbage, Charles"), ""),
        (tags("on engines", "Ada Lovelace", "Charles Babbage"), ""),
        (tags("On Engines", "Babbage, Charles", "Lovelace, Ada"),
         "the page says: Babbage, Charles; Lovelace, Ada"),
        (tags("On Engines", "Lovelace, Ada"), "the page says: Lovelace, Ada"),
        (tags("On Engines"), "the page says: no citation_author"),
        (tags("On Looms", "Ada Lovelace", "Charles Babbage"), "the page says: On Looms"),
        ("<title>On Engines</title>", "the page has no citation_title"),
    ],
)  # fmt: skip
def test_tags_of_a_page_are_read_back(page: str, wrong: str) -> None:
    assert difference(page, "On Engines", ["Ada Lovelace", "Charles Babbage"]) == wrong


def test_page_of_the_newest_paper_is_read_as_visitors_get_it(
    admin_client: Client, bare: Researcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_publication("The newest", authors=[bare, "Charles Babbage"], year=2030)
    seen: list[Any] = []

    def remember(page: str, title: str, authors: Any) -> str:
        seen.extend([page, title, list(authors)])
        return ""

    monkeypatch.setattr(discoverability, "difference", remember)
    assert READ_BACK not in missing(admin_client, bare)
    page, title, authors = seen
    assert (title, authors) == ("The newest", ["Ada Lovelace", "Charles Babbage"])
    assert "<h1>The newest</h1>" in page
    assert "edit-link" not in page


def test_lab_has_the_page_too(admin_client: Client, bare: Researcher) -> None:
    lab = make_lab("Sky Lab", members=[bare, make_researcher("Quite Hidden", visibility="hidden")])
    found = shown(admin_client, lab)
    form = f"/admin/researchers/researcher/{bare.pk}/change/#profile"
    assert found["Every person has an ORCID iD"][1] == [("Ada Lovelace", form)]
    assert found["Every person has an ORCID iD"][0].told == "0 of 1"
    assert found["Every paper has a year"][0].told == "0 of 1"
    assert found["Institution"][1] == [("Lab", f"/admin/researchers/lab/{lab.pk}/change/")]
    lab.institution, lab.is_public = "University of London", False
    lab.save()
    assert "Institution" not in missing(admin_client, lab)
    assert "The lab is public" in missing(admin_client, lab)


def test_only_who_may_change_the_row_sees_it(client: Client, bare: Researcher) -> None:
    lab = make_lab("Sky Lab")
    user = User.objects.create_user("ada", is_staff=True)
    assert client.get(url_of(bare)).status_code == 302
    client.force_login(user)
    assert client.get(url_of(bare)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="change_researcher"))
    found = shown(client, bare)
    assert found["Every paper has a year"][1] == [("A bare paper", "")]  # of papers no form
    assert client.get(url_of(lab)).status_code == 403
    assert client.get(bare.get_absolute_url()).content.decode().count(url_of(bare)) == 1
    assert client.get(reverse("admin:researchers_lab_discoverable", args=[999])).status_code == 404


def test_form_and_public_page_lead_to_it(admin_client: Client, bare: Researcher) -> None:
    lab = make_lab("Sky Lab")
    for row in (bare, lab):
        form = reverse(f"admin:researchers_{row._meta.model_name}_change", args=[row.pk])
        for address in (form, row.get_absolute_url()):
            page = admin_client.get(address).content.decode()
            assert f'href="{url_of(row)}"' in page, address
        assert url_of(row) not in Client().get(row.get_absolute_url()).content.decode()


def test_titles_of_papers_are_escaped(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_publication("<script>alert(1)</script>", authors=[ada])
    page = admin_client.get(url_of(ada)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"<script>alert", page)


@pytest.mark.parametrize("kind", ["researcher", "lab"])
def test_queries_are_as_many_for_a_paper_as_for_two_hundred(
    admin_client: Client, bare: Researcher, kind: str
) -> None:
    row = bare if kind == "researcher" else make_lab("Sky Lab", members=[bare])
    counts = []
    for more in (0, 200):
        with changing():
            for _ in range(more):
                make_publication(authors=[bare])
        admin_client.get(url_of(row))
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(url_of(row)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30
