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


def test_venue_and_names_in_the_small_print_of_a_heading():
    first, second, thesis = papers(
        f"{HEAD}<h2>Publications</h2><h3>Looms and Learning</h3>"
        "<h4>Fair Looms for Everybody <small>Proc. of the Conference on Looms (CL 2018)</small>"
        "<small>Ada Quill, Bo Reed</small></h4>"
        "<p>Looms are fair to all who weave. (<a href='https://arxiv.org/abs/1806.00001'>Link</a>)</p>"
        "<h3>Chemistry</h3><h4>Free Threads <small>Loom Reports (2015)</small>"
        "<small>Mei Lin*, Ada Quill*</small><small>* - equal contribution</small></h4>"
        "<p>(<a href='https://t.example/a.pdf'>Link</a>)</p>"
        "<h4>On Random Looms <small>PhD Thesis, School of Weaving, 2016</small></h4>"
    )
    assert (first.title, names(first)) == ("Fair Looms for Everybody", ["Ada Quill", "Bo Reed"])
    assert (first.container_short, first.issued.year, first.arxiv_id) == ("CL", 2018, "1806.00001")
    assert first.summary == "Looms are fair to all who weave."
    assert (second.container_title, names(second)) == ("Loom Reports", ["Mei Lin", "Ada Quill"])
    assert (thesis.type, thesis.publisher) == ("thesis", "School of Weaving")
    assert (names(thesis), thesis.issued.year) == (["Ada Quill"], 2016)


def test_headline_below_the_name():
    for markup in (
        "<h1>Ada Quill <small>Post-Doc @ Weaving</small></h1>",
        "<div><a href='#p'>Papers</a></div><h2>Ada Quill</h2><h3>Post-Doc @ Weaving</h3>",
    ):
        site = page(f"<title>Ada Quill</title>{markup}<p>I weave.</p>{PAPER}")
        (person,) = facts(site, "person")
        assert (person["headline"], person["bio"]) == ("Post-Doc @ Weaving", "I weave.")
        assert len(site.papers) == 1


def test_a_linked_title_is_no_venue():
    entry = (
        "<li><a href='https://arxiv.org/abs/{}'>{}</a><br><b>Ada Quill</b>, Bo Reed<br>CL 2016</li>"
    )
    titles = ["A Review of Looms in 2015", "Science, Nature and Looms"]
    entries = "".join(entry.format(f"1612.0000{n}", title) for n, title in enumerate(titles))
    assert [one.title for one in papers(f"{HEAD}<h2>Papers</h2><ul>{entries}</ul>")] == titles


def test_people_of_a_group_are_no_paper():
    group = (
        "<h2>Students</h2><dl><dt><b>PhD</b></dt>Bo Reed, UW <br><a href='https://l.example'>Mei "
        "Lin</a>, MIT (Fellowship winner, 2021)<br><a href='https://q.example'>Bo (Bob) Quill</a>, "
        "UC</dl>"
    )
    site = page(HEAD + PAPER + group)
    assert len(site.papers) == 1
    (text,) = [fact for fact in facts(site, "section") if fact["kind"] == "text"]
    assert text["title"] == "Students"
    assert "Bo Reed, UW" in text["body"]


def test_years_above_papers_date_them():
    entry = "<li><b>{}</b><br>Bo Reed, <b>Ada Quill</b><br>{}</li>"
    told = papers(
        f"{HEAD}<h2>Papers</h2><h3>2022</h3>{entry.format('A Loom of Long Threads', 'CL')}"
        f"<h3>2021</h3>{entry.format('Another Loom of Threads', 'preprint')}"
        f"<h3>Misc</h3>{entry.format('A Loom of No Year', 'Journal of Looms')}"
    )
    assert [paper.issued and paper.issued.year for paper in told] == [2022, 2021, None]


def test_thesis_by_its_heading_or_its_line():
    first, second = papers(
        f"{HEAD}<h2>Papers</h2><ul><li><a href='t.pdf'>Looms of the World</a><br>PhD Thesis<br>"
        "School of Weaving 2020<br></li></ul><h2>Thesis</h2><div><b>Threads of the World</b><br>"
        "Ada Quill<br>Spring 2018.</div>"
    )
    assert (first.title, first.type, first.issued.year) == ("Looms of the World", "thesis", 2020)
    assert (names(first), first.publisher) == (["Ada Quill"], "School of Weaving")
    assert (second.type, second.container_title, second.issued.year) == ("thesis", "", 2018)


