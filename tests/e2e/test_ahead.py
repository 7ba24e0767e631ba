"""Pages are loaded ahead under the pointer: which ones, and that it changes nothing."""

from playwright.sync_api import Page

from .conftest import Visitor
from .pages import MICHAEL


def attempts(page: Page, *names: str) -> list[str]:
    """Return the addresses that Chromium loads ahead while the pointer visits these links."""
    session = page.context.new_cdp_session(page)
    urls: list[str] = []
    session.on("Preload.prefetchStatusUpdated", lambda event: urls.append(event["prefetchUrl"]))
    session.send("Preload.enable")
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.hover()
        page.wait_for_timeout(600)  # "moderate" is a pointer that rests for 200 ms
    return sorted({url.partition("127.0.0.1")[2].partition("/")[2] for url in urls})


def test_public_pages_are_loaded_ahead_and_used(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    assert attempts(page, "Labs", "People") == ["labs/", "researchers/"]
    page.get_by_role("link", name="People", exact=True).click()
    page.wait_for_url("**/researchers/")
    how = "() => performance.getEntriesByType('navigation')[0].deliveryType"
    assert page.evaluate(how) == "navigational-prefetch"


def test_files_the_api_and_other_sites_are_not(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL)
    page.evaluate("""() => {
        const links = {nofollow: "rel", download: "download", admin: "/admin/"};
        for (const [name, what] of Object.entries(links)) {
            const link = document.createElement("a");
            link.textContent = name;
            link.href = what.startsWith("/") ? what : "/labs/?" + name;
            if (!what.startsWith("/")) link.setAttribute(what, name);
            document.querySelector("main").prepend(link, " ");
        }
    }""")
    asked = attempts(page, "nofollow", "download", "admin", "API", "CV", "Google Scholar", "Labs")
    assert asked == ["labs/"]


def test_a_page_loaded_before_the_theme_was_chosen_takes_it_when_shown(visitor: Visitor) -> None:
    page = visitor.open(MICHAEL, color_scheme="light")
    for event, target in (("prerenderingchange", "document"), ("pageshow", "window")):
        page.evaluate("() => { delete document.documentElement.dataset.theme; }")
        page.evaluate("() => localStorage.setItem('theme', 'dark')")
        page.evaluate(f"() => {target}.dispatchEvent(new Event('{event}'))")
        assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
        assert page.locator("[data-theme-switch]").inner_text() == "Light"
