"""Labs and projects."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from portal.kit.admin import PublicAdmin, count_of, thumbnail
from researchers.models import Contribution, Lab, Membership, Project

from . import inlines


@admin.register(Lab)
class LabAdmin(PublicAdmin):
    list_display = ["name", "short_name", "institution", "parent", "people", "is_public", "on_site"]
    list_filter = ["is_public"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "institution", "slug"]
    folded_fields = ("sort_key", "slug")
    search_help_text = "A name in any spelling, or an institution."
    ordering = ["sort_key", "pk"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [inlines.MemberInline]
    fieldsets = [
        (None, {"fields": [("name", "short_name"), "institution", "parent", "tagline"]}),
        ("About", {"fields": ["description", "url"]}),
        ("Pictures", {"fields": ["logo", "picture", "picture_alt"]}),
        (
            "Address and visibility",
            {"fields": ["is_public", ("slug", "domain"), ("created_at", "updated_at")]},
        ),
        ("New papers", {"fields": ["accepts_suggestions"]}),
    ]

    def is_public(self, obj: Lab) -> bool:
        return obj.is_public

    def get_queryset(self, request: Any) -> QuerySet[Lab]:
        return super().get_queryset(request).annotate(people=count_of(Membership, "lab"))

    @admin.display(description="Memberships", ordering="people")
    def people(self, obj: Any) -> int:
        return obj.people


@admin.register(Project)
class ProjectAdmin(PublicAdmin):
    list_display = [
        "name",
        "picture_shown",
        "tagline",
        "people",
        "is_public",
        "changed",
        "on_site",
    ]
    list_filter = ["is_public", "updated_at"]
    search_fields = ["name", "tagline", "slug"]
    folded_fields = ("slug",)
    ordering = ["name", "pk"]
    autocomplete_fields = ["labs"]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [inlines.ContributorInline]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "description", ("url", "code_url"), "labs"]}),
        ("Picture", {"fields": ["picture", "picture_alt"]}),
        (
            "Address and visibility",
            {"fields": ["is_public", "slug", ("created_at", "updated_at")]},
        ),
    ]

    def is_public(self, obj: Project) -> bool:
        return obj.is_public

    def get_queryset(self, request: Any) -> QuerySet[Project]:
        return super().get_queryset(request).annotate(people=count_of(Contribution, "project"))

    @admin.display(description="People", ordering="people")
    def people(self, obj: Any) -> int:
        return obj.people

    @admin.display(description="Picture")
    def picture_shown(self, obj: Project) -> Any:
        return thumbnail(obj.picture)
