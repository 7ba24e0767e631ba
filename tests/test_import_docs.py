"""docs/importing.md names every format that can be read, and none besides."""

import re
from pathlib import Path

from publications.importers import IMPORTERS
from publications.sites import READERS

DOCS = Path(__file__).parents[1] / "docs" / "importing.md"


def test_formats_in_the_documentation_are_those_that_can_be_read():
    table = DOCS.read_text().split("## What can be read")[1].split("\n\nBy identifier")[0]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    named = [key for row in rows for key in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(importer.key for importer in IMPORTERS)


def test_sites_in_the_documentation_are_those_that_can_be_read():
    table = DOCS.read_text().split("## A whole home page")[1].split("- **Papers**")[0]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    assert sorted(row.split("`")[1] for row in rows) == sorted(reader.key for reader in READERS)
