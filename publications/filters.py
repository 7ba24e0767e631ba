"""The filters of the publication list: what the address says, checked, as a queryset."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q

from portal.kit.text import fold, search_words
from publications.models import Publication, Topic, Venue
from publications.querysets import PublicationQuerySet
from researchers.models import Lab, Researcher


class FilterForm(forms.Form):
    """The list's form. What it cannot read is reported beside its field and narrows nothing."""

    q = forms.CharField(label="Words", required=False, max_length=500)
    year = forms.IntegerField(label="Year", required=False, min_value=1000, max_value=9999)
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Any type"), *Publication.Type.choices]
    )
    venue = forms.CharField(label="Venue", required=False, max_length=200)
    author = forms.CharField(label="Person", required=False, max_length=200)
    lab = forms.CharField(label="Lab", required=False, max_length=200)
    topic = forms.CharField(label="Topic", required=False, max_length=200)


@dataclass(frozen=True)
class Filtered:
    """The publications a filter leaves, and what it was about, for the page to say."""

    publications: PublicationQuerySet
    form: FilterForm
    chosen: list[tuple[str, str, str]]


def filtered(publications: PublicationQuerySet, query: dict[str, str]) -> Filtered:
    """Return `publications` narrowed by `query`, and (name, label, value) of each filter in use."""
    form = FilterForm(query)
    form.is_valid()
    chosen = []
    narrow = {
        "q": lambda text: (publications.matching(text), text),
        "year": lambda year: (publications.filter(year=year), str(year)),
        "type": lambda key: (publications.filter(type=key), Publication.Type(key).label),
        "venue": lambda text: _named(publications, Venue.objects.all(), text, "venue"),
        "author": lambda text: _by_person(publications, text),
        "lab": lambda text: _of_lab(publications, text),
        "topic": lambda text: _named(publications, Topic.objects.all(), text, "topics"),
    }
    for name, value in form.cleaned_data.items():
        if value:
            publications, said = narrow[name](value)
            chosen.append((name, str(form.fields[name].label), said))
    return Filtered(publications, form, chosen)


def _named(publications: PublicationQuerySet, things: Any, text: str, path: str) -> Any:
    """Narrow to a venue or topic named by its address or, failing that, by words of its name."""
    said = text
    if thing := things.filter(slug=text).first():
        things, said = things.filter(pk=thing.pk), thing.name
    else:
        key = "name_key" if path == "venue" else "name"
        words = search_words(text)
        for word in words:
            things = things.filter(Q(**{f"{key}__icontains": word}) | Q(slug__contains=word))
        things = things if words else things.none()
    if path == "topics":
        return publications.filter(Exists(things.filter(publications=OuterRef("pk")))), said
    return publications.filter(venue__in=things), said


def _by_person(publications: PublicationQuerySet, text: str) -> Any:
    people = Researcher.objects.credited()
    if person := people.filter(slug=text).first():
        return publications.by(person), person.full_name
    return publications.by_any(people.named(text)) if fold(text) else publications.none(), text


def _of_lab(publications: PublicationQuerySet, text: str) -> Any:
    labs = Lab.objects.public()
    lab = (
        labs.filter(slug=text).first()
        or labs.filter(Q(short_name__iexact=text) | Q(name__iexact=text)).first()
    )
    return (publications.of_lab(lab), lab.name) if lab else (publications.none(), text)
