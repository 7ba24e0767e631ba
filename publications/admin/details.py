"""Lists of what hangs on publications, and of what was found elsewhere."""

from typing import Any

from django.contrib import admin

from portal.kit.admin import BylineAdmin
from publications import models
from publications.forms import AuthorshipForm
from publications.services import move_in_byline


class DetailAdmin(BylineAdmin):
    """Rows that are usually edited on a publication's form."""

    is_detail = True
    list_select_related = ["publication"]
    autocomplete_fields = ["publication"]
    folded_fields = ("publication__title_key",)
    ordering = ["-publication", "pk"]


@admin.register(models.Authorship)
class AuthorshipAdmin(DetailAdmin):
    form = AuthorshipForm
    list_display = ["credited_as", "position", "role", "publication", "researcher", "equal_group"]
    list_filter = ["role", "is_corresponding", "selected", "hidden"]
    list_select_related = ["publication", "researcher"]
    search_fields = ["credited_as", "publication__title", "claimed_orcid"]
    folded_fields = ("publication__title_key", "researcher__sort_key")
    autocomplete_fields = ["publication", "researcher"]
    readonly_fields = ["claimed_orcid"]
    ordering = ["-publication", "role", "position"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "publication",
                    "researcher",
                    ("role", "place"),
                    "credited_as",
                    ("equal_group", "is_corresponding"),
                    "affiliation",
                    "claimed_orcid",
                ]
            },
        ),
        (
            "On the author's own page",
            {"fields": [("selected", "hidden", "order"), "blurb", "picture", "picture_alt"]},
        ),
    ]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """A row keeps its paper, its role and its person: what she chose for it is hers."""
        fixed = ["publication", "role", "researcher"] if obj else []
        return [*self.readonly_fields, *fixed]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        if "credited_as" in form.changed_data:
            obj.credited_parts = {}
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("place") and "place" in form.changed_data:
            move_in_byline(authorship=obj, place=form.cleaned_data["place"])


@admin.register(models.PublicationLink)
class PublicationLinkAdmin(DetailAdmin):
    list_display = ["publication", "kind", "url", "label", "position"]
    list_filter = ["kind"]
    list_select_related = ["publication", "kind"]
    search_fields = ["publication__title", "url", "label"]


@admin.register(models.Award)
class AwardAdmin(DetailAdmin):
    list_display = ["name", "publication", "url"]
    search_fields = ["name", "publication__title"]


@admin.register(models.Relation)
class RelationAdmin(DetailAdmin):
    list_display = ["publication", "kind", "target", "identifier"]
    list_filter = ["kind"]
    list_select_related = ["publication", "target"]
    search_fields = ["publication__title", "identifier"]
    autocomplete_fields = ["publication", "target"]


@admin.register(models.Attachment)
class AttachmentAdmin(DetailAdmin):
    list_display = ["publication", "kind", "file", "license", "is_public", "created_at"]
    list_filter = ["kind", "is_public"]
    list_select_related = ["publication", "kind"]
    search_fields = ["publication__title", "label"]


class ReadOnlyAdmin(BylineAdmin):
    """What a program wrote down: looked at, not edited."""

    is_detail = True

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False
