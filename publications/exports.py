"""Files of publications in every format: of one, or of a person, a lab, a venue, a topic, a list.

Each page has them at its own address with a suffix, "/labs/skylab.bib", and at its own address for
those whose Accept header asks for the format rather than for a page.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from portal.kit.addresses import Moved, find, origin_of
from portal.kit.pages import drawn_from
from publications.as_records import AT_ONCE, as_records
from publications.exporters import EXPORTERS, About, Exporter
from publications.filters import filtered
from publications.models import Authorship, Publication, Topic, Venue
from publications.paging import place_of
from publications.querysets import PublicationQuerySet
from publications.records import Record
from publications.search.facets import NARROWING
from publications.search.find import every
from publications.search.language import LONGEST
from researchers.models import Lab, Project, Researcher

FED = 50  # entries of a feed; what follows them has an address of its own
SHOWN = {"atom", "json_feed", "text"}  # in the browser; the others are saved
LISTS = "publications"
LISTED = ("publications", "venues", "labs", "topics", "people")


class BadFilter(Exception):
    """What the address says cannot be read; the message is a sentence for people."""


@dataclass(frozen=True)
class Chosen:
    """Publications in their order, of what they are, and the page that shows them."""

    papers: Any  # a queryset of publications, or of authorships of a person
    title: str
    page: str

    @property
    def ids(self) -> Iterator[int]:
        path = "publication" if self.papers.model is Authorship else "pk"
        found: Iterator[int] = self.papers.values_list(path, flat=True).iterator(chunk_size=1000)
        return found


Choose = Callable[[HttpRequest, str], Chosen]


def _publication(request: HttpRequest, slug: str) -> Chosen:
    paper = find(Publication.objects.listed(), slug)
    one = Publication.objects.filter(pk=paper.pk)
    return Chosen(one, paper.title, paper.get_absolute_url())


def _researcher(request: HttpRequest, slug: str) -> Chosen:
    person = find(Researcher.objects.with_page(), slug)
    rows = Authorship.objects.on_page_of(person)
    if person.paper_order == Researcher.PaperOrder.YEAR:
        rows = rows.newest()
    return Chosen(rows, person.full_name, person.get_absolute_url())


def _lab(request: HttpRequest, slug: str) -> Chosen:
    lab = find(Lab.objects.public(), slug)
    return Chosen(_works().of_lab(lab), lab.name, lab.get_absolute_url())


def _venue(request: HttpRequest, slug: str) -> Chosen:
    venue = find(Venue.objects.all(), slug)
    return Chosen(_works().filter(venue=venue).newest(), venue.name, venue.get_absolute_url())


def _topic(request: HttpRequest, slug: str) -> Chosen:
    topic = find(Topic.objects.all(), slug)
    return Chosen(_works().on_topic(topic), topic.name, topic.get_absolute_url())


def _project(request: HttpRequest, slug: str) -> Chosen:
    project = find(Project.objects.public(), slug)
    papers = _works().filter(projects=project).newest()
    return Chosen(papers, project.name, project.get_absolute_url())


def _list(request: HttpRequest, slug: str) -> Chosen:
    """The publication list with its filters; one that cannot be read is an error, as in an API."""
    found = filtered(_works().newest(), request.GET.dict())
    for name, errors in found.form.errors.items():
        raise BadFilter(f"{name}: {errors[0]} Correct it, or leave it out.")
    told = "".join(f", {label.lower()} {value}" for _, label, value in found.chosen)
    query = urlencode({name: request.GET[name] for name, _, _ in found.chosen})
    address = reverse("publications:publication-list") + (f"?{query}" if query else "")
    return Chosen(found.publications, f"Publications{told}", address)


def _search(request: HttpRequest, slug: str) -> Chosen:
    text = request.GET.get("q", "")
    chosen = {name: request.GET[name] for name in NARROWING if request.GET.get(name)}
    ids, notes = every(text, chosen)
    if notes and not ids:
        raise BadFilter(" ".join(notes))
    query = urlencode({"q": text[:LONGEST], **chosen})
    papers = Publication.objects.listed().filter(pk__in=ids).newest()
    return Chosen(papers, f"Search: {text[:100]}", f"{reverse('search')}?{query}")


def _works() -> PublicationQuerySet:
    return Publication.objects.listed().main_versions()


@dataclass(frozen=True)
class Kind:
    """A kind of page with files: how its publications are chosen, and from which shelves."""

    choose: Choose
    shelves: tuple[str, ...]
    is_one: bool = False


KINDS = {
    "publication": Kind(_publication, ("publication:{slug}",), is_one=True),
    "researcher": Kind(_researcher, ("researcher:{slug}",)),
    "lab": Kind(_lab, ("lab:{slug}",)),
    "venue": Kind(_venue, ("venue:{slug}",)),
    "topic": Kind(_topic, ("topic:{slug}",)),
    "project": Kind(_project, ("project:{slug}",)),
    "search": Kind(_search, (*LISTED, "profiles")),
    LISTS: Kind(_list, LISTED),
}
View = Callable[..., HttpResponseBase]


@cache
def files_of(kind: str) -> View:
    """Return the view of the files of a kind of page."""
    of = KINDS[kind]

    @require_safe
    @drawn_from(*of.shelves)
    def view(request: HttpRequest, exporter: Exporter, slug: str = "") -> HttpResponseBase:
        if of.is_one and exporter.of_lists:
            exporter = EXPORTERS["bibtex"]
        try:
            chosen = of.choose(request, slug)
        except Moved as moved:
            raise Moved(f"{moved.url.rstrip('/')}.{exporter.suffix.lstrip('.')}") from moved
        except BadFilter as error:
            return HttpResponseBadRequest(f"{error}\n", content_type="text/plain; charset=utf-8")
        return _answer(request, exporter, chosen, slug or kind)

    return view


def also_as_files(kind: str) -> Callable[[View], View]:
    """Give a page's view answers in the formats that an Accept header may ask for."""

    def decorate(page: View) -> View:
        files = files_of(kind)

        @wraps(page)
        def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
            exporter = asked_for(request, is_one=KINDS[kind].is_one)
            if exporter is None:
                response = page(request, **named)
            else:
                response = files(request, exporter=exporter, **named)
            patch_vary_headers(response, ["Accept"])
            return response

        return view

    return decorate


