"""Sites of Hugo's themes as people keep them: other places, other forms, half filled in."""

import pytest

from publications.sites import read_site
from publications.sites.base import ACTIVITY, NEWS, PERSON, POSITION, PROJECT, SECTION, TEACHING
from publications.sites.files import memory_files
from tests.test_sites_hugo import OWNER, TALK, WEFT, facts, held


def read(files, name="x"):
    held_files = {
        path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()
    }
    return read_site(memory_files(name, held_files))


ALEX = """slug: me
is_owner: true
name: {display: 'Dr Ada van Quill', given: Ada, family: van Quill}
bio: Alex Johnson is a Senior AI Research Scientist at Meta AI.
links:
- {icon: brands/github, url: 'https://github.com/example'}
- {icon: academicons/orcid, url: 'https://orcid.org/0000-0002-1825-0097'}
- {icon: at-symbol, url: 'mailto:alex.johnson@example.com'}
- {icon: house, url: /#contact}
- {icon: globe, url: 'https://ada.example.org'}
education:
- {degree: PhD Weaving, institution: Silk College, button: {url: 'https://thesis.example.org'}}
- {degree: MS Computer Science, institution: Carnegie Mellon University}
- {degree: , institution: }
experience:
- {role: , org: , button: {url: /}}
awards:
- {title: , awarder: }
skills:
- {name: , items: [{label: , level: }]}
"""


def test_sample_of_the_newer_theme_and_empty_entries_are_not_hers():
    site = read_site(memory_files("x", {
        "data/authors/me.yaml": ALEX.encode(), "content/publications/weft.md": WEFT.encode(),
    }))  # fmt: skip
    assert (site.owner.name.given, site.owner.name.family) == ("Ada", "van Quill")
    assert [(fact.kind, dict(fact.values)) for fact in site.owner.facts] == [
        ("person", {}),
        ("link", {"kind": "web", "value": "https://ada.example.org", "label": ""}),
        ("degree", {"degree": "PhD", "field": "Weaving", "institution": "Silk College",
                    "url": "https://thesis.example.org"}),
        ("section", {"kind": "publications"}),
    ]  # fmt: skip
    told = "\n".join(map(str, site.remarks))
    assert "3 sample links" in told
    assert "1 sample degree " in told
    assert "1 sample text " in told


@pytest.mark.parametrize(
    ("english", "french"), [("content/english", "content/french"), ("content/", "content-fr")]
)
def test_languages_live_where_the_settings_say(english, french):
    config = 'baseURL = "https://quill.example.net"\ndefaultContentLanguage = "fr"\n'
    config += f"[languages.en]\ncontentDir = '{english}'\n"
    config += f"[languages.fr]\ncontentDir = '{french}'\n"
    files = {
        path.replace("content/en", english.rstrip("/")).replace("content/fr", french): text
        for path, text in held(**{"config/_default/config.toml": config}).items()
    }
    site = read_site(memory_files("x", files))
    assert site.owner.name.full == "Ada Quill"
    assert facts(site, PERSON)[0].values["bio"].startswith("I weave")
    assert [paper.record.title for paper in site.papers] == [
        "Warp: Weaving Without Threads",
        "Weft",
    ]


