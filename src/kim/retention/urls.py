"""Addresses of `retention`."""

from django.urls import path

from kim.retention import views

app_name = "retention"
urlpatterns = [
    path("", views.run_list, name="run_list"),
    path("freigeben/", views.release, name="release"),
    path("<int:pk>/zuruecknehmen/", views.run_undo, name="run_undo"),
]
