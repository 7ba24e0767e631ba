"""Files of publications: by suffix and by Accept, of one and of many, in their page's order."""

import re

import pytest
from django.test import Client

from publications import as_records, exports
from publications.models import Authorship, Publication, Topic
from tests.factories import make_lab, make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db
BIBTEX = "application/x-bibtex"


@pytest.fixture
def ada():
    return make_researcher("Ada Lovelace", visibility="page")


def get(client: Client, address: str, accept: str = "") -> tuple[str, object]:
    """Return the file at an address as text, and the answer."""
    response = client.get(address, headers={"accept": accept} if accept else {})
    assert response.status_code == 200, response.content
    return response.getvalue().decode(), response


def keys(text: str) -> list[str]:
    return re.findall(r"^@\w+\{(.+),$", text, re.MULTILINE)


def test_a_paper_has_files_by_suffix_and_by_accept(client, ada):
    paper = make_publication("A sketch", authors=[ada], year=1843)
    text, response = get(client, "/publications/a-sketch.bib")
    assert keys(text) == ["lovelace1843sketch"]
    assert response["Content-Type"] == BIBTEX
    assert response["Content-Disposition"] == 'attachment; filename="a-sketch.bib"'
    assert response["Link"] == f'<http://testserver{paper.get_absolute_url()}>; rel="canonical"'
    assert get(client, paper.get_absolute_url(), BIBTEX)[0] == text


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "text/html, application/x-bibtex",
        "application/x-bibtex;q=0.5, text/html",
        "image/png",
        "nonsense",
    ],
)
def test_who_does_not_ask_for_a_file_gets_the_page(client, ada, accept):
    paper = make_publication("A sketch", authors=[ada])
    _, response = get(client, paper.get_absolute_url(), accept)
    assert response["Content-Type"].startswith("text/html")


def test_files_and_pages_of_one_address_are_kept_apart(client, ada):
    paper = make_publication("A sketch", authors=[ada])
    answers = [get(client, paper.get_absolute_url(), accept) for accept in (BIBTEX, "*/*") * 2]
    assert [text.startswith("@") for text, _ in answers] == [True, False, True, False]
    assert all("Accept" in response["Vary"].split(", ") for _, response in answers)


def test_every_kind_of_page_has_files_in_its_order(client, ada):
    make_lab("Sky Lab", members=[ada])
    venue = make_venue("Annals of Looms")
    topic = Topic.objects.create(name="Engines")
    papers = [
        make_publication(title, authors=[ada], year=year, venue=venue, citation_key=f"k{year}")
        for title, year in (("Older", 1842), ("Newer", 1843), ("Newest", 1844))
    ]
    for paper in papers:
        paper.topics.add(topic)
    make_publication("By another", authors=["Charles Babbage"], citation_key="other", year=1800)
    for address in ("labs/sky-lab", "venues/annals-of-looms", "topics/engines"):
        assert keys(get(client, f"/{address}.bib")[0]) == ["k1844", "k1843", "k1842"]
    assert keys(get(client, "/publications.bib")[0]) == ["k1844", "k1843", "k1842", "other"]
    assert keys(get(client, "/publications.bib?author=ada-lovelace&year=1843")[0]) == ["k1843"]
    Authorship.objects.filter(publication=papers[0]).update(order=1)
    Authorship.objects.filter(publication=papers[1]).update(hidden=True)
    assert keys(get(client, "/researchers/ada-lovelace.bib")[0]) == ["k1842", "k1844"]


def test_what_is_not_public_is_in_no_file(client, ada):
    make_publication("Secret", authors=[ada], status="draft")
    kept = make_publication("Kept", authors=[ada], citation_key="kept")
    make_publication("Preprint", authors=[ada], preferred_version=kept, citation_key="pre")
    for address in ("/publications.bib", "/researchers/ada-lovelace.bib"):
        assert keys(get(client, address)[0]) == ["kept"]
    assert client.get("/publications/secret.bib").status_code == 404
    assert keys(get(client, "/publications/preprint.bib")[0]) == ["pre"]


def test_a_former_address_leads_to_the_file_at_the_present_one(client, ada):
    ada.given_name, ada.slug = "Augusta", ""
    ada.save()
    response = client.get("/researchers/ada-lovelace.bib")
    assert response.status_code == 301
    assert response["Location"] == "/researchers/augusta-lovelace.bib"


def test_a_filter_that_cannot_be_read_is_an_error_that_says_so(client):
    response = client.get("/publications.bib?year=soon")
    assert response.status_code == 400
    assert response.content == b"year: Enter a whole number. Correct it, or leave it out.\n"


def test_keys_are_different_within_a_file(client, ada):
    for _ in range(3):
        make_publication("A sketch", authors=[ada], citation_key="same")
    assert keys(get(client, "/publications.bib")[0]) == ["same", "same-2", "same-3"]


def test_a_long_list_is_sent_part_by_part_and_whole(client, ada, monkeypatch):
    for module in (exports, as_records):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    for year in range(1840, 1847):
        make_publication("A sketch", authors=[ada], year=year, citation_key=f"k{year}")
    expected = [f"k{year}" for year in range(1846, 1839, -1)]
    for address in ("/publications.bib", "/researchers/ada-lovelace.bib"):
        text, response = get(client, address)
        assert response.streaming
        assert keys(text) == expected
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304


def test_a_file_is_new_when_a_paper_changes(client, ada):
    paper = make_publication("A sketch", authors=[ada])
    before, response = get(client, "/researchers/ada-lovelace.bib")
    Publication.objects.filter(pk=paper.pk).update(title="A drawing")
    after, changed = get(client, "/researchers/ada-lovelace.bib")
    assert ("sketch" in before, "drawing" in after) == (True, True)
    assert response["ETag"] != changed["ETag"]


@pytest.mark.parametrize("papers", [1, 30])
def test_queries_do_not_grow_with_the_list(client, ada, papers, django_assert_num_queries):
    for _ in range(papers):
        make_publication(authors=[ada, "Charles Babbage"])
    client.get("/publications.bib")
    make_publication(authors=[ada])
    with django_assert_num_queries(11):
        client.get("/publications.bib")


def test_only_reading_is_allowed(client):
    assert client.post("/publications.bib").status_code == 405


def test_pages_lead_to_their_files(client, ada):
    lab = make_lab("Sky Lab", members=[ada])
    make_publication("A sketch", authors=[ada], year=1843)
    for address in ("/publications/", ada.get_absolute_url(), lab.get_absolute_url()):
        page = client.get(address).content.decode()
        assert f'<a href="{address.rstrip("/")}.bib" type="{BIBTEX}">BibTeX</a>' in page
    page = client.get("/publications/?year=1843&page=1").content.decode()
    assert '<a href="/publications.bib?year=1843"' in page
