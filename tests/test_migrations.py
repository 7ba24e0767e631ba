"""The migrations say what the models say, and a forgotten one is noticed."""

import io

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from publications.models import PublicationLinkKind
from researchers.models import ProfileLinkKind, Researcher

pytestmark = pytest.mark.django_db

# pytest's --no-migrations hides every migration by this setting; what follows must see them.
ALL = {}


def missing(settings) -> tuple[bool, str]:
    """Return (whether makemigrations would write something, what it says)."""
    settings.MIGRATION_MODULES = ALL
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        return True, out.getvalue()
    return False, out.getvalue()


def test_no_migration_is_missing(settings):
    assert missing(settings) == (False, "No changes detected\n")


def test_changed_field_is_noticed(settings, monkeypatch):
    monkeypatch.setattr(Researcher._meta.get_field("pronouns"), "max_length", 41)
    found, said = missing(settings)
    assert found
    assert "Alter field pronouns on researcher" in said


def test_new_field_is_noticed(settings):
    field = models.BooleanField(default=False)
    field.contribute_to_class(Researcher, "is_new")
    try:
        found, said = missing(settings)
    finally:
        Researcher._meta.local_fields.remove(field)
        del Researcher.is_new
        Researcher._meta._expire_cache()
    assert found
    assert "Add field is_new to researcher" in said


def test_every_app_has_one_clean_set_of_migrations(settings):
    settings.MIGRATION_MODULES = ALL
    loader = MigrationExecutor(connection).loader
    ours = {"accounts", "kit", "researchers", "publications"}
    assert {app for app, _ in loader.graph.leaf_nodes()} >= ours
    assert loader.detect_conflicts() == {}
    squashed = [key for key, migration in loader.disk_migrations.items() if migration.replaces]
    assert [key for key in squashed if key[0] in ours] == []


def test_kinds_of_links_come_with_the_tables():
    assert PublicationLinkKind.objects.get(key="arxiv").address("2201.01441") == (
        "https://arxiv.org/abs/2201.01441"
    )
    assert ProfileLinkKind.objects.get(key="orcid").address("0000-0002-1825-0097") == (
        "https://orcid.org/0000-0002-1825-0097"
    )
    places = list(ProfileLinkKind.objects.values_list("position", flat=True))
    assert places == sorted(set(places))
