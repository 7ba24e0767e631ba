"""Sites of Hugo's academic themes: a person's, in two languages and two notations; a lab's."""

from pathlib import Path

import pytest

from publications.sites import read_site
from publications.sites.base import ACTIVITY, DEGREE, NEWS, PERSON, POSITION, PROJECT, SECTION
from publications.sites.files import memory_files

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus" / "hugoblox"

OWNER = """---
title: Ada Quill
superuser: true
role: PhD student
organizations:
- name: Institute of Looms
  url: https://looms.example.edu
interests:
- Looms
- <i class='fas fa-code'></i>&nbsp;Threads
education:
  courses:
  - course: PhD in Weaving
    institution: Institute of Looms
    year: 2023-Present
  - course: MSc in Weaving
    institution: Silk College
    year: 2022
social:
- {icon: envelope, link: 'mailto:ada@looms.example.edu'}
- {icon: orcid, link: 'https://orcid.org/0000-0003-1234-0005'}
- {icon: github, link: 'https://github.com/adaquill'}
- {icon: cv, link: files/cv.pdf}
- {icon: youtube, link: 'javascript:alert(1)'}
---
I weave. See [Weave](https://weave.example.org). <script>alert(1)</script>
"""
WARP = """---
title: 'Warp: Weaving *Without* Threads'
authors: [admin, 'Reed, Bo*', Mei Lin]
author_notes: [Equal contribution, Equal contribution, '']
date: '2021-03-01T00:00:00Z'
publishDate: '20219-09-01T00:00:00Z'
publication_types: ['1']
publication: In *Conference on Loom Learning*
publication_short: In *CLL*
abstract: Looms are good.
summary: A loom without threads.
featured: true
doi: https://doi.org/10.5555/warp
tags: [looms]
url_pdf: https://arxiv.org/abs/2101.00001
url_code: '#'
links:
- name: Talk
  url: https://youtu.be/abc
image: {alt_text: A loom}
---
"""
CITE = """@inproceedings{quill2021warp, title={Warp: Weaving Without Threads},
 author={Quill, Ada}, booktitle={Other}, pages={1--9}, year={2020}}"""
WEFT = """+++
title = "Weft"
authors = ["Ada Quill"]
date = "20219-01-01"
publishDate = 2020-01-01
publication_types = ["2"]
publication = "*Journal of Looms, 3*(2)"
draft = false
+++
"""
SAMPLE = """---
title: An example conference paper
authors: [admin]
date: '2013-07-01'
abstract: Lorem ipsum dolor sit amet.
---
"""
EXPERIENCE = """+++
widget = "experience"
title = "Career"
[[experience]]
  title = "Weaver"
  company = "Silk"
  company_url = "https://silk.example.org"
  date_start = "2019-04-01"
  date_end = ""
+++
"""
TALK = """---
title: On looms
event: Loom Days
location: Lyon
date: 2020-05-06
---
"""
POST = """---
title: New loom
date: 2022-01-02
---
It works.
"""
PROJECT_PAGE = """---
title: Weave
summary: A loom for all.
url_code: https://github.com/weave/weave
---
More about it.
"""


def held(**more):
    files = {
        "config/_default/config.toml": 'baseurl = "https://quill.example.net/"\ntitle = "Ada"\n'
        'defaultContentLanguage = "fr"',
        "content/en/authors/admin/_index.md": OWNER,
        "content/fr/authors/admin/_index.md": OWNER.replace("I weave.", "Je tisse."),
        "content/en/authors/admin/avatar.png": "picture",
        "content/en/publication/warp/index.md": WARP,
        "content/fr/publication/warp/index.md": WARP,
        "content/en/publication/warp/cite.bib": CITE,
        "content/en/publication/warp/featured.png": "picture",
        "content/en/publication/warp/warp.pdf": "%PDF-1.7",
        "content/en/publication/weft.md": WEFT,
        "content/en/publication/example/index.md": SAMPLE,
        "content/en/publication/draft/index.md": SAMPLE.replace(
            "An example conference paper", "A draft\ndraft: true"
        ),
        "content/en/home/experience.md": EXPERIENCE,
        "content/en/talk/looms/index.md": TALK,
        "content/en/post/loom/index.md": POST,
        "content/en/project/weave/index.md": PROJECT_PAGE,
        "static/files/cv.pdf": "%PDF-1.7",
        **more,
    }
    return {path: text.encode() for path, text in files.items()}


@pytest.fixture(scope="module")
def site():
    return read_site(memory_files("quill", held()))


def facts(site, kind):
    return [fact for fact in site.owner.facts if fact.kind == kind]


