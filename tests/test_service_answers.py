"""What services answer, read into records. The samples are of invented works."""

import json
from pathlib import Path
from typing import Any

import pytest

from publications.importers import IMPORTERS, recognize
from publications.importers.openalex import abstract
from publications.records import Name, Problem, Record

DATA = Path(__file__).parent / "data"
KEYS = (
    "crossref", "datacite", "openalex", "semantic_scholar", "dblp", "orcid", "arxiv", "inspire",
    "openlibrary",
)  # fmt: skip
ADA = {"family": "Lovelace", "given": "Ada"}
ADA_ORCID = {**ADA, "orcid": "0000-0002-1825-0097"}
CHARLES = {"family": "Babbage", "given": "Charles"}
ROB = {"family": "Goot", "given": "Rob", "non_dropping_particle": "van der"}


def sample(name: str) -> str:
    return (DATA / name).read_text()


def read(key: str, text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what the records tell, without their places, and the problems as sentences."""
    found = list(IMPORTERS[key].parse(text))
    told = [one.but(source="", where="").dump() for one in found if isinstance(one, Record)]
    return told, [str(one) for one in found if isinstance(one, Problem)]


def one(key: str, entry: Any) -> Record:
    found = next(iter(IMPORTERS[key].parse(json.dumps(entry))))
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    "path", sorted(path for key in KEYS for path in (DATA / key).iterdir()), ids=lambda p: p.name
)
def test_answer_is_recognized_before_general_formats(path: Path) -> None:
    text = path.read_text()
    sure = {importer.key: importer.recognizes(text) for importer in IMPORTERS}
    assert recognize(text).key == path.parent.name
    assert sure.pop(path.parent.name) >= 80
    assert max(sure.values()) <= 60


def test_crossref_article_is_read_whole() -> None:
    records, problems = read("crossref", sample("crossref/works.json"))
    assert problems == []
    assert records[0] == {
        "type": "article-journal",
        "title": "Notes on the Engine: H₂O & steam: A survey",
        "authors": [
            {
                **ADA_ORCID,
                "suffix": "Jr.",
                "affiliation": "Analytical Society; Royal Institution",
            },
            {"literal": "Difference Engine Team"},
            {"family": "Babbage"},
        ],
        "editors": [{"family": "Menabrea", "given": "Luigi"}],
        "issued": "1843-08",
        "container_title": "Scientific Memoirs",
        "container_short": "Sci. Mem.",
        "volume": "3",
        "issue": "2",
        "pages": "666-731",
        "publisher": "Analytical Press",
        "abstract": "The engine weaves patterns.\n\nAs a loom does.",
        "language": "en",
        "doi": "10.5555/notes.1843",
        "arxiv_id": "2201.01441",
        "issn": "2049-3630",
        "other_ids": [["issn", "0378-5955"]],
        "keywords": ("Computing",),
        "extra": {
            "funder": [{"name": "Royal Fund", "award": ["7"]}],
            "has-preprint": ["10.48550/arXiv.2201.01441"],
            "license": "https://creativecommons.org/licenses/by/4.0/",
        },
    }


def test_crossref_null_dates_series_and_preprints_are_read() -> None:
    chapter, preprint, component = read("crossref", sample("crossref/works.json"))[0][1:]
    assert chapter["issued"] == "2020"
    assert chapter["container_title"] == "Proceedings of the Loom"
    assert chapter["collection_title"] == "Lecture Notes in Weaving"
    assert (chapter["event"], chapter["isbn"]) == ("Loom 2020", "9780306406157")
    assert "authors" not in chapter
    # 31 February is none: the month is kept.
    assert (preprint["issued"], preprint["container_title"]) == ("2021-02", "weaveRxiv")
    assert component == {
        "type": "document",
        "doi": "10.5555/unknown.1",
        "extra": {"type": "component"},
    }


@pytest.mark.parametrize("shape", ["message", "item", "list", "list of messages"])
def test_crossref_work_comes_in_every_wrapping(shape: str) -> None:
    work = json.loads(sample("crossref/works.json"))["message"]["items"][1]
    message = {"status": "ok", "message-type": "work", "message": work}
    wrapped = {"message": message, "item": work, "list": [work], "list of messages": [message]}
    text = json.dumps(wrapped[shape])
    assert recognize(text).key == "crossref"
    assert [record["doi"] for record in read("crossref", text)[0]] == ["10.5555/chapter.1"]


def test_crossref_csl_of_doi_org_is_read() -> None:
    """Crossref's CSL-JSON has its own types, and one title as a text."""
    work = {
        "DOI": "10.5555/a",
        "type": "journal-article",
        "title": "Looms",
        "container-title": "Memoirs",
        "member": "1",
        "deposited": {},
    }
    assert recognize(json.dumps(work)).key == "crossref"
    record = one("crossref", work)
    assert (record.type, record.title) == ("article-journal", "Looms")
    assert record.container_title == "Memoirs"


def test_datacite_dataset_is_read_whole() -> None:
    records, problems = read("datacite", sample("datacite/dois.json"))
    assert problems == []
    assert records[0] == {
        "type": "dataset",
        "title": "Cards of the engine: All of them",
        "authors": [
            {**ADA_ORCID, "affiliation": "Analytical Society"},
            {"literal": "Analytical Society", "affiliation": "Royal Institution"},
            CHARLES,
        ],
        "editors": [{"family": "Menabrea", "given": "Luigi"}],
        "issued": "2021-08-15",
        "publisher": "Memoir Archive",
        "abstract": "Every card.",
        "language": "en",
        "doi": "10.5555/data.1",
        "links": [{"url": "https://cards.example.org/1", "kind": "website"}],
        "keywords": ("cards", "looms"),
        "extra": {
            "contributors": {"contributorType": "HostingInstitution", "name": "Ravenna"},
            "dates": {"date": "2020", "dateType": "Collected"},
            "descriptions": {"description": "In a box.", "descriptionType": "TechnicalInfo"},
            "relatedIdentifiers": {
                "relationType": "IsSupplementTo",
                "relatedIdentifier": "10.5555/notes.1843",
                "relatedIdentifierType": "DOI",
            },
            "resourceType": "Punched cards",
            "titles": {"title": "Karten", "titleType": "TranslatedTitle", "lang": "de"},
            "version": "1.0",
        },
    }
    preprint = records[1]
    assert preprint["authors"] == [ROB]
    assert (preprint["arxiv_id"], preprint["type"]) == ("2201.01441", "article")
    assert preprint["issued"] == "2022"  # the year of publication is what is cited


def test_openalex_work_is_read_whole() -> None:
    records, problems = read("openalex", sample("openalex/works.json"))
    assert records[0] == {
        "type": "article-journal",
        "title": "Notes on the engine",
        # As on the paper, not as OpenAlex calls the person ("Augusta King").
        "authors": [
            {**ADA_ORCID, "affiliation": "Analytical Society, London", "is_corresponding": True},
            {**CHARLES, "affiliation": "Cambridge"},
        ],
        "issued": "1843",  # "1843-01-01" says no more
        "container_title": "Scientific Memoirs",
        "volume": "3",
        "pages": "666-731",
        "publisher": "Analytical Press",
        "abstract": "The engine weaves. The loom too.",
        "language": "en",
        "doi": "10.5555/notes.1843",
        "arxiv_id": "2201.01441",
        "pmid": "31452104",
        "issn": "2049-3630",
        "other_ids": [["issn", "0378-5955"], ["openalex", "W2000000001"], ["pmcid", "PMC3531190"]],
        "links": [
            {"url": "https://memoirs.example.org/3", "kind": "website"},
            {"url": "https://memoirs.example.org/3.pdf", "kind": "pdf"},
        ],
        "keywords": ("Loom",),
        "extra": {
            "author_ids": ["https://openalex.org/A5000000001", "https://openalex.org/A5000000002"],
            "mag": "2000000001",
        },
    }
    assert records[1]["arxiv_id"] == "2205.00001"
    assert records[1]["extra"]["is_retracted"] is True
    assert problems == [
        "Entry 2: OpenAlex lists only the first 1 authors here. Look the work up by its DOI."
    ]


def test_inverted_abstract_takes_no_room_for_places_far_off() -> None:
    assert abstract({"b": [10**12], "a": [0, 2], "c": ["x", None]}) == "a a b"


def test_semantic_scholar_batch_is_read_whole() -> None:
    records, problems = read("semantic_scholar", sample("semantic_scholar/batch.json"))
    assert problems == ["Entry 1: Semantic Scholar has no entry here."]
    assert records[0]["other_ids"] == [
        ["s2", "0123456789abcdef0123456789abcdef01234567"],
        ["pmcid", "PMC3531190"],
        ["dblp", "journals/memoirs/Lovelace43"],
        ["acl", "W43-1001"],
    ]
    assert records[0]["authors"] == [ADA, {"family": "Babbage", "given": "C."}]
    assert (records[0]["issued"], records[0]["pages"]) == ("1843-08-10", "666-731")
    assert records[1]["type"] == "paper-conference"
    assert records[1]["container_title"] == "Loom Conference"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda work: {"total": 1, "offset": 0, "data": [work]},
        lambda work: {"recommendedPapers": [work]},
        lambda work: {"offset": 0, "data": [{"citedPaper": work}]},
        lambda work: {"offset": 0, "data": [{"citingPaper": work}]},
        lambda work: work,
    ],
)
def test_semantic_scholar_paper_comes_in_every_wrapping(wrap: Any) -> None:
    text = json.dumps(wrap({"paperId": "0" * 40, "title": "Looms"}))
    assert recognize(text).key == "semantic_scholar"
    assert [record["title"] for record in read("semantic_scholar", text)[0]] == ["Looms"]


