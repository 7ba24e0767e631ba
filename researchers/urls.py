from django.urls import path

from researchers import views

app_name = "researchers"
urlpatterns = [
    path("researchers/", views.researcher_list, name="researcher-list"),
    path("labs/", views.lab_list, name="lab-list"),
]
