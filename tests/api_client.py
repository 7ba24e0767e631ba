"""Reading the API in tests."""

import json
from typing import Any

from django.test import Client

HOST = "http://testserver"
LISTS = ["publications", "researchers", "labs", "venues", "topics"]


def read(client: Client, path: str, status: int = 200) -> Any:
    """Return the JSON at `path` after checking its status."""
    response = client.get(path)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def titles(client: Client, path: str) -> list[str]:
    """Return the titles of the publications listed at `path`."""
    return [paper["title"] for paper in read(client, path)["results"]]
