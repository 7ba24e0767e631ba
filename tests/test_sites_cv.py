"""CVs beside sites made with Jekyll, in the forms that themes know."""

import json

from .jekyll_sites import facts, held, read, said, values


def test_rendercv_and_json_resume() -> None:
    cv = """
cv:
  name: Ida Holm
  sections:
    education:
      - institution: University of Bergen
        area: Wind
        degree: PhD
        start_date: 2015-09
        end_date: 2019-06
    experience:
      - company: Kite Works
        position: Engineer
        start_date: 2019-09
        highlights:
          - Built kites
    awards:
      - label: Prize
        details: Golden Kite 2020
"""
    resume = {
        "basics": {"name": "Ida Holm", "label": "Engineer of kites"},
        "work": [{"name": "Kite Works", "position": "Engineer", "startDate": "2019-09-01"}],
        "awards": [{"title": "Golden String", "date": "2021-05-01", "awarder": "Wind Society"}],
        "languages": [{"language": "Norwegian", "fluency": "Native"}],
        "publications": [{"name": "Wind", "publisher": "Kite Letters"}],
    }
    site = read(
        held(
            {
                "_config.yml": "first_name: Ida\nlast_name: Holm\n",
                "_bibliography/papers.bib": "@article{k, title={Wind}, author={Holm, Ida}}",
                "_data/cv.yml": cv,
                "assets/json/resume.json": json.dumps(resume),
            }
        )
    )
    assert values(site, "degree") == [
        {
            "degree": "PhD", "field": "Wind", "institution": "University of Bergen",
            "starts_on": "2015-09", "year": 2019,
        }
    ]  # fmt: skip
    assert values(site, "position") == [
        {
            "organization": "Kite Works", "title": "Engineer", "starts_on": "2019-09",
            "description": "Built kites",
        }
    ]  # fmt: skip
    assert [(one["title"], one.get("date")) for one in values(site, "activity")] == [
        ("Prize: Golden Kite 2020", None),
        ("Golden String", "2021-05-01"),
    ]
    assert facts(site, "person")[0].values["headline"] == "Engineer of kites"
    assert "The CV lists 1 papers" in said(site.remarks)
    bodies = [one["body"] for one in values(site, "section") if "body" in one]
    assert bodies == ["- Norwegian\n  - Native"]


CV = """
- title: General Information
  type: map
  contents:
    - name: Links
      value:
        - name: Kites
          url: https://kites.example.org
- title: Education
  type: time_table
  contents:
    - title: A degree of old
      year: 2010
- title: Hobbies
  type: list
  contents:
    - Kites: all kinds
- title: Teaching
  contents:
    - title: Winds
      year: 2020
      description:
        - Topic: winds over water
"""
RESUME = {
    "basics": {"name": "Ada Poe", "url": "https://adapoe.example.org", "phone": "555 1234"},
    "education": [{"institution": "Kite University", "studyType": "MSc", "area": "Kites",
                   "title": "On strings", "score": "cum laude", "endDate": "2017"}],
    "clubs": {"name": "Kite Club", "phone": "555 6789"},
}  # fmt: skip


def test_the_cv_that_the_site_shows_counts() -> None:
    site = read(held({
        "_config.yml": "first_name: Ada\nlast_name: Poe\nscholar:\n  x: 1\njekyll_get_json:\n"
                       "  - data: resume\n    json: assets/json/resume.json\n",
        "_bibliography/papers.bib": "@misc{a, title={Wind}, author={Poe, Ada}}",
        "_data/cv.yml": CV, "assets/json/resume.json": json.dumps(RESUME),
    }))  # fmt: skip
    assert values(site, "degree") == [
        {"degree": "MSc", "field": "Kites", "institution": "Kite University", "year": 2017}
    ]
    assert "Thesis: On strings; Score: cum laude" in said(site.lost)
    assert "Topic: winds over water" in said(site.lost)
    assert '"clubs" was not understood: Kite Club' in said(site.lost)
    assert '"Education" of this CV was left out' in said(site.remarks)
    assert "555" not in said([*site.lost, *site.remarks])
    assert {"kind": "web", "value": "https://adapoe.example.org", "label": "Website"} in values(
        site, "link"
    )
    texts = {one["title"]: one["body"] for one in values(site, "section") if "body" in one}
    assert texts == {
        "General Information": "- Links: [Kites](https://kites.example.org)",
        "Hobbies": "- Kites: all kinds",
    }


