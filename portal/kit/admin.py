"""What every admin page shares: folded search, links to the site, rows that hang on an object."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery, TextField, URLField
from django.db.models.functions import Coalesce
from django.forms import Textarea, TextInput, URLInput
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime

from portal.kit.changes import changing
from portal.kit.fields import PartialDateField, PictureField
from portal.kit.forms import (
    OnceForm,
    OrderedForm,
    OrderedFormSet,
    PictureInput,
    RowAutocomplete,
    RowFormSet,
)
from portal.kit.gaps import Gap
from portal.kit.text import fold


class GapFilter(admin.SimpleListFilter):
    """The list's filter "incomplete"; a subclass names the gaps."""

    title = "incomplete"
    parameter_name = "incomplete"
    gaps: Iterable[Gap] = ()

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(gap.key, gap.label) for gap in self.gaps]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        for gap in self.gaps:
            if gap.key == self.value():
                return queryset.filter(gap.condition())
        return None


def count_of(model: type[Model], field: str) -> Coalesce:
    """Return the number of rows of `model` whose `field` is the outer row, as one subquery."""
    rows = model._default_manager.filter(**{field: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(rows.values(field).annotate(n=Count("pk")).values("n")), 0)


def thumbnail(picture: Any, alt: str = "") -> SafeString | str:
    """Return an image of `picture` at most 48 px high and wide, "" for none."""
    if not picture:
        return ""
    largest = picture.renditions[-1]
    scale = min(1, 48 / max(largest.width, largest.height))
    return format_html(
        '<img class="thumb" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        picture.url,
        max(1, round(largest.width * scale)),
        max(1, round(largest.height * scale)),
        alt,
    )


def widgets(*, rows: int) -> dict[type, dict[str, Any]]:
    """Return the widgets of our own fields; partial dates are numbers to Django, not to people."""
    return {
        PictureField: {"widget": PictureInput},
        PartialDateField: {"widget": TextInput(attrs={"maxlength": 20, "placeholder": "YYYY-MM"})},
        TextField: {"widget": Textarea(attrs={"class": "vLargeTextField", "rows": rows})},
        URLField: {"widget": URLInput(attrs={"class": "vURLField"}), "assume_scheme": "https"},
    }


def keep_links(field: Any, *, add: bool, change: bool) -> Any:
    """Return the field with these signs beside its choice; to delete, one opens the row itself."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_add_related &= add
        field.widget.can_change_related &= change
        field.widget.can_delete_related = field.widget.can_view_related = False
    return field


def in_one_change(view: Callable[..., Any]) -> Callable[..., Any]:
    """Have all that one request of the admin saves or deletes derived once, when it is complete."""

    @wraps(view)
    def answer(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(self, request, *args, **kwargs)
        with changing():
            return view(self, request, *args, **kwargs)

    return answer


class BylineAdmin(admin.ModelAdmin):
    """A model's lists and forms; search looks in `folded_fields` too, which hold keys of `fold`.

    `is_detail` marks lists of what is usually edited on another model's form.
    """

    form = OnceForm
    list_per_page = 50
    save_on_top = True
    show_full_result_count = False
    is_detail = False
    folded_fields: tuple[str, ...] = ()
    formfield_overrides = widgets(rows=4)

    changeform_view = in_one_change(admin.ModelAdmin.changeform_view)
    delete_view = in_one_change(admin.ModelAdmin.delete_view)
    changelist_view = in_one_change(admin.ModelAdmin.changelist_view)

    class Media:
        js = ["portal/admin/rows.js"]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(getattr(field, "widget", None), AdminSplitDateTime):
            for widget, part in zip(field.widget.widgets, ("date", "time"), strict=True):
                widget.attrs["aria-label"] = f"{capfirst(field.label)}: {part}"
        return keep_links(field, add=True, change=True)

    def get_search_results(
        self, request: Any, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        words = fold(search_term).split()
        if words and self.folded_fields:
            found |= self.search_folded(queryset, words)
        return found, may_repeat

    def search_folded(self, queryset: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
        """Return the rows in whose folded fields every one of `words` occurs."""
        for word in words:
            anywhere = Q()
            for field in self.folded_fields:
                anywhere |= Q(**{f"{field}__contains": word})
            queryset = queryset.filter(anywhere)
        return queryset

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            for _ in getattr(formset, "gone_forms", []):
                name = formset.model._meta.verbose_name
                text = f"A row ({name}) was removed by somebody else meanwhile; it stays removed."
                self.message_user(request, text, messages.WARNING)

    @admin.display(description="Changed", ordering="updated_at")
    def changed(self, obj: Any) -> str:
        return date_format(localtime(obj.updated_at), "j M Y")

    def autocomplete_label(self, obj: Any) -> str:
        """Return what an autocomplete shows for `obj`; it may not ask the database."""
        return str(obj)


class PublicAdmin(BylineAdmin):
    """A model whose rows have pages; lists and forms link to the page while visitors can see it."""

    def is_public(self, obj: Any) -> bool:
        return True

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if self.is_public(obj) else None

    @admin.display(description="On the site")
    def on_site(self, obj: Any) -> SafeString | str:
        url = self.view_on_site(obj)
        if url is None:
            return "–"
        return format_html(
            '<a href="{}">View<span class="visually-hidden"> {} on the site</span></a>', url, obj
        )


class RowsInline(admin.TabularInline):
    """Rows that hang on an object: a table where there is room, cards where there is not.

    With "cards" in `classes` they are cards everywhere. `tab` names the part of the form they
    stand in, `description` says what they are for.
    """

    template = "admin/edit_inline/rows.html"
    form = OnceForm
    formset = RowFormSet
    formfield_overrides = widgets(rows=2)
    extra = 1
    view_on_site = False
    tab = ""
    description = ""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        is_searched = db_field.name in self.get_autocomplete_fields(request)
        return keep_links(field, add=is_searched, change=False)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault(
                "widget",
                RowAutocomplete(db_field, self.admin_site, using=options.get("using")),
            )
        return super().formfield_for_foreignkey(db_field, request, **options)


class OrderedInline(RowsInline):
    """Rows in an order that people choose: by drag, by buttons, or by the number of the place."""

    form = OrderedForm
    formset = OrderedFormSet
    classes = ["ordered"]

    class Media:
        js = ["portal/admin/order.js"]


class PartedAdmin(BylineAdmin):
    """A form in parts, each with fieldsets and inlines; as tabs if `is_tabbed` and scripts run.

    A fieldset says its part by the class "part-<key>"; inlines by their `tab`.
    """

    change_form_template = "admin/parted_change_form.html"
    parts: tuple[tuple[str, str], ...] = ()
    is_tabbed = True

    class Media:
        js = ["portal/admin/tabs.js"]

    def render_change_form(self, request: Any, context: Any, *args: Any, **options: Any) -> Any:
        fieldsets = list(context["adminform"])
        inlines = context["inline_admin_formsets"]
        parts = [
            {
                "key": key,
                "title": title,
                "fieldsets": [f for f in fieldsets if f"part-{key}" in f.classes.split()],
                "inlines": [inline for inline in inlines if inline.opts.tab == key],
            }
            for key, title in self.parts
        ]
        context["parts"] = [part for part in parts if part["fieldsets"] or part["inlines"]]
        context["is_tabbed"] = self.is_tabbed
        return super().render_change_form(request, context, *args, **options)


class LabelledAutocomplete(AutocompleteJsonView):
    """Autocomplete results under the label their admin gives them, so that namesakes differ."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}
