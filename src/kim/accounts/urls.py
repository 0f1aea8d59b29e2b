"""Addresses of team and settings."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
