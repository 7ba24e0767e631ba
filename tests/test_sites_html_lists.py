"""Lists of papers on home pages in HTML: what of a list is whose, in a few lines each."""

from tests.test_sites_html_forms import HEAD, papers

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
