"""Pages of publications: the list with its filters, one paper, a venue, a topic."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.addresses import find
from publications.filters import filtered
from publications.models import Publication, Topic, Venue
from publications.printed import Printed, by_year, listing
from researchers.models import Lab

PAPERS_PER_PAGE = 40


def paged(request: HttpRequest, papers: QuerySet[Publication]) -> dict[str, Any]:
    """Return the asked-for page of `papers`, newest first, as "page" and, by year, as "listing"."""
    page = Paginator(papers.newest().with_rows(), PAPERS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "listing": listing(map(Printed, page), by_year)}


def publication_list(request: HttpRequest) -> HttpResponse:
    public = Publication.objects.listed().main_versions()
    found = filtered(public, request.GET.dict())
    years = public.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
    context = {
        **paged(request, found.publications),
        "form": found.form,
        "chosen": found.chosen,
        "years": years,
        "venues": Venue.objects.order_by("short_name", "name")[:100],
        "labs": Lab.objects.public(),
    }
    return render(request, "publications/publication_list.html", context)


def publication_detail(request: HttpRequest, slug: str) -> HttpResponse:
    paper = find(Publication.objects.listed().with_rows(), slug)
    listed = Publication.objects.listed()
    context = {
        "paper": Printed(paper),
        "publication": paper,
        "topics": paper.topics.all(),
        "projects": paper.projects.public(),
        "versions": listed.filter(Q(pk=paper.preferred_version_id) | Q(preferred_version=paper)),
        "relations": paper.relations.filter(Q(target=None) | Q(target__in=listed)).select_related(
            "target"
        ),
    }
    return render(request, "publications/publication_detail.html", context)


def venue_list(request: HttpRequest) -> HttpResponse:
    """Venues that have public papers, by name, with how many."""
    public = Q(publications__in=Publication.objects.listed().main_versions())
    venues = Venue.objects.annotate(papers=Count("publications", filter=public)).exclude(papers=0)
    page = Paginator(venues.order_by("name_key", "pk"), 100).get_page(request.GET.get("page"))
    return render(request, "publications/venue_list.html", {"page": page})


def venue_detail(request: HttpRequest, slug: str) -> HttpResponse:
    venue = find(Venue.objects.all(), slug)
    papers = Publication.objects.listed().main_versions().filter(venue=venue)
    context = {**paged(request, papers), "venue": venue}
    return render(request, "publications/venue_detail.html", context)


def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = find(Topic.objects.all(), slug)
    papers = Publication.objects.listed().main_versions().filter(topics=topic)
    return render(
        request, "publications/topic_detail.html", {**paged(request, papers), "topic": topic}
    )
