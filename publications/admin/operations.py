"""What was merged, split and joined: the list, each change in words, and the way back."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from portal.kit.admin import BylineAdmin
from publications.models import Operation
from publications.operations import Refused, undo

from .merging import MERGE_PEOPLE, MERGE_PUBLICATIONS, MOVE_PAPERS

NEEDED = {
    Operation.Kind.MERGE_PEOPLE: MERGE_PEOPLE,
    Operation.Kind.SPLIT_PERSON: MOVE_PAPERS,
    Operation.Kind.MERGE_PUBLICATIONS: MERGE_PUBLICATIONS,
    Operation.Kind.JOIN_VERSIONS: ("publications.change_publication",),
}


@admin.register(Operation)
class OperationAdmin(BylineAdmin):
    """Rows that tell what happened: nobody adds, changes or deletes them by hand."""

    is_detail = True
    list_display = ["summary", "kind", "by", "when", "way_back"]
    list_filter = ["kind", "at"]
    list_select_related = ["by"]
    search_fields = ["summary"]
    fields = ["summary", "kind", "by", "when", "what_changed", "way_back"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = path("<int:pk>/undo/", view(self.undo_view), name="publications_operation_undo")
        return [own, *super().get_urls()]

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    @admin.display(description="When", ordering="at")
    def when(self, obj: Operation) -> str:
        return date_format(localtime(obj.at), "j M Y, H:i")

    @admin.display(description="What changed")
    def what_changed(self, obj: Operation) -> Any:
        items = format_html_join("", "<li>{}</li>", ((text,) for text in obj.changes))
        return format_html('<ul class="changes">{}</ul>', items)

    @admin.display(description="Undo")
    def way_back(self, obj: Operation) -> Any:
        if obj.undone_at:
            return f"undone {date_format(localtime(obj.undone_at), 'j M Y, H:i')}"
        url = reverse("admin:publications_operation_undo", args=[obj.pk])
        return format_html(
            '<a href="{}">Undo<span class="visually-hidden">: {}</span></a>', url, obj
        )

    def undo_view(self, request: Any, pk: int) -> HttpResponse:
        operation = Operation.objects.filter(pk=pk).first()
        if operation is None:
            raise Http404("There is no such change.")
        if not request.user.has_perms(NEEDED[Operation.Kind(operation.kind)]):
            raise PermissionDenied
        list_url = reverse("admin:publications_operation_changelist")
        if request.method == "POST":
            try:
                undo(operation)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                text = f"Undone: {operation.summary}"
                LogEntry.objects.log_actions(
                    request.user.pk, [operation], CHANGE, change_message=text, single_object=True
                )
                self.message_user(request, text, messages.SUCCESS)
                if not self.has_view_permission(request):
                    return HttpResponseRedirect(reverse("admin:index"))
                return HttpResponseRedirect(list_url)
        context = {
            **self.admin_site.each_context(request),
            "title": "Undo",
            "opts": self.opts,
            "list_url": list_url,
            "operation": operation,
        }
        return TemplateResponse(request, "admin/undo.html", context)
