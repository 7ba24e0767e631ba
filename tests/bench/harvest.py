"""Measures of OAI-PMH: the first records, the last ones, those of a set that grows with all."""

import re
from urllib.parse import quote

from tests.bench.client import Client
from tests.bench.measures import FIRST, Measure, Target

RECORDS = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
AT_ONCE = 100
FIRST_RECORDS = "OAI-PMH, first records"
LAST_RECORDS, OF_A_YEAR = "OAI-PMH, last records", "OAI-PMH, records of a year"
OAI_NAMES = FIRST_RECORDS, LAST_RECORDS, OF_A_YEAR


def oai_measures(client: Client) -> list[Measure]:
    """Return the measures, of an app that has the protocol."""
    if client.get(RECORDS).status != 200:
        return []
    target = Target(FIRST_RECORDS, most=1.2)
    return [
        Measure(FIRST_RECORDS, RECORDS, FIRST, AT_ONCE, has_book=False),
        Measure(LAST_RECORDS, last(client), FIRST, AT_ONCE, (target,), has_book=False),
        Measure(
            OF_A_YEAR,
            f"{RECORDS}&set=year:2020",
            FIRST,
            AT_ONCE,
            (target,),
            has_book=False,
        ),
    ]


def last(client: Client) -> str:
    """Return the address of the last full part of the list of all records."""
    path, moments = RECORDS.replace("ListRecords", "ListIdentifiers"), [""]
    while True:
        body = client.get(path).body.decode()
        moments.append(re.findall("<datestamp>(.*?)</datestamp>", body)[0])
        if not (token := _token(body)):
            break
        path = f"/oai?verb=ListIdentifiers&resumptionToken={token}"
    path = before = f"{RECORDS}&from={moments[-3]}"
    while token := _token(client.get(path).body.decode()):
        before, path = path, f"/oai?verb=ListRecords&resumptionToken={token}"
    is_full = client.get(path).body.count(b"<record>") == AT_ONCE
    return path if is_full else before


def _token(body: str) -> str:
    found = re.search("<resumptionToken[^>]*>(.+?)</resumptionToken>", body)
    return quote(found[1]) if found else ""
