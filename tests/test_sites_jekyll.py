"""What sites made with Jekyll share: lists, citations, texts, what is broken; and real ones."""

import json
from pathlib import Path

import pytest

from publications.sites import READERS, Fact, recognize_site
from publications.sites.files import folder_files, memory_files
from publications.sites.jekyll_citations import citation_names, spoken
from publications.sites.jekyll_entries import Entry, span_of
from publications.sites.jekyll_text import without_liquid
from publications.sites.links import identifier_in, is_sure, paper_link
from publications.sites.lists import papers_in_list
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
    ("entry", "title", "authors", "venue"),
    [
        (
            "Poe, A., & Mill, J. B. (2020). The quiet lattice of maps. *Journal of Maps*, 12(3).",
            "The quiet lattice of maps", ["A. Poe", "J. B. Mill"], "Journal of Maps",
        ),
        (
            '**Ada Poe**, Wei Zhao. "A paper that has quotes". NeurIPS 2022. [[pdf](/files/a.pdf)]',
            "A paper that has quotes", ["Ada Poe", "Wei Zhao"], "NeurIPS",
        ),
        (
            "Wei Zhao, **Ada Poe**, and Jo Mill. **Bold title of the third kind**. *ICML*, 2021.",
            "Bold title of the third kind", ["Wei Zhao", "Ada Poe", "Jo Mill"], "ICML",
        ),
        (
            "[**The Gem of Kites**](/a). Nat B. Bird, Ada Poe, and David A. Wood. May 2011, Kites.",
            "The Gem of Kites", ["Nat B. Bird", "Ada Poe", "David A. Wood"], "Kites",
        ),
        (
            "**Plain bold title of a paper**, Ada Poe, Jo Mill, *NeurIPS 2020* (Spotlight)",
            "Plain bold title of a paper", ["Ada Poe", "Jo Mill"], "NeurIPS",
        ),
        (
            "A. Poe, W. Zhao. On the shape of plain lists. Annals of Lists 3 (2019), 12--34.",
            "On the shape of plain lists", ["A. Poe", "W. Zhao"], "Annals of Lists",
        ),
        (
            "**Duels of Bears** [[code](/a)]<br>Ada Poe<br>(To appear) In Conference on Bears 2021",
            "Duels of Bears", ["Ada Poe"], "Conference on Bears",
        ),
        (
            ("**A Title That Stops.**<br/>Ada Poe\\*, Bo Li\\*, and Cy Day, Proceedings of the 4th "
            "Workshop on Kites, (2022) vol. 3166, pp. 18-32."),
            "A Title That Stops", ["Ada Poe", "Bo Li", "Cy Day"],
            "Proceedings of the 4th Workshop on Kites",
        ),
        (
            ("Li B., **Poe A.**, Day C., Wind over water: A framework of kites, *Kites*. 2025. "
            "[paper](https://x.example.org/1) [slides]()"),
            "Wind over water: A framework of kites", ["B. Li", "A. Poe", "C. Day"], "Kites",
        ),
        (
            "Poe A.\\*, Li B.\\*, sa-KITE: A Kite That Flies, In *Advances in Kites*. 2024.",
            "sa-KITE: A Kite That Flies", ["A. Poe", "B. Li"], "Advances in Kites",
        ),
        (
            ("Poe, A., Li B., and Day, C. (2024). Who flies best? Journal of Kites. "
            "https://doi.org/10.1234/kites-2024-0041."),
            "Who flies best?", ["A. Poe", "B. Li", "C. Day"], "Journal of Kites",
        ),
        (
            "**On winds and kites** <br> A.P., Bo Li <br> Kites and Winds (2024)",
            "On winds and kites", ["Ada Poe", "Bo Li"], "Kites and Winds",
        ),
        (
            "**Spaces of kites** <br> with Bo Li. Kite Reports (2023)",
            "Spaces of kites", ["Ada Poe", "Bo Li"], "Kite Reports",
        ),
    ],
)  # fmt: skip
def test_entries_of_lists(entry: str, title: str, authors: list[str], venue: str) -> None:
    files = held({"a.md": ""})
    (found,) = papers_in_list(f"- {entry}", RootPlaces(files, "a.md"), "a.md", ["Ada Poe"])
    assert found.record.title == title
    assert [name.full for name in found.record.authors] == authors
    assert found.record.container_title == venue


def test_a_thesis_is_of_whose_list_it_is() -> None:
    text = "- **Methods for kites**.<br/>(2022). University of X, Doctoral Thesis, 173pp. "
    places = RootPlaces(held({"a.md": ""}), "a.md")
    for names in ("", "Ada Poe, "):
        (found,) = papers_in_list(
            text.replace("(2022)", f"{names}(2022)"), places, "a.md", ["Ada Poe"]
        )
        assert [name.full for name in found.record.authors] == ["Ada Poe"]
        assert (found.record.type, str(found.record.issued)) == ("thesis", "2022")
        assert found.record.publisher == "University of X"


def test_headings_say_of_what_kind_papers_are() -> None:
    text = "## Preprints\n\n- **Winds of many kinds**.<br/>Ada Poe and Bo Li. To appear.\n"
    (found,) = papers_in_list(text, RootPlaces(held({"a.md": ""}), "a.md"), "a.md", ["Ada Poe"])
    assert found.record.type == "article"


