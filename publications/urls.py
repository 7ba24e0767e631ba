from django.urls import path

from publications import views

app_name = "publications"
urlpatterns = [
    path("publications/", views.publication_list, name="publication-list"),
    path("publications/<slug:slug>/", views.publication_detail, name="publication-detail"),
    path("venues/", views.venue_list, name="venue-list"),
    path("venues/<slug:slug>/", views.venue_detail, name="venue-detail"),
    path("topics/<slug:slug>/", views.topic_detail, name="topic-detail"),
]
