"""OAI-PMH 2.0: the six verbs, the arguments, the errors. Every answer is held to the schema."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.kit import changes
from portal.kit.changes import Change, changing
from publications.models import Publication
from publications.oai import harvest, sets
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.harvester import NAMES, OAI, ask, checked, error, headers, texts

pytestmark = pytest.mark.django_db
DC = {"metadataPrefix": "oai_dc"}
OURS = "oai:localhost:publications/"
SECOND = "%Y-%m-%dT%H:%M:%SZ"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let changes be seen at once, and three records or sets be a response."""
    monkeypatch.setattr(changes, "LAG", datetime.timedelta())
    monkeypatch.setattr(harvest, "AT_ONCE", 3)
    monkeypatch.setattr(sets, "AT_ONCE", 3)


def dated(paper: Publication, text: str) -> None:
    """Pretend that the last change was then, as SECOND has it."""
    moment = datetime.datetime.strptime(text, SECOND).replace(tzinfo=datetime.UTC)
    Change.objects.filter(number=Change.objects.latest("number").number).update(at=moment)


def identifier(paper: Publication) -> str:
    return f"{OURS}{paper.pk}"


def walk(client: Client, verb: str, **arguments: str) -> list[Any]:
    """Return all responses of a list."""
    found = [ask(client, verb, **arguments)]
    while token := "".join(texts(found[-1], "resumptionToken")):
        found.append(ask(client, verb, resumptionToken=token))
    return found


def test_identify_says_what_a_harvester_must_know(client: Client, settings: Any) -> None:
    paper = make_publication()
    dated(paper, "2026-03-04T05:06:07Z")
    settings.CONTACT = "papers@portal.example.org"
    settings.ALLOWED_HOSTS = ["*", "Portal.example.org", "testserver"]
    told = ask(client, "Identify").find("o:Identify", NAMES)
    assert {each.tag.partition("}")[2]: each.text for each in told} == {
        "repositoryName": "Byline",
        "baseURL": "http://testserver/oai",
        "protocolVersion": "2.0",
        "adminEmail": "papers@portal.example.org",
        "earliestDatestamp": "2026-03-04T05:06:07Z",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
        "compression": "gzip",
        "description": None,
    }
    assert [each.text for each in told.find("o:description", NAMES)[0]] == [
        "oai", "portal.example.org", ":", "oai:portal.example.org:publications/1",
    ]  # fmt: skip


def test_identify_of_an_empty_portal_without_contact_keeps_to_the_schema(client: Client) -> None:
    told = ask(client, "Identify")
    assert texts(told, "adminEmail") == ["noreply@localhost.invalid"]
    assert texts(told, "description") == []


def test_formats_are_told_of_all_and_of_one(client: Client) -> None:
    paper = make_publication()
    formats = texts(ask(client, "ListMetadataFormats"), "metadataPrefix")
    assert sorted(formats) == ["mods", "oai_datacite", "oai_dc"]
    of_one = ask(client, "ListMetadataFormats", identifier=identifier(paper))
    assert texts(of_one, "metadataPrefix") == formats
    unknown = ask(client, "ListMetadataFormats", identifier="oai:localhost:publications/0")
    assert error(unknown) == "idDoesNotExist"