@pytest.mark.parametrize(
    ("line", "kind", "told"),
    [
        ("In Reed, B., Lin, M. (Eds.), *Weaving well* (pp. 25--27). Lyon: Silk Press", "6",
         {"container_title": "Weaving well", "pages": "25–27", "publisher": "Silk Press",
          "publisher_place": "Lyon"}),
        ("*Looms & Yarn*, 23(3): 114", "2",
         {"container_title": "Looms & Yarn", "volume": "23", "issue": "3", "pages": "114"}),
        ("Looms & Yarn, 23(3): 114", "2",
         {"container_title": "Looms & Yarn", "volume": "23", "issue": "3", "pages": "114"}),
        ("*arXiv preprint arXiv:2507.10878*", "2",
         {"container_title": "arXiv", "arxiv_id": "2507.10878", "type": "article"}),
        ("Annals of Looms 3 (2019), 12–34", "2",
         {"container_title": "Annals of Looms", "volume": "3", "issue": "", "pages": "12–34"}),
        ("*Annals of Looms* 3 (2019), 12–34", "2",
         {"container_title": "Annals of Looms", "volume": "3", "issue": "", "pages": "12–34"}),
        ("Best Paper Award", "1", {"container_title": "", "awards": ("Best Paper Award",)}),
        ("In: *Handbook of Looms*, edited by B. Reed", "6",
         {"container_title": "Handbook of Looms", "extra": {"publication": "edited by B. Reed"}}),
        ("*Proc. Looms* (Vol. 12, pp. 3-9). ACM", "1",
         {"container_title": "Proc. Looms", "volume": "12", "pages": "3–9"}),
        ("*Looms on Show* (LOS)", "1",
         {"container_title": "Looms on Show", "container_short": "LOS"}),
        ("LOOM 2020 Best Paper Award", "1",
         {"container_title": "LOOM", "awards": ("Best Paper Award",)}),
        ("Best Practices in Weaving", "2",
         {"container_title": "Best Practices in Weaving", "awards": ()}),
        ("Berlin: Loomwork AG", "4",
         {"container_title": "", "publisher": "Loomwork AG", "publisher_place": "Berlin"}),
        ("Silk University Press", "5", {"publisher": "Silk University Press"}),
        ("Technical Report: Looms", "4", {"container_title": "Technical Report: Looms"}),
        ("PhD thesis, Silk College", "7", {"container_title": "", "publisher": "Silk College"}),
    ],
)  # fmt: skip
def test_lines_of_venues(line, kind, told):
    page = WEFT.replace("*Journal of Looms, 3*(2)", line).replace('["2"]', f'["{kind}"]')
    site = read(held(**{"content/en/publication/weft.md": page}))
    (weft,) = (paper.record for paper in site.papers if paper.record.title == "Weft")
    assert {name: getattr(weft, name) for name in told} == told
    assert [name.full for name in weft.editors] == (["B. Reed", "M. Lin"] if "Eds" in line else [])


def member(name, groups="", role="", more=""):
    groups = f"user_groups: [{groups}]\n" if groups else ""
    return f"---\ntitle: {name}\nrole: {role}\n{groups}{more}---\n{name} weaves.\n"


PEOPLE_PAGE = """---
title: People
sections:
- block: people
  content: {user_groups: [Heads, Our Team], sort_by: Params.weight}
- block: hero
  content: {title: Loom Lab, text: We weave by day and dye by night.}
---
"""
LAB = {
    "hugo.yaml": "title: Loom Lab\nbaseURL: https://lab.example.edu/\n"
    "languages: {en: {params: {description: Weavers of Lyon}}}\n",
    "content/authors/bo/_index.md": member("Bo Reed", "our team", "Principal Research Fellow"),
    "content/authors/ada/_index.md": member("Ada Quill", "Our team", "PhD student", "weight: 2\n"),
    "content/authors/mei/_index.md": member("Mei Lin", "Heads", "Weaver"),
    "content/authors/silk/_index.md": member("Silk", "Our team"),
    "content/authors/uma/_index.md": member("Uma Weft", "Visitors"),
    "content/_index.md": PEOPLE_PAGE,
    "content/events/day.md": TALK.replace("On looms", "Loom day"),
    "assets/media/logo.svg": "<svg></svg>",
    "assets/media/logo.png": "picture",
}


def test_a_lab_is_whom_its_pages_show():
    site = read(LAB)
    assert site.owner is None
    assert dict(site.lab.values) == {
        "name": "Loom Lab", "tagline": "Weavers of Lyon",
        "description": "We weave by day and dye by night.",
        "url": "https://lab.example.edu",
    }  # fmt: skip
    assert site.lab.files == {"logo": "assets/media/logo.png"}
    assert [(one.name.full, one.membership["role"]) for one in site.people] == [
        ("Mei Lin", "faculty"), ("Ada Quill", "phd"), ("Bo Reed", "researcher"),
    ]  # fmt: skip
    assert any("Silk, Uma Weft" in problem.what for problem in site.remarks)
    assert any('"Loom day" belongs to the lab' in problem.what for problem in site.lost)


def test_groups_of_coauthors_make_no_lab():
    more = {
        f"content/en/authors/{name.lower()}/_index.md": member(f"{name} Weft", groups)
        for name, groups in (("Uma", "Visitors"), ("Ivo", "Visitors"), ("Pia", ""), ("Lea", ""))
    }
    assert read(held(**more)).owner.name.full == "Ada Quill"


