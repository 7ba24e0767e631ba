"""Further forms of sites that nobody had looked at: bylines, venues, names as people put them."""

import pytest

from publications.sites import read_site
from publications.sites.academicpages_people import coauthors_in

from .jekyll_sites import held, names, paper, read, said, values

OWNER = "---\ntitle: {}\nsuperuser: true\n{}---\n{}\n"
PAGES = {
    "_config.yml": "title: Ada Quill\nauthor:\n  name: Ada Quill\nurl: https://quill.example.org\n",
    "_pages/about.md": "---\npermalink: /\ntitle: About\n---\nI weave all day, and at night.\n",
}


def academicpages(**papers):
    pages = {f"_publications/{name}.md": f"---\n{text}" for name, text in papers.items()}
    return read(held({**PAGES, **pages}))


def hugo(**files):
    return read_site(held(files, "quill"))


# academicpages


@pytest.mark.parametrize("where", ["excerpt", "text"])
def test_joint_with_others_is_a_byline(where):
    line = "Joint with Bo Reed and Mei Lin"
    front = f"title: On looms\ndate: 2021-01-01\n{f'excerpt: {line}' if where == 'excerpt' else ''}"
    site = academicpages(a=f"{front}\n---\n{line}\n\nAbstract\n=====\n\nLooms are old.\n")
    one = paper(site, "On looms")
    assert names(one) == ["Ada Quill", "Bo Reed", "Mei Lin"]
    assert (one.record.summary, one.record.note, one.record.abstract) == ("", "", "Looms are old.")
    assert "names coauthors only" in said(site.remarks)


def test_sentence_that_only_begins_like_a_byline_stays():
    assert (
        coauthors_in("Joint with [B. Reed](https://reed.example.org)") == ""
    )  # Markdown is no name
    assert coauthors_in("Joint with B. Reed") == "B. Reed"
    assert coauthors_in("Joint with many looms, we weave all day and at night.") == ""


def test_initials_stuck_to_a_name_are_no_family():
    site = academicpages(a='title: On looms\nauthors: "A.B.Quill, B. Reed, M. Lin"\n---\n')
    assert names(paper(site, "On looms")) == ["A.B. Quill", "B. Reed", "M. Lin"]


def test_names_in_full_go_before_initials_of_the_citation():
    cite = "**Recommended citation**: <br>\nQuill, A., Reed, B.C. On looms. *Loom Letters* (2022)."
    other = "**Recommended citation**: <br>\nQuill, A., Lin, M. On wefts. *Loom Letters* (2022)."
    site = academicpages(
        a=f"title: On looms of old\n---\n**Ada Quill**, Bo C. Reed\n\n{cite}\n".replace(
            "On looms. ", "On looms of old. "
        ),
        b=f"title: On wefts of old\n---\nAda Quill, Bo Reed\n\n{other}\n".replace(
            "On wefts. ", "On wefts of old. "
        ),
    )
    assert names(paper(site, "On looms")) == ["Ada Quill", "Bo C. Reed"]
    assert names(paper(site, "On wefts")) == ["A. Quill", "M. Lin"]  # others: the citation counts


@pytest.mark.parametrize(
    ("citation", "found", "is_cut"),
    [
        ("Quill, A. et al. (2025). On looms of old. <i>Loom Letters</i>.", ["A. Quill"], True),
        ("Quill, A., Reed, B., et al. (2025). On looms of old.", ["A. Quill", "B. Reed"], True),
        ("Quill, A. and Reed, B. (under review). On looms of old.", ["A. Quill", "B. Reed"], False),
        ("Ada Quill, Bo Reed et al. On looms of old. 2025", ["Ada Quill", "Bo Reed"], True),
    ],
)
def test_names_of_a_citation_end_where_others_or_a_status_begin(citation, found, is_cut):
    site = academicpages(a=f"title: On looms of old\ncitation: '{citation}'\n---\n")
    one = paper(site, "On looms")
    assert names(one) == found
    assert bool(one.record.extra.get("others")) is is_cut


def test_fuller_citation_of_the_text_goes_before_a_cut_one():
    site = academicpages(
        a="title: On looms of old\ncitation: 'Quill, A. et al. On looms of old. Wefts 2023.'\n"
        "excerpt: 'A review of looms.'\n---\n"
        "Recommended citation: Quill, A.; La Via, B.; Lin, M.; et al. On looms of old. 2023.\n"
    )
    one = paper(site, "On looms")
    assert names(one) == ["A. Quill", "B. La Via", "M. Lin"]
    assert one.record.summary == "A review of looms."


