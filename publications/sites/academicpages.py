"""Sites in the manner of academicpages: a file with front matter for each paper and talk."""

import re
from collections.abc import Sequence

from portal.kit.text import fold
from publications.drafts import read_date
from publications.records import Record

from .academicpages_papers import listed_papers, paper_of_page
from .alfolio import bib_papers, more_facts, read_lists
from .alfolio_bib import key_of
from .base import ACTIVITY, SECTION, TEACHING, Fact, Paper, Site, SiteReader
from .files import SiteFiles
from .frontmatter import told
from .html_items import CODE, TEACHING_ROLE
from .jekyll import Source
from .jekyll_chrome import tell_chrome
from .jekyll_collections import date_of
from .jekyll_cv import kind_of_section
from .jekyll_samples import SAMPLE_HOSTS, is_sample_paper, is_sample_title
from .jekyll_site import Reading
from .jekyll_text import one_line, without_liquid
from .markdown import html_of, text_of

PAPERS = re.compile(
    r"(?:pub(?:lication|l|s)?|papers?|preprints?|articles?|journals?|conferences?|manuscripts?|"
    r"research|"
    r"working_?-?papers?|books?|thes[ei]s|workshops?|reports?|patents?)(?:$|[_-])|publications"
)
TALKS = {"talks", "presentations", "talk", "seminars", "posters"}
COURSES = {"teaching", "courses", "teachings", "course"}
_LINKS_ALONE = re.compile(r"(?:\s*\[[^\]]*\]\([^)]*\)\W*)*")
_TALK_LINKS = ("url", "link", "talkurl", "talk_url", "slidesurl", "slides", "video", "paperurl")
_COURSE_WORD = re.compile(r"(?i)\b(?:course|class|module|syllabus|web ?site|page)\b")
_NO_LEVEL = re.compile(r"(?i)course|teaching|class|workshop|lecture|university course")
_SEASON = re.compile(
    r"(?i)(\d{4})-(spring|summer|fall|autumn|winter)|(spring|summer|fall|autumn|"
    r"winter)[-_ ]?(\d{4})"
)


class AcademicPages(SiteReader):
    key = "academicpages"
    label = "academicpages"

    def recognizes(self, files: SiteFiles) -> int:
        folders = {part for path in files for part in path.split("/")[:-1] if part.startswith("_")}
        config = files.first("_config.yml", "_config.yaml")
        text = files.text(config)[:200_000] if config else ""
        has_author = bool(re.search(r"(?m)^author\s*:\s*(?:#.*)?$", text))
        if "_publications" in folders:
            return 88 if config else 70
        if has_author and folders & {"_talks", "_portfolio", "_teaching"}:
            return 82
        if re.search(r"(?i)academicpages|minimal-mistakes", text) and has_author:
            return 80
        if has_author and files.first("_pages/about.md", "_pages/about.html"):
            return 60
        return 30 if config and files.first("index.md", "_pages/about.md", "about.md") else 0

    def read(self, files: SiteFiles) -> Site:
        site = Site(self.key)
        source = Source(files, site)
        reading = Reading(source)
        lists = read_lists(source)
        papers = _papers(source)
        known = {key_of(paper.record) for paper in papers}
        papers += [one for one in listed_papers(source) if key_of(one.record) not in known]
        reading.find([paper.record for paper in papers] + lists.records)
        owner = site.owner.name.family_name if site.owner else ""
        known = {key_of(paper.record) for paper in papers}
        site.papers = papers + [
            paper for paper in bib_papers(source, lists, owner) if key_of(paper.record) not in known
        ]
        if site.owner:
            site.owner.spellings += _spellings(papers, site.owner.name.family_name)
        facts = [*_talks(source), *_courses(source), *more_facts(source, lists)]
        reading.rest(facts, takes_papers=not site.papers)
        tell_chrome(source)
        source.finish()
        return site


def _papers(source: Source) -> list[Paper]:
    """Return the papers of the collections that hold such, newest first."""
    found: list[tuple[str, Paper]] = []
    known: dict[tuple[str, int], list[Record]] = {}
    nameless = 0
    for name, paths in source.collections().items():
        for path in paths if PAPERS.match(name) else ():
            page = source.page(path)
            source.used.add(path)
            if told(page.values.get("published")).lower() in {"false", "no"}:
                continue
            paper = paper_of_page(path, page, source)
            if paper is None:
                source.lose(
                    path, "The file has no title, and so is no paper.", "Add the paper by hand."
                )
                continue
            key = key_of(paper.record)
            if is_sample_paper(paper.record):
                source.samples.leave("papers", path)
            elif any(not _are_two(one, paper.record) for one in known.get(key, ())):
                source.remark(
                    path, f'"{paper.record.title}" stands there twice.', "It was read once."
                )
            else:
                known.setdefault(key, []).append(paper.record)
                nameless += not paper.record.authors
                found.append((date_of(page.values, path), paper))
    if nameless:
        what = f"Of {nameless} of {len(found)} papers the site does not tell the authors."
        source.remark("_publications", what, "Add them; the DOI or the PDF tells them.")
    return [paper for _, paper in sorted(found, key=lambda one: one[0], reverse=True)]


