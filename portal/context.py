"""What every public page knows about the site and the visitor."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from portal.kit.addresses import origin_of

NAV = {"researchers": "people", "labs": "labs", "publications": "publications"}

# What makes a list another page; the order and grouping of the same papers do not.
TELLING = ("q", "year", "type", "venue", "author", "lab", "topic", "page")


def site(request: HttpRequest) -> dict[str, object]:
    """What the frame prints; `is_signed_in` opens no session for visitors who have none."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
    query = urlencode([(key, request.GET[key]) for key in TELLING if request.GET.get(key)])
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "is_signed_in": signed_in,
        "canonical": request.build_absolute_uri(f"{request.path}{f'?{query}' if query else ''}"),
        "origin": origin_of(request),
        "nav": NAV.get(request.path.split("/")[1], ""),
    }