@pytest.mark.parametrize(
    ("venue", "name", "note", "awards"),
    [
        ("<i>Loom Letters</i><span class='pub-badge'>KCI</span>, 2020", "Loom Letters", "", ()),
        ("CVPR 2020 (poster).", "CVPR", "Poster", ()),
        ("CVPR, 2020<br><mark>Best Paper Award (Marr Prize)</mark>", "CVPR", "",
         ("Best Paper Award (Marr Prize)",)),
        ("Communications of the ACM, 2020 (to appear).<br><b>CACM Research Highlight</b>",
         "Communications of the ACM", "To appear", ("CACM Research Highlight",)),
        ("(*equal contribution)<br>To appear in CVPR (spotlight), 2020.", "CVPR", "To appear",
         ("Spotlight",)),
        ("Electronics (MDPI), 2020", "Electronics", "", ()),
    ],
)  # fmt: skip
def test_line_of_the_venue_is_clean(venue, name, note, awards):
    (paper,) = papers(HEAD + PAPER.replace("<i>CVPR</i>, 2020", venue))
    assert (paper.container_title, paper.note, paper.awards) == (name, note, awards)
    assert paper.issued.year == 2020


def test_what_only_arxiv_or_hidden_bibtex_tells():
    bare = PAPER.replace("<i>CVPR</i>, 2020<br>", "").replace("2001.00001", "2001.00001v2")
    (paper,) = papers(HEAD + bare)
    assert (paper.arxiv_id, paper.type, paper.issued.year) == ("2001.00001", "article", 2020)
    entry = "@inproceedings{a, title={On Looms of Long Titles}, booktitle={Looms}, year={2021}}"
    (paper,) = papers(HEAD + bare.replace("</div>", f"<pre>{entry}</pre></div>"))
    assert (paper.type, paper.container_title) == ("paper-conference", "Looms")
    other = entry.replace("On Looms", "Of Other Looms")
    (paper,) = papers(HEAD + bare.replace("</div>", f"<pre>{other}</pre></div>"))
    assert paper.container_title == ""


def test_home_pages_are_of_people_who_are_credited():
    linked = PAPER.replace("Bo Reed", "<a href='https://reed.example/'>Bo Reed</a>").replace(
        "</div>", "<a href='https://max.example/'>Adobe Max</a></div>"
    )
    assert page(HEAD + linked).coauthors == {"Bo Reed": "https://reed.example/"}


def test_nothing_among_the_papers_is_lost_in_silence():
    site = page(f"{HEAD}{PAPER}<div>Mei Lin wrote of much that she saw: looms</div>")
    (problem,) = site.lost
    assert '"Mei Lin wrote of much that she saw: looms" stands among the papers' in problem.what
    assert "research" not in facts(site, "person")[0]
    site = page(f"{HEAD}<h2>Publications</h2><p>See <a href='https://s.example'>this</a></p>")
    first, _ = [problem.what for problem in site.lost]
    assert first == 'No paper was found in the section "Publications".'


def test_entries_that_are_headings_stay_in_their_section():
    for form in ("<div><heading>{}</heading></div>", "<h3>{}</h3>"):
        entries = form.format("CS 280 - Fall 2012 (GSI)") + form.format("CS 188 - Fall 2011 (GSI)")
        site = page(f"{HEAD}{PAPER}<h2>Teaching</h2>{entries}")
        assert [fact["term"] for fact in facts(site, "teaching")] == ["Fall 2012", "Fall 2011"]


def test_a_heading_above_other_headings_is_no_text():
    entry = "<li><b>{}</b><br>Bo Reed, <b>Ada Quill</b><br>CVPR 2020</li>"
    site = page(
        f"{HEAD}<h4>Representative Work</h4><h5 class='year'>2022</h5>"
        f"{entry.format('A Loom of Long Threads')}<h4>Misc</h4>{entry.format('A Loom of Misc')}"
    )
    assert [fact["kind"] for fact in facts(site, "section")] == ["publications"]


