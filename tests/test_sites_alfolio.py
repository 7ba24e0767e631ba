"""Sites in the manner of al-folio: their lists of papers, people, groups and starter."""

import pytest

from publications.sites import Site
from publications.sites.files import folder_files

from .jekyll_sites import SAMPLES, facts, held, names, paper, read, said, values


@pytest.fixture(scope="module")
def alfolio() -> Site:
    return read(folder_files(SAMPLES / "alfolio"))


def test_al_folio_tells_whose_it_is(alfolio: Site) -> None:
    assert alfolio.owner
    assert alfolio.owner.name.full == "Orla M. Quist"
    assert alfolio.owner.spellings == ["Orla Quist", "O. M. Quist"]
    assert alfolio.address == "https://orlaquist.example.org/nest"
    person = facts(alfolio, "person")[0]
    assert person.values["headline"] == "Lecturer at the Kite School"
    assert person.values["bio"] == (
        "I fly **kites** at the [Kite School](https://orlaquist.example.org/nest/school/)."
    )
    assert person.values["orcid"] == "0000-0002-1825-0097"
    assert person.files == {"portrait": "assets/img/orla.png"}


def test_al_folio_links(alfolio: Site) -> None:
    links = {fact["kind"]: fact["value"] for fact in values(alfolio, "link")}
    assert links == {
        "google-scholar": "https://scholar.google.com/citations?user=AbCdEfG123J",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
        "github": "https://github.com/orlaq",
        "x": "https://x.com/orla_quist",
        "web": "https://www.researchgate.net/profile/Orla-Quist/",
    }


def test_al_folio_papers_of_several_lists_count_once(alfolio: Site) -> None:
    assert [one.record.title for one in alfolio.papers] == [
        "Kites that Fold in Mid-Air",
        "A Year of Wind",
        "String Theory for Kites",  # its key is also that of the one above
        "Tails without Knots",
        "Knots in Theory",  # only in the second list
    ]
    assert "1 sample paper of the starter was left out" in said(alfolio.remarks)
    assert "references.bib: The 4 entries seem to be what is cited" in said(alfolio.lost)


def test_fields_of_al_folio_are_told(alfolio: Site) -> None:
    one = paper(alfolio, "Kites that Fold")
    record = one.record
    assert record.where == "_bibliography/papers.bib, Line 6"
    assert record.source == "alfolio"
    assert record.container_short == "ICKF"
    assert record.awards == ("Best Student Paper",)
    assert record.summary == "Paper kites that fold and unfold while they fly."
    assert record.note == "Extended version at the archive"
    assert record.arxiv_id == "2401.01234"
    assert [name.equal_group for name in record.authors] == [1, 1, None, None]
    assert [name.is_corresponding for name in record.authors] == [False, False, True, False]
    assert one.selected
    assert one.picture == "assets/img/publication_preview/kites.png"
    assert one.pdf == "assets/pdf/kites.pdf"
    assert {link.kind: link.url for link in record.links} == {
        "slides": "https://orlaquist.example.org/nest/assets/pdf/kites-slides.pdf",
        "code": "https://github.com/orlaq/kites",
        "website": "https://archive.example.org/kites",
    } | {"website": record.links[-1].url}
    assert set(record.extra) == {"author_marks"}  # what nothing explains


def test_badges_are_venues_or_topics(alfolio: Site) -> None:
    record = paper(alfolio, "A Year of Wind").record
    assert record.container_short == ""
    assert record.keywords == ("wind tunnels",)
    assert record.doi == "10.5555/kites.2022"
    assert {link.kind for link in record.links} == {"supplement", "hal"}


def test_a_preprint_tells_its_month(alfolio: Site) -> None:
    record = paper(alfolio, "String Theory").record
    assert (record.container_title, str(record.issued), record.note) == (
        "arXiv", "2023-03", "Survey",
    )  # fmt: skip
    assert record.arxiv_id == "2303.04321"
    assert [link.kind for link in record.links] == ["video"]


def test_names_that_stand_in_one_are_parted(alfolio: Site) -> None:
    one = paper(alfolio, "Tails without")
    assert names(one) == ["Orla Quist", "Bo Vik", "Ines Roth"]
    assert [name.equal_group for name in one.record.authors] == [1, 1, None]
    assert one.record.note == "In press"
    assert one.record.extra == {}


