"""Anonymous pages: an invited person sets the password."""

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kim.accounts.actions import accept_invitation, is_valid_token
from kim.accounts.login_limits import remember_device
from kim.accounts.permissions import invited_member
from kim.core.access import anonymous

# The team works in German; the frame of the public pages asks for a language.
GERMAN = {"code": "de", "native_name": "Deutsch", "dir": "ltr"}


@anonymous
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, district: str, member: int, token: str) -> HttpResponse:
    """Let the person behind a link that works once choose a password; any other link does not exist."""
    row = invited_member(member)
    if row is None or not is_valid_token(row, token):
        raise Http404
    form = SetPasswordForm(row.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not accept_invitation(row, token=token, password=form.cleaned_data["new_password1"]):
            raise Http404
        messages.success(request, "Ihr Passwort ist gespeichert. Sie können sich jetzt anmelden.")
        response = redirect("account_login")
        remember_device(request, response, row.user.email)
        return response
    context = {"form": form, "member": row, "district": row.district, "language": GERMAN}
    return render(request, "accounts/invitation.html", context | {"languages": [], "start_url": ""})
