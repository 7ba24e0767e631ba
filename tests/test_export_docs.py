"""docs/exporting.md names every format that can be written, with its suffix and media type."""

import re
from pathlib import Path

from publications.exporters import EXPORTERS

DOCS = Path(__file__).parents[1] / "docs" / "exporting.md"


def test_formats_in_the_documentation_are_those_that_can_be_written():
    rows = [row.split("|") for row in DOCS.read_text().splitlines() if row.startswith("| `")]
    told = {tuple(re.findall(r"`([^`]+)`", "".join(row))) for row in rows}
    assert told == {(one.key, one.suffix, one.media_type) for one in EXPORTERS}


def test_formats_that_are_only_of_lists_are_said_to_be():
    rows = [row for row in DOCS.read_text().splitlines() if row.startswith("| `")]
    said = {row.split("`")[1] for row in rows if "lists only" in row}
    assert said == {one.key for one in EXPORTERS if one.of_lists}
