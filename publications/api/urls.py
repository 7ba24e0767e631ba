"""Addresses below /api/. All answer with and without a slash at the end; the latter is meant."""

from typing import Any

from django.urls import URLPattern, path, re_path

from . import docs, views

app_name = "api"


def either(route: str, view: Any, name: str) -> list[URLPattern]:
    """Return both forms of an address; reverse() gives the last that has the name."""
    return [path(f"{route}/", view, name=name), path(route, view, name=name)]


urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    *either("publications", views.PublicationList.as_view(), "publication-list"),
    *either("publications/<slug:slug>", views.PublicationDetail.as_view(), "publication-detail"),
    *either("researchers", views.ResearcherList.as_view(), "researcher-list"),
    *either("researchers/<slug:slug>", views.ResearcherDetail.as_view(), "researcher-detail"),
    *either(
        "researchers/<slug:slug>/publications",
        views.ResearcherPublications.as_view(),
        "researcher-publications",
    ),
    *either("labs", views.LabList.as_view(), "lab-list"),
    *either("labs/<slug:slug>", views.LabDetail.as_view(), "lab-detail"),
    *either("labs/<slug:slug>/publications", views.LabPublications.as_view(), "lab-publications"),
    *either("venues", views.VenueList.as_view(), "venue-list"),
    *either("venues/<slug:slug>", views.VenueDetail.as_view(), "venue-detail"),
    *either("topics", views.TopicList.as_view(), "topic-list"),
    *either("topics/<slug:slug>", views.TopicDetail.as_view(), "topic-detail"),
    *either("schema", views.Schema.as_view(), "schema"),
    *either("docs", docs.page, "docs"),
    re_path(r"[\s\S]*", views.Nothing.as_view()),
]
