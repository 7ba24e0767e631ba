"""Entries of .bib files as al-folio shows them: its own fields beside those of BibTeX."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.kit.dates import PartialDate
from portal.kit.text import clean_text, fold
from publications.drafts import MONTH_NAMES, Draft
from publications.importers import IMPORTERS
from publications.plain import plain_paragraphs
from publications.records import Problem, Record

from .alfolio_authors import mend_authors
from .base import Paper
from .jekyll import Source
from .jekyll_text import one_line
from .links import kind_by_word
from .places import RootPlaces, tell_link

# Fields that work the theme and say nothing of the paper.
CHROME = {
    "bibtex_show", "selected", "preview", "altmetric", "dimensions", "google_scholar_id",
    "inspirehep_id", "pubmed_id", "numpages", "show", "hidden", "abstract_show", "badge",
    "scholar_id", "order", "important", "award", "award_name", "abbr", "mendeley-tags", "img",
    "annotation", "additional_info", "tldr", "summary", "html", "type_badge",
}  # fmt: skip
# Fields with addresses: where the theme looks for a file, and the word that says what it is.
LINKS = {
    "pdf": ("assets/pdf/", "pdf"), "supp": ("assets/pdf/", "supplement"),
    "poster": ("assets/pdf/", "poster"), "slides": ("assets/pdf/", "slides"),
    "html": ("assets/html/", "paper"), "code": ("", "code"), "website": ("", "website"),
    "video": ("", "video"), "blog": ("", "blog"), "data": ("", "data"), "dataset": ("", "data"),
    "demo": ("", "demo"), "presentation": ("assets/pdf/", "slides"), "talk": ("", "talk"),
    "project": ("", "website"), "model": ("", "model"), "models": ("", "model"),
    "openreview": ("", "openreview"), "github": ("", "code"), "press": ("", "press"),
    "media": ("", "press"), "supplementary": ("assets/pdf/", "supplement"),
    "appendix": ("assets/pdf/", "supplement"), "preprint": ("assets/pdf/", "pdf"),
    "page": ("", "website"), "link": ("", "link"), "colab": ("", "demo"),
    "huggingface": ("", "model"), "twitter": ("", "Thread"), "thread": ("", "Thread"),
    "medium": ("", "blog"), "podcast": ("", "Podcast"), "news": ("", "press"),
    "proceedings": ("", "paper"), "file": ("", "pdf"), "acm": ("", "paper"), "ieee": ("", "paper"),
    "acl": ("", "paper"), "pmlr": ("", "paper"),
}  # fmt: skip
FIELDS = (
    "type", "title", "issued", "container_title", "container_short", "event", "collection_title",
    "volume", "issue", "pages", "publisher", "publisher_place", "abstract", "summary", "note",
    "language", "doi", "arxiv_id", "pmid", "isbn", "issn", "citation_key",
)  # fmt: skip
HAL = "https://hal.science/{}"
# Words of badges that say of what kind a paper is, not where it appeared.
_NO_VENUE = re.compile(
    r"(?i)(?:pre-?prints?|under review|in (?:press|review|submission|prep\w*)|submitted|accepted|"
    r"forthcoming|"
    r"to appear|thesis|ph\.?d\.?(?: thesis)?|master\w*(?: thesis)?|book|chapter|book chapter|"
    r"journal|conference|"
    r"workshop|poster|talk|patent|tech\w*(?: report)?|report|survey|oral|spotlight|keynote|"
    r"invited|new|misc|paper|"
    r"demo|abstract|r package|dataset|data|software|tool)"
)
_STATUS = re.compile(
    r"(?i)\b(?:in press|to appear|forthcoming|accepted|under review|submitted|in preparation)\b"
)
_TITLE_STATUS = re.compile(
    r"(?i)^[(\[]\s*(to appear|in press|forthcoming|accepted|under review|submitted|"
    r"in preparation|in progress)\s*[)\]]\s*:?\s+(?=\w)"
)
_HEAD = re.compile(r"^[ \t]*@(?!string|comment|preamble)\w+\s*[{(]", re.IGNORECASE | re.MULTILINE)


def entries_of(path: str, text: str) -> Iterator[Record | Problem]:
    """Yield the records and problems of a .bib file, each with its path and line."""
    text = re.sub(r"\A\ufeff?\s*---\s*\n(?:[^@]*?\n)?---[ \t]*\n", _blank, text)
    for found in IMPORTERS["bibtex"].parse(text):
        place = f"{path}, {found.where}" if found.where else path
        if isinstance(found, Problem):
            yield Problem(place, found.what, found.remedy, found.is_loss)
        else:
            yield found.but(where=place)


def _blank(found: re.Match[str]) -> str:
    """Return as many lines as the front matter has, so that the numbers of the others stay."""
    return "\n" * found[0].count("\n")


def paper_of(record: Record, source: Source, kind: str, venues: Mapping[str, Any]) -> Paper:
    """Return an entry with al-folio's own fields where they belong."""
    path = record.where.partition(",")[0]
    places = RootPlaces(source.files, path, source.address)
    extra = dict(record.extra)
    own = {
        _own_name(name): _told(value)
        for name, value in extra.items()
        if isinstance(value, str | list)
    }
    draft = Draft(record.where, kind)
    draft.fields = {name: getattr(record, name) for name in FIELDS}

    draft.authors, draft.editors = list(record.authors), list(record.editors)
    draft.keywords, draft.awards = list(record.keywords), list(record.awards)
    draft.other_ids = list(record.other_ids)
    paper = Paper(record, selected=own.get("selected", "").lower() in {"true", "yes", "1"})
    _tell_arxiv(draft)
    mend_authors(draft, extra, own)
    _tell_kind(draft, str(extra.get("entry_type", "")))
    _tell_preprint(draft)
    _tell_status(draft)
    _tell_links(draft, paper, record, own, places)
    _tell_preview(source, paper, own.get("preview") or own.get("img", ""), places)
    if hal := own.get("hal") or own.get("hal_id", ""):
        tell_link(draft, paper, "hal", hal if "://" in hal else HAL.format(hal), places)
    _tell_words(draft, own, venues, places)
    if not own.get("year", "-"):
        extra.pop("year", None)
    consumed = CHROME | LINKS.keys() | {"hal", "hal_id", "month_numeric", "category", "url"}
    for name, value in extra.items():
        lower = _own_name(name)
        if lower in {"author_marks"} and not value:
            continue
        if lower == "file" and re.search(r":pdf|[\\:]", str(value)):
            continue  # where a program keeps the PDF on one machine
        if lower not in consumed or (lower in LINKS and not _is_address(own.get(lower, ""))):
            if (
                isinstance(value, str)
                and re.match(r"https?://\S+$", value)
                and lower not in consumed
            ):
                tell_link(draft, paper, name.replace("_", " "), value, places)
            elif value not in ("", "{}"):
                draft.extra[name] = value
    source.tell(places)
    paper.record = draft.record()
    return paper


