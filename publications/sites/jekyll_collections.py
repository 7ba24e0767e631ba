"""Collections and lists of Jekyll sites: news, projects, repositories, home pages of coauthors."""

import re
from collections.abc import Sequence
from typing import Any

from portal.kit.text import clean_text, fold

from .base import NEWS, PROJECT, Fact
from .frontmatter import is_true, listed, told
from .jekyll import Source
from .jekyll_samples import (
    is_sample_coauthor,
    is_sample_repository,
    is_sample_text,
    is_sample_title,
)
from .jekyll_text import one_line, without_liquid
from .markdown import html_of, text_of

_REPOSITORY = re.compile(r"(?i)https?://(?:www\.)?(?:github|gitlab)\.com/[^/]+/[^/]+")
NEWS_NAMES = {"news", "announcements", "updates"}
PROJECT_NAMES = {"projects", "portfolio", "project", "software"}
LONGEST_NEWS = 600  # characters of a text that stands in a line of news
_SHOWN = re.compile(
    r"\{%-?\s*(?:for repo in|include repository/repo\.\w+ repository=)\s*[\"']([\w.-]+/[\w.-]+)"
)


class Collections:
    """Reads the collections of one site that are not its papers, talks and courses."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def news(self, paths: Sequence[str]) -> list[Fact]:
        source, facts = self.source, []
        for path in paths:
            page = source.page(path)
            source.used.add(path)
            places = source.places(path, page.values)
            text = one_line(source.markdown(page.body, places))
            title = text_of(html_of(without_liquid(told(page.values.get("title")))))
            if is_sample_title("news", text or title) or is_sample_title("news", title):
                source.samples.leave("news", path)
                continue
            if not is_shown(page.values):
                continue
            is_long = bool(title) and (
                len(text) > LONGEST_NEWS or _is_no(page.values.get("inline"))
            )
            if is_long and text:
                source.remark(
                    path, f'Of the news "{title}" only the title was kept.', "Add its text by hand."
                )
            date = date_of(page.values, path)
            shown = re.sub(r"([\\`*_\[\]<>])", r"\\\1", title) if is_long or not text else text
            if not date or not shown:
                if shown:
                    source.lose(path, "This news has no date.", "Write one in front of it.")
                continue
            facts.append(Fact(NEWS, {"date": date, "text": shown}, path))
        return sorted(facts, key=lambda fact: str(fact.values["date"]), reverse=True)

    def projects(self, paths: Sequence[str]) -> list[Fact]:
        source = self.source
        told_of: list[tuple[tuple[int, int, int], Fact]] = []
        categories = self._categories()
        pages = [(path, source.page(path)) for path in paths]
        has_cards = any(
            page.values.get("img") or page.values.get("importance") for _, page in pages
        )
        for number, (path, page) in enumerate(pages):
            source.used.add(path)
            values = page.values
            title = (
                text_of(html_of(without_liquid(told(values.get("title")))))
                or path.rpartition("/")[2]
            )
            if is_sample_title("projects", title) and (
                is_sample_text(page.body) or "portfolio" in title.lower()
            ):
                source.samples.leave("projects", path)
                continue
            if not is_shown(values):
                continue
            if has_cards and not any(
                values.get(name) for name in ("img", "importance", "category", "description")
            ):
                source.lose(
                    path,
                    f'The page "{title}" stands beside the projects and is none.',
                    "Add it by hand.",
                )
                continue
            order = told(values.get("importance"))
            order_number = int(order) if order.isdigit() else 999
            place = (categories.get(fold(told(values.get("category"))), 999), order_number, number)
            told_of.append((place, self._project(path, title, page.values, page.body)))
        return [fact for _, fact in sorted(told_of, key=lambda one: one[0])]

    def _categories(self) -> dict[str, int]:
        """Return the categories of projects in the order in which a page shows them."""
        for path in self.source.pages():
            values = self.source.page(path).values
            told_of = listed(values.get("display_categories") or values.get("categories"))
            names = [told(one.get("key") or one.get("name")) if isinstance(one, dict) else told(one)
                     for one in told_of]  # fmt: skip
            if names and "project" in f"{path} {told(values.get('title'))}".lower():
                return {fold(name): number for number, name in enumerate(names)}
        return {}

    def _project(self, path: str, title: str, values: dict[str, Any], body: str) -> Fact:
        places = self.source.places(path, values)
        excerpt = without_liquid(told(values.get("description")) or told(values.get("excerpt")))
        element = html_of(excerpt)
        shown = _SHOWN.search(body)
        image = told(values.get("img") or values.get("image") or values.get("thumbnail"))
        image = image or next((one.get("src") or "" for one in element.iter("img")), "")
        link = told(
            values.get("redirect")
            or values.get("url")
            or values.get("link")
            or values.get("website")
        )
        code = told(values.get("github") or values.get("code") or values.get("repo"))
        code = code or (shown[1] if shown else "")
        meta = html_of(without_liquid(told(values.get("meta"))))
        for one in meta.iter("a"):
            address = places.whole(one.get("href") or "")
            if not code and _REPOSITORY.match(address):
                code = address
            else:
                link = link or address
        if not meta.xpath(".//a") and text_of(meta):
            what = f'Of the project "{title}" this has no place: {text_of(meta)}'
            self.source.lose(path, what, "Add it to its text.")
        code = code if not code or "://" in code else f"https://github.com/{code}"
        url = places.outside(link) or (places.whole(link) if link.startswith("/") else "")
        if _REPOSITORY.match(url) and not code:
            url, code = "", url
        told_of = {
            "name": title[:200], "tagline": text_of(element), "url": url, "code_url": code,
            "description": self.source.markdown(body, places),
        }  # fmt: skip
        self.source.pictures(body, path)
        picture = places.picture(image) if image else ""
        kept = {name: value for name, value in told_of.items() if value}
        return Fact(PROJECT, kept, path, {"picture": picture} if picture else {})

    def repositories(self) -> list[Fact]:
        source, facts, bare = self.source, [], []
        path, told_of = source.data("repositories")
        for one in listed(told_of.get("github_repos")) if isinstance(told_of, dict) else []:
            name = (
                told(one.get("id") or one.get("repo") or one.get("name"))
                if isinstance(one, dict)
                else told(one)
            )
            if is_sample_repository(name):
                source.samples.leave("repositories", path)
                continue
            rest = one.items() if isinstance(one, dict) else ()
            words = [told(value) for key, value in rest if key not in {"id", "repo", "name"}]
            said = next(filter(None, words), "")
            if said and "/" in name:
                values = {"name": name, "code_url": f"https://github.com/{name}", "tagline": said}
                facts.append(Fact(PROJECT, values, path))
            elif name:
                bare.append(name)
        if bare:
            what = f"Cards of repositories were left out: {', '.join(bare)[:300]}."
            source.remark(path, what, "Add those that matter as projects.")
        return facts

    def coauthors(self) -> None:
        source = self.source
        path, told_of = source.data("coauthors")
        for family, people in told_of.items() if isinstance(told_of, dict) else []:
            for one in listed(people):
                if not isinstance(one, dict) or not (url := told(one.get("url"))):
                    continue
                if is_sample_coauthor(family, url):
                    source.samples.leave("coauthors", path)
                    continue
                shown = told(one.get("lastname")) or family
                for given in listed(one.get("firstname")):
                    name = clean_text(f"{told(given)} {shown}")
                    if re.match(r"https?://", url) and told(given):
                        source.site.coauthors[name] = url

    def posts(self) -> None:
        posts = [
            path
            for path in self.source.files
            if "/_posts/" in f"/{path}" and path.endswith((".md", ".markdown", ".html"))
        ]
        if posts:
            what = f"The posts of the blog were left out: {len(posts)}."
            self.source.remark(posts[0], what, "Link to the blog if it goes on elsewhere.")


def is_shown(values: dict[str, Any]) -> bool:
    return not _is_no(values.get("published"))


def _is_no(value: Any) -> bool:
    return told(value).lower() in {"false", "no", "off"} and not is_true(value)


def date_of(values: dict[str, Any], path: str) -> str:
    """Return the date of an entry from its front matter or the name of its file."""
    for text in (told(values.get("date")), path.rpartition("/")[2]):
        if found := re.match(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?!\d)", text):
            parts = [found[1], *(f"{int(part):02d}" for part in found.groups()[1:] if part)]
            if len(parts) == 1 or 1 <= int(parts[1]) <= 12:
                return "-".join(parts)
            return found[1]
    return ""