def test_other_lists_have_their_roles(alfolio: Site) -> None:
    talks = [one for one in values(alfolio, "activity") if one["kind"] == "talk"]
    assert talks == [
        {
            "kind": "talk", "title": "How to Lose a Kite", "date": "2023-05",
            "organization": "Seminar on Wind, Bergen, Norway",
            "url": "https://wind.example.org/seminar",
        }
    ]  # fmt: skip
    assert {one["name"] for one in values(alfolio, "project")} == {
        "Tails", "Folding", "orlaq/tails", "foldlib",
    }  # fmt: skip


def test_al_folio_projects(alfolio: Site) -> None:
    first, second, *_ = facts(alfolio, "project")
    assert first.values == {"name": "Tails", "url": "https://tails.example.org"}
    assert second.values == {
        "name": "Folding", "tagline": "Kites that fold",
        "code_url": "https://github.com/orlaq/fold", "description": "A project about **folds**.",
    }  # fmt: skip
    assert second.files == {"picture": "assets/img/fold.png"}


def test_al_folio_news(alfolio: Site) -> None:
    assert values(alfolio, "news") == [
        {
            "date": "2024-05-02",
            "text": "Our kites [fold](https://orlaquist.example.org/nest/blog/2024/fold/)! 🎉",
        },
        {"date": "2023-01-07", "text": "A prize for strings"},
    ]
    assert "only the title was kept" in said(alfolio.remarks)


def test_al_folio_cv(alfolio: Site) -> None:
    assert values(alfolio, "degree") == [
        {
            "degree": "PhD", "field": "Aeronautics", "institution": "University of Bergen",
            "advisors": "Mika Sato", "starts_on": "2016", "year": 2020,
        }
    ]  # fmt: skip
    assert values(alfolio, "position") == [
        {
            "organization": "Kite School", "title": "Lecturer", "starts_on": "2021",
            "description": "Teaching and flying.",
        }
    ]  # fmt: skip
    awards = [one for one in values(alfolio, "activity") if one["kind"] == "award"]
    assert awards == [
        {
            "kind": "award", "title": "Golden String", "date": "2022",
            "url": "https://prize.example.org",
        },
        {"kind": "award", "title": "Silver Tail", "date": "2022"},
    ]  # fmt: skip
    assert values(alfolio, "teaching") == [
        {"code": "KIT101", "title": "Knots", "term": "since 2025"},
        {"code": "KIT102", "title": "Tails", "term": "since 2025"},
    ]
    assert "Date of Birth is private" in said(alfolio.remarks)


def test_pages_of_their_own_become_sections(alfolio: Site) -> None:
    texts = {one["title"]: one["body"] for one in values(alfolio, "section") if "body" in one}
    assert texts == {
        "Contact": "Room 7\\\nWindy Hill 1",
        "Kites for schools": "Every spring we visit schools and build kites with the children "
        "there.",
    }


def test_home_pages_of_coauthors(alfolio: Site) -> None:
    assert alfolio.coauthors == {
        "Theo Brandt": "https://theobrandt.example.org/",
        "T. Brandt": "https://theobrandt.example.org/",
    }


@pytest.mark.parametrize(
    "kind",
    [
        "paper", "paragraphs", "news item", "project", "repository", "coauthor", "entries of a CV",
    ],
)  # fmt: skip
def test_what_al_folio_brings_along_is_left_out(alfolio: Site, kind: str) -> None:
    assert f"sample {kind} of the starter" in said(alfolio.remarks)


def test_the_starter_itself_is_einsteins() -> None:
    bib = """@article{a, title={The meaning of relativity}, author={Einstein, Albert}, year={1950}}
    @article{b, title={On the electrodynamics of moving bodies}, author={Einstein, A.}}"""
    config = """
first_name: You
last_name: Name
url: https://alshedivat.github.io
scholar:
  last_name: [Einstein]
  first_name: [Albert, A.]
"""
    site = read(held({"_config.yml": config, "_bibliography/papers.bib": bib}))
    assert site.owner
    assert site.owner.name.full == "Albert Einstein"
    assert len(site.papers) == 2
    config = config.replace("You", "Ida").replace("Name", "Holm")
    site = read(held({"_config.yml": config, "_bibliography/papers.bib": bib}))
    assert site.owner
    assert site.owner.name.full == "Ida Holm"
    assert site.owner.spellings == []
    assert site.papers == []


def test_the_owner_is_told_by_her_papers_if_nothing_else_does() -> None:
    bib = "".join(
        f"@article{{k{n}, title={{Paper {n} of wind}}, author={{Holm, Ida and Poe{n}, Al}}}}\n"
        for n in range(4)
    )
    site = read(held({"_config.yml": "title: blank", "_bibliography/papers.bib": bib}))
    assert site.owner
    assert site.owner.name.full == "Ida Holm"


