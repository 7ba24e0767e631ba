"""Lists of what hangs on people, for changes across many of them."""

from django.contrib import admin

from portal.kit.admin import BylineAdmin
from researchers import models
from researchers.forms import SectionForm


class DetailAdmin(BylineAdmin):
    """Rows that are usually edited on a person's form."""

    is_detail = True
    list_select_related = ["researcher"]
    autocomplete_fields = ["researcher"]
    folded_fields = ("researcher__sort_key",)


@admin.register(models.Membership)
class MembershipAdmin(DetailAdmin):
    list_display = ["researcher", "lab", "role", "title", "starts_on", "ends_on", "now_at"]
    list_filter = ["role"]
    list_select_related = ["researcher", "lab"]
    search_fields = ["researcher__full_name", "lab__name", "now_at"]
    autocomplete_fields = ["researcher", "lab"]
    ordering = ["researcher__sort_key", "pk"]


@admin.register(models.NewsItem)
class NewsItemAdmin(DetailAdmin):
    list_display = ["date", "text", "researcher", "lab", "project", "is_public"]
    list_display_links = ["date", "text"]
    list_filter = ["is_public"]
    list_select_related = ["researcher", "lab", "project"]
    search_fields = ["text", "researcher__full_name", "lab__name", "project__name"]
    autocomplete_fields = ["researcher", "lab", "project"]
    ordering = ["-date", "-pk"]
    is_detail = False


@admin.register(models.ProfileLink)
class ProfileLinkAdmin(DetailAdmin):
    list_display = ["researcher", "kind", "value", "label", "position"]
    list_filter = ["kind"]
    list_select_related = ["researcher", "kind"]
    search_fields = ["researcher__full_name", "value", "label"]
    ordering = ["researcher__sort_key", "position", "pk"]


@admin.register(models.Degree)
class DegreeAdmin(DetailAdmin):
    list_display = ["researcher", "degree", "field", "institution", "year"]
    list_filter = ["year"]
    search_fields = ["researcher__full_name", "degree", "field", "institution"]
    ordering = ["researcher__sort_key", "position", "pk"]


@admin.register(models.Position)
class PositionAdmin(DetailAdmin):
    list_display = ["researcher", "organization", "title", "starts_on", "ends_on"]
    search_fields = ["researcher__full_name", "organization", "title"]
    ordering = ["researcher__sort_key", "position", "pk"]


@admin.register(models.Teaching)
class TeachingAdmin(DetailAdmin):
    list_display = ["researcher", "code", "title", "role", "term", "institution"]
    search_fields = ["researcher__full_name", "code", "title", "term"]
    ordering = ["researcher__sort_key", "position", "pk"]


@admin.register(models.Contribution)
class ContributionAdmin(DetailAdmin):
    list_display = ["researcher", "project", "role", "description"]
    list_select_related = ["researcher", "project"]
    search_fields = ["researcher__full_name", "project__name", "role"]
    autocomplete_fields = ["researcher", "project"]
    ordering = ["researcher__sort_key", "position", "pk"]


@admin.register(models.Activity)
class ActivityAdmin(DetailAdmin):
    list_display = ["researcher", "kind", "title", "organization", "date"]
    list_filter = ["kind"]
    search_fields = ["researcher__full_name", "title", "organization"]
    ordering = ["-date", "pk"]


@admin.register(models.Section)
class SectionAdmin(DetailAdmin):
    form = SectionForm
    fields = ["researcher", "kind", "title", "body", "is_shown", "position"]
    list_display = ["researcher", "kind", "title", "is_shown", "position"]
    list_filter = ["kind", "is_shown"]
    search_fields = ["researcher__full_name", "title", "body"]
    ordering = ["researcher__sort_key", "position", "pk"]


@admin.register(models.NameVariant)
class NameVariantAdmin(DetailAdmin):
    list_display = ["name", "researcher"]
    search_fields = ["name", "researcher__full_name"]
    folded_fields = ("name_key", "researcher__sort_key")
    ordering = ["name", "pk"]


@admin.register(models.ProfileLinkKind)
class ProfileLinkKindAdmin(BylineAdmin):
    is_detail = True
    list_display = ["label", "key", "position", "icon", "url_pattern"]
    list_editable = ["position"]
    search_fields = ["label", "key"]
    ordering = ["position", "label"]
