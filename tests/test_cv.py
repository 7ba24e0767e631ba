"""The CV of a person as a page: its parts and choices, whom it is of, what it keeps to itself."""

import re

import pytest
from django.test import Client

from portal.kit.dates import PartialDate
from publications.cv.entries import span
from publications.models import Authorship, Award
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    Position,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.pages import first_queries, full_page, texts

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

CV = "/researchers/ada-lovelace/cv/"


def ada(**fields: object) -> Researcher:
    return make_researcher("Ada Lovelace", **{"visibility": "page", **fields})


def headings(client: Client, query: str = "") -> list[str]:
    body = client.get(CV + query).content.decode()
    return re.findall(r"<h2 id=[^>]*>(.*?)</h2>", body)


def references(client: Client, query: str = "") -> list[str]:
    lists = re.findall(
        r'<ol class="cv-papers"[^>]*>(.*?)</ol>', client.get(CV + query).content.decode(), re.DOTALL
    )
    items = re.findall(r"<li>(.*?)</li>", "".join(lists), re.DOTALL)
    return [re.sub(r"<[^>]*>", "", item) for item in items]


def titles(client: Client, query: str = "") -> list[str]:
    return [re.split(r"\. ", text)[1].rstrip(".") for text in references(client, query)]


@pytest.mark.parametrize("rows", [1, 30])
def test_cv_needs_the_same_queries_for_one_and_thirty_papers(client: Client, rows: int) -> None:
    full_page(rows)
    asked = first_queries(client, CV)
    assert len(references(client)) == rows
    assert len(asked) == 16, asked


def test_parts_stand_in_the_order_of_a_cv_and_empty_ones_are_left_out(client: Client) -> None:
    full_page(1)
    assert headings(client) == [
        "Positions", "Education", "Publications", "Talks", "Teaching", "Projects",
    ]  # fmt: skip


def test_parts_are_chosen_by_the_address_and_the_form_shows_which(client: Client) -> None:
    full_page(1)
    query = "?section=education&section=research&section=own-whimsy"
    assert headings(client, query) == ["Research", "Education", "Whimsy"]
    body = client.get(CV + query).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="section" value="([\w-]+)"( checked)?>', body)
    assert [key for key, is_checked in boxes if is_checked] == [
        "research", "education", "own-whimsy",
    ]  # fmt: skip
    assert [key for key, is_checked in boxes if not is_checked] == [
        "about", "positions", "publications", "talks", "teaching", "projects",
    ]  # fmt: skip


def test_link_to_the_pdf_carries_the_choices_that_are_not_the_usual(client: Client) -> None:
    full_page(1)
    usual = "section=positions&section=education&section=publications&section=talks"
    usual += "&section=teaching&section=projects&style=plain&since=&papers=&size=a4"
    for query, carried in (
        ("", ""),
        (f"?{usual}", ""),
        ("?since=1830&size=us-letter", "?since=1830&amp;size=us-letter"),
        ("?section=talks&section=nonsense", "?section=talks"),
    ):
        body = client.get(CV + query).content.decode()
        assert f'href="/researchers/ada-lovelace/cv.pdf{carried}"' in body


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("section=hobbies", "This CV has no part &quot;hobbies&quot;. It is left out."),
        ("style=mla99", "Citation style: Select a valid choice. mla99 is not one of the available"),
        ("since=soon", "Since: Enter a whole number. It is left out."),
        ("since=99999", "Since: Ensure this value is less than or equal to 9999. It is left out."),
        ("papers=best", "Publications: Select a valid choice. best is not one of the available"),
        ("size=a0", "Paper: Select a valid choice. a0 is not one of the available choices."),
        ("section=%3Cscript%3Ealert(1)%3C/script%3E", "no part &quot;&lt;script&gt;alert(1)"),
        (f"section={'x' * 5000}", f"no part &quot;{'x' * 60}&quot;"),
        ("section=%00", "This CV has no part"),
        ("since=%00", "Since: Enter a whole number. It is left out."),
    ],
)
def test_choice_that_is_misspelt_is_said_and_left_out(
    client: Client, query: str, said: str
) -> None:
    full_page(1)
    usual = headings(client)
    response = client.get(f"{CV}?{query}")
    assert response.status_code == 200
    assert said in response.content.decode().replace("&#34;", "&quot;")
    assert headings(client, f"?{query}") == usual