LAYOUTS = {
    "names above the title": (
        "<ul><li>Bo Reed, <b>Ada Quill</b><br><a href='p.pdf'>Warp Looms of the North</a><br>"
        "<i>NeurIPS</i> 2021</li><li>Bo Reed, <b>Ada Quill</b><br><a href='q.pdf'>Weft Looms of "
        "the South</a><br><i>NeurIPS</i> 2021</li></ul>"
    ),
    "venue behind the title, links behind the names": (
        "<p><b>Warp Looms of the North</b>, NeurIPS 2021<br>Bo Reed, Ada Quill "
        "[<a href='https://arxiv.org/abs/2101.00001'>arXiv</a>] [<a href='c'>code</a>]</p>"
        "<p><b>Weft Looms of the South</b> (NeurIPS 2021)<br>Bo Reed, Ada Quill</p>"
    ),
    "spans with classes in one line": (
        "<ol><li><span class='title'>Warp Looms of the North</span> <span class='authors'>Bo Reed, "
        "Ada Quill</span> <span class='venue'>NeurIPS 2021</span></li><li><span class='title'>Weft "
        "Looms of the South</span> <span class='authors'>Bo Reed, Ada Quill</span> "
        "<span class='venue'>NeurIPS 2021</span></li></ol>"
    ),
    "the year in a column of its own": (
        "<table><tr><td>2021</td><td><b>Warp Looms of the North</b><br>Bo Reed, Ada Quill<br>"
        "NeurIPS</td></tr><tr><td>2021</td><td><b>Weft Looms of the South</b><br>Bo Reed, Ada Quill"
        "<br>NeurIPS</td></tr></table>"
    ),
    "cards": (
        "<div class='card'><h5>Warp Looms of the North</h5><p>Bo Reed, <u>Ada Quill</u></p><p>In: "
        "NeurIPS 2021</p></div><div class='card'><h5>Weft Looms of the South</h5><p>Bo Reed, Ada "
        "Quill</p><p>NeurIPS 2021</p></div>"
    ),
    "headings and paragraphs beside each other": (
        "<h3>Warp Looms of the North</h3><p>Bo Reed, Ada Quill</p><p>NeurIPS 2021</p><p>We weave."
        "</p><h3>Weft Looms of the South</h3><p>Bo Reed, Ada Quill</p><p>NeurIPS 2021</p>"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_lists_of_papers(layout):
    told = papers(f"{HEAD}<h2>Publications</h2>{LAYOUTS[layout]}")
    titles = ["Warp Looms of the North", "Weft Looms of the South"]
    assert [paper.title for paper in told] == titles
    for paper in told:
        assert names(paper) == ["Bo Reed", "Ada Quill"]
        assert (paper.container_title, paper.issued.year) == ("NeurIPS", 2021)


def test_headings_say_what_is_not_published():
    entry = "<ul><li><b>Warp Looms of the North</b><br>Bo Reed*, Ada Quill*</li></ul>"
    site = page(f"{HEAD}<h2>Papers</h2><p>* equal contribution</p><h3>Under review</h3>{entry}")
    (paper,) = site.records()
    assert (paper.type, paper.note, site.lost) == ("article", "Under review", [])


def test_names_that_are_cut_off():
    (paper,) = papers(HEAD + PAPER.replace("<b>Ada Quill</b>", "<b>A. Quill</b>, et al."))
    assert (names(paper), paper.extra) == (["Bo Reed", "A. Quill"], {"others": True})
    assert paper.container_title == "CVPR"


CITED = {
    "Quill, A., &amp; Reed, B. (2021). Looms of the mind: A review. <em>Loom Psychology</em>, "
    "12(3), 45–67. https://doi.org/10.1000/xyz": (
        "Looms of the mind: A review", ["A. Quill", "B. Reed"], "Loom Psychology", "10.1000/xyz",
    ),
    "Reed, B., &amp; Quill, A. (in press). Threads of many thoughts. <em>Mind and Loom</em>.": (
        "Threads of many thoughts", ["B. Reed", "A. Quill"], "Mind and Loom", "",
    ),
    "Quill A, Reed B, Lin M. Threads of gold in northern looms. J Looms. 2019;3(2):10-20. "
    "doi:10.1000/abc": (
        "Threads of gold in northern looms", ["A Quill", "B Reed", "M Lin"], "J Looms",
        "10.1000/abc",
    ),
    "<a href='u'>Warp Looms of the North and of the South</a>, Bo Reed*, <b>Ada Quill</b>*, "
    "<i>Conference on Looms (CL)</i>, 2021.": (
        "Warp Looms of the North and of the South", ["Bo Reed", "Ada Quill"],
        "Conference on Looms", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", CITED)
def test_references_in_one_line(line):
    (paper,) = papers(f"{HEAD}<h2>Publications</h2><ul><li>{line}</li></ul>")
    assert (paper.title, names(paper), paper.container_title, paper.doi) == CITED[line]


def test_papers_under_two_headings_come_once():
    entry = "<ul><li><b>{}</b><br>Bo Reed, Ada Quill<br>CVPR 2021</li></ul>"
    warp, weft = entry.format("Warp Looms of the North"), entry.format("Weft Looms of the South")
    site = page(f"{HEAD}<h2>Selected Publications</h2>{weft}<h2>All Publications</h2>{warp}{weft}")
    told = [(paper.record.title, paper.selected) for paper in site.papers]
    assert told == [("Warp Looms of the North", False), ("Weft Looms of the South", True)]


def test_talks_with_others_are_no_papers():
    talk = "<li><b>Looms of the World</b><br>Ada Quill, Bo Reed<br>Loom Days 2020</li>"
    site = page(f"{HEAD}{PAPER}<h2>Talks</h2><ul>{talk}</ul>")
    assert len(site.papers) == len(facts(site, "activity")) == 1