def asked_for(request: HttpRequest, *, is_one: bool) -> Exporter | None:
    """Return the format that the Accept header asks for, None where a page will do as well."""
    accepted = request.META.get("HTTP_ACCEPT", "*/*")
    if accepted == "*/*" or accepted.startswith("text/html,"):
        return None
    return _by_type(is_one).get(request.get_preferred_type(["text/html", *_by_type(is_one)]) or "")


@cache
def _by_type(is_one: bool) -> dict[str, Exporter]:  # noqa: FBT001 -- a key of the cache
    return {
        media_type: exporter
        for exporter in offered(is_one=is_one)
        for media_type in (exporter.media_type, *exporter.also_asked_as)
    }


def offered(*, is_one: bool) -> list[Exporter]:
    """Return the formats of one publication, or those of a list."""
    return [exporter for exporter in EXPORTERS if not (is_one and exporter.of_lists)]


def _answer(
    request: HttpRequest, exporter: Exporter, chosen: Chosen, name: str
) -> HttpResponseBase:
    origin = origin_of(request)
    about = About(
        title=chosen.title,
        page=origin + chosen.page,
        address=origin + request.get_full_path(),
        site=settings.SITE_NAME,
        home=origin + reverse("home"),
    )
    response: HttpResponseBase
    if exporter.is_feed:
        records, about = _fed(request, chosen, about)
        response = HttpResponse(b"".join(exporter.encoded(records, about)))
    else:
        ids = chosen.ids
        first = list(itertools.islice(ids, AT_ONCE + 1))
        if len(first) <= AT_ONCE:
            records = as_records(first, origin)
            response = HttpResponse(b"".join(exporter.encoded(_keyed(records), about)))
        else:
            records = _all(itertools.chain(first, ids), origin)
            response = StreamingHttpResponse(exporter.encoded(_keyed(records), about))
    is_text = exporter.media_type.startswith("text/") or exporter.media_type.endswith("xml")
    response["Content-Type"] = exporter.media_type + ("; charset=utf-8" if is_text else "")
    response["Link"] = f'<{about.page}>; rel="canonical"'
    if exporter.key not in SHOWN:
        response["Content-Disposition"] = f'attachment; filename="{name}{exporter.suffix}"'
    return response


def _fed(request: HttpRequest, chosen: Chosen, about: About) -> tuple[list[Record], About]:
    """Return the newest records, or those before the place the query names, and where it goes on.

    Source of paging: RFC 5005 §3, JSON Feed 1.1 "next_url".
    """
    papers = chosen.papers
    prefix = ""
    if papers.model is Authorship:
        papers, prefix = papers.newest(), "publication__"
    if place := place_of(request.GET.get("before", "")):
        date, pk = place
        earlier = Q(**{f"{prefix}date_number__lt": date})
        same = Q(**{f"{prefix}date_number": date, f"{prefix}pk__lt": pk})
        papers = papers.filter(earlier | same, **{f"{prefix}date_number__lte": date})
    rows = list(papers.values_list(f"{prefix}pk", f"{prefix}date_number")[: FED + 1])
    shown = [pk for pk, _ in rows[:FED]]
    origin = origin_of(request)
    records = list(as_records(list(dict.fromkeys(shown)), origin))
    following = ""
    if len(rows) > FED:
        pk, date = rows[FED - 1]
        kept = {name: value for name, value in request.GET.items() if name != "before"}
        following = f"{origin}{request.path}?{urlencode({**kept, 'before': f'{date}-{pk}'})}"
    changed = [record.changed_at for record in records if record.changed_at]
    return records, replace(about, next=following, changed_at=max(changed, default=None))


def _all(ids: Iterable[int], origin: str) -> Iterator[Record]:
    ids = iter(ids)
    while some := list(itertools.islice(ids, AT_ONCE)):
        yield from as_records(some, origin)


def _keyed(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records with citation keys of which no two in a file are the same."""
    used: set[str] = set()
    for record in records:
        key, number = record.citation_key, 1
        while key and key in used:
            number += 1
            key = f"{record.citation_key}-{number}"
        used.add(key)
        yield record if key == record.citation_key else record.but(citation_key=key)
