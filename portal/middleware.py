"""What every answer goes through."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.templatetags.static import static

from portal.kit.addresses import Moved


class GZipTextMiddleware(GZipMiddleware):
    """Compress what compresses: pictures, videos and PDFs are as small as they get."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind.startswith("text/") or kind.endswith(("json", "xml", "javascript", "yaml")):
            return super().process_response(request, response)
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's, for a policy that is the same in every answer: its header is made once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if not getattr(response, "_csp_exempt", False):
            response.headers.setdefault(HEADER, self.policy)
        return response


class SpeculationRulesMiddleware:
    """Name, on public pages, the rules by which a browser may load the next one ahead.

    They are a file of their own: the content policy has no room for rules within a page.
    """

    private = ("/admin/", "/api/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.rules = f'"{static("portal/speculation.rules")}"'

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not request.path_info.startswith(self.private):
            response.headers["Speculation-Rules"] = self.rules
        return response


class MovedMiddleware:
    """Send visitors of a former address on to the present one, their query kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Moved):
            query = request.META.get("QUERY_STRING", "")
            url = exception.url + (f"?{query}" if query else "")
            # Kept by a browser, it would go in circles once a name is changed back.
            return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})
        return None
