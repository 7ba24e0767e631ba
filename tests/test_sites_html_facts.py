"""Heads and sections of home pages in HTML, each in a few lines of imaginary people."""

import pytest

from publications.sites import read_site
from publications.sites.files import memory_files
from tests.test_sites_html_forms import HEAD, PAPER, facts, page


def one(markup, kind):
    (fact,) = facts(page(f"{HEAD}{PAPER}{markup}"), kind)
    return fact


def files_of(markup, kind, *held):
    files = {"index.html": markup.encode(), **dict.fromkeys(held, b"x")}
    site = read_site(memory_files("ada.github.io", files))
    return [dict(fact.files) for fact in site.owner.facts if fact.kind == kind]


def test_links_that_are_pictures():
    icons = (
        "<p><a href='cv.pdf'><img src='icons/c.png' height=16></a> / "
        "<a href='https://www.linkedin.com/in/ada'><img src='icons/l.png' height=16></a> / "
        "<a href='https://scholar.google.com/citations?user=A'><i class='ai ai-google-scholar'></i>"
        "</a> / <a href='mailto:ada@quill.example'><svg><path d='M1'/></svg></a> / "
        "<a href='https://blog.example/' aria-label='Blog'><i class='fa fa-fw fa-book'></i></a></p>"
    )
    site = page(HEAD + icons + PAPER, held=["cv.pdf"])
    told = [(fact["kind"], fact["label"]) for fact in facts(site, "link") if "label" in fact]
    assert told == [("cv", ""), ("linkedin", ""), ("google-scholar", ""), ("web", "Blog")]
    (person,) = facts(site, "person")
    assert person["email"] == "ada@quill.example"
    assert person["bio"] == "I study looms at a school of weaving."


def test_what_shows_the_form_of_an_address_is_none():
    site = page(f"{HEAD}<p>firstname@weaving.example</p>{PAPER}")
    assert facts(site, "link") == []
    assert "email" not in facts(site, "person")[0]


def test_address_of_the_page_in_a_named_meta():
    site = page(f"<meta name='og:url' content='https://ada.example/'>{HEAD}{PAPER}")
    assert site.address == "https://ada.example"


def test_entries_parted_by_breaks():
    site = page(
        f"{HEAD}<h3>News</h3><span><b>[Sept 2023]</b> One thing.<br><b>[Jul 2023]</b> Another.<br>"
        f"</span>{PAPER}<h2>Awards</h2><span>First Award, 2023<br>Second Award, Loom Fair 2018<br>"
        "<a href='https://f.example/'>Third Fellowship</a> 2017<br></span>"
    )
    told = [(fact["date"], fact["text"]) for fact in facts(site, "news")]
    assert told == [("2023-09", "One thing."), ("2023-07", "Another.")]
    titles = [(fact["title"], fact.get("url")) for fact in facts(site, "activity")]
    assert titles == [
        ("First Award", None),
        ("Second Award, Loom Fair", None),
        ("Third Fellowship", "https://f.example/"),
    ]


def test_pictures_that_entries_share_are_no_logos():
    jobs = "<section><h2>Experience</h2>{}</section>"
    job = "<div><img src='{}.png'><p><b>Intern</b>, Loom {} <br> 2022</p></div>"
    apart = jobs.format(job.format("a", "A") + job.format("b", "B"))
    told = files_of(HEAD + PAPER + apart, "position", "a.png", "b.png")
    assert told == [{"logo": "a.png"}, {"logo": "b.png"}]
    shared = "<img src='a.png'>" + "<p><b>Intern</b>, Loom A<br>2022</p>" * 2
    told = files_of(HEAD + PAPER + jobs.format(shared), "position", "a.png")
    assert told == [{}, {}]


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ("<b>Visiting Researcher</b>, <b>Loom Lab</b>, Seoul <br> 2022",
         ("Loom Lab, Seoul", "Visiting Researcher", "2022", "2022")),
        ("<b>Republic of Looms Air Force</b>, Silk City, Loomland<br>2015 - 2017",
         ("Republic of Looms Air Force", None, "2015", "2017")),
        ("Intern@Silk<br>2019 - 2020", ("Silk", "Intern", "2019", "2020")),
    ],
)  # fmt: skip
def test_jobs(entry, values):
    job = one(f"<h2>Employement</h2><p>{entry}</p>", "position")
    keys = ("organization", "title", "starts_on", "ends_on")
    assert tuple(map(job.get, keys)) == values


def test_jobs_told_in_sentences_stay_text():
    site = page(
        f"{HEAD}{PAPER}<h2>Experience</h2><ul><li>I spent the summer of 2019 working with the "
        "<a href='https://silk.example'>Silk</a> team.</li></ul>"
    )
    assert facts(site, "position") == []
    assert "I spent the summer of 2019" in facts(site, "section")[-1]["body"]


