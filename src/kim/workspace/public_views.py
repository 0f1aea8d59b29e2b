"""The landing page of an installation."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kim.core.access import anonymous
from kim.workspace import queries


@anonymous
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """List the districts with their public pages and lead the team to the log-in."""
    context = {"districts": queries.districts_with_languages(), "is_demo": settings.MODE == "demo"}
    return render(request, "workspace/landing.html", context)
