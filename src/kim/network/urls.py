"""Addresses of `network`."""

from django.urls import include, path

from kim.network import views

app_name = "network"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("", include("kim.network.access.urls")),
    path("", include("kim.network.agreements.urls")),
    path("", include("kim.network.partners.urls")),
    path("angebote/", include("kim.network.offers.urls")),
    path("<slug:ags>/", views.municipality, name="municipality"),
    path("sprechzeiten/<int:hours>/ausfall/", views.exception_new, name="exception_new"),
    path("ausfaelle/<int:exception>/aufheben/", views.exception_end, name="exception_end"),
]
