"""Papers in lists that people write by hand, and the addresses beside them."""

import pytest

from publications.sites.links import identifier_in, is_sure, paper_link
from publications.sites.lists import papers_in_list
from publications.sites.places import RootPlaces

from .jekyll_sites import held, read, said

BOTH = "Ada Poe, Bo Li"


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


@pytest.mark.parametrize(
    ("entry", "authors", "year"),
    [
        ("(2021) **Ada Poe**, Bo Li. How to fly a kite? *Kites*, 5, 1-10.", BOTH, "2021"),
        ("[How to fly a kite](https://x.org), Ada Poe, Bo Li, Kites 2021", BOTH, "2021"),
        ("How to fly a kite. Ada Poe, Bo Li. Kites 2021.", BOTH, "2021"),
        ("How to fly a kite, with A. Poe and B. Li, Kites 2021.", "A. Poe, B. Li", "2021"),
        ("How to fly a kite (with Bo Li), Kites 2021.", BOTH, "2021"),
        ("Poe A, Li B. How to fly a kite. Kites. 2020;12(3):1-10.", "A Poe, B Li", "2020"),
        ("Poe, Ada, and Bo Li. 2020. “How to fly a kite.” *Kites* 12 (3): 1–10.", BOTH, "2020"),
        ("**[C1]** Ada Poe, Bo Li, “How to fly a kite”, in Kites, 2020", BOTH, "2020"),
        ("Ada Poe, Bo Li (2020), How to fly a kite, Journal of Kites 12(3), 1-10.", BOTH, "2020"),
        ("Ada Poe & Bo Li (in press). How to fly a kite. Journal of Kites.", BOTH, "None"),
    ],
)  # fmt: skip
def test_styles_of_entries(entry: str, authors: str, year: str) -> None:
    places = RootPlaces(held({"a.md": ""}), "a.md")
    (found,) = papers_in_list(f"- {entry}", places, "a.md", ["Ada Poe"])
    assert found.record.title.rstrip("?") == "How to fly a kite"
    assert ", ".join(name.full for name in found.record.authors) == authors
    assert str(found.record.issued) == year
    assert found.record.container_title.endswith("Kites")


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

## Review articles

- **Water over wind**<br>Ada Poe, Bo Li<br>Reviews of Kites, 2021

## Reviews

Here are the journals that I regularly review for, with all my heart.

- Journal of Kites
- Dover & Sons Online – International Journal of Winds
"""
    config = "author:\n  name: Ada Poe\n"
    site = read(held({"_config.yml": config, "_pages/about.md": "---\npermalink: /\n---\nHello.",
                      "_pages/publications.md": page}))  # fmt: skip
    assert [one.record.title for one in site.papers] == ["Wind over water", "Water over wind"]
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
