"""Real publications: all come in, in order, and the people's other names are known.

Every fifth of the 5,000; all of them with ANTHOLOGY=whole, which takes minutes.
"""

import gzip
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from portal.kit.changes import changing
from portal.kit.dates import PartialDate
from publications.importing.runs import Source, import_records
from publications.models import Authorship, Publication
from publications.records import Name, Record
from researchers.models import NameVariant, Researcher

EVERY = 1 if os.environ.get("ANTHOLOGY") == "whole" else 5
SHARED = Path(__file__).parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.skipif(not SHARED.exists(), reason="the real data lie beside the checkout only"),
]
TYPES = {"inproceedings": "paper-conference", "article": "article-journal"}


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((SHARED / name).read_bytes()).splitlines()]


def papers_told() -> list[dict[str, Any]]:
    return lines("anthology-5k.jsonl.gz")[::EVERY]


def adapted(papers: list[dict[str, Any]]) -> Iterator[Record]:
    """Yield the JSON's papers as records."""
    for number, paper in enumerate(papers, 1):
        yield Record(
            type=TYPES.get(paper["type"], "book"),
            title=paper["title"],
            authors=tuple(
                Name(family=one["family"], given=one["given"] or "") for one in paper["authors"]
            ),
            issued=PartialDate(paper["year"], paper["month_num"]),
            container_title=paper["booktitle"] or paper["journal"] or "",
            volume=paper["volume"] or "",
            issue=paper["issue"] or "",
            pages=paper["pages"] or "",
            citation_key=paper["bibtex_key"],
            where=f"line {number}",
        )


def named() -> dict[str, list[str]]:
    """Return the authors of each publication by its key, as they are credited, in order."""
    papers = dict(Publication.objects.values_list("pk", "citation_key"))
    found: dict[str, list[str]] = {key: [] for key in papers.values()}
    rows = Authorship.objects.filter(role="author").order_by("publication", "position")
    for pk, name in rows.values_list("publication_id", "credited_as"):
        found[papers[pk]].append(name)
    return found


def test_bibtex_comes_in_whole_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    whole = gzip.decompress((SHARED / "anthology-5k.bib.gz").read_bytes()).decode()
    truth = {paper["bibtex_key"]: paper["authors"] for paper in papers_told()}
    entries = re.split(r"(?m)^(?=@)", whole)
    told = [entry for entry in entries if entry[entry.find("{") + 1 : entry.find(",")] in truth]
    (tmp_path / "anthology.bib").write_text("".join(told))

    def run() -> tuple[str, str]:
        out, err = io.StringIO(), io.StringIO()
        file = str(tmp_path / "anthology.bib")
        call_command("import_publications", file, "--yes", stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    out, err = run()
    assert out.startswith(f"Brought in: {len(truth)} new, ")
    assert re.fullmatch(r"(Line \d+: pages of 702 characters, more than 100: kept aside.\n)?", err)
    found = named()
    assert {key: len(names) for key, names in found.items()} == {
        key: len(authors) for key, authors in truth.items()
    }
    assert run()[0] == f"Nothing changed: {len(truth)} publications are here already.\n"


def test_json_comes_in_whole_and_people_are_known_by_their_other_names():
    papers = papers_told()
    several = [
        person
        for person in lines("people.jsonl.gz")
        if person["disambiguated"] and sum(name["in_sample"] > 0 for name in person["names"]) > 1
    ]
    known: dict[str, int] = {}
    with changing():
        for person in several:
            first, *others = (name for name in person["names"] if not name.get("script"))
            row = Researcher.objects.create(
                given_name=first["given"] or "", family_name=first["family"]
            )
            known[person["id"]] = row.pk
            for name in others:
                NameVariant.objects.get_or_create(researcher=row, name=name["full"])
    report = import_records(adapted(papers), source=Source("json", "anthology"))
    assert (report.created, report.lost) == (len(papers), 0)
    assert named() == {
        paper["bibtex_key"]: [one["full"] for one in paper["authors"]] for paper in papers
    }
    keys = dict(Publication.objects.values_list("citation_key", "pk"))
    linked = {
        (row.publication_id, row.credited_as): row.researcher_id
        for row in Authorship.objects.filter(role="author")
    }
    asked = [
        (linked[keys[paper["bibtex_key"]], one["full"]], known[one["id"]])
        for paper in papers
        for one in paper["authors"]
        if one["id"] in known
    ]
    right = sum(found == true for found, true in asked)
    assert len(asked) > 500 / EVERY
    assert right / len(asked) > 0.95
    wrong = {found for found, true in asked if found != true} & set(known.values())
    assert len(wrong) <= 2
