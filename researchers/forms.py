"""Forms over people's pages."""

from typing import Any

from django import forms
from django.db.models import Max

from portal.kit.forms import OrderedForm, RowFormSet
from researchers.models import Contribution, Section


class SectionForm(OrderedForm):
    """A part of a profile page, chosen among those there are."""

    kind = forms.ChoiceField(
        label="Part",
        help_text="One of the usual parts, or a text of your own.",
        initial=Section.TEXT,
    )

    class Meta:
        model = Section
        fields = ["kind", "title", "body", "is_shown"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        from researchers.sections import choices  # other apps add parts while the site starts

        parts = choices()
        present = self.instance.kind
        if present not in dict(parts):
            parts.append((present, f"{present} (no longer offered)"))
        self.fields["kind"].choices = parts


class ContributorFormSet(RowFormSet):
    """The people of a project; one who joins has it after the projects on her page."""

    def save_new(self, form: Any, commit: bool = True) -> Contribution:  # noqa: FBT001 -- Django's signature
        form.instance.position = _after_the_last(form.instance.researcher_id)
        return super().save_new(form, commit)

    def save_existing(self, form: Any, obj: Contribution, commit: bool = True) -> Contribution:  # noqa: FBT001 -- Django's signature
        if "researcher" in form.changed_data:
            form.instance.position = _after_the_last(form.instance.researcher_id)
        return super().save_existing(form, obj, commit)


def _after_the_last(researcher_id: int) -> int:
    own = Contribution.objects.filter(researcher=researcher_id)
    return (own.aggregate(last=Max("position"))["last"] or 0) + 1
