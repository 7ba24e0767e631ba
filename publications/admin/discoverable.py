"""The page "How discoverable is this page?" of people and labs in the admin."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, path, resolve, reverse

from publications.discoverability import GROUPS, Check, Place, of_lab, of_person
from researchers.models import Researcher
from researchers.permissions import can_edit

TOLD_OF_HOST = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")


class Discoverable:
    """A model's admin with the page, for those who may change the row it is about."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.discoverable_view)
        return [path("<int:pk>/discoverable/", view, name=self._name()), *super().get_urls()]

    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_discoverable"

    def render_change_form(self, request: Any, context: Any, *args: Any, **options: Any) -> Any:
        if obj := context.get("original"):
            context["discoverable_url"] = reverse(f"admin:{self._name()}", args=[obj.pk])
        return super().render_change_form(request, context, *args, **options)

    def discoverable_view(self, request: Any, pk: int) -> HttpResponse:
        row = self.model.objects.filter(pk=pk).first()
        if row is None:
            raise Http404("This is no longer here. Look at the list again.")
        if not can_edit(request.user, row):
            raise PermissionDenied
        checks = (of_person if isinstance(row, Researcher) else of_lab)(row, _reader(request))
        groups = [
            (title, [_shown(request, check) for check in checks if check.group == group])
            for group, title in enumerate(GROUPS)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "How discoverable is this page?",
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "groups": groups,
            "done": sum(check.is_done for check in checks),
            "total": len(checks),
        }
        return TemplateResponse(request, "admin/discoverable.html", context)


def _shown(request: Any, check: Check) -> dict[str, Any]:
    """Return a check for the template, with links to the forms the user may open."""
    places = [(place.words, _form(request, place)) for place in check.places]
    return {"check": check, "places": places}


def _form(request: Any, place: Place) -> str:
    if not can_edit(request.user, place.row):
        return ""
    meta = place.row._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[place.row.pk])
    return f"{url}#{place.part}" if place.part else url


def _reader(request: HttpRequest) -> Callable[[str], str]:
    """Return what gives the HTML of a page as a visitor gets it who is not signed in."""

    def read(address: str) -> str:
        visitor = HttpRequest()
        visitor.method = "GET"
        visitor.path = address
        visitor.path_info = f"/{address.removeprefix(get_script_prefix())}"
        visitor.META = {key: request.META[key] for key in TOLD_OF_HOST if key in request.META}
        found = resolve(visitor.path_info)
        try:
            response = found.func(visitor, *found.args, **found.kwargs)
        except Http404:  # it went just now
            return ""
        return str(response.content.decode())

    return read
