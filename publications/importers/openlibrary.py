"""Open Library's books. Source: Open Library Books API (jscmd=data) and Search API."""

import re
from typing import Any

from publications.drafts import Draft

from .answers import Answers, Read, listed, mapped, mappings, named, texts, words

IGNORED = """
cover ebooks weight pagination classifications table_of_contents links excerpts subject_places
subject_people subject_times number_of_pages cover_edition_key cover_i ebook_access edition_count
edition_key has_fulltext public_scan_b lending_edition_s lending_identifier_s ia author_key seed
"""


class OpenLibrary(Answers):
    key = "openlibrary"
    label = "Open Library"
    suffixes = (".json",)
    marks = ("title",)
    ignored = frozenset(IGNORED.split())

    def recognizes(self, head: str) -> int:
        if re.match(r'\{\s*"(?:ISBN|OLID|LCCN|OCLC):', head):
            return 95
        is_library = "openlibrary.org" in head or re.search(r'"/(?:books|works)/OL\d+[MW]"', head)
        return 85 if is_library and '"title"' in head else 0

    def entries(self, answer: Any) -> list[Any]:
        if isinstance(answer, dict) and isinstance(answer.get("docs"), list):
            return listed(answer["docs"])
        if isinstance(answer, dict) and "title" not in answer:
            return [
                {"asked": key, **one} if isinstance(one, dict) else one
                for key, one in answer.items()
            ]
        return listed(answer)

    def read(self, entry: Read, draft: Draft) -> None:
        draft.fields["type"] = "book"
        title, subtitle = words(entry["title"]), words(entry["subtitle"])
        draft.tell("title", f"{title}: {subtitle}" if title and subtitle else title)
        authors = [words(one.get("name")) for one in mappings(entry["authors"])]
        authors = [*filter(None, authors), *texts(entry["author_name"])]
        draft.authors += [named("", "", name) for name in authors]
        if not authors:
            draft.tell("note", words(entry["by_statement"]), "by_statement")
        draft.date(
            words(entry["publish_date"]) or words(entry["first_publish_year"]), "publish_date"
        )
        for field, keys in (
            ("publisher", ("publishers", "publisher")),
            ("publisher_place", ("publish_places",)),
        ):
            for one in [one for key in keys for one in listed(entry[key])][:1]:
                draft.tell(field, words(one) or words(mapped(one).get("name")))
        draft.keep("edition", words(entry["edition_name"]))
        for subject in listed(entry["subjects"]):
            draft.keyword(words(subject) or words(mapped(subject).get("name")))
        ids = mapped(entry["identifiers"])
        numbers = [words(entry["asked"]).removeprefix("ISBN:")] if "asked" in entry else []
        for key in ("isbn_13", "isbn_10"):
            numbers += texts(ids.get(key)) + texts(entry[key])
        for number in [*numbers, *texts(entry["isbn"])[:1]]:
            if not re.match(r"[A-Z]+:", number):
                draft.identify("isbn", number)
        draft.other_id("openlibrary", words(entry["key"]).rpartition("/")[2])
        if address := words(entry["url"]):
            draft.link(address)
