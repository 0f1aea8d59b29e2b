"""Addresses of the living concepts."""

from django.urls import path

from kim.action_plans.plans.views import duties, parts, plan, talks

app_name = "action_plans"
FOCUS = "<territory:territory>/schwerpunkte/"
MILESTONES = "<territory:territory>/meilensteine/"
TALK = "<territory:territory>/jahresgespraeche/<int:year>/"
DUTY = "aufgaben/<int:duty>/<territory:territory>/<int:year>/"
urlpatterns = [
    path("", plan.plan_list, name="plan_list"),
    path("aufgaben/", duties.duty_list, name="duty_list"),
    path(f"{DUTY}erledigt/", duties.duty_done, name="duty_done"),
    path(f"{DUTY}offen/", duties.duty_reopen, name="duty_reopen"),
    path("<territory:territory>/", plan.plan_detail, name="plan_detail"),
    path("<territory:territory>/angaben/<slug:part>/", plan.remark_edit, name="remark_edit"),
    path(f"{FOCUS}neu/", parts.focus_new, name="focus_new"),
    path(f"{FOCUS}<int:focus>/", parts.focus_edit, name="focus_edit"),
    path(f"{FOCUS}<int:focus>/ueberprueft/", parts.focus_review, name="focus_review"),
    path(f"{FOCUS}<int:focus>/beenden/", parts.focus_end, name="focus_end"),
    path(f"{FOCUS}<int:focus>/loeschen/", parts.focus_delete, name="focus_delete"),
    path(MILESTONES, parts.milestone_list, name="milestone_list"),
    path(f"{MILESTONES}neu/", parts.milestone_new, name="milestone_new"),
    path(f"{MILESTONES}<int:milestone>/", parts.milestone_edit, name="milestone_edit"),
    path(f"{MILESTONES}<int:milestone>/loeschen/", parts.milestone_delete, name="milestone_delete"),
    path("<territory:territory>/jahresgespraeche/", talks.talk_list, name="talk_list"),
    path(TALK, talks.talk_detail, name="talk_detail"),
    path(f"{TALK}blatt.pdf", talks.talk_paper, {"form": "pdf"}, name="talk_pdf"),
    path(f"{TALK}blatt.docx", talks.talk_paper, {"form": "docx"}, name="talk_docx"),
    path(f"{TALK}termin/", talks.talk_plan, name="talk_plan"),
    path(f"{TALK}antworten/", talks.talk_answers, name="talk_answers"),
    path(f"{TALK}ergebnis/", talks.talk_conclude, name="talk_conclude"),
    path(f"{TALK}schritte/neu/", talks.step_new, name="step_new"),
    path(f"{TALK}schritte/<int:step>/erledigt/", talks.step_done, name="step_done"),
    path(f"{TALK}schritte/<int:step>/loeschen/", talks.step_delete, name="step_delete"),
]
