"""The form by which publications are handed in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from publications.importing import intake
from publications.models import ImportRun


class SeveralFiles(forms.FileField):
    """Any number of files; their names and sizes are looked at, not what is in them."""

    widget = type("SeveralFilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(SeveralFiles, self).clean(one, initial) for one in data or []]


class IntakeForm(forms.ModelForm):
    """What is to be brought in, and whose papers it is."""

    files = SeveralFiles(
        label="Files",
        required=False,
        allow_empty_file=True,  # which is refused with a sentence of its own
        help_text="Choose or drop files: BibTeX, RIS, CSL-JSON, EndNote, PubMed, CSV ..., also "
        "packed as .zip or .gz. What they are is told from what is in them. 50 MB at most.",
    )
    text = forms.CharField(
        label="Or paste",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "spellcheck": "false"}),
        help_text="Entries in any of these formats; or identifiers and their addresses: DOIs, "
        "arXiv numbers, PubMed numbers, ISBNs, ORCID iDs, one beside the other; or the https "
        "address of a file.",
    )

    class Meta:
        model = ImportRun
        fields = ["researcher", "lab"]
        widgets = {
            name: AutocompleteSelect(ImportRun._meta.get_field(name), admin.site)
            for name in ("researcher", "lab")
        }
        labels = {"researcher": "Papers of", "lab": "Or papers of the people of"}
        help_texts = {
            "researcher": "A name that can be this person's is then taken for hers.",
            "lab": "A name that can be only one of its people's is then taken for theirs.",
        }

    def __init__(self, *args: Any, user: Any = None, refusal: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.refusal = user, refusal
        self.taken: intake.Intake | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.refusal:
            raise forms.ValidationError(self.refusal)
        files, text = data.get("files"), data.get("text", "").strip()
        if data.get("researcher") and data.get("lab"):
            self.add_error("lab", "Choose a person or a lab, not both.")
        if files and text:
            self.add_error("text", "Choose files or paste, one at a time.")
        elif not files and not text:
            raise forms.ValidationError("Choose a file, or paste something.")
        elif not self.errors:
            try:
                self.taken = intake.take(
                    files=[(one.name, one, one.size) for one in files or ()],
                    text=text,
                    pasted_by=self.user.get_username(),
                )
            except intake.CannotTake as error:
                self.add_error("files" if files else "text", str(error))
        return data
