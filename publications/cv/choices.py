"""What a reader of a CV chose: parts, style of citations, since when, on which paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from publications.citations import styles

PLAIN = "plain"
PAPERS = {"a4": "A4", "us-letter": "US Letter"}
ASIDE = ("about", "research")  # offered, but left out unless they are asked for
SECTION = "section"
USUAL = {"style": PLAIN, "size": "a4"}


def _styles() -> list[tuple[str, str]]:
    known = [(key, one.label) for key, one in styles().items()]
    return [(PLAIN, "Plain, with full names"), *known]


class ChoicesForm(forms.Form):
    """The choices but for the parts. What it cannot read is reported and chooses nothing."""

    style = forms.ChoiceField(label="Citation style", required=False, choices=_styles)
    since = forms.IntegerField(label="Since", required=False, min_value=1000, max_value=9999)
    papers = forms.ChoiceField(
        label="Publications",
        required=False,
        choices=[("", "All"), ("selected", "Selected ones")],
    )
    size = forms.ChoiceField(label="Paper", required=False, choices=list(PAPERS.items()))


@dataclass(frozen=True)
class Choices:
    """What was chosen, with the usual in place of what was not; `problems` says what is misspelt.

    `query` is an address's query that chooses the same, "" for the usual.
    """

    sections: frozenset[str]
    style: str
    since: int | None
    is_selected: bool
    size: str
    query: str
    problems: tuple[str, ...]


def read(query: QueryDict, offered: Mapping[str, str]) -> Choices:
    """Return what `query` chooses of the parts `offered`, by key; none named are the usual."""
    form = ChoicesForm(query)
    form.is_valid()
    asked = list(dict.fromkeys(query.getlist(SECTION)))
    known = [key for key in asked if key in offered]
    problems = [
        f'This CV has no part "{key[:60]}". It is left out.' for key in asked if key not in offered
    ]
    for name, errors in form.errors.items():
        problems.append(f"{form.fields[name].label}: {f'{errors[0]}'[:200]} It is left out.")
    found = {
        name: value
        for name, value in form.cleaned_data.items()
        if value and value != USUAL.get(name)
    }
    known = [] if set(known) == set(usual(offered)) else known
    told = QueryDict(mutable=True)
    told.setlist(SECTION, known)
    for name, value in found.items():
        told[name] = str(value)
    return Choices(
        sections=frozenset(known or usual(offered)),
        style=found.get("style", USUAL["style"]),
        since=found.get("since"),
        is_selected=bool(found.get("papers")),
        size=found.get("size", USUAL["size"]),
        query="?" * bool(known or found) + told.urlencode(),
        problems=tuple(problems),
    )


def usual(offered: Mapping[str, str]) -> list[str]:
    """Return the keys of the parts that are printed unless others are asked for."""
    return [key for key in offered if key not in ASIDE and not key.startswith("own-")]
