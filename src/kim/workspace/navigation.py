"""The frame of every page: who is signed in and where the pages are."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the base templates need."""
    return {}
