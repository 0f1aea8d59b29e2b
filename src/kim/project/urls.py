"""All addresses. German words for people, English names for code."""

from django.urls import include, path

from kim.core.converters import register_converters

register_converters()

urlpatterns = [
    path("konto/", include("kim.accounts.account_urls")),
    path("", include("kim.workspace.urls")),
    path("<slug:district>/anfragen/", include("kim.public.inbox_urls")),
    path("<slug:district>/faelle/", include("kim.cases.urls")),
    path("<slug:district>/kommunen/", include("kim.action_plans.profile.urls")),
    path("<slug:district>/kommunen/", include("kim.action_plans.papers.urls")),
    path("<slug:district>/kommunen/", include("kim.action_plans.plans.urls")),
    path("<slug:district>/kennzahlen/", include("kim.action_plans.public_urls")),
    path("<slug:district>/gruppen/", include("kim.steering.urls")),
    path("<slug:district>/zahlen/", include("kim.monitoring.urls")),
    path("<slug:district>/netzwerk/", include("kim.network.urls")),
    path("<slug:district>/verwaltung/", include("kim.accounts.urls")),
    path("<slug:district>/verwaltung/protokoll/", include("kim.audit.urls")),
    path("<slug:district>/verwaltung/loeschungen/", include("kim.retention.urls")),
    path("<slug:district>/<lang:language>/", include("kim.public.urls")),
]