def test_dblp_search_is_read_whole() -> None:
    records, problems = read("dblp", sample("dblp/search.json"))
    assert problems == []
    assert records == [
        {
            "type": "paper-conference",
            "title": "Q&A on looms",  # without DBLP's full stop
            "authors": [{"family": "Weber", "given": "Di"}],  # without her number
            "issued": "2020",
            "container_title": "Loom",
            "collection_title": "Weaving Series",
            "volume": "3",
            "pages": "1-4",
            "doi": "10.5555/loom.1",
            "other_ids": [["dblp", "conf/loom/Weber20"]],
        },
        {
            "type": "article",
            "title": "Engines in the U.S.",
            "authors": [ADA, {"family": "O'Babbage", "given": "Charles"}],
            "issued": "2022",
            "publisher": "arXiv",
            "arxiv_id": "2201.01441",
            "other_ids": [["dblp", "journals/corr/abs-2201-01441"]],
            "extra": {"ee": "https://www.wikidata.org/entity/Q1"},
        },
    ]


@pytest.mark.parametrize(
    "author", ["Di Weber 0001", {"text": "Di Weber 0001", "@pid": "1/1"}, ["Di Weber 0001"]]
)
def test_dblp_lone_author_and_lone_hit_are_read(author: Any) -> None:
    info = {"authors": {"author": author}, "title": "Looms.", "type": "Journal Articles"}
    text = json.dumps({"result": {"query": "x", "hits": {"hit": {"info": info}}}})
    assert recognize(text).key == "dblp"
    (record,) = read("dblp", text)[0]
    assert record["authors"] == [{"family": "Weber", "given": "Di"}]


