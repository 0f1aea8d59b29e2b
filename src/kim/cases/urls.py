"""Addresses of `cases`."""

from django.urls import path

from kim.cases.views import assigning, case_detail, case_list, entries, intake, lifecycle, people, sharing

app_name = "cases"
urlpatterns = [
    path("", case_list.case_list, name="case_list"),
    path("ohne-fallfuehrung/", assigning.cases_assign, name="cases_assign"),
    path("neu/", intake.intake_new, name="intake_new"),
    path("uebergaben/<uuid:handover>/", sharing.handover_answer, name="handover_answer"),
    path("<number:number>/", case_detail.case_detail, name="case_detail"),
    path("<number:number>/protokoll/", case_detail.case_log, name="case_log"),
    path("<number:number>/beratungen/<uuid:entry>/", entries.consultation_edit, name="consultation_edit"),
    path(
        "<number:number>/eintraege/<uuid:entry>/zuruecknehmen/", entries.entry_withdraw, name="entry_withdraw"
    ),
    path("<number:number>/kontakte/neu/", entries.note_new, name="note_new"),
    path("<number:number>/bedarfe/", entries.need_set, name="need_set"),
    path("<number:number>/personen/neu/", people.person_add, name="person_add"),
    path("<number:number>/personen/<uuid:client>/", people.person_edit, name="person_edit"),
    path("<number:number>/konstellation/", lifecycle.track_change, name="track_change"),
    path("<number:number>/umzug/", lifecycle.case_move, name="case_move"),
    path("<number:number>/verlaengern/", lifecycle.case_prolong, name="case_prolong"),
    path("<number:number>/abschliessen/", lifecycle.case_close, name="case_close"),
    path("<number:number>/wieder-aufnehmen/", lifecycle.case_reactivate, name="case_reactivate"),
    path("<number:number>/uebergeben/", sharing.handover_new, name="handover_new"),
    path("<number:number>/mitarbeit/neu/", sharing.worker_add, name="worker_add"),
    path("<number:number>/mitarbeit/<int:worker>/beenden/", sharing.worker_remove, name="worker_remove"),
    path("<number:number>/freigaben/neu/", sharing.grant_new, name="grant_new"),
    path("<number:number>/freigaben/<uuid:grant>/beenden/", sharing.grant_end, name="grant_end"),
]
