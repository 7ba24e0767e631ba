"""The number by which a title is found, however long it is and however it is spelt."""

import importlib
from types import SimpleNamespace

import pytest
from django.db import connection, models

from portal.kit.text import fold, key_hash
from publications.models import Publication
from tests.factories import make_publication

pytestmark = pytest.mark.django_db


def found(title: str) -> list[str]:
    papers = Publication.objects.filter(title_hash=key_hash(fold(title))).order_by("pk")
    return list(papers.values_list("title", flat=True))


def test_hash_is_the_same_everywhere_and_fits_a_signed_column():
    assert key_hash("") == 8238016292129134938
    assert key_hash("on the economy of machines") == 3458156489158987736
    assert all(0 <= key_hash(str(n)) < 2**63 for n in range(100))


def test_paper_is_found_by_its_title_in_any_spelling():
    make_publication("On the Economy of Machines")
    assert found("On the economy of machines.") == ["On the Economy of Machines"]
    assert found("On the economy of machinery") == []


def test_hash_follows_the_title_also_where_only_chosen_fields_are_saved():
    paper = make_publication("Before")
    paper.title = "After"
    paper.save(update_fields=["title"])
    assert (found("Before"), found("After")) == ([], ["After"])


def test_migration_hashes_titles_that_were_there(monkeypatch):
    migration = importlib.import_module("publications.migrations.0004_title_hash")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    for number in range(5):
        make_publication(f"Paper {number}")
    models.QuerySet(Publication).update(title_hash=0)
    migration.hash_titles(None, SimpleNamespace(connection=connection))
    assert [found(f"Paper {number}") for number in range(5)] == [
        [f"Paper {number}"] for number in range(5)
    ]
