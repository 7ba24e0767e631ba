"""Forms over the byline: from the paper's side and from the author's."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property

from portal.kit.forms import OnceForm, OrderedForm, OrderedFormSet
from publications.models import Authorship, Publication
from publications.services import order_byline
from researchers.models import Researcher

ASIDE = {role: f"-{role[:5]}" for role in Authorship.Role.values}  # where rows wait, by role
PAPERS_PER_PAGE = 50
OWN_CHOICES = (
    "selected", "order", "hidden", "blurb", "picture", "picture_alt", "claimed_orcid",
)  # fmt: skip


class PublicationForm(OnceForm):
    class Meta:
        model = Publication
        exclude = []  # the admin names the fields
        widgets = {
            "title": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
            "summary": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
            "abstract": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 8}),
        }


class AuthorshipForm(OnceForm):
    """One row of a byline by itself, for bylines too long for their paper's form."""

    place = forms.IntegerField(
        label="Place in the byline",
        min_value=1,
        max_value=100_000,
        required=False,
        show_hidden_initial=True,
        help_text="The others make room; empty for last, or to stay.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("place", self.instance.position)


class AuthorForm(OrderedForm):
    """One author of a paper, as the paper knows her."""

    class Meta:
        model = Authorship
        fields = [
            "researcher",
            "credited_as",
            "role",
            "equal_group",
            "is_corresponding",
            "affiliation",
        ]
        labels = {"researcher": "Person", "equal_group": "Equal"}
        help_texts = {
            "credited_as": "As printed; empty for the present name.",
            "equal_group": "The same number for equal contributors.",
            "affiliation": "As printed.",
        }

    def validate_constraints(self) -> None:
        """Leave it to the formset, which sees the rows as they will be, not as they are."""


class AuthorFormSet(OrderedFormSet):
    """A byline: each person once in a role, each role counted from 1 without gaps."""

    def group(self, row: Authorship) -> str:
        return row.role

    def clean(self) -> None:
        super().clean()
        seen: dict[tuple[str, int], int] = {}
        for number, form in enumerate(self.kept_forms(), 1):
            row = form.instance
            if form.errors or row.researcher_id is None:
                continue
            first = seen.setdefault((row.role, row.researcher_id), number)
            if first != number:
                form.add_error(
                    "researcher",
                    f"{row.researcher} is already named as {row.get_role_display()} in row {first} "
                    "of this list. Remove one of the two rows; for two people of one name, make a "
                    "second person.",
                )

    def validate_unique(self) -> None:
        """Leave it to `clean`, which says who stands where."""

    def save_existing_objects(self, commit: bool = True) -> Any:  # noqa: FBT001 -- Django's signature
        """Let rows step aside that go, or whose person or role changes, so that people can swap."""
        leaving = [
            form
            for form in self.initial_forms
            if form.instance.pk
            and (self._should_delete_form(form) or {"researcher", "role"} & set(form.changed_data))
        ]
        for place, form in enumerate(leaving, 1):
            aside = ASIDE[form.initial["role"]]
            Authorship.objects.filter(pk=form.instance.pk).update(role=aside, position=place)
            form.instance.position = None
        return super().save_existing_objects(commit)

    def save_existing(self, form: Any, obj: Authorship, commit: bool = True) -> Authorship:  # noqa: FBT001 -- Django's signature
        """Save what was changed; positions in memory are stale once a row above was deleted."""
        fields = set(form.changed_data)
        if "researcher" in fields:
            fields |= _give_to_another(form, obj)
        if "credited_as" in fields:
            obj.credited_parts = {}
            fields.add("credited_parts")
        if obj.position is None:
            fields |= {"role", "position"}
        obj.save(update_fields=fields)
        return obj

    def write_order(self, group: Sequence[Any], places: dict[int, int | None]) -> list[Any]:
        rows = [form.instance for form in group]
        changed = order_byline(
            publication=self.instance, role=rows[0].role, ids=[row.pk for row in rows]
        )
        for place, row in enumerate(rows, 1):
            row.position = place
        return [row for row in rows if changed and places.get(row.pk) != row.position]


def _give_to_another(form: Any, row: Authorship) -> set[str]:
    """Clear what the former person chose for herself; return the names of the fields.

    The printed name stays if it was printed differently from the former person's present name.
    """
    for name in OWN_CHOICES:
        setattr(row, name, Authorship._meta.get_field(name).get_default())
    former = Researcher.objects.filter(pk=form.initial["researcher"]).first()
    if "credited_as" in form.changed_data or former is None or row.credited_as != former.full_name:
        return set(OWN_CHOICES)
    row.credited_as = ""
    return {*OWN_CHOICES, "credited_as"}


class PaperForm(OrderedForm):
    """One paper of a person, with what she herself chose for it."""

    class Meta:
        model = Authorship
        fields = ["selected", "hidden", "blurb", "picture", "picture_alt"]
        help_texts = {
            "selected": "Marked.",
            "hidden": "Left out.",
            "blurb": "Instead of the paper's.",
            "picture": "Instead of the paper's.",
        }


class PaperFormSet(OrderedFormSet):
    """The papers of a person in the order of her page, some at a time.

    A paper without a place follows by date; places may have gaps, and only equal ones are parted.
    """

    order_field = "order"
    page = 1

    @cached_property
    def total(self) -> int:
        return self.queryset.filter(researcher=self.instance).count() if self.instance.pk else 0

    @property
    def pages(self) -> range:
        return range(1, -(-self.total // PAPERS_PER_PAGE) + 1)

    def get_queryset(self) -> Any:
        """Return the rows that were sent, or those of the present page."""
        if self.is_bound and "forms" in self.__dict__:
            return super().get_queryset()
        if not hasattr(self, "_rows"):
            rows = super().get_queryset()
            if not self.instance.pk:
                self._rows = []
            elif self.is_bound:
                sent = {self.sent_id(number) for number in range(self.initial_form_count())}
                self._rows = list(rows.filter(pk__in=sent - {None}))
            else:
                first = (self.page - 1) * PAPERS_PER_PAGE
                self._rows = list(rows[first : first + PAPERS_PER_PAGE])
        return self._rows

    def shown_places(self) -> dict[int, int | None]:
        return {row.pk: row.order for row in self.get_queryset()}

    def is_moved(self, group: Sequence[Any]) -> bool:
        return any(form.cleaned_data.get("place") != self.place_shown(form) for form in group)

    def is_stale(self, group: Sequence[Any]) -> bool:
        return any(self.place_shown(form) != form.initial.get("place") for form in group)

    def places_asked(self, group: Sequence[Any]) -> list[int | None]:
        asked, last = [], 0
        for form in group:
            place = form.cleaned_data.get("place")
            if place is not None:
                last = place = max(place, last + 1)
            asked.append(place)
        return asked

    def write_order(self, group: Sequence[Any], places: dict[int, int | None]) -> list[Any]:
        if not self.is_moved(group):
            return []
        moved = []
        for form, place in zip(group, self.places_asked(group), strict=True):
            row = form.instance
            if row.order != place:
                row.order = place
                moved.append(row)
        Authorship.objects.bulk_update(moved, ["order"])
        return moved
