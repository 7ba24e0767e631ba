from django.urls import path

from researchers import views

app_name = "researchers"
urlpatterns = [
    path("researchers/", views.researcher_list, name="researcher-list"),
    path("researchers/<slug:slug>/", views.researcher_detail, name="researcher-detail"),
    path("labs/", views.lab_list, name="lab-list"),
]