def test_record_tells_header_and_metadata_in_every_format(client: Client) -> None:
    paper = make_publication(
        "Looms & engines\x0b", authors=["Ada Lovelace"], venue=make_venue("Annals", slug="annals")
    )
    dated(paper, "2026-03-04T05:06:07Z")
    for prefix in ("oai_dc", "oai_datacite", "mods"):
        told = ask(client, "GetRecord", identifier=identifier(paper), metadataPrefix=prefix)
        request = told.find("o:request", NAMES)
        assert request.text == "http://testserver/oai"
        assert dict(request.attrib) == {
            "verb": "GetRecord", "identifier": identifier(paper), "metadataPrefix": prefix,
        }  # fmt: skip
        assert texts(told, "identifier", "datestamp", "setSpec") == [
            identifier(paper), "2026-03-04T05:06:07Z", "type", "type:paper-conference", "venue",
            "venue:annals", "year", "year:2024",
        ]  # fmt: skip
        assert "Looms & engines" in "".join(told.find(".//o:metadata", NAMES).itertext())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=Identify&x=%00%1B", "badArgument"),
        ("verb=Identify&%0B=1", "badArgument"),
        ("verb=ListSets&set=year", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai%20dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&identifier=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a::b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00.0Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T24:00:01Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=tomorrow", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
            "badArgument",
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marcxml", "cannotDisseminateFormat"),
        ("verb=ListIdentifiers&metadataPrefix=marcxml", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nonsense", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=year:1066", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1066-10-14", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x:y", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%00", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%25zz", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier={OURS}", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier={OURS}{9**40}", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=marcxml&identifier=x", "cannotDisseminateFormat"),
    ],
)  # fmt: skip
def test_errors_have_the_codes_of_the_protocol(client: Client, query: str, code: str) -> None:
    make_publication()
    for response in (
        client.get(f"/oai?{query}"),
        client.post("/oai", query, content_type="application/x-www-form-urlencoded"),
    ):
        assert response.status_code == 200
        root = checked(response.content)
        assert error(root) == code
        assert bool(root.find("o:request", NAMES).attrib) == (
            code not in {"badVerb", "badArgument"}
        )


def test_post_asks_as_get_does_and_nothing_else_may(client: Client) -> None:
    make_publication()
    asked = {"verb": "ListRecords", **DC}
    strict = Client(enforce_csrf_checks=True)
    got, posted = client.get("/oai", asked), strict.post("/oai", asked)
    dropped = got.content[got.content.index(b"<request") :]
    assert dropped == posted.content[posted.content.index(b"<request") :]
    assert client.put("/oai").status_code == client.delete("/oai").status_code == 405
    assert client.head("/oai", asked).content == b""


def test_answers_are_compressed_and_kept_by_nobody(client: Client) -> None:
    make_publication()
    response = client.get(
        "/oai", {"verb": "ListRecords", **DC}, headers={"accept-encoding": "gzip"}
    )
    assert response["Content-Encoding"] == "gzip"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_list_comes_in_parts_each_record_once(client: Client, verb: str) -> None:
    papers = [make_publication() for _ in range(4)]
    with changing():  # many records of one moment
        papers += [make_publication() for _ in range(4)]
    parts = walk(client, verb, **DC)
    assert [headers(part) for part in parts] == [
        [(paper.pk, False) for paper in some] for some in (papers[:3], papers[3:6], papers[6:])
    ]
    cursors = [part.find(".//o:resumptionToken", NAMES).get("cursor") for part in parts]
    assert cursors == ["0", "3", "6"]
    assert bool(texts(parts[0], "metadata")) == (verb == "ListRecords")
    exactly = ask(client, verb, **DC, until="2999-01-01", from_="2000-01-01")
    assert len(headers(exactly)) == 3


def test_list_of_one_part_has_no_token(client: Client) -> None:
    for _ in range(3):
        make_publication()
    assert ask(client, "ListRecords", **DC).find(".//o:resumptionToken", NAMES) is None


