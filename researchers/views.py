"""Pages of people and the list of labs. A lab's page gathers papers too: portal.views."""

import orjson
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.addresses import find
from portal.kit.pages import drawn_from
from researchers.models import Lab, Researcher
from researchers.printed import stored, today, with_current_labs
from researchers.sections import filled

PEOPLE_PER_PAGE = 60


@drawn_from("people", "labs", by_content=True)
def researcher_list(request: HttpRequest) -> HttpResponse:
    """People with a page, by family name; `q` narrows by name, whatever its accents."""
    query = request.GET.get("q", "").strip()[:200]
    found = Researcher.objects.with_page().named(query).cards()
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "people": stored(page.object_list), "query": query}
    response = render(request, "researchers/researcher_list.html", context)
    if query:
        response["X-Robots-Tag"] = "noindex"
    return response


@drawn_from("researcher:{slug}")
def researcher_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return researcher_page(request, slug)


def researcher_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one person; also the home page of a portal that has but one."""
    researcher = find(Researcher.objects.with_page().with_profile(), slug)
    card, page = orjson.loads(researcher.profile.card), orjson.loads(researcher.profile.page)
    context = {
        "researcher": researcher,
        "person": with_current_labs(card, today()),
        "page": page,
        "sections": filled(page["sections"], researcher, request.GET.dict()),
    }
    return render(request, "researchers/researcher_detail.html", context)


@drawn_from("labs", by_content=True)
def lab_list(request: HttpRequest) -> HttpResponse:
    """Public labs, each followed by the units within it."""
    labs = list(Lab.objects.public())
    ids = {lab.pk for lab in labs}
    units: dict[int | None, list[Lab]] = {}
    for lab in labs:
        units.setdefault(lab.parent_id if lab.parent_id in ids else None, []).append(lab)

    def tree(parent: int | None, depth: int) -> list[tuple[int, Lab]]:
        return [
            entry
            for lab in units.get(parent, [])
            for entry in [(depth, lab), *tree(lab.pk, depth + 1)]
        ]

    return render(request, "researchers/lab_list.html", {"labs": tree(None, 0)})
