from django.urls import path

from publications import views
from publications.cv.views import cv_page, cv_pdf

app_name = "publications"
urlpatterns = [
    path("publications/", views.publication_list, name="publication-list"),
    path("publications/<slug:slug>/", views.publication_detail, name="publication-detail"),
    path("venues/", views.venue_list, name="venue-list"),
    path("venues/<slug:slug>/", views.venue_detail, name="venue-detail"),
    path("topics/<slug:slug>/", views.topic_detail, name="topic-detail"),
    path("researchers/<slug:slug>/cv/", cv_page, name="cv"),
    path("researchers/<slug:slug>/cv.pdf", cv_pdf, name="cv-pdf"),
]
