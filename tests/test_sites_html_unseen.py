"""Forms of home pages in HTML that nobody had looked at before, in a few lines each."""

import pytest
from lxml import html

from publications.sites.html_lines import lines_of_page
from publications.sites.venues import read_venue
from tests.test_sites_html_forms import HEAD, names, page, papers

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


def test_a_title_of_a_page_that_calls_it_a_portfolio_is_no_name():
    site = page(
        "<title>Academic Portfolio – Quill</title><a href='index.html'>Ada Quill</a>"
        f"<h1>About me</h1><p>I weave.</p>{LIST}{row('Bo Reed, <b>Ada Quill</b><br>LOOM 2020')}"
    )
    assert site.owner.name.full == "Ada Quill"


@pytest.mark.parametrize(
    ("behind", "container", "people"),
    [
        ("Bo Reed, Ada Quill. <em>WOVEN 2025 (accepted)</em>.", "WOVEN", ["Bo Reed", "Ada Quill"]),
        ("Ada Quill, Bo Li. <em>Woven Optics, 2023</em>.", "Woven Optics", ["Ada Quill", "Bo Li"]),
    ],
)
def test_italics_behind_the_full_stop_of_names_begin_the_venue(behind, container, people):
    entry = f"<li><strong>A Paper of Rather Long Looms.</strong><br>{behind}</li>"
    (paper,) = papers(f"{HEAD}{LIST}<ol>{entry}</ol>")
    assert (paper.title, names(paper)) == ("A Paper of Rather Long Looms", people)
    assert paper.container_title == container


def test_a_box_for_a_title_may_hold_the_names_and_a_link_the_venue():
    (paper,) = papers(
        f"{HEAD}<article><header><div class='title'><h2>A Paper of Rather Long Looms.</h2>"
        "<p>Bo Reed, Ada Quill, Mei Lin <a href='cite/a.html'>[CITE]</a></p></div>"
        "<div class='meta'><a href='https://neurips.cc/virtual/2023/poster/1'>NeurIPS 2023</a>"
        "</div></header><p>We weave on looms that nobody had seen before.</p>"
        "<h3>Paper</h3><ul><li><a href='https://arxiv.org/abs/2301.00003'>arXiv</a></li></ul>"
        "</article>"
    )
    assert paper.title == "A Paper of Rather Long Looms"
    assert names(paper) == ["Bo Reed", "Ada Quill", "Mei Lin"]
    assert (paper.container_title, paper.issued.year) == ("NeurIPS", 2023)
    assert paper.summary.startswith("We weave")


COMMAS = (
    ("Bo Reed,Ada Quill, Mei Lin, Weaving Looms and Threads of All Our Colours. LOOM 2017",
     "Weaving Looms and Threads of All Our Colours", "LOOM"),
    ("Ada Quill, Bo Reed, Mei Lin, Careful what you weave in one day: Long looms, in LOOM 2015",
     "Careful what you weave in one day: Long looms", "LOOM"),
    ("Bo Reed, Ada Quill, Mei Lin, Prediction of Broken Threads on Looms in WoVen 2015.",
     "Prediction of Broken Threads on Looms", "WoVen"),
    ("Bo Reed, Ada Quill, Mei Lin, Detection of Looms, and More, Poster, WoVen 2015.",
     "Detection of Looms, and More", "WoVen"),
    ("Ada Quill, Bo Reed, Scalable and Timely Detection of Looms, 33rd ACM/WOV SAC, 2018",
     "Scalable and Timely Detection of Looms", "33rd ACM/WOV SAC"),
)  # fmt: skip


def test_a_list_without_headings_may_part_names_titles_and_venues_by_commas():
    entries = "".join(f"<li>{entry}</li>" for entry, *_ in COMMAS)
    found = papers(f"{HEAD}<p>List of publications:<ul>{entries}</ul></p>")
    assert [(paper.title, paper.container_title) for paper in found] == [
        (title, container) for _, title, container in COMMAS
    ]
    assert all("Ada Quill" in names(paper) for paper in found)
    assert [len(paper.authors) for paper in found] == [3, 3, 3, 3, 2]


