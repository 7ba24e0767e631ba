"""Rows in a form: they keep the order that is shown, and refuse doubles with a sentence."""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString


class PictureInput(AdminFileWidget):
    """A file input that shows the present picture beside it."""

    template_name = "admin/widgets/picture.html"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs)
        context["input"] = forms.FileInput(self.attrs | {"accept": "image/*"}).render(
            name, None, attrs
        )
        if context["widget"]["is_initial"]:
            context["rendition"] = value.renditions[-1]
        return render_to_string(self.template_name, context)


class RowAutocomplete(AutocompleteSelect):
    """An autocomplete that needs no query for its present choice if its row brought it along."""

    present: models.Model | None = None

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        present = self.present
        if present is None or list(map(str, value)) != [str(present.pk)]:
            return super().optgroups(name, value, attr)
        options = [self.create_option(name, present.pk, str(present), True, 0)]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class OnceForm(forms.ModelForm):
    """A form in which an input that was refused is not judged again by the model.

    The model still has the former value then, so what it says of it, like "a name is needed" of a
    name that was too long, is not about what was typed.
    """

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            fresh = {
                name: each for name, each in error.error_dict.items() if name not in self.errors
            }
            if not fresh:
                return
            error = ValidationError(fresh)
        super().add_error(field, error)


class RowFormSet(BaseInlineFormSet):
    """Rows that hang on one object, read with a fixed number of queries.

    Two rows that break a conditional unique constraint between them get its message: Django
    compares rows of one form for unconditional constraints only, and the rest would be an error
    of the database.
    """

    def get_queryset(self) -> Any:
        if not hasattr(self, "_queryset"):
            chosen = [
                name
                for name, field in self.form.base_fields.items()
                if isinstance(field, forms.ModelChoiceField)
            ]
            if chosen:
                self.queryset = self.queryset.select_related(*chosen)
        return super().get_queryset()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name in self.form.base_fields:
            field = form.fields[name]
            if not isinstance(field, forms.ModelChoiceField):
                continue
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, RowAutocomplete):
                if self.model._meta.get_field(name).is_cached(form.instance):
                    widget.present = getattr(form.instance, name)
            elif type(widget) is forms.Select:
                if name not in self._choices:
                    self._choices[name] = list(field.choices)
                field.choices = self._choices[name]

    @cached_property
    def _choices(self) -> dict[str, list[Any]]:
        """The choices of each plain select, read once for all rows."""
        return {}

    def kept_forms(self) -> list[Any]:
        """The forms whose rows are there after saving, in the order of the page."""
        return [
            form
            for form in self.forms
            if (form.has_changed() or form.instance.pk) and not self._should_delete_form(form)
        ]

    def clean(self) -> None:
        super().clean()
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.condition is not None:
                self._refuse_doubles(constraint)

    def _refuse_doubles(self, constraint: models.UniqueConstraint) -> None:
        alike: dict[Hashable, list[Any]] = defaultdict(list)
        attributes = [self.model._meta.get_field(name).attname for name in constraint.fields]
        for form in self.kept_forms():
            if not form.errors:
                alike[tuple(getattr(form.instance, name) for name in attributes)].append(form)
        for group in alike.values():
            meant = [form for form in group if len(group) > 1 and self._is_meant(constraint, form)]
            for form in meant[1:]:
                form.add_error(None, constraint.get_violation_error_message())

    def _is_meant(self, constraint: models.UniqueConstraint, form: Any) -> bool:
        fields = self.model._meta.local_concrete_fields
        row = {f.name: models.Value(getattr(form.instance, f.attname), f) for f in fields}
        return constraint.condition.check(row)


class OrderedForm(OnceForm):
    """A row with a place among its like; a row that only moves has not changed otherwise."""

    place = forms.IntegerField(
        label="Place",
        min_value=1,
        required=False,
        help_text="Its place in the order.",
        widget=forms.NumberInput(attrs={"class": "place", "autocomplete": "off"}),
    )

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "place"]


class OrderedFormSet(RowFormSet):
    """Rows saved in the order their places ask for; `order_field` counts 1, 2, 3 ... in each group.

    The place is not the model's field: a position that is unique in the database cannot be
    typed into one row without passing through another's.
    """

    order_field = "position"

    def group(self, row: Any) -> Hashable:
        """Return what rows must share to be counted together."""
        return None

    def shown_places(self) -> dict[int, int | None]:
        """Return the place each stored row is shown with."""
        counts: dict[Hashable, int] = defaultdict(int)
        places: dict[int, int | None] = {}
        for row in self.get_queryset():
            counts[self.group(row)] += 1
            places[row.pk] = counts[self.group(row)]
        return places

    @cached_property
    def _places(self) -> dict[int, int | None]:
        return self.shown_places()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk:
            form.initial["place"] = self._places.get(form.instance.pk)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001 -- Django's signature
        places = self._places
        saved = super().save(commit)
        if commit:
            groups: dict[Hashable, list[Any]] = defaultdict(list)
            kept = [form for form in self.kept_forms() if form.instance.pk]
            for form in sorted(kept, key=_place_asked):
                groups[self.group(form.instance)].append(form)
            for forms_of_group in groups.values():
                moved = self.write_order(forms_of_group, places)
                known = {row for row, _ in self.changed_objects} | set(self.new_objects)
                self.changed_objects += [(row, ["place"]) for row in moved if row not in known]
        return saved

    def write_order(self, group: Sequence[Any], places: dict[int, int | None]) -> list[Any]:
        """Store the order of the rows of `group`; return those that moved. No write if none did."""
        rows = [form.instance for form in group]
        stored = [pk for pk in places if pk in {row.pk for row in rows}]
        if [row.pk for row in rows] == stored:
            return []
        moved = []
        for place, row in enumerate(rows, 1):
            if getattr(row, self.order_field) != place:
                setattr(row, self.order_field, place)
                moved.append(row)
        self.model._default_manager.bulk_update(moved, [self.order_field])
        return moved


def _place_asked(form: Any) -> tuple[float, int]:
    """Return the sort key of a row.

    Typed 2, a row from below goes before the second and one from above goes after it: either
    stands at place 2 in the end, which is what the person who typed it meant.
    """
    place, before = form.cleaned_data.get("place"), form.initial.get("place")
    if place is None:
        return math.inf, 0
    if before is None:
        return place, -1
    return place, (place > before) - (place < before)
