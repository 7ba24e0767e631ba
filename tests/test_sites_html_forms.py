"""Forms of home pages in HTML, each in a few lines of imaginary people."""

import pytest

from publications.sites import read_site
from publications.sites.files import memory_files
from publications.sites.names import read_byline

HEAD = "<title>Ada Quill</title><h1>Ada Quill</h1><p>I study looms at a school of weaving.</p>"
PAPER = (
    "<h2>Publications</h2><div><b>On Looms of Long Titles</b><br>Bo Reed, <b>Ada Quill</b><br>"
    "<i>CVPR</i>, 2020<br><a href='https://arxiv.org/abs/2001.00001'>arXiv</a></div>"
)


def page(markup, **files):
    held = dict.fromkeys(files.get("held", ()), b"x")
    return read_site(memory_files("ada.github.io", {"index.html": markup.encode(), **held}))


def papers(markup):
    return [paper.record for paper in page(markup).papers]


def facts(site, kind):
    return [fact.values for fact in site.owner.facts if fact.kind == kind]


def names(record):
    return [name.full for name in record.authors]


STARRED = (
    "Bo Reed*, <b>Ada Quill*</b>, Mei Lin (* equal contribution). "
    "<span>CoRL 2025 (Oral, Best Student Paper Award).</span>"
)
LINKED = (
    "<a href='https://r.example'>Bo Reed</a>, Ada Quill, <a href='https://l.example'>Mei Lin</a>"
    " In ICCV, 2019."
)


@pytest.mark.parametrize(
    ("line", "authors", "venue", "year", "awards"),
    [
        (STARRED,
         ["Bo Reed", "Ada Quill", "Mei Lin"], "CoRL", 2025, ("Oral", "Best Student Paper Award")),
        (LINKED, ["Bo Reed", "Ada Quill", "Mei Lin"], "ICCV", 2019, ()),
        ("Ada Quill, Bo Reed, NeurIPS 2021 (Spotlight)", ["Ada Quill", "Bo Reed"], "NeurIPS", 2021,
         ("Spotlight",)),
        ("Ada Quill, Bo Reed. Journal of Looms, 2021", ["Ada Quill", "Bo Reed"],
         "Journal of Looms", 2021, ()),
        ("Ada Quill, Bo Reed. Proc. ICML, 2020", ["Ada Quill", "Bo Reed"], "Proc. ICML", 2020, ()),
    ],
)  # fmt: skip
def test_venue_in_the_line_of_the_names(line, authors, venue, year, awards):
    links = "<div><a href='https://arxiv.org/abs/2203.00001'>Paper</a></div>"
    (paper,) = papers(
        f"{HEAD}<h2>Papers</h2><div><h3>A Loom of Long Threads</h3>{line}{links}</div>"
    )
    assert (names(paper), paper.container_title, paper.issued.year) == (authors, venue, year)
    assert paper.awards == awards


def test_people_who_are_counted_and_not_named():
    byline = read_byline("Bo Reed, Mei Lin, and 13 others including Ada Quill")
    assert [name.full for name in byline.names] == ["Bo Reed", "Mei Lin", "Ada Quill"]
    assert byline.extra == {"others": True}


def test_acronyms_of_venues_are_no_names():
    service = (
        "<h2>Service</h2><ul><li>A reviewer of conferences <b>every year</b><ul><li><b>CVPR</b>, "
        "<b>ICCV</b>, <b>ECCV</b>, <b>NeurIPS</b>, and others</li></ul></li></ul>"
    )
    site = page(HEAD + PAPER + service)
    assert [paper.record.title for paper in site.papers] == ["On Looms of Long Titles"]
    assert "CVPR, ICCV, ECCV, NeurIPS, and others" in [
        fact["title"] for fact in facts(site, "activity")
    ]


def test_a_heading_is_no_byline():
    site = page(
        "<title>Ada Quill</title><div>School of Weaving</div><h2>Ada Quill</h2><p>I weave.</p>"
        f"{PAPER}<h3>Looms and Chemistry</h3><p>Much is to be told of them.</p>"
    )
    assert [paper.record.title for paper in site.papers] == ["On Looms of Long Titles"]
