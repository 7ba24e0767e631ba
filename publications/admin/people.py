"""People's forms once there are papers: their Papers tab, and the name printed on them."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from portal.kit.admin import OrderedInline, count_of
from publications.forms import PaperForm, PaperFormSet
from publications.models import Authorship, Publication, Suggestion
from publications.permissions import may_decide
from publications.querysets import newest_first
from publications.services import print_present_name
from researchers.admin.labs import LabAdmin
from researchers.admin.people import ResearcherAdmin
from researchers.models import Lab, Researcher

from .discoverable import Discoverable
from .imports import BringsIn
from .merging import MergingPeople
from .papers import PapersLink

admin.site.unregister([Lab, Researcher])


class PaperInline(OrderedInline):
    model = Authorship
    form = PaperForm
    formset = PaperFormSet
    template = "admin/edit_inline/papers.html"
    tab = "papers"
    classes = ["ordered", "sparse", "papers"]
    fields = ["place", "paper", "selected", "hidden", "blurb", "picture", "picture_alt"]
    readonly_fields = ["paper"]
    verbose_name = "paper"
    verbose_name_plural = "papers"
    extra = 0
    can_delete = False
    description = (
        "In the order of the page. Papers without a place follow by date, newest first. What is "
        "written here is shown on this person's page only."
    )

    def get_queryset(self, request: Any) -> QuerySet[Authorship]:
        return (
            super()
            .get_queryset(request)
            .select_related("publication")
            .order_by(F("order").asc(nulls_last=True), *newest_first("publication__"))
        )

    def get_formset(self, request: Any, obj: Any = None, **options: Any) -> Any:
        formset = super().get_formset(request, obj, **options)
        page = request.GET.get("papers", "1")
        formset.page = int(page) if page.isdecimal() and 1 <= int(page) <= 10_000 else 1
        return formset

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    @admin.display(description="Paper")
    def paper(self, obj: Authorship) -> Any:
        paper = obj.publication
        url = reverse("admin:publications_publication_change", args=[paper.pk])
        role = "" if obj.role == Authorship.Role.AUTHOR else f", {obj.role}"
        return format_html(
            '<a class="row-name" href="{}">{}</a> <span class="quiet">{}{}</span>',
            url,
            paper.title,
            paper.year or "undated",
            role,
        )


@admin.register(Researcher)
class PublishingResearcherAdmin(Discoverable, BringsIn, MergingPeople, PapersLink, ResearcherAdmin):
    change_list_template = "admin/merging_change_list.html"
    change_form_template = "admin/researcher_change_form.html"
    list_display = [
        "full_name", "face", "headline", "visibility", "papers", "orcid", "changed", "on_site",
    ]  # fmt: skip
    actions = [*ResearcherAdmin.actions, "print_name", "merge"]
    inlines = [PaperInline, *ResearcherAdmin.inlines]
    papers_lookup = "authorships__researcher__id__exact"

    def get_queryset(self, request: Any) -> QuerySet[Researcher]:
        counted = count_of(Authorship, "researcher")
        return super().get_queryset(request).annotate(paper_count=counted)

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        context = dict(extra_context or {})
        if may_decide(request.user) and object_id.isdecimal():
            context["waiting"] = Suggestion.objects.waiting().filter(researcher=object_id).count()
        return super().change_view(request, object_id, form_url, context)

    def has_print_name_permission(self, request: Any) -> bool:
        """Whether the user may change people and what is printed on papers."""
        return self.has_change_permission(request) and request.user.has_perm(
            "publications.change_authorship"
        )

    @admin.action(
        description="Print the present name on all their papers …", permissions=["print_name"]
    )
    def print_name(self, request: Any, queryset: QuerySet[Researcher]) -> Any:
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Print the present name on all papers",
                "opts": self.opts,
                "people": queryset,
                "count": _bylines(print_present_name(researchers=queryset, dry_run=True)),
                "action": "print_name",
                "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/print_name.html", context)
        with transaction.atomic():
            printed = print_present_name(researchers=queryset)
            for person, ids in printed.items():
                LogEntry.objects.log_actions(
                    request.user.pk,
                    Publication.objects.filter(pk__in=ids),
                    CHANGE,
                    change_message=f"Printed the present name of {person}.",
                )
        changed = _bylines(printed)
        papers = "1 paper" if changed == 1 else f"{changed} papers"
        self.message_user(request, f"The present name now stands on {papers}.", messages.SUCCESS)
        return None


@admin.register(Lab)
class PublishingLabAdmin(Discoverable, BringsIn, LabAdmin):
    owner = "lab"


def _bylines(papers: dict[Researcher, list[int]]) -> int:
    return sum(map(len, papers.values()))
