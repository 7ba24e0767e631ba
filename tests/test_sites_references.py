"""References on pages written by hand, in the styles in which people write them."""

from pathlib import Path

import pytest

from publications.records import Record
from publications.sites import read_site
from publications.sites.files import folder_files

PAGE = """<html><head><title>Ada Quill</title></head><body><h1>Ada Quill</h1>
<p>I am a weaver of engines and looms at Example University, where I study.</p>
<h2>Publications</h2>{}</body></html>"""
TITLE = "Threads of Thought in Engines"
BOTH, ALL = ["Bo Reed", "Ada Quill"], ["Ada Quill", "Bo Reed", "Cy Vale"]
SHORT = ["A. Quill", "B. Reed", "C. Vale"]


def papers(tmp_path: Path, markup: str) -> list[Record]:
    (tmp_path / "index.html").write_text(PAGE.format(markup), encoding="utf-8")
    return [paper.record for paper in read_site(folder_files(tmp_path)).papers]


@pytest.mark.parametrize(
    ("entry", "authors", "where"),
    [
        (f"Bo Reed and Ada Quill. <i>{TITLE}</i>. Journal of Looms 12(3), 2024.", BOTH, "12 3"),
        (f"Bo Reed, Ada Quill. {TITLE}. <i>Journal of Looms</i>, 12(3):1-10, 2024.", BOTH,
         "12 3 1-10"),
        ((f"{TITLE}. Bo Reed, Ada Quill. <i>Journal of Looms</i> 2024 (oral). "
         '<a href="a.pdf">[paper]</a>'), BOTH, ""),
        ((f"Quill, A., Reed, B., &amp; Vale, C. (2024). {TITLE}. <i>Journal of Looms</i>, "
         "<i>12</i>(3), 1-10."), SHORT, "12 3 1-10"),
        ((f"Quill, A., Reed, B. and Vale, C., 2024. {TITLE}. <i>Journal of Looms</i>, 12(3), "
         "pp.1-10."), SHORT, "12 3 1-10"),
        ((f"Quill, A., Reed, B. &amp; Vale, C. {TITLE}. <i>Journal of Looms</i> <b>12</b>, 1-10 "
         "(2024)."), SHORT, "12 1-10"),
        ((f"A. Quill, B. Reed, and C. Vale, “{TITLE},” <i>Journal of Looms</i>, vol. 12, no. 3, "
         "pp. 1-10, 2024."), SHORT, "12 3 1-10"),
        (f'Reed, Bo, and Ada Quill. "{TITLE}." <i>Journal of Looms</i> 12 (2024): 1-10.', BOTH,
         "12 1-10"),
        ((f"Quill, Ada, Bo Reed, and Cy Vale. 2024. “{TITLE}.” <i>Journal of Looms</i> 12 (3): "
         "1-10."), ALL, "12 3 1-10"),
        (f"Quill, Ada; Reed, Bo; Vale, Cy: {TITLE}. In: Journal of Looms 2024, S. 1-10.", ALL,
         "1-10"),
        (f"<b>Quill A</b>, Reed B, Vale C (2024) {TITLE}. <em>Journal of Looms</em> 12:1-10",
         ["A Quill", "B Reed", "C Vale"], "12 1-10"),
        ((f"Ada Quill, Bo Reed, and Cy Vale. 2024. {TITLE}. In <i>Journal of Looms</i>, "
         "pages 1-10."), ALL, "1-10"),
        (f"“{TITLE}” (with Bo Reed and Cy Vale), <i>Journal of Looms</i>, 2024", ALL, ""),
        (f"<b>{TITLE}</b>, with Bo Reed and Cy Vale. Forthcoming, <i>Journal of Looms</i>, 2024.",
         ALL, ""),
        (f'<a href="a.pdf">{TITLE}</a> (with Bo Reed and Cy Vale), <i>Journal of Looms</i>, 2024',
         ALL, ""),
        ((f'<b>{TITLE}</b> [<a href="a.pdf">pdf</a>]<br>w/ Bo Reed and Cy Vale, Journal of Looms '
         "2024"), ALL, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["<ul><li>{}</li></ul>", "<div><p>{}</p></div>"])
def test_a_reference_in_a_common_style_is_read(
    tmp_path: Path, form: str, entry: str, authors: list[str], where: str
) -> None:
    [paper] = papers(tmp_path, form.format(entry))
    assert paper.title == TITLE
    assert [name.full for name in paper.authors] == authors
    assert (paper.container_title, str(paper.issued)) == ("Journal of Looms", "2024")
    assert " ".join(filter(None, (paper.volume, paper.issue, paper.pages))) == where


def test_entries_that_name_nobody_are_the_owners_and_it_is_said(tmp_path: Path) -> None:
    markup = (
        f"<ul><li>“{TITLE},” with Bo Reed, <i>Journal of Looms</i>, 2024.</li>"
        "<li>“Knots of Thought in Engines,” <i>Journal of Looms</i>, 2023.</li></ul>"
    )
    first, second = papers(tmp_path, markup)
    assert [name.full for name in first.authors] == ["Ada Quill", "Bo Reed"]
    assert [name.full for name in second.authors] == ["Ada Quill"]
    assert second.title == "Knots of Thought in Engines"
    [remark] = [one for one in read_site(folder_files(tmp_path)).remarks if "nobody" in one.what]
    assert "Knots of Thought" in remark.what
    assert "Ada Quill" in remark.what


def test_prose_among_references_is_no_paper(tmp_path: Path) -> None:
    prose = (
        "<p>My research with Bo Reed asks how looms learn. See my CV for all of it.</p>"
        "<p>Papers are listed by date. Students are underlined, as in 2023.</p>"
    )
    reference = f"<p>Bo Reed and Ada Quill. <i>{TITLE}</i>. Journal of Looms, 2024.</p>"
    [paper] = papers(tmp_path, prose + reference)
    assert paper.title == TITLE


def test_papers_read_in_several_ways_keep_the_order_of_the_page(tmp_path: Path) -> None:
    rows = [
        "<b>First of the Looms</b><br>Ada Quill, Bo Reed<br><i>Journal of Looms</i>, 2024",
        "“Second of the Looms” (with Bo Reed), <i>Journal of Looms</i>, 2023",
        "<b>Third of the Looms</b><br>Bo Reed, Ada Quill<br><i>Journal of Looms</i>, 2022",
    ]
    found = papers(tmp_path, "".join(f"<p>{row}</p>" for row in rows))
    assert [paper.title.split()[0] for paper in found] == ["First", "Second", "Third"]


def test_headings_within_the_papers_part_them_and_are_none(tmp_path: Path) -> None:
    references = "".join(
        f"<li>Quill, A., Reed, B. and Vale, C., 202{year}. {word} of Thought in Engines. "
        "<i>Journal of Looms</i>, 12(3), pp.1-10.</li>"
        for year, word in enumerate(["Threads", "Knots", "Ropes"])
    )
    markup = f"<p>All of my papers.</p><h3>Talks and Posters at Looms</h3><ul>{references}</ul>"
    found = papers(tmp_path, markup)
    assert [paper.title.split()[0] for paper in found] == ["Threads", "Knots", "Ropes"]


def test_a_middle_initial_i_is_part_of_a_name(tmp_path: Path) -> None:
    lines = f"<b>{TITLE}</b><br>Reed Marsh, Bo I., Ada Quill, and Mei Lin<br>Journal of Looms 2024"
    [paper] = papers(tmp_path, f"<p>{lines}</p>")
    assert [name.full for name in paper.authors] == ["Bo I. Reed Marsh", "Ada Quill", "Mei Lin"]


def test_the_name_below_that_of_the_group_is_no_byline(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        "<title>Ada Quill's Homepage</title><div>Ada Quill</div><h1>L-NS Group@Loom</h1>"
        "<p><b>Ada Quill</b><br>Office: 6, Building 1005<br>Loom University</p>"
        f"<h2>Publications</h2><p>Bo Reed, Ada Quill. <b>{TITLE}</b>. Journal of Looms 2024.</p>"
    )
    site = read_site(folder_files(tmp_path))
    assert [paper.record.title for paper in site.papers] == [TITLE]


def test_what_only_has_a_year_is_no_paper_of_the_owner_alone(tmp_path: Path) -> None:
    research = "<h2>Research</h2><ul><li><b>Looms and their engines</b>: since 2019.</li></ul>"
    software = "<h3>Open software for looms</h3><p>Released in 2020.</p>"
    reference = f"<p>Bo Reed, Ada Quill. <b>{TITLE}</b>. Journal of Looms 2024.</p>"
    found = papers(tmp_path, f"{reference}{software}{research}")
    assert [paper.title for paper in found] == [TITLE]
