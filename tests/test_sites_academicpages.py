"""Sites in the manner of academicpages: files of papers, lists on pages, starter."""

import pytest

from publications.sites import Site
from publications.sites.files import folder_files
from publications.sites.suspicions import suspicions

from .jekyll_sites import SAMPLES, facts, held, names, paper, read, said, values


@pytest.fixture(scope="module")
def academicpages() -> Site:
    return read(folder_files(SAMPLES / "academicpages"))


def test_academicpages_tell_whose_they_are(academicpages: Site) -> None:
    assert academicpages.owner
    assert academicpages.owner.name.full == "Noor Haddad"
    assert academicpages.owner.spellings == ["N. Haddad"]
    assert academicpages.address == "https://noorh.github.io"
    person = facts(academicpages, "person")[0]
    assert person.values == {
        "bio": "I look at *moss*. My [CV](https://noorh.github.io/files/cv.pdf) is short.",
        "headline": "Botanist, Moss Institute", "pronouns": "she/her",
        "email": "noor@moss.example.org", "orcid": "0000-0002-1825-0097",
    }  # fmt: skip
    assert person.files == {"cv": "files/cv.pdf", "portrait": "images/me.png"}
    assert [one["kind"] for one in values(academicpages, "link")] == [
        "email", "google-scholar", "orcid", "github", "cv",
    ]  # fmt: skip


def test_academicpages_papers(academicpages: Site) -> None:
    assert [(one.record.title, names(one)) for one in academicpages.papers] == [
        ("Moss on the North Side", ["P. Q. Rossi", "N. Haddad", "A. van der Berg"]),
        ("Lichen: A Quiet Life", ["Noor Haddad", "Paolo Rossi", "Ann Lee"]),
        ("Ferns and Their Shadows", ["Noor Haddad", "Paolo Rossi", "Ann Lee"]),
        ("Spores: what they say", ["Noor Haddad", "Ann Lee"]),
    ]
    assert "1 sample paper of the starter was left out" in said(academicpages.remarks)
    assert "_publications/broken.md, line 7: This is not well-formed YAML" in said(
        academicpages.remarks
    )


def test_front_matter_and_text_tell_a_paper(academicpages: Site) -> None:
    record = paper(academicpages, "Moss on").record
    assert (record.type, str(record.issued), record.doi) == (
        "article-journal", "2021-05", "10.5555/moss.2021",
    )  # fmt: skip
    assert record.summary == "Where moss grows, and why."
    assert record.abstract == "Moss grows where it is wet. We measured how wet."
    assert [(link.kind, link.url) for link in record.links] == [
        ("slides", "https://noorh.github.io/files/moss-slides.pdf")
    ]
    assert record.extra == {}
    record = paper(academicpages, "Lichen").record
    assert (record.type, str(record.issued)) == ("paper-conference", "2020")
    record = paper(academicpages, "Ferns").record
    assert (record.type, record.arxiv_id, record.awards) == (
        "article", "1907.01234", ("Best Shadow",),
    )  # fmt: skip
    assert [name.equal_group for name in record.authors] == [1, 1, None]
    assert record.authors[2].is_corresponding
    assert record.summary == "Shadows of ferns."


def test_academicpages_beside_papers(academicpages: Site) -> None:
    assert values(academicpages, "news") == [
        {"date": "2024-03", "text": "A [new greenhouse](https://moss.example.org/house)."},
        {"date": "2023-11", "text": "We found a fern."},
    ]
    assert values(academicpages, "position") == [
        {
            "organization": "Fern Works, Bergen", "title": "Intern", "starts_on": "2018-05",
            "ends_on": "2018-08", "description": "Counting leaves",
        }
    ]  # fmt: skip
    assert values(academicpages, "degree") == [
        {"degree": "Ph.D.", "field": "Botany", "institution": "University of Bergen", "year": 2021}
    ]
    assert values(academicpages, "teaching") == [
        {
            "code": "BOT 210", "title": "Mosses", "role": "Teaching Assistant",
            "term": "Fall 2023", "institution": "Moss Institute",
        }
    ]  # fmt: skip
    assert values(academicpages, "activity") == [
        {
            "kind": "talk", "title": "On Moss", "organization": "Moss Society, Oslo",
            "date": "2022-03-01", "url": "https://moss.example.org/slides",
        }
    ]  # fmt: skip
    project = facts(academicpages, "project")
    assert [one.values for one in project] == [
        {"name": "Herbarium", "tagline": "Dried plants", "description": "A box of dried plants."}
    ]
    assert project[0].files == {"picture": "images/me.png"}