def _tell_arxiv(draft: Draft) -> None:
    """Take a DOI that arXiv gave for the number that it holds."""
    doi = str(draft.fields.get("doi") or "").lower()
    if number := doi.removeprefix("10.48550/arxiv.") if doi.startswith("10.48550/") else "":
        draft.fields["doi"] = ""
        draft.fields["arxiv_id"] = draft.fields.get("arxiv_id") or number


def _tell_kind(draft: Draft, entry: str) -> None:
    """Tell the type of an entry of a kind that only this site has: "@articlebold"."""
    if draft.fields.get("type") == "document" and draft.fields.get("container_title"):
        kinds = (("article", "article-journal"), ("inproceedings", "paper-conference"))
        kind = next((kind for start, kind in kinds if entry.startswith(start)), "document")
        draft.fields["type"] = kind


def _tell_status(draft: Draft) -> None:
    """Take what stands before a title, "(To appear) On looms", out of it and into the note."""
    title = str(draft.fields.get("title") or "")
    if found := _TITLE_STATUS.match(title):
        draft.fields["title"] = title[found.end() :]
        note = str(draft.fields.get("note") or "")
        if found[1].lower() not in note.lower():
            draft.fields["note"] = "; ".join(filter(None, (found[1], note)))


def _own_name(name: str) -> str:
    """Return the name of a field in the theme: "url_slides" and "slides_url" are "slides"."""
    lower = name.lower()
    inner = lower.removeprefix("url_").removesuffix("_url").removesuffix("_link")
    return inner if inner in LINKS else lower


