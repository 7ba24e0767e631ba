"""unAPI: the files of a publication by what a page says of it, so that Zotero saves lists whole.

Source: "unAPI version 1.0 specification", 2006. A page names its server in a link and each
publication in an `abbr` of the class "unapi-id". Zotero takes the first format it knows: RIS, which
tells it names by their parts, editors, the abstract and the PDF.
"""

from xml.sax.saxutils import quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, get_script_prefix, resolve
from django.views.decorators.http import require_safe

from portal.kit.addresses import find
from publications.exporters import EXPORTERS
from publications.exports import files_of
from publications.models import Publication

FORMATS = ("ris", "bibtex")
PAGE = "publications:publication-detail"


@require_safe
def unapi(request: HttpRequest) -> HttpResponseBase:
    """The formats there are; those of the publication whose path is `id`; or the file itself."""
    identifier, name = request.GET.get("id", ""), request.GET.get("format", "")
    if not identifier:
        return _formats("")
    try:
        found = resolve(identifier.removeprefix(get_script_prefix().rstrip("/")))
    except Resolver404:
        found = None
    if found is None or found.view_name != PAGE:
        raise Http404(f"No publication has the id {identifier!r}: it is the path of its page.")
    if not name:
        find(Publication.objects.listed(), **found.kwargs)
        return _formats(identifier)
    if name not in FORMATS:
        text = f"There is no format {name!r}. Ask for one of: {', '.join(FORMATS)}.\n"
        return HttpResponse(text, status=406, content_type="text/plain; charset=utf-8")
    return files_of("publication")(request, exporter=EXPORTERS[name], **found.kwargs)


def _formats(identifier: str) -> HttpResponse:
    of = f" id={quoteattr(identifier)}" if identifier else ""
    rows = "".join(
        f"<format name={quoteattr(key)} type={quoteattr(EXPORTERS[key].media_type)}/>\n"
        for key in FORMATS
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{of}>\n{rows}</formats>\n'
    # "300 Multiple Choices" is what the specification wants for the formats of one object.
    return HttpResponse(text, status=300 if of else 200, content_type="application/xml")
