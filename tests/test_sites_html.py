"""Home pages in HTML, told by their evidence."""

from pathlib import Path

import pytest

from publications.sites import read_site
from publications.sites.base import NEWS, PERSON, POSITION, PROJECT, SECTION, TEACHING
from publications.sites.files import folder_files, memory_files
from publications.sites.venues import read_venue

DATA = Path(__file__).parent / "data" / "sites"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus"


@pytest.fixture(scope="module")
def site():
    held = {"index.html": (DATA / "html" / "index.html").read_bytes()}
    pictures = ("ada", "ada_large", "warp", "warp_after", "weft", "weave", "silk")
    held |= {f"images/{name}.png": name.encode() for name in pictures}
    held["data/weft.pdf"] = b"%PDF-1.7"
    return read_site(memory_files("quill.github.io", held))


def page(markup):
    return read_site(memory_files("ada.github.io", {"index.html": markup.encode()}))


def facts(site, kind):
    return [fact for fact in site.owner.facts if fact.kind == kind]


def test_owner_is_told_by_the_page(site):
    assert site.owner.name.full == "Ada Quill"
    assert site.address == "https://quill.github.io"
    (person,) = facts(site, PERSON)
    assert person.files == {"portrait": "images/ada.png"}
    assert person.values["email"] == "ada@looms.example.edu"
    assert person.values["bio"].startswith(
        "I study looms at the [Institute of Looms](https://looms.example.edu/), with Bo Reed."
    )
    assert "[Weave](https://weave.example.org/)" in person.values["research"]
    assert person.values["footer"].endswith("[Jon Barron](https://jonbarron.info)")


def test_links_have_their_kind(site):
    told = [(fact.values["kind"], fact.values["value"]) for fact in facts(site, "link")]
    assert told == [
        ("email", "ada@looms.example.edu"),
        ("cv", "https://quill.github.io/data/cv.pdf"),
        ("google-scholar", "https://scholar.google.com/citations?user=ADAQUILL"),
        ("github", "https://github.com/adaquill"),
    ]


def test_nothing_is_executed(site):
    (person,) = facts(site, PERSON)
    assert "javascript" not in person.values["bio"]
    assert "alert" not in str([fact.values for fact in site.owner.facts])
    assert any("javascript:alert" in problem.what for problem in site.remarks)


def test_papers_are_found_in_their_order(site):
    assert [paper.record.title for paper in site.papers] == [
        "Warp: Weaving Without Threads",
        "Weft and the Star A*",
        "Threads: A Survey",
    ]


def test_authors_come_in_order_with_their_marks(site):
    warp, weft, threads = (paper.record.authors for paper in site.papers)
    assert [(name.full, name.equal_group) for name in warp] == [
        ("Ada Quill", 1),
        ("Bo Reed", 1),
        ("Mei Lin", None),
        ("Jan van der Berg", None),
    ]
    assert [name.full for name in weft] == ["Bo Reed", "Mei Lin", "A. Quill"]
    assert [name.full for name in threads] == ["Ada Quill"]
    assert site.coauthors["Bo Reed"] == "https://reed.example.org/"


def test_venue_year_and_award_are_told_apart(site):
    warp, weft, threads = (paper.record for paper in site.papers)
    assert (warp.container_title, warp.container_short) == ("Conference on Loom Learning", "CLL")
    assert (str(warp.issued), warp.awards) == ("2021", ("Oral Presentation",))
    assert (weft.container_title, str(weft.issued)) == ("Journal of Looms", "2020")
    assert (threads.type, threads.container_title, threads.issued) == ("article", "", None)
    assert threads.note == "Preprint"


def test_links_and_identifiers_of_papers(site):
    warp, weft, _ = site.papers
    assert warp.record.arxiv_id == "2101.00001"
    assert [(link.kind, link.url) for link in warp.record.links] == [
        ("arxiv", "https://arxiv.org/abs/2101.00001"),
        ("video", "https://speakerdeck.com/ada/warp"),
        ("code", "https://github.com/adaquill/warp"),
    ]
    assert weft.record.arxiv_id == "2101.00002"
    assert weft.pdf == "data/weft.pdf"


def test_pictures_sentences_and_choice(site):
    warp, weft, threads = site.papers
    assert (warp.picture, warp.hover) == ("images/warp.png", "images/warp_after.png")
    assert [paper.selected for paper in site.papers] == [True, False, False]
    assert warp.record.summary == "A loom that needs no threads."
    assert weft.record.summary == "Where the weft goes."
    assert threads.record.summary == ""


def test_other_sections_become_entries(site):
    (project,) = facts(site, PROJECT)
    assert project.values == {
        "name": "Weave: A Loom for All",
        "code_url": "https://github.com/weave/weave",
        "role": "Maintainer",
        "contribution": "wrote the shuttle.",
    }
    parts = ("code", "title", "role", "term")
    courses = [tuple(map(fact.values.get, parts)) for fact in facts(site, TEACHING)]
    assert courses == [
        ("LM 101", "Introduction to Looms", "Teaching Assistant", "Fall 2019"),
        ("LM 202", "Advanced Looms", "Reader", "Spring 2020"),
    ]
    (position,) = facts(site, POSITION)
    assert (position.values["organization"], position.values["title"]) == ("Silk", "Weaving Intern")
    assert [fact.values["date"] for fact in facts(site, NEWS)] == ["2021-07", "2020-05"]


