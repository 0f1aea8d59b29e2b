"""Addresses of the inbox, for the team."""

from django.urls import path

from kim.public import views

app_name = "inbox"
urlpatterns = [
    path("", views.request_list, name="request_list"),
    path("<uuid:pk>/", views.request_detail, name="request_detail"),
    path("<uuid:pk>/termin/", views.request_appointment, name="request_appointment"),
    path("<uuid:pk>/weitergeben/", views.request_hand_on, name="request_hand_on"),
    path("<uuid:pk>/ablehnen/", views.request_decline, name="request_decline"),
    path("<uuid:pk>/erledigt/", views.request_finish, name="request_finish"),
    path("<uuid:pk>/gespraech/", views.request_intake, name="request_intake"),
]
