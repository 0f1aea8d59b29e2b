"""Pages of the frame that need no log-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kim.core.access import anonymous


@anonymous
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form has expired; what was typed is still in the browser's history."""
    return render(request, "403_csrf.html", status=403)