def test_owner_has_her_page(site):
    assert (site.kind, site.address) == ("hugo", "https://quill.example.net")
    (person,) = facts(site, PERSON)
    assert site.owner.name.full == "Ada Quill"
    assert person.values["bio"] == "I weave. See [Weave](https://weave.example.org)."
    assert person.values["headline"] == "PhD student, Institute of Looms"
    assert person.values["research"] == "Interests: Looms, Threads."
    assert person.files == {"portrait": "content/en/authors/admin/avatar.png"}
    links = [(fact.values["kind"], fact.files) for fact in facts(site, "link")]
    assert links == [
        ("email", {}), ("orcid", {}), ("github", {}), ("cv", {"value": "static/files/cv.pdf"}),
    ]  # fmt: skip
    assert [fact.values["degree"] for fact in facts(site, DEGREE)] == ["PhD", "MSc"]


def test_papers_count_once_whatever_the_languages(site):
    assert [paper.record.title for paper in site.papers] == [
        "Warp: Weaving Without Threads",
        "Weft",
    ]


def test_front_matter_counts_before_the_bibtex_file(site):
    warp = site.papers[0]
    record = warp.record
    assert [(name.full, name.equal_group) for name in record.authors] == [
        ("Ada Quill", 1), ("Bo Reed", 1), ("Mei Lin", None),
    ]  # fmt: skip
    assert (record.container_title, record.container_short) == (
        "Conference on Loom Learning",
        "CLL",
    )
    assert (str(record.issued), record.pages, record.doi) == ("2021-03-01", "1–9", "10.5555/warp")
    assert (record.arxiv_id, record.type) == ("2101.00001", "paper-conference")
    assert (record.summary, record.citation_key) == ("A loom without threads.", "quill2021warp")
    assert [(link.kind, link.url) for link in record.links if link.kind != "arxiv"] == [
        ("talk", "https://youtu.be/abc")
    ]
    assert (warp.selected, warp.picture_alt) == (True, "A loom")
    assert warp.picture == "content/en/publication/warp/featured.png"
    assert warp.pdf == "content/en/publication/warp/warp.pdf"


def test_a_year_of_five_digits_is_told_and_the_other_date_is_taken(site):
    weft = site.papers[1].record
    assert (str(weft.issued), weft.container_title, weft.volume, weft.issue) == (
        "2020", "Journal of Looms", "3", "2",
    )  # fmt: skip
    assert any("20219-01-01" in problem.what for problem in site.remarks)


def test_other_pages_become_entries(site):
    (position,) = facts(site, POSITION)
    assert (position.values["organization"], position.values["starts_on"]) == ("Silk", "2019-04-01")
    (talk,) = facts(site, ACTIVITY)
    assert (talk.values["title"], talk.values["organization"]) == ("On looms", "Loom Days, Lyon")
    assert [fact.values["text"] for fact in facts(site, NEWS)] == ["New loom: It works."]
    (project,) = facts(site, PROJECT)
    assert project.values["code_url"] == "https://github.com/weave/weave"
    assert [fact.values["kind"] for fact in facts(site, SECTION)] == [
        "research", "experience", "talks", "projects", "news", "publications",
    ]  # fmt: skip


def test_examples_and_drafts_are_left_out_and_told(site):
    told = "\n".join(map(str, site.remarks))
    assert "1 sample publication of the starter was left out" in told
    assert "A draft was left out" in told


def authors_of(line, **more):
    page = WEFT.replace('authors = ["Ada Quill"]', line)
    site = read_site(memory_files("x", held(**{"content/en/publication/weft.md": page, **more})))
    (weft,) = (paper for paper in site.papers if paper.record.title == "Weft")
    return weft.record


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('authors = ["Ada Quill and Bo Reed"]', ["Ada Quill", "Bo Reed"]),
        ('authors = ["Ada Quill, Bo Reed and T.D. Lin"]', ["Ada Quill", "Bo Reed", "T.D. Lin"]),
        ('authors = ["Reed, Bo"]', ["Bo Reed"]),
        ('authors = ["Ada Quill", "Bo Reed", "others"]', ["Ada Quill", "Bo Reed"]),
        ('authors = ["me", "Bo Reed"]', ["Ada Quill", "Bo Reed"]),
    ],
)
def test_authors_in_every_form(line, names):
    assert [name.full for name in authors_of(line).authors] == names


def test_bold_is_no_mark():
    record = authors_of('authors = ["**Ada Quill**", "Bo Reed*"]')
    assert [(name.full, name.equal_group) for name in record.authors] == [
        ("Ada Quill", None), ("Bo Reed", None),
    ]  # fmt: skip


def test_links_of_a_paper_count_from_the_root_of_the_site():
    more = {
        "content/en/publication/weft.md": WEFT.replace(
            "draft = false", 'url_pdf = "files/weft.pdf"\nurl_slides = "files/talk.html"'
        ),
        "static/files/weft.pdf": "%PDF-1.7",
    }
    site = read_site(memory_files("x", held(**more)))
    (weft,) = (paper for paper in site.papers if paper.record.title == "Weft")
    assert weft.pdf == "static/files/weft.pdf"
    assert [link.url for link in weft.record.links] == ["https://quill.example.net/files/talk.html"]