def test_a_site_without_a_name_says_so() -> None:
    bib = "@article{k, title={Wind}, author={Holm, Ida}, year=2020}"
    site = read(held({"_config.yml": "title: blank", "_bibliography/papers.bib": bib}))
    assert site.owner is None
    assert len(site.papers) == 1
    assert "does not say whose it is" in said(site.lost)


LAB = {
    "_config.yml": "name: Wind Lab\nurl: https://wind.example.org/lab\nbaseurl: /lab\n",
    "_bibliography/all.bib": "@article{k, title={Wind}, author={Holm, Ida}, year=2020}",
    "_data/group_members.yml": """
- name: "Our Leader"
  people:
    - name: "Ida Holm"
      email: ida@wind.example.org
- name: "Graduate Students"
  people:
    - name: "Bo Vik"
      entry: "Fall 2022"
- name: "Undergraduate Students"
  people:
    - name: "Cy Day"
""",
    "_data/previous_group_members.yml": """
- name: "Graduate Students"
  people:
    - name: "Di Roth"
      year: "2019"
      thesis-type: masters
      currently: "Kite Works"
    - name: "Eve Lind"
""",
    "_pages/fun.md": "---\ntitle: Fun\n---\n" + "We have a lot of fun with kites and strings. " * 4,
}


def test_a_group_has_members() -> None:
    site = read(held(LAB))
    assert site.owner is None
    assert site.lab
    assert site.lab.values == {"name": "Wind Lab", "url": "https://wind.example.org/lab"}
    assert [(one.name.full, dict(one.membership or {})) for one in site.people] == [
        ("Ida Holm", {"role": "faculty"}),
        ("Bo Vik", {"role": "phd", "starts_on": "2022"}),
        ("Cy Day", {"role": "undergraduate"}),
        ("Di Roth", {"role": "master", "ends_on": "2019", "now_at": "Kite Works"}),
    ]
    assert "does not say when: Eve Lind" in said(site.lost)
    assert "_pages/fun.md" in said(site.lost)
    assert len(site.papers) == 1


def test_a_group_is_told_by_what_stands_for_a_persons_name() -> None:
    config = "title: blank\nfirst_name: WIND\nmiddle_name: —\nlast_name: Water, Ice and New Data\n"
    member = "name: Bo Vik\nrole: PhD student\nsocials:\n  email: bo@wind.example.org\n"
    member += "  personal_page: bovik.example.com\n  orcid_id: 0000-0002-1825-0097\n"
    front = "permalink: /\nsubtitle: University of Bergen\nprofile:\n  image: wind.png\n"
    front += "  more_info: <p>Wind Street 1</p>\n"
    site = read(held({
        "_config.yml": config, "_bibliography/all.bib": LAB["_bibliography/all.bib"],
        "_people/bo.md": f"---\n{member}---\nBo flies kites.",
        "_people/di.md": "---\nname: Di Roth\nex_member: true\n---\n",
        "_pages/home.md": f"---\n{front}---\nWe fly kites.", "assets/img/wind.png": "",
    }))  # fmt: skip
    assert site.lab
    assert site.lab.values == {
        "name": "Water, Ice and New Data", "short_name": "WIND",
        "institution": "University of Bergen", "description": "We fly kites.",
    }  # fmt: skip
    assert site.lab.files == {"logo": "assets/img/wind.png"}
    (bo,) = site.people
    assert bo.facts[0].values["homepage"] == "https://bovik.example.com"
    assert bo.facts[0].values["email"] == "bo@wind.example.org"
    assert [fact.values["kind"] for fact in bo.facts[1:]] == ["orcid"]
    assert "One person left, and the site does not say when: Di Roth" in said(site.lost)
    assert "Wind Street 1" in said(site.lost)


def test_notes_among_authors_are_none() -> None:
    bib = "@article{a, title={Winds}, author={Poe, A. and Li, B. and {[Dual first authorship]} and "
    bib += "Day, C. and {(on leave)}}, year=2024}"
    site = read(held({"_config.yml": "first_name: Ada\nlast_name: Poe\nscholar:\n  x: 1\n",
                      "_bibliography/papers.bib": bib}))  # fmt: skip
    (found,) = site.papers
    assert [(name.full, name.equal_group) for name in found.record.authors] == [
        ("A. Poe", 1), ("B. Li", 1), ("C. Day", None)
    ]  # fmt: skip
    assert found.record.note == "on leave"
