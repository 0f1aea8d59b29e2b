"""Addresses of the local profile, below `kommunen/`."""

from django.urls import path

from kim.action_plans.profile.views import checking, collection, importing, places, setting

app_name = "profile"
urlpatterns = [
    path("<territory:territory>/ortsprofil/", places.profile, name="profile"),
    path("<territory:territory>/ortsprofil/<int:year>/", places.year_edit, name="year_edit"),
    path("<territory:territory>/ortsprofil.xlsx", places.export, name="export"),
    path("abfrage/", collection.collection, name="collection"),
    path("abfrage/<int:year>/", collection.round_detail, name="round"),
    path("abfrage/<int:year>/beenden/", collection.round_close, name="round_close"),
    path("abfrage/<int:year>/frist/", collection.round_prolong, name="round_prolong"),
    path("abfrage/anfragen/<int:asked>/senden/", collection.request_send, name="request_send"),
    path("abfrage/<int:year>/weitere/", collection.round_widen, name="round_widen"),
    path("abfrage/anfragen/<int:asked>/weitergegeben/", collection.request_hand_on, name="request_hand_on"),
    path("abfrage/anfragen/<int:asked>/neuer-link/", collection.request_renew, name="request_renew"),
    path("kennzahlen/", setting.indicators, name="indicators"),
    path("kennzahlen/neu/", setting.indicator_new, name="indicator_new"),
    path("kennzahlen/arten/<slug:code>/", setting.indicator_edit, name="indicator_edit"),
    path("kennzahlen/arten/<slug:code>/gebrauch/", setting.indicator_use, name="indicator_use"),
    path("kennzahlen/stellen/neu/", setting.office_new, name="office_new"),
    path("kennzahlen/stellen/<slug:code>/bearbeiten/", setting.office_edit, name="office_edit"),
    path("kennzahlen/import/", importing.upload, name="import"),
    path("kennzahlen/import/uebernehmen/", importing.apply, name="import_apply"),
    path("kennzahlen/vorlage/", importing.template, name="import_template"),
    path("kennzahlen/zeitreihen.xlsx", importing.export_all, name="export_all"),
    path("kennzahlen/pruefung/", checking.findings, name="findings"),
]