def test_what_has_no_form_is_kept_as_text(site):
    texts = [fact.values for fact in facts(site, SECTION) if fact.values["kind"] == "text"]
    assert texts == [{"kind": "text", "title": "Music", "body": "I play the **harp**."}]
    assert [fact.values["kind"] for fact in facts(site, SECTION)] == [
        "research", "publications", "projects", "teaching", "experience", "news", "text",
    ]  # fmt: skip


def test_slips_are_told_and_not_mended(site):
    told = "\n".join(map(str, site.suspicions))
    assert "The arXiv number 2101.00002 stands at 2 papers" in told
    assert "leads to arXiv number 2101.00002, which is" in told
    assert "The picture images/warp.png stands at 2 papers" in told
    assert 'A link called "video" of "Warp: Weaving Without Threads" leads to slides' in told
    assert len(site.suspicions) == 4


LIST = """<h1>Ada Quill</h1><h2>Publications</h2><ul>
<li>A. Quill, B. Reed. <b>Notes on the silent loom</b>. <i>Journal of Looms</i>, 3(2), 1-9, 2019.
 [<a href="https://arxiv.org/abs/1901.00001">arXiv</a>]</li>
<li><a href="https://a.example/p">Weaving algebraic patterns</a>. Bo Reed, <b>Ada Quill</b>,
 and Mei Lin. NeurIPS 2021 (Spotlight).</li>
<li>Ada Quill and Bo Reed, "On the numbers of threads," in Proc. ICML, 2020, pp. 1-10.</li>
<li>Quill, A., Reed, B. (2018). On punched cards for looms. Weaving Letters, 12, 5-9.</li>
</ul>"""


def test_lists_of_references_are_read():
    papers = [paper.record for paper in page(LIST).papers]
    assert [paper.title for paper in papers] == [
        "Notes on the silent loom",
        "Weaving algebraic patterns",
        "On the numbers of threads",
        "On punched cards for looms",
    ]
    assert [[name.full for name in paper.authors] for paper in papers] == [
        ["A. Quill", "B. Reed"],
        ["Bo Reed", "Ada Quill", "Mei Lin"],
        ["Ada Quill", "Bo Reed"],
        ["A. Quill", "B. Reed"],
    ]
    assert [paper.issued.year for paper in papers] == [2019, 2021, 2020, 2018]
    assert (papers[0].volume, papers[0].issue, papers[0].pages) == ("3", "2", "1-9")
    assert papers[1].awards == ("Spotlight",)


@pytest.mark.parametrize(
    ("text", "name", "short", "year", "awards", "kind"),
    [
        ("Special Group on Looms (SIGLOOM), 2022", "Special Group on Looms", "SIGLOOM", 2022, [],
         "paper-conference"),
        ("NeurIPS 2020 (Long Oral Presentation)", "NeurIPS", "", 2020, ["Long Oral Presentation"],
         "paper-conference"),
        ("CVPR'19", "CVPR", "", 2019, [], "paper-conference"),
        ("Preprint.", "", "", None, [], "article"),
        ("arXiv preprint arXiv:2001.12345, 2020", "arXiv", "", 2020, [], "article"),
        ("Tech Report, Jul 2026", "Tech Report", "", 2026, [], "report"),
        ("To appear at ICRA 2023", "ICRA", "", 2023, [], "paper-conference"),
        ("Nature Looms", "Nature Looms", "", None, [], "article-journal"),
        ("CoRL 2022, Best Paper Award Finalist", "CoRL", "", 2022, ["Best Paper Award Finalist"],
         "paper-conference"),
        ("Loom Transactions (LT) 2017 and Conference on Looms 2016", "Loom Transactions", "LT",
         2017, [], "article-journal"),
    ],
)  # fmt: skip
def test_line_of_a_venue(text, name, short, year, awards, kind):
    venue = read_venue(text)
    assert (venue.name, venue.short, venue.awards, venue.kind) == (name, short, awards, kind)
    assert (venue.date.year if venue.date else None) == year


def test_page_without_a_name_says_so():
    site = page("<p>Hello</p><p>some words here that are no name at all</p>")
    assert site.owner is None
    assert "does not say in a way that was understood whose it is" in str(site.lost[0])


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_no_page_of_the_corpus_loses_a_paper():
    from tests.site_report import rows_of

    for row in rows_of(CORPUS / "barron"):
        assert row.found == row.expected, row
        assert row.right_authors == row.samples, row


def test_seed_page_is_read_whole():
    folder = CORPUS.parents[1] / "seed-site"
    if not folder.exists():
        pytest.skip("the seed site is not here")
    site = read_site(folder_files(folder))
    assert (len(site.papers), site.lost) == (10, [])
    assert [len(facts(site, kind)) for kind in (PROJECT, TEACHING, POSITION, "link")] == [
        2,
        2,
        3,
        5,
    ]
    assert all(paper.picture for paper in site.papers)
