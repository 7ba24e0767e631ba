"""Works by identifier, and of a person, from services that a local server stands in for."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from portal.kit.fetch import Fetcher
from publications.importers import IMPORTERS
from publications.lookup import Identifier, look_up
from publications.records import Problem, Record
from publications.scholarly import SERVICES
from tests.local_server import LocalServer, Reply, serving
from tests.services import NO_DOI, asked_for, batch, crossref, fetching, single, told, work

DATA = Path(__file__).parent / "data"
CUT = "OpenAlex lists only the first 1 authors here. Look the work up by its DOI."
NO_NUMBER = "No service knows this arXiv number (asked: arXiv)."


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with serving() as local:
        yield local


@pytest.fixture
def fetcher(server: LocalServer) -> Fetcher:
    return fetching(server)


def entry(number: str, title: str) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{number}</id><title>{title}</title>"
        "<published>2022-01-05T00:00:00Z</published><author><name>Ada Lovelace</name></author>"
        "</entry>"
    )


def feed(*entries: str) -> str:
    inner = "".join(entries)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'
        f"<id>http://arxiv.org/api/x</id>{inner}</feed>"
    )


def test_mix_is_found_in_its_order(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply(
        batch("10.5555/a", "10.5555/b"), crossref(work("10.5555/B", "B"), work("10.5555/a", "A"))
    )
    server.reply(
        "/arxiv/api/query?id_list=2201.01441,hep-th/9901001&max_results=2",
        feed(entry("hep-th/9901001v1", "Old"), entry("2201.01441v2", "New")),
    )
    server.reply(
        "/openlibrary/api/books?bibkeys=ISBN:9780306406157&format=json&jscmd=data",
        (DATA / "openlibrary" / "books.json").read_text(),
    )
    server.reply(
        "/openalex/works?filter=openalex:W2000000002%7CW2000000001&per_page=2",
        (DATA / "openalex" / "works.json").read_text(),
    )
    server.reply(
        "/dblp/rec/conf/loom/WeberL20.xml",
        '<dblp><inproceedings key="conf/loom/WeberL20" mdate="2019-11-26">'
        "<author>Di Weber 0001</author><title>Looms.</title></inproceedings></dblp>",
    )
    text = """10.5555/a; arXiv:2201.01441, ISBN 0-306-40615-2
    https://doi.org/10.5555/B  W2000000002 W2000000001 hep-th/9901001 DBLP:conf/loom/WeberL20"""
    assert asked_for(text, fetcher) == [
        "DOI 10.5555/a: A (crossref)",
        "arXiv number 2201.01441: New (arxiv)",
        "ISBN 9780306406157: Sketch: of the engine (openlibrary)",
        "DOI 10.5555/b: B (crossref)",
        "OpenAlex id W2000000002: Large teams (openalex)",
        f"OpenAlex id W2000000002: {CUT}",
        "OpenAlex id W2000000001: Notes on the engine (openalex)",
        "arXiv number hep-th/9901001: Old (arxiv)",
        "DBLP key conf/loom/WeberL20: Looms (dblp)",
    ]
    assert len(server.asked) == 5  # one question a service


def test_doi_that_crossref_lacks_is_asked_for_at_its_agency(
    server: LocalServer, fetcher: Fetcher
) -> None:
    dois = ("10.5555/a", "10.5555/data.1", "10.5555/c", "10.5555/d")
    server.reply(batch(*dois), crossref(work("10.5555/a", "A")))
    datacite = json.loads((DATA / "datacite" / "dois.json").read_text())["data"][0]
    server.reply("/datacite/dois/10.5555%2Fdata.1", json.dumps({"data": datacite}))
    csl = {"type": "article-journal", "title": "Of another agency", "author": [{"family": "Li"}]}
    server.reply("/doi/10.5555/c", json.dumps(csl))
    assert asked_for(" ".join(dois), fetcher) == [
        "DOI 10.5555/a: A (crossref)",
        "DOI 10.5555/data.1: Cards of the engine: All of them (datacite)",
        "DOI 10.5555/c: Of another agency (csl_json)",
        f"DOI 10.5555/d: {NO_DOI} Look for a slip.",
    ]
    (record,) = [
        one for one in look_up([Identifier("doi", "10.5555/c")], fetcher=fetcher)
        if isinstance(one, Record)
    ]  # fmt: skip
    assert record.doi == "10.5555/c"


