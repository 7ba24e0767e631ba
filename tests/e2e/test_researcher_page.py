"""The researcher page: what it shows, weighs and does by keyboard, in the dark and on paper."""

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .pages import MICHAEL, overflow

TITLES = [
    "Balsa: Learning a Query Optimizer Without Expert Demonstrations",
    "MESA: Offline Meta-RL for Safe Adaptation and Fault Tolerance",
    "IMPACT: Importance Weighted Asynchronous Architectures with Clipped Target Networks",
    "Connecting Context-specific Adaptation in Humans to Meta-learning",
    "Recovery RL: Safe Reinforcement Learning with Learned Recovery Zones",
    "Distributed Reinforcement Learning is a Dataflow Problem",
    "Accelerating Quadratic Optimization with Reinforcement Learning",
    "Discovering Non-monotonic Autoregressive Orderings with Variational Inference",
    "LazyDAgger: Reducing Context Switching in Interactive Robot Imitation Learning",
    (
        "AlphaGarden: Learning Seed Placement and Automation Policies For Polyculture Farming "
        "with Companion Plants"
    ),
]
DARK, LIGHT = "rgb(20, 22, 26)", "rgb(255, 255, 255)"
GROUND = "() => getComputedStyle(document.body).backgroundColor"
THEME_BUTTON = "[data-theme-switch]"
# Where the focus is: its element, where that stands on the page, how its ring looks.
FOCUS = """() => {
    const element = document.activeElement;
    const box = element.getClientRects()[0];
    const style = getComputedStyle(element);
    const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
    const under = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        number: [...document.querySelectorAll("a, summary, button, input, select, [tabindex]")]
            .indexOf(element),
        name: element.textContent.trim() || element.getAttribute("aria-label"),
        x: box.x, y: box.y + scrollY, height: box.height,
        ring: [style.outlineStyle, style.outlineWidth, style.outlineColor],
        is_in_sight: element.contains(under) && box.y >= ring && box.bottom + ring <= innerHeight,
    };
}"""


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_inner_texts()


