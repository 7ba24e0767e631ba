"""What is stored about a publication beside itself: the one place that derives and compares it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db import models
from django.utils import timezone

import researchers.derive
from portal.kit.changes import Shelf, changing, derives, rederive, renew, resize
from portal.kit.sql import insert_rows
from publications.api.documents import publication_json
from publications.keys import give_keys
from publications.models import (
    Document,
    Placement,
    Publication,
    SearchEntry,
    Stamp,
    Topic,
    Venue,
)
from publications.printed import listed
from publications.search.entries import Sought, sought
from publications.search.index import (
    add_entries,
    entry_ids,
    entry_of,
    rebuild_index,
    set_entries,
    wrong_entries,
    wrong_index,
)
from publications.search.names import wrong_names
from publications.stamps import set_stamps, stamp_new, stray_members, wrong_stamps
from publications.surroundings import Surroundings

FORM = "form"  # the shelf whose version tells by which code all was derived
MAKERS = (
    "publications/derive.py", "publications/surroundings.py",
    "publications/search/entries.py", "publications/search/index.py", "portal/kit/text.py",
    "publications/printed.py", "publications/row_records.py", "publications/coins.py",
    "publications/exporters/bibtex.py", "publications/exporters/parts.py", "portal/kit/latex.py",
    "publications/importing/values.py", "publications/api/documents.py", "researchers/derive.py",
    "researchers/printed.py", "researchers/spelling.py", "researchers/name_lists.py",
    "researchers/sections/__init__.py", "researchers/sections/profile.py", "portal/kit/markup.py",
    "templates/publications/macros.html", "templates/portal/macros.html",
    "templates/researchers/macros.html",
)  # fmt: skip
AT_ONCE = 200  # publications that are read in one query
ORIGIN = "\0"  # stands for "https://host" in stored JSON: no text that people enter holds it
PLACED = ("lab:", "topic:", "researcher:")  # with placements; indexes order the others


def derive(paper: Publication, around: Surroundings) -> Document:
    """Return what is stored about `paper`, which was read `with_rows()`."""
    preferred = paper.preferred_version
    is_entry = paper.status == Publication.Status.PUBLISHED
    printed, api = texts(paper)
    return Document(
        publication_id=paper.pk,
        printed=printed,
        api=api,
        shelves=sorted(_shelves(paper, around)),
        is_entry=is_entry,
        is_work=is_entry and not (preferred and preferred.status == paper.Status.PUBLISHED),
    )


def texts(paper: Publication) -> tuple[str, str]:
    """Return what lists and what the API print of `paper`, which was read `with_rows()`."""
    printed = orjson.dumps(listed(paper)).decode()
    return printed, orjson.dumps(publication_json(paper, ORIGIN)).decode()


def _shelves(paper: "Publication | Inserted", around: Surroundings) -> Iterator[str]:
    yield f"publication:{paper.slug}"
    if paper.status == Publication.Status.DRAFT:
        return
    yield "publications"
    yield f"type:{paper.type}"
    if paper.year:
        yield f"year:{paper.year}"
    if paper.venue:
        yield f"venue:{paper.venue.slug}"
    named = {row["slug"] for row in paper.author_rows if row["visibility"] != "hidden"}
    for kind, slugs in (
        ("researcher", named),
        ("lab", around.labs_of(paper)),
        ("topic", [row["slug"] for row in paper.topic_rows]),
        ("project", around.projects.get(paper.pk, ())),
    ):
        for slug in slugs:
            yield f"{kind}:{slug}"


Derived = tuple[Document, list[Placement], SearchEntry | None]


def derived(ids: Sequence[int]) -> Iterator[Derived]:
    """Yield what is stored of each of these publications that exists; drafts are not searched."""
    papers = Publication.objects.with_rows().select_related("venue", "preferred_version")
    around = Surroundings.of(ids)
    for paper in papers.filter(pk__in=ids).order_by():
        document = derive(paper, around)
        placements = [
            Placement(shelf=key, date_number=paper.date_number, publication_id=paper.pk)
            for key in document.shelves
            if key.startswith(PLACED)
        ]
        yield document, placements, entry_of(paper, document)


@derives(Publication)
def store(ids: Iterable[int]) -> None:
    """Derive these publications anew; renew and count the shelves of those that differ."""
    for some in _chunks(sorted({*ids, *_now_public()})):
        stored = Document.objects.in_bulk(some)
        placed = _placed(some)
        give_keys(some)
        documents, places, moved = [], [], []
        entries: list[SearchEntry] = []
        public, differing = {}, set()
        for document, placements, entry in derived(some):
            entries += [entry] if entry else []
            before = stored.pop(document.pk, None)
            if document.is_entry:
                public[document.pk] = document.shelves
            if before is None or _facts(before) != _facts(document):
                documents.append(document)
                _count(before, document)
                if before is None or _told(before) != _told(document):
                    differing.add(document.pk)
            if placed.pop(document.pk, set()) != _places(placements):
                moved.append(document.pk)
                places += placements
        for gone in stored.values():
            _count(gone, None)
        set_entries(some, entries)
        set_stamps(some, public, differing)
        Placement.objects.filter(publication__in=[*moved, *placed]).delete()
        Placement.objects.bulk_create(places)
        Document.objects.filter(pk__in=stored).delete()
        Document.objects.bulk_create(
            documents,
            update_conflicts=True,
            unique_fields=["publication"],
            update_fields=["printed", "api", "shelves", "is_entry", "is_work"],
        )


CREDIT = (
    "id", "role", "position", "credited_as", "equal_group", "is_corresponding", "affiliation",
)  # fmt: skip


class Inserted(NamedTuple):
    """A public publication that was just inserted, with what `with_rows` would read of it."""

    pk: int
    slug: str
    made_key: str
    created_at: datetime
    columns: Mapping[str, Any]
    extra: Mapping[str, Any]
    date_number: int
    venue: Venue | None
    author_rows: Sequence[dict[str, Any]]  # of people; with `credits`, what is printed of them
    credits: Sequence[tuple[Any, ...]]  # values of `CREDIT`
    link_rows: Sequence[Mapping[str, Any]]
    award_rows: Sequence[Mapping[str, Any]]

    status = Publication.Status.PUBLISHED
    topic_rows = ()

    @property
    def type(self) -> str:
        return str(self.columns["type"])

    @property
    def year(self) -> int | None:
        year: int | None = self.columns["year"]
        return year

    def as_read(self) -> Publication:
        """Return the publication as the database would give it."""
        paper = Publication(
            pk=self.pk, slug=self.slug, made_key=self.made_key, created_at=self.created_at,
            updated_at=self.created_at, venue=self.venue, extra=self.extra, **self.columns,
        )  # fmt: skip
        told: Any = paper
        told.date_number = self.date_number
        told.author_rows = [
            person | dict(zip(CREDIT, credit, strict=True))
            for person, credit in zip(self.author_rows, self.credits, strict=True)
        ]
        told.link_rows, told.award_rows = self.link_rows, self.award_rows
        told.topic_rows, told.file_rows = [], []
        return paper


Printed = tuple[str, str, Sought]


def texts_of(papers: Sequence[Inserted]) -> list[Printed]:
    """Return what is printed and what is searched of new publications. Asks no database."""
    read = [paper.as_read() for paper in papers]
    return [(*texts(paper), sought(paper)) for paper in read]


def place_new(papers: Sequence[Inserted], around: Surroundings) -> list[list[str]]:
    """Put new publications on their shelves, and return for each the keys of these."""
    shelves = [sorted(_shelves(paper, around)) for paper in papers]
    for key, count in Counter(chain.from_iterable(shelves)).items():
        resize(key, works=count, entries=count)
    places = (
        (key, paper.date_number, paper.pk)
        for paper, keys in zip(papers, shelves, strict=True)
        for key in keys
        if key.startswith(PLACED)
    )
    insert_rows(Placement, ("shelf", "date_number", "publication_id"), places)
    return shelves


def store_new(
    papers: Iterable[Inserted],
    shelves: Iterable[Sequence[str]],
    printed: Iterable[Printed],
) -> None:
    """Store what is derived of new publications: keys of their shelves, and their `texts_of`."""
    rows = list(zip(papers, shelves, printed, strict=True))
    stamp_new({paper.pk: keys for paper, keys, _ in rows})
    add_entries((paper.pk, paper.date_number, words, keys) for paper, keys, (_, _, words) in rows)
    insert_rows(
        Document,
        ("publication_id", "printed", "api", "shelves", "is_entry", "is_work"),
        (
            (paper.pk, told, api, orjson.dumps(keys).decode(), True, True)
            for paper, keys, (told, api, _) in rows
        ),
    )


def _now_public() -> set[int]:
    """Publish for good what waited for a moment that has come; return ids of what is concerned."""
    due = Publication.objects.waiting().filter(publish_at__lte=timezone.now())
    ids = set(due.values_list("pk", flat=True))
    if not ids:
        return ids
    models.QuerySet.update(due, status=Publication.Status.PUBLISHED)
    versions = Publication.objects.filter(preferred_version__in=ids)
    return ids | set(versions.values_list("pk", flat=True))


def _facts(document: Document) -> tuple[object, ...]:
    return document.printed, *_told(document)


def _told(document: Document) -> tuple[object, ...]:
    """What programs are told: not how pages print it."""
    return document.api, document.shelves, document.is_entry, document.is_work


def _places(placements: Iterable[Placement]) -> set[tuple[str, int]]:
    return {(place.shelf, place.date_number) for place in placements}


def _placed(ids: Sequence[int]) -> dict[int, set[tuple[str, int]]]:
    placed = defaultdict(set)
    for place in Placement.objects.filter(publication__in=ids):
        placed[place.publication_id].add((place.shelf, place.date_number))
    return placed


def _count(before: Document | None, after: Document | None) -> None:
    for document, sign in ((before, -1), (after, 1)):
        if document is None:
            continue
        renew(*document.shelves)
        if document.is_entry:
            for key in document.shelves:
                resize(key, works=sign * document.is_work, entries=sign)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _all_ids(model: type[models.Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def rebuild() -> int:
    """Derive everything anew, a part at a time, and return how many publications there are."""
    stamped = Stamp.objects.values_list("pk", flat=True)
    ids = sorted({*_all_ids(Publication), *_all_ids(Document), *entry_ids(), *stamped})
    for some in _chunks(ids):
        rederive(Publication, some)
    with changing():
        rebuild_index()
        _stray().delete()
        for model in (Venue, Topic):
            rederive(model, _all_ids(model))
        for key, (works, entries), (true_works, true_entries) in _wrong_sizes():
            resize(key, works=true_works - works, entries=true_entries - entries)
    return Publication.objects.count()


def _stray() -> models.QuerySet[Placement]:
    """Placements of publications about which nothing is stored."""
    return Placement.objects.exclude(publication__in=Document.objects.values("pk"))


def _wrong_sizes() -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Return (key, what it says, what the documents tell) of shelves that count wrongly."""
    kept = {
        shelf.key: (shelf.works, shelf.entries)
        for shelf in Shelf.objects.exclude(key=FORM).iterator()
    }
    true = counted()
    nothing = (0, 0)
    return [
        (key, kept.get(key, nothing), true.get(key, nothing))
        for key in sorted({*kept, *true})
        if kept.get(key, nothing) != true.get(key, nothing)
    ]


