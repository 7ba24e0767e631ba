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