def tab_stops(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the start of the page to its end; return each place the focus was at."""
    stops: list[dict[str, Any]] = []
    while True:
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            return stops
        stops.append(page.evaluate(FOCUS))
        assert len(stops) <= 300, "the focus is caught"


def test_page_shows_the_ten_papers_in_the_owners_order(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    assert texts(page, ".section-publications .paper-title") == TITLES
    assert page.locator("ol.papers > li > article").count() == 10


def test_page_shows_links_projects_courses_and_employers(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    words = ["Email", "CV", "Google Scholar", "LinkedIn", "GitHub"]
    assert texts(page, ".profile-links a") == words
    assert len(texts(page, ".section-projects h3")) == 2
    assert [name.split(":")[0] for name in texts(page, ".section-teaching h3")] == [
        "CS 189", "CS 162",
    ]  # fmt: skip
    employers = ["Anyscale", "Amazon", "Cisco Meraki"]
    assert texts(page, ".section-experience h3") == employers
    assert texts(page, ".legend") == ["* equal contribution"]


def test_own_name_is_strong_and_co_authors_are_links(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    assert texts(page, ".byline strong") == ["Michael Luo"] * 10
    weights = "(names) => names.map((name) => getComputedStyle(name).fontWeight)"
    assert page.locator(".byline strong").evaluate_all(weights) == ["700"] * 10
    assert page.locator(".byline a[href='/researchers/michael-luo/']").count() == 0
    page.locator(".byline").first.get_by_role("link", name="Ion Stoica").click()
    expect(page.locator("h1")).to_have_text("Ion Stoica")
    assert set(texts(page, ".byline strong")) == {"Ion Stoica"}


@pytest.mark.parametrize(("width", "height", "scale"), [(1280, 900, 1), (360, 740, 2)])
def test_first_view_is_light(visitor: Visitor, width: int, height: int, scale: int) -> None:
    page = visitor.page(width, height, device_scale_factor=scale)
    page.goto(MICHAEL, wait_until="networkidle")
    weights = {}
    for request in visitor.requests:
        sizes = request.sizes()
        weights[request.url] = sizes["responseHeadersSize"] + sizes["responseBodySize"]
    pictures = sum(weight for url, weight in weights.items() if "/media/pictures/" in url)
    assert pictures > 0
    assert sum(weights.values()) - pictures <= 100_000, weights
    assert sum(weights.values()) <= 500_000, weights


def test_tab_reaches_everything_once_in_visual_order_with_a_visible_ring(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    stops = tab_stops(page)
    assert [stop["name"] for stop in stops[:5]] == [
        "Skip to content", "Byline", "People", "Labs", "Publications",
    ]  # fmt: skip
    reachable = page.evaluate("""() => {
        const all = [...document.querySelectorAll("a, summary, button, input, select, [tabindex]")];
        return all.flatMap((element, number) =>
            element.checkVisibility() && element.tabIndex >= 0 ? [number] : []);
    }""")
    assert [stop["number"] for stop in stops] == reachable
    column = [stop for stop in stops[1:] if stop["name"] != "Portrait in full size"]
    steps = list(pairwise(column))
    assert [step for step in steps if not follows(*step)] == []
    assert {tuple(stop["ring"]) for stop in stops} == {("solid", "3px", "rgb(18, 89, 168)")}
    assert [stop["name"] for stop in stops if not stop["is_in_sight"]] == []


def follows(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether `other` stands on the same line further right, or on a lower line."""
    same_line = abs(one["y"] - other["y"]) < 12
    return other["x"] > one["x"] if same_line else other["y"] > one["y"]


def test_ring_is_as_visible_in_the_dark(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL, color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["ring"] == ["solid", "3px", "rgb(138, 184, 255)"]


def test_on_a_phone_tab_goes_down_the_page_portrait_first(visitor: Visitor) -> None:
    frame = 7  # skip link, site, three pages, search, theme
    stops = tab_stops(visitor.open(MICHAEL, width=360))[frame:]
    assert stops[0]["name"] == "Portrait in full size"
    steps = list(pairwise(stops))
    assert [step for step in steps if not follows(*step)] == []


def test_skip_link_leads_past_the_navigation(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == "BAIR"


def test_enter_opens_bibtex_and_escape_closes_it(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    details = page.locator(".paper").nth(1).locator("details").last
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(details.locator("pre")).to_be_visible()
    assert details.locator("pre").inner_text().startswith("@inproceedings{luo2021mesa,")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "PRE"
    page.keyboard.press("Escape")
    expect(details.locator("pre")).to_be_hidden()
    assert page.evaluate(FOCUS)["name"] == "BibTeX"


def test_the_address_of_a_paper_opens_its_details(visitor: Visitor) -> None:
    path = MICHAEL + "#paper-mesa-offline-meta-rl-for-safe-adaptation-and-fault-tolerance"
    page = visitor.open(path)
    assert page.locator("details[open]").count() == 1
    expect(page.locator(":target .paper-title")).to_be_in_viewport()


def test_details_open_without_scripts(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL, java_script_enabled=False)
    page.locator(".paper").first.locator("summary").click()
    expect(page.locator(".paper").first.locator("pre")).to_be_visible()
    page.get_by_role("link", name="By year").click()
    assert texts(page, ".group-heading") == ["2022", "2021", "2020"]


@pytest.mark.parametrize(
    ("system", "first", "second"), [("light", DARK, LIGHT), ("dark", LIGHT, DARK)]
)
def test_switch_turns_the_theme_whatever_the_system_says(
    visitor: Visitor, system: Any, first: str, second: str
) -> None:
    page = visitor.open(MICHAEL, color_scheme=system)
    assert page.evaluate(GROUND) == second
    page.locator(THEME_BUTTON).focus()
    page.keyboard.press("Enter")
    assert page.evaluate(GROUND) == first
    page.goto("/labs/")
    assert page.evaluate(GROUND) == first
    page.locator(THEME_BUTTON).click()
    assert page.evaluate(GROUND) == second


def test_a_chosen_theme_is_there_before_there_is_anything_to_paint(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL, color_scheme="light")
    page.locator(THEME_BUTTON).click()
    page.add_init_script("""new MutationObserver((changes, observer) => {
        if (!document.body) return;
        window.themeAtBody = document.documentElement.dataset.theme;
        observer.disconnect();
    }).observe(document, {subtree: true, childList: true});""")
    page.reload()
    assert page.evaluate("() => window.themeAtBody") == "dark"
    assert page.evaluate(GROUND) == DARK


def test_on_a_phone_what_one_taps_is_large(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL, width=360, height=740, has_touch=True)
    small = page.evaluate("""() => [...document.querySelectorAll(
        ".link-row a, .more > summary, .site-header a, .ways a, button:not([hidden])")]
        .map((element) => [element.textContent, element.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 24)
        .map(([name, box]) => [name, box.width, box.height])""")
    assert small == []


def test_on_paper_it_is_a_numbered_list_with_addresses(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL, width=642)  # A4 without its margins
    page.emulate_media(media="print", color_scheme="dark")
    assert overflow(page) == {"px": 0, "over": []}
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".skip")).to_be_hidden()
    expect(page.locator(".ways")).to_be_hidden()
    assert page.evaluate(GROUND) == LIGHT
    assert page.locator(".paper-title:visible").all_inner_texts() == TITLES
    printed = page.evaluate("""() => [...document.querySelectorAll(".paper")].map((paper) => [
        getComputedStyle(paper).counterIncrement,
        getComputedStyle(paper.querySelector(".paper-figure"), "::before").content,
        getComputedStyle(paper.querySelector("article")).breakInside,
        getComputedStyle(paper.querySelector(".paper-title")).breakAfter,
    ])""")
    assert printed == [["paper 1", 'counter(paper) "."', "avoid", "avoid"]] * 10
    shown = page.evaluate("""() => [...document.querySelectorAll(
        ".paper .link-row a, .profile-links a")].map((link) => [
            link.getAttribute("href"), getComputedStyle(link, "::after").content])""")
    assert shown == [
        [address, "none" if address.startswith("/") else f'" <{address}>"'] for address, _ in shown
    ]
    footer = page.locator(".print-only")
    expect(footer).to_be_visible()
    assert footer.inner_text() == page.url


def test_pdf_keeps_every_link(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    data = page.pdf(format="A4", prefer_css_page_size=True)
    kept = {address.decode() for address in re.findall(rb"/URI \(([^)]*)\)", data)}
    there = page.evaluate("""() => [...document.querySelectorAll("main .link-row a, .byline a")]
        .filter((link) => !link.closest(".exports"))
        .filter((link) => link.protocol.startsWith("http")).map((link) => link.href)""")
    assert len(there) > 40
    assert [address for address in there if address not in kept] == []
    assert 2 <= len(re.findall(rb"/Type /Page\b", data)) <= 5