def rebuild_all() -> tuple[int, int]:
    """Derive everything about publications and people; return how many there are of each."""
    people = researchers.derive.rebuild()
    publications = rebuild()
    Shelf.objects.update_or_create(key=FORM, defaults={"version": form()})
    return publications, people


def is_current() -> bool:
    """Whether all that is stored was derived by the present code."""
    return Shelf.objects.filter(key=FORM, version=form()).exists()


def form() -> int:
    """Return a number of the code and templates that make what is stored."""
    digest = hashlib.blake2b(settings.MEDIA_URL.encode(), digest_size=7)
    for name in MAKERS:
        digest.update((settings.BASE_DIR / name).read_bytes())
    return int.from_bytes(digest.digest())


def counted() -> dict[str, tuple[int, int]]:
    """Return (works, entries) of every shelf as the documents tell."""
    works: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    public = Document.objects.filter(is_entry=True)
    for shelves, is_work in public.values_list("shelves", "is_work").iterator():
        entries.update(shelves)
        if is_work:
            works.update(shelves)
    return {key: (works[key], number) for key, number in entries.items()}


def differences() -> Iterator[str]:
    """Yield a sentence for each thing that is stored otherwise than it would be derived."""
    ids = _all_ids(Publication)
    gone = Stamp.objects.filter(is_deleted=False).exclude(pk__in=Publication.objects.values("pk"))
    yield from wrong_stamps(list(gone.values_list("pk", flat=True)), {})
    for some in _chunks(ids):
        stored, placed = Document.objects.in_bulk(some), _placed(some)
        entries: list[SearchEntry] = []
        public = {}
        for document, placements, entry in derived(some):
            entries += [entry] if entry else []
            if document.is_entry:
                public[document.pk] = document.shelves
            before = stored.get(document.pk)
            if before is None or _facts(before) != _facts(document):
                yield f"Publication {document.pk}: what is stored is not what its rows say."
            if placed.get(document.pk, set()) != _places(placements):
                yield f"Publication {document.pk}: it has other places on its shelves."
        yield from wrong_entries(some, entries)
        yield from wrong_stamps(some, public)
    yield from stray_members()
    for pk in sorted(set(_all_ids(Document)) - set(ids)):
        yield f"Document {pk}: its publication is gone."
    for pk in sorted(set(entry_ids()) - set(ids)):
        yield f"Search entry of {pk}: its publication is gone."
    yield from wrong_index()
    yield from wrong_names()
    for place in _stray():
        yield f"Placement {place}: its publication is gone."
    for key, (works, entries), _ in _wrong_sizes():
        yield f'Shelf "{key}": counts {works} works, {entries} entries.'