def test_two_papers_of_one_title_at_two_places_are_two():
    front = 'title: On looms\ntype: {}\nauthors: "A. Quill, B. Reed"\nname: {}\ndate: 2024-0{}-03\n'
    talk = front.format("Conference", "Loom Days 2024", 3) + "link: https://a.example.org/1\n---\n"
    journal = front.format("Journal", "Loom Letters", 9) + "link: https://a.example.org/2\n---\n"
    site = academicpages(a=talk, b=journal, c=journal)
    assert [(one.record.type, one.record.container_title) for one in site.papers] == [
        ("article-journal", "Loom Letters"),
        ("paper-conference", "Loom Days"),
    ]
    assert said(site.remarks).count("stands there twice") == 1


def test_venue_and_text_of_the_starter_stay_away_from_a_real_paper():
    site = academicpages(
        a="title: On looms\nvenue: 'GitHub Journal of Bugs'\nconference: CLL 2023\n"
        "citation: 'Your Name, You. (2024). &quot;Paper Title Number 3.&quot;'\n---\n\n"
        "The contents above will be part of a list of publications, if the user clicks the link "
        "for the publication than the contents of section will be rendered as a full page.\n"
    )
    record = paper(site, "On looms").record
    assert (record.container_title, record.abstract, record.summary) == ("CLL", "", "")


def test_link_to_a_cv_in_a_comment_is_none():
    about = "---\npermalink: /\n---\nI weave.\n\n<!-- <a href='files/cv.pdf'>CV</a> -->\n"
    site = read(
        held({**PAGES, "_pages/about.md": about, "_publications/a.md": "---\ntitle: A\n---\n"})
    )
    assert "The CV is" not in said(site.remarks)


# al-folio


def test_status_before_a_title_is_a_note():
    bib = (
        "@article{a, title={(To appear) Open looms}, author={Quill, Ada}, journal={Loom Letters}}\n"
    )
    bib += "@article{b, title={(Accepted wisdom) of wefts}, author={Quill, Ada}, journal={Wefts}}\n"
    config = "first_name: Ada\nlast_name: Quill\nscholar:\n  last_name: [Quill]\n"
    site = read(held({"_config.yml": config, "_bibliography/papers.bib": bib}))
    assert paper(site, "Open looms").record.note == "To appear"
    assert paper(site, "(Accepted wisdom) of wefts").record.note == ""


# Hugo


def test_name_in_two_scripts_is_printed_in_latin_letters():
    site = hugo(**{
        "content/authors/admin/_index.md": OWNER.format(
            "李墨", "first_name: Mo\nlast_name: Li\n", "I weave all day."),
        "content/publication/a/index.md": "---\ntitle: Looms\nauthors: [admin, Bo Reed]\n"
        "date: 2021-05-06\npublication_types: ['1']\n---\n",
    })  # fmt: skip
    assert (site.owner.name.full, site.owner.name.original) == ("Mo Li", "李墨")
    assert names(paper(site, "Looms")) == ["Mo Li", "Bo Reed"]


def test_degree_that_goes_on_has_no_year():
    education = (
        "education:\n  courses:\n  - {course: PhD in Weaving, institution: ILO, year: 2018-}\n"
    )
    links = "social:\n- {icon: instagram, link: 'https://www.instagram.com'}\n"
    site = hugo(**{
        "content/authors/admin/_index.md": OWNER.format("Ada Quill", education + links, "I weave."),
        "content/publication/a/index.md": "---\ntitle: Looms\nauthors: [admin]\n---\n",
    })  # fmt: skip
    (degree,) = values(site, "degree")
    assert (degree["starts_on"], degree.get("year")) == ("2018", None)
    assert values(site, "link") == []  # to nobody's page


@pytest.mark.parametrize(
    ("heading", "bio"), [("Sobre", "I weave all day."), ("Looms", "I weave, in short.")]
)
def test_biography_under_a_heading_of_any_language(heading, bio):
    site = hugo(**{
        "content/authors/admin/_index.md": OWNER.format(
            "Ada Quill", "bio: I weave, in short.\n", f"## {heading}\n\nI weave all day."),
    })  # fmt: skip
    assert values(site, "person")[0]["bio"] == bio


def test_headline_takes_no_place_in_part():
    places = "organizations:\n- Institute of Looms\n- {}\n- Silk College\n".format("Weft " * 50)
    site = hugo(**{
        "content/authors/admin/_index.md": OWNER.format(
            "Ada Quill", f"role: Weaver\n{places}", "I weave."),
    })  # fmt: skip
    assert values(site, "person")[0]["headline"] == "Weaver, Institute of Looms, Silk College"
