"""People: the list, and the form in tabs."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.utils.text import capfirst

from portal.kit.admin import GapFilter, PartedAdmin, PublicAdmin, thumbnail
from researchers.gaps import PEOPLE_GAPS
from researchers.models import Researcher

from . import inlines


class IncompletePeople(GapFilter):
    gaps = PEOPLE_GAPS


@admin.register(Researcher)
class ResearcherAdmin(PartedAdmin, PublicAdmin):
    list_display = [
        "full_name", "face", "headline", "visibility", "orcid", "changed", "on_site",
    ]  # fmt: skip
    list_filter = ["visibility", IncompletePeople, "is_organization", "updated_at"]
    search_fields = ["original_name", "display_name", "email", "orcid", "slug"]
    folded_fields = ("sort_key",)
    search_help_text = "A name in any spelling, an e-mail address or an ORCID iD."
    ordering = ["sort_key", "pk"]
    autocomplete_fields = ["user"]
    readonly_fields = ["created_at", "updated_at"]
    actions = ["give_page", "credit_only"]
    parts = (
        ("profile", "Profile"),
        ("papers", "Papers"),
        ("links", "Links"),
        ("labs", "Labs"),
        ("work", "Work & study"),
        ("teaching", "Teaching"),
        ("projects", "Projects"),
        ("news", "News & activities"),
        ("layout", "Page layout"),
        ("names", "Names"),
    )
    fieldsets = [
        (
            None,
            {
                "classes": ["part-profile"],
                "fields": [
                    ("given_name", "family_name", "suffix"),
                    "headline",
                    ("visibility", "homepage"),
                ],
            },
        ),
        (
            "About",
            {"classes": ["part-profile"], "fields": ["bio", "research", "cv"]},
        ),
        (
            "Portrait",
            {"classes": ["part-profile"], "fields": ["portrait", "portrait_alt"]},
        ),
        (
            "Contact and identity",
            {
                "classes": ["part-profile"],
                "fields": [("email", "email_is_public"), "orcid", "is_synced", "user"],
            },
        ),
        (
            "Address of the page",
            {"classes": ["part-profile"], "fields": ["slug", ("created_at", "updated_at")]},
        ),
        (
            "Order and foot",
            {"classes": ["part-layout"], "fields": ["paper_order", "footer"]},
        ),
        (
            "How the name is printed",
            {
                "classes": ["part-names"],
                "fields": [
                    ("name_order", "display_name"),
                    ("original_name", "pronouns"),
                    "is_organization",
                ],
            },
        ),
    ]
    inlines = [
        inlines.LinkInline,
        inlines.MembershipInline,
        inlines.PositionInline,
        inlines.DegreeInline,
        inlines.TeachingInline,
        inlines.ContributionInline,
        inlines.NewsInline,
        inlines.ActivityInline,
        inlines.SectionInline,
        inlines.NameInline,
    ]

    def is_public(self, obj: Researcher) -> bool:
        return obj.has_page

    def search_folded(self, queryset: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
        return queryset.named(" ".join(words))

    def autocomplete_label(self, obj: Researcher) -> str:
        known_by = obj.headline or (f"ORCID {obj.orcid}" if obj.orcid else "")
        return f"{obj.full_name} – {known_by}" if known_by else obj.full_name

    @admin.display(description="Portrait")
    def face(self, obj: Researcher) -> Any:
        return thumbnail(obj.portrait)

    @admin.action(description="Give a page", permissions=["change"])
    def give_page(self, request: Any, queryset: QuerySet[Researcher]) -> None:
        self._show(request, queryset, Researcher.Visibility.PAGE)

    @admin.action(description="Credit only, without a page", permissions=["change"])
    def credit_only(self, request: Any, queryset: QuerySet[Researcher]) -> None:
        self._show(request, queryset, Researcher.Visibility.AUTHOR)

    def _show(self, request: Any, queryset: QuerySet[Researcher], visibility: str) -> None:
        people = list(queryset.exclude(visibility=visibility))
        for person in people:
            person.visibility = visibility
            person.save(update_fields=["visibility", "updated_at"])
        label = Researcher.Visibility(visibility).label
        names = "1 person" if len(people) == 1 else f"{len(people)} people"
        self.message_user(request, capfirst(f"{names} changed: {label}."), messages.SUCCESS)
