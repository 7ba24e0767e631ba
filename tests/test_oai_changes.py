"""What a harvester that comes again learns: changes and deletions, none lost, none twice."""

import datetime
import random
import threading
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.kit import changes
from portal.kit.changes import Change, changing
from publications.derive import differences, rebuild
from publications.models import Publication, SetMember, Stamp
from publications.oai import harvest
from publications.stamps import stray_members
from tests.factories import make_lab, make_publication, make_researcher, make_venue
from tests.harvester import Harvester, ask, error, headers, texts

DC = {"metadataPrefix": "oai_dc"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let changes be seen at once, and seven records be a response."""
    monkeypatch.setattr(changes, "LAG", datetime.timedelta())
    monkeypatch.setattr(harvest, "AT_ONCE", 7)


@pytest.fixture
def told(client: Client) -> Any:
    """Return a function: what is told, since the last call, as {id: whether deleted}."""
    seen = [0]

    def since() -> dict[int, bool]:
        new = Stamp.objects.filter(change__gt=seen[0]).values_list("publication", "is_deleted")
        found = dict(new)
        last = Change.objects.order_by("-number").first()
        seen[0] = last.number if last else 0
        return found

    return since


@pytest.mark.django_db
def test_change_of_anything_told_is_stamped_and_nothing_else(told: Any) -> None:
    ada = make_researcher("Ada Lovelace")
    venue = make_venue("Annals", issn="")
    paper = make_publication(authors=[ada], venue=venue)
    assert told() == {paper.pk: False}
    authorship = paper.authorships.get()

    for change in (
        lambda: setattr(paper, "abstract", "New") or paper.save(),
        lambda: setattr(paper, "extra", {"archive": "Kings"}) or paper.save(),
        lambda: setattr(ada, "orcid", "0000-0002-1825-0097") or ada.save(),
        lambda: setattr(venue, "issn", "1234-5679") or venue.save(),
        lambda: setattr(venue, "name", "Annals of Looms") or venue.save(),
        lambda: setattr(authorship, "credited_parts", {"family": "L"}) or authorship.save(),
        lambda: setattr(authorship, "affiliation", "London") or authorship.save(),
        lambda: make_lab(members=[ada]),
        lambda: paper.links.create(kind_id=1, url="https://example.org/"),
    ):
        change()
        assert told() == {paper.pk: False}

    for change in (
        lambda: setattr(authorship, "selected", True) or authorship.save(),
        lambda: setattr(ada, "bio", "Mathematician") or ada.save(),
        lambda: setattr(venue, "url", "https://example.org/") or venue.save(),
        lambda: make_publication(status="draft"),
        lambda: call_command("rebuild_derived", verbosity=0),
    ):
        change()
        assert told() == {}


@pytest.mark.django_db
def test_what_ceases_to_be_public_is_told_as_deleted_and_may_come_back(
    client: Client, told: Any
) -> None:
    paper = make_publication(year=2021)
    told()
    for status, is_deleted in (("draft", True), ("published", False)):
        paper.status = status
        paper.save()
        assert told() == {paper.pk: is_deleted}
        assert headers(ask(client, "ListRecords", **DC, set="year:2021")) == [
            (paper.pk, is_deleted)
        ]
    pk = paper.pk
    paper.delete()
    assert told() == {pk: True}
    name = f"oai:localhost:publications/{pk}"
    record = ask(client, "GetRecord", **DC, identifier=name)
    assert headers(record) == [(pk, True)]
    assert texts(record, "metadata") == []
    assert texts(record, "setSpec") == ["type", "type:paper-conference", "year", "year:2021"]
    assert error(ask(client, "ListMetadataFormats", identifier=name)) == ""
    rebuild()
    assert told() == {}


@pytest.mark.django_db
def test_hidden_things_are_never_told(client: Client) -> None:
    make_publication("A secret draft", status="draft")
    later = timezone.now() + datetime.timedelta(days=1)
    make_publication("A secret plan", status="scheduled", publish_at=later)
    assert error(ask(client, "ListRecords", **DC)) == "noRecordsMatch"
    paper = make_publication("Open", authors=[make_researcher("Ada Hidden", visibility="hidden")])
    paper.title = "Now secret"
    paper.status = "draft"
    paper.save()
    found = client.get("/oai", {"verb": "ListRecords", **DC}).content
    assert b'status="deleted"' in found
    assert b"ecret" not in found
    assert b"Open" not in found


@pytest.mark.django_db
def test_scheduled_paper_is_told_from_the_next_change_on(told: Any) -> None:
    soon = timezone.now() + datetime.timedelta(milliseconds=200)
    paper = make_publication(status="scheduled", publish_at=soon)
    assert told() == {}
    time.sleep(0.3)
    other = make_publication()
    assert told() == {paper.pk: False, other.pk: False}


@pytest.mark.django_db
def test_paper_that_leaves_a_set_is_in_the_new_one(client: Client) -> None:
    paper = make_publication(year=2021)
    paper.year = 2022
    paper.save()
    assert error(ask(client, "ListRecords", **DC, set="year:2021")) == "noRecordsMatch"
    assert headers(ask(client, "ListRecords", **DC, set="year:2022")) == [(paper.pk, False)]
    assert list(stray_members()) == []
    SetMember.objects.create(spec="year:2021", change=1, publication=paper.pk)
    assert list(stray_members()) == ["Sets have 5 members instead of 4."]
    SetMember.objects.filter(spec="year:2021").delete()


@pytest.mark.django_db
@pytest.mark.past_byline
def test_wrong_stamps_are_found_and_put_right() -> None:
    paper, other = make_publication(), make_publication()
    hidden = make_publication(status="draft")
    Stamp.objects.filter(pk=paper.pk).delete()
    Stamp.objects.filter(pk=other.pk).update(sets=[])
    Stamp.objects.create(pk=hidden.pk, change=1, is_deleted=False, sets=[])
    Stamp.objects.create(pk=999_999, change=1, is_deleted=False, sets=[])
    found = list(differences())
    assert len(found) == 5
    assert "Stamp 999999: its publication is not public." in found
    rebuild()
    assert [sentence for sentence in differences() if "Sets have" not in sentence] == []


@pytest.mark.django_db
def test_change_is_seen_when_its_moment_has_come(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LAG", datetime.timedelta(hours=1))
    make_publication()
    assert error(ask(client, "ListRecords", **DC)) == "noRecordsMatch"
    Change.objects.update(at=timezone.now())
    assert len(headers(ask(client, "ListRecords", **DC))) == 1


@pytest.mark.django_db
def test_moments_rise_with_numbers_though_the_clock_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_publication()
    monkeypatch.setattr(changes, "LAG", -datetime.timedelta(hours=1))
    make_publication()
    with changing():
        make_publication()
        make_publication()
    moments = list(Change.objects.order_by("number").values_list("at", flat=True))
    assert len(moments) == 3
    assert moments == sorted(moments)


@pytest.mark.django_db
def test_part_of_which_all_has_changed_repeats_the_last_record(client: Client) -> None:
    papers = [make_publication() for _ in range(8)]
    root = ask(client, "ListRecords", **DC)
    papers[7].title = "New"
    papers[7].save()
    rest = ask(client, "ListRecords", resumptionToken="".join(texts(root, "resumptionToken")))
    assert headers(rest) == [(papers[6].pk, False)]
    assert texts(rest, "resumptionToken") == [""]


@pytest.mark.django_db
def test_harvester_from_a_package_reads_everything_and_then_what_changed(client: Client) -> None:
    papers = [make_publication(authors=["Ada Lovelace"]) for _ in range(23)]
    harvester = Harvester(client)
    assert harvester.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert [one.setSpec for one in harvester.ListSets()][:2] == ["lab", "type"]
    assert sorted(one.metadataPrefix for one in harvester.ListMetadataFormats()) == [
        "mods", "oai_datacite", "oai_dc",
    ]  # fmt: skip
    assert harvester.changes() == [(paper.pk, False) for paper in papers]
    record = harvester.GetRecord(
        identifier=f"oai:localhost:publications/{papers[0].pk}", metadataPrefix="oai_dc"
    )
    assert record.metadata["title"] == [papers[0].title]
    assert record.metadata["creator"] == ["Lovelace, Ada"]
    Change.objects.update(at=None)
    for number, change in enumerate(Change.objects.order_by("number")):
        change.at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + number * changes.TICK
        change.save()
    pk = papers[3].pk
    papers[3].delete()
    papers[5].title = "New"
    papers[5].save()
    new = make_publication()
    assert harvester.changes(from_="2026-02-01") == [
        (pk, True), (papers[5].pk, False), (new.pk, False),
    ]  # fmt: skip


def edit(chance: random.Random) -> None:
    """Edit, insert, delete, hide or show a publication."""
    ids = list(Publication.objects.values_list("pk", flat=True))
    paper = Publication.objects.filter(pk=chance.choice(ids)).first()
    action = chance.random()
    if paper is None or action < 0.2:
        make_publication(f"New {chance.random()}", authors=["Ada Lovelace"])
    elif action < 0.35:
        paper.delete()
    elif action < 0.45:
        paper.status = chance.choice(["draft", "published"])
        paper.save()
    else:
        paper.title = f"Edited {chance.random()}"
        paper.year = chance.choice([2021, 2022])
        paper.save()


def harvest_again_and_again(
    harvester: Harvester, edits: list[int]
) -> tuple[dict[int, bool], dict[str, str]]:
    """Return {id: whether deleted} after a full harvest and some of what changed since.

    Second comes from when on the next one must ask.
    """
    have: dict[int, bool] = {}
    since: dict[str, str] = {}
    while len(edits) < 80 or len(since) == 0:
        begun = texts(ask(harvester.client, "Identify"), "responseDate")[0]
        found = harvester.changes(**since)
        ids = [pk for pk, _ in found]
        # Only where all that was left has changed does the last record come again.
        assert len(ids) - len(set(ids)) <= (ids[-1:] == ids[-2:-1])
        have |= dict(found)
        since = {"from_": begun}
    return have, since


def check_nothing_is_lost(have: dict[int, bool], harvester: Harvester) -> None:
    """Compare what was harvested, in the end without changes, with what is public."""
    listed = Publication.objects.listed()
    assert {pk for pk, gone in have.items() if not gone} == set(listed.values_list("pk", flat=True))
    assert any(have.values())
    records = harvester.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)
    titles = sorted(record.metadata["title"][0] for record in records)
    assert titles == sorted(listed.values_list("title", flat=True))


def many_publications() -> None:
    with changing():
        for _ in range(30):
            make_publication(authors=["Ada Lovelace"])


@pytest.mark.django_db
def test_nothing_is_lost_or_doubled_while_things_change_between_parts(client: Client) -> None:
    many_publications()
    chance = random.Random(7)
    edits: list[int] = []

    class Meanwhile(Harvester):
        def _request(self, kwargs: dict[str, str]) -> Any:
            answer = super()._request(kwargs)
            for _ in range(4):
                edit(chance)
                edits.append(1)
            return answer

    have, since = harvest_again_and_again(Meanwhile(client), edits)
    last = Harvester(client)
    have |= dict(last.changes(**since))
    check_nothing_is_lost(have, last)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "not connection.features.has_select_for_update",
    reason="the SQLite of tests is in memory, where threads lock each other's tables",
)
def test_nothing_is_lost_or_doubled_while_others_change_things(client: Client) -> None:
    many_publications()
    ends, problems = threading.Event(), []
    edits: list[int] = []

    def run(seed: int) -> None:
        chance = random.Random(seed)
        try:
            while not ends.is_set():
                edit(chance)
                edits.append(seed)
        except Exception as error:  # noqa: BLE001 -- the test says that there may be none
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    harvester = Harvester(client)
    try:
        have, since = harvest_again_and_again(harvester, edits)
    finally:
        ends.set()
        for thread in threads:
            thread.join()
    assert problems == []
    have |= dict(harvester.changes(**since))
    check_nothing_is_lost(have, harvester)