def _are_two(one: Record, other: Record) -> bool:
    """Return whether two papers of one title and year are two: one of a talk, one of a journal."""
    names = [fold(record.container_title) for record in (one, other)]
    places = [{record.doi, *(link.url for link in record.links)} - {""} for record in (one, other)]
    return (
        one.type != other.type
        and all(names) and names[0] != names[1]
        and all(places) and not places[0] & places[1]
    )  # fmt: skip


def _spellings(papers: Sequence[Paper], family: str) -> list[str]:
    """Return the spellings of the owner that papers set apart, by underlining or in bold."""
    found: dict[str, None] = {}
    for paper in papers:
        for name in paper.record.extra.get("_apart", ()):
            found[str(name)] = None
        if "_apart" in paper.record.extra:
            rest = {name: value for name, value in paper.record.extra.items() if name != "_apart"}
            paper.record = paper.record.but(extra=rest)
    return [name for name in found if family.lower() in name.lower()]


def _talks(source: Source) -> list[Fact]:
    facts: list[tuple[str, Fact]] = []
    for name, paths in source.collections().items():
        for path in paths if name in TALKS else ():
            page = source.page(path)
            source.used.add(path)
            values = page.values
            title = _plain(told(values.get("title")))
            if is_sample_title("talks", title):
                source.samples.leave("talks", path)
                continue
            if not title:
                source.lose(path, "This talk has no title.", "Add it by hand.")
                continue
            places = source.places(path, values)
            body = source.markdown(page.body, places)
            links = [places.whole(told(values.get(key))) for key in _TALK_LINKS]
            links += re.findall(r"\]\((https?://[^)\s]+)\)", body)
            links = [link for link in links if not SAMPLE_HOSTS.match(link)]
            said = [_plain(told(values.get(key))) for key in ("venue", "location")]
            organization = ", ".join(dict.fromkeys(filter(None, said)))
            date = date_of(values, path)
            if _LINKS_ALONE.fullmatch(body):
                body = ""
            told_of = {
                "kind": "talk", "title": title, "organization": organization, "date": date,
                "url": next((link for link in links if link), ""), "description": body,
            }  # fmt: skip
            facts.append((date, Fact(ACTIVITY, {k: v for k, v in told_of.items() if v}, path)))
    told_facts = [fact for _, fact in sorted(facts, key=lambda one: one[0], reverse=True)]
    return (
        [Fact(SECTION, {"kind": "talks", "title": ""}, told_facts[0].where), *told_facts]
        if told_facts
        else []
    )


def _courses(source: Source) -> list[Fact]:
    facts: list[tuple[str, Fact]] = []
    for name, paths in source.collections().items():
        for path in paths if name in COURSES else ():
            page = source.page(path)
            source.used.add(path)
            values = page.values
            title = _plain(told(values.get("title")))
            if is_sample_title("courses", title):
                source.samples.leave("courses", path)
                continue
            if not title:
                source.lose(path, "This course has no title.", "Add it by hand.")
                continue
            places = source.places(path, values)
            facts.append(
                (
                    date_of(values, path),
                    _course(path, title, values, places.whole(told(values.get("url")))),
                )
            )
            body = one_line(source.markdown(page.body, places))
            if (link := _course_link(body)) and "url" not in facts[-1][1].values:
                told_of = {**facts[-1][1].values, "url": link[2]}
                facts[-1] = (facts[-1][0], Fact(TEACHING, told_of, path))
                body = body.replace(link[0], "")
            if len(re.sub(r"\W", "", body)) > 10:
                source.lose(path, f'Of the course "{title}" this has no place: {body[:500]}',
                            "Add it to the page where it belongs.")  # fmt: skip
    told_facts = [fact for _, fact in sorted(facts, key=lambda one: one[0], reverse=True)]
    return (
        [Fact(SECTION, {"kind": "teaching", "title": ""}, told_facts[0].where), *told_facts]
        if told_facts
        else []
    )


def _course_link(body: str) -> re.Match[str] | None:
    """Return the link of a text that leads to the course: one that says so, or the only one."""
    links = list(re.finditer(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", body))
    named = [one for one in links if _COURSE_WORD.search(one[1])]
    return named[0] if named else links[0] if len(links) == 1 else None


def _course(path: str, title: str, values: dict[str, object], url: str) -> Fact:
    kind = _plain(told(values.get("role")) or told(values.get("type")))
    role = kind if TEACHING_ROLE.search(kind) else ""
    if not role and (found := TEACHING_ROLE.search(title)):
        role = found[1]
    if not role and kind and not _NO_LEVEL.fullmatch(kind):
        role = kind[:60]
    code = ""
    if (found := CODE.match(title)) and len(title) > len(found[0]) + 3:
        code, title = found[0], title[found.end() :].strip(" :,.–—-")
    term = _plain(told(values.get("term")) or told(values.get("semester")))
    if not term and (season := _SEASON.search(path.rpartition("/")[2])):
        term = f"{(season[2] or season[3]).capitalize()} {season[1] or season[4]}"
    if not term:
        date, _ = read_date(date_of(values, path) or "-")
        term = str(date.year) if date else ""
    told_of = {"code": code, "title": title, "role": role, "term": term, "url": url,
               "institution": _plain(told(values.get("venue")))}  # fmt: skip
    return Fact(TEACHING, {name: value for name, value in told_of.items() if value}, path)


def _plain(text: str) -> str:
    return text_of(html_of(without_liquid(text))) if re.search(r"[<*_`&\[{\\]", text) else text


__all__ = ["AcademicPages", "kind_of_section"]
