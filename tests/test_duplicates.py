"""Which entries are one work, and which only look alike."""

import gzip
import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.kit.dates import PartialDate
from portal.kit.text import fold
from publications.duplicates import Work, compatible_titles, family_key, same_work
from publications.likely_duplicates import likely_people, likely_publications
from publications.merge_publications import join_versions
from publications.merging import remember_different
from publications.models import Suggestion
from publications.records import Name, Record
from publications.titles import read_title
from tests.factories import make_publication, make_researcher

ANTHOLOGY = Path(__file__).parents[2] / "shared" / "data" / "anthology-5k.jsonl.gz"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("On the Motion of Rigid Kites", "on the motion of rigid kites."),
        ("Über Flügel: Eine Studie", "Uber Flugel - eine Studie"),
        ("Kites that Learn: Flying by Feeling", "Kites That Learn"),
        ("KITE: Learning to Fly by Feeling", "Learning to Fly by Feeling"),
        ("Sorting Kites in $O(n \\log n)$ Time", "Sorting kites in O(n log n) time"),
        ("An $\\alpha$-Approximation for Kites", "An α-approximation for kites"),
        ("Kites in H<sub>2</sub>O and Other Fluids", "Kites in H2O and other fluids"),
        ("Cooperative Kites in the Wild", "Co-operative kites in the wild"),
        ("How Kites Fly in Storms (preprint)", "How Kites Fly in Storms"),
        ("RETRACTED: How Kites Fly in Storms", "How Kites Fly in Storms"),
        ("[Retracted article] How Kites Fly in Storms", "How Kites Fly in Storms"),
        ("How Kites Fly in Storms, Part II", "How kites fly in storms. Part 2"),
        ("Learning to Fly a Kite in Strong Winds", "Learning to Fly a Kite in Stong Winds"),
        ("The Flight of the Kite in Wind", "Flight of a Kite in Wind"),
        ("Les cerfs-volants en vol (Kites in Flight)", "Les cerfs-volants en vol"),
    ],
)
def test_titles_of_one_work_are_compatible(one, two):
    assert compatible_titles(one, two)
    assert compatible_titles(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("How Kites Fly in Storms, Part I", "How Kites Fly in Storms, Part II"),
        ("How Kites Fly in Storms", "How Kites Fly in Storms II"),
        ("How Kites Fly in Storms: Part One", "How Kites Fly in Storms: Part Two"),
        ("Findings of the 2019 Kite Task", "Findings of the 2020 Kite Task"),
        ("Overview of the Kite Task", "Overview of the Kite Task 2019"),
        ("How Kites Fly in Storms", "Erratum: How Kites Fly in Storms"),
        ("How Kites Fly in Storms", "Correction to: How Kites Fly in Storms"),
        ("How Kites Fly in Storms", "Corrigendum to How Kites Fly in Storms"),
        ("How Kites Fly in Storms", "Reply to How Kites Fly in Storms"),
        ("How Kites Fly in Storms", "How Kites Fly in Storms: Reply"),
        ("How Kites Fly in Storms", "Comment on “How Kites Fly in Storms”"),
        ("How Kites Fly in Storms", "Retraction note: How Kites Fly in Storms"),
        ("How Kites Fly in Storms", "How Kites Fly in Storms (Extended Abstract)"),
        ("Supervised Learning of Kites", "Unsupervised Learning of Kites"),
        ("Flying Kites with Strings", "Flying Kites without Strings"),
        ("Microscopic Models of Kites", "Macroscopic Models of Kites"),
        ("Introduction", "Introduction: Kites"),
        ("Kites", "Kites and Their Strings in Wind"),
        ("A Survey of Kites", "A Survey of Kites and Balloons"),
        ("Learning to Fly a Kite", "Learning to Sail a Boat"),
        ("", ""),
    ],
)
def test_titles_of_two_works_are_not(one, two):
    assert not compatible_titles(one, two)
    assert not compatible_titles(two, one)


