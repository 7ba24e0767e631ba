"""What every public page brings along: how much, from where, and under which policy."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from whitenoise.media_types import MediaTypes

from portal import settings
from tests.factories import make_lab, make_publication, make_researcher

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "portal" / "static" / "portal"
BLOCKING = re.compile(r'<script src="[^"]*"></script>|<link rel="stylesheet" href="[^"]*">')


@pytest.fixture
def pages(client: Client) -> dict[str, str]:
    """The text of the home page, a person's and a paper's, by address."""
    ada = make_researcher("Ada Lovelace", visibility="page")
    make_lab("Engine Lab")
    paper = make_publication("Notes", authors=[ada])
    addresses = ["/", ada.get_absolute_url(), paper.get_absolute_url()]
    return {address: client.get(address).content.decode() for address in addresses}


def test_style_and_scripts_are_below_15_kb_as_sent() -> None:
    sent = [gzip.compress((STATIC / name).read_bytes()) for name in ("site.css", "site.js")]
    assert sum(map(len, sent)) <= 15_000


def test_preloaded_fonts_are_below_45_kb() -> None:
    fonts = list((STATIC / "fonts").glob("lato-latin-[47]*.woff2"))
    assert len(fonts) == 3
    assert sum(path.stat().st_size for path in fonts) <= 45_000


@pytest.mark.django_db
def test_only_the_style_sheet_holds_up_the_first_paint(pages: dict[str, str]) -> None:
    sheet = '<link rel="stylesheet" href="/static/portal/site.css">'
    for address, page in pages.items():
        assert BLOCKING.findall(page) == [sheet], address


@pytest.mark.django_db
def test_the_policy_allows_the_inline_script_of_the_theme_and_no_other(
    pages: dict[str, str],
) -> None:
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]
    for page in pages.values():
        scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
        hashes = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
        assert allowed == ["'self'", *hashes]
        # Below a style sheet it would wait for it, and the page with it.
        assert page.index("<script>") < page.index('rel="stylesheet"')


@pytest.mark.django_db
def test_public_pages_name_the_rules_for_loading_ahead(client: Client) -> None:
    rules = '"/static/portal/speculation.rules"'
    for address, named in {
        "/": rules,
        "/researchers/": rules,
        "/nope/": rules,
        "/admin/login/": None,
        "/api/": None,
    }.items():
        assert client.get(address, HTTP_ACCEPT="text/html").get("Speculation-Rules") == named


def test_the_rules_are_of_the_kind_browsers_ask_for_under_their_hashed_name() -> None:
    found = finders.find("portal/speculation.rules")
    assert json.loads(Path(found).read_text()).keys() == {"prerender"}
    types = MediaTypes(extra_types=settings.WHITENOISE_MIMETYPES)
    kind = "application/speculationrules+json"
    assert types.get_type("/static/portal/speculation.0123456789ab.rules") == kind
