"""Sites of Hugo's themes as people keep them: other places, other forms, half filled in."""

import pytest

from publications.sites import read_site
from publications.sites.base import PERSON
from publications.sites.files import memory_files
from tests.test_sites_hugo import WEFT, facts, held


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
