"""What sites made with Jekyll share: lists, citations, texts, what is broken; and real ones."""

import json
from pathlib import Path

import pytest

from publications.sites import READERS, Fact, recognize_site
from publications.sites.files import folder_files, memory_files
from publications.sites.jekyll_citations import citation_names, spoken
from publications.sites.jekyll_entries import Entry, span_of
from publications.sites.jekyll_text import without_liquid
from publications.sites.markdown import clean_markdown
from publications.sites.names import read_byline
from publications.sites.places import RootPlaces

from .jekyll_sites import SAMPLES, held, read, said

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus"
SITES = [
    path
    for kind in ("alfolio", "academicpages")
    if (CORPUS / kind).is_dir()
    for path in sorted((CORPUS / kind).iterdir())
    if path.is_dir()
]


def test_the_kind_is_recognized() -> None:
    assert recognize_site(folder_files(SAMPLES / "alfolio")).key == "alfolio"
    assert recognize_site(folder_files(SAMPLES / "academicpages")).key == "academicpages"
    assert READERS["alfolio"].recognizes(held({"index.html": "<p>Hi</p>"})) == 0
    assert READERS["academicpages"].recognizes(held({"index.html": "<p>Hi</p>"})) == 0


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (
            'Merk, Eric., Tom Berg, Peter J. Loewe, and Mir Lapp. (2022). "Wind." <i>Kites</i>.',
            ["Eric Merk", "Tom Berg", "Peter J. Loewe", "Mir Lapp"],
        ),
        ('Arke, Logan and Sherr, Micah "Wind" <i>Kites</i>, 2021.', ["Logan Arke", "Micah Sherr"]),
        (
            "A. Alva-Gila, J. van de Weijer, and E. Garro, “Wind,” presented at Kites, 2017.",
            ["A. Alva-Gila", "J. van de Weijer", "E. Garro"],
        ),
        (
            "Chor, K., Basu Roy, S., Dub, K. A., & Weller, A. (2023, July). Wind. In Kites.",
            ["K. Chor", "S. Basu Roy", "K. A. Dub", "A. Weller"],
        ),
        ("Noor Haddad and Ann Lee. Wind. Kites, 2019.", ["Noor Haddad", "Ann Lee"]),
        ("cite", []),
    ],
)
def test_names_before_the_title_of_a_citation(citation: str, expected: list[str]) -> None:
    found = read_byline(spoken(citation_names(citation, "Wind"))).names
    assert [name.full for name in found if name.full] == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2019-2022", ("2019", "2022")),
        ("2019-22", ("2019", "2022")),
        ("2022-", ("2022", "")),
        ("Sep 2019 – present", ("2019-09", "")),
        ("May – Jun 2018", ("2018-05", "2018-06")),
        ("2015-09-01 - 2019-06-30", ("2015-09-01", "2019-06-30")),
        ("1921", ("1921", "1921")),
        ("some day", ("", "")),
    ],
)
def test_spans(text: str, span: tuple[str, str]) -> None:
    assert span_of(text) == span


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        (
            "Intern, Kite Works (May. 2021 - Aug. 2021)",
            "Intern, Kite Works",
            "May. 2021 - Aug. 2021",
        ),
        ("2015-2017: Lecturer", "Lecturer", "2015-2017"),
        ("Golden Kite, 2020", "Golden Kite", "2020"),
        ("No date at all", "No date at all", ""),
    ],
)
def test_entries_are_dated_by_their_text(text: str, title: str, when: str) -> None:
    entry = Entry(text).dated_by_text()
    assert (entry.title, entry.when.strip("()")) == (title, when)


def test_liquid_leaves_what_is_written() -> None:
    text = """{% if site.x %}gone{% endif %}[a]({{ '/a.pdf' | relative_url }}){:target="_blank"}
{% for post in site.posts %} {{ post.title }} {% endfor %}kept :tada: :no_such_sign: 10:30:15"""
    assert without_liquid(text).split() == ["[a](/a.pdf)", "kept", "🎉", "10:30:15"]


def test_addresses_are_those_of_the_site() -> None:
    places = RootPlaces(
        held({"assets/a.png": ""}), "_pages/b.md", "https://x.example.org/nest", "/blog/b/"
    )
    assert places.whole("/assets/a.png") == "https://x.example.org/nest/assets/a.png"
    assert places.whole("/nest/assets/a.png") == "https://x.example.org/nest/assets/a.png"
    assert places.whole("../c") == "https://x.example.org/nest/blog/c"
    assert places.whole("#top") == ""
    assert places.picture("/nest/assets/a.png") == "assets/a.png"
    assert places.picture("https://x.example.org/nest/assets/a.png") == "assets/a.png"


# What is broken


