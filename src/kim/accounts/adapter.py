"""How the log-in library is bound to the product."""

import base64
import hashlib
import hmac
import os
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kim.accounts import login_limits
from kim.accounts.models import User

# Accounts of the demo, whose password is public. Nobody can have an address there (RFC 2606).
DEMO_ADDRESSES = "@demo.example"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by the team lead; nobody signs up."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": (
            "Zu viele Versuche. Bitte versuchen Sie es in fünf Minuten noch einmal oder an einem Gerät, an dem Sie "
            "sich schon angemeldet haben. Geht es auch dann nicht, hilft Ihre Teamleitung mit einer neuen Einladung."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no registration."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess, for known and unknown addresses alike; refuse it unseen if there were too many."""
        self._login_failed_rl_usage = login_limits.take(request, credentials.get("email") or "")
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person; one who is locked out is told the same as with a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        return None if user is None or _is_locked_out(user) else user

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """Lead back who signs in without a password and is locked out."""
        if _is_locked_out(user):
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **details)
        return response

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Remember the device once everything that was asked for has been shown."""
        response: HttpResponse = super().post_login(request, user, **details)
        login_limits.remember_device(request, response, user.email)
        return response


def _is_locked_out(user: User) -> bool:
    return not user.is_active or (settings.PRODUCTION and user.email.endswith(DEMO_ADDRESSES))


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are stored encrypted under a key derived from the key-encryption key."""

    def _cipher(self) -> AESGCM:
        return AESGCM(hmac.digest(settings.KEY_ENCRYPTION_KEY, b"kim.accounts.mfa", hashlib.sha256))

    def encrypt(self, text: str) -> str:
        """Return the ciphertext of a secret in base64."""
        nonce = os.urandom(12)
        return base64.b64encode(nonce + self._cipher().encrypt(nonce, text.encode(), b"mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        data = base64.b64decode(encrypted_text)
        return self._cipher().decrypt(data[:12], data[12:], b"mfa").decode()