@pytest.mark.parametrize(
    "title",
    [
        "Editorial",
        "Announcements",
        "Publications Received",
        "Author Index",
        "Introduction",
        "Introduction to the Special Issue on Kites",
        "Call for Papers – 1983 ACL Meeting",
        "Message from the Program Chairs",
        "Front Matter",
        "In Memoriam",
        "",
    ],
)
def test_title_of_many_works_is_generic(title):
    assert read_title(title).is_generic


def test_title_that_tells_a_work_is_not_generic():
    assert not read_title("Introduction to Kites").is_generic
    assert not read_title("An Index of Refraction for Kites").is_generic


def work(title: str = "How Kites Fly in Storms", **fields: Any) -> Work:
    numbers = {"id": next(ids), "year": 2020, "type": "paper-conference"}
    authors = frozenset(fields.pop("authors", ["lovelace", "babbage"]))
    return Work(**{**numbers, "title": title, "authors": authors, **fields})


ids = itertools.count(1)


def told(a: Work, b: Work) -> tuple[str, bool] | None:
    """Return what both orders of the two say: the kind, and whether it is certain."""
    there, back = same_work(a, b), same_work(b, a)
    assert (there and (there.kind, there.is_certain)) == (back and (back.kind, back.is_certain))
    return there and (there.kind, there.is_certain)


def test_same_doi_and_compatible_title_is_one_entry_with_its_evidence():
    a = work(doi="10.1/kites", year=2019)
    b = work("Kite: how kites fly in storms", doi="10.1/kites", year=2023)
    found = same_work(a, b)
    assert found is not None
    assert (found.kind, found.is_certain) == ("same-entry", True)
    assert found.evidence == (
        "Both have the DOI 10.1/kites.",
        'The titles are compatible: "How Kites Fly in Storms" and "Kite: how kites fly in storms".',
    )


def test_one_doi_on_two_papers_is_two_papers():
    a, b = work(doi="10.1/kites"), work("Why Boats Do Not Sink at Sea", doi="10.1/kites")
    assert told(a, b) is None


def test_same_doi_without_a_common_author_is_asked():
    assert told(work(doi="10.1/k", authors=["li"]), work(doi="10.1/k", authors=["wu"])) == (
        "same-entry",
        False,
    )


def test_versions_of_an_arxiv_number_are_one():
    a = work(arxiv_id="2001.00001v1", type="article")
    b = work(arxiv_id="2001.00001v3", type="article", year=2022)
    assert told(a, b) == ("same-entry", True)


@pytest.mark.parametrize(
    "preprint",
    [
        {"type": "article", "arxiv_id": "2001.00001"},
        {"type": "article-journal", "container": "arXiv preprint arXiv:2001.00001"},
        {"type": "article-journal", "container": "CoRR"},
        {"type": "document", "doi": "10.48550/arxiv.2001.00001"},
        {"type": "article", "doi": "10.1101/2020.01.01.1"},
    ],
)
def test_preprint_and_published_paper_are_versions(preprint):
    published = work(doi="10.1145/1.2", container="Proceedings of Kites", year=2021)
    assert told(work(**preprint), published) == ("versions", True)


def test_preprint_is_found_by_its_number_on_the_published_paper_whatever_the_years():
    preprint = work(type="article", arxiv_id="2001.00001v2", year=2016)
    assert told(preprint, work(arxiv_id="2001.00001", doi="10.1145/1.2")) == ("versions", True)


def test_equal_title_year_and_author_are_one_entry():
    a, b = work(), work("How kites fly in storms.", year=2021, authors=["babbage"])
    assert told(a, b) == ("same-entry", True)
    assert same_work(a, b).evidence == (
        "The titles are the same but for their spelling.",
        "They are of 2020 and 2021.",
        "1 of 2 authors is the same.",
    )


@pytest.mark.parametrize(
    "other",
    [
        {"year": 2022},
        {"year": None},
        {"authors": ["noether"]},
        {"authors": []},
        {"type": "thesis"},
        {"type": "dataset"},
        {"title": "How Kites Fly in Storms II"},
        {"title": "Erratum: How Kites Fly in Storms"},
        {"title": "How Kites Fly in Storms: Why and When"},
    ],
)
def test_equal_titles_need_year_author_and_kind(other):
    assert told(work(), work(**other)) is None


