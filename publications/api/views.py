"""The addresses of the API. Each view names what it reads, what it takes and what it answers."""

import difflib
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.renderers import OpenApiYamlRenderer2
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from portal.kit.addresses import Moved, origin_of
from portal.kit.pages import Drawn, drawn_from
from publications.filters import SHELVED
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from researchers.models import Lab, Researcher

from . import documents, parameters, shapes, sources
from .filters import Parameter, check_names
from .pagination import CURSOR, PAGE, SIZE
from .renderers import FORMAT, PlainJSONRenderer
from .schema import openapi

RESOURCES = ("publications", "researchers", "labs", "venues", "topics")
ALL = "publications"  # the shelf of every public entry
Write = Callable[[Any, str], Any]


class PublicView(GenericAPIView):
    """Answers everybody alike: no session is read, so no answer varies by cookie.

    `shelves` are what its answers are drawn from; see portal/kit/pages.py.
    """

    http_method_names = ["get", "head", "options"]
    authentication_classes = ()
    title: ClassVar[str]
    about: ClassVar[str]
    shape: ClassVar[type]
    parameters: ClassVar[Sequence[Parameter]] = (FORMAT,)
    shelves: ClassVar[Sequence[str]] = ()
    is_long: ClassVar[bool] = False

    @classmethod
    def as_view(cls, **options: Any) -> Any:
        return drawn_from(*cls.shelves, by_content=cls.is_long)(super().as_view(**options))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_names(request.query_params, [parameter.name for parameter in self.parameters])

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(*args, **kwargs)
        if response.exception and response.accepted_renderer.format != "html":
            response.accepted_renderer = PlainJSONRenderer()
        return response

    @property
    def drawn(self) -> Drawn:
        return self.request._request.drawn  # noqa: SLF001 -- DRF wraps Django's

    @property
    def origin(self) -> str:
        return origin_of(self.request)

    def find(self, things: QuerySet) -> Any:
        """Return the one of `things` the address names. Raises Moved or NotFound."""
        slug = self.kwargs["slug"]
        if found := things.filter(slug=slug).first():
            return found
        if former := things.formerly(slug):
            raise Moved(reverse(self.request.resolver_match.view_name, args=[former.slug]))
        noun = things.model._meta.verbose_name
        raise NotFound(f'There is no {noun} "{slug}". Look its slug up in the list.')


class ListView(PublicView):
    """A list, narrowed, ordered and in pages; `write` makes the JSON of one row."""

    filters: ClassVar[Sequence[Parameter]]
    write: ClassVar[Write]
    is_long = True
    shelf = ""  # that holds just the entries of the list, "" if none does
    counted = "entries"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.parameters = (*cls.filters, PAGE, SIZE, CURSOR, FORMAT)

    def written(self, rows: Sequence[Any]) -> list[Any]:
        """Return the JSON of the rows of a page."""
        origin, write = self.origin, type(self).write
        return [write(row, origin) for row in rows]

    def get(self, request: Request, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.written(rows))


class DetailView(PublicView):
    """One thing by its slug; `write` makes its JSON."""

    write: ClassVar[Write]

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response(type(self).write(self.find(self.get_queryset()), self.origin))


class PublicationList(ListView):
    title = "Publications"
    about = "Every public publication, newest first."
    shape = shapes.PublicationJSON
    filters = parameters.PUBLICATIONS
    shelves = ("publications", "people", "labs", "venues", "topics")

    def get_queryset(self) -> PublicationQuerySet:
        return sources.publication_rows(self.drawn)

    def written(self, rows: Sequence[Any]) -> list[Any]:
        return documents.stored_json(rows, self.origin)

    @property
    def shelf(self) -> str:
        query = self.request.query_params
        asked = [each.name for each in self.filters if each.name in query]
        if set(asked) <= {"ordering"}:
            return self.whole_shelf
        name = asked[0]
        is_shelved = len(asked) == 1 and name in SHELVED
        return f"{SHELVED[name]}:{query[name]}" if is_shelved and self.whole_shelf == ALL else ""

    @property
    def whole_shelf(self) -> str:
        """The shelf that holds just this list while no parameter narrows it."""
        return ALL


class PublicationDetail(DetailView):
    title = "Publication"
    about = "One publication by its slug."
    shape = shapes.PublicationJSON
    shelves = ("publication:{slug}",)

    def get(self, request: Request, **kwargs: Any) -> Response:
        rows = list(sources.publication_rows(self.drawn).filter(slug=self.kwargs["slug"]))
        if not rows:  # it has moved, is not here, or came just now
            paper = self.find(Publication.objects.listed())
            rows = [(paper.pk, paper.preferred_version_id)]
        return Response(documents.stored_json(rows, self.origin)[0])


