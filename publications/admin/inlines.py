"""What hangs on a publication's form."""

from typing import Any

from portal.kit.admin import OrderedInline, RowsInline
from publications.forms import AuthorForm, AuthorFormSet
from publications.models import Attachment, Authorship, Award, PublicationLink, Relation


class AuthorInline(OrderedInline):
    model = Authorship
    form = AuthorForm
    formset = AuthorFormSet
    tab = "authors"
    classes = ["ordered", "byline"]
    fields = [
        "place", "researcher", "credited_as", "role", "equal_group", "is_corresponding",
        "affiliation",
    ]  # fmt: skip
    autocomplete_fields = ["researcher"]
    ordering = ["role", "position"]
    verbose_name = "author"
    verbose_name_plural = "authors and editors"
    description = (
        "In the order of the byline. Drag a row by its handle, use its arrow buttons, or type the "
        "place it should have."
    )

    def get_extra(self, request: Any, obj: Any = None, **options: Any) -> int:
        return 1 if obj else 5


class LinkInline(RowsInline):
    model = PublicationLink
    tab = "links"
    fields = ["kind", "url", "label"]
    description = (
        "Website, code, video, slides. DOI and arXiv links are made from their numbers. Printed "
        "in the order of the kinds."
    )


class AttachmentInline(RowsInline):
    model = Attachment
    tab = "links"
    fields = ["kind", "file", "label", "license", "is_public"]
    verbose_name = "file"
    verbose_name_plural = "files hosted here"


class AwardInline(OrderedInline):
    model = Award
    tab = "links"
    fields = ["place", "name", "url"]


class RelationInline(RowsInline):
    model = Relation
    tab = "more"
    fk_name = "publication"
    fields = ["kind", "target", "identifier", "note"]
    autocomplete_fields = ["target"]
    verbose_name_plural = "relations to other works"
