"""The Cite button of a paper: by keyboard, and without script."""

from playwright.sync_api import expect

from .conftest import Visitor
from .pages import MAIN_PAGES

APA = (
    "Liang, E., Wu, Z., Luo, M., Mika, S., & Stoica, I. (2021). Distributed Reinforcement Learning "
    "is a Dataflow Problem. Neural Information Processing Systems, 34, 5506–5517."
)


def test_cite_opens_and_copies_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open(MAIN_PAGES["publication"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator("#cite-apa")).to_be_hidden()
    page.locator(".cite > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cite-apa")).to_have_text(APA)
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Copy APA")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == APA


def test_cite_works_without_script_on_a_narrow_screen(visitor: Visitor) -> None:
    page = visitor.page(320, 740, java_script_enabled=False)
    page.goto(MAIN_PAGES["publication"])
    page.locator(".cite > summary").click()
    expect(page.locator("#cite-nature")).to_be_visible()
    expect(page.locator("#cite-cell")).to_be_hidden()
    page.locator(".cite-more > summary").click()
    expect(page.locator("#cite-cell")).to_be_visible()
    expect(page.locator(".cite button").first).to_be_hidden()
    expect(page.locator(".cite-files a").first).to_be_visible()