def test_equal_titles_with_other_dois_are_asked():
    a = work(doi="10.1/a", container="Proceedings of Kites")
    b = work(doi="10.1/b", container="Journal of Kites", type="article-journal")
    assert told(a, b) == ("versions", False)


def test_talk_given_twice_is_asked():
    a = work(container="Workshop on Kites", year=2020)
    assert told(a, work(container="Society of Kites", year=2021)) == ("same-entry", False)


def test_paper_on_other_pages_of_another_place_is_asked():
    a = work(container="Workshop on Kites", pages="1-4")
    assert told(a, work(container="Proceedings of Kites", pages="77-99")) == ("same-entry", False)
    assert told(a, work(container="Proc. Workshop on Kites", pages="1-4")) == ("same-entry", True)


def test_entries_without_a_year_need_the_same_authors():
    a = work(year=None)
    assert told(a, work(year=None)) == ("same-entry", True)
    assert told(a, work(year=None, authors=["babbage"])) is None
    assert told(a, work()) is None


def test_column_of_one_author_on_other_pages_is_another_paper():
    a = work("Last Words on Kites Again", container="Journal", volume="1", pages="7-9")
    b = work("Last Words on Kites Again", container="Journal", volume="1", pages="99-100")
    assert told(a, b) is None


@pytest.mark.parametrize("title", ["Editorial", "Announcements", "Author Index", "Introduction"])
def test_generic_titles_need_the_same_page(title):
    place = {"container": "Journal of Kites", "volume": "6", "issue": "1", "type": "chapter"}
    assert told(work(title), work(title)) is None
    assert told(work(title, **place), work(title, **place)) is None
    assert told(work(title, **place, pages="3-4"), work(title, **place, pages="5-6")) is None
    assert told(work(title, **place, pages="3-4"), work(title, **place, pages="3–4")) == (
        "same-entry",
        True,
    )
    assert told(work(title, **place, pages="3"), work(title, **place, pages="3", year=2021)) is None


def test_doi_of_a_book_on_its_introduction_and_its_preface_joins_nothing():
    a = work("Introduction", doi="10.1/book", pages="1-9", authors=["li"])
    b = work("Introduction", doi="10.1/book", pages="77-80", authors=["li"])
    assert told(a, b) is None


def test_short_title_needs_all_authors():
    assert told(work("Kites"), work("Kites", authors=["babbage"])) is None
    assert told(work("Kites"), work("Kites")) == ("same-entry", True)


def test_known_people_count_where_their_names_differ():
    a = work(authors=["lovelace"], people=frozenset([7]))
    assert told(a, work(authors=["king"], people=frozenset([7]))) == ("same-entry", True)


def test_an_entry_is_no_duplicate_of_itself():
    a = work(doi="10.1/a")
    assert same_work(a, a) is None


def test_work_of_a_record_says_what_the_record_says():
    record = Record(
        type="article-journal",
        title="How Kites Fly",
        authors=(Name(family="Goot", non_dropping_particle="van der", given="Rob"),),
        issued=PartialDate(2020, 5),
        container_title="Journal of Kites",
        doi="10.1/a",
        pages="1-2",
    )
    assert Work.of_record(record, 3) == Work(
        id=3, title="How Kites Fly", year=2020, type="article-journal", doi="10.1/a",
        container="Journal of Kites", pages="1-2", authors=frozenset(["goot"]),
    )  # fmt: skip
    assert family_key("Goot") == "goot"


def anthology() -> Iterator[Work]:
    types = {"inproceedings": "paper-conference", "article": "article-journal"}
    with gzip.open(ANTHOLOGY, "rt", encoding="utf-8") as lines:
        for pk, line in enumerate(lines, 1):
            row = json.loads(line)
            yield Work(
                id=pk,
                title=row["title"],
                year=row["year"],
                type=types.get(row["type"], "book"),
                doi=(row["doi"] or "").lower(),
                container=row["journal"] or row["booktitle"] or "",
                volume=row["volume"] or "",
                issue=row["issue"] or "",
                pages=row["pages"] or "",
                authors=frozenset(family_key(person["family"]) for person in row["authors"]),
            )


