"""Asking the portal by OAI-PMH in tests; every answer is held to the official schema."""

from functools import cache
from pathlib import Path
from typing import Any

import sickle
from django.test import Client
from lxml import etree
from requests.structures import CaseInsensitiveDict

SCHEMAS = Path(__file__).parent / "data" / "schemas"
OAI = "http://www.openarchives.org/OAI/2.0/"
NAMES = {"o": OAI, "dc": "http://purl.org/dc/elements/1.1/"}
CHECKED = {  # namespaces of metadata whose schemas are there
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc.xsd",
    "http://www.openarchives.org/OAI/2.0/oai-identifier": "oai-identifier.xsd",
}


@cache
def schema() -> etree.XMLSchema:
    """Return the schema of the protocol with those of what answers hold."""
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{name}"/>'
        for namespace, name in {**CHECKED, OAI: "OAI-PMH.xsd"}.items()
    )
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text, base_url=f"{SCHEMAS}/all.xsd"))


def checked(content: bytes) -> etree._Element:
    """Return an answer that keeps to the schema."""
    root = etree.fromstring(content)
    bare = etree.fromstring(content)
    for metadata in bare.iterfind(".//o:metadata", NAMES):
        if etree.QName(metadata[0]).namespace not in CHECKED:
            metadata.getparent().remove(metadata)
    schema().assertValid(bare)
    return root


def ask(client: Client, verb: str | None = None, **arguments: str) -> etree._Element:
    """Return the answer to a verb; `from_` is the argument "from"."""
    asked = {name.rstrip("_"): value for name, value in arguments.items()}
    response = client.get("/oai", {**({"verb": verb} if verb else {}), **asked})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=UTF-8"
    return checked(response.content)


def error(root: etree._Element) -> str:
    """Return the code of the one error of an answer, "" if there is none."""
    return ",".join(each.get("code") for each in root.iterfind("o:error", NAMES))


def texts(root: etree._Element, *names: str) -> list[str]:
    """Return the texts of all elements of one of these names, in their order."""
    wanted = [f"{{{OAI}}}{name}" for name in names]
    return [each.text or "" for each in root.iter(*wanted)]


def headers(root: etree._Element) -> list[tuple[int, bool]]:
    """Return (id of the publication, whether it is deleted) of the records of an answer."""
    return [
        (int(each.findtext("o:identifier", "", NAMES).rpartition("/")[2]), bool(each.get("status")))
        for each in root.iter(f"{{{OAI}}}header")
    ]


class Answer:
    """What the harvester takes for a response of requests."""

    def __init__(self, response: Any) -> None:
        self.content, self.status_code = response.content, response.status_code
        self.text = response.content.decode()
        self.headers = CaseInsensitiveDict(response.headers)
        self.encoding = "utf-8"

    def raise_for_status(self) -> None:
        assert self.status_code == 200


class Harvester(sickle.Sickle):
    """The harvester of the package sickle; it asks through Django's test client."""

    def __init__(self, client: Client) -> None:
        super().__init__("http://testserver/oai")
        self.client = client

    def _request(self, kwargs: dict[str, str]) -> Answer:
        response = self.client.get("/oai", kwargs)
        checked(response.content)
        return Answer(response)

    def changes(self, **arguments: str) -> list[tuple[int, bool]]:
        """Return (id, whether deleted) of all records of a list, [] if there are none."""
        asked = {name.rstrip("_"): value for name, value in arguments.items()}
        try:
            found = list(self.ListRecords(metadataPrefix="oai_dc", **asked))
        except sickle.oaiexceptions.NoRecordsMatch:
            return []
        return [
            (int(each.header.identifier.rpartition("/")[2]), each.header.deleted) for each in found
        ]
