"""Sites of Hugo's themes as people keep them: other places, other forms, half filled in."""

import pytest

from publications.sites import read_site
from publications.sites.base import PERSON
from publications.sites.files import memory_files
from tests.test_sites_hugo import WEFT, facts, held


def read(files, name="x"):
    return read_site(memory_files(name, {path: text.encode() for path, text in files.items()}))


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
