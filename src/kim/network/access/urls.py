"""Addresses of office hours, the access of a place and ways of access, below those of the network."""

from django.urls import path

from kim.network.access import views

urlpatterns = [
    path("zugangswege/", views.route_list, name="route_list"),
    path("zugangswege/neu/", views.route_new, name="route_new"),
    path("zugangswege/<int:route>/", views.route_edit, name="route_edit"),
    path("<slug:ags>/sprechzeiten.ics", views.hours_calendar, name="hours_calendar"),
    path("<slug:ags>/sprechzeiten/neu/", views.hours_new, name="hours_new"),
    path("<slug:ags>/sprechzeiten/<int:hours>/", views.hours_edit, name="hours_edit"),
    path("<slug:ags>/zugang/", views.place_access, name="place_access"),
]
