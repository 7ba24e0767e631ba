"""The content of all tables, to tell whether something is as it was."""

from typing import Any

from django.apps import apps

from portal.kit.changes import Change, Shelf
from portal.kit.namewords import NameWord
from publications.models import Document, Operation, Placement, SearchEntry, SetMember, Stamp
from publications.operations import columns, plain
from researchers.models import NameBlock, Profile

# Derived rows are compared with what they derive from after every test; see conftest.py.
NOT_CONTENT = {
    Change, Document, NameBlock, NameWord, Operation, Placement, Profile, SearchEntry, SetMember,
    Shelf, Stamp,
}  # fmt: skip

# When a row was last changed, and the citation key it was given for good.
OTHERWISE = {"updated_at", "made_key"}


def dump() -> dict[str, dict[Any, dict[str, Any]]]:
    """Return every row of ours by table and key, but for what no undo brings back."""
    return {
        model._meta.label: {
            row.pk: {k: v for k, v in columns(row).items() if k not in OTHERWISE}
            for row in plain(model)
        }
        for label in ("kit", "researchers", "publications", "accounts")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model not in NOT_CONTENT
    }
