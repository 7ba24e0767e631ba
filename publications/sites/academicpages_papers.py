"""Papers as academicpages keeps them: front matter, a citation, and what stands below it."""

import re
from collections.abc import Iterator
from typing import Any

from portal.kit.dates import PartialDate
from portal.kit.text import clean_text, fold
from publications.drafts import Draft

from .academicpages_people import (
    AUTHORS,
    add_owner,
    blocks_of,
    coauthors_in,
    tell_people,
    text_told,
)
from .academicpages_text import BIBTEX, tell_bibtex, tell_picture, tell_rest
from .base import Paper
from .frontmatter import Page, is_true, listed, told
from .jekyll import Source
from .jekyll_citations import are_names
from .jekyll_samples import (
    is_sample_citation,
    is_sample_paper_title,
    is_sample_venue,
    without_sample_sentences,
    without_sample_text,
)
from .jekyll_text import without_liquid
from .links import without_addresses
from .markdown import html_of, lines_of, text_of
from .places import RootPlaces, tell_body_links, tell_link
from .venues import YEAR, kind_of, looks_like_venue, read_venue

_LINKS = (
    ("paperurl", "paper"), ("paper_url", "paper"), ("paper", "paper"), ("pdf", "pdf"),
    ("pdfurl", "pdf"), ("doi", "doi"), ("arxiv", "arxiv"), ("arxivurl", "arxiv"),
    ("link", "paper"), ("url", "paper"), ("external_url", "paper"), ("slidesurl", "slides"),
    ("slides", "slides"), ("posterurl", "poster"), ("poster", "poster"), ("codeurl", "code"),
    ("code", "code"), ("github", "code"), ("videourl", "video"), ("video", "video"),
    ("talkurl", "talk"), ("projecturl", "website"), ("project", "website"), ("website", "website"),
    ("webpage", "website"), ("dataurl", "data"), ("dataset", "data"), ("data", "data"),
    ("demo", "demo"), ("blog", "blog"), ("supplement", "supplement"), ("supp", "supplement"),
    ("appendix", "supplement"), ("preprint", "pdf"), ("openreview", "openreview"),
    ("media", "press"),
)  # fmt: skip
_CATEGORIES = {
    "manuscripts": "article-journal", "journal": "article-journal", "journals": "article-journal",
    "conferences": "paper-conference", "conference": "paper-conference",
    "workshop": "paper-conference", "workshops": "paper-conference", "books": "book",
    "book": "book", "chapters": "chapter", "chapter": "chapter", "preprints": "article",
    "preprint": "article", "working paper": "article", "thesis": "thesis", "theses": "thesis",
    "patents": "patent", "patent": "patent", "report": "report", "reports": "report",
}  # fmt: skip
_CITED = re.compile(r"(?i)^\W*(?:recommended )?citation\W*:?\s*")
_ABSTRACT = re.compile(r"(?i)^\W*abstract\W*[:.–—-]?\s*")
_LEGEND = re.compile(r"(?i)^\W*[*†‡+∗#^\d].{0,80}(?:equal|correspond|co-?first|alphabet)")
_DOWNLOAD = re.compile(
    r"(?i)^\W*(?:\[?(?:download|access|read|view|link|get|available|check (?:it )?out|"
    r"pre-?print available)\b.{0,60}|"
    r"(?:paper|pdf|code|slides|video)\W*)$"
)
# Of a paper, and not of the list of papers.
_OWN_PAGE = re.compile(r"(?i)https?://(?!\S*/(?:publications?|papers?|research|cv)/?$)\S+$")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\((\S+)\)")
_PHRASE = re.compile(r"(?:An?|We|Our|This|It|In this) [a-z]")  # "A review of looms"
_PUBLISHED = re.compile(r"(?i)^(?:published|appeared|accepted|to appear|presented)\s+(?:in|at)\s+")


def paper_of_page(path: str, page: Page, source: Source) -> Paper | None:
    """Return the paper of one file, None if it has no title."""
    values = {name.lower(): value for name, value in page.values.items()}
    body_text = page.body
    if not is_sample_paper_title(told(values.get("title"))):
        values, body_text = _without_samples(values, body_text, path, source)
    places = source.places(path, page.values)
    title = _tidy(text_told(values.get("title")))
    if not title:
        return None
    draft = Draft(path, "academicpages")
    paper = Paper(
        draft.record(), selected=is_true(values.get("selected")) or is_true(values.get("featured"))
    )
    draft.tell("title", title)
    _tell_venue(draft, paper, values, places)
    _tell_date(draft, values, path)
    body = html_of(without_liquid(body_text))
    texts = _body_texts(body, title)
    if tell_people(draft, values, texts, title, body):
        add_owner(draft, source)
    _tell_links(draft, paper, values, places)
    permalink = told(values.get("permalink"))
    if not draft.links and not paper.pdf and _OWN_PAGE.match(permalink):
        tell_link(draft, paper, "paper", permalink, places)
    _tell_texts(draft, values, texts)
    tell_bibtex(draft, values, body_text, places, source)
    tell_body_links(draft, paper, body, places)
    if award := text_told(values.get("award") or values.get("awards")):
        draft.awards.append(award)
    for keyword in listed(values.get("keywords")):
        for part in re.split(r"[,;]", told(keyword)):
            draft.keyword(part)
    tell_picture(paper, values, body, places)
    tell_rest(draft, values, frozenset(name for name, _ in _LINKS))
    source.tell(places)
    source.site.suspicions += draft.problems
    paper.record = draft.record()
    return paper


