"""What stands below the front matter of a paper: BibTeX, links, pictures."""

import re
from typing import Any

from portal.kit.text import fold
from publications.drafts import Draft
from publications.importers import IMPORTERS
from publications.records import Record

from .base import Paper
from .frontmatter import told
from .jekyll import Source
from .jekyll_fronts import untold
from .jekyll_samples import SAMPLE_HOSTS
from .markdown import html_of, text_of
from .places import RootPlaces

FILLED = (
    "container_title", "volume", "issue", "pages", "publisher", "doi", "arxiv_id", "isbn", "issn",
    "abstract", "issued",
)  # fmt: skip
READ = frozenset({
    "venue", "journal", "publication", "booktitle", "conference", "pubtype", "year", "pubdate",
    "citation", "authors", "coauthors", "author_list", "abstract", "summary", "tldr", "volume",
    "issue", "number", "pages", "publisher", "note", "award", "awards", "selected", "featured",
    "bibtexurl", "bibtex_url", "biburl", "bib_url", "bibtex", "bib", "title_link",
})  # fmt: skip
BIBTEX = re.compile(r"@\w+\s*\{[^{}@]*,[\s\S]*\}")


def tell_bibtex(
    draft: Draft, values: dict[str, Any], body: str, places: RootPlaces, source: Source
) -> None:
    """Fill what is not told from BibTeX in the text, or in the file that "bibtexurl" names."""
    text = ""
    if found := BIBTEX.search(body):
        text = found[0]
    for name in ("bibtexurl", "bibtex_url", "biburl", "bib_url", "bibtex", "bib"):
        value = values.get(name)
        if isinstance(value, str) and value.lstrip().startswith("@"):
            text = text or value
        elif told(value) and (path := places.path(told(value))) and path.endswith((".bib", ".txt")):
            source.used.add(path)
            text = text or source.files.text(path)
        elif told(value).endswith(".bib") and not SAMPLE_HOSTS.match(told(value)):
            source.absent("BibTeX files are", told(value))
    if not text:
        return
    records = [one for one in IMPORTERS["bibtex"].parse(text) if isinstance(one, Record)]
    fitting = [
        one for one in records if fold(one.title) == fold(str(draft.fields["title"]))
    ] or records[:1]
    if len(records) > 1 and fold(fitting[0].title) != fold(str(draft.fields["title"])):
        return
    for record in fitting[:1]:
        if not draft.authors or len(record.authors) > len(draft.authors):
            draft.authors = list(record.authors)
        for name in FILLED:
            if not draft.fields.get(name) and getattr(record, name):
                draft.fields[name] = getattr(record, name)
        if draft.fields.get("type") == "document":
            draft.fields["type"] = record.type
        draft.fields.setdefault("citation_key", record.citation_key)


def tell_rest(draft: Draft, values: dict[str, Any], read: frozenset[str]) -> None:
    """Keep what the front of a paper says under names that nothing is known of."""
    if (note := told(values.get("note"))) and not re.search(r"(?i)equal|correspond", note):
        draft.tell("note", text_of(html_of(note)))
    for name, value in untold(values, read | READ):
        draft.keep(name, value)


def tell_picture(paper: Paper, values: dict[str, Any], body: Any, places: RootPlaces) -> None:
    header = values.get("header")
    names = [told(values.get(name)) for name in ("image", "teaser", "thumbnail", "preview", "img")]
    names += [told(header.get("teaser"))] if isinstance(header, dict) else []
    excerpt = html_of(told(values.get("excerpt")))
    names += [image.get("src") or "" for image in [*excerpt.iter("img"), *body.iter("img")]]
    for name in filter(None, names):
        for folder in ("", "images/"):
            if found := places.picture(f"{folder}{name}"):
                paper.picture = found
                return