def test_dblp_page_of_a_person_is_read_whole() -> None:
    records, problems = read("dblp", sample("dblp/person.xml"))
    assert problems == []
    assert [record["title"] for record in records] == [
        "Is H₂O a loom?",
        "A preprint",
        "Über Webstühle etc.",
    ]
    assert records[0]["authors"] == [
        {"family": "Weber", "given": "Di", "orcid": "0000-0002-1825-0097"},
        ADA,
    ]
    assert records[1]["arxiv_id"] == "2201.01441"
    assert (records[2]["type"], records[2]["publisher"]) == ("thesis", "Universität Weben")


def test_orcid_group_is_one_work_as_its_person_prefers_it() -> None:
    records, problems = read("orcid", sample("orcid/works.json"))
    assert problems == []
    assert records == [
        {
            "type": "article-journal",
            "title": "Notes on the Engine: A survey",
            "issued": "1843-08",
            "container_title": "Memoirs",
            "doi": "10.5555/notes.1843",  # not that of the book or of the preprint
            "issn": "2049-3630",
            "other_ids": [["pmcid", "PMC3531190"]],
            "links": [{"url": "https://memoirs.example.org/3", "kind": "website"}],
            "extra": {
                "part-of:doi": "10.5555/whole.book",
                "put-code": 12,
                "version-of:doi": "10.5555/preprint.1",
            },
        },
        {"type": "speech", "title": "A talk", "extra": {"put-code": 13}},
    ]


