"""Merging in the admin by keyboard and without scripts, at the width of a telephone, undone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .conftest import SignIn
from .pages import NARROWEST, overflow

PEOPLE = "/admin/researchers/researcher/"
PAPERS = "/admin/publications/publication/"


def test_two_people_are_merged_without_scripts_and_parted_again(sign_in: SignIn) -> None:
    page = sign_in(PEOPLE, java_script_enabled=False)
    page.goto(f"{PEOPLE}?q=awkward")
    awkward = page.locator("#result_list tbody th a").first.inner_text()
    keys = []
    for name in ("awkward", "motion"):
        page.goto(f"{PEOPLE}?q={name}")
        keys.append(page.locator("input.action-select").first.get_attribute("value"))
    page.goto(f"{PEOPLE}merge/?keep={keys[0]}&other={keys[1]}")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    button = page.get_by_role("button", name=f"Merge into {awkward}")
    button.focus()
    page.keyboard.press("Enter")
    done = page.locator(".messagelist .success")
    expect(done).to_contain_text(f"Mona Motion became {awkward}.")
    page.goto("/researchers/mona-motion/")
    assert "/researchers/ada-awkward/" in page.url
    page.goto("/admin/publications/operation/")
    page.get_by_role("link", name="Undo").first.click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Undone: Mona Motion became")
    page.goto("/researchers/mona-motion/")
    assert page.url.endswith("/researchers/mona-motion/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_merging_have_no_accessibility_finding_and_fit(
    sign_in: SignIn, scheme: str
) -> None:
    page = sign_in("/admin/", color_scheme=scheme, bypass_csp=True, width=NARROWEST)
    keys = {}
    for url in (PEOPLE, PAPERS):
        page.goto(url)
        boxes = page.locator("input.action-select")
        keys[url] = [boxes.nth(place).get_attribute("value") for place in (0, 1)]
    for path in (
        f"{PAPERS}duplicates/",
        f"{PAPERS}duplicates/?kind=people",
        f"{PEOPLE}merge/?keep={keys[PEOPLE][0]}&other={keys[PEOPLE][1]}",
        f"{PAPERS}merge/?keep={keys[PAPERS][0]}&other={keys[PAPERS][1]}",
        f"{PEOPLE}{keys[PEOPLE][0]}/move-papers/",
        "/admin/publications/operation/",
    ):
        page.goto(path)
        found = Axe().run(page).response["violations"]
        shown = [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]
        assert shown == [], path
        assert overflow(page)["px"] <= 0, path