def test_papers_stand_by_kind_newest_first_and_are_numbered_throughout(client: Client) -> None:
    person = ada()
    for title, kind, year in (
        ("Old", "paper-conference", 1840),
        ("New", "paper-conference", 1843),
        ("Sketch", "article", 1844),
        ("Notes", "article-journal", 1842),
        ("Tables", "dataset", 1841),
        ("Letter", "document", None),
    ):
        make_publication(title, authors=[person], type=kind, year=year)
    body = client.get(CV).content.decode()
    assert titles(client) == ["Notes", "New", "Old", "Sketch", "Tables", "Letter"]
    assert texts(client.get(CV), "cv-kind") == [
        "Journal articles", "Conference papers", "Preprints", "Software and data",
        "Other publications",
    ]  # fmt: skip
    assert re.findall(r'<ol class="cv-papers" start="(\d+)"', body) == ["1", "2", "4", "5", "6"]


def test_one_kind_of_papers_has_no_heading_of_its_own(client: Client) -> None:
    make_publication("Notes", authors=[ada()])
    assert texts(client.get(CV), "cv-kind") == []


def test_papers_that_are_hidden_drafts_or_other_versions_are_left_out(client: Client) -> None:
    person = ada()
    hidden, shown = (make_publication(title, authors=[person]) for title in ("Hidden", "Shown"))
    row = Authorship.objects.get(publication=hidden)
    row.hidden = True
    row.save()
    make_publication("Draft", authors=[person], status="draft")
    make_publication("Preprint", authors=[person], preferred_version=shown)
    assert titles(client) == ["Shown"]


def test_since_cuts_papers_talks_awards_and_service_but_no_work_and_no_degrees(
    client: Client,
) -> None:
    person = ada()
    for year in (1840, 1843):
        make_publication(f"Note of {year}", authors=[person], year=year)
        for kind in ("talk", "award", "service"):
            Activity.objects.create(
                researcher=person, kind=kind, title=f"{kind} of {year}", date=f"{year}-05"
            )
    make_publication("Undated", authors=[person], year=None)
    Activity.objects.create(researcher=person, kind="talk", title="Some day")
    Position.objects.create(researcher=person, organization="Engines", starts_on="1833")
    Degree.objects.create(researcher=person, degree="Ph.D.", year=1835)
    assert titles(client, "?since=1842") == ["Note of 1843"]
    assert texts(client.get(f"{CV}?since=1842"), "cv-entries") == [
        "1833 – present Engines", "1835 Ph.D.", "May 1843 award of 1843", "May 1843 talk of 1843",
        "May 1843 service of 1843",
    ]  # fmt: skip
    assert headings(client, "?since=1900") == ["Positions", "Education"]


def test_only_selected_papers_on_request_and_offered_only_if_there_are_some(client: Client) -> None:
    person = ada()
    make_publication("Plain", authors=[person])
    assert 'name="papers"' not in client.get(CV).content.decode()
    best = make_publication("Best", authors=[person])
    row = Authorship.objects.get(publication=best)
    row.selected = True
    row.save()
    assert 'name="papers"' in client.get(CV).content.decode()
    assert titles(client, "?papers=selected") == ["Best"]
    assert headings(client, "?papers=selected") == ["Selected publications"]


def test_reference_tells_names_title_venue_number_year_and_identifiers(client: Client) -> None:
    person, venue = ada(), make_venue("Scientific Memoirs", short_name="SM")
    paper = make_publication(
        "Notes on $x^2$", authors=["Luigi Menabrea", person, "Mary Somerville"], venue=venue,
        type="article-journal", volume="3", issue="2", pages="666-731", year=1843,
        doi="10.1000/notes", arxiv_id="1843.01234", note="to appear",
    )  # fmt: skip
    Award.objects.create(publication=paper, name="Best Paper")
    for row in Authorship.objects.filter(publication=paper, position__lte=2):
        row.equal_group = 1
        row.save()
    body = client.get(CV).content.decode()
    assert 'Luigi Menabrea<sup class="sign">*</sup>, <strong>Ada Lovelace</strong>' in body
    assert '<a href="http://testserver/publications/notes-on-x-2/">Notes on <math' in body
    assert "<em>Scientific Memoirs (SM)</em>, 3(2), 666–731, 1843 (to appear). " in body
    assert '<a href="https://doi.org/10.1000/notes">doi:10.1000/notes</a>, ' in body
    assert '<a href="https://arxiv.org/abs/1843.01234">arXiv:1843.01234</a>. ' in body
    assert "<strong>Best Paper.</strong>" in body
    assert texts(client.get(CV), "legend") == ["* Equal contribution"]


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("paper-conference", {"pages": "1-9"}, "Memoirs (SM), pp.\u00a01–9, 1843."),
        ("paper-conference", {"venue_detail": "Workshop", "pages": "7"},
         "Memoirs (SM) Workshop, p.\u00a07, 1843."),
        ("chapter", {"pages": "1-9", "publisher": "Press"},
         "In Memoirs (SM), pp.\u00a01–9, Press, 1843."),
        ("book", {"publisher": "Press", "venue": None}, "Press, 1843."),
        ("thesis", {"publisher": "Cambridge", "venue": None}, "Thesis, Cambridge, 1843."),
        ("article", {"arxiv_id": "1843.01234", "venue": None}, "Preprint, 1843. arXiv:1843.01234."),
        ("document", {"venue": None, "year": None}, ""),
    ],
)  # fmt: skip
def test_reference_is_told_as_its_kind_asks(
    client: Client, kind: str, fields: dict[str, object], told: str
) -> None:
    venue = make_venue("Memoirs", short_name="SM")
    make_publication(
        "Is it so?", authors=[ada()], **{"type": kind, "venue": venue, "year": 1843, **fields}
    )
    assert references(client) == [f"Ada Lovelace. Is it so? {told}".strip()]


