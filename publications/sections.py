"""The list of papers on a profile page."""

from typing import Any

from publications import printed
from researchers.models import Researcher
from researchers.sections import LiveSection, register

GROUPINGS = {"year": printed.by_year, "type": printed.by_type}
SWITCH_FROM = 6  # below this a list needs no other order


@register
class Publications(LiveSection):
    key, title, order = "publications", "Publications", 20

    def load(self, researcher: Researcher, choice: dict[str, str]) -> Any:
        """Return the listing and the ways to regroup it, None without papers."""
        papers = printed.on_page_of(researcher)
        if not papers:
            return None
        total, by = len(papers), choice.get("by", "")
        has_selected = any(paper["is_selected"] for paper in papers)
        if by == "selected":
            papers = [paper for paper in papers if paper["is_selected"]]
        if by in GROUPINGS:
            papers.sort(key=lambda paper: paper["date_number"], reverse=True)
        shown = printed.listing(papers, GROUPINGS.get(by))
        usual = "newest first" if researcher.paper_order == "year" else "in chosen order"
        ways = [("", f"All, {usual}")]
        if has_selected or by == "selected":
            ways.append(("selected", "Selected"))
        ways += [("year", "By year"), ("type", "By type")]
        return {
            "listing": shown,
            "total": total,
            "by": by if by in dict(ways) else "",
            "ways": ways if total >= SWITCH_FROM else [],
        }
