"""What every answer carries and what no request may contain."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


class SecurityHeadersMiddleware:
    """Adds the content security policy and forbids caches to keep pages."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers set."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "no-store")
        # Whether anybody looked at the session would tell a refused page from one that does not exist.
        patch_vary_headers(response, ["Cookie"])
        return response


class BadInputMiddleware:
    """Refuses NUL bytes and broken text before any database sees them, and bodies larger than any form.

    Django limits fields but not files, which would fill the disk of the server; a form with a file may be as large as
    the largest file that anybody may send.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 to a request that no browser form sends."""
        if _is_bad(request):
            return HttpResponseBadRequest(render_to_string("400.html"))
        return self.get_response(request)


def _is_bad(request: HttpRequest) -> bool:
    if "\x00" in request.path or any(
        _broken(text) for pair in request.GET.lists() for text in (pair[0], *pair[1])
    ):
        return True
    if request.method != "POST":
        return False
    if _is_too_large(request):
        return True
    return any(_broken(text) for pair in request.POST.lists() for text in (pair[0], *pair[1]))


def _is_too_large(request: HttpRequest) -> bool:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.content_type == "multipart/form-data":
        limit = settings.LARGEST_UPLOAD
    return length.isdecimal() and (len(length) > 9 or int(length) > limit)


def _broken(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
