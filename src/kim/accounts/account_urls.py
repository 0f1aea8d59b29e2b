"""Addresses of the log-in: only what the product offers of the library; there is no registration."""

from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("passwort/aendern/", account.password_change, name="account_change_password"),
    path("zweiter-faktor/", include("allauth.mfa.urls")),
]
