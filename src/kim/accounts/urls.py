"""Addresses of team and settings."""

from django.urls import path

from kim.accounts import public_views, views

app_name = "accounts"
urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/neu/", views.member_new, name="member_new"),
    path("team/<int:member>/", views.member_edit, name="member_edit"),
    path("team/<int:member>/einladung/", views.member_invite, name="member_invite"),
    path("team/<int:member>/zustaendigkeit/", views.responsibility_new, name="responsibility_new"),
    path(
        "zustaendigkeiten/<int:responsibility>/beenden/", views.responsibility_end, name="responsibility_end"
    ),
    path("vertretungen/neu/", views.substitution_new, name="substitution_new"),
    path("vertretungen/<int:substitution>/beenden/", views.substitution_end, name="substitution_end"),
    path("einstellungen/", views.settings_page, name="settings_page"),
    path("sprachen/", views.languages, name="languages"),
    path("einladung/<int:member>/<slug:token>/", public_views.invitation, name="invitation"),
]
