"""What programs that visit by themselves ask first: where they may go, how the search is used."""

from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.kit.addresses import origin_of
from portal.kit.robots import CLOSED, OPEN

NAME_LENGTH, LONG_NAME_LENGTH, ABOUT_LENGTH = 16, 48, 1024  # OpenSearch 1.1, draft 6, §4.2


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The rules for crawlers, and where the sitemap is. Source: RFC 9309, sitemaps.org."""
    root = reverse("home").rstrip("/")
    lines = [
        "User-agent: *",
        *(f"Allow: {root}{rule}" for rule in OPEN),
        *(f"Disallow: {root}{rule}" for rule in CLOSED),
        "",
        f"Sitemap: {origin_of(request)}{reverse('sitemap')}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return _kept_a_day(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers and programs search here. Source: OpenSearch 1.1, draft 6, §4."""
    origin = origin_of(request)
    name = escape(settings.SITE_NAME[:NAME_LENGTH].rstrip())
    long_name = escape(settings.SITE_NAME[:LONG_NAME_LENGTH].rstrip())
    about = escape(settings.SITE_TAGLINE[:ABOUT_LENGTH])
    search = quoteattr(f"{origin}{reverse('search')}?q={{searchTerms}}")
    me = quoteattr(f"{origin}{reverse('opensearch')}")
    icon = escape(f"{origin}{static('portal/icon.svg')}")
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{name}</ShortName>
<Description>{about}</Description>
<LongName>{long_name}</LongName>
<Url type="text/html" method="get" template={search}/>
<Url type="application/opensearchdescription+xml" rel="self" template={me}/>
<Image type="image/svg+xml" width="16" height="16">{icon}</Image>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
"""
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return _kept_a_day(HttpResponse(text, content_type=kind))


def _kept_a_day(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=86400"
    return response
