"""Addresses of the public pages of a district in one language."""

from django.urls import path

from kim.public import public_views

app_name = "public"
urlpatterns = [
    path("", public_views.request_page, name="request"),
    path("verzeichnis/", public_views.directory, name="directory"),
    path("sprechzeiten/<slug:ags>.ics", public_views.hours_calendar, name="hours_calendar"),
    path("anfrage/<slug:token>/", public_views.status, name="status"),
]
