"""What a browser answers about a passkey is read only if it can be an answer of that kind."""

import json
from typing import Any, Final

from allauth.mfa.webauthn import forms
from django.forms import HiddenInput, JSONField

#: A credential holds a handful of objects; deeper nesting than Python can follow would end the request with an error.
MOST_OBJECTS: Final = 100


class _Flat(json.JSONDecoder):
    """JSON with few objects and lists."""

    def decode(self, s: str, *args: Any) -> Any:
        """Refuse what has too many of them as no JSON at all."""
        if s.count("[") + s.count("{") > MOST_OBJECTS:
            raise json.JSONDecodeError("Too many objects", "", 0)
        return super().decode(s, *args)


def _credential() -> JSONField:
    return JSONField(widget=HiddenInput, decoder=_Flat)


class AddForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    credential = _credential()


class LoginForm(forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Log-in by passkey alone."""

    credential = _credential()


class AuthenticateForm(forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second factor."""

    credential = _credential()


class ReauthenticateForm(forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something especially guarded."""

    credential = _credential()
