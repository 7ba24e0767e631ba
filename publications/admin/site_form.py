"""The form by which a whole site is handed in: packed, or by its address."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from publications.importing.site_runs import LARGEST
from publications.models import ImportRun
from publications.sites.files import is_archive


class SiteForm(forms.ModelForm):
    """A site, and whose it is if its own page does not say it."""

    archive = forms.FileField(
        label="The site, packed",
        required=False,
        help_text="Its folder as .zip or .tar.gz: of a page in HTML, al-folio, HugoBlox or "
        f"Wowchemy, academicpages. {LARGEST // 1_000_000} MB at most.",
    )
    address = forms.CharField(
        label="Or its address",
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"class": "vURLField", "placeholder": "https://"}),
        help_text="Of the page itself, or of its repository at GitHub or GitLab, which tells more.",
    )

    class Meta:
        model = ImportRun
        fields = ["researcher"]
        widgets = {
            "researcher": AutocompleteSelect(ImportRun._meta.get_field("researcher"), admin.site)
        }
        labels = {"researcher": "Whose site it is"}
        help_texts = {
            "researcher": "Leave it empty for somebody who is not here yet or is known by papers."
        }

    def __init__(self, *args: Any, refusal: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.refusal = refusal

    def clean_archive(self) -> Any:
        archive = self.cleaned_data["archive"]
        if archive is not None:
            head = archive.read(512)
            archive.seek(0)
            if not is_archive(head):
                raise forms.ValidationError(
                    f'"{archive.name}" is no archive that can be read. Pack the folder of the site '
                    "as .zip or .tar.gz."
                )
        return archive

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if address and not re.match(r"https://[^\s/]+\.[^\s/]", address):
            raise forms.ValidationError("Write the whole address: https://you.example.org/.")
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.refusal:
            raise forms.ValidationError(self.refusal)
        if data.get("archive") and data.get("address"):
            self.add_error("address", "Choose a file or an address, one of them.")
        elif not data.get("archive") and not data.get("address") and not self.errors:
            raise forms.ValidationError("Choose the packed site, or write its address.")
        return data
