"""Addresses of `workspace`: the way in, the start page, search."""

from django.urls import path

from kim.workspace import public_views, views

app_name = "workspace"
urlpatterns = [
    path("", public_views.landing, name="landing"),
    path("start/", views.enter, name="enter"),
    path("<slug:district>/", views.start, name="start"),
    path("<slug:district>/suche/", views.search, name="search"),
]