@pytest.mark.parametrize("kind", ["talk", "course", "project", "entries of a CV"])
def test_what_academicpages_bring_along_is_left_out(academicpages: Site, kind: str) -> None:
    assert f"sample {kind} of the starter" in said(academicpages.remarks)


ABOUT = """---
permalink: /
title: "About me"
---
I am a botanist.

## Projects

- **Fern Finder**: An app for ferns\\
  It finds ferns.\\
  | [Code](https://github.com/noorh/ferns) | [Website](https://ferns.example.org) |

## Publications (all on [Scholar](https://scholar.google.com/citations?user=x))

1. [Mosses of the Far North](https://arxiv.org/abs/2101.00001) [[code](https://github.com/n/m)]
  **Noor Haddad<sup>+</sup>**, Paolo Rossi<sup>+</sup>, Ann Lee. (+ equal contribution)
  *Conference on Moss (MOSS), 2021* (**Best paper award**)
1. [Rocks](https://rocks.example.org/paper.pdf)\\
  Paolo Rossi, **Noor Haddad**\\
  arXiv preprint
"""


def test_papers_in_the_list_of_the_first_page() -> None:
    config = 'author:\n  name: "Noor Haddad"\nurl: https://noorh.example.org\n'
    sample = '---\ntitle: "Paper Title Number 1"\ndate: 2009-10-01\n---\n'
    site = read(
        held({"_config.yml": config, "_publications/a.md": sample, "_pages/about.md": ABOUT})
    )
    first, second = site.papers
    assert names(first) == ["Noor Haddad", "Paolo Rossi", "Ann Lee"]
    assert [name.equal_group for name in first.record.authors] == [1, 1, None]
    assert first.record.arxiv_id == "2101.00001"
    assert first.record.awards == ("Best paper award",)
    assert first.record.container_short == "MOSS"
    assert first.record.where == "_pages/about.md, Line 15"
    assert names(second) == ["Paolo Rossi", "Noor Haddad"]
    assert facts(site, "person")[0].values["bio"] == "I am a botanist."
    assert site.keeps_order
    assert values(site, "project") == [
        {
            "name": "Fern Finder", "tagline": "An app for ferns", "description": "It finds ferns.",
            "url": "https://ferns.example.org", "code_url": "https://github.com/noorh/ferns",
        }
    ]  # fmt: skip


def test_papers_elsewhere_keep_lists_from_being_read_twice() -> None:
    config = 'author:\n  name: "Noor Haddad"\n'
    one = '---\ntitle: "Moss"\ndate: 2020-01-01\nauthors: Noor Haddad\n---\n'
    site = read(held({"_config.yml": config, "_publications/a.md": one, "_pages/about.md": ABOUT}))
    assert [paper.record.title for paper in site.papers] == ["Moss"]
    assert "2 papers of this page were not read" in said(site.remarks)


def test_papers_in_files_of_data_and_bibtex() -> None:
    config = 'author:\n  name: "Noor Haddad"\n'
    data = """
- title: Moss in Data
  authors: Noor Haddad and Ann Lee
  link:
    url: https://moss.example.org/data
    display: Journal of Data (2019)
- title: A note without names
"""
    page = """---
title: "`12.`Moss in Bib,” "
bibtex: |
  @article{m, title={Moss in Bib}, author={Haddad, Noor and Lee, Ann}, journal={Moss}, year=2018}
---
"""
    site = read(
        held(
            {
                "_config.yml": config,
                "_data/publications.yml": data,
                "_publ_journals/1.md": page,
                "_pages/about.md": "---\npermalink: /\n---\nHello.",
            }
        )
    )
    assert [(one.record.title, names(one)) for one in site.papers] == [
        ("Moss in Bib", ["Noor Haddad", "Ann Lee"]),
        ("Moss in Data", ["Noor Haddad", "Ann Lee"]),
    ]
    assert str(site.papers[0].record.issued) == "2018"
    assert str(site.papers[1].record.issued) == "2019"


@pytest.mark.parametrize(
    ("date", "name", "expected"),
    [
        ("2020-01-01", "a.md", "2020"),
        ("2020-03-01", "a.md", "2020-03"),
        ("2020-8-20", "a.md", "2020-08-20"),
        ("2020-02-31", "a.md", "2020-02"),
        ("0000-00-00", "a.md", "2004"),
        ("", "2019-05-07-a.md", "2019-05-07"),
        ("", "a.md", "2004"),
    ],
)
def test_dates_of_papers(date: str, name: str, expected: str) -> None:
    page = f"---\ntitle: Moss\ndate: {date}\ncitation: 'N. Haddad. Moss. Kites, 2004.'\n---\n"
    site = read(
        held({"_config.yml": "author:\n  name: Noor Haddad\n", f"_publications/{name}": page})
    )
    assert str(site.papers[0].record.issued) == expected
    assert bool(site.suspicions) == (expected[:4] != "2004")


