"""A portal that is really served, with the demo and what is hard to lay out, and a browser.

The fixtures live as long as this package's tests: playwright keeps an event loop running, beside
which Django refuses to reach its database, so other tests must not run while it does.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 90
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]

SignIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="package")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of the portal that is served, gone afterwards."""
    folder = tmp_path_factory.mktemp("portal")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def site(data: Path) -> Iterator[str]:
    """The address of a portal started as `make run` starts it, on a free port and a new folder."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("BYLINE_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    variables |= {"BYLINE_DATA": str(data), "PYTHONPATH": str(ROOT)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (data / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT, env=variables, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait_for(port, server, data / "log.txt")
        command = [sys.executable, "-m", "tests.e2e.extras"]
        subprocess.run(command, cwd=ROOT, env=variables, check=True)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=15)


@pytest.fixture
def undone(site: str, data: Path) -> Iterator[None]:
    """What a test writes is gone after it: the portal is that of all tests."""
    with (
        closing(sqlite3.connect(":memory:")) as before,
        closing(sqlite3.connect(data / "byline.sqlite3", timeout=20)) as portal,
    ):
        portal.backup(before)
        yield
        before.backup(portal)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The portal did not start:\n{log.read_text()}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium, that of BYLINE_CHROMIUM or the first one on the path."""
    path = settings.CHROMIUM or shutil.which("chromium")
    if path is None:
        pytest.fail("There is no chromium on the path. Install it, or name it in BYLINE_CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """Opens pages of the portal, and notes what a browser finds wrong on the way."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []
        self.requests: list[Request] = []
        self.troubles: list[str] = []

    def page(self, width: int = 1280, height: int = 900, **options: Any) -> Page:
        """Return an empty page of a new, forgetful browser; options are new_context's."""
        options = {"viewport": {"width": width, "height": height}, **options}
        context = self.browser.new_context(base_url=self.site, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._asked)
        return page

    def open(self, path: str, width: int = 1280, height: int = 900, **options: Any) -> Page:
        """Return the page at `path`, loaded, with its fonts."""
        page = self.page(width, height, **options)
        page.goto(path)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _asked(self, request: Request) -> None:
        self.requests.append(request)
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != urlsplit(self.site).netloc:
            self.troubles.append(f"foreign host: {request.url}")


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """A visitor of the portal whose browser must not complain of anything in any test."""
    visitor = Visitor(browser, site)
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.troubles == []


@pytest.fixture
def sign_in(visitor: Visitor, data: Path, undone: None) -> SignIn:
    """Return a function that opens an admin page, signed in as the first administrator."""

    def sign_in(path: str, **options: object) -> Page:
        page = visitor.open(f"/admin/login/?next={path}", height=1400, **options)
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill((data / "admin-password.txt").read_text().strip())
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{path}")
        return page

    return sign_in