def _told(value: Any) -> str:
    return clean_text(value) if isinstance(value, str) else clean_text(" ".join(map(str, value)))


def _is_address(text: str) -> bool:
    return bool(re.match(r"\S+$", text) or re.search(r"(?i)\.(?:pdf|html?|pptx?|mp4)$", text))


def _tell_preprint(draft: Draft) -> None:
    """Tell the month and the remark of a journal called "arXiv Mar. (Survey Paper)"."""
    name = str(draft.fields.get("container_title") or "")
    found = re.fullmatch(
        r"(?i)(arxiv)(?: preprint)?[\s,]+([A-Z][a-z]{2,8})\.?(?:\s*\(([^()]*)\))?", name
    )
    month = MONTH_NAMES.get(found[2][:3].lower()) if found else None
    if not found or month is None:
        return
    draft.fields["container_title"] = "arXiv"
    issued = draft.fields.get("issued")
    if issued and not issued.month:
        draft.fields["issued"] = PartialDate(issued.year, month)
    if found[3] and not draft.fields.get("note"):
        draft.tell("note", found[3])


def _tell_links(
    draft: Draft, paper: Paper, record: Record, own: dict[str, str], places: RootPlaces
) -> None:
    for name, (folder, word) in LINKS.items():
        value = own.get(name, "")
        if not value or not _is_address(value):
            continue
        if bare := re.fullmatch(r"(?i)(?:doi:\s*)?(10\.\d{4,}/\S+)", value):
            value = f"https://doi.org/{bare[1]}"
        if "://" not in value and not value.startswith(("/", "www.")):
            value = value.removeprefix("./")
            value = value if places.path(value) else f"{folder}{value}"
        tell_link(draft, paper, word if kind_by_word(word) else word.capitalize(), value, places)
    for link in record.links:
        if not any(one.url == link.url for one in draft.links):
            tell_link(draft, paper, link.label or link.kind, link.url, places)


def _tell_preview(source: Source, paper: Paper, name: str, places: RootPlaces) -> None:
    if not name:
        return
    if "://" in name:
        source.site.foreign.append(name)
        return
    folders = (
        "assets/img/publication_preview/",
        "",
        "assets/img/",
        "assets/img/publications/",
        "images/",
    )
    for folder in folders:
        if found := places.moving(f"{folder}{name}"):
            if found.lower().endswith((".mp4", ".webm")):
                paper.hover = found
            else:
                paper.picture = found
            return
    source.absent("Pictures of papers are", name)


def _tell_words(
    draft: Draft, own: dict[str, str], venues: Mapping[str, Any], places: RootPlaces
) -> None:
    """Tell the badge, the award, the summary and further remarks."""
    fields = draft.fields
    if badge := _without_year(own.get("abbr", "")):
        if is_short_venue(badge, fields, venues):
            fields["container_short"] = fields["container_short"] or badge
        elif not _NO_VENUE.fullmatch(badge) and len(badge) < 40 and not _is_named(badge, fields):
            draft.keyword(badge)
    awards = [own.get("award_name", ""), own.get("award", "")]
    if any(awards):
        name = next(text for text in awards if text)
        if re.fullmatch(r"(?i)true|yes|1", name):
            name = next(
                (text for text in awards if not re.fullmatch(r"(?i)true|yes|1|", text)), "Award"
            )
        award = clean_text(re.sub(r"[*_`]", "", name))
        if award and award not in draft.awards:
            draft.awards.append(award[:200])
    summary = own.get("tldr") or own.get("summary", "")
    if summary and not fields.get("summary"):
        fields["summary"] = clean_text(plain_paragraphs(summary))
    if more := own.get("additional_info", ""):
        _tell_more(draft, more, places)
    if (said := own.get("year", "")) and _STATUS.search(said):
        if not fields.get("note"):
            draft.tell("note", said[:1].upper() + said[1:])
        own["year"] = ""


