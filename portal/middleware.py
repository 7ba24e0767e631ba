"""What every answer goes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from portal.kit.addresses import Moved


class MovedMiddleware:
    """Send visitors of a former address on to the present one, their query kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Moved):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(exception.url + (f"?{query}" if query else ""))
        return None
