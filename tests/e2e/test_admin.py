"""A paper entered in the admin by mouse, by keyboard and without scripts, read on the pages."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .conftest import SignIn

AUTHORS = ["Michael Luo", "Ion Stoica", "Ken Goldberg", "Ashwin Balakrishna", "Mona Motion"]
SLUGS = ["michael-luo", "ion-stoica", "ken-goldberg", "ashwin-balakrishna", "mona-motion"]
ADD = "/admin/publications/publication/add/"
LIST = "/admin/publications/publication/"


def rows(page: Page) -> Locator:
    return page.locator("#authorships-group tr.form-row:not(.empty-form)")


def choose(page: Page, row: int, name: str) -> None:
    """Find a person by typing a few letters, as people do."""
    while rows(page).count() <= row:
        page.get_by_role("link", name="Add another Author").click()
    rows(page).nth(row).locator(".field-researcher .select2-selection").click()
    page.locator(".select2-dropdown .select2-search__field").fill(name.rsplit(maxsplit=1)[-1])
    page.locator(".select2-results__option", has_text=name).first.click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("successfully")


def byline(page: Page) -> list[str]:
    """Return the names of the first byline on the page, without their marks."""
    shown = page.locator(".byline").first
    return [name.strip() for name in shown.inner_text().split(",")]


def byline_of(page: Page, title: str) -> list[str]:
    paper = page.locator(".paper", has=page.get_by_role("link", name=title, exact=True))
    return [name.strip() for name in paper.locator(".byline").inner_text().split(",")]


def reorder_by_mouse(page: Page) -> None:
    handle = rows(page).nth(4).locator(".order-handle")
    target = rows(page).nth(1).bounding_box()
    start = handle.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, target["y"] + 4, steps=12)
    page.mouse.up()


def reorder_by_keyboard(page: Page) -> None:
    button = rows(page).nth(4).get_by_role("button", name="up")
    button.focus()
    for _ in range(3):
        page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("title", "reorder"),
    [("Entered by mouse", reorder_by_mouse), ("Entered by keyboard", reorder_by_keyboard)],
)
def test_paper_entered_once_stands_in_order_on_every_page(
    sign_in: SignIn, title: str, reorder: Callable[[Page], None]
) -> None:
    page = sign_in(ADD)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Year").fill("2021")
    for row, name in enumerate(AUTHORS):
        choose(page, row, name)
    save(page)
    for slug in SLUGS:
        page.goto(f"/researchers/{slug}/")
        assert byline_of(page, title) == AUTHORS, slug

    page.goto(LIST)
    page.get_by_role("link", name=title, exact=True).click()
    reorder(page)
    save(page)
    wanted = [AUTHORS[0], AUTHORS[4], *AUTHORS[1:4]]
    for path in [f"/researchers/{slug}/" for slug in SLUGS] + ["/publications/", "/labs/skylab/"]:
        page.goto(path)
        assert byline_of(page, title) == wanted, path
    found = page.request.get("/api/publications", params={"q": title}).json()["results"]
    assert [[name["name"] for name in paper["authors"]] for paper in found] == [wanted]

    page.goto(LIST)
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_label("Title").fill(f"{title}, retitled")
    save(page)
    page.goto("/researchers/mona-motion/")
    assert byline_of(page, f"{title}, retitled") == wanted


def test_order_is_set_by_number_where_scripts_are_off(sign_in: SignIn) -> None:
    path = "/admin/publications/publication/?q=Distributed+Reinforcement"
    page = sign_in(LIST, java_script_enabled=False)
    page.goto(path)
    page.locator("#result_list tbody th a").first.click()
    places = page.locator("#authorships-group input[name$='-place']:visible")
    assert [places.nth(row).input_value() for row in range(5)] == ["1", "2", "3", "4", "5"]
    for row, place in enumerate([1, 3, 4, 5, 2]):
        places.nth(row).fill(str(place))
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.goto("/publications/distributed-reinforcement-learning-is-a-dataflow-problem/")
    names = [name.split("*")[0] for name in byline(page)]
    assert names == ["Eric Liang", "Ion Stoica", "Zhanghao Wu", "Michael Luo", "Sven Mika"]


def test_order_somebody_else_chose_is_kept_or_asked_about(sign_in: SignIn) -> None:
    def move(form: Page, row: int, words: str) -> list[str]:
        rows(form).nth(row).get_by_role("button", name=words).click()
        return order(form)

    def order(form: Page) -> list[str]:
        chosen = "#authorships-group tr.has_original .field-researcher option:checked"
        return form.locator(chosen).all_text_contents()

    def save_on(form: Page, answer: str) -> None:
        form.get_by_role("button", name="Save and continue editing").first.click()
        form.wait_for_selector(answer)

    page = sign_in(LIST)
    page.goto(f"{LIST}?q=Distributed+Reinforcement")
    page.locator("#result_list tbody th a").first.click()
    other = page.context.new_page()
    other.goto(page.url)
    theirs = move(other, 4, "up")
    save_on(other, ".messagelist .success")
    page.get_by_label("Title").fill("Reinforcement, retitled")
    save_on(page, ".messagelist .success")
    assert order(page) == theirs

    move(other, 0, "down")
    save_on(other, ".messagelist .success")
    mine = move(page, 2, "up")
    save_on(page, ".errornote")
    assert page.get_by_text("Somebody else changed the order").is_visible()
    assert order(page) == mine
    save_on(page, ".messagelist .success")
    assert order(page) == mine


def test_refused_picture_says_why_and_loses_nothing(sign_in: SignIn) -> None:
    page = sign_in(ADD)
    page.get_by_label("Title").fill("Typed before the picture")
    page.locator("input[type=file][name=picture]").set_input_files(
        files=[{"name": "figure.png", "mimeType": "image/png", "buffer": b"no picture at all"}]
    )
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".field-picture .errorlist")).to_contain_text(
        "This is not a picture that can be read."
    )
    assert page.get_by_label("Title").input_value() == "Typed before the picture"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_admin_has_no_accessibility_finding(sign_in: SignIn, scheme: str) -> None:
    page = sign_in("/admin/", color_scheme=scheme, bypass_csp=True)
    page.goto(LIST)
    first = page.locator("#result_list tbody th a").first.get_attribute("href")
    person = "/admin/researchers/researcher/?q=luo"
    page.goto(person)
    profile = page.locator("#result_list tbody th a").first.get_attribute("href")
    for path in ("/admin/", LIST, first, person, profile):
        page.goto(path)
        found = Axe().run(page).response["violations"]
        shown = [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]
        assert shown == [], path
