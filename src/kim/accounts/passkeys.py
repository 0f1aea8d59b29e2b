"""What a browser answers about a passkey is read only if it can be an answer of that kind."""

import json
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.forms import HiddenInput, JSONField

#: A credential holds a handful of objects; deeper nesting than Python can follow would end the request with an error.
MOST_OBJECTS: Final = 100
#: How reading an answer ends that has other parts than expected.
UNUSABLE: Final = (LookupError, TypeError, ValueError, AttributeError)


class _Flat(json.JSONDecoder):
    """JSON with few objects and lists."""

    def decode(self, s: str, *args: Any) -> Any:
        """Refuse what has too many of them, or a number too long to be one, as no JSON at all."""
        if s.count("[") + s.count("{") > MOST_OBJECTS:
            raise json.JSONDecodeError("Too many objects", "", 0)
        try:
            return super().decode(s, *args)
        except ValueError:
            raise json.JSONDecodeError("No JSON", "", 0) from None


class _Checked:
    """A form that takes what the library cannot take apart for a wrong answer."""

    def full_clean(self) -> None:
        """Add an error where the library ends with one of Python's."""
        try:
            super().full_clean()  # type: ignore[misc]
        except UNUSABLE:
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


def _credential() -> JSONField:
    return JSONField(widget=HiddenInput, decoder=_Flat)


class AddForm(_Checked, forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    credential = _credential()


class LoginForm(_Checked, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Log-in by passkey alone."""

    credential = _credential()


class AuthenticateForm(_Checked, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second factor."""

    credential = _credential()


class ReauthenticateForm(_Checked, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something especially guarded."""

    credential = _credential()
