"""How many requests one address may send. Nothing is kept of the address but a keyed digest, for an hour."""

import hashlib
import hmac
import ipaddress
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from kim.accounts.adapter import StaffAdapter
from kim.core import dates

REQUESTS_PER_HOUR: Final = 60
KEPT_SECONDS: Final = 2 * 60 * 60
IPV6_HOUSEHOLD_BITS: Final = 64


def _household(address: str) -> str:
    """Return the part of an address that stays the same for one connection: of IPv6 the first half."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, IPV6_HOUSEHOLD_BITS), strict=False))


def _counter_name(address: str, now: datetime) -> str:
    """Return the name of the counter of this hour; the key of the digest is another one every day."""
    day_key = hmac.digest(
        settings.SECRET_KEY.encode(), f"kim.public.limit:{now:%Y-%m-%d}".encode(), hashlib.sha256
    )
    digest = hmac.digest(day_key, _household(address).encode(), hashlib.sha256).hex()
    return f"request-limit:{now:%H}:{digest}"


def is_over_limit(request: HttpRequest) -> bool:
    """Count one request of the sender's address; return whether the hour's number is used up."""
    name = _counter_name(StaffAdapter().get_client_ip(request), dates.now())
    # Not `incr`: in the database it would let the counter live for five minutes only.
    count = int(cache.get(name, 0)) + 1
    cache.set(name, count, KEPT_SECONDS)
    return count > REQUESTS_PER_HOUR
