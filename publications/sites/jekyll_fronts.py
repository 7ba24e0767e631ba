"""What the front of a page says beside what is read of it."""

import re
from collections.abc import Iterator
from typing import Any

from .frontmatter import listed, told

# Values that work a theme, or that are read where they belong.
CHROME = {
    "layout", "title", "permalink", "nav", "nav_order", "nav_title", "author_profile", "social",
    "description", "redirect", "redirect_from", "redirect_to", "selected_papers", "cv", "cv_pdf",
    "cv_format", "years", "news", "display_categories", "category", "categories", "horizontal",
    "toc", "excerpt", "dropdown", "children", "announcements", "latest_posts", "news_limit",
    "pagination", "profiles", "sitemap", "bodyclass", "class", "classes", "collection", "date",
    "last_modified_at", "last_updated", "tags", "keywords", "header", "sidebar", "image", "img",
    "images", "thumbnail", "teaser", "preview", "cover", "lang", "locale", "comments", "share",
    "related", "related_posts", "related_publications", "related_talks", "related_resources",
    "read_time", "mathjax", "math", "published", "weight", "order", "importance", "inline",
    "scripts", "css", "js", "style", "_styles", "author", "entries_layout", "slug", "subtitle",
    "profile", "bibliography", "pretty_table", "imgclass", "search", "robots", "feed", "theme",
    "id", "ref", "menu", "main_nav", "group", "icon", "color", "anchor", "key", "type", "meta",
    "url", "link", "website", "github", "code", "repo", "short_title", "page_id", "body_class",
    "ex_members_title", "breadcrumbs", "tagline", "seo", "og_image", "canonical",
}  # fmt: skip
_WORKS = re.compile(r"(?i)^(?:show|enable|has|is|use|hide|display|custom)_|_(?:comments|layout)$")


def untold(
    values: dict[str, Any], known: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of a front that say something and are read nowhere."""
    for name, value in values.items():
        lower = name.lower()
        is_known = lower in CHROME or lower in known or bool(_WORKS.search(lower))
        text = text_of_value(value)
        says = len(re.sub(r"\W", "", text)) > 2 and text.lower() not in {"true", "false", "yes"}
        if says and not is_known and re.match(r"[a-z]", lower):
            yield name, value


def text_of_value(value: Any) -> str:
    """Return the texts within a value as one line."""
    if isinstance(value, dict):
        return ", ".join(filter(None, map(text_of_value, value.values())))
    if isinstance(value, list):
        return ", ".join(filter(None, (text_of_value(one) for one in listed(value))))
    return "" if isinstance(value, bool) else told(value)
