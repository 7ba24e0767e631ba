"""Pages of publications: the list with its filters, one paper, a venue, a topic."""

from typing import Any

import orjson
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.addresses import find, origin_of
from portal.kit.changes import Shelf
from portal.kit.pages import drawn_from
from portal.kit.sql import Prepared, begins_with
from publications import heads
from publications.citations import FIRST, in_every_style
from publications.exports import offered
from publications.filters import filtered
from publications.models import Publication, Relation, Topic, Venue
from publications.paging import paged
from publications.pictures.years import years_of
from publications.printed import printed
from publications.querysets import IsListed, load_rows
from publications.row_records import record_of_rows
from researchers.models import Lab, Project

OFFERED = 100  # names of venues and labs a field offers; if there are more, any can be written


@drawn_from("publications", "venues", "labs", "topics", "people", by_content=True)
def publication_list(request: HttpRequest) -> HttpResponse:
    found = filtered(Publication.objects.listed().main_versions().newest(), request.GET.dict())
    years = Shelf.objects.filter(begins_with("key", "year:"), works__gt=0).order_by("-key")
    context = {
        "page": paged(request, found.publications, found.shelf),
        "form": found.form,
        "chosen": found.chosen,
        "years": [key.removeprefix("year:") for key in years.values_list("key", flat=True)],
        "venues": Venue.objects.order_by("name_key", "pk")[:OFFERED],
        "labs": Lab.objects.public()[:OFFERED],
        "offered": OFFERED,
    }
    response = render(request, "publications/publication_list.html", context)
    if len(found.chosen) > 1 or "q" in request.GET:
        # Of these there is no end; what they list has pages of its own, which crawlers may follow.
        response["X-Robots-Tag"] = "noindex"
    return response


# Most publications have none of these: to ask whether is cheaper than to ask for them.
has_around = Prepared(
    lambda pk: Publication.objects.filter(pk=pk).values_list(
        Exists(Project.objects.public().filter(publications=pk)),
        Exists(Publication.objects.filter(preferred_version=pk)),
        Exists(Relation.objects.filter(publication=pk)),
    )
)


@drawn_from("publication:{slug}")
def publication_detail(request: HttpRequest, slug: str) -> HttpResponse:
    listed = Publication.objects.listed()
    publication = find(listed.select_related("venue"), slug)
    load_rows(publication)
    around = has_around(publication.pk) or [(False, False, False)]  # if it went just now
    [(has_projects, has_versions, has_relations)] = around
    context: dict[str, Any] = {"projects": (), "versions": (), "relations": ()}
    if has_projects:
        context["projects"] = publication.projects.public()
    if preferred := publication.preferred_version_id:
        context["versions"] = listed.filter(pk=preferred)
    elif has_versions:
        context["versions"] = listed.filter(preferred_version=publication)
    if has_relations:
        context["relations"] = publication.relations.filter(
            Q(target=None) | Q(IsListed("target__"))
        ).select_related("target")
    record = record_of_rows(publication, origin_of(request))
    formats = offered(is_one=True)
    context |= {"paper": printed(publication, record), "publication": publication, "record": record}
    context |= {"citations": in_every_style(record), "first_styles": len(FIRST), "formats": formats}
    response = render(request, "publications/publication_detail.html", context)
    response["Link"] = heads.link_header(record, formats)
    return response


@drawn_from("publication:{slug}")
def publication_linkset(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a machine may go from a publication. Source: FAIR Signposting Profile, level 2."""
    publication = find(Publication.objects.listed().select_related("venue"), slug)
    load_rows(publication)
    record = record_of_rows(publication, origin_of(request))
    told = orjson.dumps(heads.linkset(record, offered(is_one=True)))
    return HttpResponse(told, content_type=heads.LINKSET)


@drawn_from("publications", "venues", by_content=True)
def venue_list(request: HttpRequest) -> HttpResponse:
    """Venues that have public papers, by name, with how many."""
    shelf = Shelf.objects.filter(key=Concat(Value("venue:"), OuterRef("slug")))
    venues = Venue.objects.annotate(papers=Subquery(shelf.values("works"))).filter(papers__gt=0)
    page = Paginator(venues.order_by("name_key", "pk"), 100).get_page(request.GET.get("page"))
    return render(request, "publications/venue_list.html", {"page": page})


@drawn_from("venue:{slug}")
def venue_detail(request: HttpRequest, slug: str) -> HttpResponse:
    venue = find(Venue.objects.all(), slug)
    papers = Publication.objects.listed().main_versions().filter(venue=venue).newest()
    context = {
        "venue": venue,
        "page": paged(request, papers, f"venue:{slug}"),
        "years": years_of(papers, request.drawn, f"venue:{slug}", venue=venue.slug),
    }
    return render(request, "publications/venue_detail.html", context)


@drawn_from("topic:{slug}")
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = find(Topic.objects.all(), slug)
    papers = Publication.objects.listed().main_versions().on_topic(topic)
    context = {
        "topic": topic,
        "page": paged(request, papers, f"topic:{slug}"),
        "years": years_of(papers, request.drawn, f"topic:{slug}", topic=topic.slug),
    }
    return render(request, "publications/topic_detail.html", context)