def test_own_name_is_known_by_identity_not_by_spelling(client: Client) -> None:
    person, namesake = ada(), make_researcher("Ada Lovelace", visibility="page")
    paper = make_publication("Two of them", authors=[namesake, person])
    row = Authorship.objects.get(publication=paper, researcher=person)
    row.credited_as = "A. A. King"
    row.save()
    body = client.get(CV).content.decode()
    assert "Ada Lovelace and <strong>A. A. King</strong>." in body


def test_long_byline_is_cut_around_the_own_name(client: Client) -> None:
    names = [f"Author Number{number}" for number in range(60)]
    make_publication("Many hands", authors=[*names, ada()])
    first = ", ".join(names[:6])
    assert references(client) == [f"{first}, … Ada Lovelace and 54 more. Many hands. 2024."]


def test_what_the_page_hides_the_cv_hides_and_own_headings_stay(client: Client) -> None:
    person = full_page(1)
    Section.objects.create(researcher=person, kind="teaching", is_shown=False)
    Section.objects.create(researcher=person, kind="activities", is_shown=False)
    Section.objects.create(researcher=person, kind="projects", title="Engines of mine")
    secret = Project.objects.create(name="Secret", is_public=False)
    Contribution.objects.create(researcher=person, project=secret)
    assert headings(client) == ["Positions", "Education", "Publications", "Engines of mine"]
    body = client.get(CV).content.decode()
    assert "Secret" not in body
    assert "CS 1" not in body
    response = client.get(f"{CV}?section=teaching")
    assert "This CV has no part" in response.content.decode()


def test_contacts_are_those_that_are_public(client: Client) -> None:
    person = ada(email="ada@example.org", orcid="0000-0002-1825-0097")
    github, web = (ProfileLinkKind.objects.get(key=key) for key in ("github", "web"))
    cv = ProfileLinkKind.objects.get(key="cv")
    ProfileLink.objects.create(researcher=person, kind=github, value="ada")
    ProfileLink.objects.create(researcher=person, kind=cv, value="https://example.org/cv.pdf")
    ProfileLink.objects.create(
        researcher=person, kind=web, value="https://example.org/an/address/of/many/words?and=more"
    )
    told = "testserver/researchers/ada-lovelaceORCID 0000-0002-1825-0097github.com/adaWebsite"
    assert texts(client.get(CV), "cv-contacts") == [told]
    person.email_is_public = True
    person.save()
    assert texts(client.get(CV), "cv-contacts") == [f"ada@example.org{told}"]


def test_entries_are_newest_first_with_short_dates(client: Client) -> None:
    person = ada()
    for title, starts, ends in (
        ("Fellow", "1835-03", "1840"), ("Dean", "1842", None), ("Aide", "1833-06", "1833-08"),
        ("Guest", None, None),
    ):  # fmt: skip
        Position.objects.create(
            researcher=person, title=title, organization="Engines", starts_on=starts, ends_on=ends
        )
    Degree.objects.create(researcher=person, degree="B.S.", year=1830, advisors="Mary Somerville")
    Degree.objects.create(researcher=person, degree="Ph.D.", starts_on="1841-08")
    Teaching.objects.create(researcher=person, title="Weaving", role="Lecturer", term="Fall 1840")
    at = ", Engines"
    assert texts(client.get(CV), "cv-entries") == [
        f"1842 – present Dean{at} Mar 1835 – 1840 Fellow{at} Jun – Aug 1833 Aide{at} Guest{at}",
        "Aug 1841 – present Ph.D. 1830 B.S.Advised by Mary Somerville",
        "Fall 1840 Weaving, Lecturer",
    ]


