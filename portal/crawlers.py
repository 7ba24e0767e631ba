"""What programs that visit by themselves ask first: where they may go, how the search is used."""

from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.kit.addresses import origin_of

# The longest rule that fits decides; "*" stands for anything. Source: RFC 9309 §2.2.2, §2.2.3.
# Lists by year, by venue and by page stay open: a crawler that reads no sitemap finds every paper
# by them. What words and filters give together has no end.
CLOSED = (
    "admin/",
    "api/",
    "search/",
    "*?q=",
    "*&q=",
    "publications/?*&*&",
    "researchers/*?by=",
)
OPEN = ("api/docs",)
NAME_LENGTH, LONG_NAME_LENGTH, ABOUT_LENGTH = 16, 48, 1024  # OpenSearch 1.1, draft 6, §4.2


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The rules for crawlers, and where the sitemap is. Source: RFC 9309, sitemaps.org."""
    home = reverse("home")
    lines = [
        "User-agent: *",
        *(f"Allow: {home}{path}" for path in OPEN),
        *(f"Disallow: {home}{path}" for path in CLOSED),
        "",
        f"Sitemap: {origin_of(request)}{reverse('sitemap')}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return _kept_a_day(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers and programs search here. Source: OpenSearch 1.1, draft 6, §4."""
    origin, home = origin_of(request), reverse("home")
    name = escape(settings.SITE_NAME[:NAME_LENGTH].rstrip())
    long_name = escape(settings.SITE_NAME[:LONG_NAME_LENGTH].rstrip())
    about = escape(settings.SITE_TAGLINE[:ABOUT_LENGTH])
    search = quoteattr(f"{origin}{home}search/?q={{searchTerms}}")
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