def test_team_without_authors_is_a_lab():
    site = read({
        "config.toml": "title = 'Loom Center Lyon'\n[params]\nname = 'Loom Center Lyon'",
        "content/home/about.md": "+++\nwidget = 'about'\n+++\nWe are weavers.\n",
        "content/home/work.md": "+++\nwidget = 'custom'\ntitle = 'Work'\n+++\n" + "We weave. " * 9,
        "content/team/ada/index.md": "+++\ntitle = ' Ada Quill'\nsubtitle = 'PhD student'\n"
        "url_custom = [{icon = 'envelope', url = 'mailto:ada@looms.example.edu'}]\n+++\nWeaves.",
        "content/team/ada/portrait.png": "picture",
        "content/publication/weft.md": WEFT,
    })  # fmt: skip
    assert site.lab.values["description"] == "We are weavers."
    (ada,) = site.people
    assert ada.membership == {"role": "phd", "title": "PhD student"}
    assert ada.facts[0].values["email"] == "ada@looms.example.edu"
    assert ada.facts[0].files == {"portrait": "content/team/ada/portrait.png"}
    assert len(site.lost) == 1


def test_talks_and_projects_keep_all_their_links():
    links = """links:
- {type: site, url: 'https://weave.example.org'}
- {type: code, url: 'https://github.com/weave/weave'}
- {name: Paper, url: 'https://paper.example.org'}
"""
    site = read(held(**{
        "content/en/talk/looms/index.md": TALK.replace("date: 2020-05-06", """date: 2021-01-01
time_start: 2020-05-06 17:00:00
event_url: https://days.example.org
url_slides: slides/looms.pdf
url_video: https://youtu.be/abc""") + "{{< youtube abcdefg >}}\n{{< figure src='a.png' >}}\n",
        "static/slides/looms.pdf": "%PDF-1.7",
        "content/en/project/weave/index.md": f"---\ntitle: Weave\n{links}---\nA loom.\n",
        "content/en/project/weave/notes.md": "---\ntitle: Notes\n---\n" + "A long note. " * 9,
        "content/en/software/loom/index.md":
            f"---\ntitle: Loom\nsummary: A tool for looms.\n{links}---\n",
        "content/en/courses/warps/index.md": "---\ntitle: Warps\n---\n" + "All on warps. " * 9,
    }))  # fmt: skip
    (talk,) = facts(site, ACTIVITY)
    assert (talk.values["date"], talk.values["url"]) == ("2020-05-06", "https://days.example.org")
    assert talk.values["description"] == (
        "[Video](https://youtu.be/abcdefg)\n\n"
        "[Slides](https://quill.example.net/slides/looms.pdf) · [Video](https://youtu.be/abc)"
    )
    (weave,) = (dict(fact.values) for fact in facts(site, PROJECT))
    assert weave == {
        "name": "Weave", "url": "https://weave.example.org",
        "code_url": "https://github.com/weave/weave",
        "description": "A loom.\n\n[Paper](https://paper.example.org)",
    }  # fmt: skip
    (course,) = facts(site, TEACHING)
    assert course.values["url"] == "https://quill.example.net/en/courses/warps/"
    (loom,) = (fact for fact in facts(site, SECTION) if fact.values["kind"] == "text")
    assert loom.values["body"].startswith("A tool for looms.\n\n[Site](https://weave.example.org)")
    lost = "\n".join(map(str, site.lost))
    assert '"Notes"' in lost
    assert '"Warps"' in lost


def test_news_among_the_publications_and_people_with_homes():
    more = {
        "content/en/publication/loom-won/index.md":
            "---\ntitle: Loom won\ndate: 2022-02-02\npublication_types: [news]\n---\nIt won.\n",
        "content/en/publication/weft.md": WEFT.replace(
            "draft = false", 'keywords = "*Looms, yarn"\ntags = ["*Weft"]'),
        "content/en/authors/bo/_index.md":
            member("Bo Reed", "", "", "external_link: https://bo.example.org\n"),
        "content/en/authors/mei/_index.md":
            member("Mei Lin", "", "", "links: [{icon: globe, url: 'https://mei.example.org'}]\n"),
    }  # fmt: skip
    site = read(held(**more))
    assert "Loom won: It won." in [fact.values["text"] for fact in facts(site, NEWS)]
    assert [paper.record.title for paper in site.papers] == [
        "Warp: Weaving Without Threads",
        "Weft",
    ]
    assert site.papers[1].record.keywords == ("Weft", "Looms", "yarn")
    assert site.coauthors == {
        "Bo Reed": "https://bo.example.org", "Mei Lin": "https://mei.example.org",
    }  # fmt: skip


