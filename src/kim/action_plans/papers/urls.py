"""Addresses of papers and versions, below `kommunen/`."""

from django.urls import path

from kim.action_plans.papers import views

app_name = "papers"
PLACE = "<territory:territory>/"
VERSIONS = f"{PLACE}fassungen/"
urlpatterns = [
    path("handlungskonzept.pdf", views.whole, {"form": "pdf"}, name="whole_pdf"),
    path("handlungskonzept.docx", views.whole, {"form": "docx"}, name="whole_docx"),
    path("handlungskonzept.json", views.whole, {"form": "json"}, name="whole_json"),
    path("papier/", views.whole_page, name="whole_page"),
    path("freigegeben/", views.released, name="released"),
    path("freigegeben/papier/", views.released_page, name="released_page"),
    path("freigegeben.pdf", views.released_whole, {"form": "pdf"}, name="released_pdf"),
    path("freigegeben.docx", views.released_whole, {"form": "docx"}, name="released_docx"),
    path(f"{PLACE}handlungskonzept.pdf", views.plan, {"form": "pdf"}, name="plan_pdf"),
    path(f"{PLACE}handlungskonzept.docx", views.plan, {"form": "docx"}, name="plan_docx"),
    path(f"{PLACE}handlungskonzept.json", views.plan, {"form": "json"}, name="plan_json"),
    path(f"{PLACE}papier/", views.page, name="plan_page"),
    path(VERSIONS, views.versions, name="versions"),
    path(f"{VERSIONS}freigeben/", views.release, name="release"),
    path(f"{VERSIONS}vergleich/", views.compare, name="compare"),
    path(f"{VERSIONS}<int:state>/", views.version_page, name="version_page"),
    path(f"{VERSIONS}<int:state>.pdf", views.version, {"form": "pdf"}, name="version_pdf"),
    path(f"{VERSIONS}<int:state>.docx", views.version, {"form": "docx"}, name="version_docx"),
    path(f"{VERSIONS}<int:state>.json", views.version, {"form": "json"}, name="version_json"),
]