@pytest.mark.parametrize(
    ("start", "end", "printed"),
    [
        ("2020", "2020", "2020"), ("2019", "2021", "2019 – 2021"),
        ("2020-06-01", "2020-06-30", "Jun 2020"), ("2020-06", "2021-01", "Jun 2020 – Jan 2021"),
        ("", "2021", "until 2021"), ("", "", ""),
    ],
)  # fmt: skip
def test_spans_are_as_short_as_they_go(start: str, end: str, printed: str) -> None:
    begin, finish = (PartialDate.parse(text) if text else None for text in (start, end))
    assert span(begin, finish) == printed


def test_hostile_text_is_shown_as_it_is(client: Client) -> None:
    evil = "<script>alert(1)</script>\"'&"
    person = ada(headline=evil, bio=evil)
    make_publication(evil, authors=[person, evil], venue=make_venue(evil), note=evil)
    Position.objects.create(researcher=person, organization=evil, title=evil, description=evil)
    Degree.objects.create(researcher=person, degree=evil, institution=evil, advisors=evil)
    Section.objects.create(researcher=person, kind="text", title=evil, body=evil)
    body = client.get(f"{CV}?section=about&section=positions&section=education&section=publications"
                      "&section=own-script-alert-1-script").content.decode()  # fmt: skip
    assert "<script>alert" not in body
    assert body.count("&lt;script&gt;alert") >= 10


def test_only_people_with_a_page_have_a_cv_and_former_addresses_lead_there(client: Client) -> None:
    for name, visibility in (("Charles Babbage", "author"), ("Annabella Byron", "hidden")):
        slug = make_researcher(name, visibility=visibility).slug
        for address in ("cv/", "cv.pdf"):
            assert client.get(f"/researchers/{slug}/{address}").status_code == 404
    person = ada()
    person.family_name = "King"
    person.save()
    for address in ("cv/?since=1840", "cv.pdf?since=1840"):
        response = client.get(f"/researchers/ada-lovelace/{address}")
        assert response["Location"] == f"/researchers/ada-king/{address}"


def test_page_leads_to_the_cv_unless_there_is_one_of_her_own(client: Client) -> None:
    person = ada()
    link = '<a href="/researchers/ada-lovelace/cv/">{}</a>'
    body = client.get(person.get_absolute_url()).content.decode()
    assert link.format("CV") in body
    cv = ProfileLinkKind.objects.get(key="cv")
    ProfileLink.objects.create(researcher=person, kind=cv, value="https://example.org/cv.pdf")
    body = client.get(person.get_absolute_url()).content.decode()
    assert link.format("CV") not in body
    assert link.format("A CV from this page") in body


def test_cv_is_new_after_an_edit_and_unchanged_without(client: Client) -> None:
    person = ada()
    paper = make_publication("Notes", authors=[person])
    make_lab("Engine Lab", members=[person])
    for address in (CV, "/researchers/ada-lovelace/cv.pdf"):
        first = client.get(address)
        unchanged = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert unchanged.status_code == 304
        paper.title += " anew"
        paper.save()
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert titles(client) == ["Notes anew anew"]


def test_a_csl_style_prints_the_papers_with_the_own_name_strong(client: Client) -> None:
    person = ada()
    paper = make_publication("On looms", authors=["Bo Reed", person], year=2021)
    paper.authorships.filter(researcher=person).update(equal_group=1)
    Award.objects.create(publication=paper, name="Best paper")
    body = client.get(f"{CV}?style=apa").content.decode()
    assert (
        "<li>Reed, B., &amp; <strong>Lovelace, A.</strong>"
        '<sup class="sign">*</sup> (2021). <i>On looms</i>. <strong>Best paper.</strong></li>'
    ) in body.replace("&#38;", "&amp;")
    assert '<option value="apa" selected>APA</option>' in body


def test_every_style_prints_every_paper(client: Client) -> None:
    person = ada()
    for number in range(3):
        make_publication(f"On looms {number}", authors=[person, "Bo Reed"])
    keys = re.findall(r'<option value="([\w-]+)"', client.get(CV).content.decode())
    assert {"plain", "apa", "ieee", "nature"} < set(keys)
    for key in [key for key in keys if key not in {"", "a4", "us-letter", "selected"}]:
        told = references(client, f"?style={key}")
        assert len(told) == 3, key
        assert all("looms" in text.lower() for text in told), key