def test_projects_keep_what_belongs_to_them():
    introduction = "I make looms for all who weave, and for some who do not, in many ways. " * 2
    site = page(
        f"{HEAD}{PAPER}<h2>Projects</h2><p>{introduction}</p><table><tr><td>"
        "<a href='https://v.example/'><b>Warp Forge</b></a><br><em>Looms</em><p>A platform.</p>"
        "<p><strong>Tech:</strong> Python</p></td></tr></table>"
    )
    (project,) = facts(site, "project")
    assert (project["name"], project["contribution"]) == (
        "Warp Forge",
        "Looms A platform. Tech: Python",
    )
    assert facts(site, "section")[-2]["body"].startswith("I make looms for all")
    long = "A loom of very many words " * 12
    project = one(f"<h2>Projects</h2><ul><li>{long}</li></ul>", "project")
    assert project["name"].endswith("…")
    assert project["description"].endswith("many words")


QUOTED = (
    "Oct 2020: School of Weaving: \"Two Looms\" (for <a href='https://lin.example/'>Prof. Lin</a>) "
    "<a href='https://www.youtube.com/watch?v=a'>video</a>"
)


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ("<a href='https://t.example/t.pdf'>The Sweet Loom</a> at Loom Workshop, 2021.",
         ("The Sweet Loom", "Loom Workshop", "2021", "https://t.example/t.pdf")),
        (QUOTED, ("Two Looms", "School of Weaving", "2020-10", "https://www.youtube.com/watch?v=a")),
        ("A talk (in conjunction with Looms 2020)",
         ("A talk (in conjunction with Looms 2020)", None, "2020", None)),
    ],
)  # fmt: skip
def test_talks(entry, values):
    talk = one(f"<h2>Invited Talks</h2><p>{entry}</p>", "activity")
    assert tuple(map(talk.get, ("title", "organization", "date", "url"))) == values


def test_courses_lead_to_no_teacher():
    course = one(
        "<h2>Teaching</h2><p><b>On Looms (CS 188)</b>, University of Looms <br> Teaching Assistant "
        "with Prof. <a href='https://lin.example/'>Mei Lin</a><br>Spring 2017</p>",
        "teaching",
    )
    assert course == {
        "code": "CS 188",
        "title": "On Looms",
        "institution": "University of Looms",
        "role": "Teaching Assistant",
        "term": "Spring 2017",
    }


def test_head_below_a_navigation():
    site = page(
        "<title>Ada Quill - Home</title><div><a href='#p'>Papers</a><a href='cv.pdf'>CV</a></div>"
        "<h1>Ada Quill (she/her)</h1><p>PhD Student, School of Weaving</p>"
        "<p>ada [at] weaving [dot] edu</p><p>I study looms.</p><ul><li>"
        "<a href='https://orcid.org/0000-0002-1825-0097'><img src='orcid.svg' alt='ORCID'></a></li>"
        f"</ul>{PAPER}"
    )
    (person,) = facts(site, "person")
    assert person == {
        "headline": "PhD Student, School of Weaving",
        "pronouns": "she/her",
        "bio": "I study looms.",
        "email": "ada@weaving.edu",
    }
    assert [fact["kind"] for fact in facts(site, "link")] == ["email", "cv", "orcid"]


def test_a_date_in_bold_is_no_part_of_its_news():
    items = "<ul><li><b>03/2024</b>: We moved.</li><li><b>Jan 2024</b> - We came.</li></ul>"
    site = page(f"{HEAD}<h2>News</h2>{items}{PAPER}")
    told = [(fact["date"], fact["text"]) for fact in facts(site, "news")]
    assert told == [("2024-03", "We moved."), ("2024-01", "We came.")]


def test_a_field_of_study_right_behind_its_degree():
    fact = one("<h2>Education</h2><ul><li>B.S. Mathematics, Loom College, 2018</li></ul>", "degree")
    assert (fact["field"], fact["institution"]) == ("Mathematics", "Loom College")


def test_dates_in_a_column_of_their_own():
    row = "<tr><td>{}</td><td>{}</td></tr>"
    news = row.format("05/2021", "One paper accepted.") + row.format("Apr. 2020", "New job.")
    awards = row.format("2021", "Best Loom Award") + row.format("2019 - 2020", "Silk Fellowship")
    site = page(
        f"{HEAD}<h2>News</h2><table>{news}</table>{PAPER}<h2>Awards</h2><table>{awards}</table>"
    )
    told = [(fact["date"], fact["text"]) for fact in facts(site, "news")]
    assert told == [("2021-05", "One paper accepted."), ("2020-04", "New job.")]
    told = [(fact["date"], fact["title"]) for fact in facts(site, "activity")]
    assert told == [("2021", "Best Loom Award"), ("2019", "Silk Fellowship")]


