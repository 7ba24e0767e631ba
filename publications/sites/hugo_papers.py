"""Publications of a Hugo site: a folder each, with front matter, pictures and a BibTeX file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import html

from portal.kit.text import clean_text, fold
from publications.bylines import split_names, strip_marks
from publications.drafts import Draft
from publications.importers import IMPORTERS
from publications.plain import plain_title
from publications.records import Name, Problem, Record

from .base import Paper
from .files import DOCUMENTS
from .frontmatter import is_true, listed, read_page, told
from .hugo_content import Document, Source, strings, without_shortcodes
from .hugo_entries import dated
from .hugo_links import from_root, links_of
from .hugo_pages import PUBLICATIONS
from .hugo_people import People
from .hugo_samples import is_sample
from .hugo_venues import TYPES, tell_venue
from .links import identifier_in
from .markdown import html_of, text_of
from .places import RootPlaces, tell_body_links, tell_link
from .suspicions import LOOK

FOLDERS = PUBLICATIONS
NO_PAPERS = {"news", "blog", "post", "press", "media", "announcement", "event"}
# One of these has every page of a publication.
TELLING = ("authors", "author", "date", "publication", "publication_types", "doi", "hugoblox")
_SAMPLE_BODY = re.compile(
    r"(?i)supplementary notes (?:can be added|here)|click (?:on )?the \S*(?:cite|slides)|"
    r"add the publication.s|create your slides in markdown"
)
_NOT_OWN = re.compile(r"(?i)(?:^|/)(?:themes|static|assets|example\w*)/")
LEAST = 80  # letters of a text below a paper that says more than its links
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2}|_{1,2})(?=\S)([^*_]+)(?<=\S)\1(?![\w*])")
_FROM_BIB = (
    "volume", "issue", "pages", "publisher", "publisher_place", "isbn", "issn", "citation_key",
    "doi", "arxiv_id", "pmid", "container_title", "collection_title", "abstract", "language",
)  # fmt: skip


def papers_of(source: Source, people: People) -> Iterator[Paper]:
    """Yield the papers, each once however many languages tell it, the newest first."""
    found: list[tuple[str, Paper]] = []
    known: dict[str, Paper] = {}
    folders = source.in_folders(*FOLDERS)
    for documents in [*folders.values(), *_elsewhere(source)]:
        page = documents[0]
        title = plain_title(_EMPHASIS.sub(r"\2", page.said("title")))
        if is_sample(title, page):
            source.samples.leave("publications", page.path)
            continue
        kinds = {kind.lower() for kind in strings(page.values.get("publication_types"))}
        if kinds and kinds <= NO_PAPERS:
            source.news.append(page)
            continue
        if all(is_true(one.values.get("draft")) for one in documents):
            what = "A draft was left out."
            source.remark(page.path, what, "Publish it on the site first.")
            continue
        if not title or not any(page.values.get(name) for name in TELLING):
            what = "This page has no title, or nothing of a publication beside it."
            remedy = "Add authors, a date or a venue, if it is one."
            source.lose(page.path, what, remedy)
            continue
        paper = _paper(source, people, page, title)
        twin = known.get(fold(title)) or known.get(paper.record.doi or "-")
        if twin is not None and (
            _is_other_language(twin, page) or twin.record.doi == paper.record.doi != ""
        ):
            continue
        known[fold(title)] = paper
        if paper.record.doi:
            known[paper.record.doi] = paper
        if len({one.language for one in documents}) > 1:
            paper.record = replace(paper.record, language=paper.record.language or page.language)
        found.append((str(paper.record.issued or ""), paper))
    if not folders:
        yield from _of_bibtex(source, people)
    yield from (paper for _, paper in sorted(found, key=lambda pair: pair[0], reverse=True))


def _elsewhere(source: Source) -> Iterator[list[Document]]:
    """Yield the pages of other folders that say what kind of publication they are."""
    found: dict[str, list[Document]] = {}
    for path in source.content(".md", ".markdown"):
        if path in source.used or source.is_resource(path):
            continue
        if "publication_types" not in (text := source.files.text(path)):
            continue
        page = read_page(text, path)
        if page.values.get("publication_types") and page.values.get("title"):
            language, parts = source.parted(path)
            inner = parts[:-1] if parts[-1] == "index" else parts
            document = source.document(path, language, inner[-1])
            found.setdefault("/".join(inner), []).append(document)
    yield from (sorted(documents, key=source.rank) for documents in found.values())


def _of_bibtex(source: Source, people: People) -> Iterator[Paper]:
    """Yield the papers of a BibTeX file beside the pages, which has none for them."""
    paths = [path for path in source.files.under("", ".bib")
             if not _NOT_OWN.search(path)]  # fmt: skip
    for path in paths:
        source.used.add(path)
        for one in IMPORTERS["bibtex"].parse(source.files.text(path)):
            if isinstance(one, Record):
                where = f"{path}, {one.where}" if one.where else path
                names = tuple(_known(people, name) for name in one.authors)
                yield Paper(replace(one, where=where, authors=names))
            else:
                source.site.lost.append(replace(one, where=f"{path}, {one.where}"))


def _known(people: People, name: Name) -> Name:
    known = people.name_of(name.full)
    return (
        replace(known, equal_group=name.equal_group)
        if fold(known.full) == fold(name.full)
        else name
    )


def _is_other_language(twin: Paper, page: Document) -> bool:
    parts = twin.record.where.split("/"), page.path.split("/")
    return len(parts[0]) == len(parts[1]) and parts[0][1] != parts[1][1]


def _paper(source: Source, people: People, page: Document, title: str) -> Paper:
    draft = Draft(page.path, "hugo")
    places = source.places(page.path, page.values)
    paper = Paper(
        draft.record(),
        selected=is_true(page.values.get("featured")) or is_true(page.values.get("selected")),
    )
    draft.fields["title"] = title
    draft.authors = _authors(page, people, draft)
    kinds = [TYPES.get(kind, kind) for kind in strings(page.values.get("publication_types"))]
    kind = next((one for one in kinds if one and one != "0"), "")
    tell_venue(draft, page, kind)
    draft.tell("abstract", page.said("abstract"))
    if (summary := page.said("summary", "abstract_short", "tldr")) and summary != page.said(
        "abstract"
    ):
        draft.fields["summary"] = clean_text(plain_title(summary))
    for tag in [*_tags(page.values.get("tags")), *_tags(page.values.get("keywords"))]:
        draft.keyword(tag)
    blox = page.values.get("hugoblox")
    ids = blox.get("ids") if isinstance(blox, Mapping) else {}
    ids = ids if isinstance(ids, Mapping) else {}
    for field, value in (
        ("doi", page.said("doi") or told(ids.get("doi"))),
        ("arxiv_id", page.said("arxiv", "eprint") or told(ids.get("arxiv"))),
        ("pmid", told(ids.get("pmid"))),
    ):
        if value:
            draft.identify(field, value)
    for word, href in links_of(page):
        tell_link(draft, paper, word, from_root(href, places), places)
    _tell_date(draft, page)
    body = html_of(without_shortcodes(page.page.body))
    tell_body_links(draft, paper, body, places)
    text = text_of(body)
    if not _SAMPLE_BODY.search(text) and len(re.sub(r"\W", "", _without_links(body))) > LEAST:
        what = f'The text below "{title}" was not brought in: "{text[:60]} …"'
        source.lose(page.path, what, "Add what is new in it to the abstract.")
    source.tell(places)
    _tell_files(source, page, paper, places)
    record = draft.record()
    paper.record = _with_bibtex(source, page, record)
    source.site.remarks += draft.problems
    return paper


def _tags(value: Any) -> Iterator[str]:
    """Yield keywords: of a list, or of one line; MeSH marks its major ones with a star."""
    for tag in re.split(r"[,;]", value) if isinstance(value, str) else strings(value):
        if plain := tag.strip().lstrip("*").strip():
            yield plain


def _without_links(body: html.HtmlElement) -> str:
    linked = "".join(text_of(link) for link in body.iter("a"))
    return text_of(body)[len(linked) :]


def _authors(page: Document, people: People, draft: Draft) -> list[Name]:
    notes = [told(note) for note in listed(page.values.get("author_notes"))]
    told_authors = list(strings(page.values.get("authors") or page.values.get("author")))
    told_authors = [_EMPHASIS.sub(r"\2", author) for author in told_authors]
    if len(told_authors) == 1:
        told_authors, is_cut = split_names(told_authors[0])
        draft.keep("others", is_cut or None)
    if told_authors and re.fullmatch(r"(?i)(?:and )?others|et\.? al\.?", told_authors[-1]):
        draft.keep("others", value=True)
        told_authors.pop()
    names = []
    unknown: dict[str, str] = {}
    starred = sum("*" in author for author in told_authors) > 1
    for place, author in enumerate(told_authors):
        _, marks = strip_marks(author)
        name = people.name_of(author)
        note = notes[place] if place < len(notes) else ""
        if re.search(r"(?i)equal", note) or (starred and "*" in marks):
            name = replace(name, equal_group=1)
        elif marks:
            unknown[str(place + 1)] = marks
        if re.search(r"(?i)correspond", note):
            name = replace(name, is_corresponding=True)
        names.append(name)
    draft.keep("author_marks", unknown or None)
    return names


def _tell_differences(source: Source, page: Document, record: Record, entry: Record) -> None:
    """Note where the page and the BibTeX file beside it say different things."""
    if fold(entry.title) != fold(record.title):
        what = f'The page is called "{record.title[:60]}", its cite.bib "{entry.title[:60]}".'
        source.site.suspicions.append(Problem(page.path, what, LOOK))
    if record.issued and entry.issued and record.issued.year != entry.issued.year:
        years = f"{record.issued.year}, its cite.bib of {entry.issued.year}"
        what = f'"{record.title[:60]}" is of {years}.'
        source.site.suspicions.append(Problem(page.path, what, LOOK))


def _tell_date(draft: Draft, page: Document) -> None:
    number = re.match(r"(\d\d)(?:0[1-9]|1[0-2])\.\d", str(draft.fields.get("arxiv_id", "")))
    if number and not page.said("date"):
        draft.date(f"20{number[1]}")  # `publishDate` says when the page was made
        return
    for name in ("date", "publishDate", "publishdate"):
        said = page.said(name)
        if not said:
            continue
        if date := dated(said):
            # The first of January is what the theme writes for a year alone.
            draft.date(date[:4] if date.endswith("-01-01") else date)
            return
        draft.warn(f'"{said}" is not a date.', "Correct it, or enter the year here.")


def _tell_files(source: Source, page: Document, paper: Paper, places: RootPlaces) -> None:
    if page.path.rpartition("/")[2].startswith(("index", "_index")):
        folder = page.path.rpartition("/")[0]
        if not paper.pdf:
            near = [
                path for path in source.files.under(folder, *DOCUMENTS)
                if path.rpartition("/")[0] == folder
            ]  # fmt: skip
            same = [path for path in near if path.rpartition("/")[2].startswith(page.name)]
            paper.pdf = next(iter(same or (near if len(near) == 1 else ())), "")
    paper.picture = source.picture_of(page)
    image = page.values.get("image")
    if isinstance(image, Mapping):
        paper.picture_alt = told(image.get("alt_text") or image.get("alt"))[:300]


def _with_bibtex(source: Source, page: Document, record: Record) -> Record:
    """Return the record with what only the BibTeX file beside it says."""
    path = f"{page.path.rpartition('/')[0]}/cite.bib"
    if path not in source.files:
        return record
    source.used.add(path)
    entries = [one for one in IMPORTERS["bibtex"].parse(source.files.text(path))
               if isinstance(one, Record)]  # fmt: skip
    same = [one for one in entries if fold(one.title) == fold(record.title)]
    entry = next(iter(same or (entries if len(entries) == 1 else ())), None)
    if entry is None:
        return record
    _tell_differences(source, page, record, entry)
    more: dict[str, Any] = {
        name: getattr(entry, name)
        for name in _FROM_BIB
        if getattr(entry, name) and not getattr(record, name)
    }
    if not record.authors and entry.authors:
        more["authors"] = entry.authors
    if record.issued is None and entry.issued:
        more["issued"] = entry.issued
    if record.type == "document":
        more["type"] = entry.type
    known = {link.url for link in record.links}
    new = [
        link for link in entry.links
        if link.url not in known and identifier_in(link.url) is None
    ]  # fmt: skip
    if new:
        more["links"] = (*record.links, *new)
    return replace(record, **more)