def test_data_of_a_person_beside_her_page_is_read():
    data = "name: Ada\nwork:\n- {position: Weaver, company_name: Loomery, date_start: 2018-01-01}\n"
    data += "- {position: CEO, company_name: GenCoin}\nawards:\n- {title: Golden Shuttle}\n"
    site = read_site(memory_files("x", held(**{"data/authors/admin.yaml": data})))
    assert site.owner.name.full == "Ada Quill"
    jobs = {fact.values["organization"] for fact in facts(site, POSITION)}
    assert jobs == {"Loomery", "Silk"}
    told = [fact.values for fact in facts(site, ACTIVITY)]
    assert [one["title"] for one in told if one["kind"] == "award"] == ["Golden Shuttle"]


def test_person_who_is_only_data_is_the_owner():
    data = """slug: ada
is_owner: true
name: {display: Ada Quill, given: Ada, family: Quill}
education:
- {degree: PhD in Weaving, institution: Institute of Looms, start: 2023-01-31}
- {degree: MSc in Weaving, institution: Silk College, start: 2020-09-01, end: 2022-06-30}
experience:
- {role: Weaver, org: Loomery, start: 2018-01-01}
"""
    files = {"data/authors/ada-fr.yaml": data.replace("Weaver", "Tisserande"),
             "data/authors/ada-en.yaml": data,
             "content/publications/warp/index.md": WARP.replace("admin", "ada")}  # fmt: skip
    site = read_site(memory_files("x", {path: text.encode() for path, text in files.items()}))
    assert site.owner.name.full == "Ada Quill"
    assert [fact.values["title"] for fact in facts(site, POSITION)] == ["Weaver"]
    degrees = [fact.values for fact in facts(site, DEGREE)]
    assert [one.get("year") for one in degrees] == [None, 2022]
    assert degrees[0]["starts_on"] == "2023"
    assert site.papers[0].record.authors[0].full == "Ada Quill"


def test_what_the_theme_says_of_its_professor_is_not_hers():
    owner = OWNER.replace("I weave.", "Nelson Bighetti is a professor.").replace(
        "https://github.com/adaquill", "https://github.com/gcushen"
    )
    site = read_site(memory_files("x", held(**{"content/en/authors/admin/_index.md": owner})))
    assert "bio" not in facts(site, PERSON)[0].values
    assert "github" not in [fact.values["kind"] for fact in facts(site, "link")]


def person(name, groups, role="Researcher"):
    return f"---\ntitle: {name}\nrole: {role}\nuser_groups: [{groups}]\n---\n{name} weaves.\n"


def test_site_of_a_lab_has_its_people():
    site = read_site(memory_files("looms", {
        "hugo.yaml": b"title: Loom Lab\nbaseURL: https://lab.example.edu/\n",
        "content/authors/bo/_index.md": person("Bo Reed", "Principal Investigators").encode(),
        "content/authors/ada/_index.md": person("Ada Quill", "Grad Students").encode(),
        "content/authors/mei/_index.md": person("Mei Lin", "Alumni", "PhD until 2019").encode(),
        "content/people/index.md": b"---\ntitle: People\n---\n",
        "content/publication/warp/index.md": WARP.replace("admin", "ada").encode(),
    }))  # fmt: skip
    assert site.owner is None
    assert site.lab.values["name"] == "Loom Lab"
    roles = {one.name.full: one.membership for one in site.people}
    assert roles["Bo Reed"]["role"] == "faculty"
    assert roles["Ada Quill"]["role"] == "phd"
    assert roles["Mei Lin"]["ends_on"] == "2019"
    assert site.papers[0].record.authors[0].full == "Ada Quill"


def test_folders_of_one_name_are_two_papers_and_a_list_is_none():
    more = {
        "content/publication/2019/one/index.md": WEFT.replace("Weft", "First loom"),
        "content/publication/2021/one/index.md": WEFT.replace("Weft", "Second loom"),
        "content/publication/research.md": "---\ntitle: Research\n---\nA list.\n",
    }
    site = read_site(memory_files("x", held(**more)))
    titles = {paper.record.title for paper in site.papers}
    assert {"First loom", "Second loom"} < titles
    assert "Research" not in titles
    assert any("research.md" in problem.where for problem in site.lost)


@pytest.mark.parametrize("broken", ["---\ntitle: [\n---\n", "+++\ntitle = \n+++\n", "", "---"])
def test_broken_pages_raise_nothing(broken):
    site = read_site(memory_files("x", held(**{"content/en/publication/weft.md": broken})))
    assert site.papers[0].record.title == "Warp: Weaving Without Threads"


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_no_site_of_the_corpus_loses_a_paper():
    from tests.site_report import rows_of

    for row in rows_of(CORPUS):
        assert (row.found, row.right_authors) == (row.expected, row.samples), row
        assert row.is_person_right, row