def _tell_more(draft: Draft, more: str, places: RootPlaces) -> None:
    from .jekyll_text import markdown_of

    shown = one_line(markdown_of(more, places)).lstrip(" .,;")
    links = re.findall(r"\[([^\]]+)\]\(([^)\s]+)\)", shown)
    plain = re.sub(r"[*\\]", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", shown))
    for word, address in links:
        draft.link(address, "website", word[:60])
    if plain and plain not in str(draft.fields.get("note")):
        draft.fields["note"] = clean_text(f"{draft.fields.get('note') or ''} {plain}")


def _without_year(badge: str) -> str:
    plain = re.sub(r"<[^>]*>|[*_`]", "", badge)
    return clean_text(re.sub(r"[\s,(]*['’]?(?:19|20)\d\d\)?\s*$|['’]\d\d$", "", plain)).strip(" -,")


def _is_named(badge: str, fields: Mapping[str, Any]) -> bool:
    """Return whether a badge only says again where the paper appeared."""
    names = [
        fold(str(fields.get(name) or ""))
        for name in ("container_title", "publisher", "collection_title")
    ]
    return fold(badge) in names


def is_short_venue(badge: str, fields: Mapping[str, Any], venues: Mapping[str, Any]) -> bool:
    """Return whether a badge is a short name of where the paper appeared, rather than a topic."""
    container = " ".join(
        str(fields.get(name) or "")
        for name in ("container_title", "event", "collection_title", "publisher")
    )
    if _NO_VENUE.fullmatch(badge):
        return False
    if fold(badge) == fold(str(fields.get("container_title") or "")):
        return False
    if re.search(rf"\b{re.escape(badge)}\b", container, re.IGNORECASE):
        return True
    venue = venues.get(badge)
    if isinstance(venue, dict) and venue.get("url"):
        return True
    if container.strip() and _abbreviates(badge, container):
        return True
    form = r"(?=(?:.*[A-Z]){3})[\w@&/+.-]{3,14}(?: (?:@ )?[\w@&-]{2,14})?"
    return bool(re.fullmatch(form, badge))


def _abbreviates(badge: str, container: str) -> bool:
    """Return whether a badge is short for the words of a venue: "Ann. Phys.", "PhysRev", "JMLR"."""
    words = fold(container).split()
    parts = [fold(part) for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", badge)]
    at = 0
    for part in parts:
        found = next((n for n in range(at, len(words)) if words[n].startswith(part)), None)
        if found is None:
            break
        at = found + 1
    else:
        return bool(parts) and any(len(part) > 1 for part in parts)
    initials = "".join(
        word[0] for word in words if word not in {"of", "the", "and", "on", "in", "for"}
    )
    letters = fold(badge).replace(" ", "")
    return badge[:1].isupper() and len(letters) > 1 and letters in initials


def is_own_file(records: list[Record], family: str) -> bool:
    """Return whether a file holds papers of the owner's: her name is on half of them."""
    key = fold(family)
    with_names = [record for record in records if record.authors]
    if not key or len(with_names) < 4:
        return True
    own = sum(
        any(
            key in fold(name.family_name).split() or key == fold(name.family_name)
            for name in record.authors
        )
        for record in with_names
    )
    return own * 3 >= len(with_names)


def key_of(record: Record) -> tuple[str, int]:
    """Return by what a paper is known again in another list: title and year."""
    return fold(record.title), record.issued.year if record.issued else 0
