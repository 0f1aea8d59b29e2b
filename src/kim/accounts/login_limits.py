"""How many guesses at a password or a code are looked at: many from a known device, few from all others together.

A device is known to an account by a signed cookie that it got when somebody signed in there. Guesses from unknown
devices share one small bucket per account, so that many addresses do not help; a known device has a bucket of its
own, so that nobody can shut out the owner. Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
"""

import hashlib
import hmac
import unicodedata
from typing import Final

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

#: Seconds for which a device stays known after the last log-in there.
LIFETIME: Final = 180 * 24 * 60 * 60
PATH: Final = "/konto/"
SALT: Final = "kim.accounts.device"


def account_key(address: str) -> str:
    """Return the name of an account in all counters, whether it exists or not.

    Every spelling that the log-in takes for the same address has the same name, or each would get guesses of its own.
    """
    return unicodedata.normalize("NFKC", address.strip()).casefold()


def cookie_name(address: str) -> str:
    """Return the name of the cookie for an account; it does not tell the address."""
    named = hmac.digest(
        settings.SECRET_KEY.encode(), f"device:{account_key(address)}".encode(), hashlib.sha256
    )
    return f"kim_device_{named.hex()[:24]}"


def known_device(request: HttpRequest, address: str) -> str:
    """Return the mark of the device if its cookie is valid for this account, else nothing."""
    name = cookie_name(address)
    # The signature covers the name, so that the cookie of another account is worth nothing under this one.
    mark: str | None = request.get_signed_cookie(name, default=None, salt=SALT, max_age=LIFETIME)
    return mark or ""


def remember_device(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Let the device be known to the account from now on; call it only after proof of who signs in."""
    response.set_signed_cookie(
        cookie_name(address),
        known_device(request, address) or get_random_string(22),
        salt=SALT,
        max_age=LIFETIME,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take(request: HttpRequest, address: str, *, guess: str = "password") -> RateLimitUsage | None:
    """Count one guess before it is looked at; None if there have been too many.

    `guess` is what is guessed: passwords and codes are counted apart. Give the guess back (`rollback`) if it was right.
    """
    account, device = account_key(address), known_device(request, address)
    action = "login_known_device" if device else "login_unknown_device"
    key = f"{guess}:{account}:{device}"
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)