class ResearcherList(ListView):
    title = "Researchers"
    about = "Everybody who is credited, by family name, with or without a page of their own."
    shape = shapes.ResearcherJSON
    filters = parameters.RESEARCHERS
    shelves = ("people", "labs")
    write = documents.researcher_json

    def get_queryset(self) -> QuerySet:
        return sources.researchers()


class ResearcherDetail(DetailView):
    title = "Researcher"
    about = "One person by her slug."
    shelves = ("researcher:{slug}",)
    shape = shapes.ResearcherJSON
    write = documents.researcher_json

    def get_queryset(self) -> QuerySet:
        return sources.researchers()


class ResearcherPublications(PublicationList):
    title = "Publications of a researcher"
    about = "What stands on her page, in the order she chose; other versions are left out."

    shelves = ("researcher:{slug}", *PublicationList.shelves)
    whole_shelf = ""

    def get_queryset(self) -> PublicationQuerySet:
        return sources.rows_of_researcher(self.drawn, self.find(Researcher.objects.credited()))


class LabList(ListView):
    title = "Labs"
    about = "Labs, groups and institutes, by name; members are told by each lab's own address."
    shape = shapes.LabJSON
    filters = parameters.LABS
    shelves = ("labs",)
    write = documents.lab_json

    def get_queryset(self) -> QuerySet:
        return sources.labs()


class LabDetail(DetailView):
    title = "Lab"
    about = "One lab by its slug, with its members."
    shelves = ("lab:{slug}",)
    shape = shapes.LabDetailJSON
    write = documents.lab_detail_json

    def get_queryset(self) -> QuerySet:
        return sources.labs_with_members()


class LabPublications(PublicationList):
    title = "Publications of a lab"
    about = (
        "Of the years in which an author was a member of the lab or of a unit of it, newest first; "
        "other versions are left out."
    )

    shelves = ("lab:{slug}", *PublicationList.shelves)
    counted = "works"

    @property
    def whole_shelf(self) -> str:
        return f"lab:{self.kwargs['slug']}"

    def get_queryset(self) -> PublicationQuerySet:
        lab = self.find(Lab.objects.public())
        return sources.publication_rows(self.drawn).main_versions().of_lab(lab)


class VenueList(ListView):
    title = "Venues"
    about = "Journals, conference series and other places where publications appear, by name."
    shape = shapes.VenueJSON
    filters = parameters.VENUES
    shelves = ("venues",)
    write = documents.venue_json

    def get_queryset(self) -> QuerySet:
        return sources.venues()


class VenueDetail(DetailView):
    title = "Venue"
    about = "One venue by its slug."
    shelves = ("venue:{slug}",)
    shape = shapes.VenueJSON
    write = documents.venue_json

    def get_queryset(self) -> QuerySet:
        return sources.venues()


class TopicList(ListView):
    title = "Topics"
    about = "What publications are about, by name."
    shape = shapes.TopicJSON
    filters = parameters.TOPICS
    shelves = ("topics",)
    write = documents.topic_json

    def get_queryset(self) -> QuerySet:
        return sources.topics()


class TopicDetail(DetailView):
    title = "Topic"
    about = "One topic by its slug."
    shelves = ("topic:{slug}",)
    shape = shapes.TopicJSON
    write = documents.topic_json

    def get_queryset(self) -> QuerySet:
        return sources.topics()


class Index(PublicView):
    title = "API"
    about = "What there is. Everything public can be read without signing in."
    shape = shapes.IndexJSON

    def get(self, request: Request) -> Response:
        routes = {name: f"api:{name.removesuffix('s')}-list" for name in RESOURCES}
        routes |= {"schema": "api:schema", "docs": "api:docs"}
        return Response({name: self.origin + reverse(route) for name, route in routes.items()})


class Schema(PublicView):
    """The OpenAPI document, as JSON or YAML."""

    title = "OpenAPI document"
    about = "This API, described for programs."
    renderer_classes = (PlainJSONRenderer, OpenApiYamlRenderer2)
    schema = None

    def get(self, request: Request) -> Response:
        return Response(openapi())


class Nothing(PublicView):
    """Every other address below /api/: a problem, whatever the method."""

    title = "Nothing here"
    about = ""
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super(PublicView, self).initial(request, *args, **kwargs)
        first = request.path.removeprefix("/api/").split("/")[0]
        near = difflib.get_close_matches(first[:50].lower(), RESOURCES, 1)
        remedy = f"Did you mean /api/{near[0]}?" if near else "/api/ lists what there is."
        raise NotFound(f"There is nothing at this address. {remedy}")
