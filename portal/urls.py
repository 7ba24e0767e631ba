from django.contrib import admin
from django.urls import include, path

from portal import views
from researchers.urls import urlpatterns as people

# A lab's and a project's page gather papers too, so their views are site-wide.
gathering = [
    path("labs/<slug:slug>/", views.lab_detail, name="lab-detail"),
    path("projects/<slug:slug>/", views.project_detail, name="project-detail"),
]

urlpatterns = [
    path("api/", include("publications.api.urls")),
    path("", views.home, name="home"),
    path("", include(([*people, *gathering], "researchers"))),
    path("", include("publications.urls")),
    path("admin/", admin.site.urls),
    path("media/<path:path>", views.media, name="media"),
]
