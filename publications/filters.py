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


# Filters whose values are shelves, if they are the slug or the very word.
SHELVED = {
    "author": "researcher",
    **{name: name for name in ("year", "type", "venue", "lab", "topic")},
}


@dataclass(frozen=True)
class Filtered:
    """The publications a filter leaves, and what it was about, for the page to say."""

    publications: PublicationQuerySet
    form: FilterForm
    chosen: list[tuple[str, str, str]]
    shelf: str  # that holds just these publications, "" if none does


def filtered(publications: PublicationQuerySet, query: dict[str, str]) -> Filtered:
    """Return `publications`, newest first, narrowed by `query`, and what narrowed them."""
    form = FilterForm(query)
    form.is_valid()
    chosen = []
    narrow = {
        "q": lambda text: (publications.matching(text), text),
        "year": lambda year: (publications.of_years(year, year), str(year)),
        "type": lambda key: (publications.filter(type=key), Publication.Type(key).label),
        "venue": lambda text: _in_venue(publications, text),
        "author": lambda text: _by_person(publications, text),
        "lab": lambda text: _of_lab(publications, text),
        "topic": lambda text: _on_topic(publications, text),
    }
    shelf = "publications"
    for name, value in form.cleaned_data.items():
        if value:
            publications, said = narrow[name](value)
            shelf = f"{SHELVED[name]}:{value}" if not chosen and name in SHELVED else ""
            chosen.append((name, str(form.fields[name].label), said))
    return Filtered(publications, form, chosen, shelf)


def _in_venue(publications: PublicationQuerySet, text: str) -> Any:
    if venue := Venue.objects.filter(slug=text).first():
        return publications.filter(venue=venue), venue.name
    return publications.filter(venue__in=_with_words(Venue.objects, "name_key", text)), text


def _on_topic(publications: PublicationQuerySet, text: str) -> Any:
    if topic := Topic.objects.filter(slug=text).first():
        return publications.on_topic(topic), topic.name
    topics = _with_words(Topic.objects, "name", text)
    return publications.filter(Exists(topics.filter(publications=OuterRef("pk")))), text


def _with_words(things: Any, key: str, text: str) -> Any:
    """Return what has every word of `text` in its name or its address, nothing without words."""
    words = search_words(text)
    for word in words:
        things = things.filter(Q(**{f"{key}__icontains": word}) | Q(slug__contains=word))
    return things if words else things.none()


def _by_person(publications: PublicationQuerySet, text: str) -> Any:
    people = Researcher.objects.credited()
    if person := people.filter(slug=text).first():
        return publications.on_shelf(f"researcher:{person.slug}"), person.full_name
    return publications.by_any(people.named(text)) if fold(text) else publications.none(), text


def _of_lab(publications: PublicationQuerySet, text: str) -> Any:
    labs = Lab.objects.public()
    lab = (
        labs.filter(slug=text).first()
        or labs.filter(Q(short_name__iexact=text) | Q(name__iexact=text)).first()
    )
    return (publications.of_lab(lab), lab.name) if lab else (publications.none(), text)