def test_orcid_contributors_stand_once_whatever_they_did() -> None:
    records, problems = read("orcid", sample("orcid/bulk.json"))
    assert problems == ["Entry 2: The resource was not found."]
    assert records[0]["authors"] == [ADA_ORCID, CHARLES]
    assert records[0]["editors"] == [{"family": "Menabrea", "given": "Luigi"}]
    assert records[0]["extra"] == {"chair-or-translator": "Mary Somerville", "put-code": 12}
    work = json.loads(sample("orcid/bulk.json"))["bulk"][0]["work"]
    assert recognize(json.dumps(work)).key == "orcid"
    assert one("orcid", work).authors[1] == Name(family="Babbage", given="Charles")


def test_arxiv_feed_is_read_whole() -> None:
    records, problems = read("arxiv", sample("arxiv/feed.atom"))
    assert problems == []
    assert records[0] == {
        "type": "article",
        "title": "Notes on the engine of $O(n)$ looms",
        "authors": [
            {**ADA, "affiliation": "Analytical Society"},
            ROB,
            {"literal": "ATLAS Collaboration"},
        ],
        "issued": "2022-01-05",
        "publisher": "arXiv",
        "abstract": "It weaves patterns.",
        "note": "12 pages",
        "doi": "10.5555/notes.1843",
        "arxiv_id": "2201.01441",
        "links": [{"url": "http://arxiv.org/pdf/2201.01441v2", "kind": "pdf"}],
        "extra": {
            "categories": ["cs.DS", "math.CO"],
            "journal_ref": "Sci. Mem. 3 (1843)",
            "updated": "2022-02-01",
            "version": "v2",
        },
    }
    assert records[1]["arxiv_id"] == "hep-th/9901001"


def test_inspire_record_is_read_whole() -> None:
    records, problems = read("inspire", sample("inspire/literature.json"))
    assert problems == []
    assert records[0]["title"] == "Notes on $Z$ engines"
    assert records[0]["authors"] == [{**ADA_ORCID, "affiliation": "Analytical Soc."}]
    assert records[0]["editors"] == [{"family": "Menabrea", "given": "Luigi"}]
    assert (records[0]["container_title"], records[0]["issued"]) == ("Sci.Mem.", "1843")
    assert records[0]["citation_key"] == "Lovelace:1843abc"
    assert records[1]["authors"] == [{"literal": "LOOM Collaboration"}]
    assert (records[1]["type"], records[1]["issued"]) == ("article", "2021-05")


def test_openlibrary_book_is_read_whole() -> None:
    records, problems = read("openlibrary", sample("openlibrary/books.json"))
    assert problems == []
    assert records == [
        {
            "type": "book",
            "title": "Sketch: of the engine",
            "authors": [ADA, ROB],
            "issued": "1843-08",
            "publisher": "Analytical Press",
            "publisher_place": "London",
            "isbn": "9780306406157",
            "other_ids": [["openlibrary", "OL1M"]],
            "links": [{"url": "https://openlibrary.org/books/OL1M/Sketch", "kind": "website"}],
            "keywords": ("Looms",),
        }
    ]
