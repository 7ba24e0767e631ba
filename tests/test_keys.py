"""Citation keys that the portal makes: one each, for good, whatever is edited later."""

import pytest

from publications.importing.runs import Source, import_records
from publications.models import Publication
from publications.records import Name, Record
from tests.factories import make_publication, make_researcher

pytestmark = pytest.mark.django_db
ADA = Name("Lovelace", "Ada")


def key(paper: Publication) -> str:
    return Publication.objects.get(pk=paper.pk).key


def test_a_key_is_kept_when_title_year_and_authors_change():
    ada = make_researcher("Ada Lovelace")
    paper = make_publication("A sketch of engines", authors=[ada], year=1843)
    assert key(paper) == "lovelace1843sketch"
    paper.title, paper.year = "Notes on looms", 1844
    paper.save()
    ada.family_name = "Byron"
    ada.save()
    assert key(paper) == "lovelace1843sketch"


def test_no_key_is_made_twice():
    papers = [make_publication("A sketch", authors=["Ada Lovelace"], year=1843) for _ in range(3)]
    own = make_publication("A sketch", authors=["Ada Lovelace"], citation_key="lovelace1843sketch")
    assert [key(paper) for paper in [*papers, own]] == [
        "lovelace1843sketch", "lovelace1843sketch-2", "lovelace1843sketch-3", "lovelace1843sketch",
    ]  # fmt: skip


def test_a_made_key_is_none_that_somebody_chose():
    make_publication("A sketch", authors=["Ada Lovelace"], citation_key="lovelace1843sketch")
    paper = make_publication("A sketch", authors=["Ada Lovelace"], year=1843)
    assert key(paper) == "lovelace1843sketch-2"


def test_what_names_nobody_yet_waits_for_its_key():
    paper = make_publication("A sketch", year=1843)
    assert key(paper) == ""
    paper.authorships.create(researcher=make_researcher("Ada Lovelace"))
    assert key(paper) == "lovelace1843sketch"


@pytest.mark.parametrize("many", [2, 150])
def test_imports_make_keys_for_what_brings_none(many):
    records = [Record(title=f"Sketch {n}", authors=(ADA,), doi=f"10.1000/{n}") for n in range(many)]
    import_records(
        [*records, Record(title="Own", citation_key="mine")], source=Source("bibtex", "a.bib")
    )
    keys = sorted(Publication.objects.values_list("made_key", flat=True))
    assert len(set(keys)) == many + 1
    assert keys[:2] == ["", "lovelacesketch"]
    assert Publication.objects.get(title="Own").key == "mine"
