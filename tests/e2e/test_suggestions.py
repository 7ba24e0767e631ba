"""Suggestions of new papers in the admin: looked at, accepted, turned down, asked again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import ROOT, SignIn
from .test_imports import look

REVIEW = "/admin/publications/suggestion/review/"
FOUND = """
import django
django.setup()
from portal.kit.dates import PartialDate
from publications.importing.report import Source
from publications.importing.suggesting import suggest
from publications.records import Name, Record
from researchers.models import Researcher
person = Researcher.objects.get(slug="michael-luo")
names = (Name(family="Weaver", given="Wanda"), Name(family="Luo", given="Michael"))
works = [
    Record(type="article-journal", title=title, authors=names, issued=PartialDate(2024, 3),
           container_title="Journal of Looms", doi=f"10.5555/{number}", abstract="It weaves. " * 40)
    for number, title in enumerate(["What Looms Tell Engines", "A Gear That Nobody Needs"])
]
suggest(person, works, Source("orcid", "orcid:0000-0000-0000-0000", researcher=person))
"""


@pytest.fixture
def found(data: Path, undone: None) -> None:
    """Two works that ORCID listed for the demo's researcher."""
    environment = {
        **os.environ, "BYLINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", FOUND], cwd=ROOT, env=environment, check=True)


def row(page: Page, title: str) -> Locator:
    return page.locator("ol.suggestions > li", has_text=title)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_suggestions_are_decided(found: None, sign_in: SignIn, width: int, scheme: str) -> None:
    page = sign_in(REVIEW, width=width, color_scheme=scheme, bypass_csp=True)
    look(page)
    loom = row(page, "What Looms Tell Engines")
    gear = row(page, "A Gear That Nobody Needs")
    expect(loom).to_contain_text("Wanda Weaver")
    loom.get_by_role("button", name="Accept").click()
    expect(loom).to_have_count(0)
    look(page)
    gear.get_by_role("button", name="Not mine").click()
    expect(gear).to_have_count(0)
    look(page)
    page.goto("/researchers/michael-luo/")
    expect(page.locator("main")).to_contain_text("What Looms Tell Engines")
    expect(page.locator("main")).not_to_contain_text("A Gear That Nobody Needs")


def test_it_works_without_scripts_and_by_keyboard(found: None, sign_in: SignIn) -> None:
    page = sign_in(REVIEW, java_script_enabled=False)
    gear = row(page, "A Gear That Nobody Needs")
    gear.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    assert gear.get_by_role("checkbox").is_checked()
    gear.get_by_role("button", name="Not mine").press("Enter")
    expect(gear).to_have_count(0)
    page.goto(f"{REVIEW}?status=rejected")
    gear.get_by_role("button", name="Ask again").press("Enter")
    expect(gear).to_have_count(0)
    page.goto(REVIEW)
    expect(gear).to_have_count(1)
