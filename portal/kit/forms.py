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

    A row that somebody else removed while the form was open is left out of what is saved; its form
    has `is_gone`.

    Two rows that break a conditional unique constraint between them get its message: Django
    compares rows of one form for unconditional constraints only, and the rest would be an error
    of the database.
    """

    def _construct_form(self, i: int, **options: Any) -> Any:
        form = super()._construct_form(i, **options)
        form.is_gone = (
            self.is_bound
            and i < self.initial_form_count()
            and form.instance.pk is None
            and self.sent_id(i) is not None
        )
        if form.is_gone:
            form.empty_permitted = True
            form.has_changed = lambda: False
        return form

    def sent_id(self, number: int) -> Any:
        """Return the id that was sent for a row, None if it cannot be one."""
        key = self.model._meta.pk
        try:
            return key.clean(self.data.get(f"{self.add_prefix(number)}-{key.name}"), None)
        except ValidationError:
            return None

    @property
    def gone_forms(self) -> list[Any]:
        return [form for form in self.forms if form.is_gone]

    def get_queryset(self) -> Any:
        """Return the stored rows; once a form was sent, those of its forms, in their order.

        The admin pairs forms with rows by their order when it shows a form again.
        """
        if self.is_bound and "forms" in self.__dict__:
            return [form.instance for form in self.initial_forms]
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
        max_value=100_000,
        required=False,
        help_text="Its place in the order.",
        show_hidden_initial=True,
        widget=forms.NumberInput(attrs={"class": "place", "autocomplete": "off"}),
    )

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "place"]


class OrderedFormSet(RowFormSet):
    """Rows saved in the order their places ask for; `order_field` counts 1, 2, 3 ... in each group.

    The place is not the model's field: a position that is unique in the database cannot be
    typed into one row without passing through another's.

    Every place is sent with the place that was shown, so that a form that was opened before
    somebody reordered changes the order only if it was asked to, and not before it said so.
    """

    order_field = "position"

    reordered = (
        "Somebody else changed the order while this form was open, so nothing is saved yet. The "
        "places below are yours: save again to keep them, or open the form anew for the other "
        "order."
    )

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

    @cached_property
    def _groups(self) -> dict[int, Hashable]:
        return {row.pk: self.group(row) for row in self.get_queryset()}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk:
            form.initial["place"] = self._places.get(form.instance.pk)
            self._groups  # noqa: B018 -- read now: checking the form writes into its row

    def clean(self) -> None:
        super().clean()
        groups = self.groups_asked()
        if any(self.is_moved(group) and self.is_stale(group) for group in groups):
            self._show_as_asked(groups)
            raise ValidationError(self.reordered, code="reordered")

    def place_shown(self, form: Any) -> int | None:
        """Return the place a row had when the form was opened."""
        sent = self.data.get(form.add_initial_prefix("place"))
        try:
            return form.initial.get("place") if sent is None else form.fields["place"].clean(sent)
        except ValidationError:
            return form.initial.get("place")

    def groups_asked(self) -> list[list[Any]]:
        """Return the forms that are kept, group by group, in the order they ask for."""
        groups: dict[Hashable, list[Any]] = defaultdict(list)
        for form in sorted(self.kept_forms(), key=self._place_asked):
            groups[self.group(form.instance)].append(form)
        return list(groups.values())

    def is_moved(self, group: Sequence[Any]) -> bool:
        """Return whether the form asks for another order than it showed, newcomers last."""
        stayed, come = self._stayed_and_come(group)
        return list(group) != sorted(stayed, key=self._key_shown) + come

    def is_stale(self, group: Sequence[Any]) -> bool:
        """Return whether the rows stand in another order now than was shown."""
        stayed, _ = self._stayed_and_come(group)
        return sorted(stayed, key=self._key_shown) != sorted(stayed, key=self._key_stored)

    def _stayed_and_come(self, group: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        stayed, come = [], []
        for form in sorted(group, key=self.forms.index):
            pk = form.instance.pk
            stays = pk in self._groups and self._groups[pk] == self.group(form.instance)
            (stayed if stays else come).append(form)
        return stayed, come

    def _key_shown(self, form: Any) -> float:
        place = self.place_shown(form)
        return math.inf if place is None else place

    def _key_stored(self, form: Any) -> float:
        place = self._places[form.instance.pk]
        return math.inf if place is None else place

    def _place_asked(self, form: Any) -> tuple[float, int]:
        """Return the sort key of a row.

        Typed 2, a row from below goes before the second and one from above goes after it: either
        stands at place 2 in the end, which is what the person who typed it meant.
        """
        place, before = form.cleaned_data.get("place"), self.place_shown(form)
        if place is None:
            return math.inf, 0
        if before is None:
            return place, -1
        return place, (place > before) - (place < before)

    def _show_as_asked(self, groups: Sequence[Sequence[Any]]) -> None:
        """Show the order asked for, over the present one: sent again, it is meant."""
        data = self.data.copy()
        for group in groups:
            for form, place in zip(group, self.places_asked(group), strict=True):
                data[form.add_prefix("place")] = place or ""
                data[form.add_initial_prefix("place")] = form.initial.get("place") or ""
        self.data = data
        for form in self.forms:
            form.data = data

    def places_asked(self, group: Sequence[Any]) -> list[int | None]:
        """Return the place each row of `group` would get, which is in the order asked for."""
        return list(range(1, len(group) + 1))

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001 -- Django's signature
        places, groups = self._places, self.groups_asked()
        saved = super().save(commit)
        if commit:
            for group in groups:
                moved = self.write_order(self._order_to_store(group), places)
                known = {row for row, _ in self.changed_objects} | set(self.new_objects)
                self.changed_objects += [(row, ["place"]) for row in moved if row not in known]
        return saved

    def _order_to_store(self, group: Sequence[Any]) -> list[Any]:
        if self.is_moved(group):
            return list(group)
        stayed, come = self._stayed_and_come(group)
        return sorted(stayed, key=self._key_stored) + come

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
