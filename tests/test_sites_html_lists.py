"""Lists of papers on home pages in HTML: what of a list is whose, in a few lines each."""

import pytest

from tests.test_sites_html_forms import HEAD, facts, page, papers

LIST = "<h2>Publications</h2>"


def test_links_behind_a_title_are_links_of_the_paper():
    first, second = papers(
        f"{HEAD}{LIST}<ul><li><a href='https://x.example/1.pdf'>A First Paper of Useful Looms</a>"
        "<br>Ada Quill, Bo Reed, Mei Lin<br>In <i>Proceedings of the Loom Conference</i>, 2019</li>"
        "<li><a href='https://x.example/2.pdf'>Another Paper of Rather Long Threads</a> "
        "<span>(Oral)</span> <a href='https://github.com/a/b'>[code]</a><br>"
        "Ada Quill, Bo Reed, Mei Lin<br>In <i>Proceedings of the Thread Conference</i>, 2018</li>"
        "</ul>"
    )
    assert (first.title, first.container_title) == (
        "A First Paper of Useful Looms",
        "Proceedings of the Loom Conference",
    )
    assert second.title == "Another Paper of Rather Long Threads"
    assert second.container_title == "Proceedings of the Thread Conference"
    assert (second.issued.year, second.awards) == (2018, ("Oral",))
    assert [link.kind for link in second.links] == ["code", "pdf"]


def test_no_line_of_another_item_is_a_title():
    found = papers(
        f"{HEAD}{LIST}<ul><li><a href='https://x.example/1.pdf'>A First Paper of Useful Looms</a>"
        "<br>Ada Quill, Bo Reed<br>Loom Conference, 2019</li>"
        "<li>Ada Quill, Bo Reed, Mei Lin<br>Thread Conference, 2018</li></ul>"
    )
    assert [paper.title for paper in found] == ["A First Paper of Useful Looms"]
    assert found[0].container_title == "Loom Conference"


CITED = (
    "B. Reed, A. Quill, and M. Lin.  <a href='https://x.example/1.pdf'>A Paper of Useful Looms</a>"
    " [<a href='https://x.example/c'>code</a>].  In <i>Proceedings of the Conference on Looms</i> "
    "(LOOM), Portland, Oregon, June 2013.<br><br>"
    "A. Quill.  <a href='https://x.example/2.pdf'>Threads of Rather Long Looms</a>.  "
    "In <i>Proceedings of the Conference on Threads</i> (THREAD), Graz, Austria, May 2012.<br><br>"
)


@pytest.mark.parametrize("heading", ["<h2>Publications</h2>", "<b>Publications</b><br><br>"])
def test_references_between_empty_lines(heading):
    first, second = papers(f"{HEAD}<p>I weave.</p><br><br>{heading}{CITED}")
    assert first.title == "A Paper of Useful Looms"
    assert [name.full for name in first.authors] == ["B. Reed", "A. Quill", "M. Lin"]
    assert (first.container_title, first.container_short) == (
        "Proceedings of the Conference on Looms", "LOOM",
    )  # fmt: skip
    assert str(first.issued) == "2013-06"
    assert [link.kind for link in first.links] == ["code", "pdf"]
    assert second.title == "Threads of Rather Long Looms"
    assert second.container_title == "Proceedings of the Conference on Threads"


def test_words_in_bold_between_empty_lines_begin_a_section():
    site = page(
        f"{HEAD}<br><br><b>Publications</b><br><br>{CITED}<b>Industry Experience</b><br><br>"
        "2010-2012: interned at <a href='https://loom.example'>Loom</a><br>"
    )
    assert len(site.papers) == 2
    assert not site.papers[-1].record.summary
    kinds = [section["kind"] for section in facts(site, "section")]
    assert kinds == ["publications", "experience"] or facts(site, "job")


