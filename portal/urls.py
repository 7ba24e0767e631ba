from django.contrib import admin
from django.urls import include, path, re_path

from portal import cards, crawlers, search, sitemaps, views
from publications.exports import also_as_files
from publications.oai.views import oai
from researchers.urls import urlpatterns as people
from researchers.views import researcher_detail

# What gathers papers, too, is site-wide.
gathering = [
    path(
        "researchers/<slug:slug>/",
        also_as_files("researcher")(researcher_detail),
        name="researcher-detail",
    ),
    path("researchers/<slug:slug>/network/", views.researcher_network, name="researcher-network"),
    path("labs/<slug:slug>/network/", views.lab_network, name="lab-network"),
    path("labs/<slug:slug>/", also_as_files("lab")(views.lab_detail), name="lab-detail"),
    path(
        "projects/<slug:slug>/",
        also_as_files("project")(views.project_detail),
        name="project-detail",
    ),
]

urlpatterns = [
    path("api/", include("publications.api.urls")),
    path("", views.home, name="home"),
    path("card.png", cards.site_card, name="card"),
    path("publications/<slug:slug>/card.png", cards.publication_card),
    path("researchers/<slug:slug>/card.png", cards.researcher_card),
    path("labs/<slug:slug>/card.png", cards.lab_card),
    path("search/", search.search, name="search"),
    path("oai", oai, name="oai"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("opensearch.xml", crawlers.opensearch, name="opensearch"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    re_path(
        rf"^sitemap-(?P<kind>pages|{'|'.join(sitemaps.KINDS)})-(?P<number>\d{{1,12}})\.xml$",
        sitemaps.part,
        name="sitemap-part",
    ),
    path("", include(([*people, *gathering], "researchers"))),
    path("", include("publications.urls")),
    path("admin/", admin.site.urls),
    path("media/<path:path>", views.media, name="media"),
]
