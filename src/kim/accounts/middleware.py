"""First fence: from the slug in the address to the open district and the person's membership in it."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from kim.accounts.models import User
from kim.accounts.permissions import membership_of
from kim.core.tenancy import district_scope
from kim.districts.models import District

GetResponse = Callable[[HttpRequest], HttpResponse]


class DistrictMiddleware:
    """Runs every view with a district in its address inside that district's scope.

    Sets `request.district` and `request.membership` (None for the public). An unknown district does not exist.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done when the view is known."""
        request.district = None  # type: ignore[attr-defined]
        request.membership = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Open the district and call the view in it."""
        slug = kwargs.get("district")
        if slug is None:
            return None
        district = District.objects.filter(slug=slug).first()
        if district is None:
            raise Http404
        request.district = district  # type: ignore[attr-defined]
        with district_scope(district):
            if isinstance(request.user, User):
                request.membership = membership_of(request.user, district)  # type: ignore[attr-defined]
                second_factor = _asked_second_factor(request, view)
                if second_factor is not None:
                    return second_factor
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                # What a page shows is read while the district is open, not after.
                response.render()
            return response


def shows_second_factor(request: HttpRequest) -> bool:
    """Whether the person has shown in this very session what the team's pages ask for."""
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get("has_second_factor"):
        return True
    if not is_mfa_enabled(request.user):
        return False
    if not any(used["method"] == "mfa" for used in get_authentication_records(request, request.user)):
        return False
    request.session["has_second_factor"] = True
    return True


def _asked_second_factor(
    request: HttpRequest, view: Callable[..., HttpResponseBase]
) -> HttpResponseBase | None:
    """Lead a member to setting up or showing a second factor before the team's pages open.

    It has to be shown in this very session: one that somebody began with the password alone stays shut when the
    owner sets up a factor elsewhere.
    """
    is_for_the_team = getattr(view, "access_mark", "") == "staff"
    if not is_for_the_team or shows_second_factor(request):
        return None
    if not is_mfa_enabled(request.user):
        return redirect("mfa_index")
    takes_codes = is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES])
    page = "mfa_reauthenticate" if takes_codes else "mfa_reauthenticate_webauthn"
    return redirect_to_login(request.get_full_path(), reverse(page))
