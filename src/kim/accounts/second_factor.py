"""Codes of the second factor are guessed no more often than passwords."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms

from kim.accounts import login_limits


class _CountedCode(forms.BaseAuthenticateForm):  # type: ignore[misc]
    """A code that is not looked at when there have been too many wrong ones."""

    def clean_code(self) -> str:
        """Count the guess first; give it back if it was right."""
        usage = login_limits.take(context.request, self.user.email, guess="code")
        if usage is None:
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        usage.rollback()
        return code


class AuthenticateForm(_CountedCode, forms.AuthenticateForm):  # type: ignore[misc]
    """The code that completes a log-in."""


class ReauthenticateForm(_CountedCode, forms.ReauthenticateForm):  # type: ignore[misc]
    """The code that opens a session begun without one, or something especially guarded."""
