"""Pages that gather from both apps: home, a lab, a project; and the files people uploaded."""

import posixpath
import re
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.static import serve

from portal.kit.addresses import Moved, find, origin_of, page_address
from portal.kit.pages import drawn_from
from publications.models import Attachment, Publication
from publications.paging import paged
from publications.pictures import network
from publications.pictures.years import years_of
from publications.printed import by_year, listing, stored
from researchers.models import Lab, Project, Researcher
from researchers.printed import people_of
from researchers.printed import stored as stored_cards
from researchers.views import researcher_page

NEWEST_SHOWN = 10
PEOPLE_SHOWN = 12
LAB_PAPERS_SHOWN = 30
YEAR_IN_SECONDS = 31_536_000
SHOWN_IN_PLACE = (".avif", ".webp", ".jpg", ".mp4", ".webm")


@drawn_from("publications", "people", "labs", "profiles", by_content=True)
def home(request: HttpRequest) -> HttpResponse:
    """Labs, people and newest papers; or the one public page there is, where that is set."""
    people = Researcher.objects.with_page()
    if settings.SINGLE_RESEARCHER_HOME:
        slugs = people.values_list("slug", flat=True)[:2]
        if len(slugs) == 1:
            return researcher_page(request, slugs[0])
    newest = Publication.objects.listed().main_versions().newest()[:NEWEST_SHOWN]
    context = {
        "labs": Lab.objects.public().roots().prefetch_related("units"),
        "people": stored_cards(people.cards()[:PEOPLE_SHOWN]),
        "newest": listing(stored(newest)),
    }
    return render(request, "portal/home.html", context)


@drawn_from("lab:{slug}")
def lab_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One lab: who is and was there, its units, projects, news, and papers of its people's time."""
    lab = find(Lab.objects.public().select_related("parent"), slug)
    roles, alumni = people_of(lab)
    papers = Publication.objects.listed().main_versions().of_lab(lab)
    shown = stored(papers[: LAB_PAPERS_SHOWN + 1])
    context = {
        "lab": lab,
        "roles": roles,
        "alumni": alumni,
        "members": [(person["name"], person["url"]) for _, of in roles for person, _ in of],
        "units": lab.units.public(),
        "projects": lab.projects.public(),
        "news": lab.news.public()[:NEWEST_SHOWN],
        "listing": listing(shown[:LAB_PAPERS_SHOWN], by_year),
        "years": years_of(papers, request.drawn, f"lab:{slug}", lab=lab.slug),
        "has_more": len(shown) > LAB_PAPERS_SHOWN,
    }
    return render(request, "researchers/lab_detail.html", context)


@drawn_from("researcher:{slug}", "people", by_content=True)
def researcher_network(request: HttpRequest, slug: str) -> HttpResponse:
    """How much a person published in each year, and with whom."""
    person = _find_around(Researcher.objects.with_page(), slug)
    papers = Publication.objects.listed().main_versions().on_shelf(f"researcher:{person.slug}")
    context = {
        "name": person.full_name,
        "home": person.get_absolute_url(),
        "is_person": True,
        "years": years_of(papers, request.drawn, f"researcher:{slug}", author=person.slug),
        "network": network.of_person(person),
    }
    return render(request, "researchers/network.html", context)


@drawn_from("lab:{slug}", "people", "labs", by_content=True)
def lab_network(request: HttpRequest, slug: str) -> HttpResponse:
    """How much a lab published in each year, and who wrote with whom."""
    lab = _find_around(Lab.objects.public(), slug)
    papers = Publication.objects.listed().main_versions().of_lab(lab)
    context = {
        "name": lab.name,
        "home": lab.get_absolute_url(),
        "is_person": False,
        "years": years_of(papers, request.drawn, f"lab:{slug}", lab=lab.slug),
        "network": network.of_lab(lab),
    }
    return render(request, "researchers/network.html", context)


def _find_around(queryset: Any, slug: str) -> Any:
    """Return what has `slug`; former addresses lead to the page of the same kind."""
    try:
        return find(queryset, slug)
    except Moved as moved:
        raise Moved(f"{moved.url}network/") from moved


@drawn_from("project:{slug}")
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One project: its people with what they did, its papers, its news."""
    project = find(Project.objects.public(), slug)
    papers = Publication.objects.listed().main_versions().filter(projects=project).newest()
    context = {
        "project": project,
        "contributions": project.contributions.exclude(
            researcher__visibility=Researcher.Visibility.HIDDEN
        )
        .select_related("researcher")
        .order_by("researcher__sort_key"),
        "labs": project.labs.public(),
        "news": project.news.public()[:NEWEST_SHOWN],
        "page": paged(request, papers, f"project:{slug}"),
    }
    return render(request, "researchers/project_detail.html", context)


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded file: renditions for ever; others only while what they hang on is public."""
    if "\0" in path or posixpath.normpath(path) != path:
        raise Http404("There is no file at such an address.")
    public = {
        "cv": Researcher.objects.with_page().filter(cv=path),
        "files": Attachment.objects.public().filter(file=path),
        "motion": Publication.objects.listed().filter(hover_video=path),
    }
    folder = path.partition("/")[0]
    if folder != "pictures" and not (folder in public and public[folder].exists()):
        raise Http404("There is no public file at this address.")
    response = ranged(request, serve(request, path, document_root=settings.MEDIA_ROOT))
    if folder == "pictures":
        response["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
    else:
        response["Cache-Control"] = "public, max-age=300"
    if folder == "files":
        [page] = public[folder].values_list("publication__slug", flat=True)[:1]
        address = origin_of(request) + page_address("publications:publication-detail", page)
        response["Link"] = f'<{address}>; rel="collection"; type="text/html"'
    if path.endswith(".pdf"):
        # A PDF viewer is no page; the policy would keep it from opening.
        response._csp_exempt = True  # noqa: SLF001 -- what django-csp's csp_exempt sets
    elif not path.endswith(SHOWN_IN_PLACE):
        response["Content-Disposition"] = "attachment"
    return response


def ranged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the one range that is asked for, as 206, else `response`. Source: RFC 9110 §14.

    Safari plays no video from a server without it. Several ranges at once get the whole file, as
    the RFC allows.
    """
    if not isinstance(response, FileResponse):
        return response
    response["Accept-Ranges"] = "bytes"
    asked = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", request.headers.get("Range", ""))
    if not asked or asked.group() == "bytes=-" or "If-Range" in request.headers:
        return response
    size = int(response["Content-Length"])
    first, last = asked.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    # The file alone is closed: Django takes a response that closes for the end of the request.
    with response.file_to_stream as file:
        if start > end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        file.seek(start)
        part = HttpResponse(file.read(end - start + 1), status=206)
    for name in ("Content-Type", "Last-Modified", "Accept-Ranges"):
        part[name] = response[name]
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part
