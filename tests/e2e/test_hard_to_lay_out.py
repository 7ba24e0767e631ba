"""Papers that try the layout, and papers that move."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .extras import LONG_TITLE, RIGHT_TO_LEFT
from .pages import HARD, MOVING, NARROWEST, lay_out_all, layout_shifts

OPACITY = "(layer) => getComputedStyle(layer).opacity"


def test_sixty_authors_fold_behind_a_disclosure(visitor: Visitor) -> None:
    page = visitor.open(HARD, width=NARROWEST, java_script_enabled=False)
    paper = page.locator(".paper", has_text="Many hands")
    fold = paper.locator(".fold")
    last = fold.get_by_text("Author Number59")
    expect(last).to_be_hidden()
    assert fold.locator("summary").inner_text() == "and 48 more, among them Ada Awkward"
    fold.locator("summary").click()
    expect(last).to_be_visible()
    names = paper.locator(".byline span:not(.visually-hidden), .byline > details > strong")
    assert names.count() == 60


def test_a_long_title_with_math_is_all_there(visitor: Visitor) -> None:
    page = visitor.open(HARD, width=NARROWEST)
    title = page.locator(".paper-title", has_text="On the convergence")
    assert title.locator("math").count() == 2
    assert title.inner_text().endswith("weave flowers and leaves")
    assert len(LONG_TITLE) >= 240


def test_right_to_left_names_stand_in_their_order(visitor: Visitor) -> None:
    page = visitor.open(HARD)
    byline = page.locator(".byline", has_text=RIGHT_TO_LEFT[1])
    names = [*RIGHT_TO_LEFT, "Ada Awkward"]
    boxes = [byline.get_by_text(name).bounding_box() for name in names]
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))


def test_a_paper_with_nothing_but_a_title_is_a_row_like_others(visitor: Visitor) -> None:
    page = visitor.open(HARD)
    paper = page.locator(".paper", has_text="Nothing but a title")
    text = " ".join(paper.inner_text().split())
    assert text == "Conference paper Nothing but a title Ada Awkward BibTeX"
    figure, body = (paper.locator(part).bounding_box() for part in (".no-figure", ".paper-body"))
    assert (figure["width"], figure["height"]) == (160, 80)
    assert abs(figure["y"] + figure["height"] / 2 - body["y"] - body["height"] / 2) < 1


def layer(page: Page, title: str) -> str:
    """Return the opacity of the upper picture of the paper, once no transition is under way."""
    over = page.locator(".paper", has_text=title).locator(".over")
    over.evaluate("(layer) => Promise.all(layer.getAnimations().map((each) => each.finished))")
    return over.evaluate(OPACITY)


def fetched_videos(visitor: Visitor) -> list[str]:
    return [request.url for request in visitor.requests if request.url.endswith(".webm")]


@pytest.mark.parametrize("title", ["A still that fades", "A loop"])
def test_second_picture_shows_under_the_pointer_and_on_focus(visitor: Visitor, title: str) -> None:
    page = visitor.open(MOVING, reduced_motion="no-preference")
    lay_out_all(page)
    assert layout_shifts(page) == []
    paper = page.locator(".paper", has_text=title)
    assert layer(page, title) == "0"
    paper.locator(".venue").hover()
    assert layer(page, title) == "1"
    page.locator("h1").hover()
    assert layer(page, title) == "0"
    paper.locator(".paper-title a").focus()
    assert layer(page, title) == "1"
    page.locator(".site-name").focus()
    assert layer(page, title) == "0"


def test_video_is_fetched_and_played_only_while_it_is_wanted(visitor: Visitor) -> None:
    page = visitor.page(reduced_motion="no-preference")
    page.goto(MOVING, wait_until="networkidle")
    assert fetched_videos(visitor) == []
    is_playing = "() => !document.querySelector('video').paused"
    page.locator(".paper", has_text="A loop").locator(".paper-title a").focus()
    page.wait_for_function("() => document.querySelector('video').currentTime > 0")
    assert page.evaluate(is_playing)
    page.locator(".site-name").focus()
    page.wait_for_function("() => document.querySelector('video').paused")
    assert fetched_videos(visitor) != []


def test_video_is_neither_fetched_nor_shown_against_the_visitors_wish(visitor: Visitor) -> None:
    page = visitor.page(reduced_motion="reduce")
    page.goto(MOVING, wait_until="networkidle")
    page.locator(".paper", has_text="A loop").hover()
    page.locator(".paper", has_text="A loop").locator(".paper-title a").focus()
    page.wait_for_timeout(300)
    expect(page.locator("video")).to_be_hidden()
    assert fetched_videos(visitor) == []
    seconds = page.locator("span.over").evaluate("(it) => getComputedStyle(it).transitionDuration")
    assert seconds == "0s"
