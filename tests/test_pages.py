"""The public pages: what they show, in which order, with how many queries, to whom."""

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from publications.models import Attachment, Authorship, Award, Publication, PublicationLink, Topic
from publications.models import PublicationLinkKind as Kind
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    Membership,
    NewsItem,
    Position,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)
from tests.factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """Collects the text of every element of one class, and the addresses a browser fetches."""

    def __init__(self, markup: str, css: str = "") -> None:
        super().__init__()
        self.css, self.depth, self.texts, self.fetched = css, 0, [], []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self.depth and tag not in {"img", "br", "source", "input", "link", "meta"}:
            self.depth += 1
        elif self.css and not self.depth and self.css in (named.get("class") or "").split():
            self.depth = 1
            self.texts.append("")
        if tag in {"img", "script", "video", "source", "iframe"}:
            self.fetched += [named[name] for name in ("src", "srcset") if named.get(name)]
        if tag == "link" and named.get("rel") not in {"canonical"}:
            self.fetched.append(named.get("href"))

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def texts(response: object, css: str) -> list[str]:
    """Return the text of each element of class `css`, spaces folded."""
    return [" ".join(text.split()) for text in Reader(response.content.decode(), css).texts]


def full_page(papers: int) -> Researcher:
    """Return a person with something in every part of her page and this many papers."""
    ada = make_researcher(
        "Ada Lovelace", visibility="page", bio="I *compute*.", research="Engines."
    )
    lab = make_lab("Engine Lab", members=[ada])
    github = ProfileLinkKind.objects.get(key="github")
    ProfileLink.objects.create(researcher=ada, kind=github, value="ada")
    Degree.objects.create(researcher=ada, degree="Ph.D.", year=1840)
    Position.objects.create(researcher=ada, organization="Analytical Engines")
    Teaching.objects.create(researcher=ada, title="Programming", code="CS 1")
    Activity.objects.create(researcher=ada, kind="talk", title="On engines")
    NewsItem.objects.create(researcher=ada, date="1843-09", text="A [note](https://example.org).")
    Section.objects.create(researcher=ada, kind="text", title="Whimsy", body="Poetry.", position=9)
    project = Project.objects.create(name="Engine")
    project.labs.add(lab)
    Contribution.objects.create(researcher=ada, project=project, role="Programmer")
    venue, code = make_venue("Royal Society"), Kind.objects.get(key="code")
    for number in range(papers):
        paper = make_publication(
            f"Note {number}", authors=[ada], venue=venue, year=1800 + number % 90, month=3
        )
        PublicationLink.objects.create(publication=paper, kind=code, url="https://example.org/c")
        Award.objects.create(publication=paper, name="Oral")
    co_author = make_researcher("Charles Babbage")
    for paper in Publication.objects.all():
        Authorship.objects.create(publication=paper, researcher=co_author)
    return ada


@pytest.mark.parametrize("rows", [1, 30])
def test_researcher_page_needs_twelve_queries_whatever_its_length(
    client: Client, rows: int
) -> None:
    ada = full_page(rows)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(ada.get_absolute_url())
    assert len(texts(response, "paper-title")) == rows
    assert len(queries) == 12


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/publications/", 5),
        ("/labs/engine-lab/", 8),
        ("/venues/royal-society/", 3),
        ("/projects/engine/", 5),
        ("/researchers/", 3),
        ("/", 5),
        ("/publications/note-0/", 5),
    ],
)
def test_page_needs_the_same_queries_for_one_and_thirty_rows(
    client: Client, address: str, count: int, rows: int
) -> None:
    full_page(rows)
    for number in range(rows - 1):
        make_researcher(f"Mary Somerville{number}", visibility="page")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) == count, [query["sql"][:90] for query in queries]


def test_researcher_page_of_a_hundred_papers_is_small(client: Client) -> None:
    ada = full_page(0)
    authors = [make_researcher(f"Grace Hopper the {number}th of her name") for number in range(6)]
    for number in range(100):
        make_publication(
            f"On the {number}th of the many notes about engines that weave patterns",
            authors=[*authors, ada],
            doi=f"10.1000/notes.{number}",
            summary=f"This is what the engine does with {number} cards, told in one sentence.",
            abstract=f"The engine number {number} can do whatever we know how to order it. " * 8,
        )
    body = client.get(ada.get_absolute_url()).content
    assert len(gzip.compress(body)) <= 60_000


