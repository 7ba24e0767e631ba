"""What a Hugo site tells beside people and papers: work, awards, talks, projects, news, texts."""

from collections.abc import Iterator, Mapping
from typing import Any

from publications.plain import plain_title

from .base import ACTIVITY, NEWS, PROJECT, SECTION, TEACHING, Fact
from .frontmatter import is_true, listed, told
from .hugo_content import Document, Source, is_sample
from .hugo_people import award_of, dated, is_sample_job, job_of
from .places import Places

TALKS = ("talk", "talks", "event", "events")
PROJECTS = ("project", "projects")
POSTS = ("post", "posts", "blog", "news")
COURSES = ("teaching", "course", "courses")
HOMES = ("home",)
OWN = {
    *TALKS, *PROJECTS, *POSTS, *COURSES, *HOMES, "authors", "author", "members", "publication",
    "publications", "paper", "papers", "preprint", "preprints", "people", "admin", "slides",
}  # fmt: skip
# Parts of the first page that only show what stands elsewhere, or work the page.
SHOWING = {
    "pages", "portfolio", "featured", "people", "about", "about.biography", "about.avatar",
    "contact", "slider", "hero", "tag_cloud", "collection", "resume-biography", "tag-cloud",
    "resume-biography-3", "blank.demo", "cta-card", "knowledge", "skills", "contact-info",
    "resume-skills", "resume-experience", "resume-awards", "resume-languages", "features",
}  # fmt: skip
LONGEST_NEWS = 400


def facts_of(source: Source) -> Iterator[Fact]:
    """Yield what the pages of the site tell of its owner, in the order of its parts."""
    yield from _home(source)
    yield from _talks(source)
    yield from _projects(source)
    yield from _courses(source)
    yield from _posts(source)


def _home(source: Source) -> Iterator[Fact]:
    for documents in source.in_folders(*HOMES).values():
        page = documents[0]
        if page.values.get("active") is False or told(page.values.get("active")) == "false":
            continue
        yield from _widget(source, page.values, page.page.body, page.path)
    for path in source.files.under("content", "_index.md", "_index.en.md"):
        parts = path.split("/")
        is_first = len(parts) == 2 or (len(parts) == 3 and parts[1] not in OWN)
        if is_first:
            page = source.document(path, "", "_index")
            for block in listed(page.values.get("sections")):
                if isinstance(block, Mapping):
                    content = block.get("content")
                    values = dict(content) if isinstance(content, Mapping) else {}
                    values["widget"] = told(block.get("block"))
                    yield from _widget(source, values, told(values.get("text")), path)


def _widget(source: Source, values: Mapping[str, Any], body: str, where: str) -> Iterator[Fact]:
    kind = told(values.get("widget"))
    title = plain_title(told(values.get("title")))
    if kind == "experience":
        jobs = [one for one in listed(values.get("experience") or values.get("items"))
                if isinstance(one, Mapping) and not is_sample_job(one)]  # fmt: skip
        if jobs:
            yield Fact(SECTION, {"kind": "experience", "title": title}, where)
        yield from (job_of(one, source, where) for one in jobs)
    elif kind in {"accomplishments", "awards"}:
        items = [one for one in listed(values.get("item") or values.get("items"))
                 if isinstance(one, Mapping)]  # fmt: skip
        if items:
            yield Fact(SECTION, {"kind": "awards", "title": title}, where)
        yield from (award_of(one, source, where) for one in items)
    elif kind in SHOWING or not kind:
        return
    else:
        text = source.markdown(body or values.get("text"), where)
        if len(text) > 3 and "lorem ipsum" not in text.lower():
            yield Fact(SECTION, {"kind": "text", "title": title[:100], "body": text}, where)


def _pages(source: Source, folders: tuple[str, ...], noun: str) -> Iterator[tuple[Document, str]]:
    for documents in source.in_folders(*folders).values():
        page = documents[0]
        title = plain_title(page.said("title"))
        if not title or page.path.rpartition("/")[2].startswith("_index"):
            continue
        if is_sample(title, page):
            source.leave(noun)
        elif not is_true(page.values.get("draft")):
            yield page, title


def _talks(source: Source) -> Iterator[Fact]:
    found = [
        Fact(ACTIVITY, _told(
            kind="talk",
            title=title[:250],
            organization=", ".join(filter(None, [page.said("event"), page.said("location")]))[:250],
            date=dated(page.values.get("date")),
            url=_address(source, page, "event_url", "url_video", "url_slides", "url_pdf"),
            description=source.markdown(page.said("summary", "abstract"), page.path),
        ), page.path)
        for page, title in _pages(source, TALKS, "talks")
    ]  # fmt: skip
    if found:
        yield Fact(SECTION, {"kind": "talks", "title": "Talks"}, found[0].where)
    yield from sorted(found, key=lambda fact: str(fact.values.get("date", "")), reverse=True)


def _projects(source: Source) -> Iterator[Fact]:
    found = []
    for page, title in _pages(source, PROJECTS, "projects"):
        url = _address(source, page, "external_link", "url_project", "url_web", "url")
        code = _address(source, page, "url_code", "url_repo")
        picture = source.beside(page, "featured", "cover")
        values = _told(
            name=title[:200],
            tagline=plain_title(page.said("summary", "subtitle"))[:250],
            description=source.markdown(page.page.body, page.path),
            url=url,
            code_url=code,
        )
        found.append(Fact(PROJECT, values, page.path, {"picture": picture} if picture else {}))
    if found:
        yield Fact(SECTION, {"kind": "projects", "title": "Projects"}, found[0].where)
    yield from found


def _courses(source: Source) -> Iterator[Fact]:
    found = [
        Fact(TEACHING, _told(
            title=title[:200],
            role=page.said("role", "type")[:100] if page.said("role", "type") != "book" else "",
            term=(page.said("term") or dated(page.values.get("date"))[:4])[:60],
            url=_address(source, page, "external_link", "url_code", "url_pdf"),
            institution=page.said("institution", "venue")[:200],
        ), page.path)
        for page, title in _pages(source, COURSES, "courses")
    ]  # fmt: skip
    if found:
        yield Fact(SECTION, {"kind": "teaching", "title": "Teaching"}, found[0].where)
    yield from found


def _posts(source: Source) -> Iterator[Fact]:
    found = []
    for page, title in _pages(source, POSTS, "posts"):
        date = dated(page.values.get("date")) or dated(page.values.get("publishDate"))
        body = source.markdown(page.page.body, page.path)
        text = title
        if not date:
            source.site.lost.append(_undated(page, title))
            continue
        if body and len(body) <= LONGEST_NEWS and "\n\n" not in body:
            text = body if title in body else f"{title}: {body}"
        elif source.site.address:
            folder = page.path.removeprefix("content/").rpartition("/")[0].lower()
            text = f"[{title}]({source.site.address}/{folder}/)"
        found.append(Fact(NEWS, {"date": date, "text": text}, page.path))
    if found:
        yield Fact(SECTION, {"kind": "news", "title": "News"}, found[0].where)
    yield from found


def _undated(page: Document, title: str) -> Any:
    from publications.records import Problem

    return Problem(page.path, f'The post "{title}" has no date.', "Give it one.", is_loss=True)


def _address(source: Source, page: Document, *names: str) -> str:
    href = page.said(*names)
    return Places(source.files, page.path, source.site.address).whole(href) if href else ""


def _told(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