def test_page_of_a_publisher_is_no_record(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/doi/10.5555/a", "<html>Buy this article</html>")
    (line,) = asked_for("10.5555/a", fetcher)
    assert "No service knows this DOI" in line


def test_doi_with_a_comma_goes_alone(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/crossref/works/10.5555%2Fa%2Cb", single(work("10.5555/a,b", "Comma")))
    server.reply("/crossref/works/10.5555%2Fc", single(work("10.5555/c", "C")))
    found = [Identifier("doi", "10.5555/a,b"), Identifier("doi", "10.5555/c")]
    assert told(look_up(found, fetcher=fetcher)) == [
        "DOI 10.5555/a,b: Comma (crossref)",
        "DOI 10.5555/c: C (crossref)",
    ]


def test_other_name_of_a_doi_finds_its_work(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply("/crossref/works/10.5555%2Falias", single(work("10.5555/own", "Own")))
    (record,) = look_up([Identifier("doi", "10.5555/alias")], fetcher=fetcher)
    assert isinstance(record, Record)
    assert (record.doi, record.where) == ("10.5555/own", "DOI 10.5555/alias")


def test_batch_that_is_refused_is_asked_for_one_by_one(
    server: LocalServer, fetcher: Fetcher
) -> None:
    server.reply("/arxiv/api/query?id_list=2201.01441,2201.99999&max_results=2", Reply(b"", 400))
    server.reply(
        "/arxiv/api/query?id_list=2201.01441&max_results=1", feed(entry("2201.01441v1", "A"))
    )
    server.reply("/arxiv/api/query?id_list=2201.99999&max_results=1", feed())
    assert asked_for("2201.01441 2201.99999", fetcher) == [
        "arXiv number 2201.01441: A (arxiv)",
        f"arXiv number 2201.99999: {NO_NUMBER} Look for a slip.",
    ]


def test_versions_of_a_preprint_are_told_apart(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply(
        "/arxiv/api/query?id_list=2201.01441v2,2201.01441v1&max_results=2",
        feed(entry("2201.01441v1", "First"), entry("2201.01441v2", "Second")),
    )
    assert asked_for("2201.01441v2 2201.01441v1", fetcher) == [
        "arXiv number 2201.01441v2: Second (arxiv)",
        "arXiv number 2201.01441v1: First (arxiv)",
    ]


def test_service_that_is_down_is_named_and_asked_no_more(
    server: LocalServer, fetcher: Fetcher
) -> None:
    dois = [Identifier("doi", f"10.5555/{number}") for number in range(120)]
    server.reply(batch(*(one.value for one in dois[:50])), Reply(b"", 503))
    server.reply(
        "/arxiv/api/query?id_list=2201.01441&max_results=1", feed(entry("2201.01441v1", "A"))
    )
    found = told(look_up([*dois, Identifier("arxiv", "2201.01441")], fetcher=fetcher))
    assert found[119] == "DOI 10.5555/119: Crossref is down (status 503). Try again later."
    assert found[120] == "arXiv number 2201.01441: A (arxiv)"
    assert [path.partition("?")[0] for path in server.asked] == [
        "/crossref/works",
        "/crossref/works",
        "/arxiv/api/query",
    ]


WRONG = [
    (Reply(b"late", delay=0.7), "Crossref did not answer within 0.3 seconds. Try again later."),
    (Reply(b'{"mess', length=99), "Crossref broke off in the middle. Try again later."),
    (
        Reply(b"", 429, {"Retry-After": "900"}),
        "Crossref was asked too often. Try again in 900 seconds.",
    ),
    (
        Reply(b"", 302, {"Location": "https://127.0.0.1/"}),
        "127.0.0.1 is not among the servers that are asked, so it was not.",
    ),
    (Reply(b"", length=10**10), "What Crossref sends is larger than 50 MB."),
    (
        Reply(b"<html>Sign in</html>"),
        "Crossref sent something that cannot be read. Try again later.",
    ),
    (Reply(b"", 401), "Crossref refused the question (status 401)."),
]


@pytest.mark.parametrize(
    ("reply", "sentence"),
    WRONG,
    ids=["time", "broken", "pace", "redirect", "size", "page", "refused"],
)
def test_what_goes_wrong_is_told(
    server: LocalServer, fetcher: Fetcher, reply: Reply, sentence: str
) -> None:
    server.reply("/crossref/works/10.5555%2Fa", reply)
    (problem,) = look_up([Identifier("doi", "10.5555/a")], fetcher=fetcher)
    assert isinstance(problem, Problem)
    assert (problem.where, problem.what, problem.is_loss) == ("DOI 10.5555/a", sentence, True)


def test_answer_after_one_failure_is_taken(server: LocalServer, fetcher: Fetcher) -> None:
    server.reply(
        "/crossref/works/10.5555%2Fa",
        Reply(b"", 500),
        Reply(single(work("10.5555/a", "A")).encode()),
    )
    assert asked_for("10.5555/a", fetcher) == ["DOI 10.5555/a: A (crossref)"]


def test_numbers_of_pubmed_central_are_asked_for_as_what_they_stand_for(
    server: LocalServer, fetcher: Fetcher
) -> None:
    records = [
        {"pmcid": "PMC3531190", "doi": "10.5555/A"},
        {"pmcid": "PMC9", "status": "error", "errmsg": "not found"},
    ]
    server.reply(
        "/pmc/tools/idconv/api/v1/articles/?ids=PMC3531190,PMC999&format=json&tool=byline",
        json.dumps({"status": "ok", "records": records}),
    )
    server.reply("/crossref/works/10.5555%2Fa", single(work("10.5555/a", "A")))
    assert asked_for("PMC3531190 PMC999", fetcher) == [
        "PubMed Central number PMC3531190: A (crossref)",
        "PubMed Central number PMC999: PubMed Central does not know it. Look for a slip.",
    ]


@pytest.mark.skipif("pubmed" not in IMPORTERS, reason="the importer of PubMed's XML is not here")
def test_numbers_of_pubmed_are_found(server: LocalServer, fetcher: Fetcher) -> None:
    article = (
        "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article><ArticleTitle>{}</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle>"
    )
    articles = article.format(31452105, "B") + article.format(31452104, "A")
    server.reply(
        "/pubmed/entrez/eutils/efetch.fcgi?db=pubmed&retmode=xml&id=31452104,31452105",
        f"<PubmedArticleSet>{articles}</PubmedArticleSet>",
    )
    assert asked_for("31452104 31452105", fetcher) == [
        "PubMed number 31452104: A (pubmed)",
        "PubMed number 31452105: B (pubmed)",
    ]


def test_handle_is_told_to_be_no_way_to_a_record(fetcher: Fetcher) -> None:
    assert asked_for("hdl:1721.1/49383", fetcher) == [
        "handle 1721.1/49383: No service tells of a work by its handle. Give its DOI."
    ]


def test_every_service_has_an_importer_and_a_polite_way(fetcher: Fetcher) -> None:
    for key, service in SERVICES.items():
        assert service.key == key
        assert service.importer in IMPORTERS or service.importer in {"", "pubmed"}
        assert service.base.startswith("https://")
        assert service.pause >= 0.1
        assert unquote(service.path(["10.5555/a"])).count("10.5555/a") == bool(service.schemes)