def test_byline_marks_the_owner_links_people_and_signs_groups(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    with_page = make_researcher("Mary Somerville", visibility="page")
    elsewhere = make_researcher("Charles Babbage", homepage="https://example.org/babbage")
    hidden = make_researcher(
        "Annabella Byron", visibility="hidden", homepage="https://example.org/x"
    )
    paper = make_publication("Notes", authors=[elsewhere, ada, with_page, hidden])
    paper.authorships.filter(position__in=[1, 2]).update(equal_group=1)
    paper.authorships.filter(position=3).update(equal_group=2, is_corresponding=True)
    response = client.get("/researchers/ada-lovelace/")
    body = response.content.decode()
    star = "* (equal contribution)"
    printed = (
        f"Charles Babbage{star}, Ada Lovelace{star}, Mary Somerville† (equal contribution)✉ "
        "(corresponding author), Annabella Byron"
    )
    assert texts(response, "byline") == [printed]
    assert texts(response, "legend") == ["*† equal contribution · ✉ corresponding author"]
    assert "<strong>Ada Lovelace</strong>" in body
    assert '<a href="/researchers/mary-somerville/">Mary Somerville</a>' in body
    assert '<a href="https://example.org/babbage">Charles Babbage</a>' in body
    assert "example.org/x" not in body


def test_paper_page_names_who_contributed_equally(client: Client) -> None:
    paper = make_publication(
        "Notes", authors=["Ada Lovelace", "Charles Babbage", "Mary Somerville"]
    )
    paper.authorships.update(equal_group=1)
    assert texts(client.get(paper.get_absolute_url()), "legend") == [
        "* Ada Lovelace, Charles Babbage and Mary Somerville contributed equally."
    ]


def test_long_byline_folds_behind_a_disclosure_that_names_the_owner(client: Client) -> None:
    names = [f"Author Number{number}" for number in range(59)]
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_publication("Many hands", authors=[*names, ada])
    response = client.get(ada.get_absolute_url())
    assert texts(response, "fold")[0].startswith(
        "and 48 more, among them Ada Lovelace Author Number12"
    )
    assert texts(response, "fold")[0].endswith("Author Number58, Ada Lovelace")


def test_papers_stand_in_the_owners_order_and_regroup_on_request(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    kinds = ["article-journal", "paper-conference", "article-journal", "book", "thesis", "book"]
    for number, kind in enumerate(kinds):
        make_publication(f"Note {number}", authors=[ada], year=1840 + number, type=kind)
    own = list(ada.authorships.order_by("publication__year"))
    own[0].order, own[3].order, own[3].selected = 1, 2, True
    own[5].hidden = True
    for row in own:
        row.save()
    make_publication("Note 6", authors=[ada], year=1839)
    in_order = ["Note 0", "Note 3", "Note 4", "Note 2", "Note 1", "Note 6"]
    by_year = ["Note 4", "Note 3", "Note 2", "Note 1", "Note 0", "Note 6"]
    address = ada.get_absolute_url()
    assert texts(client.get(address), "paper-title") == in_order
    assert texts(client.get(address), "selected-word") == ["Selected"]
    assert texts(client.get(f"{address}?by=year"), "paper-title") == by_year
    assert texts(client.get(f"{address}?by=year"), "group-heading") == [
        "1844", "1843", "1842", "1841", "1840", "1839",
    ]  # fmt: skip
    assert texts(client.get(f"{address}?by=type"), "group-heading") == [
        "Thesis", "Book", "Journal article", "Conference paper",
    ]  # fmt: skip
    assert texts(client.get(f"{address}?by=selected"), "paper-title") == ["Note 3"]
    assert texts(client.get(f"{address}?by=nonsense"), "paper-title") == in_order
    ada.paper_order = "year"
    ada.save()
    assert texts(client.get(address), "paper-title") == by_year


def test_each_author_has_her_own_sentence_on_her_page(client: Client) -> None:
    ada, mary = (make_researcher(name, visibility="page") for name in ("Ada Byron", "Mary Fairfax"))
    paper = make_publication("Notes", authors=[ada, mary], summary="What everybody reads.")
    paper.authorships.filter(researcher=mary).update(blurb="What Mary says of it.")
    assert texts(client.get("/researchers/ada-byron/"), "summary") == ["What everybody reads."]
    assert texts(client.get("/researchers/mary-fairfax/"), "summary") == ["What Mary says of it."]


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


def test_sections_stand_in_the_owners_order_under_her_headings(client: Client) -> None:
    ada = full_page(1)
    Section.objects.create(researcher=ada, kind="news", position=1, title="Lately")
    Section.objects.create(researcher=ada, kind="education", position=2, is_shown=False)
    body = client.get(ada.get_absolute_url()).content.decode()
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", body) == [
        "Lately", "Whimsy", "Research", "Publications", "Projects", "Teaching",
        "Work Experience", "Talks, Awards and Service",
    ]  # fmt: skip


def test_drafts_and_hidden_people_have_no_page(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_researcher("Charles Babbage")
    make_researcher("Annabella Byron", visibility="hidden")
    make_publication("A draft", authors=[ada], status="draft")
    make_publication("Later", authors=[ada], status="scheduled", publish_at="2999-01-01T00:00Z")
    make_publication("Now", authors=[ada], status="scheduled", publish_at="2001-01-01T00:00Z")
    assert texts(client.get("/researchers/ada-lovelace/"), "paper-title") == ["Now"]
    addresses = ["publications/a-draft", "publications/later", "publications/now"]
    addresses += ["researchers/charles-babbage", "researchers/annabella-byron"]
    found = [client.get(f"/{address}/").status_code for address in addresses]
    assert found == [404, 404, 200, 404, 404]


def test_a_renamed_person_is_reached_under_the_old_address(client: Client) -> None:
    ada = make_researcher("Ada Byron", visibility="page")
    ada.family_name = "Lovelace"
    ada.save()
    response = client.get("/researchers/ada-byron/?by=year")
    assert (response.status_code, response["Location"]) == (
        301,
        "/researchers/ada-lovelace/?by=year",
    )


def test_preferred_version_stands_for_its_preprint(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    final = make_publication("Final", authors=[ada])
    make_publication("Preprint", authors=[ada], preferred_version=final)
    assert texts(client.get(ada.get_absolute_url()), "paper-title") == ["Final"]
    assert "/publications/preprint/" in client.get(final.get_absolute_url()).content.decode()


def test_author_who_is_also_editor_stands_once(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    paper = make_publication("Proceedings", authors=[ada])
    Authorship.objects.create(publication=paper, researcher=ada, role="editor")
    assert texts(client.get(ada.get_absolute_url()), "paper-title") == ["Proceedings"]


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


def test_strange_papers_look_intended(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    rtl = make_researcher("x محمد بن موسى الخوارزمي", given_name="", family_name="محمد الخوارزمي")
    make_publication("Only a title", year=None, authors=[ada])
    make_publication("On $O(n^2)$ & <b>bold</b> claims " * 8, authors=[ada, rtl])
    body = client.get(ada.get_absolute_url()).content.decode()
    assert body.count("<math") == 8
    assert body.count("&lt;b&gt;bold&lt;/b&gt;") == 8 * 2  # in the title and in its BibTeX
    assert "<span>محمد الخوارزمي</span>" in body
    assert texts(client.get(f"{ada.get_absolute_url()}?by=year"), "group-heading") == [
        "2024",
        "Undated",
    ]


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
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_single_researcher_is_the_home_page_where_that_is_set(client: Client) -> None:
    make_researcher("Ada Lovelace", visibility="page")
    with override_settings(SINGLE_RESEARCHER_HOME=True):
        assert "<h1>Ada Lovelace</h1>" in client.get("/").content.decode()
        make_researcher("Mary Somerville", visibility="page")
        assert "<h1>Byline</h1>" in client.get("/").content.decode()


def test_edit_link_is_for_those_who_may_edit(
    client: Client, admin_client: Client, django_user_model: type
) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    link = f'href="/admin/researchers/researcher/{ada.pk}/change/"'
    assert link not in client.get(ada.get_absolute_url()).content.decode()
    assert link in admin_client.get(ada.get_absolute_url()).content.decode()
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    client.force_login(reader)
    assert link not in client.get(ada.get_absolute_url()).content.decode()


def test_files_of_drafts_are_served_to_nobody(client: Client) -> None:
    paper = make_publication("Notes")
    file = Attachment(publication=paper, kind=Kind.objects.get(key="pdf"))
    file.file.save("notes.pdf", ContentFile(b"%PDF-1.4"))
    response = client.get(file.file.url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.getvalue() == b"%PDF-1.4"
    response.close()
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
