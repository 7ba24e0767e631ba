"""A local server in the place of every scholarly service, and their answers in short."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from portal.kit.fetch import Fetcher
from publications.lookup import identifiers_in, look_up
from publications.records import Problem, Record
from publications.scholarly import CONVERTER, SERVICES
from tests.local_server import LocalServer

NO_DOI = "No service knows this DOI (asked: Crossref, DataCite, doi.org)."
DOWN = "Crossref is down (status 503). Try again later."


def fetching(server: LocalServer) -> Fetcher:
    """Return a fetcher to whom each service is a folder of the local server."""
    services = [*SERVICES.values(), CONVERTER]
    return Fetcher(
        reroutes={one.base: f"{server.url}/{one.key}" for one in services},
        read_seconds=0.3,
        tries=2,
        sleep=lambda _: None,
    )


def asked_for(text: str, fetcher: Fetcher) -> list[str]:
    """Return what is found for the pasted text, each as one line."""
    identifiers, problems = identifiers_in(text)
    assert problems == []
    return told(look_up(identifiers, fetcher=fetcher))


def told(found: Iterator[Record | Problem]) -> list[str]:
    return [
        str(one) if isinstance(one, Problem) else f"{one.where}: {one.title} ({one.source})"
        for one in found
    ]


def work(doi: str, title: str) -> dict[str, Any]:
    return {"DOI": doi, "type": "journal-article", "title": [title], "member": "1", "deposited": {}}


def crossref(*works: dict[str, Any]) -> str:
    return json.dumps({"message-type": "work-list", "message": {"items": list(works)}})


def single(found: dict[str, Any]) -> str:
    return json.dumps({"message-type": "work", "message": found})


def batch(*dois: str) -> str:
    filters = quote(",".join(f"doi:{doi}" for doi in dois), safe="")
    return f"/crossref/works?filter={filters}&rows={len(dois)}"
