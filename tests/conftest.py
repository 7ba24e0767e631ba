"""Fixtures of every test: clean storages and cache, no way out to the network."""

import shutil
import socket
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker

from portal.kit import pages
from publications import derive as papers
from publications.models import Document, Publication
from researchers import derive as people
from researchers.models import Researcher

hypothesis.settings.register_profile(
    "byline",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("byline")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that reach the database: only they are run again on another one."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or "_django_db_helper" in fixtures:
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise RuntimeError(f"A test wants to reach {address[0]}: tests stay on this machine.")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let Django find out once what SQLite can do, so that no query count has that in it."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field


@pytest.fixture(autouse=True)
def _stored_is_derived(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test that wrote something, what is stored is what would be derived.

    `@pytest.mark.past_byline` marks tests that write so that Byline cannot notice.
    """
    marked = request.node.get_closest_marker
    if not marked("database") or marked("past_byline") or marked("e2e"):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # is asked for first, so rolls back last
    yield
    if Publication.objects.exists() or Document.objects.exists():
        assert list(papers.differences()) == []
    if Researcher.objects.exists():
        assert list(people.differences()) == []


@pytest.fixture(autouse=True)
def _clean_slate(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty cache and files after each test; browser tests share one demo and keep theirs."""
    yield
    if request.node.get_closest_marker("e2e"):
        return
    cache.clear()
    pages.memory.clear()
    pages._moments.clear()
    for folder in (
        django_settings.MEDIA_ROOT,
        django_settings.STORAGES["originals"]["OPTIONS"]["location"],
    ):
        shutil.rmtree(folder, ignore_errors=True)
