"""How the log-in library is bound to the product."""

import base64
import hashlib
import hmac
import os

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by the team lead; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no registration."""
        return False


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
