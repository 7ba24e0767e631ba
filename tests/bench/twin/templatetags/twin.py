"""Filters and tags of the pages: what a template cannot do by itself."""

import re

from django import template
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.kit import images, markup
from portal.kit.fields import PictureFile
from portal.kit.text import fold
from publications.models import Authorship, Publication

register = template.Library()

SIGNS = "*†‡§¶‖"
ENTRY_TYPES = {"paper-conference": "inproceedings", "article-journal": "article", "book": "book"}


@register.filter
def markdown(text: str) -> SafeString:
    return mark_safe(markup.render_markdown(text))


@register.filter
def with_math(text: str) -> SafeString:
    return mark_safe(markup.render_title(text))


@register.simple_tag
def picture(file: PictureFile, alt: str, sizes: str) -> str:
    """Return a <picture> with all its sources."""
    renditions = file.renditions
    largest = renditions[-1]

    def sources(suffix: str) -> str:
        return ", ".join(
            f"{default_storage.url(images.rendition_name(file.name, each, suffix))} {each.width}w"
            for each in renditions
        )

    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">'
        '<source type="image/webp" srcset="{}" sizes="{}">'
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy" decoding="async"></picture>',
        sources("avif"), sizes, sources("webp"), sizes, file.url, largest.width, largest.height,
        alt,
    )  # fmt: skip


@register.filter
def sign(authorship: Authorship) -> str:
    return SIGNS[authorship.equal_group - 1] if authorship.equal_group else ""


@register.filter
def of_role(paper: Publication, role: str) -> list[Authorship]:
    return [row for row in paper.authorships.all() if row.role == role]


@register.filter
def has_link(paper: Publication, keys: str) -> bool:
    """Whether the paper has a link of one of the kinds, which are parted by commas."""
    return any(link.kind.key in keys.split(",") for link in paper.links.all())


def _name(row: Authorship) -> str:
    given = row.credited_as.removesuffix(row.researcher.family_name).strip()
    return f"{row.researcher.family_name}, {given}" if given else row.credited_as


@register.filter
def bibtex(paper: Publication) -> str:
    """Return the BibTeX entry of a paper."""
    rows = paper.authorships.all()
    kind = ENTRY_TYPES.get(paper.type, "misc")
    fields = {
        "title": re.sub(r"\b(\w+[A-Z]\w*)\b", r"{\1}", paper.title),
        "author": " and ".join(_name(row) for row in rows if row.role == "author"),
        "editor": " and ".join(_name(row) for row in rows if row.role == "editor"),
        "journal" if kind == "article" else "booktitle": paper.venue.name if paper.venue else "",
        "year": paper.year,
        "volume": paper.volume,
        "number": paper.issue,
        "pages": paper.pages.replace("-", "--"),
        "publisher": paper.publisher,
        "doi": paper.doi,
        "eprint": paper.arxiv_id,
        "archiveprefix": "arXiv" if paper.arxiv_id else "",
    }
    first = rows[0].researcher.family_name if rows else "anonymous"
    word = next((word for word in fold(paper.title).split() if len(word) > 3), "")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{fold(first)}{paper.year}{word},", *lines, "}"])
