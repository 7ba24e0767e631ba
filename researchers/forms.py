"""Forms over people's pages."""

from typing import Any

from django import forms

from portal.kit.forms import OrderedForm
from researchers.models import Section


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
