"""Forms of home pages in HTML that nobody had looked at before, in a few lines each."""

import pytest

from publications.sites.venues import read_venue
from tests.test_sites_html_forms import HEAD, names, papers

LIST = "<h2>Publications</h2>"


def row(below):
    return f"<table><tr><td><b>A Paper of Rather Long Looms</b><br>{below}</td></tr></table>"


PDF = "<a href='https://x.example/a.pdf'>paper</a>"


@pytest.mark.parametrize(
    ("line", "container", "year"),
    [
        (f"<em>LOOM 2024</em> / {PDF} /<a href='https://github.com/a/b'>code</a>", "LOOM", 2024),
        (f"<em>Journal of Looms, 2023</em> / {PDF}", "Journal of Looms", 2023),
        ("<em>Arxiv</em> / <a href='https://arxiv.org/pdf/2401.00002'>paper</a>", "arXiv", 2024),
    ],
)
def test_a_venue_before_strokes_and_links_is_the_venue(line, container, year):
    (paper,) = papers(f"{HEAD}{LIST}{row(f'Bo Reed, Ada Quill<br><br>{line}')}")
    assert (paper.container_title, paper.issued.year) == (container, year)
    assert paper.links or paper.arxiv_id


def test_a_dated_venue_in_italics_is_no_name_behind_a_last_comma():
    (paper,) = papers(
        f"{HEAD}{LIST}{row('<b>Ada Quill</b>, Bo Reed, Mei Lin,<br><em>WOVE Arts</em>, 2018')}"
    )
    assert names(paper) == ["Ada Quill", "Bo Reed", "Mei Lin"]
    assert (paper.container_title, paper.issued.year) == ("WOVE Arts", 2018)


@pytest.mark.parametrize(
    ("line", "name", "note", "pages"),
    [
        ("arXiv (Under review, sent to LOOMS), 2024", "arXiv", "Under review, sent to LOOMS", ""),
        ("Sensors of Looms, 22(7), 2753, 2022", "Sensors of Looms", "", "2753"),
        ("J. Woven Optics, 26(2), 022707, 2021", "J. Woven Optics", "", "022707"),
        ("Annals of Looms, 26(2), 2021", "Annals of Looms", "", ""),
    ],
)
def test_what_stands_beside_a_venue_is_not_its_name(line, name, note, pages):
    venue = read_venue(line)
    assert (venue.name, venue.note, venue.pages) == (name, note, pages)
