"""The filter form of the publication list."""

from django import forms
from django.db.models import Q, QuerySet

from publications.models import Publication
from researchers.models import Lab
from tests.bench.twin.papers import of_lab


class FilterForm(forms.Form):
    q = forms.CharField(label="Words", required=False, max_length=500)
    year = forms.IntegerField(label="Year", required=False, min_value=1000, max_value=9999)
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Any type"), *Publication.Type.choices]
    )
    venue = forms.CharField(label="Venue", required=False, max_length=200)
    author = forms.CharField(label="Person", required=False, max_length=200)
    lab = forms.CharField(label="Lab", required=False, max_length=200)
    topic = forms.CharField(label="Topic", required=False, max_length=200)

    def narrow(self, papers: QuerySet[Publication]) -> QuerySet[Publication]:
        """Return those of `papers` that fit what is filled in."""
        chosen = self.cleaned_data
        for word in chosen["q"].split():
            papers = papers.filter(Q(title__icontains=word) | Q(venue__name__icontains=word))
        conditions = {
            "year": "year",
            "type": "type",
            "venue": "venue__slug",
            "author": "authorships__researcher__slug",
            "topic": "topics__slug",
        }
        for name, path in conditions.items():
            if chosen[name]:
                papers = papers.filter(**{path: chosen[name]})
        if chosen["lab"]:
            lab = Lab.objects.filter(slug=chosen["lab"]).first()
            papers = of_lab(papers, lab) if lab else papers.none()
        return papers.distinct() if chosen["author"] or chosen["topic"] else papers