def test_entries_of_a_list_that_name_no_venue_or_not_the_owner_stay_whole():
    entries = (
        "<li>Bo Reed, Mei Lin, Reviewers of the Loom Conference, and Others, 2018, 2019</li>"
        "<li>Ada Quill, Bo Reed, an evening of long talks on looms and how we came to weave</li>"
    )
    assert papers(f"{HEAD}<h2>Thanks</h2><ul>{entries}</ul>") == []
    told = "<li>Ada Quill, Bo Reed, Mei Lin won the prize of the city at WOVEN, 2019</li>"
    assert papers(f"{HEAD}<h2>News</h2><ul>{told}</ul>") == []


QUOTED = (
    "Reed, A. Quill, M.-L. Lin, and C. Poe, “On Woven looms and their threads.” "
    "LOOM 2024, doi: <a href='https://doi.org/10.1234/ab.5'>10.1234/ab.5</a>."
)


def test_initials_before_a_quoted_title_end_no_names():
    (paper,) = papers(f"{HEAD}{LIST}<ul><li>B. {QUOTED}</li></ul>")
    assert names(paper) == ["B. Reed", "A. Quill", "M.-L. Lin", "C. Poe"]
    assert paper.title == "On Woven looms and their threads"
    assert (paper.container_title, paper.issued.year, paper.doi) == ("LOOM", 2024, "10.1234/ab.5")


def test_the_letter_of_a_list_of_one_entry_is_read_as_it_is_shown():
    (paper,) = papers(f"{HEAD}{LIST}<ol start='2' type='A'><li>{QUOTED}</li></ol>")
    assert names(paper)[0] == "B. Reed"


def test_who_is_told_to_be_together_with_others_is_the_owner():
    (paper,) = papers(
        f"{HEAD}{LIST}<p><b>A Paper of Rather Long Looms</b>, Annals of Looms, 2023, <br>"
        "with Bo Reed and Mei Lin. <br><a href='https://arxiv.org/abs/2301.00003'>[arXiv]</a></p>"
    )
    assert names(paper) == ["Ada Quill", "Bo Reed", "Mei Lin"]
    assert paper.container_title == "Annals of Looms"


def test_labels_above_a_title_tell_the_venue_and_those_below_are_no_names():
    card = (
        "<article class='card'><div class='top'><span class='chip'>LOOM {year}</span>"
        "<span class='chip'>Weaving</span></div><h3>{title}</h3>"
        "<p class='authors'><strong>Ada Quill</strong>, B Reed, M Lin</p>"
        "<p>Shows to everybody in town that all of the looms can be woven on, at last.</p>"
        "<div class='tag-list'><span>Long Threads</span><span>Woven Looms</span></div>"
        "<a href='https://arxiv.org/abs/{year}.00007'>Read paper</a></article>"
    )
    first = card.format(title="A Paper of Rather Long Looms", year=2021)
    second = card.format(title="Another Paper of Rather Long Looms", year=2023)
    found = papers(f"{HEAD}{LIST}<div>{first}{second}</div>")
    assert [paper.title for paper in found] == [
        "A Paper of Rather Long Looms",
        "Another Paper of Rather Long Looms",
    ]
    assert [(paper.container_title, paper.issued.year) for paper in found] == [
        ("LOOM", 2021),
        ("LOOM", 2023),
    ]
    assert all(paper.summary.startswith("Shows to everybody") for paper in found)


def test_a_page_read_twice_says_the_same():
    root = html.fromstring("<main><ol start='6' type='A'><li>Poe, On looms</li></ol></main>")
    first = [line.text for line in lines_of_page(root)]
    assert first == ["F. Poe, On looms"]
    assert [line.text for line in lines_of_page(root)] == first
