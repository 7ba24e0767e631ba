"""What holds for every public page: accessible, whole without scripts, steady, narrow, light."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from .conftest import Visitor
from .pages import (
    MAIN_PAGES,
    NARROWEST,
    OTHER_PAGES,
    PAGES,
    WIDTHS,
    lay_out_all,
    layout_shifts,
    overflow,
)

every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
main_pages = pytest.mark.parametrize("path", MAIN_PAGES.values(), ids=MAIN_PAGES.keys())
other_pages = pytest.mark.parametrize("path", OTHER_PAGES.values(), ids=OTHER_PAGES.keys())


def findings(page: Page) -> list[str]:
    """Return what axe finds, all its default rules and target sizes: rule, where, what to do."""
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]


@main_pages
def test_axe_finds_nothing_in_light_and_dark_at_three_widths(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, bypass_csp=True)
    found = {}
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found[scheme, width] = findings(page)
    assert found == {key: [] for key in found}


@other_pages
def test_axe_finds_nothing_on_the_other_pages_with_all_opened(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, width=NARROWEST, bypass_csp=True, color_scheme="dark")
    page.evaluate("() => document.querySelectorAll('details').forEach((it) => it.open = true)")
    assert findings(page) == []


@every_page
def test_page_never_scrolls_sideways(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, width=NARROWEST)
    lay_out_all(page)
    page.evaluate("() => document.querySelectorAll('details').forEach((it) => it.open = true)")
    assert overflow(page) == {"px": 0, "over": []}


@main_pages
def test_nothing_moves_while_slow_pictures_and_fonts_come_in(visitor: Visitor, path: str) -> None:
    page = visitor.page()
    held: list[Route] = []
    is_slow = True

    def answer(route: Route) -> None:
        if is_slow:
            held.append(route)
        else:
            route.continue_()

    page.route("**/media/**", answer)
    page.route("**/*.woff2", answer)
    page.goto(path, wait_until="commit")
    page.locator(".site-footer").wait_for()
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    assert any(route.request.url.endswith(".woff2") for route in held)
    is_slow = False
    for route in held:
        route.continue_()
    lay_out_all(page)
    page.evaluate("() => document.fonts.ready")
    assert layout_shifts(page) == []


@main_pages
def test_page_comes_with_its_style_and_fonts(visitor: Visitor, path: str) -> None:
    page = visitor.page()
    answers: dict[str, int] = {}
    page.on("response", lambda answer: answers.update({answer.url: answer.status}))
    page.goto(path)
    assert {url: status for url, status in answers.items() if status != 200} == {}
    faces = "() => [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"
    assert set(page.evaluate(faces)) == {"Lato"}
    assert page.evaluate("() => getComputedStyle(document.body).margin") == "0px"
    assert page.evaluate("() => document.styleSheets.length") == 1


@every_page
def test_page_reads_the_same_without_scripts(visitor: Visitor, path: str) -> None:
    main = "() => document.querySelector('main').innerText.replaceAll('Copy\\n', '')"
    address = "() => [...document.links].map((link) => link.href)"
    with_scripts = visitor.open(path)
    without = visitor.open(path, java_script_enabled=False)
    assert without.evaluate(main) == with_scripts.evaluate(main)
    assert without.evaluate(address) == with_scripts.evaluate(address)
    assert without.locator("button[hidden]").count() == without.locator("[data-copy]").count() + 1


@main_pages
def test_pictures_have_their_size_their_text_and_modern_sources(
    visitor: Visitor, path: str
) -> None:
    page = visitor.open(path)
    pictures = page.evaluate("""() => [...document.images].map((image) => ({
        named: image.outerHTML,
        attributes: ["width", "height", "alt"].filter((name) => image.hasAttribute(name)),
        types: [...image.parentElement.querySelectorAll("source")].map((source) => source.type),
        lazy: image.loading === "lazy",
        below: image.getBoundingClientRect().top > innerHeight,
    }))""")
    wrong = [
        picture
        for picture in pictures
        if picture["attributes"] != ["width", "height", "alt"]
        or picture["types"] != ["image/avif", "image/webp"]
        or (picture["below"] and not picture["lazy"])
    ]
    assert wrong == []


def test_a_page_that_is_not_there_says_so_and_leads_on(visitor: Visitor) -> None:
    page = visitor.page(width=NARROWEST, bypass_csp=True)
    assert page.goto("/nope/").status == 404
    assert page.locator("main a").all_inner_texts() == ["people", "labs", "publications"]
    assert overflow(page) == {"px": 0, "over": []}
    assert findings(page) == []
    said = visitor.troubles.pop()
    assert "status of 404" in said


def test_filters_search_and_pages_work_without_scripts(visitor: Visitor) -> None:
    page = visitor.open("/publications/", java_script_enabled=False)
    assert page.locator(".count").inner_text() == "56 publications · by venue"
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".pages span")).to_have_text("Page 2 of 2")
    expect(page.locator(".paper")).to_have_count(16)
    page.get_by_label("Year").fill("2021")
    page.get_by_label("Lab").select_option("autolab")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".count")).to_have_text("7 publications · year 2021, lab AUTOLab · all")
    page.get_by_label("Words").fill("garden")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".paper-title")).to_have_text([re.compile("^AlphaGarden:")])
    page.locator(".paper-title a").click()
    expect(page.locator("h1")).to_have_text(re.compile("^AlphaGarden"))
    page.goto("/researchers/")
    page.get_by_label("Name").fill("goldberg")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".person-name")).to_have_text(["Ken Goldberg"])
