import re

from django.urls import path, register_converter

from publications import views
from publications.cv.views import cv_page, cv_pdf
from publications.exporters import EXPORTERS, Exporter
from publications.exports import also_as_files, files_of
from publications.unapi import unapi


class FormatConverter:
    """A suffix of an address, ".bib", as the format it names."""

    by_suffix = {exporter.suffix: exporter for exporter in EXPORTERS}
    regex = "|".join(map(re.escape, by_suffix))

    def to_python(self, value: str) -> Exporter:
        return self.by_suffix[value]

    def to_url(self, value: Exporter) -> str:
        return value.suffix


register_converter(FormatConverter, "format")

app_name = "publications"
urlpatterns = [
    path(
        "publications/",
        also_as_files("publications")(views.publication_list),
        name="publication-list",
    ),
    path(
        "publications/<slug:slug>/",
        also_as_files("publication")(views.publication_detail),
        name="publication-detail",
    ),
    path(
        "publications/<slug:slug>/linkset.json",
        views.publication_linkset,
        name="publication-linkset",
    ),
    path("venues/", views.venue_list, name="venue-list"),
    path("venues/<slug:slug>/", also_as_files("venue")(views.venue_detail), name="venue-detail"),
    path("topics/<slug:slug>/", also_as_files("topic")(views.topic_detail), name="topic-detail"),
    path("publications<format:exporter>", files_of("publications"), name="publications-file"),
    path("search<format:exporter>", files_of("search"), name="search-file"),
    *(
        path(f"{kind}s/<slug:slug><format:exporter>", files_of(kind), name=f"{kind}-file")
        for kind in ("publication", "researcher", "lab", "venue", "topic", "project")
    ),
    path("unapi", unapi, name="unapi"),
    path("researchers/<slug:slug>/cv/", cv_page, name="cv"),
    path("researchers/<slug:slug>/cv.pdf", cv_pdf, name="cv-pdf"),
]
