"""The two addresses of a CV: a page, where the choices are made, and the PDF of the same."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from portal.kit.addresses import Moved, find, origin_of
from portal.kit.pages import drawn_from
from publications.cv.choices import ChoicesForm
from publications.cv.sections import Gathered, gather, people
from publications.cv.typeset import pdf

PDF_TYPE = "application/pdf"


def _gathered(request: HttpRequest, slug: str, ending: str) -> Gathered:
    """Return what is asked for. Raises Http404, or Moved if the person has another slug now.

    `ending` is what follows the address of her page.
    """
    try:
        person = find(people(), slug)
    except Moved as moved:
        raise Moved(moved.url + ending) from None
    return gather(person, request.GET, origin_of(request))


@drawn_from("researcher:{slug}")
def cv_page(request: HttpRequest, slug: str) -> HttpResponse:
    found = _gathered(request, slug, "cv/")
    context = {
        "cv": found.cv,
        "choices": found.choices,
        "offered": found.offered,
        "fields": ChoicesForm().fields,
        "has_selected": found.has_selected,
        "pdf_url": reverse("publications:cv-pdf", args=[slug]) + found.choices.query,
    }
    return render(request, "publications/cv.html", context)


@drawn_from("researcher:{slug}")
def cv_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF; if a choice is misspelt, the page with the same choices, which says so."""
    found = _gathered(request, slug, "cv.pdf")
    if found.choices.problems:
        page = reverse("publications:cv", args=[slug])
        return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
    response = HttpResponse(pdf(found.cv, found.choices.size), content_type=PDF_TYPE)
    # A PDF viewer is no page; the policy would keep it from opening.
    response._csp_exempt = True  # noqa: SLF001 -- what django-csp's csp_exempt sets
    response["Content-Disposition"] = f'inline; filename="cv-{slug}.pdf"'
    return response