ROW = (
    "<table><tr><td><img src='one.png' width='160'></td><td><b>A Paper of Useful Looms</b><br>"
    "Ada Quill, Bo Reed<br><a href='https://www.loom-conference.example/20/'><em>ICMLA</em>, 2020"
    "</a><br><a href='https://arxiv.org/abs/2001.00001'>arXiv</a></td></tr>"
    "<tr><td><img src='two_icon.png' width='160'></td><td><b>A Paper of Threads</b><br>"
    "Ada Quill, Mei Lin<br>CVPR, 2019</td></tr></table>"
)


def test_a_linked_venue_is_the_venue():
    paper = papers(f"{HEAD}{LIST}{ROW}")[0]
    assert (paper.container_title, paper.issued.year) == ("ICMLA", 2020)
    assert [link.kind for link in paper.links] == ["arxiv"]
    assert paper.arxiv_id == "2001.00001"
    assert paper.extra["venue-page"] == "https://www.loom-conference.example/20/"


def test_a_picture_beside_a_paper_is_no_portrait():
    site = page(f"{HEAD}{LIST}{ROW}", held=("one.png", "two_icon.png"))
    assert [paper.picture for paper in site.papers] == ["one.png", "two_icon.png"]
    assert not any("portrait" in fact.files for fact in site.owner.facts)


def test_each_item_is_its_own_entry():
    first, second = papers(
        f"{HEAD}<h2>Patents</h2><ul><li><b>Looms of Models that Weave</b><br>"
        "Lin, M., <b>Quill, A.</b>, Reed, B., Roe, T.<br>U.S. Patent Application No. 18/619.</li>"
        "<li><b>A Method of Thread Recovery</b><br><b>Quill, A.</b>, Reed B., Lin M., Roe T.<br>"
        "<em>U.S. Provisional Application No. 63/884,663.</em></li></ul>"
    )
    assert [first.type, second.type] == ["patent", "patent"]
    assert not first.summary
    assert [name.full for name in second.authors] == ["A. Quill", "B. Reed", "M. Lin", "T. Roe"]


def test_an_item_that_is_no_paper_is_not_of_the_one_above():
    site = page(
        f"{HEAD}{LIST}<ul><li><b>A Paper of Useful Looms</b><br>Ada Quill, Bo Reed<br>CVPR, 2020"
        "<br>We weave.</li><li>Something else that was written of threads by others.</li></ul>"
    )
    assert site.papers[0].record.summary == "We weave."
    assert any("Something else" in problem.what for problem in site.lost)


def test_links_behind_media_coverage_are_of_the_press():
    (paper,) = papers(
        f"{HEAD}{LIST}<div><b>A Paper of Useful Looms</b><br>Ada Quill, Bo Reed<br>CVPR, 2020<br>"
        "<a href='https://loom.example'>webpage</a><p>Media Coverage: "
        "<a href='https://wall.example/1'>Wall Street Journal</a> | "
        '<a href=https://crunch.example/?a=b">Crunch</a></p></div>'
    )
    assert [(link.kind, link.url, link.label) for link in paper.links] == [
        ("website", "https://loom.example", ""),
        ("press", "https://wall.example/1", "Wall Street Journal"),
        ("press", "https://crunch.example/?a=b", "Crunch"),
    ]


def test_the_line_above_about_me_is_the_headline():
    site = page(
        "<title>Ada Quill</title><center>Ada Quill</center><center>Student of Looms</center>"
        "<h4>About Me</h4><p>I weave long threads.</p><span>"
        "<a href='https://github.com/ada' title='GitHub'><i class='fa fa-github'></i></a>"
        "<a href='https://www.linkedin.com/in/ada' title='LinkedIn'><i class='fa'></i></a></span>"
        f"{LIST}{ROW}"
    )
    (person,) = facts(site, "person")
    assert (person["headline"], person["bio"]) == ("Student of Looms", "I weave long threads.")
    assert [link["kind"] for link in facts(site, "link")] == ["github", "linkedin"]
