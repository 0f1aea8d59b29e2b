"""Addresses of `audit`."""

from django.urls import path

from kim.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("pruefen/", views.verify, name="verify"),
    path("ausgabe.csv", views.export, name="export"),
]
