"""Addresses of the action plans that open without a log-in, below `kennzahlen/`."""

from django.urls import path

from kim.action_plans import public_views

app_name = "figures"
urlpatterns = [path("<str:token>/", public_views.answer, name="answer")]