def test_headings_part_a_biography_and_a_button_leads_to_the_cv():
    body = "## About\n\nI weave.\n\n## Experience\n\n- **2020–2022 – Weaver, Silk College**\n"
    front = "---\nsections:\n- block: resume-biography-3\n  content:\n    username: admin\n"
    site = read(held(**{
        "content/en/authors/admin/_index.md": OWNER.split("I weave")[0].replace(
            "- {icon: cv, link: files/cv.pdf}\n", "") + body,
        "content/en/_index.md": f"{front}    button: {{text: CV, url: files/cv.pdf}}\n---\n",
    }))  # fmt: skip
    (person,) = facts(site, PERSON)
    assert person.values["bio"] == "I weave."
    assert person.files["cv"] == "static/files/cv.pdf"
    assert "Silk College" in [fact.values["organization"] for fact in facts(site, POSITION)]


def test_further_lists_of_a_person_are_entries_or_told():
    data = """slug: ada
is_owner: true
name: {display: Ada Quill}
honors: [{title: Golden Shuttle, subtitle: Silk College, date: 2021–Current}]
teaching: [{role: Assistant, org: Silk College, date: 2020–2021, bullets: [Warps]}]
academic_service: [{title: Loom Committee, org: Silk College, date: 2019–2020}]
languages: [{name: French, label: Native}, {name: English}]
patents: [{title: A loom}]
"""
    site = read({"data/authors/ada.yaml": data, "content/publication/weft.md": WEFT})
    entries = [*facts(site, ACTIVITY)[:1], *facts(site, TEACHING), *facts(site, ACTIVITY)[1:]]
    assert [dict(fact.values) for fact in entries] == [
        {"kind": "award", "title": "Golden Shuttle", "organization": "Silk College",
         "date": "2021"},
        {"title": "Warps", "role": "Assistant", "term": "2020–2021", "institution": "Silk College"},
        {"kind": "service", "title": "Loom Committee", "organization": "Silk College",
         "date": "2020", "description": "2019–2020"},
    ]  # fmt: skip
    assert facts(site, SECTION)[0].values["body"] == "French (Native), English"
    assert any('"patents"' in problem.what for problem in site.lost)


def test_title_of_no_person_makes_no_owner_and_all_else_is_told():
    site = read({
        "config.toml": "title = 'My looms'",
        "content/publication/weft.md": WEFT,
        "content/talk/looms.md": TALK,
        "content/home/contact.md": "---\nwidget: contact\nemail: ada@looms.example.edu\n---\n",
    })  # fmt: skip
    assert (site.owner, site.lab) == (None, None)
    assert [problem.what.split('"')[1] for problem in site.lost] == [
        "On looms", "ada@looms.example.edu",
    ]  # fmt: skip


def test_person_with_the_name_of_a_sample_is_real():
    alex = OWNER.replace("Ada Quill", "Alex Johnson")
    assert (
        read(held(**{"content/en/authors/admin/_index.md": alex})).owner.name.full == "Alex Johnson"
    )


def test_references_and_named_pictures_are_found():
    body = """See {{% staticref "files/cv.pdf" %}}my CV{{% /staticref %}}, and
[that]({{< ref "post/loom/index.md#top" >}})."""
    site = read(held(**{
        "content/en/project/weave/index.md":
            f"---\ntitle: Weave\nimage_preview: weave.png\n---\n{body}\n",
        "static/img/weave.png": "picture",
    }))  # fmt: skip
    (weave,) = facts(site, PROJECT)
    assert weave.files == {"picture": "static/img/weave.png"}
    assert weave.values["description"] == (
        "See [my CV](https://quill.example.net/files/cv.pdf), and "
        "[that](https://quill.example.net/post/loom/#top)."
    )


def test_folder_of_members_is_a_lab():
    site = read({
        "hugo.yaml": "title: Looms of Lyon\n",
        "content/members/index.md": "---\ntitle: Members\n---\n",
        "content/members/ada/index.md": "---\ntitle: Ada Quill\nposition: PhD student\n---\n",
        "content/members/bo.md": "---\ntitle: Bo Reed\nposition: Professor\n---\n",
        "content/publication/weft.md": WEFT,
    })  # fmt: skip
    assert site.lab.values["name"] == "Looms of Lyon"
    assert [(one.name.full, one.membership["role"]) for one in site.people] == [
        ("Ada Quill", "phd"), ("Bo Reed", "faculty"),
    ]  # fmt: skip
    assert site.people[0].facts[0].values["headline"] == "PhD student"
