"""The admin site itself: its name and what its front page says is there and incomplete."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Case, Count, Model, Q, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from portal.kit.admin import LabelledAutocomplete
from portal.kit.gaps import Gap
from publications.gaps import PUBLICATION_GAPS
from publications.models import ImportRun, Publication, Suggestion
from publications.permissions import may_decide
from researchers.gaps import PEOPLE_GAPS
from researchers.models import Lab, Researcher


@dataclass(frozen=True)
class Figure:
    """A number on the front page, and the list it counts."""

    label: str
    count: int
    url: str


STOCK = {
    Publication: (
        ("publications", Q(status=Publication.Status.PUBLISHED), {"status__exact": "published"}),
        ("drafts", Q(status=Publication.Status.DRAFT), {"status__exact": "draft"}),
    ),
    Researcher: (
        ("people with a page", Q(visibility="page"), {"visibility__exact": "page"}),
        ("people credited", Q(visibility="author"), {"visibility__exact": "author"}),
    ),
    Lab: (("labs", Q(), {}),),
}
GAPS: dict[type[Model], Iterable[Gap]] = {Publication: PUBLICATION_GAPS, Researcher: PEOPLE_GAPS}

APPS = ("publications", "researchers", "accounts", "auth")


class BylineAdminSite(admin.AdminSite):
    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = "What is here"
    enable_nav_sidebar = False  # the header leads to the main lists, and forms need the width

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        stock: list[Figure] = []
        gaps: list[tuple[str, list[Figure]]] = []
        for model, entries in STOCK.items():
            if not self.get_model_admin(model).has_view_permission(request):
                continue
            numbers, missing = self._figures(model, entries)
            stock += numbers
            if missing:
                gaps.append((model._meta.verbose_name_plural.capitalize(), missing))
        context = {"stock": stock, "gaps": gaps, "bring_in_url": self._bring_in_url(request)}
        if may_decide(request.user):
            context["suggestions"] = Suggestion.objects.waiting().count()
        return super().index(request, {**context, **(extra_context or {})})

    def _bring_in_url(self, request: HttpRequest) -> str:
        may = self.get_model_admin(ImportRun).has_add_permission(request)
        return reverse("admin:publications_importrun_add") if may else ""

    def _figures(self, model: Any, entries: Any) -> tuple[list[Figure], list[Figure]]:
        """Return what there is of `model` and what of it is incomplete, from one query."""
        lacking = list(GAPS.get(model, ()))
        conditions = {f"stock_{i}": condition for i, (_, condition, _) in enumerate(entries)}
        conditions |= {f"gap_{gap.key}": gap.condition() for gap in lacking}
        counted = model.objects.aggregate(
            **{
                name: Count(Case(When(condition, then="pk"))) if condition else Count("pk")
                for name, condition in conditions.items()
            }
        )
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        numbers = [
            Figure(label, counted[f"stock_{i}"], f"{url}?{urlencode(query)}" if query else url)
            for i, (label, _, query) in enumerate(entries)
        ]
        missing = [
            Figure(gap.label, counted[f"gap_{gap.key}"], f"{url}?incomplete={gap.key}")
            for gap in lacking
            if counted[f"gap_{gap.key}"]
        ]
        return numbers, missing

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps from the papers down; in each, what people work with before lists of details."""
        apps = super().get_app_list(request, app_label)
        rank = {label: number for number, label in enumerate(APPS)}
        apps.sort(key=lambda app: rank.get(app["app_label"], len(rank)))
        for app in apps:
            for entry in app["models"]:
                entry["is_detail"] = getattr(self._registry[entry["model"]], "is_detail", False)
            app["models"].sort(key=lambda entry: entry["is_detail"])
        return apps

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return LabelledAutocomplete.as_view(admin_site=self)(request)