@pytest.mark.parametrize("kind", ["alfolio", "academicpages"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_cut_files_are_read_as_far_as_they_go(kind: str, share: float) -> None:
    whole = folder_files(SAMPLES / kind)
    cut = {path: whole.read(path)[: int(whole.size(path) * share)] for path in whole}
    assert READERS[kind].read(memory_files("cut", cut)).kind == kind


@pytest.mark.parametrize("kind", ["alfolio", "academicpages"])
@pytest.mark.parametrize(
    "value", ["[1, 2]", "{a: {b: c}}", "", "true", "'", "&a *a", "[[x]]", "- y"]
)
def test_odd_values_are_no_obstacle(kind: str, value: str) -> None:
    whole = folder_files(SAMPLES / kind)
    odd = {}
    for path in whole:
        text = whole.read(path).decode("utf-8", "replace")
        lines = [
            f"{line.partition(':')[0]}: {value}" if ":" in line and len(line) % 3 == 0 else line
            for line in text.splitlines()
        ]
        odd[path] = "\n".join(lines).encode() if path.endswith((".md", ".yml")) else b""
    assert READERS[kind].read(memory_files("odd", odd)).kind == kind


def test_a_broken_configuration_is_read_by_lines() -> None:
    config = "first_name: Ida # given\nlast_name: 'Holm'\nx: [\nurl: https://x.example.org\n"
    site = read(
        held(
            {
                "_config.yml": config,
                "_bibliography/papers.bib": "@article{k, title={Wind}, author={Holm, Ida}}",
            }
        )
    )
    assert site.owner
    assert site.owner.name.full == "Ida Holm"
    assert site.address == "https://x.example.org"
    assert "not well-formed" in said(site.remarks)


# Real sites, where they are present


@pytest.mark.skipif(not SITES, reason="The corpus is not here.")
@pytest.mark.parametrize("folder", SITES, ids=lambda path: path.name)
def test_real_sites(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text())
    files = folder_files(folder)
    reader = recognize_site(files)
    assert reader.key == expected["kind"]
    site = reader.read(files)
    told = site.owner.name.full if site.owner else str((site.lab or Fact("", {})).values["name"])
    assert told.split()[0] in expected["person"]
    titles = {one.record.title.lower() for one in site.papers}
    for sample in expected["samples"]:
        title = (sample.get("title_raw") or sample["title"]).strip("{}").lower()
        assert any(title[:50].replace("{", "") in one for one in titles)
    if not site.lab:  # its list has four papers twice
        assert len(site.papers) >= 0.97 * expected["publications"]
    for one in site.papers:
        assert one.record.title
        assert one.record.where


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"of $3 \times 10^{-5}$, $x_i$ and *$y_i$*", r"of $3 \times 10^{-5}$, $x_i$ and *$y_i$*"),
        (r"a $$\sum_i x_i$$ b", r"a $\sum_i x_i$ b"),
        ("a\n\n$$\n\\sum_i x_i \\\\ y\n$$\n\nb", "a\n\n$$\\sum_i x_i \\\\ y$$\n\nb"),
        (r"a \\( x_i \\) b \( y \) and \(z_1\)", "a $x_i$ b ( y ) and $z_1$"),
        ("g $`x_1`$ b, [[pdf](https://a.org/b)]", "g $x_1$ b, \\[[pdf](https://a.org/b)\\]"),
        ("costs $5 and 10$ or $6.", r"costs \$5 and 10\$ or \$6."),
    ],
)
def test_formulas_stay_as_they_are_written(text: str, expected: str) -> None:
    assert clean_markdown(text, lambda address: address) == expected


def test_lists_within_lists_stay_within() -> None:
    text = "- Kites\n  - red\n    - dark\n  - blue\n- Winds"
    assert clean_markdown(text, lambda address: address) == text


def test_figures_leave_nothing_behind() -> None:
    body = """Kites fly.

<div class="row">
    <div class="col">
        {% include figure.liquid path="assets/img/kite.png" %}
    </div>
</div>
<div class="caption">
    Figure 1: a kite.
</div>
<!-- a note -->
"""
    files = {"_config.yml": "first_name: Ada\nlast_name: Poe\nscholar:\n  x: 1\n",
             "_bibliography/papers.bib": "@misc{a, title={Wind}, author={Poe, Ada}}",
             "_projects/kites.md": f"---\ntitle: Kites\nimportance: 1\n---\n{body}"}  # fmt: skip
    site = read(held(files))
    assert site.owner
    texts = [fact.values.get("description") for fact in site.owner.facts if fact.kind == "project"]
    assert texts == ["Kites fly.\n\nFigure 1: a kite."]
    assert "Pictures within texts were left out: 1 (_projects/kites.md)" in said(site.remarks)


def test_what_stands_beside_the_picture() -> None:
    front = """permalink: /
subtitle: Student of kites, <a href="#">Kite University</a><br>ada [at] kites.example.org<br>
profile:
  address: >
    <p><a href="https://github.com/adapoe">Github</a> | <a href="/assets/pdf/CV.pdf">Resume</a> |
    <a href="/assets/pdf/cv2.pdf">CV (long)</a> | <a href="https://kites.example.com">Club</a></p>
    <p>Room 5</p>
"""
    includes = "<table><tr><td>2021</td><td>First Prize of the Kites</td></tr>"
    includes += "<tr><td>2020</td><td>Second Prize of the Kites</td></tr></table>{{ page.x }}"
    site = read(held({
        "_config.yml": "first_name: Ada\nlast_name: Poe\nscholar:\n  x: 1\n",
        "_bibliography/papers.bib": "@misc{a, title={Wind}, author={Poe, Ada}}",
        "_pages/about.md": f"---\n{front}---\nHello.", "_includes/honors.html": includes,
        "assets/pdf/CV.pdf": "", "assets/pdf/cv2.pdf": "",
    }))  # fmt: skip
    assert site.owner
    person, *facts = site.owner.facts
    assert person.values["headline"] == "Student of kites, Kite University"
    assert person.values["email"] == "ada@kites.example.org"
    assert person.files["cv"] == "assets/pdf/CV.pdf"
    links = [fact.values for fact in facts if fact.kind == "link"]
    assert {"kind": "github", "value": "https://github.com/adapoe"} in links
    assert {"kind": "web", "value": "https://kites.example.com", "label": "Club"} in links
    assert any(fact.values.get("body") == "Room 5" for fact in facts)
    assert "a profile has one CV" in said(site.remarks)
    assert "_includes/honors.html" in said(site.lost)
