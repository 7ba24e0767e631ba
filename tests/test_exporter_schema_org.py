"""schema.org: all that is said is in the vocabulary, authors in order and without marks."""

import json

import pytest

from publications.exporters import EXPORTERS, About
from publications.exporters.schema_org import item, person
from publications.records import TYPES, Link, Name, Record
from tests.schema_org import faults
from tests.test_exporter_schemas import PAGE
from tests.test_exporter_xml import PROCEEDINGS, SHOWN

LIST = "https://lab.example/"


def file(*records: Record, page: str = "") -> dict:
    about = About(title="Looms", page=page)
    return json.loads("".join(EXPORTERS["schema_org"].write(records, about)))


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_in_the_vocabulary(kind):
    told = PROCEEDINGS.but(
        type=kind,
        isbn="9780262033848",
        collection_title="Weaving",
        summary="Looms.",
        awards=("Best",),
        links=(Link("https://x.org/a.pdf", "pdf"), Link("https://x.org/c", "code")),
        publisher="A House",
        arxiv_id="2201.01441",
        other_ids=(("pmcid", "PMC123"), ("mag", "7")),
    )
    for record in (told, told.but(container_title=""), told.but(authors=()), Record(type=kind)):
        assert faults(item(record)) == []


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "ScholarlyArticle", "zebra": "a"},
        {"@type": "Paper"},
        {"@type": "Person", "headline": "a"},
        {"@type": "Book", "author": {"@type": "Book"}},
        {"@type": "Book", "author": "Ada"},
        {"@type": "Book", "isPartOf": {"@type": "Periodical", "volumeNumber": "1"}},
    ],
)
def test_what_is_not_in_the_vocabulary_is_found(node):
    assert faults(node) != []


def test_names_are_in_order_and_without_marks():
    node = item(SHOWN)
    assert [author["name"] for author in node["author"]] == [
        "Ada Lovelace", "Max van der Berg", "The Engine Team", "Bo Reed Jr.",
    ]  # fmt: skip
    assert node["author"][1]["familyName"] == "van der Berg"
    assert node["author"][2]["@type"] == "Organization"
    assert node["editor"][0]["sameAs"] == "https://orcid.org/0000-0002-1825-0097"
    assert person(Name("Wáng", "Wěi", original="王伟", page=LIST)) == {
        "@type": "Person",
        "@id": LIST,
        "url": LIST,
        "name": "Wěi Wáng",
        "alternateName": "王伟",
        "givenName": "Wěi",
        "familyName": "Wáng",
    }


def test_an_organization_that_edits_contributes():
    node = item(SHOWN.but(editors=(*SHOWN.editors, Name(literal="Loom House"))))
    assert [editor["name"] for editor in node["editor"]] == ["Anne Byron"]
    assert node["contributor"] == [{"@type": "Organization", "name": "Loom House"}]


def test_an_article_is_part_of_an_issue_of_a_volume_of_a_journal():
    node = item(SHOWN)
    assert node["isPartOf"] == {
        "@type": "PublicationIssue",
        "issueNumber": "3",
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "6",
            "isPartOf": {"@type": "Periodical", "name": "Annals of Looms", "issn": "0378-5955"},
        },
    }
    assert (node["pageStart"], node["pageEnd"]) == ("12", "34")
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert item(SHOWN.but(pages="1-3, 9"))["pagination"] == "1-3, 9"


def test_a_paper_is_part_of_proceedings_with_their_editors_and_event():
    node = item(PROCEEDINGS.but(issue="", collection_title="PMLR"))
    assert "editor" not in node
    assert node["isPartOf"] == {
        "@type": "Book",
        "name": "Proc. of Looms",
        "editor": [person(PROCEEDINGS.editors[0])],
        "about": {"@type": "Event", "name": "Looms 1"},
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "6",
            "isPartOf": {"@type": "CreativeWorkSeries", "name": "PMLR", "issn": "0378-5955"},
        },
    }


def test_a_file_of_one_is_its_node_and_that_of_a_list_its_page():
    one = file(SHOWN, page=PAGE)
    assert one["@id"] == PAGE
    other = SHOWN.but(page=f"{PAGE}2/")
    for records in ((SHOWN, other), (SHOWN,), ()):
        listed = file(*records, page=LIST)
        assert faults(listed) == []
        assert [part["position"] for part in listed["mainEntity"]["itemListElement"]] == list(
            range(1, len(records) + 1)
        )
        assert [part["item"] for part in listed["mainEntity"]["itemListElement"]] == [
            item(record) for record in records
        ]


def test_lists_are_written_as_they_are_read():
    taken = []

    def records():
        for number in range(100):
            taken.append(number)
            yield SHOWN

    assert "CollectionPage" in next(EXPORTERS["schema_org"].write(records(), About(page=LIST)))
    assert len(taken) <= 2
