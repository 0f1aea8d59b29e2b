"""The links by which offices answer without a log-in: signed, so that they can be shown again and not be guessed."""

import re
from typing import Final

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from kim.action_plans.models import CollectionRequest, CollectionRound
from kim.action_plans.rules.collection import is_link_open
from kim.core import dates
from kim.districts.models import District

#: No database counts further than eighteen digits.
_TOKEN: Final = re.compile(r"(?P<number>[1-9][0-9]{0,17})\.(?P<proof>[\w-]+)", re.ASCII)


def token_of(district: District, asked: CollectionRequest) -> str:
    """Return what proves that somebody was asked: the same each time until the request gets another secret."""
    # 256 bits; a link of another district or of another purpose has another signature.
    signer = signing.Signer(salt=f"kim.collection:{district.slug}", sep=".")
    return f"{asked.pk}.{signer.signature(f'{asked.pk}:{asked.secret}')}"


def path_of(district: District, asked: CollectionRequest) -> str:
    """Return the address of the form without the host."""
    return reverse("figures:answer", kwargs={"district": district.slug, "token": token_of(district, asked)})


def opens(opened: CollectionRound) -> bool:
    """Whether the links of a round open today."""
    return is_link_open(dates.today(), due_on=opened.due_on, closed_on=opened.closed_on)


def request_of(district: District, token: str) -> CollectionRequest | None:
    """Return the request behind a token as long as its link opens; None for any other text."""
    said = _TOKEN.fullmatch(token)
    if said is None:
        return None
    asked: CollectionRequest | None = (
        CollectionRequest.objects.select_related("round", "office", "municipality")
        .filter(pk=int(said["number"]))
        .first()
    )
    if asked is None or not constant_time_compare(token, token_of(district, asked)):
        return None
    return asked if opens(asked.round) else None
