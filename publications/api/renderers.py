"""How answers are written: JSON for programs, the same JSON on a page for people."""

import json
import re
from typing import Any

import orjson
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from .filters import Parameter
from .problems import MEDIA_TYPE, BadParameters, parameter_problem

FORMAT = Parameter("format", "Answer as json or html, whatever the Accept header says.", "json")
_ADDRESS = re.compile(r'("https?://(?:[^"\\]|\\.)*")')


class Negotiation(DefaultContentNegotiation):
    """`format` decides if it is given, else the Accept header."""

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        wanted = request.query_params.get(FORMAT.name)
        if wanted is None:
            if request.META.get("HTTP_ACCEPT", "*/*") == "*/*":  # what most programs say
                return renderers[0], renderers[0].media_type
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == wanted:
                return renderer, renderer.media_type
        formats = " or ".join(renderer.format for renderer in renderers)
        detail = f'There is no format "{wanted[:100]}" here. Write {formats}.'
        raise BadParameters([parameter_problem(FORMAT.name, wanted, detail)])


class PlainJSONRenderer(JSONRenderer):
    """JSON; an error says by its media type that it is a problem (RFC 9457)."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        response = (renderer_context or {}).get("response")
        if response is not None and response.exception:
            response["Content-Type"] = MEDIA_TYPE
        return orjson.dumps(data)


class BrowsableRenderer(BaseRenderer):
    """A page with the same JSON, its addresses as links, and what can be asked here."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> str:
        context = renderer_context or {}
        view, request, response = context["view"], context["request"], context["response"]
        # Without DRF's wrapper: what pages say of the visitor is asked of Django's request.
        return render_to_string(
            "api/browse.html",
            {
                "title": view.title,
                "about": view.about,
                "parameters": view.parameters,
                "response": response,
                "problem": data if response.exception else None,
                "count": data.get("count") if "results" in data else None,
                "next": data.get("next"),
                "previous": data.get("previous"),
                "json": linked_json(data),
                "address": request.get_full_path(),
                "json_address": replace_query_param(request.get_full_path(), FORMAT.name, "json"),
            },
            request=request._request,  # noqa: SLF001
        )


def linked_json(data: Any) -> SafeString:
    """Return `data` as indented JSON in safe HTML, in which web addresses are links."""
    plain = json.loads(orjson.dumps(data))  # publications come written already
    text = json.dumps(plain, indent=2, ensure_ascii=False)
    pieces = []
    for piece in _ADDRESS.split(text):
        if _ADDRESS.fullmatch(piece):
            pieces.append(format_html('<a href="{}">{}</a>', json.loads(piece), piece))
        else:
            pieces.append(escape(piece))
    return mark_safe("".join(pieces))
