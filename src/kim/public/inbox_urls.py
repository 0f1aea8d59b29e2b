"""Addresses of the inbox, for the team."""

from django.urls import URLPattern

app_name = "inbox"
urlpatterns: list[URLPattern] = []
