"""The addresses of Byline that are measured, and the names its models' addresses are made by."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from tests.bench.twin import api, views

router = SimpleRouter(trailing_slash=False)
router.register("publications", api.PublicationViewSet)

researchers = [
    path("researchers/", views.ResearcherList.as_view(), name="researcher-list"),
    path("researchers/<slug:slug>/", views.ResearcherDetail.as_view(), name="researcher-detail"),
    path("labs/", views.LabList.as_view(), name="lab-list"),
    path("labs/<slug:slug>/", views.LabDetail.as_view(), name="lab-detail"),
    path("projects/<slug:slug>/", views.ProjectDetail.as_view(), name="project-detail"),
]
publications = [
    path("publications/", views.PublicationList.as_view(), name="publication-list"),
    path("publications/<slug:slug>/", views.PublicationDetail.as_view(), name="publication-detail"),
    path("venues/<slug:slug>/", views.VenueDetail.as_view(), name="venue-detail"),
    path("topics/<slug:slug>/", views.TopicDetail.as_view(), name="topic-detail"),
]
urlpatterns = [
    path("", include((researchers, "researchers"))),
    path("", include((publications, "publications"))),
    path("api/", include((router.urls, "api"))),
]
