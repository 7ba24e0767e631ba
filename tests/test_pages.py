"""The other public pages: home, lists, labs, one paper; and what every page keeps to."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client, override_settings

from publications import views
from publications.models import Attachment, Publication, Relation, Topic
from publications.models import PublicationLinkKind as Kind
from researchers.models import Membership, Project
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import Reader, first_queries, full_page, texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_need_the_same_queries_for_one_and_thirty_rows(client: Client, rows: int) -> None:
    expected = {
        "/publications/": 6,
        "/labs/engine-lab/": 8,
        "/venues/royal-society/": 4,
        "/projects/engine/": 7,
        "/researchers/": 3,
        "/": 6,
        "/publications/note-0/": 8,
    }
    full_page(rows)
    for number in range(rows - 1):
        make_researcher(f"Mary Somerville{number}", visibility="page")
    asked = {address: first_queries(client, address) for address in expected}
    assert {address: len(queries) for address, queries in asked.items()} == expected, asked


def test_paper_page_names_who_contributed_equally(client: Client) -> None:
    paper = make_publication(
        "Notes", authors=["Ada Lovelace", "Charles Babbage", "Mary Somerville"]
    )
    paper.authorships.update(equal_group=1)
    assert texts(client.get(paper.get_absolute_url()), "legend") == [
        "* Ada Lovelace, Charles Babbage and Mary Somerville contributed equally."
    ]


def test_paper_page_tells_what_is_around_it_as_far_as_that_is_public(client: Client) -> None:
    paper, talk, erratum, draft = (
        make_publication(title) for title in ("Notes", "Talk", "Erratum", "Draft")
    )
    Publication.objects.filter(pk=draft.pk).update(status="draft")
    drafted = make_publication("Of a draft", preferred_version=draft)
    Publication.objects.filter(pk=talk.pk).update(preferred_version=paper)
    paper.topics.add(Topic.objects.create(name="Engines"))
    paper.projects.add(
        Project.objects.create(name="Engine"), Project.objects.create(name="Own", is_public=False)
    )
    Relation.objects.create(publication=paper, kind="Reviews", identifier="10.1000/1")
    Relation.objects.create(publication=paper, kind="Retracts", target=draft)
    Relation.objects.create(publication=erratum, kind="Corrects", target=paper)
    told = {
        paper: "TopicsEngines ProjectsEngine Other versionsTalk (2024) "
        "RelationThis reviews 10.1000/1",
        talk: "Other versionsNotes (2024)",
        erratum: "RelationThis corrects Notes",
        drafted: "",
    }
    for page, around in told.items():
        [details] = texts(client.get(page.get_absolute_url()), "entries")
        assert details == f"TypeConference paper Date2024 {around}".strip()


def test_paper_that_is_deleted_while_its_page_is_drawn_is_no_error(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = make_publication("Gone now")
    monkeypatch.setattr(views, "has_around", lambda _: [])
    assert client.get(paper.get_absolute_url()).status_code == 200


def test_one_paper_stands_on_every_page_that_is_due_to_it(client: Client) -> None:
    people = [make_researcher(f"Person P{number}", visibility="page") for number in range(5)]
    lab, venue = make_lab("Lab", members=people[:1]), make_venue("Venue")
    topic = Topic.objects.create(name="Engines")
    project = Project.objects.create(name="Engine")
    paper = make_publication("The one paper", authors=people, venue=venue)
    paper.topics.add(topic)
    paper.projects.add(project)
    pages = [*people, lab, venue, topic, project]
    addresses = [page.get_absolute_url() for page in pages] + ["/", "/publications/"]
    for address in addresses:
        assert texts(client.get(address), "paper-title") == ["The one paper"], address


def test_lab_page_groups_people_and_moves_alumni_by_their_end(client: Client) -> None:
    lab = make_lab("Engine Lab")
    people = {name: make_researcher(f"{name} X") for name in ("Zoe", "Yan", "Xia", "Wim")}
    Membership.objects.create(lab=lab, researcher=people["Zoe"], role="phd", starts_on="2020")
    hidden = make_researcher("Hid Den", visibility="hidden")
    Membership.objects.create(lab=lab, researcher=hidden, role="phd")
    make_publication("By somebody hidden", authors=[hidden])
    Membership.objects.create(lab=lab, researcher=people["Yan"], role="faculty", title="Director")
    Membership.objects.create(lab=lab, researcher=people["Xia"], role="phd", weight=-1)
    Membership.objects.create(
        lab=lab, researcher=people["Wim"], role="phd", starts_on="2015-09", ends_on="2019",
        now_at="Acme",
    )  # fmt: skip
    response = client.get("/labs/engine-lab/")
    assert texts(response, "group-heading") == ["Faculty", "PhD students"]
    assert texts(response, "person-name") == ["Yan X", "Xia X", "Zoe X"]
    assert texts(response, "paper-title") == []
    assert texts(response, "alumni") == ["Wim X, PhD student (September 2015 – 2019), now at Acme"]


def test_lab_page_shows_papers_of_its_peoples_time_and_of_its_units(client: Client) -> None:
    lab = make_lab("Institute")
    unit = make_lab("Group", parent=lab)
    ada = make_researcher("Ada Lovelace")
    Membership.objects.create(lab=unit, researcher=ada, starts_on="2019-10", ends_on="2021-02")
    for year in (2018, 2019, 2021, 2022):
        make_publication(f"Of {year}", authors=[ada], year=year)
    make_publication("Undated", authors=[ada], year=None)
    assert texts(client.get("/labs/group/"), "paper-title") == ["Of 2021", "Of 2019"]
    assert texts(client.get("/labs/institute/"), "paper-title") == ["Of 2021", "Of 2019"]
    assert client.get("/labs/institute/").content.decode().count('href="/labs/group/"') == 1


def test_private_labs_show_nowhere(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_lab("Secret Lab", members=[ada], is_public=False)
    assert client.get("/labs/secret-lab/").status_code == 404
    for address in ("/", "/labs/", "/researchers/", "/publications/", ada.get_absolute_url()):
        assert "Secret Lab" not in client.get(address).content.decode(), address


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=muller+engines", ["Engines of Müller"]),
        ("q=lovelace", ["Weaving"]),
        ("year=2020", ["Weaving"]),
        ("type=book", ["Weaving"]),
        ("venue=icml", ["Engines of Müller"]),
        ("venue=machine+learning", ["Engines of Müller"]),
        ("author=ada-lovelace", ["Weaving"]),
        ("author=Lovelace", ["Weaving"]),
        ("lab=engine-lab", ["Weaving"]),
        ("lab=nowhere", []),
        ("topic=looms", ["Weaving"]),
        ("year=2020&type=article", []),
        ("year=soon", ["Engines of Müller", "Weaving"]),
        ("type=poem", ["Engines of Müller", "Weaving"]),
        ("page=99", ["Engines of Müller", "Weaving"]),
        ("q=%00%27%22%3B--", ["Engines of Müller", "Weaving"]),
        ("year=99999999999999999999999", ["Engines of Müller", "Weaving"]),
    ],
)
def test_publication_list_filters_by_its_address(
    client: Client, query: str, found: list[str]
) -> None:
    ada = make_researcher("Ada Lovelace")
    make_lab("Engine Lab", members=[ada])
    icml = make_venue("International Conference on Machine Learning", short_name="ICML")
    make_publication("Engines of Müller", venue=icml, year=2022, authors=["Kurt Gödel"])
    weaving = make_publication("Weaving", year=2020, type="book", authors=[ada])
    weaving.topics.add(Topic.objects.create(name="Looms"))
    response = client.get(f"/publications/?{query}")
    assert response.status_code == 200
    assert texts(response, "paper-title") == found


def test_publication_list_says_which_filter_it_could_not_read(client: Client) -> None:
    assert texts(client.get("/publications/?year=soon"), "error") == [
        "year: Enter a whole number. It is left out."
    ]


def test_publication_list_pages_keep_the_filter(client: Client) -> None:
    for number in range(45):
        make_publication(f"Note {number}", type="book")
    response = client.get("/publications/?type=book")
    assert len(texts(response, "paper-title")) == 40
    assert 'href="?type=book&amp;page=2"' in response.content.decode()
    assert len(texts(client.get("/publications/?type=book&page=2"), "paper-title")) == 5


def test_pages_ask_no_foreign_host_and_set_no_cookie(client: Client) -> None:
    ada = full_page(2)
    pages = ["/", "/researchers/", "/labs/", "/publications/", "/venues/", ada.get_absolute_url()]
    pages += ["/labs/engine-lab/", "/publications/note-0/", "/projects/engine/", "/nowhere/"]
    for page in pages:
        response = client.get(page)
        fetched = Reader(response.content.decode()).fetched
        assert [address for address in fetched if not address.startswith("/")] == [], page
        assert response.cookies == {}, page
        assert "style=" not in response.content.decode(), page


def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    response = client.get("/")
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_single_researcher_is_the_home_page_where_that_is_set(client: Client) -> None:
    make_researcher("Ada Lovelace", visibility="page")
    with override_settings(SINGLE_RESEARCHER_HOME=True):
        assert "<h1>Ada Lovelace</h1>" in client.get("/").content.decode()
        make_researcher("Mary Somerville", visibility="page")
        assert "<h1>Byline</h1>" in client.get("/").content.decode()


def test_files_of_drafts_are_served_to_nobody(client: Client) -> None:
    paper = make_publication("Notes")
    file = Attachment(publication=paper, kind=Kind.objects.get(key="pdf"))
    file.file.save("notes.pdf", ContentFile(b"%PDF-1.4"))
    response = client.get(file.file.url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.getvalue() == b"%PDF-1.4"
    Publication.objects.update(status="draft")
    assert client.get(file.file.url).status_code == 404
    Publication.objects.update(status="published")
    Attachment.objects.update(is_public=False)
    assert client.get(file.file.url).status_code == 404
    assert client.get("/media/../byline.sqlite3").status_code == 404
    assert client.get("/media/secret-key.txt").status_code == 404


def test_page_that_is_not_there_says_where_to_look(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'href="/publications/"' in response.content.decode()
