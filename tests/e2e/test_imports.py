"""Publications brought in by the admin: handed over, looked at, chosen, brought in, undone."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .pages import overflow

FILE = r"""
@inproceedings{dataflow, title={Distributed Reinforcement Learning is a Dataflow Problem},
  author={Liang, Eric and Wu, Zhanghao and Luo, Michael and Mika, Sven and Stoica, Ion},
  booktitle={Advances in Neural Information Processing Systems}, year={2021}, pages={5506--5517}}
@article{loom, title={What Looms Tell Engines}, author={Weaver, Wanda and Goldberg, K.},
  journal={Journal of Looms}, year={2022}}
@article{gear, title={A Gear That Nobody Needs}, author={Weaver, Wanda}, year={2020}}
@article{broken, title={Never closed
"""
ADD = "/admin/publications/importrun/add/"
SITE = "/admin/publications/importrun/site/"
HOME_PAGE = Path(__file__).parents[1] / "data" / "sites" / "html" / "index.html"
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(visitor: Visitor, data: Path, undone: None) -> SignIn:
    """Return a function that opens an admin page, signed in as the first administrator."""

    def sign_in(path: str, **options: object) -> Page:
        page = visitor.open(f"/admin/login/?next={path}", **options)
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill((data / "admin-password.txt").read_text().strip())
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{path}")
        return page

    return sign_in


def look(page: Page) -> None:
    """The page stays within its width, and axe finds nothing."""
    page.wait_for_load_state()  # of the page that a button just led to
    assert overflow(page)["px"] == 0, page.url
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []


def hand_over(page: Page) -> None:
    file = {"name": "mine.bib", "mimeType": "text/plain", "buffer": FILE.encode()}
    page.get_by_label("Files").set_input_files(files=[file])
    page.get_by_role("button", name="Read it and show me").click()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_file_is_brought_in_and_undone(sign_in: SignIn, width: int, scheme: str) -> None:
    page = sign_in(ADD, width=width, color_scheme=scheme, bypass_csp=True)
    look(page)
    page.get_by_label("Or paste").fill("Dear all, here are my papers.")
    page.get_by_role("button", name="Read it and show me").click()
    expect(page.locator(".errorlist")).to_contain_text("none of the formats")
    look(page)

    page.get_by_label("Or paste").fill("")
    hand_over(page)
    page.wait_for_selector("form.preview")
    expect(page.locator("article.entry")).to_have_count(4)
    look(page)
    gear = page.locator("article", has_text="A Gear That Nobody Needs")
    gear.get_by_label("Leave out").check()
    page.get_by_role("button", name="Save choices").last.click()
    expect(gear.locator(".badge")).to_have_text("Left out")
    look(page)

    page.get_by_role("button", name="Bring in", exact=True).click()
    page.wait_for_selector("#made-heading")
    expect(page.locator(".made")).to_contain_text("What Looms Tell Engines")
    expect(page.locator(".made")).not_to_contain_text("A Gear")
    expect(page.locator(".problems")).to_contain_text("broken")
    look(page)
    page.get_by_role("link", name="Undo this import").click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Undo this import").click()
    page.wait_for_selector("#undone-heading")
    look(page)
    page.goto("/admin/publications/importrun/")
    expect(page.locator("#result_list .field-state")).to_have_text("undone")
    page.goto("/publications/?q=looms")
    expect(page.locator("main")).not_to_contain_text("What Looms Tell Engines")


def test_it_works_without_scripts_and_by_keyboard(sign_in: SignIn) -> None:
    page = sign_in(ADD, java_script_enabled=False)
    page.get_by_label("Or paste").fill(FILE)
    page.get_by_role("button", name="Read it and show me").press("Enter")
    page.wait_for_selector("form.preview", timeout=30_000)  # the page loads itself anew
    loom = page.locator("article", has_text="What Looms Tell Engines")
    loom.get_by_label("Bring in as new", exact=True).focus()
    page.keyboard.press("ArrowDown")
    assert loom.get_by_label("Leave out").is_checked()
    page.keyboard.press("Enter")  # saves the choices, and brings nothing in yet
    expect(loom.locator(".badge")).to_have_text("Left out")
    page.get_by_role("button", name="Bring in", exact=True).press("Enter")
    page.wait_for_selector("ul.stock", timeout=30_000)
    expect(page.locator(".made")).not_to_contain_text("What Looms Tell Engines")


def site_file() -> dict[str, object]:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.write(HOME_PAGE, "quill.github.io/index.html")
    return {
        "name": "quill.github.io.zip", "mimeType": "application/zip", "buffer": packed.getvalue()
    }  # fmt: skip


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_page_is_brought_in_and_undone(sign_in: SignIn, width: int, scheme: str) -> None:
    page = sign_in(SITE, width=width, color_scheme=scheme, bypass_csp=True)
    look(page)
    page.get_by_label("The site, packed").set_input_files(files=[site_file()])
    page.get_by_role("button", name="Read it and show me").click()
    page.wait_for_selector("form.preview")
    expect(page.locator("#site-page-heading")).to_have_text("The page of Ada Quill")
    expect(page.locator("article.entry")).to_have_count(3)
    look(page)
    page.get_by_label("LM 202").uncheck()
    page.get_by_role("button", name="Save choices").last.click()
    expect(page.get_by_label("LM 202")).not_to_be_checked()
    page.get_by_role("button", name="Bring in", exact=True).click()
    page.get_by_role("link", name="See the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Quill")
    expect(page.locator("main")).to_contain_text("LM 101: Introduction to Looms")
    expect(page.locator("main")).not_to_contain_text("LM 202")
    look(page)
    page.go_back()
    look(page)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo this import").click()
    page.wait_for_selector("#undone-heading")
    page.goto("/researchers/")
    expect(page.locator("main")).not_to_contain_text("Ada Quill")


def test_home_page_comes_without_scripts(sign_in: SignIn) -> None:
    page = sign_in(SITE, java_script_enabled=False)
    page.get_by_label("The site, packed").set_input_files(files=[site_file()])
    page.get_by_role("button", name="Read it and show me").press("Enter")
    page.wait_for_selector("form.preview", timeout=30_000)
    page.get_by_role("button", name="Bring in", exact=True).press("Enter")
    page.wait_for_selector("ul.stock", timeout=30_000)
    expect(page.get_by_role("link", name="See the page")).to_be_visible()