def test_token_is_of_its_verb_and_signed(client: Client) -> None:
    for _ in range(4):
        make_publication()
    (token,) = texts(ask(client, "ListRecords", **DC), "resumptionToken")
    assert error(ask(client, "ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    assert error(ask(client, "ListRecords", resumptionToken=f"{token}x")) == "badResumptionToken"
    assert error(ask(client, "ListRecords", resumptionToken=token)) == ""
    assert error(ask(client, "ListRecords", resumptionToken=token)) == ""  # as often as it is asked


def test_days_and_seconds_select_by_the_last_change(client: Client) -> None:
    moments = ["2026-06-26T23:59:59Z", "2026-06-27T00:00:00Z", "2026-06-27T23:59:59Z"]
    papers = []
    for moment in moments:
        papers.append(make_publication())
        dated(papers[-1], moment)
    number = {paper.pk: place for place, paper in enumerate(papers)}

    def found(**between: str) -> list[int]:
        return [number[pk] for pk, _ in headers(ask(client, "ListRecords", **DC, **between))]

    assert found(until="2026-06-26") == found(until=moments[0]) == [0]
    assert found(from_="2026-06-27") == found(from_="2026-06-27T00:00:00Z") == [1, 2]
    assert found(from_="2026-06-27", until="2026-06-27") == [1, 2]
    assert found(from_=moments[0], until=moments[1]) == [0, 1]
    assert found(from_=moments[2], until=moments[2]) == [2]
    assert found(from_="2026-06-27T00:00:01Z", until="2026-06-27T23:59:58Z") == []
    assert found(until="9999-12-31") == [0, 1, 2]


def test_sets_are_told_in_parts_with_their_names(client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    make_lab("Sky Lab", slug="sky", members=[ada])
    make_lab("Secret Lab", slug="secret", members=[ada], is_public=False)
    make_publication(authors=[ada], year=2021, venue=make_venue("Annals", slug="annals"))
    make_publication(year=1843, type="thesis")
    make_publication(year=1999, type="report", status="draft")
    parts = walk(client, "ListSets")
    told = [
        list(zip(texts(part, "setSpec"), texts(part, "setName"), strict=True)) for part in parts
    ]
    assert told == [
        [("lab", "Labs"), ("lab:sky", "Sky Lab"), ("type", "Types")],
        [
            ("type:paper-conference", "Conference paper"),
            ("type:thesis", "Thesis"),
            ("venue", "Venues"),
        ],
        [("venue:annals", "Annals"), ("year", "Years"), ("year:1843", "1843")],
        [("year:2021", "2021")],
    ]  # fmt: skip
    assert texts(parts[-1], "resumptionToken") == [""]


def test_sets_select_and_hold_those_of_their_parts(client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    make_lab("Sky Lab", slug="sky", members=[ada])
    first = make_publication(authors=[ada], year=2021, type="thesis")
    second = make_publication(year=2021, venue=make_venue("Annals", slug="annals"))
    third = make_publication(year=None)

    def found(spec: str) -> list[int]:
        return [pk for pk, _ in headers(ask(client, "ListIdentifiers", **DC, set=spec))]

    assert found("lab:sky") == found("lab") == [first.pk]
    assert found("venue:annals") == found("venue") == [second.pk]
    assert found("year:2021") == found("year") == [first.pk, second.pk]
    assert found("type:thesis") == [first.pk]
    assert found("type") == [first.pk, second.pk, third.pk]


def test_private_lab_is_no_set_also_of_what_is_gone(client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    lab = make_lab("Sky Lab", slug="sky", members=[ada])
    kept, gone = make_publication(authors=[ada]), make_publication(authors=[ada])
    gone_pk = gone.pk
    gone.delete()
    assert headers(ask(client, "ListIdentifiers", **DC, set="lab:sky")) == [
        (kept.pk, False), (gone_pk, True),
    ]  # fmt: skip
    lab.is_public = False
    lab.save()
    assert error(ask(client, "ListIdentifiers", **DC, set="lab:sky")) == "noRecordsMatch"
    assert error(ask(client, "ListIdentifiers", **DC, set="lab")) == "noRecordsMatch"
    assert "lab" not in "".join(texts(ask(client, "ListIdentifiers", **DC), "setSpec"))
    lab.is_public = True
    lab.save()
    assert headers(ask(client, "ListIdentifiers", **DC, set="lab:sky")) == [(kept.pk, False)]


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_part_takes_the_same_queries_whatever_is_in_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(harvest, "AT_ONCE", 40)
    counts = []
    for more in (1, 29):
        for _ in range(more):
            make_publication(authors=["A A", "B B"], venue=make_venue())
        with CaptureQueriesContext(connection) as queries:
            root = ask(client, verb, **DC, set="venue")
        counts.append(len(queries))
    assert len(list(root.iter(f"{{{OAI}}}header"))) == 30
    assert counts[0] == counts[1] == (11 if verb == "ListRecords" else 4)