@pytest.mark.parametrize(
    ("row", "cell"), [("<tr>{}</tr>", "<td>{}</td>"), ("<div>{}</div>", "<div>{}</div>")]
)
def test_what_stands_beside_a_date_is_one_entry(row, cell):
    form = row.format(cell * 2) * 2
    form = f"<table>{form}</table>" if "td" in cell else form
    jobs = form.format(
        "2023 – present", "<b>Research Scientist</b>, Loom University<br>Weaves with Bo Reed",
        "Summer 2021", "Intern, Acme Threads",
    )  # fmt: skip
    courses = form.format(
        "Fall 2022", "LM 101: Introduction to Looms (Teaching Assistant)",
        "Spring 2021", "LM 202: Advanced Looms",
    )  # fmt: skip
    site = page(f"{HEAD}{PAPER}<h2>Experience</h2>{jobs}<h2>Teaching</h2>{courses}")
    first, second = facts(site, "position")
    assert (first["organization"], first["title"]) == ("Loom University", "Research Scientist")
    assert (first["starts_on"], first["description"]) == ("2023", "Weaves with Bo Reed")
    assert (second["organization"], second["title"]) == ("Acme Threads", "Intern")
    assert (second["starts_on"], second["ends_on"]) == ("2021", "2021")
    told = [(one["code"], one["title"], one["term"]) for one in facts(site, "teaching")]
    assert told == [
        ("LM 101", "Introduction to Looms", "Fall 2022"),
        ("LM 202", "Advanced Looms", "Spring 2021"),
    ]


def test_entries_under_headings_of_their_own():
    site = page(
        f"{HEAD}{PAPER}<h2>Education</h2><h3>University of Silk</h3><p>Ph.D. in Looms, 2015 - 2020"
        "</p><p>Advisor: <a href='https://lin.example'>Mei Lin</a></p><h2>Experience</h2>"
        "<h3>Research Intern, Google Research</h3><p>Summer 2019</p><p>Worked on looms.</p>"
        "<h3>Software Engineer</h3><p>Silk Inc, 2015</p>"
    )
    (degree,) = facts(site, "degree")
    assert degree == {
        "degree": "Ph.D.",
        "field": "Looms",
        "institution": "University of Silk",
        "advisors": "Mei Lin",
        "starts_on": "2015",
        "year": 2020,
    }
    jobs = [
        (job["organization"], job["title"], job["starts_on"]) for job in facts(site, "position")
    ]
    assert jobs == [
        ("Google Research", "Research Intern", "2019"),
        ("Silk Inc", "Software Engineer", "2015"),
    ]


def test_projects_with_links_behind_their_names():
    site = page(
        f"{HEAD}{PAPER}<h2>Projects</h2><ul><li><b>Warp Forge</b>: a loom in the browser. "
        "[<a href='https://github.com/ada/warp'>code</a>]</li><li><a href='https://weft.example/'>"
        "Weft</a> - a tool for weft <a href='https://youtu.be/x'>video</a></li></ul>"
    )
    first, second = facts(site, "project")
    assert first == {
        "name": "Warp Forge",
        "code_url": "https://github.com/ada/warp",
        "contribution": "a loom in the browser.",
    }
    assert (second["name"], second["url"]) == ("Weft", "https://weft.example/")
    assert second["description"] == "a tool for weft [video](https://youtu.be/x)"


def test_a_way_to_the_whole_cv_is_its_link():
    more = (
        "<h2>Awards</h2><ul><li>Loom Prize, 2021</li></ul><p><a href='cv.pdf'>View full CV</a></p>"
    )
    site = page(HEAD + PAPER + more, held=["cv.pdf"])
    assert [link["kind"] for link in facts(site, "link")] == ["cv"]
    assert [award["title"] for award in facts(site, "activity")] == ["Loom Prize"]


def test_when_a_page_was_changed_is_its_footer():
    site = page(f"{HEAD}<p>This page was last updated on 14 January 2023.</p>{PAPER}")
    assert facts(site, "person")[0]["footer"].endswith("updated on 14 January 2023.")


def test_a_job_is_all_that_stands_in_an_entry_of_a_list():
    entry = "<li><div>{}</div><div>{}</div><div>{}</div></li>"
    site = page(
        f"{HEAD}{PAPER}<h2>Experience</h2><ul>{entry.format('Intern', 'Acme Looms', '2020 - 2021')}"
        f"{entry.format('Engineer', 'Silk Threads', '2018 - 2019')}</ul>"
    )
    told = [(job["organization"], job["title"], job["starts_on"])
            for job in facts(site, "position")]  # fmt: skip
    assert told == [("Acme Looms", "Intern", "2020"), ("Silk Threads", "Engineer", "2018")]


@pytest.mark.parametrize(
    ("told", "email"),
    [("ada@looms.example.net", "ada@looms.example.net"), ("ada [at] looms.net", "ada@looms.net"),
     ("ada the weaver", "")],
)  # fmt: skip
def test_what_a_link_for_email_says(told, email):
    site = page(f"{HEAD}<p><a href='mailto:{told}'>Mail</a></p>{PAPER}")
    assert facts(site, "person")[0].get("email", "") == email


def test_several_days_date_a_talk():
    talk = "<ul><li>{}: Warp and Weft at Loom Days</li></ul>"
    for days in ("19-21 Mar 2023", "March 19–21, 2023", "19 Mar 2023"):
        (told,) = facts(page(f"{HEAD}{PAPER}<h2>Talks</h2>{talk.format(days)}"), "activity")
        assert (told["title"], told["date"]) == ("Warp and Weft", "2023-03-19")
