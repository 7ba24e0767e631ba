"""Dublin Core, DataCite and MODS: what they say of people, places, dates, licences."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from portal.kit.dates import PartialDate
from publications.exporters import EXPORTERS, About, XMLExporter
from publications.records import TYPES, Link, Name, Record
from tests.test_exporter_ris import PAPER
from tests.test_exporter_schemas import PAGE, XML, schema

SHOWN = PAPER.but(
    page=PAGE,
    changed_at=datetime(2021, 3, 9, 12, tzinfo=UTC),
    issn="0378-5955",
    language="en",
    editors=(Name("Byron", "Anne", orcid="0000-0002-1825-0097", affiliation="Loom House"),),
    extra={"license": ["https://creativecommons.org/licenses/by/4.0/"]},
)
NAMES = ["Lovelace, Ada", "van der Berg, Max", "The Engine Team", "Reed, Bo, Jr."]
PROCEEDINGS = SHOWN.but(type="paper-conference", container_title="Proc. of Looms", event="Looms 1")
formats = pytest.mark.parametrize("key", XML)


def element(key: str, record: Record) -> etree._Element:
    """Return the element of a record, as it is read again, and valid."""
    exporter = EXPORTERS[key]
    assert isinstance(exporter, XMLExporter)
    read = etree.fromstring(etree.tostring(exporter.element(record)))
    schema(XML[key]).assertValid(read)
    return read


def file(key: str, *records: Record, page: str = "") -> etree._Element:
    text = "".join(EXPORTERS[key].write(records, About(page=page)))
    return etree.fromstring(text.encode())


def found(root: etree._Element, path: str) -> list[str]:
    """Return the texts at a path of elements, of whichever namespace."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return [part.text or "" for part in root.xpath(f".//{steps}")]


@formats
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_with_a_series_and_an_event_is_valid(key, kind):
    told = PROCEEDINGS.but(type=kind, collection_title="Series", container_short="Looms")
    for record in (told, told.but(authors=()), told.but(container_title="", container_short="")):
        element(key, record)


@formats
def test_the_file_of_one_is_its_element_and_that_of_a_list_holds_them_in_order(key):
    first, second = SHOWN, SHOWN.but(title="Another", page=f"{PAGE}2/")
    schema(XML[key]).assertValid(file(key, first, page=PAGE))
    listed = file(key, first, second, page="https://lab.example/")
    assert [found(child, "title") for child in listed] == [
        found(element(key, record), "title") for record in (first, second)
    ]
    assert len(file(key, first, page="https://lab.example/")) == 1
    assert len(file(key)) == 0
    for child in listed:
        schema(XML[key]).assertValid(child)


def test_a_collection_of_mods_is_valid():
    schema(XML["mods"]).assertValid(file("mods", SHOWN, PROCEEDINGS))


@formats
def test_characters_that_xml_forbids_break_nothing(key):
    odd = "a\x00b\x0bc\ufffe\ud800\x1f"
    record = Record(
        title=odd,
        authors=(Name(odd, odd, affiliation=odd), Name(literal=odd)),
        container_title=odd,
        abstract=odd,
        keywords=(odd,),
        links=(Link(f"https://x.org/{odd}", "pdf", odd),),
        page=PAGE,
    )
    assert "abc" in found(file(key, record, record), "title")


def test_dublin_core_says_it_in_order():
    told = [(etree.QName(part).localname, part.text) for part in element("dublin_core", SHOWN)]
    assert told == [
        ("title", PAPER.title),
        *(("creator", name) for name in NAMES),
        ("contributor", "Byron, Anne"),
        ("subject", "looms"),
        ("subject", "engines"),
        ("description", "We weave."),
        ("date", "2021-03-09"),
        ("type", "Text"),
        ("type", "article-journal"),
        ("format", "application/pdf"),
        ("identifier", PAGE),
        ("identifier", "https://doi.org/10.1000/looms.1"),
        ("source", "Annals of Looms, 6 (3), 12-34"),
        ("language", "en"),
        ("relation", "https://example.org/paper.pdf"),
        ("relation", "https://example.org/"),
        ("rights", "https://creativecommons.org/licenses/by/4.0/"),
    ]


def test_datacite_names_people_and_the_journal():
    read = element("datacite", SHOWN)
    assert found(read, "creatorName") == NAMES
    assert found(read, "contributor/contributorName") == ["Byron, Anne"]
    assert found(read, "nameIdentifier") == ["https://orcid.org/0000-0002-1825-0097"]
    assert found(read, "identifier") == ["10.1000/looms.1"]
    assert found(read, "publicationYear") == ["2021"]
    assert found(read, "alternateIdentifier") == [PAGE]
    assert found(read, "relatedIdentifier") == ["0378-5955"]
    assert found(read, "relatedItem/titles/title") == ["Annals of Looms"]
    places = ("volume", "issue", "firstPage", "lastPage")
    assert [found(read, name) for name in places] == [["6"], ["3"], ["12"], ["34"]]
    assert found(read, "rights") == ["https://creativecommons.org/licenses/by/4.0/"]


def test_datacite_names_a_work_without_a_doi_by_its_page():
    (identifier,) = element("datacite", SHOWN.but(doi=""))[0:1]
    assert (identifier.text, identifier.get("identifierType")) == (PAGE, "URL")


@pytest.mark.parametrize(("language", "told"), [("en-GB", ["en-GB"]), ("Old English", [])])
def test_a_language_that_is_no_tag_is_not_told_as_one(language, told):
    record = SHOWN.but(language=language)
    assert found(element("datacite", record), "language") == told
    assert found(element("mods", record), "languageTerm") == told


def test_editors_of_proceedings_are_told_of_the_proceedings():
    mods, datacite = element("mods", PROCEEDINGS), element("datacite", PROCEEDINGS)
    assert found(mods, "relatedItem/name/namePart") == ["Byron", "Anne", "Looms 1"]
    assert found(datacite, "relatedItem/contributors/contributor/familyName") == ["Byron"]
    assert len(found(mods, "name")) == 6
    assert found(datacite, "contributorName") == ["Byron, Anne"]


def test_mods_names_people_the_journal_and_itself():
    read = element("mods", SHOWN)
    assert found(read, "namePart") == [
        "Lovelace", "Ada", "van der Berg", "Max", "The Engine Team", "Reed", "Bo", "Jr.",
        "Byron", "Anne",
    ]  # fmt: skip
    assert found(read, "roleTerm") == ["author"] * 4 + ["editor"]
    assert found(read, "relatedItem/titleInfo/title") == ["Annals of Looms"]
    assert found(read, "genre") == ["article", "periodical"]
    assert found(read, "detail/number") == ["6", "3"]
    assert [found(read, f"extent/{part}") for part in ("start", "end")] == [["12"], ["34"]]
    assert found(read, "dateIssued") == ["2021-03-09"]
    assert found(read, "recordChangeDate") == ["2021-03-09T12:00:00Z"]
    assert found(read, "recordIdentifier") == [PAGE]


@formats
def test_vague_dates_stay_vague(key):
    told = {"dublin_core": "date", "datacite": "date", "mods": "dateIssued"}[key]
    for date, text in ((PartialDate(843), "0843"), (PartialDate(1843, 9), "1843-09")):
        assert found(element(key, SHOWN.but(issued=date)), told) == [text]


@formats
def test_lists_are_written_as_they_are_read(key):
    taken = []

    def records():
        for number in range(100):
            taken.append(number)
            yield SHOWN

    text = EXPORTERS[key].write(records(), About(page="https://lab.example/"))
    assert next(text).startswith("<?xml")
    assert len(taken) <= 2