def _without_samples(
    values: dict[str, Any], body: str, path: str, source: Source
) -> tuple[dict[str, Any], str]:
    """Return values and text of a real paper without what of the starter's stayed in them."""
    kept = dict(values)
    for name in ("citation", "excerpt", "venue", "authors", "author"):
        text = told(values.get(name))
        plain = "" if is_sample_citation(text) else without_sample_sentences(text)
        if text and (plain != text or (name == "venue" and is_sample_venue(text))):
            kept[name] = "" if name == "venue" else plain
            source.samples.leave("parts of papers", path)
    own, count = without_sample_text(without_sample_sentences(body))
    if count:
        source.samples.leave("parts of papers", path)
    lines = [line for line in own.split("\n")
             if not (_CITED.match(line) and is_sample_citation(line))]  # fmt: skip
    return kept, "\n".join(lines)


def _tell_links(draft: Draft, paper: Paper, values: dict[str, Any], places: RootPlaces) -> None:
    """Tell the addresses of the front matter; identifiers and names of repositories are such."""
    for name, usual in _LINKS:
        for value in listed(values.get(name)):
            word, href = usual, told(value)
            if written := _MARKDOWN_LINK.fullmatch(href):
                word, href = written[1], written[2]
            if name == "doi" and re.match(r"10\.\d{4,}/", href):
                href = f"https://doi.org/{href}"
            elif name == "arxiv" and re.match(r"[\w.-]+(?:/\d+)?(?:v\d+)?$", href):
                href = f"https://arxiv.org/abs/{href}"
            elif name == "github" and re.match(r"[\w.-]+/[\w.-]+$", href):
                href = f"https://github.com/{href}"
            if href and not re.search(r"\s|academicpages\.github\.io/files", href):
                tell_link(draft, paper, word, href, places)


