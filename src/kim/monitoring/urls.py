"""Addresses of `monitoring`."""

from django.urls import path, re_path

from kim.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.month_table, name="month_table"),
    path("faelle/", views.figure_cases, name="figure_cases"),
    re_path(r"^datei\.(?P<kind>csv|xlsx)$", views.month_export, name="month_export"),
]