@pytest.mark.skipif(not ANTHOLOGY.exists(), reason="needs the shared data")
def test_five_thousand_different_papers_have_no_duplicate():
    by = defaultdict(list)
    for paper in anthology():
        by["title", fold(paper.title)].append(paper)
        by["run", read_title(paper.title).run].append(paper)
        if paper.doi:
            by["doi", paper.doi].append(paper)
    pairs = {
        (a.id, b.id): (a, b) for papers in by.values() for a, b in itertools.combinations(papers, 2)
    }
    assert len(pairs) >= 44
    assert [(a.title, b.title) for a, b in pairs.values() if same_work(a, b)] == []


def pairs() -> list[tuple[str, str, str]]:
    return [(p.one.title, p.two.title, p.sameness.kind) for p in likely_publications()]


@pytest.mark.django_db
class TestWholeDatabase:
    def test_pairs_are_found_by_identifier_and_by_title(self):
        make_publication("How Kites Fly in Storms", doi="10.1234/a", authors=["Ada Lovelace"])
        make_publication("How kites fly in storms!", authors=["A. Lovelace"], year=2025)
        make_publication("Storms: How Kites Fly in Storms", doi="10.1234/a")
        make_publication("Why Boats Do Not Sink", doi="10.1234/a")
        make_publication("Balloons in Calm Air", arxiv_id="2001.00001", type="article")
        make_publication("Balloons in calm air", arxiv_id="2001.00001", doi="10.1234/b", year=2019)
        for _ in range(3):
            make_publication("Editorial", authors=["Wei Wang"])
        assert pairs() == [
            ("How Kites Fly in Storms", "Storms: How Kites Fly in Storms", "same-entry"),
            ("Balloons in Calm Air", "Balloons in calm air", "versions"),
            ("How Kites Fly in Storms", "How kites fly in storms!", "same-entry"),
        ]

    def test_answered_and_joined_pairs_are_left_out(self):
        one, two, three = (make_publication("How Kites Fly", doi="10.1234/a") for _ in range(3))
        assert len(pairs()) == 3
        remember_different("same-publication", three.pk, one.pk, by=None)
        assert len(pairs()) == 2
        join_versions(preferred=one, other=two)
        assert [p.key for p in likely_publications()] == [f"{two.pk}|{three.pk}"]

    def test_pages_of_pairs_follow_each_other(self):
        for number in range(5):
            for _ in range(2):
                make_publication(f"Kite {number} and Its String", doi=f"10.1234/{number}")
        whole = [p.key for p in likely_publications()]
        assert len(whole) == 5
        parts = [likely_publications(start=start, count=2) for start in (0, 2, 4, 6)]
        assert [[p.key for p in part] for part in parts] == [whole[:2], whole[2:4], whole[4:], []]

    def test_many_entries_of_one_title_are_compared_by_author(self):
        for number in range(14):
            make_publication(
                "Report of the Kite Flyers", authors=[f"Person Number{number}"], year=2020
            )
        make_publication("Report of the Kite Flyers", authors=["P. Number7"], year=2021)
        assert len(pairs()) == 1

    @pytest.mark.parametrize("papers", [2, 9])
    def test_queries_do_not_grow_with_the_pairs(self, papers, django_assert_num_queries):
        for number in range(papers):
            for _ in range(2):
                make_publication(f"Kite {number} and Its String", doi=f"10.1234/{number}")
        with django_assert_num_queries(10):
            assert len(likely_publications()) == papers

    def test_people_who_may_be_one_come_with_their_evidence(self):
        one, two = make_researcher("Wei Wang"), make_researcher("W. Wang")
        Suggestion.objects.create(
            kind="same-person", key=f"{one.pk}|{two.pk}", evidence=["The initials fit."]
        )
        Suggestion.objects.create(kind="same-person", key=f"{one.pk}|999")
        found = likely_people()
        assert [(p.one, p.two, p.evidence) for p in found] == [(one, two, ("The initials fit.",))]
