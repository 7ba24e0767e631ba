"""arXiv's Atom feeds. Source: arXiv API User's Manual, 3 ("Structure of the API")."""

from collections.abc import Iterator
from typing import Any

from portal.kit.identifiers import SCHEMES, InvalidIdentifier, arxiv_without_version
from publications.drafts import Draft
from publications.records import Problem, Record

from .answers import named, read_xml, words
from .base import Importer

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"


class ArXiv(Importer):
    key = "arxiv"
    label = "arXiv (Atom)"
    suffixes = (".atom", ".xml")

    def recognizes(self, head: str) -> int:
        is_feed = "http://www.w3.org/2005/Atom" in head and "<" in head[:1]
        return 95 if is_feed and "arxiv.org/" in head else 0

    def parse(self, text: str) -> Iterator[Record | Problem]:
        root = read_xml(text)
        if isinstance(root, Problem):
            yield root
            return
        entries = [root] if root.tag == f"{ATOM}entry" else root.findall(f"{ATOM}entry")
        if not entries:
            what = "arXiv has no paper of this number."
            yield Problem("Answer", what, "Look for a slip.", is_loss=True)
        for number, entry in enumerate(entries, 1):
            yield from _read(entry, f"Entry {number}")


def _read(entry: Any, where: str) -> Iterator[Record | Problem]:
    address, title = _text(entry, f"{ATOM}id"), _text(entry, f"{ATOM}title")
    if "/api/errors" in address or (title == "Error" and "/abs/" not in address):
        what = f"arXiv says: {_text(entry, f'{ATOM}summary') or 'error'}."
        yield Problem(where, what, "Look for a slip in the number.", is_loss=True)
        return
    draft = Draft(where, ArXiv.key)
    draft.fields["type"] = "article"
    draft.tell("title", title)
    for author in entry.findall(f"{ATOM}author"):
        places = [words(place.text) for place in author.findall(f"{ARXIV}affiliation")]
        places = list(dict.fromkeys(filter(None, places)))
        draft.authors.append(
            named("", "", _text(author, f"{ATOM}name"), affiliation="; ".join(places))
        )
    draft.date(_text(entry, f"{ATOM}published")[:10])
    draft.tell("abstract", entry.findtext(f"{ATOM}summary") or "")
    draft.tell("note", _text(entry, f"{ARXIV}comment"))
    draft.tell("publisher", "arXiv")
    try:
        numbered = SCHEMES["arxiv"].normalize(address)
        draft.identify("arxiv_id", arxiv_without_version(numbered))
        draft.keep("version", numbered.removeprefix(arxiv_without_version(numbered)))
    except InvalidIdentifier as error:
        draft.keep("id", address)
        draft.warn(str(error))
    for doi in entry.findall(f"{ARXIV}doi"):
        draft.identify("doi", words(doi.text), "doi")
    draft.keep("journal_ref", _text(entry, f"{ARXIV}journal_ref"))
    draft.keep("updated", _text(entry, f"{ATOM}updated")[:10])
    draft.keep("categories", [one.get("term") for one in entry.findall(f"{ATOM}category")])
    for link in entry.findall(f"{ATOM}link"):
        if link.get("title") == "pdf":
            draft.link(link.get("href") or "", "pdf")
    yield from draft.finish()


def _text(entry: Any, tag: str) -> str:
    return words(entry.findtext(tag) or "")
