"""What goes in comes out: import, export as BibTeX, import into an empty portal, all equal."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from publications.as_records import as_records
from publications.exporters import EXPORTERS
from publications.importers import IMPORTERS
from publications.importing.runs import Source, import_records
from publications.models import Authorship, Award, Publication, PublicationLink
from publications.records import IDENTIFIERS, Record
from researchers.models import Researcher
from tests.test_exporter_bibtex import RECORDS

pytestmark = pytest.mark.django_db(transaction=False)

VARYING = {"id", "slug", "created_at", "updated_at", "provenance", "publication_id", "venue_id"}
VARYING |= {"researcher_id"}


class Emptied(Exception):
    """Rolls back what was imported."""


def contents() -> list[list[dict[str, Any]]]:
    """Return every row of publications, without the keys that differ between two portals."""
    places = {
        pk: n
        for n, pk in enumerate(Publication.objects.order_by("pk").values_list("pk", flat=True))
    }
    orcids = dict(Researcher.objects.values_list("pk", "orcid"))
    told = []
    for model in (Publication, Authorship, PublicationLink, Award):
        rows = []
        for row in model.objects.order_by("pk").values():
            kept = {name: value for name, value in row.items() if name not in VARYING}
            if "made_key" in row:  # what an export tells as the key comes back as its own
                kept["citation_key"] = row["citation_key"] or kept.pop("made_key")
                kept.pop("made_key", None)
            if "claimed_orcid" in row:  # an export tells that of the person, too
                kept["claimed_orcid"] = row["claimed_orcid"] or orcids[row["researcher_id"]]
            if "publication_id" in row:
                kept["paper"] = places[row["publication_id"]]
            rows.append(kept)
        told.append(rows)
    return told


def imported(items: list[Record]) -> tuple[list[list[dict[str, Any]]], str]:
    """Return what an empty portal holds after importing `items`, and its BibTeX."""
    result: list[Any] = []
    try:
        with transaction.atomic():
            import_records(items, source=Source("bibtex", "a.bib"), partial=True)
            ids = list(Publication.objects.order_by("pk").values_list("pk", flat=True))
            text = "".join(EXPORTERS["bibtex"].write(as_records(ids, "")))
            result += [contents(), text]
            raise Emptied
    except Emptied:
        return result[0], result[1]


def apart(items: list[Record]) -> list[Record]:
    """Return records of which no two have the same identifier: those would become one work."""
    seen: set[str] = set()
    found = []
    for item in items:
        taken = {field: "" for field in IDENTIFIERS if getattr(item, field) in seen}
        seen.update(filter(None, (getattr(item, field) for field in IDENTIFIERS)))
        found.append(item.but(**taken))
    return found


@settings(max_examples=60, phases=[Phase.generate])
@given(st.lists(RECORDS, min_size=1, max_size=3).map(apart))
def test_records_survive_the_way_through_two_portals(items: list[Record]) -> None:
    first, text = imported(items)
    again = [item for item in IMPORTERS["bibtex"].parse(text) if isinstance(item, Record)]
    second, same = imported(again)
    for ours, theirs in zip(first, second, strict=True):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert {k: (v, other[k]) for k, v in one.items() if v != other[k]} == {}
    assert same == text