def listed_papers(source: Source) -> list[Paper]:
    """Return the papers that files of data list: "publications.yml" and the like."""
    found: list[Paper] = []
    for path in source.files.under("_data", ".yml", ".yaml", ".json"):
        if not re.search(
            r"(?i)(?:^|[/_-])(?:pub|paper|article|preprint)", path.removeprefix("_data")
        ):
            continue
        for entry in _entries(source.read(path)):
            link = entry.get("link")
            values = entry
            if isinstance(link, dict):
                values = {"venue": link.get("display"), **entry, "link": link.get("url")}
            if paper := paper_of_page(path, Page(values, ""), source):
                found.append(paper)
    return found


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the entries with a title and names in lists, or lists by year, of data."""
    for one in listed(value):
        if not isinstance(one, dict):
            continue
        lower = {str(name).lower(): inner for name, inner in one.items()}
        if lower.get("title") and (lower.get("authors") or lower.get("author")):
            yield lower
        else:
            for inner in one.values():
                if isinstance(inner, list | dict):
                    yield from _entries(inner)


def _tidy(title: str) -> str:
    """Return a title without its number in a list, and without quotes that stand at one end."""
    title = re.sub(r"^\[?\d{1,3}[.)\]]\s*(?=[^\W\d])", "", title).strip()
    title = re.sub(r"[,.;]?\s*[”\"]\s*[,.]?$|^[“\"]\s*", "", title) if len(
        re.findall(r"[“”\"]", title)
    ) == 1 else re.sub(r"^[“\"](.+?)[,.]?[”\"]$", r"\1", title)  # fmt: skip
    return title[:-1].rstrip() if title.endswith((".", ",")) and not title.endswith("..") else title


def _tell_venue(draft: Draft, paper: Paper, values: dict[str, Any], places: RootPlaces) -> None:
    category = text_told(
        values.get("category") or values.get("pubtype") or values.get("type")
    ).lower()
    names = ["venue", "journal", "publication", "booktitle", "conference"]
    if category in _CATEGORIES and values.get("title"):
        names.append("name")  # that of the conference or journal: the paper has a title
    text = text_told(next((values[name] for name in names if values.get(name)), None))
    text, addresses = without_addresses(text)
    for address in addresses:
        tell_link(draft, paper, "", address, places)
    venue = read_venue(_PUBLISHED.sub("", text))
    kind = _CATEGORIES.get(category) or (
        kind_of(f"{venue.name} {venue.short}", venue.name) if venue.name else venue.kind
    )
    draft.fields["type"] = kind or "document"
    draft.fields["issued"] = None
    draft.tell("container_title", venue.name)
    draft.tell("container_short", venue.short)
    draft.tell("note", venue.note)
    draft.awards = list(dict.fromkeys(venue.awards))
    for name in ("volume", "issue", "pages"):
        draft.tell(name, str(getattr(venue, name, "") or ""))
    for name in ("volume", "issue", "pages", "publisher"):
        draft.tell(name, text_told(values.get(name)))
    draft.tell("issue", text_told(values.get("number")))
    if venue.date:
        draft.fields["issued"] = venue.date


def _tell_date(draft: Draft, values: dict[str, Any], path: str) -> None:
    """Tell when the paper appeared; the first of January stands for the year alone."""
    from_venue = draft.fields.pop("issued", None)
    text = told(values.get("date")) or told(values.get("pubdate")) or told(values.get("year"))
    name = re.match(r"(\d{4}-\d\d-\d\d)", path.rpartition("/")[2])
    years = {found[0] for found in YEAR.finditer(text_told(values.get("citation")))}
    for one in (text, name[1] if name else ""):
        if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", one):
            year, month, day = found[1], int(found[2]), int(found[3])
            shown = [f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}", year]
            if _date(shown[0]) is None and _date(year):
                what = f'"{draft.fields["title"]}" is dated {found[0]}, a day that is none.'
                draft.warn(what, "Look at it, and mend it here if it is wrong.")
            if day == 1:
                shown = shown[2:] if month == 1 else shown[1:]
            draft.fields["issued"] = next(filter(None, map(_date, shown)), None)
        elif one:
            draft.date(one)
        if draft.fields.get("issued"):
            break
    issued = draft.fields.get("issued")
    alone = int(min(years)) if len(years) == 1 else 0
    if issued and alone and issued.year != alone:
        what = f'"{draft.fields["title"]}" is dated {issued.year}, its citation says {alone}.'
        draft.warn(what, "Look at it, and mend it here if it is wrong.")
    elif not issued:
        draft.fields["issued"] = from_venue or (PartialDate(alone) if alone else None)


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _body_texts(body: Any, title: str) -> dict[str, str]:
    """Return what stands below the front matter: abstract, citation, byline, and the rest."""
    told_of: dict[str, list[str]] = {
        "abstract": [],
        "citation": [],
        "authors": [],
        "rest": [],
        "legend": [],
    }
    current = "rest"
    for block in blocks_of(body):
        plain = text_of(block)
        if block.tag in {"pre", "code"} or BIBTEX.search(plain):
            continue
        if block.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            current = "abstract" if re.match(r"(?i)\W*abstract\W*$", plain) else "rest"
            if re.match(r"(?i)\W*(?:recommended )?citation", plain):
                current = "citation"
            continue
        for line in lines_of(block):
            if _CITED.match(line):
                told_of["citation"].append(_CITED.sub("", line))
            elif _ABSTRACT.match(line):
                current = "abstract"
                told_of["abstract"].append(_ABSTRACT.sub("", line))
            elif AUTHORS.match(line) and not told_of["authors"]:
                told_of["authors"].append(AUTHORS.sub("", line))
            elif (
                len(fold(title)) > 12 and fold(title) in fold(line) and len(line) > len(title) + 20
            ):
                told_of["citation"].append(line)
            elif _LEGEND.match(line):
                told_of["legend"].append(line)
            elif not _DOWNLOAD.match(line):
                told_of[current].append(line)
    return {name: "\n\n".join(filter(None, lines)) for name, lines in told_of.items()}


def _tell_texts(draft: Draft, values: dict[str, Any], texts: dict[str, str]) -> None:
    abstract = told(values.get("abstract"))
    draft.tell("abstract", text_told(abstract) if abstract else texts["abstract"])
    excerpt = text_told(
        values.get("excerpt")
        or values.get("summary")
        or values.get("tldr")
        or values.get("description")
    )
    names = {fold(name.full) for name in draft.authors}
    if excerpt and fold(excerpt) not in {
        fold(str(draft.fields.get("abstract", ""))),
        fold(str(draft.fields["title"])),
    }:
        is_venue = (
            len(excerpt) < 100
            and not _PHRASE.match(excerpt)
            and (looks_like_venue(excerpt) or bool(_PUBLISHED.match(excerpt)))
        )
        is_byline = are_names(excerpt) or bool(coauthors_in(excerpt))
        if not is_byline and not is_venue and fold(excerpt) not in names:
            draft.fields["summary"] = excerpt
    rest = texts["rest"].strip()
    if not rest or _same(rest, str(draft.fields.get("abstract", ""))) or _same(rest, excerpt):
        return
    if not draft.fields.get("abstract") and len(rest) > 200:
        draft.tell("abstract", rest)
    elif not draft.fields.get("summary") and len(rest) <= 600:
        draft.fields["summary"] = clean_text(rest)
    else:
        draft.tell("note", rest)


def _same(one: str, other: str) -> bool:
    first, second = fold(one), fold(other)
    return bool(first) and (
        first in second or (bool(second) and second in first and len(first) < len(second) + 60)
    )