def test_names_of_a_list_lead_to_home_pages() -> None:
    text = "---\npermalink: /\n---\n## Papers\n\n- **Moss and Its Friends**\\\n  Noor Haddad, "
    text += "[Ann Lee](https://annlee.example.org)\\\n  Kites, 2020\n"
    site = read(held({"_config.yml": "author:\n  name: Noor Haddad\n", "_pages/about.md": text}))
    assert site.coauthors == {"Ann Lee": "https://annlee.example.org"}


def test_parts_of_the_starter_in_a_real_paper_are_left_out() -> None:
    page = """---
title: "Moss under water"
excerpt: 'This paper is about the number 1. The number 2 is left for future work.'
date: 2020-13-05
venue: 'Journal of Moss'
biburl: /files/moss.bib
citation: 'Your Name, You. (2009). "Paper Title Number 1." <i>Journal 1</i>. 1(1).'
---
The present paper describes a kind of moss that grows under water.

[Check it out here](https://x.example.org/moss.pdf)

# Recommended citation: Your Name, You. (2009). "Paper Title Number 1." <i>Journal 1</i>. 1(1).
"""
    bib = "@article{m, title={Moss under water}, author={Haddad, Noor and Lee, Ann}, year=2020}"
    site = read(held({"_config.yml": "author:\n  name: Noor Haddad\n", "files/moss.bib": bib,
                      "_publications/moss.md": page}))  # fmt: skip
    (found,) = site.papers
    assert names(found) == ["Noor Haddad", "Ann Lee"]
    assert (found.record.summary, str(found.record.issued)) == (
        "The present paper describes a kind of moss that grows under water.", "2020"
    )  # fmt: skip
    assert "2 sample parts of papers" in said(site.remarks)
    assert "dated 2020-13-05, a day that is none" in said(site.suspicions)
    assert "2009" not in said(site.suspicions)


def test_an_owner_spelt_otherwise_than_on_her_papers() -> None:
    page = "---\ntitle: Moss {}\nvenue: 'Journal of Moss, doi: 10.1234/moss.{}'\n"
    page += "citation: 'Noor Haddaad, Ann Lee. Moss {}. Kites, 2004.'\n---\n"
    files = {f"_publications/{n}.md": page.format(n, n, n) for n in range(3)}
    site = read(held({"_config.yml": "author:\n  name: Noor Hadad\n", **files}))
    assert [one.record.container_title for one in site.papers] == ["Journal of Moss"] * 3
    assert {one.record.doi for one in site.papers} == {f"10.1234/moss.{n}" for n in range(3)}
    told = said(suspicions(site, held({})))
    assert "The site is that of Noor Hadad, and its papers are by Noor Haddaad." in told


def test_what_stands_in_front_and_has_no_place_is_told() -> None:
    about = "---\npermalink: /\nslogan: [Moss, Ferns]\nnav: true\n---\nHello.\n"
    page = "---\ntitle: Moss\nauthors: Noor Haddad, Ann Lee\nnote: In press\nimpact: 5 of 10\n---\n"
    config = "author:\n  name: Noor Haddad\n"
    site = read(held({"_config.yml": config, "_pages/about.md": about, "_publications/a.md": page}))
    assert 'under "slogan" has no place: Moss, Ferns' in said(site.lost)
    assert len(site.lost) == 1
    (found,) = site.papers
    assert (found.record.note, found.record.extra) == ("In press", {"impact": "5 of 10"})


def test_parts_of_the_starter_in_a_real_talk_are_left_out() -> None:
    talk = "---\ntitle: Moss at night\nvenue: Moss Club\ndate: 2020-03-01\n---\n"
    talk += "[More information here](http://exampleurl.com)\n\nThis is a description of your talk, "
    talk += "which is a markdown file that can be all markdown-ified like any other post.\n"
    site = read(held({"_config.yml": "author:\n  name: Noor Haddad\n", "_talks/a.md": talk}))
    assert values(site, "activity") == [
        {"kind": "talk", "title": "Moss at night", "organization": "Moss Club",
         "date": "2020-03-01"}
    ]  # fmt: skip
    assert "2 sample paragraphs" in said(site.remarks)
