"""Pages of people and the list of labs. A lab's page gathers papers too: portal.views."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.kit.addresses import find
from researchers.models import Lab, Researcher
from researchers.sections import page_sections

PEOPLE_PER_PAGE = 60


def researcher_list(request: HttpRequest) -> HttpResponse:
    """People with a page, by family name; `q` narrows by name, whatever its accents."""
    query = request.GET.get("q", "").strip()[:200]
    people = Researcher.objects.with_page().named(query).with_current_labs()
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "researchers/researcher_list.html", {"page": page, "query": query})


def researcher_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return researcher_page(request, find(Researcher.objects.with_page(), slug))


def researcher_page(request: HttpRequest, researcher: Researcher) -> HttpResponse:
    """The page of one person; also the home page of a portal that has but one."""
    memberships = researcher.memberships.current().filter(lab__is_public=True)
    context = {
        "researcher": researcher,
        "profile_links": profile_links(researcher),
        "labs": [membership.lab for membership in memberships.select_related("lab")],
        "sections": page_sections(researcher, request.GET.dict()),
    }
    return render(request, "researchers/researcher_detail.html", context)


def profile_links(researcher: Researcher) -> list[dict[str, str]]:
    """Return the words under the bio as {"label", "url"}: chosen links and what the profile gives.

    E-mail, CV and ORCID come from the profile's own fields unless a link of that kind is chosen.
    """
    chosen = list(researcher.links.select_related("kind"))
    links = [{"label": link.text, "url": link.url} for link in chosen if link.url]
    kinds = {link.kind.key for link in chosen}
    if researcher.orcid and "orcid" not in kinds:
        links.append({"label": "ORCID", "url": f"https://orcid.org/{researcher.orcid}"})
    if researcher.cv and "cv" not in kinds:
        links.insert(0, {"label": "CV", "url": researcher.cv.url})
    if researcher.email and researcher.email_is_public and "email" not in kinds:
        links.insert(0, {"label": "Email", "url": f"mailto:{researcher.email}"})
    return links


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