def test_cvs_written_by_hand() -> None:
    cv = """---
title: CV
---
## Education

* Ph.D. in Kites, [Polytechnic of Winds](https://winds.example.org), Bergen, 2019-2023
* B.Sc. Engineering of Strings, "Old" University of Rome, Rome (IT), 2014
* Postdoctoral Researcher in Kites, [Kite Lab](https://lab.example.org), Oslo, 2023-Present

## Work experience

* 2015-2021: Kite Engineer and Consultant
  * Kite Works (Rome, Italy)

## Awards

- **Kite Scholarship**, 2017, "Old" University of Rome, for kites
"""
    site = read(held({"_config.yml": "author:\n  name: Ada Poe\n", "_pages/cv.md": cv,
                      "_pages/about.md": "---\npermalink: /\n---\nHello."}))  # fmt: skip
    assert values(site, "degree") == [
        {"degree": "Ph.D.", "field": "Kites", "institution": "Polytechnic of Winds, Bergen",
         "url": "https://winds.example.org", "starts_on": "2019", "year": 2023},
        {"degree": "B.Sc.", "field": "Engineering of Strings",
         "institution": '"Old" University of Rome, Rome (IT)', "year": 2014},
    ]  # fmt: skip
    shown = ("organization", "title", "starts_on")
    assert [tuple(one[name] for name in shown) for one in values(site, "position")] == [
        ("Kite Lab, Oslo", "Postdoctoral Researcher in Kites", "2023"),
        ("Kite Works (Rome, Italy)", "Kite Engineer and Consultant", "2015"),
    ]  # fmt: skip
    assert values(site, "activity") == [
        {"kind": "award", "title": "Kite Scholarship", "date": "2017",
         "organization": '"Old" University of Rome, for kites'},
    ]  # fmt: skip


def test_projects_below_headings() -> None:
    page = """---
title: Projects
---
Here is all that I ever made, in the order of the years.

## By others

- **Kite maps** – maps of kites

## Mine

### A kite that flies

It flies.

[link to demo](https://x.example.org/demo), [link to repo](https://github.com/ada/kite)

### A kite that sings

It sings.
"""
    site = read(held({"_config.yml": "author:\n  name: Ada Poe\n", "_pages/projects.md": page,
                      "_pages/about.md": "---\npermalink: /\n---\nHello."}))  # fmt: skip
    assert values(site, "project") == [
        {"name": "Kite maps", "tagline": "maps of kites"},
        {"name": "A kite that flies", "url": "https://x.example.org/demo",
         "code_url": "https://github.com/ada/kite", "description": "It flies."},
        {"name": "A kite that sings", "description": "It sings."},
    ]  # fmt: skip
    assert "all that I ever made" in said(site.lost)


def test_projects_stand_as_their_page_has_them() -> None:
    project = "---\ntitle: {}\ncategory: {}\nimportance: {}\nmeta: {}\n---\nIt flies.\n"
    link = "'<a href=\"https://github.com/ada/kite\">Code</a>'"
    site = read(held({
        "_config.yml": "first_name: Ada\nlast_name: Poe\nscholar:\n  x: 1\n",
        "_bibliography/papers.bib": "@misc{a, title={Wind}, author={Poe, Ada}}",
        "_pages/projects.md": "---\ntitle: Projects\ndisplay_categories: [work, fun]\n---\n",
        "_projects/a.md": project.format("A", "fun", 1, link),
        "_projects/b.md": project.format("B", "work", 2, "2017 - 2019"),
        "_projects/c.md": project.format("C", "work", 1, "''"),
    }))  # fmt: skip
    assert [one["name"] for one in values(site, "project")] == ["C", "B", "A"]
    assert values(site, "project")[2]["code_url"] == "https://github.com/ada/kite"
    assert 'Of the project "B" this has no place: 2017 - 2019' in said(site.lost)


def test_news_in_one_paragraph_and_courses() -> None:
    course = "---\ntitle: Winds\ntype: Undergraduate course\ndate: 2019-01-01\n---\n"
    course += "[Course](https://x.example.org/winds)\n"
    about = "---\npermalink: /\n---\nHello.\n\n## News\n\n"
    about += "**May 2024**: A kite flew.<br>\n"
    about += "**March 2023**: A [kite](https://x.example.org) fell.\n"
    site = read(held({"_config.yml": "author:\n  name: Ada Poe\n", "_teaching/winds.md": course,
                      "_pages/about.md": about}))  # fmt: skip
    assert values(site, "news") == [
        {"date": "2024-05", "text": "A kite flew."},
        {"date": "2023-03", "text": "A [kite](https://x.example.org) fell."},
    ]
    assert values(site, "teaching") == [
        {"title": "Winds", "role": "Undergraduate course", "term": "2019",
         "url": "https://x.example.org/winds"},
    ]  # fmt: skip
    assert not site.lost