def test_what_stands_among_papers_and_is_none_is_told() -> None:
    page = """---
title: Publications
---
## Papers

- **Wind over water**<br>Ada Poe, Bo Li<br>Journal of Kites, 2020
- Something of kites that names nobody at all (2019)

## Reviews

Here are the journals that I regularly review for, with all my heart.

- Journal of Kites
- Dover & Sons Online – International Journal of Winds
"""
    config = "author:\n  name: Ada Poe\n"
    site = read(held({"_config.yml": config, "_pages/about.md": "---\npermalink: /\n---\nHello.",
                      "_pages/publications.md": page}))  # fmt: skip
    assert [one.record.title for one in site.papers] == ["Wind over water"]
    assert "publications.md, Line 7" in said(site.lost)
    assert "Something of kites that names nobody at all" in said(site.lost)
    assert "with all my heart" in said(site.lost)
    assert site.owner
    told = [fact.values for fact in site.owner.facts]
    assert not any("research" in one for one in told)
    assert {"kind": "service", "title": "Journal of Kites"} in told


def test_papers_below_headings_and_on_other_pages_are_read_once() -> None:
    paper = (
        "{}\nKites, 2022 <br>\nBo Li, **Ada Poe**, Cy Day <br>\n[Paper](https://x.example.org/{})\n"
    )
    below = "".join(paper.format(f"\n## {title}", n) for n, title in enumerate(
        ("Kites: a flying system for water", "Winds of change: a slow system")))  # fmt: skip
    lists = "My work is on winds and on how they move over water.\n\n## Publications\n\n"
    lists += "* **On winds and kites** <br> Ada Poe, Bo Li <br> Winds (2024)\n"
    for title, text, count in (("Publications", below, 2), ("Research", lists, 1)):
        config = "author:\n  name: Ada Poe\n"
        site = read(held({"_config.yml": config, "_pages/a.md": f"---\ntitle: {title}\n---\n{text}",
                          "_pages/about.md": "---\npermalink: /\n---\nHello."}))  # fmt: skip
        assert len(site.papers) == count, title
        assert not site.lost
        assert site.owner
        research = site.owner.facts[0].values.get("research", "")
        assert research == (
            "" if count == 2 else "My work is on winds and on how they move over water."
        )


def test_entries_under_headings() -> None:
    text = """
### [NDSS'25][Distinguished Paper Award] Provably Odd Data ([Paper](https://x.example.org/a.pdf))
***Ada Poe**, Minna Xu, Bo Li*

We introduce the theory of certified things, and then we measure how odd they all are in the end.

### [CCS'24] Second Odd Paper of All ([Code](https://github.com/x/y))
***Ada Poe**, Bo Li*
"""
    first, second = papers_in_list(
        text, RootPlaces(held({"a.md": ""}), "a.md"), "a.md", ["Ada Poe"]
    )
    assert first.record.title == "Provably Odd Data"
    assert first.record.awards == ("Distinguished Paper Award",)
    assert str(first.record.issued) == "2025"
    assert first.record.summary.startswith("We introduce the theory")
    assert [name.full for name in second.record.authors] == ["Ada Poe", "Bo Li"]


def test_lists_of_other_things_are_no_papers() -> None:
    text = """
- I like hiking, swimming and running.
- My students: Bo Li, Minna Xu
- **Reviewer**: NeurIPS, ICML, ICLR 2022
- Best Poster Award, ICML 2020
- Organizer of the Workshop on Things, with Bo Li and Minna Xu
"""
    places = RootPlaces(held({"a.md": ""}), "a.md")
    assert papers_in_list(text, places, "a.md", ["Ada Poe"]) == []


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


@pytest.mark.parametrize(
    ("address", "doi", "is_whole"),
    [
        (
            "https://academic.oup.com/kites/article/doi/10.1093/kites/baac022/6565650",
            "10.1093/kites/baac022",
            False,
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf",
            "10.1101/2020.01.01.123456",
            False,
        ),
        ("https://doi.org/10.1007/978-3-319-1/12345", "10.1007/978-3-319-1/12345", True),
        (
            "https://www.tandfonline.com/doi/full/10.1080/17445760.2023.2272777",
            "10.1080/17445760.2023.2272777",
            True,
        ),
    ],
)
def test_addresses_of_publishers(address: str, doi: str, is_whole: bool) -> None:  # noqa: FBT001
    found = identifier_in(address)
    assert found
    assert (found.value, is_sure(found, address)) == (doi, is_whole)


@pytest.mark.parametrize(
    ("word", "address", "expected"),
    [
        ("dataset (Kites2M)", "https://x.example.org/d", ("data", "dataset (Kites2M)")),
        ("(PDF)", "https://x.example.org/p", ("pdf", "")),
        ("bib", "https://x.example.org/p", ("bibtex", "")),
        ("https://x.example.org/p", "https://x.example.org/p", ("website", "")),
        ("Paper", "https://dl.example.org/doi/pdf/10.1145/12345", ("pdf", "")),
        ("DOI", "https://x.example.org/thesis.pdf", ("pdf", "")),
    ],
)
def test_words_of_links(word: str, address: str, expected: tuple[str, str]) -> None:
    kind, label = paper_link(word, address)
    assert (kind, "" if label == "DOI" else label) == expected


@pytest.mark.parametrize("prefix", ["http://Poe.example.org", "https://www.poe.example.org", ""])
def test_files_of_a_site_are_found_however_its_host_is_written(prefix: str) -> None:
    files = held({"files/x.pdf": "", "_publications/a.md": ""})
    places = RootPlaces(files, "_publications/a.md", "https://poe.example.org")
    assert places.document(f"{prefix}/files/x.pdf") == "files/x.pdf"
    assert places.document("https://other.example.org/files/x.pdf") == ""
    assert places.outside("doi:10.1234/abc") == "https://doi.org/10.1234/abc"


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
