"""The pages the tests open, and what they ask of a page."""

from typing import Any

from playwright.sync_api import Page

MAIN_PAGES = {
    "home": "/",
    "people": "/researchers/",
    "researcher": "/researchers/michael-luo/",
    "lab": "/labs/autolab/",
    "publications": "/publications/",
    "publication": "/publications/distributed-reinforcement-learning-is-a-dataflow-problem/",
}
OTHER_PAGES = {
    "labs": "/labs/",
    "venues": "/venues/",
    "venue": "/venues/neurips/",
    "topic": "/topics/robotics/",
    "co-authors": "/researchers/michael-luo/network/",
    "who writes with whom": "/labs/autolab/network/",
    "project": "/projects/ray-rllib/",
    "hard to lay out": "/researchers/ada-awkward/",
    "long title": "/publications/on-the-convergence-of-sum-k-1-n-frac-1-k-2-and-of/",
    "60 authors": "/publications/many-hands/",
    "moving": "/researchers/mona-motion/",
    "by year": "/researchers/michael-luo/?by=year",
    "cv": "/researchers/michael-luo/cv/",
    "cv of choices": "/researchers/michael-luo/cv/?section=about&section=hobbies&since=2021",
    "hard cv": "/researchers/ada-awkward/cv/?section=about&section=publications",
    "filtered": "/publications/?q=reinforcement&year=2021&lab=autolab&venue=icra&author=luo",
    "wrong filter": "/publications/?year=soon",
    "nobody found": "/researchers/?q=zzz",
}
PAGES = MAIN_PAGES | OTHER_PAGES
MICHAEL = MAIN_PAGES["researcher"]
MOVING = OTHER_PAGES["moving"]
HARD = OTHER_PAGES["hard to lay out"]

NARROWEST = 320  # CSS px; also what is left of 1280 px at a zoom of 400 %
WIDTHS = (NARROWEST, 768, 1280)


def overflow(page: Page) -> dict[str, Any]:
    """Return how many px the page scrolls sideways, and what reaches over its right edge."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        const wide = [...document.body.querySelectorAll("*")].filter((element) =>
            element.getBoundingClientRect().right > width + 0.5
            && !element.closest(".visually-hidden, math"));
        return {
            px: document.documentElement.scrollWidth - width,
            over: wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 80)),
        };
    }""")


def lay_out_all(page: Page) -> None:
    """Have every picture of the page loaded and decoded."""
    page.evaluate("""async () => {
        for (const image of document.images) image.loading = "eager";
        await Promise.all([...document.images].map((image) => image.decode()));
    }""")


def layout_shifts(page: Page) -> list[Any]:
    """Return (value, what moved) of each shift of the layout since the page was opened."""
    return page.evaluate("""() => new Promise((resolve) => {
        const shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe(
            {type: "layout-shift", buffered: true});
        setTimeout(() => resolve(shifts.map((shift) => [shift.value,
            shift.sources.map((source) => source.node?.outerHTML?.slice(0, 80))])), 150);
    })""")
