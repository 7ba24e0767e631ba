"""Answers that services really gave, where they are at hand: nothing in them is lost."""

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from publications.importers import IMPORTERS, recognize
from publications.records import Problem, Record

ANSWERS = Path(__file__).parents[2] / "shared" / "data" / "corpus" / "api_responses"

pytestmark = pytest.mark.skipif(not ANSWERS.is_dir(), reason="the recorded answers are not here")


def cassettes(folder: str) -> Iterator[tuple[str, str]]:
    """Yield (name, body) of each answer with status 200 in the cassettes of a folder."""
    for path in sorted((ANSWERS / folder).rglob("*.y*ml")):
        told = yaml.safe_load(path.read_text())
        for number, pair in enumerate(told.get("http_interactions") or told.get("interactions")):
            answer = pair["response"]
            status = answer.get("status_code") or answer["status"]
            if isinstance(status, dict):
                status = status.get("code") or status.get("status_code")
            body = answer.get("content", answer.get("body"))
            body = body["string"] if isinstance(body, dict) else body
            if isinstance(body, bytes):
                body = gzip.decompress(body).decode()
            if int(status) == 200:
                yield f"{path.stem} {number}", body


def results(key: str, body: str) -> tuple[list[Record], list[Problem]]:
    found = list(IMPORTERS[key].parse(body))
    records = [one for one in found if isinstance(one, Record)]
    return records, [one for one in found if isinstance(one, Problem)]


def names_of(people: Any) -> int:
    told = [one for one in people or [] if one.get("family") or one.get("given") or one.get("name")]
    return len(told)


@cache
def crossref() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return (name, body, works) of each answer of Crossref that holds works."""
    found = []
    for name, body in cassettes("sckott__habanero"):
        try:
            told = json.loads(body)
        except ValueError:
            continue
        message = told.get("message", told)
        works = message.get("items", [message])
        if works and all("DOI" in work for work in works):
            found.append((name, body, works))
    return found


def test_crossref_works_are_all_read() -> None:
    entries = names = 0
    for name, body, works in crossref():
        assert recognize(body).key == "crossref", name
        records, problems = results("crossref", body)
        assert [one for one in problems if one.is_loss] == [], name
        assert [one.doi for one in records] == [work["DOI"].lower() for work in works], name
        for record, work in zip(records, works, strict=True):
            assert len(record.authors) == names_of(work.get("author")), record.doi
            assert len(record.editors) == names_of(work.get("editor")), record.doi
            assert bool(record.title) == bool(work.get("title")), record.doi
            years = [part[0][0] for key, value in work.items() if key in {"issued", "published"}
                     if (part := value["date-parts"])[0][0]]  # fmt: skip
            if years:
                assert record.issued is not None
                assert record.issued.year == years[0], record.doi
            assert "<" not in record.title
            assert "jats:" not in record.abstract
            entries += 1
            names += len(record.authors)
    print(f"Crossref: {len(crossref())} answers, {entries} works, {names} authors")  # noqa: T201
    assert entries > 200


def test_semantic_scholar_papers_are_all_read() -> None:
    answers = entries = names = 0
    for name, body in cassettes("danielnsilva__semanticscholar"):
        told = json.loads(body)
        if isinstance(told, dict):
            told = next((told[key] for key in ("data", "recommendedPapers") if key in told), [told])
        papers = [one and one.get("citedPaper", one) for one in told]
        if not any(one and "paperId" in one for one in papers):
            continue
        assert recognize(body).key == "semantic_scholar", name
        records, problems = results("semantic_scholar", body)
        losses = [one for one in problems if one.is_loss]
        # A paper cited without an id may have nothing but a null: there is nothing to read.
        expected = [one for one in papers if one and any(one.values())]
        assert len(records) == len(expected), name
        assert len(losses) == len(papers) - len(expected), name
        for record, paper in zip(records, expected, strict=True):
            assert len(record.authors) == len(paper.get("authors") or []), name
        answers += 1
        entries += len(records)
        names += sum(len(record.authors) for record in records)
    print(f"Semantic Scholar: {answers} answers, {entries} papers, {names} authors")  # noqa: T201
    assert entries > 1000


def test_orcid_works_are_all_read() -> None:
    answers = entries = names = 0
    for name, body in cassettes("ropensci__rorcid"):
        told = json.loads(body)
        if "group" not in told and "put-code" not in told:
            continue
        works = told.get("group", [told])
        assert recognize(body).key == "orcid", name
        records, problems = results("orcid", body)
        if not works:
            assert [str(one) for one in problems] == [
                "Answer: ORCID found nothing. Look for a slip."
            ]
            continue
        assert [one for one in problems if one.is_loss] == [], name
        assert len(records) == len(works), name
        for record, work in zip(records, works, strict=True):
            people = (work.get("contributors") or {}).get("contributor", [])
            assert len(record.authors) == len(people), name
            told = json.dumps(work)  # a DOI may also stand in the address alone
            dois = re.findall(r'"external-id-type": "doi"|doi\.org/10\.', told)
            assert bool(record.doi) == bool(dois), record.title
        answers += 1
        entries += len(records)
        names += sum(len(record.authors) for record in records)
    print(f"ORCID: {answers} answers, {entries} works, {names} authors")  # noqa: T201
    assert entries > 100


def test_dblp_person_is_read_whole() -> None:
    body = (ANSWERS / "openreview__openreview-web" / "dblp_person_1.xml").read_text()
    assert recognize(body).key == "dblp"
    records, problems = results("dblp", body)
    assert problems == []
    works = re.findall(r"<r>(.*?)</r>", body, re.DOTALL)
    assert len(records) == len(works) == 8
    for record, work in zip(records, works, strict=True):
        assert len(record.authors) == work.count("<author ")
        assert record.doi in work.lower()
        assert record.doi
        assert not record.title.endswith(".")
        assert "Di Xu" in [name.full for name in record.authors]


def test_arxiv_feeds_are_read_whole() -> None:
    answers = entries = names = 0
    for path in sorted((ANSWERS / "lukasschwab__arxiv.py").rglob("*_m*.json")):
        body = json.loads(path.read_text())["body"]
        assert recognize(body).key == "arxiv", path.name
        records, problems = results("arxiv", body)
        papers = re.findall(r"<entry>.*?</entry>", body, re.DOTALL)
        papers = [one for one in papers if "api/errors" not in one]
        assert len(records) == len(papers), path.name
        assert len(problems) == (not papers), path.name
        for record, paper in zip(records, papers, strict=True):
            assert len(record.authors) == paper.count("<author>"), record.title
            assert record.arxiv_id in paper
            assert record.abstract
        answers += 1
        entries += len(records)
        names += sum(len(record.authors) for record in records)
    print(f"arXiv: {answers} feeds, {entries} papers, {names} authors")  # noqa: T201
    assert entries > 100
